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
