// An event that any thread sets and that poll() sees.
#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace relata::libpq {

class WakeUp
{
public:
    WakeUp() : m_descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { }
    ~WakeUp()
    {
        if (m_descriptor >= 0)
            close(m_descriptor);
    }
    WakeUp(const WakeUp&) = delete;
    WakeUp& operator=(const WakeUp&) = delete;

    int descriptor() const { return m_descriptor; }
    void set() const noexcept
    {
        std::uint64_t one = 1;
        [[maybe_unused]] ssize_t written = write(m_descriptor, &one, sizeof one);
    }
    void clear() const noexcept
    {
        std::uint64_t count = 0;
        [[maybe_unused]] ssize_t got = read(m_descriptor, &count, sizeof count);
    }

private:
    int m_descriptor;
};

} // namespace relata::libpq
