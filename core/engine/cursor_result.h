// Rows of one statement, as SQLAlchemy's Result gives them. Streaming: what has not been fetched has not been
// read. Movable; must not outlive its Connection.
#pragma once

#include "core/engine/driver.h"

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_set>

namespace relata {

using ColumnNames = std::shared_ptr<const std::vector<std::string>>;

// One row. Its values are copies and stay when the result is gone.
class Row
{
public:
    Row(ColumnNames names, std::vector<Value> values) : m_names(std::move(names)), m_values(std::move(values))
    { }
    std::size_t size() const { return m_values.size(); }
    const Value& operator[](std::size_t index) const { return m_values[index]; }
    // Throws DatabaseError (Argument) for a name that there is not, or that there is twice.
    const Value& operator[](std::string_view name) const;
    const std::vector<Value>& values() const { return m_values; }
    const std::vector<std::string>& names() const { return *m_names; }
    bool operator==(const std::vector<Value>& values) const { return m_values == values; }

private:
    ColumnNames m_names;
    std::vector<Value> m_values;
};

class CursorResult
{
public:
    // Called when the cursor fails in fetch(), and when it ends: the connection wants to know.
    struct Watch
    {
        std::function<void()> beforeFetch;
        std::function<void()> afterFetch; // also when it failed
        std::function<void(const DatabaseError&)> failed; // may throw another error instead
    };

    explicit CursorResult(std::unique_ptr<DriverCursor> cursor, std::shared_ptr<const Watch> watch = nullptr)
        : m_cursor(std::move(cursor)), m_watch(std::move(watch))
    { }
    const std::vector<ResultColumn>& columns() const { return m_cursor->columns(); }
    ColumnNames names() const;
    // The next rows, nullptr at the end; never an empty chunk.
    RowChunkPtr fetch(std::size_t maxRows = 1024);
    std::int64_t rowCount() const { return m_cursor->rowCount(); }
    std::vector<std::string> takeMessages() { return m_cursor->takeMessages(); }
    bool returnsRows() const { return !m_cursor->columns().empty(); }

    // Everything that is left, row by row. For results that are known to be small.
    std::vector<std::vector<Value>> all();
    std::vector<Row> rows();
    // As all(), each row with its columns' names, in their order: dictionaries.
    std::vector<std::vector<std::pair<std::string, Value>>> mappings();
    // The column of each row that is left.
    std::vector<Value> scalars(std::size_t column = 0);
    // The first column of the first row, NULL where there is no row; the rest is dropped.
    Value scalar();
    std::optional<Row> first(); // the rest is dropped
    // Exactly one row; throws DatabaseError (Data): “No row was found …”, “Multiple rows were found …”.
    Row one();
    std::optional<Row> oneOrNone();
    Value scalarOne();
    std::optional<Value> scalarOneOrNone();
    // Without keeping anything: rows in chunks of `size`, as they come (SQLAlchemy's yield_per and
    // partitions). The function may stop it by returning false.
    void partitions(std::size_t size, const std::function<bool(const RowChunk&)>& take);
    void forEach(const std::function<bool(const Row&)>& take);
    // How many rows fetch() and forEach() ask for at a time.
    CursorResult& yieldPer(std::size_t rows);
    // From here on each row once, wherever it is fetched (scalars(): each value once). Keeps what it has
    // seen, so memory grows with the number of different rows. Chunks may then be shorter than was asked for.
    CursorResult& unique();
    // The rows that are left are not wanted.
    void close();

private:
    RowChunkPtr next(std::size_t maxRows);
    RowChunkPtr nextOfAll(std::size_t maxRows);

    std::unique_ptr<DriverCursor> m_cursor;
    std::shared_ptr<const Watch> m_watch;
    mutable ColumnNames m_names;
    std::size_t m_yieldPer = 1024;
    std::unique_ptr<std::unordered_set<std::string>> m_seen; // of unique()
};

} // namespace relata
