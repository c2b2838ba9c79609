#include "core/editing/journal_json.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <cstdlib>

namespace relata {
namespace {

using Json = nlohmann::json;

constexpr std::pair<ValueTag, const char*> byteTags[] = {{ValueTag::Number, "number"},
    {ValueTag::Text, "text"}, {ValueTag::Temporal, "temporal"}, {ValueTag::Binary, "binary"},
    {ValueTag::Other, "other"}};
constexpr const char* opNames[] = {"insert", "update", "delete"};

int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Json journalValue(const Value& value)
{
    switch (value.tag()) {
    case ValueTag::Null:
        return nullptr;
    case ValueTag::Boolean:
        return value.integer() != 0;
    case ValueTag::Integer:
        return value.integer();
    case ValueTag::Real:
        return {{"real", fmt::format("{:a}", value.real())}};
    default:
        for (const auto& [tag, name] : byteTags) {
            if (tag == value.tag())
                return {{name, journalText(value.bytes())}};
        }
        return nullptr;
    }
}

std::optional<Value> valueFrom(const Json& json)
{
    if (json.is_null())
        return Value();
    if (json.is_boolean())
        return Value::boolean(json.get<bool>());
    if (json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX)
        return std::nullopt;
    if (json.is_number_integer())
        return Value(json.get<std::int64_t>());
    if (!json.is_object() || json.size() != 1)
        return std::nullopt;
    std::optional<std::string> text = journalTextFrom(json.front());
    if (!text)
        return std::nullopt;
    std::string kind = json.begin().key();
    if (kind == "real") {
        char* end = nullptr;
        double number = std::strtod(text->c_str(), &end);
        if (text->empty() || end != text->c_str() + text->size())
            return std::nullopt;
        return Value::real(number);
    }
    for (const auto& [tag, name] : byteTags) {
        if (kind == name)
            return Value::tagged(tag, std::move(*text));
    }
    return std::nullopt;
}

Json journalValues(const RowValues& values)
{
    Json list = Json::array();
    for (const auto& [column, value] : values)
        list.push_back({journalText(column), journalValue(value)});
    return list;
}

bool readValues(const Json& json, RowValues& values)
{
    if (!json.is_array())
        return false;
    for (const Json& cell : json) {
        if (!cell.is_array() || cell.size() != 2)
            return false;
        std::optional<std::string> column = journalTextFrom(cell[0]);
        std::optional<Value> value = valueFrom(cell[1]);
        if (!column || !value || findValue(values, *column))
            return false;
        values.emplace_back(std::move(*column), std::move(*value));
    }
    return true;
}

Json journalCell(const PendingValue& value)
{
    switch (value.kind) {
    case PendingValue::Kind::Default:
        return {{"default", true}};
    case PendingValue::Kind::Key:
        return {{"row", value.row}, {"column", journalText(value.column)}};
    case PendingValue::Kind::Value:
        break;
    }
    return {{"value", journalValue(value.value)}};
}

std::optional<PendingValue> cellFrom(const Json& json)
{
    if (!json.is_object())
        return std::nullopt;
    if (json.contains("default"))
        return PendingValue::byDefault();
    if (auto row = json.find("row"); row != json.end()) {
        std::optional<std::string> column =
            json.contains("column") ? journalTextFrom(json["column"]) : std::nullopt;
        if (!row->is_number_unsigned() || !column)
            return std::nullopt;
        return PendingValue::keyOf(row->get<EditId>(), std::move(*column));
    }
    if (!json.contains("value"))
        return std::nullopt;
    std::optional<Value> value = valueFrom(json["value"]);
    return value ? std::optional<PendingValue>(std::move(*value)) : std::nullopt;
}

} // namespace

Json journalText(const std::string& text)
{
    if (isValidUtf8(text))
        return text;
    return {{"hex", toHex(text)}};
}

std::optional<std::string> journalTextFrom(const Json& json)
{
    if (json.is_string())
        return json.get<std::string>();
    if (!json.is_object() || json.size() != 1 || !json.contains("hex") || !json["hex"].is_string())
        return std::nullopt;
    const std::string& hex = json["hex"].get_ref<const std::string&>();
    std::string text;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        if (digit(hex[i]) < 0 || digit(hex[i + 1]) < 0)
            return std::nullopt;
        text += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
    }
    if (hex.size() % 2 != 0)
        return std::nullopt;
    return text;
}

Json journalRow(const PendingRow& row)
{
    Json changes = Json::array();
    for (const auto& [column, value] : row.changes)
        changes.push_back({journalText(column), journalCell(value)});
    Json json{{"id", row.id}, {"op", opNames[static_cast<int>(row.op)]},
        {"schema", journalText(row.table.schema)}, {"table", journalText(row.table.name)},
        {"kind", static_cast<int>(row.identity.kind)}, {"identity", journalValues(row.identity.values)},
        {"original", journalValues(row.original)}, {"changes", std::move(changes)}};
    if (!row.version.empty())
        json["version"] = {journalText(row.version.column), journalValue(row.version.value)};
    return json;
}

std::optional<PendingRow> journalRowFrom(const Json& json)
{
    if (!json.is_object())
        return std::nullopt;
    for (const char* field : {"id", "op", "schema", "table", "kind", "identity", "original", "changes"}) {
        if (!json.contains(field))
            return std::nullopt;
    }
    PendingRow row;
    std::optional<std::string> schema = journalTextFrom(json["schema"]);
    std::optional<std::string> table = journalTextFrom(json["table"]);
    const Json& id = json["id"];
    const Json& kind = json["kind"];
    if (!schema || !table || !id.is_number_unsigned() || !kind.is_number_unsigned())
        return std::nullopt;
    row.id = id.get<EditId>();
    if (row.id == 0 || row.id >= (EditId(1) << 62)
        || kind.get<std::uint64_t>() > static_cast<std::uint64_t>(IdentityKind::AllColumns))
        return std::nullopt;
    row.table = {std::move(*schema), std::move(*table)};
    row.identity.kind = static_cast<IdentityKind>(kind.get<int>());
    bool known = false;
    for (int op = 0; op < 3; ++op) {
        if (json["op"] == opNames[op]) {
            row.op = static_cast<PendingOp>(op);
            known = true;
        }
    }
    if (!known || !readValues(json["identity"], row.identity.values)
        || !readValues(json["original"], row.original) || !json["changes"].is_array())
        return std::nullopt;
    for (const Json& cell : json["changes"]) {
        if (!cell.is_array() || cell.size() != 2)
            return std::nullopt;
        std::optional<std::string> column = journalTextFrom(cell[0]);
        std::optional<PendingValue> value = cellFrom(cell[1]);
        if (!column || !value || row.change(*column))
            return std::nullopt;
        row.changes.emplace_back(std::move(*column), std::move(*value));
    }
    if (json.contains("version")) {
        const Json& version = json["version"];
        if (!version.is_array() || version.size() != 2)
            return std::nullopt;
        std::optional<std::string> column = journalTextFrom(version[0]);
        std::optional<Value> value = valueFrom(version[1]);
        if (!column || !value)
            return std::nullopt;
        row.version = {std::move(*column), std::move(*value)};
    }
    return row;
}

} // namespace relata
