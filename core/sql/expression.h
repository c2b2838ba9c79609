// SQL expressions, written as SQLAlchemy writes them:
//
//     auto books = table(metadata, "books");
//     books.c("price") > 10 && (books.c("title").like("%sea%") || books.c("author_id").in_({1, 2, 3}))
//     books.c("author_id") == nullptr                      // IS NULL
//     (books.c("price") * 2).label("double_price"),  books.c("title").desc()
//     case_({{books.c("price") > 100, "dear"}}, "cheap"),  cast(books.c("price"), SqlType::string(20))
//
// Expressions are values: cheap to copy (a shared immutable tree), safe to share between threads, and they
// co-own the tables that they name. What is not an expression becomes a bound parameter; nothing is ever
// written into the SQL text. A construct that a dialect does not have is refused when it is compiled
// (compiler.h), with DatabaseError (NotSupported) that names both.
#pragma once

#include "core/sql/ast.h"

#include <concepts>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace relata {

class Select;
class Statement;

class Expression
{
public:
    Expression(ast::ExprPtr node) : m_node(std::move(node)) { }
    // Bound values. A bool is the constant TRUE or FALSE, as in SQLAlchemy; Value::boolean() is bound.
    Expression(const Value& value);
    Expression(const char* text) : Expression(Value(text)) { }
    Expression(std::string text) : Expression(Value(std::move(text))) { }
    Expression(std::nullptr_t); // NULL
    template <std::same_as<bool> T>
    Expression(T value) : Expression(constant(value))
    { }
    template <typename T>
    requires(std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>) Expression(T value)
        : Expression(integer(value))
    { }
    Expression(double value) : Expression(Value::real(value)) { }
    Expression(const Select& query); // its one value: (SELECT ...)

    const ast::ExprPtr& node() const { return m_node; }
    const ast::Expr* operator->() const { return m_node.get(); }
    ast::TypePtr type() const { return m_node->type; }

    Expression label(std::string name) const; // expr AS name
    Expression asc() const;
    Expression desc() const;
    Expression nullsFirst() const;
    Expression nullsLast() const;
    Expression is_(const Expression& other) const; // IS NULL, IS TRUE
    Expression isNot(const Expression& other) const;
    Expression isDistinctFrom(const Expression& other) const; // NULL counts as a value
    Expression isNotDistinctFrom(const Expression& other) const;
    Expression like(const Expression& pattern, std::string escape = {}) const;
    Expression notLike(const Expression& pattern, std::string escape = {}) const;
    Expression ilike(const Expression& pattern, std::string escape = {}) const; // without regard to case
    Expression notIlike(const Expression& pattern, std::string escape = {}) const;
    // With a text, what LIKE would take for wildcards in it is escaped.
    Expression startsWith(std::string_view text) const;
    Expression endsWith(std::string_view text) const;
    Expression contains(std::string_view text) const;
    Expression startsWith(const Expression& text) const;
    Expression endsWith(const Expression& text) const;
    Expression contains(const Expression& text) const;
    Expression match(const Expression& words) const; // the dialect's full-text search
    Expression regexpMatch(const Expression& pattern, std::string flags = {}) const;
    Expression notRegexpMatch(const Expression& pattern, std::string flags = {}) const;
    // Any number of values, none included: one compiled statement serves every length (expanding).
    Expression in_(std::vector<Value> values) const;
    Expression in_(std::initializer_list<Value> values) const { return in_(std::vector<Value>(values)); }
    Expression in_(const std::vector<std::vector<Value>>& rows) const; // of a tuple
    Expression in_(const Select& query) const;
    Expression in_(const Expression& list) const; // bindParam(name, Expanding), a tuple of expressions
    Expression notIn(std::vector<Value> values) const;
    Expression notIn(std::initializer_list<Value> values) const { return notIn(std::vector<Value>(values)); }
    Expression notIn(const std::vector<std::vector<Value>>& rows) const;
    Expression notIn(const Select& query) const;
    Expression notIn(const Expression& list) const;
    Expression between(const Expression& low, const Expression& high) const;
    Expression notBetween(const Expression& low, const Expression& high) const;
    Expression betweenSymmetric(const Expression& low, const Expression& high) const;
    Expression concat(const Expression& other) const; // ||
    Expression collate(std::string collation) const;
    Expression distinct() const; // count(DISTINCT a)
    // An operator of your own, with SQLAlchemy's precedences: 5 compares, 6 ||, 7 + -, 8 * /.
    Expression op(std::string symbol, const Expression& other, int precedence = 0) const;
    Expression boolOp(std::string symbol, const Expression& other, int precedence = 5) const;
    Expression bitAnd(const Expression& other) const;
    Expression bitOr(const Expression& other) const;
    Expression bitXor(const Expression& other) const;
    Expression bitNot() const;
    Expression shiftLeft(const Expression& other) const;
    Expression shiftRight(const Expression& other) const;
    // JSON: the part as JSON, until asText() and its kin ask for a value.
    Expression json(std::string key) const;
    Expression json(std::int64_t index) const;
    Expression jsonPath(std::vector<ast::JsonStep> path) const;
    Expression asText() const;
    Expression asInteger() const;
    Expression asFloat() const;
    Expression asBoolean() const;
    // Arrays.
    Expression at(const Expression& index) const;
    Expression slice(const Expression& first, const Expression& last) const;
    // Of a function: FILTER, WITHIN GROUP.
    Expression filter(const Expression& condition) const;
    Expression withinGroup(const std::vector<Expression>& order) const;
    // The same expression with another type for us; nothing is written. literal(...) gets it for good.
    Expression withType(SqlType type) const;

    friend Expression operator==(const Expression& a, const Expression& b)
    {
        return compare(ast::Op::Eq, a, b);
    }
    friend Expression operator!=(const Expression& a, const Expression& b)
    {
        return compare(ast::Op::Ne, a, b);
    }
    friend Expression operator<(const Expression& a, const Expression& b)
    {
        return compare(ast::Op::Lt, a, b);
    }
    friend Expression operator<=(const Expression& a, const Expression& b)
    {
        return compare(ast::Op::Le, a, b);
    }
    friend Expression operator>(const Expression& a, const Expression& b)
    {
        return compare(ast::Op::Gt, a, b);
    }
    friend Expression operator>=(const Expression& a, const Expression& b)
    {
        return compare(ast::Op::Ge, a, b);
    }
    // Text: ||, otherwise arithmetic.
    friend Expression operator+(const Expression& a, const Expression& b) { return add(a, b); }
    friend Expression operator-(const Expression& a, const Expression& b)
    {
        return compute(ast::Op::Sub, a, b);
    }
    friend Expression operator*(const Expression& a, const Expression& b)
    {
        return compute(ast::Op::Mul, a, b);
    }
    friend Expression operator/(const Expression& a, const Expression& b)
    {
        return compute(ast::Op::Div, a, b);
    }
    friend Expression operator%(const Expression& a, const Expression& b)
    {
        return compute(ast::Op::Mod, a, b);
    }
    friend Expression operator-(const Expression& a) { return unary(ast::Op::Negate, a); }
    friend Expression operator&&(const Expression& a, const Expression& b)
    {
        return connect(ast::Op::And, {a, b});
    }
    friend Expression operator||(const Expression& a, const Expression& b)
    {
        return connect(ast::Op::Or, {a, b});
    }
    friend Expression operator!(const Expression& a) { return negate(a); }

    static Expression compare(ast::Op op, const Expression& a, const Expression& b);
    static Expression compute(ast::Op op, const Expression& a, const Expression& b);
    static Expression connect(ast::Op op, const std::vector<Expression>& items); // nested ones are flattened
    static Expression unary(ast::Op op, const Expression& a);
    static Expression negate(const Expression& a);

private:
    static Expression add(const Expression& a, const Expression& b);
    static Expression constant(bool value);
    static Expression integer(std::int64_t value) { return Expression(Value(value)); }
    template <typename T>
    requires(std::same_as<T, unsigned long> || std::same_as<T, unsigned long long>) static Expression
        integer(T value)
    {
        return value <= static_cast<T>(INT64_MAX)
            ? Expression(Value(static_cast<std::int64_t>(value)))
            : Expression(Value::tagged(ValueTag::Number, std::to_string(value)));
    }
    Expression binary(ast::Op op, const Expression& other, std::string extra = {}) const;
    Expression jsonAs(TypeKind kind) const;

    ast::ExprPtr m_node;
};

// Bound values and parameters.
// --------------------------------------------------------------------------------
Expression literal(const Value& value);
Expression literal(const Value& value, SqlType type); // bound as that type
enum class Expand
{
    No,
    Yes, // for in_(): bound to a list of any length
};
// A parameter that gets its value when the statement is executed.
Expression bindParam(std::string name);
Expression bindParam(std::string name, SqlType type);
Expression bindParam(std::string name, Expand expand);
Expression bindParam(std::string name, const Value& defaultValue);

// Connectives, as and_(), or_(), not_() of SQLAlchemy. and_() of nothing is TRUE, or_() of nothing FALSE.
Expression and_(const std::vector<Expression>& conditions);
Expression or_(const std::vector<Expression>& conditions);
Expression not_(const Expression& condition);
Expression null();
Expression true_();
Expression false_();

Expression tuple_(const std::vector<Expression>& items);
struct When
{
    Expression condition;
    Expression result;
};
Expression case_(const std::vector<When>& whens); // searched
Expression case_(const std::vector<When>& whens, const Expression& otherwise);
Expression caseOf(const Expression& operand, const std::vector<When>& whens);
Expression caseOf(const Expression& operand, const std::vector<When>& whens, const Expression& otherwise);
Expression cast(const Expression& expression, SqlType type);
Expression tryCast(const Expression& expression, SqlType type); // NULL where it fails (SQL Server)
Expression extract(std::string field, const Expression& from); // "year", "month" ... "epoch"
Expression exists(const Select& query);
Expression any_(const Expression& arrayOrQuery);
Expression all_(const Expression& arrayOrQuery);
Expression any_(const Select& query);
Expression all_(const Select& query);
Expression array(const std::vector<Expression>& items);
Expression nextValue(std::string sequence, std::string schema = {});
Expression defaultValue(); // the word DEFAULT, in INSERT and UPDATE
Expression excluded(std::string column); // of the row that an upsert proposed

// SQL of your own. In `sql`, :name is a parameter (not inside quotes and comments, nor after another colon,
// so PostgreSQL's casts stay); \: is a colon. Values for them here, or when the statement is executed.
Expression text(std::string sql, const std::vector<std::pair<std::string, Value>>& parameters = {});
Expression literalColumn(std::string sql); // an expression as it stands, without parameters
Expression column(std::string name); // a name alone, quoted where it needs it
Expression star(); // *

// Window frames: the units, then both ends. "ROWS BETWEEN 1 PRECEDING AND CURRENT ROW" is
// Frame::rows(-1, 0); nothing = UNBOUNDED.
struct Frame
{
    enum class Unit
    {
        Rows,
        Range,
        Groups,
    };
    Unit unit = Unit::Rows;
    std::optional<std::int64_t> from;
    std::optional<std::int64_t> to;
    static Frame rows(std::optional<std::int64_t> from, std::optional<std::int64_t> to)
    {
        return {Unit::Rows, from, to};
    }
    static Frame range(std::optional<std::int64_t> from, std::optional<std::int64_t> to)
    {
        return {Unit::Range, from, to};
    }
    static Frame groups(std::optional<std::int64_t> from, std::optional<std::int64_t> to)
    {
        return {Unit::Groups, from, to};
    }
};
struct Window
{
    std::vector<Expression> partitionBy = {};
    std::vector<Expression> orderBy = {};
    std::optional<Frame> frame = {};
};
Expression over(const Expression& function, const Window& window = {});

} // namespace relata
