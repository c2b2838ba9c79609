// The trees behind expression.h, selectable.h and dml.h: immutable once they are shared, so that statements
// may be built from common parts and compiled by several threads at once. Users of the expression language
// need none of this; compilers and whoever rewrites statements do.
//
// One struct per family with the fields that a kind uses named beside it: traversal, the cache's key and
// rewriting are written once, not once per kind.
#pragma once

#include "core/schema/table.h"
#include "core/types/value.h"
#include "core/util/error.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace relata::ast {

struct Expr;
struct From;
struct Stmt;
using ExprPtr = std::shared_ptr<const Expr>;
using FromPtr = std::shared_ptr<const From>;
using StmtPtr = std::shared_ptr<const Stmt>;
using TypePtr = std::shared_ptr<const SqlType>; // null = not known

enum class ExprKind
{
    Column, // from (may be null), text = name; or args[0] = the unnamed element of a subquery that it reads
    Literal, // value: bound
    Bind, // text = the parameter's name; value if hasValue; flags: Expanding
    Binary, // op, args: two; text = a custom operator; extra = ESCAPE, flags of a regular expression
    Unary, // op, args: one
    List, // op And, Or or Comma (a tuple, in parentheses), args
    Function, // text = name, args; flags: Distinct, NoParentheses; order = args after `split`
    Over, // args: function, partition..., order... with counts in numbers; extra = frame
    Filter, // args: function, condition
    WithinGroup, // args: function, order...
    Case, // args: operand or null, else or null, when, then, when, then ...
    Cast, // args: one, type; flags: Try
    Extract, // text = field, args: one
    Label, // text = name, args: one
    Subquery, // query, one value
    Exists, // query
    Text, // text = SQL with :name parameters, args = their Binds
    Null,
    True,
    False,
    InList, // values: rows of `width` values, row by row: bound, any number of them
    Star, // from, or null: *
    Array, // args
    Item, // args: array, index
    Slice, // args: array, first, last
    Json, // args: document; path; type tells what comes back
    Collate, // args: one, text
    Between, // args: value, low, high; flags: Negated, Symmetric
    Default, // the word DEFAULT
    Excluded, // text = column: of the row that an upsert proposed
    NextValue, // text = sequence, extra = schema
    Coerced, // args: one: has another type for us, is written as it is
};

enum class Op
{
    None,
    And,
    Or,
    Comma,
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Concat,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Is,
    IsNot,
    IsDistinct,
    IsNotDistinct,
    Like,
    NotLike,
    ILike,
    NotILike,
    In,
    NotIn,
    Regexp,
    NotRegexp,
    Match,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    Custom,
    Not, // unary from here on
    Negate,
    BitNot,
    Asc,
    Desc,
    NullsFirst,
    NullsLast,
    Distinct,
    Any,
    All,
};

enum Flag : unsigned
{
    Distinct = 1u,
    NoParentheses = 2u,
    Try = 4u,
    Negated = 8u,
    Symmetric = 16u,
    Expanding = 32u,
    HasValue = 64u,
    OwnType = 128u, // of a Literal or Bind: its type was said, not guessed from the value or the other side
    Raw = 256u, // of a Column: text is SQL and not a name
    Boolean = 512u, // of a custom operator: it compares
};

struct JsonStep
{
    bool isIndex = false;
    std::string key;
    std::int64_t index = 0;
};

struct Expr
{
    ExprKind kind = ExprKind::Null;
    Op op = Op::None;
    unsigned flags = 0;
    int precedence = 0; // of a custom operator
    std::size_t split = 0; // Function, Over: where `args` turns from one list to the next
    std::size_t width = 1; // InList
    TypePtr type;
    std::string text;
    std::string extra;
    std::vector<ExprPtr> args;
    std::vector<JsonStep> path;
    FromPtr from;
    StmtPtr query;
    Value value;
    std::vector<Value> values;

    bool has(Flag flag) const { return (flags & flag) != 0; }
};

enum class FromKind
{
    Table, // table
    Alias, // left, name or "" (numbered when it is compiled)
    Subquery, // query, name; lateral
    Join, // left, right, on, join
    Cte, // query, name, columns; recursive; restates
    Values, // columns, types, rows, name
    Function, // on = the call, name, columns, types; lateral, ordinality
    Text, // text: SQL as it is
};

enum class JoinKind
{
    Inner,
    Left,
    Right,
    Full,
    Cross,
};

enum class Materialized
{
    Unsaid,
    Yes,
    No,
};

// What a FROM element, or a statement that returns rows, offers by name.
struct Exported
{
    std::string name; // "" for an expression without one
    TypePtr type;
    ExprPtr element; // of a statement
};

struct From
{
    FromKind kind = FromKind::Table;
    JoinKind join = JoinKind::Inner;
    Materialized materialized = Materialized::Unsaid;
    bool lateral = false;
    bool recursive = false;
    bool ordinality = false;
    TablePtr table;
    FromPtr left;
    FromPtr right;
    FromPtr restates; // the common table expression that this one replaces
    ExprPtr on;
    StmtPtr query;
    std::string name;
    std::string text;
    std::vector<std::string> columns;
    std::vector<TypePtr> types;
    std::vector<std::vector<ExprPtr>> rows;
};

enum class StmtKind
{
    Select,
    Compound,
    Values,
    Insert,
    Update,
    Delete,
    Text,
};

enum class SetOperation
{
    Union,
    UnionAll,
    Intersect,
    IntersectAll,
    Except,
    ExceptAll,
};

enum class LabelStyle
{
    Deduplicate, // names as they are; a second one of the same name gets a label
    TableAndColumn, // table_column
    None, // no labels beyond those that were asked for
};

struct JoinItem
{
    FromPtr right;
    ExprPtr on; // null: by the foreign keys
    JoinKind kind = JoinKind::Inner;
};

struct RowLock
{
    bool share = false;
    bool key = false; // FOR NO KEY UPDATE, FOR KEY SHARE
    bool noWait = false;
    bool skipLocked = false;
    std::vector<ExprPtr> of; // columns
    std::vector<FromPtr> ofFroms;
};

struct Hint
{
    std::string text;
    std::string dialect; // "" = every one
};

struct Assignment
{
    std::string column;
    ExprPtr value; // null: a parameter of the column's name
};

enum class UpsertAction
{
    None,
    Nothing,
    Update,
};

struct Upsert
{
    UpsertAction action = UpsertAction::None;
    std::vector<ExprPtr> target; // columns or expressions of the unique index
    ExprPtr targetWhere;
    std::string constraint;
    std::vector<Assignment> set;
    ExprPtr where;
};

struct Stmt
{
    StmtKind kind = StmtKind::Select;

    // Select; orderBy, limit, offset and lock of a Compound too.
    std::vector<ExprPtr> columns; // Insert, Update, Delete: RETURNING
    std::vector<FromPtr> froms; // Update, Delete: further tables
    std::vector<JoinItem> joins;
    std::vector<ExprPtr> where; // Update, Delete too
    std::vector<ExprPtr> groupBy;
    std::vector<ExprPtr> having;
    std::vector<ExprPtr> orderBy;
    bool distinct = false;
    std::vector<ExprPtr> distinctOn;
    ExprPtr limit;
    ExprPtr offset;
    bool withTies = false;
    bool percent = false;
    std::optional<RowLock> lock;
    std::vector<Hint> prefixes;
    std::vector<Hint> suffixes;
    LabelStyle labels = LabelStyle::Deduplicate;
    std::vector<FromPtr> correlate;
    std::vector<FromPtr> correlateExcept;
    bool hasCorrelate = false; // also where `correlate` is empty: nothing is correlated
    std::vector<FromPtr> ctes; // that nothing else mentions

    // Compound.
    SetOperation operation = SetOperation::Union;
    std::vector<StmtPtr> parts;

    // Insert, Update, Delete.
    FromPtr target;
    std::vector<Assignment> assignments; // Insert: of its one row
    std::vector<std::string> names; // Insert: columns of `rows` or of `source`
    std::vector<std::vector<ExprPtr>> rows;
    StmtPtr source; // INSERT ... SELECT
    bool defaultValues = false;
    bool returnsAll = false; // RETURNING every column
    Upsert upsert;

    // Text.
    std::string text;
    std::vector<ExprPtr> binds;
    std::vector<Exported> textColumns;
};

ExprPtr make(Expr expr);
FromPtr make(From from);
StmtPtr make(Stmt stmt);

// What stays the same object however often a table is named: the Table of a FROM element that is one, the
// first of the common table expressions that restate each other, otherwise the element itself.
const void* identity(const FromPtr& from);
// The columns that `from` offers.
std::vector<Exported> exportedColumns(const FromPtr& from);
// The columns that a statement returns, stars expanded; empty where it returns none.
std::vector<Exported> exportedColumns(const Stmt& stmt);
// The name under which a selected expression is known: of a column or a label; "" otherwise.
std::string exportedName(const Expr& expr);

// FROM elements that an expression names, in order of appearance, each once; not those inside subqueries.
void collectFroms(const ExprPtr& expr, std::vector<FromPtr>& froms);
// The tables, aliases and so on that a join is made of; another element is its own one leaf.
void collectLeaves(const FromPtr& from, std::vector<FromPtr>& leaves);
bool contains(const std::vector<FromPtr>& froms, const FromPtr& from);

// The ON of a join by the one foreign key between both sides. Throws DatabaseError (Argument) if there is
// none, or more than one.
ExprPtr joinCondition(const FromPtr& left, const FromPtr& right);

// Where operands want parentheses: higher binds more tightly. SQLAlchemy's table (sql/operators.py).
int precedence(const Expr& expr);
int precedence(Op op);
// `expr` as an operand of an operator: parenthesised by the compiler where its own operator binds less.
bool wantsParentheses(const Expr& expr, Op against, int againstPrecedence);

} // namespace relata::ast
