#include "core/transfer/json_reader.h"

#include "core/util/strings.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace relata {
namespace {

constexpr std::string_view blanks = " \t\r\n";

// The end of the value that begins at `at` of valid JSON.
std::size_t valueEnd(std::string_view text, std::size_t at)
{
    if (text[at] == '"') {
        for (++at; at < text.size() && text[at] != '"'; ++at)
            at += text[at] == '\\' ? 1 : 0;
        return at + 1;
    }
    if (text[at] != '{' && text[at] != '[')
        return std::min(text.find_first_of(",]} \t\r\n", at), text.size());
    int depth = 0;
    do {
        if (text[at] == '"') {
            at = valueEnd(text, at);
            continue;
        }
        depth += text[at] == '{' || text[at] == '[' ? 1 : text[at] == '}' || text[at] == ']' ? -1 : 0;
        ++at;
    } while (depth > 0 && at < text.size());
    return at;
}

std::string stringValue(std::string_view token)
{
    if (token.find('\\') == std::string_view::npos)
        return std::string(token.substr(1, token.size() - 2));
    return nlohmann::json::parse(token).get<std::string>();
}

RecordField fieldOf(std::string_view token)
{
    switch (token.front()) {
    case '"':
        return {RecordField::Kind::Quoted, stringValue(token)};
    case '{':
    case '[':
        return {RecordField::Kind::Json, std::string(token)};
    case 'n':
        return {RecordField::Kind::Null, {}};
    default:
        return {RecordField::Kind::Literal, std::string(token)};
    }
}

} // namespace

JsonReader::JsonReader(std::unique_ptr<TextSource> source, JsonShape shape, std::size_t maxRecord)
    : m_source(std::move(source)), m_shape(shape), m_maxRecord(maxRecord)
{
    Row row;
    while (m_ahead.size() < rowsForColumns && readRow(row)) {
        for (const Member& member : row.members) {
            if (m_places.emplace(member.key, m_columns.size()).second)
                m_columns.push_back(member.key);
        }
        m_ahead.push_back(std::move(row));
        row = {};
    }
    m_columns = uniqueColumnNames(std::move(m_columns));
}

void JsonReader::broken(const char* what) const
{
    Error error;
    error.kind = ErrorKind::File;
    error.message = fmt::format("The file is not JSON at line {}: {}.", m_line, what);
    error.hint = "Rows before it were read. Mend the file, or export it anew.";
    raise(std::move(error));
}

// More text behind what is here; `at` stays on its character. False at the end of the file.
bool JsonReader::refill(std::size_t& at)
{
    if (m_ended)
        return false;
    m_buffer.erase(0, m_at);
    at -= m_at;
    m_at = 0;
    const std::size_t before = m_buffer.size();
    while (!m_ended && m_buffer.size() == before)
        m_ended = !m_source->read(m_buffer);
    return m_buffer.size() > before;
}

bool JsonReader::skipBlanks()
{
    while (true) {
        while (m_at < m_buffer.size() && blanks.find(m_buffer[m_at]) != std::string_view::npos)
            m_line += m_buffer[m_at++] == '\n' ? 1 : 0;
        std::size_t at = m_at;
        if (m_at < m_buffer.size())
            return true;
        if (!refill(at))
            return false;
    }
}

bool JsonReader::readLine(std::string_view& text)
{
    if (!skipBlanks())
        return false;
    std::size_t at = m_at;
    while (true) {
        const std::size_t found = m_buffer.find('\n', at);
        if (found != std::string::npos) {
            at = found;
            break;
        }
        at = m_buffer.size();
        if (at - m_at > m_maxRecord)
            broken("a line is too long");
        if (!refill(at))
            break;
    }
    text = trimmed(std::string_view(m_buffer).substr(m_at, at - m_at));
    m_at = at;
    return true;
}

bool JsonReader::readElement(std::string_view& text)
{
    if (m_arrayEnded)
        return false;
    if (!skipBlanks()) {
        if (m_inArray)
            broken("the array is not closed");
        return false;
    }
    if (!m_inArray) {
        if (m_buffer[m_at] != '[')
            broken("an array of objects is expected");
        m_inArray = true;
        ++m_at;
    } else if (m_buffer[m_at] == ',') {
        ++m_at;
    } else if (m_buffer[m_at] != ']') {
        broken("a comma is missing between two rows");
    }
    if (!skipBlanks())
        broken("the array is not closed");
    if (m_buffer[m_at] == ']') {
        m_arrayEnded = true;
        return false;
    }
    int depth = 0;
    bool inString = false;
    const bool nested = m_buffer[m_at] == '{' || m_buffer[m_at] == '[';
    std::size_t at = m_at;
    while (true) {
        if (at >= m_buffer.size() && !refill(at))
            broken("a row is not closed");
        if (at - m_at > m_maxRecord)
            broken("a row is too long");
        const char c = m_buffer[at];
        if (inString) {
            if (c == '\\') {
                ++at;
                if (at >= m_buffer.size() && !refill(at))
                    broken("a text is not closed");
            }
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (!nested && (c == ',' || c == ']')) {
            break;
        } else if (c == '}' || c == ']') {
            --depth;
        }
        ++at;
        if (nested && depth == 0 && !inString)
            break;
    }
    text = trimmed(std::string_view(m_buffer).substr(m_at, at - m_at));
    m_at = at;
    return true;
}

bool JsonReader::split(std::string_view object, std::vector<Member>& members)
{
    if (object.empty() || object.front() != '{' || !nlohmann::json::accept(object))
        return false;
    std::size_t at = object.find_first_not_of(blanks, 1);
    while (object[at] != '}') {
        const std::size_t keyEnd = valueEnd(object, at);
        Member member{stringValue(object.substr(at, keyEnd - at)), {}};
        at = object.find_first_not_of(blanks, object.find(':', keyEnd) + 1);
        const std::size_t end = valueEnd(object, at);
        member.value = fieldOf(object.substr(at, end - at));
        // The last of equal keys counts, as for JavaScript and Python.
        const auto same = std::find_if(members.begin(), members.end(),
            [&member](const Member& other) { return other.key == member.key; });
        if (same == members.end())
            members.push_back(std::move(member));
        else
            *same = std::move(member);
        at = object.find_first_not_of(blanks, end);
        if (object[at] == ',')
            at = object.find_first_not_of(blanks, at + 1);
    }
    return true;
}

bool JsonReader::readRow(Row& row)
{
    std::string_view text;
    const bool lines = m_shape == JsonShape::Lines;
    if (!(lines ? readLine(text) : readElement(text)))
        return false;
    row.line = m_line;
    m_line += std::count(text.begin(), text.end(), '\n');
    if (!split(text, row.members)) {
        row.members.clear();
        row.problem =
            nlohmann::json::accept(text) ? "The row is no JSON object." : "The row is not valid JSON.";
        row.raw = std::string(text);
    }
    return true;
}

bool JsonReader::next(Record& record)
{
    Row row;
    if (!m_ahead.empty()) {
        row = std::move(m_ahead.front());
        m_ahead.pop_front();
    } else if (!readRow(row)) {
        return false;
    }
    record.clear();
    record.number = ++m_number;
    record.line = row.line;
    record.problem = std::move(row.problem);
    record.raw = std::move(row.raw);
    if (!record.problem.empty())
        return true;
    record.fields.resize(m_columns.size());
    bool unknown = false;
    for (Member& member : row.members) {
        const auto place = m_places.find(member.key);
        if (place != m_places.end()) {
            record.fields[place->second] = std::move(member.value);
            continue;
        }
        unknown = true;
        if (m_unknownKey.empty()) {
            m_unknownKey = member.key;
            m_unknownRow = m_number;
        }
    }
    m_unknownRows += unknown ? 1 : 0;
    return true;
}

std::vector<std::string> JsonReader::warnings() const
{
    if (m_unknownRows == 0)
        return {};
    return {
        fmt::format("{} rows have keys that the first {} rows lack; their values were left out. The first "
                    "is \"{}\" in row {}.",
            m_unknownRows, rowsForColumns, m_unknownKey, m_unknownRow)};
}

} // namespace relata
