#include "core/dialects/mysql/expression_rules.h"

#include "core/sql/type_compiler.h"

#include <array>

namespace relata::mysql {
namespace {

// LENGTH() counts bytes here, so it is not read as the number of characters.
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
    {"uuid", 0, "newUuid"},
    {"group_concat", 1, "joinText"},
    {"group_concat", 2, "joinText"},
    {"greatest", -1, "greatest"},
    {"least", -1, "least"},
});

constexpr auto writings = std::to_array<FunctionWriting>({
    {"length", 1, "CHAR_LENGTH({0})"},
    {"position", 2, "LOCATE({1}, {0})"},
    {"joinText", 2, "GROUP_CONCAT({0} SEPARATOR {1})"},
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

ExpressionRules rulesOf(Server)
{
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
    rules.readings = readings;
    rules.writings = writings;
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
