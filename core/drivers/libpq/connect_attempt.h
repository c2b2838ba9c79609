// One attempt to connect, on a thread of its own: libpq resolves host names, reads password files and talks
// to key servers in calls that block, and a stop must not wait for those.
#pragma once

#include "core/drivers/libpq/wake_up.h"
#include "core/engine/driver.h"

#include <libpq-fe.h>

#include <condition_variable>
#include <mutex>

namespace relata::libpq {

class ConnectAttempt
{
public:
    // The finished connection, which may have failed (PQstatus). Throws CancelledError within moments of a
    // stop and OperationalError after `timeout`; the attempt is then abandoned and cleans up after itself.
    static PGconn* run(
        const ConnectArguments& arguments, std::chrono::seconds timeout, const std::stop_token& stop);

private:
    void connect();

    ConnectArguments m_arguments;
    WakeUp m_wakeUp;
    std::mutex m_mutex; // guards what follows
    std::condition_variable_any m_changed;
    PGconn* m_connection = nullptr; // the caller's once m_finished
    bool m_finished = false;
    bool m_abandoned = false;
};

} // namespace relata::libpq
