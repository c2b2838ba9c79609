#include "core/schema/info.h"

#include <algorithm>

namespace relata {

void Info::set(std::string key, std::string value)
{
    for (auto& entry : m_entries) {
        if (entry.first == key) {
            entry.second = std::move(value);
            return;
        }
    }
    m_entries.emplace_back(std::move(key), std::move(value));
}

void Info::remove(std::string_view key)
{
    std::erase_if(m_entries, [&](const auto& entry) { return entry.first == key; });
}

const std::string* Info::find(std::string_view key) const
{
    auto found = std::find_if(
        m_entries.begin(), m_entries.end(), [&](const auto& entry) { return entry.first == key; });
    return found == m_entries.end() ? nullptr : &found->second;
}

} // namespace relata
