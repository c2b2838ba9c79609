#include "core/orm/attribute_expression.h"

#include <algorithm>

namespace relata {
namespace {

constexpr const char* attributeMark = "orm.attribute";
constexpr std::string_view anyMark = "orm.any"; // of a subclass: its name follows
constexpr const char* relatedMark = "orm.related";

Expression test(std::string_view mark, std::string relationship, std::vector<ast::ExprPtr> args)
{
    ast::Expr expr;
    expr.kind = ast::ExprKind::Exists;
    expr.extra = mark;
    expr.text = std::move(relationship);
    expr.args = std::move(args);
    return ast::make(std::move(expr));
}

bool isComparison(ast::Op op)
{
    return op == ast::Op::Eq || op == ast::Op::Ne || op == ast::Op::Lt || op == ast::Op::Le
        || op == ast::Op::Gt || op == ast::Op::Ge;
}

bool isArithmetic(ast::Op op)
{
    return op == ast::Op::Sub || op == ast::Op::Mul || op == ast::Op::Div || op == ast::Op::Mod;
}

// A bound value whose type was guessed from its old neighbour: guessed anew.
ast::ExprPtr unguessed(const ast::ExprPtr& expr)
{
    if (expr->kind != ast::ExprKind::Literal || expr->has(ast::OwnType))
        return expr;
    return Expression(expr->value).node();
}

} // namespace

Expression attr(std::string name)
{
    ast::Expr expr;
    expr.kind = ast::ExprKind::Column;
    expr.extra = attributeMark;
    expr.text = std::move(name);
    return ast::make(std::move(expr));
}

Expression any(std::string relationship)
{
    return test(anyMark, std::move(relationship), {});
}

Expression any(std::string relationship, const Expression& criterion)
{
    return test(anyMark, std::move(relationship), {criterion.node()});
}

Expression anyOfType(std::string relationship, const std::string& className, const Expression& criterion)
{
    return test(std::string(anyMark) + ":" + className, std::move(relationship), {criterion.node()});
}

Expression has(std::string relationship)
{
    return any(std::move(relationship));
}

Expression has(std::string relationship, const Expression& criterion)
{
    return any(std::move(relationship), criterion);
}

Expression isRelated(std::string relationship, const Instance& object)
{
    // Its key's values as they are now.
    std::vector<ast::ExprPtr> key;
    if (object) {
        for (int attribute : object.mapper().primaryKey)
            key.push_back(Expression(Value::copyOf(object.view(attribute))).node());
    }
    return test(relatedMark, std::move(relationship), std::move(key));
}

bool isAttribute(const ast::Expr& expr)
{
    return expr.kind == ast::ExprKind::Column && expr.extra == attributeMark;
}

bool isRelationshipTest(const ast::Expr& expr)
{
    return expr.kind == ast::ExprKind::Exists
        && (expr.extra.starts_with(anyMark) || expr.extra == relatedMark);
}

bool isRelatedTest(const ast::Expr& expr)
{
    return expr.kind == ast::ExprKind::Exists && expr.extra == relatedMark;
}

std::string_view testedType(const ast::Expr& expr)
{
    std::string_view mark = expr.extra;
    return mark.starts_with(anyMark) && mark.size() > anyMark.size() ? mark.substr(anyMark.size() + 1)
                                                                     : std::string_view();
}

namespace {

bool takesTypeOfArgument(const ast::Expr& expr)
{
    using ast::ExprKind;
    switch (expr.kind) {
    case ExprKind::Label:
    case ExprKind::Over:
    case ExprKind::Filter:
    case ExprKind::WithinGroup:
    case ExprKind::Collate:
        return !expr.args.empty();
    case ExprKind::Unary:
        return expr.op == ast::Op::Negate || expr.op == ast::Op::Distinct;
    case ExprKind::Function: {
        constexpr std::string_view names[] = {"sum", "min", "max", "coalesce", "nullif", "abs", "round",
            "lag", "lead", "first_value", "last_value"};
        return !expr.args.empty()
            && std::find(std::begin(names), std::end(names), expr.text) != std::end(names);
    }
    default:
        return false;
    }
}

} // namespace

Expression rewritten(const Expression& expression,
    const std::function<std::optional<Expression>(const ast::ExprPtr&)>& replace)
{
    const ast::ExprPtr& node = expression.node();
    if (std::optional<Expression> other = replace(node))
        return *other;
    bool changed = false;
    std::vector<ast::ExprPtr> args;
    args.reserve(node->args.size());
    for (const ast::ExprPtr& arg : node->args) {
        if (!arg) {
            args.push_back(arg);
            continue;
        }
        ast::ExprPtr made = rewritten(Expression(arg), replace).node();
        changed = changed || made != arg;
        args.push_back(std::move(made));
    }
    if (!changed)
        return expression;
    if (node->kind == ast::ExprKind::Binary && args.size() == 2 && node->extra.empty()) {
        Expression left(unguessed(args[0]));
        Expression right(unguessed(args[1]));
        if (isComparison(node->op))
            return Expression::compare(node->op, left, right);
        if (node->op == ast::Op::Add)
            return left + right;
        if (node->op == ast::Op::Concat)
            return left.concat(right);
        if (isArithmetic(node->op))
            return Expression::compute(node->op, left, right);
    }
    ast::Expr copy = *node;
    copy.args = std::move(args);
    // An attribute has no type before it is a column; what takes its argument's type has it now.
    if (!copy.type && takesTypeOfArgument(copy) && copy.args[0])
        copy.type = copy.args[0]->type;
    return ast::make(std::move(copy));
}

} // namespace relata
