// What a piece of work on a worker thread sees of the task that it is: whether it should stop, and where to
// report how far it has come.
#pragma once

#include <QString>

#include <memory>
#include <stop_token>

namespace relata {

namespace detail {
struct TaskState;
}

class TaskContext
{
public:
    explicit TaskContext(std::shared_ptr<detail::TaskState> state);

    // Set when the user pressed stop, when the guard was destroyed, when a newer task took the channel, and
    // at exit. A driver registers a std::stop_callback on it that interrupts the statement. Such callbacks
    // run on the GUI thread, inside the request, so they must not wait for anything.
    std::stop_token stopToken() const;
    bool stopRequested() const;

    // Throws CancelledError if stopping was requested: for loops that have nothing to clean up.
    void throwIfStopped() const;

    // Reports `done` of `total` (0 = not known) with a short text such as a table's name. Worker thread.
    // Cheap: what comes within 50 ms of the last report is kept, not sent.
    void progress(qint64 done, qint64 total, const QString& text = {});

private:
    std::shared_ptr<detail::TaskState> m_state;
};

} // namespace relata
