#pragma once

#include "core/sql/ddl_compiler.h"

namespace relata::oracle {

// There is no IF [NOT] EXISTS before 23ai; views alone can be replaced.
// Options that are read ("true" where no value is told):
// of a table: oracle.compress ("true", "ADVANCED" ...), oracle.tablespace, oracle.temporary ("PRESERVE ROWS",
//   "DELETE ROWS"), oracle.organization ("INDEX"), oracle.partition_by (what follows PARTITION BY);
// of a column: oracle.on_null (of an identity or a default), oracle.invisible;
// of a constraint: oracle.disabled; of a check: oracle.deferrable ("INITIALLY DEFERRED", "INITIALLY
// IMMEDIATE"); of an index: oracle.bitmap, oracle.reverse, oracle.compress (columns of the prefix),
// oracle.invisible,
//   oracle.local, oracle.tablespace;
// of a view: oracle.read_only; of a materialized view: oracle.refresh_mode ("COMMIT"), oracle.refresh_method
//   ("FAST", "COMPLETE", "NEVER"), oracle.build ("DEFERRED"), oracle.query_rewrite;
// of a sequence: oracle.order.
class OracleDdlCompiler final : public DdlCompiler
{
public:
    using DdlCompiler::DdlCompiler;

    void finish(DdlScript& script) const override;
    std::vector<std::string> createIndex(
        const Table& table, const Index& index, const CreateOptions& options) const override;
    std::vector<std::string> createView(const View& view, const CreateOptions& options) const override;
    std::vector<std::string> createTrigger(const Table& table, const Trigger& trigger) const override;
    std::string primaryKey(const Table& table) const override;
    std::string uniqueConstraint(const Table& table, const UniqueConstraint& unique) const override;
    std::string checkConstraint(const Table& table, const CheckConstraint& check) const override;
    std::vector<std::string> comments(const View& view) const override;
    using DdlCompiler::comments;
    std::vector<std::string> dropTable(const Table& table, const DropOptions& options) const override;
    std::string columnSpecification(const Table& table, const Column& column) const override;
    std::string foreignKey(const Table& table, const ForeignKeyConstraint& key) const override;
    std::string indexElement(const IndexElement& element) const override;

protected:
    std::string computed(const Column& column) const override;
    std::string identity(const Column& column) const override;
    std::string serverDefault(const Column& column) const override;
    std::string createTableKeyword(const Table& table) const override;
    std::string tableSuffix(const Table& table) const override;
    std::string sequenceOptions(const Sequence& sequence) const override;

private:
    std::string viewComment(const View& view) const;
};

} // namespace relata::oracle
