#pragma once

#include "core/sql/ddl_compiler.h"

namespace relata::mysql {

// Options that are read, with the family's prefix or the dialect's own ("mysql." or "mariadb."): of a table
// engine, default_charset, collate, row_format, create_options (further ones as the server tells them),
// auto_increment, partition_by, system_versioning; of a column character_set, on_update, invisible, row
// (START or END of a version), without_system_versioning; of a key without_overlaps (its period), using,
// key_block_size; of an index those two, prefix (FULLTEXT, SPATIAL), with_parser, invisible, ignored; of a
// foreign key on_delete, on_update (NO ACTION that was written out); of a view check_option, sql_security,
// algorithm.
class MySqlDdlCompiler final : public DdlCompiler
{
public:
    using DdlCompiler::DdlCompiler;

    void finish(DdlScript& script) const override;
    std::vector<std::string> createIndex(
        const Table& table, const Index& index, const CreateOptions& options) const override;
    std::vector<std::string> createView(const View& view, const CreateOptions& options) const override;
    std::vector<std::string> dropForeignKey(
        const Table& table, const ForeignKeyConstraint& key) const override;
    std::string columnSpecification(const Table& table, const Column& column) const override;
    std::string primaryKey(const Table& table) const override;
    std::string uniqueConstraint(const Table& table, const UniqueConstraint& unique) const override;
    std::string foreignKey(const Table& table, const ForeignKeyConstraint& key) const override;
    std::string checkConstraint(const Table& table, const CheckConstraint& check) const override;
    std::string indexElement(const IndexElement& element) const override;

protected:
    std::string serverDefault(const Column& column) const override;
    std::string tableSuffix(const Table& table) const override;

private:
    bool isOfColumn(const CheckConstraint& check, const std::string& column) const;
    std::string keyColumns(const std::vector<std::string>& columns, const DialectOptions& options) const;
    std::string keyOptions(const DialectOptions& options) const; // with a space before each
    std::string option(const DialectOptions& options, std::string_view key) const; // "" if absent
};

} // namespace relata::mysql
