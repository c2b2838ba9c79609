// Rows as INSERT statements in a dialect, many rows a statement.
#pragma once

#include "core/sql/dialect_traits.h"
#include "core/transfer/row_writer.h"

namespace relata {

class SqlScriptWriter final : public RowWriter
{
public:
    // `traits` must outlive the writer.
    SqlScriptWriter(ByteSink sink, std::string schema, std::string table, const DialectTraits& traits);
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;

private:
    ByteSink m_sink;
    std::string m_schema;
    std::string m_table;
    const DialectTraits& m_traits;
    std::string m_prefix;
};

} // namespace relata
