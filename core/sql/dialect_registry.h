// The dialects by name, for what is below the engine: convert() asks here about the dialect that a MetaData
// comes from. engine/registry.h fills it along with its own list; read-only, and so thread-safe, afterwards.
#pragma once

#include "core/sql/sql_dialect.h"

#include <memory>

namespace relata {

void registerSqlDialect(std::shared_ptr<const SqlDialect> dialect); // replaces one of the same name
const SqlDialect* findSqlDialect(std::string_view name); // by traits().name; nullptr if there is none

} // namespace relata
