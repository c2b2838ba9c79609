#include "core/dialects/mysql/mysql_type_reader.h"

#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <charconv>
#include <unordered_map>

namespace relata::mysql {
namespace {

struct Parts
{
    std::string name; // lower case
    std::vector<std::string> arguments; // texts of strings, or numbers as they stand
    bool isUnsigned = false;
};

Parts partsOf(std::string_view text)
{
    const LexicalRules& rules = LexicalRules::mysql();
    Parts parts;
    bool inside = false;
    for (const Token& token : tokenize(text, rules)) {
        if (token.isOperator("("))
            inside = true;
        else if (token.isOperator(")"))
            inside = false;
        else if (inside && (token.kind == TokenKind::String || token.kind == TokenKind::Number))
            parts.arguments.push_back(valueOf(token, rules));
        else if (!inside && token.isWord("UNSIGNED"))
            parts.isUnsigned = true;
        else if (!inside && parts.name.empty() && token.kind == TokenKind::Word)
            parts.name = toLowerAscii(token.text);
    }
    return parts;
}

std::optional<int> numberAt(const Parts& parts, std::size_t index)
{
    if (index >= parts.arguments.size())
        return std::nullopt;
    const std::string& text = parts.arguments[index];
    int value = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

const std::unordered_map<std::string, TypeKind>& kinds()
{
    static const std::unordered_map<std::string, TypeKind> map = {{"tinyint", TypeKind::SmallInteger},
        {"smallint", TypeKind::SmallInteger}, {"mediumint", TypeKind::Integer}, {"int", TypeKind::Integer},
        {"bigint", TypeKind::BigInteger}, {"year", TypeKind::SmallInteger}, {"decimal", TypeKind::Numeric},
        {"float", TypeKind::Float}, {"double", TypeKind::Double}, {"bit", TypeKind::Bit},
        {"char", TypeKind::String}, {"varchar", TypeKind::String}, {"tinytext", TypeKind::Text},
        {"text", TypeKind::Text}, {"mediumtext", TypeKind::Text}, {"longtext", TypeKind::Text},
        {"binary", TypeKind::LargeBinary}, {"varbinary", TypeKind::LargeBinary},
        {"tinyblob", TypeKind::LargeBinary}, {"blob", TypeKind::LargeBinary},
        {"mediumblob", TypeKind::LargeBinary}, {"longblob", TypeKind::LargeBinary}, {"date", TypeKind::Date},
        {"time", TypeKind::Time}, {"datetime", TypeKind::DateTime}, {"timestamp", TypeKind::DateTime},
        {"enum", TypeKind::Enum}, {"set", TypeKind::Set}, {"json", TypeKind::Json}, {"uuid", TypeKind::Uuid},
        {"inet4", TypeKind::Network}, {"inet6", TypeKind::Network}, {"geometry", TypeKind::Geometry},
        {"point", TypeKind::Geometry}, {"linestring", TypeKind::Geometry}, {"polygon", TypeKind::Geometry},
        {"multipoint", TypeKind::Geometry}, {"multilinestring", TypeKind::Geometry},
        {"multipolygon", TypeKind::Geometry}, {"geometrycollection", TypeKind::Geometry},
        {"geomcollection", TypeKind::Geometry}};
    return map;
}

} // namespace

SqlType readColumnType(std::string_view columnType)
{
    Parts parts = partsOf(columnType);
    auto found = kinds().find(parts.name);
    SqlType type = SqlType::of(found == kinds().end() ? TypeKind::Unknown : found->second);
    type.isUnsigned = parts.isUnsigned;
    std::optional<int> first = numberAt(parts, 0);
    switch (type.kind) {
    case TypeKind::SmallInteger:
        if (parts.name == "tinyint" && first == 1 && !parts.isUnsigned)
            type.kind = TypeKind::Boolean;
        break;
    case TypeKind::Numeric:
        type.precision = first;
        type.scale = numberAt(parts, 1);
        break;
    case TypeKind::Time:
    case TypeKind::DateTime:
        type.precision = first.value_or(0);
        break;
    case TypeKind::String:
        type.length = first;
        type.fixedLength = parts.name == "char";
        break;
    case TypeKind::LargeBinary:
        type.length = first;
        type.fixedLength = parts.name == "binary";
        break;
    case TypeKind::Bit:
        type.length = first;
        type.fixedLength = true;
        break;
    case TypeKind::Enum:
    case TypeKind::Set:
        type.values = parts.arguments;
        break;
    default:
        break;
    }
    return type.withNative("mysql", std::string(columnType));
}

} // namespace relata::mysql
