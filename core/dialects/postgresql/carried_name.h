#pragma once

#include "core/schema/schema_objects.h"

namespace relata::postgresql {

// How the dependsOn of a view names code that can only be made after other views: "function app.f(integer)".
inline std::string carriedName(const CarriedObject& object)
{
    return object.kind + " " + (object.schema.empty() ? "" : object.schema + ".") + object.name;
}

} // namespace relata::postgresql
