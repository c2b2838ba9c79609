#include "core/drivers/libpq/pg_value.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <charconv>
#include <unordered_map>

namespace relata::libpq {
namespace {

struct BuiltinType
{
    const char* name;
    ValueTag tag;
};

const std::unordered_map<Oid, BuiltinType>& builtinTypes()
{
    using enum ValueTag;
    static const std::unordered_map<Oid, BuiltinType> types = {
        {16, {"bool", Boolean}},
        {17, {"bytea", Binary}},
        {18, {"char", Text}},
        {19, {"name", Text}},
        {20, {"int8", Integer}},
        {21, {"int2", Integer}},
        {22, {"int2vector", Other}},
        {23, {"int4", Integer}},
        {24, {"regproc", Other}},
        {25, {"text", Text}},
        {26, {"oid", Integer}},
        {27, {"tid", Other}},
        {28, {"xid", Other}},
        {29, {"cid", Other}},
        {30, {"oidvector", Other}},
        {114, {"json", Other}},
        {142, {"xml", Other}},
        {199, {"_json", Other}},
        {600, {"point", Other}},
        {601, {"lseg", Other}},
        {602, {"path", Other}},
        {603, {"box", Other}},
        {604, {"polygon", Other}},
        {628, {"line", Other}},
        {650, {"cidr", Other}},
        {700, {"float4", Number}},
        {701, {"float8", Number}},
        {705, {"unknown", Text}},
        {718, {"circle", Other}},
        {774, {"macaddr8", Other}},
        {790, {"money", Other}},
        {829, {"macaddr", Other}},
        {869, {"inet", Other}},
        {1000, {"_bool", Other}},
        {1001, {"_bytea", Other}},
        {1003, {"_name", Other}},
        {1005, {"_int2", Other}},
        {1007, {"_int4", Other}},
        {1009, {"_text", Other}},
        {1014, {"_bpchar", Other}},
        {1015, {"_varchar", Other}},
        {1016, {"_int8", Other}},
        {1021, {"_float4", Other}},
        {1022, {"_float8", Other}},
        {1028, {"_oid", Other}},
        {1033, {"aclitem", Other}},
        {1034, {"_aclitem", Other}},
        {1042, {"bpchar", Text}},
        {1043, {"varchar", Text}},
        {1082, {"date", Temporal}},
        {1083, {"time", Temporal}},
        {1114, {"timestamp", Temporal}},
        {1115, {"_timestamp", Other}},
        {1182, {"_date", Other}},
        {1184, {"timestamptz", Temporal}},
        {1185, {"_timestamptz", Other}},
        {1186, {"interval", Temporal}},
        {1231, {"_numeric", Other}},
        {1266, {"timetz", Temporal}},
        {1560, {"bit", Other}},
        {1562, {"varbit", Other}},
        {1700, {"numeric", Number}},
        {2205, {"regclass", Other}},
        {2206, {"regtype", Other}},
        {2249, {"record", Other}},
        {2278, {"void", Other}},
        {2950, {"uuid", Other}},
        {2951, {"_uuid", Other}},
        {3220, {"pg_lsn", Other}},
        {3614, {"tsvector", Other}},
        {3615, {"tsquery", Other}},
        {3802, {"jsonb", Other}},
        {3807, {"_jsonb", Other}},
        {3904, {"int4range", Other}},
        {3906, {"numrange", Other}},
        {3908, {"tsrange", Other}},
        {3910, {"tstzrange", Other}},
        {3912, {"daterange", Other}},
        {3926, {"int8range", Other}},
        {4072, {"jsonpath", Other}},
        {4451, {"int4multirange", Other}},
        {4532, {"nummultirange", Other}},
        {4533, {"tsmultirange", Other}},
        {4534, {"tstzmultirange", Other}},
        {4535, {"datemultirange", Other}},
        {4536, {"int8multirange", Other}},
        {5069, {"xid8", Other}},
    };
    return types;
}

int nibble(char c)
{
    return c >= 'a' ? c - 'a' + 10 : c - '0';
}

// bytea_output = hex (set for each session): \x and two digits a byte.
std::string bytesOf(std::string_view hex, std::size_t maxBytes)
{
    std::string bytes;
    std::size_t count = (hex.size() - 2) / 2;
    if (maxBytes > 0 && count > maxBytes)
        count = maxBytes;
    bytes.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        bytes += static_cast<char>(nibble(hex[2 + 2 * i]) << 4 | nibble(hex[3 + 2 * i]));
    return bytes;
}

// The older form, which a session may have chosen: \\ and \ooo.
std::string unescapedBytes(std::string_view text)
{
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            bytes += text[i];
        } else if (i + 3 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '3') {
            bytes +=
                static_cast<char>((text[i + 1] - '0') << 6 | (text[i + 2] - '0') << 3 | (text[i + 3] - '0'));
            i += 3;
        } else if (i + 1 < text.size()) {
            bytes += text[++i];
        }
    }
    return bytes;
}

void appendBytes(RowChunkBuilder& builder, ValueTag tag, std::string_view bytes, std::size_t maxBytes)
{
    if (maxBytes == 0 || bytes.size() <= maxBytes) {
        builder.addBytes(tag, bytes);
        return;
    }
    std::string_view prefix =
        tag == ValueTag::Binary ? bytes.substr(0, maxBytes) : utf8Prefix(bytes, maxBytes);
    builder.addBytes(tag, prefix, bytes.size());
}

} // namespace

ValueTag tagOf(Oid type)
{
    auto found = builtinTypes().find(type);
    return found == builtinTypes().end() ? ValueTag::Other : found->second.tag;
}

std::string typeName(Oid type, int modifier)
{
    auto found = builtinTypes().find(type);
    if (found == builtinTypes().end())
        return {};
    std::string name = found->second.name;
    if (modifier < 0)
        return name;
    switch (type) {
    case 1042:
    case 1043: // length plus four bytes of a header
        return fmt::format("{}({})", name, modifier - 4);
    case 1700: {
        int packed = modifier - 4;
        int scale = ((packed & 0x7ff) ^ 1024) - 1024; // eleven bits with a sign since version 15
        return fmt::format("{}({},{})", name, (packed >> 16) & 0xffff, scale);
    }
    case 1083:
    case 1114:
    case 1184:
    case 1266:
    case 1560:
    case 1562:
        return fmt::format("{}({})", name, modifier);
    default:
        return name;
    }
}

void appendCell(RowChunkBuilder& builder, ValueTag tag, std::string_view text, std::size_t maxBytes)
{
    switch (tag) {
    case ValueTag::Boolean:
        builder.addBoolean(text == "t");
        return;
    case ValueTag::Integer: {
        std::int64_t number = 0;
        auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (problem == std::errc() && end == text.data() + text.size())
            builder.addInteger(number);
        else
            appendBytes(builder, ValueTag::Other, text, maxBytes);
        return;
    }
    case ValueTag::Binary:
        if (text.size() >= 2 && text[0] == '\\' && text[1] == 'x') {
            std::size_t whole = (text.size() - 2) / 2;
            std::string bytes = bytesOf(text, maxBytes);
            builder.addBytes(tag, bytes, bytes.size() < whole ? whole : 0);
        } else {
            appendBytes(builder, tag, unescapedBytes(text), maxBytes);
        }
        return;
    default:
        appendBytes(builder, tag, text, maxBytes);
    }
}

} // namespace relata::libpq
