#pragma once

#include "core/drivers/libpq/libpq_connection.h"

#include <functional>

namespace relata::libpq {

// The rows of one statement. Streams in libpq's single-row mode, in which at most a row and the socket's
// buffer are held here; or hands out slices of one whole result (ExecutionOptions::buffered).
class LibpqCursor final : public DriverCursor
{
public:
    // Waits for the first row, or for the end of a statement that has none. Throws what the statement throws.
    LibpqCursor(LibpqConnection& connection, std::string statement, const ExecutionOptions& options);
    // A cursor that is closed before its end: what ends within a moment is read to the end; else the server
    // is asked to stop, unless a transaction is open, which that would spoil.
    ~LibpqCursor() override;

    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    RowChunkPtr fetch(std::size_t maxRows, std::size_t softByteLimit) override;
    std::int64_t rowCount() const override { return m_rowCount; }
    std::vector<std::string> takeMessages() override { return m_connection.takeMessages(); }

private:
    void take(ResultPtr result);
    void readColumns(const PGresult* result);
    void end(ResultPtr last);
    void appendRow(RowChunkBuilder& builder, int row) const;

    LibpqConnection& m_connection;
    std::string m_statement;
    std::stop_token m_stop;
    std::size_t m_maxCellBytes;
    std::optional<std::stop_callback<std::function<void()>>> m_wake;
    std::vector<ResultColumn> m_columns;
    std::vector<ValueTag> m_tags;
    ResultPtr m_rows; // rows that are here and not handed out yet
    int m_nextRow = 0;
    std::int64_t m_rowCount = -1;
    bool m_ended = false;
};

} // namespace relata::libpq
