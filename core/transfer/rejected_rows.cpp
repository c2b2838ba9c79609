#include "core/transfer/rejected_rows.h"

#include "core/util/strings.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace relata {
namespace {

constexpr std::size_t flushedAt = 64u << 10;

std::string jsonText(std::string_view text)
{
    return nlohmann::json(isValidUtf8(text) ? std::string(text) : "\\x" + toHex(text)).dump();
}

} // namespace

RejectedRows::RejectedRows(std::string path, FileFormat format, std::vector<std::string> columns)
    : m_path(std::move(path)), m_format(format), m_columns(std::move(columns))
{ }

std::string RejectedRows::csvField(std::string_view text, bool quoted) const
{
    const char quote = m_format.csv.quote ? m_format.csv.quote : '"';
    const char special[] = {m_format.csv.separator, quote, '\n', '\r', '\0'};
    if (!quoted && text.find_first_of(special) == std::string_view::npos)
        return std::string(text);
    const std::string one(1, quote);
    return one + replaceAll(std::string(text), one, one + one) + one;
}

std::string RejectedRows::csvRow(const Record& record, const std::string& reason) const
{
    std::string row = std::to_string(record.line);
    row += m_format.csv.separator + csvField(reason, true);
    if (!record.problem.empty())
        row += m_format.csv.separator + csvField(record.raw, true);
    for (const RecordField& field : record.fields) {
        if (field.kind != RecordField::Kind::Missing)
            row += m_format.csv.separator + csvField(field.text, field.kind == RecordField::Kind::Quoted);
    }
    return row + "\n";
}

std::string RejectedRows::jsonRow(const Record& record, const std::string& reason) const
{
    std::string row =
        fmt::format("{{\"import_line\": {}, \"import_reason\": {}", record.line, jsonText(reason));
    if (!record.problem.empty())
        row += ", \"import_text\": " + jsonText(record.raw);
    for (std::size_t i = 0; i < record.fields.size() && i < m_columns.size(); ++i) {
        const RecordField& field = record.fields[i];
        using Kind = RecordField::Kind;
        if (field.kind == Kind::Missing)
            continue;
        row += ", " + jsonText(m_columns[i]) + ": "
            + (field.kind == Kind::Null                                       ? std::string("null")
                    : field.kind == Kind::Literal || field.kind == Kind::Json ? field.text
                                                                              : jsonText(field.text));
    }
    return row + "}";
}

Result<void> RejectedRows::add(const Record& record, const std::string& reason)
{
    if (m_path.empty())
        return {};
    const bool csv = m_format.format == ImportFormat::Csv;
    if (!m_file) {
        Result<AtomicFile> file = AtomicFile::create(m_path);
        if (!file)
            return fail(file.error());
        m_file.emplace(std::move(*file));
        if (csv) {
            std::string header = "import_line";
            header += m_format.csv.separator + std::string("import_reason");
            for (const std::string& column : m_columns)
                header += m_format.csv.separator + csvField(column, false);
            m_buffer = header + "\n";
        } else if (m_format.format == ImportFormat::JsonArray) {
            m_buffer = "[\n";
        }
    } else if (m_format.format == ImportFormat::JsonArray) {
        m_buffer += ",\n";
    }
    m_buffer += csv ? csvRow(record, reason) : jsonRow(record, reason);
    if (m_format.format == ImportFormat::JsonLines)
        m_buffer += '\n';
    if (m_buffer.size() < flushedAt)
        return {};
    Result<void> written = m_file->write(m_buffer);
    m_buffer.clear();
    return written;
}

Result<void> RejectedRows::close()
{
    if (!m_file)
        return {};
    if (m_format.format == ImportFormat::JsonArray)
        m_buffer += "\n]\n";
    if (Result<void> written = m_file->write(m_buffer); !written)
        return written;
    m_buffer.clear();
    return m_file->commit();
}

} // namespace relata
