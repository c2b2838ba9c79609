#include "core/sql/dialect_registry.h"

#include <vector>

namespace relata {
namespace {

std::vector<std::shared_ptr<const SqlDialect>>& dialects()
{
    static std::vector<std::shared_ptr<const SqlDialect>> all;
    return all;
}

} // namespace

void registerSqlDialect(std::shared_ptr<const SqlDialect> dialect)
{
    for (std::shared_ptr<const SqlDialect>& known : dialects()) {
        if (known->traits().name == dialect->traits().name) {
            known = std::move(dialect);
            return;
        }
    }
    dialects().push_back(std::move(dialect));
}

const SqlDialect* findSqlDialect(std::string_view name)
{
    for (const std::shared_ptr<const SqlDialect>& dialect : dialects()) {
        if (dialect->traits().name == name)
            return dialect.get();
    }
    return nullptr;
}

} // namespace relata
