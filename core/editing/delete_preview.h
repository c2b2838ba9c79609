// What deleting rows will do by the foreign keys, before it happens: which tables, how many rows, and whether
// the database will refuse.
//
// Counted on the worker by queries over keys, level by level along ON DELETE CASCADE, within bounds. What
// triggers do is not known.
#pragma once

#include "core/editing/pending_set.h"
#include "core/engine/connection.h"

#include <stop_token>

namespace relata {

struct DeleteEffect
{
    TableName table; // whose rows are touched
    std::string foreignKey; // its name; may be empty
    std::vector<std::string> columns; // of that key
    TableName parent;
    ReferentialAction action = ReferentialAction::NoAction;
    std::int64_t rows = 0;
    bool atLeast = false; // a bound was reached: there may be more
    int level = 1; // 1 = rows that refer to a deleted row itself

    // The database will refuse, unless the rows are to be deleted or moved by the same flush.
    bool blocks() const
    {
        return rows > 0 && (action == ReferentialAction::NoAction || action == ReferentialAction::Restrict);
    }
    std::string text() const; // "3 rows of books are deleted", for people
};

struct DeletePreviewOptions
{
    std::stop_token stop = {};
    std::size_t maxKeys = 10000; // per table and level; beyond it counts say "at least"
    int maxLevels = 16;
};

// Of the rows that `pending` deletes; rows that it deletes or moves away itself count as well. Throws what
// the driver throws.
std::vector<DeleteEffect> deletePreview(Connection& connection, const MetaData& metadata,
    const PendingSet& pending, const DeletePreviewOptions& options = {});

} // namespace relata
