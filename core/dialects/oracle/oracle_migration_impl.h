// Changes of Oracle's schemas (SQL Language Reference, "ALTER TABLE", "ALTER SEQUENCE"). Each statement is
// committed by itself.
#pragma once

#include "core/migrations/migration_impl.h"

namespace relata::oracle {

class OracleMigrationImpl final : public MigrationImpl
{
public:
    using MigrationImpl::MigrationImpl;

    std::string canonicalType(const SqlType& type) const override;
    bool isLeftToServer(std::string_view option) const override;

protected:
    void dropTable(const DropTable& op, const Step& step) const override;
    void renameTable(const RenameTable& op, const Step& step) const override;
    void addColumn(const AddColumn& op, const Step& step) const override;
    void alterColumn(const AlterColumn& op, const Step& step) const override;
    void renameSequence(const RenameSequence& op, const Step& step) const override;
    void alterComment(const AlterComment& op, const Step& step) const override;
};

} // namespace relata::oracle
