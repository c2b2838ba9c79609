#pragma once

#include "core/drivers/libmariadb/libmariadb_error.h"

namespace relata::libmariadb {

// Connects; blocks for at most `connect_timeout`. nullptr on failure, which is then told in `failure` (may be
// nullptr).
MYSQL* openConnection(const ConnectArguments& arguments, Failure* failure);

} // namespace relata::libmariadb
