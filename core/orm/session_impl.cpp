#include "core/orm/session_impl.h"

#include "core/orm/attribute_access.h"
#include "core/orm/loading.h"
#include "core/util/argument_error.h"

#include <algorithm>

namespace relata {
namespace {

// The objects that are in memory in a relationship, loaded or put in.
std::vector<InstanceState*> inMemory(const InstanceState& state, const Relationship& relationship)
{
    std::vector<InstanceState*> items;
    const RelatedSlot* slot = state.findRelated(relationship.index);
    if (!slot)
        return items;
    if (slot->many)
        items = *slot->many;
    else if (slot->one)
        items.push_back(slot->one);
    if (slot->changes && !slot->many) {
        for (InstanceState* added : slot->changes->added) {
            if (std::find(items.begin(), items.end(), added) == items.end())
                items.push_back(added);
        }
    }
    return items;
}

} // namespace

SessionImpl::SessionImpl(StatementRunner given, MapperRegistry registry, SessionOptions chosen)
    : models(std::move(registry))
    , options(std::move(chosen))
    , runner(std::move(given))
    , m_heap(ObjectHeap::create())
{
    m_heap->addOwner(this);
    m_identities.resize(models.mappers().size());
    runner.twoPhase = options.twoPhase;
    runner.compileOptions.schemaTranslate = options.schemaTranslate;
    runner.onBegin = [this] {
        outcome = Outcome::Open;
        fire(SessionEvent::AfterBegin);
    };
}

SessionImpl::~SessionImpl()
{
    for (auto& list : listeners)
        list.clear();
    for (auto& list : m_objectListeners)
        list.clear();
    runner.onBegin = nullptr;
    close();
    m_heap->dropOwner(this);
}

void SessionImpl::fire(SessionEvent event)
{
    // A listener may add further ones.
    auto& list = listeners[static_cast<std::size_t>(event)];
    for (std::size_t i = 0; facade && i < list.size(); ++i) {
        std::function<void(Session&)> listener = list[i];
        listener(*facade);
    }
}

void SessionImpl::fireNow(ObjectEvent event, InstanceState& state)
{
    auto& list = m_objectListeners[static_cast<std::size_t>(event)];
    Instance object(&state);
    for (std::size_t i = 0; facade && i < list.size(); ++i) {
        std::function<void(Session&, const Instance&)> listener = list[i];
        listener(*facade, object);
    }
}

TransactionFrame& SessionImpl::frame()
{
    if (m_frames.empty())
        m_frames.emplace_back();
    return m_frames.back();
}

IdentityMap& SessionImpl::identities(const Mapper& mapper)
{
    auto& map = m_identities[static_cast<std::size_t>(mapper.root->number)];
    if (!map)
        map = std::make_unique<IdentityMap>(*mapper.root);
    return *map;
}

const IdentityMap* SessionImpl::findIdentities(const Mapper& mapper) const
{
    return m_identities[static_cast<std::size_t>(mapper.root->number)].get();
}

InstanceState* SessionImpl::find(const Mapper& mapper, std::span<const ValueView> key) const
{
    const IdentityMap* map = findIdentities(mapper);
    InstanceState* state = map ? map->find(key) : nullptr;
    return state && state->mapper->isA(mapper) ? state : nullptr;
}

void SessionImpl::adopt(InstanceState& state)
{
    if (state.heap != m_heap)
        m_heap->absorb(*state.heap);
}

void SessionImpl::checkMine(const InstanceState& state, const char* what) const
{
    if (state.session != this)
        raiseArgument(
            state.describe() + " does not belong to this session, so it cannot be " + what + " here.",
            state.session ? "It belongs to another session." : "Add it first, or merge() it.");
}

Instance SessionImpl::create(std::string_view className, const AttributeValues& values)
{
    const Mapper& mapper = models.mapper(className);
    if (mapper.discriminator >= 0 && !mapper.identity && !mapper.subclasses.empty())
        raiseArgument(
            "Class " + mapper.className + " has no polymorphic identity, so it has no objects of its own.",
            "Create an object of one of its subclasses.");
    m_heap->maybeSweep();
    Instance object(m_heap->make(mapper));
    for (const auto& [name, value] : values)
        object.set(name, value);
    fire(ObjectEvent::Init, *object.internal());
    return object;
}

void SessionImpl::addOne(InstanceState& state)
{
    if (state.session == this) {
        if (state.has(InstanceState::DeleteAsked)) {
            state.unset(InstanceState::DeleteAsked);
        } else if (state.lifecycle == ObjectState::Deleted) {
            raiseArgument(state.describe() + " was deleted in this transaction.",
                "Roll the transaction back, or add a new object.");
        }
        return;
    }
    if (state.session)
        raiseArgument(
            state.describe() + " belongs to another session.", "Use merge(), or expunge it there first.");
    adopt(state);
    if (state.has(InstanceState::HasRow)) {
        std::vector<ValueView> key;
        for (int attribute : state.mapper->primaryKey)
            key.push_back(state.committed(attribute).view());
        InstanceState* other = identities(*state.mapper).find(key);
        if (other)
            raiseArgument("The session has another object for " + state.describe() + " already.",
                "Use merge() to bring this one's state to it.");
        state.session = this;
        state.lifecycle = ObjectState::Persistent;
        identities(*state.mapper).insert(&state);
        if (state.isModified())
            noteModified(state);
        return;
    }
    state.session = this;
    state.lifecycle = ObjectState::Pending;
    state.order = m_nextOrder++;
    m_new.push_back(&state);
    if (m_frames.size() > 1 || !m_frames.empty())
        m_frames.back().added.push_back(&state);
    fire(ObjectEvent::TransientToPending, state);
}

void SessionImpl::add(InstanceState& first)
{
    std::vector<InstanceState*> open{&first};
    addOne(first);
    while (!open.empty()) {
        InstanceState* state = open.back();
        open.pop_back();
        if (!state->related)
            continue;
        std::vector<InstanceState*> next;
        for (const auto& relationship : state->mapper->relationships) {
            if (!relationship->cascade.saveUpdate || relationship->viewOnly)
                continue;
            for (InstanceState* item : inMemory(*state, *relationship)) {
                if (item->session == this)
                    continue;
                addOne(*item);
                next.push_back(item);
            }
        }
        open.insert(open.end(), next.rbegin(), next.rend());
    }
}

void SessionImpl::noteModified(InstanceState& state)
{
    if (!state.has(InstanceState::InModified)) {
        state.set(InstanceState::InModified);
        m_modified.push_back(&state);
    }
}

void SessionImpl::forget(InstanceState& state)
{
    if (state.lifecycle == ObjectState::Persistent)
        identities(*state.mapper).erase(&state);
}

void SessionImpl::remove(InstanceState& state)
{
    if (!state.has(InstanceState::HasRow))
        raiseArgument(state.describe() + " has no row that could be deleted.",
            state.session ? "Expunge it instead." : "");
    if (!state.session)
        add(state);
    checkMine(state, "deleted");
    if (state.lifecycle == ObjectState::Deleted || state.has(InstanceState::DeleteAsked))
        return;
    state.set(InstanceState::DeleteAsked);
    m_deleted.push_back(&state);
}

void SessionImpl::compactLists()
{
    std::erase_if(m_new, [this](InstanceState* state) {
        return state->session != this || state->lifecycle != ObjectState::Pending;
    });
    std::erase_if(m_modified, [this](InstanceState* state) {
        bool keep = state->session == this && state->isModified();
        if (!keep)
            state->unset(InstanceState::InModified);
        return !keep;
    });
    std::erase_if(m_deleted, [this](InstanceState* state) {
        return state->session != this || !state->has(InstanceState::DeleteAsked);
    });
}

bool SessionImpl::hasWork() const
{
    auto pending = [this](const InstanceState* state) {
        return state->session == this && state->lifecycle == ObjectState::Pending;
    };
    return std::any_of(m_new.begin(), m_new.end(), pending)
        || std::any_of(m_modified.begin(), m_modified.end(),
            [this](const InstanceState* state) { return state->session == this && state->isModified(); })
        || std::any_of(m_deleted.begin(), m_deleted.end(), [this](const InstanceState* state) {
               return state->session == this && state->has(InstanceState::DeleteAsked);
           });
}

void SessionImpl::expire(InstanceState& state, const std::vector<std::string>& attributes)
{
    checkMine(state, "expired");
    if (state.lifecycle != ObjectState::Persistent)
        raiseArgument(state.describe() + " is not stored yet, so it cannot be expired.");
    if (attributes.empty()) {
        std::vector<std::pair<InstanceState*, int>> cascade;
        for (const auto& relationship : state.mapper->relationships) {
            if (relationship->cascade.refreshExpire) {
                for (InstanceState* item : inMemory(state, *relationship))
                    cascade.push_back({item, 0});
            }
        }
        state.expire();
        for (auto& [item, unused] : cascade) {
            if (item->session == this && item->lifecycle == ObjectState::Persistent && item->related)
                expire(*item, {});
            else if (item->session == this && item->lifecycle == ObjectState::Persistent)
                item->expire();
            else if (item->session == this && item->lifecycle == ObjectState::Pending)
                expunge(*item);
        }
        return;
    }
    for (const std::string& name : attributes) {
        const AttributeName* found = state.mapper->find(name);
        if (found && found->kind == AttributeKind::Relationship) {
            if (state.related)
                state.related[static_cast<std::size_t>(found->index)] = RelatedSlot();
        } else {
            state.expireAttribute(state.mapper->columnIndex(name));
        }
    }
}

void SessionImpl::expireAll()
{
    for (auto& map : m_identities) {
        if (map)
            map->forEach([](InstanceState& state) { state.expire(); });
    }
    compactLists();
}

void SessionImpl::refresh(InstanceState& state, const std::vector<std::string>& attributes)
{
    checkMine(state, "refreshed");
    if (state.lifecycle != ObjectState::Persistent)
        raiseArgument(state.describe() + " is not stored yet, so it cannot be refreshed.");
    autoflush();
    std::vector<int> columns;
    std::vector<const Relationship*> relationships;
    if (attributes.empty()) {
        std::vector<bool> wasLoaded(state.mapper->relationships.size(), false);
        for (std::size_t i = 0; state.related && i < wasLoaded.size(); ++i)
            wasLoaded[i] = state.related[i].loaded;
        expire(state, {});
        for (const ColumnAttribute& column : state.mapper->columns) {
            if (!(state.options ? state.options->isDeferred(column) : column.deferred))
                columns.push_back(column.index);
        }
        for (std::size_t i = 0; i < wasLoaded.size(); ++i) {
            LazyStrategy lazy = state.mapper->relationships[i]->lazy;
            bool eager = lazy == LazyStrategy::Joined || lazy == LazyStrategy::Selectin
                || lazy == LazyStrategy::Subquery || lazy == LazyStrategy::Immediate;
            if (wasLoaded[i] && eager)
                relationships.push_back(state.mapper->relationships[i].get());
        }
    } else {
        expire(state, attributes);
        for (const std::string& name : attributes) {
            const AttributeName* found = state.mapper->find(name);
            if (found && found->kind == AttributeKind::Relationship)
                relationships.push_back(
                    state.mapper->relationships[static_cast<std::size_t>(found->index)].get());
            else
                columns.push_back(state.mapper->columnIndex(name));
        }
    }
    if (!columns.empty())
        Loader(*this).refresh(state, columns, "refresh " + state.mapper->className);
    for (const Relationship* relationship : relationships)
        loadRelationship(state, *relationship);
}

void SessionImpl::loadColumns(InstanceState& state, int wanted)
{
    autoflush();
    const Mapper& mapper = *state.mapper;
    const ColumnAttribute& asked = mapper.columns[static_cast<std::size_t>(wanted)];
    auto isDeferred = [&](const ColumnAttribute& column) {
        return state.options ? state.options->isDeferred(column) : column.deferred;
    };
    std::vector<int> columns;
    bool deferred = isDeferred(asked);
    for (const ColumnAttribute& column : mapper.columns) {
        if (!state.slot(column.index).isAbsent())
            continue;
        bool together = deferred ? column.index == wanted
                || (!asked.deferredGroup.empty() && column.deferredGroup == asked.deferredGroup)
                                 : !isDeferred(column);
        if (together)
            columns.push_back(column.index);
    }
    if (!columns.empty())
        Loader(*this).refresh(state, columns, (deferred ? "deferred " : "refresh ") + mapper.className);
}

void SessionImpl::loadRelationship(InstanceState& state, const Relationship& relationship)
{
    Loader(*this).lazyLoad(state, relationship);
}

void SessionImpl::autoflush()
{
    if (options.autoflush && !inFlush && noAutoflush == 0
        && (!m_new.empty() || !m_modified.empty() || !m_deleted.empty()) && hasWork())
        flush();
}

Instance SessionImpl::get(const Mapper& mapper, const std::vector<Value>& key, const LoadOptions* loadOptions)
{
    if (key.size() != mapper.primaryKey.size())
        raiseArgument("The key of class " + mapper.className + " has "
            + std::to_string(mapper.primaryKey.size()) + " parts, not " + std::to_string(key.size()) + ".");
    m_heap->maybeSweep();
    std::vector<ValueView> views;
    for (const Value& part : key) {
        if (part.isNull())
            return Instance();
        views.push_back(part.view());
    }
    if (InstanceState* state = find(mapper, views)) {
        if (state->has(InstanceState::DeleteAsked))
            return Instance(state);
        Instance kept(state);
        // An expired object may be gone by now.
        bool expired = false;
        for (const ColumnAttribute& column : mapper.columns)
            expired =
                expired || (!column.primaryKey && !column.deferred && state->slot(column.index).isAbsent());
        bool known =
            std::any_of(mapper.columns.begin(), mapper.columns.end(), [&](const ColumnAttribute& column) {
                return !column.primaryKey && !state->slot(column.index).isAbsent();
            });
        if (!expired || known)
            return kept;
        try {
            loadColumns(*state, [&] {
                for (const ColumnAttribute& column : mapper.columns) {
                    if (!column.primaryKey && !column.deferred)
                        return column.index;
                }
                return 0;
            }());
        } catch (const StaleDataError&) {
            return Instance();
        }
        return kept;
    }
    // Another class of the same hierarchy has this key: no row of ours has it.
    if (const IdentityMap* map = findIdentities(mapper); map && map->find(views))
        return Instance();
    autoflush();
    return Instance(Loader(*this).byKey(mapper, key, loadOptions));
}

void SessionImpl::detach(InstanceState& state, ObjectState lifecycle)
{
    state.session = nullptr;
    state.lifecycle = lifecycle;
    state.unset(InstanceState::DeleteAsked);
    state.unset(InstanceState::InModified);
    std::erase(m_modified, &state);
    state.options = nullptr;
}

void SessionImpl::expunge(InstanceState& first)
{
    checkMine(first, "expunged");
    std::vector<InstanceState*> open{&first};
    while (!open.empty()) {
        InstanceState* state = open.back();
        open.pop_back();
        if (state->session != this)
            continue;
        for (const auto& relationship : state->mapper->relationships) {
            if (relationship->cascade.expunge) {
                for (InstanceState* item : inMemory(*state, *relationship))
                    open.push_back(item);
            }
        }
        if (state->lifecycle == ObjectState::Persistent) {
            identities(*state->mapper).erase(state);
            detach(*state, ObjectState::Detached);
            fire(ObjectEvent::PersistentToDetached, *state);
        } else if (state->lifecycle == ObjectState::Pending) {
            detach(*state, ObjectState::Transient);
            std::erase(m_new, state);
            fire(ObjectEvent::PendingToTransient, *state);
        } else {
            detach(*state, ObjectState::Detached);
        }
    }
}

void SessionImpl::expungeAll()
{
    for (InstanceState* state : m_new) {
        if (state->session == this && state->lifecycle == ObjectState::Pending) {
            state->session = nullptr;
            state->lifecycle = ObjectState::Transient;
            state->unset(InstanceState::InModified);
        }
    }
    for (auto& map : m_identities) {
        if (!map)
            continue;
        map->forEach([](InstanceState& state) {
            state.session = nullptr;
            state.lifecycle = ObjectState::Detached;
            state.unset(InstanceState::InModified);
            state.unset(InstanceState::DeleteAsked);
            state.options = nullptr;
        });
        map->clear();
    }
    for (TransactionFrame& frame : m_frames) {
        for (InstanceState* state : frame.deleted) {
            if (state->session == this) {
                state->session = nullptr;
                state->lifecycle = ObjectState::Detached;
            }
        }
        clearFrame(frame);
    }
    m_new.clear();
    m_modified.clear();
    m_deleted.clear();
}

void SessionImpl::close()
{
    runner.rollback();
    for (TransactionFrame& frame : m_frames)
        clearFrame(frame);
    expungeAll();
    m_frames.clear();
}

InstanceState* SessionImpl::mergeOne(
    InstanceState& given, std::unordered_map<InstanceState*, InstanceState*>& done)
{
    if (auto found = done.find(&given); found != done.end())
        return found->second;
    if (given.session == this) {
        done[&given] = &given;
        return &given;
    }
    const Mapper& mapper = *given.mapper;
    std::vector<Value> key;
    bool whole = true;
    for (int attribute : mapper.primaryKey) {
        const CompactValue& value = given.slot(attribute);
        whole = whole && !value.isNull();
        key.push_back(value.value());
    }
    InstanceState* target = whole ? get(mapper, key, nullptr).internal() : nullptr;
    bool isNew = target == nullptr;
    if (isNew) {
        target = m_heap->make(mapper);
        addOne(*target);
    }
    Instance kept(target);
    done[&given] = target;
    if (mapper.version >= 0 && !isNew && !given.slot(mapper.version).isAbsent()
        && !sameValue(given.slot(mapper.version).view(), attributes::read(*target, mapper.version).view())) {
        Error error;
        error.kind = ErrorKind::StaleData;
        error.message = "Version " + given.slot(mapper.version).view().toText() + " of " + given.describe()
            + " was merged, but the database has version " + target->slot(mapper.version).view().toText()
            + ".";
        raise(std::move(error));
    }
    for (const ColumnAttribute& column : mapper.columns) {
        const CompactValue& value = given.slot(column.index);
        if (value.isAbsent() || column.readOnly)
            continue;
        if (!isNew)
            attributes::read(*target, column.index);
        target->change(column.index, value.view());
    }
    if (!isNew && target->isModified())
        noteModified(*target);
    for (const auto& relationship : mapper.relationships) {
        const RelatedSlot* slot = given.findRelated(relationship->index);
        if (!relationship->cascade.merge || relationship->viewOnly || !slot || !slot->loaded)
            continue;
        if (!relationship->uselist) {
            InstanceState* item = slot->one ? mergeOne(*slot->one, done) : nullptr;
            attributes::setOne(*target, *relationship, item, attributes::Origin::Direct);
            continue;
        }
        std::vector<InstanceState*> items;
        for (std::size_t i = 0; slot->many && i < slot->many->size(); ++i)
            items.push_back(mergeOne(*(*slot->many)[i], done));
        std::vector<InstanceState*> there;
        if (RelatedSlot& own = attributes::loaded(*target, *relationship); own.many)
            there = *own.many;
        for (InstanceState* old : there) {
            if (std::find(items.begin(), items.end(), old) == items.end())
                attributes::remove(*target, *relationship, *old, attributes::Origin::Direct);
        }
        for (InstanceState* item : items)
            attributes::append(*target, *relationship, *item, attributes::Origin::Direct);
    }
    return target;
}

Instance SessionImpl::merge(InstanceState& given)
{
    std::unordered_map<InstanceState*, InstanceState*> done;
    ++noAutoflush;
    struct Restore
    {
        int& count;
        ~Restore() { --count; }
    } restore{noAutoflush};
    return Instance(mergeOne(given, done));
}

} // namespace relata
