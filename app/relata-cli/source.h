// From a SOURCE argument to an open connection or a MetaData.
#pragma once

#include "core/engine/engine.h"

#include <stop_token>
#include <string>

namespace relata::cli {

// Read-only, as all that these commands do with a source is look. `password`: asked for on the terminal where
// the server wants one and neither the URL, RELATA_PASSWORD nor libpq's own sources gave it. Throws
// DatabaseError.
struct Source
{
    Engine engine;
    std::unique_ptr<Connection> connection;
};

enum class Access
{
    ReadOnly,
    ReadWrite,
};

Source openSource(const std::string& text, Access access, std::stop_token stop);
// Opens and reflects; notes of what could not be read go to stderr.
MetaData reflectSource(
    const std::string& text, const std::vector<std::string>& schemas, std::stop_token stop);

} // namespace relata::cli
