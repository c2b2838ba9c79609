#pragma once

#include "core/sql/dialect_traits.h"

namespace relata::sqlite {

DialectTraits makeTraits();

} // namespace relata::sqlite
