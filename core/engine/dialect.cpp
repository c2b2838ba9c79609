#include "core/engine/dialect.h"

#include "core/engine/inspector.h"

namespace relata {

Result<ConnectArguments> Dialect::connectArguments(const Url&) const
{
    return fail(ErrorKind::NotSupported, "Relata cannot connect to " + traits().displayName + " yet.",
        "It writes DDL for it; open a SQLite file or a PostgreSQL database.");
}

void Dialect::initialise(Connection&) const
{ }

std::unique_ptr<Inspector> Dialect::inspector(Connection&) const
{
    Error error;
    error.kind = ErrorKind::NotSupported;
    error.message = "Relata cannot read the schema of a " + traits().displayName + " database yet.";
    raise(std::move(error));
}

} // namespace relata
