// PostgreSQL 11 to 18.
#pragma once

#include "core/engine/dialect.h"
#include "core/engine/session_statements.h"

namespace relata::postgresql {

class PostgresqlDialect final : public Dialect, public SessionStatements
{
public:
    PostgresqlDialect();
    ~PostgresqlDialect() override;

    const DialectTraits& traits() const override;
    const TypeCompiler& typeCompiler() const override { return *m_types; }
    const DdlCompiler& ddlCompiler() const override { return *m_ddl; }
    std::unique_ptr<StatementCompiler> statementCompiler(
        const StructureKey& key, const CompileOptions& options) const override;
    std::string parameterCast(
        const Value& value, const SqlType* own, const SqlType* context, bool inferred) const override;

    std::vector<std::string> urlNames() const override { return {"postgresql", "postgres"}; }
    ConnectionForm connectionForm() const override;
    std::string driverName() const override { return "libpq"; }
    // The query's keys are libpq's keywords, as in SQLAlchemy's psycopg dialects; `host` and `port` may stand
    // there too (several of them: libpq tries one after the other).
    Result<ConnectArguments> connectArguments(const Url& url) const override;
    void initialise(Connection& connection) const override;
    std::string isolationStatement(IsolationLevel level) const override;
    std::string readOnlyStatement(bool readOnly) const override;
    std::string twoPhaseStatement(TwoPhase action, const std::string& id) const override;
    std::string serverCursorStatement(ServerCursorAction action, const std::string& name,
        std::string_view statement, std::size_t rows) const override;
    std::string copyOutStatement(
        std::string_view query, const std::vector<Column>& columns, char separator) const override;
    std::string copyInStatement(const std::string& schema, const std::string& table,
        const std::vector<std::string>& columns) const override;
    std::string tableOfIdQuery() const override;
    std::string rowVersion(const Table& table) const override;
    std::string lockTimeoutStatement(std::chrono::seconds limit) const override;
    bool isDisconnect(const Error& error) const override;
    std::unique_ptr<Inspector> inspector(Connection& connection) const override;
    // libpq holds whole rows, so long values are cut on the server. Neither left() nor octet_length() reads
    // the rest of a value that is stored out of line.
    CellPrefix cellPrefix(const Column& column, std::size_t length) const override;

private:
    std::unique_ptr<TypeCompiler> m_types;
    std::unique_ptr<DdlCompiler> m_ddl;
};

} // namespace relata::postgresql
