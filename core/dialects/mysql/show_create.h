// What SHOW CREATE TABLE tells. Of MySQL's only what no catalogue view does: how exactly a table is
// partitioned and what was said of a key beside its columns. Of MariaDB's also periods, keys, foreign keys
// and checks: its catalogue views of them open every table once more, which takes more time than all else.
#pragma once

#include "core/schema/constraint.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relata::mysql {

struct ShowCreateFacts
{
    struct Element
    {
        std::string column; // "" where it is an expression (MySQL's alone)
        std::optional<int> prefixLength;
        bool descending = false;
    };
    struct Key
    {
        std::string kind; // "PRIMARY", "UNIQUE", "FULLTEXT", "SPATIAL" or ""
        std::string name; // "" = the primary key
        std::vector<Element> elements; // those before the period
        std::string period; // the last element: `period` WITHOUT OVERLAPS
        std::string method; // USING BTREE, which was written out
        std::string blockSize; // KEY_BLOCK_SIZE, where it is not the table's
        std::string parser; // WITH PARSER, of a full-text index
        std::string comment;
        bool ignored = false; // MariaDB's IGNORED

        std::vector<std::string> columns() const;
    };
    struct Check
    {
        std::string name; // "" where it is a column's
        std::string column; // "" where it is the table's
        std::string expression; // without its parentheses
    };

    std::string partitionBy; // what follows PARTITION BY, without ENGINE = ...; "" if not partitioned
    std::vector<std::string> periods; // "PERIOD FOR `stay` (`s`, `e`)"
    std::size_t columnCount = 0;
    std::vector<Key> keys;
    std::vector<ForeignKeyConstraint> foreignKeys; // without dialect options but "mariadb.on_..."
    std::vector<Check> checks;

    const Key* key(std::string_view name) const; // nullptr: there is none
};

// Reads both servers' forms; MySQL's has the partitions in a /*!50100 comment */.
ShowCreateFacts readShowCreate(std::string_view text);

} // namespace relata::mysql
