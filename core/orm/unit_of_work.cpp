#include "core/orm/unit_of_work.h"

#include "core/orm/attribute_access.h"

#include <algorithm>
#include <numeric>

namespace relata {
namespace {

[[noreturn]] void throwArgument(std::string message, std::string hint = {})
{
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = std::move(message);
    error.hint = std::move(hint);
    raise(std::move(error));
}

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

void UnitOfWork::processKeyChange(InstanceState& state)
{
    bool changed = std::any_of(state.mapper->primaryKey.begin(), state.mapper->primaryKey.end(),
        [&](int attribute) { return state.changes->find(attribute) != nullptr; });
    if (!changed)
        return;
    for (const auto& relationship : state.mapper->relationships) {
        if (relationship->direction != Direction::OneToMany || relationship->viewOnly
            || relationship->passiveUpdates)
            continue;
        RelatedSlot& slot = state.relatedSlot(relationship->index);
        if (!slot.loaded)
            m_session.loadRelationship(state, *relationship);
        std::vector<InstanceState*> items = slot.many ? *slot.many : std::vector<InstanceState*>();
        if (slot.one)
            items.push_back(slot.one);
        for (InstanceState* item : items) {
            if (item->session == &m_session)
                depend(*item, &state, *relationship);
        }
    }
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

void UnitOfWork::order(std::vector<std::uint32_t>& saves, std::vector<std::uint32_t>& deletes)
{
    const std::vector<int>& saveOrder = m_session.models.saveOrder();
    m_place.assign(saveOrder.size(), 0);
    for (std::size_t i = 0; i < saveOrder.size(); ++i)
        m_place[static_cast<std::size_t>(saveOrder[i])] = static_cast<int>(i);
    auto place = [&](std::uint32_t number) {
        return m_place[static_cast<std::size_t>(m_records[number].state->mapper->root->number)];
    };
    for (std::uint32_t i = 0; i < m_records.size(); ++i) {
        if (m_records[i].action == Action::Insert || m_records[i].action == Action::Update)
            saves.push_back(i);
        else if (m_records[i].action == Action::Delete)
            deletes.push_back(i);
    }
    bool byRows = false;
    for (const Dependency& dependency : m_dependencies) {
        Record* parent = dependency.parent ? recordOf(*dependency.parent) : nullptr;
        if (!parent || parent->action != Action::Insert || dependency.post)
            continue;
        byRows = byRows || place(parent->state->scratch) >= place(dependency.child);
    }
    if (byRows)
        orderByRows(saves);
    std::stable_sort(saves.begin(), saves.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(m_records[a].level, place(a)) < std::pair(m_records[b].level, place(b));
    });
    orderDeletesByRows(deletes);
    std::stable_sort(deletes.begin(), deletes.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(m_records[a].level, -place(a)) < std::pair(m_records[b].level, -place(b));
    });
}

void UnitOfWork::orderByRows(std::vector<std::uint32_t>& saves)
{
    // Kahn's algorithm over the rows, level by level, so that rows that wait for the same thing stay
    // together.
    std::vector<std::uint32_t> waiting(m_records.size(), 0);
    std::vector<std::vector<std::uint32_t>> dependants(m_records.size());
    for (const Dependency& dependency : m_dependencies) {
        Record* parent = dependency.parent ? recordOf(*dependency.parent) : nullptr;
        if (!parent || parent->action != Action::Insert || dependency.post)
            continue;
        if (m_records[dependency.child].state == dependency.parent)
            throwArgument(dependency.parent->describe() + " refers to itself through "
                    + dependency.relationship->qualifiedName() + " before it has a key.",
                "Set postUpdate on the relationship.");
        ++waiting[dependency.child];
        dependants[dependency.parent->scratch].push_back(dependency.child);
    }
    std::vector<std::uint32_t> ready;
    for (std::uint32_t number : saves) {
        if (waiting[number] == 0)
            ready.push_back(number);
    }
    std::size_t done = 0;
    for (int level = 0; !ready.empty(); ++level) {
        std::vector<std::uint32_t> next;
        for (std::uint32_t number : ready) {
            ++done;
            m_records[number].level = level;
            for (std::uint32_t dependant : dependants[number]) {
                if (--waiting[dependant] == 0)
                    next.push_back(dependant);
            }
        }
        ready = std::move(next);
    }
    if (done < saves.size()) {
        std::string names;
        for (std::uint32_t number : saves) {
            if (waiting[number] > 0 && names.size() < 200)
                names += (names.empty() ? "" : ", ") + m_records[number].state->describe();
        }
        throwArgument("The rows of these objects refer to each other in a circle: " + names + ".",
            "Set postUpdate on one of the relationships, so that its foreign key is written by an UPDATE "
            "afterwards.");
    }
}

void UnitOfWork::orderDeletesByRows(std::vector<std::uint32_t>& deletes)
{
    for (std::uint32_t number : deletes)
        m_records[number].level = 0;
    if (deletes.size() < 2)
        return;
    // Who refers to whom among them, where the order of the classes does not tell.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges; // (referring, referred)
    for (std::uint32_t number : deletes) {
        InstanceState& state = *m_records[number].state;
        int own = m_place[static_cast<std::size_t>(state.mapper->root->number)];
        for (const auto& shared : state.mapper->relationships) {
            const Relationship& relationship = *shared;
            if (relationship.secondary || relationship.viewOnly || relationship.postUpdate)
                continue;
            int other = m_place[static_cast<std::size_t>(relationship.target->root->number)];
            bool manyToOne = relationship.direction == Direction::ManyToOne;
            if (manyToOne ? own > other : own < other)
                continue;
            if (manyToOne && relationship.byPrimaryKey) {
                std::vector<ValueView> key(relationship.remote.size());
                bool whole = true;
                for (std::size_t i = 0; i < relationship.remote.size(); ++i) {
                    auto position = std::find(relationship.target->primaryKey.begin(),
                        relationship.target->primaryKey.end(), relationship.remote[i]);
                    attributes::read(state, relationship.local[i]);
                    const CompactValue& value = state.committed(relationship.local[i]);
                    whole = whole && !value.isNull();
                    key[static_cast<std::size_t>(position - relationship.target->primaryKey.begin())] =
                        value.view();
                }
                InstanceState* parent = whole ? m_session.find(*relationship.target, key) : nullptr;
                Record* known = parent ? recordOf(*parent) : nullptr;
                if (known && known->action == Action::Delete && parent != &state)
                    edges.push_back({number, parent->scratch});
            } else if (!manyToOne) {
                const RelatedSlot* slot = state.findRelated(relationship.index);
                for (std::size_t i = 0; slot && slot->many && i < slot->many->size(); ++i) {
                    InstanceState* item = (*slot->many)[i];
                    Record* known = recordOf(*item);
                    if (known && known->action == Action::Delete && item != &state)
                        edges.push_back({item->scratch, number});
                }
            }
        }
    }
    if (edges.empty())
        return;
    std::vector<std::uint32_t> waiting(m_records.size(), 0);
    std::vector<std::vector<std::uint32_t>> referredBy(m_records.size());
    for (const auto& [referring, referred] : edges) {
        ++waiting[referred];
        referredBy[referring].push_back(referred);
    }
    std::vector<std::uint32_t> ready;
    for (std::uint32_t number : deletes) {
        if (waiting[number] == 0)
            ready.push_back(number);
    }
    for (int level = 0; !ready.empty(); ++level) {
        std::vector<std::uint32_t> next;
        for (std::uint32_t number : ready) {
            m_records[number].level = level;
            for (std::uint32_t referred : referredBy[number]) {
                if (--waiting[referred] == 0)
                    next.push_back(referred);
            }
        }
        ready = std::move(next);
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
        for (std::size_t i = 0; i < own.size(); ++i) {
            const ColumnAttribute& column = child.mapper->columns[static_cast<std::size_t>(own[i])];
            if (!dependency.parent) {
                if (column.primaryKey && child.has(InstanceState::HasRow))
                    throwArgument(child.describe() + " would lose its primary key " + column.name
                            + ", because it is no longer in " + relationship.qualifiedName() + ".",
                        "Give the relationship the cascade delete-orphan, or delete the object.");
                // Part of a composite key that another parent still needs stays.
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

void UnitOfWork::undo() noexcept
{
    for (Record& record : m_records) {
        InstanceState& state = *record.state;
        state.unset(InstanceState::InFlush);
        for (int attribute = 0; record.generated; ++attribute, record.generated >>= 1) {
            if (record.generated & 1)
                state.slot(attribute).clear();
        }
        // Objects that were drawn in by others stay listed, because their keys have changed.
        if (state.session == &m_session && state.isModified() && state.lifecycle == ObjectState::Persistent)
            m_session.noteModified(state);
    }
    for (Persistence::Counted& counted : m_persistence.versions)
        counted.state->slot(counted.state->mapper->version) = std::move(counted.old);
}

void UnitOfWork::keepRelatedChanges(InstanceState& state, TransactionFrame& frame)
{
    for (std::size_t i = 0; state.related && i < state.mapper->relationships.size(); ++i) {
        RelatedSlot& slot = state.related[i];
        if (!slot.changes)
            continue;
        if (!slot.changes->added.empty() || !slot.changes->removed.empty())
            frame.related.push_back({&state, static_cast<int>(i), std::move(slot.changes)});
        slot.changes.reset();
    }
}

// Foreign keys of objects in memory follow a key that the database has cascaded.
void UnitOfWork::followKeys(InstanceState& state)
{
    for (const auto& relationship : state.mapper->relationships) {
        const RelatedSlot* slot = state.findRelated(relationship->index);
        if (relationship->direction != Direction::OneToMany || !slot || !slot->loaded
            || relationship->viewOnly)
            continue;
        std::vector<InstanceState*> items = slot->many ? *slot->many : std::vector<InstanceState*>();
        if (slot->one)
            items.push_back(slot->one);
        for (InstanceState* item : items) {
            for (std::size_t i = 0; i < relationship->local.size(); ++i) {
                const ColumnAttribute& column =
                    item->mapper->columns[static_cast<std::size_t>(relationship->remote[i])];
                if (!column.primaryKey && item->lifecycle == ObjectState::Persistent)
                    item->slot(relationship->remote[i]) = state.slot(relationship->local[i]);
            }
        }
    }
}

void UnitOfWork::finishUpdate(InstanceState& state, TransactionFrame& frame)
{
    if (state.changes) {
        bool keyChanged = std::any_of(state.mapper->primaryKey.begin(), state.mapper->primaryKey.end(),
            [&](int attribute) { return state.changes->find(attribute) != nullptr; });
        if (keyChanged)
            m_session.identities(*state.mapper).erase(&state);
        TransactionFrame::Updated updated{&state, std::move(state.changes->old)};
        state.changes.reset();
        frame.updated.push_back(std::move(updated));
        if (keyChanged) {
            m_session.identities(*state.mapper).insert(&state);
            followKeys(state);
        }
        for (const ColumnAttribute& column : state.mapper->columns) {
            // The database has computed it anew.
            if (column.readOnly)
                state.slot(column.index).clear();
        }
    }
    keepRelatedChanges(state, frame);
}

void UnitOfWork::finish()
{
    TransactionFrame& frame = m_session.frame();
    for (Persistence::Counted& counted : m_persistence.versions) {
        InstanceState& state = *counted.state;
        if (state.lifecycle == ObjectState::Persistent && m_records[state.scratch].action == Action::Update) {
            if (!state.changes)
                state.changes = std::make_unique<ColumnChanges>();
            if (!state.changes->find(state.mapper->version))
                state.changes->old.emplace_back(state.mapper->version, std::move(counted.old));
        }
    }
    // Deleted ones first: a new object may have taken over a key.
    for (Record& record : m_records) {
        InstanceState& state = *record.state;
        if (record.action != Action::Delete && record.action != Action::Switched)
            continue;
        state.dropChanges();
        m_session.identities(*state.mapper).erase(&state);
        state.lifecycle = ObjectState::Deleted;
        state.unset(InstanceState::DeleteAsked);
        frame.deleted.push_back(&state);
    }
    frame.inserted.reserve(frame.inserted.size() + m_records.size());
    for (Record& record : m_records) {
        InstanceState& state = *record.state;
        state.unset(InstanceState::InFlush);
        if (record.action == Action::Insert) {
            for (const ColumnAttribute& column : state.mapper->columns) {
                CompactValue& slot = state.slot(column.index);
                if (slot.isAbsent() && !column.serverValue && !column.readOnly)
                    slot.setNull();
            }
            state.changes.reset();
            state.lifecycle = ObjectState::Persistent;
            state.set(InstanceState::HasRow);
            m_session.identities(*state.mapper).insert(&state);
            frame.inserted.push_back({&state, record.generated});
            keepRelatedChanges(state, frame);
        } else if (record.action == Action::Update) {
            finishUpdate(state, frame);
        }
    }
    // Deleted objects leave the collections of those that stay only when these are loaded anew, as in
    // SQLAlchemy.
    for (Record& record : m_records) {
        if (record.action == Action::Insert)
            m_session.fire(ObjectEvent::PendingToPersistent, *record.state);
        else if (record.action == Action::Delete)
            m_session.fire(ObjectEvent::PersistentToDeleted, *record.state);
    }
}

} // namespace relata
