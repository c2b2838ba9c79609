// What ODBC drivers say when something fails, as our Error.
#pragma once

#include "core/drivers/qtsql/odbc_library.h"
#include "core/util/error.h"

#include <string>
#include <vector>

class QSqlError;

namespace relata::qtsql {

struct Diagnostic
{
    std::string sqlState;
    int nativeCode = 0;
    std::string message; // without the "[vendor][component]" before it
};

// Every record of the handle's last call.
std::vector<Diagnostic> diagnosticsOf(SQLSMALLINT handleType, SQLHANDLE handle);

Error statementError(
    const std::vector<Diagnostic>& diagnostics, const QSqlError& qtError, const std::string& statement);
Error connectError(const QSqlError& qtError);
Error cancelled(const std::string& statement, bool connectionUsable);

// SQLWCHAR text (UTF-16 in unixODBC) as UTF-8; `length` in characters.
std::string fromWide(const SQLWCHAR* text, std::size_t length);

} // namespace relata::qtsql
