// What only one dialect knows of a table: engine, storage parameters, WITHOUT ROWID ...
#include "core/migrations/compare/comparison.h"

namespace relata::compare_internal {

void compareOptions(Comparison& comparison)
{
    for (const auto& [from, to] : comparison.tables()) {
        if (!comparison.sameOptions(from->options, to->options))
            comparison.add(AlterTableOptions{TableName::of(*to), from->options, to->options});
    }
}

} // namespace relata::compare_internal
