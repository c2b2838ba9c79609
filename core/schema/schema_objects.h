// What a schema holds beside tables.
#pragma once

#include "core/schema/column.h"
#include "core/schema/index.h"
#include "core/schema/table.h"

#include <cstdint>

namespace relata {

struct View
{
    ObjectId id;
    std::string schema;
    std::string name;
    SqlText definition; // the query alone, without CREATE VIEW ... AS and without a terminator
    std::vector<Column> columns; // names and types as the database derives them
    bool namedColumns = false; // CREATE VIEW v (a, b) AS: `columns`' names must be written out
    bool materialized = false;
    std::vector<Index> indexes; // of materialized views
    std::vector<Trigger> triggers; // INSTEAD OF
    std::string comment;
    DialectOptions options; // check option, security barrier ...
    std::vector<std::string>
        dependsOn; // qualified names ("schema.name" or "name") of views and tables it reads, where known
    Info info = {};

    std::string qualifiedName() const { return schema.empty() ? name : schema + "." + name; }
    bool operator==(const View&) const = default;
};

struct Sequence
{
    ObjectId id;
    std::string schema;
    std::string name;
    std::string dataType; // "bigint"; "" = the dialect's default
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> increment;
    std::optional<std::int64_t> minValue;
    std::optional<std::int64_t> maxValue;
    std::optional<std::int64_t> cache;
    bool cycle = false;
    std::string ownedByTable; // with ownedByColumn: dropped with that column; schema is the sequence's own
    std::string ownedByColumn;
    std::string comment;
    DialectOptions options;
    Info info = {};

    bool operator==(const Sequence&) const = default;
};

struct EnumType
{
    ObjectId id;
    std::string schema;
    std::string name;
    std::vector<std::string> values;
    std::string comment;
    Info info = {};

    bool operator==(const EnumType&) const = default;
};

struct Domain
{
    ObjectId id;
    std::string schema;
    std::string name;
    SqlType type; // the base type
    bool nullable = true;
    std::optional<SqlText> serverDefault;
    std::string collation;
    std::vector<CheckConstraint> checkConstraints;
    std::string comment;
    Info info = {};

    bool operator==(const Domain&) const = default;
};

// An object that is kept, not modelled: the server's own definition in dependency order (functions,
// extensions, composite types, rules, policies, text-search objects ...).
struct CarriedObject
{
    // Where the definition stands in a script.
    enum class Phase
    {
        BeforeTypes, // extensions, schemas' own needs, collations
        BeforeTables, // types, functions that tables use
        AfterTables, // functions and aggregates over tables, before views
        AfterViews, // rules, policies, event triggers, comments on these
    };

    ObjectId id;
    std::string schema;
    std::string name; // with the argument types for functions: "film_in_stock(integer, integer)"
    std::string kind; // "function", "procedure", "extension", "composite type" ...
    Phase phase = Phase::AfterTables;
    SqlText definition; // one or more statements, each with its terminator if there are several
    std::string dropStatement; // may be empty
    std::string comment;

    bool operator==(const CarriedObject&) const = default;
};

} // namespace relata
