#include "core/transfer/xlsx.h"

#include "core/util/strings.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <cmath>

namespace relata {
namespace {

constexpr lxw_row_t rowsPerSheet = LXW_ROW_MAX;
constexpr std::size_t charactersPerCell = 32767;
constexpr std::int64_t exactInDouble = std::int64_t(1) << 53;

Error failure(const std::string& path, const char* why)
{
    Error error;
    error.kind = ErrorKind::File;
    error.message = fmt::format("Cannot write {}: {}", path, why);
    return error;
}

} // namespace

struct XlsxWriter::Private
{
    std::string path;
    lxw_workbook* workbook = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_format* headerFormat = nullptr;
    std::vector<std::string> columns;
    lxw_row_t row = 0;
    std::size_t cutCells = 0;
    bool closed = false;

    Result<void> addSheet()
    {
        sheet = workbook_add_worksheet(workbook, nullptr);
        if (!sheet)
            return fail(failure(path, "out of memory"));
        row = 0;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            lxw_error code = writeText(static_cast<lxw_col_t>(i), columns[i], headerFormat);
            if (code != LXW_NO_ERROR)
                return fail(failure(path, lxw_strerror(code)));
        }
        worksheet_freeze_panes(sheet, 1, 0);
        row = 1;
        return {};
    }

    lxw_error writeText(lxw_col_t column, std::string_view bytes, lxw_format* format = nullptr)
    {
        std::string text = isValidUtf8(bytes) ? std::string(bytes) : "\\x" + toHex(bytes);
        text = replaceAll(std::move(text), std::string_view("\0", 1), "\xE2\x90\x80");
        if (codePointCount(text) > charactersPerCell) {
            ++cutCells;
            while (codePointCount(text) > charactersPerCell)
                text =
                    std::string(utf8Prefix(text, text.size() - (codePointCount(text) - charactersPerCell)));
        }
        return worksheet_write_string(sheet, row, column, text.c_str(), format);
    }

    lxw_error writeValue(lxw_col_t column, const ValueView& value)
    {
        switch (value.tag) {
        case ValueTag::Null:
            return LXW_NO_ERROR;
        case ValueTag::Boolean:
            return worksheet_write_boolean(sheet, row, column, value.integer != 0, nullptr);
        case ValueTag::Integer:
            if (std::abs(static_cast<double>(value.integer)) > static_cast<double>(exactInDouble))
                return writeText(column, value.toText());
            return worksheet_write_number(sheet, row, column, static_cast<double>(value.integer), nullptr);
        case ValueTag::Real:
            if (!std::isfinite(value.real))
                return writeText(column, value.toText());
            return worksheet_write_number(sheet, row, column, value.real, nullptr);
        case ValueTag::Binary:
            return writeText(column, "\\x" + value.toText());
        default:
            return writeText(column, value.bytes);
        }
    }
};

XlsxWriter::XlsxWriter(std::string path) : m_private(std::make_unique<Private>())
{
    m_private->path = std::move(path);
}

XlsxWriter::~XlsxWriter()
{
    if (m_private->workbook && !m_private->closed)
        workbook_close(m_private->workbook);
}

Result<void> XlsxWriter::begin(const std::vector<ResultColumn>& columns)
{
    if (columns.size() > LXW_COL_MAX)
        return fail(ErrorKind::Argument,
            fmt::format("An Excel sheet holds {} columns; the result has {}.", LXW_COL_MAX, columns.size()));
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    m_private->workbook = workbook_new_opt(m_private->path.c_str(), &options);
    if (!m_private->workbook)
        return fail(failure(m_private->path, "out of memory"));
    m_private->headerFormat = workbook_add_format(m_private->workbook);
    format_set_bold(m_private->headerFormat);
    for (const ResultColumn& column : columns)
        m_private->columns.push_back(column.name);
    return m_private->addSheet();
}

Result<void> XlsxWriter::write(const RowChunk& chunk)
{
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        if (m_private->row == rowsPerSheet) {
            if (Result<void> added = m_private->addSheet(); !added)
                return added;
        }
        for (std::size_t column = 0; column < chunk.columnCount(); ++column) {
            lxw_error code = m_private->writeValue(static_cast<lxw_col_t>(column), chunk.at(row, column));
            if (code != LXW_NO_ERROR)
                return fail(failure(m_private->path, lxw_strerror(code)));
        }
        ++m_private->row;
    }
    return {};
}

Result<void> XlsxWriter::end()
{
    m_private->closed = true;
    lxw_error code = workbook_close(m_private->workbook);
    if (code != LXW_NO_ERROR)
        return fail(failure(m_private->path, lxw_strerror(code)));
    return {};
}

std::vector<std::string> XlsxWriter::warnings() const
{
    if (m_private->cutCells == 0)
        return {};
    return {fmt::format(
        "{} cells were cut: an Excel cell holds {} characters.", m_private->cutCells, charactersPerCell)};
}

} // namespace relata
