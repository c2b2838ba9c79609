// Stops a running statement from any thread: the dialect's statement for that (KILL QUERY) over a second
// connection, and where the server does not react to it, an end to the socket, which gives the connection up
// but frees the thread that waits on it.
#pragma once

#include "core/engine/driver.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace relata::libmariadb {

class StatementStopper
{
public:
    // `connectionId` is the server's number of the connection whose statements are to be stopped, `socket`
    // its descriptor.
    StatementStopper(ConnectArguments arguments, unsigned long connectionId, int socket);
    ~StatementStopper();

    void statementBegins(); // waits for a request to stop that belongs to the statement before
    void statementEnds();
    // Thread-safe, does not block. Does nothing while no statement runs.
    void stop() noexcept;
    bool stopAsked() const;
    // True once if a kill was sent whose effect may have come after the statement's end.
    bool takeStrayKill();

private:
    void run();

    ConnectArguments m_arguments;
    unsigned long m_connectionId;
    int m_socket;
    mutable std::mutex m_mutex; // guards what follows
    std::condition_variable m_changed;
    bool m_running = false;
    bool m_stopAsked = false;
    bool m_strayKill = false;
    std::thread m_thread;
};

} // namespace relata::libmariadb
