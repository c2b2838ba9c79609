// Tables that meet a table: definitions over existing ones, reflected ones under definitions, copies into
// another model. The rules are SQLAlchemy's (Table's extend_existing, keep_existing, autoload_with,
// to_metadata).
#pragma once

#include "core/schema/metadata.h"

#include <functional>
#include <optional>

namespace relata {

enum class ExistingTable
{
    Refuse, // the name must be new
    Extend, // extend_existing: what is given replaces or joins what is there
    Keep, // keep_existing: what is given is ignored
};

// Adds a table, or does to the one of that schema and name what is asked. Throws DatabaseError (Argument).
void defineTable(MetaData& metadata, Table table, ExistingTable existing = ExistingTable::Refuse);

// Columns of `overrides` replace those of the same name where they stand, or come after them; a replaced
// column loses its foreign keys unless `overrides` has them. Constraints of `overrides` come in addition and
// replace those over the same columns; so do indexes of the same name. Comment, options, info and DDL
// elements are taken where `overrides` has them. Throws DatabaseError (Argument) where a column of the
// primary key is overridden and `overrides` does not say that it still belongs to it.
Table withOverrides(const Table& reflected, const Table& overrides);

struct CopyOptions
{
    std::optional<std::string> schema; // of the copy; nothing = the original's
    std::string name; // of the copy; "" = the original's
    // The schema that a foreign key of the copy refers to; nothing = SQLAlchemy's rule: keys into the
    // original's own schema move along with it, others stay. Gets the key and the schema that the rule gives.
    std::function<std::string(const ForeignKeyConstraint& key, const std::string& byRule)> referredSchema =
        {};
};

// SQLAlchemy's Table.to_metadata(): a copy in another model, without ids. Replaces one of the same name.
// Names that are final stay, whatever the naming convention of `target`.
void copyTable(const Table& table, MetaData& target, const CopyOptions& options = {});

} // namespace relata
