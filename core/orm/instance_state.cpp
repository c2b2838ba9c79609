#include "core/orm/instance_state.h"

#include <algorithm>
#include <new>

namespace relata {

const char* toString(ObjectState state)
{
    switch (state) {
    case ObjectState::Transient:
        return "transient";
    case ObjectState::Pending:
        return "pending";
    case ObjectState::Persistent:
        return "persistent";
    case ObjectState::Deleted:
        return "deleted";
    case ObjectState::Detached:
        return "detached";
    }
    return "";
}

CompactValue* ColumnChanges::find(int attribute)
{
    for (auto& [index, value] : old) {
        if (index == attribute)
            return &value;
    }
    return nullptr;
}

std::size_t InstanceState::allocationSize(const Mapper& mapper)
{
    return sizeof(InstanceState) + mapper.columns.size() * sizeof(CompactValue);
}

InstanceState* InstanceState::create(const Mapper& mapper, ObjectHeap* heap)
{
    static_assert(sizeof(InstanceState) % alignof(CompactValue) == 0);
    void* memory = ::operator new(allocationSize(mapper));
    auto* state = new (memory) InstanceState;
    state->mapper = &mapper;
    state->heap = heap;
    state->attributeCount = static_cast<std::uint16_t>(mapper.columns.size());
    for (std::size_t i = 0; i < mapper.columns.size(); ++i)
        new (state->slots() + i) CompactValue;
    return state;
}

void InstanceState::destroy(InstanceState* state) noexcept
{
    for (std::size_t i = 0; i < state->attributeCount; ++i)
        state->slots()[i].~CompactValue();
    state->~InstanceState();
    ::operator delete(state);
}

const CompactValue& InstanceState::committed(int attribute) const
{
    if (changes) {
        if (const CompactValue* old = changes->find(attribute))
            return *old;
    }
    return slot(attribute);
}

RelatedSlot& InstanceState::relatedSlot(int relationship)
{
    if (!related)
        related = std::make_unique<RelatedSlot[]>(mapper->relationships.size());
    return related[static_cast<std::size_t>(relationship)];
}

const RelatedSlot* InstanceState::findRelated(int relationship) const
{
    return related ? &related[static_cast<std::size_t>(relationship)] : nullptr;
}

bool InstanceState::isModified() const
{
    if (changes && !changes->old.empty())
        return true;
    for (std::size_t i = 0; related && i < mapper->relationships.size(); ++i) {
        const RelatedChanges* changed = related[i].changes.get();
        if (changed && (!changed->added.empty() || !changed->removed.empty()))
            return true;
    }
    return false;
}

void InstanceState::change(int attribute, const ValueView& value)
{
    CompactValue& current = slot(attribute);
    if (!has(HasRow)) {
        current.assign(value); // nothing is known of before
        return;
    }
    CompactValue* old = changes ? changes->find(attribute) : nullptr;
    if (!old) {
        if (!current.isAbsent() && sameValue(current.view(), value)) {
            return;
        }
        if (!changes)
            changes = std::make_unique<ColumnChanges>();
        CompactValue made(value);
        changes->old.emplace_back(attribute, std::move(current));
        current = std::move(made);
        return;
    }
    current.assign(value);
    if (!old->isAbsent() && sameValue(old->view(), current.view())) {
        auto& list = changes->old;
        std::erase_if(list, [&](const auto& entry) { return entry.first == attribute; });
        if (list.empty())
            changes.reset();
    }
}

void InstanceState::expire()
{
    for (const ColumnAttribute& attribute : mapper->columns) {
        if (attribute.primaryKey) {
            if (changes) {
                if (CompactValue* old = changes->find(attribute.index); old && !old->isAbsent())
                    slot(attribute.index) = *old;
            }
        } else {
            slot(attribute.index).clear();
        }
    }
    changes.reset();
    related.reset();
}

void InstanceState::expireAttribute(int attribute)
{
    if (mapper->columns[static_cast<std::size_t>(attribute)].primaryKey)
        return;
    slot(attribute).clear();
    if (changes) {
        std::erase_if(changes->old, [&](const auto& entry) { return entry.first == attribute; });
        if (changes->old.empty())
            changes.reset();
    }
}

void InstanceState::dropChanges()
{
    changes.reset();
    for (std::size_t i = 0; related && i < mapper->relationships.size(); ++i)
        related[i].changes.reset();
}

std::string InstanceState::describe() const
{
    std::string text = mapper->className + "(";
    bool first = true;
    for (int attribute : mapper->primaryKey) {
        const CompactValue& value = committed(attribute).isAbsent() ? slot(attribute) : committed(attribute);
        text += (first ? "" : ", ") + mapper->columns[static_cast<std::size_t>(attribute)].name + "="
            + (value.isNull() ? "new" : value.view().toText());
        first = false;
    }
    return text + ")";
}

} // namespace relata
