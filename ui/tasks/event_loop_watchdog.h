// Measures how long the GUI's event loop does not answer. A thread posts an event every few milliseconds and
// notes how long each waited; the longest wait is the longest freeze that a user could have felt.
//
// On a loaded machine a thread also waits because others have the processor. The kernel counts that time
// (/proc/PID/task/TID/schedstat, second field, Documentation/scheduler/sched-stats.rst), so the watchdog can
// tell the program's own freezes from it: longestGap() leaves the waiting for a processor out,
// longestWallGap() does not.
#pragma once

#include <QObject>

#include <atomic>
#include <chrono>
#include <thread>

namespace relata {

class EventLoopWatchdog final : public QObject
{
    Q_OBJECT

public:
    using Milliseconds = std::chrono::duration<double, std::milli>;

    // On the thread whose loop is to be measured. Does nothing until start().
    explicit EventLoopWatchdog(QObject* parent = nullptr);
    ~EventLoopWatchdog() override;

    void start();
    void stop(); // gaps stay readable
    void reset(); // forgets the gaps seen so far

    Milliseconds longestGap() const; // without waiting for a processor
    Milliseconds longestWallGap() const;
    int gapsOver(Milliseconds limit) const; // of the own gaps; counted for limits of whole 10 ms up to 1 s

signals:
    // Once per gap of at least 100 ms, when the loop answers again.
    void gapSeen(double ownMilliseconds, double wallMilliseconds);

protected:
    bool event(QEvent* event) override;

private:
    void ping(std::stop_token stop);
    std::chrono::nanoseconds waitedForProcessor() const;

    static constexpr int bucketCount = 101; // of 10 ms; the last holds everything longer

    std::jthread m_thread;
    int m_schedulerFile = -1;
    std::atomic<bool> m_outstanding{false};
    std::chrono::nanoseconds m_waitedAtLastAnswer{};
    Milliseconds m_longest{};
    Milliseconds m_longestWall{};
    int m_counts[bucketCount] = {};
};

} // namespace relata
