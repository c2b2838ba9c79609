// Runs a program to its end, feeding its input and collecting its output.
#pragma once

#include "core/util/result.h"

#include <stop_token>
#include <string>
#include <vector>

namespace relata {

// Blocks. The child is killed, and reaped, on a stop (error Cancelled) within a few milliseconds. Errors:
// NotSupported if the program is not installed, Operational if it ends with a code other than 0 (what it
// wrote to stderr is the detail) or cannot be run. `argv[0]` is a path, or a name that is looked up in PATH.
// Any thread.
Result<std::string> runChildProcess(
    const std::vector<std::string>& argv, std::string_view input, std::stop_token stop = {});

} // namespace relata
