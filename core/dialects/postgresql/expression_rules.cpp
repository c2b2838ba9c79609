#include "core/dialects/postgresql/expression_rules.h"

#include <array>

namespace relata::postgresql {
namespace {

constexpr auto readings = std::to_array<FunctionReading>({
    {"length", 1, "length"},
    {"char_length", 1, "length"},
    {"character_length", 1, "length"},
    {"substr", 2, "substr"},
    {"substr", 3, "substr"},
    {"btrim", 1, "trim"},
    {"strpos", 2, "position"},
    {"ceil", 1, "ceil"},
    {"ceiling", 1, "ceil"},
    {"mod", 2, "mod"},
    {"pow", 2, "power"},
    {"power", 2, "power"},
    {"sqrt", 1, "sqrt"},
    {"now", 0, "now"},
    {"transaction_timestamp", 0, "now"},
    {"localtimestamp", 0, "now"},
    {"current_time", 0, "timeOfDay"},
    {"date_part", 2, "datePart"},
    {"string_agg", 2, "joinText"},
    {"concat", -1, "concatIgnoringNull"},
    {"gen_random_uuid", 0, "newUuid"},
    {"uuid_generate_v4", 0, "newUuid"},
    {"greatest", -1, "greatestIgnoringNull"},
    {"least", -1, "leastIgnoringNull"},
    {"octet_length", 1, "octetLength"},
    {"trunc", 1, "trunc"},
    {"trunc", 2, "trunc"},
    {"date_trunc", 2, "dateTrunc"},
});

constexpr auto collations = std::to_array<CollationReading>({
    {"C", "binary"},
    {"POSIX", "binary"},
    {"ucs_basic", "binary"},
});

constexpr auto writings = std::to_array<FunctionWriting>({
    {"position", 2, "STRPOS({0}, {1})"},
    {"joinText", 2, "STRING_AGG"},
    {"collateBinary", 1, "{0} COLLATE \"C\""},
    {"foldAscii", 1, "LOWER({0} COLLATE \"C\")"}, // that collation knows ASCII's letters alone
    {"foldCase", 1, "LOWER({0})", "letters with accents differ"},
    {"daysBetween", 2, "({0} - {1})"},
    {"newUuid", 0, "gen_random_uuid()"}, // 13
    {"timeOfDay", 0, "LOCALTIME"},
    {"greatest", -1, "GREATEST({*})", "GREATEST leaves NULL out"},
    {"least", -1, "LEAST({*})", "LEAST leaves NULL out"},
    {"greatestIgnoringNull", -1, "GREATEST({*})"},
    {"leastIgnoringNull", -1, "LEAST({*})"},
});

} // namespace

const ExpressionRules& expressionRules()
{
    static const ExpressionRules rules = [] {
        ExpressionRules postgresql;
        postgresql.strictTypes = true;
        postgresql.likeBackslash = true;
        postgresql.ilike = true;
        postgresql.nullSafeEquals = "IS NOT DISTINCT FROM";
        postgresql.nullSafeUnequals = "IS DISTINCT FROM";
        postgresql.filterClause = true;
        postgresql.nullsOrder = true;
        postgresql.groupFrames = true;
        postgresql.regex = RegexStyle::Tilde;
        postgresql.json = JsonStyle::Arrows;
        postgresql.dateArithmetic = true;
        postgresql.collations = collations;
        postgresql.binaryCollation = "C";
        postgresql.readings = readings;
        postgresql.writings = writings;
        return postgresql;
    }();
    return rules;
}

} // namespace relata::postgresql
