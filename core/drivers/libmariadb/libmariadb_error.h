// What libmariadb and the server say when something fails, as our Error.
#pragma once

#include "core/engine/driver.h"

#include <mysql.h>

namespace relata::libmariadb {

struct Failure
{
    unsigned int code = 0;
    std::string sqlState;
    std::string message;
};

Failure failureOf(MYSQL* connection);
Failure failureOf(MYSQL_STMT* statement);

Error statementError(const Failure& failure, std::string_view statement, bool stopAsked);
Error connectError(const Failure& failure, const ConnectArguments& arguments);
Error cancelled(std::string_view statement, bool connectionUsable);

const std::string* parameter(const ConnectArguments& arguments, std::string_view key);

} // namespace relata::libmariadb
