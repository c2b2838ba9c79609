// Conditions that find one loaded row and say that nobody changed it, and the statements that read rows
// again. Used by flushes, conflicts and the journal; everything else needs flush.h only.
#pragma once

#include "core/editing/pending_set.h"
#include "core/engine/connection.h"
#include "core/sql/dml.h"

#include <stop_token>

namespace relata {

// `column` (of `table`) holds what was loaded, NULL included. Exact where the server can be asked exactly:
// text under a collation that ignores case is compared letter by letter, decimals as decimals; floats that
// came as text within the last digit that the text tells. Nothing: the value cannot be compared.
std::optional<Expression> sameValue(
    const FromClause& table, const Column& column, const Value& loaded, const SqlDialect& dialect);

// WHERE of the row itself. Throws DatabaseError (Argument) for an identity that finds nothing.
Expression identityCondition(const TablePtr& table, const RowIdentity& identity, const SqlDialect& dialect);
// ... and that it is as it was loaded: the version column's value, else the server's row version, else the
// loaded values. `versionColumn` may be "".
Expression unchangedCondition(const TablePtr& table, const PendingRow& row, const std::string& versionColumn,
    const SqlDialect& dialect);

// Whether a value that was read again is the one that was loaded.
bool sameLoaded(const Column& column, const Value& loaded, const Value& again);

struct ReadRow
{
    std::size_t found = 0; // rows with this identity: 1, else `values` is empty
    RowValues values; // the columns asked for, the hidden identity after them where the table is found by it
    RowVersion version;
};
// The columns of a row that have to be read again to know it as well as it was known: what was loaded, what
// is edited, what it is found by; every column of a new row. A huge value that nobody loaded is none of them.
std::vector<std::string> columnsToRead(const Table& table, const PendingRow& row, const SqlDialect& dialect);

// Rows by their identities, in their order; integer keys many at a time. `versionColumn` "" = none is read.
std::vector<ReadRow> readRows(Connection& connection, const TablePtr& table,
    const std::vector<RowIdentity>& identities, const std::vector<std::string>& columns,
    const std::string& versionColumn, std::stop_token stop = {});

} // namespace relata
