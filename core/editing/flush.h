// Stores a PendingSet: everything in one transaction, or nothing.
//
//     FlushReport report = flush(engine, pending, metadata, options);      // on the worker; `pending` a copy
//     if (report.outcome == FlushOutcome::Committed)
//         settle(pending, sent, report);                                   // edits made meanwhile stay
//     else if (!report.conflicts.empty()) ...                              // resolve() (conflict.h), again
//     else show(report.failure->message), go to report.failure->edit and ->columns
//
// Every UPDATE and DELETE says in its WHERE which row is meant and that it is as it was loaded, and must hit
// exactly one row; an INSERT must make one. Otherwise the transaction is rolled back and every edit stays
// pending. What a database does not answer (a connection lost while COMMIT ran) is said: Outcome::Unknown.
//
// Statements are core/sql's, sent row by row, and not a Session's: rows here may have no primary key (a
// Session's identity map needs one), each must be checked against all of its loaded values or the server's
// row version, and each statement belongs to one edit, in the order that flush_preview.h shows.
//
// Thread: the one that has the connection. Does not throw for what the database says; throws DatabaseError
// (Argument) for a connection that is inside of a transaction already.
#pragma once

#include "core/editing/conflict.h"
#include "core/editing/flush_order.h"
#include "core/engine/engine.h"

namespace relata {

struct FlushOptions
{
    std::stop_token stop = {};
    // Columns that count a row's versions: compared, and raised by one with each UPDATE.
    std::map<TableName, std::string> versionColumns = {};
};

enum class FlushOutcome
{
    Committed,
    RolledBack, // nothing was stored
    Unknown, // the connection broke while COMMIT ran: the database has all or nothing
};

struct SentWrite
{
    EditId edit = 0;
    FlushStep::Kind kind = FlushStep::Kind::Update;
    SqlStatement statement;
    std::string literalSql; // with its values written in, for people and scripts

    bool operator==(const SentWrite& other) const
    {
        return edit == other.edit && kind == other.kind && literalSql == other.literalSql;
    }
};

struct FlushFailure
{
    EditId edit = 0; // 0: of no edit in particular (connecting, COMMIT)
    TableName table;
    std::vector<std::string> columns; // that the error is about, where the server says so
    std::string constraint; // its name, where the server says so
    std::string message; // for people: which row, and why
    Error error; // the driver's or ours
};

// A row as it is in the database after the flush: generated keys, defaults, what triggers did.
struct StoredRow
{
    EditId edit = 0;
    TableName table;
    PendingOp op = PendingOp::Update;
    RowIdentity oldIdentity; // by which it was pending; empty for an insert
    RowIdentity identity; // now; empty for a delete
    RowValues values; // every column; of a delete none
    RowVersion version;
    bool reread = false; // false: it was not found again, `values` are those that were sent
};

struct FlushReport
{
    FlushOutcome outcome = FlushOutcome::RolledBack;
    std::optional<FlushFailure> failure; // always there unless Committed
    // All rows that are no longer as they were loaded, where one of them ended the flush.
    std::vector<Conflict> conflicts;
    std::vector<StoredRow> stored; // Committed: one for each edit, in the order of their making
    std::vector<SentWrite> sent; // INSERT, UPDATE and DELETE, in order; the last one may have failed
};

FlushReport flush(Connection& connection, const PendingSet& pending, const MetaData& metadata,
    const FlushOptions& options = {});
FlushReport flush(const Engine& engine, const PendingSet& pending, const MetaData& metadata,
    const FlushOptions& options = {});

// After a commit: takes out of `pending` what was stored. What was edited after `sent` was copied stays, as
// edits of the rows that are in the database now. The undo steps are forgotten. Other outcomes change
// nothing.
void settle(PendingSet& pending, const PendingSet& sent, const FlushReport& report);

// Which columns and which constraint of `table` an error's words name; for messages of any driver.
struct ErrorPlace
{
    std::vector<std::string> columns;
    std::string constraint;
};
ErrorPlace errorPlace(const Error& error, const Table& table);

} // namespace relata
