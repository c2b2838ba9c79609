#include "core/parse/sql_completion.h"

#include "core/sql/identifier_preparer.h"
#include "core/sql/type_compiler.h"
#include "core/util/strings.h"

#include <algorithm>
#include <unordered_set>

namespace relata {
namespace {

constexpr int prefixScore = 400;
constexpr int wordScore = 300;
constexpr int insideScore = 200;
constexpr int lettersScore = 100;

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

class Collector
{
public:
    Collector(const CompletionContext& context, const MetaData& metadata, const SqlDialect& dialect)
        : m_context(context), m_metadata(metadata), m_dialect(dialect), m_quote(dialect.traits())
    { }

    void member();
    void tables();
    void columnsInReach();
    void insertColumns();
    void aliases();
    void schemas();
    void routines();
    void keywords();
    std::vector<Completion> take(std::size_t most);

private:
    void add(Completion::Kind kind, std::string_view label, std::string detail, int bonus);
    void addWord(Completion::Kind kind, std::string_view word, std::string detail, int bonus);
    void addColumns(const std::vector<Column>& columns, const std::string& owner, int bonus);
    bool addColumnsOf(const TableReference& reference, int bonus);
    const std::vector<Column>* columnsOf(std::string_view schema, std::string_view name) const;
    void addObjects(std::string_view schema, bool everySchema, int bonus);

    const CompletionContext& m_context;
    const MetaData& m_metadata;
    const SqlDialect& m_dialect;
    IdentifierPreparer m_quote;
    std::vector<Completion> m_found;
    std::unordered_set<std::string> m_seen; // columns of the same name from several tables stand once each
};

void Collector::add(Completion::Kind kind, std::string_view label, std::string detail, int bonus)
{
    const int score = completionScore(m_context.prefix, label);
    if (score == 0)
        return;
    std::string insert = m_context.quoted ? m_quote.alwaysQuote(label) : m_quote.quote(label);
    m_found.push_back({kind, std::string(label), std::move(insert), std::move(detail), score + bonus});
}

void Collector::addWord(Completion::Kind kind, std::string_view word, std::string detail, int bonus)
{
    // Words that are only letters somewhere in a longer one get into the way of names.
    if (m_context.quoted || m_context.prefix.empty() || !startsWithIgnoreCase(word, m_context.prefix))
        return;
    // As the person writes: select after sel, SELECT after SEL.
    const bool small = std::none_of(
        m_context.prefix.begin(), m_context.prefix.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool capital = std::any_of(
        m_context.prefix.begin(), m_context.prefix.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    std::string text(word);
    if (small)
        text = toLowerAscii(word);
    else if (capital && kind == Completion::Kind::Keyword)
        text = toUpperAscii(word);
    if (m_seen.insert(toLowerAscii(word)).second)
        m_found.push_back(
            {kind, text, text, std::move(detail), completionScore(m_context.prefix, word) + bonus});
}

const std::vector<Column>* Collector::columnsOf(std::string_view schema, std::string_view name) const
{
    const std::string known = schema == m_metadata.defaultSchema ? std::string() : std::string(schema);
    if (const Table* table = m_metadata.findTable(known, name))
        return &table->columns;
    if (const View* view = m_metadata.findView(known, name))
        return &view->columns;
    // Names are written in any case where the database folds it.
    for (const TablePtr& table : m_metadata.tables()) {
        if (equalsIgnoreCase(table->name, name) && equalsIgnoreCase(table->schema, known))
            return &table->columns;
    }
    for (const ViewPtr& view : m_metadata.views()) {
        if (equalsIgnoreCase(view->name, name) && equalsIgnoreCase(view->schema, known))
            return &view->columns;
    }
    return nullptr;
}

void Collector::addColumns(const std::vector<Column>& columns, const std::string& owner, int bonus)
{
    for (const Column& column : columns)
        add(Completion::Kind::Column, column.name,
            m_dialect.typeCompiler().compile(column.type) + " · " + owner, bonus);
}

bool Collector::addColumnsOf(const TableReference& reference, int bonus)
{
    const std::vector<Column>* columns = columnsOf(reference.schema, reference.name);
    if (columns)
        addColumns(*columns, reference.alias.empty() ? reference.name : reference.alias, bonus);
    return columns != nullptr;
}

void Collector::addObjects(std::string_view schema, bool everySchema, int bonus)
{
    const auto place = [this](const std::string& of, const char* what) {
        const std::string& shown = of.empty() ? m_metadata.defaultSchema : of;
        return shown.empty() ? std::string(what) : std::string(what) + " · " + shown;
    };
    const auto offer = [&](Completion::Kind kind, const std::string& of, const std::string& name,
                           const char* what) {
        if (!everySchema && !equalsIgnoreCase(of, schema))
            return;
        const std::size_t before = m_found.size();
        // Tables of other schemas come behind those that need no schema.
        add(kind, name, place(of, what), bonus - (everySchema && !of.empty() ? 60 : 0));
        if (everySchema && !of.empty() && m_found.size() > before && !m_context.quoted)
            m_found.back().insert = m_quote.qualified(of, name);
    };
    for (const TablePtr& table : m_metadata.tables())
        offer(Completion::Kind::Table, table->schema, table->name, "table");
    for (const ViewPtr& view : m_metadata.views())
        offer(Completion::Kind::View, view->schema, view->name,
            view->materialized ? "materialized view" : "view");
}

void Collector::member()
{
    const std::string& last = m_context.qualifier.back();
    const std::string schema =
        m_context.qualifier.size() > 1 ? m_context.qualifier[m_context.qualifier.size() - 2] : std::string();
    if (schema.empty()) {
        for (const TableReference& reference : m_context.tables) {
            if (equalsIgnoreCase(reference.alias.empty() ? reference.name : reference.alias, last)
                && addColumnsOf(reference, 50))
                return;
        }
        const bool isSchema = std::any_of(m_metadata.schemas.begin(), m_metadata.schemas.end(),
                                  [&](const std::string& known) { return equalsIgnoreCase(known, last); })
            || equalsIgnoreCase(last, m_metadata.defaultSchema);
        if (isSchema)
            return addObjects(
                equalsIgnoreCase(last, m_metadata.defaultSchema) ? std::string_view() : last, false, 50);
    }
    addColumnsOf({schema, last, {}}, 50);
}

void Collector::tables()
{
    for (const std::string& name : m_context.withNames)
        add(Completion::Kind::Alias, name, "WITH", 60);
    addObjects({}, true, 50);
}

void Collector::columnsInReach()
{
    for (const TableReference& reference : m_context.tables)
        addColumnsOf(reference, 60);
}

void Collector::insertColumns()
{
    if (!m_context.tables.empty())
        addColumnsOf(m_context.tables.front(), 60);
}

void Collector::aliases()
{
    for (const TableReference& reference : m_context.tables) {
        if (reference.alias.empty())
            add(Completion::Kind::Table, reference.name, "table", 40);
        else
            add(Completion::Kind::Alias, reference.alias, reference.name, 55);
    }
}

void Collector::schemas()
{
    for (const std::string& schema : m_metadata.schemas) {
        if (!schema.empty() || !m_metadata.defaultSchema.empty())
            add(Completion::Kind::Schema, schema.empty() ? m_metadata.defaultSchema : schema, "schema", 0);
    }
}

void Collector::routines()
{
    for (const CarriedObject& object : m_metadata.carried) {
        if (object.kind != "function" && object.kind != "aggregate" && object.kind != "procedure")
            continue;
        const std::string name = object.name.substr(0, object.name.find('('));
        add(Completion::Kind::Routine, name, object.kind, 10);
    }
    for (const std::string_view function : commonFunctions())
        addWord(Completion::Kind::Routine, function, "function", 5);
}

void Collector::keywords()
{
    for (const std::string_view keyword : commonKeywords())
        addWord(Completion::Kind::Keyword, keyword, {}, 20);
    if (const auto* reserved = m_dialect.traits().reservedWords) {
        for (const std::string& word : *reserved) {
            // A single letter or two would only save nothing.
            if (word.size() > 2)
                addWord(Completion::Kind::Keyword, toUpperAscii(word), {}, 0);
        }
    }
}

std::vector<Completion> Collector::take(std::size_t most)
{
    const auto better = [](const Completion& a, const Completion& b) {
        if (a.score != b.score)
            return a.score > b.score;
        return a.label != b.label ? a.label < b.label : a.detail < b.detail;
    };
    const std::size_t kept = std::min(most, m_found.size());
    std::partial_sort(
        m_found.begin(), m_found.begin() + static_cast<std::ptrdiff_t>(kept), m_found.end(), better);
    m_found.resize(kept);
    return std::move(m_found);
}

} // namespace

int completionScore(std::string_view pattern, std::string_view text)
{
    if (pattern.empty())
        return 1;
    if (startsWithIgnoreCase(text, pattern))
        return prefixScore + (text.size() == pattern.size() ? 50 : 0);
    // Letters in order; best where they begin words (oi: order_items, OrderItems).
    std::size_t at = 0;
    bool initials = true;
    for (std::size_t i = 0; i < text.size() && at < pattern.size(); ++i) {
        if (lower(text[i]) != lower(pattern[at]))
            continue;
        const bool begins = i == 0 || text[i - 1] == '_' || text[i - 1] == ' '
            || (text[i] >= 'A' && text[i] <= 'Z' && lower(text[i - 1]) == text[i - 1]);
        const bool goesOn = i > 0 && at > 0 && lower(text[i - 1]) == lower(pattern[at - 1]);
        initials = initials && (begins || goesOn);
        ++at;
    }
    if (at < pattern.size())
        return 0;
    if (initials)
        return wordScore;
    return toLowerAscii(text).find(toLowerAscii(pattern)) != std::string::npos ? insideScore : lettersScore;
}

std::vector<Completion> completions(
    const CompletionContext& context, const MetaData& metadata, const SqlDialect& dialect, std::size_t most)
{
    using Place = CompletionContext::Place;
    Collector collector(context, metadata, dialect);
    switch (context.place) {
    case Place::None:
        break;
    case Place::Member:
        collector.member();
        break;
    case Place::Table:
        collector.tables();
        collector.schemas();
        collector.keywords();
        break;
    case Place::ColumnOfInsert:
        collector.insertColumns();
        break;
    case Place::Anything:
        collector.columnsInReach();
        collector.aliases();
        collector.keywords();
        collector.routines();
        collector.tables();
        collector.schemas();
        break;
    }
    return collector.take(most);
}

const std::vector<std::string_view>& commonKeywords()
{
    static const std::vector<std::string_view> words = {"SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY",
        "HAVING", "LIMIT", "OFFSET", "INSERT INTO", "VALUES", "UPDATE", "SET", "DELETE FROM", "JOIN",
        "LEFT JOIN", "RIGHT JOIN", "INNER JOIN", "FULL JOIN", "CROSS JOIN", "ON", "USING", "AS", "AND", "OR",
        "NOT", "NULL", "IS NULL", "IS NOT NULL", "IN", "BETWEEN", "LIKE", "EXISTS", "CASE", "WHEN", "THEN",
        "ELSE", "END", "DISTINCT", "UNION", "UNION ALL", "EXCEPT", "INTERSECT", "WITH", "RECURSIVE", "CREATE",
        "ALTER", "DROP", "TABLE", "VIEW", "INDEX", "TRIGGER", "PRIMARY KEY", "FOREIGN KEY", "REFERENCES",
        "UNIQUE", "CHECK", "DEFAULT", "CONSTRAINT", "BEGIN", "COMMIT", "ROLLBACK", "EXPLAIN", "ASC", "DESC",
        "OVER", "PARTITION BY", "FILTER", "RETURNING", "TRUE", "FALSE", "TRUNCATE", "GRANT", "REVOKE",
        "IF EXISTS", "IF NOT EXISTS", "CASCADE"};
    return words;
}

const std::vector<std::string_view>& commonFunctions()
{
    static const std::vector<std::string_view> names = {"abs", "avg", "cast", "ceil", "coalesce", "concat",
        "count", "current_date", "current_time", "current_timestamp", "date", "dense_rank", "extract",
        "first_value", "floor", "greatest", "lag", "last_value", "lead", "least", "length", "lower", "ltrim",
        "max", "min", "mod", "now", "nullif", "power", "rank", "replace", "round", "row_number", "rtrim",
        "sqrt", "substr", "substring", "sum", "trim", "upper"};
    return names;
}

} // namespace relata
