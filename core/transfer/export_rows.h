// Rows from a connection into a file, in constant memory: the connection is read on the calling thread, rows
// are formatted and written on another, and between them stand a few chunks.
//
// The file appears under its name when it is whole: what fails or is stopped leaves no file, and an older one
// of the name as it was. Errors are thrown: the server's, CancelledError, and DatabaseError (File) where the
// disk is full or the folder may not be written to.
#pragma once

#include "core/engine/connection.h"
#include "core/sql/row_select.h"
#include "core/transfer/export_options.h"

#include <stop_token>

namespace relata {

// Where rows come from. Belongs to the connection's thread.
struct ExportSource
{
    std::vector<ResultColumn> columns;
    // Hands over chunk after chunk; `take` throws to end the reading.
    std::function<void(const std::function<void(RowChunkPtr)>& take)> read;
    // Where the server writes CSV by itself: the statement for Connection::copyOut(), for a separator. May be
    // empty, as may what it returns.
    std::function<std::string(char separator)> copyStatement = {};
};

// The rows of a table or view, in its columns' order `columns` (indices into the target's).
ExportSource browseSource(Connection& connection, const BrowseSelect& select,
    const std::vector<std::size_t>& columns, std::stop_token stop, std::int64_t limit = 0);
// The rows of one statement, which is executed here. Throws DatabaseError (Argument) for a statement that
// returns none.
ExportSource querySource(Connection& connection, const std::string& sql, std::stop_token stop);

// Of a statement that runs already and returns rows.
ExportSource resultSource(std::shared_ptr<CursorResult> rows);

struct ExportProgress
{
    std::int64_t rows = 0;
    std::int64_t bytes = 0; // written
};

struct ExportReport
{
    std::int64_t rows = 0;
    std::int64_t bytes = 0; // of the file
    double seconds = 0;
    std::vector<std::string> warnings; // what the format could not hold
};

using ExportProgressSink = std::function<void(const ExportProgress&)>;

// `progress` is called on this thread, some times a second. `path` must not be empty.
ExportReport exportToFile(Connection& connection, const ExportSource& source, const ExportOptions& options,
    const std::string& path, const ExportProgressSink& progress, std::stop_token stop);
// The same to any sink (stdout, memory), which is called on one other thread. Not for Xlsx.
ExportReport exportToSink(Connection& connection, const ExportSource& source, const ExportOptions& options,
    const ByteSink& sink, const ExportProgressSink& progress, std::stop_token stop);

} // namespace relata
