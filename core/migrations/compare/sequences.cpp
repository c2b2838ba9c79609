// Sequences that stand by themselves or behind serial columns.
#include "core/migrations/compare/comparison.h"

namespace relata::compare_internal {
namespace {

TableName nameOfSequence(const Sequence& sequence)
{
    return {sequence.schema, sequence.name};
}

// What the model leaves open is the server's choice.
bool same(const std::optional<std::int64_t>& from, const std::optional<std::int64_t>& to)
{
    return !to || from == to;
}

bool sameSequence(const Comparison& comparison, const Sequence& from, const Sequence& to)
{
    return (to.dataType.empty() || from.dataType == to.dataType) && same(from.start.value_or(1), to.start)
        && same(from.increment.value_or(1), to.increment) && same(from.minValue, to.minValue)
        && same(from.maxValue, to.maxValue) && same(from.cache.value_or(1), to.cache)
        && from.cycle == to.cycle && from.ownedByTable == to.ownedByTable
        && from.ownedByColumn == to.ownedByColumn && comparison.sameOptions(from.options, to.options);
}

} // namespace

void compareSequences(Comparison& comparison)
{
    auto matches =
        matched(pointers(comparison.from.sequences), pointers(comparison.to.sequences), nameOfSequence);
    for (const Sequence* sequence : matches.dropped)
        comparison.add(DropSequence{*sequence});
    for (const auto& [before, after] : matches.kept) {
        if (!sameSequence(comparison, *before, *after))
            comparison.add(AlterSequence{*before, *after});
    }
    for (const Sequence* sequence : matches.added)
        comparison.add(AddSequence{*sequence});
}

} // namespace relata::compare_internal
