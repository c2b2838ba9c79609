// What libpq and the server say when something fails, as our Error.
#pragma once

#include "core/engine/driver.h"

#include <libpq-fe.h>

namespace relata::libpq {

struct StatementContext
{
    std::string_view statement;
    bool cancelAsked = false; // we had asked the server to stop it
};

// Of a failed result, or of a null one (the connection broke).
Error statementError(PGconn* connection, const PGresult* result, const StatementContext& context);
// Of an attempt that ended in CONNECTION_BAD.
Error connectError(PGconn* connection, const ConnectArguments& arguments);
// The SQLSTATE's class as a kind of error, as psycopg and SQLAlchemy sort them.
ErrorKind kindOf(std::string_view sqlState);

} // namespace relata::libpq
