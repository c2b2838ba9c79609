#include "core/engine/dialect.h"

#include "core/engine/inspector.h"

namespace relata {

Result<ConnectArguments> Dialect::connectArguments(const Url&) const
{
    return fail(ErrorKind::NotSupported, "Relata cannot connect to " + traits().displayName + " yet.",
        "It writes DDL for it; open a SQLite file or a PostgreSQL database.");
}

std::string Dialect::savepointStatement(SavepointAction action, const std::string& name) const
{
    switch (action) {
    case SavepointAction::Create:
        return "SAVEPOINT " + name;
    case SavepointAction::Release:
        return "RELEASE SAVEPOINT " + name;
    case SavepointAction::Rollback:
        return "ROLLBACK TO SAVEPOINT " + name;
    }
    return {};
}

const char* isolationWords(IsolationLevel level)
{
    switch (level) {
    case IsolationLevel::ReadUncommitted:
        return "READ UNCOMMITTED";
    case IsolationLevel::ReadCommitted:
        return "READ COMMITTED";
    case IsolationLevel::RepeatableRead:
        return "REPEATABLE READ";
    case IsolationLevel::Serializable:
        return "SERIALIZABLE";
    case IsolationLevel::Default:
    case IsolationLevel::AutoCommit:
        break;
    }
    return "";
}

void refuseIsolation(const DialectTraits& traits, IsolationLevel level)
{
    Error error;
    error.kind = ErrorKind::NotSupported;
    error.message = traits.displayName + " has no isolation level " + isolationWords(level) + ".";
    raise(std::move(error));
}

std::string Dialect::isolationStatement(IsolationLevel level) const
{
    refuseIsolation(traits(), level);
}

std::string Dialect::readOnlyStatement(bool) const
{
    return {};
}

std::string Dialect::twoPhaseStatement(TwoPhase, const std::string&) const
{
    return {};
}

std::string Dialect::serverCursorStatement(
    ServerCursorAction, const std::string&, std::string_view, std::size_t) const
{
    return {};
}

bool Dialect::isPrivateDatabase(const ConnectArguments&) const
{
    return false;
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

std::string Dialect::copyOutStatement(std::string_view, const std::vector<Column>&, char) const
{
    return {};
}

std::string Dialect::copyInStatement(
    const std::string&, const std::string&, const std::vector<std::string>&) const
{
    return {};
}

} // namespace relata
