// Oracle Database 12.2 and newer (long identifiers, identity columns).
#pragma once

#include "core/dialects/oracle/oracle_ddl_compiler.h"
#include "core/dialects/oracle/oracle_type_compiler.h"
#include "core/engine/dialect.h"

namespace relata::oracle {

class OracleDialect final : public Dialect
{
public:
    OracleDialect();
    const DialectTraits& traits() const override { return m_traits; }
    const TypeCompiler& typeCompiler() const override { return m_types; }
    const DdlCompiler& ddlCompiler() const override { return m_ddl; }
    std::unique_ptr<StatementCompiler> statementCompiler(
        const StructureKey& key, const CompileOptions& options) const override;
    ConnectionForm connectionForm() const override;
    std::string driverName() const override { return "qtsql-odbc"; }
    // SQLAlchemy's forms: oracle://user:password@host:port/sid, ...@host:port/?service_name=name,
    // ...@tnsname. ?driver= names the ODBC driver, ?dsn= an ODBC data source, ?odbc_connect= a whole
    // connection string, ?protocol=tcps encrypts (with ?ssl_server_dn_match=yes). Other parameters stand in
    // the connection string as they are.
    Result<ConnectArguments> connectArguments(const Url& url) const override;
    void initialise(Connection& connection) const override;
    std::unique_ptr<Inspector> inspector(Connection& connection) const override;
    std::string beginStatement() const override { return "SET TRANSACTION READ WRITE"; }
    std::string savepointStatement(SavepointAction action, const std::string& name) const override;
    std::string isolationStatement(IsolationLevel level) const override;
    std::string pingStatement() const override { return "SELECT 1 FROM dual"; }

private:
    DialectTraits m_traits;
    OracleTypeCompiler m_types;
    OracleDdlCompiler m_ddl;
};

} // namespace relata::oracle
