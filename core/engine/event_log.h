// What happens on an engine's connections: listeners, and a bounded log of it with timings.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace relata {

enum class EventKind
{
    Connect, // a new connection to the server
    Close,
    Checkout, // taken from the pool
    Checkin,
    Invalidate, // given up after a disconnect
    BeforeExecute,
    Execute, // done, or failed: `error` says so
    Begin,
    Commit,
    Rollback,
    Savepoint,
    ReleaseSavepoint,
    RollbackToSavepoint,
    Prepare, // the first phase of a two-phase commit
};
const char* toString(EventKind kind);

struct EngineEvent
{
    EventKind kind = EventKind::Execute;
    std::chrono::system_clock::time_point time; // of its beginning
    std::chrono::nanoseconds duration{0}; // until the first row, or the end of what returns none
    std::uint64_t connection = 0; // the same number for the same connection to the server
    std::string sql; // of executions, savepoints' names; never a parameter's value
    std::size_t parameters = 0; // how many were bound
    std::size_t rows = 0; // of parameters: more than one for executeMany()
    std::int64_t rowCount = -1; // rows changed, where the server said it
    std::string error; // its message, "" = it went well
};

// Thread-safe. Listeners are called on the connection's thread, one after the other, and must not use that
// connection; what they throw is the statement's failure.
class EventHub
{
public:
    using Listener = std::function<void(const EngineEvent&)>;
    // The number by which it is taken away.
    int listen(Listener listener);
    void remove(int number);
    bool hasListeners() const;
    void tell(const EngineEvent& event) const;

private:
    using List = std::vector<std::pair<int, std::shared_ptr<const Listener>>>;
    mutable std::mutex m_mutex;
    std::shared_ptr<const List> m_listeners; // replaced, never changed
    int m_next = 1;
};

// The last events of an engine: a ring, so that its memory is bounded. Thread-safe.
class EventLog
{
public:
    // Statements longer than `maxSqlBytes` are cut.
    explicit EventLog(std::size_t capacity = 1000, std::size_t maxSqlBytes = 16384);
    void add(const EngineEvent& event); // BeforeExecute is left out: Execute tells the same and more
    std::vector<EngineEvent> events() const; // the oldest first
    std::uint64_t total() const; // ever added
    std::uint64_t count(EventKind kind) const; // ever added of that kind
    void clear();

private:
    mutable std::mutex m_mutex;
    std::size_t m_capacity;
    std::size_t m_maxSqlBytes;
    std::vector<EngineEvent> m_ring;
    std::size_t m_next = 0;
    std::uint64_t m_total = 0;
    std::uint64_t m_counts[16] = {};
};

} // namespace relata
