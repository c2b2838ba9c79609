// SQLite through its C library (3.31 or newer).
//
// What a hostile file can do is bounded when it is opened: no extensions are loaded, the schema is not
// trusted (functions and virtual tables with side effects do nothing inside views, triggers, defaults and
// checks), and the defensive switch is on (sqlite.org/security.html).
//
// A file is never created by being opened, unless the arguments say mode=rwc (sqlite_open.h).
//
// Values: INTEGER, REAL, TEXT and BLOB arrive as Integer, Real, Text and Binary exactly as they are stored,
// whatever the column's declared type; text of a UTF-8 database that is not valid UTF-8 stays its bytes.
// Parameters: Number, Temporal and Other are bound as text, which the column's affinity converts as it would
// any literal.
//
// Big cells: SQLite has read a whole value into memory by the time it hands out a row, so maxCellBytes bounds
// what we copy and keep, not what SQLite reads. Statements over tables whose cells may be huge ask for
// substr(column, 1, n) and length(column), which SQLite answers without reading the rest.
//
// Locks: a cursor that is not at its end holds SQLite's shared lock; without WAL, writers wait for it. Close
// cursors as soon as the rows are there.
#pragma once

#include "core/engine/driver.h"

namespace relata::sqlite {

class SqliteDriver final : public Driver
{
public:
    std::string name() const override { return "sqlite3"; }
    std::unique_ptr<DriverConnection> connect(
        const ConnectArguments& arguments, std::stop_token stop) const override;
};

} // namespace relata::sqlite
