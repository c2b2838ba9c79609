// What names mean inside an expression: the tables that it may speak of, as they are called and typed after
// the conversion.
#pragma once

#include "core/convert/expression/expression.h"

#include <functional>
#include <optional>

namespace relata::convert_internal {

struct ShapeColumn
{
    std::string name; // in the source
    std::string newName; // in the target
    ValueClass valueClass = ValueClass::Unknown; // of the target's type
    bool nullable = true;
    bool large = false; // unbounded text or bytes
};

struct TableShape
{
    std::string name;
    std::string newSchema, newName;
    std::vector<ShapeColumn> columns;
};

struct Scope
{
    struct Entry
    {
        std::string alias; // by which columns are qualified
        std::string newAlias;
        const TableShape* shape = nullptr;
    };
    std::vector<Entry> entries;
    std::vector<std::string> shared; // columns of USING: found in several entries, and the same
    bool outerJoined = false; // columns that are never NULL may be here
    const Scope* outer = nullptr; // of a subquery

    static Scope ofTable(const TableShape& shape);
};

// The shape of a table or view by the names that the source uses; nullptr if it will not be in the target.
using ShapeLookup = std::function<const TableShape*(const std::string& schema, const std::string& name)>;
// Whether a type of that name is one whose values are plain text in the target (an enumeration).
using TypeLookup = std::function<bool(const std::string& name)>;

ValueClass classOf(const SqlType& type);

} // namespace relata::convert_internal
