#include "ui/tasks/task_model.h"
#include "ui/tasks/task_runner.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <semaphore>
#include <set>
#include <thread>

using namespace relata;
using namespace std::chrono_literals;

namespace {

// Blocks a worker until the test lets it go, whether or not it is asked to stop.
struct Barrier
{
    std::binary_semaphore entered{0};
    std::binary_semaphore leave{0};

    void pass()
    {
        entered.release();
        leave.acquire();
    }
    bool waitEntered() { return entered.try_acquire_for(5s); }
};

void spinUntilStopped(TaskContext& task)
{
    while (!task.stopRequested())
        std::this_thread::sleep_for(1ms);
}

} // namespace

class TestTaskRunner final : public QObject
{
    Q_OBJECT

private slots:
    void deliversAValueOnTheGuiThread()
    {
        TaskRunner runner;
        QObject guard;
        std::thread::id worker;
        std::thread::id delivered;
        int value = 0;
        runner.run(
            "Adding",
            [&](TaskContext&) {
                worker = std::this_thread::get_id();
                return 42;
            },
            &guard,
            [&](Result<int> result) {
                delivered = std::this_thread::get_id();
                value = result.value();
            });
        QCOMPARE(value, 0); // never from inside run()
        QTRY_COMPARE(value, 42);
        QCOMPARE(delivered, std::this_thread::get_id());
        QVERIFY(worker != delivered);
        QVERIFY(runner.isIdle());
    }

    void flattensResultsAndAcceptsVoid()
    {
        TaskRunner runner;
        QObject guard;
        int done = 0;
        runner.run(
            "Failing", [](TaskContext&) -> Result<int> { return fail(ErrorKind::File, "No such file."); },
            &guard,
            [&](Result<int> result) {
                QVERIFY(!result);
                QCOMPARE(result.error().kind, ErrorKind::File);
                ++done;
            });
        runner.run(
            "Nothing", [](TaskContext&) {}, &guard,
            [&](Result<void> result) {
                QVERIFY(result.has_value());
                ++done;
            });
        QTRY_COMPARE(done, 2);
    }

    void carriesMoveOnlyResults()
    {
        TaskRunner runner;
        QObject guard;
        std::unique_ptr<int> received;
        runner.run(
            "Making", [](TaskContext&) { return std::make_unique<int>(7); }, &guard,
            [&](Result<std::unique_ptr<int>> result) { received = std::move(*result); });
        QTRY_VERIFY(received);
        QCOMPARE(*received, 7);
    }

    void turnsExceptionsIntoErrors_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("text");
        QTest::newRow("database error keeps its own") << 0 << int(ErrorKind::Integrity) << "duplicate key";
        QTest::newRow("standard exception") << 1 << int(ErrorKind::Internal) << "out of range here";
        QTest::newRow("out of memory") << 2 << int(ErrorKind::Internal) << "memory";
        QTest::newRow("something else") << 3 << int(ErrorKind::Internal) << "report";
    }
    void turnsExceptionsIntoErrors()
    {
        QFETCH(int, which);
        QFETCH(int, kind);
        QFETCH(QString, text);
        TaskRunner runner;
        QObject guard;
        std::optional<Error> error;
        runner.run(
            "Throwing",
            [which](TaskContext&) -> int {
                if (which == 0) {
                    Error failure;
                    failure.kind = ErrorKind::Integrity;
                    failure.message = "duplicate key";
                    failure.statement = "INSERT";
                    raise(failure);
                }
                if (which == 1)
                    throw std::out_of_range("out of range here");
                if (which == 2)
                    throw std::bad_alloc();
                throw 5;
            },
            &guard,
            [&](Result<int> result) {
                QVERIFY(!result);
                error = result.error();
            });
        QTRY_VERIFY(error);
        QCOMPARE(int(error->kind), kind);
        QVERIFY2(error->describe().find(text.toStdString()) != std::string::npos, error->describe().c_str());
        if (which == 0)
            QCOMPARE(error->statement, std::string("INSERT"));
    }

    void aLaneIsSerialAndKeepsItsThread()
    {
        TaskRunner runner;
        QObject guard;
        const LaneId lane = runner.createLane("one");
        std::vector<int> order;
        std::set<std::thread::id> threads;
        std::atomic<int> inside = 0;
        bool overlapped = false;
        int delivered = 0;
        for (int i = 0; i < 200; ++i) {
            runner.run(
                "Step", lane,
                [&, i](TaskContext&) {
                    if (inside.fetch_add(1) != 0)
                        overlapped = true;
                    order.push_back(i);
                    threads.insert(std::this_thread::get_id());
                    inside.fetch_sub(1);
                    return i;
                },
                &guard,
                [&](Result<int> result) {
                    QCOMPARE(*result, delivered); // results arrive in the same order
                    ++delivered;
                });
        }
        QTRY_COMPARE(delivered, 200);
        QVERIFY(!overlapped);
        QCOMPARE(int(threads.size()), 1);
        QVERIFY(std::is_sorted(order.begin(), order.end()));
    }

    void lanesDoNotWaitForEachOther()
    {
        TaskRunner runner;
        QObject guard;
        Barrier barrier;
        bool second = false;
        runner.run(
            "Slow", runner.createLane("slow"), [&](TaskContext&) { barrier.pass(); }, &guard,
            [](Result<void>) {});
        QVERIFY(barrier.waitEntered());
        runner.run(
            "Quick", runner.createLane("quick"), [](TaskContext&) {}, &guard,
            [&](Result<void>) { second = true; });
        QTRY_VERIFY(second);
        barrier.leave.release();
        QTRY_VERIFY(runner.isIdle());
    }

    void stopReachesTheTokenAndItsCallbacks()
    {
        TaskRunner runner;
        QObject guard;
        std::binary_semaphore interrupted{0};
        std::atomic<bool> ready = false;
        std::optional<ErrorKind> kind;
        const TaskHandle handle = runner.run(
            "Statement",
            [&](TaskContext& task) -> int {
                // As a driver does it: the callback wakes a statement that waits for the server.
                const std::stop_callback callback(task.stopToken(), [&] { interrupted.release(); });
                ready = true;
                interrupted.acquire();
                task.throwIfStopped();
                return 1;
            },
            &guard, [&](Result<int> result) { kind = result.error().kind; });
        QTRY_VERIFY(ready);
        handle.requestStop();
        QTRY_VERIFY(kind);
        QCOMPARE(*kind, ErrorKind::Cancelled);
        QVERIFY(!handle.isActive());
    }

    void aQueuedTaskIsStoppedWithoutWaitingForItsTurn()
    {
        TaskRunner runner;
        QObject guard;
        const LaneId lane = runner.createLane("busy");
        Barrier barrier;
        runner.run(
            "First", lane, [&](TaskContext&) { barrier.pass(); }, &guard, [](Result<void>) {});
        QVERIFY(barrier.waitEntered());
        std::atomic<bool> ran = false;
        std::optional<ErrorKind> kind;
        const TaskHandle queued = runner.run(
            "Second", lane, [&](TaskContext&) { ran = true; }, &guard,
            [&](Result<void> result) { kind = result.error().kind; });
        queued.requestStop();
        QVERIFY(!kind); // also a refusal is delivered from the event loop
        QTRY_VERIFY(kind);
        QCOMPARE(*kind, ErrorKind::Cancelled);
        barrier.leave.release();
        QTRY_VERIFY(runner.isIdle());
        QVERIFY(!ran);
    }

    void destroyingTheGuardStopsAndDrops()
    {
        TaskRunner runner;
        auto guard = std::make_unique<QObject>();
        std::atomic<bool> running = false;
        std::atomic<bool> sawStop = false;
        bool delivered = false;
        runner.run(
            "Watching",
            [&](TaskContext& task) {
                running = true;
                spinUntilStopped(task);
                sawStop = true;
            },
            guard.get(), [&](Result<void>) { delivered = true; });
        QTRY_VERIFY(running);
        guard.reset();
        QTRY_VERIFY(sawStop);
        QTRY_VERIFY(runner.isIdle());
        QVERIFY(!delivered);
    }

    void aResultOnItsWayIsDroppedWithItsGuard()
    {
        TaskRunner runner;
        auto guard = std::make_unique<QObject>();
        std::binary_semaphore finished{0};
        bool delivered = false;
        runner.run(
            "Quick",
            [&](TaskContext& task) {
                task.progress(1, 1);
                finished.release();
            },
            guard.get(), [&](Result<void>) { delivered = true; });
        QVERIFY(finished.try_acquire_for(5s));
        guard.reset(); // the result is, or soon will be, posted and not yet delivered
        QTRY_VERIFY(runner.isIdle());
        QVERIFY(!delivered);
    }

    void aChannelKeepsOnlyTheNewest()
    {
        TaskRunner runner;
        QObject guard;
        QObject other;
        const LaneId lane = runner.createLane("filter");
        std::vector<int> results;
        bool otherDelivered = false;
        runner.run(
            {"Filter", {}, "filter"}, [](TaskContext&) { std::this_thread::sleep_for(5ms); }, &other,
            [&](Result<void>) { otherDelivered = true; });
        for (int i = 0; i < 20; ++i) {
            runner.run(
                {"Filter", lane, "filter"},
                [i](TaskContext&) {
                    std::this_thread::sleep_for(1ms);
                    return i;
                },
                &guard, [&](Result<int> result) { results.push_back(*result); });
        }
        QTRY_VERIFY(runner.isIdle());
        QCOMPARE(results, std::vector<int>{19});
        QVERIFY(otherDelivered); // another guard's channel of the same name is another channel
    }

    void droppingDeliversNothing()
    {
        TaskRunner runner;
        QObject guard;
        bool delivered = false;
        const TaskHandle handle = runner.run(
            "Dropped", [](TaskContext& task) { spinUntilStopped(task); }, &guard,
            [&](Result<void>) { delivered = true; });
        QVERIFY(handle.isActive());
        handle.drop();
        QVERIFY(!handle.isActive());
        QTRY_VERIFY(runner.isIdle());
        QVERIFY(!delivered);
    }

    void theWorkIsDestroyedOnItsWorker()
    {
        TaskRunner runner;
        QObject guard;
        std::thread::id destroyedOn;
        std::thread::id ranOn;
        bool done = false;
        std::shared_ptr<int> captured(new int(1), [&](int* value) {
            delete value;
            destroyedOn = std::this_thread::get_id();
        });
        runner.run(
            "Capturing",
            [&ranOn, captured](TaskContext&) {
                ranOn = std::this_thread::get_id();
                return *captured;
            },
            &guard, [&](Result<int>) { done = true; });
        captured.reset();
        QTRY_VERIFY(done);
        QCOMPARE(destroyedOn, ranOn);
    }

    void removingALaneStopsItsTasksAndDoesNotWait()
    {
        TaskRunner runner;
        QObject guard;
        const LaneId lane = runner.createLane("gone");
        Barrier barrier;
        int cancelled = 0;
        const auto count = [&](Result<void> result) { cancelled += !result ? 1 : 0; };
        runner.run(
            "Stubborn", lane,
            [&](TaskContext& task) {
                barrier.pass();
                task.throwIfStopped();
            },
            &guard, count);
        QVERIFY(barrier.waitEntered());
        runner.run(
            "Never", lane, [](TaskContext&) { qFatal("ran on a removed lane"); }, &guard, count);
        runner.removeLane(lane);
        QTRY_COMPARE(cancelled, 1); // the queued one
        runner.run(
            "Late", lane, [](TaskContext&) { qFatal("ran on a removed lane"); }, &guard, count);
        QTRY_COMPARE(cancelled, 2);
        barrier.leave.release();
        QTRY_COMPARE(cancelled, 3);
    }

    void progressIsThrottledButTheLastWordsAreKept()
    {
        TaskRunner runner;
        QObject guard;
        int changes = 0;
        connect(&runner, &TaskRunner::taskChanged, this, [&] { ++changes; });
        std::atomic<bool> reported = false;
        Barrier barrier;
        const TaskHandle handle = runner.run(
            "Copying",
            [&](TaskContext& task) {
                for (int i = 1; i <= 100'000; ++i)
                    task.progress(i, 100'000, "books");
                std::this_thread::sleep_for(60ms);
                task.progress(100'000, 100'000, "the end");
                reported = true;
                barrier.pass();
            },
            &guard, [](Result<void>) {});
        QTRY_VERIFY(reported);
        QTRY_COMPARE(runner.info(handle.id()).text, QString("the end"));
        QCOMPARE(runner.info(handle.id()).done, 100'000);
        QVERIFY2(changes < 100, qPrintable(QString::number(changes)));
        barrier.leave.release();
        QTRY_VERIFY(runner.isIdle());
    }

    void theModelShowsOnlyWhatLasts()
    {
        TaskRunner runner;
        const QAbstractItemModelTester tester(
            runner.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QObject guard;
        QSignalSpy inserted(runner.model(), &QAbstractItemModel::rowsInserted);
        int quick = 0;
        for (int i = 0; i < 50; ++i)
            runner.run(
                "Quick", [](TaskContext&) {}, &guard, [&](Result<void>) { ++quick; });
        QTRY_COMPARE(quick, 50);
        QCOMPARE(inserted.count(), 0);

        Barrier barrier;
        QElapsedTimer timer;
        timer.start();
        const TaskHandle slow = runner.run(
            "Reading shop", [&](TaskContext&) { barrier.pass(); }, &guard, [](Result<void>) {});
        QTRY_COMPARE(runner.model()->rowCount(), 1);
        QVERIFY(timer.elapsed() >= TaskModel::showAfterMs);
        const QModelIndex row = runner.model()->index(0);
        QCOMPARE(row.data().toString(), QString("Reading shop"));
        QCOMPARE(row.data(TaskModel::IdRole).toULongLong(), slow.id());
        QCOMPARE(row.data(TaskModel::StoppingRole).toBool(), false);
        runner.requestStop(slow.id());
        QCOMPARE(row.data(TaskModel::StoppingRole).toBool(), true);
        barrier.leave.release();
        QTRY_COMPARE(runner.model()->rowCount(), 0);
        QTRY_VERIFY(runner.isIdle());
    }

    void shutdownJoinsTasksThatIgnoreStopForAWhile()
    {
        std::atomic<bool> finished = false;
        std::atomic<bool> started = false;
        bool delivered = false;
        QObject guard;
        {
            TaskRunner runner;
            runner.run(
                "Deaf", runner.createLane("deaf"),
                [&](TaskContext&) {
                    started = true;
                    std::this_thread::sleep_for(200ms);
                    finished = true;
                },
                &guard, [&](Result<void>) { delivered = true; });
            for (int i = 0; i < 20; ++i)
                runner.run(
                    "Listening", [](TaskContext& task) { spinUntilStopped(task); }, &guard,
                    [&](Result<void>) { delivered = true; });
            QTRY_VERIFY(started);
        }
        QVERIFY(finished);
        QCoreApplication::sendPostedEvents();
        QVERIFY(!delivered);
    }

    void shutdownGivesUpOnATaskThatNeverStops()
    {
        // Shared, because the thread outlives this function's frame if the test fails half-way.
        const auto barrier = std::make_shared<Barrier>();
        const auto left = std::make_shared<std::atomic<bool>>(false);
        QObject guard;
        auto runner = std::make_unique<TaskRunner>();
        runner->run(
            "Stuck",
            [barrier, left](TaskContext& task) {
                barrier->pass();
                task.progress(1, 2); // the runner is gone by now: must not be touched
                *left = true;
            },
            &guard, [](Result<void>) { qFatal("delivered after shutdown"); });
        QVERIFY(barrier->waitEntered());
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!runner->shutdown(50ms));
        QVERIFY(timer.elapsed() < 3000);
        runner.reset();
        barrier->leave.release();
        QTRY_VERIFY(*left);
    }

    void deliveryMayDestroyTheRunner()
    {
        auto runner = std::make_unique<TaskRunner>();
        QObject guard;
        runner->run(
            "Last", [](TaskContext&) {}, &guard, [&](Result<void>) { runner.reset(); });
        QTRY_VERIFY(!runner);
    }

    void elapsedTimesAreReadable()
    {
        QCOMPARE(elapsedText(0), QString("0:00"));
        QCOMPARE(elapsedText(3'999), QString("0:03"));
        QCOMPARE(elapsedText(61'000), QString("1:01"));
        QCOMPARE(elapsedText(3'729'000), QString("1:02:09"));
    }
};

QTEST_GUILESS_MAIN(TestTaskRunner)
#include "tst_task_runner.moc"
