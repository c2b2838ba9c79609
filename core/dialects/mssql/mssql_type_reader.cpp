#include "core/dialects/mssql/mssql_type_reader.h"

#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata::mssql {
namespace {

SqlType text(bool national, bool fixed, int bytes)
{
    SqlType type = SqlType::of(bytes < 0 ? TypeKind::Text : TypeKind::String);
    type.national = national;
    type.fixedLength = fixed;
    if (bytes >= 0)
        type.length = national ? bytes / 2 : bytes;
    return type;
}

SqlType binary(bool fixed, int bytes)
{
    SqlType type = SqlType::of(TypeKind::LargeBinary);
    type.fixedLength = fixed;
    if (bytes >= 0)
        type.length = bytes;
    return type;
}

SqlType temporal(TypeKind kind, int scale, bool timezone = false)
{
    SqlType type = SqlType::of(kind);
    type.precision = scale;
    type.timezone = timezone;
    return type;
}

SqlType meaning(const std::string& name, int maxLength, int precision, int scale)
{
    if (name == "bit")
        return SqlType::of(TypeKind::Boolean);
    if (name == "tinyint" || name == "smallint")
        return SqlType::of(TypeKind::SmallInteger);
    if (name == "int")
        return SqlType::of(TypeKind::Integer);
    if (name == "bigint")
        return SqlType::of(TypeKind::BigInteger);
    if (name == "decimal" || name == "numeric")
        return SqlType::numeric(precision, scale);
    if (name == "money" || name == "smallmoney")
        return SqlType::of(TypeKind::Money);
    if (name == "real")
        return SqlType::of(TypeKind::Float);
    if (name == "float")
        return SqlType::of(precision > 24 ? TypeKind::Double : TypeKind::Float);
    if (name == "char" || name == "varchar" || name == "nchar" || name == "nvarchar")
        return text(name.front() == 'n', name.find("var") == std::string::npos, maxLength);
    if (name == "sysname")
        return text(true, false, 256);
    if (name == "text" || name == "ntext")
        return text(name.front() == 'n', false, -1);
    if (name == "binary" || name == "varbinary")
        return binary(name == "binary", maxLength);
    if (name == "image")
        return binary(false, -1);
    if (name == "timestamp" || name == "rowversion")
        return binary(true, 8);
    if (name == "date")
        return SqlType::of(TypeKind::Date);
    if (name == "time")
        return temporal(TypeKind::Time, scale);
    if (name == "datetime2" || name == "datetimeoffset")
        return temporal(TypeKind::DateTime, scale, name == "datetimeoffset");
    if (name == "datetime")
        return temporal(TypeKind::DateTime, 3);
    if (name == "smalldatetime")
        return temporal(TypeKind::DateTime, 0);
    if (name == "uniqueidentifier")
        return SqlType::of(TypeKind::Uuid);
    if (name == "xml")
        return SqlType::of(TypeKind::Xml);
    if (name == "json")
        return SqlType::of(TypeKind::Json);
    if (name == "geometry" || name == "geography")
        return SqlType::of(TypeKind::Geometry);
    return SqlType::of(TypeKind::Unknown); // sql_variant, hierarchyid, vector ...
}

std::string spelling(const std::string& name, int maxLength, int precision, int scale)
{
    auto bytes = [&](int perUnit) {
        return maxLength < 0 ? name + "(max)" : fmt::format("{}({})", name, maxLength / perUnit);
    };
    if (name == "char" || name == "varchar" || name == "binary" || name == "varbinary")
        return bytes(1);
    if (name == "nchar" || name == "nvarchar")
        return bytes(2);
    if (name == "decimal" || name == "numeric")
        return fmt::format("{}({}, {})", name, precision, scale);
    if (name == "time" || name == "datetime2" || name == "datetimeoffset")
        return fmt::format("{}({})", name, scale);
    return name;
}

} // namespace

SqlType readType(const std::string& name, int maxLength, int precision, int scale)
{
    // The one type of the catalogue that has another name in DDL.
    std::string written = name == "timestamp" ? "rowversion" : name;
    return meaning(name, maxLength, precision, scale)
        .withNative("mssql", toUpperAscii(spelling(written, maxLength, precision, scale)));
}

} // namespace relata::mssql
