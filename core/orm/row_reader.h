// The parts of Loader that look at every row.
#pragma once

#include "core/orm/loading.h"

namespace relata {

// One entity of a query's rows: finds its object in memory or makes it.
class Loader::RowReader
{
public:
    RowReader(
        SessionImpl& session, const BuiltEntity& entity, const LoadOptions* options, bool populateExisting);
    RowReader(SessionImpl& session, const EntityColumns& columns, const LoadOptions* options,
        bool populateExisting);
    // nullptr where the row has none (an outer join). `isFresh`: it was not in memory.
    InstanceState* read(const RowChunk& chunk, std::size_t row, bool& isFresh);
    // Objects that were read may be gone before the next row.
    void forgetLast()
    {
        m_last = nullptr;
        for (RowReader& reader : m_concretes)
            reader.forgetLast();
    }

private:
    void fill(InstanceState& state, const RowChunk& chunk, std::size_t row,
        const std::vector<std::pair<int, int>>& columns, bool overwrite);
    const Mapper& classOf(const RowChunk& chunk, std::size_t row);

    SessionImpl& m_session;
    IdentityMap& m_identities;
    const EntityColumns& m_columns;
    const LoadOptions* m_options;
    bool m_populateExisting;
    std::vector<ValueView> m_key;
    // Joins repeat an object row by row: the one that was read last.
    InstanceState* m_last = nullptr;
    std::uint32_t m_lastHash = 0;
    // Of a polymorphic union.
    int m_unionClass = -1;
    std::vector<RowReader> m_concretes;
};

// What a joined relationship brings: the items of each parent, in the order of the rows.
class JoinedItems
{
public:
    void start(const Relationship& relationship, bool populateExisting)
    {
        m_relationship = &relationship;
        m_populateExisting = populateExisting;
    }
    void add(InstanceState& parent, InstanceState* item);
    void finish();

private:
    struct Entry
    {
        InstanceState* parent;
        bool skip; // it was loaded before
        std::vector<InstanceState*> items;
        std::unordered_map<InstanceState*, bool> seen; // where there are many
    };
    const Relationship* m_relationship = nullptr;
    bool m_populateExisting = false;
    std::vector<Entry> m_entries;
    std::unordered_map<InstanceState*, std::size_t> m_places;
    std::size_t m_last = 0;
};

// Whose row it is, by the parent's key in it.
class ParentFinder
{
public:
    ParentFinder(SessionImpl& session, const Relationship& relationship,
        const std::vector<InstanceState*>& parents, const std::vector<int>& columns);
    void add(const RowChunk& chunk, std::size_t row, InstanceState* item,
        std::vector<std::vector<InstanceState*>>& children);

private:
    static void append(std::vector<InstanceState*>& to, InstanceState* item);
    const std::vector<int>& m_columns;
    std::unordered_map<std::string, std::vector<std::size_t>> m_byText;
    std::unordered_map<std::int64_t, std::size_t> m_byNumber; // where the key is one integer, unique
    bool m_isNumber = false;
    std::int64_t m_lastNumber = 0;
    std::size_t m_lastPlace = static_cast<std::size_t>(-1);
};

} // namespace relata
