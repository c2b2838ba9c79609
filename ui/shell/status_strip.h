// The status bar: where we are (server, database, environment), what runs (with its time and a stop button),
// and the current document's own words ("1,204 rows").
#pragma once

#include "ui/connections/database_connection.h"

#include <QStatusBar>

class QLabel;
class QProgressBar;
class QToolButton;

namespace relata {

class IconLabel;
class TaskRunner;
class Theme;

class StatusStrip final : public QStatusBar
{
    Q_OBJECT

public:
    StatusStrip(Theme& theme, TaskRunner& tasks, QWidget* parent = nullptr);

    void setConnection(const DatabaseConnection* connection); // nullptr: none
    void setDocumentText(const QString& text);

    QString connectionText() const;
    QString taskText() const; // empty while nothing runs for long enough to be shown

private:
    void updateTask();
    void showTaskMenu();

    Theme& m_theme;
    TaskRunner& m_tasks;
    IconLabel* m_connectionIcon = nullptr;
    QLabel* m_connection = nullptr;
    QLabel* m_environment = nullptr;
    QWidget* m_taskBox = nullptr;
    QProgressBar* m_progress = nullptr;
    QToolButton* m_task = nullptr;
    QToolButton* m_stop = nullptr;
    QLabel* m_document = nullptr;
    quint64 m_shownTask = 0;
};

} // namespace relata
