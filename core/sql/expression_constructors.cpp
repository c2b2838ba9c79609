// The functions of expression.h that make expressions from values, names and other expressions.
#include "core/sql/expression_nodes.h"
#include "core/sql/selectable.h"
#include "core/sql/text_parameters.h"

namespace relata {
namespace ast {

TypePtr typeOf(TypeKind kind)
{
    return std::make_shared<const SqlType>(SqlType::of(kind));
}

TypePtr typeOf(const Value& value)
{
    static const TypePtr boolean = typeOf(TypeKind::Boolean);
    static const TypePtr integer = typeOf(TypeKind::Integer);
    static const TypePtr bigInteger = typeOf(TypeKind::BigInteger);
    static const TypePtr real = typeOf(TypeKind::Double);
    static const TypePtr number = typeOf(TypeKind::Numeric);
    static const TypePtr text = typeOf(TypeKind::String);
    static const TypePtr binary = typeOf(TypeKind::LargeBinary);
    switch (value.tag()) {
    case ValueTag::Boolean:
        return boolean;
    case ValueTag::Integer:
        return value.integer() >= INT32_MIN && value.integer() <= INT32_MAX ? integer : bigInteger;
    case ValueTag::Real:
        return real;
    case ValueTag::Number:
        return number;
    case ValueTag::Text:
        return text;
    case ValueTag::Binary:
        return binary;
    case ValueTag::Null:
    case ValueTag::Temporal:
    case ValueTag::Other:
        return nullptr;
    }
    return nullptr;
}

Expression make(ExprKind kind, Op op, TypePtr type, std::vector<ExprPtr> args)
{
    Expr expr;
    expr.kind = kind;
    expr.op = op;
    expr.type = std::move(type);
    expr.args = std::move(args);
    return Expression(ast::make(std::move(expr)));
}

std::vector<ExprPtr> nodes(const std::vector<Expression>& expressions)
{
    std::vector<ExprPtr> result;
    result.reserve(expressions.size());
    for (const Expression& expression : expressions)
        result.push_back(expression.node());
    return result;
}

} // namespace ast

using namespace ast;

Expression literal(const Value& value)
{
    return Expression(value);
}
Expression literal(const Value& value, SqlType type)
{
    return Expression(value).withType(std::move(type));
}
Expression bindParam(std::string name)
{
    Expr expr;
    expr.kind = ExprKind::Bind;
    expr.text = std::move(name);
    return Expression(ast::make(std::move(expr)));
}
Expression bindParam(std::string name, SqlType type)
{
    return bindParam(std::move(name)).withType(std::move(type));
}
Expression bindParam(std::string name, Expand expand)
{
    Expr expr = *bindParam(std::move(name)).node();
    expr.flags |= expand == Expand::Yes ? Expanding : 0u;
    return Expression(ast::make(std::move(expr)));
}
Expression bindParam(std::string name, const Value& defaultValue)
{
    Expr expr = *bindParam(std::move(name)).node();
    expr.flags |= HasValue;
    expr.value = defaultValue;
    expr.type = typeOf(defaultValue);
    return Expression(ast::make(std::move(expr)));
}

Expression and_(const std::vector<Expression>& conditions)
{
    return Expression::connect(Op::And, conditions);
}
Expression or_(const std::vector<Expression>& conditions)
{
    return Expression::connect(Op::Or, conditions);
}
Expression not_(const Expression& condition)
{
    return Expression::negate(condition);
}
Expression null()
{
    return make(ExprKind::Null, Op::None, nullptr, {});
}
Expression true_()
{
    return Expression(true);
}
Expression false_()
{
    return Expression(false);
}
Expression tuple_(const std::vector<Expression>& items)
{
    return make(ExprKind::List, Op::Comma, nullptr, nodes(items));
}

namespace {

Expression caseExpression(const ExprPtr& operand, const std::vector<When>& whens, const ExprPtr& otherwise)
{
    std::vector<ExprPtr> args = {operand, otherwise};
    TypePtr type;
    for (const When& when : whens) {
        args.push_back(when.condition.node());
        args.push_back(when.result.node());
        if (!type)
            type = when.result.type();
    }
    return make(ExprKind::Case, Op::None, type, std::move(args));
}

} // namespace

Expression case_(const std::vector<When>& whens)
{
    return caseExpression(nullptr, whens, nullptr);
}
Expression case_(const std::vector<When>& whens, const Expression& otherwise)
{
    return caseExpression(nullptr, whens, otherwise.node());
}
Expression caseOf(const Expression& operand, const std::vector<When>& whens)
{
    return caseExpression(operand.node(), whens, nullptr);
}
Expression caseOf(const Expression& operand, const std::vector<When>& whens, const Expression& otherwise)
{
    return caseExpression(operand.node(), whens, otherwise.node());
}
Expression cast(const Expression& expression, SqlType type)
{
    return make(
        ExprKind::Cast, Op::None, std::make_shared<const SqlType>(std::move(type)), {expression.node()});
}
Expression tryCast(const Expression& expression, SqlType type)
{
    Expr expr = *cast(expression, std::move(type)).node();
    expr.flags |= Try;
    return Expression(ast::make(std::move(expr)));
}
Expression extract(std::string field, const Expression& from)
{
    Expr expr = *make(ExprKind::Extract, Op::None, typeOf(TypeKind::Integer), {from.node()}).node();
    expr.text = std::move(field);
    return Expression(ast::make(std::move(expr)));
}
Expression exists(const Select& query)
{
    return query.exists();
}
Expression any_(const Expression& arrayOrQuery)
{
    return Expression::unary(Op::Any, arrayOrQuery);
}
Expression all_(const Expression& arrayOrQuery)
{
    return Expression::unary(Op::All, arrayOrQuery);
}
Expression any_(const Select& query)
{
    return any_(query.scalar());
}
Expression all_(const Select& query)
{
    return all_(query.scalar());
}
Expression array(const std::vector<Expression>& items)
{
    TypePtr type;
    if (!items.empty() && items.front().type())
        type = std::make_shared<const SqlType>(SqlType::arrayOf(*items.front().type()));
    return make(ExprKind::Array, Op::None, type, nodes(items));
}
Expression nextValue(std::string sequence, std::string schema)
{
    Expr expr = *make(ExprKind::NextValue, Op::None, typeOf(TypeKind::BigInteger), {}).node();
    expr.text = std::move(sequence);
    expr.extra = std::move(schema);
    return Expression(ast::make(std::move(expr)));
}
Expression defaultValue()
{
    return make(ExprKind::Default, Op::None, nullptr, {});
}
Expression excluded(std::string column)
{
    Expr expr;
    expr.kind = ExprKind::Excluded;
    expr.text = std::move(column);
    return Expression(ast::make(std::move(expr)));
}
Expression text(std::string sql, const std::vector<std::pair<std::string, Value>>& parameters)
{
    ParsedText parsed = parseTextParameters(sql, parameters);
    Expr expr;
    expr.kind = ExprKind::Text;
    expr.text = std::move(sql);
    expr.args = std::move(parsed.binds);
    return Expression(ast::make(std::move(expr)));
}
Expression literalColumn(std::string sql)
{
    Expr expr;
    expr.kind = ExprKind::Column;
    expr.flags = Raw;
    expr.text = std::move(sql);
    return Expression(ast::make(std::move(expr)));
}
Expression column(std::string name)
{
    Expr expr;
    expr.kind = ExprKind::Column;
    expr.text = std::move(name);
    return Expression(ast::make(std::move(expr)));
}
Expression star()
{
    return make(ExprKind::Star, Op::None, nullptr, {});
}

Expression over(const Expression& function, const Window& window)
{
    Expr expr;
    expr.kind = ExprKind::Over;
    expr.type = function.type();
    expr.args = {function.node()};
    for (const Expression& by : window.partitionBy)
        expr.args.push_back(by.node());
    expr.split = expr.args.size();
    for (const Expression& by : window.orderBy)
        expr.args.push_back(by.node());
    if (window.frame) {
        auto bound = [](const std::optional<std::int64_t>& at, const char* direction) {
            if (!at)
                return std::string("UNBOUNDED ") + direction;
            if (*at == 0)
                return std::string("CURRENT ROW");
            return *at < 0 ? std::to_string(-*at) + " PRECEDING" : std::to_string(*at) + " FOLLOWING";
        };
        const char* units[] = {"ROWS", "RANGE", "GROUPS"};
        expr.extra = std::string(units[static_cast<int>(window.frame->unit)]) + " BETWEEN "
            + bound(window.frame->from, "PRECEDING") + " AND " + bound(window.frame->to, "FOLLOWING");
    }
    return Expression(ast::make(std::move(expr)));
}

} // namespace relata
