// What a task's worker and the GUI share. Internal to ui/tasks.
#pragma once

#include <QElapsedTimer>
#include <QString>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

namespace relata {

class TaskRunner;

namespace detail {

// Lets workers post to the runner for as long as it exists.
struct TaskGate
{
    std::mutex mutex;
    TaskRunner* runner = nullptr;

    void post(std::function<void(TaskRunner&)> function);
};

struct TaskState
{
    quint64 id = 0;
    std::shared_ptr<TaskGate> gate;
    std::stop_source stop;
    // Set by whoever comes first: the worker that begins the task, or the GUI that cancels it in the queue.
    std::atomic_flag claimed;
    std::function<void(TaskRunner&)> reportProgress;

    std::mutex mutex; // guards what follows
    qint64 done = 0;
    qint64 total = 0;
    QString text;
    QElapsedTimer lastReport;
    bool reportPending = false;
};

} // namespace detail

} // namespace relata
