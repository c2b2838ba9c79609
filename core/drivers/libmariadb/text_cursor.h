#pragma once

#include "core/drivers/libmariadb/libmariadb_connection.h"

#include <functional>
#include <optional>

namespace relata::libmariadb {

// A statement without parameters: the text protocol, in which every value is the server's own text.
class TextCursor final : public DriverCursor
{
public:
    TextCursor(LibmariadbConnection& connection, std::string statement, const ExecutionOptions& options);
    // Rows that nobody wants any more: the server is asked to stop, then what is on its way is read and
    // dropped.
    ~TextCursor() override;

    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    RowChunkPtr fetch(std::size_t maxRows, std::size_t softByteLimit) override;
    std::int64_t rowCount() const override { return m_rowCount; }
    std::vector<std::string> takeMessages() override { return std::exchange(m_messages, {}); }

private:
    void appendRow(RowChunkBuilder& builder, MYSQL_ROW row, const unsigned long* lengths) const;
    void endOfRows();
    [[noreturn]] void failNow();
    void finish();

    LibmariadbConnection& m_connection;
    std::string m_statement;
    std::size_t m_maxCellBytes;
    std::optional<std::stop_callback<std::function<void()>>> m_stop;
    std::vector<ResultColumn> m_columns;
    std::vector<ValueTag> m_tags;
    std::vector<std::string> m_messages;
    MYSQL_RES* m_result = nullptr;
    std::int64_t m_rowCount = -1;
    bool m_ended = false;
};

} // namespace relata::libmariadb
