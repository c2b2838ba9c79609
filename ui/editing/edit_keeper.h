// Keeps the pending edits of one connection on disk (core/editing/edit_journal.h), on a lane of its own: the
// window never waits for a disk. Reads what a former run of the program has left, first of all.
//
// GUI thread only. The TaskRunner must outlive it.
#pragma once

#include "core/editing/edit_journal.h"
#include "ui/tasks/task_runner.h"

#include <QObject>

#include <memory>
#include <optional>

namespace relata {

class EditKeeper final : public QObject
{
    Q_OBJECT

public:
    // `name`: of the connection, for people who open the file; without a password.
    EditKeeper(TaskRunner& tasks, const QString& file, const QString& name, QObject* parent);
    ~EditKeeper() override;

    // Writes what differs from the last time. No edits: no file.
    void keep(const PendingSet& pending);
    // False while something is being read or written.
    bool isSettled() const { return !m_busy && !m_next; }

signals:
    void found(const relata::PendingSet& pending, int damagedLines); // once; may be empty
    void failed(
        const relata::Error& error); // edits are kept in memory all the same; once until it works again

private:
    struct Journal;
    void write();

    TaskRunner& m_tasks;
    LaneId m_lane;
    std::shared_ptr<Journal> m_journal; // for tasks of the lane
    std::optional<PendingSet> m_next;
    bool m_busy = true;
    bool m_told = false;
    bool m_readable = true;
};

} // namespace relata
