#pragma once

#include "core/schema/column.h"
#include "core/schema/constraint.h"
#include "core/schema/ddl_element.h"
#include "core/schema/index.h"

#include <memory>

namespace relata {

// A trigger as its database tells it: the whole CREATE statement is kept, the rest is for showing and
// filtering.
struct Trigger
{
    ObjectId id;
    std::string name;
    std::string timing; // BEFORE, AFTER, INSTEAD OF
    std::string events; // "INSERT OR UPDATE"
    SqlText definition; // a whole CREATE TRIGGER statement without its terminator
    std::string comment;
    bool enabled = true;

    bool operator==(const Trigger&) const = default;
};

enum class TableKind
{
    Base,
    Partitioned,
    Partition,
    Foreign,
    Virtual, // SQLite
    Shadow, // SQLite: owned by a virtual table
};

struct Table
{
    ObjectId id;
    std::string schema; // "" = the connection's default schema (SQLite's main)
    std::string name;
    TableKind kind = TableKind::Base;
    std::vector<Column> columns; // in the database's order
    PrimaryKeyConstraint primaryKey; // empty() if there is none
    std::vector<UniqueConstraint> uniqueConstraints;
    std::vector<ForeignKeyConstraint> foreignKeys;
    std::vector<CheckConstraint> checkConstraints;
    std::vector<OtherConstraint> otherConstraints;
    std::vector<Index> indexes; // those that no constraint owns
    std::vector<Trigger> triggers;
    std::string comment;
    SqlText definition; // of tables that are carried, not modelled (virtual and foreign tables): the CREATE
                        // statement
    DialectOptions options;
    std::optional<std::int64_t> estimatedRows; // the server's own statistics; never part of comparison
    Info info = {};
    std::vector<DdlElement> ddl = {}; // statements of the program's own around CREATE and DROP; not compared

    const Column* findColumn(std::string_view name) const; // nullptr if absent
    // SQLAlchemy's table.c: by key where a column has one, else by name. Throws DatabaseError (Argument).
    const Column& c(std::string_view key) const;
    bool isPrimaryKey(std::string_view column) const;
    std::string qualifiedName() const; // schema.name, or name; for people, not for SQL

    bool operator==(const Table&) const; // structure: not estimatedRows, info and ddl
};

using TablePtr = std::shared_ptr<const Table>;

} // namespace relata
