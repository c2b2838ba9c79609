#include "core/drivers/libmariadb/prepared_cursor.h"

#include "core/drivers/libmariadb/bound_values.h"

#include <fmt/format.h>

#include <cstring>
#include <errmsg.h>
#include <mysqld_error.h>

namespace relata::libmariadb {

// Where libmariadb puts a cell of the current row.
struct PreparedCursor::Cell
{
    ValueTag tag = ValueTag::Null;
    enum_field_types type = MYSQL_TYPE_NULL;
    unsigned int decimals = 0;
    bool isUnsigned = false;
    my_bool isNull = 0;
    my_bool error = 0;
    unsigned long length = 0;
    std::int64_t integer = 0;
    double real = 0;
    float single = 0;
    MYSQL_TIME time{};
};

namespace {

// Rows that a cursor on the server sends at a time.
constexpr unsigned long rowsAhead = 1000;

// In the form that the text protocol has: as many digits of seconds as the column has, TIME beyond a day in
// hours.
std::string temporalText(const MYSQL_TIME& time, enum_field_types type, unsigned int decimals)
{
    std::string text;
    if (type == MYSQL_TYPE_DATE)
        return fmt::format("{:04}-{:02}-{:02}", time.year, time.month, time.day);
    if (type == MYSQL_TYPE_TIME)
        text = fmt::format(
            "{}{:02}:{:02}:{:02}", time.neg ? "-" : "", time.hour + 24 * time.day, time.minute, time.second);
    else
        text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", time.year, time.month, time.day, time.hour,
            time.minute, time.second);
    if (decimals > 0 && decimals <= 6)
        text += "." + fmt::format("{:06}", time.second_part).substr(0, decimals);
    return text;
}

} // namespace

PreparedCursor::PreparedCursor(LibmariadbConnection& connection, std::string statement,
    std::span<const Value> parameters, const ExecutionOptions& options)
    : m_connection(connection), m_text(std::move(statement)), m_options(options)
{
    watchForStop();
    m_statement = m_options.interleaved ? connection.takeNewStatement(m_text, parameters.size())
                                        : connection.takeStatement(m_text, parameters.size());
    if (m_options.interleaved) {
        unsigned long kind = CURSOR_TYPE_READ_ONLY;
        unsigned long rows = rowsAhead;
        mysql_stmt_attr_set(m_statement, STMT_ATTR_CURSOR_TYPE, &kind);
        mysql_stmt_attr_set(m_statement, STMT_ATTR_PREFETCH_ROWS, &rows);
    }
    executeWith(parameters);
    if (mysql_stmt_field_count(m_statement) == 0) {
        m_rowCount = static_cast<std::int64_t>(mysql_stmt_affected_rows(m_statement));
        finish();
        return;
    }
    bindResult();
    if (!m_options.interleaved)
        return;
    // The server keeps no cursor for some statements (SHOW): their rows block the connection until they are
    // read.
    bool hasCursor = (m_statement->upsert_status.server_status & SERVER_STATUS_CURSOR_EXISTS) != 0;
    if (!hasCursor && mysql_stmt_store_result(m_statement) != 0)
        fail();
    m_stop.reset();
    connection.end();
}

void PreparedCursor::watchForStop()
{
    m_stop.emplace(m_options.stop, [&connection = m_connection] { connection.interrupt(); });
}

PreparedCursor::~PreparedCursor()
{
    if (m_ended)
        return;
    if (m_options.interleaved) {
        mysql_stmt_close(m_statement);
        return;
    }
    m_stop.reset();
    m_connection.interrupt();
    mysql_stmt_free_result(m_statement);
    mysql_stmt_close(m_statement);
    m_connection.end();
}

void PreparedCursor::fail()
{
    Failure failure = failureOf(m_statement);
    // An error among the rows (INSERT ... RETURNING) is noted at the connection alone.
    if (failure.code == 0)
        failure = failureOf(m_connection.handle());
    m_ended = true;
    m_stop.reset();
    mysql_stmt_close(std::exchange(m_statement, nullptr));
    m_connection.fail(failure, m_text);
}

void PreparedCursor::finish()
{
    m_ended = true;
    m_stop.reset();
    mysql_stmt_free_result(m_statement);
    if (m_options.interleaved)
        mysql_stmt_close(m_statement);
    else
        m_connection.keepStatement(m_text, m_statement);
    m_statement = nullptr;
    m_messages = m_connection.warnings();
    m_connection.end();
}

void PreparedCursor::executeWith(std::span<const Value> parameters)
{
    BoundValues bound(parameters);
    if (!parameters.empty() && mysql_stmt_bind_param(m_statement, bound.binds()) != 0)
        fail();
    // The library copies the bindings but not the values: execute while they live.
    if (mysql_stmt_execute(m_statement) == 0)
        return;
    unsigned int code = mysql_stmt_errno(m_statement);
    // A table has changed under a kept statement, or the server has forgotten it: prepared anew.
    if (code != CR_NEW_STMT_METADATA && code != ER_UNKNOWN_STMT_HANDLER && code != ER_NEED_REPREPARE)
        fail();
    mysql_stmt_close(std::exchange(m_statement, nullptr));
    m_statement = m_connection.takeNewStatement(m_text, parameters.size());
    if ((!parameters.empty() && mysql_stmt_bind_param(m_statement, bound.binds()) != 0)
        || mysql_stmt_execute(m_statement) != 0)
        fail();
}

void PreparedCursor::bindResult()
{
    MYSQL_RES* metadata = mysql_stmt_result_metadata(m_statement);
    m_columns = columnsOf(metadata);
    const MYSQL_FIELD* fields = mysql_fetch_fields(metadata);
    m_binds.resize(m_columns.size());
    m_cells.resize(m_columns.size());
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        Cell& cell = m_cells[i];
        MYSQL_BIND& bind = m_binds[i];
        std::memset(&bind, 0, sizeof bind);
        cell.tag = tagOf(fields[i]);
        cell.type = fields[i].type;
        cell.decimals = fields[i].decimals;
        cell.isUnsigned = (fields[i].flags & UNSIGNED_FLAG) != 0;
        bind.is_null = &cell.isNull;
        bind.length = &cell.length;
        bind.error = &cell.error;
        if (cell.tag == ValueTag::Integer) {
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.buffer = &cell.integer;
            bind.is_unsigned = cell.isUnsigned;
        } else if (cell.type == MYSQL_TYPE_DOUBLE) {
            bind.buffer_type = MYSQL_TYPE_DOUBLE;
            bind.buffer = &cell.real;
        } else if (cell.type == MYSQL_TYPE_FLOAT) {
            bind.buffer_type = MYSQL_TYPE_FLOAT;
            bind.buffer = &cell.single;
        } else if (cell.tag == ValueTag::Temporal) {
            bind.buffer_type = cell.type;
            bind.buffer = &cell.time;
        } else {
            // No buffer: the length is told, and mysql_stmt_fetch_column() brings as much as is wanted.
            bind.buffer_type = cell.tag == ValueTag::Binary ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
        }
    }
    mysql_free_result(metadata);
    if (mysql_stmt_bind_result(m_statement, m_binds.data()) != 0)
        fail();
}

void PreparedCursor::appendCell(RowChunkBuilder& builder, unsigned int column)
{
    const Cell& cell = m_cells[column];
    if (cell.isNull || cell.tag == ValueTag::Null) {
        builder.addNull();
    } else if (cell.tag == ValueTag::Integer) {
        if (cell.isUnsigned && cell.integer < 0)
            builder.addBytes(ValueTag::Number, fmt::format("{}", static_cast<std::uint64_t>(cell.integer)));
        else
            builder.addInteger(cell.integer);
    } else if (cell.type == MYSQL_TYPE_DOUBLE) {
        builder.addBytes(ValueTag::Number, fmt::format("{}", cell.real));
    } else if (cell.type == MYSQL_TYPE_FLOAT) {
        builder.addBytes(ValueTag::Number, fmt::format("{}", cell.single));
    } else if (cell.tag == ValueTag::Temporal) {
        builder.addBytes(ValueTag::Temporal, temporalText(cell.time, cell.type, cell.decimals));
    } else {
        std::size_t wanted = m_options.maxCellBytes > 0
            ? std::min<std::size_t>(cell.length, m_options.maxCellBytes)
            : cell.length;
        m_buffer.resize(std::max<std::size_t>(wanted, 1));
        MYSQL_BIND bind = m_binds[column];
        unsigned long length = 0;
        my_bool isNull = 0;
        my_bool error = 0;
        bind.buffer = m_buffer.data();
        bind.buffer_length = wanted;
        bind.length = &length;
        bind.is_null = &isNull;
        bind.error = &error;
        if (wanted > 0 && mysql_stmt_fetch_column(m_statement, &bind, column, 0) != 0)
            fail();
        builder.addBytes(
            cell.tag, std::string_view(m_buffer).substr(0, wanted), wanted < cell.length ? cell.length : 0);
    }
}

void PreparedCursor::appendRow(RowChunkBuilder& builder)
{
    for (unsigned int i = 0; i < m_cells.size(); ++i)
        appendCell(builder, i);
}

RowChunkPtr PreparedCursor::fetch(std::size_t maxRows, std::size_t softByteLimit)
{
    if (m_ended)
        return nullptr;
    if (m_options.interleaved) {
        m_connection.begin(m_options);
        watchForStop();
    }
    RowChunkBuilder builder(m_columns.size());
    while (builder.rowCount() < maxRows && builder.byteSize() < softByteLimit) {
        int code = mysql_stmt_fetch(m_statement);
        if (code == 0 || code == MYSQL_DATA_TRUNCATED) {
            appendRow(builder);
        } else if (code == MYSQL_NO_DATA) {
            finish();
            break;
        } else {
            fail();
        }
    }
    if (m_options.interleaved && !m_ended) {
        m_stop.reset();
        m_connection.end();
    }
    return builder.empty() ? nullptr : builder.take();
}

} // namespace relata::libmariadb
