#include "core/convert/expression/parser.h"
#include "core/util/strings.h"

#include <unordered_map>

namespace relata::convert_internal {

SqlType typeFromName(const std::string& name, const std::vector<int>& modifiers)
{
    // Names as the manuals of the six list them. Types whose meaning differs between dialects (Oracle's DATE
    // has a time, SQL Server's TIMESTAMP is a row version) stand for the meaning that most give them.
    static const std::unordered_map<std::string, TypeKind> kinds = {{"boolean", TypeKind::Boolean},
        {"bool", TypeKind::Boolean}, {"bit", TypeKind::Boolean}, {"smallint", TypeKind::SmallInteger},
        {"int2", TypeKind::SmallInteger}, {"tinyint", TypeKind::SmallInteger}, {"integer", TypeKind::Integer},
        {"int", TypeKind::Integer}, {"int4", TypeKind::Integer}, {"signed", TypeKind::BigInteger},
        {"signed integer", TypeKind::BigInteger}, {"bigint", TypeKind::BigInteger},
        {"int8", TypeKind::BigInteger}, {"numeric", TypeKind::Numeric}, {"decimal", TypeKind::Numeric},
        {"number", TypeKind::Numeric}, {"real", TypeKind::Float}, {"float4", TypeKind::Float},
        {"float", TypeKind::Double}, {"double", TypeKind::Double}, {"double precision", TypeKind::Double},
        {"float8", TypeKind::Double}, {"text", TypeKind::Text}, {"clob", TypeKind::Text},
        {"varchar", TypeKind::String}, {"character varying", TypeKind::String},
        {"varchar2", TypeKind::String}, {"nvarchar", TypeKind::String}, {"char", TypeKind::String},
        {"character", TypeKind::String}, {"bpchar", TypeKind::String}, {"nchar", TypeKind::String},
        {"date", TypeKind::Date}, {"time", TypeKind::Time}, {"time without time zone", TypeKind::Time},
        {"timestamp", TypeKind::DateTime}, {"timestamp without time zone", TypeKind::DateTime},
        {"timestamp with time zone", TypeKind::DateTime}, {"timestamptz", TypeKind::DateTime},
        {"datetime", TypeKind::DateTime}, {"datetime2", TypeKind::DateTime}, {"bytea", TypeKind::LargeBinary},
        {"blob", TypeKind::LargeBinary}, {"binary", TypeKind::LargeBinary},
        {"varbinary", TypeKind::LargeBinary}, {"uuid", TypeKind::Uuid}, {"json", TypeKind::Json},
        {"jsonb", TypeKind::Json}};
    auto found = kinds.find(toLowerAscii(name));
    SqlType type = SqlType::of(found == kinds.end() ? TypeKind::Unknown : found->second);
    if (found == kinds.end()) {
        type.name = name;
        return type;
    }
    std::string lower = toLowerAscii(name);
    type.timezone = lower == "timestamp with time zone" || lower == "timestamptz";
    if (!modifiers.empty()) {
        switch (type.kind) {
        case TypeKind::String:
        case TypeKind::LargeBinary:
            type.length = modifiers[0];
            break;
        case TypeKind::Numeric:
        case TypeKind::Time:
        case TypeKind::DateTime:
            type.precision = modifiers[0];
            break;
        default:
            break;
        }
        if (modifiers.size() > 1 && type.kind == TypeKind::Numeric)
            type.scale = modifiers[1];
    }
    bool isChar = lower == "char" || lower == "character" || lower == "bpchar" || lower == "nchar";
    if (isChar && type.length)
        type.fixedLength = true;
    if (type.kind == TypeKind::String && !type.length && !isChar)
        type.kind = TypeKind::Text;
    return type;
}

} // namespace relata::convert_internal
