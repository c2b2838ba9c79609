// Brings the window to a view, waits until everything has settled, takes its picture, leaves. Also measures.
#pragma once

#include "app/relata/options.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace relata {

class DatabaseConnection;
class EventLoopWatchdog;
class MainWindow;

class Screenshot final : public QObject
{
    Q_OBJECT

public:
    // `started` ran since the program's start.
    Screenshot(
        MainWindow& window, const Options& options, const QElapsedTimer& started, QObject* parent = nullptr);

    // Stops waiting: says why on stderr and leaves with 1, if a picture was asked for.
    void fail(const QString& message);

private:
    void look();
    bool showView(DatabaseConnection* connection); // false: leaving with a message
    void finish();
    void printMeasures();

    MainWindow& m_window;
    Options m_options;
    QElapsedTimer m_started;
    QTimer m_timer;
    EventLoopWatchdog* m_watchdog = nullptr;
    int m_calmLooks = 0;
    bool m_viewShown = false;
};

} // namespace relata
