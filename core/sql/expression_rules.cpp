#include "core/sql/expression_rules.h"

#include <array>

namespace relata {
namespace {

// Names that mean the same in all dialects that have them.
constexpr auto commonReadings = std::to_array<FunctionReading>({
    {"lower", 1, "lower"},
    {"upper", 1, "upper"},
    {"trim", 1, "trim"},
    {"ltrim", 1, "ltrim"},
    {"rtrim", 1, "rtrim"},
    {"replace", 3, "replace"},
    {"abs", 1, "abs"},
    {"round", 1, "round"},
    {"round", 2, "round"},
    {"floor", 1, "floor"},
    {"coalesce", -1, "coalesce"},
    {"nullif", 2, "nullif"},
    {"count", 1, "count"},
    {"sum", 1, "sum"},
    {"avg", 1, "avg"},
    {"min", 1, "min"},
    {"max", 1, "max"},
    {"current_timestamp", 0, "now"},
    {"current_date", 0, "today"},
    {"row_number", 0, "rowNumber"},
    {"rank", 0, "rank"},
    {"dense_rank", 0, "denseRank"},
    {"percent_rank", 0, "percentRank"},
    {"cume_dist", 0, "cumeDist"},
    {"ntile", 1, "ntile"},
    {"lag", 1, "lag"},
    {"lag", 2, "lag"},
    {"lag", 3, "lag"},
    {"lead", 1, "lead"},
    {"lead", 2, "lead"},
    {"lead", 3, "lead"},
    {"first_value", 1, "firstValue"},
    {"last_value", 1, "lastValue"},
    {"nth_value", 2, "nthValue"},
});

constexpr auto commonWritings = std::to_array<FunctionWriting>({
    {"lower", 1, "LOWER({0})"},
    {"upper", 1, "UPPER({0})"},
    {"length", 1, "LENGTH({0})"},
    {"substr", 2, "SUBSTR({0}, {1})"},
    {"substr", 3, "SUBSTR({0}, {1}, {2})"},
    {"trim", 1, "TRIM({0})"},
    {"ltrim", 1, "LTRIM({0})"},
    {"rtrim", 1, "RTRIM({0})"},
    {"replace", 3, "REPLACE({0}, {1}, {2})"},
    {"abs", 1, "ABS({0})"},
    {"round", 1, "ROUND({0})"},
    {"round", 2, "ROUND({0}, {1})"},
    {"floor", 1, "FLOOR({0})"},
    {"ceil", 1, "CEIL({0})"},
    {"mod", 2, "MOD({0}, {1})"},
    {"power", 2, "POWER({0}, {1})"},
    {"sqrt", 1, "SQRT({0})"},
    {"coalesce", -1, "COALESCE({*})"},
    {"nullif", 2, "NULLIF({0}, {1})"},
    {"count", 1, "COUNT({0})"},
    {"sum", 1, "SUM({0})"},
    {"avg", 1, "AVG({0})"},
    {"min", 1, "MIN({0})"},
    {"max", 1, "MAX({0})"},
    {"now", 0, "CURRENT_TIMESTAMP"},
    {"today", 0, "CURRENT_DATE"},
    {"year", 1, "EXTRACT(YEAR FROM {0})"},
    {"month", 1, "EXTRACT(MONTH FROM {0})"},
    {"day", 1, "EXTRACT(DAY FROM {0})"},
    {"hour", 1, "EXTRACT(HOUR FROM {0})"},
    {"minute", 1, "EXTRACT(MINUTE FROM {0})"},
    {"rowNumber", 0, "ROW_NUMBER()"},
    {"rank", 0, "RANK()"},
    {"denseRank", 0, "DENSE_RANK()"},
    {"percentRank", 0, "PERCENT_RANK()"},
    {"cumeDist", 0, "CUME_DIST()"},
    {"ntile", 1, "NTILE({0})"},
    {"lag", -1, "LAG({*})"},
    {"lead", -1, "LEAD({*})"},
    {"firstValue", 1, "FIRST_VALUE({0})"},
    {"lastValue", 1, "LAST_VALUE({0})"},
    {"nthValue", 2, "NTH_VALUE({0}, {1})"},
    {"octetLength", 1, "OCTET_LENGTH({0})"},
    {"trunc", 1, "TRUNC({0})"},
    {"trunc", 2, "TRUNC({0}, {1})"},
});

bool takes(int rule, int arguments)
{
    return rule < 0 ? arguments > 0 : rule == arguments;
}

template <typename Rules>
auto findIn(const Rules& rules, std::string_view key, int arguments) -> decltype(&*rules.begin())
{
    for (const auto& rule : rules) {
        std::string_view name;
        if constexpr (requires { rule.name; })
            name = rule.name;
        else
            name = rule.meaning;
        if (name == key && takes(rule.arguments, arguments))
            return &rule;
    }
    return nullptr;
}

} // namespace

const ExpressionRules& standardExpressionRules()
{
    static const auto readings = std::to_array<FunctionReading>({
        {"length", 1, "length"},
        {"char_length", 1, "length"},
        {"character_length", 1, "length"},
        {"substr", 2, "substr"},
        {"substr", 3, "substr"},
        {"substring", 2, "substr"},
        {"substring", 3, "substr"},
        {"ceil", 1, "ceil"},
        {"ceiling", 1, "ceil"},
        {"mod", 2, "mod"},
        {"power", 2, "power"},
        {"sqrt", 1, "sqrt"},
        {"now", 0, "now"},
        {"current_time", 0, "timeOfDay"},
        {"localtimestamp", 0, "now"},
    });
    static const ExpressionRules rules = [] {
        ExpressionRules standard;
        standard.readings = readings;
        return standard;
    }();
    return rules;
}

const FunctionReading* findReading(const ExpressionRules& rules, std::string_view lowerName, int arguments)
{
    if (const FunctionReading* found = findIn(rules.readings, lowerName, arguments))
        return found;
    return findIn(std::span<const FunctionReading>(commonReadings), lowerName, arguments);
}

const FunctionWriting* findWriting(const ExpressionRules& rules, std::string_view meaning, int arguments)
{
    const FunctionWriting* found = findIn(rules.writings, meaning, arguments);
    if (!found)
        found = findIn(std::span<const FunctionWriting>(commonWritings), meaning, arguments);
    return found && !found->pattern.empty() ? found : nullptr;
}

} // namespace relata
