#include "core/orm/query_builder.h"

#include "core/sql/functions.h"
#include "core/util/argument_error.h"
#include "core/util/strings.h"

#include <algorithm>
#include <map>

namespace relata {
namespace {

std::size_t index(int number)
{
    return static_cast<std::size_t>(number);
}

bool isEagerJoin(const Relationship& relationship, const RelationshipOption* option)
{
    if (option && option->containsEager)
        return false;
    LazyStrategy strategy = option && option->strategy ? *option->strategy : relationship.lazy;
    return strategy == LazyStrategy::Joined;
}

} // namespace

QueryScope QueryBuilder::scope() const
{
    QueryScope scope;
    for (const auto& [name, number] : m_names)
        scope.entities.push_back({name, m_entities[number].get()});
    return scope;
}

void QueryBuilder::prepare()
{
    if (m_prepared)
        return;
    m_prepared = true;
    const Mapper& mapper = *m_spec.mapper;
    m_entities.push_back(
        std::make_unique<Entity>(mapper, m_spec.ownTable ? Entity::Naming::OwnTable : Entity::Naming::Plain,
            std::string(), polymorphicClasses(mapper, m_spec.polymorphic)));
    m_names.push_back({mapper.className, 0});
    for (const QueryJoin& join : m_spec.joins) {
        std::size_t parent = 0;
        std::string path = join.path;
        std::vector<std::string> steps = split(path, '.');
        std::size_t first = 0;
        for (std::size_t i = 0; steps.size() > 1 && i < m_names.size(); ++i) {
            if (m_names[i].first == steps.front()) {
                parent = m_names[i].second;
                first = 1;
            }
        }
        for (std::size_t step = first; step < steps.size(); ++step) {
            const Entity& from = *m_entities[parent];
            const Mapper* owner = ownerOf(from, steps[step]);
            const Relationship& relationship = (owner ? *owner : from.mapper()).relationship(steps[step]);
            bool last = step + 1 == steps.size();
            const Mapper* target =
                &subclassOf(*relationship.target, last ? std::string_view(join.ofType) : std::string_view());
            std::string alias = last ? join.alias : std::string();
            std::string name = alias.empty() ? target->className : alias;
            // A table that is there already needs another name.
            bool taken = false;
            for (const auto& entity : m_entities) {
                for (const MappedTable& mapped : entity->mapper().tables) {
                    for (const MappedTable& mine : target->tables)
                        taken = taken || mapped.table == mine.table;
                }
            }
            m_entities.push_back(std::make_unique<Entity>(
                *target, taken || !alias.empty() ? Entity::Naming::Alias : Entity::Naming::Plain, alias));
            const Entity& to = *m_entities.back();
            std::optional<FromClause> secondary;
            std::vector<Expression> more;
            if (auto discriminator = to.discriminator())
                more.push_back(*discriminator);
            QueryScope own{{{target->className, &to}}};
            for (const Expression& condition : m_options.criteriaFor(*target))
                more.push_back(relata::resolve(condition, own));
            m_names.push_back({name, m_entities.size() - 1});
            if (last) {
                QueryScope all = scope();
                all.entities.insert(all.entities.begin(), {name, &to});
                for (const Expression& condition : join.on)
                    more.push_back(relata::resolve(condition, all));
            }
            if (relationship.secondary) {
                bool seen = std::any_of(m_joins.begin(), m_joins.end(), [&](const Joined& joined) {
                    return joined.from.node()->kind == ast::FromKind::Table
                        && joined.from.node()->table == relationship.secondary;
                });
                secondary =
                    seen || taken ? table(relationship.secondary).alias() : table(relationship.secondary);
                std::vector<Expression> local;
                std::vector<Expression> remote = more;
                for (std::size_t i = 0; i < relationship.local.size(); ++i)
                    local.push_back(
                        from.column(relationship.local[i]) == secondary->c(relationship.secondaryLocal[i]));
                for (std::size_t i = 0; i < relationship.remote.size(); ++i)
                    remote.push_back(
                        to.column(relationship.remote[i]) == secondary->c(relationship.secondaryRemote[i]));
                m_joins.push_back({*secondary, and_(local), join.outer});
                m_joins.push_back({to.from(), and_(remote), join.outer});
            } else {
                more.insert(more.begin(), joinCondition(relationship, from, to, {}));
                m_joins.push_back({to.from(), and_(more), join.outer});
            }
            parent = m_entities.size() - 1;
        }
    }
}

std::vector<Expression> QueryBuilder::conditions()
{
    prepare();
    QueryScope names = scope();
    std::vector<Expression> all;
    for (const Expression& condition : m_spec.where)
        all.push_back(relata::resolve(condition, names));
    if (auto discriminator = primary().discriminator())
        all.push_back(*discriminator);
    QueryScope own{{names.entities.front()}};
    for (const Expression& condition : m_options.criteriaFor(*m_spec.mapper))
        all.push_back(relata::resolve(condition, own));
    return all;
}

Select QueryBuilder::base(const std::vector<Expression>& columns, bool withLimit, bool withOrder)
{
    prepare();
    QueryScope names = scope();
    FromClause from = primary().from();
    for (const Joined& join : m_joins)
        from = join.outer ? from.outerJoin(join.from, join.on) : from.join(join.from, join.on);
    Select query = select(columns).selectFrom(from);
    for (const Expression& condition : conditions())
        query = query.where(condition);
    for (const Expression& by : m_spec.groupBy)
        query = query.groupBy(std::vector<Expression>{relata::resolve(by, names)});
    for (const Expression& condition : m_spec.having)
        query = query.having(relata::resolve(condition, names));
    if (withOrder) {
        for (const Expression& by : m_spec.orderBy)
            query = query.orderBy(std::vector<Expression>{relata::resolve(by, names)});
    }
    if (m_spec.distinct)
        query = query.distinct();
    if (withLimit && m_spec.limit)
        query = query.limit(Expression(*m_spec.limit));
    if (withLimit && m_spec.offset)
        query = query.offset(Expression(*m_spec.offset));
    if (m_spec.forUpdate)
        query = query.withForUpdate(*m_spec.forUpdate);
    return query;
}

Select QueryBuilder::columns(const std::vector<Expression>& given)
{
    prepare();
    QueryScope names = scope();
    std::vector<Expression> resolved;
    for (const Expression& column : given)
        resolved.push_back(relata::resolve(column, names));
    return base(resolved, true, true);
}

Select QueryBuilder::keys(const std::vector<int>& attributes)
{
    prepare();
    std::vector<Expression> columns;
    for (int attribute : attributes)
        columns.push_back(primary().column(attribute));
    return base(columns, true, m_spec.limit.has_value() || m_spec.offset.has_value());
}

const LoadOptions* QueryBuilder::optionsOf(
    BuiltQuery& built, const RelationshipOption* option, const LoadOptions* inherited)
{
    bool below = option && option->below;
    if (!below && (!inherited || inherited->criteria.empty()))
        return nullptr;
    auto options = below ? std::make_shared<LoadOptions>(*option->below) : std::make_shared<LoadOptions>();
    if (inherited)
        options->criteria.insert(
            options->criteria.end(), inherited->criteria.begin(), inherited->criteria.end());
    built.ownedOptions.push_back(options);
    return options.get();
}

int QueryBuilder::addEntity(BuiltQuery& built, std::vector<Expression>& columns, const Entity& entity,
    const LoadOptions* options, int parent, const Relationship* relationship)
{
    BuiltEntity made;
    made.parent = parent;
    made.relationship = relationship;
    made.options = options;
    const Mapper& mapper = entity.mapper();
    made.columns.mapper = &mapper;
    auto add = [&](const ColumnAttribute& column, const Mapper& of) {
        columns.push_back(entity.column(column.index, &of));
        return static_cast<int>(columns.size()) - 1;
    };
    auto wanted = [&](const ColumnAttribute& column, const Mapper& of) {
        bool deferred = options ? options->isDeferred(column) : column.deferred;
        return column.primaryKey || column.index == of.discriminator || column.index == of.version
            || !deferred;
    };
    std::vector<int> places(mapper.columns.size(), -1);
    for (const ColumnAttribute& column : mapper.columns) {
        if (!wanted(column, mapper))
            continue;
        int place = add(column, mapper);
        places[index(column.index)] = place;
        made.columns.common.push_back({column.index, place});
    }
    for (int attribute : mapper.primaryKey)
        made.columns.key.push_back(places[index(attribute)]);
    if (mapper.discriminator >= 0)
        made.columns.discriminator = places[index(mapper.discriminator)];
    std::vector<std::pair<const Column*, int>> shared;
    for (const Mapper* subclass : entity.polymorphic()) {
        std::vector<std::pair<int, int>> own;
        for (std::size_t i = mapper.columns.size(); i < subclass->columns.size(); ++i) {
            const ColumnAttribute& column = subclass->columns[i];
            if (!wanted(column, *subclass))
                continue;
            auto known = std::find_if(shared.begin(), shared.end(),
                [&](const auto& entry) { return column.column && entry.first == column.column; });
            int place = known != shared.end() ? known->second : add(column, *subclass);
            if (known == shared.end())
                shared.push_back({column.column, place});
            own.push_back({column.index, place});
        }
        made.columns.ofSubclasses.push_back({subclass, std::move(own)});
    }
    if (entity.isUnion()) {
        // Classes that share a name share the column.
        std::map<std::string, int> placeOf;
        for (const ColumnAttribute& column : mapper.columns) {
            if (column.column && places[index(column.index)] >= 0)
                placeOf[column.name] = places[index(column.index)];
        }
        columns.push_back(entity.unionClass());
        made.unionClass = static_cast<int>(columns.size()) - 1;
        for (const Mapper* concrete : mapper.concretes) {
            EntityColumns& own = made.concretes.emplace_back();
            own.mapper = concrete;
            std::vector<int> ownPlaces(concrete->columns.size(), -1);
            for (const ColumnAttribute& column : concrete->columns) {
                if (!column.column || !wanted(column, *concrete))
                    continue;
                auto known = placeOf.find(column.name);
                if (known == placeOf.end())
                    known = placeOf.emplace(column.name, add(column, *concrete)).first;
                ownPlaces[index(column.index)] = known->second;
                own.common.push_back({column.index, known->second});
            }
            for (int attribute : concrete->primaryKey)
                own.key.push_back(ownPlaces[index(attribute)]);
        }
    }
    built.entities.push_back(std::move(made));
    return static_cast<int>(built.entities.size()) - 1;
}

void QueryBuilder::addJoined(BuiltQuery& built, std::vector<Expression>& columns, int parent,
    const Entity& parentEntity, const LoadOptions* options, int depth)
{
    std::vector<std::pair<const Mapper*, const Relationship*>> candidates;
    for (const auto& relationship : parentEntity.mapper().relationships)
        candidates.push_back({&parentEntity.mapper(), relationship.get()});
    for (const Mapper* subclass : parentEntity.polymorphic()) {
        for (const auto& relationship : subclass->relationships) {
            if (!parentEntity.mapper().isA(*relationship->parent))
                candidates.push_back({subclass, relationship.get()});
        }
    }
    for (const auto& [owner, candidate] : candidates) {
        const Relationship& relationship = *candidate;
        const RelationshipOption* option = options ? options->find(relationship) : nullptr;
        if (option && option->containsEager) {
            QueryScope names = scope();
            const Entity* entity =
                names.find(option->alias.empty() ? relationship.target->className : option->alias);
            if (!entity || !entity->mapper().isA(*relationship.target))
                raiseArgument("containsEager(\"" + relationship.name + "\") needs the query to join "
                    + relationship.qualifiedName()
                    + (option->alias.empty() ? "." : " as “" + option->alias + "”."));
            const LoadOptions* below = optionsOf(built, option, options);
            int number = addEntity(built, columns, *entity, below, parent, &relationship);
            built.joinsCollections = built.joinsCollections || relationship.uselist;
            addJoined(built, columns, number, *entity, below, depth + 1);
            continue;
        }
        if (!isEagerJoin(relationship, option))
            continue;
        // By the mapping's own word a class is joined once along a path, or joinDepth times below itself; an
        // option says how deep it goes.
        bool asked = option && option->strategy;
        if (!asked && std::count(m_path.begin(), m_path.end(), relationship.target) > relationship.joinDepth)
            continue;
        const Mapper* target = relationship.target;
        std::optional<std::vector<std::string>> types;
        if (option && !option->ofType.empty())
            types = {option->ofType};
        m_entities.push_back(std::make_unique<Entity>(
            *target, Entity::Naming::Alias, std::string(), polymorphicClasses(*target, types)));
        const Entity& entity = *m_entities.back();
        std::vector<Expression> more;
        QueryScope own{{{target->className, &entity}}};
        if (auto discriminator = entity.discriminator())
            more.push_back(*discriminator);
        for (std::size_t i = 0; option && i < option->criteria.size(); ++i)
            more.push_back(relata::resolve(option->criteria[i], own));
        for (std::size_t i = 0; options && i < options->criteriaFor(*target).size(); ++i)
            more.push_back(relata::resolve(options->criteriaFor(*target)[i], own));
        bool inner = relationship.innerJoin && depth == 0;
        if (relationship.secondary) {
            FromClause secondary = table(relationship.secondary).alias();
            std::vector<Expression> local;
            std::vector<Expression> remote;
            for (std::size_t i = 0; i < relationship.local.size(); ++i)
                local.push_back(parentEntity.column(relationship.local[i])
                    == secondary.c(relationship.secondaryLocal[i]));
            for (std::size_t i = 0; i < relationship.remote.size(); ++i)
                remote.push_back(
                    entity.column(relationship.remote[i]) == secondary.c(relationship.secondaryRemote[i]));
            local.insert(local.end(), more.begin(), more.end());
            m_eager.push_back({secondary.join(entity.from(), and_(remote)), and_(local), inner});
        } else {
            more.insert(more.begin(), joinCondition(relationship, parentEntity, entity, {}));
            m_eager.push_back({entity.from(), and_(more), inner});
        }
        for (const auto& [attribute, descending] : relationship.orderBy)
            m_eagerOrder.push_back(descending ? entity.column(attribute).desc() : entity.column(attribute));
        built.joinsCollections = built.joinsCollections || relationship.uselist;
        const LoadOptions* below = optionsOf(built, option, options);
        int number = addEntity(built, columns, entity, below, parent, &relationship);
        m_path.push_back(target);
        addJoined(built, columns, number, entity, below, depth + 1);
        m_path.pop_back();
    }
}

BuiltQuery QueryBuilder::objects()
{
    prepare();
    BuiltQuery built{select(std::vector<Expression>{literalColumn("1")}), {}, {}, 0, false, {}};
    std::vector<Expression> columns;
    m_path.push_back(m_spec.mapper);
    addEntity(built, columns, primary(), &m_options, -1, nullptr);
    std::size_t own = columns.size();
    addJoined(built, columns, 0, primary(), &m_options, 0);
    built.columnCount = columns.size();
    auto withEager = [&](FromClause from, auto translate) {
        for (const EagerJoin& join : m_eager) {
            Expression on = translate(join.on);
            from = join.inner ? from.join(join.from, on) : from.outerJoin(join.from, on);
        }
        return from;
    };
    bool limited = m_spec.limit || m_spec.offset || m_spec.distinct;
    auto asIs = [](const Expression& expression) { return expression; };
    if (m_eager.empty()) {
        built.select = base(columns, true, true);
        return built;
    }
    if (!limited || !built.joinsCollections) {
        QueryScope names = scope();
        FromClause from = primary().from();
        for (const Joined& join : m_joins)
            from = join.outer ? from.outerJoin(join.from, join.on) : from.join(join.from, join.on);
        Select query = select(columns).selectFrom(withEager(from, asIs));
        for (const Expression& condition : conditions())
            query = query.where(condition);
        for (const Expression& by : m_spec.orderBy)
            query = query.orderBy(std::vector<Expression>{relata::resolve(by, names)});
        for (const Expression& by : m_eagerOrder)
            query = query.orderBy(std::vector<Expression>{by});
        if (m_spec.distinct)
            query = query.distinct();
        if (m_spec.limit)
            query = query.limit(Expression(*m_spec.limit));
        if (m_spec.offset)
            query = query.offset(Expression(*m_spec.offset));
        if (m_spec.forUpdate)
            query = query.withForUpdate(*m_spec.forUpdate);
        built.select = query;
        return built;
    }
    // The limit counts objects of the class that is asked for, so it stands in a subquery of their own.
    std::vector<Expression> inner(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(own));
    QueryScope names = scope();
    std::vector<Expression> order;
    for (const Expression& by : m_spec.orderBy)
        order.push_back(relata::resolve(by, names));
    // Join conditions may need columns that were deferred.
    std::vector<std::pair<const ast::From*, std::string>> outside;
    auto isPrimary = [&](const ast::ExprPtr& node) {
        if (node->kind != ast::ExprKind::Column || !node->from)
            return false;
        std::vector<ast::FromPtr> leaves;
        ast::collectLeaves(primary().from().node(), leaves);
        for (const Joined& join : m_joins)
            ast::collectLeaves(join.from.node(), leaves);
        return std::any_of(leaves.begin(), leaves.end(),
            [&](const ast::FromPtr& leaf) { return ast::identity(leaf) == ast::identity(node->from); });
    };
    std::vector<ast::ExprPtr> innerNodes;
    for (const Expression& column : inner)
        innerNodes.push_back(column.node());
    auto placeOf = [&](const ast::ExprPtr& node) {
        for (std::size_t i = 0; i < innerNodes.size(); ++i) {
            const ast::Expr& known = *innerNodes[i];
            if (innerNodes[i] == node
                || (known.kind == ast::ExprKind::Column && node->kind == ast::ExprKind::Column && known.from
                    && node->from && ast::identity(known.from) == ast::identity(node->from)
                    && known.text == node->text))
                return i;
        }
        innerNodes.push_back(node);
        inner.push_back(Expression(node));
        return innerNodes.size() - 1;
    };
    auto collect = [&](const Expression& expression) {
        rewritten(expression, [&](const ast::ExprPtr& node) -> std::optional<Expression> {
            if (isPrimary(node))
                placeOf(node);
            return {};
        });
    };
    for (const EagerJoin& join : m_eager)
        collect(join.on);
    for (const Expression& by : order)
        collect(by);
    for (std::size_t i = own; i < columns.size(); ++i)
        collect(columns[i]);
    std::vector<Expression> labelled;
    for (std::size_t i = 0; i < inner.size(); ++i)
        labelled.push_back(inner[i].label("c" + std::to_string(i)));
    FromClause derived = base(labelled, true, true).subquery("anon_1");
    auto translate = [&](const Expression& expression) {
        return rewritten(expression, [&](const ast::ExprPtr& node) -> std::optional<Expression> {
            for (std::size_t i = 0; i < own; ++i) {
                if (innerNodes[i] == node)
                    return derived.c("c" + std::to_string(i));
            }
            if (isPrimary(node))
                return derived.c("c" + std::to_string(placeOf(node)));
            return {};
        });
    };
    std::vector<Expression> outer;
    for (const Expression& column : columns)
        outer.push_back(translate(column));
    Select query = select(outer).selectFrom(withEager(derived, translate));
    for (const Expression& by : order)
        query = query.orderBy(std::vector<Expression>{translate(by)});
    for (const Expression& by : m_eagerOrder)
        query = query.orderBy(std::vector<Expression>{by});
    built.select = query;
    return built;
}

} // namespace relata
