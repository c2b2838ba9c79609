#include "core/dialects/mssql/mssql_type_compiler.h"

namespace relata::mssql {
namespace {

std::string text(const SqlType& type)
{
    std::string prefix = type.national ? "N" : "";
    int limit = type.national ? 4000 : 8000;
    if (type.kind == TypeKind::Text || !type.length || *type.length > limit)
        return prefix + "VARCHAR(max)";
    return withModifiers(prefix + (type.fixedLength ? "CHAR" : "VARCHAR"), type.length);
}

} // namespace

std::string MsSqlTypeCompiler::compileGeneric(const SqlType& type) const
{
    switch (type.kind) {
    case TypeKind::Boolean:
        return "BIT";
    case TypeKind::SmallInteger:
        return type.isUnsigned ? "INTEGER" : "SMALLINT";
    case TypeKind::Integer:
        return type.isUnsigned ? "BIGINT" : "INTEGER";
    case TypeKind::BigInteger:
        return type.isUnsigned ? "NUMERIC(20, 0)" : "BIGINT";
    case TypeKind::Numeric:
        return withModifiers("NUMERIC", type.precision, type.scale);
    case TypeKind::Float:
        return type.precision && *type.precision > 24 ? "FLOAT" : "REAL";
    case TypeKind::Double:
        return "DOUBLE PRECISION";
    case TypeKind::String:
    case TypeKind::Text:
        return text(type);
    case TypeKind::Date:
        return "DATE";
    case TypeKind::Time:
        return withModifiers("TIME", type.precision);
    case TypeKind::DateTime:
        return withModifiers(type.timezone ? "DATETIMEOFFSET" : "DATETIME2", type.precision);
    case TypeKind::LargeBinary:
        if (!type.length || *type.length > 8000)
            return "VARBINARY(max)";
        return withModifiers(type.fixedLength ? "BINARY" : "VARBINARY", type.length);
    case TypeKind::Interval:
    case TypeKind::Enum:
    case TypeKind::Set:
    case TypeKind::Network:
    case TypeKind::Range:
    case TypeKind::Bit:
        return withModifiers("NVARCHAR", type.length.value_or(255));
    case TypeKind::Uuid:
        return "UNIQUEIDENTIFIER";
    case TypeKind::Xml:
        return "XML";
    case TypeKind::Money:
        return "MONEY";
    case TypeKind::Geometry:
        return "GEOMETRY";
    case TypeKind::Domain:
        return type.element ? compile(*type.element) : "NVARCHAR(max)";
    case TypeKind::Json:
    case TypeKind::Array:
    case TypeKind::Composite:
    case TypeKind::TextSearch:
    case TypeKind::Unknown:
        return "NVARCHAR(max)";
    }
    return "NVARCHAR(max)";
}

} // namespace relata::mssql
