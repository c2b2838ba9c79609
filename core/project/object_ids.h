// Ids for the objects of a model.
//
// A new id is made of the object's place by names (and the next free one where it is taken): the same model
// always gets the same ids, so that two people who start from one database, and the three versions that a
// merge looks at, agree. Once given, an id stays through renames and moves.
#pragma once

#include "core/schema/metadata.h"

#include <string_view>
#include <unordered_set>

namespace relata {

class ObjectIds
{
public:
    bool claim(ObjectId id); // false if it is taken
    void reserve(ObjectId id) { m_reserved.insert(id); } // not to be allotted, but to be claimed
    // Below 2^53, so that programs which read JSON's numbers as doubles keep it.
    ObjectId allot(std::string_view key);

private:
    std::unordered_set<ObjectId> m_taken;
    std::unordered_set<ObjectId> m_reserved;
};

// The model with an id for every object that has none: what a reflected MetaData becomes when a model adopts
// it.
MetaData withObjectIds(const MetaData& metadata);

} // namespace relata
