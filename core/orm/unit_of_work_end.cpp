// What objects become when a flush has succeeded, or failed.
#include "core/orm/unit_of_work.h"

#include "core/orm/attribute_access.h"

#include <algorithm>

namespace relata {

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
    // From the last to the first: one may have been set twice.
    for (auto set = m_persistence.supplied.rbegin(); set != m_persistence.supplied.rend(); ++set)
        set->state->slot(set->attribute) = std::move(set->old);
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
            if (column.changedByServer)
                state.slot(column.index).clear();
        }
    }
    keepRelatedChanges(state, frame);
}

void UnitOfWork::finish()
{
    TransactionFrame& frame = m_session.frame();
    for (Persistence::Supplied& set : m_persistence.supplied) {
        InstanceState& state = *set.state;
        if (state.lifecycle == ObjectState::Persistent && m_records[state.scratch].action == Action::Update) {
            if (!state.changes)
                state.changes = std::make_unique<ColumnChanges>();
            if (!state.changes->find(set.attribute))
                state.changes->old.emplace_back(set.attribute, std::move(set.old));
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
    auto updates = static_cast<std::size_t>(std::count_if(m_records.begin(), m_records.end(),
        [](const Record& record) { return record.action == Action::Update; }));
    frame.inserted.reserve(frame.inserted.size() + m_records.size() - updates);
    frame.updated.reserve(frame.updated.size() + updates);
    std::vector<std::size_t> newOnes(m_place.size(), 0); // of each root mapper
    for (const Record& record : m_records)
        newOnes[static_cast<std::size_t>(record.state->mapper->root->number)] +=
            record.action == Action::Insert ? 1 : 0;
    for (const auto& mapper : m_session.models.mappers()) {
        auto number = static_cast<std::size_t>(mapper->number);
        if (number < newOnes.size() && newOnes[number] > 1000) {
            IdentityMap& identities = m_session.identities(*mapper);
            identities.reserve(identities.size() + newOnes[number]);
        }
    }
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
