#include "core/sql/sql_dialect.h"

#include "core/sql/statement_compiler.h"
#include "core/sql/value_literal.h"

namespace relata {

std::string SqlDialect::rowVersion(const Table&) const
{
    return {};
}

std::string SqlDialect::rowIdentity(const Table&) const
{
    return {};
}

CellPrefix SqlDialect::cellPrefix(const Column&, std::size_t) const
{
    return {};
}

std::unique_ptr<StatementCompiler> SqlDialect::statementCompiler(
    const StructureKey& key, const CompileOptions& options) const
{
    return std::make_unique<StatementCompiler>(*this, key, options);
}

std::string SqlDialect::parameterCast(const Value&, const SqlType*, const SqlType*, bool) const
{
    return {};
}

std::string SqlDialect::valueLiteral(const ValueView& value) const
{
    return relata::valueLiteral(value, traits());
}

} // namespace relata
