#pragma once

#include "core/sql/ddl_compiler.h"

namespace relata::oracle {

// There is no IF [NOT] EXISTS before 23ai; views alone can be replaced.
// Options that are read: "oracle.compress", "oracle.tablespace" of a table, "oracle.bitmap" of an index,
// "oracle.on_null" of an identity column.
class OracleDdlCompiler final : public DdlCompiler
{
public:
    using DdlCompiler::DdlCompiler;

    void finish(DdlScript& script) const override;
    std::vector<std::string> createIndex(
        const Table& table, const Index& index, const CreateOptions& options) const override;
    std::vector<std::string> createView(const View& view, const CreateOptions& options) const override;
    std::vector<std::string> comments(const View& view) const override;
    using DdlCompiler::comments;
    std::vector<std::string> dropTable(const Table& table, const DropOptions& options) const override;
    std::string columnSpecification(const Table& table, const Column& column) const override;
    std::string foreignKey(const Table& table, const ForeignKeyConstraint& key) const override;
    std::string indexElement(const IndexElement& element) const override;

protected:
    std::string computed(const Column& column) const override;
    std::string identity(const Column& column) const override;
    std::string tableSuffix(const Table& table) const override;
    std::string sequenceOptions(const Sequence& sequence) const override;
};

} // namespace relata::oracle
