#include "core/engine/registry.h"

#include "core/sql/dialect_registry.h"

#include <algorithm>

namespace relata {
namespace {

struct Registry
{
    std::vector<std::shared_ptr<const Dialect>> dialects;
    std::vector<std::shared_ptr<const Driver>> drivers;
};

Registry& registry()
{
    static Registry instance;
    return instance;
}

} // namespace

void registerDriver(std::shared_ptr<const Driver> driver)
{
    if (!findDriver(driver->name()))
        registry().drivers.push_back(std::move(driver));
}

void registerDialect(std::shared_ptr<const Dialect> dialect)
{
    if (findDialect(dialect->traits().name))
        return;
    registerSqlDialect(dialect);
    registry().dialects.push_back(std::move(dialect));
}

std::shared_ptr<const Dialect> findDialect(std::string_view name)
{
    for (const auto& dialect : registry().dialects) {
        std::vector<std::string> names = dialect->urlNames();
        if (dialect->traits().name == name || std::find(names.begin(), names.end(), name) != names.end())
            return dialect;
    }
    return nullptr;
}

std::shared_ptr<const Driver> findDriver(std::string_view name)
{
    for (const auto& driver : registry().drivers) {
        if (driver->name() == name)
            return driver;
    }
    return nullptr;
}

const std::vector<std::shared_ptr<const Dialect>>& allDialects()
{
    return registry().dialects;
}

const Dialect& dialect(std::string_view name)
{
    if (auto found = findDialect(name))
        return *found;
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = "There is no dialect named " + std::string(name) + ".";
    raise(std::move(error));
}

} // namespace relata
