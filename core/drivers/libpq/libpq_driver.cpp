#include "core/drivers/libpq/libpq_driver.h"

#include "core/drivers/libpq/connect_attempt.h"
#include "core/drivers/libpq/libpq_connection.h"
#include "core/drivers/libpq/libpq_error.h"

#include <cstdlib>
#include <optional>

namespace relata::libpq {
namespace {

constexpr std::chrono::seconds defaultTimeout{30};

std::optional<std::chrono::seconds> secondsFrom(const char* text)
{
    if (!text || !*text)
        return std::nullopt;
    char* end = nullptr;
    long seconds = std::strtol(text, &end, 10);
    if (*end != '\0' || seconds < 0)
        return std::nullopt;
    return std::chrono::seconds(seconds); // 0: no limit
}

} // namespace

std::unique_ptr<DriverConnection> LibpqDriver::connect(
    const ConnectArguments& given, std::stop_token stop) const
{
    ConnectArguments arguments;
    std::chrono::seconds timeout = secondsFrom(std::getenv("PGCONNECT_TIMEOUT")).value_or(defaultTimeout);
    std::string serverOptions;
    bool isNamed = false;
    for (const auto& [key, value] : given.parameters) {
        if (value.find('\0') != std::string::npos) {
            Error error;
            error.kind = ErrorKind::Argument;
            error.message = "The value of " + key + " contains a NUL byte.";
            raise(std::move(error));
        }
        if (key == "connect_timeout")
            timeout = secondsFrom(value.c_str()).value_or(timeout);
        else if (key == "options")
            serverOptions = value;
        else if (key != "client_encoding")
            arguments.parameters.emplace_back(key, value);
        isNamed = isNamed || key == "fallback_application_name";
    }
    if (given.readOnly)
        serverOptions +=
            (serverOptions.empty() ? "" : " ") + std::string("-c default_transaction_read_only=on");
    if (!serverOptions.empty())
        arguments.parameters.emplace_back("options", serverOptions);
    arguments.parameters.emplace_back("client_encoding", "UTF8");
    if (!isNamed)
        arguments.parameters.emplace_back("fallback_application_name", "Relata");

    PGconn* connection = ConnectAttempt::run(arguments, timeout, stop);
    if (PQstatus(connection) != CONNECTION_OK) {
        Error error = connectError(connection, arguments);
        PQfinish(connection);
        raise(std::move(error));
    }
    return std::make_unique<LibpqConnection>(connection);
}

} // namespace relata::libpq
