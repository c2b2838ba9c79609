#include "core/transfer/xlsx.h"

#include "core/util/strings.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

namespace relata {
namespace {

constexpr lxw_row_t rowsPerSheet = LXW_ROW_MAX;
constexpr std::size_t charactersPerCell = 32767;
constexpr std::size_t excelDigits = 15;
constexpr std::int64_t exactInExcel = 999'999'999'999'999;

// Places behind the point of a plain decimal that Excel keeps digit by digit; nothing for any other text.
std::optional<std::size_t> excelPlaces(std::string_view text)
{
    std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    const std::size_t point = digits.find('.');
    const std::size_t places = point == std::string_view::npos ? 0 : digits.size() - point - 1;
    const std::size_t count = digits.size() - (point == std::string_view::npos ? 0 : 1);
    const bool plain = !digits.empty() && digits.find_first_not_of("0123456789.") == std::string_view::npos
        && std::count(digits.begin(), digits.end(), '.') <= 1 && count > 0 && count <= excelDigits
        && point != 0 && (point == std::string_view::npos || places > 0);
    // 007 is a code, not a number.
    if (!plain || (digits.size() > 1 && digits[0] == '0' && digits[1] != '.'))
        return std::nullopt;
    return places;
}

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
    std::map<std::size_t, lxw_format*> placesFormats;
    std::vector<std::string> columns;
    bool header = true;
    lxw_row_t row = 0;
    std::size_t cutCells = 0;
    bool closed = false;

    Result<void> addSheet()
    {
        sheet = workbook_add_worksheet(workbook, nullptr);
        if (!sheet)
            return fail(failure(path, "out of memory"));
        row = 0;
        if (!header)
            return {};
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

    lxw_format* placesFormat(std::size_t places)
    {
        if (places == 0)
            return nullptr;
        lxw_format*& format = placesFormats[places];
        if (!format) {
            format = workbook_add_format(workbook);
            format_set_num_format(format, ("0." + std::string(places, '0')).c_str());
        }
        return format;
    }

    lxw_error writeValue(lxw_col_t column, const ValueView& value)
    {
        switch (value.tag) {
        case ValueTag::Null:
            return LXW_NO_ERROR;
        case ValueTag::Boolean:
            return worksheet_write_boolean(sheet, row, column, value.integer != 0, nullptr);
        case ValueTag::Integer:
            if (value.integer > exactInExcel || value.integer < -exactInExcel)
                return writeText(column, value.toText());
            return worksheet_write_number(sheet, row, column, static_cast<double>(value.integer), nullptr);
        case ValueTag::Real:
            if (!std::isfinite(value.real))
                return writeText(column, value.toText());
            return worksheet_write_number(sheet, row, column, value.real, nullptr);
        case ValueTag::Binary:
            return writeText(column, "\\x" + value.toText());
        case ValueTag::Number:
            if (std::optional<std::size_t> places = excelPlaces(value.bytes)) {
                double number = 0;
                std::from_chars(value.bytes.data(), value.bytes.data() + value.bytes.size(), number);
                return worksheet_write_number(sheet, row, column, number, placesFormat(*places));
            }
            return writeText(column, value.bytes);
        default:
            return writeText(column, value.bytes);
        }
    }
};

XlsxWriter::XlsxWriter(std::string path, bool header) : m_private(std::make_unique<Private>())
{
    m_private->header = header;
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
