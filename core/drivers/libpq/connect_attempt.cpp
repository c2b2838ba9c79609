#include "core/drivers/libpq/connect_attempt.h"

#include <fmt/format.h>

#include <thread>

namespace relata::libpq {

PGconn* ConnectAttempt::run(
    const ConnectArguments& arguments, std::chrono::seconds timeout, const std::stop_token& stop)
{
    auto attempt = std::make_shared<ConnectAttempt>();
    attempt->m_arguments = arguments;
    std::thread([attempt] { attempt->connect(); }).detach();

    std::unique_lock lock(attempt->m_mutex);
    auto finished = [&] { return attempt->m_finished; };
    bool done = timeout.count() > 0 ? attempt->m_changed.wait_for(lock, stop, timeout, finished)
                                    : attempt->m_changed.wait(lock, stop, finished);
    if (done)
        return std::exchange(attempt->m_connection, nullptr);
    attempt->m_abandoned = true;
    lock.unlock();
    attempt->m_wakeUp.set();

    Error error;
    error.connectionUsable = false;
    if (stop.stop_requested()) {
        error.kind = ErrorKind::Cancelled;
        error.message = "Connecting was stopped.";
    } else {
        error.kind = ErrorKind::Operational;
        error.message = fmt::format("The server did not answer within {} seconds.", timeout.count());
        error.hint =
            "Check host and port, and whether a firewall drops the connection. connect_timeout in the "
            "URL's query sets another limit.";
    }
    raise(std::move(error));
}

void ConnectAttempt::connect()
{
    std::vector<const char*> keys;
    std::vector<const char*> values;
    for (const auto& [key, value] : m_arguments.parameters) {
        keys.push_back(key.c_str());
        values.push_back(value.c_str());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    PGconn* connection = PQconnectStartParams(keys.data(), values.data(), 0);
    // The verbose form alone carries the SQLSTATE of a refused login, and that alone is the same in every
    // language.
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
    auto abandoned = [this] {
        std::lock_guard lock(m_mutex);
        return m_abandoned;
    };
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (connection && PQstatus(connection) != CONNECTION_BAD && !abandoned()) {
        short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        pollfd waits[] = {{PQsocket(connection), events, 0}, {m_wakeUp.descriptor(), POLLIN, 0}};
        poll(waits, 2, -1);
        if (waits[1].revents)
            break;
        state = PQconnectPoll(connection);
        if (state == PGRES_POLLING_OK || state == PGRES_POLLING_FAILED)
            break;
    }
    std::unique_lock lock(m_mutex);
    if (m_abandoned) {
        lock.unlock();
        PQfinish(connection);
        return;
    }
    m_connection = connection;
    m_finished = true;
    m_changed.notify_all();
}

} // namespace relata::libpq
