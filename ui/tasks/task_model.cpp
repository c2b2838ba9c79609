#include "ui/tasks/task_model.h"

namespace relata {

namespace {

constexpr int tickMs = 100;

} // namespace

TaskModel::TaskModel(TaskRunner& runner, QObject* parent) : QAbstractListModel(parent), m_runner(runner)
{
    m_timer.setInterval(tickMs);
    connect(&m_timer, &QTimer::timeout, this, &TaskModel::tick);
    connect(&runner, &TaskRunner::taskStarted, this, &TaskModel::started);
    connect(&runner, &TaskRunner::taskChanged, this, &TaskModel::changed);
    connect(&runner, &TaskRunner::taskFinished, this, &TaskModel::finished);
}

int TaskModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant TaskModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const TaskInfo& task = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return task.title;
    case IdRole:
        return task.id;
    case ElapsedRole:
        return task.elapsedMs;
    case DoneRole:
        return task.done;
    case TotalRole:
        return task.total;
    case TextRole:
        return task.text;
    case StoppingRole:
        return task.phase == TaskPhase::Stopping;
    default:
        return {};
    }
}

int TaskModel::rowOf(quint64 taskId) const
{
    for (int row = 0; row < m_rows.size(); ++row) {
        if (m_rows.at(row).id == taskId)
            return row;
    }
    return -1;
}

void TaskModel::started(quint64 taskId)
{
    m_waiting.append(taskId);
    if (!m_timer.isActive())
        m_timer.start();
}

void TaskModel::changed(quint64 taskId)
{
    const int row = rowOf(taskId);
    if (row < 0)
        return;
    m_rows[row] = m_runner.info(taskId);
    emit dataChanged(index(row), index(row));
}

void TaskModel::finished(quint64 taskId)
{
    m_waiting.removeOne(taskId);
    const int row = rowOf(taskId);
    if (row >= 0) {
        beginRemoveRows({}, row, row);
        m_rows.removeAt(row);
        endRemoveRows();
    }
    if (m_waiting.isEmpty() && m_rows.isEmpty())
        m_timer.stop();
}

void TaskModel::tick()
{
    for (TaskInfo& task : m_rows)
        task.elapsedMs = m_runner.info(task.id).elapsedMs;
    if (!m_rows.isEmpty())
        emit dataChanged(index(0), index(int(m_rows.size()) - 1), {ElapsedRole});

    QList<TaskInfo> ripe;
    m_waiting.removeIf([&](quint64 taskId) {
        const TaskInfo info = m_runner.info(taskId);
        if (info.elapsedMs < showAfterMs)
            return false;
        ripe.append(info);
        return true;
    });
    if (ripe.isEmpty())
        return;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + ripe.size()) - 1);
    m_rows += ripe;
    endInsertRows();
}

QString elapsedText(qint64 milliseconds)
{
    const qint64 seconds = milliseconds / 1000;
    const QChar zero(u'0');
    if (seconds < 3600)
        return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, zero);
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60, 2, 10, zero)
        .arg(seconds % 60, 2, 10, zero);
}

} // namespace relata
