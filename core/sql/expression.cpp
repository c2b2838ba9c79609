#include "core/sql/expression.h"

#include "core/sql/expression_nodes.h"
#include "core/sql/selectable.h"
#include "core/sql/text_parameters.h"

#include <algorithm>

namespace relata {
namespace {

using namespace ast;

const TypePtr& booleanType()
{
    static const TypePtr type = typeOf(TypeKind::Boolean);
    return type;
}

const TypePtr& textType()
{
    static const TypePtr type = typeOf(TypeKind::Text);
    return type;
}

Op negated(Op op)
{
    switch (op) {
    case Op::Eq:
        return Op::Ne;
    case Op::Ne:
        return Op::Eq;
    case Op::Lt:
        return Op::Ge;
    case Op::Le:
        return Op::Gt;
    case Op::Gt:
        return Op::Le;
    case Op::Ge:
        return Op::Lt;
    case Op::Is:
        return Op::IsNot;
    case Op::IsNot:
        return Op::Is;
    case Op::IsDistinct:
        return Op::IsNotDistinct;
    case Op::IsNotDistinct:
        return Op::IsDistinct;
    case Op::Like:
        return Op::NotLike;
    case Op::NotLike:
        return Op::Like;
    case Op::ILike:
        return Op::NotILike;
    case Op::NotILike:
        return Op::ILike;
    case Op::In:
        return Op::NotIn;
    case Op::NotIn:
        return Op::In;
    case Op::Regexp:
        return Op::NotRegexp;
    case Op::NotRegexp:
        return Op::Regexp;
    default:
        return Op::None;
    }
}

bool isNullValue(const Expression& expression)
{
    return expression->kind == ExprKind::Null
        || (expression->kind == ExprKind::Literal && expression->value.isNull() && !expression->has(OwnType));
}

bool isTextual(const Expression& expression)
{
    return expression.type() && (expression.type()->isText() || expression->op == Op::Concat);
}

Expression inList(std::vector<Value> values, std::size_t width)
{
    Expr expr;
    expr.kind = ExprKind::InList;
    expr.width = width;
    expr.values = std::move(values);
    return Expression(ast::make(std::move(expr)));
}

Expression inRows(const Expression& tuple, const std::vector<std::vector<Value>>& rows)
{
    std::size_t width = tuple->kind == ExprKind::List ? tuple->args.size() : 1;
    std::vector<Value> values;
    for (const std::vector<Value>& row : rows) {
        if (row.size() != width) {
            Error error;
            error.kind = ErrorKind::Argument;
            error.message = "A row of values for IN has another length than the tuple on its left.";
            raise(std::move(error));
        }
        values.insert(values.end(), row.begin(), row.end());
    }
    return inList(std::move(values), width);
}

std::string escapedPattern(std::string_view text)
{
    std::string pattern;
    for (char c : text) {
        if (c == '%' || c == '_' || c == '/')
            pattern += '/';
        pattern += c;
    }
    return pattern;
}

bool needsEscape(std::string_view text)
{
    return text.find_first_of("%_/") != std::string_view::npos;
}

Expression like(const Expression& left, std::string pattern, bool escape)
{
    return left.like(Expression(std::move(pattern)), escape ? "/" : "");
}

} // namespace

Expression::Expression(const Value& value)
{
    Expr expr;
    expr.kind = ExprKind::Literal;
    expr.value = value;
    expr.type = typeOf(value);
    m_node = ast::make(std::move(expr));
}

Expression::Expression(std::nullptr_t) : Expression(null())
{ }

Expression::Expression(const Select& query) : Expression(query.scalar())
{ }

Expression Expression::constant(bool value)
{
    return make(value ? ExprKind::True : ExprKind::False, Op::None, booleanType(), {});
}

Expression Expression::compare(Op op, const Expression& a, const Expression& b)
{
    if (op == Op::Eq || op == Op::Ne) {
        if (isNullValue(b))
            return make(ExprKind::Binary, op == Op::Eq ? Op::Is : Op::IsNot, booleanType(),
                {a.node(), null().node()});
        if (isNullValue(a))
            return compare(op, b, a);
    }
    return make(ExprKind::Binary, op, booleanType(), {a.node(), b.node()});
}

Expression Expression::compute(Op op, const Expression& a, const Expression& b)
{
    bool literalFirst = a->kind == ExprKind::Literal || a->kind == ExprKind::Bind;
    return make(ExprKind::Binary, op, literalFirst && b.type() ? b.type() : a.type(), {a.node(), b.node()});
}

Expression Expression::add(const Expression& a, const Expression& b)
{
    if (isTextual(a) || (isTextual(b) && !a.type()))
        return a.concat(b);
    return compute(Op::Add, a, b);
}

Expression Expression::connect(Op op, const std::vector<Expression>& items)
{
    std::vector<ExprPtr> args;
    for (const Expression& item : items) {
        ExprKind kind = item->kind;
        if (kind == ExprKind::List && item->op == op) {
            args.insert(args.end(), item->args.begin(), item->args.end());
            continue;
        }
        // TRUE AND a is a; FALSE AND a is FALSE.
        ExprKind neutral = op == Op::And ? ExprKind::True : ExprKind::False;
        ExprKind decisive = op == Op::And ? ExprKind::False : ExprKind::True;
        if (kind == neutral)
            continue;
        if (kind == decisive)
            return item;
        args.push_back(item.node());
    }
    if (args.empty())
        return constant(op == Op::And);
    if (args.size() == 1)
        return Expression(args.front());
    return make(ExprKind::List, op, booleanType(), std::move(args));
}

Expression Expression::unary(Op op, const Expression& a)
{
    return make(ExprKind::Unary, op, a.type(), {a.node()});
}

Expression Expression::negate(const Expression& a)
{
    if (a->kind == ExprKind::True || a->kind == ExprKind::False)
        return constant(a->kind == ExprKind::False);
    if (a->kind == ExprKind::Unary && a->op == Op::Not)
        return Expression(a->args[0]);
    if (a->kind == ExprKind::Binary && negated(a->op) != Op::None) {
        Expr copy = *a.node();
        copy.op = negated(copy.op);
        return Expression(ast::make(std::move(copy)));
    }
    if (a->kind == ExprKind::Between) {
        Expr copy = *a.node();
        copy.flags ^= Negated;
        return Expression(ast::make(std::move(copy)));
    }
    return make(ExprKind::Unary, Op::Not, booleanType(), {a.node()});
}

Expression Expression::binary(Op op, const Expression& other, std::string extra) const
{
    Expr expr;
    expr.kind = ExprKind::Binary;
    expr.op = op;
    expr.type = booleanType();
    expr.args = {m_node, other.node()};
    expr.extra = std::move(extra);
    return Expression(ast::make(std::move(expr)));
}

Expression Expression::label(std::string name) const
{
    Expr expr;
    expr.kind = ExprKind::Label;
    expr.type = type();
    expr.text = std::move(name);
    expr.args = {m_node->kind == ExprKind::Label ? m_node->args[0] : m_node};
    return Expression(ast::make(std::move(expr)));
}

Expression Expression::asc() const
{
    return unary(Op::Asc, *this);
}
Expression Expression::desc() const
{
    return unary(Op::Desc, *this);
}
Expression Expression::nullsFirst() const
{
    return unary(Op::NullsFirst, *this);
}
Expression Expression::nullsLast() const
{
    return unary(Op::NullsLast, *this);
}
Expression Expression::distinct() const
{
    return unary(Op::Distinct, *this);
}
Expression Expression::bitNot() const
{
    return unary(Op::BitNot, *this);
}

Expression Expression::is_(const Expression& other) const
{
    return binary(Op::Is, isNullValue(other) ? null() : other);
}
Expression Expression::isNot(const Expression& other) const
{
    return binary(Op::IsNot, isNullValue(other) ? null() : other);
}
Expression Expression::isDistinctFrom(const Expression& other) const
{
    return binary(Op::IsDistinct, other);
}
Expression Expression::isNotDistinctFrom(const Expression& other) const
{
    return binary(Op::IsNotDistinct, other);
}
Expression Expression::like(const Expression& pattern, std::string escape) const
{
    return binary(Op::Like, pattern, std::move(escape));
}
Expression Expression::notLike(const Expression& pattern, std::string escape) const
{
    return binary(Op::NotLike, pattern, std::move(escape));
}
Expression Expression::ilike(const Expression& pattern, std::string escape) const
{
    return binary(Op::ILike, pattern, std::move(escape));
}
Expression Expression::notIlike(const Expression& pattern, std::string escape) const
{
    return binary(Op::NotILike, pattern, std::move(escape));
}
Expression Expression::startsWith(std::string_view text) const
{
    return relata::like(*this, escapedPattern(text) + "%", needsEscape(text));
}
Expression Expression::endsWith(std::string_view text) const
{
    return relata::like(*this, "%" + escapedPattern(text), needsEscape(text));
}
Expression Expression::contains(std::string_view text) const
{
    return relata::like(*this, "%" + escapedPattern(text) + "%", needsEscape(text));
}
Expression Expression::startsWith(const Expression& text) const
{
    return like(text.concat(literalColumn("'%'")));
}
Expression Expression::endsWith(const Expression& text) const
{
    return like(literalColumn("'%'").concat(text));
}
Expression Expression::contains(const Expression& text) const
{
    return like(literalColumn("'%'").concat(text).concat(literalColumn("'%'")));
}
Expression Expression::match(const Expression& words) const
{
    return binary(Op::Match, words);
}
Expression Expression::regexpMatch(const Expression& pattern, std::string flags) const
{
    return binary(Op::Regexp, pattern, std::move(flags));
}
Expression Expression::notRegexpMatch(const Expression& pattern, std::string flags) const
{
    return binary(Op::NotRegexp, pattern, std::move(flags));
}
Expression Expression::in_(std::vector<Value> values) const
{
    return binary(Op::In, inList(std::move(values), 1));
}
Expression Expression::in_(const std::vector<std::vector<Value>>& rows) const
{
    return binary(Op::In, inRows(*this, rows));
}
Expression Expression::in_(const Select& query) const
{
    return binary(Op::In, query.scalar());
}
Expression Expression::in_(const Expression& list) const
{
    return binary(Op::In, list);
}
Expression Expression::notIn(std::vector<Value> values) const
{
    return negate(in_(std::move(values)));
}
Expression Expression::notIn(const std::vector<std::vector<Value>>& rows) const
{
    return negate(in_(rows));
}
Expression Expression::notIn(const Select& query) const
{
    return negate(in_(query));
}
Expression Expression::notIn(const Expression& list) const
{
    return negate(in_(list));
}
Expression Expression::between(const Expression& low, const Expression& high) const
{
    return make(ExprKind::Between, Op::None, booleanType(), {m_node, low.node(), high.node()});
}
Expression Expression::notBetween(const Expression& low, const Expression& high) const
{
    return negate(between(low, high));
}
Expression Expression::betweenSymmetric(const Expression& low, const Expression& high) const
{
    Expr copy = *between(low, high).node();
    copy.flags |= Symmetric;
    return Expression(ast::make(std::move(copy)));
}
Expression Expression::concat(const Expression& other) const
{
    return make(ExprKind::Binary, Op::Concat, textType(), {m_node, other.node()});
}
Expression Expression::collate(std::string collation) const
{
    Expr expr;
    expr.kind = ExprKind::Collate;
    expr.type = type();
    expr.text = std::move(collation);
    expr.args = {m_node};
    return Expression(ast::make(std::move(expr)));
}
Expression Expression::op(std::string symbol, const Expression& other, int precedence) const
{
    Expr expr;
    expr.kind = ExprKind::Binary;
    expr.op = Op::Custom;
    expr.type = type();
    expr.text = std::move(symbol);
    expr.precedence = precedence;
    expr.args = {m_node, other.node()};
    return Expression(ast::make(std::move(expr)));
}
Expression Expression::boolOp(std::string symbol, const Expression& other, int precedence) const
{
    Expr expr = *op(std::move(symbol), other, precedence).node();
    expr.type = booleanType();
    expr.flags |= Boolean;
    return Expression(ast::make(std::move(expr)));
}
Expression Expression::bitAnd(const Expression& other) const
{
    return compute(Op::BitAnd, *this, other);
}
Expression Expression::bitOr(const Expression& other) const
{
    return compute(Op::BitOr, *this, other);
}
Expression Expression::bitXor(const Expression& other) const
{
    return compute(Op::BitXor, *this, other);
}
Expression Expression::shiftLeft(const Expression& other) const
{
    return compute(Op::ShiftLeft, *this, other);
}
Expression Expression::shiftRight(const Expression& other) const
{
    return compute(Op::ShiftRight, *this, other);
}

Expression Expression::json(std::string key) const
{
    return jsonPath({{false, std::move(key), 0}});
}
Expression Expression::json(std::int64_t index) const
{
    return jsonPath({{true, {}, index}});
}
Expression Expression::jsonPath(std::vector<JsonStep> path) const
{
    static const TypePtr jsonType = typeOf(TypeKind::Json);
    Expr expr;
    expr.kind = ExprKind::Json;
    expr.type = type() && type()->kind == TypeKind::Json ? type() : jsonType;
    expr.args = {m_node};
    expr.path = std::move(path);
    return Expression(ast::make(std::move(expr)));
}
Expression Expression::jsonAs(TypeKind kind) const
{
    if (m_node->kind != ExprKind::Json) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "asText(), asInteger(), asFloat() and asBoolean() are for a part of a JSON value.";
        error.hint = "Name the part first, as in column.json(\"key\").asText().";
        raise(std::move(error));
    }
    Expr copy = *m_node;
    copy.type = typeOf(kind);
    return Expression(ast::make(std::move(copy)));
}
Expression Expression::asText() const
{
    return jsonAs(TypeKind::Text);
}
Expression Expression::asInteger() const
{
    return jsonAs(TypeKind::Integer);
}
Expression Expression::asFloat() const
{
    return jsonAs(TypeKind::Double);
}
Expression Expression::asBoolean() const
{
    return jsonAs(TypeKind::Boolean);
}
Expression Expression::at(const Expression& index) const
{
    return make(ExprKind::Item, Op::None, type() ? type()->element : nullptr, {m_node, index.node()});
}
Expression Expression::slice(const Expression& first, const Expression& last) const
{
    return make(ExprKind::Slice, Op::None, type(), {m_node, first.node(), last.node()});
}
Expression Expression::filter(const Expression& condition) const
{
    return make(ExprKind::Filter, Op::None, type(), {m_node, condition.node()});
}
Expression Expression::withinGroup(const std::vector<Expression>& order) const
{
    std::vector<ExprPtr> args = nodes(order);
    args.insert(args.begin(), m_node);
    return make(ExprKind::WithinGroup, Op::None, type(), std::move(args));
}
Expression Expression::withType(SqlType type) const
{
    auto shared = std::make_shared<const SqlType>(std::move(type));
    if (m_node->kind == ExprKind::Literal || m_node->kind == ExprKind::Bind) {
        Expr copy = *m_node;
        copy.type = std::move(shared);
        copy.flags |= OwnType;
        return Expression(ast::make(std::move(copy)));
    }
    return make(ExprKind::Coerced, Op::None, std::move(shared), {m_node});
}

} // namespace relata
