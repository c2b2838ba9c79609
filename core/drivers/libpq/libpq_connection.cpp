#include "core/drivers/libpq/libpq_connection.h"

#include "core/drivers/libpq/bound_parameters.h"
#include "core/drivers/libpq/libpq_cursor.h"
#include "core/drivers/libpq/libpq_error.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace relata::libpq {
namespace {

using namespace std::chrono_literals;

// A stop must take effect within a second; what is left of it is for the way back to the caller.
constexpr auto cancelPatience = 800ms;
// A cursor that is closed early: results that end by themselves within this time are read to their end, so
// that the statement's effect stays.
constexpr auto drainPatience = 250ms;
// What was under way when a statement was stopped; more than this means that the server did not stop.
constexpr auto leftoverPatience = 10s;

void keepNotice(void* messages, const PGresult* result)
{
    const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY);
    const char* text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (text)
        static_cast<std::vector<std::string>*>(messages)->push_back(
            fmt::format("{}: {}", severity ? severity : "NOTICE", text));
}

void refuseNul(std::string_view text, std::string_view what)
{
    if (text.find('\0') == std::string_view::npos)
        return;
    Error error;
    error.kind = ErrorKind::Data;
    error.message = fmt::format("{} contains a NUL byte, which PostgreSQL's text cannot hold.", what);
    raise(std::move(error));
}

} // namespace

bool failed(const PGresult* result)
{
    switch (PQresultStatus(result)) {
    case PGRES_FATAL_ERROR:
    case PGRES_BAD_RESPONSE:
    case PGRES_NONFATAL_ERROR:
        return true;
    default:
        return false;
    }
}

int millisecondsUntil(std::chrono::steady_clock::time_point when)
{
    auto left = std::chrono::ceil<std::chrono::milliseconds>(when - std::chrono::steady_clock::now()).count();
    return static_cast<int>(std::max<std::int64_t>(left, 0));
}

LibpqConnection::LibpqConnection(PGconn* connection) : m_connection(connection)
{
    PQsetnonblocking(m_connection, 1);
    PQsetErrorVerbosity(m_connection, PQERRORS_DEFAULT);
    PQsetNoticeReceiver(m_connection, keepNotice, &m_messages);
}

LibpqConnection::~LibpqConnection()
{
    PQfinish(m_connection);
}

bool LibpqConnection::isUsable() const
{
    return !m_abandoned && PQstatus(m_connection) == CONNECTION_OK;
}

bool LibpqConnection::inTransaction() const
{
    switch (PQtransactionStatus(m_connection)) {
    case PQTRANS_INTRANS:
    case PQTRANS_INERROR:
        return true;
    case PQTRANS_ACTIVE:
        return m_wasInTransaction;
    default:
        return false;
    }
}

std::string LibpqConnection::serverVersion() const
{
    const char* version = PQparameterStatus(m_connection, "server_version");
    std::string text = version ? version : "";
    return text.substr(0, text.find(' ')); // "15.4 (Debian 15.4-1)"
}

void LibpqConnection::interrupt() noexcept
{
    if (!m_running)
        return;
    m_interrupted = true;
    m_wakeUp->set();
}

void LibpqConnection::fail(const PGresult* result, std::string_view statement)
{
    raise(statementError(m_connection, result, {statement, m_cancelAsked}));
}

void LibpqConnection::prepareToSend(const ExecutionOptions& options)
{
    if (m_abandoned || PQstatus(m_connection) != CONNECTION_OK) {
        Error error;
        error.kind = ErrorKind::Operational;
        error.message = "The connection to the server is lost.";
        error.hint = "Connect again. What was not committed is not in the database.";
        error.connectionUsable = false;
        error.transactionUsable = false;
        raise(std::move(error));
    }
    if (options.stop.stop_requested()) {
        Error error;
        error.kind = ErrorKind::Cancelled;
        error.message = "The statement was stopped before it began.";
        error.transactionUsable = PQtransactionStatus(m_connection) != PQTRANS_INERROR;
        raise(std::move(error));
    }
    awaitCancelRequest();
    if (m_leftover)
        finishLeftover(options.stop);
    m_wasInTransaction = inTransaction();
    m_messages.clear();
    m_interrupted = false;
    m_cancelAsked = false;
    m_flushed = false;
    m_wakeUp->clear();
}

// A late request to cancel would hit the next statement: that waits until the request is over.
void LibpqConnection::awaitCancelRequest()
{
    if (!m_cancel)
        return;
    Clock::time_point deadline = Clock::now() + cancelPatience;
    while (!m_cancel->done) {
        int left = millisecondsUntil(deadline);
        if (left == 0)
            abandon();
        pollfd wait = {m_wakeUp->descriptor(), POLLIN, 0};
        poll(&wait, 1, left);
        m_wakeUp->clear();
    }
    m_cancel.reset();
}

void LibpqConnection::abandon()
{
    m_abandoned = true;
    m_running = false;
    Error error;
    error.kind = ErrorKind::Cancelled;
    error.message = "The statement was stopped, but the server does not answer.";
    error.hint =
        "This connection is given up; connect again. The server may still be at work on the statement.";
    error.connectionUsable = false;
    error.transactionUsable = false;
    raise(std::move(error));
}

void LibpqConnection::askToCancel()
{
    m_cancelAsked = true;
    m_cancelDeadline = Clock::now() + cancelPatience;
    PGcancel* handle = PQgetCancel(m_connection);
    if (!handle)
        return; // the connection is broken, and poll() will say so
    m_cancel = std::make_shared<CancelRequest>();
    std::thread([handle, request = m_cancel, wakeUp = m_wakeUp] {
        char message[256];
        request->delivered = PQcancel(handle, message, sizeof message) == 1;
        PQfreeCancel(handle);
        request->done = true;
        wakeUp->set();
    }).detach();
}

void LibpqConnection::awaitResult(const std::stop_token& stop)
{
    for (;;) {
        bool impatient = m_patience && Clock::now() >= *m_patience;
        if (!m_cancelAsked && (m_interrupted || impatient || stop.stop_requested()))
            askToCancel();
        if (!m_flushed) {
            int state = PQflush(m_connection);
            if (state < 0)
                return; // PQgetResult() tells the failure
            m_flushed = state == 0;
        }
        if (!PQisBusy(m_connection))
            return;
        int timeout = -1;
        if (m_cancelAsked) {
            timeout = millisecondsUntil(m_cancelDeadline);
            if (timeout == 0)
                giveUpWaiting();
        } else if (m_patience) {
            timeout = millisecondsUntil(*m_patience);
        }
        short events = m_flushed ? POLLIN : POLLIN | POLLOUT;
        pollfd waits[] = {{PQsocket(m_connection), events, 0}, {m_wakeUp->descriptor(), POLLIN, 0}};
        poll(waits, 2, timeout);
        if (waits[1].revents)
            m_wakeUp->clear();
        if (!waits[0].revents)
            continue;
        if (!PQconsumeInput(m_connection))
            return;
        m_lastData = Clock::now();
        if (m_leftover)
            m_cancelDeadline = m_lastData + cancelPatience;
    }
}

// The time for a stop is over. Where rows still come, megabytes of them were under way when the server was
// asked to stop: that connection lives. Where nothing comes it does not.
void LibpqConnection::giveUpWaiting()
{
    if (m_leftover || !m_cancel || !m_cancel->delivered || Clock::now() - m_lastData > cancelPatience / 2)
        abandon();
    m_leftover = true;
    m_running = false;
    Error error;
    error.kind = ErrorKind::Cancelled;
    error.message = "The statement was stopped.";
    error.transactionUsable = !m_wasInTransaction;
    raise(std::move(error));
}

void LibpqConnection::finishLeftover(const std::stop_token& stop)
{
    Clock::time_point limit = Clock::now() + leftoverPatience;
    m_cancelDeadline = Clock::now() + cancelPatience;
    while (ResultPtr result = nextResult({})) {
        if (Clock::now() > limit)
            abandon();
        if (stop.stop_requested()) {
            Error error;
            error.kind = ErrorKind::Cancelled;
            error.message = "The statement was stopped before it began.";
            error.transactionUsable = !m_wasInTransaction;
            raise(std::move(error));
        }
    }
    m_leftover = false;
}

ResultPtr LibpqConnection::nextResult(const std::stop_token& stop)
{
    awaitResult(stop);
    return ResultPtr(PQgetResult(m_connection));
}

ResultPtr LibpqConnection::drain(const std::stop_token& stop)
{
    ResultPtr failure;
    while (ResultPtr result = nextResult(stop)) {
        switch (PQresultStatus(result.get())) {
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
        case PGRES_COPY_BOTH:
            refuseCopy(PQresultStatus(result.get()));
            break;
        default:
            if (!failure && failed(result.get()))
                failure = std::move(result);
        }
    }
    return failure;
}

void LibpqConnection::refuseCopy(ExecStatusType direction)
{
    if (direction != PGRES_COPY_OUT) {
        PQputCopyEnd(m_connection, "this program does not send COPY data here");
        m_flushed = false;
        return;
    }
    askToCancel();
    for (;;) {
        char* data = nullptr;
        int got = PQgetCopyData(m_connection, &data, 1);
        PQfreemem(data);
        if (got < 0)
            return;
        if (got > 0)
            continue;
        int left = millisecondsUntil(m_cancelDeadline);
        if (left == 0)
            abandon();
        pollfd wait = {PQsocket(m_connection), POLLIN, 0};
        poll(&wait, 1, left);
        if (!PQconsumeInput(m_connection))
            return;
    }
}

void LibpqConnection::finish()
{
    m_running = false;
}

void LibpqConnection::discard() noexcept
{
    if (!m_running)
        return;
    try {
        // Inside a transaction a request to stop would spoil the transaction, so rows are read to their end
        // there; interrupt() still ends that.
        if (!m_wasInTransaction)
            m_patience = Clock::now() + drainPatience;
        drain({});
    } catch (...) {
        // The connection says by isUsable() that it is gone.
    }
    m_patience.reset();
    m_running = false;
}

void LibpqConnection::sendFailed(const std::string& statement)
{
    m_running = false;
    fail(nullptr, statement);
}

namespace {

// Statements that a plan can be kept for; others (DDL, SET) may change what kept plans mean.
bool isPlain(std::string_view sql)
{
    std::size_t start = sql.find_first_not_of(" \t\r\n(");
    std::string word = toLowerAscii(sql.substr(std::min(start, sql.size()), 6));
    return word == "select" || word == "insert" || word == "update" || word == "delete"
        || word.compare(0, 4, "with") == 0 || word == "values";
}

// Transaction control is all that a script may hold without plans having to be made anew.
bool changesPlans(std::string_view script)
{
    std::string word = toLowerAscii(script.substr(0, 20));
    for (const char* harmless : {"begin", "commit", "savepoint", "release savepoint"}) {
        if (word.compare(0, std::char_traits<char>::length(harmless), harmless) == 0)
            return script.find(';') != std::string_view::npos;
    }
    return true;
}

// How often a statement comes before it is prepared (psycopg's prepare_threshold), and how many stay so.
constexpr int prepareThreshold = 5;
constexpr std::size_t preparedLimit = 100;

} // namespace

// The name of the prepared statement for `sql`, "" where it is not (yet) to be prepared.
std::string LibpqConnection::preparedName(const std::string& sql, const BoundParameters& bound)
{
    if (bound.types.empty() || sql.size() > 100'000 || PQtransactionStatus(m_connection) == PQTRANS_INERROR)
        return {};
    std::string key = sql;
    for (Oid type : bound.types)
        key += type ? '\x01' : '\x02';
    if (m_prepared.size() > 4 * preparedLimit && !m_prepared.contains(key))
        forgetPrepared();
    Prepared& entry = m_prepared[key];
    if (!entry.name.empty())
        return entry.name;
    if (++entry.uses < prepareThreshold || m_preparedCount >= preparedLimit)
        return {};
    if (m_deallocate) {
        m_deallocate = false;
        runSimple("DEALLOCATE ALL");
    }
    std::string name = fmt::format("relata_{}", ++m_preparedNumber);
    m_running = true;
    if (!PQsendPrepare(m_connection, name.c_str(), sql.c_str(), static_cast<int>(bound.types.size()),
            bound.types.data()))
        sendFailed(sql);
    m_flushed = false;
    ResultPtr failure = drain({});
    m_running = false;
    if (failure)
        fail(failure.get(), sql);
    entry.name = name;
    ++m_preparedCount;
    return name;
}

void LibpqConnection::runSimple(const char* sql)
{
    m_running = true;
    m_flushed = false;
    if (PQsendQuery(m_connection, sql))
        drain({});
    m_running = false;
    m_flushed = false;
}

void LibpqConnection::forgetPrepared()
{
    m_deallocate = m_deallocate || m_preparedCount > 0;
    m_prepared.clear();
    m_preparedCount = 0;
}

std::unique_ptr<DriverCursor> LibpqConnection::execute(
    const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options)
{
    refuseNul(sql, "The statement");
    for (const Value& value : parameters) {
        if (value.tag() != ValueTag::Binary)
            refuseNul(value.bytes(), "A value");
    }
    prepareToSend(options);
    BoundParameters bound(parameters);
    std::string name;
    if (isPlain(sql))
        name = preparedName(sql, bound);
    else
        forgetPrepared();
    try {
        return send(sql, name, bound, options);
    } catch (const DatabaseError& failure) {
        // Somebody dropped the statement (DISCARD ALL, a pooler between us), or the table has changed:
        // "cached plan must not change result type".
        const std::string& state = failure.error().sqlState;
        bool stale = !name.empty() && (state == "26000" || state == "0A000");
        if (stale)
            forgetPrepared();
        if (!stale || m_wasInTransaction || !isUsable())
            throw;
    }
    prepareToSend(options);
    return send(sql, {}, bound, options);
}

std::unique_ptr<DriverCursor> LibpqConnection::send(const std::string& sql, const std::string& name,
    const BoundParameters& bound, const ExecutionOptions& options)
{
    m_running = true;
    m_flushed = false;
    int count = static_cast<int>(bound.types.size());
    int sent = name.empty() ? PQsendQueryParams(m_connection, sql.c_str(), count, bound.types.data(),
                   bound.pointers.data(), bound.lengths.data(), bound.formats.data(), 0)
                            : PQsendQueryPrepared(m_connection, name.c_str(), count, bound.pointers.data(),
                                bound.lengths.data(), bound.formats.data(), 0);
    if (!sent)
        sendFailed(sql);
    if (!options.buffered)
        PQsetSingleRowMode(m_connection);
    return std::make_unique<LibpqCursor>(*this, sql, options);
}

void LibpqConnection::executeScript(const std::string& script, const ExecutionOptions& options)
{
    refuseNul(script, "The script");
    prepareToSend(options);
    if (changesPlans(script))
        forgetPrepared();
    m_running = true;
    if (!PQsendQuery(m_connection, script.c_str()))
        sendFailed(script);
    std::stop_callback wake(options.stop, [this] { m_wakeUp->set(); });
    ResultPtr failure = drain(options.stop);
    m_running = false;
    if (failure)
        fail(failure.get(), script);
    if (PQstatus(m_connection) != CONNECTION_OK)
        fail(nullptr, script);
}

} // namespace relata::libpq
