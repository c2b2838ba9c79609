// PostgreSQL's DDL. A script replays on an empty database and gives the same database again: keys of
// partitions, indexes, foreign keys, triggers and ownership come in pg_dump's order.
#pragma once

#include "core/sql/ddl_compiler.h"

namespace relata::postgresql {

class PostgresqlDdlCompiler final : public DdlCompiler
{
public:
    using DdlCompiler::DdlCompiler;

    DdlScript createAll(const MetaData& metadata, const CreateOptions& options) const override;
    DdlScript dropAll(const MetaData& metadata, const DropOptions& options) const override;

    // A partition comes with its keys and is attached to its parent.
    std::vector<std::string> createTable(const Table& table, const CreateOptions& options,
        const std::vector<std::size_t>& separateKeys) const override;
    std::vector<std::string> createIndex(
        const Table& table, const Index& index, const CreateOptions& options) const override;
    std::vector<std::string> addForeignKey(
        const Table& table, const ForeignKeyConstraint& key) const override;
    std::vector<std::string> createDomain(const Domain& domain) const override;
    // A check that could not be there with its domain: option::madeAfter.
    std::vector<std::string> addDomainCheck(const Domain& domain, const CheckConstraint& check) const;
    std::vector<std::string> dropDomainCheck(const Domain& domain, const CheckConstraint& check) const;
    std::vector<std::string> createSequence(
        const Sequence& sequence, const CreateOptions& options) const override;
    std::vector<std::string> createView(const View& view, const CreateOptions& options) const override;
    std::vector<std::string> createTrigger(const Table& table, const Trigger& trigger) const override;
    std::vector<std::string> dropTable(const Table& table, const DropOptions& options) const override;
    std::vector<std::string> comments(const Table& table) const override;
    std::vector<std::string> comments(const View& view) const override;
    std::vector<std::string> sequenceOwnership(const Sequence& sequence) const override;

    std::string columnSpecification(const Table& table, const Column& column) const override;
    std::string primaryKey(const Table& table) const override;
    std::string uniqueConstraint(const Table& table, const UniqueConstraint& unique) const override;
    std::string foreignKey(const Table& table, const ForeignKeyConstraint& key) const override;
    std::string checkConstraint(const Table& table, const CheckConstraint& check) const override;
    std::string indexElement(const IndexElement& element) const override;

    // The steps in which a whole schema is made: each table alone; its place under its parent once all tables
    // are there; the keys of partitions and partitioned tables; what names an index.
    std::vector<std::string> createBareTable(
        const Table& table, const CreateOptions& options, const std::vector<std::size_t>& separateKeys) const;
    std::vector<std::string> attachPartition(const Table& table) const;
    std::vector<std::string> partitionKeys(const Table& table) const;
    // option::late: those of one value of it, or all.
    std::vector<std::string> lateExpressions(const Table& table, std::string_view when = {}) const;
    std::vector<std::string> dropLateExpressions(const Table& table) const;
    std::vector<std::string> indexSettings(const Table& table) const;
    std::vector<std::string> indexSettings(const View& view) const;

protected:
    std::string tableSuffix(const Table& table) const override;
    std::string createTableKeyword(const Table& table) const override;

private:
    // A collation is a plain name of pg_catalog, or quoted SQL text ("\"app\".\"german\"") of any schema.
    std::string collate(const std::string& collation) const;
    std::string keySuffix(const DialectOptions& options) const;
    std::vector<std::string> columnSettings(const Table& table) const;
    std::string alterTable(const Table& table) const { return "ALTER TABLE ONLY " + tableName(table); }
    std::string commentOn(const std::string& object, const std::string& comment) const;
    void addComments(DdlScript& script, const MetaData& metadata) const;
    void addComment(DdlScript& script, const CarriedObject& object) const;
};

} // namespace relata::postgresql
