#include "core/sql/functions.h"

namespace relata::func {

using namespace ast;

namespace {

TypePtr typeOf(TypeKind kind)
{
    return std::make_shared<const SqlType>(SqlType::of(kind));
}

Expression plain(std::string name, std::vector<Expression> arguments, TypeKind kind)
{
    return function(std::move(name), std::move(arguments), typeOf(kind));
}

Expression bare(std::string name, TypeKind kind)
{
    Expr expr;
    expr.kind = ExprKind::Function;
    expr.flags = NoParentheses;
    expr.text = std::move(name);
    expr.type = typeOf(kind);
    return Expression(ast::make(std::move(expr)));
}

Expression ordered(const Expression& call, const std::vector<Expression>& orderBy)
{
    Expr expr = *call.node();
    for (const Expression& by : orderBy)
        expr.args.push_back(by.node());
    return Expression(ast::make(std::move(expr)));
}

} // namespace

Expression function(std::string name, std::vector<Expression> arguments, TypePtr type)
{
    Expr expr;
    expr.kind = ExprKind::Function;
    expr.text = std::move(name);
    expr.type = std::move(type);
    for (const Expression& argument : arguments)
        expr.args.push_back(argument.node());
    expr.split = expr.args.size();
    return Expression(ast::make(std::move(expr)));
}

Expression count()
{
    return plain("count", {star()}, TypeKind::BigInteger);
}
Expression count(const Expression& of)
{
    return plain("count", {of}, TypeKind::BigInteger);
}
Expression sum(const Expression& of)
{
    return function("sum", {of}, of.type());
}
Expression avg(const Expression& of)
{
    return function("avg", {of});
}
Expression min(const Expression& of)
{
    return function("min", {of}, of.type());
}
Expression max(const Expression& of)
{
    return function("max", {of}, of.type());
}
Expression coalesce(std::vector<Expression> values)
{
    TypePtr type = values.empty() ? nullptr : values.front().type();
    return function("coalesce", std::move(values), type);
}
Expression nullif(const Expression& a, const Expression& b)
{
    return function("nullif", {a, b}, a.type());
}
Expression lower(const Expression& text)
{
    return plain("lower", {text}, TypeKind::Text);
}
Expression upper(const Expression& text)
{
    return plain("upper", {text}, TypeKind::Text);
}
Expression length(const Expression& text)
{
    return plain("char_length", {text}, TypeKind::Integer);
}
Expression trim(const Expression& text)
{
    return plain("trim", {text}, TypeKind::Text);
}
Expression substring(const Expression& text, const Expression& first, const Expression& count)
{
    return plain("substring", {text, first, count}, TypeKind::Text);
}
Expression replace(const Expression& text, const Expression& what, const Expression& by)
{
    return plain("replace", {text, what, by}, TypeKind::Text);
}
Expression abs(const Expression& number)
{
    return function("abs", {number}, number.type());
}
Expression round(const Expression& number)
{
    return function("round", {number}, number.type());
}
Expression round(const Expression& number, const Expression& digits)
{
    return function("round", {number, digits}, number.type());
}
Expression now()
{
    return plain("now", {}, TypeKind::DateTime);
}
Expression currentDate()
{
    return bare("CURRENT_DATE", TypeKind::Date);
}
Expression currentTime()
{
    return bare("CURRENT_TIME", TypeKind::Time);
}
Expression currentTimestamp()
{
    return bare("CURRENT_TIMESTAMP", TypeKind::DateTime);
}
Expression random()
{
    return plain("random", {}, TypeKind::Double);
}
Expression stringAgg(const Expression& text, const Expression& separator, std::vector<Expression> orderBy)
{
    return ordered(plain("string_agg", {text, separator}, TypeKind::Text), orderBy);
}
Expression arrayAgg(const Expression& of, std::vector<Expression> orderBy)
{
    TypePtr type =
        of.type() ? std::make_shared<const SqlType>(SqlType::arrayOf(*of.type())) : typeOf(TypeKind::Array);
    return ordered(function("array_agg", {of}, type), orderBy);
}
Expression rowNumber()
{
    return plain("row_number", {}, TypeKind::BigInteger);
}
Expression rank()
{
    return plain("rank", {}, TypeKind::BigInteger);
}
Expression denseRank()
{
    return plain("dense_rank", {}, TypeKind::BigInteger);
}
Expression lag(const Expression& of)
{
    return function("lag", {of}, of.type());
}
Expression lead(const Expression& of)
{
    return function("lead", {of}, of.type());
}
Expression firstValue(const Expression& of)
{
    return function("first_value", {of}, of.type());
}
Expression lastValue(const Expression& of)
{
    return function("last_value", {of}, of.type());
}
Expression rollup(std::vector<Expression> of)
{
    return function("ROLLUP", std::move(of));
}
Expression cube(std::vector<Expression> of)
{
    return function("CUBE", std::move(of));
}
Expression groupingSets(std::vector<Expression> of)
{
    return function("GROUPING SETS", std::move(of));
}

} // namespace relata::func
