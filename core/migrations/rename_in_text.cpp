#include "core/migrations/rename_in_text.h"

#include "core/sql/dialect_registry.h"
#include "core/sql/sql_dialect.h"
#include "core/util/strings.h"

#include "core/parse/sqlite_schema_parser.h"
#include "core/parse/tokenizer.h"

#include <set>

namespace relata {
namespace {

// The text as tokens with all between them, of which some are replaced.
class Rewriter
{
public:
    explicit Rewriter(const SqlText& text)
        : m_text(text)
        , m_rules(LexicalRules::of(text.dialect))
        , m_dialect(findSqlDialect(text.dialect))
        , m_tokens(tokenize(m_text.text, m_rules))
        , m_replacements(m_tokens.size())
    { }

    std::size_t size() const { return m_tokens.size(); }
    const Token& operator[](std::size_t i) const { return m_tokens[i]; }
    bool isWord(std::size_t i, std::string_view word) const { return i < size() && m_tokens[i].isWord(word); }
    bool isSign(std::size_t i, std::string_view sign) const
    {
        return i < size() && m_tokens[i].isOperator(sign);
    }
    bool isIdentifier(std::size_t i) const
    {
        return i < size()
            && (m_tokens[i].kind == TokenKind::Word || m_tokens[i].kind == TokenKind::QuotedIdentifier);
    }
    bool isName(std::size_t i, const std::string& name) const
    {
        if (!isIdentifier(i))
            return false;
        if (m_tokens[i].kind == TokenKind::Word && isSqliteReserved(name))
            return false; // a column called "between" is quoted where it is meant
        std::string value = valueOf(m_tokens[i], m_rules);
        bool folds = m_tokens[i].kind == TokenKind::Word || !m_dialect
            || m_dialect->traits().caseFolding == CaseFolding::Preserve;
        return folds ? equalsIgnoreCase(value, name) : value == name;
    }
    std::string valueAt(std::size_t i) const { return valueOf(m_tokens[i], m_rules); }
    void replace(std::size_t i, std::string text) { m_replacements[i] = std::move(text); }
    std::string quoted(const std::string& name) const
    {
        return m_dialect ? m_dialect->identifiers().quote(name) : IdentifierPreparer(plain()).quote(name);
    }

    SqlText result() const
    {
        SqlText result{{}, m_text.dialect};
        std::size_t copied = 0;
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            if (m_replacements[i].empty())
                continue;
            result.text += m_text.text.substr(copied, m_tokens[i].offset - copied) + m_replacements[i];
            copied = m_tokens[i].end();
        }
        result.text += m_text.text.substr(copied);
        return result;
    }

private:
    static const DialectTraits& plain()
    {
        static const DialectTraits traits;
        return traits;
    }

    const SqlText& m_text;
    const LexicalRules& m_rules;
    const SqlDialect* m_dialect;
    std::vector<Token> m_tokens;
    std::vector<std::string> m_replacements;
};

// For each token, whether it stands in the list of results of a SELECT, or in a FROM clause.
enum class Clause
{
    None,
    Results,
    From,
};

std::vector<Clause> clausesOf(const Rewriter& text)
{
    std::vector<Clause> clauses;
    std::vector<Clause> stack{Clause::None};
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.isSign(i, "(")) // joins in brackets are FROM's, a subquery begins anew
            stack.push_back(stack.back() == Clause::From ? Clause::From : Clause::None);
        else if (text.isSign(i, ")") && stack.size() > 1)
            stack.pop_back();
        else if (text.isWord(i, "SELECT"))
            stack.back() = Clause::Results;
        else if (text.isWord(i, "FROM"))
            stack.back() = Clause::From;
        for (const char* end : {"WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "UNION", "EXCEPT", "INTERSECT",
                 "WINDOW", "SET", "VALUES"}) {
            if (text.isWord(i, end))
                stack.back() = Clause::None;
        }
        clauses.push_back(stack.back());
    }
    return clauses;
}

bool introducesTable(const Rewriter& text, const std::vector<Clause>& clauses, std::size_t i)
{
    if (i == 0)
        return false;
    for (const char* word : {"FROM", "JOIN", "INTO", "UPDATE", "ON", "TABLE"}) {
        if (text.isWord(i - 1, word))
            return true;
    }
    bool opens = text.isSign(i - 1, ",") || text.isSign(i - 1, "(");
    return opens && clauses[i] != Clause::Results
        && (clauses[i - 1] == Clause::From || i < 2 || clauses[i] == Clause::From);
}

// The names by which the table is called in the text: its own and its aliases.
std::set<std::string> qualifiersOf(
    const Rewriter& text, const std::vector<Clause>& clauses, const TableName& table)
{
    std::set<std::string> names{toLowerAscii(table.name)};
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool qualified = i >= 2 && text.isSign(i - 1, ".") && introducesTable(text, clauses, i - 2);
        if (!text.isName(i, table.name) || (!qualified && !introducesTable(text, clauses, i)))
            continue;
        std::size_t alias = text.isWord(i + 1, "AS") ? i + 2 : i + 1;
        bool isAlias = text.isIdentifier(alias);
        for (const char* word : {"WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "UNION", "EXCEPT", "INTERSECT",
                 "WINDOW", "JOIN", "LEFT", "RIGHT", "INNER", "CROSS", "FULL", "NATURAL", "ON", "USING", "SET",
                 "VALUES", "BEGIN", "FOR", "WHEN", "SELECT", "DEFAULT"})
            isAlias = isAlias && !text.isWord(alias, word);
        if (isAlias)
            names.insert(toLowerAscii(text.valueAt(alias)));
    }
    return names;
}

// "UPDATE OF a, b ON t"
bool isInUpdateOf(const Rewriter& text, std::size_t i)
{
    while (i >= 2 && text.isSign(i - 1, ","))
        i -= 2;
    return i >= 2 && text.isWord(i - 1, "OF") && text.isWord(i - 2, "UPDATE");
}

} // namespace

SqlText withRenamedColumn(const SqlText& text, const std::string& from, const std::string& to)
{
    Rewriter rewriter(text);
    for (std::size_t i = 0; i < rewriter.size(); ++i) {
        if (rewriter.isName(i, from) && !rewriter.isSign(i + 1, "(") && !rewriter.isSign(i + 1, "."))
            rewriter.replace(i, rewriter.quoted(to));
    }
    return rewriter.result();
}

SqlText withRenamedColumn(const SqlText& text, const TableName& table, const std::string& from,
    const std::string& to, bool isOnly, Host host)
{
    Rewriter rewriter(text);
    std::vector<Clause> clauses = clausesOf(rewriter);
    std::set<std::string> qualifiers = qualifiersOf(rewriter, clauses, table);
    if (host == Host::TriggerOfTable) {
        qualifiers.insert("new");
        qualifiers.insert("old");
    }
    for (std::size_t i = 0; i < rewriter.size(); ++i) {
        if (!rewriter.isName(i, from) || rewriter.isSign(i + 1, "(") || rewriter.isSign(i + 1, "."))
            continue;
        bool isQualified = i >= 2 && rewriter.isSign(i - 1, ".") && rewriter.isIdentifier(i - 2);
        if (host == Host::TriggerOfTable && isInUpdateOf(rewriter, i)) {
            rewriter.replace(i, rewriter.quoted(to));
            continue;
        }
        if (isQualified ? !qualifiers.contains(toLowerAscii(rewriter.valueAt(i - 2))) : !isOnly)
            continue;
        if (i > 0 && rewriter.isWord(i - 1, "AS"))
            continue; // the name of a result
        std::string name = rewriter.quoted(to);
        std::size_t start = isQualified ? i - 2 : i;
        bool begins = start > 0
            && (rewriter.isSign(start - 1, ",") || rewriter.isWord(start - 1, "SELECT")
                || rewriter.isWord(start - 1, "DISTINCT") || rewriter.isWord(start - 1, "ALL"));
        bool ends = i + 1 == rewriter.size() || rewriter.isSign(i + 1, ",") || rewriter.isWord(i + 1, "FROM")
            || rewriter.isSign(i + 1, ")");
        if (host == Host::Query && begins && ends && clauses[start] == Clause::Results)
            name += " AS " + rewriter.quoted(from);
        rewriter.replace(i, name);
    }
    return rewriter.result();
}

SqlText withRenamedTable(const SqlText& text, const TableName& from, const TableName& to)
{
    Rewriter rewriter(text);
    std::vector<Clause> clauses = clausesOf(rewriter);
    for (std::size_t i = 0; i < rewriter.size(); ++i) {
        if (!rewriter.isName(i, from.name))
            continue;
        bool qualified = i >= 2 && rewriter.isSign(i - 1, ".") && rewriter.isIdentifier(i - 2);
        std::size_t start = qualified ? i - 2 : i;
        bool isTable = introducesTable(rewriter, clauses, start);
        bool isQualifier = !isTable && !qualified && rewriter.isSign(i + 1, ".");
        if (!isTable && !isQualifier)
            continue;
        rewriter.replace(i, rewriter.quoted(to.name));
        if (qualified && !to.schema.empty() && to.schema != from.schema)
            rewriter.replace(i - 2, rewriter.quoted(to.schema));
    }
    return rewriter.result();
}

bool mentions(const SqlText& text, const std::string& name)
{
    Rewriter rewriter(text);
    for (std::size_t i = 0; i < rewriter.size(); ++i) {
        if (rewriter.isName(i, name))
            return true;
    }
    return false;
}

} // namespace relata
