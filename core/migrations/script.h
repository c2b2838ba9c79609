// A plan, and what it is in a dialect's words.
#pragma once

#include "core/migrations/operations.h"
#include "core/sql/ddl.h"

namespace relata {

struct PlannedOperation
{
    Operation operation;
    // Not a difference of the two models, but in the way of one: a view that is dropped and made again.
    bool implied = false;

    bool operator==(const PlannedOperation&) const = default;
};

// In an order in which each operation finds what it needs.
struct Plan
{
    std::vector<PlannedOperation> steps;

    bool empty() const { return steps.empty(); }
    Operations operations() const;
};

struct MigrationWarning
{
    enum class Kind
    {
        DataLoss, // rows or values are gone afterwards
        MayFail, // rows that are there may not fit
        Rebuild, // the whole table is written anew
        NotTransactional, // what was done before a failure stays
        NotSupported, // the dialect has no statement for it
    };
    Kind kind = Kind::DataLoss;
    std::string text; // one sentence for people
    std::size_t step = 0; // of the plan

    bool operator==(const MigrationWarning&) const = default;
};
const char* toString(MigrationWarning::Kind kind); // "data can be lost"

// "BEGIN" and "COMMIT"; "" = none.
struct TransactionWords
{
    std::string begin;
    std::string commit;
};

struct MigrationScript
{
    Plan plan;
    // What runs; each statement says of which step of the plan it is a part.
    DdlScript script;
    std::vector<std::size_t> stepOf; // of script.statements
    std::vector<MigrationWarning> warnings;
    bool transactional = false; // all of it in one transaction
    // Outside of the transaction, before and after it (also after a failure): settings of the connection.
    std::vector<std::string> prepare;
    std::vector<std::string> restore;
    // A query whose rows must be the same before and after the statements: broken references (SQLite); "" =
    // none.
    std::string integrityQuery;

    bool empty() const { return script.statements.empty(); }
    // The whole for the dialect's own client, with warnings as comments. Ends with a newline; "" if there is
    // nothing to do.
    std::string text(const SqlDialect& dialect, TransactionWords words) const;
};

} // namespace relata
