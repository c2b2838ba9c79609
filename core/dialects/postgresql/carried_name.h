#pragma once

#include "core/schema/schema_objects.h"

namespace relata::postgresql {

// How the dependsOn of a view and option::madeAfter name an object: "function app.f(integer)", "domain d".
inline std::string objectName(std::string_view kind, const std::string& schema, const std::string& name)
{
    return std::string(kind) + " " + (schema.empty() ? "" : schema + ".") + name;
}

inline std::string carriedName(const CarriedObject& object)
{
    return objectName(object.kind, object.schema, object.name);
}

} // namespace relata::postgresql
