#include "core/migrations/operations.h"

#include "core/util/strings.h"

#include <algorithm>

namespace relata {

const std::string& nameOf(const Constraint& constraint)
{
    return std::visit([](const auto& c) -> const std::string& { return c.name; }, constraint);
}

template <>
RenamePart<Constraint> RenamePart<Constraint>::reverse() const
{
    RenamePart back{table, part, nameOf(part)};
    std::visit([&](auto& c) { c.name = to; }, back.part);
    return back;
}

template <>
RenamePart<Index> RenamePart<Index>::reverse() const
{
    RenamePart back{table, part, part.name};
    back.part.name = to;
    return back;
}

DropColumn AddColumn::reverse() const
{
    return {table, column, position};
}

Operation reversed(const Operation& operation)
{
    return std::visit([](const auto& op) -> Operation { return op.reverse(); }, operation);
}

Operations reversed(const Operations& operations)
{
    Operations back;
    for (auto op = operations.rbegin(); op != operations.rend(); ++op)
        back.push_back(reversed(*op));
    return back;
}

} // namespace relata
