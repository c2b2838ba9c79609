#include "core/drivers/qtsql/worker.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace relata::qtsql {
namespace {

// A stop is promised within a second.
constexpr std::chrono::milliseconds patience{700};
constexpr std::chrono::seconds closingTime{2};

} // namespace

struct Worker::State
{
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::function<void()> job;
    std::exception_ptr failure;
    bool busy = false;
    bool quit = false;
    bool ended = false;
    bool stopAsked = false;
    bool abandoned = false;
};

Worker::Worker(std::function<void()> close) : m_state(std::make_shared<State>())
{
    std::thread([state = m_state, close = std::move(close)] {
        std::unique_lock lock(state->mutex);
        while (true) {
            state->changed.wait(lock, [&] { return state->job || state->quit; });
            if (!state->job)
                break;
            std::function<void()> job = std::exchange(state->job, nullptr);
            std::exception_ptr failure;
            lock.unlock();
            try {
                job();
            } catch (...) {
                failure = std::current_exception();
            }
            job = nullptr; // what it holds goes before anybody is told
            lock.lock();
            state->failure = failure;
            state->busy = false;
            state->changed.notify_all();
        }
        lock.unlock();
        close();
        lock.lock();
        state->ended = true;
        state->changed.notify_all();
    }).detach();
}

Worker::~Worker()
{
    std::unique_lock lock(m_state->mutex);
    m_state->quit = true;
    m_state->changed.notify_all();
    if (!m_state->abandoned)
        m_state->changed.wait_for(lock, closingTime, [this] { return m_state->ended; });
}

Worker::Outcome Worker::run(std::function<void()> job, const std::function<void()>& cancel)
{
    std::unique_lock lock(m_state->mutex);
    if (m_state->abandoned)
        return Outcome::Abandoned;
    m_state->job = std::move(job);
    m_state->failure = nullptr;
    m_state->busy = true;
    m_state->changed.notify_all();
    m_state->changed.wait(lock, [this] { return !m_state->busy || m_state->stopAsked; });
    if (m_state->busy) {
        lock.unlock();
        if (cancel)
            std::thread(cancel).detach(); // it may hang as the job does
        lock.lock();
        if (!m_state->changed.wait_for(lock, patience, [this] { return !m_state->busy; })) {
            m_state->abandoned = true;
            return Outcome::Abandoned;
        }
    }
    if (std::exception_ptr failure = std::exchange(m_state->failure, nullptr))
        std::rethrow_exception(failure);
    return Outcome::Done;
}

void Worker::stop() noexcept
{
    std::lock_guard lock(m_state->mutex);
    m_state->stopAsked = true;
    m_state->changed.notify_all();
}

void Worker::forgetStop()
{
    std::lock_guard lock(m_state->mutex);
    m_state->stopAsked = false;
}

bool Worker::stopAsked() const
{
    std::lock_guard lock(m_state->mutex);
    return m_state->stopAsked;
}

bool Worker::isAbandoned() const
{
    std::lock_guard lock(m_state->mutex);
    return m_state->abandoned;
}

} // namespace relata::qtsql
