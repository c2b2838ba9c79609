#include "core/orm/unit_of_work.h"

#include "core/orm/attribute_access.h"
#include "core/util/argument_error.h"

#include <algorithm>
#include <numeric>

namespace relata {
namespace {

bool contains(const std::vector<InstanceState*>& list, const InstanceState* state)
{
    return std::find(list.begin(), list.end(), state) != list.end();
}

} // namespace

UnitOfWork::Record* UnitOfWork::recordOf(const InstanceState& state)
{
    return state.has(InstanceState::InFlush) ? &m_records[state.scratch] : nullptr;
}

UnitOfWork::Record& UnitOfWork::record(InstanceState& state, Action action)
{
    if (Record* known = recordOf(state)) {
        if (action == Action::Delete && known->action == Action::Update)
            known->action = action;
        return *known;
    }
    state.set(InstanceState::InFlush);
    state.scratch = static_cast<std::uint32_t>(m_records.size());
    Record made{&state, action};
    return m_records.emplace_back(made);
}

void UnitOfWork::collect()
{
    m_records.reserve(m_session.m_new.size() + m_session.m_modified.size() + m_session.m_deleted.size());
    for (InstanceState* state : m_session.m_new)
        record(*state, Action::Insert);
    for (InstanceState* state : m_session.m_modified) {
        if (state->lifecycle == ObjectState::Persistent)
            record(*state, Action::Update);
    }
    for (InstanceState* state : m_session.m_deleted) {
        record(*state, Action::Delete);
        m_deleteQueue.push_back(state->scratch);
    }
}

// A new object with the key of one that is being deleted takes over its row.
void UnitOfWork::switchRows()
{
    if (m_session.m_deleted.empty())
        return;
    for (std::size_t i = 0; i < m_records.size(); ++i) {
        InstanceState& state = *m_records[i].state;
        if (m_records[i].action != Action::Insert)
            continue;
        std::vector<ValueView> key;
        for (int attribute : state.mapper->primaryKey) {
            if (!state.slot(attribute).isNull())
                key.push_back(state.slot(attribute).view());
        }
        if (key.size() != state.mapper->primaryKey.size())
            continue;
        const IdentityMap* map = m_session.findIdentities(*state.mapper);
        InstanceState* old = map ? map->find(key) : nullptr;
        Record* other = old ? recordOf(*old) : nullptr;
        if (other && other->action == Action::Delete && old->mapper == state.mapper) {
            other->action = Action::Switched;
            m_records[i].rowOf = static_cast<std::int32_t>(old->scratch);
        }
    }
}

std::vector<InstanceState*> UnitOfWork::itemsOf(InstanceState& state, const Relationship& relationship)
{
    // What belongs to it in the database or will: loaded where the relationship asks for that.
    RelatedSlot& slot = state.relatedSlot(relationship.index);
    bool mayLoad =
        relationship.passiveDeletes == PassiveDeletes::No && relationship.lazy != LazyStrategy::NoLoad;
    if (!slot.loaded && mayLoad && state.has(InstanceState::HasRow))
        m_session.loadRelationship(state, relationship);
    std::vector<InstanceState*> items;
    if (slot.many)
        items = *slot.many;
    else if (slot.one)
        items.push_back(slot.one);
    if (slot.changes) {
        for (InstanceState* item : slot.changes->removed) {
            if (!contains(items, item) && !isClaimed(*item, relationship))
                items.push_back(item);
        }
        for (InstanceState* item : slot.changes->added) {
            if (!contains(items, item))
                items.push_back(item);
        }
    }
    return items;
}

void UnitOfWork::cascadeDeletes()
{
    for (std::size_t i = 0; i < m_deleteQueue.size(); ++i)
        processDelete(*m_records[m_deleteQueue[i]].state);
    m_deleteQueue.clear();
}

void UnitOfWork::processDelete(InstanceState& state)
{
    for (const auto& shared : state.mapper->relationships) {
        const Relationship& relationship = *shared;
        if (relationship.viewOnly)
            continue;
        bool cascade = relationship.cascade.deletes;
        if (relationship.direction == Direction::ManyToOne && !cascade)
            continue;
        if (relationship.passiveDeletes == PassiveDeletes::All
            && relationship.direction != Direction::ManyToMany)
            continue;
        for (InstanceState* item : itemsOf(state, relationship)) {
            if (item->session != &m_session)
                continue;
            if (relationship.direction == Direction::ManyToMany) {
                RelatedSlot& slot = state.relatedSlot(relationship.index);
                bool isNew = slot.changes && contains(slot.changes->added, item);
                if (!isNew && item->has(InstanceState::HasRow))
                    addSecondary(m_secondaryDeletes, relationship, state, *item);
            }
            if (cascade) {
                if (item->lifecycle == ObjectState::Pending) {
                    if (Record* known = recordOf(*item))
                        known->action = Action::None;
                    m_session.expunge(*item);
                } else if (item->lifecycle == ObjectState::Persistent) {
                    Record* known = recordOf(*item);
                    if (!known || known->action == Action::Update) {
                        record(*item, Action::Delete);
                        m_deleteQueue.push_back(item->scratch);
                    }
                }
            } else if (relationship.direction == Direction::OneToMany) {
                Record* known = recordOf(*item);
                RelatedSlot* reverse = relationship.reverse && item->related
                    ? &item->relatedSlot(relationship.reverse->index)
                    : nullptr;
                bool elsewhere = reverse && reverse->loaded && reverse->one && reverse->one != &state;
                if ((!known || known->action != Action::Delete) && !elsewhere)
                    depend(*item, nullptr, relationship);
            }
        }
    }
}

bool UnitOfWork::isClaimed(const InstanceState& item, const Relationship& relationship) const
{
    if (relationship.reverse && !relationship.reverse->uselist) {
        const RelatedSlot* slot = item.findRelated(relationship.reverse->index);
        if (slot && slot->loaded)
            return slot->one != nullptr && slot->changes;
    }
    for (const Record& record : m_records) {
        if (!record.state->related || !record.state->mapper->isA(*relationship.parent))
            continue;
        const RelatedSlot* slot = record.state->findRelated(relationship.index);
        if (slot && slot->changes && contains(slot->changes->added, &item))
            return true;
    }
    return false;
}

bool UnitOfWork::isOrphan(InstanceState& item, const Relationship& relationship) const
{
    return relationship.cascade.deleteOrphan && item.lifecycle == ObjectState::Persistent
        && item.session == &m_session && !isClaimed(item, relationship);
}

void UnitOfWork::processChanges()
{
    // Orphans first: what is deleted needs no new key.
    for (std::size_t i = 0; i < m_records.size(); ++i) {
        InstanceState& state = *m_records[i].state;
        if (m_records[i].action == Action::Delete || !state.related)
            continue;
        for (const auto& relationship : state.mapper->relationships) {
            RelatedSlot& slot = state.relatedSlot(relationship->index);
            if (!slot.changes || !relationship->cascade.deleteOrphan)
                continue;
            for (InstanceState* item : std::vector<InstanceState*>(slot.changes->removed)) {
                if (!isOrphan(*item, *relationship))
                    continue;
                Record* known = recordOf(*item);
                if (known && known->action == Action::Delete)
                    continue;
                record(*item, Action::Delete);
                m_deleteQueue.push_back(item->scratch);
            }
        }
    }
    cascadeDeletes();
    for (std::size_t i = 0; i < m_records.size(); ++i) {
        InstanceState& state = *m_records[i].state;
        Action action = m_records[i].action;
        if (action != Action::Insert && action != Action::Update)
            continue;
        if (action == Action::Update && state.changes)
            processKeyChange(state);
        if (!state.related)
            continue;
        for (const auto& relationship : state.mapper->relationships) {
            RelatedSlot& slot = state.relatedSlot(relationship->index);
            if (slot.changes && !relationship->viewOnly)
                processRelationship(state, *relationship, slot);
        }
    }
}

// What refers to a key that changes follows it where no ON UPDATE CASCADE does that (passive_updates off):
// SQLAlchemy's rules, with the objects of a collection loaded for it and those of a many-to-one relationship
// looked for in memory alone.
void UnitOfWork::processKeyChange(InstanceState& state)
{
    auto changes = [&](const std::vector<int>& attributes) {
        return std::any_of(attributes.begin(), attributes.end(),
            [&](int attribute) { return state.changes && state.changes->find(attribute); });
    };
    for (const auto& relationship : state.mapper->relationships) {
        if (relationship->viewOnly || relationship->passiveUpdates || !changes(relationship->local))
            continue;
        if (relationship->direction == Direction::OneToMany)
            followCollection(state, *relationship);
        else if (relationship->direction == Direction::ManyToMany
            && std::none_of(m_secondaryMoves.begin(), m_secondaryMoves.end(), [&](const SecondaryRow& row) {
                   return row.relationship == relationship.get() && row.parent == &state;
               }))
            m_secondaryMoves.push_back({relationship.get(), &state, nullptr});
    }
    for (const auto& mapper : m_session.models.mappers()) {
        for (const auto& relationship : mapper->relationships) {
            if (relationship->parent != mapper.get() || relationship->direction != Direction::ManyToOne
                || relationship->viewOnly || relationship->passiveUpdates
                || !state.mapper->isA(*relationship->target) || !changes(relationship->remote))
                continue;
            const IdentityMap* identities = m_session.findIdentities(*mapper);
            std::vector<InstanceState*> items;
            auto refers = [&](const InstanceState& item) {
                for (std::size_t i = 0; i < relationship->local.size(); ++i) {
                    if (!sameValue(item.slot(relationship->local[i]).view(),
                            state.committed(relationship->remote[i]).view()))
                        return false;
                }
                return true;
            };
            if (identities)
                identities->forEach([&](InstanceState& item) {
                    const RelatedSlot* slot = item.findRelated(relationship->index);
                    if (item.mapper->isA(*mapper) && !(slot && slot->changes) && refers(item))
                        items.push_back(&item);
                });
            for (InstanceState* item : items)
                followKey(*item, state, *relationship);
        }
    }
}

void UnitOfWork::followCollection(InstanceState& state, const Relationship& relationship)
{
    RelatedSlot& slot = state.relatedSlot(relationship.index);
    if (!slot.loaded) {
        // They still have the old key.
        std::vector<std::pair<int, CompactValue>> now;
        for (int attribute : relationship.local) {
            now.emplace_back(attribute, state.slot(attribute));
            state.slot(attribute) = CompactValue(state.committed(attribute));
        }
        m_session.loadRelationship(state, relationship);
        for (auto& [attribute, value] : now)
            state.slot(attribute) = std::move(value);
    }
    std::vector<InstanceState*> items = slot.many ? *slot.many : std::vector<InstanceState*>();
    if (slot.one)
        items.push_back(slot.one);
    for (InstanceState* item : items) {
        if (item->session == &m_session)
            followKey(*item, state, relationship);
    }
}

void UnitOfWork::followKey(InstanceState& item, InstanceState& parent, const Relationship& relationship)
{
    Record* known = recordOf(item);
    if (known && (known->action == Action::Delete || known->action == Action::None))
        return;
    depend(item, &parent, relationship);
    bool local = relationship.foreignKeyIsLocal();
    const std::vector<int>& own = local ? relationship.local : relationship.remote;
    const std::vector<int>& theirs = local ? relationship.remote : relationship.local;
    bool changed = false;
    for (std::size_t i = 0; i < own.size(); ++i) {
        attributes::read(item, own[i]);
        if (sameValue(item.slot(own[i]).view(), parent.slot(theirs[i]).view()))
            continue;
        item.change(own[i], parent.slot(theirs[i]).view());
        changed = true;
    }
    // A foreign key that is a part of the key itself goes on.
    if (changed && recordOf(item)->action == Action::Update)
        processKeyChange(item);
}

void UnitOfWork::depend(InstanceState& child, InstanceState* parent, const Relationship& relationship)
{
    Record& known = record(child, Action::Update);
    if (known.action == Action::Delete || known.action == Action::None)
        return;
    Dependency made{child.scratch, parent, &relationship, known.firstDependency, relationship.postUpdate};
    known.firstDependency = static_cast<std::int32_t>(m_dependencies.size());
    m_dependencies.push_back(made);
}

void UnitOfWork::addSecondary(std::vector<SecondaryRow>& rows, const Relationship& relationship,
    InstanceState& parent, InstanceState& item)
{
    // Both directions of a relationship tell of the same row.
    const InstanceState* first = &parent;
    const InstanceState* second = &item;
    bool mirrored = relationship.reverse && relationship.reverse < &relationship;
    if (mirrored)
        std::swap(first, second);
    bool isInsert = &rows == &m_secondaryInserts;
    if (m_secondarySeen.insert({relationship.secondary.get(), first, second, isInsert}).second)
        rows.push_back({&relationship, &parent, &item});
}

void UnitOfWork::processRelationship(
    InstanceState& state, const Relationship& relationship, RelatedSlot& slot)
{
    // Objects that are in no session are not stored, and nothing leads to them: SQLAlchemy warns and goes on.
    auto isStored = [&](const InstanceState* item) { return item->session == &m_session; };
    switch (relationship.direction) {
    case Direction::ManyToOne: {
        InstanceState* parent = slot.one;
        if (!parent || isStored(parent))
            depend(state, parent, relationship);
        break;
    }
    case Direction::OneToMany: {
        std::vector<InstanceState*> added = slot.changes->added;
        std::vector<InstanceState*> removed = slot.changes->removed;
        for (InstanceState* item : added) {
            if (!isStored(item))
                continue;
            // The other side says the same.
            if (relationship.reverse && item->has(InstanceState::InFlush)) {
                const RelatedSlot* reverse = item->findRelated(relationship.reverse->index);
                if (reverse && reverse->changes && reverse->one == &state)
                    continue;
            }
            depend(*item, &state, relationship);
        }
        for (InstanceState* item : removed) {
            Record* known = recordOf(*item);
            bool gone = known && (known->action == Action::Delete || known->action == Action::None);
            if (isStored(item) && !gone && !isClaimed(*item, relationship)
                && item->has(InstanceState::HasRow))
                depend(*item, nullptr, relationship);
        }
        break;
    }
    case Direction::ManyToMany:
        for (InstanceState* item : slot.changes->added) {
            Record* known = recordOf(*item);
            if (isStored(item) && !(known && known->action == Action::Delete))
                addSecondary(m_secondaryInserts, relationship, state, *item);
        }
        for (InstanceState* item : slot.changes->removed) {
            if (item->has(InstanceState::HasRow))
                addSecondary(m_secondaryDeletes, relationship, state, *item);
        }
        break;
    }
}

void UnitOfWork::applyKeys(Record& record, bool post)
{
    InstanceState& child = *record.state;
    // The dependencies stand last first.
    std::vector<const Dependency*> mine;
    for (std::int32_t i = record.firstDependency; i >= 0;
         i = m_dependencies[static_cast<std::size_t>(i)].next)
        mine.push_back(&m_dependencies[static_cast<std::size_t>(i)]);
    for (auto entry = mine.rbegin(); entry != mine.rend(); ++entry) {
        const Dependency& dependency = **entry;
        if (dependency.post != post)
            continue;
        const Relationship& relationship = *dependency.relationship;
        bool local = relationship.foreignKeyIsLocal();
        const std::vector<int>& own = local ? relationship.local : relationship.remote;
        const std::vector<int>& theirs = local ? relationship.remote : relationship.local;
        // Where a part of the foreign key belongs to the primary key, the rest of it says that there is none.
        bool onlyKey = std::all_of(own.begin(), own.end(), [&](int attribute) {
            return child.mapper->columns[static_cast<std::size_t>(attribute)].primaryKey;
        });
        for (std::size_t i = 0; i < own.size(); ++i) {
            const ColumnAttribute& column = child.mapper->columns[static_cast<std::size_t>(own[i])];
            if (!dependency.parent) {
                if (onlyKey && child.has(InstanceState::HasRow))
                    raiseArgument(child.describe() + " would lose its primary key " + column.name
                            + ", because it is no longer in " + relationship.qualifiedName() + ".",
                        "Give the relationship the cascade delete-orphan, or delete the object.");
                if (!column.primaryKey)
                    child.change(own[i], ValueView());
                continue;
            }
            const CompactValue& key = dependency.parent->slot(theirs[i]);
            child.change(own[i], key.view());
        }
    }
}

void UnitOfWork::writeSaves(const std::vector<std::uint32_t>& saves)
{
    std::vector<InstanceState*> updates;
    std::vector<InstanceState*> inserts;
    for (std::size_t i = 0; i < saves.size();) {
        const Record& first = m_records[saves[i]];
        const Mapper* root = first.state->mapper->root;
        updates.clear();
        inserts.clear();
        std::int32_t level = first.level;
        std::vector<std::uint32_t> switched;
        for (; i < saves.size(); ++i) {
            Record& record = m_records[saves[i]];
            if (record.level != level || record.state->mapper->root != root)
                break;
            if (record.firstDependency >= 0)
                applyKeys(record, false);
            if (record.action == Action::Update) {
                m_session.fire(ObjectEvent::BeforeUpdate, *record.state);
                updates.push_back(record.state);
            } else if (record.rowOf >= 0) {
                switched.push_back(saves[i]);
            } else {
                m_session.fire(ObjectEvent::BeforeInsert, *record.state);
                inserts.push_back(record.state);
            }
        }
        m_persistence.update(updates);
        for (std::uint32_t number : switched) {
            InstanceState& state = *m_records[number].state;
            std::vector<int> attributes;
            for (const ColumnAttribute& column : state.mapper->columns) {
                if (!column.primaryKey && !column.readOnly)
                    attributes.push_back(column.index);
            }
            m_persistence.updateAttributes(state, attributes);
        }
        m_persistence.insert(inserts);
    }
}

void UnitOfWork::writePostUpdates(bool beforeDeletes)
{
    for (Record& record : m_records) {
        InstanceState& state = *record.state;
        if (!beforeDeletes && (record.action == Action::Insert || record.action == Action::Update)) {
            std::vector<int> attributes;
            for (std::int32_t i = record.firstDependency; i >= 0;
                 i = m_dependencies[static_cast<std::size_t>(i)].next) {
                const Dependency& dependency = m_dependencies[static_cast<std::size_t>(i)];
                if (!dependency.post)
                    continue;
                const std::vector<int>& own = dependency.relationship->foreignKeyIsLocal()
                    ? dependency.relationship->local
                    : dependency.relationship->remote;
                attributes.insert(attributes.end(), own.begin(), own.end());
            }
            if (attributes.empty())
                continue;
            applyKeys(record, true);
            std::sort(attributes.begin(), attributes.end());
            attributes.erase(std::unique(attributes.begin(), attributes.end()), attributes.end());
            std::erase_if(attributes, [&](int attribute) {
                return record.action == Action::Update && !(state.changes && state.changes->find(attribute));
            });
            if (!attributes.empty())
                m_persistence.updateAttributes(state, attributes);
        }
        if (beforeDeletes && record.action == Action::Delete) {
            // A row that refers to another one of those that go lets go of it first.
            std::vector<int> attributes;
            for (const auto& relationship : state.mapper->relationships) {
                if (!relationship->postUpdate || !relationship->foreignKeyIsLocal())
                    continue;
                for (int attribute : relationship->local) {
                    attributes::read(state, attribute);
                    if (!state.committed(attribute).isNull()
                        && !state.mapper->columns[static_cast<std::size_t>(attribute)].primaryKey) {
                        state.change(attribute, ValueView());
                        attributes.push_back(attribute);
                    }
                }
            }
            if (!attributes.empty())
                m_persistence.updateAttributes(state, attributes);
        }
    }
}

void UnitOfWork::writeSecondary()
{
    auto write = [&](std::vector<SecondaryRow>& rows, bool isInsert) {
        // By relationship, in the order of their appearance.
        std::vector<const Relationship*> relationships;
        for (const SecondaryRow& row : rows) {
            if (std::find(relationships.begin(), relationships.end(), row.relationship)
                == relationships.end())
                relationships.push_back(row.relationship);
        }
        for (const Relationship* relationship : relationships) {
            std::vector<Persistence::SecondaryValues> values;
            for (const SecondaryRow& row : rows) {
                if (row.relationship != relationship)
                    continue;
                Persistence::SecondaryValues made;
                for (int attribute : relationship->local)
                    made.values.push_back(
                        (isInsert ? row.parent->slot(attribute) : row.parent->committed(attribute)).value());
                for (int attribute : relationship->remote)
                    made.values.push_back(
                        (isInsert ? row.item->slot(attribute) : row.item->committed(attribute)).value());
                values.push_back(std::move(made));
            }
            if (isInsert)
                m_persistence.insertSecondary(*relationship, values);
            else
                m_persistence.deleteSecondary(*relationship, values);
        }
    };
    write(m_secondaryDeletes, false);
    for (const SecondaryRow& row : m_secondaryMoves) {
        std::vector<Value> before;
        std::vector<Value> after;
        for (int attribute : row.relationship->local) {
            before.push_back(row.parent->committed(attribute).value());
            after.push_back(row.parent->slot(attribute).value());
        }
        m_persistence.moveSecondary(*row.relationship, before, after);
    }
    write(m_secondaryInserts, true);
}

void UnitOfWork::run()
{
    m_persistence.onGenerated = [this](InstanceState& state, int attribute) {
        if (attribute < 64)
            m_records[state.scratch].generated |= std::uint64_t(1) << attribute;
    };
    collect();
    cascadeDeletes();
    switchRows();
    processChanges();
    std::vector<std::uint32_t> saves;
    std::vector<std::uint32_t> deletes;
    order(saves, deletes);
    writeSaves(saves);
    writePostUpdates(false);
    writeSecondary();
    writePostUpdates(true);
    std::vector<InstanceState*> group;
    for (std::size_t i = 0; i < deletes.size();) {
        const Record& first = m_records[deletes[i]];
        group.clear();
        for (; i < deletes.size(); ++i) {
            Record& record = m_records[deletes[i]];
            if (record.level != first.level || record.state->mapper->root != first.state->mapper->root)
                break;
            m_session.fire(ObjectEvent::BeforeDelete, *record.state);
            group.push_back(record.state);
        }
        m_persistence.remove(group);
    }
}

} // namespace relata
