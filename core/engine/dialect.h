// A dialect whole: SqlDialect's compilers, plus what needs a connection.
#pragma once

#include "core/engine/driver.h"
#include "core/engine/url.h"
#include "core/schema/column.h"
#include "core/sql/sql_dialect.h"

#include <memory>

namespace relata {

class Connection;
class Inspector;

enum class IsolationLevel
{
    Default, // the server's
    ReadUncommitted,
    ReadCommitted,
    RepeatableRead,
    Serializable,
    AutoCommit, // no transactions but those that begin() asks for
};

enum class SavepointAction
{
    Create,
    Release,
    Rollback,
};

enum class TwoPhase
{
    Prepare,
    Commit,
    Rollback,
    Recover, // a query for the ids that wait
};

// A cursor that the server keeps, for clients whose connection a running result would block.
enum class ServerCursorAction
{
    Declare,
    Fetch,
    Close,
};

// How a connection dialog asks for this dialect.
struct ConnectionForm
{
    bool isFile = false; // a file, not a server
    int defaultPort = 0;
    std::string databaseLabel = "Database";
    bool supported = false; // a driver is linked for it
    std::string tlsModeParameter; // of the URL, taking disable, allow, require, verify-ca, verify-full
                                  // (libpq's words); "" = none
};

const char* isolationWords(IsolationLevel level); // "READ COMMITTED"; "" for Default and AutoCommit
[[noreturn]] void refuseIsolation(const DialectTraits& traits, IsolationLevel level);

class Dialect : public SqlDialect
{
public:
    // The names that open it in a URL: "postgresql" (and SQLAlchemy's spellings of it).
    virtual std::vector<std::string> urlNames() const { return {traits().name}; }
    virtual ConnectionForm connectionForm() const { return {}; }
    virtual std::string driverName() const
    {
        return {};
    } // of the driver that builtin registers; "" = DDL only
    // Errors: a parameter that the driver does not know, a missing database ...
    virtual Result<ConnectArguments> connectArguments(const Url& url) const;

    // Called once on each new connection: settings that our statements rely on (foreign_keys=ON, standard
    // strings, ISO dates).
    virtual void initialise(Connection& connection) const;
    virtual std::string beginStatement() const { return "BEGIN"; }
    virtual std::string commitStatement() const { return "COMMIT"; }
    virtual std::string rollbackStatement() const { return "ROLLBACK"; }
    virtual std::string pingStatement() const { return "SELECT 1"; }
    // "" = nothing to send. Names are plain identifiers of ours.
    virtual std::string savepointStatement(SavepointAction action, const std::string& name) const;
    // For the transactions to come. Throws NotSupported for a level that the dialect does not have.
    virtual std::string isolationStatement(IsolationLevel level) const;
    virtual std::string readOnlyStatement(bool readOnly) const; // "" = there is none
    virtual std::string twoPhaseStatement(TwoPhase action, const std::string& id) const; // "" = there is none
    // `statement` is what Declare is for, `rows` how many Fetch brings; Declare takes the statement's
    // parameters. Lives until the end of the transaction. "" = there is none.
    virtual std::string serverCursorStatement(ServerCursorAction action, const std::string& name,
        std::string_view statement, std::size_t rows) const;
    // What Connection::copyOut() takes for the rows of `query` (a SELECT without parameters whose columns are
    // `columns`, each name once) as CSV by RFC 4180: no header, booleans as true and false, NULL as nothing
    // and '' as "". "" = the server has no such way.
    virtual std::string copyOutStatement(
        std::string_view query, const std::vector<Column>& columns, char separator) const;
    // What Connection::copyIn() takes for rows of the same form, with commas. "" = there is none.
    virtual std::string copyInStatement(
        const std::string& schema, const std::string& table, const std::vector<std::string>& columns) const;
    // Whether the driver knows if the server has a transaction open.
    virtual bool tracksTransactions() const { return true; }
    // By SQLSTATE and the client library's code: the connection is gone.
    virtual bool isDisconnect(const Error& error) const { return !error.connectionUsable; }
    // A database that lives as long as its connection, which threads cannot share.
    virtual bool isPrivateDatabase(const ConnectArguments& arguments) const;
    // Reflection; throws DatabaseError (NotSupported) where there is none.
    virtual std::unique_ptr<Inspector> inspector(Connection& connection) const;
};

} // namespace relata
