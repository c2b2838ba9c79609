#include "core/dialects/mssql/expression_rules.h"

#include <array>

namespace relata::mssql {
namespace {

constexpr auto readings = std::to_array<FunctionReading>({
    {"len", 1, "length"},
    {"substring", 3, "substr"},
    {"charindex", 2, "position", "10"},
    {"isnull", 2, "coalesce"},
    {"iif", 3, "if"},
    {"ceiling", 1, "ceil"},
    {"power", 2, "power"},
    {"sqrt", 1, "sqrt"},
    {"getdate", 0, "now"},
    {"sysdatetime", 0, "now"},
    {"current_timestamp", 0, "now"},
    {"year", 1, "year"},
    {"month", 1, "month"},
    {"day", 1, "day"},
    {"newid", 0, "newUuid"},
    {"concat", -1, "concatIgnoringNull"},
    {"string_agg", 2, "joinText"},
    {"datalength", 1, "octetLength"},
    {"dateadd", 3, "dateAdd"},
    {"datediff", 3, "dateDiff"},
    {"json_value", 2, "jsonTextPath"},
});

constexpr auto collations = std::to_array<CollationReading>({
    {"*_BIN", "binary"},
    {"*_BIN2", "binary"},
    {"*_CI_AS", "ci"},
    {"*_CI_AS_KS_WS", "ci"},
});

constexpr auto writings = std::to_array<FunctionWriting>({
    {"length", 1, "LEN({0})", "LEN leaves trailing blanks out"},
    {"substr", 2, "SUBSTRING({0}, {1}, LEN({0}))"},
    {"substr", 3, "SUBSTRING({0}, {1}, {2})"},
    {"round", 1, "ROUND({0}, 0)"},
    {"ceil", 1, "CEILING({0})"},
    {"mod", 2, "{0} % {1}"},
    {"position", 2, "CHARINDEX({1}, {0})"},
    {"avg", 1, "AVG({0} * 1.0)"}, // the average of integers is an integer
    {"today", 0, "CAST(CURRENT_TIMESTAMP AS DATE)"},
    {"timeOfDay", 0, "CAST(CURRENT_TIMESTAMP AS TIME)"},
    {"year", 1, "YEAR({0})"},
    {"month", 1, "MONTH({0})"},
    {"day", 1, "DAY({0})"},
    {"hour", 1, "DATEPART(hour, {0})"},
    {"minute", 1, "DATEPART(minute, {0})"},
    {"newUuid", 0, "NEWID()"},
    {"joinText", 2, "STRING_AGG"}, // 2017
    {"nthValue", 2, ""},
    {"trunc", 1, "ROUND({0}, 0, 1)"},
    {"trunc", 2, "ROUND({0}, {1}, 1)"},
    {"octetLength", 1, "DATALENGTH({0})", "DATALENGTH counts the bytes of UTF-16"},
    {"collateBinary", 1, "{0} COLLATE Latin1_General_100_BIN2"},
    {"collateNoCase", 1, "{0} COLLATE Latin1_General_100_CI_AS", "the case of all letters is ignored"},
    {"collateCi", 1, "{0} COLLATE Latin1_General_100_CI_AS"},
    {"daysBetween", 2, "DATEDIFF(day, {1}, {0})"},
});

} // namespace

const ExpressionRules& expressionRules()
{
    static const ExpressionRules rules = [] {
        ExpressionRules mssql;
        mssql.concat = ConcatStyle::Plus;
        mssql.plusConcatenates = true;
        mssql.trueText = "1";
        mssql.falseText = "0";
        mssql.predicatesAreValues = false;
        mssql.booleansAreConditions = false;
        mssql.like = LikeCase::ByCollation;
        mssql.likeBrackets = true;
        mssql.temporalLiterals = TemporalLiterals::Cast;
        mssql.stringPrefix = "N";
        mssql.usingJoins = false;
        mssql.filterIndexesSimply = true;
        mssql.recursiveWord = "WITH";
        mssql.withIsRecursive = true;
        mssql.nestedWith = false;
        mssql.recursiveUnion = false;
        mssql.exactUnionTypes = true;
        mssql.recursionLimit =
            "a recursion of more than 100 steps ends with an error, unless who reads the view "
            "says OPTION (MAXRECURSION 0)";
        mssql.emptyWindowOrder = "(SELECT NULL)";
        mssql.rangeOffsets = false;
        mssql.joinText = JoinTextStyle::WithinGroup;
        mssql.joinTextDistinct = false;
        mssql.json = JsonStyle::PathScalar; // 2016
        mssql.intervals = IntervalStyle::DateAdd;
        mssql.collations = collations;
        mssql.binaryCollation = "Latin1_General_100_BIN2";
        mssql.readings = readings;
        mssql.writings = writings;
        return mssql;
    }();
    return rules;
}

} // namespace relata::mssql
