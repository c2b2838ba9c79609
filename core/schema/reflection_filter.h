// What of a database is wanted: SQLAlchemy's reflect(only=..., resolve_fks=...) and Alembic's include_object.
#pragma once

#include "core/schema/metadata.h"

#include <functional>

namespace relata {

struct ReflectedObject
{
    // "schema", "table", "view", "column", "index", "unique_constraint", "foreign_key_constraint",
    // "check_constraint", "trigger", "sequence", "enum", "domain"; else a carried object's own kind
    std::string kind;
    std::string schema;
    std::string name;
    std::string table; // that it belongs to; "" for what stands by itself
};

struct ReflectionFilter
{
    std::vector<std::string> tables; // "name" or "schema.name" of tables and views; empty = all
    bool resolveForeignKeys = true; // with `tables`: also the tables that they refer to, and so on
    bool views = true;
    std::function<bool(const ReflectedObject&)> includeObject = {}; // false leaves it out; may be empty

    bool empty() const { return tables.empty() && views && !includeObject; }
};

// The part of the model that the filter lets through. Names in `tables` that it does not have become notes.
// A foreign key to a table that was left out stays: it is a fact about the table that has it. A column takes
// with it the keys, constraints and indexes that it is part of.
MetaData selected(const MetaData& metadata, const ReflectionFilter& filter);

} // namespace relata
