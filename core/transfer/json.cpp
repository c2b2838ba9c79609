#include "core/transfer/json.h"

#include "core/util/strings.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <map>

namespace relata {
namespace {

std::string jsonString(std::string_view text)
{
    return nlohmann::json(text).dump();
}

std::string jsonValue(const ValueView& value, BytesText bytes)
{
    switch (value.tag) {
    case ValueTag::Null:
        return "null";
    case ValueTag::Boolean:
        return value.integer ? "true" : "false";
    case ValueTag::Integer:
        return fmt::format("{}", value.integer);
    case ValueTag::Real:
        return std::isfinite(value.real) ? fmt::format("{}", value.real) : jsonString(value.toText());
    case ValueTag::Binary:
        return jsonString(bytesText(value.bytes, bytes));
    default:
        return isValidUtf8(value.bytes) ? jsonString(value.bytes) : jsonString("\\x" + toHex(value.bytes));
    }
}

} // namespace

JsonWriter::JsonWriter(ByteSink sink, JsonFormat format) : m_sink(std::move(sink)), m_format(format)
{ }

Result<void> JsonWriter::begin(const std::vector<ResultColumn>& columns)
{
    std::map<std::string, int> seen;
    for (const ResultColumn& column : columns) {
        std::string name = isValidUtf8(column.name) ? column.name : "\\x" + toHex(column.name);
        int count = ++seen[name];
        std::string key = name;
        while (count > 1 && seen.contains(key = fmt::format("{}_{}", name, count)))
            ++count;
        seen[key];
        m_keys.push_back(jsonString(key) + ": ");
    }
    return m_format.lines ? Result<void>() : m_sink("[");
}

Result<void> JsonWriter::write(const RowChunk& chunk)
{
    std::string text;
    for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
        if (m_format.lines)
            text += '{';
        else
            text += m_first ? "\n  {" : ",\n  {";
        m_first = false;
        for (std::size_t column = 0; column < chunk.columnCount(); ++column) {
            if (column > 0)
                text += ", ";
            text += m_keys[column] + jsonValue(chunk.at(row, column), m_format.bytes);
        }
        text += m_format.lines ? "}\n" : "}";
    }
    return m_sink(text);
}

Result<void> JsonWriter::end()
{
    if (m_format.lines)
        return {};
    return m_sink(m_first ? "]\n" : "\n]\n");
}

} // namespace relata
