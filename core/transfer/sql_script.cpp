#include "core/transfer/sql_script.h"

#include "core/sql/value_literal.h"

#include <algorithm>

namespace relata {

SqlScriptWriter::SqlScriptWriter(
    ByteSink sink, std::string schema, std::string table, const DialectTraits& traits, SqlScriptFormat format)
    : m_sink(std::move(sink))
    , m_schema(std::move(schema))
    , m_table(std::move(table))
    , m_traits(traits)
    , m_format(std::move(format))
{
    m_format.rowsPerStatement =
        m_traits.supportsMultiRowValues ? std::max<std::size_t>(m_format.rowsPerStatement, 1) : 1;
}

Result<void> SqlScriptWriter::begin(const std::vector<ResultColumn>& columns)
{
    std::vector<std::string> names;
    for (const ResultColumn& column : columns)
        names.push_back(column.name);
    m_prefix = insertPrefix(m_schema, m_table, names, m_traits);
    return m_format.prologue.empty() ? Result<void>() : m_sink(m_format.prologue);
}

Result<void> SqlScriptWriter::write(const RowChunk& chunk)
{
    const bool many = m_format.rowsPerStatement > 1;
    std::string text;
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        text += m_inStatement > 0 ? ",\n  (" : m_prefix + (many ? "\n  (" : " (");
        for (std::size_t column = 0; column < chunk.columnCount(); ++column) {
            if (column > 0)
                text += ", ";
            text += valueLiteral(chunk.at(row, column), m_traits);
        }
        text += ')';
        if (++m_inStatement == m_format.rowsPerStatement) {
            text += ";\n";
            m_inStatement = 0;
        }
    }
    return m_sink(text);
}

Result<void> SqlScriptWriter::end()
{
    return m_inStatement > 0 ? m_sink(";\n") : Result<void>();
}

} // namespace relata
