// Portable SQL as an expression of the expression language: what a model file can hold.
#include "core/convert/expression/parser.h"
#include "core/orm/evaluator.h"
#include "core/sql/dialect_registry.h"
#include "core/sql/functions.h"
#include "core/util/strings.h"

#include <charconv>

namespace relata {
namespace {

using convert_internal::ExprKind;
using convert_internal::ExprPtr;
using convert_internal::Untranslatable;

Expression number(const std::string& text)
{
    std::int64_t whole = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc() && end == text.data() + text.size())
        return Expression(Value(whole));
    return Expression(Value::tagged(ValueTag::Number, text));
}

Expression translated(const ExprPtr& expr);

std::vector<Expression> translated(const std::vector<ExprPtr>& args, std::size_t first = 0)
{
    std::vector<Expression> all;
    for (std::size_t i = first; i < args.size(); ++i)
        all.push_back(translated(args[i]));
    return all;
}

Expression binary(const std::string& op, const Expression& a, const Expression& b)
{
    if (op == "AND")
        return a && b;
    if (op == "OR")
        return a || b;
    if (op == "||")
        return a.concat(b);
    if (op == "=" || op == "==")
        return a == b;
    if (op == "<>" || op == "!=")
        return a != b;
    if (op == "<")
        return a < b;
    if (op == "<=")
        return a <= b;
    if (op == ">")
        return a > b;
    if (op == ">=")
        return a >= b;
    if (op == "+")
        return Expression::compute(ast::Op::Add, a, b);
    if (op == "-")
        return a - b;
    if (op == "*")
        return a * b;
    if (op == "/")
        return a / b;
    if (op == "%")
        return a % b;
    throw Untranslatable("the operator " + op + " has no portable meaning");
}

Expression caseOfParts(const convert_internal::Expression& expr)
{
    std::size_t place = expr.hasOperand ? 1 : 0;
    std::vector<When> whens;
    while (place + 1 < expr.args.size() + (expr.hasElse ? 0 : 1) && place + 1 < expr.args.size()) {
        if (expr.hasElse && place + 1 == expr.args.size())
            break;
        whens.push_back({translated(expr.args[place]), translated(expr.args[place + 1])});
        place += 2;
    }
    if (expr.hasOperand) {
        Expression operand = translated(expr.args.front());
        return expr.hasElse ? caseOf(operand, whens, translated(expr.args.back())) : caseOf(operand, whens);
    }
    return expr.hasElse ? case_(whens, translated(expr.args.back())) : case_(whens);
}

Expression translated(const ExprPtr& expr)
{
    switch (expr->kind) {
    case ExprKind::Null:
        return null();
    case ExprKind::Boolean:
        return expr->text == "true" ? true_() : false_();
    case ExprKind::Number:
        return number(expr->text);
    case ExprKind::String:
        return Expression(Value(expr->text));
    case ExprKind::Blob:
        return Expression(Value::binary(expr->text));
    case ExprKind::Column:
        return attr(expr->qualifier.empty() ? expr->text : expr->qualifier + "." + expr->text);
    case ExprKind::Unary:
        if (expr->text == "NOT")
            return !translated(expr->args.front());
        return expr->text == "-" ? -translated(expr->args.front()) : translated(expr->args.front());
    case ExprKind::Binary:
        return binary(expr->text, translated(expr->args[0]), translated(expr->args[1]));
    case ExprKind::Function:
        if (expr->distinct || expr->filter)
            throw Untranslatable("aggregates cannot be used here");
        return func::function(toLowerAscii(expr->text), translated(expr->args));
    case ExprKind::Case:
        return caseOfParts(*expr);
    case ExprKind::Cast:
        return cast(translated(expr->args.front()), expr->type);
    case ExprKind::In: {
        if (expr->query)
            throw Untranslatable("subqueries cannot be used here");
        Expression list = tuple_(translated(expr->args, 1));
        Expression value = translated(expr->args.front());
        return expr->negated ? value.notIn(list) : value.in_(list);
    }
    case ExprKind::Between: {
        Expression value = translated(expr->args[0]);
        Expression low = translated(expr->args[1]);
        Expression high = translated(expr->args[2]);
        return expr->negated ? value.notBetween(low, high) : value.between(low, high);
    }
    case ExprKind::Like: {
        Expression value = translated(expr->args[0]);
        Expression pattern = translated(expr->args[1]);
        std::string escape = expr->args.size() > 2 ? expr->args[2]->text : std::string();
        return expr->negated ? value.notLike(pattern, escape) : value.like(pattern, escape);
    }
    case ExprKind::IsNull: {
        Expression value = translated(expr->args.front());
        return expr->negated ? value.isNot(null()) : value.is_(null());
    }
    case ExprKind::NullSafeEquals: {
        Expression a = translated(expr->args[0]);
        Expression b = translated(expr->args[1]);
        return expr->negated ? a.isDistinctFrom(b) : a.isNotDistinctFrom(b);
    }
    case ExprKind::Tuple:
        return tuple_(translated(expr->args));
    default:
        throw Untranslatable("it has a part that cannot be used here");
    }
}

} // namespace

Result<Expression> parseFormula(std::string_view text)
{
    // SQLite's words are the standard's here; any dialect's rules would do, and the first one is there.
    for (const char* name : {"sqlite", "postgresql", "mysql"}) {
        const SqlDialect* dialect = findSqlDialect(name);
        if (!dialect || !dialect->traits().expressions)
            continue;
        try {
            return translated(convert_internal::parseExpression(text, name, *dialect->traits().expressions));
        } catch (const Untranslatable& failure) {
            return fail(ErrorKind::Argument,
                "“" + std::string(text)
                    + "” is no expression that can be used in a mapping: " + failure.what() + ".");
        }
    }
    return fail(ErrorKind::Argument, "No dialect is registered, so expressions cannot be read.");
}

} // namespace relata
