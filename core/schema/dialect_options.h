// What only one dialect knows about an object: ordered `dialect.key` entries, as SQLAlchemy's dialect options
// ("postgresql.using" = "gin", "sqlite.strict" = "true", "mysql.engine" = "InnoDB"). They are compiled by the
// dialect whose prefix they have and ignored by the others.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relata {

class DialectOptions
{
public:
    void set(std::string key, std::string value); // replaces in place, else appends
    void remove(std::string_view key);
    const std::string* find(std::string_view key) const; // nullptr if absent
    std::string value(std::string_view key) const; // "" if absent
    bool flag(std::string_view key) const { return value(key) == "true"; }
    bool empty() const { return m_entries.empty(); }
    const std::vector<std::pair<std::string, std::string>>& entries() const { return m_entries; }
    bool operator==(const DialectOptions&) const = default;

private:
    std::vector<std::pair<std::string, std::string>> m_entries;
};

} // namespace relata
