// The texts of the consoles on disk, one file each, so that no end of the program loses them: written a
// second after an edit at the latest, each file whole or not at all.
//
// GUI thread only; writing happens on a lane of its own.
#pragma once

#include "ui/tasks/task_runner.h"

#include <QObject>
#include <QString>

#include <optional>

namespace relata {

struct ConsoleRecord
{
    QString connectionId;
    QString id; // of the console: unique in its connection, and a safe file name
    int number = 1; // as its tab says
    std::string text;
    qint64 cursor = 0; // bytes
    bool autocommit = true;
    bool open = true; // has a tab

    bool operator==(const ConsoleRecord&) const = default;
};

class ConsoleStore final : public QObject
{
    Q_OBJECT

public:
    // The workbench's one, made with the first call and gone with the runner.
    static ConsoleStore& of(TaskRunner& tasks);
    // Where consoles are kept from now on: the user's data folder unless it was set. Another one for tests.
    static void setFolder(const QString& folder);

    ConsoleRecord create(const QString& connectionId); // a new id and number, not yet on disk
    std::optional<ConsoleRecord> read(const QString& connectionId, const QString& id) const;
    QList<ConsoleRecord> openOnes(const QString& connectionId) const; // by number
    void write(const ConsoleRecord& record); // soon
    void writeNow(const ConsoleRecord& record); // before returning: at the end of the program
    bool isSettled() const { return m_writing == 0; }

signals:
    void failed(const relata::Error& error);

private:
    explicit ConsoleStore(TaskRunner& tasks);

    TaskRunner& m_tasks;
    LaneId m_lane;
    int m_writing = 0;
    bool m_told = false;
};

} // namespace relata
