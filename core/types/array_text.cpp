#include "core/types/array_text.h"

#include <charconv>

namespace relata {
namespace {

std::string lowered(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

std::optional<std::string> bytesOf(std::string_view hex)
{
    std::string bytes;
    auto digit = [](char c) { return std::string_view("0123456789abcdef").find(c); };
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        if (digit(hex[i]) == std::string_view::npos || digit(hex[i + 1]) == std::string_view::npos)
            return {};
        bytes += static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1]));
    }
    return hex.size() % 2 == 0 ? std::optional(bytes) : std::nullopt;
}

Value elementOf(std::string text, const SqlType& type)
{
    switch (type.kind) {
    case TypeKind::Boolean:
        return text == "t" || text == "f" ? Value::boolean(text == "t") : Value(std::move(text));
    case TypeKind::SmallInteger:
    case TypeKind::Integer:
    case TypeKind::BigInteger: {
        std::int64_t number = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size())
            return Value(number);
        return Value(std::move(text));
    }
    case TypeKind::Numeric:
    case TypeKind::Float:
    case TypeKind::Double:
        return Value::tagged(ValueTag::Number, std::move(text));
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::DateTime:
    case TypeKind::Interval:
        return Value::tagged(ValueTag::Temporal, std::move(text));
    case TypeKind::LargeBinary:
        if (text.starts_with("\\x")) {
            if (std::optional<std::string> bytes = bytesOf(std::string_view(text).substr(2)))
                return Value::binary(*std::move(bytes));
        }
        return Value(std::move(text));
    case TypeKind::String:
    case TypeKind::Text:
    case TypeKind::Enum:
        return Value(std::move(text));
    default:
        return Value::tagged(ValueTag::Other, std::move(text));
    }
}

std::string elementText(const Value& value)
{
    if (value.isNull())
        return "NULL";
    std::string text = value.tag() == ValueTag::Boolean ? (value.integer() ? "t" : "f")
        : value.tag() == ValueTag::Binary               ? "\\x" + value.toText()
                                                        : value.toText();
    bool plain = !text.empty() && lowered(text) != "null"
        && text.find_first_of("{},\"\\ \t\n\r\v\f") == std::string::npos;
    if (plain)
        return text;
    std::string quoted = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

bool isSpace(char c)
{
    return std::string_view(" \t\n\r\v\f").find(c) != std::string_view::npos;
}

} // namespace

std::optional<std::string> withChangedElements(
    std::string_view text, const SqlType& element, const std::function<Value(const Value&)>& change)
{
    std::size_t at = 0;
    if (text.starts_with('[')) {
        at = text.find('=');
        if (at == std::string_view::npos)
            return {};
        ++at;
    }
    std::string made(text.substr(0, at));
    int depth = 0;
    bool wantsElement = false; // after { or a comma
    bool closed = false;
    while (!closed) {
        if (at >= text.size())
            return {};
        char c = text[at];
        if (isSpace(c)) {
            ++at;
        } else if (c == '{' && (depth == 0 || wantsElement)) {
            ++depth;
            wantsElement = true;
            made += text[at++];
        } else if (c == '}' && depth > 0 && (!wantsElement || made.back() == '{')) {
            closed = --depth == 0;
            wantsElement = false;
            made += text[at++];
        } else if (c == ',' && depth > 0 && !wantsElement) {
            wantsElement = true;
            made += text[at++];
        } else if (c == '"' && wantsElement) {
            std::string read;
            for (++at; at < text.size() && text[at] != '"'; ++at) {
                if (text[at] == '\\')
                    ++at;
                if (at < text.size())
                    read += text[at];
            }
            if (at++ >= text.size())
                return {};
            made += elementText(change(elementOf(std::move(read), element)));
            wantsElement = false;
        } else if (wantsElement && depth > 0) {
            std::string read;
            for (; at < text.size() && text[at] != ',' && text[at] != '}'; ++at) {
                if (text[at] == '{' || text[at] == '"')
                    return {};
                if (text[at] == '\\')
                    ++at;
                if (at < text.size())
                    read += text[at];
            }
            while (!read.empty() && isSpace(read.back()))
                read.pop_back();
            if (read.empty())
                return {};
            bool isNull = lowered(read) == "null";
            made += elementText(change(isNull ? Value() : elementOf(std::move(read), element)));
            wantsElement = false;
        } else {
            return {};
        }
    }
    while (at < text.size() && isSpace(text[at]))
        ++at;
    return at == text.size() ? std::optional(made) : std::nullopt;
}

} // namespace relata
