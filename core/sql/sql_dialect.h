// The half of a dialect that needs no connection: traits and compilers. engine/dialect.h adds the other half.
#pragma once

#include "core/sql/dialect_traits.h"
#include "core/sql/identifier_preparer.h"

namespace relata {

class DdlCompiler;
class TypeCompiler;

// Thread-safe: a dialect has no state of a connection.
class SqlDialect
{
public:
    virtual ~SqlDialect() = default;
    virtual const DialectTraits& traits() const = 0;
    virtual const TypeCompiler& typeCompiler() const = 0;
    virtual const DdlCompiler& ddlCompiler() const = 0;
    IdentifierPreparer identifiers() const { return IdentifierPreparer(traits()); }
};

} // namespace relata
