#include "core/transfer/sql_script.h"

#include "core/sql/value_literal.h"

namespace relata {
namespace {

constexpr std::size_t rowsPerStatement = 100;

} // namespace

SqlScriptWriter::SqlScriptWriter(
    ByteSink sink, std::string schema, std::string table, const DialectTraits& traits)
    : m_sink(std::move(sink)), m_schema(std::move(schema)), m_table(std::move(table)), m_traits(traits)
{ }

Result<void> SqlScriptWriter::begin(const std::vector<ResultColumn>& columns)
{
    std::vector<std::string> names;
    for (const ResultColumn& column : columns)
        names.push_back(column.name);
    m_prefix = insertPrefix(m_schema, m_table, names, m_traits);
    return {};
}

Result<void> SqlScriptWriter::write(const RowChunk& chunk)
{
    std::size_t batch = m_traits.supportsMultiRowValues ? rowsPerStatement : 1;
    std::string text;
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        text += row % batch == 0 ? m_prefix + (batch > 1 ? "\n  (" : " (") : "\n  (";
        for (std::size_t column = 0; column < chunk.columnCount(); ++column) {
            if (column > 0)
                text += ", ";
            text += valueLiteral(chunk.at(row, column), m_traits);
        }
        text += (row + 1) % batch == 0 || row + 1 == chunk.rowCount() ? ");\n" : "),";
    }
    return m_sink(text);
}

Result<void> SqlScriptWriter::end()
{
    return {};
}

} // namespace relata
