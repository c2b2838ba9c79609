// The name by which a table is meant where there may be no table of it yet: in mappings, edits and files.
#pragma once

#include "core/schema/table.h"

#include <compare>
#include <string>

namespace relata {

struct TableName
{
    std::string schema = {}; // as in Table: "" = the default schema
    std::string name = {};

    static TableName of(const Table& table) { return {table.schema, table.name}; }
    bool empty() const { return name.empty(); }
    std::string text() const { return schema.empty() ? name : schema + "." + name; } // for people
    auto operator<=>(const TableName&) const = default;
};

} // namespace relata
