#include "core/sql/value_literal.h"

#include "core/sql/identifier_preparer.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <cmath>

namespace relata {
namespace {

// Text that is not valid in the client's encoding, or that holds a NUL, survives only as bytes.
bool fitsLiteral(std::string_view text)
{
    return isValidUtf8(text) && text.find('\0') == std::string_view::npos;
}

std::string binaryLiteral(std::string_view bytes, BinaryLiteral form)
{
    switch (form) {
    case BinaryLiteral::XQuoted:
        return "X'" + toHex(bytes) + "'";
    case BinaryLiteral::ByteaHex:
        return "'\\x" + toHex(bytes) + "'::bytea";
    case BinaryLiteral::ZeroX:
        return "0x" + toHex(bytes);
    case BinaryLiteral::HexToRaw:
        return "HEXTORAW('" + toHex(bytes) + "')";
    }
    return {};
}

bool isFiniteNumber(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

} // namespace

std::string valueLiteral(const ValueView& value, const DialectTraits& traits)
{
    switch (value.tag) {
    case ValueTag::Null:
        return "NULL";
    case ValueTag::Boolean:
        return traits.supportsBoolean ? (value.integer ? "true" : "false") : (value.integer ? "1" : "0");
    case ValueTag::Integer:
        // The literal -9223372036854775808 is parsed as minus a number that is one too large.
        return value.integer == INT64_MIN ? "(-9223372036854775807 - 1)" : fmt::format("{}", value.integer);
    case ValueTag::Real: {
        if (std::isnan(value.real))
            return "NULL";
        if (std::isinf(value.real))
            return value.real > 0 ? "9e999" : "-9e999";
        std::string text = fmt::format("{}", value.real);
        return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
    }
    case ValueTag::Number:
        if (isFiniteNumber(value.bytes))
            return std::string(value.bytes);
        break;
    case ValueTag::Binary:
        return binaryLiteral(value.bytes, traits.binaryLiteral);
    case ValueTag::Text:
        if (!fitsLiteral(value.bytes))
            return fmt::format("CAST({} AS TEXT)", binaryLiteral(value.bytes, traits.binaryLiteral));
        break;
    case ValueTag::Temporal:
    case ValueTag::Other:
        break;
    }
    return IdentifierPreparer(traits).literal(value.bytes);
}

std::string insertPrefix(const std::string& schema, const std::string& table,
    const std::vector<std::string>& columns, const DialectTraits& traits)
{
    IdentifierPreparer identifiers(traits);
    return fmt::format(
        "INSERT INTO {} ({}) VALUES", identifiers.qualified(schema, table), identifiers.quotedList(columns));
}

} // namespace relata
