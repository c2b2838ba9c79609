#include "core/orm/registry_builder.h"

#include "core/sql/client_defaults.h"
#include "core/util/strings.h"
#include "core/util/topological_sort.h"

#include <algorithm>
#include <tuple>

namespace relata {
namespace {

std::string quoted(std::string_view name)
{
    return "“" + std::string(name) + "”";
}

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

} // namespace

RegistryBuilder::RegistryBuilder(MetaData metadata, ModelMappings mappings)
    : m_data(std::make_shared<MapperRegistry::Data>())
{
    m_data->metadata = std::move(metadata);
    m_data->mappings = std::move(mappings);
}

TablePtr RegistryBuilder::findTable(const TableName& name) const
{
    if (TablePtr table = m_data->metadata.tablePtr(name.schema, name.name))
        return table;
    return nullptr;
}

Result<MapperRegistry> RegistryBuilder::build()
{
    auto order = sortedByInheritance();
    if (!order)
        return fail(order.error());
    std::vector<ClassMapping> whole(m_data->mappings.classes.size());
    for (std::size_t position : *order) {
        auto mapping = withMixins(m_data->mappings.classes[position]);
        if (!mapping)
            return fail(mapping.error());
        if (auto added = addClass(*mapping); !added)
            return fail(added.error());
        whole[position] = std::move(*mapping);
    }
    for (std::size_t position : *order) {
        Mapper& mapper = *m_mappers.at(whole[position].className);
        for (const RelationshipMapping& relationship : whole[position].relationships) {
            if (auto added = addRelationship(mapper, relationship); !added)
                return fail(added.error());
        }
    }
    if (auto connected = connectBackPopulates(); !connected)
        return fail(connected.error());
    shareWithSubclasses();
    for (std::size_t position : *order) {
        if (auto added = addOtherAttributes(*m_mappers.at(whole[position].className), whole[position]);
            !added)
            return fail(added.error());
    }
    if (auto checked = checkProxies(); !checked)
        return fail(checked.error());
    warnOfOverlaps();
    sortMappers();
    MapperRegistry registry;
    registry.m_data = m_data;
    return registry;
}

Result<std::vector<std::size_t>> RegistryBuilder::sortedByInheritance() const
{
    const std::vector<ClassMapping>& classes = m_data->mappings.classes;
    std::unordered_map<std::string, std::size_t> position;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        if (classes[i].className.empty())
            return fail(ErrorKind::Argument, "A mapped class has no name.");
        if (!position.emplace(classes[i].className, i).second)
            return fail(ErrorKind::Argument, "Two classes are called " + quoted(classes[i].className) + ".",
                "Give one of them another name.");
    }
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        if (classes[i].inherits.empty())
            continue;
        auto base = position.find(classes[i].inherits);
        if (base == position.end())
            return fail(ErrorKind::Argument,
                "Class " + classes[i].className + " inherits from " + quoted(classes[i].inherits)
                    + ", which is not mapped.");
        edges.push_back({i, base->second});
        if (base->second == i)
            return fail(ErrorKind::Argument, "Class " + classes[i].className + " inherits from itself.");
    }
    TopologicalOrder order = topologicalSort(classes.size(), edges);
    if (!order.cut.empty())
        return fail(ErrorKind::Argument,
            "Classes " + classes[order.cut[0].first].className + " and "
                + classes[order.cut[0].second].className + " inherit from each other.");
    return order.order;
}

Result<ClassMapping> RegistryBuilder::withMixins(const ClassMapping& mapping) const
{
    ClassMapping whole = mapping;
    for (const std::string& name : mapping.mixins) {
        auto mixin = std::find_if(m_data->mappings.mixins.begin(), m_data->mappings.mixins.end(),
            [&](const MixinMapping& candidate) { return candidate.name == name; });
        if (mixin == m_data->mappings.mixins.end())
            return fail(ErrorKind::Argument,
                "Class " + mapping.className + " uses the mixin " + quoted(name) + ", which does not exist.");
        append(whole.columns, mixin->columns);
        append(whole.columnProperties, mixin->columnProperties);
        append(whole.hybrids, mixin->hybrids);
        append(whole.synonyms, mixin->synonyms);
        append(whole.composites, mixin->composites);
        append(whole.associationProxies, mixin->associationProxies);
        append(whole.validators, mixin->validators);
        append(whole.relationships, mixin->relationships);
        if (whole.versionColumn.empty())
            std::tie(whole.versionColumn, whole.versionGenerator) =
                std::tie(mixin->versionColumn, mixin->versionGenerator);
    }
    return whole;
}

Result<void> RegistryBuilder::addName(Mapper& mapper, const std::string& name, AttributeName what)
{
    if (name.empty())
        return fail(ErrorKind::Argument, "An attribute of class " + mapper.className + " has no name.");
    if (!mapper.names.emplace(name, what).second)
        return fail(ErrorKind::Argument,
            "Class " + mapper.className + " has two attributes called " + quoted(name) + ".",
            "Give one of them another name, or leave the column out with excludedColumns.");
    return {};
}

Result<void> RegistryBuilder::addClass(const ClassMapping& mapping)
{
    auto owned = std::make_unique<Mapper>();
    Mapper& mapper = *owned;
    mapper.className = mapping.className;
    mapper.number = static_cast<int>(m_data->mappers.size());
    mapper.root = &mapper;
    mapper.confirmDeletedRows = mapping.confirmDeletedRows;
    mapper.polymorphicLoad = mapping.polymorphicLoad;
    mapper.polymorphicUnion = mapping.polymorphicUnion;

    TablePtr table;
    if (!mapping.table.empty()) {
        table = findTable(mapping.table);
        if (!table)
            return fail(ErrorKind::Argument,
                "Class " + mapping.className + " is mapped to the table " + mapping.table.text()
                    + ", which is not in the model.");
    }
    if (!mapping.inherits.empty()) {
        Mapper& base = *m_mappers.at(mapping.inherits);
        mapper.inheritance = mapping.inheritance != Inheritance::None ? mapping.inheritance
            : table                                                   ? Inheritance::Joined
                                                                      : Inheritance::Single;
        if (mapper.inheritance == Inheritance::Single && table && table != base.tables.front().table)
            return fail(ErrorKind::Argument,
                "Class " + mapping.className + " says that it shares the table of " + base.className
                    + ", but names a table of its own.");
        if (mapper.inheritance != Inheritance::Single && !table)
            return fail(ErrorKind::Argument, "Class " + mapping.className + " names no table.",
                "Joined and concrete inheritance want one; single-table inheritance does without.");
        mapper.base = &base;
        if (mapper.inheritance == Inheritance::Concrete) {
            for (const Mapper* above = &base; above; above = above->base) {
                if (above->polymorphicUnion)
                    m_mappers.at(above->className)->concretes.push_back(&mapper);
            }
        } else {
            mapper.root = base.root;
            mapper.tables = base.tables;
            mapper.columns = base.columns;
            mapper.primaryKey = base.primaryKey;
            mapper.names = base.names;
            mapper.clientDefaults = base.clientDefaults;
            mapper.discriminator = base.discriminator;
            mapper.version = base.version;
            mapper.countsVersions = base.countsVersions;
            base.subclasses.push_back(&mapper);
        }
    } else if (!table) {
        return fail(ErrorKind::Argument, "Class " + mapping.className + " is mapped to no table.");
    }
    if (mapper.inheritance != Inheritance::Single) {
        if (auto added = addTable(mapper, mapping, table); !added)
            return added;
    } else if (auto added = addColumns(mapper, mapping, mapper.tables.size() - 1); !added) {
        return added;
    }
    if (mapper.root == &mapper) {
        if (auto added = addKey(mapper, mapping); !added)
            return added;
    }
    if (auto added = addPolymorphism(mapper, mapping); !added)
        return added;
    if (mapper.polymorphicUnion && (mapper.discriminator >= 0 || mapper.root != &mapper))
        return fail(ErrorKind::Argument,
            "Class " + mapping.className
                + " reads a polymorphic union, but takes part in joined or single-table inheritance.",
            "polymorphicUnion is for a class whose subclasses are all concrete.");
    m_mappers[mapping.className] = &mapper;
    m_data->byName[mapping.className] = &mapper;
    m_data->mappers.push_back(std::move(owned));
    return {};
}

Result<void> RegistryBuilder::addTable(Mapper& mapper, const ClassMapping& mapping, TablePtr table)
{
    MappedTable mapped;
    mapped.table = std::move(table);
    if (!mapper.tables.empty()) {
        if (auto key = addInheritedKey(mapper, mapped); !key)
            return key;
    }
    mapper.tables.push_back(std::move(mapped));
    return addColumns(mapper, mapping, mapper.tables.size() - 1);
}

Result<void> RegistryBuilder::addInheritedKey(Mapper& mapper, MappedTable& mapped)
{
    // The table's own key refers to the base's, column by column.
    const Table& own = *mapped.table;
    for (const ForeignKeyConstraint& key : own.foreignKeys) {
        const Table* referred = m_data->metadata.referredTable(own, key);
        std::vector<std::string> referredColumns = key.referredColumns;
        if (referred && referredColumns.empty())
            referredColumns = referred->primaryKey.columns;
        std::vector<int> attributes;
        std::vector<std::string> columns;
        for (int attribute : mapper.primaryKey) {
            for (std::size_t i = 0; referred && i < key.columns.size() && i < referredColumns.size(); ++i) {
                if (mapper.attributeOf(*referred, referredColumns[i]) == attribute) {
                    attributes.push_back(attribute);
                    columns.push_back(key.columns[i]);
                }
            }
        }
        bool isKey = std::all_of(columns.begin(), columns.end(),
            [&](const std::string& column) { return own.isPrimaryKey(column) || own.primaryKey.empty(); });
        if (attributes.size() == mapper.primaryKey.size() && isKey) {
            mapped.keyAttributes = std::move(attributes);
            mapped.keyColumns = std::move(columns);
            return {};
        }
    }
    return fail(ErrorKind::Argument,
        "Class " + mapper.className + " inherits from " + mapper.base->className + ", but no foreign key of "
            + own.qualifiedName() + " leads from its key to the key of "
            + mapper.tables.back().table->qualifiedName() + ".",
        "Add that foreign key, or map the class with concrete inheritance.");
}

Result<void> RegistryBuilder::addColumns(Mapper& mapper, const ClassMapping& mapping, std::size_t tableNumber)
{
    MappedTable& mapped = mapper.tables[tableNumber];
    const Table& table = *mapped.table;
    for (const ColumnMapping& column : mapping.columns) {
        const std::string& name = column.column.empty() ? column.name : column.column;
        if (!table.findColumn(name))
            return fail(ErrorKind::Argument,
                "Attribute " + mapping.className + "." + column.name + " is mapped to the column "
                    + quoted(name) + ", which table " + table.qualifiedName() + " does not have.");
    }
    bool ownTable = mapper.inheritance != Inheritance::Single;
    for (std::size_t position = 0; position < table.columns.size(); ++position) {
        const Column& column = table.columns[position];
        auto said =
            std::find_if(mapping.columns.begin(), mapping.columns.end(), [&](const ColumnMapping& entry) {
                return (entry.column.empty() ? entry.name : entry.column) == column.name;
            });
        bool explicitly = said != mapping.columns.end();
        if (!explicitly
            && std::find(mapping.excludedColumns.begin(), mapping.excludedColumns.end(), column.name)
                != mapping.excludedColumns.end())
            continue;
        // A subclass that shares the table has the columns that its base has not taken, where it names them.
        if (!ownTable && (!explicitly || mapper.attributeOf(table, column.name) >= 0))
            continue;
        auto inherited = std::find(mapped.keyColumns.begin(), mapped.keyColumns.end(), column.name);
        if (inherited != mapped.keyColumns.end()) {
            int attribute =
                mapped.keyAttributes[static_cast<std::size_t>(inherited - mapped.keyColumns.begin())];
            mapped.columns.push_back({attribute, static_cast<int>(position)});
            std::string name = explicitly ? said->name : column.name;
            mapper.names.emplace(name, AttributeName{AttributeKind::Column, attribute});
            continue;
        }
        ColumnAttribute attribute;
        attribute.name = explicitly ? said->name : column.name;
        attribute.index = static_cast<int>(mapper.columns.size());
        attribute.table = static_cast<int>(tableNumber);
        attribute.column = &column;
        attribute.deferred = explicitly && (said->deferred || !said->deferredGroup.empty());
        attribute.deferredGroup = explicitly ? said->deferredGroup : std::string();
        attribute.readOnly = column.computed.has_value();
        attribute.serverValue = column.isFetchedOnInsert() || isMadeByDatabase(column.clientDefault);
        attribute.changedByServer = column.isFetchedOnUpdate() || isMadeByDatabase(column.onUpdate);
        if (mapper.names.contains(attribute.name))
            return fail(ErrorKind::Argument,
                "Column " + quoted(column.name) + " of table " + table.qualifiedName() + " would become "
                    + mapper.className + "." + attribute.name + ", which the class has already.",
                "Give it another name in the class's columns, or leave it out with excludedColumns.");
        mapper.names.emplace(attribute.name, AttributeName{AttributeKind::Column, attribute.index});
        mapped.columns.push_back({attribute.index, static_cast<int>(position)});
        if (column.clientDefault)
            mapper.clientDefaults.push_back(attribute.index);
        mapper.columns.push_back(std::move(attribute));
    }
    for (const ExpressionMapping& property : mapping.columnProperties) {
        ColumnAttribute attribute;
        attribute.name = property.name;
        attribute.index = static_cast<int>(mapper.columns.size());
        attribute.table = -1;
        attribute.expression = property.expression;
        attribute.deferred = property.deferred;
        attribute.readOnly = attribute.changedByServer = true;
        if (auto added = addName(mapper, property.name, {AttributeKind::Column, attribute.index}); !added)
            return added;
        mapper.columns.push_back(std::move(attribute));
    }
    return {};
}

Result<void> RegistryBuilder::addKey(Mapper& mapper, const ClassMapping& mapping)
{
    MappedTable& mapped = mapper.tables.back();
    const Table& table = *mapped.table;
    const std::vector<std::string>& key =
        mapping.primaryKey.empty() ? table.primaryKey.columns : mapping.primaryKey;
    if (key.empty())
        return fail(ErrorKind::Argument,
            "Class " + mapping.className + " cannot tell its objects apart: table " + table.qualifiedName()
                + " has no primary key.",
            "Name the columns that together are unique in the class's primaryKey.");
    for (const std::string& column : key) {
        int attribute = mapper.attributeOf(table, column);
        if (attribute < 0)
            return fail(ErrorKind::Argument,
                "The key of class " + mapping.className + " needs the column " + quoted(column)
                    + ", which is not mapped.");
        mapper.primaryKey.push_back(attribute);
        mapper.columns[static_cast<std::size_t>(attribute)].primaryKey = true;
        mapped.keyAttributes.push_back(attribute);
        mapped.keyColumns.push_back(column);
    }
    if (mapper.primaryKey.size() == 1) {
        const ColumnAttribute& attribute =
            mapper.columns[static_cast<std::size_t>(mapper.primaryKey.front())];
        bool refers =
            std::any_of(table.foreignKeys.begin(), table.foreignKeys.end(), [&](const auto& foreign) {
                return std::find(foreign.columns.begin(), foreign.columns.end(), key.front())
                    != foreign.columns.end();
            });
        if (attribute.column->identity || attribute.column->autoincrement == Autoincrement::Yes
            || (attribute.column->type.isInteger() && !refers && !attribute.column->computed))
            mapped.autoAttribute = attribute.index;
    }
    return {};
}

Result<void> RegistryBuilder::addPolymorphism(Mapper& mapper, const ClassMapping& mapping)
{
    if (!mapping.discriminator.empty()) {
        if (mapper.root != &mapper)
            return fail(ErrorKind::Argument,
                "Class " + mapping.className + " has a discriminator of its own.",
                "Only the class at the root of an inheritance has one.");
        mapper.discriminator = attributeOfColumn(mapper, mapping.discriminator);
        if (mapper.discriminator < 0)
            return fail(ErrorKind::Argument,
                "The discriminator of class " + mapping.className + " is the column "
                    + quoted(mapping.discriminator) + ", which is not mapped.");
    }
    if (mapping.identity) {
        if (mapper.discriminator < 0 && mapper.inheritance != Inheritance::Concrete)
            return fail(ErrorKind::Argument,
                "Class " + mapping.className
                    + " has a polymorphic identity, but no discriminator says which "
                      "column holds it.");
        for (const auto& other : m_data->mappers) {
            if (other->root == mapper.root && other->identity
                && sameValue(other->identity->view(), mapping.identity->view()))
                return fail(ErrorKind::Argument,
                    "Classes " + other->className + " and " + mapping.className
                        + " have the same polymorphic identity " + quoted(mapping.identity->toText()) + ".");
        }
        mapper.identity = mapping.identity;
    }
    if (mapper.inheritance == Inheritance::Single && mapper.discriminator < 0)
        return fail(ErrorKind::Argument,
            "Class " + mapping.className + " shares the table of " + mapping.inherits
                + ", but no discriminator tells their rows apart.",
            "Name the discriminator column on the root class.");
    if (!mapping.versionColumn.empty()) {
        mapper.version = attributeOfColumn(mapper, mapping.versionColumn);
        if (mapper.version < 0)
            return fail(ErrorKind::Argument,
                "The version counter of class " + mapping.className + " is the column "
                    + quoted(mapping.versionColumn) + ", which is not mapped.");
        mapper.countsVersions = mapping.versionGenerator == VersionGenerator::Counter;
        if (mapper.countsVersions
            && !mapper.columns[static_cast<std::size_t>(mapper.version)].column->type.isInteger())
            return fail(ErrorKind::Argument,
                "The version counter of class " + mapping.className + " is not an integer column.",
                "Choose another one, or say with versionGenerator that the program or the database makes "
                "it.");
    }
    return {};
}

Result<void> RegistryBuilder::addOtherAttributes(Mapper& mapper, const ClassMapping& mapping)
{
    if (mapper.base && mapper.inheritance != Inheritance::Concrete) {
        const Mapper& base = *mapper.base;
        mapper.composites = base.composites;
        mapper.proxies = base.proxies;
        mapper.hybrids = base.hybrids;
        mapper.validators = base.validators;
        for (const auto& [name, what] : base.names)
            mapper.names.emplace(name, what);
    }
    for (const CompositeMapping& composite : mapping.composites) {
        CompositeAttribute made{composite.name, composite.typeName, {}};
        for (const std::string& attribute : composite.attributes) {
            const AttributeName* found = mapper.find(attribute);
            if (!found || found->kind != AttributeKind::Column)
                return fail(ErrorKind::Argument,
                    "Composite " + mapping.className + "." + composite.name + " needs the attribute "
                        + quoted(attribute) + ", which is no column of the class.");
            made.attributes.push_back(found->index);
        }
        if (auto added = addName(mapper, composite.name,
                {AttributeKind::Composite, static_cast<int>(mapper.composites.size())});
            !added)
            return added;
        mapper.composites.push_back(std::move(made));
    }
    for (const AssociationProxyMapping& proxy : mapping.associationProxies) {
        const AttributeName* found = mapper.find(proxy.relationship);
        if (!found || found->kind != AttributeKind::Relationship)
            return fail(ErrorKind::Argument,
                "Association proxy " + mapping.className + "." + proxy.name + " looks through "
                    + quoted(proxy.relationship) + ", which is no relationship of the class.");
        int relationship = found->index;
        if (auto added = addName(mapper, proxy.name,
                {AttributeKind::AssociationProxy, static_cast<int>(mapper.proxies.size())});
            !added)
            return added;
        mapper.proxies.push_back({proxy.name, relationship, proxy.attribute});
    }
    for (const ExpressionMapping& hybrid : mapping.hybrids) {
        if (auto added = addName(
                mapper, hybrid.name, {AttributeKind::Hybrid, static_cast<int>(mapper.hybrids.size())});
            !added)
            return added;
        mapper.hybrids.push_back(hybrid);
    }
    for (const SynonymMapping& synonym : mapping.synonyms) {
        const AttributeName* found = mapper.find(synonym.target);
        if (!found)
            return fail(ErrorKind::Argument,
                "Synonym " + mapping.className + "." + synonym.name + " stands for " + quoted(synonym.target)
                    + ", which the class does not have.");
        AttributeName target = *found;
        if (auto added = addName(mapper, synonym.name, target); !added)
            return added;
    }
    for (const ValidatorMapping& validator : mapping.validators) {
        const AttributeName* found = mapper.find(validator.attribute);
        if (!found || found->kind != AttributeKind::Column)
            return fail(ErrorKind::Argument,
                "A validator of class " + mapping.className + " watches " + quoted(validator.attribute)
                    + ", which is no column of the class.");
        mapper.validators.push_back(validator);
    }
    return {};
}

// Once every class has its attributes: a proxy may lead to another proxy.
Result<void> RegistryBuilder::checkProxies() const
{
    for (const auto& mapper : m_data->mappers) {
        for (const AssociationProxy& proxy : mapper->proxies) {
            const Mapper& target =
                *mapper->relationships[static_cast<std::size_t>(proxy.relationship)]->target;
            if (!target.find(proxy.attribute))
                return fail(ErrorKind::Argument,
                    "Association proxy " + mapper->className + "." + proxy.name + " wants the attribute "
                        + quoted(proxy.attribute) + ", which class " + target.className + " does not have.");
        }
    }
    return {};
}

int RegistryBuilder::attributeOfColumn(const Mapper& mapper, std::string_view column)
{
    for (auto mapped = mapper.tables.rbegin(); mapped != mapper.tables.rend(); ++mapped) {
        int attribute = mapper.attributeOf(*mapped->table, column);
        if (attribute >= 0)
            return attribute;
    }
    return -1;
}

void RegistryBuilder::sortMappers()
{
    const auto& mappers = m_data->mappers;
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (const auto& mapper : mappers) {
        for (const auto& other : mappers) {
            if (mapper->root == other->root)
                continue;
            for (const MappedTable& mapped : mapper->tables) {
                for (const ForeignKeyConstraint& key : mapped.table->foreignKeys) {
                    const Table* referred = m_data->metadata.referredTable(*mapped.table, key);
                    for (const MappedTable& target : other->tables) {
                        if (target.table.get() == referred)
                            edges.push_back({static_cast<std::size_t>(mapper->root->number),
                                static_cast<std::size_t>(other->root->number)});
                    }
                }
            }
        }
        for (const auto& relationship : mapper->relationships) {
            if (relationship->viewOnly || relationship->secondary || relationship->postUpdate)
                continue;
            auto parent = static_cast<std::size_t>(relationship->parent->root->number);
            auto target = static_cast<std::size_t>(relationship->target->root->number);
            if (relationship->foreignKeyIsLocal())
                edges.push_back({parent, target});
            else
                edges.push_back({target, parent});
        }
    }
    for (std::size_t node : topologicalSort(mappers.size(), edges).order)
        m_data->saveOrder.push_back(static_cast<int>(node));
}

} // namespace relata
