#include "core/orm/identity_map.h"

#include <array>
#include <charconv>

namespace relata {
namespace {

std::uint64_t mixed(std::uint64_t x)
{
    // The finaliser of MurmurHash3.
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ULL;
    x ^= x >> 33;
    return x;
}

std::uint64_t hashOfBytes(std::string_view bytes)
{
    return std::hash<std::string_view>{}(bytes);
}

std::uint64_t hashOfValue(const ValueView& value)
{
    switch (value.tag) {
    case ValueTag::Null:
        return 0x9e37;
    case ValueTag::Boolean:
    case ValueTag::Integer: {
        auto key = static_cast<std::uint64_t>(value.integer);
        return (mixed(key >> 4) & ~15ULL) | (key & 15);
    }
    case ValueTag::Real: {
        // A double that is a whole number equals that integer.
        auto whole = static_cast<std::int64_t>(value.real);
        if (value.real >= -9e18 && value.real <= 9e18 && static_cast<double>(whole) == value.real) {
            auto key = static_cast<std::uint64_t>(whole);
            return (mixed(key >> 4) & ~15ULL) | (key & 15);
        }
        return hashOfBytes(value.toText());
    }
    case ValueTag::Number: {
        std::int64_t whole = 0;
        auto [end, error] =
            std::from_chars(value.bytes.data(), value.bytes.data() + value.bytes.size(), whole);
        if (error == std::errc() && end == value.bytes.data() + value.bytes.size()) {
            auto key = static_cast<std::uint64_t>(whole);
            return (mixed(key >> 4) & ~15ULL) | (key & 15);
        }
        return hashOfBytes(value.bytes);
    }
    default:
        return hashOfBytes(value.bytes);
    }
}

} // namespace

std::uint32_t IdentityMap::hashOf(std::span<const ValueView> key)
{
    if (key.size() == 1)
        return static_cast<std::uint32_t>(hashOfValue(key[0]));
    std::uint64_t hash = 0;
    for (const ValueView& value : key)
        hash = mixed(hash) + hashOfValue(value);
    return static_cast<std::uint32_t>(hash);
}

std::uint32_t IdentityMap::hashOf(const InstanceState& state) const
{
    std::array<ValueView, 16> key;
    std::size_t count = std::min(m_key.size(), key.size());
    for (std::size_t i = 0; i < count; ++i)
        key[i] = state.committed(m_key[i]).view();
    return hashOf(std::span<const ValueView>(key.data(), count));
}

bool IdentityMap::hasKey(const InstanceState& state, std::span<const ValueView> key) const
{
    for (std::size_t i = 0; i < m_key.size() && i < key.size(); ++i) {
        if (!sameValue(state.committed(m_key[i]).view(), key[i]))
            return false;
    }
    return true;
}

InstanceState* IdentityMap::find(std::span<const ValueView> key) const
{
    return m_size == 0 ? nullptr : find(key, hashOf(key.first(std::min<std::size_t>(key.size(), 16))));
}

InstanceState* IdentityMap::find(std::span<const ValueView> key, std::uint32_t hash) const
{
    if (m_size == 0)
        return nullptr;
    std::size_t mask = m_entries.size() - 1;
    for (std::size_t i = hash & mask; m_entries[i].state; i = (i + 1) & mask) {
        if (m_entries[i].hash == hash && hasKey(*m_entries[i].state, key))
            return m_entries[i].state;
    }
    return nullptr;
}

void IdentityMap::reserve(std::size_t objects)
{
    std::size_t entries = std::max<std::size_t>(m_entries.size(), 64);
    while (objects * 4 > entries * 3)
        entries *= 2;
    if (entries > m_entries.size())
        resize(entries);
}

void IdentityMap::resize(std::size_t entries)
{
    std::vector<Entry> old = std::move(m_entries);
    m_entries.assign(entries, Entry());
    std::size_t mask = m_entries.size() - 1;
    for (const Entry& entry : old) {
        if (!entry.state)
            continue;
        std::size_t i = entry.hash & mask;
        while (m_entries[i].state)
            i = (i + 1) & mask;
        m_entries[i] = entry;
    }
}

void IdentityMap::insert(InstanceState* state)
{
    insert(state, hashOf(*state));
}

void IdentityMap::insert(InstanceState* state, std::uint32_t hash)
{
    if ((m_size + 1) * 4 > m_entries.size() * 3)
        resize(m_entries.empty() ? 64 : m_entries.size() * 2);
    std::size_t mask = m_entries.size() - 1;
    std::size_t i = hash & mask;
    while (m_entries[i].state)
        i = (i + 1) & mask;
    m_entries[i] = {state, hash};
    ++m_size;
}

void IdentityMap::erase(InstanceState* state)
{
    if (m_size == 0)
        return;
    std::size_t mask = m_entries.size() - 1;
    std::size_t hole = hashOf(*state) & mask;
    while (m_entries[hole].state && m_entries[hole].state != state)
        hole = (hole + 1) & mask;
    if (!m_entries[hole].state)
        return;
    --m_size;
    // What stands behind the hole moves up, so that no probe ends early.
    for (std::size_t i = (hole + 1) & mask; m_entries[i].state; i = (i + 1) & mask) {
        std::size_t home = m_entries[i].hash & mask;
        if (((i - home) & mask) >= ((i - hole) & mask)) {
            m_entries[hole] = m_entries[i];
            hole = i;
        }
    }
    m_entries[hole] = Entry();
}

void IdentityMap::clear()
{
    m_entries.clear();
    m_size = 0;
}

} // namespace relata
