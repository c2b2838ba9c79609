// Writes a type as its dialect's DDL does.
#pragma once

#include "core/sql/dialect_traits.h"
#include "core/types/sql_type.h"

namespace relata {

class TypeCompiler
{
public:
    explicit TypeCompiler(const DialectTraits& traits) : m_traits(traits) { }
    virtual ~TypeCompiler() = default;
    TypeCompiler(const TypeCompiler&) = delete;
    TypeCompiler& operator=(const TypeCompiler&) = delete;

    // A variant for this dialect and a decorator's implementation come first (type_decorator.h). Then the
    // native spelling if it is of this dialect's family, else what the generic type is called here. Every
    // kind has an answer: convert() has chosen a substitute, and made a note of it, before a kind that the
    // dialect lacks gets here.
    std::string compile(const SqlType& type) const;

protected:
    virtual std::string compileGeneric(const SqlType& type) const = 0;
    const DialectTraits& m_traits;
};

// "NUMERIC(10, 2)": the name with what modifiers are set.
std::string withModifiers(std::string name, std::optional<int> first, std::optional<int> second = {});

} // namespace relata
