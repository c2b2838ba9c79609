// SQL expressions and queries as trees, for translation between dialects. The trees hold what all dialects
// share; what has no place in them is not translated.
#pragma once

#include "core/types/sql_type.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace relata::convert_internal {

// Thrown inside the translation, caught where an object of the schema is given up; says why in words for
// people.
class Untranslatable : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

// What an expression's value is, as far as operators and functions care.
enum class ValueClass
{
    Unknown,
    Null,
    Boolean,
    Integer,
    Decimal,
    Float,
    Text,
    Binary,
    Date,
    Time,
    DateTime,
    Enumeration, // a type of its own, which is text once it is cast
    Other, // a type without common operators: only = <> IS NULL are certain
};

enum class ExprKind
{
    Null,
    Boolean, // text: "true" or "false"
    Number, // text
    String, // text: the value
    Blob, // text: the bytes
    Column, // text: the name; qualifier
    Star, // qualifier or ""
    Unary, // text: "-", "+", "NOT"
    Binary, // text: "+", "||", "=", "AND" ...; args: two
    Function, // text: the meaning (ExpressionRules); args; distinct; filter
    Case, // args: [operand,] when, then, when, then ... [else]; hasOperand, hasElse
    Cast, // type; args: one
    In, // args: the value, then the list; or query; negated
    Between, // args: three; negated
    Like, // args: value, pattern [, escape]; negated; ignoreCase
    IsNull, // args: one; negated
    NullSafeEquals, // args: two; negated
    Exists, // query
    Subquery, // query, one value
    Tuple, // (a, b)
};

struct Query;
struct Expression;
using ExprPtr = std::shared_ptr<Expression>;
using QueryPtr = std::shared_ptr<Query>;

struct Expression
{
    ExprKind kind = ExprKind::Null;
    std::string text;
    std::string qualifier;
    bool quoted = false; // of a Column: its name was quoted
    std::vector<ExprPtr> args;
    bool negated = false;
    bool distinct = false;
    bool ignoreCase = false;
    bool backslashEscapes = false; // of a Like without an escape: a backslash was one where it comes from
    bool hasOperand = false;
    bool hasElse = false;
    bool nullable = true; // of a Column, set by resolve()
    bool large = false; // reads unbounded text or bytes; set by resolve()
    ExprPtr filter;
    QueryPtr query;
    SqlType type; // of a Cast
    ValueClass valueClass = ValueClass::Unknown; // set by resolve()
    bool resolved = false; // a copy of what resolve() has seen already
};

ExprPtr makeExpression(ExprKind kind, std::string text = {}, std::vector<ExprPtr> args = {});
ExprPtr copyOf(const ExprPtr& expression); // deep, queries shared

struct SelectItem
{
    ExprPtr expression;
    std::string alias; // "" if none was given
};

struct OrderItem
{
    ExprPtr expression;
    bool descending = false;
    std::string nulls; // "", "FIRST", "LAST"
};

enum class JoinKind
{
    Inner,
    Left,
    Right,
    Full,
    Cross,
};

// A tree: a table, a subquery, or a join of two.
struct FromItem
{
    std::string schema;
    std::string name; // of a table or view
    std::string alias;
    QueryPtr query; // of a subquery
    JoinKind join = JoinKind::Inner;
    std::shared_ptr<FromItem> left, right; // both set: a join
    ExprPtr on;
    std::vector<std::string> usingColumns;
};

struct SelectCore
{
    bool distinct = false;
    std::vector<SelectItem> items;
    std::vector<std::shared_ptr<FromItem>> from; // comma-separated
    ExprPtr where;
    std::vector<ExprPtr> groupBy;
    ExprPtr having;
};

struct Query
{
    std::vector<SelectCore> cores; // at least one
    std::vector<std::string> operators; // between them: "UNION", "UNION ALL", "EXCEPT", "INTERSECT"
    std::vector<OrderItem> orderBy;
    ExprPtr limit, offset;
};

} // namespace relata::convert_internal
