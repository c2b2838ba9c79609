// Indexes of tables and of materialized views.
#include "core/migrations/compare/comparison.h"

#include <algorithm>

namespace relata::compare_internal {
namespace {

bool sameElement(const Comparison& comparison, const IndexElement& a, const IndexElement& b)
{
    // NULLs stand last in ascending and first in descending order where nothing is said, or the other way
    // round: the dialect tells.
    auto nullsFirst = [&](const IndexElement& element) {
        bool high = comparison.dialect && comparison.dialect->traits().nullsSortHigh;
        return element.nullsFirst.value_or(high == element.descending);
    };
    return a.column == b.column && comparison.sameText(a.expression, b.expression)
        && a.descending == b.descending && nullsFirst(a) == nullsFirst(b) && a.collation == b.collation
        && a.operatorClass == b.operatorClass && a.prefixLength == b.prefixLength;
}

bool sameIndex(const Comparison& comparison, const Index& a, const Index& b)
{
    return a.unique == b.unique && a.includeColumns == b.includeColumns
        && comparison.sameText(a.where, b.where) && comparison.sameOptions(a.options, b.options)
        && std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(),
            [&](const IndexElement& x, const IndexElement& y) { return sameElement(comparison, x, y); });
}

void compareLists(Comparison& comparison, const TableName& table, const std::vector<Index>& from,
    const std::vector<Index>& to)
{
    auto matches = matched(pointers(from), pointers(to), [](const Index& index) { return index.name; });
    for (const Index* index : matches.dropped) {
        auto twin = std::find_if(matches.added.begin(), matches.added.end(),
            [&](const Index* other) { return sameIndex(comparison, *index, *other); });
        if (twin == matches.added.end()) {
            comparison.add(DropIndex{table, *index});
            continue;
        }
        matches.kept.emplace_back(index, *twin);
        matches.added.erase(twin);
    }
    for (const auto& [before, after] : matches.kept) {
        if (!sameIndex(comparison, *before, *after))
            comparison.add(AlterIndex{table, *before, *after});
        else if (before->name != after->name && !after->name.empty())
            comparison.add(RenameIndex{table, *before, after->name});
    }
    for (const Index* index : matches.added)
        comparison.add(AddIndex{table, *index});
}

} // namespace

void compareIndexes(Comparison& comparison)
{
    for (const auto& [from, to] : comparison.tables())
        compareLists(comparison, TableName::of(*to), from->indexes, to->indexes);
    for (const ViewPtr& view : comparison.from.views()) {
        if (const View* other = comparison.to.findView(view->schema, view->name))
            compareLists(comparison, {view->schema, view->name}, view->indexes, other->indexes);
    }
}

} // namespace relata::compare_internal
