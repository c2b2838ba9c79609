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
    Json,
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
    Collate, // text: the collation's name; args: one
    Regex, // args: value, pattern; negated; ignoreCase; byCollation
    Interval, // text: "day", "hour" ...; args: how many
};

struct Query;
struct Expression;
struct Window;
using ExprPtr = std::shared_ptr<Expression>;
using QueryPtr = std::shared_ptr<Query>;
using WindowPtr = std::shared_ptr<Window>;

struct OrderItem
{
    ExprPtr expression;
    bool descending = false;
    std::string nulls; // "", "FIRST", "LAST"
};

// One step into a JSON document.
struct JsonStep
{
    std::string key;
    int index = -1; // of an array's element; -1: by the key

    bool operator==(const JsonStep&) const = default;
};

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
    bool byCollation = false; // of a Regex: the values' collation says whether case matters
    ExprPtr filter;
    QueryPtr query;
    WindowPtr window; // OVER (...)
    std::vector<OrderItem> order; // inside an aggregate
    std::vector<JsonStep> path; // of the functions jsonText, jsonPart
    std::string remark; // how its translation may differ, in words for people; "" = not at all
    SqlType type; // of a Cast
    ValueClass valueClass = ValueClass::Unknown; // set by resolve()
    bool resolved = false; // a copy of what resolve() has seen already
};

ExprPtr makeExpression(ExprKind kind, std::string text = {}, std::vector<ExprPtr> args = {});
ExprPtr copyOf(const ExprPtr& expression); // deep, queries shared
// Every expression directly below one, those of its window and its order too, but none of its queries'.
std::vector<ExprPtr*> childrenOf(Expression& expression);
std::vector<const ExprPtr*> childrenOf(const Expression& expression);

struct SelectItem
{
    ExprPtr expression;
    std::string alias; // "" if none was given
};

struct FrameBound
{
    ExprPtr count; // of "3 PRECEDING"; null for UNBOUNDED and CURRENT ROW
    std::string text; // "UNBOUNDED PRECEDING", "CURRENT ROW", "PRECEDING" ...
};

struct Window
{
    std::string base; // a named window that it is or builds on; resolved away
    std::vector<ExprPtr> partition;
    std::vector<OrderItem> order;
    std::string unit; // "ROWS", "RANGE", "GROUPS"; "" = no frame
    FrameBound start, end; // end.text "" = only a start
    std::string exclude; // "CURRENT ROW", "GROUP", "TIES"; "" = nothing
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
    std::vector<std::pair<std::string, WindowPtr>> windows; // WINDOW name AS (...)
};

// A common table expression: one query of WITH.
struct CommonTable
{
    std::string name;
    std::vector<std::string> columns; // as written after the name; filled by resolve() if it is recursive
    QueryPtr query;
    bool recursive = false; // it reads itself; set by resolve()
};

struct Query
{
    std::vector<CommonTable> with;
    bool withRecursive = false;
    std::vector<SelectCore> cores; // at least one
    std::vector<std::string> operators; // between them: "UNION", "UNION ALL", "EXCEPT", "INTERSECT"
    std::vector<OrderItem> orderBy;
    ExprPtr limit, offset;
};

} // namespace relata::convert_internal
