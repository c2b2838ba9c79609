#include "core/dialects/mysql/expression_rules.h"

#include "core/sql/type_compiler.h"

#include <array>

namespace relata::mysql {
namespace {

constexpr auto collations = std::to_array<CollationReading>({
    {"binary", "binary"},
    {"*_bin", "binary"},
    {"*_ci", "ci"},
});

// LENGTH() counts bytes here, not characters.
constexpr auto readings = std::to_array<FunctionReading>({
    {"char_length", 1, "length"},
    {"character_length", 1, "length"},
    {"substr", 2, "substr"},
    {"substr", 3, "substr"},
    {"substring", 2, "substr"},
    {"substring", 3, "substr"},
    {"mid", 3, "substr"},
    {"lcase", 1, "lower"},
    {"ucase", 1, "upper"},
    {"locate", 2, "position", "10"},
    {"instr", 2, "position"},
    {"ifnull", 2, "coalesce"},
    {"if", 3, "if"},
    {"concat", -1, "concat"},
    {"ceil", 1, "ceil"},
    {"ceiling", 1, "ceil"},
    {"mod", 2, "mod"},
    {"pow", 2, "power"},
    {"power", 2, "power"},
    {"sqrt", 1, "sqrt"},
    {"now", 0, "now"},
    {"localtime", 0, "now"},
    {"localtimestamp", 0, "now"},
    {"current_timestamp", 0, "now"},
    {"curdate", 0, "today"},
    {"current_date", 0, "today"},
    {"curtime", 0, "timeOfDay"},
    {"current_time", 0, "timeOfDay"},
    {"year", 1, "year"},
    {"month", 1, "month"},
    {"day", 1, "day"},
    {"dayofmonth", 1, "day"},
    {"hour", 1, "hour"},
    {"minute", 1, "minute"},
    {"date", 1, "dateOf"},
    {"length", 1, "octetLength"},
    {"octet_length", 1, "octetLength"},
    {"truncate", 2, "trunc"},
    {"datediff", 2, "daysBetweenTimes"},
    {"to_days", 1, "toDays"},
    {"date_add", 2, "plusInterval"},
    {"adddate", 2, "plusInterval"},
    {"date_sub", 2, "minusInterval"},
    {"subdate", 2, "minusInterval"},
    {"json_extract", 2, "jsonPartPath"},
    {"json_value", 2, "jsonTextPath"},
    {"json_unquote", 1, "jsonUnquote"},
    {"regexp_like", 2, "regex"},
    {"regexp_like", 3, "regex"},
    {"uuid", 0, "newUuid"},
    {"group_concat", 1, "joinText"},
    {"group_concat", 2, "joinText"},
    {"greatest", -1, "greatest"},
    {"least", -1, "least"},
});

constexpr std::string_view accents = "accents are ignored too";

// Both servers' collations of the same meaning are named differently; a table's columns may have another
// character set than utf8mb4.
constexpr auto mysqlCollations = std::to_array<FunctionWriting>({
    {"collateBinary", 1, "CONVERT({0} USING utf8mb4) COLLATE utf8mb4_0900_bin"},
    {"collateNoCase", 1, "CONVERT({0} USING utf8mb4) COLLATE utf8mb4_0900_ai_ci", accents},
    {"collateCi", 1, "CONVERT({0} USING utf8mb4) COLLATE utf8mb4_0900_ai_ci"},
});
constexpr auto mariadbCollations = std::to_array<FunctionWriting>({
    {"collateBinary", 1, "CONVERT({0} USING utf8mb4) COLLATE utf8mb4_nopad_bin"},
    {"collateNoCase", 1, "CONVERT({0} USING utf8mb4) COLLATE utf8mb4_general_nopad_ci", accents},
    {"collateCi", 1, "CONVERT({0} USING utf8mb4) COLLATE utf8mb4_general_nopad_ci"},
    {"lag", 3, ""}, // without a default
    {"lead", 3, ""},
});

constexpr auto writings = std::to_array<FunctionWriting>({
    {"length", 1, "CHAR_LENGTH({0})"},
    {"position", 2, "LOCATE({1}, {0})"},
    {"joinText", 2, "GROUP_CONCAT", "a text longer than group_concat_max_len is cut"},
    {"octetLength", 1, "LENGTH({0})"},
    {"trunc", 1, "TRUNCATE({0}, 0)"},
    {"trunc", 2, "TRUNCATE({0}, {1})"},
    {"daysBetween", 2, "DATEDIFF({0}, {1})"},
    {"newUuid", 0, "UUID()"},
    {"intDiv", 2, "{0} DIV {1}"},
    {"timeOfDay", 0, "CURRENT_TIME"},
    {"greatest", -1, "GREATEST({*})"},
    {"least", -1, "LEAST({*})"},
});

// CAST knows other words than CREATE TABLE (manual, "Cast Functions and Operators").
std::string castType(const SqlType& type)
{
    switch (type.kind) {
    case TypeKind::String:
    case TypeKind::Text:
        return withModifiers("CHAR", type.length);
    case TypeKind::SmallInteger:
    case TypeKind::Integer:
    case TypeKind::BigInteger:
        return type.isUnsigned ? "UNSIGNED" : "SIGNED";
    case TypeKind::Numeric:
        return type.precision ? withModifiers("DECIMAL", type.precision, type.scale) : "DECIMAL(65, 30)";
    case TypeKind::Float:
    case TypeKind::Double:
        return "DOUBLE";
    case TypeKind::Date:
        return "DATE";
    case TypeKind::DateTime:
        return "DATETIME(6)";
    case TypeKind::Time:
        return "TIME(6)";
    case TypeKind::LargeBinary:
        return withModifiers("BINARY", type.length);
    default:
        return {};
    }
}

template <std::size_t A, std::size_t B>
constexpr std::array<FunctionWriting, A + B> joined(
    const std::array<FunctionWriting, A>& first, const std::array<FunctionWriting, B>& second)
{
    std::array<FunctionWriting, A + B> all{};
    for (std::size_t i = 0; i < A; ++i)
        all[i] = first[i];
    for (std::size_t i = 0; i < B; ++i)
        all[A + i] = second[i];
    return all;
}

constexpr auto mysqlWritings = joined(mysqlCollations, writings);
constexpr auto mariadbWritings = joined(mariadbCollations, writings);

ExpressionRules rulesOf(Server server)
{
    const bool isMySql = server == Server::MySql;
    ExpressionRules rules;
    rules.concat = ConcatStyle::Function;
    rules.pipesAreOr = true;
    rules.numbersAreConditions = true;
    rules.integerDivision = false;
    rules.like = LikeCase::ByCollation;
    rules.likeBackslash = true;
    rules.nullSafeEquals = "<=>";
    rules.fullJoins = false;
    rules.castType = castType;
    rules.recursiveTextLength = 4000; // a recursive column is as wide as its first row
    rules.recursionLimit = isMySql ? "a recursion of more than 1,000 steps ends with an error"
                                   : "a recursion ends after 1,000 steps (max_recursive_iterations)";
    rules.rangeOffsets = isMySql;
    rules.regex = isMySql ? RegexStyle::Function : RegexStyle::Word;
    rules.regexDotAll = isMySql ? "" : "(?s)";
    rules.joinText = JoinTextStyle::Separator;
    rules.json = JsonStyle::PathJson;
    rules.intervals = IntervalStyle::Word;
    rules.collations = collations;
    rules.binaryCollation = isMySql ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin";
    rules.readings = readings;
    if (isMySql)
        rules.writings = mysqlWritings;
    else
        rules.writings = mariadbWritings;
    return rules;
}

} // namespace

const ExpressionRules& expressionRules(Server server)
{
    static const ExpressionRules mysqlRules = rulesOf(Server::MySql);
    static const ExpressionRules mariadbRules = rulesOf(Server::MariaDb);
    return server == Server::MySql ? mysqlRules : mariadbRules;
}

} // namespace relata::mysql
