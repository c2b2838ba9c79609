// Ends statements that take too long: one thread for the whole program, which interrupts the connection whose
// time is over.
#pragma once

#include "core/engine/driver.h"

#include <chrono>

namespace relata {

// While it lives, `connection` is interrupted once `deadline` has passed. Nothing happens after it is gone.
class StatementTimer
{
public:
    StatementTimer(DriverConnection& connection, std::chrono::steady_clock::time_point deadline);
    ~StatementTimer();
    StatementTimer(const StatementTimer&) = delete;
    StatementTimer& operator=(const StatementTimer&) = delete;
    bool fired() const;

private:
    std::uint64_t m_number;
};

} // namespace relata
