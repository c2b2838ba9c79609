// The driver of PostgreSQL: libpq, asynchronous throughout, so that neither a connection attempt nor a
// statement ever waits where a stop cannot reach it.
//
// Parameters of ConnectArguments are libpq's own keywords (https://www.postgresql.org/docs/current/
// libpq-connect.html, 34.1.2) and reach it as they are: a database name is never expanded as a connection
// string. client_encoding is always UTF8. What is not given, libpq takes from its own sources: PGPASSWORD,
// the password file, a service file.
#pragma once

#include "core/engine/driver.h"

namespace relata::libpq {

class LibpqDriver final : public Driver
{
public:
    std::string name() const override { return "libpq"; }
    // Waits `connect_timeout` seconds in all, 30 where nothing else is said.
    std::unique_ptr<DriverConnection> connect(
        const ConnectArguments& arguments, std::stop_token stop) const override;
};

} // namespace relata::libpq
