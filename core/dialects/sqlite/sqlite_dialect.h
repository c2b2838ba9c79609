// SQLite, 3.31 and newer.
//
// URLs (as SQLAlchemy's pysqlite): sqlite:///relative.db, sqlite:////absolute.db, sqlite:// (in memory),
// sqlite:///file:path?uri=true&mode=ro. Beside SQLAlchemy's own parameters (timeout in seconds; those that
// only matter to Python are accepted and ignored) mode, vfs, cache, immutable, nolock, psow and
// trusted_schema are taken with and without uri=true. A missing file is created with mode=rwc alone.
#pragma once

#include "core/engine/dialect.h"

namespace relata::sqlite {

class SqliteDialect final : public Dialect
{
public:
    SqliteDialect();
    ~SqliteDialect() override;

    const DialectTraits& traits() const override;
    const TypeCompiler& typeCompiler() const override;
    const DdlCompiler& ddlCompiler() const override;
    std::unique_ptr<StatementCompiler> statementCompiler(
        const StructureKey& key, const CompileOptions& options) const override;
    // The rowid (sqlite.org/rowidtable.html), by whichever of its names no column has taken.
    std::string rowIdentity(const Table& table) const override;

    std::vector<std::string> urlNames() const override { return {"sqlite", "sqlite3"}; }
    ConnectionForm connectionForm() const override;
    std::string driverName() const override { return "sqlite3"; }
    Result<ConnectArguments> connectArguments(const Url& url) const override;
    void initialise(Connection& connection) const override;
    std::string isolationStatement(IsolationLevel level) const override;
    std::string readOnlyStatement(bool readOnly) const override;
    bool isPrivateDatabase(const ConnectArguments& arguments) const override;
    std::unique_ptr<Inspector> inspector(Connection& connection) const override;

private:
    struct Parts;
    std::unique_ptr<const Parts> m_parts;
};

} // namespace relata::sqlite
