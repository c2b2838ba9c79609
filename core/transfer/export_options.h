// How an export is written: the format and what each format lets one choose.
#pragma once

#include "core/schema/metadata.h"
#include "core/sql/sql_dialect.h"
#include "core/transfer/csv.h"
#include "core/transfer/json.h"
#include "core/transfer/sql_script.h"

#include <span>

namespace relata {

enum class ExportFormat
{
    Csv,
    TabSeparated, // CSV with tabs: quoted where needed, so that nothing is lost
    Json,
    JsonLines,
    Xlsx,
    Sql,
    Markdown,
};

struct ExportFormatInfo
{
    ExportFormat format;
    const char* name; // "csv": on the command line and in settings
    const char* title; // "CSV"
    const char* suffix; // of files, without dot
};

std::span<const ExportFormatInfo> exportFormats(); // in the order in which they are offered
const ExportFormatInfo& info(ExportFormat format);

struct ExportOptions
{
    ExportFormat format = ExportFormat::Csv;
    CsvFormat csv = {}; // CSV; tab-separated but for the separator; `header` serves Xlsx too
    TextEncoding encoding = TextEncoding::Utf8; // CSV and tab-separated; the others are UTF-8
    bool byteOrderMark = false; // likewise
    BytesText bytes = BytesText::Hex; // CSV, tab-separated, JSON
    // SQL.
    std::string schema = {};
    std::string table = {}; // that the INSERTs name
    const SqlDialect* dialect = nullptr; // whose literals; must be set for Sql
    SqlScriptFormat sql = {};
};

// A writer of text for these options; nullptr for Xlsx, which writes a file by itself. `replaced` counts
// characters that the encoding lacks.
std::unique_ptr<RowWriter> textWriter(
    const ExportOptions& options, ByteSink sink, std::shared_ptr<std::int64_t> replaced);

// CREATE TABLE for a script of INSERTs: the columns, the primary key, unique keys and checks of `table` in
// the target's words, without foreign keys and triggers, whose tables the script does not have. `metadata` is
// where it comes from (its dialect, its named types).
std::string createTableForScript(const Table& table, const MetaData& metadata, const SqlDialect& target,
    const std::string& schema, const std::string& name);

} // namespace relata
