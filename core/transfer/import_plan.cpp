#include "core/transfer/import_plan.h"

#include "core/convert/convert.h"
#include "core/editing/cell_text.h"
#include "core/sql/ddl.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace relata {
namespace {

constexpr std::size_t sampledBytes = 32u << 20;

std::string comparable(std::string_view name)
{
    std::string result;
    for (char c : toLowerAscii(name)) {
        if (c != ' ' && c != '_' && c != '-')
            result += c;
    }
    return result;
}

bool isWritable(const Column& column)
{
    return !column.computed && !(column.identity && column.identity->always);
}

bool isNullText(const RecordField& field, const ImportPlan& plan, const Column& column)
{
    using Kind = RecordField::Kind;
    if (field.kind == Kind::Plain && field.text == plan.nullText)
        return true;
    // '' is a text; other types have no such value.
    const TypeKind kind = baseType(column.type).kind;
    const bool holdsEmpty = kind == TypeKind::String || kind == TypeKind::Text || kind == TypeKind::Unknown
        || kind == TypeKind::Enum || kind == TypeKind::Set || kind == TypeKind::LargeBinary;
    return field.text.empty() && (field.kind == Kind::Plain || field.kind == Kind::Quoted) && !holdsEmpty;
}

} // namespace

std::vector<ImportColumn> matchColumns(const Table& table, const std::vector<std::string>& fields)
{
    std::vector<ImportColumn> columns;
    std::set<std::size_t> taken;
    for (const Column& column : table.columns) {
        ImportColumn& match = columns.emplace_back();
        match.name = column.name;
        if (!isWritable(column))
            continue;
        for (const bool exact : {true, false}) {
            for (std::size_t i = 0; i < fields.size() && match.from == ImportColumn::From::Default; ++i) {
                const bool same =
                    exact ? fields[i] == column.name : comparable(fields[i]) == comparable(column.name);
                if (same && taken.insert(i).second) {
                    match.from = ImportColumn::From::Field;
                    match.field = i;
                }
            }
        }
    }
    return columns;
}

std::vector<std::string> planProblems(const ImportPlan& plan, std::size_t fields)
{
    std::vector<std::string> problems;
    if (!plan.table || plan.table->columns.empty()) {
        problems.push_back("There is no column to import into.");
        return problems;
    }
    std::size_t given = 0;
    for (std::size_t i = 0; i < plan.columns.size() && i < plan.table->columns.size(); ++i) {
        const ImportColumn& import = plan.columns[i];
        const Column& column = plan.table->columns[i];
        if (import.from != ImportColumn::From::Default) {
            ++given;
            if (!isWritable(column))
                problems.push_back(
                    fmt::format("{} is filled by the database and cannot be written.", column.name));
            if (import.from == ImportColumn::From::Field && import.field >= fields)
                problems.push_back(
                    fmt::format("{} is to come from a column that the file does not have.", column.name));
        } else if (!column.nullable && !column.isFetchedOnInsert()) {
            problems.push_back(fmt::format(
                "{} may not be NULL and has no default: choose where it comes from.", column.name));
        }
        if (import.from == ImportColumn::From::Constant && !import.isNull) {
            const auto value =
                readValue({RecordField::Kind::Quoted, import.constant}, column, import.reading);
            if (!value)
                problems.push_back(fmt::format("{}: {}", column.name, value.error().message));
        }
    }
    if (given == 0)
        problems.push_back("No column of the table gets a value.");
    if (plan.mode != ImportMode::Insert && plan.key.empty())
        problems.push_back("The table has no key by which a row could be found.");
    for (const std::string& name : plan.mode == ImportMode::Insert ? std::vector<std::string>() : plan.key) {
        const auto import = std::find_if(plan.columns.begin(), plan.columns.end(),
            [&name](const ImportColumn& column) { return column.name == name; });
        if (import == plan.columns.end() || import->from == ImportColumn::From::Default)
            problems.push_back(fmt::format("{} belongs to the key and needs values from the file.", name));
    }
    return problems;
}

FileSample sampleRecords(RecordReader& reader, const std::string& nullText, std::size_t rows)
{
    FileSample sample;
    sample.columns = reader.columns();
    std::vector<TypeInference> types(sample.columns.size());
    Record record;
    std::size_t bytes = 0;
    for (std::size_t read = 0; read < rows && bytes < sampledBytes && reader.next(record); ++read) {
        bytes += record.raw.size();
        for (const RecordField& field : record.fields)
            bytes += field.text.size() + sizeof(RecordField);
        for (std::size_t i = 0; i < types.size() && i < record.fields.size() && record.problem.empty(); ++i) {
            RecordField field = record.fields[i];
            const bool word = field.kind == RecordField::Kind::Plain && field.text == nullText;
            if (word || (field.kind == RecordField::Kind::Plain && field.text.empty()))
                field.kind = RecordField::Kind::Null;
            types[i].add(field);
        }
        sample.records.push_back(record);
    }
    for (const TypeInference& type : types)
        sample.types.push_back(type.result());
    return sample;
}

Table tableForDialect(const Table& table, const SqlDialect& dialect)
{
    MetaData metadata;
    metadata.addTable(table);
    MetaData converted = convert(metadata, dialect).metadata;
    if (converted.tables().empty())
        return table;
    Table result = *converted.tables().front();
    result.schema = table.schema;
    result.name = table.name;
    return result;
}

Table suggestedTable(
    const FileSample& sample, const std::string& schema, const std::string& name, const SqlDialect& dialect)
{
    Table table;
    table.schema = schema;
    table.name = name;
    for (std::size_t i = 0; i < sample.columns.size(); ++i) {
        Column column;
        column.name = sample.columns[i];
        column.type = sample.types[i].type;
        table.columns.push_back(std::move(column));
    }
    return tableForDialect(table, dialect);
}

std::string createTableText(const Table& table, const SqlDialect& dialect)
{
    MetaData metadata;
    metadata.dialect = dialect.traits().name;
    metadata.addTable(tableForDialect(table, dialect));
    return createTable(*metadata.tables().front(), metadata, dialect).script();
}

std::vector<std::optional<ReadCell>> readRow(const ImportPlan& plan, const Record& record)
{
    std::vector<std::optional<ReadCell>> cells;
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        const ImportColumn& import = plan.columns[i];
        const Column& column = plan.table->columns[i];
        std::optional<ReadCell>& cell = cells.emplace_back();
        if (import.from == ImportColumn::From::Default)
            continue;
        cell.emplace();
        RecordField constant{RecordField::Kind::Quoted, import.constant};
        const RecordField missing;
        const RecordField& field = import.from == ImportColumn::From::Constant ? constant
            : import.field < record.fields.size()                              ? record.fields[import.field]
                                                                               : missing;
        const bool isNull =
            import.from == ImportColumn::From::Constant ? import.isNull : isNullText(field, plan, column);
        if (!isNull) {
            Result<Value> value = readValue(field, column, import.reading);
            if (value)
                cell->value = std::move(*value);
            else
                cell->problem = value.error().message;
        }
        if (cell->problem.empty() && cell->value.isNull() && !column.nullable)
            cell->problem = fmt::format("{} may not be NULL.", column.name);
    }
    return cells;
}

std::string rowProblem(const ImportPlan& plan, const Record& record, std::size_t fields)
{
    if (!record.problem.empty())
        return record.problem;
    if (plan.format.format != ImportFormat::Csv)
        return {};
    const auto given = static_cast<std::size_t>(std::count_if(record.fields.begin(), record.fields.end(),
        [](const RecordField& field) { return field.kind != RecordField::Kind::Missing; }));
    return given == fields ? std::string()
                           : fmt::format("The row has {} values; {} are expected.", given, fields);
}

std::vector<std::vector<std::string>> importKeys(const Table& table)
{
    std::vector<std::vector<std::string>> keys;
    if (!table.primaryKey.columns.empty())
        keys.push_back(table.primaryKey.columns);
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        keys.push_back(unique.columns);
    return keys;
}

} // namespace relata
