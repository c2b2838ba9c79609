#include "core/orm/mapper.h"

#include "core/orm/compact_value.h"
#include "core/orm/instance_state.h"
#include "core/util/strings.h"

#include <algorithm>

namespace relata {
namespace {

[[noreturn]] void noSuchAttribute(const Mapper& mapper, std::string_view name, std::string_view what)
{
    std::vector<std::string> known;
    if (what == "relationship") {
        for (const auto& relationship : mapper.relationships)
            known.push_back(relationship->name);
    } else {
        for (const ColumnAttribute& column : mapper.columns)
            known.push_back(column.name);
    }
    Error error;
    error.kind = ErrorKind::Argument;
    error.message =
        "Class " + mapper.className + " has no " + std::string(what) + " “" + std::string(name) + "”.";
    error.hint = known.empty() ? "It has none at all." : "It has " + join(known, ", ") + ".";
    raise(std::move(error));
}

} // namespace

bool Mapper::isA(const Mapper& other) const
{
    for (const Mapper* mapper = this; mapper; mapper = mapper->base) {
        if (mapper == &other)
            return true;
        if (mapper->inheritance == Inheritance::Concrete)
            return false;
    }
    return false;
}

const AttributeName* Mapper::find(std::string_view name) const
{
    auto found = names.find(std::string(name));
    return found == names.end() ? nullptr : &found->second;
}

int Mapper::columnIndex(std::string_view name) const
{
    const AttributeName* found = find(name);
    if (!found || found->kind != AttributeKind::Column)
        noSuchAttribute(*this, name, "column attribute");
    return found->index;
}

const Relationship& Mapper::relationship(std::string_view name) const
{
    const AttributeName* found = find(name);
    if (!found || found->kind != AttributeKind::Relationship)
        noSuchAttribute(*this, name, "relationship");
    return *relationships[static_cast<std::size_t>(found->index)];
}

int Mapper::attributeOf(const Table& table, std::string_view column) const
{
    for (const MappedTable& mapped : tables) {
        if (mapped.table.get() != &table)
            continue;
        for (const auto& [attribute, position] : mapped.columns) {
            if (table.columns[static_cast<std::size_t>(position)].name == column)
                return attribute;
        }
        for (std::size_t i = 0; i < mapped.keyColumns.size(); ++i) {
            if (mapped.keyColumns[i] == column)
                return mapped.keyAttributes[i];
        }
    }
    return -1;
}

const Mapper* Mapper::classOf(const ValueView& value) const
{
    if (discriminator < 0 || (value.isNull() && !identity))
        return this;
    for (const Mapper* mapper : selfAndSubclasses()) {
        if (mapper->identity && sameValue(mapper->identity->view(), value))
            return mapper;
    }
    return nullptr;
}

std::vector<const Mapper*> Mapper::selfAndSubclasses() const
{
    std::vector<const Mapper*> all{this};
    for (const Mapper* subclass : subclasses) {
        std::vector<const Mapper*> below = subclass->selfAndSubclasses();
        all.insert(all.end(), below.begin(), below.end());
    }
    return all;
}

std::size_t Mapper::memorySize() const
{
    return InstanceState::allocationSize(*this);
}

bool sameValue(const ValueView& a, const ValueView& b)
{
    auto isInteger = [](ValueTag tag) { return tag == ValueTag::Integer || tag == ValueTag::Boolean; };
    if (a.tag == ValueTag::Null || b.tag == ValueTag::Null)
        return a.tag == b.tag;
    if (isInteger(a.tag) && isInteger(b.tag))
        return a.integer == b.integer;
    if (a.tag == ValueTag::Real && b.tag == ValueTag::Real)
        return a.real == b.real || (a.real != a.real && b.real != b.real);
    if (isInteger(a.tag) || isInteger(b.tag) || a.tag == ValueTag::Real || b.tag == ValueTag::Real) {
        if (a.tag == b.tag)
            return false;
        if (isInteger(a.tag) && b.tag == ValueTag::Real)
            return static_cast<double>(a.integer) == b.real;
        if (isInteger(b.tag) && a.tag == ValueTag::Real)
            return static_cast<double>(b.integer) == a.real;
        // An integer beside a decimal that the server wrote: "5".
        const ValueView& number = isInteger(a.tag) || a.tag == ValueTag::Real ? b : a;
        const ValueView& plain = &number == &a ? b : a;
        return number.tag == ValueTag::Number && number.bytes == plain.toText();
    }
    return (a.tag == ValueTag::Binary) == (b.tag == ValueTag::Binary) && a.bytes == b.bytes;
}

ClassMapping* ModelMappings::find(std::string_view className)
{
    for (ClassMapping& mapping : classes) {
        if (mapping.className == className)
            return &mapping;
    }
    return nullptr;
}

const ClassMapping* ModelMappings::find(std::string_view className) const
{
    return const_cast<ModelMappings*>(this)->find(className);
}

} // namespace relata
