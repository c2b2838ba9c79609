#include "ui/tasks/work_queue.h"

#include <pthread.h>

namespace relata {

std::shared_ptr<WorkQueue> WorkQueue::create(const QString& name, int maxThreads)
{
    return std::shared_ptr<WorkQueue>(new WorkQueue(name, maxThreads));
}

WorkQueue::WorkQueue(const QString& name, int maxThreads) : m_name(name), m_maxThreads(maxThreads)
{ }

WorkQueue::~WorkQueue()
{
    // The last owner may be one of the threads itself, which cannot join itself.
    for (std::thread& handle : m_handles)
        handle.detach();
}

bool WorkQueue::push(std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return false;
    m_functions.push_back(std::move(function));
    if (int(m_functions.size()) > m_sleeping && m_threads < m_maxThreads) {
        ++m_threads;
        // Each thread co-owns the queue: one that is stuck in a client library can be abandoned at exit
        // without leaving it a dangling queue.
        m_handles.emplace_back([self = shared_from_this()] { self->work(); });
    } else {
        m_wake.notify_one();
    }
    return true;
}

void WorkQueue::close()
{
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_wake.notify_all();
}

bool WorkQueue::waitUntil(std::chrono::steady_clock::time_point deadline)
{
    std::vector<std::thread> handles;
    bool ended = false;
    {
        std::unique_lock lock(m_mutex);
        ended = m_ended.wait_until(lock, deadline, [this] { return m_threads == 0; });
        handles.swap(m_handles);
    }
    for (std::thread& handle : handles) {
        if (ended)
            handle.join();
        else
            handle.detach();
    }
    return ended;
}

bool WorkQueue::hasEnded() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed && m_threads == 0;
}

void WorkQueue::work()
{
    // The kernel keeps 15 bytes of a thread's name.
    pthread_setname_np(pthread_self(), m_name.left(15).toLatin1().constData());
    std::unique_lock lock(m_mutex);
    for (;;) {
        ++m_sleeping;
        m_wake.wait(lock, [this] { return m_closed || !m_functions.empty(); });
        --m_sleeping;
        if (m_functions.empty())
            break;
        std::function<void()> function = std::move(m_functions.front());
        m_functions.pop_front();
        lock.unlock();
        function();
        function = nullptr; // what it captured is destroyed here, on this thread, outside the lock
        lock.lock();
    }
    --m_threads;
    if (m_threads == 0)
        m_ended.notify_all();
}

} // namespace relata
