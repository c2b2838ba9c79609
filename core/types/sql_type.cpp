#include "core/types/sql_type.h"

#include <tuple>

namespace relata {

SqlType SqlType::of(TypeKind kind)
{
    SqlType type;
    type.kind = kind;
    return type;
}

SqlType SqlType::string(std::optional<int> length)
{
    SqlType type = of(TypeKind::String);
    type.length = length;
    return type;
}

SqlType SqlType::numeric(std::optional<int> precision, std::optional<int> scale)
{
    SqlType type = of(TypeKind::Numeric);
    type.precision = precision;
    type.scale = scale;
    return type;
}

SqlType SqlType::dateTime(bool timezone)
{
    SqlType type = of(TypeKind::DateTime);
    type.timezone = timezone;
    return type;
}

SqlType SqlType::arrayOf(SqlType element, int dimensions)
{
    SqlType type = of(TypeKind::Array);
    type.element = std::make_shared<const SqlType>(std::move(element));
    type.dimensions = dimensions;
    return type;
}

SqlType SqlType::withNative(std::string dialect, std::string text) const
{
    SqlType type = *this;
    type.native = NativeType{std::move(dialect), std::move(text)};
    return type;
}

SqlType SqlType::withoutNative() const
{
    SqlType type = *this;
    type.native.reset();
    return type;
}

SqlType SqlType::withVariant(SqlType variant, std::string dialect) const
{
    SqlType type = *this;
    std::erase_if(type.variants, [&](const TypeVariant& v) { return v.dialect == dialect; });
    type.variants.push_back({std::move(dialect), std::make_shared<const SqlType>(std::move(variant))});
    return type;
}

bool TypeVariant::operator==(const TypeVariant& other) const
{
    return dialect == other.dialect && *type == *other.type;
}

bool SqlType::isInteger() const
{
    return kind == TypeKind::SmallInteger || kind == TypeKind::Integer || kind == TypeKind::BigInteger;
}

bool SqlType::isText() const
{
    return kind == TypeKind::String || kind == TypeKind::Text || kind == TypeKind::Enum;
}

bool SqlType::isNumber() const
{
    return isInteger() || kind == TypeKind::Numeric || kind == TypeKind::Float || kind == TypeKind::Double
        || kind == TypeKind::Money;
}

bool SqlType::operator==(const SqlType& other) const
{
    auto tie = [](const SqlType& t) {
        return std::tie(t.kind, t.length, t.precision, t.scale, t.timezone, t.fixedLength, t.national,
            t.isUnsigned, t.binary, t.name, t.schema, t.values, t.dimensions, t.native, t.variants);
    };
    if (tie(*this) != tie(other))
        return false;
    if (!element || !other.element)
        return element == other.element;
    return *element == *other.element;
}

const char* toString(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Unknown:
        return "NullType";
    case TypeKind::Boolean:
        return "Boolean";
    case TypeKind::SmallInteger:
        return "SmallInteger";
    case TypeKind::Integer:
        return "Integer";
    case TypeKind::BigInteger:
        return "BigInteger";
    case TypeKind::Numeric:
        return "Numeric";
    case TypeKind::Float:
        return "Float";
    case TypeKind::Double:
        return "Double";
    case TypeKind::String:
        return "String";
    case TypeKind::Text:
        return "Text";
    case TypeKind::Date:
        return "Date";
    case TypeKind::Time:
        return "Time";
    case TypeKind::DateTime:
        return "DateTime";
    case TypeKind::Interval:
        return "Interval";
    case TypeKind::LargeBinary:
        return "LargeBinary";
    case TypeKind::Enum:
        return "Enum";
    case TypeKind::Set:
        return "Set";
    case TypeKind::Json:
        return "JSON";
    case TypeKind::Uuid:
        return "Uuid";
    case TypeKind::Xml:
        return "XML";
    case TypeKind::Array:
        return "ARRAY";
    case TypeKind::Bit:
        return "Bit";
    case TypeKind::Money:
        return "Money";
    case TypeKind::Network:
        return "Network";
    case TypeKind::Geometry:
        return "Geometry";
    case TypeKind::Range:
        return "Range";
    case TypeKind::TextSearch:
        return "TextSearch";
    case TypeKind::Domain:
        return "Domain";
    case TypeKind::Composite:
        return "Composite";
    }
    return "NullType";
}

} // namespace relata
