#include "app/relata-cli/table_writer.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::cli {
namespace {

constexpr std::size_t widestCell = 60;

std::string cellText(const ValueView& value)
{
    if (value.isNull())
        return "NULL";
    std::string text;
    if (value.tag == ValueTag::Binary)
        text = "\\x" + toHex(value.bytes.substr(0, widestCell / 2));
    else
        text = value.toText();
    if (!isValidUtf8(text))
        text = "\\x" + toHex(std::string_view(text).substr(0, widestCell / 2));
    // Control characters would move the cursor, or do worse, on somebody's terminal.
    std::string shown;
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        shown += byte == '\n'             ? std::string("\\n")
            : byte < 0x20 || byte == 0x7f ? fmt::format("\\x{:02x}", byte)
                                          : std::string(1, c);
    }
    return shown;
}

bool isRightAligned(const ValueView& value)
{
    return value.tag == ValueTag::Integer || value.tag == ValueTag::Real || value.tag == ValueTag::Number;
}

std::string padded(const std::string& text, std::size_t width, bool right)
{
    std::size_t length = codePointCount(text);
    std::string blanks(width > length ? width - length : 0, ' ');
    return right ? blanks + text : text + blanks;
}

} // namespace

TableWriter::TableWriter(ByteSink sink) : m_sink(std::move(sink))
{ }

Result<void> TableWriter::begin(const std::vector<ResultColumn>& columns)
{
    for (const ResultColumn& column : columns) {
        m_names.push_back(column.name);
        m_widths.push_back(codePointCount(column.name));
    }
    return {};
}

std::string TableWriter::headerLines() const
{
    std::string names;
    std::string rules;
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        names += (i ? " | " : "") + padded(m_names[i], m_widths[i], false);
        rules += (i ? "-+-" : "") + std::string(m_widths[i], '-');
    }
    names.erase(names.find_last_not_of(' ') + 1);
    return names + "\n" + rules + "\n";
}

Result<void> TableWriter::write(const RowChunk& chunk)
{
    std::string text;
    if (!m_headerWritten) {
        for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
            for (std::size_t i = 0; i < m_widths.size(); ++i)
                m_widths[i] =
                    std::max(m_widths[i], std::min(widestCell, codePointCount(cellText(chunk.at(row, i)))));
        }
        text = headerLines();
        m_headerWritten = true;
    }
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        for (std::size_t i = 0; i < m_widths.size(); ++i) {
            ValueView value = chunk.at(row, i);
            text += (i ? " | " : "") + padded(cellText(value), m_widths[i], isRightAligned(value));
        }
        while (!text.empty() && text.back() == ' ')
            text.pop_back();
        text += '\n';
    }
    m_rows += chunk.rowCount();
    return m_sink(text);
}

Result<void> TableWriter::end()
{
    std::string text = m_headerWritten ? "" : headerLines();
    return m_sink(text + fmt::format("({} row{})\n", m_rows, m_rows == 1 ? "" : "s"));
}

} // namespace relata::cli
