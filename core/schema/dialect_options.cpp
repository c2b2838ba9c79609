#include "core/schema/dialect_options.h"

#include <algorithm>

namespace relata {

void DialectOptions::set(std::string key, std::string value)
{
    for (auto& entry : m_entries) {
        if (entry.first == key) {
            entry.second = std::move(value);
            return;
        }
    }
    m_entries.emplace_back(std::move(key), std::move(value));
}

void DialectOptions::remove(std::string_view key)
{
    std::erase_if(m_entries, [&](const auto& entry) { return entry.first == key; });
}

const std::string* DialectOptions::find(std::string_view key) const
{
    for (const auto& entry : m_entries) {
        if (entry.first == key)
            return &entry.second;
    }
    return nullptr;
}

std::string DialectOptions::value(std::string_view key) const
{
    const std::string* found = find(key);
    return found ? *found : std::string();
}

} // namespace relata
