#include "core/transfer/row_statements.h"

#include "core/sql/identifier_preparer.h"
#include "core/sql/value_literal.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace relata {
namespace {

std::vector<std::string> quotedNames(const std::vector<ResultColumn>& columns, const DialectTraits& traits)
{
    std::vector<std::string> names;
    for (const ResultColumn& column : columns)
        names.push_back(IdentifierPreparer(traits).quote(column.name));
    return names;
}

std::string equality(const std::string& name, const ValueView& value, const DialectTraits& traits)
{
    return value.isNull() ? name + " IS NULL" : name + " = " + valueLiteral(value, traits);
}

std::string pythonText(std::string_view text)
{
    std::string result = "\"";
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            result += std::string("\\") + c;
        else if (c == '\n')
            result += "\\n";
        else if (c == '\r')
            result += "\\r";
        else if (c == '\t')
            result += "\\t";
        else if (byte < 0x20 || byte == 0x7F)
            result += fmt::format("\\x{:02x}", byte);
        else
            result += c;
    }
    return result + "\"";
}

// Digits in groups: "2024-02-29" by "-" is {2024, 2, 29}.
std::optional<std::vector<int>> numbers(std::string_view text, char separator)
{
    std::vector<int> parts;
    for (const std::string& part : split(text, separator)) {
        int number = 0;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
        if (error != std::errc() || end != part.data() + part.size() || part.empty() || part[0] == '-')
            return std::nullopt;
        parts.push_back(number);
    }
    return parts;
}

// "1, 5, 9" or "1, 5, 9, 250000" of "01:05:09.25".
std::optional<std::string> timeArguments(std::string_view text)
{
    std::string_view fraction;
    if (const std::size_t point = text.find('.'); point != std::string_view::npos) {
        fraction = text.substr(point + 1);
        text = text.substr(0, point);
    }
    const std::optional<std::vector<int>> parts = numbers(text, ':');
    if (!parts || parts->size() < 2 || parts->size() > 3 || fraction.size() > 6
        || fraction.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    std::string result = fmt::format("{}, {}", (*parts)[0], (*parts)[1]);
    if (parts->size() == 3)
        result += fmt::format(", {}", (*parts)[2]);
    std::string micros(fraction);
    micros.resize(6, '0');
    const int number = std::atoi(micros.c_str());
    return number == 0 || parts->size() < 3 ? result : result + fmt::format(", {}", number);
}

// What Python cannot hold (BC, infinity, the year 10000) stays text.
std::string pythonTemporal(std::string_view text)
{
    const std::optional<std::vector<int>> date =
        text.size() >= 10 && text[4] == '-' ? numbers(text.substr(0, 10), '-') : std::nullopt;
    if (date && date->size() == 3 && (*date)[0] > 0) {
        const std::string day = fmt::format("{}, {}, {}", (*date)[0], (*date)[1], (*date)[2]);
        if (text.size() == 10)
            return "date(" + day + ")";
        if (text[10] == ' ' || text[10] == 'T') {
            if (const std::optional<std::string> time = timeArguments(text.substr(11)))
                return "datetime(" + day + ", " + *time + ")";
            // With a zone: the form that every Python since 3.7 reads.
            const std::size_t zone = text.find_last_of("+-");
            if (zone > 10) {
                const std::string_view offset = text.substr(zone + 1);
                const std::string_view time = text.substr(11, zone - 11);
                const bool plain = offset.find_first_not_of("0123456789:") == std::string_view::npos
                    && (offset.size() == 2 || offset.size() == 5) && timeArguments(time);
                if (plain) {
                    std::string padded(time);
                    if (const std::size_t point = padded.find('.'); point != std::string::npos)
                        padded.resize(point + 7, '0');
                    return fmt::format("datetime.fromisoformat(\"{} {}{}{}{}\")", text.substr(0, 10), padded,
                        text[zone], offset, offset.size() == 2 ? ":00" : "");
                }
            }
        }
    } else if (const std::optional<std::string> time = timeArguments(text); time && text.size() >= 5) {
        return "time(" + *time + ")";
    }
    return pythonText(text);
}

bool isFinite(std::string_view number)
{
    return number.find_first_not_of("0123456789.+-eE") == std::string_view::npos && !number.empty();
}

} // namespace

std::string pythonLiteral(const ValueView& value, TypeKind kind)
{
    const bool temporal = kind == TypeKind::Date || kind == TypeKind::Time || kind == TypeKind::DateTime;
    switch (value.tag) {
    case ValueTag::Null:
        return "None";
    case ValueTag::Boolean:
        return value.integer ? "True" : "False";
    case ValueTag::Integer:
        if (kind == TypeKind::Boolean && (value.integer == 0 || value.integer == 1))
            return value.integer ? "True" : "False";
        if (kind == TypeKind::Numeric)
            return fmt::format("Decimal(\"{}\")", value.integer);
        return std::to_string(value.integer);
    case ValueTag::Real:
        if (!std::isfinite(value.real))
            return std::isnan(value.real) ? "float(\"nan\")"
                : value.real > 0          ? "float(\"inf\")"
                                          : "float(\"-inf\")";
        if (kind == TypeKind::Numeric)
            return "Decimal(\"" + value.toText() + "\")";
        return fmt::format("{:#}", value.real);
    case ValueTag::Number:
        if (kind == TypeKind::Float || kind == TypeKind::Double)
            return isFinite(value.bytes) ? std::string(value.bytes)
                                         : "float(" + pythonText(value.bytes) + ")";
        return "Decimal(" + pythonText(value.bytes) + ")";
    case ValueTag::Temporal:
        return pythonTemporal(value.bytes);
    case ValueTag::Binary:
        return "bytes.fromhex(\"" + toHex(value.bytes) + "\")";
    case ValueTag::Text:
    case ValueTag::Other:
        if (!isValidUtf8(value.bytes))
            return "bytes.fromhex(\"" + toHex(value.bytes) + "\")";
        if (temporal)
            return pythonTemporal(value.bytes);
        if (kind == TypeKind::Json)
            return "json.loads(" + pythonText(value.bytes) + ")";
        if (kind == TypeKind::Uuid)
            return "UUID(" + pythonText(value.bytes) + ")";
        return pythonText(value.bytes);
    }
    return "None";
}

UpdateWriter::UpdateWriter(ByteSink sink, std::string schema, std::string table, std::vector<std::string> key,
    const DialectTraits& traits)
    : m_sink(std::move(sink))
    , m_schema(std::move(schema))
    , m_table(std::move(table))
    , m_key(std::move(key))
    , m_traits(traits)
{ }

Result<void> UpdateWriter::begin(const std::vector<ResultColumn>& columns)
{
    m_names = quotedNames(columns, m_traits);
    for (const std::string& name : m_key) {
        const auto found = std::find_if(columns.begin(), columns.end(),
            [&name](const ResultColumn& column) { return column.name == name; });
        if (found == columns.end())
            return fail(ErrorKind::Argument, fmt::format("{} of the key is not among the columns.", name));
        m_keyColumns.push_back(static_cast<std::size_t>(found - columns.begin()));
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (std::find(m_keyColumns.begin(), m_keyColumns.end(), i) == m_keyColumns.end())
            m_setColumns.push_back(i);
    }
    if (m_keyColumns.empty())
        return fail(ErrorKind::Argument, m_table + " has no key by which an UPDATE would find its rows.",
            "Copy INSERT statements or a WHERE clause instead.");
    if (m_setColumns.empty())
        return fail(ErrorKind::Argument, "Only columns of the key are selected: nothing is left to be set.",
            "Select further columns.");
    return {};
}

Result<void> UpdateWriter::write(const RowChunk& chunk)
{
    std::string text;
    const std::string table = IdentifierPreparer(m_traits).qualified(m_schema, m_table);
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        text += "UPDATE " + table + " SET ";
        for (std::size_t i = 0; i < m_setColumns.size(); ++i) {
            text += (i > 0 ? ", " : "") + m_names[m_setColumns[i]] + " = "
                + valueLiteral(chunk.at(row, m_setColumns[i]), m_traits);
        }
        text += " WHERE ";
        for (std::size_t i = 0; i < m_keyColumns.size(); ++i) {
            text += (i > 0 ? " AND " : "")
                + equality(m_names[m_keyColumns[i]], chunk.at(row, m_keyColumns[i]), m_traits);
        }
        text += ";\n";
    }
    return m_sink(text);
}

WhereWriter::WhereWriter(ByteSink sink, const DialectTraits& traits)
    : m_sink(std::move(sink)), m_traits(traits)
{ }

Result<void> WhereWriter::begin(const std::vector<ResultColumn>& columns)
{
    m_names = quotedNames(columns, m_traits);
    return {};
}

Result<void> WhereWriter::addValue(const ValueView& value)
{
    if (value.isNull()) {
        m_nulls = true;
        return {};
    }
    const std::string literal = valueLiteral(value, m_traits);
    ++m_rows;
    if (m_rows == 1) {
        m_first = literal;
        return {};
    }
    return m_sink(m_rows == 2 ? "WHERE " + m_names[0] + " IN (" + m_first + ", " + literal : ", " + literal);
}

Result<void> WhereWriter::write(const RowChunk& chunk)
{
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        if (m_names.size() == 1) {
            if (Result<void> added = addValue(chunk.at(row, 0)); !added)
                return added;
            continue;
        }
        std::string text = m_rows++ == 0 ? "WHERE (" : "\n   OR (";
        for (std::size_t column = 0; column < m_names.size(); ++column)
            text += (column > 0 ? " AND " : "") + equality(m_names[column], chunk.at(row, column), m_traits);
        if (Result<void> written = m_sink(text + ")"); !written)
            return written;
    }
    return {};
}

Result<void> WhereWriter::end()
{
    std::string text;
    if (m_names.size() == 1) {
        const std::string null = m_names[0] + " IS NULL";
        if (m_rows > 1)
            text = ")";
        else if (m_rows == 1)
            text = "WHERE " + m_names[0] + " = " + m_first;
        if (m_nulls)
            text += m_rows > 0 ? " OR " + null : "WHERE " + null;
    }
    return m_rows > 0 || m_nulls ? m_sink(text + "\n") : Result<void>();
}

SqlAlchemyWriter::SqlAlchemyWriter(ByteSink sink, const std::string& table, std::vector<SqlType> types)
    : m_sink(std::move(sink)), m_types(std::move(types))
{
    for (char c : table) {
        const auto byte = static_cast<unsigned char>(c);
        const bool word = byte >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
            || (c >= 'A' && c <= 'Z');
        m_table += word ? c : '_';
    }
    if (m_table.empty() || (m_table[0] >= '0' && m_table[0] <= '9'))
        m_table.insert(0, "_");
}

Result<void> SqlAlchemyWriter::begin(const std::vector<ResultColumn>& columns)
{
    for (const ResultColumn& column : columns)
        m_keys.push_back(pythonText(column.name) + ": ");
    return m_sink("insert(" + m_table + ").values(\n    [\n");
}

Result<void> SqlAlchemyWriter::write(const RowChunk& chunk)
{
    std::string text;
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        text += "        {";
        for (std::size_t column = 0; column < m_keys.size(); ++column) {
            const SqlType* type = column < m_types.size() ? &m_types[column] : nullptr;
            while (type && type->kind == TypeKind::Domain && type->element)
                type = type->element.get();
            text += (column > 0 ? ", " : "") + m_keys[column]
                + pythonLiteral(chunk.at(row, column), type ? type->kind : TypeKind::Unknown);
        }
        text += "},\n";
    }
    return m_sink(text);
}

Result<void> SqlAlchemyWriter::end()
{
    return m_sink("    ]\n)\n");
}

} // namespace relata
