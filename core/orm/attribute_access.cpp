#include "core/orm/attribute_access.h"

#include "core/orm/evaluator.h"
#include "core/orm/session_impl.h"
#include "core/util/argument_error.h"

#include <algorithm>

namespace relata::attributes {
namespace {

bool contains(const std::vector<InstanceState*>& list, const InstanceState* state)
{
    return std::find(list.begin(), list.end(), state) != list.end();
}

bool eraseOne(std::vector<InstanceState*>& list, const InstanceState* state)
{
    // From the end: what was added last is taken out most often.
    for (std::size_t i = list.size(); i-- > 0;) {
        if (list[i] == state) {
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
            return true;
        }
    }
    return false;
}

bool hasRow(const InstanceState& state)
{
    return state.session && state.lifecycle == ObjectState::Persistent;
}

RelatedChanges& changesOf(RelatedSlot& slot)
{
    if (!slot.changes)
        slot.changes = std::make_unique<RelatedChanges>();
    return *slot.changes;
}

void noteModified(InstanceState& state)
{
    if (state.session)
        state.session->noteModified(state);
}

// Objects that meet in a relationship live in one heap, or their pointers would outlive it.
void join(InstanceState& state, InstanceState& other)
{
    if (state.heap == other.heap)
        return;
    if (other.session && !state.session)
        other.heap->absorb(*state.heap);
    else if (!other.session || other.session == state.session)
        state.heap->absorb(*other.heap);
    else
        raiseArgument(other.describe() + " belongs to another session than " + state.describe() + ".",
            "Use merge() to bring a copy of it into this session.");
}

void cascadeIntoSession(InstanceState& state, const Relationship& relationship, InstanceState& other)
{
    if (state.session && !other.session && relationship.cascade.saveUpdate
        && (state.lifecycle == ObjectState::Pending || state.lifecycle == ObjectState::Persistent))
        state.session->add(other);
}

// The other object of an unloaded many-to-one, if it happens to be in memory.
InstanceState* inMemory(InstanceState& state, const Relationship& relationship)
{
    if (!hasRow(state) || !relationship.byPrimaryKey)
        return nullptr;
    std::vector<ValueView> key(relationship.target->primaryKey.size());
    for (std::size_t i = 0; i < relationship.local.size(); ++i) {
        const CompactValue& value = state.slot(relationship.local[i]);
        if (value.isNull())
            return nullptr;
        auto place = std::find(relationship.target->primaryKey.begin(), relationship.target->primaryKey.end(),
            relationship.remote[i]);
        key[static_cast<std::size_t>(place - relationship.target->primaryKey.begin())] = value.view();
    }
    return state.session->find(*relationship.target, key);
}

void linkReverse(InstanceState& other, const Relationship& relationship, InstanceState& state)
{
    const Relationship& reverse = *relationship.reverse;
    if (reverse.uselist)
        append(other, reverse, state, Origin::Backref);
    else
        setOne(other, reverse, &state, Origin::Backref);
}

void unlinkReverse(InstanceState& other, const Relationship& relationship, InstanceState& state)
{
    const Relationship& reverse = *relationship.reverse;
    if (reverse.uselist) {
        remove(other, reverse, state, Origin::Backref);
    } else {
        const RelatedSlot* slot = other.findRelated(reverse.index);
        if (!slot || !slot->loaded || slot->one == &state)
            setOne(other, reverse, nullptr, Origin::Backref);
    }
}

void dropPendingOrphan(const Relationship& relationship, InstanceState& item)
{
    if (relationship.cascade.deleteOrphan && item.lifecycle == ObjectState::Pending && item.session)
        item.session->expunge(item);
}

// Whether the object may stand in the collection already. A new one's other side says so; without it, each of
// many that are put into one collection would be looked for among all before it.
bool mayContain(
    const InstanceState& state, const Relationship& relationship, const InstanceState& item, Origin origin)
{
    if (!relationship.reverse || relationship.reverse->uselist || item.has(InstanceState::HasRow))
        return true;
    const RelatedSlot* back = item.findRelated(relationship.reverse->index);
    return origin == Origin::Direct && back && back->one == &state;
}

} // namespace

void checkTarget(const Relationship& relationship, const InstanceState& item)
{
    if (!item.mapper->isA(*relationship.target))
        raiseArgument("Relationship " + relationship.qualifiedName() + " holds objects of class "
            + relationship.target->className + "; " + item.describe() + " is none.");
}

const CompactValue& read(InstanceState& state, int attribute)
{
    CompactValue& slot = state.slot(attribute);
    if (slot.isAbsent() && state.has(InstanceState::HasRow)) {
        if (!state.session) {
            raiseArgument("Attribute “" + state.mapper->columns[static_cast<std::size_t>(attribute)].name
                    + "” of " + state.describe()
                    + " is not loaded, and the object belongs to no session that could load it.",
                "Add it to a session, or load the attribute before the session is closed.");
        }
        if (state.lifecycle == ObjectState::Persistent)
            state.session->loadColumns(state, attribute);
    }
    return slot;
}

void write(InstanceState& state, int attribute, const Value& value)
{
    const ColumnAttribute& column = state.mapper->columns[static_cast<std::size_t>(attribute)];
    if (column.readOnly)
        raiseArgument("Attribute " + state.mapper->className + "." + column.name
            + " is computed by the database and cannot be set.");
    // The old key and the old version find the row.
    if (column.primaryKey || attribute == state.mapper->version)
        read(state, attribute);
    checkValidators(state, attribute, value);
    state.change(attribute, value.view());
    noteModified(state);
}

RelatedSlot& loaded(InstanceState& state, const Relationship& relationship)
{
    RelatedSlot& slot = state.relatedSlot(relationship.index);
    if (slot.loaded)
        return slot;
    LazyStrategy strategy = relationship.lazy;
    if (state.options) {
        if (const RelationshipOption* option = state.options->find(relationship); option && option->strategy)
            strategy = *option->strategy;
    }
    if (strategy == LazyStrategy::WriteOnly)
        raiseArgument("Relationship " + relationship.qualifiedName() + " is write-only and is never loaded.",
            "Query for class " + relationship.target->className + " instead.");
    if (!state.has(InstanceState::HasRow) || strategy == LazyStrategy::NoLoad) {
        if (relationship.uselist)
            fill(state, relationship, std::vector<InstanceState*>());
        else
            fill(state, relationship,
                slot.changes && !slot.changes->added.empty() ? slot.changes->added.back() : nullptr);
        return slot;
    }
    if (strategy == LazyStrategy::Raise
        || (strategy == LazyStrategy::RaiseOnSql && !inMemory(state, relationship)))
        raiseArgument("Relationship " + relationship.qualifiedName() + " of " + state.describe()
                + " is not loaded, and its strategy “" + toString(strategy) + "” forbids loading it now.",
            "Load it along with the query: selectinload(\"" + relationship.name + "\").");
    if (!state.session)
        raiseArgument("Relationship “" + relationship.name + "” of " + state.describe()
                + " is not loaded, and the object belongs to no session that could load it.",
            "Add it to a session, or load the relationship before the session is closed.");
    state.session->loadRelationship(state, relationship);
    return slot;
}

InstanceState* one(InstanceState& state, const Relationship& relationship)
{
    return loaded(state, relationship).one;
}

void setOne(InstanceState& state, const Relationship& relationship, InstanceState* other, Origin origin)
{
    if (relationship.viewOnly)
        raiseArgument("Relationship " + relationship.qualifiedName() + " is viewOnly and cannot be set.");
    if (other) {
        checkTarget(relationship, *other);
        join(state, *other);
    }
    RelatedSlot& slot = state.relatedSlot(relationship.index);
    InstanceState* old = slot.one;
    if (!slot.loaded) {
        // Whom we have must be known where its foreign key is to be taken away (one-to-one), or it itself.
        bool matters = !relationship.foreignKeyIsLocal() || relationship.cascade.deleteOrphan;
        if (hasRow(state) && matters && relationship.lazy != LazyStrategy::NoLoad && origin == Origin::Direct)
            old = one(state, relationship);
        else if (slot.changes && !slot.changes->added.empty())
            old = slot.changes->added.back();
        else
            old = inMemory(state, relationship);
    }
    if (slot.loaded && old == other)
        return;
    if (origin == Origin::Direct && other && relationship.singleParent && relationship.reverse) {
        const RelatedSlot* theirs = other->findRelated(relationship.reverse->index);
        const InstanceState* parent = theirs ? theirs->one : nullptr;
        for (std::size_t i = 0; theirs && theirs->many && i < theirs->many->size(); ++i)
            parent = (*theirs->many)[i] != &state ? (*theirs->many)[i] : parent;
        if (parent && parent != &state)
            raiseArgument(other->describe() + " belongs to " + parent->describe() + " already; relationship "
                + relationship.qualifiedName() + " allows one parent.");
    }
    bool first = !slot.changes;
    RelatedChanges& changes = changesOf(slot);
    if (first && old)
        changes.removed.push_back(old);
    changes.added.clear();
    if (changes.removed.size() == 1 && changes.removed.front() == other && slot.loaded)
        slot.changes.reset();
    else if (other)
        changes.added.push_back(other);
    slot.one = other;
    slot.loaded = true;
    noteModified(state);
    if (relationship.reverse && origin == Origin::Direct) {
        if (old && old != other)
            unlinkReverse(*old, relationship, state);
        if (other)
            linkReverse(*other, relationship, state);
    } else if (relationship.reverse && old && old != other && origin == Origin::Backref
        && relationship.reverse->uselist) {
        // book moved from one author's collection to another's: the first one loses it.
        const RelatedSlot* theirs = old->findRelated(relationship.reverse->index);
        bool knows = theirs && (theirs->loaded || theirs->changes);
        if (knows || hasRow(*old)) {
            RelatedSlot& oldSlot = old->relatedSlot(relationship.reverse->index);
            if (oldSlot.many)
                eraseOne(*oldSlot.many, &state);
            if (!oldSlot.changes || !eraseOne(oldSlot.changes->added, &state)) {
                if (other != nullptr || relationship.reverse->direction == Direction::ManyToMany) {
                    RelatedChanges& oldChanges = changesOf(oldSlot);
                    if (!contains(oldChanges.removed, &state))
                        oldChanges.removed.push_back(&state);
                }
            }
            noteModified(*old);
        }
    }
    if (other && origin == Origin::Direct)
        cascadeIntoSession(state, relationship, *other);
    if (old && old != other)
        dropPendingOrphan(relationship, *old);
}

void append(InstanceState& state, const Relationship& relationship, InstanceState& item, Origin origin)
{
    if (relationship.viewOnly) {
        if (origin == Origin::Backref)
            return;
        raiseArgument(
            "Relationship " + relationship.qualifiedName() + " is viewOnly; nothing can be put into it.");
    }
    checkTarget(relationship, item);
    join(state, item);
    RelatedSlot& slot = state.relatedSlot(relationship.index);
    // A row of an association table must not be written twice, so what is there must be known.
    if (origin == Origin::Direct && !slot.loaded && relationship.lazy != LazyStrategy::WriteOnly
        && (!hasRow(state) || relationship.secondary))
        loaded(state, relationship);
    bool possible = mayContain(state, relationship, item, origin);
    if (possible && slot.many && contains(*slot.many, &item)) {
        if (!slot.changes || !contains(slot.changes->removed, &item))
            return;
    } else if (slot.many) {
        slot.many->push_back(&item);
    }
    RelatedChanges& changes = changesOf(slot);
    if (!eraseOne(changes.removed, &item) && (slot.loaded || !possible || !contains(changes.added, &item)))
        changes.added.push_back(&item);
    if (changes.added.empty() && changes.removed.empty())
        slot.changes.reset();
    noteModified(state);
    if (relationship.reverse && origin == Origin::Direct)
        linkReverse(item, relationship, state);
    if (origin == Origin::Direct)
        cascadeIntoSession(state, relationship, item);
}

bool remove(InstanceState& state, const Relationship& relationship, InstanceState& item, Origin origin)
{
    if (relationship.viewOnly) {
        if (origin == Origin::Backref)
            return false;
        raiseArgument(
            "Relationship " + relationship.qualifiedName() + " is viewOnly; nothing can be taken out of it.");
    }
    RelatedSlot& slot = state.relatedSlot(relationship.index);
    // What was just put in need not be loaded to be taken out.
    bool justAdded = !slot.loaded && slot.changes && contains(slot.changes->added, &item);
    if (origin == Origin::Direct && !slot.loaded && !justAdded
        && relationship.lazy != LazyStrategy::WriteOnly)
        loaded(state, relationship);
    bool there = !slot.many || eraseOne(*slot.many, &item);
    if (!there)
        return false;
    if (!slot.changes || !eraseOne(slot.changes->added, &item)) {
        RelatedChanges& changes = changesOf(slot);
        if (!contains(changes.removed, &item))
            changes.removed.push_back(&item);
    } else if (slot.changes->added.empty() && slot.changes->removed.empty()) {
        slot.changes.reset();
    }
    noteModified(state);
    if (relationship.reverse && origin == Origin::Direct)
        unlinkReverse(item, relationship, state);
    if (origin == Origin::Direct)
        dropPendingOrphan(relationship, item);
    return true;
}

void fill(InstanceState& state, const Relationship& relationship, std::vector<InstanceState*> items)
{
    RelatedSlot& slot = state.relatedSlot(relationship.index);
    if (slot.changes) {
        std::erase_if(items, [&](InstanceState* item) { return contains(slot.changes->removed, item); });
        for (InstanceState* item : slot.changes->added) {
            if (!contains(items, item))
                items.push_back(item);
        }
    }
    slot.many = std::make_unique<std::vector<InstanceState*>>(std::move(items));
    slot.loaded = true;
}

void fill(InstanceState& state, const Relationship& relationship, InstanceState* item)
{
    RelatedSlot& slot = state.relatedSlot(relationship.index);
    if (slot.loaded && slot.changes)
        return;
    slot.one = item;
    slot.loaded = true;
}

} // namespace relata::attributes
