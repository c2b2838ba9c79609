// What belongs to an object of the model and not to the database's structure. Two objects that differ in such
// things alone are equal, because reflection cannot bring them back.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relata {

// A field that comparison leaves out.
template <typename T>
class Uncompared
{
public:
    Uncompared() = default;
    Uncompared(T value) : m_value(std::move(value)) { }
    operator const T&() const { return m_value; }
    T& value() { return m_value; }
    const T& value() const { return m_value; }
    bool operator==(const Uncompared&) const { return true; }

private:
    T m_value{};
};

// SQLAlchemy's `info`: what a program wants to remember of an object, in the order of setting.
class Info
{
public:
    using Entries = std::vector<std::pair<std::string, std::string>>;
    void set(std::string key, std::string value); // replaces in place, else appends
    void remove(std::string_view key);
    const std::string* find(std::string_view key) const; // nullptr if absent
    bool empty() const { return m_entries.empty(); }
    const Entries& entries() const { return m_entries; }
    bool operator==(const Info&) const { return true; } // see above; compare entries() where it matters

private:
    Entries m_entries;
};

} // namespace relata
