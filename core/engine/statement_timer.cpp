#include "core/engine/statement_timer.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace relata {
namespace {

using Clock = std::chrono::steady_clock;

class Watchman
{
public:
    static Watchman& instance()
    {
        static Watchman watchman;
        return watchman;
    }

    std::uint64_t add(DriverConnection& connection, Clock::time_point deadline)
    {
        std::lock_guard lock(m_mutex);
        std::uint64_t number = ++m_next;
        m_entries.emplace(number, Entry{&connection, deadline, false});
        if (!m_thread.joinable())
            m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
        m_changed.notify_one();
        return number;
    }

    void remove(std::uint64_t number)
    {
        // Waits while the connection is being interrupted: afterwards nobody touches it.
        std::lock_guard lock(m_mutex);
        m_entries.erase(number);
    }

    bool fired(std::uint64_t number)
    {
        std::lock_guard lock(m_mutex);
        auto entry = m_entries.find(number);
        return entry != m_entries.end() && entry->second.fired;
    }

private:
    struct Entry
    {
        DriverConnection* connection;
        Clock::time_point deadline;
        bool fired;
    };

    void run(const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        while (!stop.stop_requested()) {
            Clock::time_point next = Clock::now() + std::chrono::hours(1);
            for (auto& [number, entry] : m_entries) {
                if (!entry.fired && entry.deadline <= Clock::now()) {
                    entry.fired = true;
                    entry.connection->interrupt(); // does not block
                }
                if (!entry.fired)
                    next = std::min(next, entry.deadline);
            }
            m_changed.wait_until(lock, stop, next, [&] { return Clock::now() >= next || m_next != m_seen; });
            m_seen = m_next;
        }
    }

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<std::uint64_t, Entry> m_entries;
    std::uint64_t m_next = 0;
    std::uint64_t m_seen = 0;
    std::jthread m_thread;
};

} // namespace

StatementTimer::StatementTimer(DriverConnection& connection, Clock::time_point deadline)
    : m_number(Watchman::instance().add(connection, deadline))
{ }

StatementTimer::~StatementTimer()
{
    Watchman::instance().remove(m_number);
}

bool StatementTimer::fired() const
{
    return Watchman::instance().fired(m_number);
}

} // namespace relata
