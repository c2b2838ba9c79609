#include "core/dialects/oracle/expression_rules.h"

#include "core/sql/type_compiler.h"

#include <array>

namespace relata::oracle {
namespace {

constexpr auto readings = std::to_array<FunctionReading>({
    {"length", 1, "length"},
    {"substr", 2, "substr"},
    {"substr", 3, "substr"},
    {"instr", 2, "position"},
    {"nvl", 2, "coalesce"},
    {"ceil", 1, "ceil"},
    {"mod", 2, "mod"},
    {"power", 2, "power"},
    {"sqrt", 1, "sqrt"},
    {"sysdate", 0, "now"},
    {"systimestamp", 0, "now"},
    {"localtimestamp", 0, "now"},
    {"greatest", -1, "greatest"},
    {"least", -1, "least"},
    {"listagg", 1, "joinText"},
    {"listagg", 2, "joinText"},
    {"lengthb", 1, "octetLength"},
    {"trunc", 1, "trunc"},
    {"trunc", 2, "trunc"},
    {"json_value", 2, "jsonTextPath"},
    {"regexp_like", 2, "regex"},
    {"regexp_like", 3, "regex"},
});

constexpr auto collations = std::to_array<CollationReading>({
    {"BINARY", "binary"},
    {"BINARY_CI", "ci"},
});

constexpr auto writings = std::to_array<FunctionWriting>({
    {"position", 2, "INSTR({0}, {1})"},
    {"joinText", 2, "LISTAGG"},
    {"octetLength", 1, "LENGTHB({0})"},
    {"collateBinary", 1, "{0}"}, // NLS_COMP's and NLS_SORT's defaults
    {"foldAscii", 1, "LOWER({0})", "the case of all letters is ignored"},
    {"foldCase", 1, "LOWER({0})"},
    {"daysBetween", 2, "({0} - {1})"},
    {"newUuid", 0,
        "LOWER(REGEXP_REPLACE(RAWTOHEX(SYS_GUID()), '(.{8})(.{4})(.{4})(.{4})(.{12})', "
        "'\\1-\\2-\\3-\\4-\\5'))"},
    {"intDiv", 2, "TRUNC({0} / {1})"},
    {"today", 0, "TRUNC(CURRENT_DATE)"}, // a DATE has a time of day
    {"toDate", 1, "TRUNC({0})"},
    {"timeOfDay", 0, ""},
    {"greatest", -1, "GREATEST({*})"},
    {"least", -1, "LEAST({*})"},
});

std::string castType(const SqlType& type)
{
    switch (type.kind) {
    case TypeKind::String:
    case TypeKind::Text: // a CLOB cannot be compared or grouped
        return withModifiers("VARCHAR2", type.length.value_or(4000));
    case TypeKind::SmallInteger:
    case TypeKind::Integer:
    case TypeKind::BigInteger:
        return "INTEGER";
    case TypeKind::Numeric:
        return withModifiers("NUMBER", type.precision, type.scale);
    case TypeKind::Float:
    case TypeKind::Double:
        return "BINARY_DOUBLE";
    case TypeKind::DateTime:
        return "TIMESTAMP";
    default:
        return {};
    }
}

} // namespace

const ExpressionRules& expressionRules()
{
    static const ExpressionRules rules = [] {
        ExpressionRules oracle;
        oracle.trueText = "1"; // booleans are NUMBER(1)
        oracle.falseText = "0";
        oracle.predicatesAreValues = false;
        oracle.booleansAreConditions = false;
        oracle.comparesLargeText = false;
        oracle.integerDivision = false;
        oracle.modOperator = false;
        oracle.aliasAs = false;
        oracle.emptyStringIsNull = true;
        oracle.emptyFrom = "\nFROM dual";
        oracle.exceptWord = "MINUS";
        oracle.nullsOrder = true;
        oracle.recursiveWord = "WITH";
        oracle.withIsRecursive = true;
        oracle.recursiveUnion = false;
        oracle.emptyWindowOrder = "NULL";
        oracle.regex = RegexStyle::Function;
        oracle.joinText = JoinTextStyle::WithinGroupAlways;
        oracle.json = JsonStyle::PathScalar; // 12.1
        oracle.intervals = IntervalStyle::NumToInterval;
        oracle.dateArithmetic = true;
        oracle.collations = collations;
        oracle.castType = castType;
        oracle.readings = readings;
        oracle.writings = writings;
        return oracle;
    }();
    return rules;
}

} // namespace relata::oracle
