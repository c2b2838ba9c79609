// The bookshop, the database that the programs open when a newcomer has none: resources/samples/bookshop.sql,
// built into a SQLite file in the user's data folder when it is first asked for.
#pragma once

#include "core/util/result.h"

#include <filesystem>
#include <stop_token>
#include <string_view>

namespace relata {

// The script that is compiled into the program; UTF-8.
std::string_view sampleDatabaseScript();

// $XDG_DATA_HOME/relata/samples/bookshop.db, with ~/.local/share where the variable is unset or relative
// (XDG Base Directory Specification 0.8). Fails where there is no home either. Touches no file.
Result<std::filesystem::path> sampleDatabasePath();

// Returns `file` once it is a database made by `script`; makes it, and its folder, if it is not.
//
// The script's checksum is kept in the file's user_version. A file that has it is left alone, so what the
// user changed in the sample stays. A file that has another one (an older program's, or no database at all)
// is renamed to bookshop-before-<checksum>.db beside it and a new one takes its place.
//
// The database is built in a temporary file in the same folder and renamed, so that `file` is never seen half
// made, by this process or another. Takes about two seconds; call it on a worker thread. `stop` ends the
// build with ErrorKind::Cancelled and leaves everything as it was.
Result<std::filesystem::path> ensureSampleDatabase(const std::filesystem::path& file,
    std::string_view script = sampleDatabaseScript(), std::stop_token stop = {});

} // namespace relata
