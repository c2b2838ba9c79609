// Reads a database's schemas into MetaData (SQLAlchemy's Inspector and MetaData.reflect in one), by a fixed
// number of catalogue queries per call, whatever the number of tables.
#pragma once

#include "core/schema/metadata.h"
#include "core/schema/reflection_filter.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace relata {

struct ReflectOptions
{
    std::vector<std::string> schemas; // empty = every schema that is not the system's own
    std::stop_token stop;
    // Called from the reflecting thread, a handful of times: what is being read, steps done, steps in all.
    std::function<void(const std::string& what, int done, int total)> progress;
    // Applied by reflect() (create_all.h, engine.h), not by the inspectors: these read whole schemas in a
    // fixed number of queries anyway.
    ReflectionFilter filter = {};
};

class Inspector
{
public:
    virtual ~Inspector() = default;
    virtual std::vector<std::string> schemaNames() = 0; // not the system's own
    virtual std::string defaultSchemaName() = 0;
    // Throws DatabaseError when nothing can be read, CancelledError when stopped; parts that cannot be read
    // are notes of the result.
    virtual MetaData reflect(const ReflectOptions& options) = 0;
};

} // namespace relata
