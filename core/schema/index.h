#pragma once

#include "core/schema/dialect_options.h"
#include "core/schema/info.h"
#include "core/schema/object_id.h"
#include "core/schema/sql_text.h"

#include <optional>
#include <vector>

namespace relata {

struct IndexElement
{
    std::string column; // empty for an expression
    SqlText expression; // without outer parentheses; empty for a plain column
    bool descending = false;
    std::optional<bool> nullsFirst; // nothing = the order's own default
    std::string collation;
    std::string operatorClass; // PostgreSQL, with its parameters
    std::optional<int> prefixLength; // MySQL: characters of the column

    bool operator==(const IndexElement&) const = default;
};

struct Index
{
    ObjectId id;
    std::string name;
    std::vector<IndexElement> elements;
    std::vector<std::string> includeColumns;
    bool unique = false;
    SqlText where; // partial index; empty if none
    std::string comment;
    DialectOptions options; // postgresql.using, postgresql.with, mysql.prefix (FULLTEXT) ...
    Info info = {};
    Uncompared<bool> nameIsFinal = {}; // SQLAlchemy's conv(): no naming convention applies any more

    bool operator==(const Index&) const = default;
};

} // namespace relata
