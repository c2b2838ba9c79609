// A plan as statements of a dialect.
#pragma once

#include "core/migrations/compare/compare.h"
#include "core/migrations/migration_impl.h"
#include "core/migrations/plan.h"

namespace relata {

// `from`: the model before the plan's first operation. Throws DatabaseError (NotSupported) for a dialect that
// cannot migrate.
MigrationScript render(const MetaData& from, const Plan& plan, const SqlDialect& dialect);

// All of it: what turns `from` into `to`, ordered and written. Both of the dialect's family.
MigrationScript migrationScript(
    const MetaData& from, const MetaData& to, const SqlDialect& dialect, const CompareOptions& options = {});

} // namespace relata
