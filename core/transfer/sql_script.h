// Rows as INSERT statements in a dialect, many rows a statement.
#pragma once

#include "core/sql/dialect_traits.h"
#include "core/transfer/row_writer.h"

namespace relata {

struct SqlScriptFormat
{
    std::size_t rowsPerStatement = 100; // one where the dialect has no VALUES of several rows
    std::string prologue = {}; // before the first statement: CREATE TABLE; as it is
};

class SqlScriptWriter final : public RowWriter
{
public:
    // `traits` must outlive the writer.
    SqlScriptWriter(ByteSink sink, std::string schema, std::string table, const DialectTraits& traits,
        SqlScriptFormat format = {});
    Result<void> begin(const std::vector<ResultColumn>& columns) override;
    Result<void> write(const RowChunk& chunk) override;
    Result<void> end() override;

private:
    ByteSink m_sink;
    std::string m_schema;
    std::string m_table;
    const DialectTraits& m_traits;
    SqlScriptFormat m_format;
    std::string m_prefix;
    std::size_t m_inStatement = 0; // rows so far
};

} // namespace relata
