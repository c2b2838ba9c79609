// Which table the rows of a console's result can be edited in, and by which of the result's columns a row is
// found there. Only where nothing is left to guess: the client library says where the columns come from, the
// statement names one table, and the table's key is among the columns.
#pragma once

#include "core/editing/row_identity.h"
#include "core/engine/connection.h"

#include <string>
#include <string_view>
#include <vector>

namespace relata {

struct ResultTarget
{
    TablePtr table; // null: the rows cannot be edited, `why` says why
    std::vector<int> columns; // for each of the result's columns: index into the table's, -1 = computed
    std::string why; // for people

    bool isEditable() const { return table != nullptr; }
};

// Names the tables of columns of which the client library tells numbers only. On any connection to the same
// database. Throws what the driver throws.
void nameSources(Connection& connection, std::vector<ResultColumn>& columns);

ResultTarget resultTarget(std::string_view statement, const SqlDialect& dialect, const MetaData& metadata,
    const std::vector<ResultColumn>& columns);

// The row as PendingSet takes it. `values` are the result's, in its order; those that are cut are nullopt.
// Errors (Argument): a value of the key is not there or NULL.
Result<RowValues> loadedValues(const ResultTarget& target, const std::vector<std::optional<Value>>& values);

} // namespace relata
