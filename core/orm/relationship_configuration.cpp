#include "core/orm/registry_builder.h"
#include "core/util/strings.h"

#include <algorithm>
#include <map>

namespace relata {
namespace {

std::string columnsOf(const ForeignKeyConstraint& key)
{
    return join(key.columns, ", ");
}

bool contains(const std::vector<std::string>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

// "column" or "table.column".
bool names(const std::vector<std::string>& list, const Table& table, std::string_view column)
{
    return contains(list, column) || contains(list, table.name + "." + std::string(column))
        || contains(list, table.qualifiedName() + "." + std::string(column));
}

std::string nameOf(const Mapper& mapper, const RelationshipMapping& mapping)
{
    return mapper.className + "." + mapping.name;
}

} // namespace

void RegistryBuilder::collectKeys(
    const Table& from, const Mapper& to, bool fromLocal, std::vector<Candidate>& into) const
{
    for (const ForeignKeyConstraint& key : from.foreignKeys) {
        const Table* referred = m_data->metadata.referredTable(from, key);
        bool mapped = std::any_of(to.tables.begin(), to.tables.end(),
            [&](const MappedTable& table) { return table.table.get() == referred; });
        if (!referred || !mapped)
            continue;
        Candidate candidate{&from, &key, referred, key.referredColumns, fromLocal, false};
        if (candidate.referredColumns.empty())
            candidate.referredColumns = referred->primaryKey.columns;
        into.push_back(std::move(candidate));
    }
}

std::vector<RegistryBuilder::Candidate> RegistryBuilder::candidates(
    const Mapper& parent, const Mapper& target) const
{
    auto isInheritance = [&](const Candidate& candidate) {
        for (const Mapper* mapper : {&parent, &target}) {
            for (const MappedTable& mapped : mapper->tables) {
                if (mapped.table.get() == candidate.table && &mapped != &mapper->tables.front()
                    && mapped.keyColumns == candidate.key->columns)
                    return true;
            }
        }
        return false;
    };
    std::vector<Candidate> nearest;
    std::vector<Candidate> all;
    for (const MappedTable& mapped : parent.tables)
        collectKeys(*mapped.table, target, true, all);
    for (const MappedTable& mapped : target.tables) {
        // A self-reference is one key, not two.
        bool shared = std::any_of(parent.tables.begin(), parent.tables.end(),
            [&](const MappedTable& table) { return table.table == mapped.table; });
        std::vector<Candidate> found;
        collectKeys(*mapped.table, parent, false, found);
        for (Candidate& candidate : found) {
            bool known = shared && std::any_of(all.begin(), all.end(), [&](const Candidate& other) {
                return other.key == candidate.key;
            });
            if (!known)
                all.push_back(std::move(candidate));
        }
    }
    std::erase_if(all, isInheritance);
    // The classes' own tables count before those of their bases.
    for (const Candidate& candidate : all) {
        const Table* local = parent.tables.back().table.get();
        const Table* remote = target.tables.back().table.get();
        bool near = candidate.fromLocal ? candidate.table == local && candidate.referred == remote
                                        : candidate.table == remote && candidate.referred == local;
        if (near)
            nearest.push_back(candidate);
    }
    return nearest.empty() ? all : nearest;
}

int RegistryBuilder::attributeOfAnyTable(const Mapper& mapper, const Table& table, std::string_view column)
{
    int attribute = mapper.attributeOf(table, column);
    return attribute >= 0 ? attribute : attributeOfColumn(mapper, column);
}

Result<RegistryBuilder::Join> RegistryBuilder::findJoin(
    const Mapper& parent, const Mapper& target, const RelationshipMapping& mapping) const
{
    if (!mapping.primaryJoin.empty())
        return explicitJoin(parent, target, mapping);
    std::vector<Candidate> found = candidates(parent, target);
    if (!mapping.foreignKeys.empty()) {
        std::erase_if(found, [&](const Candidate& candidate) {
            return !std::all_of(
                candidate.key->columns.begin(), candidate.key->columns.end(), [&](const std::string& column) {
                    return names(mapping.foreignKeys, *candidate.table, column);
                });
        });
    }
    std::string tables =
        parent.tables.back().table->qualifiedName() + " and " + target.tables.back().table->qualifiedName();
    if (found.empty())
        return fail(ErrorKind::Argument,
            "Relationship " + nameOf(parent, mapping) + " cannot be joined: no foreign key links the tables "
                + tables + ".",
            "Add a foreign key, or say with primaryJoin which columns are equal and with foreignKeys which "
            "of "
            "them refer to the others.");
    if (found.size() > 1) {
        std::vector<std::string> keys;
        for (const Candidate& candidate : found)
            keys.push_back(candidate.table->qualifiedName() + "(" + columnsOf(*candidate.key) + ")");
        return fail(ErrorKind::Argument,
            "Relationship " + nameOf(parent, mapping)
                + " is ambiguous: there are several foreign key paths between the tables " + tables + ": "
                + relata::join(keys, ", ") + ".",
            "Name the columns of the one that is meant in foreignKeys.");
    }
    const Candidate& key = found.front();
    bool manyToOne = key.fromLocal;
    bool selfReference = std::any_of(parent.tables.begin(), parent.tables.end(),
                             [&](const MappedTable& table) { return table.table.get() == key.referred; })
        && std::any_of(target.tables.begin(), target.tables.end(),
            [&](const MappedTable& table) { return table.table.get() == key.table; })
        && key.table == key.referred;
    if (selfReference) {
        manyToOne = !mapping.remoteSide.empty()
            && std::all_of(key.referredColumns.begin(), key.referredColumns.end(),
                [&](const std::string& column) { return names(mapping.remoteSide, *key.referred, column); });
        if (!mapping.remoteSide.empty() && !manyToOne
            && !std::all_of(key.key->columns.begin(), key.key->columns.end(),
                [&](const std::string& column) { return names(mapping.remoteSide, *key.table, column); }))
            return fail(ErrorKind::Argument,
                "The remote side of relationship " + nameOf(parent, mapping) + " names columns ("
                    + relata::join(mapping.remoteSide, ", ") + ") that are not one side of its foreign key.",
                "For the one that an object refers to, name " + relata::join(key.referredColumns, ", ")
                    + "; for those that refer to it, " + columnsOf(*key.key) + " or nothing.");
    }
    Join join;
    join.direction = manyToOne ? Direction::ManyToOne : Direction::OneToMany;
    for (std::size_t i = 0; i < key.key->columns.size() && i < key.referredColumns.size(); ++i) {
        const Mapper& referring = manyToOne ? parent : target;
        const Mapper& referred = manyToOne ? target : parent;
        int foreign = attributeOfAnyTable(referring, *key.table, key.key->columns[i]);
        int primary = attributeOfAnyTable(referred, *key.referred, key.referredColumns[i]);
        if (foreign < 0 || primary < 0)
            return fail(ErrorKind::Argument,
                "Relationship " + nameOf(parent, mapping) + " needs the column "
                    + (foreign < 0 ? key.table->qualifiedName() + "." + key.key->columns[i]
                                   : key.referred->qualifiedName() + "." + key.referredColumns[i])
                    + ", which is not mapped.",
                "Take it out of excludedColumns.");
        join.local.push_back(manyToOne ? foreign : primary);
        join.remote.push_back(manyToOne ? primary : foreign);
    }
    return join;
}

Result<RegistryBuilder::Join> RegistryBuilder::explicitJoin(
    const Mapper& parent, const Mapper& target, const RelationshipMapping& mapping) const
{
    Join join;
    int foreignLocal = 0;
    int foreignRemote = 0;
    for (const ColumnPair& pair : mapping.primaryJoin) {
        int local = attributeOfColumn(parent, pair.local);
        int remote = attributeOfColumn(target, pair.remote);
        if (local < 0 || remote < 0)
            return fail(ErrorKind::Argument,
                "The join of relationship " + nameOf(parent, mapping) + " names “"
                    + (local < 0 ? pair.local : pair.remote) + "”, which is no mapped column of class "
                    + (local < 0 ? parent.className : target.className) + ".");
        join.local.push_back(local);
        join.remote.push_back(remote);
        const ColumnAttribute& localColumn = parent.columns[static_cast<std::size_t>(local)];
        const ColumnAttribute& remoteColumn = target.columns[static_cast<std::size_t>(remote)];
        const Table& localTable = *parent.tables[static_cast<std::size_t>(localColumn.table)].table;
        const Table& remoteTable = *target.tables[static_cast<std::size_t>(remoteColumn.table)].table;
        auto refers = [&](const Table& from, const std::string& column, const Table& to,
                          const std::string& other) {
            for (const ForeignKeyConstraint& key : from.foreignKeys) {
                if (m_data->metadata.referredTable(from, key) != &to)
                    continue;
                const std::vector<std::string>& referred =
                    key.referredColumns.empty() ? to.primaryKey.columns : key.referredColumns;
                for (std::size_t i = 0; i < key.columns.size() && i < referred.size(); ++i) {
                    if (key.columns[i] == column && referred[i] == other)
                        return true;
                }
            }
            return false;
        };
        if (!mapping.foreignKeys.empty()) {
            bool sameColumnName = &localTable == &remoteTable && pair.local == pair.remote;
            foreignLocal += names(mapping.foreignKeys, localTable, pair.local) && !sameColumnName ? 1 : 0;
            foreignRemote += names(mapping.foreignKeys, remoteTable, pair.remote) ? 1 : 0;
        } else { // of a self-reference, too: the pair says which side is the target's, as remoteSide does
            foreignLocal += refers(localTable, pair.local, remoteTable, pair.remote) ? 1 : 0;
            foreignRemote += refers(remoteTable, pair.remote, localTable, pair.local) ? 1 : 0;
        }
    }
    int pairs = static_cast<int>(mapping.primaryJoin.size());
    if (foreignLocal + foreignRemote == 0 && !mapping.viewOnly)
        return fail(ErrorKind::Argument,
            "Relationship " + nameOf(parent, mapping)
                + " has a join of which no column is known to refer to another.",
            "Say with foreignKeys which columns do.");
    if (foreignLocal > 0 && foreignRemote > 0)
        return fail(ErrorKind::Argument,
            "Relationship " + nameOf(parent, mapping) + " has foreign keys on both sides of its join.",
            "Say with foreignKeys which columns refer to the others, all on one side; as “table.column” "
            "where "
            "both sides have a column of that name.");
    bool manyToOne = foreignLocal > 0 || (foreignLocal + foreignRemote == 0 && mapping.uselist == false);
    if (!mapping.viewOnly && foreignLocal + foreignRemote != pairs)
        return fail(ErrorKind::Argument,
            "Relationship " + nameOf(parent, mapping)
                + " joins columns of which only some refer to the others.",
            "Name them all in foreignKeys, or make the relationship viewOnly.");
    join.direction = manyToOne ? Direction::ManyToOne : Direction::OneToMany;
    return join;
}

Result<RegistryBuilder::Join> RegistryBuilder::findSecondaryJoin(
    const Mapper& parent, const Mapper& target, const RelationshipMapping& mapping) const
{
    Join join;
    join.direction = Direction::ManyToMany;
    join.secondary = findTable(mapping.secondary);
    if (!join.secondary)
        return fail(ErrorKind::Argument,
            "Relationship " + nameOf(parent, mapping) + " goes through the table " + mapping.secondary.text()
                + ", which is not in the model.");
    auto side = [&](const Mapper& mapper, const std::vector<ColumnPair>& said, bool local,
                    const ForeignKeyConstraint* taken, const ForeignKeyConstraint** used,
                    std::vector<int>& attributes, std::vector<std::string>& columns) -> Result<void> {
        for (const ColumnPair& pair : said) {
            const std::string& own = local ? pair.local : pair.remote;
            const std::string& between = local ? pair.remote : pair.local;
            int attribute = attributeOfColumn(mapper, own);
            if (attribute < 0 || !join.secondary->findColumn(between))
                return fail(ErrorKind::Argument,
                    "The join of relationship " + nameOf(parent, mapping) + " names “"
                        + (attribute < 0
                                ? own + "”, which is no mapped column of class " + mapper.className
                                : between + "”, which is no column of " + join.secondary->qualifiedName())
                        + ".");
            attributes.push_back(attribute);
            columns.push_back(between);
        }
        if (!said.empty())
            return {};
        std::vector<Candidate> found;
        collectKeys(*join.secondary, mapper, local, found);
        if (!mapping.foreignKeys.empty() && found.size() > 1) {
            std::erase_if(found, [&](const Candidate& candidate) {
                return !std::all_of(candidate.key->columns.begin(), candidate.key->columns.end(),
                    [&](const std::string& column) {
                        return names(mapping.foreignKeys, *join.secondary, column);
                    });
            });
        }
        std::erase_if(found, [&](const Candidate& candidate) { return candidate.key == taken; });
        std::string tables =
            mapper.tables.back().table->qualifiedName() + " and " + join.secondary->qualifiedName();
        if (found.empty())
            return fail(ErrorKind::Argument,
                "Relationship " + nameOf(parent, mapping)
                    + " cannot be joined: no foreign key links the tables " + tables + ".",
                std::string("Add a foreign key to the association table, or say with ")
                    + (local ? "primaryJoin" : "secondaryJoin") + " which columns are equal.");
        if (found.size() > 1)
            return fail(ErrorKind::Argument,
                "Relationship " + nameOf(parent, mapping)
                    + " is ambiguous: there are several foreign key paths between the tables " + tables + ".",
                "Say with primaryJoin and secondaryJoin which columns are equal.");
        *used = found.front().key;
        for (std::size_t i = 0; i < found.front().key->columns.size(); ++i) {
            int attribute =
                attributeOfAnyTable(mapper, *found.front().referred, found.front().referredColumns[i]);
            if (attribute < 0)
                return fail(ErrorKind::Argument,
                    "Relationship " + nameOf(parent, mapping) + " needs the column “"
                        + found.front().referredColumns[i] + "” of class " + mapper.className
                        + ", which is not mapped.");
            attributes.push_back(attribute);
            columns.push_back(found.front().key->columns[i]);
        }
        return {};
    };
    const ForeignKeyConstraint* primary = nullptr;
    const ForeignKeyConstraint* other = nullptr;
    if (auto done =
            side(parent, mapping.primaryJoin, true, nullptr, &primary, join.local, join.secondaryLocal);
        !done)
        return fail(done.error());
    if (auto done =
            side(target, mapping.secondaryJoin, false, nullptr, &other, join.remote, join.secondaryRemote);
        !done)
        return fail(done.error());
    return join;
}

Result<void> RegistryBuilder::addRelationship(Mapper& mapper, const RelationshipMapping& mapping)
{
    auto target = m_mappers.find(mapping.target);
    if (target == m_mappers.end())
        return fail(ErrorKind::Argument,
            "Relationship " + nameOf(mapper, mapping) + " leads to the class “" + mapping.target
                + "”, which is not mapped.");
    auto found = mapping.secondary.empty() ? findJoin(mapper, *target->second, mapping)
                                           : findSecondaryJoin(mapper, *target->second, mapping);
    if (!found)
        return fail(found.error());
    auto relationship = std::make_shared<Relationship>();
    relationship->name = mapping.name;
    relationship->parent = &mapper;
    relationship->target = target->second;
    relationship->direction = found->direction;
    relationship->local = std::move(found->local);
    relationship->remote = std::move(found->remote);
    relationship->secondary = std::move(found->secondary);
    relationship->secondaryLocal = std::move(found->secondaryLocal);
    relationship->secondaryRemote = std::move(found->secondaryRemote);
    m_relationships.push_back({relationship, mapping});
    if (auto finished = finish(*relationship, mapping); !finished)
        return finished;
    relationship->index = static_cast<int>(mapper.relationships.size());
    if (auto added = addName(mapper, mapping.name, {AttributeKind::Relationship, relationship->index});
        !added)
        return added;
    mapper.relationships.push_back(relationship);
    return mapping.backref.empty() ? Result<void>() : addBackref(*relationship, mapping);
}

Result<void> RegistryBuilder::finish(Relationship& relationship, const RelationshipMapping& mapping)
{
    const Mapper& target = *relationship.target;
    std::string name = relationship.qualifiedName();
    relationship.uselist = mapping.uselist.value_or(relationship.direction != Direction::ManyToOne);
    relationship.passiveDeletes = mapping.passiveDeletes;
    relationship.passiveUpdates = mapping.passiveUpdates;
    relationship.collection = mapping.collection;
    relationship.lazy = mapping.lazy;
    relationship.innerJoin = mapping.innerJoin;
    relationship.joinDepth = mapping.joinDepth;
    relationship.viewOnly = mapping.viewOnly;
    relationship.postUpdate = mapping.postUpdate;
    relationship.singleParent = mapping.singleParent;
    relationship.selfReferential = relationship.parent->root == target.root;
    relationship.byPrimaryKey = relationship.direction == Direction::ManyToOne
        && std::is_permutation(relationship.remote.begin(), relationship.remote.end(),
            target.primaryKey.begin(), target.primaryKey.end());
    for (const RelationshipOrder& order : mapping.orderBy) {
        const AttributeName* found = target.find(order.attribute);
        if (!found || found->kind != AttributeKind::Column)
            return fail(ErrorKind::Argument,
                "Relationship " + name + " is ordered by “" + order.attribute
                    + "”, which is no column of class " + target.className + ".");
        relationship.orderBy.push_back({found->index, order.descending});
    }
    if (mapping.collection == CollectionClass::Keyed) {
        const AttributeName* key = target.find(mapping.collectionKey);
        if (!key || key->kind != AttributeKind::Column)
            return fail(ErrorKind::Argument,
                "The collection of relationship " + name + " is keyed by “" + mapping.collectionKey
                    + "”, which is no column of class " + target.className + ".");
        relationship.collectionKey = key->index;
    }
    if (!mapping.cascade.empty()) {
        auto cascade = CascadeOptions::parse(mapping.cascade);
        if (!cascade) {
            Error error = cascade.error();
            error.message = "Relationship " + name + ": " + error.message;
            return fail(std::move(error));
        }
        relationship.cascade = *cascade;
    } else if (mapping.viewOnly) {
        relationship.cascade.saveUpdate = false;
        relationship.cascade.merge = false;
    }
    if (target.polymorphicUnion && !mapping.viewOnly)
        return fail(ErrorKind::Argument,
            "Relationship " + name + " leads to " + target.className
                + ", which reads a polymorphic union of several tables: nothing can be written through it.",
            "Make it viewOnly, and give each concrete class a relationship of its own.");
    return checkCascades(relationship);
}

Result<void> RegistryBuilder::checkCascades(const Relationship& relationship)
{
    const CascadeOptions& cascade = relationship.cascade;
    std::string name = relationship.qualifiedName();
    if (relationship.viewOnly
        && (cascade.saveUpdate || cascade.merge || cascade.deletes || cascade.deleteOrphan))
        return fail(ErrorKind::Argument,
            "Relationship " + name + " is viewOnly, but its cascade (" + cascade.toString()
                + ") would write through it.",
            "Leave the cascade out, or only refresh-expire and expunge in it.");
    if (cascade.deleteOrphan && !cascade.deletes)
        m_data->warnings.push_back("Relationship " + name
            + " has the cascade delete-orphan without delete: objects without a parent are deleted, but not "
              "along with their parent.");
    if (cascade.deleteOrphan && !relationship.singleParent && relationship.direction != Direction::OneToMany)
        return fail(ErrorKind::Argument,
            "Relationship " + name + " is " + toString(relationship.direction)
                + " and has the cascade delete-orphan, which belongs on the “one” side of a one-to-many "
                  "relationship.",
            "Set singleParent if each " + relationship.target->className + " belongs to one "
                + relationship.parent->className + " only.");
    if (relationship.passiveDeletes == PassiveDeletes::All && (cascade.deletes || cascade.deleteOrphan))
        return fail(ErrorKind::Argument,
            "Relationship " + name
                + " leaves every child to the database on deletion (passiveDeletes all), which "
                  "contradicts its cascade "
                + cascade.toString() + ".");
    if (cascade.deleteOrphan)
        m_mappers.at(relationship.target->className)->hasDeleteOrphan = true;
    return {};
}

Result<void> RegistryBuilder::addBackref(const Relationship& relationship, const RelationshipMapping& mapping)
{
    Mapper& mapper = *m_mappers.at(relationship.target->className);
    if (mapper.find(mapping.backref))
        return fail(ErrorKind::Argument,
            "Relationship " + relationship.qualifiedName() + " wants the backref “" + mapping.backref
                + "”, which class " + mapper.className + " has already.",
            "Give it another name, or connect the two with backPopulates.");
    auto back = std::make_shared<Relationship>();
    RelationshipMapping backMapping;
    backMapping.name = mapping.backref;
    backMapping.target = relationship.parent->className;
    backMapping.backPopulates = mapping.name;
    backMapping.cascade = mapping.backrefCascade;
    backMapping.lazy = mapping.backrefLazy;
    backMapping.postUpdate = mapping.postUpdate;
    backMapping.viewOnly = mapping.viewOnly;
    backMapping.passiveUpdates = mapping.passiveUpdates;
    backMapping.overlaps = mapping.overlaps;
    back->name = backMapping.name;
    back->parent = &mapper;
    back->target = relationship.parent;
    back->direction = relationship.direction == Direction::OneToMany ? Direction::ManyToOne
        : relationship.direction == Direction::ManyToOne             ? Direction::OneToMany
                                                                     : Direction::ManyToMany;
    back->local = relationship.remote;
    back->remote = relationship.local;
    back->secondary = relationship.secondary;
    back->secondaryLocal = relationship.secondaryRemote;
    back->secondaryRemote = relationship.secondaryLocal;
    if (auto finished = finish(*back, backMapping); !finished)
        return finished;
    back->index = static_cast<int>(mapper.relationships.size());
    if (auto added = addName(mapper, back->name, {AttributeKind::Relationship, back->index}); !added)
        return added;
    mapper.relationships.push_back(back);
    for (Configured& configured : m_relationships) {
        if (configured.relationship.get() == &relationship)
            configured.mapping.backPopulates = mapping.backref;
    }
    m_relationships.push_back({std::move(back), std::move(backMapping)});
    return {};
}

Result<void> RegistryBuilder::connectBackPopulates()
{
    for (const Configured& configured : m_relationships) {
        if (configured.mapping.backPopulates.empty())
            continue;
        Relationship& relationship = *configured.relationship;
        std::string name = relationship.qualifiedName();
        const Configured* other = nullptr;
        for (const Mapper* mapper = relationship.target; mapper && !other; mapper = mapper->base) {
            for (const Configured& candidate : m_relationships) {
                if (candidate.relationship->parent == mapper
                    && candidate.relationship->name == configured.mapping.backPopulates)
                    other = &candidate;
            }
        }
        if (!other)
            return fail(ErrorKind::Argument,
                "Relationship " + name + " is to populate “" + configured.mapping.backPopulates
                    + "”, but class " + relationship.target->className + " has no such relationship.");
        Relationship& back = *other->relationship;
        if (!back.target->isA(*relationship.parent) && !relationship.parent->isA(*back.target))
            return fail(ErrorKind::Argument,
                "Relationship " + name + " is to populate " + back.qualifiedName()
                    + ", but that one leads to class " + back.target->className + " and not to "
                    + relationship.parent->className + ".");
        if (!other->mapping.backPopulates.empty() && other->mapping.backPopulates != relationship.name)
            return fail(ErrorKind::Argument,
                "Relationship " + name + " is to populate " + back.qualifiedName()
                    + ", but that one populates “" + other->mapping.backPopulates + "”.",
                "Two relationships that are each other's other direction name each other.");
        if (relationship.direction != Direction::ManyToMany && relationship.direction == back.direction)
            return fail(ErrorKind::Argument,
                "Relationships " + name + " and " + back.qualifiedName()
                    + " populate each other, but both are " + toString(relationship.direction) + ".",
                "On a self-reference, set remoteSide on the many-to-one one.");
        if ((relationship.direction == Direction::ManyToMany) != (back.direction == Direction::ManyToMany))
            return fail(ErrorKind::Argument,
                "Relationships " + name + " and " + back.qualifiedName()
                    + " populate each other, but only one goes through an association table.");
        relationship.reverse = &back;
        back.reverse = &relationship;
    }
    return {};
}

void RegistryBuilder::shareWithSubclasses()
{
    // Classes stand after their bases, so one pass hands everything down.
    for (const auto& mapper : m_data->mappers) {
        if (!mapper->base || mapper->inheritance == Inheritance::Concrete)
            continue;
        std::vector<std::shared_ptr<const Relationship>> own = std::move(mapper->relationships);
        mapper->relationships = mapper->base->relationships;
        for (const auto& relationship : mapper->relationships)
            mapper->names[relationship->name] = {AttributeKind::Relationship, relationship->index};
        for (const auto& shared : own) {
            for (Configured& configured : m_relationships) {
                if (configured.relationship == shared)
                    configured.relationship->index = static_cast<int>(mapper->relationships.size());
            }
            mapper->names[shared->name] = {AttributeKind::Relationship, shared->index};
            mapper->relationships.push_back(shared);
        }
        mapper->hasDeleteOrphan = mapper->hasDeleteOrphan || mapper->base->hasDeleteOrphan;
    }
}

void RegistryBuilder::warnOfOverlaps()
{
    // (table, column) that is written -> who writes it, from what.
    std::map<std::pair<const Table*, std::string>, std::vector<const Configured*>> writers;
    for (const Configured& configured : m_relationships) {
        const Relationship& relationship = *configured.relationship;
        if (relationship.viewOnly)
            continue;
        std::vector<std::pair<const Table*, std::string>> written;
        if (relationship.secondary) {
            for (const std::string& column : relationship.secondaryLocal)
                written.push_back({relationship.secondary.get(), column});
            for (const std::string& column : relationship.secondaryRemote)
                written.push_back({relationship.secondary.get(), column});
        } else {
            const Mapper& mapper =
                relationship.foreignKeyIsLocal() ? *relationship.parent : *relationship.target;
            for (int attribute :
                relationship.foreignKeyIsLocal() ? relationship.local : relationship.remote) {
                const ColumnAttribute& column = mapper.columns[static_cast<std::size_t>(attribute)];
                written.push_back(
                    {mapper.tables[static_cast<std::size_t>(column.table)].table.get(), column.column->name});
            }
        }
        for (const auto& key : written)
            writers[key].push_back(&configured);
    }
    std::vector<std::pair<const Configured*, const Configured*>> told;
    for (const auto& [key, all] : writers) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (std::size_t k = i + 1; k < all.size(); ++k) {
                const Relationship& a = *all[i]->relationship;
                const Relationship& b = *all[k]->relationship;
                bool known = a.reverse == &b || b.reverse == &a || contains(all[i]->mapping.overlaps, b.name)
                    || contains(all[k]->mapping.overlaps, a.name)
                    || std::find(told.begin(), told.end(), std::pair{all[i], all[k]}) != told.end();
                // A column of a composite key may follow two parents where the rest of it does not.
                bool sameColumns = a.secondary || b.secondary || (a.local == b.local && a.remote == b.remote)
                    || (a.local == b.remote && a.remote == b.local);
                if (known || !sameColumns || &a == &b)
                    continue;
                told.push_back({all[i], all[k]});
                m_data->warnings.push_back("Relationships " + a.qualifiedName() + " and " + b.qualifiedName()
                    + " both write " + key.first->qualifiedName() + "." + key.second
                    + ". Connect them with backPopulates if they are each other's other direction, make one "
                      "viewOnly, or name one in the other's overlaps.");
            }
        }
    }
}

} // namespace relata
