// What is wrong with pending cells and rows, before a server is asked. Says something only where it is sure;
// the database has the last word.
#pragma once

#include "core/editing/pending_set.h"
#include "core/sql/sql_dialect.h"

namespace relata {

struct EditProblem
{
    std::vector<std::string> columns; // where it is to be shown
    std::string message; // "title may not be NULL."
    std::string constraint = {}; // of a CHECK, its name

    bool operator==(const EditProblem&) const = default;
};

// Why nobody may edit this column (generated, numbered by the database always); "" = it may be edited.
// `inserting`: in a new row.
std::string whyNotEditable(const Column& column, bool inserting);

// One cell: type, range, length, precision, NOT NULL, values of an enum, JSON.
std::optional<EditProblem> validateCell(
    const Column& column, const PendingValue& value, bool inserting, const SqlDialect& dialect);

// The whole row: each of its changes, columns of a new row that need a value and have none, CHECKs.
std::vector<EditProblem> validateRow(const Table& table, const PendingRow& row, const SqlDialect& dialect);

} // namespace relata
