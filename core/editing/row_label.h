// What a person calls a row: the columns whose values name it, for lists and beside foreign keys.
#pragma once

#include "core/editing/row_identity.h"
#include "core/engine/connection.h"

#include <stop_token>
#include <utility>

namespace relata {

// Names of columns whose texts, with a space between, name a row: "full_name"; "given_name" and
// "family_name"; "title". A name that says so comes first, then a text column that is unique, then the first
// text column. Empty: nothing of the row is text that people read, so that its key must do.
std::vector<std::string> labelColumns(const Table& table);

// The label of a row; its key's values where there is none.
std::string rowLabel(const Table& table, const RowValues& values);

// The labels of the rows of `table` whose column `key` has one of these values, each with that value; long
// ones are cut. Empty where the table has no label columns. Throws what the driver throws.
std::vector<std::pair<Value, std::string>> readRowLabels(Connection& connection, const Table& table,
    const std::string& key, std::vector<Value> keys, std::stop_token stop = {});

} // namespace relata
