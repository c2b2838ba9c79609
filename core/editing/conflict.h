// A row that somebody else changed or deleted between its loading and our storing, and ways to go on.
//
// Reading runs on the worker with its Connection; choosing needs no database. Nothing here writes.
#pragma once

#include "core/editing/pending_set.h"
#include "core/engine/connection.h"

#include <map>
#include <stop_token>

namespace relata {

struct ConflictColumn
{
    std::string column;
    Value loaded; // when the row was loaded
    Value theirs; // in the database now; NULL where the row was deleted
    PendingValue mine; // what is to be stored
    bool changedByThem = false;
    bool changedByMe = false;

    bool overlaps() const { return changedByThem && changedByMe; }
    bool operator==(const ConflictColumn&) const = default;
};

struct Conflict
{
    EditId edit = 0;
    TableName table;
    PendingOp op = PendingOp::Update; // ours
    bool deleted = false; // the row is gone
    std::size_t found = 0; // rows that the identity finds now: 0, 1, or more where the table has no key
    std::vector<ConflictColumn> columns; // those that were loaded, in the table's order
    RowValues theirs; // the whole row; empty where it is gone
    RowVersion theirVersion;

    // A column that both of us changed: a choice is needed. Otherwise both changes can be kept.
    bool overlaps() const;
    std::string text() const; // "Row id = 5 of books was changed by somebody else: price.", for people
    RowIdentity identity; // ours
};

// Compares the loaded values of pending updates and deletes with the database's. Rows that are as they were
// loaded give no conflict. Throws what the driver throws.
std::vector<Conflict> findConflicts(
    Connection& connection, const MetaData& metadata, const PendingSet& pending, std::stop_token stop = {});

enum class Take
{
    Mine,
    Theirs,
};

// The set with this row rebased: what is in the database counts as loaded, and of our changes those stay that
// `choices` (by column) does not give up; columns that it does not name keep ours. For a row that was
// deleted: Mine in any column makes our values a new row, and without one the edit is dropped; a deletion of
// it is done already. The undo steps are forgotten. Errors (Argument): the row is no longer pending, or more
// than one row looks like it.
Result<PendingSet> resolve(
    const PendingSet& pending, const Conflict& conflict, const std::map<std::string, Take>& choices);

} // namespace relata
