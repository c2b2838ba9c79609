#include "core/orm/object_heap.h"

#include "core/orm/session_impl.h"

#include <algorithm>

namespace relata {

InstanceState* ObjectHeap::make(const Mapper& mapper)
{
    InstanceState* state = InstanceState::create(mapper, this);
    m_states.push_back(state);
    return state;
}

ObjectHeap::~ObjectHeap()
{
    for (InstanceState* state : m_states)
        InstanceState::destroy(state);
}

void ObjectHeap::dropOwner(SessionImpl* session)
{
    std::erase(m_owners, session);
    releaseIfUnused();
}

void ObjectHeap::absorb(ObjectHeap& other)
{
    if (&other == this)
        return;
    for (InstanceState* state : other.m_states)
        state->heap = this;
    m_states.insert(m_states.end(), other.m_states.begin(), other.m_states.end());
    for (SessionImpl* session : other.m_owners) {
        session->replaceHeap(this);
        m_owners.push_back(session);
    }
    m_handles += other.m_handles;
    other.m_states.clear();
    other.m_owners.clear();
    other.m_handles = 0;
    delete &other;
}

void ObjectHeap::sweep()
{
    std::vector<InstanceState*> open;
    auto mark = [&](InstanceState* state) {
        if (state && !state->has(InstanceState::Marked)) {
            state->set(InstanceState::Marked);
            open.push_back(state);
        }
    };
    for (InstanceState* state : m_states) {
        if (state->handles > 0 || state->has(InstanceState::InModified) || state->has(InstanceState::Touched)
            || state->lifecycle == ObjectState::Pending)
            mark(state);
    }
    for (SessionImpl* session : m_owners)
        session->forEachRoot(mark);
    while (!open.empty()) {
        InstanceState* state = open.back();
        open.pop_back();
        for (std::size_t i = 0; state->related && i < state->mapper->relationships.size(); ++i) {
            const RelatedSlot& slot = state->related[i];
            mark(slot.one);
            for (std::size_t k = 0; slot.many && k < slot.many->size(); ++k)
                mark((*slot.many)[k]);
            for (std::size_t k = 0; slot.changes && k < slot.changes->added.size(); ++k)
                mark(slot.changes->added[k]);
            for (std::size_t k = 0; slot.changes && k < slot.changes->removed.size(); ++k)
                mark(slot.changes->removed[k]);
        }
    }
    std::size_t kept = 0;
    for (InstanceState* state : m_states) {
        if (state->has(InstanceState::Marked)) {
            state->unset(InstanceState::Marked);
            m_states[kept++] = state;
            continue;
        }
        if (state->session)
            state->session->forget(*state);
        InstanceState::destroy(state);
    }
    m_states.resize(kept);
    m_nextSweep = std::max<std::size_t>(1u << 16, kept * 2);
}

} // namespace relata
