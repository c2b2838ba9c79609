// Reading and writing attributes of objects, with what follows from it: loading, old values, the other
// direction of relationships, cascades into the session.
#pragma once

#include "core/orm/instance.h"

namespace relata::attributes {

// The current value; loads what is absent. Absent stays for objects without a row.
const CompactValue& read(InstanceState& state, int attribute);
void write(InstanceState& state, int attribute, const Value& value);

// The loaded slot of a relationship. Throws where its strategy forbids loading.
RelatedSlot& loaded(InstanceState& state, const Relationship& relationship);
InstanceState* one(InstanceState& state, const Relationship& relationship);

enum class Origin
{
    Direct, // the user's call
    Backref, // the other direction was set
};
void setOne(InstanceState& state, const Relationship& relationship, InstanceState* other, Origin origin);
void append(InstanceState& state, const Relationship& relationship, InstanceState& item, Origin origin);
// False if it is not there.
bool remove(InstanceState& state, const Relationship& relationship, InstanceState& item, Origin origin);

// Puts what the database has into a slot; changes that are not flushed yet stay on top.
void fill(InstanceState& state, const Relationship& relationship, std::vector<InstanceState*> items);
void fill(InstanceState& state, const Relationship& relationship, InstanceState* item);

void checkTarget(const Relationship& relationship, const InstanceState& item);

} // namespace relata::attributes
