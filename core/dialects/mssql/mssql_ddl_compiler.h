#pragma once

#include "core/sql/ddl_compiler.h"

namespace relata::mssql {

// Comments are extended properties (MS_Description), as SQL Server's own tools keep them. CREATE TABLE has no
// IF NOT EXISTS: a statement that tests for the object stands before it. Options that are read:
// "mssql.clustered" of an index or a primary key ("true" or "false").
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
    std::vector<std::string> comments(const Table& table) const override;
    std::vector<std::string> comments(const View& view) const override;
    std::string columnSpecification(const Table& table, const Column& column) const override;
    std::string primaryKey(const Table& table) const override;
    std::string foreignKey(const Table& table, const ForeignKeyConstraint& key) const override;

protected:
    std::string computed(const Column& column) const override;
    std::string identity(const Column& column) const override;
    std::string serverDefault(const Column& column) const override;

private:
    std::string national(std::string_view text) const; // N'...'
    std::string describe(const std::string& text, const std::string& schema, const char* kind,
        const std::string& name, const char* partKind, const std::string& part) const;
    std::string unlessThere(const std::string& schema, const std::string& name, const char* type) const;
};

} // namespace relata::mssql
