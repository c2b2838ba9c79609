#include "core/drivers/libpq/libpq_error.h"

#include "core/util/strings.h"

#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace relata::libpq {
namespace {

std::string field(const PGresult* result, int code)
{
    const char* text = PQresultErrorField(result, code);
    return text ? text : "";
}

// PostgreSQL counts characters from 1, we count bytes from 0.
int byteOffset(std::string_view statement, int character)
{
    int seen = 0;
    for (std::size_t i = 0; i < statement.size(); ++i) {
        if ((static_cast<unsigned char>(statement[i]) & 0xC0) != 0x80 && ++seen == character)
            return static_cast<int>(i);
    }
    return static_cast<int>(statement.size());
}

std::string joinLines(std::initializer_list<std::string> lines)
{
    std::string text;
    for (const std::string& line : lines) {
        if (!line.empty())
            text += (text.empty() ? "" : "\n") + line;
    }
    return text;
}

std::string parameter(const ConnectArguments& arguments, std::string_view key)
{
    for (const auto& [name, value] : arguments.parameters) {
        if (name == key)
            return value;
    }
    return {};
}

// "host:port", or the folder of the socket, as libpq tried it last.
std::string address(PGconn* connection, const ConnectArguments& arguments)
{
    const char* host = PQhost(connection);
    const char* port = PQport(connection);
    std::string name = host && *host ? host : parameter(arguments, "host");
    std::string number = port && *port ? port : parameter(arguments, "port");
    if (name.empty())
        name = "localhost";
    if (name.front() == '/')
        return fmt::format("{}/.s.PGSQL.{}", name, number);
    return name.find(':') == std::string::npos ? name + ":" + number : "[" + name + "]:" + number;
}

// "FATAL:  28P01: password ..." in libpq's verbose form.
std::string sqlStateIn(std::string_view text)
{
    auto isState = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    for (std::size_t colon = text.find(": "); colon != std::string_view::npos;
         colon = text.find(": ", colon + 1)) {
        std::size_t start = text.find_first_not_of(' ', colon + 1);
        if (start == std::string_view::npos || start + 7 > text.size() || text.substr(start + 5, 2) != ": ")
            continue;
        std::string_view state = text.substr(start, 5);
        if (std::all_of(state.begin(), state.end(), isState)
            && std::any_of(state.begin(), state.end(), [](char c) { return c <= '9'; }))
            return std::string(state);
    }
    return {};
}

bool says(std::string_view text, const char* part)
{
    return part && *part && text.find(part) != std::string_view::npos;
}

// Failures before the server said a word have no code, only libpq's text with the system's own words in it.
void explainNetworkFailure(Error& error, PGconn* connection, const ConnectArguments& arguments)
{
    const std::string& text = error.detail;
    std::string where = address(connection, arguments);
    if (PQconnectionNeedsPassword(connection)) {
        error.message = fmt::format("The server at {} asks for a password and none was given.", where);
        error.hint = "Give the password in the connection dialog, or in PGPASSWORD or ~/.pgpass.";
        error.sqlState = "28P01";
    } else if (says(text, std::strerror(ECONNREFUSED))) {
        error.message = fmt::format("Nothing answers at {}: the connection was refused.", where);
        error.hint = "Check host and port, and that PostgreSQL is running there and listens on that address.";
    } else if (says(text, std::strerror(ENOENT)) && where.front() == '/') {
        error.message = fmt::format("There is no PostgreSQL server at the socket {}.", where);
        error.hint = "Check that the server is running, or give a host name to connect over the network.";
    } else if (says(text, gai_strerror(EAI_NONAME)) || says(text, gai_strerror(EAI_AGAIN))
        || says(text, gai_strerror(EAI_FAIL))) {
        error.message = fmt::format("The host {} is not known.", parameter(arguments, "host"));
        error.hint = "Check the spelling of the host, and the network connection.";
    } else if (says(text, std::strerror(ETIMEDOUT)) || says(text, std::strerror(EHOSTUNREACH))
        || says(text, std::strerror(ENETUNREACH))) {
        error.message = fmt::format("The server at {} cannot be reached.", where);
        error.hint = "Check the network connection, VPN and firewalls between here and there.";
    } else if (says(text, "SSL") || says(text, "certificate")) {
        error.message = fmt::format("No encrypted connection to {} could be made.", where);
        error.hint =
            "sslmode and sslrootcert in the URL's query say how TLS is used: sslmode=prefer tries it, "
            "sslmode=require insists on it, sslmode=verify-full also checks the certificate.";
    } else {
        error.message = fmt::format("Connecting to {} failed.", where);
        error.hint = "The server's or the client library's own words say why.";
    }
}

void explainLoginFailure(Error& error, PGconn* connection, const ConnectArguments& arguments)
{
    std::string where = address(connection, arguments);
    const char* user = PQuser(connection);
    const char* database = PQdb(connection);
    std::string_view state = error.sqlState;
    if (state == "28P01") {
        error.message = fmt::format("{} refused the password of user {}.", where, user);
        error.hint = "Check user name and password. A user that does not exist is refused in the same way.";
    } else if (state == "28000" && says(error.detail, "pg_hba.conf")) {
        error.message =
            fmt::format("The server at {} does not let user {} into database {} from this machine.", where,
                user, database);
        error.hint = PQsslInUse(connection) ? "The server's pg_hba.conf must allow this combination."
                                            : "The server's pg_hba.conf must allow this combination. It may "
                                              "want an encrypted connection: try "
                                              "sslmode=require.";
    } else if (state == "28000") {
        error.message =
            fmt::format("The server at {} does not know user {}, or does not let it log in.", where, user);
        error.hint = "Check the user name; its owner may have to CREATE ROLE or grant LOGIN.";
    } else if (state == "3D000") {
        error.message = fmt::format("There is no database {} on the server at {}.", database, where);
        error.hint = "Check the database's name; upper and lower case differ.";
    } else if (state == "57P03") {
        error.message = fmt::format("The server at {} is starting up or shutting down.", where);
        error.hint = "Try again in a moment.";
    } else if (state == "53300") {
        error.message = fmt::format("The server at {} has no connection left for us.", where);
        error.hint = "Close connections that are not needed, or raise max_connections on the server.";
    } else {
        error.message = fmt::format("The server at {} refused the connection.", where);
        error.hint = "The server's own words say why.";
    }
}

} // namespace

ErrorKind kindOf(std::string_view sqlState)
{
    std::string_view group = sqlState.substr(0, 2);
    if (sqlState == "57014")
        return ErrorKind::Timeout; // statement_timeout, or somebody else's pg_cancel_backend
    if (sqlState == "42P01")
        return ErrorKind::NoSuchTable;
    if (sqlState == "3F000" || group == "42" || group == "26" || group == "34" || group == "21"
        || group == "P0" || group == "2F" || group == "38" || group == "39")
        return ErrorKind::Programming;
    if (group == "23" || group == "44" || group == "27")
        return ErrorKind::Integrity;
    if (group == "22")
        return ErrorKind::Data;
    if (group == "0A")
        return ErrorKind::NotSupported;
    return ErrorKind::Operational;
}

Error statementError(PGconn* connection, const PGresult* result, const StatementContext& context)
{
    Error error;
    error.statement = std::string(context.statement);
    error.connectionUsable = PQstatus(connection) == CONNECTION_OK;
    error.transactionUsable = error.connectionUsable && PQtransactionStatus(connection) != PQTRANS_INERROR;
    std::string primary = result ? field(result, PG_DIAG_MESSAGE_PRIMARY) : "";
    if (primary.empty()) {
        error.kind = ErrorKind::Operational;
        error.message = error.connectionUsable ? "The statement could not be sent to the server."
                                               : "The connection to the server is lost.";
        error.detail = std::string(trimmed(PQerrorMessage(connection)));
        if (!error.connectionUsable)
            error.hint = "Connect again. What was not committed is not in the database.";
        return error;
    }
    error.sqlState = field(result, PG_DIAG_SQLSTATE);
    error.kind = kindOf(error.sqlState);
    error.message = primary;
    error.hint = field(result, PG_DIAG_MESSAGE_HINT);
    error.detail = joinLines({field(result, PG_DIAG_MESSAGE_DETAIL), field(result, PG_DIAG_CONTEXT)});
    if (std::string position = field(result, PG_DIAG_STATEMENT_POSITION); !position.empty())
        error.position = byteOffset(context.statement, std::atoi(position.c_str()));
    if (error.sqlState == "57014" && context.cancelAsked) {
        error.kind = ErrorKind::Cancelled;
        error.message = "The statement was stopped.";
    } else if (!error.connectionUsable && error.hint.empty()) {
        error.hint = "Connect again. What was not committed is not in the database.";
    }
    return error;
}

Error connectError(PGconn* connection, const ConnectArguments& arguments)
{
    Error error;
    error.kind = ErrorKind::Operational;
    error.connectionUsable = false;
    error.transactionUsable = false;
    std::string text(trimmed(PQerrorMessage(connection)));
    error.sqlState = sqlStateIn(text);
    // Where the server's source raised it helps nobody here.
    std::vector<std::string> lines = split(text, '\n');
    if (!error.sqlState.empty() && lines.size() > 1)
        lines.pop_back();
    error.detail = join(lines, "\n");
    if (!error.sqlState.empty())
        error.detail = replaceAll(error.detail, error.sqlState + ": ", "");
    if (error.sqlState.empty())
        explainNetworkFailure(error, connection, arguments);
    else
        explainLoginFailure(error, connection, arguments);
    return error;
}

} // namespace relata::libpq
