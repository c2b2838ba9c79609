// Parsers of the CREATE statements that SQLite keeps in sqlite_schema.sql, and of scripts for it.
//
// Grammar: sqlite.org/lang_createtable.html, lang_createindex.html, lang_createview.html,
// lang_createtrigger.html, lang_createvtab.html and, where the diagrams are silent, SQLite's src/parse.y
// (names in any quotes or as strings, constraints without a comma between them, a CONSTRAINT name without a
// constraint, DEFERRABLE on its own, GENERATED ALWAYS after any type). Anything that SQLite accepts is
// understood; what it would refuse is mostly refused, but the parsers do not prove a statement valid:
// expressions are kept as their exact source, from their first token to their last, and only their brackets
// are matched.
//
// Any input is safe: no recursion, linear time. Errors are ErrorKind::Data with the statement and the
// position in it where it stops making sense.
//
// What the generic model does not have becomes dialect options ("true" where no value is named):
//   table       sqlite.without_rowid, sqlite.strict, sqlite.module (of virtual tables)
//   column      sqlite.on_conflict_not_null = ROLLBACK | ABORT | FAIL | IGNORE | REPLACE;
//               sqlite.default_name, sqlite.collate_name, sqlite.generated_name, sqlite.null_name: names of
//               constraints that other databases cannot name
//   constraint  sqlite.on_conflict = as above;
//               sqlite.desc = "0,2": positions of key columns that are DESC; sqlite.collate.N = collation of
//               key column N
//   primary key also sqlite.inline: written at its column and DESC, which makes INTEGER PRIMARY KEY no alias
//   of
//               the rowid (sqlite.org/lang_createtable.html#rowid)
#pragma once

#include "core/schema/schema_objects.h"
#include "core/util/result.h"

#include <string_view>

namespace relata {

// A keyword that SQLite never takes for a name unless it is quoted (one without a fallback in src/parse.y).
bool isSqliteReserved(std::string_view word);

// CREATE TABLE, and CREATE VIRTUAL TABLE (kind Virtual, `definition` the whole statement, no columns).
// The columns' types are TypeKind::Unknown with the declared words as native text ("" = none declared); the
// dialect reads them. Default values stand without their outer parentheses; a bare word as a default, which
// SQLite takes for a string, is written as one.
Result<Table> parseSqliteTable(std::string_view sql);

struct ParsedSqliteIndex
{
    std::string table;
    Index index; // an element that is a single name is a column, though SQLite may mean a string by it
};
Result<ParsedSqliteIndex> parseSqliteIndex(std::string_view sql);

// Named columns have names alone.
Result<View> parseSqliteView(std::string_view sql);

struct ParsedSqliteTrigger
{
    std::string table;
    Trigger trigger; // `definition` is the whole statement
};
Result<ParsedSqliteTrigger> parseSqliteTrigger(std::string_view sql);

} // namespace relata
