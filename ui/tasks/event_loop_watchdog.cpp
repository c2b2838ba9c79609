#include "ui/tasks/event_loop_watchdog.h"

#include <QCoreApplication>
#include <QEvent>
#include <QThread>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace relata {

namespace {

constexpr auto pingInterval = std::chrono::milliseconds(4);
constexpr double reportedMs = 100;

QEvent::Type pingType()
{
    static const auto type = QEvent::Type(QEvent::registerEventType());
    return type;
}

class PingEvent final : public QEvent
{
public:
    PingEvent() : QEvent(pingType()), posted(std::chrono::steady_clock::now()) { }
    std::chrono::steady_clock::time_point posted;
};

} // namespace

EventLoopWatchdog::EventLoopWatchdog(QObject* parent) : QObject(parent)
{ }

EventLoopWatchdog::~EventLoopWatchdog()
{
    stop();
}

void EventLoopWatchdog::start()
{
    if (m_thread.joinable())
        return;
    Q_ASSERT(QThread::currentThread() == thread());
    char path[64];
    std::snprintf(path, sizeof path, "/proc/self/task/%ld/schedstat", long(syscall(SYS_gettid)));
    m_schedulerFile = open(path, O_RDONLY | O_CLOEXEC);
    m_waitedAtLastAnswer = waitedForProcessor();
    m_outstanding = false;
    pingType(); // registered before two threads ask for it
    m_thread = std::jthread([this](std::stop_token stop) { ping(stop); });
}

void EventLoopWatchdog::stop()
{
    if (m_thread.joinable()) {
        m_thread.request_stop();
        m_thread.join();
    }
    QCoreApplication::removePostedEvents(this, pingType());
    if (m_schedulerFile >= 0)
        close(m_schedulerFile);
    m_schedulerFile = -1;
}

void EventLoopWatchdog::reset()
{
    m_longest = m_longestWall = Milliseconds{};
    std::fill(std::begin(m_counts), std::end(m_counts), 0);
}

void EventLoopWatchdog::ping(std::stop_token stop)
{
    while (!stop.stop_requested()) {
        if (!m_outstanding.exchange(true))
            QCoreApplication::postEvent(this, new PingEvent);
        std::this_thread::sleep_for(pingInterval);
    }
}

std::chrono::nanoseconds EventLoopWatchdog::waitedForProcessor() const
{
    char text[128];
    const ssize_t size = m_schedulerFile < 0 ? -1 : pread(m_schedulerFile, text, sizeof text - 1, 0);
    if (size <= 0)
        return {};
    text[size] = '\0';
    char* rest = nullptr;
    std::strtoull(text, &rest, 10); // time on the processor
    return std::chrono::nanoseconds(std::strtoull(rest, nullptr, 10));
}

bool EventLoopWatchdog::event(QEvent* event)
{
    if (event->type() != pingType())
        return QObject::event(event);
    const auto now = std::chrono::steady_clock::now();
    const auto waited = waitedForProcessor();
    // The wait for a processor is only known since the last answer; what of it lay before the ping is at most
    // one interval, so the difference is never more than that off.
    const Milliseconds wall = now - static_cast<PingEvent*>(event)->posted;
    const Milliseconds own = std::max(Milliseconds{}, wall - Milliseconds(waited - m_waitedAtLastAnswer));
    m_waitedAtLastAnswer = waited;
    m_longest = std::max(m_longest, own);
    m_longestWall = std::max(m_longestWall, wall);
    ++m_counts[std::clamp(int(own.count() / 10), 0, bucketCount - 1)];
    m_outstanding = false;
    if (own.count() >= reportedMs)
        emit gapSeen(own.count(), wall.count());
    return true;
}

EventLoopWatchdog::Milliseconds EventLoopWatchdog::longestGap() const
{
    return m_longest;
}

EventLoopWatchdog::Milliseconds EventLoopWatchdog::longestWallGap() const
{
    return m_longestWall;
}

int EventLoopWatchdog::gapsOver(Milliseconds limit) const
{
    const int first = std::clamp(int(limit.count() / 10), 0, bucketCount - 1);
    int count = 0;
    for (int bucket = first; bucket < bucketCount; ++bucket)
        count += m_counts[bucket];
    return count;
}

} // namespace relata
