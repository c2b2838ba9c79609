// What SHOW CREATE TABLE tells and no catalogue view does: how exactly a table is partitioned, and MariaDB's
// periods.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relata::mysql {

struct ShowCreateFacts
{
    struct Key
    {
        std::string name; // "" = the primary key
        std::vector<std::string> columns; // those before the period
        std::string period; // the last element: `period` WITHOUT OVERLAPS
    };

    std::string partitionBy; // what follows PARTITION BY, without ENGINE = ...; "" if not partitioned
    std::vector<std::string> periods; // "PERIOD FOR `stay` (`s`, `e`)"
    std::vector<Key> keys; // those with WITHOUT OVERLAPS
};

// Reads both servers' forms; MySQL's has the partitions in a /*!50100 comment */.
ShowCreateFacts readShowCreate(std::string_view text);

} // namespace relata::mysql
