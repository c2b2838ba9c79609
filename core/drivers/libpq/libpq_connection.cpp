#include "core/drivers/libpq/libpq_connection.h"

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

// Parameters as PQsendQueryParams wants them. Text without a type, so that the server infers what fits; bytes
// in binary form.
struct BoundParameters
{
    explicit BoundParameters(std::span<const Value> values)
    {
        texts.reserve(values.size());
        for (const Value& value : values) {
            bool binary = value.tag() == ValueTag::Binary;
            bool raw = binary || !value.bytes().empty();
            if (value.tag() == ValueTag::Boolean)
                texts.push_back(value.integer() ? "true" : "false");
            else if (value.tag() == ValueTag::Real)
                texts.push_back(fmt::format("{}", value.real()));
            else if (value.tag() == ValueTag::Integer)
                texts.push_back(std::to_string(value.integer()));
            else
                texts.emplace_back();
            const std::string& text = raw ? value.bytes() : texts.back();
            pointers.push_back(value.isNull() ? nullptr : text.c_str());
            lengths.push_back(static_cast<int>(text.size()));
            formats.push_back(binary ? 1 : 0);
            types.push_back(binary ? 17 : 0);
        }
    }

    std::vector<std::string> texts;
    std::vector<const char*> pointers;
    std::vector<int> lengths;
    std::vector<int> formats;
    std::vector<Oid> types;
};

void keepNotice(void* messages, const PGresult* result)
{
    const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY);
    const char* text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (text)
        static_cast<std::vector<std::string>*>(messages)->push_back(
            fmt::format("{}: {}", severity ? severity : "NOTICE", text));
}

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

// Rounded up, never negative: what poll() waits.
int millisecondsUntil(std::chrono::steady_clock::time_point when)
{
    auto left = std::chrono::ceil<std::chrono::milliseconds>(when - std::chrono::steady_clock::now()).count();
    return static_cast<int>(std::max<std::int64_t>(left, 0));
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
    m_running = true;
    if (!PQsendQueryParams(m_connection, sql.c_str(), static_cast<int>(parameters.size()), bound.types.data(),
            bound.pointers.data(), bound.lengths.data(), bound.formats.data(), 0))
        sendFailed(sql);
    if (!options.buffered)
        PQsetSingleRowMode(m_connection);
    return std::make_unique<LibpqCursor>(*this, sql, options);
}

void LibpqConnection::executeScript(const std::string& script, const ExecutionOptions& options)
{
    refuseNul(script, "The script");
    prepareToSend(options);
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
