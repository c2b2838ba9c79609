// Rows of a statement that leave the connection free for others: read through a cursor that the server keeps,
// a block at a time, or read at once.
#pragma once

#include "core/engine/dialect.h"

namespace relata {

class ServerCursor final : public DriverCursor
{
public:
    // `name` is a plain identifier of ours. `isAlive` says whether the transaction in which it was declared
    // still runs; it is asked before each statement of the cursor's own.
    ServerCursor(DriverConnection& connection, const Dialect& dialect, std::string name,
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options,
        std::function<bool()> isAlive);
    ~ServerCursor() override;

    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    RowChunkPtr fetch(std::size_t maxRows, std::size_t softByteLimit) override;
    std::int64_t rowCount() const override { return -1; }

private:
    void fetchBlock(std::size_t rows);

    DriverConnection& m_connection;
    const Dialect& m_dialect;
    std::string m_name;
    ExecutionOptions m_options;
    std::function<bool()> m_isAlive;
    std::vector<ResultColumn> m_columns;
    RowChunkPtr m_block;
    std::size_t m_next = 0; // row of m_block
    std::vector<RowChunkPtr> m_more; // of the same block, last first
    bool m_atEnd = false;
};

// The rows of a cursor, read to its end.
class KeptCursor final : public DriverCursor
{
public:
    explicit KeptCursor(DriverCursor& cursor);
    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    RowChunkPtr fetch(std::size_t maxRows, std::size_t softByteLimit) override;
    std::int64_t rowCount() const override { return m_rowCount; }
    std::vector<std::string> takeMessages() override { return std::exchange(m_messages, {}); }

private:
    std::vector<ResultColumn> m_columns;
    std::vector<RowChunkPtr> m_chunks; // last first
    std::size_t m_next = 0; // row of the last one
    std::vector<std::string> m_messages;
    std::int64_t m_rowCount;
};

} // namespace relata
