// The descent over SQLite's CREATE statements. Internal to this folder; what others call is
// sqlite_schema_parser.h.
#pragma once

#include "core/parse/sqlite_schema_parser.h"
#include "core/parse/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::sqlite_parser {

inline const LexicalRules& rules()
{
    return LexicalRules::sqlite();
}

// Thrown inside the parser alone: a hand-written descent reads best without a check after every step.
struct SyntaxError
{
    std::string message;
    std::size_t position;
};

struct KeyColumn
{
    std::string name;
    std::string collation;
    bool descending = false;
};

class Parser
{
public:
    explicit Parser(std::string_view sql) : m_sql(sql)
    {
        m_tokens.reserve(sql.size() / 5 + 8);
        Tokenizer tokenizer(sql, rules());
        for (;;) {
            Token token = tokenizer.next();
            bool end = token.kind == TokenKind::End;
            m_tokens.push_back(token);
            if (end)
                break;
            if (!token.terminated)
                throw SyntaxError{"a quote that is not closed", token.offset};
        }
        // A terminator may stand at the end, and nothing after it.
        while (m_tokens.size() > 1 && m_tokens[m_tokens.size() - 2].isOperator(";")) {
            Token end = m_tokens.back();
            m_tokens.pop_back();
            end.offset = m_tokens.back().offset;
            m_tokens.back() = end;
        }
    }

    Table table();
    ParsedSqliteIndex index();
    View view();
    ParsedSqliteTrigger trigger();

private:
    // Tokens
    const Token& peek(std::size_t ahead = 0) const
    {
        return m_tokens[std::min(m_next + ahead, m_tokens.size() - 1)];
    }
    const Token& take()
    {
        const Token& token = peek();
        if (token.kind != TokenKind::End)
            ++m_next;
        return token;
    }
    bool at(std::string_view keyword, std::size_t ahead = 0) const { return peek(ahead).isWord(keyword); }
    bool atSign(std::string_view sign, std::size_t ahead = 0) const { return peek(ahead).isOperator(sign); }
    bool accept(std::string_view keyword)
    {
        bool found = at(keyword);
        if (found)
            ++m_next;
        return found;
    }
    bool acceptSign(std::string_view sign)
    {
        bool found = atSign(sign);
        if (found)
            ++m_next;
        return found;
    }
    void expect(std::string_view keyword)
    {
        if (!accept(keyword))
            unexpected(keyword);
    }
    void expectSign(std::string_view sign)
    {
        if (!acceptSign(sign))
            unexpected(sign);
    }
    [[noreturn]] void unexpected(std::string_view wanted) const
    {
        const Token& token = peek();
        throw SyntaxError{token.kind == TokenKind::End
                ? fmt::format("{} expected, but the statement ends", wanted)
                : fmt::format("{} expected, not {}", wanted, token.text.substr(0, 40)),
            token.offset};
    }
    void expectEnd()
    {
        if (peek().kind != TokenKind::End)
            unexpected("the end of the statement");
    }
    bool atName() const
    {
        TokenKind kind = peek().kind;
        return kind == TokenKind::Word || kind == TokenKind::QuotedIdentifier || kind == TokenKind::String;
    }
    std::string name(std::string_view what)
    {
        if (!atName())
            unexpected(what);
        return valueOf(take(), rules());
    }
    // The source from token `first` up to the token before the next one.
    std::string_view sourceFrom(std::size_t first) const
    {
        if (first >= m_next)
            return {};
        std::size_t begin = m_tokens[first].offset;
        return m_sql.substr(begin, m_tokens[m_next - 1].end() - begin);
    }
    SqlText sqlText(std::string_view text) const { return {std::string(text), "sqlite"}; }

    // Pieces
    void skipExistsClause();
    std::string objectName(std::string_view what);
    std::string_view parenthesized();
    void skipToListEnd();
    std::string conflictClause();
    std::string declaredType();
    void columnDefinition(Table& table);
    void columnConstraint(Table& table, Column& column, const std::string& constraintName);
    void columnDefault(Column& column);
    void generated(Column& column);
    void tableConstraint(Table& table, const std::string& constraintName);
    std::vector<KeyColumn> keyColumns(Table& table);
    void references(ForeignKeyConstraint& key);
    bool deferrability(ForeignKeyConstraint& key);
    std::vector<std::string> nameList();
    void tableOptions(Table& table);
    IndexElement indexElement();
    Table virtualTable();

    std::string_view m_sql;
    std::vector<Token> m_tokens; // with End as the last
    std::size_t m_next = 0;
};

} // namespace relata::sqlite_parser
