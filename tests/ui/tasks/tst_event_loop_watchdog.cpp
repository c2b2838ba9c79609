#include "ui/tasks/event_loop_watchdog.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <thread>

using namespace relata;
using namespace std::chrono_literals;

class TestEventLoopWatchdog final : public QObject
{
    Q_OBJECT

private slots:
    void seesAFreeze()
    {
        EventLoopWatchdog watchdog;
        QSignalSpy seen(&watchdog, &EventLoopWatchdog::gapSeen);
        watchdog.start();
        QTimer::singleShot(20, this, [] { std::this_thread::sleep_for(180ms); });
        QTRY_VERIFY(seen.count() >= 1);
        QVERIFY(watchdog.longestGap() >= 150ms);
        QVERIFY(watchdog.longestWallGap() >= watchdog.longestGap());
        QVERIFY(watchdog.gapsOver(100ms) >= 1);
        watchdog.reset();
        QCOMPARE(watchdog.longestGap().count(), 0.0);
        QCOMPARE(watchdog.gapsOver(100ms), 0);
    }

    void staysCalmInAnIdleLoop()
    {
        EventLoopWatchdog watchdog;
        watchdog.start();
        QTest::qWait(200);
        watchdog.stop();
        QVERIFY2(watchdog.longestGap() < 100ms, qPrintable(QString::number(watchdog.longestGap().count())));
        QCOMPARE(watchdog.gapsOver(100ms), 0);
    }

    void aBusyLoopIsNotMistakenForAnIdleOne()
    {
        EventLoopWatchdog watchdog;
        watchdog.start();
        QTimer::singleShot(10, this, [] {
            // Work, not sleep: the thread has the processor all the time.
            const auto end = std::chrono::steady_clock::now() + 150ms;
            while (std::chrono::steady_clock::now() < end) { }
        });
        // On a loaded machine part of the 150 ms is spent waiting for a processor and does not count as ours.
        QTRY_VERIFY(watchdog.longestWallGap() >= 120ms);
        QVERIFY(watchdog.longestGap() > 20ms);
    }

    void canBeStoppedAndStartedAgain()
    {
        EventLoopWatchdog watchdog;
        watchdog.stop();
        watchdog.start();
        watchdog.start();
        watchdog.stop();
        watchdog.start();
        QTimer::singleShot(10, this, [] { std::this_thread::sleep_for(120ms); });
        QTRY_VERIFY(watchdog.longestWallGap() >= 100ms);
    }
};

QTEST_GUILESS_MAIN(TestEventLoopWatchdog)
#include "tst_event_loop_watchdog.moc"
