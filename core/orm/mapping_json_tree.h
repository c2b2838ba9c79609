// Mapped classes as a part of a larger JSON document. Internal, as json_fields.h.
#pragma once

#include "core/orm/class_mapping.h"
#include "core/orm/json_fields.h"

namespace relata::json {

// Throws nlohmann's exceptions where an unknown field holds no JSON.
Json mappingsTree(const ModelMappings& mappings);
// Throws Unreadable; `place` stands before the places in its messages.
ModelMappings mappingsOfTree(const Json& tree, const std::string& place);

} // namespace relata::json
