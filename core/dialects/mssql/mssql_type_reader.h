#pragma once

#include "core/types/sql_type.h"

#include <string>

namespace relata::mssql {

// A type as sys.types and sys.columns tell it: its name, bytes (-1 = max), precision and scale. The native
// spelling is what DDL writes.
SqlType readType(const std::string& name, int maxLength, int precision, int scale);

} // namespace relata::mssql
