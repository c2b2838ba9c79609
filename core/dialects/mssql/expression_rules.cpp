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
});

constexpr auto writings = std::to_array<FunctionWriting>({
    {"length", 1, "LEN({0})", "LEN leaves trailing blanks out"},
    {"substr", 2, "SUBSTRING({0}, {1}, LEN({0}))"}, {"substr", 3, "SUBSTRING({0}, {1}, {2})"},
    {"round", 1, "ROUND({0}, 0)"}, {"ceil", 1, "CEILING({0})"}, {"mod", 2, "{0} % {1}"},
    {"position", 2, "CHARINDEX({1}, {0})"},
    {"avg", 1, "AVG({0} * 1.0)"}, // the average of integers is an integer
    {"today", 0, "CAST(CURRENT_TIMESTAMP AS DATE)"}, {"timeOfDay", 0, "CAST(CURRENT_TIMESTAMP AS TIME)"},
    {"year", 1, "YEAR({0})"}, {"month", 1, "MONTH({0})"}, {"day", 1, "DAY({0})"},
    {"hour", 1, "DATEPART(hour, {0})"}, {"minute", 1, "DATEPART(minute, {0})"}, {"newUuid", 0, "NEWID()"},
    {"joinText", 2, "STRING_AGG({0}, {1})"}, // 2017
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
        mssql.readings = readings;
        mssql.writings = writings;
        return mssql;
    }();
    return rules;
}

} // namespace relata::mssql
