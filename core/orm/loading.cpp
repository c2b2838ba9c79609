#include "core/orm/loading.h"

#include "core/orm/attribute_access.h"
#include "core/orm/row_reader.h"

#include <algorithm>
#include <unordered_set>

namespace relata {
namespace {

constexpr std::size_t keysPerStatement = 1000;

std::size_t index(int number)
{
    return static_cast<std::size_t>(number);
}

LazyStrategy strategyOf(const Relationship& relationship, const RelationshipOption* option)
{
    return option && option->strategy ? *option->strategy : relationship.lazy;
}

// Key values as text, for groups where no identity map helps.
std::string textOf(std::span<const ValueView> key)
{
    std::string text;
    for (const ValueView& part : key) {
        std::string value = part.toText();
        text += std::to_string(value.size()) + ":" + value;
    }
    return text;
}

bool keyOfTarget(const InstanceState& state, const Relationship& relationship, std::vector<ValueView>& key)
{
    const std::vector<int>& target = relationship.target->primaryKey;
    key.resize(target.size());
    for (std::size_t i = 0; i < relationship.local.size(); ++i) {
        const CompactValue& value = state.slot(relationship.local[i]);
        if (value.isNull())
            return false;
        auto place = std::find(target.begin(), target.end(), relationship.remote[i]);
        key[static_cast<std::size_t>(place - target.begin())] = value.view();
    }
    return true;
}

} // namespace

void Loader::Loaded::makeUnique()
{
    if (!mayRepeat)
        return;
    std::unordered_set<InstanceState*> seen;
    std::erase_if(states, [&](InstanceState* state) { return !seen.insert(state).second; });
    mayRepeat = false;
}

const LoadOptions* Loader::keep(const LoadOptions* options)
{
    bool empty = !options
        || (options->relationships.empty() && !options->only && options->deferred.empty()
            && options->undeferred.empty() && options->criteria.empty());
    return empty ? nullptr : m_session.keepOptions(*options);
}

std::vector<Loader::Loaded> Loader::execute(const BuiltQuery& built, const std::string& purpose,
    bool populateExisting, const Keys* keys, Children* children)
{
    std::vector<RowReader> readers;
    for (const BuiltEntity& entity : built.entities)
        readers.emplace_back(m_session, entity, keep(entity.options), populateExisting);
    std::vector<Loaded> loaded(built.entities.size());
    std::vector<JoinedItems> joined(built.entities.size());
    for (std::size_t i = 1; i < built.entities.size(); ++i)
        joined[i].start(*built.entities[i].relationship, populateExisting);
    std::optional<ParentFinder> finder;
    if (keys)
        finder.emplace(m_session, *keys->relationship, *keys->parents, keys->columns);
    bool unique = built.joinsCollections;
    std::vector<InstanceState*> row(built.entities.size());
    Compiled statement = m_session.runner.compile(built.select);
    m_session.runner.query(statement, purpose, [&](const RowChunk& chunk) {
        if (!unique)
            loaded[0].states.reserve(loaded[0].states.size() + chunk.rowCount());
        for (std::size_t number = 0; number < chunk.rowCount(); ++number) {
            for (std::size_t i = 0; i < readers.size(); ++i) {
                const BuiltEntity& entity = built.entities[i];
                InstanceState* parent = i == 0 ? nullptr : row[index(entity.parent)];
                // A relationship that only a subclass has means nothing to the other objects.
                if (i > 0 && (!parent || !parent->mapper->isA(*entity.relationship->parent))) {
                    row[i] = nullptr;
                    continue;
                }
                bool isFresh = false;
                row[i] = readers[i].read(chunk, number, isFresh);
                if (i > 0) {
                    joined[i].add(*parent, row[i]);
                    if (row[i])
                        loaded[i].add(row[i], isFresh);
                    continue;
                }
                if (!row[0])
                    continue;
                if (finder)
                    finder->add(chunk, number, row[0], *children);
                if (finder || unique)
                    loaded[0].add(row[0], isFresh);
                else
                    loaded[0].states.push_back(row[0]);
            }
        }
    });
    if (finder || unique)
        loaded[0].makeUnique();
    for (std::size_t i = 1; i < joined.size(); ++i)
        joined[i].finish();
    return loaded;
}

void Loader::loadEntities(const BuiltQuery& built, std::vector<Loaded>& loaded, const QuerySpec* query)
{
    for (std::size_t i = 1; i < loaded.size(); ++i)
        loaded[i].makeUnique();
    for (std::size_t i = 0; i < loaded.size(); ++i)
        loadEagerly(loaded[i].states, *built.entities[i].columns.mapper, built.entities[i].options,
            i == 0 ? query : nullptr);
}

std::vector<InstanceState*> Loader::run(const QuerySpec& spec, const std::string& purpose)
{
    QueryBuilder builder(spec, spec.options);
    BuiltQuery built = builder.objects();
    std::vector<Loaded> loaded = execute(built, purpose, spec.populateExisting);
    loadEntities(built, loaded, &spec);
    // Without joined collections a row is an object, but the query's own joins may repeat it.
    std::vector<InstanceState*>& states = loaded.front().states;
    if (!spec.joins.empty() && !built.joinsCollections) {
        std::unordered_set<InstanceState*> seen;
        std::erase_if(states, [&](InstanceState* state) { return !seen.insert(state).second; });
    }
    return std::move(states);
}

void Loader::inPortions(const QuerySpec& spec, std::size_t size,
    const std::function<void(const std::vector<InstanceState*>&)>& portion)
{
    QueryBuilder builder(spec, spec.options);
    BuiltQuery built = builder.objects();
    if (built.joinsCollections) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "A query that joins collections cannot be read in portions.";
        error.hint = "Load them with selectinload() instead of joinedload().";
        raise(std::move(error));
    }
    // Neither rows nor objects are kept beyond their portion, unless somebody holds them.
    std::vector<RowReader> readers;
    for (const BuiltEntity& entity : built.entities)
        readers.emplace_back(m_session, entity, keep(entity.options), spec.populateExisting);
    std::vector<Loaded> loaded(built.entities.size());
    std::vector<JoinedItems> joined(built.entities.size());
    auto start = [&] {
        for (std::size_t i = 0; i < loaded.size(); ++i) {
            loaded[i] = Loaded();
            joined[i] = JoinedItems();
            if (i > 0)
                joined[i].start(*built.entities[i].relationship, spec.populateExisting);
        }
    };
    auto deliver = [&] {
        for (std::size_t i = 1; i < joined.size(); ++i)
            joined[i].finish();
        loadEntities(built, loaded, nullptr);
        portion(loaded.front().states);
        start();
        for (RowReader& reader : readers)
            reader.forgetLast();
        m_session.heap().maybeSweep();
    };
    start();
    std::vector<InstanceState*> row(readers.size());
    Compiled statement = m_session.runner.compile(built.select);
    m_session.runner.stream(statement, "query " + spec.mapper->className, size, [&](const RowChunk& chunk) {
        for (std::size_t number = 0; number < chunk.rowCount(); ++number) {
            bool isFresh = false;
            for (std::size_t i = 0; i < readers.size(); ++i) {
                InstanceState* parent = i == 0 ? nullptr : row[index(built.entities[i].parent)];
                if (parent && !parent->mapper->isA(*built.entities[i].relationship->parent))
                    parent = nullptr;
                row[i] = i > 0 && !parent ? nullptr : readers[i].read(chunk, number, isFresh);
                if (i > 0 && parent)
                    joined[i].add(*parent, row[i]);
                if (row[i] && i == 0)
                    loaded[0].states.push_back(row[0]);
                else if (row[i])
                    loaded[i].add(row[i], isFresh);
            }
            if (loaded.front().states.size() >= size)
                deliver();
        }
    });
    if (!loaded.front().states.empty())
        deliver();
}

InstanceState* Loader::byKey(const Mapper& mapper, const std::vector<Value>& key, const LoadOptions* options)
{
    QuerySpec spec;
    spec.mapper = &mapper;
    spec.ownTable = true;
    if (options)
        spec.options = *options;
    for (std::size_t i = 0; i < key.size(); ++i)
        spec.where.push_back(attr(mapper.columns[index(mapper.primaryKey[i])].name) == Expression(key[i]));
    std::vector<InstanceState*> found = run(spec, "get " + mapper.className);
    return found.empty() ? nullptr : found.front();
}

void Loader::refresh(InstanceState& state, const std::vector<int>& attributes, const std::string& purpose)
{
    const Mapper& mapper = *state.mapper;
    Entity entity(mapper, Entity::Naming::OwnTable);
    std::vector<Expression> columns;
    int table = -1;
    bool oneTable = true;
    for (int attribute : attributes) {
        columns.push_back(entity.column(attribute));
        int own = mapper.columns[index(attribute)].table;
        oneTable = oneTable && own >= 0 && (table < 0 || table == own);
        table = own;
    }
    Select query = select(columns);
    if (oneTable) {
        const MappedTable& mapped = mapper.tables[index(table)];
        FromClause from = relata::table(mapped.table);
        query = query.selectFrom(from);
        for (std::size_t i = 0; i < mapped.keyColumns.size(); ++i)
            query = query.where(
                from.c(mapped.keyColumns[i]) == Expression(state.committed(mapped.keyAttributes[i]).value()));
    } else {
        query = query.selectFrom(entity.from());
        for (int attribute : mapper.primaryKey)
            query = query.where(entity.column(attribute) == Expression(state.committed(attribute).value()));
    }
    bool found = false;
    m_session.runner.query(m_session.runner.compile(query), purpose, [&](const RowChunk& chunk) {
        for (std::size_t i = 0; i < attributes.size() && chunk.rowCount() > 0; ++i) {
            bool changed = state.changes && state.changes->find(attributes[i]);
            if (!changed)
                state.slot(attributes[i]).assign(chunk.at(0, i));
        }
        found = found || chunk.rowCount() > 0;
    });
    if (!found && !m_session.runner.isMock()) {
        Error error;
        error.kind = ErrorKind::StaleData;
        error.message = "The row of " + state.describe() + " is no longer there.";
        error.hint = "It has been deleted since it was loaded.";
        raise(std::move(error));
    }
    if (!found) {
        for (int attribute : attributes)
            state.slot(attribute).setNull();
    }
}

QuerySpec Loader::targetSpec(
    const Relationship& relationship, const RelationshipOption* option, const LoadOptions* inherited) const
{
    QuerySpec spec;
    spec.mapper = relationship.target;
    if (option && option->below)
        spec.options = *option->below;
    if (inherited)
        spec.options.criteria.insert(
            spec.options.criteria.end(), inherited->criteria.begin(), inherited->criteria.end());
    if (option) {
        if (!option->ofType.empty())
            spec.polymorphic = {option->ofType};
        spec.where = option->criteria;
    }
    for (const auto& [attribute, descending] : relationship.orderBy) {
        Expression by = attr(relationship.target->columns[index(attribute)].name);
        spec.orderBy.push_back(descending ? by.desc() : by);
    }
    return spec;
}

void Loader::lazyLoad(InstanceState& state, const Relationship& relationship)
{
    const RelationshipOption* option = state.options ? state.options->find(relationship) : nullptr;
    for (int attribute : relationship.local)
        attributes::read(state, attribute);
    if (relationship.byPrimaryKey) {
        std::vector<ValueView> key;
        if (!keyOfTarget(state, relationship, key)) {
            attributes::fill(state, relationship, nullptr);
            return;
        }
        if (InstanceState* known = m_session.find(*relationship.target, key)) {
            if (!known->has(InstanceState::DeleteAsked) || known->lifecycle == ObjectState::Persistent) {
                attributes::fill(state, relationship, known);
                return;
            }
        }
    }
    for (int attribute : relationship.local) {
        if (state.slot(attribute).isNull()) {
            if (relationship.uselist)
                attributes::fill(state, relationship, std::vector<InstanceState*>());
            else
                attributes::fill(state, relationship, nullptr);
            return;
        }
    }
    m_session.autoflush();
    if (const RelatedSlot* slot = state.findRelated(relationship.index); slot && slot->loaded)
        return;
    std::vector<InstanceState*> parents{&state};
    loadChildren(
        parents, relationship, option, state.options, "lazy " + relationship.qualifiedName(), {}, 0, 1);
}

void Loader::loadEagerly(const std::vector<InstanceState*>& states, const Mapper& mapper,
    const LoadOptions* options, const QuerySpec* query)
{
    if (states.empty())
        return;
    loadSubclassColumns(states, mapper, options);
    // Relationships of subclasses, too.
    std::vector<const Relationship*> relationships;
    for (const Mapper* one : mapper.selfAndSubclasses()) {
        for (const auto& relationship : one->relationships) {
            if (std::find(relationships.begin(), relationships.end(), relationship.get())
                == relationships.end())
                relationships.push_back(relationship.get());
        }
    }
    for (const Relationship* relationship : relationships) {
        const RelationshipOption* option = options ? options->find(*relationship) : nullptr;
        if (option && option->containsEager)
            continue;
        LazyStrategy strategy = strategyOf(*relationship, option);
        bool byStatement = strategy == LazyStrategy::Selectin || strategy == LazyStrategy::Subquery
            || strategy == LazyStrategy::Immediate;
        bool asked = option && option->strategy;
        auto levels = std::count(m_path.begin(), m_path.end(), relationship);
        if (!byStatement || (!asked && levels >= std::max(1, relationship->joinDepth)))
            continue;
        std::vector<InstanceState*> parents;
        for (InstanceState* state : states) {
            if (state->lifecycle != ObjectState::Persistent || !state->mapper->isA(*relationship->parent))
                continue;
            const RelatedSlot* slot = state->findRelated(relationship->index);
            if (!slot || !slot->loaded)
                parents.push_back(state);
        }
        if (parents.empty())
            continue;
        m_path.push_back(relationship);
        if (strategy == LazyStrategy::Immediate) {
            for (InstanceState* parent : parents)
                lazyLoad(*parent, *relationship);
        } else if (strategy == LazyStrategy::Subquery && query) {
            subqueryLoad(parents, *relationship, option, options, *query);
        } else if (relationship->byPrimaryKey) {
            selectInByKey(parents, *relationship, option, options);
        } else {
            selectIn(parents, *relationship, option, options);
        }
        m_path.pop_back();
    }
}

void Loader::loadSubclassColumns(
    const std::vector<InstanceState*>& states, const Mapper& mapper, const LoadOptions* options)
{
    for (const Mapper* subclass : mapper.selfAndSubclasses()) {
        bool asked = options
            && std::count(
                   options->selectinClasses.begin(), options->selectinClasses.end(), subclass->className)
                > 0;
        if (subclass == &mapper || (!asked && subclass->polymorphicLoad != PolymorphicLoad::Selectin))
            continue;
        std::vector<InstanceState*> missing;
        for (InstanceState* state : states) {
            if (!state->mapper->isA(*subclass))
                continue;
            bool absent = false;
            for (std::size_t i = mapper.columns.size(); i < subclass->columns.size(); ++i)
                absent = absent || (state->slots()[i].isAbsent() && !subclass->columns[i].deferred);
            if (absent)
                missing.push_back(state);
        }
        for (std::size_t start = 0; start < missing.size(); start += keysPerStatement) {
            QuerySpec spec;
            spec.mapper = subclass;
            std::vector<Expression> names;
            for (int attribute : subclass->primaryKey)
                names.push_back(attr(subclass->columns[index(attribute)].name));
            std::vector<Value> single;
            std::vector<std::vector<Value>> rows;
            for (std::size_t i = start; i < std::min(missing.size(), start + keysPerStatement); ++i) {
                std::vector<Value> key;
                for (int attribute : subclass->primaryKey)
                    key.push_back(missing[i]->committed(attribute).value());
                if (key.size() == 1)
                    single.push_back(key.front());
                rows.push_back(std::move(key));
            }
            spec.where.push_back(names.size() == 1 ? names.front().in_(single) : tuple_(names).in_(rows));
            QueryBuilder builder(spec, spec.options);
            execute(builder.objects(), "selectin " + subclass->className, false);
        }
    }
}

void Loader::selectInByKey(const std::vector<InstanceState*>& parents, const Relationship& relationship,
    const RelationshipOption* option, const LoadOptions* inherited)
{
    const Mapper& target = *relationship.target;
    std::vector<std::vector<Value>> missing;
    std::unordered_set<std::string> asked;
    std::vector<ValueView> key;
    std::vector<InstanceState*> known;
    for (InstanceState* parent : parents) {
        for (int attribute : relationship.local)
            attributes::read(*parent, attribute);
        if (!keyOfTarget(*parent, relationship, key))
            continue;
        if (InstanceState* there = m_session.find(target, key)) {
            known.push_back(there);
            continue;
        }
        if (!asked.insert(textOf(key)).second)
            continue;
        std::vector<Value>& values = missing.emplace_back();
        for (const ValueView& part : key)
            values.push_back(Value::copyOf(part));
    }
    for (std::size_t start = 0; start < missing.size(); start += keysPerStatement) {
        QuerySpec spec = targetSpec(relationship, option, inherited);
        spec.orderBy.clear();
        std::vector<std::vector<Value>> rows(missing.begin() + static_cast<std::ptrdiff_t>(start),
            missing.begin()
                + static_cast<std::ptrdiff_t>(std::min(missing.size(), start + keysPerStatement)));
        std::vector<Expression> names;
        for (int attribute : target.primaryKey)
            names.push_back(attr(target.columns[index(attribute)].name));
        std::vector<Value> single;
        for (const std::vector<Value>& row : rows)
            single.push_back(row.front());
        spec.where.push_back(names.size() == 1 ? names.front().in_(single) : tuple_(names).in_(rows));
        QueryBuilder builder(spec, spec.options);
        BuiltQuery built = builder.objects();
        std::vector<Loaded> loaded = execute(built, "selectin " + relationship.qualifiedName(), false);
        loadEntities(built, loaded, nullptr);
    }
    for (InstanceState* parent : parents)
        attributes::fill(*parent, relationship,
            keyOfTarget(*parent, relationship, key) ? m_session.find(target, key) : nullptr);
    if (!known.empty() && option && option->below) {
        std::sort(known.begin(), known.end());
        known.erase(std::unique(known.begin(), known.end()), known.end());
        loadEagerly(known, target, option->below.get(), nullptr);
    }
}

void Loader::selectIn(const std::vector<InstanceState*>& parents, const Relationship& relationship,
    const RelationshipOption* option, const LoadOptions* inherited)
{
    for (std::size_t start = 0; start < parents.size(); start += keysPerStatement)
        loadChildren(parents, relationship, option, inherited, "selectin " + relationship.qualifiedName(), {},
            start, std::min(keysPerStatement, parents.size() - start));
}

void Loader::subqueryLoad(const std::vector<InstanceState*>& parents, const Relationship& relationship,
    const RelationshipOption* option, const LoadOptions* inherited, const QuerySpec& query)
{
    QuerySpec plain = query;
    plain.forUpdate.reset();
    QueryBuilder builder(plain, plain.options);
    Select keys = builder.keys(relationship.local);
    loadChildren(parents, relationship, option, inherited, "subquery " + relationship.qualifiedName(), keys,
        0, parents.size());
}

// Objects of the target for parents [first, first + count), each row with its parent's key.
void Loader::loadChildren(const std::vector<InstanceState*>& allParents, const Relationship& relationship,
    const RelationshipOption* option, const LoadOptions* inherited, const std::string& purpose,
    const std::optional<Select>& parentKeys, std::size_t first, std::size_t count)
{
    std::vector<InstanceState*> parents(allParents.begin() + static_cast<std::ptrdiff_t>(first),
        allParents.begin() + static_cast<std::ptrdiff_t>(first + count));
    QuerySpec spec = targetSpec(relationship, option, inherited);
    QueryBuilder builder(spec, spec.options);
    BuiltQuery built = builder.objects();
    const Entity& target = builder.primary();
    std::vector<Expression> keyColumns;
    std::optional<FromClause> secondary;
    Select query = built.select;
    if (relationship.secondary) {
        secondary = table(relationship.secondary).alias("secondary_1");
        std::vector<Expression> on;
        for (std::size_t i = 0; i < relationship.remote.size(); ++i)
            on.push_back(
                target.column(relationship.remote[i]) == secondary->c(relationship.secondaryRemote[i]));
        query = query.selectFrom(*secondary).where(and_(on));
        for (const std::string& column : relationship.secondaryLocal)
            keyColumns.push_back(secondary->c(column));
    } else {
        for (int attribute : relationship.remote)
            keyColumns.push_back(target.column(attribute));
    }
    if (parentKeys) {
        FromClause keys = parentKeys->distinct().subquery("parents_1");
        std::vector<Expression> on;
        for (std::size_t i = 0; i < keyColumns.size(); ++i)
            on.push_back(keys.c(i) == keyColumns[i]);
        query = query.selectFrom(keys).where(and_(on));
    } else if (parents.size() == 1) {
        for (std::size_t i = 0; i < keyColumns.size(); ++i)
            query = query.where(keyColumns[i] == Expression(parents[0]->slot(relationship.local[i]).value()));
    } else if (keyColumns.size() == 1) {
        std::vector<Value> values;
        for (InstanceState* parent : parents) {
            const CompactValue& value = attributes::read(*parent, relationship.local[0]);
            if (!value.isNull())
                values.push_back(value.value());
        }
        query = query.where(keyColumns[0].in_(values));
    } else {
        std::vector<std::vector<Value>> rows;
        for (InstanceState* parent : parents) {
            std::vector<Value>& row = rows.emplace_back();
            for (int attribute : relationship.local)
                row.push_back(attributes::read(*parent, attribute).value());
        }
        query = query.where(tuple_(keyColumns).in_(rows));
    }
    Keys keys{&relationship, &parents, {}};
    // The key stands among the columns already, unless it is the association table's.
    if (!secondary) {
        for (int attribute : relationship.remote) {
            for (const auto& [known, column] : built.entities.front().columns.common) {
                if (known == attribute)
                    keys.columns.push_back(column);
            }
        }
    }
    if (keys.columns.size() != keyColumns.size() && parents.size() > 1) {
        keys.columns.clear();
        std::vector<Expression> labelled;
        for (std::size_t i = 0; i < keyColumns.size(); ++i) {
            keys.columns.push_back(static_cast<int>(built.columnCount + i));
            labelled.push_back(keyColumns[i].label("parent_" + std::to_string(i)));
        }
        query = query.addColumns(labelled);
    } else if (parents.size() == 1) {
        keys.columns.clear();
    }
    built.select = query;
    Children children(parents.size());
    std::vector<Loaded> loaded = execute(built, purpose, false, &keys, &children);
    for (std::size_t i = 0; i < parents.size(); ++i) {
        if (relationship.uselist)
            attributes::fill(*parents[i], relationship, std::move(children[i]));
        else
            attributes::fill(*parents[i], relationship, children[i].empty() ? nullptr : children[i].front());
    }
    loadEntities(built, loaded, nullptr);
}

} // namespace relata
