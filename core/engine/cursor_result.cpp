#include "core/engine/cursor_result.h"

#include <algorithm>

namespace relata {
namespace {

[[noreturn]] void raiseWith(ErrorKind kind, std::string message)
{
    Error error;
    error.kind = kind;
    error.message = std::move(message);
    raise(std::move(error));
}

std::vector<Value> valuesOf(const RowChunk& chunk, std::size_t row)
{
    std::vector<Value> values;
    values.reserve(chunk.columnCount());
    for (std::size_t column = 0; column < chunk.columnCount(); ++column)
        values.push_back(Value::copyOf(chunk.at(row, column)));
    return values;
}

// Appends what tells a value from every other one.
void appendKey(std::string& key, const ValueView& value)
{
    std::string text = value.toText();
    key += static_cast<char>(value.tag);
    key += std::to_string(text.size()) + ":" + text;
}

} // namespace

const Value& Row::operator[](std::string_view name) const
{
    auto found = std::find(m_names->begin(), m_names->end(), name);
    if (found == m_names->end())
        raiseWith(ErrorKind::Argument, "The row has no column “" + std::string(name) + "”.");
    if (std::find(found + 1, m_names->end(), name) != m_names->end())
        raiseWith(ErrorKind::Argument,
            "The row has several columns “" + std::string(name) + "”; give them labels.");
    return m_values[static_cast<std::size_t>(found - m_names->begin())];
}

ColumnNames CursorResult::names() const
{
    if (!m_names) {
        auto names = std::make_shared<std::vector<std::string>>();
        for (const ResultColumn& column : m_cursor->columns())
            names->push_back(column.name);
        m_names = std::move(names);
    }
    return m_names;
}

RowChunkPtr CursorResult::next(std::size_t maxRows)
{
    RowChunkPtr chunk = nextOfAll(maxRows);
    while (chunk && m_seen) {
        RowChunkBuilder builder(chunk->columnCount());
        for (std::size_t row = 0; row < chunk->rowCount(); ++row) {
            std::string key;
            for (std::size_t column = 0; column < chunk->columnCount(); ++column)
                appendKey(key, chunk->at(row, column));
            if (!m_seen->insert(std::move(key)).second)
                continue;
            for (std::size_t column = 0; column < chunk->columnCount(); ++column)
                builder.add(chunk->at(row, column));
        }
        if (builder.rowCount() == chunk->rowCount())
            return chunk;
        if (!builder.empty())
            return builder.take();
        chunk = nextOfAll(maxRows);
    }
    return chunk;
}

RowChunkPtr CursorResult::nextOfAll(std::size_t maxRows)
{
    if (!m_watch)
        return m_cursor->fetch(maxRows);
    struct Guard
    {
        const Watch& watch;
        ~Guard() { watch.afterFetch(); }
    };
    try {
        m_watch->beforeFetch();
        Guard guard{*m_watch};
        return m_cursor->fetch(maxRows);
    } catch (const DatabaseError& error) {
        m_watch->failed(error);
        throw;
    }
}

RowChunkPtr CursorResult::fetch(std::size_t maxRows)
{
    return next(maxRows);
}

std::vector<std::vector<Value>> CursorResult::all()
{
    std::vector<std::vector<Value>> rows;
    while (RowChunkPtr chunk = next(1024)) {
        for (std::size_t row = 0; row < chunk->rowCount(); ++row)
            rows.push_back(valuesOf(*chunk, row));
    }
    return rows;
}

std::vector<Row> CursorResult::rows()
{
    std::vector<Row> result;
    forEach([&](const Row& row) {
        result.push_back(row);
        return true;
    });
    return result;
}

std::vector<std::vector<std::pair<std::string, Value>>> CursorResult::mappings()
{
    std::vector<std::vector<std::pair<std::string, Value>>> result;
    ColumnNames columns = names();
    while (RowChunkPtr chunk = next(1024)) {
        for (std::size_t row = 0; row < chunk->rowCount(); ++row) {
            auto& mapping = result.emplace_back();
            for (std::size_t column = 0; column < chunk->columnCount(); ++column)
                mapping.emplace_back((*columns)[column], Value::copyOf(chunk->at(row, column)));
        }
    }
    return result;
}

std::vector<Value> CursorResult::scalars(std::size_t column)
{
    if (column >= m_cursor->columns().size())
        raiseWith(ErrorKind::Argument, "The result has no column number " + std::to_string(column) + ".");
    std::vector<Value> result;
    while (RowChunkPtr chunk = nextOfAll(1024)) {
        for (std::size_t row = 0; row < chunk->rowCount(); ++row) {
            ValueView value = chunk->at(row, column);
            std::string key;
            if (m_seen)
                appendKey(key, value);
            if (!m_seen || m_seen->insert(std::move(key)).second)
                result.push_back(Value::copyOf(value));
        }
    }
    return result;
}

Value CursorResult::scalar()
{
    std::optional<Row> row = first();
    return row && row->size() > 0 ? (*row)[0] : Value();
}

std::optional<Row> CursorResult::first()
{
    std::optional<Row> result;
    RowChunkPtr chunk = next(1);
    if (chunk)
        result.emplace(names(), valuesOf(*chunk, 0));
    // A statement's effect and its last errors belong to it: it is read to the end.
    while (chunk)
        chunk = next(1024);
    return result;
}

std::optional<Row> CursorResult::oneOrNone()
{
    RowChunkPtr chunk = next(2);
    if (!chunk)
        return std::nullopt;
    Row row(names(), valuesOf(*chunk, 0));
    if (chunk->rowCount() > 1 || next(1))
        raiseWith(ErrorKind::Data, "Multiple rows were found when one or none was required.");
    return row;
}

Row CursorResult::one()
{
    RowChunkPtr chunk = next(2);
    if (!chunk)
        raiseWith(ErrorKind::Data, "No row was found when one was required.");
    Row row(names(), valuesOf(*chunk, 0));
    if (chunk->rowCount() > 1 || next(1))
        raiseWith(ErrorKind::Data, "Multiple rows were found when exactly one was required.");
    return row;
}

Value CursorResult::scalarOne()
{
    return one()[std::size_t(0)];
}

std::optional<Value> CursorResult::scalarOneOrNone()
{
    std::optional<Row> row = oneOrNone();
    return row ? std::optional<Value>((*row)[std::size_t(0)]) : std::nullopt;
}

void CursorResult::partitions(std::size_t size, const std::function<bool(const RowChunk&)>& take)
{
    while (RowChunkPtr chunk = next(size)) {
        if (!take(*chunk))
            return close();
    }
}

void CursorResult::forEach(const std::function<bool(const Row&)>& take)
{
    ColumnNames columns = names();
    while (RowChunkPtr chunk = next(m_yieldPer)) {
        for (std::size_t row = 0; row < chunk->rowCount(); ++row) {
            if (!take(Row(columns, valuesOf(*chunk, row))))
                return close();
        }
    }
}

CursorResult& CursorResult::yieldPer(std::size_t rows)
{
    m_yieldPer = std::max<std::size_t>(rows, 1);
    return *this;
}

CursorResult& CursorResult::unique()
{
    if (!m_seen)
        m_seen = std::make_unique<std::unordered_set<std::string>>();
    return *this;
}

namespace {

// What a closed result says.
class ClosedCursor final : public DriverCursor
{
public:
    ClosedCursor(std::vector<ResultColumn> columns, std::int64_t rowCount)
        : m_columns(std::move(columns)), m_rowCount(rowCount)
    { }
    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    RowChunkPtr fetch(std::size_t, std::size_t) override { return nullptr; }
    std::int64_t rowCount() const override { return m_rowCount; }

private:
    std::vector<ResultColumn> m_columns;
    std::int64_t m_rowCount;
};

} // namespace

void CursorResult::close()
{
    m_cursor = std::make_unique<ClosedCursor>(m_cursor->columns(), m_cursor->rowCount());
}

} // namespace relata
