// What a person sees of a file before it is imported: how it is read, its first rows, what columns they make,
// and what would be refused of them.
#pragma once

#include "core/transfer/import_plan.h"

namespace relata {

struct ImportSample
{
    FileFormat format;
    FileSample rows;
    std::int64_t size = 0; // of the file, bytes
    bool whole = false; // the file has no more rows than these
    std::vector<std::string> warnings; // that it looks like no text, that bytes are no UTF-8 ...
};

// Reads the beginning, as `format` says or as the file looks. Any thread. Errors (File): not there, not
// readable, without any row, or not of that format.
Result<ImportSample> readImportSample(
    const std::string& path, const std::optional<FileFormat>& format, const std::string& nullText);

// Why bytes are no text that could hold rows ("a ZIP archive or an Excel workbook"); "" if they may be.
std::string whyNoText(std::string_view bytes, InputEncoding encoding);

// The rows of a sample as the plan would store them.
struct SampleFindings
{
    std::vector<std::string> byColumn; // the first refusal of each of the table's columns; "" = none
    std::vector<std::int64_t> refusedByColumn;
    std::vector<std::string> byRecord; // why the row would be refused; "" = it is not
    std::int64_t refused = 0; // rows
};
SampleFindings checkSample(const ImportPlan& plan, const FileSample& sample);

// The types that a column of a new table is offered, in the dialect's own, each once.
std::vector<SqlType> importTypes(const SqlDialect& dialect);
// One of these by its name in the dialect, with lengths as written: "varchar(40)". Errors (Argument).
Result<SqlType> importType(std::string_view text, const SqlDialect& dialect);

// What keeps a table from being made: names that are missing, come twice or exist.
std::vector<std::string> newTableProblems(const Table& table, const MetaData& metadata);

} // namespace relata
