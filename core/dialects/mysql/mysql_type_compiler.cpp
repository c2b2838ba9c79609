#include "core/dialects/mysql/mysql_type_compiler.h"

#include "core/sql/identifier_preparer.h"

namespace relata::mysql {
namespace {

// TINYTEXT is left out: SQLAlchemy and people write VARCHAR for so little.
std::string sized(const std::string& family, const std::optional<int>& length)
{
    if (!length || *length <= 65535)
        return family;
    return (*length <= 16777215 ? "MEDIUM" : "LONG") + family;
}

std::string listed(const std::string& word, const SqlType& type, const DialectTraits& traits)
{
    IdentifierPreparer preparer(traits);
    std::string text = word + "(";
    for (std::size_t i = 0; i < type.values.size(); ++i)
        text += (i > 0 ? ", " : "") + preparer.literal(type.values[i]);
    return text + ")";
}

} // namespace

std::string MySqlTypeCompiler::compileGeneric(const SqlType& type) const
{
    const std::string sign = type.isUnsigned ? " UNSIGNED" : "";
    switch (type.kind) {
    case TypeKind::Boolean:
        return "BOOL";
    case TypeKind::SmallInteger:
        return "SMALLINT" + sign;
    case TypeKind::Integer:
        return "INTEGER" + sign;
    case TypeKind::BigInteger:
        return "BIGINT" + sign;
    case TypeKind::Numeric:
        return withModifiers("NUMERIC", type.precision, type.scale) + sign;
    case TypeKind::Float:
        return withModifiers("FLOAT", type.precision) + sign;
    case TypeKind::Double:
        return "DOUBLE" + sign;
    case TypeKind::String:
        if (!type.length)
            return "TEXT";
        return withModifiers(
            std::string(type.national ? "N" : "") + (type.fixedLength ? "CHAR" : "VARCHAR"), type.length);
    case TypeKind::Date:
        return "DATE";
    case TypeKind::Time:
        return withModifiers("TIME", type.precision);
    case TypeKind::DateTime:
        return withModifiers("DATETIME", type.precision);
    case TypeKind::Interval:
    case TypeKind::Network:
    case TypeKind::Range:
        return withModifiers("VARCHAR", type.length.value_or(64));
    case TypeKind::LargeBinary:
        if (type.length && (type.fixedLength || *type.length <= m_traits.maxVarbinaryLength))
            return withModifiers(type.fixedLength ? "BINARY" : "VARBINARY", type.length);
        return sized("BLOB", type.length);
    case TypeKind::Enum:
        return type.values.empty() ? "VARCHAR(255)" : listed("ENUM", type, m_traits);
    case TypeKind::Set:
        return type.values.empty() ? "VARCHAR(255)" : listed("SET", type, m_traits);
    case TypeKind::Json:
    case TypeKind::Array:
    case TypeKind::Composite:
        return "JSON";
    case TypeKind::Uuid:
        return m_traits.supportsUuid ? "UUID" : "CHAR(36)";
    case TypeKind::Bit:
        return withModifiers("BIT", type.length);
    case TypeKind::Money:
        return "DECIMAL(19, 4)";
    case TypeKind::Geometry:
        return "GEOMETRY";
    case TypeKind::Domain:
        return type.element ? compile(*type.element) : "TEXT";
    case TypeKind::Text:
    case TypeKind::Xml:
    case TypeKind::TextSearch:
    case TypeKind::Unknown:
        return sized("TEXT", type.length);
    }
    return "TEXT";
}

} // namespace relata::mysql
