#include "core/transfer/csv_reader.h"

#include "core/util/strings.h"

#include <algorithm>
#include <unordered_set>

namespace relata {
namespace {

constexpr std::size_t suspiciousQuote = 64u << 10; // after one that was never closed

} // namespace

void Record::clear()
{
    number = 0;
    line = 0;
    fields.clear();
    problem.clear();
    raw.clear();
}

std::vector<std::string> uniqueColumnNames(std::vector<std::string> names)
{
    std::unordered_set<std::string> taken;
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::string name(trimmed(names[i]));
        if (name.empty())
            name = "column" + std::to_string(i + 1);
        std::string chosen = name;
        for (int copy = 2; !taken.insert(toLowerAscii(chosen)).second; ++copy)
            chosen = name + "_" + std::to_string(copy);
        names[i] = std::move(chosen);
    }
    return names;
}

CsvReader::CsvReader(std::unique_ptr<TextSource> source, CsvReadFormat format)
    : m_source(std::move(source)), m_format(format), m_quotedLimit(format.maxRecord)
{
    Record first;
    if (!parse(first))
        return;
    std::vector<std::string> names;
    for (RecordField& field : first.fields)
        names.push_back(m_format.header && isValidUtf8(field.text) ? field.text : std::string());
    m_columns = uniqueColumnNames(std::move(names));
    if (m_format.header && first.problem.empty())
        return;
    m_first = std::move(first);
    m_hasFirst = true;
}

bool CsvReader::next(Record& record)
{
    if (m_hasFirst) {
        record = std::move(m_first);
        m_hasFirst = false;
    } else if (!parse(record)) {
        return false;
    }
    record.number = ++m_number;
    for (std::size_t i = record.fields.size(); i < m_columns.size() && record.problem.empty(); ++i)
        record.fields.emplace_back();
    return true;
}

bool CsvReader::refill()
{
    if (m_ended)
        return false;
    m_buffer.erase(0, m_at);
    m_at = 0;
    // What is here is scanned again from its beginning, so a long row is doubled rather than lengthened.
    const std::size_t wanted = m_buffer.size() * 2;
    do
        m_ended = !m_source->read(m_buffer);
    while (!m_ended && m_buffer.size() < wanted);
    return !m_ended;
}

bool CsvReader::parse(Record& record)
{
    while (true) {
        record.clear();
        record.line = m_line;
        std::size_t end = m_at;
        switch (scan(record, end)) {
        case Outcome::End:
            return false;
        case Outcome::NeedMore:
            refill();
            continue;
        case Outcome::Unclosed:
            m_quotedLimit = std::min(m_quotedLimit, suspiciousQuote);
            takeLine(record,
                m_ended ? "A quote is opened and never closed."
                        : "A value in quotes is too long, or its quote is never closed.");
            return true;
        case Outcome::TooLong:
            skipLongLine(record);
            return true;
        case Outcome::Row:
            break;
        }
        const std::string_view text = std::string_view(m_buffer).substr(m_at, end - m_at);
        std::int64_t lines = 0;
        for (std::size_t i = 0; i < text.size(); ++i)
            lines += text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'));
        m_line += lines;
        if (text.size() > m_format.maxRecord)
            refuseLong(record);
        m_at = end;
        const bool blank = record.fields.size() == 1 && record.fields[0].text.empty()
            && record.fields[0].kind == RecordField::Kind::Plain;
        // A blank line is a row only where rows have one value, which then is NULL.
        if (!blank || m_columns.size() == 1)
            return true;
    }
}

// One row from m_at on, without moving it. `end` is where the next one begins.
CsvReader::Outcome CsvReader::scan(Record& record, std::size_t& end)
{
    const std::string& text = m_buffer;
    const std::size_t size = text.size();
    std::size_t at = m_at;
    if (at >= size)
        return m_ended ? Outcome::End : Outcome::NeedMore;
    while (true) {
        RecordField& field = record.fields.emplace_back();
        field.kind = RecordField::Kind::Plain;
        if (m_format.trim) {
            while (at < size && text[at] == ' ' && m_format.separator != ' ')
                ++at;
        }
        if (at < size && m_format.quote && text[at] == m_format.quote) {
            field.kind = RecordField::Kind::Quoted;
            const std::size_t opened = at++;
            bool closed = false;
            while (at < size) {
                const std::size_t found = text.find(m_format.quote, at);
                if (found == std::string::npos) {
                    at = size;
                    break;
                }
                if (found + 1 >= size && !m_ended) {
                    at = size;
                    break;
                }
                field.text.append(text, at, found - at);
                at = found + 1;
                if (at < size && text[at] == m_format.quote) {
                    field.text += m_format.quote;
                    ++at;
                    continue;
                }
                closed = true;
                break;
            }
            if (!closed) {
                if (m_ended || size - opened > m_quotedLimit)
                    return Outcome::Unclosed;
                return Outcome::NeedMore;
            }
        }
        // The rest up to the separator or the end of the line; behind a closing quote usually nothing.
        const std::size_t from = at;
        while (at < size && text[at] != m_format.separator && text[at] != '\n' && text[at] != '\r')
            ++at;
        field.text.append(text, from, at - from);
        if (m_format.trim && field.kind == RecordField::Kind::Plain)
            field.text = std::string(trimmed(field.text));
        if (at >= size) {
            if (!m_ended)
                return at - m_at > m_format.maxRecord ? Outcome::TooLong : Outcome::NeedMore;
            end = at;
            return Outcome::Row;
        }
        if (text[at] == m_format.separator) {
            ++at;
            continue;
        }
        if (text[at] == '\r') {
            if (at + 1 >= size && !m_ended)
                return Outcome::NeedMore;
            ++at;
            if (at < size && text[at] == '\n')
                ++at;
        } else {
            ++at;
        }
        end = at;
        return Outcome::Row;
    }
}

// The line at m_at as a row that is refused.
void CsvReader::takeLine(Record& record, const char* problem)
{
    record.fields.clear();
    record.problem = problem;
    const std::size_t end = std::min(m_buffer.find_first_of("\r\n", m_at), m_buffer.size());
    record.raw = m_buffer.substr(m_at, end - m_at);
    m_at = end;
    if (m_at < m_buffer.size() && m_buffer[m_at] == '\r')
        ++m_at;
    if (m_at < m_buffer.size() && m_buffer[m_at] == '\n')
        ++m_at;
    ++m_line;
}

void CsvReader::refuseLong(Record& record) const
{
    constexpr std::size_t kept = 200;
    record.fields.clear();
    record.problem = "The row is longer than " + std::to_string(m_format.maxRecord >> 20) + " MB.";
    record.raw = std::string(utf8Prefix(std::string_view(m_buffer).substr(m_at, kept), kept));
}

// Everything up to the end of the line, of which the beginning alone is kept.
void CsvReader::skipLongLine(Record& record)
{
    refuseLong(record);
    while (true) {
        const std::size_t end = m_buffer.find('\n', m_at);
        if (end != std::string::npos) {
            m_at = end + 1;
            break;
        }
        m_at = m_buffer.size();
        if (!refill())
            break;
    }
    ++m_line;
}

} // namespace relata
