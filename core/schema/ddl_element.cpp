#include "core/schema/ddl_element.h"

#include "core/util/error.h"

#include <algorithm>
#include <map>

namespace relata {
namespace {

using Condition = std::function<bool(const DdlContext&)>;

std::map<std::string, Condition, std::less<>>& conditions()
{
    static std::map<std::string, Condition, std::less<>> all;
    return all;
}

} // namespace

void registerDdlCondition(std::string name, Condition condition)
{
    conditions().insert_or_assign(std::move(name), std::move(condition));
}

bool applies(const DdlElement& element, const DdlContext& context)
{
    if (element.moment != context.moment)
        return false;
    if (!element.dialects.empty()
        && std::find(element.dialects.begin(), element.dialects.end(), context.dialect)
            == element.dialects.end())
        return false;
    if (element.condition.empty())
        return true;
    auto found = conditions().find(element.condition);
    if (found == conditions().end()) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message =
            "A DDL statement asks for the condition " + element.condition + ", which this program lacks.";
        error.statement = element.statement;
        raise(std::move(error));
    }
    return found->second(context);
}

} // namespace relata
