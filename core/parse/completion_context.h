// What stands around the cursor in a statement: what may be written there, and which tables are in reach.
// Works on unfinished statements: that is what is being typed.
#pragma once

#include "core/parse/tokenizer.h"

#include <string>
#include <string_view>
#include <vector>

namespace relata {

struct TableReference
{
    std::string schema; // as written, quotes undone; "" = not said
    std::string name;
    std::string alias; // "" = none
    bool operator==(const TableReference&) const = default;
};

struct CompletionContext
{
    enum class Place
    {
        None, // inside of a string or a comment
        Anything, // a column, a function, a keyword ...
        Table, // behind FROM, JOIN, UPDATE, INTO ...
        ColumnOfInsert, // in the brackets behind INSERT INTO t
        Member, // behind a point: of `qualifier`
    };

    Place place = Place::Anything;
    std::vector<std::string> qualifier; // "shop", "orders" of shop.orders.| ; quotes undone
    std::string prefix; // what of the word is written left of the cursor, an opening quote undone
    std::size_t start = 0; // bytes into the statement: where the word begins, its quote included
    std::size_t end = 0; // behind what is written of it
    bool quoted = false; // the word begins with a quote
    std::vector<TableReference> tables; // of the statement, in order, each once
    std::vector<std::string> withNames; // WITH a AS (...), b AS (...)
};

// `offset`: of the cursor, in bytes.
CompletionContext completionContext(std::string_view statement, std::size_t offset, std::string_view dialect);
// The same inside a condition on the rows of one table, as a WHERE box has it; places are bytes into
// `condition`.
CompletionContext conditionContext(
    std::string_view condition, std::size_t offset, const TableReference& table, std::string_view dialect);

} // namespace relata
