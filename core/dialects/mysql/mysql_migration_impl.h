// Changes of MySQL's and MariaDB's schemas (manuals, "ALTER TABLE"; MySQL 8.0 and MariaDB 10.5 on). Neither
// server has DDL in transactions: each statement is committed by itself.
#pragma once

#include "core/migrations/migration_impl.h"

namespace relata::mysql {

class MySqlMigrationImpl final : public MigrationImpl
{
public:
    using MigrationImpl::MigrationImpl;

    std::string canonicalType(const SqlType& type) const override;
    bool isNullable(const Table& table, const Column& column) const override;
    bool isLeftToServer(std::string_view option) const override;
    bool isState(std::string_view option) const override;
    bool namesPrimaryKeys() const override { return false; } // it is called PRIMARY
    bool restrictIsNoAction() const override { return true; }
    PlanNeeds needs() const override;

protected:
    void renameTable(const RenameTable& op, const Step& step) const override;
    void alterTableOptions(const AlterTableOptions& op, const Step& step) const override;
    void addColumn(const AddColumn& op, const Step& step) const override;
    void renameColumn(const RenameColumn& op, const Step& step) const override;
    void alterColumn(const AlterColumn& op, const Step& step) const override;
    void addConstraint(const AddConstraint& op, const Step& step) const override;
    void dropConstraint(const DropConstraint& op, const Step& step) const override;
    void renameConstraint(const RenameConstraint& op, const Step& step) const override;
    void dropIndex(const DropIndex& op, const Step& step) const override;
    void renameIndex(const RenameIndex& op, const Step& step) const override;
    void renameSequence(const RenameSequence& op, const Step& step) const override;
    void alterComment(const AlterComment& op, const Step& step) const override;

private:
    void alter(const TableName& table, const std::string& text, const Step& step) const;
    void modify(const Table& table, const Column& column, const Step& step) const;
    // "ADD INDEX fk (a), " for each foreign key that would lose its last index; the server refuses that else.
    std::string indexesForKeys(const Table& table, const std::string& dropped) const;
};

} // namespace relata::mysql
