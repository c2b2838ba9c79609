#include "core/drivers/libmariadb/open_connection.h"

#include <cstdlib>

namespace relata::libmariadb {
namespace {

void setText(MYSQL* connection, mysql_option option, const ConnectArguments& arguments, std::string_view key)
{
    if (const std::string* value = parameter(arguments, key); value && !value->empty())
        mysql_options(connection, option, value->c_str());
}

const char* textOrNull(const ConnectArguments& arguments, std::string_view key)
{
    const std::string* value = parameter(arguments, key);
    return value && !value->empty() ? value->c_str() : nullptr;
}

} // namespace

MYSQL* openConnection(const ConnectArguments& arguments, Failure* failure)
{
    MYSQL* connection = mysql_init(nullptr);
    if (!connection) {
        if (failure)
            *failure = {0, "HY001", "Out of memory."};
        return nullptr;
    }
    const std::string* limit = parameter(arguments, "connect_timeout");
    unsigned int seconds = limit ? static_cast<unsigned int>(std::strtoul(limit->c_str(), nullptr, 10)) : 30;
    unsigned int off = 0;
    mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_options(connection, MYSQL_OPT_LOCAL_INFILE, &off);
    mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_optionsv(connection, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "Relata");
    setText(connection, MYSQL_OPT_SSL_CA, arguments, "ssl_ca");
    setText(connection, MYSQL_OPT_SSL_CERT, arguments, "ssl_cert");
    setText(connection, MYSQL_OPT_SSL_KEY, arguments, "ssl_key");
    my_bool enforce = textOrNull(arguments, "ssl") && *parameter(arguments, "ssl") == "true";
    if (enforce)
        mysql_optionsv(connection, MYSQL_OPT_SSL_ENFORCE, &enforce);
    if (const std::string* verify = parameter(arguments, "ssl_verify_cert")) {
        my_bool wanted = *verify == "true";
        mysql_optionsv(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &wanted);
    }
    const std::string* port = parameter(arguments, "port");
    unsigned int portNumber = port ? static_cast<unsigned int>(std::strtoul(port->c_str(), nullptr, 10)) : 0;
    const char* socket = textOrNull(arguments, "unix_socket");
    const char* host = textOrNull(arguments, "host");
    // libmariadb takes the name localhost as a wish for the Unix socket; with a port given, TCP is meant.
    if (host && !socket && portNumber != 0 && std::string_view(host) == "localhost")
        host = "127.0.0.1";
    const char* password = textOrNull(arguments, "password");
    if (!mysql_real_connect(connection, host, textOrNull(arguments, "user"), password ? password : "",
            textOrNull(arguments, "database"), portNumber, socket,
            CLIENT_FOUND_ROWS | CLIENT_MULTI_RESULTS)) {
        if (failure)
            *failure = failureOf(connection);
        mysql_close(connection);
        return nullptr;
    }
    return connection;
}

} // namespace relata::libmariadb
