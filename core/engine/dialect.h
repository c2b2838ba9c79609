// A dialect whole: SqlDialect's compilers, plus what needs a connection.
#pragma once

#include "core/engine/driver.h"
#include "core/engine/url.h"
#include "core/sql/sql_dialect.h"

#include <memory>

namespace relata {

class Connection;
class Inspector;

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
    // Reflection; throws DatabaseError (NotSupported) where there is none.
    virtual std::unique_ptr<Inspector> inspector(Connection& connection) const;
};

} // namespace relata
