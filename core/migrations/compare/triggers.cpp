// Triggers of tables and views.
#include "core/migrations/compare/comparison.h"

namespace relata::compare_internal {
namespace {

void compareLists(Comparison& comparison, const TableName& owner, const std::vector<Trigger>& from,
    const std::vector<Trigger>& to)
{
    auto matches = matched(pointers(from), pointers(to), [](const Trigger& trigger) { return trigger.name; });
    for (const Trigger* trigger : matches.dropped)
        comparison.add(DropTrigger{owner, *trigger});
    for (const auto& [before, after] : matches.kept) {
        if (before->name != after->name || before->enabled != after->enabled
            || !sameTokens(before->definition, after->definition))
            comparison.add(AlterTrigger{owner, *before, *after});
    }
    for (const Trigger* trigger : matches.added)
        comparison.add(AddTrigger{owner, *trigger});
}

} // namespace

void compareTriggers(Comparison& comparison)
{
    for (const auto& [from, to] : comparison.tables())
        compareLists(comparison, TableName::of(*to), from->triggers, to->triggers);
    for (const ViewPtr& view : comparison.from.views()) {
        if (const View* other = comparison.to.findView(view->schema, view->name))
            compareLists(comparison, {view->schema, view->name}, view->triggers, other->triggers);
    }
}

} // namespace relata::compare_internal
