#include "ui/tasks/task_runner.h"

#include "ui/tasks/task_model.h"
#include "ui/tasks/task_state.h"
#include "ui/tasks/work_queue.h"

#include <QMetaObject>
#include <QThread>

#include <algorithm>
#include <new>

namespace relata {

namespace {

constexpr int reportIntervalMs = 50;

} // namespace

namespace detail {

Error cancelledError()
{
    Error error;
    error.kind = ErrorKind::Cancelled;
    error.message = "Stopped.";
    return error;
}

Error errorOfCurrentException()
{
    Error error;
    try {
        throw;
    } catch (const DatabaseError& failure) {
        return failure.error();
    } catch (const std::bad_alloc&) {
        error.message = "There was not enough memory for this.";
        error.hint = "Close other tabs, or ask for less at a time.";
    } catch (const std::exception& failure) {
        error.message = "Relata failed in a way that it does not expect.";
        error.detail = failure.what();
        error.hint = "Please report this with the details.";
    } catch (...) {
        error.message = "Relata failed in a way that it does not expect.";
        error.hint = "Please report what you were doing.";
    }
    error.kind = ErrorKind::Internal;
    return error;
}

void TaskGate::post(std::function<void(TaskRunner&)> function)
{
    const std::lock_guard lock(mutex);
    if (!runner)
        return;
    QMetaObject::invokeMethod(
        runner, [target = runner, function = std::move(function)] { function(*target); },
        Qt::QueuedConnection);
}

} // namespace detail

TaskContext::TaskContext(std::shared_ptr<detail::TaskState> state) : m_state(std::move(state))
{ }

std::stop_token TaskContext::stopToken() const
{
    return m_state->stop.get_token();
}

bool TaskContext::stopRequested() const
{
    return m_state->stop.stop_requested();
}

void TaskContext::throwIfStopped() const
{
    if (stopRequested())
        raise(detail::cancelledError());
}

void TaskContext::progress(qint64 done, qint64 total, const QString& text)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->done = done;
    m_state->total = total;
    m_state->text = text;
    if (m_state->reportPending
        || (m_state->lastReport.isValid() && m_state->lastReport.elapsed() < reportIntervalMs))
        return;
    m_state->reportPending = true;
    m_state->lastReport.start();
    m_state->gate->post(m_state->reportProgress);
}

struct TaskRunner::Record
{
    TaskInfo info;
    QString channel;
    QObject* guard = nullptr;
    QMetaObject::Connection guardConnection;
    std::shared_ptr<detail::TaskState> state;
    std::shared_ptr<detail::Job> job;
    QElapsedTimer timer;
    bool dropped = false;
    bool cancelledInQueue = false;
};

TaskHandle::TaskHandle(TaskRunner* runner, quint64 id) : m_runner(runner), m_id(id)
{ }

bool TaskHandle::isActive() const
{
    if (!m_runner)
        return false;
    const TaskRunner::Record* record = m_runner->find(m_id);
    return record && !record->dropped;
}

void TaskHandle::requestStop() const
{
    if (m_runner)
        m_runner->requestStop(m_id);
}

void TaskHandle::drop() const
{
    if (!m_runner)
        return;
    if (TaskRunner::Record* record = m_runner->find(m_id))
        m_runner->drop(*record);
}

TaskRunner::TaskRunner(QObject* parent)
    : QObject(parent)
    , m_gate(std::make_shared<detail::TaskGate>())
    , m_pool(WorkQueue::create(QStringLiteral("relata-pool"), std::clamp(QThread::idealThreadCount(), 2, 8)))
{
    m_gate->runner = this;
    m_model = new TaskModel(*this, this);
}

TaskRunner::~TaskRunner()
{
    shutdown();
}

LaneId TaskRunner::createLane(const QString& name)
{
    static quint64 lastLane = 0; // ids are never used twice, also not by another runner
    const LaneId lane{++lastLane};
    m_lanes.emplace(lane.value, WorkQueue::create(name, 1));
    return lane;
}

void TaskRunner::removeLane(LaneId lane)
{
    const auto found = m_lanes.find(lane.value);
    if (found == m_lanes.end())
        return;
    for (const auto& [id, record] : m_records) {
        if (record->info.lane == lane)
            stop(*record);
    }
    found->second->close();
    m_leaving.push_back(std::move(found->second));
    m_lanes.erase(found);
    reapLanes();
}

void TaskRunner::reapLanes()
{
    std::erase_if(m_leaving, [](const std::shared_ptr<WorkQueue>& queue) {
        return queue->hasEnded() && queue->waitUntil(std::chrono::steady_clock::now());
    });
}

TaskHandle TaskRunner::enqueue(TaskOptions options, std::shared_ptr<detail::Job> job, QObject* guard)
{
    Q_ASSERT(guard && guard->thread() == thread() && QThread::currentThread() == thread());
    if (m_shutDown) {
        job->discard();
        return {};
    }
    reapLanes();
    if (!options.channel.isEmpty())
        dropAllOf(guard, &options.channel);

    const quint64 id = ++m_lastId;
    auto record = std::make_unique<Record>();
    record->info.id = id;
    record->info.title = options.title;
    record->info.lane = options.lane;
    record->channel = std::move(options.channel);
    record->guard = guard;
    record->job = job;
    record->timer.start();
    record->state = std::make_shared<detail::TaskState>();
    record->state->id = id;
    record->state->gate = m_gate;
    record->state->reportProgress = [id](TaskRunner& runner) { runner.noteProgress(id); };
    record->guardConnection =
        connect(guard, &QObject::destroyed, this, [this](QObject* gone) { dropAllOf(gone, nullptr); });

    auto function = [state = record->state, job = std::move(job)]() mutable {
        if (state->claimed.test_and_set())
            return; // cancelled before its turn
        const quint64 id = state->id;
        state->gate->post([id](TaskRunner& runner) { runner.noteRunning(id); });
        TaskContext context(state);
        job->run(context);
        job.reset();
        state->gate->post([id](TaskRunner& runner) { runner.finish(id); });
    };
    Record& kept = *m_records.emplace(id, std::move(record)).first->second;

    std::shared_ptr<WorkQueue> queue = m_pool;
    if (!kept.info.lane.isPool()) {
        const auto found = m_lanes.find(kept.info.lane.value);
        queue = found == m_lanes.end() ? nullptr : found->second;
    }
    if (!queue || !queue->push(std::move(function)))
        stop(kept); // the lane is gone: nobody else can claim it
    emit taskStarted(id);
    return TaskHandle(this, id);
}

TaskRunner::Record* TaskRunner::find(quint64 taskId) const
{
    const auto found = m_records.find(taskId);
    return found == m_records.end() ? nullptr : found->second.get();
}

void TaskRunner::requestStop(quint64 taskId)
{
    if (Record* record = find(taskId))
        stop(*record);
}

void TaskRunner::requestStopAll()
{
    for (const auto& [id, record] : m_records)
        stop(*record);
}

void TaskRunner::stop(Record& record)
{
    if (record.info.phase == TaskPhase::Stopping)
        return;
    record.info.phase = TaskPhase::Stopping;
    const quint64 id = record.info.id;
    if (!record.state->claimed.test_and_set()) {
        record.cancelledInQueue = true;
        QMetaObject::invokeMethod(
            this, [this, id] { finish(id); }, Qt::QueuedConnection);
    }
    record.state->stop.request_stop();
    emit taskChanged(id);
}

void TaskRunner::drop(Record& record)
{
    if (record.dropped)
        return;
    record.dropped = true;
    disconnect(record.guardConnection);
    record.job->discard();
    stop(record);
}

void TaskRunner::dropAllOf(const QObject* guard, const QString* channel)
{
    for (const auto& [id, record] : m_records) {
        if (record->guard == guard && (!channel || record->channel == *channel))
            drop(*record);
    }
}

void TaskRunner::noteRunning(quint64 taskId)
{
    Record* record = find(taskId);
    if (!record || record->info.phase != TaskPhase::Queued)
        return;
    record->info.phase = TaskPhase::Running;
    emit taskChanged(taskId);
}

void TaskRunner::noteProgress(quint64 taskId)
{
    Record* record = find(taskId);
    if (!record)
        return;
    {
        const std::lock_guard lock(record->state->mutex);
        record->state->reportPending = false;
        record->info.done = record->state->done;
        record->info.total = record->state->total;
        record->info.text = record->state->text;
    }
    emit taskChanged(taskId);
}

void TaskRunner::finish(quint64 taskId)
{
    const auto found = m_records.find(taskId);
    if (found == m_records.end())
        return;
    const std::unique_ptr<Record> record = std::move(found->second);
    m_records.erase(found);
    disconnect(record->guardConnection);
    reapLanes();
    const QPointer<TaskRunner> alive(this); // what is delivered may close the window and with it the runner
    if (!record->dropped) {
        if (record->cancelledInQueue)
            record->job->deliverCancelled();
        else
            record->job->deliver();
    }
    if (!alive)
        return;
    emit taskFinished(taskId);
    if (m_records.empty())
        emit idle();
}

bool TaskRunner::isIdle() const
{
    return m_records.empty();
}

int TaskRunner::activeCount() const
{
    return int(m_records.size());
}

TaskInfo TaskRunner::info(quint64 taskId) const
{
    const Record* record = find(taskId);
    if (!record)
        return {};
    TaskInfo info = record->info;
    info.elapsedMs = record->timer.elapsed();
    return info;
}

bool TaskRunner::shutdown(std::chrono::milliseconds limit)
{
    if (m_shutDown)
        return m_joined;
    m_shutDown = true;
    for (const auto& [id, record] : m_records)
        drop(*record);
    {
        const std::lock_guard lock(m_gate->mutex);
        m_gate->runner = nullptr;
    }
    const auto deadline = std::chrono::steady_clock::now() + limit;
    m_pool->close();
    for (const auto& [id, queue] : m_lanes) {
        queue->close();
        m_leaving.push_back(queue);
    }
    m_lanes.clear();
    m_joined = m_pool->waitUntil(deadline);
    for (const std::shared_ptr<WorkQueue>& queue : m_leaving)
        m_joined = queue->waitUntil(deadline) && m_joined;
    m_leaving.clear();
    m_records.clear();
    return m_joined;
}

} // namespace relata
