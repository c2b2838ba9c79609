// One tokenizer for the SQL of every dialect: it knows the words' shapes (quotes, comments, numbers,
// operators, parameters), not their meaning.
//
// Tokens are views into the text with their byte offsets, so the exact source of anything between two tokens
// can be had again. Every byte belongs to exactly one token where trivia are kept; no input is refused (an
// unclosed quote or comment reaches to the end and says so, a stray byte is TokenKind::Other). Time is linear
// in the text, memory constant.
//
// Sources: sqlite.org/lang_keywords.html and src/tokenize.c; PostgreSQL manual 4.1 "Lexical Structure"; MySQL
// manual 9 "Language Structure"; Oracle SQL Language Reference 3 "Basic Elements"; Transact-SQL "Database
// Identifiers".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relata {

enum class TokenKind : std::uint8_t
{
    End, // after the last token; empty, offset = size of the text
    Word, // a bare identifier or keyword
    QuotedIdentifier, // "a", `a`, [a], U&"a"
    String, // 'a', N'a', E'a', U&'a', $tag$a$tag$, q'[a]'; MySQL's "a" too
    Blob, // x'00', b'01'
    Number, // 1, 1.5e3, 0xFF
    Parameter, // ?, ?1, :name, @name, $1, $name
    Operator, // one operator or punctuation mark: ( ) , ; . || ->> ::
    Space, // blanks, tabs, line breaks
    Comment, // -- to the end of the line (without it), # likewise, /* */
    Other, // a byte that begins nothing
};

// How a dialect writes its words.
struct LexicalRules
{
    bool backtickIdentifiers = false; // `a`
    bool bracketIdentifiers = false; // [a]
    bool bracketsDouble = false; // ]] stands for ] inside (SQL Server; not SQLite)
    bool doubleQuotedStrings = false; // "a" is a string (MySQL without ANSI_QUOTES)
    bool backslashEscapes = false; // \' inside every string (MySQL)
    bool escapeStrings = false; // E'a\'b' (PostgreSQL)
    bool unicodeQuotes = false; // U&'a', U&"a"
    bool nationalStrings = false; // N'a'
    bool bitStrings = false; // b'01' beside x'00'
    bool alternativeQuotes = false; // q'[a]' (Oracle)
    bool dollarQuotes = false; // $tag$a$tag$ (PostgreSQL)
    bool hashComments = false; // # to the end of the line (MySQL)
    bool dashesNeedBlank = false; // -- opens a comment only before a blank or a control (MySQL)
    bool nestedComments = false; // /* /* */ */ (PostgreSQL, SQL Server)
    bool openCommentsEnd = false; // an unclosed /* is a comment up to the end, no error (SQLite)
    bool operatorRuns = false; // operators are runs of signs, as anybody may define them (PostgreSQL)
    bool questionParameters = false; // ? and ?1
    bool colonParameters = false; // :name
    bool atParameters = false; // @name (and MySQL's @@name)
    bool dollarNumberParameters = false; // $1
    bool dollarNameParameters = false; // $name (SQLite)
    std::string_view identifierStart = "_"; // beside letters and bytes from 0x80
    std::string_view identifierPart = "_$"; // beside those and digits

    static const LexicalRules& sqlite();
    static const LexicalRules& postgresql();
    static const LexicalRules& mysql(); // and MariaDB
    static const LexicalRules& oracle();
    static const LexicalRules& mssql();
    // What all have in common ('', "", --, /* */): for portable expressions.
    static const LexicalRules& standard();
    // By a dialect's name as SqlText and MetaData hold it; the standard's for "" and unknown names.
    static const LexicalRules& of(std::string_view dialect);
};

struct Token
{
    TokenKind kind = TokenKind::End;
    bool terminated = true; // false: the quote or comment is not closed
    std::size_t offset = 0; // bytes into the text
    std::string_view text; // the source of the token, quotes and prefix included

    std::size_t end() const { return offset + text.size(); }
    // A keyword, in any case: only bare words are keywords. `keyword` in upper case.
    bool isWord(std::string_view keyword) const;
    bool isOperator(std::string_view sign) const { return kind == TokenKind::Operator && text == sign; }
    bool isTrivia() const { return kind == TokenKind::Space || kind == TokenKind::Comment; }
};

class Tokenizer
{
public:
    // Both must outlive the tokenizer; the text also its tokens.
    explicit Tokenizer(
        std::string_view text, const LexicalRules& rules = LexicalRules::standard(), std::size_t start = 0)
        : m_text(text), m_rules(&rules), m_position(start)
    { }
    Token next(); // the next one that is no trivia; End at the end, again and again
    Token nextWithTrivia(); // the next one whatever it is
    std::size_t position() const { return m_position; }

private:
    char peek(std::size_t ahead = 0) const
    {
        return m_position + ahead < m_text.size() ? m_text[m_position + ahead] : '\0';
    }
    bool has(std::size_t ahead) const { return m_position + ahead < m_text.size(); }
    bool isIdentifierStart(char c) const;
    bool isIdentifierPart(char c) const;
    Token make(TokenKind kind, std::size_t length, bool terminated = true);
    Token space();
    Token lineComment(std::size_t opening);
    Token blockComment();
    Token quoted(TokenKind kind, std::size_t prefix, char close, bool doubles, bool backslash);
    bool prefixedString(Token& token);
    bool dollarQuoted(Token& token);
    bool parameter(Token& token);
    Token number();
    Token word();
    Token sign();

    std::string_view m_text;
    const LexicalRules* m_rules;
    std::size_t m_position = 0;
};

// All tokens, without End.
enum class Trivia
{
    Skip,
    Keep,
};
std::vector<Token> tokenize(std::string_view text, const LexicalRules& rules = LexicalRules::standard(),
    Trivia trivia = Trivia::Skip);

// What a token means: the name in an identifier, the text in a string (escapes and doubled quotes undone, the
// prefix gone), the bytes of x'00'; other tokens as they stand.
std::string valueOf(const Token& token, const LexicalRules& rules = LexicalRules::standard());

} // namespace relata
