#pragma once

#include "core/types/sql_type.h"

#include <QString>

namespace relata {

// A type for people, in little room: the spelling of its own database, with PostgreSQL's long names by their
// usual short ones ("varchar(40)", "timestamptz"), or what the generic type is called. Not for SQL.
QString typeText(const SqlType& type);

} // namespace relata
