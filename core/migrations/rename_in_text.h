// New names in expressions, queries and bodies: what a database does to the texts that it keeps when a table
// or a column is renamed, done to those of a model. By tokens, not by meaning: a name that could belong to
// another table is left as it is.
#pragma once

#include "core/schema/metadata.h"
#include "core/schema/table_name.h"

namespace relata {

// In an expression of the table itself (a check, a default, an index): every name that may be the column's.
SqlText withRenamedColumn(const SqlText& text, const std::string& from, const std::string& to);

// In a query or a body that may read several tables. `isOnly`: no other table that it reads has a column of
// that name, so that a name without a qualifier is this column. A result of the query that had its name from
// the column keeps it (AS).
enum class Host
{
    Query,
    TriggerOfTable, // NEW and OLD are rows of it, UPDATE OF names its columns
    Body,
};
SqlText withRenamedColumn(const SqlText& text, const TableName& table, const std::string& from,
    const std::string& to, bool isOnly, Host host);
SqlText withRenamedTable(const SqlText& text, const TableName& from, const TableName& to);

// Whether a name in the text may be this one.
bool mentions(const SqlText& text, const std::string& name);

} // namespace relata
