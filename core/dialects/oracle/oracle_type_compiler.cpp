#include "core/dialects/oracle/oracle_type_compiler.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::oracle {
namespace {

std::string varchar(int length)
{
    return fmt::format("VARCHAR2({} CHAR)", length);
}

std::string text(const SqlType& type, int limit)
{
    if (!type.length || *type.length > limit)
        return type.national ? "NCLOB" : "CLOB";
    if (type.fixedLength && *type.length <= 2000)
        return type.national ? fmt::format("NCHAR({})", *type.length)
                             : fmt::format("CHAR({} CHAR)", *type.length);
    return type.national ? fmt::format("NVARCHAR2({})", *type.length) : varchar(*type.length);
}

} // namespace

std::string OracleTypeCompiler::compileGeneric(const SqlType& type) const
{
    switch (type.kind) {
    case TypeKind::Boolean:
        return "NUMBER(1)";
    case TypeKind::SmallInteger:
        return "SMALLINT";
    case TypeKind::Integer:
        return "INTEGER";
    case TypeKind::BigInteger:
        return type.isUnsigned ? "NUMBER(20)" : "NUMBER(19)";
    case TypeKind::Numeric:
        return withModifiers("NUMBER", type.precision, type.scale);
    case TypeKind::Float:
        return "BINARY_FLOAT";
    case TypeKind::Double:
        return "BINARY_DOUBLE";
    case TypeKind::String:
        return text(type, m_traits.maxVarcharLength);
    case TypeKind::Date:
        return "DATE";
    case TypeKind::Time:
        return fmt::format("INTERVAL DAY(0) TO SECOND({})", std::min(type.precision.value_or(6), 9));
    case TypeKind::DateTime:
        return withModifiers("TIMESTAMP", type.precision) + (type.timezone ? " WITH TIME ZONE" : "");
    case TypeKind::Interval:
        return "INTERVAL DAY(9) TO SECOND(6)";
    case TypeKind::LargeBinary:
        return type.length && *type.length <= m_traits.maxVarbinaryLength ? withModifiers("RAW", type.length)
                                                                          : "BLOB";
    case TypeKind::Enum:
    case TypeKind::Set:
    case TypeKind::Network:
    case TypeKind::Range:
    case TypeKind::Bit:
        return varchar(std::min(type.length.value_or(255), m_traits.maxVarcharLength));
    case TypeKind::Uuid:
        return "CHAR(36 CHAR)";
    case TypeKind::Xml:
        return "XMLTYPE";
    case TypeKind::Money:
        return "NUMBER(19, 4)";
    case TypeKind::Geometry:
        return "SDO_GEOMETRY";
    case TypeKind::Domain:
        return type.element ? compile(*type.element) : "CLOB";
    case TypeKind::Text:
        return type.national ? "NCLOB" : "CLOB";
    case TypeKind::Json:
    case TypeKind::Array:
    case TypeKind::Composite:
    case TypeKind::TextSearch:
    case TypeKind::Unknown:
        return "CLOB";
    }
    return "CLOB";
}

} // namespace relata::oracle
