// What an Instance points to: one object in one block of memory, its attribute values behind it in the same
// block. Internal to the ORM; users hold Instances.
#pragma once

#include "core/orm/compact_value.h"
#include "core/orm/mapper.h"

#include <memory>
#include <vector>

namespace relata {

class ObjectHeap;
class SessionImpl;
class LoadOptions;
struct InstanceState;

enum class ObjectState : std::uint8_t
{
    Transient, // in no session, no row
    Pending, // in a session, its row is inserted by the next flush
    Persistent, // in a session, has a row
    Deleted, // its row was deleted in the transaction that is open
    Detached, // in no session any more, has or had a row
};
const char* toString(ObjectState state);

// Old values of column attributes that were set since the last flush. Absent: it was not loaded.
struct ColumnChanges
{
    std::vector<std::pair<int, CompactValue>> old;

    CompactValue* find(int attribute);
    const CompactValue* find(int attribute) const
    {
        return const_cast<ColumnChanges*>(this)->find(attribute);
    }
};

// What was put into and taken out of one relationship since the last flush.
struct RelatedChanges
{
    std::vector<InstanceState*> added;
    std::vector<InstanceState*> removed;
};

// One relationship of one object.
struct RelatedSlot
{
    bool loaded = false;
    InstanceState* one = nullptr; // without uselist
    std::unique_ptr<std::vector<InstanceState*>> many; // with uselist
    std::unique_ptr<RelatedChanges> changes;
};

struct InstanceState
{
    enum Flag : std::uint8_t
    {
        InModified = 1, // listed in the session's modified objects
        Marked = 2, // by the sweep of the heap
        DeleteAsked = 4, // session.remove() was called, not flushed yet
        InFlush = 8,
        Touched = 16, // listed by the transaction's frame
        HasRow = 32, // was persistent at some time
        Fresh = 64, // made or refreshed by the load that runs
    };

    const Mapper* mapper = nullptr;
    SessionImpl* session = nullptr; // of Pending, Persistent and Deleted objects
    ObjectHeap* heap = nullptr;
    std::unique_ptr<ColumnChanges> changes;
    std::unique_ptr<RelatedSlot[]> related; // by relationship; null until the first is touched
    const LoadOptions* options = nullptr; // of the query that loaded it; owned by the session
    std::uint32_t handles = 0; // Instances that point here
    std::uint32_t order = 0; // of its adding to the session
    std::uint32_t scratch = 0; // of the flush that runs: its record
    ObjectState lifecycle = ObjectState::Transient;
    std::uint8_t flags = 0;
    std::uint16_t attributeCount = 0;

    static InstanceState* create(const Mapper& mapper, ObjectHeap* heap);
    static void destroy(InstanceState* state) noexcept;
    static std::size_t allocationSize(const Mapper& mapper);
    InstanceState(const InstanceState&) = delete;
    InstanceState& operator=(const InstanceState&) = delete;

    bool has(Flag flag) const { return (flags & flag) != 0; }
    void set(Flag flag) { flags = static_cast<std::uint8_t>(flags | flag); }
    void unset(Flag flag) { flags = static_cast<std::uint8_t>(flags & ~flag); }

    CompactValue* slots() { return reinterpret_cast<CompactValue*>(this + 1); }
    const CompactValue* slots() const { return reinterpret_cast<const CompactValue*>(this + 1); }
    CompactValue& slot(int attribute) { return slots()[attribute]; }
    const CompactValue& slot(int attribute) const { return slots()[attribute]; }
    // The value that the database has as far as we know; Absent if unknown.
    const CompactValue& committed(int attribute) const;
    RelatedSlot& relatedSlot(int relationship);
    const RelatedSlot* findRelated(int relationship) const; // nullptr if nothing was ever touched

    bool isModified() const; // has column changes or relationship changes
    // Sets a value and keeps the old one. No session, no validator is told.
    void change(int attribute, const ValueView& value);
    // Forgets all loaded values but the key, and all relationships without changes of their own.
    void expire();
    void expireAttribute(int attribute);
    void dropChanges(); // what is there becomes what was

    // "Author(id=3)"
    std::string describe() const;

private:
    InstanceState() = default;
    ~InstanceState() = default;
};

} // namespace relata
