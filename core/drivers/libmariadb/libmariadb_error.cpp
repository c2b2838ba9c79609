#include "core/drivers/libmariadb/libmariadb_error.h"

#include <errmsg.h>
#include <fmt/format.h>
#include <mysqld_error.h>

namespace relata::libmariadb {
namespace {

// Error codes: the servers' own tables (mysqld_error.h); the sorting is PyMySQL's, which SQLAlchemy's users
// see.
ErrorKind kindOf(const Failure& failure)
{
    switch (failure.code) {
    case ER_DUP_ENTRY:
    case ER_DUP_KEY:
    case ER_DUP_UNIQUE:
    case ER_DUP_ENTRY_WITH_KEY_NAME:
    case ER_NO_REFERENCED_ROW:
    case ER_NO_REFERENCED_ROW_2:
    case ER_ROW_IS_REFERENCED:
    case ER_ROW_IS_REFERENCED_2:
    case ER_CANNOT_ADD_FOREIGN:
    case ER_BAD_NULL_ERROR:
    case 3819: // ER_CHECK_CONSTRAINT_VIOLATED (MySQL)
    case 4025: // ER_CONSTRAINT_FAILED (MariaDB)
        return ErrorKind::Integrity;
    case ER_DATA_TOO_LONG:
    case ER_WARN_DATA_OUT_OF_RANGE:
    case ER_DATA_OUT_OF_RANGE:
    case ER_TRUNCATED_WRONG_VALUE:
    case ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
    case ER_DIVISION_BY_ZERO:
    case WARN_DATA_TRUNCATED:
        return ErrorKind::Data;
    case ER_NO_SUCH_TABLE:
        return ErrorKind::NoSuchTable;
    case ER_QUERY_INTERRUPTED:
        return ErrorKind::Cancelled;
    case ER_LOCK_WAIT_TIMEOUT:
    case ER_LOCK_DEADLOCK:
    case ER_CON_COUNT_ERROR:
    case ER_SERVER_SHUTDOWN:
    case ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION:
    case ER_OPTION_PREVENTS_STATEMENT:
        return ErrorKind::Operational;
    case 1969: // ER_STATEMENT_TIMEOUT (MariaDB)
    case 3024: // ER_QUERY_TIMEOUT (MySQL)
        return ErrorKind::Timeout;
    default:
        break;
    }
    if (failure.code >= CR_MIN_ERROR && failure.code <= CR_MAX_ERROR)
        return ErrorKind::Operational;
    if (failure.sqlState.starts_with("23"))
        return ErrorKind::Integrity;
    if (failure.sqlState.starts_with("22"))
        return ErrorKind::Data;
    if (failure.sqlState.starts_with("08"))
        return ErrorKind::Operational;
    return ErrorKind::Programming;
}

bool isDisconnect(unsigned int code)
{
    return code == CR_SERVER_GONE_ERROR || code == CR_SERVER_LOST || code == CR_SERVER_LOST_EXTENDED
        || code == CR_COMMANDS_OUT_OF_SYNC || code == ER_SERVER_SHUTDOWN || code == ER_CONNECTION_KILLED
        || code == CR_MALFORMED_PACKET;
}

std::string place(const ConnectArguments& arguments)
{
    if (const std::string* socket = parameter(arguments, "unix_socket"))
        return *socket;
    const std::string* host = parameter(arguments, "host");
    const std::string* port = parameter(arguments, "port");
    return fmt::format("{}, port {}", host && !host->empty() ? *host : "localhost", port ? *port : "3306");
}

} // namespace

const std::string* parameter(const ConnectArguments& arguments, std::string_view key)
{
    for (const auto& [name, value] : arguments.parameters) {
        if (name == key)
            return &value;
    }
    return nullptr;
}

Failure failureOf(MYSQL* connection)
{
    return {mysql_errno(connection), mysql_sqlstate(connection), mysql_error(connection)};
}

Failure failureOf(MYSQL_STMT* statement)
{
    return {mysql_stmt_errno(statement), mysql_stmt_sqlstate(statement), mysql_stmt_error(statement)};
}

Error cancelled(std::string_view statement, bool connectionUsable)
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

Error statementError(const Failure& failure, std::string_view statement, bool stopAsked)
{
    bool lost = isDisconnect(failure.code);
    if (stopAsked && (lost || failure.code == ER_QUERY_INTERRUPTED))
        return cancelled(statement, !lost);
    Error error;
    error.kind = kindOf(failure);
    error.message = failure.message;
    error.sqlState = failure.sqlState == "00000" ? "" : failure.sqlState;
    error.statement = statement;
    error.nativeCode = static_cast<int>(failure.code);
    error.connectionUsable = !lost;
    if (lost) {
        error.message = "The connection to the server was lost.";
        error.detail = failure.message;
        error.hint = "Connect again. What was not committed has been rolled back.";
    } else if (failure.code == ER_LOCK_WAIT_TIMEOUT) {
        error.hint = "Another connection holds a lock on these rows. Try again when it has ended.";
    } else if (failure.code == ER_LOCK_DEADLOCK) {
        error.hint = "The server rolled this transaction back to resolve a deadlock. Try again.";
    }
    return error;
}

Error connectError(const Failure& failure, const ConnectArguments& arguments)
{
    Error error;
    error.kind = ErrorKind::Operational;
    error.connectionUsable = false;
    error.nativeCode = static_cast<int>(failure.code);
    error.sqlState = failure.sqlState;
    error.detail = failure.message;
    const std::string* user = parameter(arguments, "user");
    const std::string* database = parameter(arguments, "database");
    const std::string* password = parameter(arguments, "password");
    switch (failure.code) {
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
        error.message = "No MySQL or MariaDB server answers at " + place(arguments) + ".";
        error.hint = "Check the host and the port, and that the server is running.";
        break;
    case CR_UNKNOWN_HOST:
        error.message = "The host of " + place(arguments) + " is not known.";
        error.hint = "Check the host's name and your network.";
        break;
    case ER_ACCESS_DENIED_ERROR:
    case ER_ACCESS_DENIED_NO_PASSWORD_ERROR:
        error.message =
            fmt::format("The server refused the user name {} or the password.", user ? *user : "");
        if (!password)
            error.message = fmt::format("The server wants a password for the user {}.", user ? *user : "");
        error.hint = "Check both, and from which hosts this user may connect.";
        break;
    case ER_DBACCESS_DENIED_ERROR:
        error.message = fmt::format(
            "The user {} may not use the database {}.", user ? *user : "", database ? *database : "");
        error.hint = "Ask for the privilege, or choose another database.";
        break;
    case ER_BAD_DB_ERROR:
        error.message = fmt::format("There is no database {} on the server.", database ? *database : "");
        error.hint = "Check the database's name.";
        break;
    case ER_CON_COUNT_ERROR:
        error.message = "The server has no connection left.";
        error.hint = "Close other programs that use it, or try again later.";
        break;
    case CR_SSL_CONNECTION_ERROR:
        error.message = "No encrypted connection could be made to " + place(arguments) + ".";
        error.hint = "Check the certificates, or whether the server offers TLS.";
        break;
    case CR_SERVER_LOST:
    case CR_SERVER_HANDSHAKE_ERR:
        error.message =
            "The server at " + place(arguments) + " did not answer as a MySQL or MariaDB server does.";
        error.hint = "Check the port.";
        break;
    default:
        error.message = "Could not connect to " + place(arguments) + ".";
    }
    return error;
}

} // namespace relata::libmariadb
