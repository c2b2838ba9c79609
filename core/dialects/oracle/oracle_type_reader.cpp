#include "core/dialects/oracle/oracle_type_reader.h"

#include <fmt/format.h>

#include <charconv>

namespace relata::oracle {
namespace {

// The number in the first parentheses: "TIMESTAMP(6)", "INTERVAL DAY(2) TO SECOND(6)".
std::optional<int> numberIn(const std::string& text, std::size_t from = 0)
{
    std::size_t open = text.find('(', from);
    int number = 0;
    if (open == std::string::npos)
        return std::nullopt;
    auto [end, code] = std::from_chars(text.data() + open + 1, text.data() + text.size(), number);
    return code == std::errc() && *end == ')' ? std::optional(number) : std::nullopt;
}

SqlType text(const CatalogueType& type, bool fixed)
{
    SqlType made = SqlType::string(type.characters);
    made.fixedLength = fixed;
    made.national = type.name.front() == 'N';
    std::string written = made.national ? fmt::format("{}({})", type.name, type.characters)
        : type.inCharacters             ? fmt::format("{}({} CHAR)", type.name, type.characters)
                                        : fmt::format("{}({} BYTE)", type.name, type.bytes);
    return made.withNative("oracle", written);
}

SqlType number(const CatalogueType& type)
{
    if (!type.precision && !type.scale)
        return SqlType::numeric().withNative("oracle", "NUMBER");
    if (!type.precision) // NUMBER(*, 0) is what INTEGER is kept as
        return (*type.scale == 0 ? SqlType::of(TypeKind::Integer) : SqlType::numeric(38, *type.scale))
            .withNative("oracle", *type.scale == 0 ? "INTEGER" : fmt::format("NUMBER(*, {})", *type.scale));
    int scale = type.scale.value_or(0);
    SqlType made = SqlType::numeric(*type.precision, scale);
    if (scale == 0 && *type.precision <= 18)
        made = SqlType::of(*type.precision <= 4 ? TypeKind::SmallInteger
                : *type.precision <= 9          ? TypeKind::Integer
                                                : TypeKind::BigInteger);
    return made.withNative("oracle",
        scale == 0 ? fmt::format("NUMBER({})", *type.precision)
                   : fmt::format("NUMBER({}, {})", *type.precision, scale));
}

} // namespace

SqlType readType(const CatalogueType& type)
{
    const std::string& name = type.name;
    auto plain = [&](TypeKind kind) { return SqlType::of(kind).withNative("oracle", name); };
    if (!type.owner.empty()) {
        SqlType made = plain(name == "XMLTYPE" ? TypeKind::Xml
                : name == "SDO_GEOMETRY"       ? TypeKind::Geometry
                                               : TypeKind::Composite);
        if (made.kind == TypeKind::Composite)
            made.name = name;
        return made;
    }
    if (name == "VARCHAR2" || name == "NVARCHAR2" || name == "VARCHAR")
        return text(type, false);
    if (name == "CHAR" || name == "NCHAR")
        return text(type, true);
    if (name == "NUMBER")
        return number(type);
    if (name == "FLOAT") {
        SqlType made = SqlType::of(TypeKind::Numeric);
        return made.withNative("oracle", fmt::format("FLOAT({})", type.precision.value_or(126)));
    }
    if (name == "BINARY_FLOAT")
        return plain(TypeKind::Float);
    if (name == "BINARY_DOUBLE")
        return plain(TypeKind::Double);
    if (name == "CLOB" || name == "LONG" || name == "NCLOB") {
        SqlType made = plain(TypeKind::Text);
        made.national = name == "NCLOB";
        return made;
    }
    if (name == "BLOB" || name == "LONG RAW" || name == "BFILE")
        return plain(TypeKind::LargeBinary);
    if (name == "RAW") {
        SqlType made = SqlType::of(TypeKind::LargeBinary);
        made.length = type.bytes;
        return made.withNative("oracle", fmt::format("RAW({})", type.bytes));
    }
    if (name == "DATE") { // with a time of day, in whole seconds
        SqlType made = plain(TypeKind::DateTime);
        made.precision = 0;
        return made;
    }
    if (name.starts_with("TIMESTAMP")) {
        SqlType made = plain(TypeKind::DateTime);
        made.precision = numberIn(name);
        made.timezone = name.find("TIME ZONE") != std::string::npos;
        return made;
    }
    if (name.starts_with("INTERVAL")) {
        SqlType made = plain(TypeKind::Interval);
        made.precision = numberIn(name, std::min(name.find(" TO "), name.size()));
        return made;
    }
    if (name == "JSON")
        return plain(TypeKind::Json);
    if (name == "BOOLEAN")
        return plain(TypeKind::Boolean);
    return plain(TypeKind::Unknown); // ROWID, VECTOR ...
}

} // namespace relata::oracle
