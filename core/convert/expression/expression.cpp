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
    if (expression->window)
        result->window = std::make_shared<Window>(*expression->window);
    for (ExprPtr* child : childrenOf(*result))
        *child = copyOf(*child);
    return result;
}

std::vector<ExprPtr*> childrenOf(Expression& expression)
{
    std::vector<ExprPtr*> children;
    for (ExprPtr& argument : expression.args)
        children.push_back(&argument);
    if (expression.filter)
        children.push_back(&expression.filter);
    for (OrderItem& item : expression.order)
        children.push_back(&item.expression);
    if (expression.window) {
        for (ExprPtr& part : expression.window->partition)
            children.push_back(&part);
        for (OrderItem& item : expression.window->order)
            children.push_back(&item.expression);
    }
    return children;
}

std::vector<const ExprPtr*> childrenOf(const Expression& expression)
{
    std::vector<ExprPtr*> children = childrenOf(const_cast<Expression&>(expression)); // nothing is changed
    return {children.begin(), children.end()};
}

} // namespace relata::convert_internal
