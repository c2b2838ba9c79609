#include "app/relata-cli/command.h"
#include "app/relata-cli/output.h"
#include "app/relata-cli/source.h"
#include "app/relata-cli/table_writer.h"
#include "core/transfer/export_rows.h"

#include <cstdio>
#include <iostream>
#include <iterator>
#include <unistd.h>

namespace relata::cli {
namespace {

struct Options
{
    std::string source;
    std::string sql;
    std::string format;
    std::string out;
    std::string separator = ",";
    std::string nullText;
    bool noHeader = false;
    bool readOnly = false;
};

std::string statementText(const Options& options)
{
    if (options.sql != "-")
        return options.sql;
    return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

// The one table that all columns come from; a neutral name where the client library does not tell or there
// are several.
std::string targetTable(const std::vector<ResultColumn>& columns)
{
    std::string table;
    for (const ResultColumn& column : columns) {
        if (!table.empty() && column.sourceTable != table)
            return "query_result";
        table = column.sourceTable;
    }
    return table.empty() ? "query_result" : table;
}

void orRaise(Result<void> result)
{
    if (!result)
        raise(result.error());
}

void writeTable(const ExportSource& source, const ByteSink& sink)
{
    TableWriter writer(sink);
    orRaise(writer.begin(source.columns));
    source.read([&writer](RowChunkPtr chunk) { orRaise(writer.write(*chunk)); });
    orRaise(writer.end());
}

ExportOptions exportOptions(const Options& options, const ExportSource& source, const Dialect& dialect)
{
    ExportOptions result;
    for (const ExportFormatInfo& entry : exportFormats()) {
        if (options.format == entry.name)
            result.format = entry.format;
    }
    result.csv.header = !options.noHeader;
    result.csv.nullText = options.nullText;
    if (options.separator.size() == 1)
        result.csv.separator = options.separator[0];
    result.table = targetTable(source.columns);
    result.dialect = &dialect;
    return result;
}

void writeRows(const Options& options, Connection& connection, const ExportSource& source,
    const Dialect& dialect, std::stop_token stop)
{
    const ExportOptions chosen = exportOptions(options, source, dialect);
    ExportReport report;
    if (!options.out.empty()) {
        report = exportToFile(connection, source, chosen, options.out, {}, stop);
    } else if (chosen.format == ExportFormat::Xlsx) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "An Excel workbook cannot be written to stdout.";
        error.hint = "Name a file with --out.";
        raise(std::move(error));
    } else {
        Output output("");
        report = exportToSink(
            connection, source, chosen, [&output](std::string_view bytes) { return output.write(bytes); }, {},
            stop);
    }
    for (const std::string& warning : report.warnings)
        std::fprintf(stderr, "relata-cli: %s\n", warning.c_str());
}

int run(const Options& options, std::stop_token stop)
{
    std::string sql = statementText(options);
    Source source = openSource(options.source, options.readOnly ? Access::ReadOnly : Access::ReadWrite, stop);
    ExecutionOptions execution;
    execution.stop = stop;
    auto result = std::make_shared<CursorResult>(source.connection->execute(sql, {}, execution));
    if (result->columns().empty()) {
        result->fetch();
        if (result->rowCount() >= 0)
            std::fprintf(stderr, "%lld row%s changed\n", static_cast<long long>(result->rowCount()),
                result->rowCount() == 1 ? "" : "s");
    } else {
        const ExportSource rows = resultSource(result);
        if (options.format == "table") {
            Output output(options.out);
            writeTable(rows, [&output](std::string_view bytes) { return output.write(bytes); });
            orRaise(output.commit());
        } else {
            writeRows(options, *source.connection, rows, source.engine.dialect(), stop);
        }
    }
    for (const std::string& message : result->takeMessages())
        std::fprintf(stderr, "%s\n", message.c_str());
    return exitDone;
}

} // namespace

void addQueryCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<Options>();
    options->format = "table";
    CLI::App* command = app.add_subcommand("query", "Run one statement and stream its rows");
    command->add_option("URL", options->source, "Database URL or path of a SQLite file")->required();
    command->add_option("SQL", options->sql, "The statement, or - to read it from stdin")->required();
    std::vector<std::string> formats{"table"};
    for (const ExportFormatInfo& entry : exportFormats())
        formats.emplace_back(entry.name);
    command->add_option("--format", options->format, "How to write the rows")
        ->check(CLI::IsMember(formats))
        ->capture_default_str();
    command->add_option("--out", options->out, "Write to this file instead of stdout");
    command->add_option("--separator", options->separator, "Of CSV: one character")
        ->check([](const std::string& text) {
            return text.size() == 1 && text != "\n" && text != "\r" && text != "\""
                ? std::string()
                : std::string("one character, neither a quote nor a line break");
        });
    command->add_option(
        "--null", options->nullText, "What stands for NULL in csv and tsv; nothing by itself");
    command->add_flag("--no-header", options->noHeader, "No column names in csv, tsv and xlsx");
    command->add_flag("--read-only", options->readOnly, "Open the database so that nothing can be written");
    command->callback([options, &invocation] {
        invocation.body = [options, &invocation] { return run(*options, invocation.stop); };
    });
}

} // namespace relata::cli
