// The connecting half of OracleDialect: URL to an ODBC connection string, and the session's settings.
//
// Source: SQLAlchemy's "cx_Oracle" page; Oracle Database Development Guide, "Using the Oracle ODBC Driver";
// Net Services Reference, "Local Naming Parameters".
#include "core/dialects/oracle/oracle_dialect.h"
#include "core/dialects/oracle/oracle_inspector.h"
#include "core/engine/connection.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::oracle {
namespace {

constexpr const char* usualDriver = "Oracle ODBC Driver";

// A connect descriptor nests parentheses and knows no quotes, so a value may hold nothing that would end it.
bool fitsDescriptor(const std::string& value)
{
    return std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.'
            || c == '-' || c == '_' || c == '$' || c == '#' || c == ':';
    });
}

// What the descriptor takes, so that it does not stand in the connection string as well.
bool isOfDescriptor(const std::string& key)
{
    static const std::vector<std::string> keys = {
        "driver", "dsn", "service_name", "protocol", "ssl_server_dn_match", "encoding", "nencoding", "mode"};
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

Result<std::string> descriptor(const Url& url, const std::string* service)
{
    std::string protocol = url.queryValue("protocol") ? *url.queryValue("protocol") : "tcp";
    if (protocol != "tcp" && protocol != "tcps")
        return fail(ErrorKind::Argument, "“" + protocol + "” is no protocol of an Oracle URL.",
            "Write ?protocol=tcps for an encrypted connection.");
    std::string security;
    if (const std::string* match = url.queryValue("ssl_server_dn_match"))
        security =
            fmt::format("(SECURITY=(SSL_SERVER_DN_MATCH={}))", toLowerAscii(*match) == "no" ? "NO" : "YES");
    for (const std::string* value : {&url.host, &url.database, service}) {
        if (value && !fitsDescriptor(*value))
            return fail(ErrorKind::Argument,
                "The host, the SID or the service name has a character that no Oracle name has.",
                "Letters, digits and . - _ $ # may stand in them.");
    }
    std::string target = service ? "SERVICE_NAME=" + *service : "SID=" + url.database;
    return fmt::format("(DESCRIPTION=(ADDRESS=(PROTOCOL={})(HOST={})(PORT={}))(CONNECT_DATA=({})){})",
        toUpperAscii(protocol), url.host, url.port.value_or(protocol == "tcps" ? 2484 : 1521), target,
        security);
}

} // namespace

Result<ConnectArguments> OracleDialect::connectArguments(const Url& url) const
{
    ConnectArguments arguments;
    auto add = [&](std::string key, std::string value) {
        arguments.parameters.emplace_back(std::move(key), std::move(value));
    };
    for (const auto& [key, value] : url.query) {
        if (key.find_first_of("=;{}[]@") != std::string::npos || key.empty())
            return fail(ErrorKind::Argument, "“" + key + "” is no keyword of an ODBC connection string.",
                "Write ?keyword=value, for example ?service_name=shop.");
    }
    if (const std::string* whole = url.queryValue("odbc_connect")) {
        add("odbc_connect", *whole);
    } else {
        const std::string* service = url.queryValue("service_name");
        if (service && !url.database.empty())
            return fail(ErrorKind::Argument, "The URL names both a SID and a service.",
                "Leave one of them out: /sid or ?service_name=name.");
        if (const std::string* dsn = url.queryValue("dsn")) {
            add("DSN", *dsn);
        } else {
            const std::string* driver = url.queryValue("driver");
            add("Driver", driver ? *driver : usualDriver);
            if (!service && url.database.empty()) {
                add("DBQ", url.host); // a name of tnsnames.ora
            } else {
                Result<std::string> target = descriptor(url, service);
                if (!target)
                    return fail(target.error());
                add("DBQ", *target);
            }
        }
        if (!url.username.empty()) {
            add("UID", url.username);
            if (url.password)
                add("PWD", *url.password);
        }
        for (const auto& [key, value] : url.query) {
            if (!isOfDescriptor(key))
                add(key, value);
        }
    }
    for (const auto& [key, value] : arguments.parameters) {
        if (value.find('\0') != std::string::npos)
            return fail(ErrorKind::Argument, "The value of " + key + " contains a NUL character.");
    }
    add("@begin", beginStatement());
    add("@commit", commitStatement());
    add("@rollback", rollbackStatement());
    return arguments;
}

void OracleDialect::initialise(Connection& connection) const
{
    // Text of dates and numbers as our statements write and read it.
    connection.executeScript("ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS' "
                             "NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF' "
                             "NLS_TIMESTAMP_TZ_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF TZH:TZM' "
                             "NLS_NUMERIC_CHARACTERS = '.,'");
}

std::unique_ptr<Inspector> OracleDialect::inspector(Connection& connection) const
{
    return std::make_unique<OracleInspector>(connection);
}

} // namespace relata::oracle
