// The only crossing from the GUI thread to worker threads and back.
//
//     runner.run(tr("Count rows"), lane, [session](TaskContext& task) { return countRows(*session,
//     task.stopToken()); },
//         this, [this](Result<qint64> rows) { ... });
//
// The work runs on a worker thread; `done` runs on the GUI thread, later, from the event loop, exactly once,
// unless the guard is destroyed, the handle drops the task or a newer task of the same guard and channel
// replaces it: then the stop token is set and the result is thrown away. What the work throws becomes the
// Result's Error.
//
// Threads: every public function here belongs to the GUI thread. Work never touches a QObject of the GUI.
#pragma once

#include "core/util/result.h"
#include "ui/tasks/task_context.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace relata {

class TaskModel;
class TaskRunner;
class WorkQueue;

// A serial queue with a thread of its own, so that a connection stays on one thread. 0 is the general pool,
// where tasks of no connection run side by side.
struct LaneId
{
    quint64 value = 0;
    bool isPool() const { return value == 0; }
    auto operator<=>(const LaneId&) const = default;
};

struct TaskOptions
{
    QString title; // shown to the user after 200 ms: "Reading shop.public"
    LaneId lane;
    QString
        channel; // not empty: replaces the guard's running task of the same channel, whose result is dropped
};

enum class TaskPhase
{
    Queued,
    Running,
    Stopping
};

struct TaskInfo
{
    quint64 id = 0;
    QString title;
    LaneId lane;
    TaskPhase phase = TaskPhase::Queued;
    qint64 done = 0;
    qint64 total = 0; // 0: not known
    QString text; // the work's own words about where it is
    qint64 elapsedMs = 0; // since the task was handed in
};

// Refers to a task; copies are cheap, and outliving the task or the runner is fine.
class TaskHandle
{
public:
    TaskHandle() = default;

    bool isActive() const; // handed in and not yet delivered
    void requestStop() const; // the result, then most likely ErrorKind::Cancelled, is still delivered
    void drop() const; // stops and never delivers
    quint64 id() const { return m_id; }

private:
    friend class TaskRunner;
    TaskHandle(TaskRunner* runner, quint64 id);

    QPointer<TaskRunner> m_runner;
    quint64 m_id = 0;
};

namespace detail {

struct TaskGate;

template <typename T>
struct ResultOf
{
    using Type = Result<T>;
};
template <typename T>
struct ResultOf<tl::expected<T, Error>>
{
    using Type = Result<T>;
};

Error errorOfCurrentException(); // inside a catch block only

// Runs work, and turns whatever it throws into an Error. This is the one place that catches.
template <typename ResultType, typename Work>
ResultType runGuarded(Work& work, TaskContext& context)
{
    try {
        using Returned = std::invoke_result_t<Work&, TaskContext&>;
        if constexpr (std::is_void_v<Returned>) {
            work(context);
            return ResultType();
        } else {
            return ResultType(work(context));
        }
    } catch (...) {
        return tl::unexpected<Error>(errorOfCurrentException());
    }
}

// A task with its types forgotten. run() is called on the worker and leaves the result inside, the others on
// the GUI thread. Each half touches members of its own: a task that is cancelled before its turn is delivered
// while its work still waits in the queue, to be destroyed there.
struct Job
{
    virtual ~Job() = default;
    virtual void run(TaskContext& context) = 0;
    virtual void deliver() = 0; // after run()
    virtual void deliverCancelled() = 0;
    virtual void discard() = 0; // nothing will be delivered
};

Error cancelledError();

template <typename ResultType, typename Work, typename Done>
struct TypedJob final : Job
{
    TypedJob(Work work, Done done) : m_work(std::move(work)), m_done(std::move(done)) { }
    void run(TaskContext& context) override
    {
        m_result.emplace(runGuarded<ResultType>(*m_work, context));
        m_work.reset(); // here, on the worker: what the work captured may belong to this thread
    }
    void deliver() override
    {
        Done done = std::move(*m_done);
        m_done.reset();
        done(std::move(*m_result));
    }
    void deliverCancelled() override
    {
        Done done = std::move(*m_done);
        m_done.reset();
        done(ResultType(tl::unexpected<Error>(cancelledError())));
    }
    void discard() override { m_done.reset(); }

    std::optional<Work> m_work;
    std::optional<ResultType> m_result;
    std::optional<Done> m_done;
};

} // namespace detail

class TaskRunner final : public QObject
{
    Q_OBJECT

public:
    explicit TaskRunner(QObject* parent = nullptr);
    ~TaskRunner() override; // shutdown() with its limit

    // `work`: T(TaskContext&) or Result<T>(TaskContext&), T may be void; copied or moved to the worker and
    // destroyed there. `done`: void(Result<T>). `guard` must not be null and must live on the GUI thread.
    template <typename Work, typename Done>
    TaskHandle run(TaskOptions options, Work work, QObject* guard, Done done)
    {
        using Returned = std::invoke_result_t<Work&, TaskContext&>;
        using ResultType = typename detail::ResultOf<Returned>::Type;
        return enqueue(std::move(options),
            std::make_shared<detail::TypedJob<ResultType, Work, Done>>(std::move(work), std::move(done)),
            guard);
    }

    template <typename Work, typename Done>
    TaskHandle run(const QString& title, Work work, QObject* guard, Done done)
    {
        return run(TaskOptions{title, {}, {}}, std::move(work), guard, std::move(done));
    }

    template <typename Work, typename Done>
    TaskHandle run(const QString& title, LaneId lane, Work work, QObject* guard, Done done)
    {
        return run(TaskOptions{title, lane, {}}, std::move(work), guard, std::move(done));
    }

    // The thread starts with the lane's first task.
    LaneId createLane(const QString& name);
    // Stops the lane's tasks (their results arrive as cancelled) and ends its thread when the running one
    // returns. Does not wait. Handing a task to a removed lane delivers a cancelled result.
    void removeLane(LaneId lane);

    void requestStop(quint64 taskId);
    void requestStopAll();

    bool isIdle() const; // nothing queued, running or waiting for its delivery
    int activeCount() const;
    TaskInfo info(quint64 taskId) const;
    // The tasks that have lasted for at least 200 ms, for the status bar.
    TaskModel* model() const { return m_model; }

    // Stops everything, drops all results and joins the threads. A thread that has not come back within the
    // limit is abandoned (its state stays alive until it does) and false is returned: the program should then
    // leave by std::_Exit once its own data is saved.
    bool shutdown(std::chrono::milliseconds limit = std::chrono::seconds(5));

signals:
    void taskStarted(quint64 taskId);
    void taskChanged(quint64 taskId); // progress or phase
    void taskFinished(quint64 taskId);
    void idle();

private:
    friend class TaskHandle;
    struct Record;

    TaskHandle enqueue(TaskOptions options, std::shared_ptr<detail::Job> job, QObject* guard);
    void drop(Record& record);
    void stop(Record& record);
    void dropAllOf(const QObject* guard, const QString* channel);
    void finish(quint64 taskId);
    void noteRunning(quint64 taskId);
    void noteProgress(quint64 taskId);
    Record* find(quint64 taskId) const;
    void reapLanes();

    std::shared_ptr<detail::TaskGate> m_gate;

    std::unordered_map<quint64, std::unique_ptr<Record>> m_records;
    std::unordered_map<quint64, std::shared_ptr<WorkQueue>> m_lanes;
    std::vector<std::shared_ptr<WorkQueue>> m_leaving; // removed lanes whose thread is still busy
    std::shared_ptr<WorkQueue> m_pool;
    TaskModel* m_model = nullptr;
    quint64 m_lastId = 0;
    bool m_shutDown = false;
    bool m_joined = false;
};

} // namespace relata
