#include "core/drivers/qtsql/odbc_error.h"

#include "core/util/strings.h"

#include <QSqlError>
#include <QString>

#include <array>

namespace relata::qtsql {
namespace {

// "[Microsoft][ODBC Driver 17 for SQL Server][SQL Server]Invalid object name" -> "Invalid object name"
std::string withoutOrigin(std::string text)
{
    std::size_t start = 0;
    while (start < text.size() && text[start] == '[') {
        std::size_t close = text.find(']', start);
        if (close == std::string::npos)
            break;
        start = close + 1;
    }
    std::string_view rest = trimmed(std::string_view(text).substr(start));
    constexpr std::string_view tail = ";\nError while executing the query"; // psqlodbc's, at every error
    if (rest.ends_with(tail))
        rest.remove_suffix(tail.size());
    return std::string(rest);
}

bool isDisconnect(const std::string& state)
{
    // 08: the driver's connection exceptions; 57P01 .. 57P03: PostgreSQL ends the session.
    return (state.starts_with("08") && state != "08004") || state == "57P01" || state == "57P02"
        || state == "57P03";
}

// Microsoft's "Appendix A: ODBC Error Codes", and the servers' own states that their drivers hand through.
ErrorKind kindOf(const std::string& state)
{
    if (state == "42S02" || state == "S0002" || state == "42P01")
        return ErrorKind::NoSuchTable;
    if (state == "HY008" || state == "57014")
        return ErrorKind::Cancelled;
    if (state == "HYT00" || state == "HYT01")
        return ErrorKind::Timeout;
    if (state == "HYC00" || state == "IM001" || state.starts_with("0A"))
        return ErrorKind::NotSupported;
    if (state.starts_with("23") || state == "40002")
        return ErrorKind::Integrity;
    if (state.starts_with("22") || state == "01004")
        return ErrorKind::Data;
    if (state.starts_with("08") || state.starts_with("28") || state.starts_with("40")
        || state.starts_with("53") || state.starts_with("55") || state.starts_with("57")
        || state.starts_with("58") || state.starts_with("HY01"))
        return ErrorKind::Operational;
    return ErrorKind::Programming;
}

std::string textOf(const QSqlError& error)
{
    return withoutOrigin(error.databaseText().trimmed().toStdString());
}

} // namespace

std::string fromWide(const SQLWCHAR* text, std::size_t length)
{
    static_assert(sizeof(SQLWCHAR) == 2);
    return QString::fromUtf16(reinterpret_cast<const char16_t*>(text), static_cast<qsizetype>(length))
        .toStdString();
}

std::vector<Diagnostic> diagnosticsOf(SQLSMALLINT handleType, SQLHANDLE handle)
{
    std::vector<Diagnostic> records;
    const OdbcLibrary* odbc = OdbcLibrary::instance();
    if (!odbc || !handle)
        return records;
    std::array<SQLWCHAR, 6> state{};
    std::array<SQLWCHAR, 4096> message{};
    constexpr SQLSMALLINT most = 50;
    for (SQLSMALLINT record = 1; record <= most; ++record) {
        SQLINTEGER native = 0;
        SQLSMALLINT length = 0;
        SQLRETURN code = odbc->getDiagRec(handleType, handle, record, state.data(), &native, message.data(),
            static_cast<SQLSMALLINT>(message.size()), &length);
        if (!SQL_SUCCEEDED(code))
            break;
        std::size_t held = std::min<std::size_t>(
            static_cast<std::size_t>(std::max<SQLSMALLINT>(length, 0)), message.size() - 1);
        records.push_back({fromWide(state.data(), 5), static_cast<int>(native),
            withoutOrigin(fromWide(message.data(), held))});
    }
    return records;
}

Error cancelled(const std::string& statement, bool connectionUsable)
{
    Error error;
    error.kind = ErrorKind::Cancelled;
    error.message = "Stopped.";
    error.statement = statement;
    error.connectionUsable = connectionUsable;
    if (!connectionUsable)
        error.detail = "The server did not answer the request to stop, so the connection was given up.";
    return error;
}

Error statementError(
    const std::vector<Diagnostic>& diagnostics, const QSqlError& qtError, const std::string& statement)
{
    Diagnostic first;
    bool lost = false;
    for (const Diagnostic& record : diagnostics) {
        lost = lost || isDisconnect(record.sqlState);
        // "Statement aborted" and the like come with the reason in a record before or after.
        if (first.sqlState.empty() || first.sqlState == "01000")
            first = record;
    }
    if (first.message.empty())
        first.message = textOf(qtError);
    Error error;
    error.kind = kindOf(first.sqlState);
    error.message = first.message.empty() ? "The statement failed." : first.message;
    error.sqlState = first.sqlState;
    error.nativeCode = first.nativeCode;
    error.statement = statement;
    error.connectionUsable = !lost;
    for (const Diagnostic& record : diagnostics) {
        if (record.message != first.message)
            error.detail += (error.detail.empty() ? "" : "\n") + record.message;
    }
    if (lost) {
        error.kind = ErrorKind::Operational;
        error.detail = error.message;
        error.message = "The connection to the server was lost.";
        error.hint = "Connect again. What was not committed has been rolled back.";
    }
    return error;
}

Error connectError(const QSqlError& qtError)
{
    Error error;
    error.kind = ErrorKind::Operational;
    error.connectionUsable = false;
    error.detail = textOf(qtError);
    error.nativeCode = qtError.nativeErrorCode().section(';', 0, 0).toInt();
    std::string lower = toLowerAscii(error.detail);
    auto says = [&](const char* words) { return lower.find(words) != std::string::npos; };
    // Qt hands no SQLSTATE on, so the refusal of a password is told by the servers' words and numbers:
    // SQL Server's 18456, ORA-01017, PostgreSQL's text.
    if (says("login failed") || says("ora-01017") || says("password authentication failed")
        || says("no password supplied") || error.nativeCode == 18456) {
        error.message = "The server refused the user name or the password.";
        error.hint = "Check both.";
        error.sqlState = "28000";
    } else if (says("data source name not found")) {
        error.message = "There is no such ODBC driver or data source here.";
        error.hint = "Name one that “odbcinst -q -d” (drivers) or “odbcinst -q -s” (data sources) lists.";
        error.sqlState = "IM002";
    } else if (says("can't open lib")) {
        error.message = "The ODBC driver's library could not be loaded.";
        error.hint = "Install it again, or mend its entry in odbcinst.ini.";
    } else if (says("certificate") || says("ssl")) {
        error.message = "No encrypted connection could be made.";
        error.hint = "Check the server's certificate; TrustServerCertificate=yes takes any.";
    } else {
        error.message = "Could not connect.";
        error.hint = "Check the host and the port, and that the server is running.";
    }
    return error;
}

} // namespace relata::qtsql
