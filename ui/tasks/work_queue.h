// A queue of functions worked off in order by up to a given number of threads. With one thread it is a lane:
// strictly one after the other, always on the same thread.
#pragma once

#include <QString>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace relata {

class WorkQueue final : public std::enable_shared_from_this<WorkQueue>
{
public:
    static std::shared_ptr<WorkQueue> create(const QString& name, int maxThreads);
    ~WorkQueue();
    WorkQueue(const WorkQueue&) = delete;
    WorkQueue& operator=(const WorkQueue&) = delete;

    // Any thread. False once closed; the function is then not kept.
    bool push(std::function<void()> function);

    // No more pushes; threads end when the queue is empty. Does not wait.
    void close();

    // After close(): joins the threads if they end by the deadline and returns true; else lets go of them
    // (they co-own the queue, so it outlives them) and returns false.
    bool waitUntil(std::chrono::steady_clock::time_point deadline);
    bool hasEnded() const;

private:
    WorkQueue(const QString& name, int maxThreads);
    void work();

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_ended;
    std::deque<std::function<void()>> m_functions;
    std::vector<std::thread> m_handles; // never more than m_maxThreads
    QString m_name;
    int m_maxThreads;
    int m_threads = 0; // alive
    int m_sleeping = 0;
    bool m_closed = false;
};

} // namespace relata
