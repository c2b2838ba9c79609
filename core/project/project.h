// A model as a document: tables, mapped classes, and what later parts of the program add to them. A value.
#pragma once

#include "core/orm/class_mapping.h"
#include "core/schema/metadata.h"

#include <map>

namespace relata {

struct Project
{
    MetaData metadata; // objects have ids (object_ids.h)
    ModelMappings mappings;
    // What a file held that this version does not know, so that saving it again loses nothing: of the whole
    // file (sections of later versions), and of schema objects by their ids.
    UnknownFields unknown;
    std::map<std::string, UnknownFields> unknownOfObjects;
};

} // namespace relata
