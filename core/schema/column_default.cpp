#include "core/schema/column_default.h"

#include "core/schema/table.h"
#include "core/util/error.h"

#include <map>

namespace relata {
namespace {

std::map<std::string, DefaultFunction, std::less<>>& functions()
{
    static std::map<std::string, DefaultFunction, std::less<>> all;
    return all;
}

} // namespace

ColumnDefault ColumnDefault::of(Value constant)
{
    ColumnDefault made;
    made.constant = std::move(constant);
    return made;
}

ColumnDefault ColumnDefault::sql(SqlText expression)
{
    ColumnDefault made;
    made.kind = Kind::Expression;
    made.expression = std::move(expression);
    return made;
}

ColumnDefault ColumnDefault::call(std::string callable)
{
    ColumnDefault made;
    made.kind = Kind::Callable;
    made.callable = std::move(callable);
    return made;
}

ColumnDefault ColumnDefault::sequence(std::string name, std::string schema)
{
    ColumnDefault made;
    made.kind = Kind::Sequence;
    made.schema = std::move(schema);
    made.name = std::move(name);
    return made;
}

void registerDefault(std::string name, DefaultFunction function)
{
    functions().insert_or_assign(std::move(name), std::move(function));
}

std::optional<Value> evaluateDefault(const ColumnDefault& value, const DefaultContext& context)
{
    if (value.kind == ColumnDefault::Kind::Constant)
        return value.constant;
    if (value.kind != ColumnDefault::Kind::Callable)
        return std::nullopt;
    auto found = functions().find(value.callable);
    if (found == functions().end()) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "The default of " + context.table.qualifiedName() + "." + context.column.name
            + " is the function " + value.callable + ", which this program does not have.";
        error.hint = "Register it before the statement runs, or choose another default.";
        raise(std::move(error));
    }
    return found->second(context);
}

} // namespace relata
