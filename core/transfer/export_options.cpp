#include "core/transfer/export_options.h"

#include "core/convert/convert.h"
#include "core/sql/ddl.h"
#include "core/transfer/markdown.h"

#include <algorithm>

namespace relata {
namespace {

constexpr ExportFormatInfo formats[] = {
    {ExportFormat::Csv, "csv", "CSV", "csv"},
    {ExportFormat::TabSeparated, "tsv", "Tab-separated text", "tsv"},
    {ExportFormat::Json, "json", "JSON array", "json"},
    {ExportFormat::JsonLines, "jsonl", "JSON lines", "jsonl"},
    {ExportFormat::Xlsx, "xlsx", "Excel workbook", "xlsx"},
    {ExportFormat::Sql, "sql", "SQL INSERT statements", "sql"},
    {ExportFormat::Markdown, "markdown", "Markdown table", "md"},
};

} // namespace

std::span<const ExportFormatInfo> exportFormats()
{
    return formats;
}

const ExportFormatInfo& info(ExportFormat format)
{
    return *std::find_if(std::begin(formats), std::end(formats),
        [format](const ExportFormatInfo& entry) { return entry.format == format; });
}

std::unique_ptr<RowWriter> textWriter(
    const ExportOptions& options, ByteSink sink, std::shared_ptr<std::int64_t> replaced)
{
    switch (options.format) {
    case ExportFormat::Csv:
    case ExportFormat::TabSeparated: {
        CsvFormat format = options.csv;
        if (options.format == ExportFormat::TabSeparated)
            format.separator = '\t';
        format.bytes = options.bytes;
        return std::make_unique<CsvWriter>(
            encodedSink(std::move(sink), options.encoding, options.byteOrderMark, std::move(replaced)),
            std::move(format));
    }
    case ExportFormat::Json:
    case ExportFormat::JsonLines:
        return std::make_unique<JsonWriter>(
            std::move(sink), JsonFormat{options.format == ExportFormat::JsonLines, options.bytes});
    case ExportFormat::Sql:
        return std::make_unique<SqlScriptWriter>(
            std::move(sink), options.schema, options.table, options.dialect->traits(), options.sql);
    case ExportFormat::Markdown:
        return std::make_unique<MarkdownWriter>(std::move(sink));
    case ExportFormat::Xlsx:
        break;
    }
    return nullptr;
}

std::string createTableForScript(const Table& table, const MetaData& metadata, const SqlDialect& target,
    const std::string& schema, const std::string& name)
{
    MetaData alone = metadata.withoutTablesAndViews();
    Table bare = table;
    bare.foreignKeys.clear();
    bare.triggers.clear();
    alone.addTable(std::move(bare));
    MetaData converted = convert(alone, target).metadata;
    if (converted.tables().empty())
        return {};
    Table made = *converted.tables().front();
    converted.removeTable(made.schema, made.name);
    made.schema = schema;
    made.name = name;
    converted.addTable(made);
    CreateOptions options;
    options.tables = {made.qualifiedName()};
    return createAll(converted, target, options).script();
}

} // namespace relata
