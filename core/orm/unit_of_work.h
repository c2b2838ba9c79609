// One flush: finds what is to be written, brings it into an order that the foreign keys allow, and writes it.
#pragma once

#include "core/orm/persistence.h"
#include "core/orm/session_impl.h"

#include <set>

namespace relata {

class UnitOfWork
{
public:
    explicit UnitOfWork(SessionImpl& session) : m_session(session), m_persistence(session) { }
    void run(); // throws; the objects are then as undo() leaves them
    void undo() noexcept; // takes back what run() wrote into objects
    void finish(); // after a success: what was pending is stored

private:
    enum class Action : std::uint8_t
    {
        None,
        Insert,
        Update,
        Delete,
        Switched, // a deleted object whose row a new one takes over
    };
    struct Record
    {
        InstanceState* state;
        Action action;
        std::int32_t level = 0;
        std::int32_t firstDependency = -1;
        std::int32_t rowOf = -1; // of an Insert that takes over a deleted object's row: that record
        std::uint64_t generated = 0; // attributes that the INSERT filled
    };
    // A foreign key that follows another object's key, or becomes NULL.
    struct Dependency
    {
        std::uint32_t child; // record
        InstanceState* parent; // null: the key becomes NULL
        const Relationship* relationship;
        std::int32_t next; // of the same child
        bool post; // written by an UPDATE of its own
    };
    struct SecondaryRow
    {
        const Relationship* relationship;
        InstanceState* parent;
        InstanceState* item;
    };

    void collect();
    void switchRows();
    void cascadeDeletes();
    void processDelete(InstanceState& state);
    void processChanges();
    void processRelationship(InstanceState& state, const Relationship& relationship, RelatedSlot& slot);
    void processKeyChange(InstanceState& state);
    void followCollection(InstanceState& state, const Relationship& relationship);
    void followKey(InstanceState& item, InstanceState& parent, const Relationship& relationship);
    bool isOrphan(InstanceState& item, const Relationship& relationship) const;
    Record* recordOf(const InstanceState& state);
    Record& record(InstanceState& state, Action action);
    void depend(InstanceState& child, InstanceState* parent, const Relationship& relationship);
    void addSecondary(std::vector<SecondaryRow>& rows, const Relationship& relationship,
        InstanceState& parent, InstanceState& item);
    void order(std::vector<std::uint32_t>& saves, std::vector<std::uint32_t>& deletes);
    void orderByRows(std::vector<std::uint32_t>& saves);
    void orderDeletesByRows(std::vector<std::uint32_t>& deletes);
    bool isClaimed(const InstanceState& item, const Relationship& relationship) const;
    void finishUpdate(InstanceState& state, TransactionFrame& frame);
    void keepRelatedChanges(InstanceState& state, TransactionFrame& frame);
    void followKeys(InstanceState& state);
    std::vector<InstanceState*> itemsOf(InstanceState& state, const Relationship& relationship);
    void applyKeys(Record& record, bool post);
    void writeSaves(const std::vector<std::uint32_t>& saves);
    void writePostUpdates(bool beforeDeletes);
    void writeSecondary();

    SessionImpl& m_session;
    Persistence m_persistence;
    std::vector<Record> m_records;
    std::vector<Dependency> m_dependencies;
    std::vector<SecondaryRow> m_secondaryInserts;
    std::vector<SecondaryRow> m_secondaryDeletes;
    std::vector<SecondaryRow> m_secondaryMoves; // every row of that parent: its key is another now
    std::set<std::tuple<const Table*, const InstanceState*, const InstanceState*, bool>> m_secondarySeen;
    std::vector<std::uint32_t> m_deleteQueue;
    bool m_needsRowOrder = false;
    std::vector<int> m_place; // of each root mapper in the order of saving
};

} // namespace relata
