// The driver of MySQL and MariaDB: libmariadb, rows unbuffered (mysql_use_result), exact text, values bound
// by the server.
//
// Parameters of ConnectArguments: host, port, user, password, database, unix_socket, connect_timeout
// (seconds), ssl_ca, ssl_cert, ssl_key, ssl_verify_cert ("true"/"false"), ssl ("true" = refuse a connection
// without TLS); and the statements that the driver has to send by itself, in the dialect's words:
// statement.kill
// ({0} = the number of the connection whose statement is to stop), statement.nothing (any that does nothing),
// statement.warnings (rows of level, code, message) and statement.read_only. Without statement.kill a stop
// closes the socket; without statement.read_only a read-only connection is refused. The character set is
// always utf8mb4. CLIENT_FOUND_ROWS is on: an UPDATE counts the rows that it found, changed or not. LOAD DATA
// LOCAL is off: a server cannot ask for our files.
#pragma once

#include "core/engine/driver.h"

namespace relata {

class LibmariadbDriver final : public Driver
{
public:
    std::string name() const override { return "libmariadb"; }
    // Waits `connect_timeout` seconds, 30 where nothing else is said.
    std::unique_ptr<DriverConnection> connect(
        const ConnectArguments& arguments, std::stop_token stop) const override;
};

} // namespace relata
