// The connecting half of MsSqlDialect: URL to an ODBC connection string.
//
// Source: SQLAlchemy's "PyODBC" page of the SQL Server dialect and connectors/pyodbc.py; Microsoft's "DSN and
// Connection String Keywords and Attributes".
#include "core/dialects/mssql/mssql_dialect.h"
#include "core/dialects/mssql/mssql_inspector.h"
#include "core/util/strings.h"

namespace relata::mssql {
namespace {

constexpr const char* newestDriver = "ODBC Driver 18 for SQL Server";

// Parameters of pyodbc itself, which have no meaning for the driver.
bool isOfPyodbc(const std::string& key)
{
    return key == "ansi" || key == "unicode_results" || key == "autocommit" || key == "fast_executemany"
        || key == "use_setinputsizes";
}

} // namespace

Result<ConnectArguments> MsSqlDialect::connectArguments(const Url& url) const
{
    ConnectArguments arguments;
    auto add = [&](std::string key, std::string value) {
        arguments.parameters.emplace_back(std::move(key), std::move(value));
    };
    for (const auto& [key, value] : url.query) {
        if (key.find_first_of("=;{}[]@") != std::string::npos || key.empty())
            return fail(ErrorKind::Argument, "“" + key + "” is no keyword of an ODBC connection string.",
                "Write ?keyword=value, for example ?Encrypt=yes.");
    }
    if (const std::string* whole = url.queryValue("odbc_connect")) {
        add("odbc_connect", *whole);
    } else {
        const std::string* driver = url.queryValue("driver");
        const std::string* dsn = url.queryValue("dsn");
        if (dsn || (!url.host.empty() && url.database.empty() && !url.port && !driver)) {
            add("DSN", dsn ? *dsn : url.host);
            if (!url.database.empty())
                add("Database", url.database);
        } else {
            add("Driver", driver ? *driver : newestDriver);
            // FreeTDS takes the port by itself; "host,port" is Microsoft's.
            bool freeTds = driver && toLowerAscii(*driver).find("freetds") != std::string::npos;
            std::string port = url.port ? std::to_string(*url.port) : std::string();
            add("Server", port.empty() || freeTds ? url.host : url.host + "," + port);
            if (freeTds)
                add("Port", port.empty() ? "1433" : port);
            add("Database", url.database);
        }
        if (!url.username.empty()) {
            add("UID", url.username);
            if (url.password)
                add("PWD", *url.password);
        } else if (!url.queryValue("authentication") && !url.queryValue("Authentication")) {
            add("Trusted_Connection", "Yes");
        }
        for (const auto& [key, value] : url.query) {
            if (key != "driver" && key != "dsn" && !isOfPyodbc(key))
                add(key == "authentication"           ? "Authentication"
                        : key == "odbc_autotranslate" ? "AutoTranslate"
                                                      : key,
                    value);
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

std::unique_ptr<Inspector> MsSqlDialect::inspector(Connection& connection) const
{
    return std::make_unique<MsSqlInspector>(connection);
}

} // namespace relata::mssql
