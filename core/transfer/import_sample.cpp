#include "core/transfer/import_sample.h"

#include "core/sql/type_compiler.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>

namespace relata {
namespace {

constexpr std::size_t beginning = 64u << 10;

std::string beginningOf(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string bytes(beginning, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    return bytes;
}

std::vector<std::string> encodingWarnings(const FileSample& rows)
{
    for (const Record& record : rows.records) {
        for (const RecordField& field : record.fields) {
            if (!isValidUtf8(field.text))
                return {
                    fmt::format("Line {} has bytes that are not UTF-8. Choose another encoding if the text "
                                "looks wrong.",
                        record.line)};
            // What decoding makes of bytes that the encoding does not have.
            if (field.text.find("\xEF\xBF\xBD") != std::string::npos)
                return {fmt::format("Line {} has characters that the encoding does not have. Choose another "
                                    "one if the text looks wrong.",
                    record.line)};
        }
    }
    return {};
}

// "varchar" of "varchar(40)"; the numbers between the parentheses go to `modifiers`.
std::string nameOf(std::string_view type, std::vector<int>* modifiers)
{
    const std::size_t open = type.find('(');
    const std::size_t close = open == std::string_view::npos ? open : type.find(')', open);
    if (close == std::string_view::npos)
        return toLowerAscii(trimmed(type));
    for (const std::string& part : split(type.substr(open + 1, close - open - 1), ',')) {
        const std::string_view digits = trimmed(part);
        int number = -1;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        modifiers->push_back(error == std::errc() && end == digits.data() + digits.size() ? number : -1);
    }
    const std::string rest(trimmed(type.substr(close + 1)));
    return toLowerAscii(trimmed(type.substr(0, open))) + (rest.empty() ? "" : " " + toLowerAscii(rest));
}

} // namespace

std::string whyNoText(std::string_view bytes, InputEncoding encoding)
{
    if (bytes.starts_with("PK\x03\x04"))
        return "a ZIP archive or an Excel workbook; save the sheet as CSV";
    if (bytes.starts_with("\x1F\x8B") || bytes.starts_with("\x28\xB5\x2F\xFD") || bytes.starts_with("BZh")
        || bytes.starts_with("\xFD"
                             "7zXZ"))
        return "a compressed file; unpack it first";
    if (bytes.starts_with("SQLite format 3"))
        return "a SQLite database; open it instead";
    if (bytes.starts_with("%PDF-"))
        return "a PDF document";
    if (encoding == InputEncoding::Utf16Le || encoding == InputEncoding::Utf16Be)
        return {};
    const auto strange = std::count_if(bytes.begin(), bytes.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f'
            && c != '\x1A';
    });
    // One stray byte is a stray byte.
    return strange > 4 && static_cast<std::size_t>(strange) * 200 > bytes.size() ? "a binary file" : "";
}

Result<ImportSample> readImportSample(
    const std::string& path, const std::optional<FileFormat>& format, const std::string& nullText)
{
    const Result<FileFormat> detected = format ? Result<FileFormat>(*format) : detectFileFormat(path);
    if (!detected)
        return fail(detected.error());
    ImportSample sample;
    sample.format = *detected;
    Result<std::unique_ptr<RecordReader>> reader = openRecords(path, sample.format);
    if (!reader)
        return fail(reader.error());
    const std::string name = path.substr(path.find_last_of('/') + 1);
    const std::string bytes = beginningOf(path);
    if (bytes.empty())
        return fail(ErrorKind::File, name + " is empty.", "Choose a file with rows.");
    if (const std::string what = whyNoText(bytes, sample.format.encoding); !what.empty())
        sample.warnings.push_back(fmt::format("{} looks like {}.", name, what));
    try {
        sample.rows = sampleRecords(**reader, nullText);
        Record more;
        sample.whole = !(*reader)->next(more);
    } catch (const DatabaseError& error) {
        // What could be read is shown; the import itself would end here too.
        if (sample.rows.records.empty())
            return fail(error.error());
        sample.warnings.push_back(error.error().message);
    }
    if (sample.rows.columns.empty())
        return fail(ErrorKind::File, name + " has no columns.", "Check the format of the file.");
    sample.size = (*reader)->size();
    for (std::vector<std::string> found : {encodingWarnings(sample.rows), (*reader)->warnings()})
        sample.warnings.insert(sample.warnings.end(), found.begin(), found.end());
    if (sample.rows.records.empty())
        sample.warnings.push_back("The file has column names and no rows.");
    return sample;
}

SampleFindings checkSample(const ImportPlan& plan, const FileSample& sample)
{
    SampleFindings findings;
    findings.byColumn.resize(plan.columns.size());
    findings.refusedByColumn.resize(plan.columns.size());
    for (const Record& record : sample.records) {
        std::string& problem =
            findings.byRecord.emplace_back(rowProblem(plan, record, sample.columns.size()));
        if (problem.empty()) {
            const std::vector<std::optional<ReadCell>> cells = readRow(plan, record);
            for (std::size_t i = 0; i < cells.size(); ++i) {
                if (!cells[i] || cells[i]->problem.empty())
                    continue;
                if (++findings.refusedByColumn[i] == 1)
                    findings.byColumn[i] = fmt::format("line {}: {}", record.line, cells[i]->problem);
                if (problem.empty())
                    problem = plan.columns[i].name + ": " + cells[i]->problem;
            }
        }
        findings.refused += problem.empty() ? 0 : 1;
    }
    return findings;
}

std::vector<SqlType> importTypes(const SqlDialect& dialect)
{
    Table table;
    table.name = "types";
    const SqlType generic[] = {SqlType::string(255), SqlType::of(TypeKind::Text),
        SqlType::of(TypeKind::Integer), SqlType::of(TypeKind::BigInteger),
        SqlType::of(TypeKind::SmallInteger), SqlType::numeric(18, 4), SqlType::of(TypeKind::Double),
        SqlType::of(TypeKind::Boolean), SqlType::of(TypeKind::Date), SqlType::of(TypeKind::Time),
        SqlType::dateTime(false), SqlType::dateTime(true), SqlType::of(TypeKind::Json),
        SqlType::of(TypeKind::Uuid), SqlType::of(TypeKind::LargeBinary)};
    for (const SqlType& type : generic) {
        Column& column = table.columns.emplace_back();
        column.name = "c" + std::to_string(table.columns.size());
        column.type = type;
    }
    std::vector<SqlType> types;
    std::set<std::string> known;
    for (const Column& column : tableForDialect(table, dialect).columns) {
        if (known.insert(dialect.typeCompiler().compile(column.type)).second)
            types.push_back(column.type);
    }
    return types;
}

Result<SqlType> importType(std::string_view text, const SqlDialect& dialect)
{
    std::vector<int> wanted;
    const std::string name = nameOf(text, &wanted);
    std::vector<SqlType> candidates = importTypes(dialect);
    // With other modifiers than the offered one has.
    candidates.push_back(SqlType::string());
    candidates.push_back(SqlType::numeric());
    for (const SqlType& type : candidates) {
        std::vector<int> offered;
        if (nameOf(dialect.typeCompiler().compile(type), &offered) != name)
            continue;
        SqlType chosen = type;
        if (wanted == offered)
            return chosen;
        const bool counts = std::all_of(wanted.begin(), wanted.end(), [](int number) { return number >= 0; });
        if (type.kind == TypeKind::String && counts && wanted.size() == 1 && wanted[0] > 0) {
            chosen = chosen.withoutNative();
            chosen.length = wanted[0];
            return chosen;
        }
        if (type.kind == TypeKind::Numeric && counts && wanted.size() <= 2) {
            chosen = chosen.withoutNative();
            chosen.precision = wanted.empty() ? std::optional<int>() : wanted[0];
            chosen.scale = wanted.size() == 2 ? std::optional<int>(wanted[1]) : std::nullopt;
            return chosen;
        }
    }
    return fail(ErrorKind::Argument,
        fmt::format("\"{}\" is none of the types that a new column can get here.", text),
        "Choose one of the list; text and decimals take other lengths, such as "
            + dialect.typeCompiler().compile(SqlType::string(40)) + ".");
}

std::vector<std::string> newTableProblems(const Table& table, const MetaData& metadata)
{
    std::vector<std::string> problems;
    if (trimmed(table.name).empty())
        problems.push_back("Give the new table a name.");
    else if (metadata.findTable(table.schema, table.name) || metadata.findView(table.schema, table.name))
        problems.push_back(
            fmt::format("{} exists already. Import into it, or choose another name.", table.name));
    std::set<std::string> names;
    for (const Column& column : table.columns) {
        if (trimmed(column.name).empty())
            problems.push_back("Give every column a name.");
        else if (!names.insert(toLowerAscii(column.name)).second)
            problems.push_back(fmt::format("There are two columns called {}.", column.name));
    }
    return problems;
}

} // namespace relata
