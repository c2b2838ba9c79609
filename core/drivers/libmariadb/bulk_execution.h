// One statement for many rows of parameters, sent as arrays (COM_STMT_BULK_EXECUTE), which MariaDB's servers
// understand since 10.2. They tell how many rows all of them changed together, not each.
#pragma once

#include "core/drivers/libmariadb/libmariadb_connection.h"

#include <optional>
#include <string_view>

namespace relata::libmariadb {

// Whether the server takes arrays: MySQL's does not.
bool supportsBulk(MYSQL* connection);
// A plain INSERT, whose every row counts as one: it neither returns rows nor turns into something else.
bool insertsOnly(std::string_view sql);

// Nothing where this statement cannot be executed so (it returns rows, or is none that changes any): nothing
// has been executed then. The connection's statement has begun, and is over afterwards in any case.
std::optional<ManyResult> executeBulk(LibmariadbConnection& connection, const std::string& sql,
    std::span<const std::vector<Value>> rows, const ExecutionOptions& options);

} // namespace relata::libmariadb
