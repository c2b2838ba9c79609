#include "core/drivers/libmariadb/text_cursor.h"

#include <charconv>

namespace relata::libmariadb {

TextCursor::TextCursor(
    LibmariadbConnection& connection, std::string statement, const ExecutionOptions& options)
    : m_connection(connection), m_statement(std::move(statement)), m_maxCellBytes(options.maxCellBytes)
{
    m_stop.emplace(options.stop, [&connection] { connection.interrupt(); });
    MYSQL* handle = connection.handle();
    if (mysql_real_query(handle, m_statement.data(), m_statement.size()) != 0)
        connection.fail(failureOf(handle), m_statement);
    m_result = mysql_use_result(handle);
    if (!m_result) {
        if (mysql_errno(handle) != 0)
            connection.fail(failureOf(handle), m_statement);
        m_rowCount = static_cast<std::int64_t>(mysql_affected_rows(handle));
        finish();
        return;
    }
    m_columns = columnsOf(m_result);
    const MYSQL_FIELD* fields = mysql_fetch_fields(m_result);
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        m_tags.push_back(tagOf(fields[i]));
}

TextCursor::~TextCursor()
{
    if (m_ended)
        return;
    m_stop.reset();
    // Short rests are read to the end; a long one is stopped, which is rude only to a SELECT.
    int rest = 0;
    while (m_result && mysql_fetch_row(m_result)) {
        if (++rest == 1000)
            m_connection.interrupt();
    }
    mysql_free_result(m_result);
    while (mysql_next_result(m_connection.handle()) == 0) {
        if (MYSQL_RES* more = mysql_use_result(m_connection.handle()))
            mysql_free_result(more);
    }
    m_connection.end();
}

void TextCursor::finish()
{
    m_ended = true;
    m_stop.reset();
    if (m_result)
        mysql_free_result(std::exchange(m_result, nullptr));
    m_messages = m_connection.warnings();
    // A procedure's further results: one statement gives one result here, the rest is read and dropped.
    while (mysql_next_result(m_connection.handle()) == 0) {
        if (MYSQL_RES* more = mysql_store_result(m_connection.handle()))
            mysql_free_result(more);
    }
    m_connection.end();
}

void TextCursor::appendRow(RowChunkBuilder& builder, MYSQL_ROW row, const unsigned long* lengths) const
{
    for (std::size_t i = 0; i < m_tags.size(); ++i) {
        if (!row[i]) {
            builder.addNull();
            continue;
        }
        std::string_view bytes(row[i], lengths[i]);
        if (m_tags[i] == ValueTag::Integer) {
            std::int64_t number = 0;
            auto [end, code] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), number);
            if (code == std::errc() && end == bytes.data() + bytes.size())
                builder.addInteger(number);
            else
                builder.addBytes(ValueTag::Number, bytes); // BIGINT UNSIGNED above the signed range
            continue;
        }
        std::size_t shown =
            m_maxCellBytes > 0 ? std::min<std::size_t>(bytes.size(), m_maxCellBytes) : bytes.size();
        builder.addBytes(m_tags[i], bytes.substr(0, shown), shown < bytes.size() ? bytes.size() : 0);
    }
}

void TextCursor::failNow()
{
    Failure failure = failureOf(m_connection.handle());
    m_ended = true;
    m_stop.reset();
    if (m_result)
        mysql_free_result(std::exchange(m_result, nullptr));
    m_connection.fail(failure, m_statement);
}

// Of the whole, or of one of several statements.
void TextCursor::endOfRows()
{
    MYSQL* handle = m_connection.handle();
    if (mysql_errno(handle) != 0)
        failNow();
    while (m_connection.takesMultiStatements() && mysql_more_results(handle)) {
        mysql_free_result(std::exchange(m_result, nullptr));
        if (mysql_next_result(handle) != 0)
            failNow();
        m_result = mysql_use_result(handle);
        if (m_result && mysql_num_fields(m_result) == m_columns.size())
            return;
    }
    finish();
}

RowChunkPtr TextCursor::fetch(std::size_t maxRows, std::size_t softByteLimit)
{
    if (m_ended)
        return nullptr;
    RowChunkBuilder builder(m_columns.size());
    while (builder.rowCount() < maxRows && builder.byteSize() < softByteLimit) {
        MYSQL_ROW row = mysql_fetch_row(m_result);
        if (row) {
            appendRow(builder, row, mysql_fetch_lengths(m_result));
            continue;
        }
        endOfRows();
        if (m_ended)
            break;
    }
    return builder.empty() ? nullptr : builder.take();
}

} // namespace relata::libmariadb
