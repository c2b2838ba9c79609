#include "core/orm/load_options.h"

#include "core/orm/query_builder.h"
#include "core/util/argument_error.h"
#include "core/util/strings.h"

#include <algorithm>

namespace relata {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

} // namespace

const RelationshipOption* LoadOptions::find(const Relationship& relationship) const
{
    const RelationshipOption* ofAll = nullptr;
    for (const auto& [name, option] : relationships) {
        if (name == relationship.name)
            return &option;
        if (name == "*")
            ofAll = &option;
    }
    return ofAll;
}

bool LoadOptions::isDeferred(const ColumnAttribute& column) const
{
    if (column.primaryKey)
        return false;
    if (contains(undeferred, column.name) || contains(undeferred, "*")
        || (!column.deferredGroup.empty() && contains(undeferred, column.deferredGroup)))
        return false;
    if (contains(deferred, column.name))
        return true;
    if (only)
        return !contains(*only, column.name);
    return column.deferred;
}

std::vector<Expression> LoadOptions::criteriaFor(const Mapper& mapper) const
{
    std::vector<Expression> found;
    for (const ClassCriterion& criterion : criteria) {
        for (const Mapper* base = &mapper; base; base = base->base) {
            if (base->className == criterion.className) {
                found.push_back(criterion.condition);
                break;
            }
        }
    }
    return found;
}

LoaderOption LoaderOption::with(std::string path, std::optional<LazyStrategy> strategy) const
{
    LoaderOption copy = *this;
    for (std::string& name : split(path, '.')) {
        Step step;
        step.relationship = std::move(name);
        copy.steps.push_back(std::move(step));
    }
    copy.steps.back().option.strategy = strategy;
    return copy;
}

LoaderOption LoaderOption::containsEager(std::string path, std::string alias) const
{
    LoaderOption copy = with(std::move(path), {});
    copy.steps.back().option.containsEager = true;
    copy.steps.back().option.alias = std::move(alias);
    return copy;
}

LoaderOption LoaderOption::loadOnly(std::vector<std::string> attributes) const
{
    LoaderOption copy = *this;
    copy.only = std::move(attributes);
    return copy;
}

LoaderOption LoaderOption::defer(std::string attribute) const
{
    LoaderOption copy = *this;
    copy.deferred.push_back(std::move(attribute));
    return copy;
}

LoaderOption LoaderOption::undefer(std::string attribute) const
{
    LoaderOption copy = *this;
    copy.undeferred.push_back(std::move(attribute));
    return copy;
}

LoaderOption LoaderOption::selectinPolymorphic(std::vector<std::string> classes) const
{
    LoaderOption copy = *this;
    copy.selectinClasses.insert(copy.selectinClasses.end(), classes.begin(), classes.end());
    return copy;
}

LoaderOption LoaderOption::ofType(std::string className) const
{
    LoaderOption copy = *this;
    if (!copy.steps.empty())
        copy.steps.back().option.ofType = std::move(className);
    return copy;
}

LoaderOption LoaderOption::where(const Expression& criterion) const
{
    LoaderOption copy = *this;
    if (!copy.steps.empty())
        copy.steps.back().option.criteria.push_back(criterion);
    return copy;
}

void LoaderOption::applyTo(LoadOptions& options, const Mapper& mapper) const
{
    if (criterion)
        options.criteria.push_back(*criterion);
    LoadOptions* at = &options;
    const Mapper* here = &mapper;
    for (const Step& step : steps) {
        if (step.relationship == "*") {
            if (&step != &steps.back() || !step.option.strategy || step.option.containsEager
                || *step.option.strategy == LazyStrategy::Joined)
                raiseArgument(
                    "“*” stands for all relationships that no option names, as the end of a path of "
                    "lazyload, selectinload, subqueryload, immediateload, raiseload or noload.");
            std::erase_if(at->relationships, [](const auto& entry) { return entry.first == "*"; });
            at->relationships.push_back({"*", step.option});
            return;
        }
        // Of a subclass, too: objects of it have the relationship.
        const Relationship* relationship = nullptr;
        for (const Mapper* candidate : here->selfAndSubclasses()) {
            const AttributeName* found = candidate->find(step.relationship);
            if (found && found->kind == AttributeKind::Relationship && !relationship)
                relationship = candidate->relationships[static_cast<std::size_t>(found->index)].get();
        }
        if (!relationship)
            relationship = &here->relationship(step.relationship); // throws, with the names there are
        auto entry = std::find_if(at->relationships.begin(), at->relationships.end(),
            [&](const auto& candidate) { return candidate.first == relationship->name; });
        if (entry == at->relationships.end())
            entry =
                at->relationships.insert(at->relationships.end(), {relationship->name, RelationshipOption()});
        RelationshipOption& option = entry->second;
        if (step.option.strategy)
            option.strategy = step.option.strategy;
        if (step.option.containsEager) {
            option.containsEager = true;
            option.alias = step.option.alias;
        }
        if (!step.option.ofType.empty())
            option.ofType = step.option.ofType;
        option.criteria.insert(
            option.criteria.end(), step.option.criteria.begin(), step.option.criteria.end());
        // Trees are shared by what was loaded with them; a changed one is a new one.
        option.below =
            option.below ? std::make_shared<LoadOptions>(*option.below) : std::make_shared<LoadOptions>();
        at = option.below.get();
        here = relationship->target;
        if (!option.ofType.empty()) {
            for (const Mapper* candidate : relationship->target->selfAndSubclasses()) {
                if (candidate->className == option.ofType)
                    here = candidate;
            }
        }
    }
    auto check = [&](const std::string& name) {
        bool isGroup = name == "*";
        for (const Mapper* candidate : here->selfAndSubclasses()) {
            for (const ColumnAttribute& column : candidate->columns)
                isGroup = isGroup || column.deferredGroup == name || column.name == name;
        }
        if (!isGroup)
            here->columnIndex(name); // throws
    };
    for (const std::string& name : selectinClasses) {
        subclassOf(*here, name); // throws
        at->selectinClasses.push_back(name);
    }
    for (const std::string& name : deferred)
        check(name);
    for (const std::string& name : undeferred)
        check(name);
    if (only) {
        for (const std::string& name : *only)
            check(name);
        at->only = only;
    }
    at->deferred.insert(at->deferred.end(), deferred.begin(), deferred.end());
    at->undeferred.insert(at->undeferred.end(), undeferred.begin(), undeferred.end());
}

LoaderOption withLoaderCriteria(std::string className, const Expression& condition)
{
    LoaderOption option;
    option.criterion = LoadOptions::ClassCriterion{std::move(className), condition};
    return option;
}

} // namespace relata
