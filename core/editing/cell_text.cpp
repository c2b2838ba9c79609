#include "core/editing/cell_text.h"

#include "core/types/geometry_text.h"
#include "core/util/strings.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace relata {
namespace {

tl::unexpected<Error> refuse(std::string message, std::string hint)
{
    return fail(ErrorKind::Argument, std::move(message), std::move(hint));
}

std::string shown(std::string_view text)
{
    return text.size() <= 40 ? "\"" + std::string(text) + "\""
                             : "\"" + std::string(utf8Prefix(text, 37)) + "...\"";
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool allDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

// [+-]digits[.digits][e[+-]digits]
bool isNumber(std::string_view text)
{
    std::size_t i = 0;
    auto digits = [&] {
        std::size_t from = i;
        while (i < text.size() && isDigit(text[i]))
            ++i;
        return i - from;
    };
    if (i < text.size() && (text[i] == '+' || text[i] == '-'))
        ++i;
    std::size_t count = digits();
    if (i < text.size() && text[i] == '.') {
        ++i;
        count += digits();
    }
    if (count == 0)
        return false;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '+' || text[i] == '-'))
            ++i;
        if (digits() == 0)
            return false;
    }
    return i == text.size();
}

int numberAt(std::string_view text)
{
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

enum class Reading
{
    Right,
    Wrong,
    Foreign, // not our form: the server may know it
};

Reading readDate(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !allDigits(text.substr(0, 4))
        || !allDigits(text.substr(5, 2)) || !allDigits(text.substr(8)))
        return Reading::Foreign;
    int year = numberAt(text.substr(0, 4));
    int month = numberAt(text.substr(5, 2));
    int day = numberAt(text.substr(8));
    static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1)
        return Reading::Wrong;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap ? 1 : 0) ? Reading::Right : Reading::Wrong;
}

// hh:mm[:ss[.fraction]][zone]
Reading readTime(std::string_view text, std::optional<int> precision)
{
    std::size_t zone = text.find_first_of("+-Zz");
    std::string_view clock = trimmed(text.substr(0, zone));
    if (clock.size() < 5 || clock[2] != ':' || !allDigits(clock.substr(0, 2))
        || !allDigits(clock.substr(3, 2)))
        return Reading::Foreign;
    bool right = numberAt(clock.substr(0, 2)) <= 23 && numberAt(clock.substr(3, 2)) <= 59;
    if (clock.size() > 5) {
        if (clock.size() < 8 || clock[5] != ':' || !allDigits(clock.substr(6, 2)))
            return Reading::Foreign;
        right = right && numberAt(clock.substr(6, 2)) <= 59;
        if (clock.size() > 8) {
            if (clock[8] != '.' || !allDigits(clock.substr(9)))
                return Reading::Foreign;
            right = right && (!precision || static_cast<int>(clock.size() - 9) <= *precision);
        }
    }
    return right ? Reading::Right : Reading::Wrong;
}

// Words and years that servers take: infinity, now, 0044-03-15 BC, 12024-01-01.
bool isServersOwn(std::string_view text)
{
    std::string lower = toLowerAscii(text);
    return lower == "infinity" || lower == "-infinity" || lower.ends_with(" bc")
        || (lower.size() > 10 && allDigits(lower.substr(0, 5)));
}

Result<Value> parseTemporal(std::string_view text, const SqlType& type)
{
    text = trimmed(text);
    Reading reading = Reading::Foreign;
    const char* example = "2024-02-29";
    if (type.kind == TypeKind::Date) {
        reading = readDate(text);
    } else if (type.kind == TypeKind::Time) {
        example = "13:05:09";
        reading = readTime(text, type.precision);
    } else {
        example = "2024-02-29 13:05:09";
        reading = readDate(text.substr(0, std::min<std::size_t>(text.size(), 10)));
        if (reading == Reading::Right && text.size() > 10) {
            bool separated = text[10] == ' ' || text[10] == 'T';
            reading = separated ? readTime(text.substr(11), type.precision) : Reading::Foreign;
        }
    }
    if (reading == Reading::Right || isServersOwn(text))
        return Value::tagged(ValueTag::Temporal, std::string(text));
    return refuse(fmt::format("{} is no {}.", shown(text),
                      type.kind == TypeKind::Date       ? "date"
                          : type.kind == TypeKind::Time ? "time of day"
                                                        : "date and time"),
        fmt::format("Write it as {}.", example));
}

Result<Value> parseInteger(std::string_view text, const SqlType& type)
{
    text = trimmed(text);
    if (text.starts_with("+"))
        text.remove_prefix(1);
    std::int64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size() && !text.empty())
        return Value(number);
    bool whole = allDigits(text.starts_with("-") ? text.substr(1) : text);
    if (whole && type.isUnsigned && !text.starts_with("-"))
        return Value::tagged(ValueTag::Number, std::string(text));
    if (whole)
        return refuse(fmt::format("{} is too large for a whole number.", shown(text)), "Write fewer digits.");
    return refuse(fmt::format("{} is no whole number.", shown(text)), "Write digits only, such as 12 or -3.");
}

Result<Value> parseNumber(std::string_view text)
{
    text = trimmed(text);
    std::string lower = toLowerAscii(text);
    bool special = lower == "nan" || lower == "infinity" || lower == "-infinity";
    if (!isNumber(text) && !special) {
        bool comma = text.find(',') != std::string_view::npos;
        return refuse(fmt::format("{} is no number.", shown(text)),
            comma ? "Use a point before the decimals and nothing between thousands: 1234.5."
                  : "Write it as 12.5 or -3.");
    }
    return Value::tagged(ValueTag::Number, std::string(text.starts_with("+") ? text.substr(1) : text));
}

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
        : c >= 'a' && c <= 'f'  ? c - 'a' + 10
        : c >= 'A' && c <= 'F'  ? c - 'A' + 10
                                : -1;
}

Result<Value> parseBase64(std::string_view text)
{
    static constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    std::size_t padding = 0;
    std::size_t length = 0;
    for (char c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
            continue;
        ++length;
        if (c == '=') {
            ++padding;
            continue;
        }
        std::size_t at = letters.find(c);
        if (at == std::string_view::npos || padding > 0)
            return refuse("This is not base64.", "Write base64:AP8= or 0x00ff.");
        bits = (bits << 6) | static_cast<std::uint32_t>(at);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>((bits >> count) & 0xff);
        }
    }
    bool whole = (padding == 0 || length % 4 == 0) && padding <= 2 && (length - padding) % 4 != 1
        && (bits & ((1u << count) - 1)) == 0;
    if (!whole)
        return refuse("This base64 is not complete.", "Write base64:AP8= or 0x00ff.");
    return Value::binary(std::move(bytes));
}

Result<Value> parseBytes(std::string_view text)
{
    std::string_view body = trimmed(text);
    if (startsWithIgnoreCase(body, "base64:"))
        return parseBase64(body.substr(7));
    if (startsWithIgnoreCase(body, "0x") || startsWithIgnoreCase(body, "\\x"))
        body.remove_prefix(2);
    std::string bytes;
    int high = -1;
    for (char c : body) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
            continue;
        int digit = hexDigit(c);
        if (digit < 0)
            return refuse(fmt::format("{} is not hexadecimal.", shown(text)), "Write 0x00ff or base64:AP8=.");
        if (high < 0) {
            high = digit;
        } else {
            bytes += static_cast<char>(high * 16 + digit);
            high = -1;
        }
    }
    if (high >= 0)
        return refuse("Bytes have two hexadecimal digits each; one is missing.", "Write 0x00ff.");
    return Value::binary(std::move(bytes));
}

Result<Value> parseShape(std::string_view text)
{
    if (startsWithIgnoreCase(trimmed(text), "0x")) {
        Result<Value> bytes = parseBytes(text);
        if (!bytes)
            return bytes;
        Result<std::string> shape = geometryText(bytes->bytes(), GeometryLayout::MySql);
        return shape ? bytes : fail(shape.error());
    }
    Result<std::string> bytes = geometryBytes(text, GeometryLayout::MySql);
    return bytes ? Result<Value>(Value::binary(std::move(*bytes))) : fail(bytes.error());
}

bool isUuid(std::string_view text)
{
    std::size_t digits = 0;
    for (char c : text) {
        if (hexDigit(c) >= 0)
            ++digits;
        else if (c != '-' && c != '{' && c != '}')
            return false;
    }
    return digits == 32;
}

Result<Value> parseChoice(std::string_view text, const SqlType& type)
{
    auto known = [&](std::string_view item) {
        return std::find(type.values.begin(), type.values.end(), item) != type.values.end();
    };
    if (type.values.empty())
        return Value(std::string(text));
    std::string wrong;
    if (type.kind == TypeKind::Enum) {
        if (!known(text))
            wrong = text;
    } else if (!text.empty()) {
        for (const std::string& item : split(text, ',')) {
            if (!known(item))
                wrong = item;
        }
    }
    if (wrong.empty() && (type.kind == TypeKind::Set || known(text)))
        return Value(std::string(text));
    return refuse(fmt::format("{} is none of the values of this column.", shown(wrong)),
        fmt::format("Choose from {}.", fmt::join(type.values, ", ")));
}

Result<Value> parseBoolean(std::string_view text)
{
    for (const char* word : {"true", "t", "yes", "y", "on", "1"}) {
        if (equalsIgnoreCase(text, word))
            return Value::boolean(true);
    }
    for (const char* word : {"false", "f", "no", "n", "off", "0"}) {
        if (equalsIgnoreCase(text, word))
            return Value::boolean(false);
    }
    return refuse(fmt::format("{} is neither true nor false.", shown(text)), "Write true or false.");
}

} // namespace

const SqlType& baseType(const SqlType& type)
{
    const SqlType* base = &type;
    while (base->kind == TypeKind::Domain && base->element)
        base = base->element.get();
    return *base;
}

Result<void> checkJson(std::string_view text)
{
    try {
        const nlohmann::json parsed = nlohmann::json::parse(text);
        return {};
    } catch (const nlohmann::json::parse_error& error) {
        return refuse(fmt::format("This is not JSON at character {}.", error.byte),
            "Text stands in double quotes: \"word\", {\"key\": 1}.");
    } catch (const nlohmann::json::exception&) {
        // A number beyond what a double holds is JSON all the same.
        return {};
    }
}

Result<Value> parseCell(std::string_view text, const Column& column)
{
    const SqlType& type = baseType(column.type);
    switch (type.kind) {
    case TypeKind::Boolean:
        return parseBoolean(trimmed(text));
    case TypeKind::SmallInteger:
    case TypeKind::Integer:
    case TypeKind::BigInteger:
        return parseInteger(text, type);
    case TypeKind::Numeric:
    case TypeKind::Float:
    case TypeKind::Double:
        return parseNumber(text);
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::DateTime:
        return parseTemporal(text, type);
    case TypeKind::LargeBinary:
        return parseBytes(text);
    case TypeKind::Json:
        if (Result<void> valid = checkJson(text); !valid)
            return tl::unexpected(valid.error());
        return Value(std::string(text));
    case TypeKind::Uuid:
        if (!isUuid(trimmed(text))) {
            return refuse(fmt::format("{} is no UUID.", shown(text)),
                "Write 32 hexadecimal digits: 123e4567-e89b-12d3-a456-426614174000.");
        }
        return Value(std::string(trimmed(text)));
    case TypeKind::Enum:
    case TypeKind::Set:
        return parseChoice(text, type);
    case TypeKind::Bit:
        if (text.empty() || text.find_first_not_of("01") != std::string_view::npos)
            return refuse(fmt::format("{} is no row of bits.", shown(text)), "Write 0 and 1 only: 0101.");
        return Value(std::string(text));
    case TypeKind::Unknown: {
        std::int64_t number = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size() && std::to_string(number) == text)
            return Value(number);
        return Value(std::string(text));
    }
    case TypeKind::Geometry:
        return isMySqlGeometry(type) ? parseShape(text) : Result<Value>(Value(std::string(text)));
    default:
        return Value(std::string(text));
    }
}

std::string cellText(const Value& value, const Column& column)
{
    if (std::optional<std::string> shape = geometryText(value.view(), column.type)) {
        // What would not become the same bytes again is edited as bytes.
        Result<std::string> again = geometryBytes(*shape, GeometryLayout::MySql);
        if (value.tag() != ValueTag::Binary || (again && *again == value.bytes()))
            return std::move(*shape);
    }
    if (value.tag() == ValueTag::Binary)
        return "0x" + toHex(value.bytes());
    // SQLite and MySQL keep 0 and 1.
    const bool isTruth = value.tag() == ValueTag::Integer && (value.integer() == 0 || value.integer() == 1);
    if (isTruth && baseType(column.type).kind == TypeKind::Boolean)
        return value.integer() ? "true" : "false";
    return value.toText();
}

} // namespace relata
