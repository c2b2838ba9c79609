#include "core/dialects/sqlite/sqlite_types.h"

#include "core/util/strings.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace relata::sqlite {
namespace {

enum class Modifiers
{
    None,
    Length,
    PrecisionScale,
    Seconds,
};

struct KnownType
{
    TypeKind kind;
    Modifiers modifiers = Modifiers::None;
    bool fixedLength = false;
    bool national = false;
    bool timezone = false;
    bool isUnsigned = false;
};

// SQLAlchemy's ischema_names of SQLite, and the names that SQLite's own page lists as examples.
const std::unordered_map<std::string_view, KnownType>& knownTypes()
{
    using enum TypeKind;
    using enum Modifiers;
    static const std::unordered_map<std::string_view, KnownType> types = {
        {"BOOL", {Boolean}},
        {"BOOLEAN", {Boolean}},
        {"TINYINT", {SmallInteger}},
        {"SMALLINT", {SmallInteger}},
        {"INT2", {SmallInteger}},
        {"INT", {Integer}},
        {"INT4", {Integer}},
        {"INTEGER", {Integer}},
        {"MEDIUMINT", {Integer}},
        {"BIGINT", {BigInteger}},
        {"INT8", {BigInteger}},
        {"UNSIGNED BIG INT", {BigInteger, None, false, false, false, true}},
        {"BIGINT UNSIGNED", {BigInteger, None, false, false, false, true}},
        {"INT UNSIGNED", {Integer, None, false, false, false, true}},
        {"INTEGER UNSIGNED", {Integer, None, false, false, false, true}},
        {"SMALLINT UNSIGNED", {SmallInteger, None, false, false, false, true}},
        {"TINYINT UNSIGNED", {SmallInteger, None, false, false, false, true}},
        {"NUMERIC", {Numeric, PrecisionScale}},
        {"DECIMAL", {Numeric, PrecisionScale}},
        {"NUMBER", {Numeric, PrecisionScale}},
        {"REAL", {Double}},
        {"FLOAT", {Double}},
        {"DOUBLE", {Double}},
        {"DOUBLE PRECISION", {Double}},
        {"DOUBLE_PRECISION", {Double}},
        {"CHAR", {String, Length, true}},
        {"CHARACTER", {String, Length, true}},
        {"NCHAR", {String, Length, true, true}},
        {"NATIVE CHARACTER", {String, Length, true, true}},
        {"VARCHAR", {String, Length}},
        {"VARCHAR2", {String, Length}},
        {"CHARACTER VARYING", {String, Length}},
        {"VARYING CHARACTER", {String, Length}},
        {"NVARCHAR", {String, Length, false, true}},
        {"_NVARCHAR", {String, Length, false, true}},
        {"TEXT", {Text}},
        {"CLOB", {Text}},
        {"NTEXT", {Text, None, false, true}},
        {"NCLOB", {Text, None, false, true}},
        {"DATE", {Date}},
        {"DATE_CHAR", {Date}},
        {"TIME", {Time, Seconds}},
        {"TIME_CHAR", {Time}},
        {"DATETIME", {DateTime, Seconds}},
        {"DATETIME_CHAR", {DateTime}},
        {"TIMESTAMP", {DateTime, Seconds}},
        {"TIMESTAMPTZ", {DateTime, Seconds, false, false, true}},
        {"TIMESTAMP WITH TIME ZONE", {DateTime, Seconds, false, false, true}},
        {"BLOB", {LargeBinary}},
        {"BYTEA", {LargeBinary}},
        {"BINARY", {LargeBinary, Length, true}},
        {"VARBINARY", {LargeBinary, Length}},
        {"JSON", {Json}},
        {"JSONB", {Json}},
        {"UUID", {Uuid}},
        {"GUID", {Uuid}},
        {"ANY", {Unknown}},
    };
    return types;
}

std::optional<int> numberIn(std::string_view text)
{
    text = trimmed(text);
    int value = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size() || value < 0)
        return {};
    return value;
}

void setModifiers(SqlType& type, Modifiers modifiers, std::string_view list)
{
    std::size_t comma = list.find(',');
    std::optional<int> first = numberIn(list.substr(0, comma));
    if (modifiers == Modifiers::Length) {
        type.length = first;
    } else if (modifiers == Modifiers::PrecisionScale) {
        type.precision = first;
        if (first && comma != std::string_view::npos)
            type.scale = numberIn(list.substr(comma + 1));
    } else if (modifiers == Modifiers::Seconds) {
        type.precision = first;
    }
}

TypeKind kindOf(Affinity affinity)
{
    switch (affinity) {
    case Affinity::Integer:
        return TypeKind::Integer;
    case Affinity::Text:
        return TypeKind::Text;
    case Affinity::Blob:
        return TypeKind::LargeBinary;
    case Affinity::Real:
        return TypeKind::Double;
    case Affinity::Numeric:
        return TypeKind::Numeric;
    }
    return TypeKind::Numeric;
}

} // namespace

Affinity affinityOf(std::string_view declaredType)
{
    std::string upper = toUpperAscii(declaredType);
    auto has = [&](const char* part) { return upper.find(part) != std::string::npos; };
    if (has("INT"))
        return Affinity::Integer;
    if (has("CHAR") || has("CLOB") || has("TEXT"))
        return Affinity::Text;
    if (upper.empty() || has("BLOB"))
        return Affinity::Blob;
    if (has("REAL") || has("FLOA") || has("DOUB"))
        return Affinity::Real;
    return Affinity::Numeric;
}

SqlType readType(std::string_view declaredType)
{
    SqlType type;
    if (declaredType.empty())
        return type;
    std::size_t open = declaredType.find('(');
    std::string name = toUpperAscii(trimmed(declaredType.substr(0, open)));
    std::size_t close = declaredType.rfind(')');
    bool hasList = open != std::string_view::npos && close != std::string_view::npos && close > open;
    if (auto known = knownTypes().find(name); known != knownTypes().end()) {
        const KnownType& facts = known->second;
        type.kind = facts.kind;
        type.fixedLength = facts.fixedLength;
        type.national = facts.national;
        type.timezone = facts.timezone;
        type.isUnsigned = facts.isUnsigned;
        if (hasList)
            setModifiers(type, facts.modifiers, declaredType.substr(open + 1, close - open - 1));
    } else {
        type.kind = kindOf(affinityOf(declaredType));
    }
    return type.withNative("sqlite", std::string(declaredType));
}

std::string SqliteTypeCompiler::compileGeneric(const SqlType& type) const
{
    switch (type.kind) {
    case TypeKind::Unknown:
        return {};
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
        return "FLOAT";
    case TypeKind::Double:
        return "DOUBLE";
    case TypeKind::String: {
        std::string base = type.fixedLength ? "CHAR" : "VARCHAR";
        return withModifiers(type.national ? "N" + base : base, type.length);
    }
    case TypeKind::Date:
        return "DATE";
    case TypeKind::Time:
        return "TIME";
    case TypeKind::DateTime:
        return type.timezone ? "TIMESTAMP" : "DATETIME";
    case TypeKind::LargeBinary:
    case TypeKind::Geometry:
        return "BLOB";
    case TypeKind::Enum: {
        std::size_t longest = 1;
        for (const std::string& value : type.values)
            longest = std::max(longest, codePointCount(value));
        return withModifiers("VARCHAR", static_cast<int>(longest));
    }
    case TypeKind::Json:
        return "JSON";
    case TypeKind::Uuid:
        return "CHAR(36)";
    case TypeKind::Money:
        return "NUMERIC(19, 4)";
    case TypeKind::Domain:
        return type.element ? compile(*type.element) : "TEXT";
    // No affinity but TEXT keeps their text as it is; "INTERVAL" would even read as an integer.
    case TypeKind::Text:
    case TypeKind::Interval:
    case TypeKind::Set:
    case TypeKind::Xml:
    case TypeKind::Array:
    case TypeKind::Bit:
    case TypeKind::Network:
    case TypeKind::Range:
    case TypeKind::TextSearch:
    case TypeKind::Composite:
        return "TEXT";
    }
    return {};
}

std::string SqliteTypeCompiler::compileStrict(const SqlType& type) const
{
    std::string text = compile(type);
    for (const char* allowed : {"INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"}) {
        if (equalsIgnoreCase(text, allowed))
            return text;
    }
    switch (type.kind) {
    case TypeKind::Boolean:
        return "INTEGER";
    case TypeKind::Numeric:
    case TypeKind::Money:
    case TypeKind::Unknown:
        return "ANY"; // a decimal may not fit a double
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::DateTime:
    case TypeKind::Json:
        return "TEXT";
    default:
        break;
    }
    switch (affinityOf(text)) {
    case Affinity::Integer:
        return "INTEGER";
    case Affinity::Text:
        return "TEXT";
    case Affinity::Blob:
        return "BLOB";
    case Affinity::Real:
        return "REAL";
    case Affinity::Numeric:
        break;
    }
    return "ANY";
}

} // namespace relata::sqlite
