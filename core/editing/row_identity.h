// Which row an edit means: the values by which a WHERE finds exactly that one.
//
// In this order: the primary key; else a unique key over NOT NULL columns; else the server's hidden row
// identity where rows can be had by it (SQLite's rowid); else every loaded column. The last kind finds a row
// only as long as no other row looks the same: whoever writes by it must check that exactly one row was hit
// (flush.h does), and rows that are known to look alike are refused before that.
#pragma once

#include "core/schema/metadata.h"
#include "core/schema/table_name.h"
#include "core/sql/sql_dialect.h"
#include "core/util/result.h"

#include <compare>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relata {

// Values by the columns' names, each once.
using RowValues = std::vector<std::pair<std::string, Value>>;
const Value* findValue(const RowValues& values, std::string_view column); // nullptr: not among them
void setValue(RowValues& values, std::string_view column, Value value); // replaces, or adds at the end

enum class IdentityKind
{
    None, // nothing was loaded by which a row could be found
    PrimaryKey,
    Unique,
    RowIdentity, // a hidden column
    AllColumns, // behind the guard of exactly one row
};
const char* toString(IdentityKind kind); // "primary key", for people

struct IdentityRule
{
    IdentityKind kind = IdentityKind::None;
    std::vector<std::string> columns; // of the key; of AllColumns: those that can be compared

    bool isCertain() const { return kind != IdentityKind::None && kind != IdentityKind::AllColumns; }
    bool operator==(const IdentityRule&) const = default;
};
// What rows of this table are found by.
IdentityRule identityRule(const Table& table, const SqlDialect& dialect);

// The hidden version of a row where the server keeps one (PostgreSQL's xmin) and the reader asked for it.
// Compared as the server's text.
struct RowVersion
{
    std::string column = {}; // "" = there is none
    Value value = {};

    bool empty() const { return column.empty(); }
    bool operator==(const RowVersion&) const = default;
};

struct RowIdentity
{
    IdentityKind kind = IdentityKind::None;
    RowValues values;

    // Equal for equal identities of one table, for maps; not for people.
    std::string key() const;
    std::string text() const; // "id = 5, line = 2", long values cut; for people
    bool operator==(const RowIdentity&) const = default;
};

// Of a row as it was loaded: `loaded` holds whole values (cells that are prefixes must be left out), with the
// hidden identity's column where identityRule() names one. Falls back to a further kind where the key was not
// loaded or holds NULL. Errors (Argument): nothing of the row can be compared.
Result<RowIdentity> rowIdentity(const Table& table, const SqlDialect& dialect, const RowValues& loaded);

// Refuses rows that cannot be told apart: `rows` are what is known of a table without a key, `row` the one to
// be edited. Errors (Argument), in words that tell how many look the same.
Result<void> requireOneRow(
    const TableName& table, const RowIdentity& row, const std::vector<RowIdentity>& rows);

// False for types whose values servers do not compare for equality: json, xml, geometry, named row types, and
// types that we know nothing about (but in SQLite, where every value can be compared).
bool isComparable(const Column& column, const SqlDialect& dialect);

} // namespace relata
