// Changes of SQL Server's schemas (Transact-SQL reference, "ALTER TABLE", "sp_rename"), all of which can be
// in one transaction. Constraints and indexes over a column go before it changes and come again after it.
#pragma once

#include "core/migrations/migration_impl.h"

namespace relata::mssql {

class MsSqlMigrationImpl final : public MigrationImpl
{
public:
    using MigrationImpl::MigrationImpl;

    std::string canonicalType(const SqlType& type) const override;
    bool isLeftToServer(std::string_view option) const override;
    bool restrictIsNoAction() const override { return true; }
    PlanNeeds needs() const override;

protected:
    void renameTable(const RenameTable& op, const Step& step) const override;
    void addColumn(const AddColumn& op, const Step& step) const override;
    void dropColumn(const DropColumn& op, const Step& step) const override;
    void renameColumn(const RenameColumn& op, const Step& step) const override;
    void alterColumn(const AlterColumn& op, const Step& step) const override;
    void renameConstraint(const RenameConstraint& op, const Step& step) const override;
    void dropIndex(const DropIndex& op, const Step& step) const override;
    void renameIndex(const RenameIndex& op, const Step& step) const override;
    void renameSequence(const RenameSequence& op, const Step& step) const override;
    void alterComment(const AlterComment& op, const Step& step) const override;

private:
    void rename(const std::string& object, const std::string& to, const char* kind, const TableName& about,
        const Step& step) const;
    void move(const TableName& from, const std::string& schema, const Step& step) const;
    // A default is a constraint, which has a name even where nobody gave it one.
    void dropDefault(const TableName& table, const Column& column, const Step& step) const;
    std::string national(std::string_view text) const { return "N" + m_identifiers.literal(text); }
};

} // namespace relata::mssql
