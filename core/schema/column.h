#pragma once

#include "core/schema/column_default.h"
#include "core/schema/dialect_options.h"
#include "core/schema/info.h"
#include "core/schema/object_id.h"
#include "core/schema/sql_text.h"
#include "core/types/sql_type.h"

#include <cstdint>
#include <optional>

namespace relata {

// GENERATED ... AS IDENTITY (SQL:2003), with its sequence's options where they are not the server's defaults.
struct Identity
{
    bool always = false; // GENERATED ALWAYS rather than BY DEFAULT
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> increment;
    std::optional<std::int64_t> minValue;
    std::optional<std::int64_t> maxValue;
    std::optional<std::int64_t> cache;
    bool cycle = false;
    std::string
        sequenceName; // of the sequence behind it where it is not the server's own choice; may be empty

    bool operator==(const Identity&) const = default;
};

// GENERATED ALWAYS AS (expression).
struct Computed
{
    SqlText expression; // without the outer parentheses
    bool persisted = false; // STORED rather than VIRTUAL

    bool operator==(const Computed&) const = default;
};

enum class Autoincrement
{
    No,
    Auto, // an integer single-column primary key that the database numbers by itself (SQLite rowid alias)
    Yes, // said so: SERIAL, AUTO_INCREMENT, AUTOINCREMENT
};

struct Column
{
    ObjectId id;
    std::string name;
    SqlType type;
    bool nullable = true;
    std::string notNullName; // of a named NOT NULL constraint; usually empty
    std::optional<SqlText>
        serverDefault; // as the database evaluates it: an expression, literals with their quotes
    std::optional<Identity> identity;
    std::optional<Computed> computed;
    Autoincrement autoincrement = Autoincrement::No;
    std::string collation;
    std::string comment;
    DialectOptions options;

    // What follows belongs to the program, not to the database, and is not compared.
    std::string key =
        {}; // the name in statements and mappings (SQLAlchemy's Column.key); "" = the name itself
    std::optional<ColumnDefault> clientDefault = {}; // for an INSERT that gives no value: default=
    std::optional<ColumnDefault> onUpdate = {}; // for an UPDATE that gives none: onupdate=
    // FetchedValue(): the server makes a value in a way that no DDL here tells (a trigger), so it is read
    // back after an INSERT (server_default=) or an UPDATE (server_onupdate=).
    bool serverDefaultFetched = false;
    bool serverOnUpdateFetched = false;
    Info info = {};

    const std::string& keyOrName() const { return key.empty() ? name : key; }
    // The server fills it where an INSERT gives no value: its value must be read back.
    bool isFetchedOnInsert() const
    {
        return serverDefault || identity || computed || serverDefaultFetched
            || autoincrement != Autoincrement::No;
    }
    bool isFetchedOnUpdate() const { return computed || serverOnUpdateFetched; }
    bool operator==(const Column& other) const;
};

} // namespace relata
