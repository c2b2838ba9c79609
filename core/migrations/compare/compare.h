// What turns one model into another: Alembic's compare_metadata, with renames.
//
// Objects are the same where they have the same ObjectId, else where they have the same name, so that what
// was renamed under its id is renamed and nothing is lost. Constraints of other names that say the same are
// renamed too.
//
// Spellings that mean the same to the database are no difference: synonyms of types, expressions as the
// server prints them, names and options that the model leaves to the server, schemas by default. The order of
// columns is none either: no statement of SQL changes it.
#pragma once

#include "core/migrations/operations.h"
#include "core/sql/sql_dialect.h"

namespace relata {

struct CompareOptions
{
    // Whose words both are; nullptr = that of `from`, else of `to` (MetaData::dialect).
    const SqlDialect* dialect = nullptr;
    bool comments = true;
    // Routines, extensions and whatever else is carried as text.
    bool carried = true;
};

// Both must be of one dialect (convert() sees to it), or of none. Applied to `from` one after the other
// (apply_to_model.h), the operations make it equal to `to` in this sense; plan() puts them in an order for a
// database. Dropped tables come first, then renamed ones; everything after them uses the new names of tables.
// In each table, columns that go come before those that are renamed, and these before the rest.
Operations compare(const MetaData& from, const MetaData& to, const CompareOptions& options = {});

} // namespace relata
