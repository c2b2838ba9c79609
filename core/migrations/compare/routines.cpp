// Functions, procedures, extensions and whatever else is carried as its database's own text.
#include "core/migrations/compare/comparison.h"

#include <tuple>

namespace relata::compare_internal {

void compareRoutines(Comparison& comparison)
{
    if (!comparison.options.carried)
        return;
    // Only what the dialect reads can be there.
    auto own = [&](const std::vector<CarriedObject>& all) {
        std::vector<const CarriedObject*> objects;
        for (const CarriedObject& object : all) {
            const std::string& dialect = object.definition.dialect;
            if (!comparison.dialect || dialect.empty() || dialect == comparison.dialect->traits().name
                || dialect == comparison.dialect->traits().family)
                objects.push_back(&object);
        }
        return objects;
    };
    auto matches = matched(own(comparison.from.carried), own(comparison.to.carried),
        [](const CarriedObject& object) { return std::tuple(object.kind, object.schema, object.name); });
    for (const CarriedObject* object : matches.dropped)
        comparison.add(DropRoutine{*object});
    for (const auto& [before, after] : matches.kept) {
        if (!sameTokens(before->definition, after->definition))
            comparison.add(AlterRoutine{*before, *after});
    }
    for (const CarriedObject* object : matches.added)
        comparison.add(AddRoutine{*object});
}

} // namespace relata::compare_internal
