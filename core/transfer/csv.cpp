#include "core/transfer/csv.h"

#include <fmt/format.h>

#include <iterator>

namespace relata {

CsvWriter::CsvWriter(ByteSink sink, char separator, bool header)
    : m_sink(std::move(sink)), m_separator(separator), m_header(header)
{ }

void CsvWriter::appendField(std::string_view text)
{
    const char special[] = {m_separator, '"', '\n', '\r', '\0'};
    bool quoted = text.empty() || text.find_first_of(special) != std::string_view::npos;
    if (!quoted) {
        m_buffer += text;
        return;
    }
    m_buffer += '"';
    for (char c : text) {
        if (c == '"')
            m_buffer += '"';
        m_buffer += c;
    }
    m_buffer += '"';
}

Result<void> CsvWriter::begin(const std::vector<ResultColumn>& columns)
{
    if (!m_header)
        return {};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0)
            m_buffer += m_separator;
        appendField(columns[i].name);
    }
    m_buffer += '\n';
    return {};
}

Result<void> CsvWriter::write(const RowChunk& chunk)
{
    std::size_t columns = chunk.columnCount();
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            if (column > 0)
                m_buffer += m_separator;
            ValueView value = chunk.at(row, column);
            switch (value.tag) {
            case ValueTag::Null:
                break;
            case ValueTag::Integer:
                fmt::format_to(std::back_inserter(m_buffer), "{}", value.integer);
                break;
            case ValueTag::Binary:
                m_buffer += "\\x" + value.toText();
                break;
            case ValueTag::Boolean:
            case ValueTag::Real:
                m_buffer += value.toText();
                break;
            default:
                appendField(value.bytes);
            }
        }
        m_buffer += '\n';
    }
    Result<void> written = m_sink(m_buffer);
    m_buffer.clear();
    return written;
}

Result<void> CsvWriter::end()
{
    Result<void> written = m_buffer.empty() ? Result<void>() : m_sink(m_buffer);
    m_buffer.clear();
    return written;
}

} // namespace relata
