// A MetaData as a part of a model file. Internal: includes nlohmann's JSON.
#pragma once

#include "core/orm/json_fields.h"
#include "core/schema/metadata.h"

namespace relata::json {

// Both keep and restore what is not known in `kept`. Objects without an id get one while they are read.
Json metadataTree(const MetaData& metadata, const KeptFields& kept);
// Throws Unreadable; `place` stands before the places in its messages.
MetaData metadataOfTree(const Json& tree, const std::string& place, KeptFields& kept);

} // namespace relata::json
