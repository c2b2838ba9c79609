// A connection that answers catalogue queries with recorded rows: for dialects whose servers do not run here.
//
// A file holds one object: {"tables@dbo": {"columns": [...], "rows": [[...], ...]}, ...}. The key is the
// query's own name, followed by @ and its parameter if it has one. Rows are null, true and false, integers
// and text. {"error": "..."} in place of rows makes the query fail. What a file does not have gives no rows.
#pragma once

#include "core/engine/connection.h"

#include <QString>

#include <map>
#include <memory>

namespace relata::test {

struct RecordedQueries
{
    std::map<std::string, std::string> keyOf; // by the query's text
    std::string serverVersion;
};

// Throws std::runtime_error where the file is not as told above. A query that is not in `queries` fails.
std::unique_ptr<Connection> recordedConnection(
    std::shared_ptr<const Dialect> dialect, const QString& file, RecordedQueries queries);

} // namespace relata::test
