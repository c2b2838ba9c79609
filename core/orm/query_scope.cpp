// Entities and names of a query: how attributes and relationships become columns and conditions.
#include "core/orm/query_builder.h"

#include "core/orm/evaluator.h"
#include "core/sql/functions.h"
#include "core/util/argument_error.h"
#include "core/util/strings.h"

#include <algorithm>

namespace relata {
namespace {

std::size_t index(int number)
{
    return static_cast<std::size_t>(number);
}

Expression formula(const std::string& text, const std::string& name, const Entity& entity)
{
    auto parsed = parseFormula(text);
    if (!parsed)
        raiseArgument("The expression of " + entity.mapper().className + "." + name
            + " cannot be used: " + parsed.error().message);
    return resolve(*parsed, QueryScope{{{entity.mapper().className, &entity}}});
}

Expression resolveAttribute(const std::string& path, const QueryScope& scope)
{
    const Entity* entity = scope.entities.front().second;
    std::string name = path;
    std::size_t dot = path.find('.');
    if (dot != std::string::npos) {
        entity = scope.find(std::string_view(path).substr(0, dot));
        name = path.substr(dot + 1);
        if (!entity) {
            std::vector<std::string> known;
            for (const auto& [alias, unused] : scope.entities)
                known.push_back(alias);
            raiseArgument(
                "“" + path + "” names “" + path.substr(0, dot) + "”, which is no part of the query.",
                "Parts are " + join(known, ", ") + "; join() adds one.");
        }
    }
    const Mapper* owner = ownerOf(*entity, name);
    if (!owner)
        entity->mapper().columnIndex(name); // throws, with the names that there are
    const AttributeName& found = *owner->find(name);
    switch (found.kind) {
    case AttributeKind::Column:
        return entity->column(found.index, owner);
    case AttributeKind::Hybrid:
        return formula(owner->hybrids[index(found.index)].expression, name, *entity);
    case AttributeKind::Composite: {
        std::vector<Expression> parts;
        for (int attribute : owner->composites[index(found.index)].attributes)
            parts.push_back(entity->column(attribute, owner));
        return tuple_(parts);
    }
    default:
        raiseArgument("“" + path + "” is no column of class " + owner->className + ".",
            "Relationships are asked about with any(), has() and isRelated().");
    }
}

Expression resolveTest(const ast::Expr& test, const QueryScope& scope)
{
    const Entity* entity = scope.entities.front().second;
    std::string name = test.text;
    if (std::size_t dot = name.find('.'); dot != std::string::npos) {
        entity = scope.find(std::string_view(name).substr(0, dot));
        if (!entity)
            raiseArgument("“" + name + "” names no part of the query.");
        name = name.substr(dot + 1);
    }
    const Mapper* owner = ownerOf(*entity, name);
    const Relationship& relationship = (owner ? *owner : entity->mapper()).relationship(name);
    const Mapper& target = subclassOf(*relationship.target, testedType(test));
    bool isKey = isRelatedTest(test);
    if (isKey && relationship.byPrimaryKey) {
        std::vector<Expression> equal;
        for (std::size_t i = 0; i < relationship.local.size(); ++i) {
            Expression column = entity->column(relationship.local[i], owner);
            if (test.args.empty()) {
                equal.push_back(column.is_(null()));
                continue;
            }
            auto place =
                std::find(target.primaryKey.begin(), target.primaryKey.end(), relationship.remote[i]);
            equal.push_back(
                column == Expression(test.args[static_cast<std::size_t>(place - target.primaryKey.begin())]));
        }
        return and_(equal);
    }
    Entity other(target, Entity::Naming::Alias);
    std::optional<FromClause> secondary;
    if (relationship.secondary)
        secondary = table(relationship.secondary).alias();
    Expression condition = joinCondition(relationship, *entity, other, secondary);
    if (auto discriminator = other.discriminator())
        condition = condition && *discriminator;
    if (isKey) {
        for (std::size_t i = 0; i < test.args.size(); ++i)
            condition = condition && other.column(target.primaryKey[i]) == Expression(test.args[i]);
    } else if (!test.args.empty()) {
        QueryScope inner{{{target.className, &other}}};
        // Names with a prefix may be the enclosing query's.
        inner.entities.insert(inner.entities.end(), scope.entities.begin(), scope.entities.end());
        condition = condition && resolve(Expression(test.args.front()), inner);
    }
    FromClause from = other.from();
    if (secondary)
        from = from.crossJoin(*secondary);
    Select query = secondary
        ? select(std::vector<Expression>{literalColumn("1")}).selectFrom(other.from()).selectFrom(*secondary)
        : select(std::vector<Expression>{literalColumn("1")}).selectFrom(from);
    Expression found = query.where(condition).exists();
    return isKey && test.args.empty() ? !found : found;
}

} // namespace

const Mapper& subclassOf(const Mapper& mapper, std::string_view className)
{
    if (className.empty())
        return mapper;
    for (const Mapper* one : mapper.selfAndSubclasses()) {
        if (one->className == className)
            return *one;
    }
    raiseArgument("“" + std::string(className) + "” is no subclass of " + mapper.className + ".");
}

const Mapper* ownerOf(const Entity& entity, const std::string& name)
{
    if (entity.mapper().find(name))
        return &entity.mapper();
    for (const Mapper* subclass : entity.polymorphic()) {
        if (subclass->find(name))
            return subclass;
    }
    return nullptr;
}

Entity::Entity(
    const Mapper& mapper, Naming naming, const std::string& alias, std::vector<const Mapper*> polymorphic)
    : m_mapper(&mapper), m_polymorphic(std::move(polymorphic)), m_from(mapper.tables.front().table)
{
    if (mapper.polymorphicUnion && !mapper.concretes.empty() && naming != Naming::OwnTable) {
        m_isUnion = true;
        m_from = makeUnion(alias);
        return;
    }
    auto named = [&](const TablePtr& table) {
        FromClause plain = relata::table(table);
        if (naming != Naming::Alias)
            return plain;
        if (alias.empty())
            return plain.alias();
        return plain.alias(
            mapper.tables.size() + m_polymorphic.size() == 1 ? alias : alias + "_" + table->name);
    };
    auto add = [&](const Mapper& of, std::size_t number, bool outer) {
        const MappedTable& mapped = of.tables[number];
        FromClause from = named(mapped.table);
        m_tables.emplace_back(mapped.table.get(), from);
        if (m_tables.size() == 1) {
            m_from = from;
            return;
        }
        std::vector<Expression> equal;
        for (std::size_t i = 0; i < mapped.keyColumns.size(); ++i)
            equal.push_back(column(mapped.keyAttributes[i], &of) == from.c(mapped.keyColumns[i]));
        m_from = outer ? m_from.outerJoin(from, and_(equal)) : m_from.join(from, and_(equal));
    };
    for (std::size_t i = 0; i < mapper.tables.size(); ++i)
        add(mapper, i, false);
    for (const Mapper* subclass : m_polymorphic) {
        for (std::size_t i = mapper.tables.size(); i < subclass->tables.size(); ++i) {
            const Table* own = subclass->tables[i].table.get();
            bool known = std::any_of(
                m_tables.begin(), m_tables.end(), [&](const auto& entry) { return entry.first == own; });
            if (!known)
                add(*subclass, i, true);
        }
    }
}

namespace {

// In the column of the union that tells the class; with more underscores where an attribute has the name.
std::string classColumn(const Mapper& mapper)
{
    std::string name = "class_name";
    auto taken = [&](const Mapper& one) { return one.find(name) != nullptr; };
    while (taken(mapper)
        || std::any_of(
            mapper.concretes.begin(), mapper.concretes.end(), [&](const Mapper* one) { return taken(*one); }))
        name += "_";
    return name;
}

} // namespace

FromClause Entity::makeUnion(const std::string& alias) const
{
    std::vector<const Mapper*> classes{m_mapper};
    classes.insert(classes.end(), m_mapper->concretes.begin(), m_mapper->concretes.end());
    std::vector<const ColumnAttribute*> attributes; // each name once
    for (const Mapper* one : classes) {
        for (const ColumnAttribute& column : one->columns) {
            bool known = std::any_of(attributes.begin(), attributes.end(),
                [&](const ColumnAttribute* other) { return other->name == column.name; });
            if (column.column && !known)
                attributes.push_back(&column);
        }
    }
    std::vector<Select> parts;
    for (const Mapper* one : classes) {
        Entity own(*one, Naming::OwnTable);
        std::vector<Expression> columns;
        for (const ColumnAttribute* attribute : attributes) {
            const AttributeName* found = one->find(attribute->name);
            bool has =
                found && found->kind == AttributeKind::Column && one->columns[index(found->index)].column;
            columns.push_back((has ? own.column(found->index) : cast(null(), attribute->column->type))
                                  .label(attribute->name));
        }
        columns.push_back(
            cast(Expression(one->className), SqlType::of(TypeKind::Text)).label(classColumn(*m_mapper)));
        parts.push_back(select(columns).selectFrom(own.from()));
    }
    return unionAll(parts).subquery(alias);
}

Expression Entity::unionClass() const
{
    return m_from.c(classColumn(*m_mapper));
}

const FromClause& Entity::tableOf(const Table* table) const
{
    for (const auto& [known, from] : m_tables) {
        if (known == table)
            return from;
    }
    raiseArgument(
        "Table " + table->qualifiedName() + " is no part of the query for class " + m_mapper->className + ".",
        "Ask for the subclass, or use withPolymorphic().");
}

Expression Entity::column(int attribute, const Mapper* of) const
{
    const Mapper& mapper = of ? *of : *m_mapper;
    const ColumnAttribute& column = mapper.columns[index(attribute)];
    if (!column.column)
        return formula(column.expression, column.name, *this);
    if (m_isUnion)
        return m_from.c(column.name);
    return tableOf(mapper.tables[index(column.table)].table.get()).c(column.column->name);
}

std::optional<Expression> Entity::discriminator() const
{
    const Mapper& mapper = *m_mapper;
    if (mapper.discriminator < 0 || mapper.inheritance != Inheritance::Single)
        return {};
    std::vector<Value> values;
    for (const Mapper* one : mapper.selfAndSubclasses()) {
        if (one->identity)
            values.push_back(*one->identity);
    }
    Expression column = this->column(mapper.discriminator);
    return values.size() == 1 ? column == Expression(values.front()) : column.in_(values);
}

const Entity* QueryScope::find(std::string_view name) const
{
    for (const auto& [known, entity] : entities) {
        if (known == name)
            return entity;
    }
    return nullptr;
}

Expression resolve(const Expression& expression, const QueryScope& scope)
{
    return rewritten(expression, [&](const ast::ExprPtr& node) -> std::optional<Expression> {
        if (isAttribute(*node))
            return resolveAttribute(node->text, scope);
        if (isRelationshipTest(*node))
            return resolveTest(*node, scope);
        return {};
    });
}

Expression joinCondition(const Relationship& relationship, const Entity& parent, const Entity& target,
    const std::optional<FromClause>& secondary)
{
    std::vector<Expression> equal;
    // A relationship of a subclass that comes along has its columns there.
    const Mapper* owner = parent.mapper().isA(*relationship.parent) ? nullptr : relationship.parent;
    for (std::size_t i = 0; i < relationship.local.size(); ++i) {
        Expression local = parent.column(relationship.local[i], owner);
        equal.push_back(secondary ? local == secondary->c(relationship.secondaryLocal[i])
                                  : local == target.column(relationship.remote[i]));
    }
    for (std::size_t i = 0; secondary && i < relationship.remote.size(); ++i)
        equal.push_back(
            target.column(relationship.remote[i]) == secondary->c(relationship.secondaryRemote[i]));
    return and_(equal);
}

std::vector<const Mapper*> polymorphicClasses(
    const Mapper& mapper, const std::optional<std::vector<std::string>>& asked)
{
    std::vector<const Mapper*> classes;
    for (const Mapper* one : mapper.selfAndSubclasses()) {
        if (one == &mapper)
            continue;
        bool wanted = one->polymorphicLoad == PolymorphicLoad::Inline;
        for (std::size_t i = 0; asked && i < asked->size(); ++i)
            wanted = wanted || (*asked)[i] == "*" || (*asked)[i] == one->className;
        if (wanted)
            classes.push_back(one);
    }
    for (std::size_t i = 0; asked && i < asked->size(); ++i) {
        bool known = (*asked)[i] == "*"
            || std::any_of(classes.begin(), classes.end(),
                [&](const Mapper* one) { return one->className == (*asked)[i]; });
        if (!known)
            raiseArgument("“" + (*asked)[i] + "” is no subclass of " + mapper.className + ".");
    }
    return classes;
}

} // namespace relata
