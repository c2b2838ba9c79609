// SQLite's types: any words may be declared, and what they mean follows from what they contain
// (sqlite.org/datatype3.html, 3.1).
#pragma once

#include "core/sql/type_compiler.h"

namespace relata::sqlite {

enum class Affinity
{
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
};
Affinity affinityOf(std::string_view declaredType);

// A declared type ("VARCHAR(40)", "" for none) as what SQLAlchemy takes it for: the name where it is a known
// one, else the affinity. The words stay as the native spelling. REAL and FLOAT are Double, as SQLite stores
// nothing smaller.
SqlType readType(std::string_view declaredType);

class SqliteTypeCompiler final : public TypeCompiler
{
public:
    using TypeCompiler::TypeCompiler;
    // One of the six words that a STRICT table allows.
    std::string compileStrict(const SqlType& type) const;

protected:
    std::string compileGeneric(const SqlType& type) const override;
};

} // namespace relata::sqlite
