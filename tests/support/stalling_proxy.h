// A loopback TCP proxy that misbehaves on demand: for servers that never answer, networks that fall silent
// and connections that break.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

namespace relata::test {

class StallingProxy
{
public:
    // Listens on port() of 127.0.0.1 and connects each client to `targetPort` of 127.0.0.1. Runs in a thread
    // of its own until it is destroyed.
    explicit StallingProxy(std::uint16_t targetPort);
    ~StallingProxy();
    StallingProxy(const StallingProxy&) = delete;
    StallingProxy& operator=(const StallingProxy&) = delete;

    std::uint16_t port() const { return m_port; } // 0 if it could not listen
    // All of these may be called from any thread.
    void pass(); // hands everything on, held-back bytes too
    void stall(); // keeps connections open, accepts new ones, and hands nothing on in either direction
    void cut(); // closes every connection; new ones pass
    // Passes this many further bytes from server to client, then stalls by itself.
    void stallAfter(std::int64_t serverBytes);
    int connectionCount() const { return m_accepted; } // accepted since the beginning

private:
    void run();
    void wake();

    int m_listener = -1;
    int m_wakeUp = -1;
    std::uint16_t m_port = 0;
    std::uint16_t m_targetPort = 0;
    std::atomic<bool> m_quit = false;
    std::atomic<bool> m_stalled = false;
    std::atomic<bool> m_cut = false;
    std::atomic<std::int64_t> m_allowance = -1; // server bytes until a stall; -1 = no limit
    std::atomic<int> m_accepted = 0;
    std::thread m_thread;
};

} // namespace relata::test
