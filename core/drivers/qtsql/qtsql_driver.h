// The driver of what has no native one here: Qt Sql's ODBC plugin (libqt6sql6-odbc) with the ODBC driver of
// the database (msodbcsql, tdsodbc, Oracle's). Each connection lives on a thread of its own, which Qt Sql
// demands and which lets a caller go when a driver hangs.
//
// Values: bytes as the ODBC driver writes them; floating-point numbers in their shortest exact form. Text
// arrives as Unicode from the driver, so that a server's malformed text is what the driver made of it.
// Stopping: SQLCancel, and the connection is given up if the driver does not react within a second.
// What a server says beside its rows (PRINT, notices) is gone: Qt Sql asks on before anybody can read it.
// A read-only connection is ODBC's SQL_MODE_READ_ONLY: a hint, which some drivers ignore.
//
// Parameters of ConnectArguments: those of an ODBC connection string in their order (Driver, Server, Uid
// ...); "odbc_connect" alone, a whole connection string; and for this driver itself "@begin", "@commit",
// "@rollback", the dialect's statements for which ODBC's own calls are made, and "@login_timeout" in seconds.
#pragma once

#include "core/engine/driver.h"

namespace relata {

class QtSqlDriver final : public Driver
{
public:
    std::string name() const override { return "qtsql-odbc"; }
    // Needs no application object: Qt finds its plugins by itself, or where QT_PLUGIN_PATH says.
    std::unique_ptr<DriverConnection> connect(
        const ConnectArguments& arguments, std::stop_token stop) const override;
};

// "Driver={...};Server=...": every value stands for itself, braces doubled where needed (the rule is that of
// SQLDriverConnect). Errors (Argument): a keyword that is none, a NUL in a value.
Result<std::string> odbcConnectionString(const ConnectArguments& arguments);

} // namespace relata
