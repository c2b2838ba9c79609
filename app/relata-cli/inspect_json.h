// MetaData as JSON with the field names of SQLAlchemy's Inspector.
#pragma once

#include "core/schema/metadata.h"
#include "core/sql/sql_dialect.h"

#include <string>

namespace relata::cli {

// Two blanks of indentation, keys in a fixed order, a newline at the end. Names that are not UTF-8 have their
// bad bytes replaced by U+FFFD.
std::string inspectJson(const MetaData& metadata, const SqlDialect& dialect);

} // namespace relata::cli
