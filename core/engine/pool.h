// Connections that are kept open and lent out: SQLAlchemy's pools and their semantics
// (docs.sqlalchemy.org, "Connection Pooling").
#pragma once

#include "core/engine/driver.h"
#include "core/engine/event_log.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace relata {

enum class PoolKind
{
    Queue, // up to `size` stay open, up to `overflow` more are lent and then closed
    Null, // none stays open
    Static, // one for everybody: the borrowers see to it that they take turns
    SingletonThread, // one per thread (SQLite in memory: a database of its own for each)
};

enum class ResetOnReturn
{
    Rollback,
    Nothing,
};

struct PoolOptions
{
    PoolKind kind = PoolKind::Queue;
    int size = 5;
    int overflow = 10; // beyond `size`; -1 = any number
    std::chrono::milliseconds timeout{30000}; // waiting for one
    std::chrono::milliseconds recycle{-1}; // older ones are replaced; -1 = never
    bool prePing = false; // ask the server before it is lent
    bool lifo = false; // lend the one that came back last, so that the others grow old and go
    ResetOnReturn reset = ResetOnReturn::Rollback;
};

// A connection to the server with what the pool knows of it.
struct PooledConnection
{
    std::unique_ptr<DriverConnection> driver;
    std::uint64_t number = 0; // for events
    std::uint64_t generation = 0; // of the pool, when it was made
    std::chrono::steady_clock::time_point created;
    std::thread::id thread; // that made it
    bool invalid = false;
    bool isolationChanged = false; // by its borrower: to be put back
    bool readOnlyChanged = false;
};
using PooledPtr = std::shared_ptr<PooledConnection>;

struct PoolStatus
{
    int open = 0; // to the server
    int idle = 0; // of these, in the pool
    int checkedOut = 0;
    int overflow = 0; // open beyond `size`
};

// Thread-safe.
class Pool
{
public:
    struct Hooks
    {
        std::function<std::unique_ptr<DriverConnection>(std::stop_token)> connect; // and initialises
        std::function<bool(DriverConnection&)> ping; // false: the connection is dead
        std::function<void(PooledConnection&)> reset; // back to what a new one is; throws if it is dead
        std::shared_ptr<EventHub> events;
        bool threadAffine = false; // a connection is used, and closed, by the thread that made it alone
    };

    Pool(const PoolOptions& options, Hooks hooks);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // Waits for one; throws OperationalError (Timeout) after `timeout`, CancelledError after a stop, and what
    // connecting throws.
    PooledPtr checkout(const std::stop_token& stop = {});
    // Called by the borrower's thread. Never throws.
    void checkin(PooledPtr connection) noexcept;
    // After a disconnect: every connection that is open now is replaced before it is lent again.
    void invalidate() noexcept;
    // Closes what is idle; what is lent is closed when it comes back. The pool can be used again.
    void dispose() noexcept;
    PoolStatus status() const;

private:
    // Connections that may be exchanged for each other: all, or those of one thread.
    struct Shelf
    {
        std::deque<PooledPtr> idle;
        int open = 0;
        PooledPtr single; // Static, SingletonThread
        int singleUsers = 0;
    };

    Shelf& shelf();
    void wakeWaiting();
    PooledPtr open(const std::stop_token& stop);
    bool isFresh(PooledConnection& connection);
    PooledPtr checkoutQueue(const std::stop_token& stop);
    PooledPtr checkoutSingle(const std::stop_token& stop);
    void close(PooledPtr connection) noexcept;
    void tell(EventKind kind, std::uint64_t number, std::chrono::steady_clock::time_point since,
        const std::string& error = {}) const;

    const PoolOptions m_options;
    const Hooks m_hooks;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_returned;
    std::map<std::thread::id, Shelf> m_shelves; // one for all unless threads count
    std::uint64_t m_generation = 1;
    std::uint64_t m_numbers = 0;
};

} // namespace relata
