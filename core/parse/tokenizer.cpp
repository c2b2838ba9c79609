#include "core/parse/tokenizer.h"

#include "core/parse/characters.h"

#include <algorithm>
#include <array>

namespace relata {

using namespace characters;

namespace {

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

} // namespace

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

} // namespace relata
