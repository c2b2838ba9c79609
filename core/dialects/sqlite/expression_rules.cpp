#include "core/dialects/sqlite/expression_rules.h"

#include <array>

namespace relata::sqlite {
namespace {

constexpr auto readings = std::to_array<FunctionReading>({
    {"length", 1, "length"},
    {"substr", 2, "substr"},
    {"substr", 3, "substr"},
    {"substring", 2, "substr"},
    {"substring", 3, "substr"},
    {"instr", 2, "position"},
    {"ifnull", 2, "coalesce"},
    {"iif", 3, "if"},
    {"ceil", 1, "ceil"},
    {"ceiling", 1, "ceil"},
    {"mod", 2, "mod"},
    {"pow", 2, "power"},
    {"power", 2, "power"},
    {"sqrt", 1, "sqrt"},
    {"max", 2, "greatest"},
    {"min", 2, "least"},
    {"group_concat", 1, "joinText"},
    {"group_concat", 2, "joinText"},
    {"date", 1, "dateOf"},
    {"date", 2, "datePlus"},
    {"datetime", 1, "dateTimeOf"},
    {"datetime", 2, "dateTimePlus"},
    {"octet_length", 1, "octetLength"},
    {"trunc", 1, "trunc"},
    {"json_extract", 2, "jsonTypedPath"},
    {"current_time", 0, "timeOfDay"},
});

constexpr auto collations = std::to_array<CollationReading>({
    {"BINARY", "binary"},
    {"NOCASE", "noCase"},
});

constexpr std::string_view mathFunctions = "needs SQLite 3.35 with its mathematical functions";

constexpr auto writings = std::to_array<FunctionWriting>({
    {"position", 2, "INSTR({0}, {1})"},
    {"joinText", 2, "GROUP_CONCAT"},
    {"octetLength", 1, "LENGTH(CAST({0} AS BLOB))"},
    {"trunc", 1, "TRUNC({0})", mathFunctions},
    {"trunc", 2, ""},
    {"collateBinary", 1, "{0} COLLATE BINARY"},
    {"collateNoCase", 1, "{0} COLLATE NOCASE"},
    {"collateCi", 1, "{0} COLLATE NOCASE", "the case of ASCII's letters alone is ignored, accents count"},
    {"daysBetween", 2, "CAST(JULIANDAY({0}) - JULIANDAY({1}) AS INTEGER)"},
    {"greatest", -1, "MAX({*})"},
    {"least", -1, "MIN({*})"},
    {"floor", 1, "FLOOR({0})", mathFunctions},
    {"ceil", 1, "CEIL({0})", mathFunctions},
    {"power", 2, "POWER({0}, {1})", mathFunctions},
    {"sqrt", 1, "SQRT({0})", mathFunctions},
    {"timeOfDay", 0, "CURRENT_TIME"},
    {"year", 1, "CAST(strftime('%Y', {0}) AS INTEGER)"},
    {"month", 1, "CAST(strftime('%m', {0}) AS INTEGER)"},
    {"day", 1, "CAST(strftime('%d', {0}) AS INTEGER)"},
    {"hour", 1, "CAST(strftime('%H', {0}) AS INTEGER)"},
    {"minute", 1, "CAST(strftime('%M', {0}) AS INTEGER)"},
    {"toDate", 1, "DATE({0})"},
    {"toDateTime", 1, "DATETIME({0})"},
    {"newUuid", 0,
        "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || "
        "'-' || "
        "substr('89AB', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || "
        "hex(randomblob(6)))"},
});

std::string castType(const SqlType& type)
{
    switch (type.kind) {
    case TypeKind::String:
    case TypeKind::Text:
        return type.length ? "" : "TEXT"; // a length does not cut
    case TypeKind::SmallInteger:
    case TypeKind::Integer:
    case TypeKind::BigInteger:
        return "INTEGER";
    case TypeKind::Numeric:
        return type.scale ? "" : "NUMERIC"; // nor does a scale round
    case TypeKind::Float:
    case TypeKind::Double:
        return "REAL";
    default:
        return {};
    }
}

} // namespace

const ExpressionRules& expressionRules()
{
    static const ExpressionRules rules = [] {
        ExpressionRules sqlite;
        sqlite.pipesBindTight = true;
        sqlite.numbersAreConditions = true;
        sqlite.decimalIsFloat = true;
        sqlite.like = LikeCase::IgnoresAscii;
        sqlite.temporalLiterals = TemporalLiterals::Plain;
        sqlite.nullSafeEquals = "IS";
        sqlite.nullSafeUnequals = "IS NOT";
        sqlite.fullJoins = false; // 3.39
        sqlite.filterClause = true; // 3.30
        sqlite.identifierStrings = true;
        sqlite.nullsOrder = true; // 3.30
        sqlite.withIsRecursive = true;
        sqlite.groupFrames = true;
        sqlite.joinText = JoinTextStyle::Unordered;
        sqlite.json = JsonStyle::PathTyped; // 3.38 without an option
        sqlite.intervals = IntervalStyle::Modifier;
        sqlite.collations = collations;
        sqlite.noCaseCollation = "NOCASE";
        sqlite.castType = castType;
        sqlite.readings = readings;
        sqlite.writings = writings;
        return sqlite;
    }();
    return rules;
}

} // namespace relata::sqlite
