// Finds a class hierarchy's objects by primary key: one object per row and session. Open addressing over
// pointers; the key stands in the object. Keys that are close together stay close in memory, so that rows
// read in key order cost few cache misses.
#pragma once

#include "core/orm/instance_state.h"

#include <span>

namespace relata {

class IdentityMap
{
public:
    explicit IdentityMap(const Mapper& root) : m_key(root.primaryKey) { }

    InstanceState* find(std::span<const ValueView> key) const; // nullptr if absent
    InstanceState* find(std::span<const ValueView> key, std::uint32_t hash) const;
    // By its committed key. The key must not be there yet.
    void insert(InstanceState* state);
    void insert(InstanceState* state, std::uint32_t hash);
    void erase(InstanceState* state); // does nothing if it is not there
    void clear();
    void reserve(std::size_t objects); // room for so many in all
    std::size_t size() const { return m_size; }
    static std::uint32_t hashOf(std::span<const ValueView> key);
    bool hasKey(const InstanceState& state, std::span<const ValueView> key) const;

    template <typename F>
    void forEach(F function) const
    {
        for (const Entry& entry : m_entries) {
            if (entry.state)
                function(*entry.state);
        }
    }

private:
    struct Entry
    {
        InstanceState* state = nullptr;
        std::uint32_t hash = 0;
    };
    std::uint32_t hashOf(const InstanceState& state) const;
    void resize(std::size_t entries);

    std::vector<int> m_key; // attributes
    std::vector<Entry> m_entries; // a power of two
    std::size_t m_size = 0;
};

} // namespace relata
