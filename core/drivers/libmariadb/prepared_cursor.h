#pragma once

#include "core/drivers/libmariadb/libmariadb_connection.h"

#include <functional>
#include <optional>

namespace relata::libmariadb {

// A statement with parameters: prepared by the server, values bound in the binary protocol.
class PreparedCursor final : public DriverCursor
{
public:
    PreparedCursor(LibmariadbConnection& connection, std::string statement, std::span<const Value> parameters,
        const ExecutionOptions& options);
    ~PreparedCursor() override;

    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    RowChunkPtr fetch(std::size_t maxRows, std::size_t softByteLimit) override;
    std::int64_t rowCount() const override { return m_rowCount; }
    std::vector<std::string> takeMessages() override { return std::exchange(m_messages, {}); }

private:
    struct Cell;
    void watchForStop();
    void executeWith(std::span<const Value> parameters);
    void bindResult();
    void appendRow(RowChunkBuilder& builder);
    void appendCell(RowChunkBuilder& builder, unsigned int column);
    void finish();
    [[noreturn]] void fail();

    LibmariadbConnection& m_connection;
    std::string m_text;
    ExecutionOptions m_options;
    std::optional<std::stop_callback<std::function<void()>>> m_stop;
    std::vector<ResultColumn> m_columns;
    std::vector<std::string> m_messages;
    std::vector<MYSQL_BIND> m_binds;
    std::vector<Cell> m_cells;
    std::string m_buffer;
    MYSQL_STMT* m_statement = nullptr;
    std::int64_t m_rowCount = -1;
    bool m_ended = false;
};

} // namespace relata::libmariadb
