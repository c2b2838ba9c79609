#include "core/transfer/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace relata {
namespace {

constexpr std::size_t flushedAt = 256u << 10; // bytes

} // namespace

CsvWriter::CsvWriter(ByteSink sink, CsvFormat format)
    : m_sink(std::move(sink)), m_format(std::move(format)), m_buffer(flushedAt * 2)
{
    for (char c : {m_format.separator, m_format.quote, '\n', '\r'})
        m_special[static_cast<unsigned char>(c)] = true;
}

char* CsvWriter::room(std::size_t bytes)
{
    if (m_buffer.size() - m_used < bytes)
        m_buffer.resize(std::max(m_buffer.size() * 2, m_used + bytes));
    return m_buffer.data() + m_used;
}

void CsvWriter::append(std::string_view text)
{
    std::copy(text.begin(), text.end(), room(text.size()));
    m_used += text.size();
}

void CsvWriter::appendField(std::string_view text)
{
    const bool quoted = m_format.quoteAll || text == m_format.nullText || text.empty()
        || std::any_of(
            text.begin(), text.end(), [this](char c) { return m_special[static_cast<unsigned char>(c)]; });
    if (!quoted)
        return append(text);
    char* const start = room(text.size() * 2 + 2);
    char* out = start;
    *out++ = m_format.quote;
    for (char c : text) {
        if (c == m_format.quote)
            *out++ = c;
        *out++ = c;
    }
    *out++ = m_format.quote;
    m_used += static_cast<std::size_t>(out - start);
}

void CsvWriter::appendPlain(std::string_view text)
{
    // A separator such as '-' or '.' stands in numbers too.
    if (m_format.separator == ',' && !m_format.quoteAll && m_format.nullText.empty())
        append(text);
    else
        appendField(text);
}

void CsvWriter::appendValue(const ValueView& value)
{
    switch (value.tag) {
    case ValueTag::Null:
        append(m_format.nullText);
        break;
    case ValueTag::Integer: {
        char digits[24];
        const char* end = std::to_chars(digits, digits + sizeof digits, value.integer).ptr;
        appendPlain({digits, static_cast<std::size_t>(end - digits)});
        break;
    }
    case ValueTag::Real: {
        char digits[40];
        const char* end = fmt::format_to(digits, "{}", value.real);
        appendPlain({digits, static_cast<std::size_t>(end - digits)});
        break;
    }
    case ValueTag::Boolean:
        appendPlain(value.integer ? "true" : "false");
        break;
    case ValueTag::Binary:
        appendField(bytesText(value.bytes, m_format.bytes));
        break;
    default:
        appendField(value.bytes);
    }
}

Result<void> CsvWriter::flush()
{
    Result<void> written = m_used == 0 ? Result<void>() : m_sink(std::string_view(m_buffer.data(), m_used));
    m_used = 0;
    return written;
}

Result<void> CsvWriter::begin(const std::vector<ResultColumn>& columns)
{
    if (!m_format.header)
        return {};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0)
            append({&m_format.separator, 1});
        appendField(columns[i].name);
    }
    append(m_format.lineEnding);
    return {};
}

Result<void> CsvWriter::write(const RowChunk& chunk)
{
    const std::size_t columns = chunk.columnCount();
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            if (column > 0) {
                *room(1) = m_format.separator;
                ++m_used;
            }
            appendValue(chunk.at(row, column));
        }
        append(m_format.lineEnding);
        if (m_used >= flushedAt) {
            if (Result<void> written = flush(); !written)
                return written;
        }
    }
    return flush();
}

Result<void> CsvWriter::end()
{
    return flush();
}

} // namespace relata
