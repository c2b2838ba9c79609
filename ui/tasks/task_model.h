// The tasks that are worth showing: those that have lasted for 200 ms and are not yet done. Oldest first.
#pragma once

#include "ui/tasks/task_runner.h"

#include <QAbstractListModel>
#include <QTimer>

namespace relata {

class TaskModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        IdRole = Qt::UserRole + 1, // quint64
        ElapsedRole, // ms
        DoneRole,
        TotalRole, // 0: not known
        TextRole,
        StoppingRole, // bool
    };

    static constexpr int showAfterMs = 200;

    explicit TaskModel(TaskRunner& runner, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override; // DisplayRole: the title

    const TaskInfo& at(int row) const { return m_rows.at(row); }

private:
    void started(quint64 taskId);
    void changed(quint64 taskId);
    void finished(quint64 taskId);
    void tick();
    int rowOf(quint64 taskId) const;

    TaskRunner& m_runner;
    QList<quint64> m_waiting; // not yet 200 ms old
    QList<TaskInfo> m_rows;
    QTimer m_timer;
};

// "0:03", "1:02:09".
QString elapsedText(qint64 milliseconds);

} // namespace relata
