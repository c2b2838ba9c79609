// The order in which pending rows are written so that foreign keys and unique keys hold at every statement:
// new parents before their children, moved children before a deleted parent, deleted children before it, a
// row that leaves a unique value before the one that takes it. Where rows need each other (cycles, rows that
// refer to themselves), a nullable foreign key is written in a second statement. Where that is not possible
// either, the rows stay in the order of their making and the database decides (deferred constraints).
//
// Where nothing else decides: inserts, updates, deletes; in these by table; then in the order of making.
#pragma once

#include "core/editing/pending_set.h"

namespace relata {

struct FlushStep
{
    enum class Kind
    {
        Insert,
        Update,
        Delete,
        Attach, // an UPDATE of `columns` alone, which the row's own statement has left out
        Detach, // an UPDATE of `columns` to NULL, before rows that refer to each other are deleted
    };
    Kind kind = Kind::Update;
    EditId edit = 0;
    // Attach, Detach: what is written. Insert, Update: what is left for an Attach.
    std::vector<std::string> columns = {};

    bool operator==(const FlushStep&) const = default;
};

// Tables that `metadata` does not have count as tables without keys. O(rows + their foreign keys).
std::vector<FlushStep> flushOrder(const PendingSet& pending, const MetaData& metadata);

} // namespace relata
