// Runs an import: reads the file row by row, stores rows in batches inside of a transaction, and finds the
// rows that the database refuses by halving the batch they are in. What is refused goes to a file of its own
// with line and reason; the rest is stored.
//
// All or nothing by default: what stops the import (the user, a lost server, a full disk) rolls everything
// back, a table that was made for it included. With ImportPlan::commitEvery, batches that are committed stay.
// PostgreSQL's plain inserts go by COPY. Memory holds one batch.
//
// Threads: the connection's. No transaction may be open.
#pragma once

#include "core/engine/connection.h"
#include "core/transfer/import_plan.h"

#include <functional>
#include <stop_token>

namespace relata {

struct ImportProgress
{
    std::int64_t rows = 0; // read
    std::int64_t rejected = 0;
    std::int64_t position = 0; // bytes of the file
    std::int64_t size = 0; // 0 = not known
};

struct ImportReport
{
    std::int64_t read = 0;
    std::int64_t stored = 0; // inserted or updated, and committed
    std::int64_t skipped = 0; // duplicates that were left as they are
    std::int64_t rejected = 0;
    std::vector<std::string> reasons; // of the first refused rows: "line 7: price: ..."
    std::string rejectedPath; // of the file with them; "" = there is none
    std::vector<std::string> warnings;
    bool tableCreated = false;
    double seconds = 0;
    // Why it ended before the end of the file; what `stored` says is in the database all the same.
    std::optional<Error> failure;
};

using ImportProgressSink = std::function<void(const ImportProgress&)>;

// Does not throw: what goes wrong is in the report. `progress` is called on this thread, some times a second.
ImportReport importFile(
    Connection& connection, const ImportPlan& plan, const ImportProgressSink& progress, std::stop_token stop);

} // namespace relata
