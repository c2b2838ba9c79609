// What a file is, by its beginning: encoding, CSV or JSON, separator, quote, header. A guess that the person
// may correct; it never fails on content.
#pragma once

#include "core/transfer/csv_reader.h"
#include "core/transfer/json_reader.h"

namespace relata {

enum class ImportFormat
{
    Csv, // with any separator
    JsonArray,
    JsonLines,
};

struct FileFormat
{
    ImportFormat format = ImportFormat::Csv;
    InputEncoding encoding = InputEncoding::Utf8;
    CsvReadFormat csv = {};

    bool operator==(const FileFormat&) const = default;
};

// Of the first bytes of a file; `whole`: they are all of it.
FileFormat detectFormat(std::string_view bytes, bool whole);
// Errors (File): the file cannot be read.
Result<FileFormat> detectFileFormat(const std::string& path);

// Errors (File): not there, or not of that format.
Result<std::unique_ptr<RecordReader>> openRecords(const std::string& path, const FileFormat& format);

} // namespace relata
