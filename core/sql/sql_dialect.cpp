#include "core/sql/sql_dialect.h"

#include "core/util/strings.h"

#include <cmath>

namespace relata {

std::string SqlDialect::rowIdentity(const Table&) const
{
    return {};
}

CellPrefix SqlDialect::cellPrefix(const Column&, std::size_t) const
{
    return {};
}

std::string SqlDialect::valueLiteral(const ValueView& value) const
{
    switch (value.tag) {
    case ValueTag::Null:
        return "NULL";
    case ValueTag::Boolean:
        if (traits().supportsBoolean)
            return value.integer ? "TRUE" : "FALSE";
        return value.integer ? "1" : "0";
    case ValueTag::Integer:
        return value.toText();
    case ValueTag::Real:
        if (std::isfinite(value.real))
            return value.toText();
        return identifiers().literal(value.toText());
    case ValueTag::Number: {
        // NaN and Infinity are words, which need quotes.
        bool plain = !value.bytes.empty()
            && value.bytes.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
        return plain ? std::string(value.bytes) : identifiers().literal(value.bytes);
    }
    case ValueTag::Binary:
        return "X'" + toHex(value.bytes) + "'";
    case ValueTag::Text:
    case ValueTag::Temporal:
    case ValueTag::Other:
        return identifiers().literal(value.bytes);
    }
    return "NULL";
}

} // namespace relata
