// Reflection of SQLite: one read of sqlite_schema per database file, whose statements our own parser reads,
// and one more query for what only SQLite can say (the columns of views and virtual tables, and the row
// estimates of ANALYZE).
//
// Schemas are the attached databases; temp is left out. What SQLite keeps for itself (names that begin with
// sqlite_) is hidden. Foreign keys that name no columns are given the referred table's primary key, and names
// take the spelling of the object that they mean, as SQLite compares them without case.
//
// Columns of the primary key are NOT NULL where SQLite enforces it (WITHOUT ROWID and STRICT tables) or the
// table says so; a primary key that is the rowid is Autoincrement::Auto.
//
// Damage: a statement that cannot be parsed is read through SQLite's pragmas instead and kept as it is
// (Table::definition); an object that SQLite itself cannot read is left out; both are noted. If SQLite
// refuses the whole schema, it is read as data with PRAGMA writable_schema, under which nothing is written.
#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"

namespace relata::sqlite {

class SqliteInspector final : public Inspector
{
public:
    explicit SqliteInspector(Connection& connection) : m_connection(connection) { }

    std::vector<std::string> schemaNames() override;
    std::string defaultSchemaName() override { return "main"; }
    MetaData reflect(const ReflectOptions& options) override;

private:
    Connection& m_connection;
};

} // namespace relata::sqlite
