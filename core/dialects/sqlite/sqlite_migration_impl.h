// Changes of SQLite's schemas. ALTER TABLE can do little there, so most changes rebuild the table by the
// twelve steps of sqlite.org/lang_altertable.html#otheralter: with its rows, rowids, triggers, indexes, the
// number that AUTOINCREMENT has reached, and without a thought of the foreign keys of other tables, which go
// on referring to its name.
#pragma once

#include "core/migrations/migration_impl.h"

namespace relata::sqlite {

class SqliteMigrationImpl final : public MigrationImpl
{
public:
    using MigrationImpl::MigrationImpl;

    std::string canonicalType(const SqlType& type) const override;
    bool isNullable(const Table& table, const Column& column) const override;
    PlanNeeds needs() const override;
    void render(const MetaData& from, const Plan& plan, MigrationScript& script) const override;

private:
    // A table whose rebuild is put off until something needs it as it will be.
    struct Rebuild
    {
        Table before;
        std::size_t step;
    };
    struct Progress;

    void rebuild(const Table& before, const Table& after, const Step& step) const;
    void flush(Progress& progress, const TableName* only) const;
    bool canAddColumn(const Table& table, const AddColumn& op) const;
};

} // namespace relata::sqlite
