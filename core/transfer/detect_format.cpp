#include "core/transfer/detect_format.h"

#include "core/transfer/type_inference.h"
#include "core/util/strings.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <set>

namespace relata {
namespace {

constexpr std::size_t looked = 256u << 10; // bytes
constexpr std::size_t rowsLooked = 200;

// Text without a mark that is UTF-16 has a zero in every other byte, as long as most of it is Latin.
std::optional<InputEncoding> unmarkedUtf16(std::string_view bytes)
{
    std::size_t zeros[2] = {0, 0};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        zeros[i % 2] += bytes[i] == '\0' ? 1 : 0;
    const std::size_t half = bytes.size() / 2;
    if (half < 2)
        return std::nullopt;
    if (zeros[1] * 10 > half * 7 && zeros[0] * 10 < half)
        return InputEncoding::Utf16Le;
    if (zeros[0] * 10 > half * 7 && zeros[1] * 10 < half)
        return InputEncoding::Utf16Be;
    return std::nullopt;
}

InputEncoding detectEncoding(std::string_view bytes, bool whole)
{
    if (bytes.starts_with("\xEF\xBB\xBF"))
        return InputEncoding::Utf8;
    if (bytes.starts_with("\xFF\xFE"))
        return InputEncoding::Utf16Le;
    if (bytes.starts_with("\xFE\xFF"))
        return InputEncoding::Utf16Be;
    if (std::optional<InputEncoding> utf16 = unmarkedUtf16(bytes))
        return *utf16;
    // The end may cut a character.
    const std::string_view certain =
        whole ? bytes : utf8Prefix(bytes, bytes.size() - std::min<std::size_t>(3, bytes.size()));
    if (isValidUtf8(certain))
        return InputEncoding::Utf8;
    // One bad byte in a megabyte of UTF-8 is a bad byte; otherwise it is Latin-1.
    std::size_t multibyte = 0;
    std::size_t bad = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if (byte < 0x80)
            continue;
        const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
        if (byte >= 0xC2 && isValidUtf8(bytes.substr(i, length)) && i + length <= bytes.size()) {
            ++multibyte;
            i += length - 1;
        } else {
            ++bad;
        }
    }
    return multibyte > bad * 4 ? InputEncoding::Utf8 : InputEncoding::Latin1;
}

struct Shape
{
    std::size_t rows = 0;
    std::size_t usualRows = 0; // with the most frequent number of values
    std::size_t usualValues = 0;
};

Shape shapeOf(const std::string& text, CsvReadFormat format)
{
    format.header = false;
    CsvReader reader(TextSource::ofText(text), format);
    std::map<std::size_t, std::size_t> counts;
    Shape shape;
    Record record;
    while (shape.rows < rowsLooked && reader.next(record)) {
        ++shape.rows;
        std::size_t values = record.fields.size();
        while (values > 0 && record.fields[values - 1].kind == RecordField::Kind::Missing)
            --values;
        ++counts[values];
    }
    for (const auto& [values, rows] : counts) {
        if (rows >= shape.usualRows) {
            shape.usualRows = rows;
            shape.usualValues = values;
        }
    }
    return shape;
}

bool isText(const InferredColumn& column)
{
    return column.type.kind == TypeKind::String || column.type.kind == TypeKind::Text;
}

bool looksLikeName(const RecordField& field)
{
    if (trimmed(field.text).empty())
        return false;
    // One letter is a name, though t and f may be booleans.
    if (field.text.size() == 1 && std::isalpha(static_cast<unsigned char>(field.text[0])) != 0)
        return true;
    // A number's column is often called so.
    if (equalsIgnoreCase(field.text, "no"))
        return true;
    TypeInference inference;
    inference.add(field);
    return isText(inference.result());
}

bool hasHeader(const std::string& text, CsvReadFormat format)
{
    format.header = false;
    CsvReader reader(TextSource::ofText(text), format);
    Record first;
    if (!reader.next(first) || !first.problem.empty())
        return true;
    std::set<std::string> names;
    for (const RecordField& field : first.fields) {
        if (!looksLikeName(field))
            return false;
        names.insert(field.text);
    }
    // The same word may be twice in a header, but rarely often.
    if (names.size() * 2 < first.fields.size())
        return false;
    std::vector<TypeInference> columns(first.fields.size());
    Record record;
    bool again = false;
    std::size_t rows = 0;

    for (; rows < rowsLooked && reader.next(record); ++rows) {
        for (std::size_t i = 0; i < columns.size() && i < record.fields.size(); ++i) {
            RecordField field = record.fields[i];
            if (field.text.empty())
                field.kind = RecordField::Kind::Null;
            columns[i].add(field);
            again = again || (field.text == first.fields[i].text && !field.text.empty());
        }
    }
    if (rows == 0)
        return true;
    // A name over values of which it could be none.
    bool typed = false;
    for (std::size_t i = 0; i < columns.size() && !typed; ++i) {
        const InferredColumn below = columns[i].result();
        columns[i].add(first.fields[i]);
        typed = below.values > 0 && !isText(below) && isText(columns[i].result());
    }
    // Text over text: a value that comes again is no name.
    return typed || !again;
}

CsvReadFormat detectCsv(const std::string& text)
{
    CsvReadFormat best;
    double bestScore = -1;
    for (const char separator : {',', ';', '\t', '|'}) {
        CsvReadFormat format;
        format.separator = separator;
        const Shape shape = shapeOf(text, format);
        if (shape.rows == 0 || shape.usualValues < 2)
            continue;
        const double even = double(shape.usualRows) / double(shape.rows);
        const double score = even * even * (1 + double(std::min<std::size_t>(shape.usualValues, 20)) / 20);
        if (score > bestScore) {
            bestScore = score;
            best = format;
        }
    }
    const auto starts = [&](char quote) {
        std::size_t count = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool begins = i == 0 || text[i - 1] == best.separator || text[i - 1] == '\n';
            count += text[i] == quote && begins ? 1 : 0;
        }
        return count;
    };
    if (starts('"') == 0 && starts('\'') > 1)
        best.quote = '\'';
    best.header = hasHeader(text, best);
    return best;
}

} // namespace

FileFormat detectFormat(std::string_view bytes, bool whole)
{
    FileFormat result;
    result.encoding = detectEncoding(bytes, whole);
    std::string text;
    std::string carry;
    decodeTo(text, bytes, result.encoding, carry, whole);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    if (!whole) {
        // Half a row would only confuse.
        const std::size_t end = text.find_last_of("\r\n");
        if (end != std::string::npos)
            text.resize(end + 1);
    }
    const std::string_view start = trimmed(text);
    const std::size_t inner = start.find_first_not_of(" \t\r\n", 1);
    if (start.starts_with('[')
        && (inner == std::string_view::npos || start[inner] == '{' || start[inner] == ']'))
        result.format = ImportFormat::JsonArray;
    else if (start.starts_with('{') && inner != std::string_view::npos
        && (start[inner] == '"' || start[inner] == '}'))
        result.format = ImportFormat::JsonLines;
    else
        result.csv = detectCsv(text);
    return result;
}

Result<FileFormat> detectFileFormat(const std::string& path)
{
    // Through TextSource for its words about what cannot be read.
    if (auto opened = TextSource::open(path, InputEncoding::Utf8); !opened)
        return fail(opened.error());
    std::ifstream file(path, std::ios::binary);
    std::string bytes(looked, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return detectFormat(bytes, bytes.size() < looked);
}

Result<std::unique_ptr<RecordReader>> openRecords(const std::string& path, const FileFormat& format)
{
    auto source = TextSource::open(path, format.encoding);
    if (!source)
        return fail(source.error());
    try {
        if (format.format == ImportFormat::Csv)
            return std::make_unique<CsvReader>(std::move(*source), format.csv);
        return std::make_unique<JsonReader>(std::move(*source),
            format.format == ImportFormat::JsonArray ? JsonShape::Array : JsonShape::Lines);
    } catch (const DatabaseError& error) {
        return fail(error.error());
    }
}

} // namespace relata
