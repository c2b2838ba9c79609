#pragma once

#include "core/types/sql_type.h"

#include <string_view>

namespace relata::mysql {

// What information_schema.COLUMNS.COLUMN_TYPE says ("int(10) unsigned", "enum('a','b''c')"), as a type with
// that text as its native spelling in the dialects of the family. TINYINT(1) is Boolean, as both servers'
// BOOL is. Never fails: what it does not know is Unknown.
SqlType readColumnType(std::string_view columnType);

} // namespace relata::mysql
