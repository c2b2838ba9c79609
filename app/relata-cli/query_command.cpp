#include "app/relata-cli/command.h"
#include "app/relata-cli/output.h"
#include "app/relata-cli/source.h"
#include "app/relata-cli/table_writer.h"
#include "core/transfer/csv.h"
#include "core/transfer/json.h"
#include "core/transfer/sql_script.h"
#include "core/transfer/xlsx.h"

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

std::unique_ptr<RowWriter> makeWriter(
    const Options& options, ByteSink sink, const std::vector<ResultColumn>& columns, const Dialect& dialect)
{
    if (options.format == "csv")
        return std::make_unique<CsvWriter>(std::move(sink));
    if (options.format == "json")
        return std::make_unique<JsonWriter>(std::move(sink));
    if (options.format == "sql")
        return std::make_unique<SqlScriptWriter>(std::move(sink), "", targetTable(columns), dialect.traits());
    return std::make_unique<TableWriter>(std::move(sink));
}

void orRaise(Result<void> result)
{
    if (!result)
        raise(result.error());
}

void stream(CursorResult& result, RowWriter& writer)
{
    orRaise(writer.begin(result.columns()));
    while (RowChunkPtr chunk = result.fetch())
        orRaise(writer.write(*chunk));
    orRaise(writer.end());
    for (const std::string& warning : writer.warnings())
        std::fprintf(stderr, "relata-cli: %s\n", warning.c_str());
}

// The library writes to a path: give it the temporary one, then rename as for any other format.
void streamXlsx(CursorResult& result, const std::string& out)
{
    if (out.empty()) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "An Excel workbook cannot be written to stdout.";
        error.hint = "Name a file with --out.";
        raise(std::move(error));
    }
    Result<AtomicFile> file = AtomicFile::create(out);
    if (!file)
        raise(file.error());
    XlsxWriter writer(file->temporaryPath());
    stream(result, writer);
    orRaise(file->commit());
}

int run(const Options& options, std::stop_token stop)
{
    std::string sql = statementText(options);
    Source source = openSource(options.source, options.readOnly ? Access::ReadOnly : Access::ReadWrite, stop);
    ExecutionOptions execution;
    execution.stop = stop;
    CursorResult result = source.connection->execute(sql, {}, execution);
    if (result.columns().empty()) {
        result.fetch();
        if (result.rowCount() >= 0)
            std::fprintf(stderr, "%lld row%s changed\n", static_cast<long long>(result.rowCount()),
                result.rowCount() == 1 ? "" : "s");
    } else if (options.format == "xlsx") {
        streamXlsx(result, options.out);
    } else {
        Output output(options.out);
        auto sink = [&output](std::string_view bytes) { return output.write(bytes); };
        stream(result, *makeWriter(options, sink, result.columns(), source.engine.dialect()));
        orRaise(output.commit());
    }
    for (const std::string& message : result.takeMessages())
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
    command->add_option("--format", options->format, "How to write the rows")
        ->check(CLI::IsMember({"table", "csv", "json", "xlsx", "sql"}))
        ->capture_default_str();
    command->add_option("--out", options->out, "Write to this file instead of stdout");
    command->add_flag("--read-only", options->readOnly, "Open the database so that nothing can be written");
    command->callback([options, &invocation] {
        invocation.body = [options, &invocation] { return run(*options, invocation.stop); };
    });
}

} // namespace relata::cli
