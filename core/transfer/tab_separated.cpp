#include "core/transfer/tab_separated.h"

namespace relata {
namespace {

void appendField(std::string& line, std::string_view text)
{
    bool quoted =
        text.find_first_of("\t\n\r") != std::string_view::npos || (!text.empty() && text.front() == '"');
    if (!quoted) {
        line += text;
        return;
    }
    line += '"';
    for (char c : text) {
        if (c == '"')
            line += '"';
        line += c;
    }
    line += '"';
}

} // namespace

TabSeparatedWriter::TabSeparatedWriter(ByteSink sink, bool header) : m_sink(std::move(sink)), m_header(header)
{ }

Result<void> TabSeparatedWriter::begin(const std::vector<ResultColumn>& columns)
{
    if (!m_header)
        return {};
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        line += i ? "\t" : "";
        appendField(line, columns[i].name);
    }
    return m_sink(line + "\n");
}

Result<void> TabSeparatedWriter::write(const RowChunk& chunk)
{
    std::string text;
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        for (std::size_t column = 0; column < chunk.columnCount(); ++column) {
            text += column ? "\t" : "";
            ValueView value = chunk.at(row, column);
            if (value.tag == ValueTag::Binary)
                text += "\\x";
            appendField(text, value.toText());
        }
        text += '\n';
    }
    return m_sink(text);
}

Result<void> TabSeparatedWriter::end()
{
    return {};
}

} // namespace relata
