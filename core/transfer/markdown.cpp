#include "core/transfer/markdown.h"

namespace relata {
namespace {

std::string escaped(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n')
            continue;
        if (c == '\n' || c == '\r')
            result += "<br>";
        else if (c == '|' || c == '\\' || c == '*' || c == '_' || c == '`' || c == '<')
            (result += '\\') += c;
        else
            result += c;
    }
    return result;
}

std::string cell(const ValueView& value)
{
    switch (value.tag) {
    case ValueTag::Null:
        return "*null*";
    case ValueTag::Binary:
        return "\\\\x" + value.toText();
    default:
        return escaped(value.toText());
    }
}

bool isNumber(ValueTag tag)
{
    return tag == ValueTag::Integer || tag == ValueTag::Real || tag == ValueTag::Number;
}

} // namespace

MarkdownWriter::MarkdownWriter(ByteSink sink) : m_sink(std::move(sink))
{ }

Result<void> MarkdownWriter::begin(const std::vector<ResultColumn>& columns)
{
    for (const ResultColumn& column : columns)
        m_names.push_back(escaped(column.name));
    return {};
}

Result<void> MarkdownWriter::writeHeader(const RowChunk* chunk)
{
    m_headerWritten = true;
    std::string names = "|";
    std::string rule = "|";
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        names += " " + m_names[i] + " |";
        bool number = false;
        for (std::size_t row = 0; chunk && row < chunk->rowCount() && !number; ++row)
            number = i < chunk->columnCount() && isNumber(chunk->at(row, i).tag);
        rule += number ? " ---: |" : " --- |";
    }
    return m_sink(names + "\n" + rule + "\n");
}

Result<void> MarkdownWriter::write(const RowChunk& chunk)
{
    if (!m_headerWritten) {
        if (Result<void> written = writeHeader(&chunk); !written)
            return written;
    }
    std::string text;
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        text += "|";
        for (std::size_t column = 0; column < chunk.columnCount(); ++column)
            text += " " + cell(chunk.at(row, column)) + " |";
        text += "\n";
    }
    return m_sink(text);
}

Result<void> MarkdownWriter::end()
{
    return m_headerWritten ? Result<void>() : writeHeader(nullptr);
}

} // namespace relata
