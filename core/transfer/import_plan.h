// What an import does: which file, read how, into which columns of which table.
#pragma once

#include "core/schema/metadata.h"
#include "core/sql/sql_dialect.h"
#include "core/transfer/detect_format.h"
#include "core/transfer/type_inference.h"

#include <optional>
#include <string>
#include <vector>

namespace relata {

enum class ImportMode
{
    Insert,
    SkipDuplicates, // rows whose key is there already are left as they are
    Update, // rows whose key is there already get the file's values
};

// Where a column's values come from.
struct ImportColumn
{
    enum class From
    {
        Field, // of the file
        Constant, // the same text for every row; `isNull`: NULL
        Default, // the column is not named, so the database gives its default
    };
    std::string name; // of the table's column
    From from = From::Default;
    std::size_t field = 0; // index into RecordReader::columns()
    std::string constant = {};
    bool isNull = false;
    ValueReading reading = {};

    bool operator==(const ImportColumn&) const = default;
};

struct ImportPlan
{
    std::string path;
    FileFormat format;
    TablePtr table; // with the columns that it has or is to have, in the dialect's types
    std::shared_ptr<const MetaData> metadata; // of the database; for making a table
    bool createTable = false;
    std::vector<ImportColumn> columns; // by table->columns
    std::string nullText; // plain values that are NULL; quoted ones never are, but for '' where no text fits
    ImportMode mode = ImportMode::Insert;
    std::vector<std::string> key; // for the other modes: columns of a primary or unique key
    std::int64_t commitEvery = 0; // rows; 0 = all or nothing
    std::int64_t maxRejected = -1; // more end the import; -1 = no limit
    std::string rejectedPath; // where refused rows go; "" = they are counted only
};

// One column for each of the table's, by names that agree (without regard to case, blanks and _). Columns
// that nobody may write (generated ones) stay with their default.
std::vector<ImportColumn> matchColumns(const Table& table, const std::vector<std::string>& fields);

// What is wrong with a plan before a row is read, in words; empty if nothing is.
std::vector<std::string> planProblems(const ImportPlan& plan, std::size_t fields);

// The columns that a sample of the file suggests; reads up to `rows` records, or 32 MiB of them, and leaves
// the reader behind them. Rows with problems are passed over.
struct FileSample
{
    std::vector<std::string> columns;
    std::vector<InferredColumn> types; // by columns
    std::vector<Record> records; // the first ones, problems included
};
FileSample sampleRecords(RecordReader& reader, const std::string& nullText, std::size_t rows = 1000);

// A table for a file: names and types that the sample suggests, in the dialect's own types.
Table suggestedTable(
    const FileSample& sample, const std::string& schema, const std::string& name, const SqlDialect& dialect);
// A table of generic types in those of the dialect (a UUID where there is none becomes text).
Table tableForDialect(const Table& table, const SqlDialect& dialect);
// CREATE TABLE as it will run.
std::string createTableText(const Table& table, const SqlDialect& dialect);

// One row as it will be stored.
struct ReadCell
{
    Value value;
    std::string problem; // why the column cannot hold it; empty if it can
};
// By plan.table->columns; columns with their default have no entry (nullopt).
std::vector<std::optional<ReadCell>> readRow(const ImportPlan& plan, const Record& record);
// Why the row as a whole is refused before its values are looked at; "" = it is not.
std::string rowProblem(const ImportPlan& plan, const Record& record, std::size_t fields);

// A table's keys that a mode may use: the primary key first, then the unique ones.
std::vector<std::vector<std::string>> importKeys(const Table& table);

} // namespace relata
