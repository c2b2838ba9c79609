#pragma once

#include "core/sql/dialect_traits.h"

namespace relata::postgresql {

// What PostgreSQL 15 can say; what other versions of 11 to 18 lack or have more is known where it is written.
const DialectTraits& traits();

} // namespace relata::postgresql
