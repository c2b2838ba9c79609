// Named types: enums and domains; and new names of these and of sequences.
#include "core/migrations/compare/comparison.h"

#include <algorithm>

namespace relata::compare_internal {
namespace {

template <typename T>
TableName nameOfObject(const T& object)
{
    return {object.schema, object.name};
}

template <typename T>
void rename(Comparison& comparison, const std::vector<T>& items, const std::vector<T>& others)
{
    const std::vector<T> from = items; // which change on the way
    auto matches = matched(pointers(from), pointers(others), nameOfObject<T>);
    std::vector<std::pair<TableName, TableName>> renames;
    for (const auto& [before, after] : matches.kept) {
        if (nameOfObject(*before) != nameOfObject(*after))
            renames.emplace_back(nameOfObject(*before), nameOfObject(*after));
    }
    std::vector<TableName> taken;
    for (const T& item : from)
        taken.push_back(nameOfObject(item));
    for (const auto& [before, after] : orderedRenames(std::move(renames), std::move(taken)))
        comparison.addAndApply(Rename<T>{before, after});
}

bool sameDomain(const Comparison& comparison, const Domain& a, const Domain& b)
{
    auto sameDefaults = [&] {
        if (!a.serverDefault || !b.serverDefault)
            return a.serverDefault.has_value() == b.serverDefault.has_value();
        return sameDefault(*a.serverDefault, *b.serverDefault, comparison.dialect);
    };
    return comparison.sameType(a.type, b.type) && a.nullable == b.nullable && a.collation == b.collation
        && sameDefaults()
        && std::is_permutation(a.checkConstraints.begin(), a.checkConstraints.end(),
            b.checkConstraints.begin(), b.checkConstraints.end(),
            [&](const CheckConstraint& x, const CheckConstraint& y) {
                bool sameName = x.name.empty() || y.name.empty() || x.name == y.name;
                return sameName && x.validated == y.validated
                    && comparison.sameText(x.expression, y.expression);
            });
}

} // namespace

void renameTypesAndSequences(Comparison& comparison)
{
    rename(comparison, comparison.from.enums, comparison.to.enums);
    rename(comparison, comparison.from.domains, comparison.to.domains);
    rename(comparison, comparison.from.sequences, comparison.to.sequences);
}

void compareTypes(Comparison& comparison)
{
    auto enums =
        matched(pointers(comparison.from.enums), pointers(comparison.to.enums), nameOfObject<EnumType>);
    for (const EnumType* type : enums.dropped)
        comparison.add(DropEnum{*type});
    for (const auto& [before, after] : enums.kept) {
        if (before->values != after->values)
            comparison.add(AlterEnum{*before, *after});
    }
    for (const EnumType* type : enums.added)
        comparison.add(AddEnum{*type});
    auto domains =
        matched(pointers(comparison.from.domains), pointers(comparison.to.domains), nameOfObject<Domain>);
    for (const Domain* domain : domains.dropped)
        comparison.add(DropDomain{*domain});
    for (const auto& [before, after] : domains.kept) {
        if (!sameDomain(comparison, *before, *after))
            comparison.add(AlterDomain{*before, *after});
    }
    for (const Domain* domain : domains.added)
        comparison.add(AddDomain{*domain});
}

} // namespace relata::compare_internal
