// MySQL 8 and MariaDB 10.6 and newer: two dialects, because their grammars have parted, with one set of
// compilers that asks the traits.
#pragma once

#include "core/dialects/mysql/expression_rules.h"
#include "core/dialects/mysql/mysql_ddl_compiler.h"
#include "core/dialects/mysql/mysql_type_compiler.h"
#include "core/engine/dialect.h"
#include "core/engine/session_statements.h"

namespace relata::mysql {

class MySqlDialect final : public Dialect, public SessionStatements
{
public:
    explicit MySqlDialect(Server server);
    const DialectTraits& traits() const override { return m_traits; }
    const TypeCompiler& typeCompiler() const override { return m_types; }
    const DdlCompiler& ddlCompiler() const override { return m_ddl; }
    std::unique_ptr<StatementCompiler> statementCompiler(
        const StructureKey& key, const CompileOptions& options) const override;
    std::vector<std::string> urlNames() const override;
    ConnectionForm connectionForm() const override;
    std::string driverName() const override { return "libmariadb"; }
    Result<ConnectArguments> connectArguments(const Url& url) const override;
    void initialise(Connection& connection) const override;
    std::string isolationStatement(IsolationLevel level) const override;
    std::string readOnlyStatement(bool readOnly) const override;
    std::string lockTimeoutStatement(std::chrono::seconds limit) const override;
    bool isDisconnect(const Error& error) const override;
    std::unique_ptr<Inspector> inspector(Connection& connection) const override;
    CellPrefix cellPrefix(const Column& column, std::size_t length) const override;
    std::string beginStatement() const override { return "START TRANSACTION"; }

private:
    DialectTraits m_traits;
    MySqlTypeCompiler m_types;
    MySqlDdlCompiler m_ddl;
};

} // namespace relata::mysql
