// Table constraints. A name is empty where the database gave none (SQLite) or the model leaves it to the
// server.
#pragma once

#include "core/schema/dialect_options.h"
#include "core/schema/info.h"
#include "core/schema/object_id.h"
#include "core/schema/sql_text.h"

#include <optional>
#include <vector>

namespace relata {

enum class ReferentialAction
{
    NoAction, // the default
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
};
// "NO ACTION", "SET NULL" ... and back (any case; unknown text gives nothing).
const char* toString(ReferentialAction action);
std::optional<ReferentialAction> referentialActionFrom(std::string_view text);

enum class MatchType
{
    Simple, // the default
    Full,
    Partial,
};

struct PrimaryKeyConstraint
{
    ObjectId id;
    std::string name;
    std::vector<std::string> columns;
    std::optional<bool> deferrable;
    bool initiallyDeferred = false;
    std::string comment;
    DialectOptions options;
    Info info = {};
    Uncompared<bool> nameIsFinal = {}; // SQLAlchemy's conv(): no naming convention applies any more

    bool empty() const { return columns.empty(); }
    bool operator==(const PrimaryKeyConstraint&) const = default;
};

struct UniqueConstraint
{
    ObjectId id;
    std::string name;
    std::vector<std::string> columns;
    std::vector<std::string> includeColumns;
    bool nullsNotDistinct = false;
    std::optional<bool> deferrable;
    bool initiallyDeferred = false;
    std::string comment;
    DialectOptions options;
    Info info = {};
    Uncompared<bool> nameIsFinal = {}; // SQLAlchemy's conv(): no naming convention applies any more

    bool operator==(const UniqueConstraint&) const = default;
};

struct ForeignKeyConstraint
{
    ObjectId id;
    std::string name;
    std::vector<std::string> columns;
    std::string referredSchema; // "" = the schema of the table that has the constraint
    std::string referredTable;
    std::vector<std::string> referredColumns; // "" entries never; empty = the referred table's primary key
    ReferentialAction onUpdate = ReferentialAction::NoAction;
    ReferentialAction onDelete = ReferentialAction::NoAction;
    MatchType match = MatchType::Simple;
    std::optional<bool> deferrable; // nothing = not said
    bool initiallyDeferred = false;
    bool validated = true; // false: NOT VALID
    std::string comment;
    DialectOptions options;
    Info info = {};
    Uncompared<bool> nameIsFinal = {}; // SQLAlchemy's conv(): no naming convention applies any more
    // Left out of the order of tables and added when all of them are there, wherever the dialect can.
    Uncompared<bool> useAlter = {};

    bool operator==(const ForeignKeyConstraint&) const = default;
};

struct CheckConstraint
{
    ObjectId id;
    std::string name;
    SqlText expression; // without CHECK and the outer parentheses
    bool validated = true;
    std::string comment;
    DialectOptions options; // postgresql.no_inherit ...
    Info info = {};
    Uncompared<bool> nameIsFinal = {}; // SQLAlchemy's conv(): no naming convention applies any more

    bool operator==(const CheckConstraint&) const = default;
};

// A constraint that only its own database understands (PostgreSQL's EXCLUDE), kept as the server's
// definition.
struct OtherConstraint
{
    ObjectId id;
    std::string name;
    std::string kind; // "exclusion"
    SqlText definition; // what follows CONSTRAINT name
    std::string comment;
    DialectOptions options;
    Info info = {};

    bool operator==(const OtherConstraint&) const = default;
};

} // namespace relata
