// Operations done to a model, with all that hangs on what they change, as a database does it: a renamed
// column is renamed in keys, indexes, checks and in the foreign keys of other tables, a dropped one leaves
// them.
#pragma once

#include "core/migrations/operations.h"

namespace relata {

// In place; what an operation speaks of and the model does not have is left alone.
void applyTo(MetaData& metadata, const Operation& operation);
MetaData applied(MetaData metadata, const Operations& operations);

} // namespace relata
