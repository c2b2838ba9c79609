// What a query was told about loading: options by relationship and attribute, as a tree along the paths.
#pragma once

#include "core/orm/mapper.h"
#include "core/sql/expression.h"

#include <memory>
#include <optional>

namespace relata {

class LoadOptions;

struct RelationshipOption
{
    std::optional<LazyStrategy> strategy; // nothing = the relationship's own
    bool containsEager = false; // the query itself joins it, under `alias`
    std::string alias;
    std::string ofType; // a subclass of the target; "" = all
    std::vector<Expression> criteria; // more conditions on what is loaded
    std::shared_ptr<LoadOptions> below; // of the target; may be null
};

class LoadOptions
{
public:
    // What was said of that relationship, else of all ("*"); nullptr if nothing was.
    const RelationshipOption* find(const Relationship& relationship) const;
    // A column with an option of its own, else the mapping's word.
    bool isDeferred(const ColumnAttribute& column) const;
    // with_loader_criteria() for a class, wherever it is loaded.
    std::vector<Expression> criteriaFor(const Mapper& mapper) const;

    struct ClassCriterion
    {
        std::string className;
        Expression condition;
    };
    std::vector<std::pair<std::string, RelationshipOption>> relationships;
    std::optional<std::vector<std::string>> only; // load_only()
    std::vector<std::string> deferred;
    std::vector<std::string> undeferred; // attributes or groups; "*" = all
    std::vector<ClassCriterion> criteria; // handed down to every level
    std::vector<std::string> selectinClasses; // subclasses whose columns come by a statement each
};

// One chain: selectinload("books").joinedload("publisher"). A dotted path names several steps, of which the
// last gets the strategy. "*" at a path's end stands for all relationships that no option names.
class LoaderOption
{
public:
    LoaderOption lazyload(std::string path) const { return with(std::move(path), LazyStrategy::Select); }
    LoaderOption joinedload(std::string path) const { return with(std::move(path), LazyStrategy::Joined); }
    LoaderOption subqueryload(std::string path) const
    {
        return with(std::move(path), LazyStrategy::Subquery);
    }
    LoaderOption selectinload(std::string path) const
    {
        return with(std::move(path), LazyStrategy::Selectin);
    }
    LoaderOption immediateload(std::string path) const
    {
        return with(std::move(path), LazyStrategy::Immediate);
    }
    LoaderOption raiseload(std::string path) const { return with(std::move(path), LazyStrategy::Raise); }
    LoaderOption noload(std::string path) const { return with(std::move(path), LazyStrategy::NoLoad); }
    LoaderOption defaultload(std::string path) const { return with(std::move(path), {}); }
    // The relationship's rows are columns of this very query, which joins it under `alias` ("" = the target's
    // class name).
    LoaderOption containsEager(std::string path, std::string alias = {}) const;
    // Of what the chain leads to.
    LoaderOption loadOnly(std::vector<std::string> attributes) const;
    LoaderOption defer(std::string attribute) const;
    LoaderOption undefer(std::string attribute) const; // or a group; "*" = all
    LoaderOption ofType(std::string className) const; // of its last relationship; "*" = every subclass
    LoaderOption where(const Expression& criterion) const; // of its last relationship

    // Of what the chain leads to: columns of these subclasses by one further statement each.
    LoaderOption selectinPolymorphic(std::vector<std::string> classes) const;

    void applyTo(LoadOptions& options, const Mapper& mapper) const; // checks the names

    struct Step
    {
        std::string relationship;
        RelationshipOption option;
    };
    std::vector<Step> steps;
    std::optional<std::vector<std::string>> only;
    std::vector<std::string> deferred;
    std::vector<std::string> undeferred;
    std::vector<std::string> selectinClasses;
    std::optional<LoadOptions::ClassCriterion> criterion;

private:
    LoaderOption with(std::string path, std::optional<LazyStrategy> strategy) const;
};

inline LoaderOption lazyload(std::string path)
{
    return LoaderOption().lazyload(std::move(path));
}
inline LoaderOption joinedload(std::string path)
{
    return LoaderOption().joinedload(std::move(path));
}
inline LoaderOption subqueryload(std::string path)
{
    return LoaderOption().subqueryload(std::move(path));
}
inline LoaderOption selectinload(std::string path)
{
    return LoaderOption().selectinload(std::move(path));
}
inline LoaderOption immediateload(std::string path)
{
    return LoaderOption().immediateload(std::move(path));
}
inline LoaderOption raiseload(std::string path)
{
    return LoaderOption().raiseload(std::move(path));
}
inline LoaderOption noload(std::string path)
{
    return LoaderOption().noload(std::move(path));
}
inline LoaderOption defaultload(std::string path)
{
    return LoaderOption().defaultload(std::move(path));
}
inline LoaderOption containsEager(std::string path, std::string alias = {})
{
    return LoaderOption().containsEager(std::move(path), std::move(alias));
}
inline LoaderOption loadOnly(std::vector<std::string> attributes)
{
    return LoaderOption().loadOnly(std::move(attributes));
}
inline LoaderOption defer(std::string attribute)
{
    return LoaderOption().defer(std::move(attribute));
}
inline LoaderOption undefer(std::string attribute)
{
    return LoaderOption().undefer(std::move(attribute));
}
inline LoaderOption selectinPolymorphic(std::vector<std::string> classes)
{
    return LoaderOption().selectinPolymorphic(std::move(classes));
}
// A condition on a class wherever the query loads it: as the class asked for, joined, or along relationships.
LoaderOption withLoaderCriteria(std::string className, const Expression& condition);

} // namespace relata
