// The identity of a schema object inside one model: it stays the same through renames, moves and saves.
// 0 means "not in a model": freshly reflected objects have none until a model adopts them.
#pragma once

#include <cstdint>
#include <functional>

namespace relata {

struct ObjectId
{
    std::uint64_t value = 0;

    explicit operator bool() const { return value != 0; }
    auto operator<=>(const ObjectId&) const = default;
};

} // namespace relata

template <>
struct std::hash<relata::ObjectId>
{
    std::size_t operator()(relata::ObjectId id) const noexcept
    {
        return std::hash<std::uint64_t>{}(id.value);
    }
};
