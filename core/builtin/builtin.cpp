#include "core/builtin/builtin.h"

#include "core/dialects/mssql/mssql_dialect.h"
#include "core/dialects/mssql/mssql_migration_impl.h"
#include "core/dialects/mysql/mysql_dialect.h"
#include "core/dialects/mysql/mysql_migration_impl.h"
#include "core/dialects/oracle/oracle_dialect.h"
#include "core/dialects/oracle/oracle_migration_impl.h"
#include "core/dialects/postgresql/postgresql_dialect.h"
#include "core/dialects/postgresql/postgresql_migration_impl.h"
#include "core/dialects/sqlite/sqlite_dialect.h"
#include "core/dialects/sqlite/sqlite_migration_impl.h"
#include "core/drivers/libmariadb/libmariadb_driver.h"
#include "core/drivers/libpq/libpq_driver.h"
#include "core/drivers/qtsql/qtsql_driver.h"
#include "core/drivers/sqlite/sqlite_driver.h"
#include "core/engine/registry.h"

namespace relata {
namespace {

template <typename T>
void addMigrationImpl(const char* name)
{
    registerMigrationImpl(std::make_shared<T>(dialect(name)));
}

} // namespace

void registerBuiltins()
{
    static const bool once = [] {
        registerDriver(std::make_shared<sqlite::SqliteDriver>());
        registerDriver(std::make_shared<LibmariadbDriver>());
        registerDriver(std::make_shared<QtSqlDriver>());
        registerDialect(std::make_shared<sqlite::SqliteDialect>());
        registerDriver(std::make_shared<libpq::LibpqDriver>());
        registerDialect(std::make_shared<postgresql::PostgresqlDialect>());
        registerDialect(std::make_shared<mysql::MySqlDialect>(mysql::Server::MySql));
        registerDialect(std::make_shared<mysql::MySqlDialect>(mysql::Server::MariaDb));
        registerDialect(std::make_shared<oracle::OracleDialect>());
        registerDialect(std::make_shared<mssql::MsSqlDialect>());
        addMigrationImpl<sqlite::SqliteMigrationImpl>("sqlite");
        addMigrationImpl<postgresql::PostgresqlMigrationImpl>("postgresql");
        addMigrationImpl<mysql::MySqlMigrationImpl>("mysql");
        addMigrationImpl<mysql::MySqlMigrationImpl>("mariadb");
        addMigrationImpl<oracle::OracleMigrationImpl>("oracle");
        addMigrationImpl<mssql::MsSqlMigrationImpl>("mssql");
        return true;
    }();
    static_cast<void>(once);
}

} // namespace relata
