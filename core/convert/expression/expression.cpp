#include "core/convert/expression/expression.h"

namespace relata::convert_internal {

ExprPtr makeExpression(ExprKind kind, std::string text, std::vector<ExprPtr> args)
{
    auto result = std::make_shared<Expression>();
    result->kind = kind;
    result->text = std::move(text);
    result->args = std::move(args);
    return result;
}

ExprPtr copyOf(const ExprPtr& expression)
{
    if (!expression)
        return nullptr;
    auto result = std::make_shared<Expression>(*expression);
    for (ExprPtr& argument : result->args)
        argument = copyOf(argument);
    result->filter = copyOf(expression->filter);
    return result;
}

} // namespace relata::convert_internal
