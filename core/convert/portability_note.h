// What is lost or changed on the way from one dialect to another. Only convert() makes these.
#pragma once

#include <string>

namespace relata {

enum class NoteSeverity
{
    Info, // means the same, written differently in a way one should know
    Changed, // a substitute that behaves nearly alike
    Lost, // left out
};

struct PortabilityNote
{
    NoteSeverity severity = NoteSeverity::Info;
    std::string object; // "orders.status", "index ix_orders_open"
    std::string what; // "ENUM type"
    std::string why; // "SQLite has no enumerated types"
    std::string substitute; // "VARCHAR(9) with a CHECK constraint"; "" if lost

    std::string toText() const; // one line for people
    bool operator==(const PortabilityNote&) const = default;
};

const char* toString(NoteSeverity severity);

} // namespace relata
