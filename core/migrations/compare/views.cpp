// Views and materialized views.
#include "core/migrations/compare/comparison.h"

namespace relata::compare_internal {
namespace {

bool sameView(const Comparison& comparison, const View& a, const View& b)
{
    if (a.materialized != b.materialized || !sameQuery(a.definition, b.definition, comparison.dialect)
        || !comparison.sameOptions(a.options, b.options))
        return false;
    if (!b.namedColumns && !a.namedColumns)
        return true;
    if (a.columns.size() != b.columns.size())
        return a.columns.empty() || b.columns.empty();
    for (std::size_t i = 0; i < a.columns.size(); ++i) {
        if (a.columns[i].name != b.columns[i].name)
            return false;
    }
    return true;
}

std::vector<const View*> viewsOf(const MetaData& metadata)
{
    std::vector<const View*> views;
    for (const ViewPtr& view : metadata.views())
        views.push_back(view.get());
    return views;
}

} // namespace

void compareViews(Comparison& comparison)
{
    auto matches = matched(viewsOf(comparison.from), viewsOf(comparison.to), [](const View& view) {
        return TableName{view.schema, view.name};
    });
    for (const View* view : matches.dropped)
        comparison.add(DropView{*view});
    for (const auto& [before, after] : matches.kept) {
        bool renamed = before->name != after->name || before->schema != after->schema;
        if (renamed || !sameView(comparison, *before, *after))
            comparison.add(AlterView{*before, *after});
    }
    for (const View* view : matches.added)
        comparison.add(AddView{*view});
}

} // namespace relata::compare_internal
