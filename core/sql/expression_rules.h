// How a dialect writes expressions, as data: convert() reads them by the rules of the dialect they come from
// and writes them by those of the dialect they go to. Functions go through a meaning ("length" is the number
// of characters, whatever each dialect calls it); a function without a rule is not translated.
#pragma once

#include "core/types/sql_type.h"

#include <span>
#include <string>
#include <string_view>

namespace relata {

enum class ConcatStyle
{
    Pipes, // a || b
    Function, // CONCAT(a, b), NULL if one of them is (MySQL)
    Plus, // a + b, for text alone (SQL Server)
};

enum class LikeCase
{
    Sensitive,
    IgnoresAscii, // SQLite
    ByCollation, // MySQL, SQL Server: their default collations ignore case
};

// How the literal of a date or a timestamp is written.
enum class TemporalLiterals
{
    Plain, // '2024-02-29': text that the server takes (SQLite keeps it as text)
    Keyword, // DATE '2024-02-29', TIMESTAMP '2024-02-29 12:00:00'
    Cast, // CAST('2024-02-29' AS DATE)
};

// Matching by a regular expression.
enum class RegexStyle
{
    None, // SQLite calls a function that the application brings, SQL Server has none
    Tilde, // a ~ 'x', a ~* 'x' (PostgreSQL)
    Word, // a REGEXP '(?i)x' (MariaDB)
    Function, // REGEXP_LIKE(a, 'x', 'c') (MySQL 8, Oracle)
};

// Where the text of an aggregate that joins texts has its order and its separator.
enum class JoinTextStyle
{
    Unordered, // GROUP_CONCAT(a, ','): SQLite before 3.44
    Inside, // STRING_AGG(a, ',' ORDER BY b)
    Separator, // GROUP_CONCAT(a ORDER BY b SEPARATOR ',')
    WithinGroup, // STRING_AGG(a, ',') WITHIN GROUP (ORDER BY b)
    WithinGroupAlways, // LISTAGG, which older servers take with an order alone
};

// How JSON is looked into.
enum class JsonStyle
{
    None,
    Arrows, // a -> 'b' ->> 'c' (PostgreSQL)
    PathTyped, // JSON_EXTRACT(a, '$.b.c') gives SQL's own values (SQLite)
    PathJson, // JSON_EXTRACT(a, '$.b.c') gives JSON, JSON_UNQUOTE its text (MySQL)
    PathScalar, // JSON_VALUE(a, '$.b.c'), NULL for objects and arrays (SQL Server, Oracle)
};

// Times plus so many days.
enum class IntervalStyle
{
    Literal, // a + INTERVAL '1 day', a + 1 for dates (PostgreSQL)
    Word, // a + INTERVAL 1 DAY (MySQL)
    Modifier, // DATETIME(a, '+1 days') (SQLite)
    DateAdd, // DATEADD(day, 1, a) (SQL Server)
    NumToInterval, // a + NUMTODSINTERVAL(1, 'DAY'), a + 1 for dates (Oracle)
};

// A collation by its name, and what it is to others: "binary" compares bytes or code points, "noCase" ignores
// the case of ASCII letters, "ci" the case of all letters.
struct CollationReading
{
    std::string_view name; // any case; a * at its beginning or end stands for anything
    std::string_view meaning;
};

// A function as a dialect names it.
struct FunctionReading
{
    std::string_view name; // lower case
    int arguments; // -1 = any number
    std::string_view meaning;
    std::string_view order =
        {}; // where the meaning's arguments stand: "10" = the second one first; "" as they are
};

// A function as a dialect writes it.
struct FunctionWriting
{
    std::string_view meaning;
    int arguments; // -1 = any number
    std::string_view pattern; // "{0}", "{1}": arguments; "{*}": all, with commas; "" = this dialect cannot
    std::string_view remark = {}; // how the result may differ; "" = it does not
};

struct ExpressionRules
{
    ConcatStyle concat = ConcatStyle::Pipes;
    bool pipesAreOr = false; // || means OR (MySQL's default mode)
    bool pipesBindTight = false; // || binds before * (SQLite); else after + and -
    bool plusConcatenates = false; // + joins text (SQL Server)
    std::string_view trueText = "TRUE";
    std::string_view falseText = "FALSE";
    bool predicatesAreValues = true; // SELECT a > b
    bool booleansAreConditions = true; // WHERE flag
    bool numbersAreConditions = false; // WHERE 1
    bool strictTypes = false; // the server refuses to compare a number with text
    bool comparesLargeText = true; // unbounded text has = and can be grouped (not Oracle's CLOB)
    bool integerDivision = true; // 7 / 2 is 3
    bool modOperator = true; // a % b
    bool decimalIsFloat = false; // literals and results with decimals are doubles (SQLite)
    LikeCase like = LikeCase::Sensitive;
    bool likeBackslash = false; // a backslash escapes in LIKE without an ESCAPE clause
    bool likeBrackets = false; // [a-z] is a wildcard in LIKE
    bool ilike = false;
    TemporalLiterals temporalLiterals = TemporalLiterals::Keyword;
    std::string_view nullSafeEquals = {}; // "IS NOT DISTINCT FROM", "<=>", "IS"; "" = none
    std::string_view nullSafeUnequals = {}; // "IS DISTINCT FROM", "IS NOT"; "" = NOT (a <=> b) or none
    std::string_view stringPrefix = {}; // before a literal that is not all ASCII ("N")
    bool aliasAs = true; // FROM t AS a; else FROM t a
    bool usingJoins = true; // JOIN ... USING (a)
    bool fullJoins = true;
    std::string_view exceptWord = "EXCEPT";
    bool filterClause = false; // count(*) FILTER (WHERE ...)
    bool nullsOrder = false; // ORDER BY a NULLS LAST in a query
    std::string_view recursiveWord = "WITH RECURSIVE"; // "WITH" where every WITH may read itself
    bool withIsRecursive = false; // WITH a AS (... FROM a) reads itself, said or not
    bool nestedWith = true; // WITH in subqueries
    bool recursiveUnion = true; // a recursive UNION without ALL
    bool exactUnionTypes = false; // both sides of a recursive UNION are of the very same type (SQL Server)
    int recursiveTextLength = 0; // characters to give text that grows by recursion; 0 = unbounded text
    std::string_view recursionLimit = {}; // in words for people; "" = none
    std::string_view emptyWindowOrder = {}; // what to order by where a function must have an order
    bool rangeOffsets = true; // RANGE 3 PRECEDING
    bool groupFrames = false; // GROUPS, EXCLUDE
    RegexStyle regex = RegexStyle::None;
    std::string_view regexDotAll =
        {}; // begins a pattern whose dot means a line's end too; "" = it always does
    JoinTextStyle joinText = JoinTextStyle::Inside;
    bool joinTextDistinct = true;
    JsonStyle json = JsonStyle::None;
    IntervalStyle intervals = IntervalStyle::Literal;
    bool dateArithmetic = false; // date + 1 and date - date count days
    std::span<const CollationReading> collations = {};
    std::string_view binaryCollation = {}; // of columns; "" = they compare so anyway
    std::string_view noCaseCollation = {}; // of columns; "" = there is none, or it is the default
    bool emptyStringIsNull = false; // Oracle
    bool identifierStrings = false; // a "quoted" word that names no column is a string (SQLite)
    std::string_view emptyFrom = {}; // " FROM dual"
    bool filterIndexesSimply =
        false; // filters of indexes: column, comparison, constant, AND, IN (SQL Server)
    // The type in CAST(x AS type); "" where this dialect has no such cast. nullptr = as in CREATE TABLE.
    std::string (*castType)(const SqlType& type) = nullptr;
    std::span<const FunctionReading> readings; // before the common ones
    std::span<const FunctionWriting> writings; // before the common ones
};

// What every dialect understands, and the rules of a model that has no dialect.
const ExpressionRules& standardExpressionRules();

// nullptr if the function has no meaning that we know.
const FunctionReading* findReading(const ExpressionRules& rules, std::string_view lowerName, int arguments);
const FunctionWriting* findWriting(const ExpressionRules& rules, std::string_view meaning, int arguments);

} // namespace relata
