// Owns objects. Relationships between them are plain pointers, so cycles (author.books, book.author) cost
// nothing; what neither an Instance nor unsaved work reaches any more is swept away when the number of
// objects has doubled since the last sweep. That gives a session the weak identity map of SQLAlchemy's.
//
// A heap lives as long as a session or an Instance uses it. Belongs to one thread at a time.
#pragma once

#include "core/orm/instance_state.h"

namespace relata {

class ObjectHeap
{
public:
    static ObjectHeap* create() { return new ObjectHeap; }
    ObjectHeap(const ObjectHeap&) = delete;
    ObjectHeap& operator=(const ObjectHeap&) = delete;

    InstanceState* make(const Mapper& mapper);
    void addHandle(InstanceState& state)
    {
        ++state.handles;
        ++m_handles;
    }
    void dropHandle(InstanceState& state)
    {
        --state.handles;
        --m_handles;
        releaseIfUnused();
    }
    void addOwner(SessionImpl* session) { m_owners.push_back(session); }
    void dropOwner(SessionImpl* session);
    // Takes over every object of another heap, and its sessions.
    void absorb(ObjectHeap& other);
    // A sweep if it is time for one. Only where no plain pointer to an object is on the stack.
    void maybeSweep()
    {
        if (m_states.size() >= m_nextSweep)
            sweep();
    }
    void sweep();
    std::size_t objectCount() const { return m_states.size(); }

private:
    ObjectHeap() = default;
    ~ObjectHeap();
    void releaseIfUnused()
    {
        if (m_handles == 0 && m_owners.empty())
            delete this;
    }

    std::vector<InstanceState*> m_states;
    std::vector<SessionImpl*> m_owners;
    std::size_t m_handles = 0;
    std::size_t m_nextSweep = 1u << 16;
};

} // namespace relata
