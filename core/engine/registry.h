// The dialects and drivers that this program has. Filled once by builtin/ before anything else runs;
// read-only, and so thread-safe, afterwards.
#pragma once

#include "core/engine/dialect.h"

namespace relata {

void registerDriver(std::shared_ptr<const Driver> driver);
void registerDialect(std::shared_ptr<const Dialect> dialect);

// By its name or one of its URL names; nullptr if there is none.
std::shared_ptr<const Dialect> findDialect(std::string_view name);
std::shared_ptr<const Driver> findDriver(std::string_view name);
// In order of registration.
const std::vector<std::shared_ptr<const Dialect>>& allDialects();
// Throws DatabaseError (Argument) for a name that is not registered: for names that our own code or a checked
// option gives.
const Dialect& dialect(std::string_view name);

} // namespace relata
