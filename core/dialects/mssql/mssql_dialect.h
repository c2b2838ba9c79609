// SQL Server 2016 SP1 and newer.
#pragma once

#include "core/dialects/mssql/mssql_ddl_compiler.h"
#include "core/dialects/mssql/mssql_type_compiler.h"
#include "core/engine/dialect.h"

namespace relata::mssql {

class MsSqlDialect final : public Dialect
{
public:
    MsSqlDialect();
    const DialectTraits& traits() const override { return m_traits; }
    const TypeCompiler& typeCompiler() const override { return m_types; }
    const DdlCompiler& ddlCompiler() const override { return m_ddl; }
    std::unique_ptr<StatementCompiler> statementCompiler(
        const StructureKey& key, const CompileOptions& options) const override;
    ConnectionForm connectionForm() const override;
    std::string driverName() const override { return "qtsql-odbc"; }
    // SQLAlchemy's mssql+pyodbc URLs: host and database, a DSN (mssql://user@dsn, no database and no port),
    // ?odbc_connect=, ?driver=; every other parameter stands in the connection string as it is (Encrypt,
    // TrustServerCertificate, ApplicationIntent ...).
    Result<ConnectArguments> connectArguments(const Url& url) const override;
    std::unique_ptr<Inspector> inspector(Connection& connection) const override;
    std::string beginStatement() const override { return "BEGIN TRANSACTION"; }
    std::string savepointStatement(SavepointAction action, const std::string& name) const override;
    std::string isolationStatement(IsolationLevel level) const override;

private:
    DialectTraits m_traits;
    MsSqlTypeCompiler m_types;
    MsSqlDdlCompiler m_ddl;
};

} // namespace relata::mssql
