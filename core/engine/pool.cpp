#include "core/engine/pool.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata {
namespace {

using Clock = std::chrono::steady_clock;

} // namespace

Pool::Pool(const PoolOptions& options, Hooks hooks) : m_options(options), m_hooks(std::move(hooks))
{ }

Pool::~Pool()
{
    dispose();
}

// m_mutex is held.
Pool::Shelf& Pool::shelf()
{
    bool byThread = m_hooks.threadAffine || m_options.kind == PoolKind::SingletonThread;
    return m_shelves[byThread ? std::this_thread::get_id() : std::thread::id()];
}

// m_mutex is held. One connection serves one waiting thread, unless each waits for one of its own.
void Pool::wakeWaiting()
{
    if (m_hooks.threadAffine)
        m_returned.notify_all();
    else
        m_returned.notify_one();
}

void Pool::tell(EventKind kind, std::uint64_t number, Clock::time_point since, const std::string& error) const
{
    if (!m_hooks.events || !m_hooks.events->hasListeners())
        return;
    EngineEvent event;
    event.kind = kind;
    event.duration = Clock::now() - since;
    event.time = std::chrono::system_clock::now()
        - std::chrono::duration_cast<std::chrono::system_clock::duration>(event.duration);
    event.connection = number;
    event.error = error;
    m_hooks.events->tell(event);
}

PooledPtr Pool::open(const std::stop_token& stop)
{
    Clock::time_point since = Clock::now();
    auto made = std::make_shared<PooledConnection>();
    {
        std::lock_guard lock(m_mutex);
        made->generation = m_generation;
        made->number = ++m_numbers;
    }
    made->thread = std::this_thread::get_id();
    try {
        made->driver = m_hooks.connect(stop);
    } catch (const DatabaseError& error) {
        tell(EventKind::Connect, made->number, since, error.what());
        throw;
    }
    made->created = Clock::now();
    tell(EventKind::Connect, made->number, since);
    return made;
}

void Pool::close(PooledPtr connection) noexcept
{
    if (!connection)
        return;
    try {
        Clock::time_point since = Clock::now();
        std::uint64_t number = connection->number;
        connection->driver.reset();
        tell(EventKind::Close, number, since);
    } catch (...) {
        // A listener's failure: the connection is closed all the same.
    }
}

// Whether an idle connection may be lent as it is.
bool Pool::isFresh(PooledConnection& connection)
{
    if (connection.invalid || !connection.driver->isUsable())
        return false;
    {
        std::lock_guard lock(m_mutex);
        if (connection.generation != m_generation)
            return false;
    }
    if (m_options.recycle.count() >= 0 && Clock::now() - connection.created > m_options.recycle)
        return false;
    if (!m_options.prePing)
        return true;
    if (m_hooks.ping(*connection.driver))
        return true;
    invalidate(); // the others are as old, and as dead
    return false;
}

PooledPtr Pool::checkout(const std::stop_token& stop)
{
    Clock::time_point since = Clock::now();
    PooledPtr connection;
    switch (m_options.kind) {
    case PoolKind::Queue:
        connection = checkoutQueue(stop);
        break;
    case PoolKind::Null:
        connection = open(stop);
        break;
    case PoolKind::Static:
    case PoolKind::SingletonThread:
        connection = checkoutSingle(stop);
        break;
    }
    tell(EventKind::Checkout, connection->number, since);
    return connection;
}

PooledPtr Pool::checkoutQueue(const std::stop_token& stop)
{
    Clock::time_point deadline = Clock::now() + m_options.timeout;
    PooledPtr connection;
    {
        std::unique_lock lock(m_mutex);
        Shelf& own = shelf();
        auto available = [&] {
            return !own.idle.empty() || m_options.overflow < 0
                || own.open < m_options.size + m_options.overflow;
        };
        if (!m_returned.wait_until(lock, stop, deadline, available)) {
            bool stopped = stop.stop_requested();
            Error error;
            error.kind = stopped ? ErrorKind::Cancelled : ErrorKind::Operational;
            error.message = stopped
                ? "Waiting for a connection was stopped."
                : fmt::format("All {} connections are in use, and none came back in {} s.",
                    m_options.size + m_options.overflow,
                    static_cast<double>(m_options.timeout.count()) / 1000.0);
            if (!stopped)
                error.hint = "Give connections back sooner, or allow more of them.";
            raise(std::move(error));
        }
        if (own.idle.empty()) {
            ++own.open; // the place is taken while it connects
        } else if (m_options.lifo) {
            connection = std::move(own.idle.back());
            own.idle.pop_back();
        } else {
            connection = std::move(own.idle.front());
            own.idle.pop_front();
        }
    }
    try {
        if (connection && isFresh(*connection))
            return connection;
        close(std::move(connection));
        return open(stop);
    } catch (...) {
        std::lock_guard lock(m_mutex);
        --shelf().open;
        wakeWaiting();
        throw;
    }
}

PooledPtr Pool::checkoutSingle(const std::stop_token& stop)
{
    PooledPtr existing;
    bool busy = false;
    {
        std::lock_guard lock(m_mutex);
        Shelf& own = shelf();
        existing = own.single;
        busy = own.singleUsers > 0;
        if (existing && busy) {
            ++own.singleUsers;
            return existing;
        }
    }
    if (existing && isFresh(*existing)) {
        std::lock_guard lock(m_mutex);
        ++shelf().singleUsers;
        return existing;
    }
    PooledPtr made = open(stop);
    std::lock_guard lock(m_mutex);
    Shelf& own = shelf();
    if (own.single && own.single != existing) {
        ++own.singleUsers; // another thread was quicker
        return own.single;
    }
    own.single = made;
    own.open = 1;
    ++own.singleUsers;
    return made;
}

void Pool::checkin(PooledPtr connection) noexcept
{
    if (!connection)
        return;
    Clock::time_point since = Clock::now();
    bool single = m_options.kind == PoolKind::Static || m_options.kind == PoolKind::SingletonThread;
    if (!single || !connection->invalid) {
        try {
            if (!connection->invalid && connection->driver->isUsable()
                && m_options.reset == ResetOnReturn::Rollback)
                m_hooks.reset(*connection);
        } catch (...) {
            connection->invalid = true;
        }
    }
    bool dead = connection->invalid || !connection->driver->isUsable();
    try {
        tell(EventKind::Checkin, connection->number, since);
    } catch (...) {
        // A listener's failure is not the pool's.
    }
    PooledPtr closing;
    {
        std::lock_guard lock(m_mutex);
        Shelf& own = shelf();
        dead = dead || connection->generation != m_generation;
        if (single) {
            if (own.single == connection && own.singleUsers > 0)
                --own.singleUsers;
            if (dead && own.single == connection && own.singleUsers == 0) {
                own.single.reset();
                own.open = 0;
                closing = std::move(connection);
            }
        } else if (m_options.kind == PoolKind::Null || dead
            || static_cast<int>(own.idle.size()) >= m_options.size) {
            if (m_options.kind == PoolKind::Queue)
                --own.open;
            closing = std::move(connection);
        } else {
            own.idle.push_back(std::move(connection));
        }
        wakeWaiting();
    }
    close(std::move(closing));
}

void Pool::invalidate() noexcept
{
    std::lock_guard lock(m_mutex);
    ++m_generation;
}

void Pool::dispose() noexcept
{
    std::vector<PooledPtr> closing;
    {
        std::lock_guard lock(m_mutex);
        ++m_generation;
        for (auto& [thread, own] : m_shelves) {
            own.open -= static_cast<int>(own.idle.size());
            for (PooledPtr& connection : own.idle)
                closing.push_back(std::move(connection));
            own.idle.clear();
            if (own.single && own.singleUsers == 0) {
                closing.push_back(std::move(own.single));
                own.single.reset();
                own.open = 0;
            }
        }
    }
    for (PooledPtr& connection : closing)
        close(std::move(connection));
}

PoolStatus Pool::status() const
{
    std::lock_guard lock(m_mutex);
    PoolStatus status;
    for (const auto& [thread, own] : m_shelves) {
        status.open += own.open;
        status.idle += static_cast<int>(own.idle.size());
        if (own.single && own.singleUsers == 0)
            ++status.idle;
    }
    status.checkedOut = status.open - status.idle;
    status.overflow = std::max(0, status.open - m_options.size);
    return status;
}

} // namespace relata
