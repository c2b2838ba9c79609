// What SHOW CREATE TABLE tells and no catalogue view does: how exactly a table is partitioned, MariaDB's
// periods, and what was said of a key beside its columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relata::mysql {

struct ShowCreateFacts
{
    // A key with a period, a method, a block size or a parser.
    struct Key
    {
        std::string name; // "" = the primary key
        std::vector<std::string> columns; // those before the period
        std::string period; // the last element: `period` WITHOUT OVERLAPS
        std::string method; // USING BTREE, which was written out
        std::string blockSize; // KEY_BLOCK_SIZE, where it is not the table's
        std::string parser; // WITH PARSER, of a full-text index
    };

    std::string partitionBy; // what follows PARTITION BY, without ENGINE = ...; "" if not partitioned
    std::vector<std::string> periods; // "PERIOD FOR `stay` (`s`, `e`)"
    std::vector<Key> keys;

    const Key* key(std::string_view name) const; // nullptr: nothing is said of it
};

// Reads both servers' forms; MySQL's has the partitions in a /*!50100 comment */.
ShowCreateFacts readShowCreate(std::string_view text);

} // namespace relata::mysql
