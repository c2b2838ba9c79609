// SQLite's DDL. Options that it writes: see core/parse/sqlite_schema_parser.h, which reads them.
#pragma once

#include "core/dialects/sqlite/sqlite_types.h"
#include "core/sql/ddl_compiler.h"

namespace relata::sqlite {

class SqliteDdlCompiler final : public DdlCompiler
{
public:
    SqliteDdlCompiler(const DialectTraits& traits, const SqliteTypeCompiler& types)
        : DdlCompiler(traits, types), m_sqliteTypes(types)
    { }

    std::vector<std::string> createTable(const Table& table, const CreateOptions& options,
        const std::vector<std::size_t>& separateKeys) const override;
    std::vector<std::string> createIndex(
        const Table& table, const Index& index, const CreateOptions& options) const override;
    std::vector<std::string> createView(const View& view, const CreateOptions& options) const override;
    std::vector<std::string> createTrigger(const Table& table, const Trigger& trigger) const override;

    std::string columnSpecification(const Table& table, const Column& column) const override;
    std::string primaryKey(const Table& table) const override;
    std::string uniqueConstraint(const Table& table, const UniqueConstraint& unique) const override;
    std::string foreignKey(const Table& table, const ForeignKeyConstraint& key) const override;

protected:
    std::string serverDefault(const Column& column) const override;
    std::string tableSuffix(const Table& table) const override;

private:
    std::string columnType(const Table& table, const Column& column) const;
    // AUTOINCREMENT, and a DESC that keeps the key from being the rowid, can be written at the column alone.
    bool keyIsInline(const Table& table) const;
    std::string keyList(const std::vector<std::string>& columns, const DialectOptions& options) const;
    std::string onConflict(const DialectOptions& options, const char* key) const;
    // Puts the schema before the object's name in a stored CREATE statement.
    std::string inSchema(const std::string& schema, const std::string& statement) const;

    const SqliteTypeCompiler& m_sqliteTypes;
};

} // namespace relata::sqlite
