// SQLite's result codes (sqlite.org/rescode.html) as our errors.
#pragma once

#include "core/util/error.h"

#include <string_view>

struct sqlite3;

namespace relata::sqlite {

// The error that `db` holds after a call that returned `code` (extended). `path` is the database's file, for
// messages about it; `statement` the text that failed.
Error errorOf(sqlite3* db, int code, const std::string& path, std::string_view statement);

} // namespace relata::sqlite
