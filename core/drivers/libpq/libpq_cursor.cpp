#include "core/drivers/libpq/libpq_cursor.h"

#include "core/drivers/libpq/libpq_error.h"
#include "core/drivers/libpq/pg_value.h"

#include <charconv>
#include <cstring>

namespace relata::libpq {
namespace {

[[noreturn]] void raiseCancelled(const std::string& statement)
{
    Error error;
    error.kind = ErrorKind::Cancelled;
    error.message = "The statement was stopped.";
    error.statement = statement;
    raise(std::move(error));
}

} // namespace

LibpqCursor::LibpqCursor(LibpqConnection& connection, std::string statement, const ExecutionOptions& options)
    : m_connection(connection)
    , m_statement(std::move(statement))
    , m_stop(options.stop)
    , m_maxCellBytes(options.maxCellBytes)
{
    m_wake.emplace(options.stop, [this] { m_connection.wakeUp().set(); });
    try {
        take(m_connection.nextResult(m_stop));
    } catch (...) {
        m_connection.finish();
        throw;
    }
}

LibpqCursor::~LibpqCursor()
{
    if (!m_ended)
        m_connection.discard();
}

void LibpqCursor::readColumns(const PGresult* result)
{
    int count = PQnfields(result);
    for (int i = 0; i < count; ++i) {
        ResultColumn column;
        column.name = PQfname(result, i);
        column.typeName = typeName(PQftype(result, i), PQfmod(result, i));
        column.sourceTableId = PQftable(result, i);
        column.sourceColumnNumber = PQftablecol(result, i);
        m_columns.push_back(std::move(column));
        m_tags.push_back(tagOf(PQftype(result, i)));
    }
}

// One result as it comes: a row, the end of the rows, the end of a statement without rows, or a failure.
void LibpqCursor::take(ResultPtr result)
{
    m_rows.reset();
    m_nextRow = 0;
    ExecStatusType status = result ? PQresultStatus(result.get()) : PGRES_FATAL_ERROR;
    switch (status) {
    case PGRES_SINGLE_TUPLE:
        if (m_columns.empty())
            readColumns(result.get());
        m_rows = std::move(result);
        return;
    case PGRES_TUPLES_OK:
        if (m_columns.empty())
            readColumns(result.get());
        if (PQntuples(result.get()) > 0) {
            const char* count = PQcmdTuples(result.get());
            std::from_chars(count, count + std::strlen(count), m_rowCount);
            m_rows = std::move(result); // a buffered result: the end is read after its rows
            return;
        }
        [[fallthrough]];
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
        end(std::move(result));
        return;
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH: {
        m_ended = true;
        m_connection.refuseCopy(status);
        m_connection.drain({});
        m_connection.finish();
        Error error;
        error.kind = ErrorKind::NotSupported;
        error.message = "COPY between the server and this program cannot be run as a statement.";
        error.hint = "Use the import and export commands, or COPY from or to a file of the server.";
        error.statement = m_statement;
        error.transactionUsable = !m_connection.inTransaction();
        raise(std::move(error));
    }
    default:
        m_ended = true;
        ResultPtr later = m_connection.drain({});
        m_connection.finish();
        m_connection.fail(result.get(), m_statement);
    }
}

void LibpqCursor::end(ResultPtr last)
{
    m_ended = true;
    const char* count = last ? PQcmdTuples(last.get()) : "";
    if (*count)
        std::from_chars(count, count + std::strlen(count), m_rowCount);
    // Constraints that are deferred fail after the statement itself has succeeded.
    ResultPtr failure = m_connection.drain({});
    m_connection.finish();
    if (failure)
        m_connection.fail(failure.get(), m_statement);
    if (!m_connection.isUsable())
        m_connection.fail(nullptr, m_statement);
}

void LibpqCursor::appendRow(RowChunkBuilder& builder, int row) const
{
    const PGresult* result = m_rows.get();
    for (std::size_t i = 0; i < m_tags.size(); ++i) {
        int column = static_cast<int>(i);
        if (PQgetisnull(result, row, column))
            builder.addNull();
        else
            appendCell(builder, m_tags[i],
                {PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))},
                m_maxCellBytes);
    }
}

RowChunkPtr LibpqCursor::fetch(std::size_t maxRows, std::size_t softByteLimit)
{
    RowChunkBuilder builder(m_columns.size());
    std::size_t rows = 0;
    while (m_rows || !m_ended) {
        if (m_rows && m_nextRow < PQntuples(m_rows.get())) {
            if (rows >= maxRows || (rows > 0 && builder.byteSize() >= softByteLimit))
                break;
            appendRow(builder, m_nextRow++);
            ++rows;
            continue;
        }
        if (m_rows && PQresultStatus(m_rows.get()) == PGRES_TUPLES_OK) {
            m_rows.reset();
            end(nullptr);
            break;
        }
        take(m_connection.nextResult(m_stop));
        if (m_connection.cancelAsked() && m_rows) {
            // The request to stop is under way: rows that still come are dropped until it arrives.
            m_ended = true;
            m_rows.reset();
            ResultPtr failure = m_connection.drain(m_stop);
            m_connection.finish();
            if (failure)
                m_connection.fail(failure.get(), m_statement);
            raiseCancelled(m_statement);
        }
    }
    return rows > 0 && !m_columns.empty() ? builder.take() : nullptr;
}

} // namespace relata::libpq
