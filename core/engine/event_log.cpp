#include "core/engine/event_log.h"

#include "core/util/strings.h"

#include <algorithm>

namespace relata {

const char* toString(EventKind kind)
{
    switch (kind) {
    case EventKind::Connect:
        return "connect";
    case EventKind::Close:
        return "close";
    case EventKind::Checkout:
        return "checkout";
    case EventKind::Checkin:
        return "checkin";
    case EventKind::Invalidate:
        return "invalidate";
    case EventKind::BeforeExecute:
        return "before execute";
    case EventKind::Execute:
        return "execute";
    case EventKind::Begin:
        return "begin";
    case EventKind::Commit:
        return "commit";
    case EventKind::Rollback:
        return "rollback";
    case EventKind::Savepoint:
        return "savepoint";
    case EventKind::ReleaseSavepoint:
        return "release savepoint";
    case EventKind::RollbackToSavepoint:
        return "rollback to savepoint";
    case EventKind::Prepare:
        return "prepare";
    }
    return "";
}

int EventHub::listen(Listener listener)
{
    std::lock_guard lock(m_mutex);
    auto copy = m_listeners ? std::make_shared<List>(*m_listeners) : std::make_shared<List>();
    copy->emplace_back(m_next, std::make_shared<const Listener>(std::move(listener)));
    m_listeners = std::move(copy);
    return m_next++;
}

void EventHub::remove(int number)
{
    std::lock_guard lock(m_mutex);
    if (!m_listeners)
        return;
    auto copy = std::make_shared<List>(*m_listeners);
    std::erase_if(*copy, [&](const auto& entry) { return entry.first == number; });
    m_listeners = copy->empty() ? nullptr : std::move(copy);
}

bool EventHub::hasListeners() const
{
    std::lock_guard lock(m_mutex);
    return m_listeners != nullptr;
}

void EventHub::tell(const EngineEvent& event) const
{
    std::shared_ptr<const List> listeners;
    {
        std::lock_guard lock(m_mutex);
        listeners = m_listeners;
    }
    if (!listeners)
        return;
    for (const auto& [number, listener] : *listeners)
        (*listener)(event);
}

EventLog::EventLog(std::size_t capacity, std::size_t maxSqlBytes)
    : m_capacity(std::max<std::size_t>(capacity, 1)), m_maxSqlBytes(maxSqlBytes)
{ }

void EventLog::add(const EngineEvent& event)
{
    if (event.kind == EventKind::BeforeExecute)
        return;
    EngineEvent copy = event;
    if (copy.sql.size() > m_maxSqlBytes)
        copy.sql = std::string(utf8Prefix(copy.sql, m_maxSqlBytes)) + "…";
    std::lock_guard lock(m_mutex);
    if (m_ring.size() < m_capacity)
        m_ring.push_back(std::move(copy));
    else
        m_ring[m_next] = std::move(copy);
    m_next = (m_next + 1) % m_capacity;
    ++m_total;
    ++m_counts[static_cast<std::size_t>(event.kind)];
}

std::vector<EngineEvent> EventLog::events() const
{
    std::lock_guard lock(m_mutex);
    if (m_ring.size() < m_capacity)
        return m_ring;
    std::vector<EngineEvent> result(m_ring.begin() + static_cast<std::ptrdiff_t>(m_next), m_ring.end());
    result.insert(result.end(), m_ring.begin(), m_ring.begin() + static_cast<std::ptrdiff_t>(m_next));
    return result;
}

std::uint64_t EventLog::total() const
{
    std::lock_guard lock(m_mutex);
    return m_total;
}

std::uint64_t EventLog::count(EventKind kind) const
{
    std::lock_guard lock(m_mutex);
    return m_counts[static_cast<std::size_t>(kind)];
}

void EventLog::clear()
{
    std::lock_guard lock(m_mutex);
    m_ring.clear();
    m_next = 0;
    m_total = 0;
    std::fill(std::begin(m_counts), std::end(m_counts), 0);
}

} // namespace relata
