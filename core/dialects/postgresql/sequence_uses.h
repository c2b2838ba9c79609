// Who takes values of a sequence that belongs to another table's column.
#pragma once

#include "core/schema/metadata.h"

#include <vector>

namespace relata::postgresql {

// Owned sequences of `metadata` that something else than their table names: they would stand in the way of
// that table's DROP. Found by what stands in quotes (nextval('shop.s'), 's'::regclass) and by what views
// read; one too many does no harm.
std::vector<const Sequence*> sequencesUsedElsewhere(const MetaData& metadata);

} // namespace relata::postgresql
