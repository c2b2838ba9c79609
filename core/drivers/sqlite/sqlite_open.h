// From connection arguments to what sqlite3_open_v2 takes, and the look at a file when SQLite refuses it.
#pragma once

#include "core/engine/driver.h"

#include <chrono>

namespace relata::sqlite {

// Keys of ConnectArguments that this driver takes; anything else is refused (ErrorKind::Argument):
//   filename    a path, ":memory:", "" (a temporary database), or with uri a "file:" URI
//   uri         "true": filename is a URI (sqlite.org/uri.html)
//   mode        ro | rw | rwc | memory; rw unless said. Only rwc may create a file.
//   timeout_ms  how long to wait for another connection's lock; 5000 unless said
//   trusted_schema  "true": what views, triggers and generated columns of the file call need not be harmless
//               (sqlite.org/pragma.html#pragma_trusted_schema); off unless said
//   vfs, cache, immutable, nolock, psow    as in sqlite.org/uri.html
struct OpenRequest
{
    std::string name; // for sqlite3_open_v2
    std::string vfs; // "" = the default
    int flags = 0; // SQLITE_OPEN_*
    std::chrono::milliseconds busyTimeout{5000};
    std::string path; // of the file on disk; "" for databases in memory or behind another VFS
    bool mayCreate = false;
    bool trustedSchema = false;
};

Result<OpenRequest> makeOpenRequest(const ConnectArguments& arguments);

// What can be told before SQLite opens it: a missing file, a directory, no permission. SQLite alone would say
// "unable to open database file" to all of them, and would wait for ever on a named pipe.
Result<void> checkFile(const OpenRequest& request);

// Why SQLite does not take the file at `path`, from its first 100 bytes (sqlite.org/fileformat.html):
// encrypted or something else altogether, truncated, damaged. Kind is File.
Error diagnoseFile(const std::string& path);

} // namespace relata::sqlite
