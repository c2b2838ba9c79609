// Changes of PostgreSQL's schemas by its ALTER statements (manual, "ALTER TABLE", "ALTER TYPE", "ALTER
// SEQUENCE"), all of which can be in one transaction.
#pragma once

#include "core/migrations/migration_impl.h"

namespace relata::postgresql {

class PostgresqlMigrationImpl final : public MigrationImpl
{
public:
    using MigrationImpl::MigrationImpl;

    std::string canonicalType(const SqlType& type) const override;
    bool isLeftToServer(std::string_view option) const override;
    PlanNeeds needs() const override;

protected:
    void addTable(const AddTable& op, const Step& step) const override;
    void alterTableOptions(const AlterTableOptions& op, const Step& step) const override;
    void addColumn(const AddColumn& op, const Step& step) const override;
    void alterColumn(const AlterColumn& op, const Step& step) const override;
    void addConstraint(const AddConstraint& op, const Step& step) const override;
    void addIndex(const AddIndex& op, const Step& step) const override;
    void addTrigger(const AddTrigger& op, const Step& step) const override;
    void dropTrigger(const DropTrigger& op, const Step& step) const override;
    void addView(const AddView& op, const Step& step) const override;
    void alterSequence(const AlterSequence& op, const Step& step) const override;
    void renameSequence(const RenameSequence& op, const Step& step) const override;
    void alterEnum(const AlterEnum& op, const Step& step) const override;
    void alterDomain(const AlterDomain& op, const Step& step) const override;
    void renameType(
        const TableName& from, const TableName& to, const char* kind, const Step& step) const override;

private:
    void remakeColumn(const AlterColumn& op, const Step& step) const;
    void alterIdentity(const AlterColumn& op, const Step& step) const;
    void alterColumnOptions(const AlterColumn& op, const Step& step) const;
    void replaceEnum(const AlterEnum& op, const Step& step) const;
    std::string collate(const std::string& collation) const;
};

} // namespace relata::postgresql
