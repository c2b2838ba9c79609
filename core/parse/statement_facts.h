// What a console wants to know of a statement before it is sent, and of the rows that come back. Read from
// the words alone: no grammar, so what is not recognised is taken for the more careful case.
#pragma once

#include "core/parse/script_splitter.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relata {

enum class StatementKind
{
    Query, // reads: SELECT, VALUES, SHOW, EXPLAIN ... A function that it calls may still write
    Change, // rows or the schema, or unknown
    Transaction, // BEGIN, COMMIT, ROLLBACK, SAVEPOINT ...
    Session, // SET, USE, RESET, PRAGMA, LISTEN ...
};

struct StatementFacts
{
    StatementKind kind = StatementKind::Change;
    std::string verb; // the first keyword in capitals, "" if it begins with none
    bool makesTemporary = false; // CREATE TEMPORARY ...: a table that no other session sees
    bool standsAlone = false; // refused inside of a transaction (VACUUM, CREATE DATABASE ...)
};
StatementFacts statementFacts(std::string_view statement, std::string_view dialect);

// The one table that a query's rows come from, as the text names it: FROM with a single plain name, without
// joins, set operations, grouping or DISTINCT. Otherwise `why` says what stands in the way, for people.
struct SingleSource
{
    std::string schema; // as written, quotes undone; "" = not said
    std::string name;
    std::string why; // not empty: there is no single table
};
SingleSource singleSource(std::string_view statement, std::string_view dialect);

// The statement that a cursor at `offset` means: the one it stands in or directly behind, on the same line;
// else the next one; else the last. -1 where there is no statement. Commands of a client count.
int statementAt(std::string_view script, const std::vector<ScriptPiece>& pieces, std::size_t offset);

} // namespace relata
