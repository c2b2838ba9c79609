#include "core/dialects/postgresql/postgresql_type_compiler.h"

#include "core/sql/identifier_preparer.h"

#include <algorithm>

namespace relata::postgresql {
namespace {

std::string zoned(std::string name, const SqlType& type)
{
    name = withModifiers(std::move(name), type.precision);
    return name + (type.timezone ? " WITH TIME ZONE" : " WITHOUT TIME ZONE");
}

// An enum without a name holds its longest value; convert() adds the check.
int longestValue(const SqlType& type)
{
    std::size_t longest = 1;
    for (const std::string& value : type.values)
        longest = std::max(longest, value.size());
    return static_cast<int>(longest);
}

} // namespace

std::string PostgresqlTypeCompiler::compileGeneric(const SqlType& type) const
{
    IdentifierPreparer identifiers(m_traits);
    switch (type.kind) {
    case TypeKind::Boolean:
        return "BOOLEAN";
    case TypeKind::SmallInteger:
        return "SMALLINT";
    case TypeKind::Integer:
        return "INTEGER";
    case TypeKind::BigInteger:
        return "BIGINT";
    case TypeKind::Numeric:
        return withModifiers("NUMERIC", type.precision, type.scale);
    case TypeKind::Float:
        return type.precision ? withModifiers("FLOAT", std::clamp(*type.precision, 1, 53)) : "REAL";
    case TypeKind::Double:
        return "DOUBLE PRECISION";
    case TypeKind::String:
        return withModifiers(type.fixedLength ? "CHAR" : "VARCHAR", type.length);
    case TypeKind::Enum:
        return type.name.empty() ? withModifiers("VARCHAR", longestValue(type))
                                 : identifiers.qualified(type.schema, type.name);
    case TypeKind::Domain:
    case TypeKind::Composite:
        return identifiers.qualified(type.schema, type.name);
    case TypeKind::Date:
        return "DATE";
    case TypeKind::Time:
        return zoned("TIME", type);
    case TypeKind::DateTime:
        return zoned("TIMESTAMP", type);
    case TypeKind::Interval:
        return withModifiers("INTERVAL", type.precision);
    case TypeKind::LargeBinary:
        return "BYTEA";
    case TypeKind::Json:
        return type.binary ? "JSONB" : "JSON";
    case TypeKind::Uuid:
        return "UUID";
    case TypeKind::Xml:
        return "XML";
    case TypeKind::Array:
        return (type.element ? compile(*type.element) : "TEXT") + "[]";
    case TypeKind::Bit:
        return withModifiers(type.fixedLength ? "BIT" : "BIT VARYING", type.length);
    case TypeKind::Money:
        return "MONEY";
    case TypeKind::Network:
        return "INET";
    case TypeKind::TextSearch:
        return "TSVECTOR";
    case TypeKind::Text:
    case TypeKind::Set:
    case TypeKind::Geometry:
    case TypeKind::Range:
    case TypeKind::Unknown:
        break;
    }
    return "TEXT";
}

} // namespace relata::postgresql
