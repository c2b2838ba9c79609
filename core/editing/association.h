// Many-to-many: tables whose rows only link rows of two others, and the rows that such a table links with
// one.
//
//     for (const AssociationLink& link : associationLinks(*books, metadata))      // book_genres -> genres
//         AssociationRows rows = readAssociation(connection, link, {{"id", Value(5)}}, {});
//     pending.link(TableName::of(*link.association), linkCells(link, {{"id", Value(5)}}, choice.key));
#pragma once

#include "core/editing/pending_set.h"
#include "core/engine/connection.h"

#include <stop_token>

namespace relata {

// From a table, over an association table, to a far one. Columns of a foreign key and of the key that it
// refers to stand side by side.
struct AssociationLink
{
    TablePtr association;
    std::vector<std::string> nearColumns; // of the association
    std::vector<std::string> nearKey; // of the table that was asked about
    std::vector<std::string> farColumns; // of the association
    std::vector<std::string> farKey; // of `far`
    TablePtr far;
};

// Association tables have exactly two foreign keys, both part of their primary key (or of a unique one), and
// no further column that must be given: what the database fills by itself may be there. A table that refers
// to `table` twice comes twice, once from each side.
std::vector<AssociationLink> associationLinks(const Table& table, const MetaData& metadata);

struct AssociationChoice
{
    RowValues key; // of the far row: farKey
    std::string label; // for people
    std::vector<LoadedRow> links; // the association's rows with this one; empty: not linked
};
struct AssociationRows
{
    std::vector<AssociationChoice> choices; // those that are linked, then the others by their label
    bool more = false; // a limit was reached: there are further far rows
};

struct AssociationOptions
{
    std::string search =
        {}; // only rows whose label contains it, without regard to case; linked ones come always
    std::int64_t limit = 500; // rows that are not linked
    std::stop_token stop = {};
};
// Of the row whose `nearKey` has these values; nothing is linked with a row that is not stored yet (no
// values). Throws what the driver throws.
AssociationRows readAssociation(Connection& connection, const AssociationLink& link, const RowValues& nearKey,
    const AssociationOptions& options = {});

// What a new row of the association holds.
PendingCells linkCells(const AssociationLink& link, const PendingCells& nearKey, const RowValues& farKey);

} // namespace relata
