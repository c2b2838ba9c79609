// New names of tables, columns and types everywhere in a model: in keys, indexes, checks, sequences, views
// and triggers.
#pragma once

#include "core/migrations/operations.h"

namespace relata {

void renameTableIn(MetaData& metadata, const RenameTable& op);
void renameColumnIn(MetaData& metadata, const RenameColumn& op);
// Of an enum or a domain: columns name their types.
void renameTypeIn(MetaData& metadata, const TableName& from, const TableName& to);

} // namespace relata
