#include "core/parse/completion_context.h"

#include "core/util/strings.h"

#include <algorithm>

namespace relata {
namespace {

bool isName(const Token& token)
{
    return token.kind == TokenKind::Word || token.kind == TokenKind::QuotedIdentifier;
}

// Words that begin something else than a name or an alias.
bool isClause(const Token& token)
{
    static constexpr std::string_view words[] = {"SELECT", "FROM", "WHERE", "GROUP", "ORDER", "HAVING",
        "LIMIT", "OFFSET", "FETCH", "UNION", "EXCEPT", "INTERSECT", "MINUS", "JOIN", "INNER", "LEFT", "RIGHT",
        "FULL", "CROSS", "NATURAL", "ON", "USING", "SET", "VALUES", "RETURNING", "WINDOW", "FOR", "WITH",
        "DEFAULT", "AND", "OR", "NOT", "WHEN", "THEN", "LATERAL", "OUTER", "APPLY", "INTO", "UPDATE",
        "DELETE", "INSERT"};
    return std::any_of(
        std::begin(words), std::end(words), [&](std::string_view word) { return token.isWord(word); });
}

bool opensTables(const Token& token)
{
    return token.isWord("FROM") || token.isWord("JOIN") || token.isWord("UPDATE") || token.isWord("INTO")
        || token.isWord("TABLE") || token.isWord("TRUNCATE") || token.isWord("DESCRIBE");
}

class Reader
{
public:
    Reader(const std::vector<Token>& tokens, const LexicalRules& rules) : m_tokens(tokens), m_rules(rules) { }

    // A name with its qualifiers from `at` on, and its alias; moves `at` behind it.
    bool reference(std::size_t& at, TableReference& reference) const
    {
        if (at >= m_tokens.size() || !isName(m_tokens[at]) || isClause(m_tokens[at]))
            return false;
        reference.name = valueOf(m_tokens[at++], m_rules);
        while (at + 1 < m_tokens.size() && m_tokens[at].isOperator(".") && isName(m_tokens[at + 1])
            && m_tokens[at + 1].offset == m_tokens[at].end()) {
            reference.schema = std::move(reference.name);
            reference.name = valueOf(m_tokens[at + 1], m_rules);
            at += 2;
        }
        alias(at, reference);
        return true;
    }
    void alias(std::size_t& at, TableReference& reference) const
    {
        std::size_t next = at;
        if (next < m_tokens.size() && m_tokens[next].isWord("AS"))
            ++next;
        if (next < m_tokens.size() && isName(m_tokens[next]) && !isClause(m_tokens[next])) {
            reference.alias = valueOf(m_tokens[next], m_rules);
            at = next + 1;
        }
    }
    std::size_t closing(std::size_t at) const // behind the bracket that `at` opens
    {
        int depth = 0;
        for (; at < m_tokens.size(); ++at) {
            if (m_tokens[at].isOperator("("))
                ++depth;
            else if (m_tokens[at].isOperator(")") && --depth == 0)
                return at + 1;
        }
        return at;
    }

    void tables(CompletionContext& context) const
    {
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            if (m_tokens[i].isWord("WITH") && i + 1 < m_tokens.size())
                withNames(i + 1, context);
            if (!opensTables(m_tokens[i]))
                continue;
            std::size_t at = i + 1;
            for (;;) {
                while (
                    at < m_tokens.size() && (m_tokens[at].isWord("ONLY") || m_tokens[at].isWord("LATERAL")))
                    ++at;
                if (at < m_tokens.size() && m_tokens[at].isOperator("(")) {
                    // What is inside is read by itself; its alias is a name without columns that we know.
                    at = closing(at);
                    TableReference derived;
                    alias(at, derived);
                } else {
                    TableReference found;
                    if (!reference(at, found))
                        break;
                    if (std::find(context.tables.begin(), context.tables.end(), found)
                        == context.tables.end())
                        context.tables.push_back(std::move(found));
                }
                if (at >= m_tokens.size() || !m_tokens[at].isOperator(","))
                    break;
                ++at;
            }
        }
    }
    void withNames(std::size_t at, CompletionContext& context) const
    {
        if (at < m_tokens.size() && m_tokens[at].isWord("RECURSIVE"))
            ++at;
        while (at < m_tokens.size() && isName(m_tokens[at])) {
            context.withNames.push_back(valueOf(m_tokens[at++], m_rules));
            while (at < m_tokens.size() && !m_tokens[at].isWord("AS"))
                ++at;
            while (at < m_tokens.size() && !m_tokens[at].isOperator("("))
                ++at;
            at = closing(at);
            if (at >= m_tokens.size() || !m_tokens[at].isOperator(","))
                return;
            ++at;
        }
    }

private:
    const std::vector<Token>& m_tokens;
    const LexicalRules& m_rules;
};

// What may stand behind these tokens.
CompletionContext::Place placeAfter(const std::vector<Token>& before)
{
    using Place = CompletionContext::Place;
    int depth = 0;
    bool comma = false; // the last one at this level
    for (std::size_t i = before.size(); i-- > 0;) {
        const Token& token = before[i];
        if (token.isOperator(")")) {
            ++depth;
            continue;
        }
        if (token.isOperator("(")) {
            if (depth > 0) {
                --depth;
                continue;
            }
            // INSERT INTO t (|
            std::size_t name = i;
            while (name > 0 && (isName(before[name - 1]) || before[name - 1].isOperator(".")))
                --name;
            for (std::size_t k = name; k < i; ++k) {
                if (before[k].isWord("INTO"))
                    return Place::ColumnOfInsert;
            }
            return Place::Anything;
        }
        if (depth > 0)
            continue;
        if (token.isOperator(",")) {
            comma = true;
            continue;
        }
        const bool last = i + 1 == before.size();
        if (opensTables(token)) {
            // EXTRACT(YEAR FROM x), FOR UPDATE and ON DUPLICATE KEY UPDATE name no table; nor does a name
            // that stands already, unless a comma asks for another one.
            if (token.isWord("UPDATE") && i > 0
                && (before[i - 1].isWord("FOR") || before[i - 1].isWord("KEY")))
                return Place::Anything;
            return last || (comma && before.back().isOperator(",")) || before.back().isWord("ONLY")
                ? Place::Table
                : Place::Anything;
        }
        if (isClause(token) && !token.isWord("LATERAL"))
            return Place::Anything;
    }
    return Place::Anything;
}

} // namespace

CompletionContext completionContext(std::string_view statement, std::size_t offset, std::string_view dialect)
{
    const LexicalRules& rules = LexicalRules::of(dialect);
    offset = std::min(offset, statement.size());
    CompletionContext context;
    context.start = context.end = offset;

    std::vector<Token> before = tokenize(statement.substr(0, offset), rules, Trivia::Keep);
    if (!before.empty()) {
        const Token& last = before.back();
        const bool lineComment = last.kind == TokenKind::Comment && !last.text.starts_with("/*");
        if (lineComment || (last.kind == TokenKind::Comment && !last.terminated)
            || ((last.kind == TokenKind::String || last.kind == TokenKind::Blob) && !last.terminated)) {
            context.place = CompletionContext::Place::None;
            return context;
        }
    }
    std::erase_if(before, [](const Token& token) { return token.isTrivia(); });
    if (!before.empty() && before.back().end() == offset) {
        const Token& last = before.back();
        if (last.kind == TokenKind::Number) {
            context.place = CompletionContext::Place::None;
            return context;
        }
        if (last.kind == TokenKind::Word || (last.kind == TokenKind::QuotedIdentifier && !last.terminated)) {
            context.start = last.offset;
            context.quoted = last.kind == TokenKind::QuotedIdentifier;
            context.prefix = std::string(last.text.substr(context.quoted ? 1 : 0));
            before.pop_back();
        }
    }
    while (!before.empty() && before.back().isOperator(".")) {
        const std::size_t point = before.back().offset;
        before.pop_back();
        if (before.empty() || !isName(before.back()) || before.back().end() != point) {
            context.place = CompletionContext::Place::None;
            return context;
        }
        context.qualifier.insert(context.qualifier.begin(), valueOf(before.back(), rules));
        before.pop_back();
    }
    if (!context.qualifier.empty())
        context.place = CompletionContext::Place::Member;
    else
        context.place = placeAfter(before);

    // The word that is being typed is no table, and must not hide behind one: it is left out.
    std::string without(statement);
    for (std::size_t i = context.start; i < context.end; ++i)
        without[i] = ' ';
    const std::vector<Token> all = tokenize(without, rules);
    Reader(all, rules).tables(context);
    return context;
}

CompletionContext conditionContext(
    std::string_view condition, std::size_t offset, const TableReference& table, std::string_view dialect)
{
    constexpr std::string_view before = "SELECT * FROM t WHERE ";
    std::string statement(before);
    statement += condition;
    CompletionContext context = completionContext(statement, before.size() + offset, dialect);
    context.start -= before.size();
    context.end -= before.size();
    // A subquery's tables stay in reach behind the one whose rows are asked for.
    if (!context.tables.empty())
        context.tables.front() = table;
    return context;
}

} // namespace relata
