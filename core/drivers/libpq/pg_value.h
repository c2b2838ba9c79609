// PostgreSQL's values in its text format, and their types as far as the protocol tells them without asking
// the catalogue.
#pragma once

#include "core/types/row_chunk.h"

#include <libpq-fe.h>

#include <string>

namespace relata::libpq {

// How cells of a column are read. The numbers are the types' OIDs, fixed since ever (pg_type.dat).
ValueTag tagOf(Oid type);
// "int4", "varchar(20)", "timestamptz(3)", "_text"; "" for what is not built in.
std::string typeName(Oid type, int modifier);

// Appends one cell; `maxBytes` as in ExecutionOptions.
void appendCell(RowChunkBuilder& builder, ValueTag tag, std::string_view text, std::size_t maxBytes);

} // namespace relata::libpq
