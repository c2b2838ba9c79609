// What a token stands for: names and strings without their quotes and escapes.
#include "core/parse/characters.h"
#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <algorithm>

namespace relata {

using namespace characters;

namespace {

void appendUtf8(std::string& text, std::uint32_t point)
{
    auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0 | (point >> 6));
        byte(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        byte(0xE0 | (point >> 12));
        byte(0x80 | ((point >> 6) & 0x3F));
        byte(0x80 | (point & 0x3F));
    } else if (point < 0x110000) {
        byte(0xF0 | (point >> 18));
        byte(0x80 | ((point >> 12) & 0x3F));
        byte(0x80 | ((point >> 6) & 0x3F));
        byte(0x80 | (point & 0x3F));
    }
}

std::uint32_t hexNumber(std::string_view digits)
{
    std::uint32_t value = 0;
    for (char c : digits)
        value = value * 16 + static_cast<std::uint32_t>(isDigit(c) ? c - '0' : lower(c) - 'a' + 10);
    return value;
}

// The number of leading characters of `text` that `accept` takes, at most `limit`.
template <typename Accept>
std::size_t run(std::string_view text, std::size_t limit, Accept accept)
{
    std::size_t n = 0;
    while (n < limit && n < text.size() && accept(text[n]))
        ++n;
    return n;
}

// Undoes one backslash escape; `rest` begins after the backslash. Returns the bytes used.
std::size_t unescape(std::string_view rest, bool cStyle, std::string& result)
{
    char c = rest.front();
    if (cStyle && (c == 'x' || c == 'u' || c == 'U')) {
        std::size_t wanted = c == 'x' ? 2 : c == 'u' ? 4 : 8;
        std::size_t digits = run(rest.substr(1), wanted, isHexDigit);
        if (digits > 0 && (c == 'x' || digits == wanted)) {
            std::uint32_t value = hexNumber(rest.substr(1, digits));
            if (c == 'x')
                result += static_cast<char>(value);
            else
                appendUtf8(result, value);
            return 1 + digits;
        }
    }
    if (cStyle && c >= '0' && c <= '7') {
        std::size_t digits = run(rest, 3, [](char d) { return d >= '0' && d <= '7'; });
        unsigned value = 0;
        for (char d : rest.substr(0, digits))
            value = value * 8 + static_cast<unsigned>(d - '0');
        result += static_cast<char>(value);
        return digits;
    }
    switch (c) {
    case 'n':
        result += '\n';
        break;
    case 't':
        result += '\t';
        break;
    case 'r':
        result += '\r';
        break;
    case 'b':
        result += '\b';
        break;
    case 'f':
        result += cStyle ? '\f' : 'f';
        break;
    case '0':
        result += '\0';
        break;
    case 'Z':
        result += cStyle ? 'Z' : '\x1a';
        break;
    case '%':
    case '_':
        if (!cStyle)
            result += '\\'; // MySQL keeps both, for LIKE
        [[fallthrough]];
    default:
        result += c;
    }
    return 1;
}

enum class Escapes
{
    None,
    MySql,
    CStyle, // E''
    Unicode, // U&''
};

std::string unquoted(std::string_view body, char quote, Escapes escapes)
{
    std::string result;
    result.reserve(body.size());
    for (std::size_t i = 0; i < body.size(); ++i) {
        char c = body[i];
        if (c == quote && i + 1 < body.size() && body[i + 1] == quote) {
            result += c;
            ++i;
        } else if (c != '\\' || escapes == Escapes::None || i + 1 >= body.size()) {
            result += c;
        } else if (escapes == Escapes::Unicode) {
            std::string_view rest = body.substr(i + 1);
            bool wide = rest.front() == '+';
            std::size_t wanted = wide ? 6 : 4;
            std::size_t digits = run(rest.substr(wide ? 1 : 0), wanted, isHexDigit);
            if (digits == wanted) {
                appendUtf8(result, hexNumber(rest.substr(wide ? 1 : 0, wanted)));
                i += wanted + (wide ? 1 : 0);
            } else {
                result += rest.front(); // a doubled backslash, or one that escapes nothing
                ++i;
            }
        } else {
            i += unescape(body.substr(i + 1), escapes == Escapes::CStyle, result);
        }
    }
    return result;
}

} // namespace

std::string valueOf(const Token& token, const LexicalRules& rules)
{
    std::string_view text = token.text;
    std::size_t closing = token.terminated ? 1 : 0;
    auto body = [&](std::size_t start) { return text.substr(start, text.size() - start - closing); };
    if (token.kind == TokenKind::Blob) {
        std::string_view digits = body(2);
        if (lower(text.front()) != 'x' || digits.size() % 2 != 0
            || !std::all_of(digits.begin(), digits.end(), isHexDigit))
            return std::string(text);
        std::string bytes;
        for (std::size_t i = 0; i < digits.size(); i += 2)
            bytes += static_cast<char>(hexNumber(digits.substr(i, 2)));
        return bytes;
    }
    if (token.kind == TokenKind::QuotedIdentifier) {
        if (text.front() == '[')
            return rules.bracketsDouble ? unquoted(body(1), ']', Escapes::None) : std::string(body(1));
        if (text.front() == '"' || text.front() == '`')
            return unquoted(body(1), text.front(), Escapes::None);
        return unquoted(body(3), '"', Escapes::Unicode);
    }
    if (token.kind != TokenKind::String)
        return std::string(text);
    char first = lower(text.front());
    Escapes plain = rules.backslashEscapes ? Escapes::MySql : Escapes::None;
    if (first == '\'' || first == '"')
        return unquoted(body(1), text.front(), plain);
    if (first == '$') {
        std::size_t tag = text.find('$', 1) + 1;
        std::size_t close = token.terminated ? tag : 0;
        return std::string(text.substr(tag, text.size() - tag - close));
    }
    if (rules.alternativeQuotes && (first == 'q' || (text.size() > 1 && lower(text[1]) == 'q'))) {
        std::size_t start = text.find('\'') + 2;
        std::size_t close = token.terminated ? 2 : 0;
        return std::string(text.substr(start, text.size() - start - close));
    }
    if (first == 'e')
        return unquoted(body(2), '\'', Escapes::CStyle);
    if (first == 'u')
        return unquoted(body(3), '\'', Escapes::Unicode);
    return unquoted(body(2), '\'', plain);
}

} // namespace relata
