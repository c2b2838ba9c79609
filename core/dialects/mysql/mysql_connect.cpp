// The connecting half of MySqlDialect: URL to libmariadb's parameters, and the session's settings.
#include "core/dialects/mysql/mysql_dialect.h"
#include "core/dialects/mysql/mysql_inspector.h"
#include "core/engine/connection.h"

#include <algorithm>

namespace relata::mysql {

std::vector<std::string> MySqlDialect::urlNames() const
{
    return {m_traits.name};
}

ConnectionForm MySqlDialect::connectionForm() const
{
    ConnectionForm form;
    form.defaultPort = 3306;
    form.supported = true;
    return form;
}

Result<ConnectArguments> MySqlDialect::connectArguments(const Url& url) const
{
    ConnectArguments arguments;
    auto add = [&](const char* key, const std::string& value) {
        if (!value.empty())
            arguments.parameters.emplace_back(key, value);
    };
    add("host", url.host);
    if (url.port)
        add("port", std::to_string(*url.port));
    add("user", url.username);
    if (url.password)
        arguments.parameters.emplace_back("password", *url.password);
    add("database", url.database);
    // PyMySQL's and mysqlclient's names, as SQLAlchemy's URLs have them.
    static const std::vector<std::string> known = {
        "unix_socket", "connect_timeout", "ssl_ca", "ssl_cert", "ssl_key", "ssl_verify_cert", "ssl"};
    for (const auto& [key, value] : url.query) {
        if (key == "charset" && value.starts_with("utf8"))
            continue; // always is
        if (std::find(known.begin(), known.end(), key) == known.end())
            return fail(ErrorKind::Argument,
                "A " + m_traits.displayName + " URL knows no parameter “" + key + "”.",
                "It knows unix_socket, connect_timeout, ssl, ssl_ca, ssl_cert, ssl_key and ssl_verify_cert.");
        add(key.c_str(), value);
    }
    for (const auto& [key, value] : arguments.parameters) {
        if (value.find('\0') != std::string::npos)
            return fail(ErrorKind::Argument, "The " + key + " contains a NUL character.");
    }
    // What the driver says to the server by itself.
    arguments.parameters.insert(arguments.parameters.end(),
        {{"statement.kill", "KILL QUERY {0}"}, {"statement.nothing", "DO 0"},
            {"statement.warnings", "SHOW WARNINGS"},
            {"statement.read_only", "SET SESSION TRANSACTION READ ONLY"}});
    return arguments;
}

void MySqlDialect::initialise(Connection& connection) const
{
    // Our literals double quotes and backslashes, which NO_BACKSLASH_ESCAPES would change; a short or wrong
    // value is to be an error.
    connection.executeScript(
        "SET SESSION sql_mode = CONCAT_WS(',', REPLACE(@@SESSION.sql_mode, 'NO_BACKSLASH_ESCAPES', ''), "
        "'STRICT_ALL_TABLES')");
}

std::unique_ptr<Inspector> MySqlDialect::inspector(Connection& connection) const
{
    return std::make_unique<MySqlInspector>(connection);
}

} // namespace relata::mysql
