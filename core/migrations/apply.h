// Runs a migration on a database.
#pragma once

#include "core/engine/connection.h"
#include "core/engine/inspector.h"
#include "core/migrations/render.h"

#include <functional>
#include <optional>
#include <stop_token>

namespace relata {

struct ApplyOptions
{
    CompareOptions compare = {};
    ReflectOptions reflect = {}; // the schemas that `from` was reflected with
    // Look first whether the database still is as the plan takes it to be.
    bool checkFirst = true;
    std::stop_token stop = {};
    // Before each statement, on the calling thread: which one, and how many are done of how many.
    std::function<void(const DdlStatement& statement, std::size_t done, std::size_t total)> progress = {};
};

struct ApplyReport
{
    enum class Outcome
    {
        Done, // and the database is as it was meant to be, unless `remaining` says otherwise
        NothingDone, // it failed and was rolled back, or did not begin
        PartlyDone, // it failed; `executed` stays
        Unknown, // the connection was lost while it committed
    };
    Outcome outcome = Outcome::NothingDone;
    std::vector<DdlStatement> executed; // in order; empty after a rollback
    std::optional<Error> error; // why it failed, with the statement
    std::optional<DdlStatement> failed; // the statement that did
    // The database afterwards, where it could be read again.
    std::optional<MetaData> after;
    // What is still to be done to make it like the target: empty after a migration that did all it should.
    Operations remaining;
    // The target with the expressions that were written as the server prints them (spelling.h): what a model
    // that stays linked to the database takes over.
    MetaData target;
    std::vector<std::string> respelt;

    bool isComplete() const { return outcome == Outcome::Done && remaining.empty(); }
    // For people, in full sentences and lines: what was done, what failed and why, what is left.
    std::string summary() const;
};

// `script` is what render() made of a plan from `from` to `to`, for this connection's dialect. In one
// transaction where the dialect can, otherwise statement by statement. A failed statement does not throw: the
// report says what was done. Throws DatabaseError (Argument) inside of a transaction.
ApplyReport apply(Connection& connection, const MetaData& from, const MetaData& to,
    const MigrationScript& script, const ApplyOptions& options = {});

} // namespace relata
