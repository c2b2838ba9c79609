// The thread that a connection lives on: Qt Sql's connections must stay on the thread that made them, and a
// call that hangs in a driver must not hang its caller.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>

namespace relata::qtsql {

class Worker
{
public:
    // `close` runs on the thread at its end.
    explicit Worker(std::function<void()> close);
    // Waits for `close`, but not for long: a driver that hangs is left to end by itself.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    enum class Outcome
    {
        Done,
        Abandoned, // it did not end in time after a stop: the thread is never used again
    };
    // Runs the job on the thread and waits for it. What the job throws is thrown here. After a stop, `cancel`
    // is called on a thread of its own, and the job has a moment to end. A job that is abandoned goes on: it
    // must hold no reference into its caller.
    Outcome run(std::function<void()> job, const std::function<void()>& cancel);

    // From any thread: stops the running job, and those that follow, until forgetStop().
    void stop() noexcept;
    void forgetStop();
    bool stopAsked() const;
    bool isAbandoned() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace relata::qtsql
