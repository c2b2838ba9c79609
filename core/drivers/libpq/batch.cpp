// Many rows through one prepared statement in libpq's pipeline mode (libpq-pipeline-mode.html), and COPY.
#include "core/drivers/libpq/bound_parameters.h"
#include "core/drivers/libpq/libpq_connection.h"
#include "core/drivers/libpq/pg_value.h"

#include <charconv>
#include <cstring>

namespace relata::libpq {
namespace {

// Rows between two synchronisation points. While one batch's results are read, the next one is on its way.
constexpr std::size_t rowsPerBatch = 1000;
constexpr std::size_t bytesPerBatch = 4u << 20;

void refuseNul(std::span<const Value> values)
{
    for (const Value& value : values) {
        if (value.tag() != ValueTag::Binary && value.bytes().find('\0') != std::string::npos) {
            Error error;
            error.kind = ErrorKind::Data;
            error.message = "A value contains a NUL byte, which PostgreSQL's text cannot hold.";
            raise(std::move(error));
        }
    }
}

} // namespace

class LibpqConnection::Batch
{
public:
    Batch(LibpqConnection& connection, const std::string& sql, std::span<const std::vector<Value>> rows,
        const std::stop_token& stop)
        : m_connection(connection), m_pg(connection.m_connection), m_sql(sql), m_rows(rows), m_stop(stop)
    { }

    ManyResult run()
    {
        m_result.counts.reserve(m_rows.size());
        BoundParameters bound(m_rows.front());
        // A column of bytes is told to the server as such, also where its first value is NULL.
        for (std::size_t i = 0; i < bound.types.size(); ++i) {
            for (const std::vector<Value>& row : m_rows) {
                if (row[i].isNull())
                    continue;
                if (row[i].tag() == ValueTag::Binary)
                    bound.types[i] = 17;
                break;
            }
        }
        if (!PQsendPrepare(m_pg, "", m_sql.c_str(), static_cast<int>(bound.types.size()), bound.types.data()))
            m_connection.fail(nullptr, m_sql);
        std::size_t awaited = send(0, bound);
        ResultPtr prepared = one();
        if (prepared && PQresultStatus(prepared.get()) != PGRES_COMMAND_OK)
            keepFailure(std::move(prepared));
        while (awaited > 0) {
            std::size_t next = 0;
            // Not after a failure, nor where each batch is a transaction of its own.
            bool ahead = !m_failure && m_connection.m_wasInTransaction;
            if (ahead && m_sent < m_rows.size())
                next = send(m_sent, bound);
            for (std::size_t i = 0; i < awaited; ++i)
                read(one());
            endOfBatch();
            if (!ahead && !m_failure && m_sent < m_rows.size())
                next = send(m_sent, bound);
            awaited = next;
        }
        if (m_builder && !m_builder->empty())
            m_result.returned.push_back(m_builder->take());
        return std::move(m_result);
    }

    ResultPtr takeFailure() { return std::move(m_failure); }

private:
    // How many rows were sent.
    std::size_t send(std::size_t from, BoundParameters& bound)
    {
        std::size_t count = 0;
        std::size_t bytes = 0;
        while (from + count < m_rows.size() && count < rowsPerBatch && bytes < bytesPerBatch) {
            const std::vector<Value>& row = m_rows[from + count];
            bound.assign(row);
            for (int length : bound.lengths)
                bytes += static_cast<std::size_t>(length) + 8;
            if (!PQsendQueryPrepared(m_pg, "", static_cast<int>(row.size()), bound.pointers.data(),
                    bound.lengths.data(), bound.formats.data(), 0))
                m_connection.fail(nullptr, m_sql);
            ++count;
        }
        if (!PQpipelineSync(m_pg))
            m_connection.fail(nullptr, m_sql);
        m_connection.m_flushed = false;
        m_sent = from + count;
        return count;
    }

    // The result of one command, behind which libpq says its end.
    ResultPtr one()
    {
        ResultPtr first = m_connection.nextResult(m_stop);
        if (!first)
            m_connection.fail(nullptr, m_sql);
        while (ResultPtr more = m_connection.nextResult(m_stop)) { }
        return first;
    }

    void endOfBatch()
    {
        ResultPtr sync = m_connection.nextResult(m_stop);
        if (sync && PQresultStatus(sync.get()) == PGRES_FATAL_ERROR)
            keepFailure(std::move(sync)); // a deferred constraint, at the end of the batch's transaction
        else if (!sync || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC)
            m_connection.fail(sync.get(), m_sql);
    }

    void keepFailure(ResultPtr result)
    {
        if (!m_failure)
            m_failure = std::move(result);
    }

    void read(ResultPtr result)
    {
        switch (PQresultStatus(result.get())) {
        case PGRES_TUPLES_OK:
            appendRows(result.get());
            break;
        case PGRES_COMMAND_OK:
            break;
        case PGRES_PIPELINE_ABORTED:
            return;
        default:
            keepFailure(std::move(result));
            return;
        }
        std::int64_t count = -1;
        const char* text = PQcmdTuples(result.get());
        if (*text)
            std::from_chars(text, text + std::strlen(text), count);
        m_result.counts.push_back(count);
        m_result.total = count < 0 || m_result.total < 0 ? -1 : m_result.total + count;
    }

    void appendRows(const PGresult* result)
    {
        int columns = PQnfields(result);
        if (!m_builder) {
            for (int i = 0; i < columns; ++i) {
                ResultColumn column;
                column.name = PQfname(result, i);
                column.typeName = typeName(PQftype(result, i), PQfmod(result, i));
                column.sourceTableId = PQftable(result, i);
                column.sourceColumnNumber = PQftablecol(result, i);
                m_result.columns.push_back(std::move(column));
                m_tags.push_back(tagOf(PQftype(result, i)));
            }
            m_builder.emplace(m_tags.size());
        }
        for (int row = 0; row < PQntuples(result); ++row) {
            for (int i = 0; i < columns; ++i) {
                if (PQgetisnull(result, row, i))
                    m_builder->addNull();
                else
                    appendCell(*m_builder, m_tags[static_cast<std::size_t>(i)],
                        {PQgetvalue(result, row, i), static_cast<std::size_t>(PQgetlength(result, row, i))},
                        0);
            }
            if (m_builder->rowCount() >= 1024)
                m_result.returned.push_back(m_builder->take());
        }
    }

    LibpqConnection& m_connection;
    PGconn* m_pg;
    const std::string& m_sql;
    std::span<const std::vector<Value>> m_rows;
    std::stop_token m_stop;
    ManyResult m_result;
    std::size_t m_sent = 0;
    ResultPtr m_failure;
    std::vector<ValueTag> m_tags;
    std::optional<RowChunkBuilder> m_builder;
};

ManyResult LibpqConnection::executeMany(
    const std::string& sql, std::span<const std::vector<Value>> rows, const ExecutionOptions& options)
{
    if (rows.size() < 2)
        return DriverConnection::executeMany(sql, rows, options);
    for (const std::vector<Value>& row : rows)
        refuseNul(row);
    prepareToSend(options);
    m_running = true;
    if (!PQenterPipelineMode(m_connection)) {
        m_running = false;
        fail(nullptr, sql);
    }
    std::stop_callback wake(options.stop, [this] { m_wakeUp->set(); });
    Batch batch(*this, sql, rows, options.stop);
    ManyResult result;
    try {
        result = batch.run();
    } catch (...) {
        // In the middle of a pipeline nobody can tell what is still to come.
        m_running = false;
        m_abandoned = true;
        throw;
    }
    PQexitPipelineMode(m_connection);
    m_running = false;
    if (ResultPtr failure = batch.takeFailure())
        fail(failure.get(), sql);
    return result;
}

// COPY.
// -------------------------------------------------------------------------------------------------------

std::int64_t LibpqConnection::copyIn(
    const std::string& sql, const std::function<bool(std::string& buffer)>& produce)
{
    prepareToSend({});
    m_running = true;
    if (!PQsendQuery(m_connection, sql.c_str()))
        sendFailed(sql);
    ResultPtr start = nextResult({});
    if (!start || PQresultStatus(start.get()) != PGRES_COPY_IN)
        endCopy(std::move(start), sql);
    std::string buffer;
    std::exception_ptr failure;
    try {
        bool more = true;
        while (more && !m_interrupted) {
            buffer.clear();
            more = produce(buffer);
            sendCopyData(buffer);
        }
    } catch (...) {
        failure = std::current_exception();
    }
    bool stopped = m_interrupted;
    while (PQputCopyEnd(m_connection, failure ? "the program gave up" : stopped ? "stopped" : nullptr) == 0)
        awaitWritable();
    m_flushed = false;
    std::int64_t rows = -1;
    ResultPtr last = nextResult({});
    if (last && PQresultStatus(last.get()) == PGRES_COMMAND_OK) {
        const char* text = PQcmdTuples(last.get());
        std::from_chars(text, text + std::strlen(text), rows);
    }
    ResultPtr later = drain({});
    m_running = false;
    if (failure)
        std::rethrow_exception(failure);
    m_cancelAsked = m_cancelAsked || stopped;
    if (!last || PQresultStatus(last.get()) != PGRES_COMMAND_OK)
        fail(last.get(), sql);
    if (later)
        fail(later.get(), sql);
    return rows;
}

void LibpqConnection::sendCopyData(const std::string& data)
{
    // libpq buffers without limit: pieces, and each sent before the next.
    constexpr std::size_t piece = 1u << 20;
    for (std::size_t at = 0; at < data.size(); at += piece) {
        int size = static_cast<int>(std::min(piece, data.size() - at));
        for (;;) {
            int code = PQputCopyData(m_connection, data.data() + at, size);
            if (code > 0)
                break;
            if (code < 0)
                fail(nullptr, "COPY");
            awaitWritable();
        }
        while (PQflush(m_connection) == 1)
            awaitWritable();
    }
}

void LibpqConnection::awaitWritable()
{
    pollfd waits[] = {{PQsocket(m_connection), POLLIN | POLLOUT, 0}, {m_wakeUp->descriptor(), POLLIN, 0}};
    poll(waits, 2, -1);
    if (waits[1].revents)
        m_wakeUp->clear();
    // Notices, and the failure that ends the copying.
    if ((waits[0].revents & POLLIN) && !PQconsumeInput(m_connection))
        fail(nullptr, "COPY");
}

void LibpqConnection::endCopy(ResultPtr result, const std::string& sql)
{
    ExecStatusType status = result ? PQresultStatus(result.get()) : PGRES_FATAL_ERROR;
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH)
        refuseCopy(status);
    drain({});
    m_running = false;
    if (failed(result.get()))
        fail(result.get(), sql);
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = "The statement does not copy in this direction.";
    error.statement = sql;
    raise(std::move(error));
}

std::int64_t LibpqConnection::copyOut(
    const std::string& sql, const std::function<void(std::string_view)>& take)
{
    prepareToSend({});
    m_running = true;
    if (!PQsendQuery(m_connection, sql.c_str()))
        sendFailed(sql);
    ResultPtr start = nextResult({});
    if (!start || PQresultStatus(start.get()) != PGRES_COPY_OUT)
        endCopy(std::move(start), sql);
    std::exception_ptr failure;
    for (;;) {
        char* data = nullptr;
        int got = PQgetCopyData(m_connection, &data, 1);
        if (got > 0) {
            try {
                if (!failure)
                    take({data, static_cast<std::size_t>(got)});
            } catch (...) {
                failure = std::current_exception();
                askToCancel();
            }
            PQfreemem(data);
            continue;
        }
        if (got < 0)
            break;
        if (m_interrupted && !m_cancelAsked)
            askToCancel();
        int left = m_cancelAsked ? millisecondsUntil(m_cancelDeadline) : -1;
        if (left == 0)
            giveUpWaiting();
        pollfd waits[] = {{PQsocket(m_connection), POLLIN, 0}, {m_wakeUp->descriptor(), POLLIN, 0}};
        poll(waits, 2, left);
        if (waits[1].revents)
            m_wakeUp->clear();
        if (waits[0].revents && !PQconsumeInput(m_connection))
            break;
    }
    std::int64_t rows = -1;
    ResultPtr last = nextResult({});
    if (last && PQresultStatus(last.get()) == PGRES_COMMAND_OK) {
        const char* text = PQcmdTuples(last.get());
        std::from_chars(text, text + std::strlen(text), rows);
    }
    drain({});
    m_running = false;
    if (failure)
        std::rethrow_exception(failure);
    if (!last || PQresultStatus(last.get()) != PGRES_COMMAND_OK)
        fail(last.get(), sql);
    return rows;
}

} // namespace relata::libpq
