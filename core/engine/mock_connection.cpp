#include "core/engine/mock_connection.h"

#include "core/types/row_chunk.h"

#include <charconv>

namespace relata {
namespace {

class MockCursor final : public DriverCursor
{
public:
    explicit MockCursor(MockAnswer answer) : m_answer(std::move(answer))
    {
        for (const std::string& name : m_answer.columns) {
            ResultColumn column;
            column.name = name;
            m_columns.push_back(std::move(column));
        }
    }
    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    std::int64_t rowCount() const override { return m_answer.rowCount; }
    RowChunkPtr fetch(std::size_t maxRows, std::size_t) override
    {
        RowChunkBuilder builder(m_columns.size());
        while (m_next < m_answer.rows.size() && builder.rowCount() < maxRows && !m_columns.empty()) {
            for (std::size_t i = 0; i < m_columns.size(); ++i)
                builder.add(m_answer.rows[m_next].at(i).view());
            ++m_next;
        }
        return builder.empty() ? nullptr : builder.take();
    }

private:
    MockAnswer m_answer;
    std::vector<ResultColumn> m_columns;
    std::size_t m_next = 0;
};

class MockDriverConnection final : public DriverConnection
{
public:
    MockDriverConnection(std::shared_ptr<MockRecord> record, MockAnswers answers)
        : m_record(std::move(record)), m_answers(std::move(answers))
    { }

    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions&) override
    {
        m_record->statements.push_back({sql, {{parameters.begin(), parameters.end()}}, false});
        return std::make_unique<MockCursor>(answer(sql, parameters));
    }
    ManyResult executeMany(
        const std::string& sql, std::span<const std::vector<Value>> rows, const ExecutionOptions&) override
    {
        m_record->statements.push_back({sql, {rows.begin(), rows.end()}, false});
        ManyResult result;
        for (const std::vector<Value>& row : rows) {
            MockCursor cursor(answer(sql, row));
            result.counts.push_back(cursor.rowCount());
            if (result.columns.empty())
                result.columns = cursor.columns();
            while (RowChunkPtr chunk = cursor.fetch(1024, 0))
                result.returned.push_back(std::move(chunk));
        }
        return result;
    }
    void executeScript(const std::string& script, const ExecutionOptions&) override
    {
        m_record->statements.push_back({script, {}, true});
    }
    void interrupt() noexcept override { }
    bool isUsable() const override { return true; }
    bool inTransaction() const override { return false; }
    std::string serverVersion() const override { return {}; }

private:
    MockAnswer answer(const std::string& sql, std::span<const Value> parameters) const
    {
        MockAnswer result;
        result.rowCount = 1;
        return m_answers ? m_answers(sql, parameters) : result;
    }

    std::shared_ptr<MockRecord> m_record;
    MockAnswers m_answers;
};

// The end of quotes or a comment that begin at `at`; `at` where none do.
std::size_t quotedEnd(const std::string& sql, std::size_t at, const DialectTraits& traits)
{
    char c = sql[at];
    char close = 0;
    if (c == '\'' || c == '"')
        close = c;
    else if (c == traits.quoteOpen)
        close = traits.quoteClose;
    if (close) {
        for (std::size_t i = at + 1; i < sql.size(); ++i) {
            if (c == '\'' && sql[i] == '\\' && traits.backslashEscapes)
                ++i;
            else if (sql[i] == close)
                return i + 1;
        }
        return sql.size();
    }
    auto to = [&](const char* end, std::size_t length) {
        std::size_t found = sql.find(end, at);
        return found == std::string::npos ? sql.size() : found + length;
    };
    if (sql.compare(at, 2, "--") == 0)
        return to("\n", 1);
    if (sql.compare(at, 2, "/*") == 0)
        return to("*/", 2);
    return at;
}

} // namespace

std::string withLiterals(const std::string& sql, std::span<const Value> parameters, const Dialect& dialect)
{
    const DialectTraits& traits = dialect.traits();
    std::string text;
    std::size_t next = 0;
    auto digits = [&](std::size_t at, std::size_t& end) {
        std::size_t number = 0;
        auto [last, code] = std::from_chars(sql.data() + at, sql.data() + sql.size(), number);
        end = static_cast<std::size_t>(last - sql.data());
        return code == std::errc() ? number : 0;
    };
    for (std::size_t i = 0; i < sql.size();) {
        std::size_t end = quotedEnd(sql, i, traits);
        std::size_t number = 0;
        if (end == i) {
            end = i + 1;
            if (traits.paramStyle == ParamStyle::QuestionMark && sql[i] == '?')
                number = ++next;
            else if (traits.paramStyle == ParamStyle::Numbered && sql[i] == '$')
                number = digits(i + 1, end);
            else if (traits.paramStyle == ParamStyle::NamedColon && sql.compare(i, 2, ":p") == 0)
                number = digits(i + 2, end);
        }
        if (number > 0 && number <= parameters.size())
            text += dialect.valueLiteral(parameters[number - 1].view());
        else
            text += sql.substr(i, std::max(end, i + 1) - i);
        i = std::max(end, i + 1);
    }
    return text;
}

std::vector<std::string> MockRecord::literalStatements(const Dialect& dialect) const
{
    std::vector<std::string> result;
    for (const MockStatement& statement : statements) {
        if (statement.isControl) {
            result.push_back(statement.sql);
            continue;
        }
        for (const std::vector<Value>& row : statement.rows)
            result.push_back(withLiterals(statement.sql, row, dialect));
    }
    return result;
}

std::size_t MockRecord::executed() const
{
    std::size_t count = 0;
    for (const MockStatement& statement : statements)
        count += statement.isControl ? 0 : 1;
    return count;
}

std::unique_ptr<Connection> mockConnection(std::shared_ptr<const Dialect> dialect,
    std::shared_ptr<MockRecord> record, MockAnswers answers, TransactionStart start)
{
    auto pooled = std::make_shared<PooledConnection>();
    pooled->driver = std::make_unique<MockDriverConnection>(std::move(record), std::move(answers));
    return std::make_unique<Connection>(std::move(dialect), nullptr, std::move(pooled), nullptr, start);
}

} // namespace relata
