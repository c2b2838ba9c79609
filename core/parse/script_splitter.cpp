#include "core/parse/script_splitter.h"

#include "core/util/strings.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace relata {
namespace {

ScriptRules sqliteRules()
{
    ScriptRules rules;
    rules.triggerBodies = true;
    return rules;
}

ScriptRules postgresqlRules()
{
    ScriptRules rules;
    rules.atomicBodies = true;
    rules.copyData = true;
    rules.backslashCommands = true;
    return rules;
}

ScriptRules mysqlRules()
{
    ScriptRules rules;
    rules.delimiterCommand = true;
    rules.executableComments = true;
    return rules;
}

ScriptRules oracleRules()
{
    ScriptRules rules;
    rules.slashLines = true;
    rules.sqlPlusCommands = true;
    return rules;
}

ScriptRules mssqlRules()
{
    ScriptRules rules;
    rules.semicolons = false;
    rules.goLines = true;
    return rules;
}

template <std::size_t N>
bool isOneOf(const Token& token, const std::array<std::string_view, N>& words)
{
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return token.isWord(word); });
}

constexpr std::array<std::string_view, 22> sqlPlusWords = {"PROMPT", "REM", "REMARK", "SPOOL", "WHENEVER",
    "EXIT", "QUIT", "CONNECT", "CONN", "DISCONNECT", "DEFINE", "UNDEFINE", "ACCEPT", "PAUSE", "SHOW", "HOST",
    "CLEAR", "TTITLE", "BTITLE", "START", "VARIABLE", "PRINT"};

} // namespace

// What decides where a statement ends: its first words, and how deep in brackets and bodies it is.
struct ScriptSplitter::Statement
{
    std::size_t words = 0;
    bool create = false;
    bool trigger = false; // CREATE TRIGGER
    bool routine = false; // CREATE FUNCTION or PROCEDURE
    bool plsql = false;
    bool copy = false;
    bool fromStdin = false;
    std::size_t brackets = 0;
    std::size_t body = 0; // BEGIN ATOMIC and CASE that are open
    bool pastHead = false; // what kind of statement it is has been seen
    bool atomicNext = false; // the last word was BEGIN
    int triggerEnd = 0; // 1 after ; inside a trigger, 2 after ; END
    bool fromSeen = false;

    void see(const Token& token);
};

void ScriptSplitter::Statement::see(const Token& token)
{
    if (token.isOperator("("))
        ++brackets;
    else if (token.isOperator(")") && brackets > 0)
        --brackets;
    triggerEnd = token.isWord("END") && triggerEnd == 1 ? 2 : 0;
    if (token.kind != TokenKind::Word) {
        atomicNext = false;
        fromSeen = false;
        pastHead = pastHead || words == 0;
        return;
    }
    ++words;
    if (words == 1) {
        create = token.isWord("CREATE") || token.isWord("EXPLAIN");
        copy = token.isWord("COPY");
        plsql = token.isWord("BEGIN") || token.isWord("DECLARE");
        pastHead = !create;
    } else if (create && !pastHead) {
        static constexpr std::array<std::string_view, 9> modifiers = {"CREATE", "OR", "REPLACE", "TEMP",
            "TEMPORARY", "EDITIONABLE", "NONEDITIONABLE", "CONSTRAINT", "AND"};
        if (!isOneOf(token, modifiers)) {
            trigger = token.isWord("TRIGGER");
            routine = token.isWord("FUNCTION") || token.isWord("PROCEDURE");
            plsql = trigger || routine || token.isWord("PACKAGE") || token.isWord("TYPE")
                || token.isWord("JAVA") || token.isWord("LIBRARY");
            pastHead = true;
        }
    }
    if (routine) {
        if (token.isWord("ATOMIC") && atomicNext)
            body = body == 0 ? 1 : body + 1;
        else if (body > 0 && (token.isWord("CASE") || token.isWord("BEGIN")))
            ++body;
        else if (body > 0 && token.isWord("END"))
            --body;
    }
    atomicNext = token.isWord("BEGIN");
    if (copy && fromSeen && token.isWord("STDIN"))
        fromStdin = true;
    fromSeen = token.isWord("FROM");
}

const ScriptRules& ScriptRules::of(std::string_view dialect)
{
    static const ScriptRules plain;
    static const ScriptRules sqlite = sqliteRules();
    static const ScriptRules postgresql = postgresqlRules();
    static const ScriptRules mysql = mysqlRules();
    static const ScriptRules oracle = oracleRules();
    static const ScriptRules mssql = mssqlRules();
    if (dialect == "sqlite")
        return sqlite;
    if (dialect == "postgresql")
        return postgresql;
    if (dialect == "mysql" || dialect == "mariadb")
        return mysql;
    if (dialect == "oracle")
        return oracle;
    if (dialect == "mssql")
        return mssql;
    return plain;
}

ScriptSplitter::ScriptSplitter(std::string_view script, std::string_view dialect)
    : m_script(script), m_lexical(LexicalRules::of(dialect)), m_rules(ScriptRules::of(dialect))
{ }

bool ScriptSplitter::atLineStart(std::size_t offset) const
{
    while (offset > 0 && (m_script[offset - 1] == ' ' || m_script[offset - 1] == '\t'))
        --offset;
    return offset == 0 || m_script[offset - 1] == '\n';
}

std::string_view ScriptSplitter::lineFrom(std::size_t offset) const
{
    std::string_view rest = m_script.substr(offset);
    rest = rest.substr(0, rest.find('\n'));
    if (!rest.empty() && rest.back() == '\r')
        rest.remove_suffix(1);
    return rest;
}

bool ScriptSplitter::isDelimiter(std::size_t offset) const
{
    return m_script.substr(offset, m_delimiter.size()) == m_delimiter;
}

// The next token that means something.
Token ScriptSplitter::nextToken()
{
    for (;;) {
        // A delimiter such as // or $$ would be read as something else, so it is looked for first.
        if (m_delimiter != ";" && m_position < m_script.size() && isDelimiter(m_position)) {
            Token token;
            token.kind = TokenKind::Operator;
            token.offset = m_position;
            token.text = m_script.substr(m_position, m_delimiter.size());
            m_position = token.end();
            return token;
        }
        Tokenizer tokenizer(m_script, m_lexical, m_position);
        Token token = tokenizer.nextWithTrivia();
        // Words and operators may run into the delimiter: "END$$".
        if (m_delimiter != ";" && (token.kind == TokenKind::Word || token.kind == TokenKind::Operator)) {
            std::size_t inside = token.text.find(m_delimiter, 1);
            if (inside != std::string_view::npos)
                token.text = token.text.substr(0, inside);
        }
        m_position = token.end();
        bool executable = m_rules.executableComments && token.kind == TokenKind::Comment
            && (token.text.starts_with("/*!") || token.text.starts_with("/*M!"));
        if (executable)
            token.kind = TokenKind::Other;
        if (!token.isTrivia())
            return token;
    }
}

std::optional<ScriptPiece> ScriptSplitter::finish(ScriptPiece piece, std::size_t textEnd, std::size_t end)
{
    piece.text = m_script.substr(piece.offset, textEnd - piece.offset);
    piece.end = end;
    m_line += static_cast<std::size_t>(std::count(m_script.begin() + static_cast<std::ptrdiff_t>(m_counted),
        m_script.begin() + static_cast<std::ptrdiff_t>(piece.offset), '\n'));
    m_counted = piece.offset;
    piece.line = m_line;
    m_position = std::max(m_position, end);
    return piece;
}

// A line for the client, at the beginning of a statement.
std::optional<ScriptPiece> ScriptSplitter::command(const Token& first)
{
    std::string_view line = lineFrom(first.offset);
    bool isCommand = false;
    if (m_rules.backslashCommands && first.text.starts_with("\\"))
        isCommand = true;
    if (m_rules.delimiterCommand && first.isWord("DELIMITER") && atLineStart(first.offset)) {
        std::string_view delimiter = trimmed(line.substr(first.text.size()));
        delimiter = delimiter.substr(0, delimiter.find_first_of(" \t"));
        isCommand = !delimiter.empty();
        if (isCommand)
            m_delimiter = delimiter;
    }
    if (m_rules.sqlPlusCommands && atLineStart(first.offset)) {
        isCommand = isOneOf(first, sqlPlusWords) || first.isOperator("@") || first.text == "@";
        if (first.isWord("SET")) {
            Token second = Tokenizer(m_script, m_lexical, first.end()).next();
            isCommand = !second.isWord("TRANSACTION") && !second.isWord("ROLE")
                && !second.isWord("CONSTRAINT") && !second.isWord("CONSTRAINTS");
        }
    }
    if (!isCommand)
        return {};
    ScriptPiece piece;
    piece.kind = ScriptPiece::Kind::Command;
    piece.offset = first.offset;
    std::size_t end = first.offset + line.size();
    m_position = end;
    return finish(piece, first.offset + trimmed(line).size(), end);
}

void ScriptSplitter::takeCopyData(ScriptPiece& piece)
{
    std::size_t start = m_script.find('\n', m_position);
    start = start == std::string_view::npos ? m_script.size() : start + 1;
    std::size_t line = start;
    while (line < m_script.size()) {
        std::string_view text = lineFrom(line);
        std::size_t next = m_script.find('\n', line);
        next = next == std::string_view::npos ? m_script.size() : next + 1;
        if (text == "\\.") {
            piece.data = m_script.substr(start, line - start);
            piece.end = next;
            m_position = next;
            return;
        }
        line = next;
    }
    piece.data = m_script.substr(start);
    piece.end = m_script.size();
    m_position = m_script.size();
}

// GO, and how often, if the token is a line of that.
std::optional<int> ScriptSplitter::goCount(const Token& token) const
{
    if (!token.isWord("GO") || !atLineStart(token.offset))
        return {};
    std::string_view rest = trimmed(lineFrom(token.end()));
    rest = trimmed(rest.substr(0, rest.find("--")));
    if (!rest.empty() && rest.back() == ';')
        rest = trimmed(rest.substr(0, rest.size() - 1));
    if (rest.empty())
        return 1;
    int count = 0;
    auto [end, code] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    if (code != std::errc() || end != rest.data() + rest.size() || count < 0)
        return {};
    return count;
}

std::optional<ScriptPiece> ScriptSplitter::next()
{
    ScriptPiece piece;
    Statement statement;
    bool begun = false;
    std::size_t textEnd = 0; // after the last token of the statement
    for (;;) {
        Token token = nextToken();
        if (token.kind == TokenKind::End)
            return begun ? finish(piece, textEnd, m_script.size()) : std::nullopt;
        if (!begun) {
            if (std::optional<ScriptPiece> line = command(token))
                return line;
        }
        if (m_rules.goLines) {
            if (std::optional<int> count = goCount(token)) {
                m_position = token.offset + lineFrom(token.offset).size();
                if (!begun)
                    continue;
                piece.repetitions = *count;
                return finish(piece, textEnd, m_position);
            }
        }
        bool slashLine = m_rules.slashLines && token.isOperator("/") && atLineStart(token.offset)
            && trimmed(lineFrom(token.offset)) == "/";
        bool terminator = m_delimiter != ";" ? token.text == m_delimiter && isDelimiter(token.offset)
                                             : m_rules.semicolons && token.isOperator(";");
        if (slashLine || terminator) {
            if (!begun)
                continue; // an empty statement, or SQL*Plus's "again"
            bool inside = terminator && m_delimiter == ";"
                && ((m_rules.triggerBodies && statement.trigger && statement.triggerEnd != 2)
                    || (m_rules.atomicBodies && (statement.body > 0 || statement.brackets > 0))
                    || (m_rules.slashLines && statement.plsql));
            if (!inside) {
                std::optional<ScriptPiece> result = finish(piece, textEnd, token.end());
                if (m_rules.copyData && statement.fromStdin)
                    takeCopyData(*result);
                return result;
            }
            textEnd = token.end();
            statement.triggerEnd = 1;
            continue;
        }
        if (!begun) {
            begun = true;
            piece.offset = token.offset;
        }
        textEnd = token.end();
        statement.see(token);
    }
}

std::vector<ScriptPiece> splitScript(std::string_view script, std::string_view dialect)
{
    std::vector<ScriptPiece> pieces;
    ScriptSplitter splitter(script, dialect);
    while (std::optional<ScriptPiece> piece = splitter.next())
        pieces.push_back(*piece);
    return pieces;
}

} // namespace relata
