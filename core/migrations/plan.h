// From differences to an order in which a database can take them.
//
// Views, triggers and foreign keys that are in the way of a change are dropped before and made again after
// it, as are indexes and constraints over columns that a server does not change under them.
#pragma once

#include "core/migrations/migration_impl.h"
#include "core/migrations/script.h"

namespace relata {

// `operations`: what compare(from, to) found, or a part of it. The steps begin at `from`; applied one after
// the other they lead to the same model.
Plan plan(const MetaData& from, const MetaData& to, const Operations& operations, const MigrationImpl& rules);

} // namespace relata
