#include "core/parse/statement_facts.h"

#include "core/util/strings.h"

#include <algorithm>
#include <array>

namespace relata {
namespace {

template <std::size_t N>
bool isOneOf(const Token& token, const std::array<std::string_view, N>& words)
{
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return token.isWord(word); });
}

constexpr std::array<std::string_view, 9> queryWords = {
    "SELECT", "VALUES", "TABLE", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "WITH", "HELP"};
constexpr std::array<std::string_view, 9> transactionWords = {
    "BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "END", "ABORT", "SAVE"};
constexpr std::array<std::string_view, 9> sessionWords = {
    "SET", "RESET", "USE", "PRAGMA", "LISTEN", "UNLISTEN", "DISCARD", "ATTACH", "DETACH"};
constexpr std::array<std::string_view, 12> writingWords = {"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE",
    "INTO", "CREATE", "ALTER", "DROP", "TRUNCATE", "CALL", "EXECUTE"};
constexpr std::array<std::string_view, 3> explainedAnyway = {"ANALYZE", "ANALYSE", "PROFILE"};

// Pragmas that a program sets for its own connection begin no transaction, so they stand beside SET.
StatementKind kindOf(const std::vector<Token>& tokens)
{
    const Token& first = tokens.front();
    if (isOneOf(first, transactionWords))
        return StatementKind::Transaction;
    if (isOneOf(first, sessionWords))
        return StatementKind::Session;
    const bool bracket = first.isOperator("(");
    if (!bracket && !isOneOf(first, queryWords))
        return StatementKind::Change;
    // EXPLAIN does not run what it explains, EXPLAIN ANALYZE does.
    if (first.isWord("EXPLAIN") && std::none_of(tokens.begin(), tokens.end(), [](const Token& t) {
            return isOneOf(t, explainedAnyway);
        }))
        return StatementKind::Query;
    // SELECT ... INTO, and WITH x AS (DELETE ... RETURNING ...). FOR UPDATE locks and does not write.
    for (std::size_t i = 1; i < tokens.size(); ++i) {
        if (!isOneOf(tokens[i], writingWords) || tokens[i - 1].isWord("FOR") || tokens[i - 1].isOperator("."))
            continue;
        const bool call = i + 1 < tokens.size() && tokens[i + 1].isOperator("(");
        if (!call) // replace(a, b, c) is a function
            return StatementKind::Change;
    }
    return StatementKind::Query;
}

bool standsAlone(const std::vector<Token>& tokens)
{
    const Token& first = tokens.front();
    if (first.isWord("VACUUM"))
        return true;
    if ((first.isWord("CREATE") || first.isWord("DROP") || first.isWord("ALTER")) && tokens.size() > 1
        && (tokens[1].isWord("DATABASE") || tokens[1].isWord("TABLESPACE")
            || tokens[1].isWord("SUBSCRIPTION")))
        return true;
    return std::any_of(tokens.begin(), tokens.end(), [](const Token& t) { return t.isWord("CONCURRENTLY"); })
        && !first.isWord("SELECT");
}

bool isName(const Token& token)
{
    return token.kind == TokenKind::Word || token.kind == TokenKind::QuotedIdentifier;
}

} // namespace

StatementFacts statementFacts(std::string_view statement, std::string_view dialect)
{
    StatementFacts facts;
    const std::vector<Token> tokens = tokenize(statement, LexicalRules::of(dialect));
    if (tokens.empty())
        return facts;
    if (tokens.front().kind == TokenKind::Word)
        facts.verb = toUpperAscii(tokens.front().text);
    facts.kind = kindOf(tokens);
    facts.standsAlone = standsAlone(tokens);
    if (tokens.front().isWord("CREATE")) {
        for (std::size_t i = 1; i < std::min<std::size_t>(tokens.size(), 5); ++i) {
            facts.makesTemporary = facts.makesTemporary || tokens[i].isWord("TEMPORARY")
                || tokens[i].isWord("TEMP") || tokens[i].text.starts_with('#');
        }
    }
    return facts;
}

SingleSource singleSource(std::string_view statement, std::string_view dialect)
{
    const LexicalRules& rules = LexicalRules::of(dialect);
    const std::vector<Token> tokens = tokenize(statement, rules);
    const auto no = [](std::string why) { return SingleSource{{}, {}, std::move(why)}; };
    if (tokens.empty() || !tokens.front().isWord("SELECT"))
        return no("Only rows of a plain SELECT can be edited.");
    int depth = 0;
    std::size_t from = 0;
    for (std::size_t i = 1; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        if (token.isOperator("("))
            ++depth;
        else if (token.isOperator(")"))
            --depth;
        if (depth != 0)
            continue;
        if (token.isWord("UNION") || token.isWord("INTERSECT") || token.isWord("EXCEPT")
            || token.isWord("MINUS"))
            return no("The rows come from several queries.");
        if (token.isWord("DISTINCT") && i == 1)
            return no("DISTINCT makes one row of several.");
        if (token.isWord("GROUP") || token.isWord("HAVING"))
            return no("A row stands for a group of rows.");
        if (token.isWord("JOIN") || token.isWord("APPLY"))
            return no("The rows come from several tables.");
        if (token.isWord("FROM") && from == 0)
            from = i;
    }
    if (from == 0)
        return no("The rows come from no table.");
    SingleSource source;
    std::size_t at = from + 1;
    if (at < tokens.size() && tokens[at].isWord("ONLY"))
        ++at;
    for (;;) {
        if (at >= tokens.size() || !isName(tokens[at]))
            return no("The rows do not come from a table.");
        source.schema = std::move(source.name);
        source.name = valueOf(tokens[at++], rules);
        if (at >= tokens.size() || !tokens[at].isOperator("."))
            break;
        ++at;
    }
    if (at < tokens.size() && tokens[at].isOperator("("))
        return no("The rows come from a function.");
    // Nothing but an alias and the clauses of one table may follow; a comma at this level adds a table.
    depth = 0;
    for (; at < tokens.size(); ++at) {
        const Token& token = tokens[at];
        if (token.isOperator("("))
            ++depth;
        else if (token.isOperator(")"))
            --depth;
        else if (depth == 0 && token.isOperator(","))
            return no("The rows come from several tables.");
        else if (depth == 0
            && (token.isWord("WHERE") || token.isWord("ORDER") || token.isWord("LIMIT")
                || token.isWord("OFFSET") || token.isWord("FETCH") || token.isWord("FOR")
                || token.isWord("WINDOW")))
            break;
    }
    return source;
}

int statementAt(std::string_view script, const std::vector<ScriptPiece>& pieces, std::size_t offset)
{
    offset = std::min(offset, script.size());
    const std::size_t lineStart = [&] {
        const std::size_t at = offset == 0 ? std::string_view::npos : script.rfind('\n', offset - 1);
        return at == std::string_view::npos ? 0 : at + 1;
    }();
    int before = -1;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const ScriptPiece& piece = pieces[i];
        const std::size_t end = std::max(piece.end, piece.offset + piece.text.size());
        if (piece.offset > offset) {
            // Blanks before the first statement of the line belong to it, those behind the last one to that.
            if (before >= 0 && pieces[static_cast<std::size_t>(before)].end > lineStart
                && script.substr(offset, piece.offset - offset).find('\n') != std::string_view::npos)
                return before;
            return static_cast<int>(i);
        }
        if (offset < end || (offset == end && (i + 1 == pieces.size() || pieces[i + 1].offset > offset)))
            return static_cast<int>(i);
        before = static_cast<int>(i);
    }
    return before;
}

} // namespace relata
