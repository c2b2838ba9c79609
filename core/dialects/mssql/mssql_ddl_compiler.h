#pragma once

#include "core/sql/ddl_compiler.h"

namespace relata::mssql {

// Comments are extended properties (MS_Description), as SQL Server's own tools keep them. CREATE TABLE has no
// IF NOT EXISTS: a statement that tests for the object stands before it. Options that are read ("true" where
// no value is told):
// of an index or key: mssql.clustered ("true", "false"), mssql.columnstore, mssql.fillfactor (1 .. 99),
//   mssql.pad_index, mssql.ignore_dup_key, mssql.data_compression (ROW, PAGE), mssql.disabled;
// of a foreign key or check: mssql.disabled;
// of a table: mssql.history_schema and mssql.history_table (system-versioned), mssql.partition_scheme and
//   mssql.partition_column, mssql.memory_optimized, mssql.durability, mssql.data_compression;
// of a column: mssql.default_name, mssql.sparse, mssql.rowguidcol, mssql.generated_always ("ROW START", "ROW
//   END"), mssql.hidden, mssql.masked (the masking function);
// of a view: mssql.schemabinding, mssql.check_option.
class MsSqlDdlCompiler final : public DdlCompiler
{
public:
    using DdlCompiler::DdlCompiler;

    void finish(DdlScript& script) const override;
    std::vector<std::string> createSchema(
        const std::string& name, const CreateOptions& options) const override;
    std::vector<std::string> createSequence(
        const Sequence& sequence, const CreateOptions& options) const override;
    std::vector<std::string> createTable(const Table& table, const CreateOptions& options,
        const std::vector<std::size_t>& separateKeys) const override;
    std::vector<std::string> createIndex(
        const Table& table, const Index& index, const CreateOptions& options) const override;
    std::vector<std::string> createView(const View& view, const CreateOptions& options) const override;
    std::vector<std::string> addForeignKey(
        const Table& table, const ForeignKeyConstraint& key) const override;
    std::vector<std::string> createTrigger(const Table& table, const Trigger& trigger) const override;
    std::vector<std::string> dropTable(const Table& table, const DropOptions& options) const override;
    std::vector<std::string> sequenceComments(const Sequence& sequence) const override;
    std::vector<std::string> carriedComments(const CarriedObject& object) const override;
    std::vector<std::string> comments(const Table& table) const override;
    std::vector<std::string> comments(const View& view) const override;
    std::string columnSpecification(const Table& table, const Column& column) const override;
    std::string primaryKey(const Table& table) const override;
    std::string uniqueConstraint(const Table& table, const UniqueConstraint& unique) const override;
    std::string foreignKey(const Table& table, const ForeignKeyConstraint& key) const override;
    std::string checkConstraint(const Table& table, const CheckConstraint& check) const override;

protected:
    std::string computed(const Column& column) const override;
    std::string identity(const Column& column) const override;
    std::string serverDefault(const Column& column) const override;
    std::string tableSuffix(const Table& table) const override;
    std::string sequenceOptions(const Sequence& sequence) const override;

private:
    std::string national(std::string_view text) const; // N'...'
    std::string describe(const std::string& text, const std::string& schema, const char* kind,
        const std::string& name, const char* partKind, const std::string& part) const;
    std::string keySuffix(const DialectOptions& options) const; // WITH (...) ON ...
    std::string onFileGroup(const DialectOptions& options) const;
    std::string keyKind(const std::string& text, const char* words, const DialectOptions& options) const;
    std::string addChecked(const Table& table, bool validated, const std::string& constraint) const;
    std::string disable(const Table& table, const std::string& constraint) const;
    std::string unlessThere(const std::string& schema, const std::string& name, const char* type) const;
};

} // namespace relata::mssql
