// A session's inside: its objects, its transaction frames and what loads and stores them.
#pragma once

#include "core/orm/identity_map.h"
#include "core/orm/load_options.h"
#include "core/orm/object_heap.h"
#include "core/orm/session.h"
#include "core/orm/statement_runner.h"

#include <deque>
#include <unordered_map>

namespace relata {

// What a transaction (or a savepoint) did to objects, so that it can be undone.
struct TransactionFrame
{
    std::string savepoint; // "" = the transaction itself
    struct Inserted
    {
        InstanceState* state;
        std::uint64_t generated =
            0; // attributes that the flush filled, as bits; those beyond 64 are not noted
    };
    struct Updated
    {
        InstanceState* state;
        std::vector<std::pair<int, CompactValue>> old;
    };
    struct Related
    {
        InstanceState* state;
        int relationship;
        std::unique_ptr<RelatedChanges> changes;
    };
    std::vector<InstanceState*> added; // became pending
    std::vector<Inserted> inserted;
    std::vector<Updated> updated;
    std::vector<InstanceState*> deleted;
    std::vector<Related> related;
    bool directStatements = false; // something was written that is not in here

    bool empty() const { return inserted.empty() && updated.empty() && deleted.empty() && related.empty(); }
};

class SessionImpl
{
public:
    SessionImpl(StatementRunner runner, MapperRegistry models, SessionOptions options);
    ~SessionImpl();
    SessionImpl(const SessionImpl&) = delete;
    SessionImpl& operator=(const SessionImpl&) = delete;

    // Objects. ---------------------------------------------------------------------------------------------
    Instance create(std::string_view className, const AttributeValues& values);
    void add(InstanceState& state); // with its save-update cascade
    void addOne(InstanceState& state);
    Instance merge(InstanceState& given);
    void remove(InstanceState& state);
    void expire(InstanceState& state, const std::vector<std::string>& attributes);
    void expireAll();
    void refresh(InstanceState& state, const std::vector<std::string>& attributes);
    void expunge(InstanceState& state);
    void expungeAll();
    void close();
    InstanceState* find(const Mapper& mapper, std::span<const ValueView> key) const;
    IdentityMap& identities(const Mapper& mapper);
    const IdentityMap* findIdentities(const Mapper& mapper) const;
    void noteModified(InstanceState& state);
    // A statement changed its row: a rollback reads it anew.
    void noteBulk(InstanceState& state) { frame().updated.push_back({&state, {}}); }
    // The heap is about to destroy it.
    void forget(InstanceState& state);
    template <typename F>
    void forEachRoot(F mark)
    {
        for (TransactionFrame& frame : m_frames) {
            for (InstanceState* state : frame.added)
                mark(state);
            for (auto& entry : frame.inserted)
                mark(entry.state);
            for (auto& entry : frame.updated)
                mark(entry.state);
            for (InstanceState* state : frame.deleted)
                mark(state);
            for (auto& entry : frame.related) {
                mark(entry.state);
                for (InstanceState* state : entry.changes->added)
                    mark(state);
                for (InstanceState* state : entry.changes->removed)
                    mark(state);
            }
        }
        for (InstanceState* state : m_deleted)
            mark(state);
    }
    void replaceHeap(ObjectHeap* heap) { m_heap = heap; }
    ObjectHeap& heap() { return *m_heap; }
    void adopt(InstanceState& state); // into this session's heap
    void checkMine(const InstanceState& state, const char* what) const;

    // Loading. ---------------------------------------------------------------------------------------------
    void loadColumns(InstanceState& state, int wanted); // what is absent, for an access to `wanted`
    void loadRelationship(InstanceState& state, const Relationship& relationship);
    void autoflush();
    const LoadOptions* keepOptions(const LoadOptions& given)
    {
        return m_options.emplace_back(std::make_unique<LoadOptions>(given)).get();
    }
    Instance get(const Mapper& mapper, const std::vector<Value>& key, const LoadOptions* options);

    // Transactions. ----------------------------------------------------------------------------------------
    void flush();
    void commit();
    void rollback();
    void prepare();
    std::size_t beginNested();
    void commitNested(std::size_t depth);
    void rollbackNested(std::size_t depth);
    TransactionFrame& frame();
    bool hasWork() const;

    void fire(SessionEvent event);
    void fire(ObjectEvent event, InstanceState& state)
    {
        if (!m_objectListeners[static_cast<std::size_t>(event)].empty())
            fireNow(event, state);
    }
    bool listens(ObjectEvent event) const
    {
        return !m_objectListeners[static_cast<std::size_t>(event)].empty();
    }

    MapperRegistry models;
    SessionOptions options;
    StatementRunner runner;
    Session* facade = nullptr;
    Outcome outcome = Outcome::Open;
    bool inFlush = false;
    int noAutoflush = 0;
    std::vector<std::function<void(Session&)>> listeners[6];

private:
    friend class UnitOfWork;
    friend class Session;
    void fireNow(ObjectEvent event, InstanceState& state);
    void flushFailed(bool connectionLost);
    // Back to what was pending before the frame's flushes.
    void rewind(TransactionFrame& frame);
    // Back to what the database has: what was new is transient, what was deleted is there.
    void restore(TransactionFrame& frame);
    void mergeFrames(TransactionFrame& into, TransactionFrame& from);
    void clearFrame(TransactionFrame& frame);
    void makeTransient(InstanceState& state);
    void detach(InstanceState& state, ObjectState lifecycle);
    void endTransaction();
    InstanceState* mergeOne(InstanceState& given, std::unordered_map<InstanceState*, InstanceState*>& done);
    void compactLists();

    ObjectHeap* m_heap;
    std::vector<std::unique_ptr<IdentityMap>> m_identities; // by Mapper::number of the root
    std::vector<InstanceState*> m_new; // pending; entries of another lifecycle are stale
    std::vector<InstanceState*> m_modified; // InModified
    std::vector<InstanceState*> m_deleted; // DeleteAsked; others are stale
    std::deque<TransactionFrame> m_frames; // [0] = the transaction
    std::vector<std::function<void(Session&, const Instance&)>> m_objectListeners[12];
    std::vector<std::unique_ptr<const LoadOptions>> m_options; // that objects point to
    std::uint32_t m_nextOrder = 1;
};

} // namespace relata
