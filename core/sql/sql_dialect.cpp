#include "core/sql/sql_dialect.h"

#include "core/sql/value_literal.h"

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
    return relata::valueLiteral(value, traits());
}

} // namespace relata
