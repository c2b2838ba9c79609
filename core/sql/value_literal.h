// Values as SQL text, for scripts and previews that people read and replay. What is executed by us binds its
// values instead.
#pragma once

#include "core/sql/dialect_traits.h"
#include "core/types/value.h"

#include <string>
#include <vector>

namespace relata {

// NULL, numbers bare, text quoted with the dialect's escapes, bytes in the dialect's hexadecimal form.
std::string valueLiteral(const ValueView& value, const DialectTraits& traits);

// INSERT INTO table (columns) VALUES: the part before the rows of values; ends with "VALUES".
std::string insertPrefix(const std::string& schema, const std::string& table,
    const std::vector<std::string>& columns, const DialectTraits& traits);

} // namespace relata
