#include "core/parse/tokenizer.h"

#include "core/util/strings.h"

#include <algorithm>
#include <array>

namespace relata {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

LexicalRules sqliteRules()
{
    LexicalRules rules;
    rules.backtickIdentifiers = true;
    rules.bracketIdentifiers = true;
    rules.openCommentsEnd = true;
    rules.questionParameters = true;
    rules.colonParameters = true;
    rules.atParameters = true;
    rules.dollarNameParameters = true;
    return rules;
}

LexicalRules postgresqlRules()
{
    LexicalRules rules;
    rules.escapeStrings = true;
    rules.unicodeQuotes = true;
    rules.nationalStrings = true;
    rules.bitStrings = true;
    rules.dollarQuotes = true;
    rules.nestedComments = true;
    rules.operatorRuns = true;
    rules.dollarNumberParameters = true;
    return rules;
}

LexicalRules mysqlRules()
{
    LexicalRules rules;
    rules.backtickIdentifiers = true;
    rules.doubleQuotedStrings = true;
    rules.backslashEscapes = true;
    rules.nationalStrings = true;
    rules.bitStrings = true;
    rules.hashComments = true;
    rules.dashesNeedBlank = true;
    rules.questionParameters = true;
    rules.atParameters = true;
    rules.identifierStart = "_$";
    return rules;
}

LexicalRules oracleRules()
{
    LexicalRules rules;
    rules.nationalStrings = true;
    rules.alternativeQuotes = true;
    rules.colonParameters = true;
    rules.identifierStart = "";
    rules.identifierPart = "_$#";
    return rules;
}

LexicalRules mssqlRules()
{
    LexicalRules rules;
    rules.bracketIdentifiers = true;
    rules.bracketsDouble = true;
    rules.nationalStrings = true;
    rules.nestedComments = true;
    rules.questionParameters = true;
    rules.atParameters = true;
    rules.identifierStart = "_#";
    rules.identifierPart = "_$#@";
    return rules;
}

constexpr std::string_view runSigns = "+-*/<>=~!@#%^&|`?";
// A PostgreSQL operator may end in + or - only if it holds one of these.
constexpr std::string_view strongSigns = "~!@#%^&|`?";

// Longest first. Signs that are not listed stand alone.
constexpr std::array<std::string_view, 23> longSigns = {"<=>", "->>", "#>>", "||", "->", "<=", ">=", "<>",
    "!=", "==", "<<", ">>", "::", ":=", "=>", "&&", "^=", "+=", "-=", "*=", "/=", "%=", "|="};
constexpr std::string_view singleSigns = "()[]{},;.:+-*/%<>=!~^&|@#?$";

char closingDelimiter(char open)
{
    switch (open) {
    case '[':
        return ']';
    case '{':
        return '}';
    case '(':
        return ')';
    case '<':
        return '>';
    default:
        return open;
    }
}

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

const LexicalRules& LexicalRules::sqlite()
{
    static const LexicalRules rules = sqliteRules();
    return rules;
}
const LexicalRules& LexicalRules::postgresql()
{
    static const LexicalRules rules = postgresqlRules();
    return rules;
}
const LexicalRules& LexicalRules::mysql()
{
    static const LexicalRules rules = mysqlRules();
    return rules;
}
const LexicalRules& LexicalRules::oracle()
{
    static const LexicalRules rules = oracleRules();
    return rules;
}
const LexicalRules& LexicalRules::mssql()
{
    static const LexicalRules rules = mssqlRules();
    return rules;
}
const LexicalRules& LexicalRules::standard()
{
    static const LexicalRules rules;
    return rules;
}

const LexicalRules& LexicalRules::of(std::string_view dialect)
{
    if (dialect == "sqlite")
        return sqlite();
    if (dialect == "postgresql")
        return postgresql();
    if (dialect == "mysql" || dialect == "mariadb")
        return mysql();
    if (dialect == "oracle")
        return oracle();
    if (dialect == "mssql")
        return mssql();
    return standard();
}

bool Token::isWord(std::string_view keyword) const
{
    if (kind != TokenKind::Word || text.size() != keyword.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if ((c >= 'a' && c <= 'z' ? c - 32 : c) != keyword[i])
            return false;
    }
    return true;
}

bool Tokenizer::isIdentifierStart(char c) const
{
    return isLetter(c) || static_cast<unsigned char>(c) >= 0x80
        || (c != '\0' && m_rules->identifierStart.find(c) != std::string_view::npos);
}

bool Tokenizer::isIdentifierPart(char c) const
{
    return isLetter(c) || isDigit(c) || static_cast<unsigned char>(c) >= 0x80
        || (c != '\0' && m_rules->identifierPart.find(c) != std::string_view::npos);
}

Token Tokenizer::make(TokenKind kind, std::size_t length, bool terminated)
{
    Token token;
    token.kind = kind;
    token.terminated = terminated;
    token.offset = m_position;
    token.text = m_text.substr(m_position, length);
    m_position += token.text.size();
    return token;
}

Token Tokenizer::next()
{
    for (;;) {
        Token token = nextWithTrivia();
        if (!token.isTrivia())
            return token;
    }
}

Token Tokenizer::nextWithTrivia()
{
    if (m_position >= m_text.size()) {
        m_position = m_text.size();
        return make(TokenKind::End, 0);
    }
    char c = peek();
    if (isSpace(c))
        return space();
    if (c == '-' && peek(1) == '-'
        && (!m_rules->dashesNeedBlank || !has(2) || static_cast<unsigned char>(peek(2)) <= ' '))
        return lineComment(2);
    if (c == '#' && m_rules->hashComments)
        return lineComment(1);
    if (c == '/' && peek(1) == '*')
        return blockComment();
    if (c == '\'')
        return quoted(TokenKind::String, 0, '\'', true, m_rules->backslashEscapes);
    if (c == '"') {
        return m_rules->doubleQuotedStrings
            ? quoted(TokenKind::String, 0, '"', true, m_rules->backslashEscapes)
            : quoted(TokenKind::QuotedIdentifier, 0, '"', true, false);
    }
    if (c == '`' && m_rules->backtickIdentifiers)
        return quoted(TokenKind::QuotedIdentifier, 0, '`', true, false);
    if (c == '[' && m_rules->bracketIdentifiers)
        return quoted(TokenKind::QuotedIdentifier, 0, ']', m_rules->bracketsDouble, false);
    Token token;
    if (isLetter(c) && prefixedString(token))
        return token;
    if (c == '$' && dollarQuoted(token))
        return token;
    if ((c == '?' || c == ':' || c == '@' || c == '$') && parameter(token))
        return token;
    if (isDigit(c) || (c == '.' && isDigit(peek(1))))
        return number();
    if (isIdentifierStart(c))
        return word();
    return sign();
}

Token Tokenizer::space()
{
    std::size_t n = 1;
    while (has(n) && isSpace(peek(n)))
        ++n;
    return make(TokenKind::Space, n);
}

Token Tokenizer::lineComment(std::size_t opening)
{
    std::size_t end = m_text.find('\n', m_position + opening);
    return make(TokenKind::Comment, (end == std::string_view::npos ? m_text.size() : end) - m_position);
}

Token Tokenizer::blockComment()
{
    std::size_t depth = 1;
    std::size_t i = 2;
    while (has(i)) {
        if (peek(i) == '*' && peek(i + 1) == '/') {
            i += 2;
            if (--depth == 0)
                return make(TokenKind::Comment, i);
        } else if (m_rules->nestedComments && peek(i) == '/' && peek(i + 1) == '*') {
            i += 2;
            ++depth;
        } else {
            ++i;
        }
    }
    return make(TokenKind::Comment, m_text.size() - m_position, m_rules->openCommentsEnd);
}

// `prefix` bytes stand before the opening quote.
Token Tokenizer::quoted(TokenKind kind, std::size_t prefix, char close, bool doubles, bool backslash)
{
    for (std::size_t i = prefix + 1; has(i); ++i) {
        char c = peek(i);
        if (c == '\\' && backslash) {
            ++i;
        } else if (c == close) {
            if (doubles && has(i + 1) && peek(i + 1) == close)
                ++i;
            else
                return make(kind, i + 1);
        }
    }
    return make(kind, m_text.size() - m_position, false);
}

bool Tokenizer::prefixedString(Token& token)
{
    char c = lower(peek());
    char next = peek(1);
    if (next == '\'') {
        if (c == 'x' || (c == 'b' && m_rules->bitStrings)) {
            token = quoted(TokenKind::Blob, 1, '\'', false, false);
            return true;
        }
        if (c == 'n' && m_rules->nationalStrings) {
            token = quoted(TokenKind::String, 1, '\'', true, m_rules->backslashEscapes);
            return true;
        }
        if (c == 'e' && m_rules->escapeStrings) {
            token = quoted(TokenKind::String, 1, '\'', true, true);
            return true;
        }
    }
    if (c == 'u' && next == '&' && m_rules->unicodeQuotes && (peek(2) == '\'' || peek(2) == '"')) {
        token = quoted(
            peek(2) == '\'' ? TokenKind::String : TokenKind::QuotedIdentifier, 2, peek(2), true, false);
        return true;
    }
    if (!m_rules->alternativeQuotes)
        return false;
    std::size_t prefix = c == 'n' && lower(next) == 'q' ? 2 : c == 'q' ? 1 : 0;
    if (prefix == 0 || peek(prefix) != '\'' || !has(prefix + 1) || isSpace(peek(prefix + 1)))
        return false;
    const char closing[] = {closingDelimiter(peek(prefix + 1)), '\''};
    std::size_t end = m_text.find(std::string_view(closing, 2), m_position + prefix + 2);
    token = end == std::string_view::npos ? make(TokenKind::String, m_text.size() - m_position, false)
                                          : make(TokenKind::String, end + 2 - m_position);
    return true;
}

bool Tokenizer::dollarQuoted(Token& token)
{
    if (!m_rules->dollarQuotes)
        return false;
    std::size_t i = 1;
    while (has(i) && peek(i) != '$') {
        char c = peek(i);
        bool fits = isLetter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80 || (i > 1 && isDigit(c));
        if (!fits)
            return false;
        ++i;
    }
    if (!has(i))
        return false;
    std::string_view tag = m_text.substr(m_position, i + 1);
    std::size_t end = m_text.find(tag, m_position + tag.size());
    token = end == std::string_view::npos ? make(TokenKind::String, m_text.size() - m_position, false)
                                          : make(TokenKind::String, end + tag.size() - m_position);
    return true;
}

bool Tokenizer::parameter(Token& token)
{
    char c = peek();
    std::size_t n = 1;
    if (c == '?' && m_rules->questionParameters) {
        while (isDigit(peek(n)))
            ++n;
    } else if (c == '$' && m_rules->dollarNumberParameters && isDigit(peek(1))) {
        while (isDigit(peek(n)))
            ++n;
    } else if ((c == ':' && m_rules->colonParameters && peek(1) != ':') || (c == '@' && m_rules->atParameters)
        || (c == '$' && m_rules->dollarNameParameters)) {
        if (c == '@' && peek(1) == '@')
            ++n;
        std::size_t start = n;
        while (has(n) && isIdentifierPart(peek(n)))
            ++n;
        if (n == start)
            return false;
    } else {
        return false;
    }
    token = make(TokenKind::Parameter, n);
    return true;
}

Token Tokenizer::number()
{
    std::size_t n = 0;
    auto digits = [&](auto accept) {
        while (accept(peek(n)) || (peek(n) == '_' && n > 0 && accept(peek(n - 1)) && accept(peek(n + 1))))
            ++n;
    };
    if (peek() == '0' && lower(peek(1)) == 'x' && isHexDigit(peek(2))) {
        n = 2;
        digits(isHexDigit);
        return make(TokenKind::Number, n);
    }
    digits(isDigit);
    // "1..10" is a range in procedural code: two numbers.
    if (peek(n) == '.' && peek(n + 1) != '.') {
        ++n;
        digits(isDigit);
    }
    if (lower(peek(n)) == 'e') {
        std::size_t exponent = n + 1 + (peek(n + 1) == '+' || peek(n + 1) == '-' ? 1 : 0);
        if (isDigit(peek(exponent))) {
            n = exponent;
            digits(isDigit);
        }
    }
    return make(TokenKind::Number, n);
}

Token Tokenizer::word()
{
    std::size_t n = 1;
    while (has(n) && isIdentifierPart(peek(n)))
        ++n;
    return make(TokenKind::Word, n);
}

Token Tokenizer::sign()
{
    char c = peek();
    std::string_view rest = m_text.substr(m_position);
    if (m_rules->operatorRuns && runSigns.find(c) != std::string_view::npos) {
        std::size_t n = 0;
        bool strong = false;
        while (n < rest.size() && rest[n] != '\0' && runSigns.find(rest[n]) != std::string_view::npos) {
            std::string_view here = rest.substr(n, 2);
            if (n > 0 && (here == "--" || here == "/*"))
                break;
            strong = strong || strongSigns.find(rest[n]) != std::string_view::npos;
            ++n;
        }
        while (n > 1 && !strong && (rest[n - 1] == '+' || rest[n - 1] == '-'))
            --n;
        return make(TokenKind::Operator, n);
    }
    for (std::string_view candidate : longSigns) {
        if (rest.substr(0, candidate.size()) == candidate)
            return make(TokenKind::Operator, candidate.size());
    }
    bool known = c != '\0' && singleSigns.find(c) != std::string_view::npos;
    return make(known ? TokenKind::Operator : TokenKind::Other, 1);
}

std::vector<Token> tokenize(std::string_view text, const LexicalRules& rules, Trivia trivia)
{
    std::vector<Token> tokens;
    Tokenizer tokenizer(text, rules);
    for (;;) {
        Token token = trivia == Trivia::Skip ? tokenizer.next() : tokenizer.nextWithTrivia();
        if (token.kind == TokenKind::End)
            return tokens;
        tokens.push_back(token);
    }
}

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
