// What the aspects of a comparison share. Internal.
#pragma once

#include "core/migrations/compare/compare.h"
#include "core/migrations/compare/expressions.h"
#include "core/migrations/migration_impl.h"

#include <map>
#include <optional>

namespace relata::compare_internal {

// Two models on the way to each other. The aspects are run in order; each adds its operations, and the first
// ones (dropped tables and columns, renames) are done to `from` before the others look at it.
struct Comparison
{
    MetaData from; // as it is after `operations` so far, up to and with the renames
    const MetaData& to;
    const CompareOptions& options;
    const SqlDialect* dialect = nullptr; // of both; may be null
    const MigrationImpl* rules = nullptr; // of `dialect`; may be null
    Operations operations;

    void add(Operation operation) { operations.push_back(std::move(operation)); }
    void addAndApply(Operation operation);

    std::string schemaOf(const std::string& schema) const; // "" for the default one
    bool sameText(const SqlText& a, const SqlText& b) const { return sameExpression(a, b, dialect); }
    bool sameType(const SqlType& a, const SqlType& b) const;
    // With dialects' options that do not count here left out.
    bool sameOptions(const DialectOptions& from, const DialectOptions& to) const;
    // Tables of `from` (renamed) with their tables of `to`.
    std::vector<std::pair<const Table*, const Table*>> tables() const;
};

// Pairs of items that are the same by id, or else by name. Item: has id. `keyOf`: its name.
template <typename T>
struct Matches
{
    std::vector<std::pair<const T*, const T*>> kept;
    std::vector<const T*> dropped;
    std::vector<const T*> added;
};

template <typename T, typename Key>
Matches<T> matched(const std::vector<const T*>& from, const std::vector<const T*>& to, Key keyOf)
{
    Matches<T> result;
    std::vector<const T*> partner(from.size(), nullptr);
    std::vector<bool> taken(to.size(), false);
    std::multimap<ObjectId, std::size_t> byId;
    std::multimap<decltype(keyOf(*from[0])), std::size_t> byName;
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (to[i]->id)
            byId.emplace(to[i]->id, i);
        byName.emplace(keyOf(*to[i]), i);
    }
    auto take = [&](std::size_t i, const auto& map, const auto& key) {
        auto [first, last] = map.equal_range(key);
        for (auto found = first; found != last && !partner[i]; ++found) {
            if (taken[found->second])
                continue;
            partner[i] = to[found->second];
            taken[found->second] = true;
        }
    };
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (from[i]->id)
            take(i, byId, from[i]->id);
    }
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (!partner[i])
            take(i, byName, keyOf(*from[i]));
    }
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (partner[i])
            result.kept.emplace_back(from[i], partner[i]);
        else
            result.dropped.push_back(from[i]);
    }
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (!taken[i])
            result.added.push_back(to[i]);
    }
    return result;
}

template <typename T>
std::vector<const T*> pointers(const std::vector<T>& items)
{
    std::vector<const T*> result;
    for (const T& item : items)
        result.push_back(&item);
    return result;
}

// Renames in an order in which every new name is free when its turn comes; a circle is opened by a name in
// between. `taken`: all names that are there, with those that are to change.
std::vector<std::pair<TableName, TableName>> orderedRenames(
    std::vector<std::pair<TableName, TableName>> renames, std::vector<TableName> taken);

// The aspects, in the order in which compare() runs them.
void dropAndRenameTables(Comparison& comparison); // tables.cpp; also renames of columns (columns.cpp)
void dropAndRenameColumns(Comparison& comparison); // columns.cpp
void renameTypesAndSequences(Comparison& comparison); // types.cpp, sequences.cpp
void compareSchemas(Comparison& comparison); // tables.cpp
void compareTypes(Comparison& comparison); // types.cpp
void compareSequences(Comparison& comparison); // sequences.cpp
void compareRoutines(Comparison& comparison); // routines.cpp
void addTables(Comparison& comparison); // tables.cpp
void compareColumns(Comparison& comparison); // columns.cpp
void compareOptions(Comparison& comparison); // options.cpp
void compareConstraints(Comparison& comparison); // constraints.cpp
void compareIndexes(Comparison& comparison); // indexes.cpp
void compareViews(Comparison& comparison); // views.cpp
void compareTriggers(Comparison& comparison); // triggers.cpp
void compareComments(Comparison& comparison); // comments.cpp

} // namespace relata::compare_internal
