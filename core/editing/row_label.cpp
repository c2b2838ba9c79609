#include "core/editing/row_label.h"

#include "core/sql/row_select.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace relata {
namespace {

constexpr std::size_t longestLabel = 80; // characters of one column
constexpr std::size_t rowsAtOnce = 512;

bool isReadable(const Column& column)
{
    const SqlType& type = column.type;
    const bool endless = type.kind == TypeKind::Text && !type.length;
    return type.isText() && !endless;
}

const Column* columnNamed(const Table& table, std::string_view name)
{
    for (const Column& column : table.columns) {
        const bool same = column.name.size() == name.size()
            && std::equal(column.name.begin(), column.name.end(), name.begin(),
                [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
        if (same && column.type.isText())
            return &column;
    }
    return nullptr;
}

bool isUnique(const Table& table, const std::string& name)
{
    const auto alone = [&](const std::vector<std::string>& columns) {
        return columns.size() == 1 && columns.front() == name;
    };
    return std::any_of(table.uniqueConstraints.begin(), table.uniqueConstraints.end(),
        [&](const UniqueConstraint& unique) { return alone(unique.columns); });
}

bool refers(const Table& table, const std::string& name)
{
    return std::any_of(
        table.foreignKeys.begin(), table.foreignKeys.end(), [&](const ForeignKeyConstraint& key) {
            return std::find(key.columns.begin(), key.columns.end(), name) != key.columns.end();
        });
}

} // namespace

std::vector<std::string> labelColumns(const Table& table)
{
    static constexpr std::array whole = {"full_name", "fullname", "display_name", "name", "title", "label",
        "caption", "subject", "username", "user_name", "login", "email", "description", "code", "slug"};
    static constexpr std::array<std::pair<const char*, const char*>, 4> pairs = {
        {{"given_name", "family_name"}, {"first_name", "last_name"}, {"firstname", "lastname"},
            {"forename", "surname"}}};
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (const Column* column = columnNamed(table, whole[i]))
            return {column->name};
        if (i != 2) // the two halves of a name say more than a title
            continue;
        for (const auto& [given, family] : pairs) {
            const Column* first = columnNamed(table, given);
            const Column* last = columnNamed(table, family);
            if (first && last)
                return {first->name, last->name};
        }
    }
    const Column* any = nullptr;
    for (const Column& column : table.columns) {
        if (!isReadable(column) || refers(table, column.name))
            continue;
        if (isUnique(table, column.name))
            return {column.name};
        // "book_title", "track_name"
        const bool says = column.name.ends_with("name") || column.name.ends_with("title");
        if (!any || (says && !any->name.ends_with("name") && !any->name.ends_with("title")))
            any = &column;
    }
    return any ? std::vector<std::string>{any->name} : std::vector<std::string>();
}

std::string rowLabel(const Table& table, const RowValues& values)
{
    std::string label;
    const auto add = [&](const std::vector<std::string>& columns, std::string_view between) {
        for (const std::string& name : columns) {
            const Value* value = findValue(values, name);
            if (!value || value->isNull())
                continue;
            const std::string text = value->toText();
            if (!text.empty())
                label += (label.empty() ? std::string() : std::string(between)) + text;
        }
    };
    add(labelColumns(table), " ");
    if (label.empty())
        add(table.primaryKey.columns, ", ");
    return label;
}

std::vector<std::pair<Value, std::string>> readRowLabels(Connection& connection, const Table& table,
    const std::string& key, std::vector<Value> keys, std::stop_token stop)
{
    std::vector<std::pair<Value, std::string>> labels;
    const std::vector<std::string> names = labelColumns(table);
    const Column* keyColumn = table.findColumn(key);
    if (names.empty() || !keyColumn || keys.empty())
        return labels;
    BrowseTarget target;
    target.schema = table.schema;
    target.name = table.name;
    target.columns = {*keyColumn};
    for (const std::string& name : names)
        target.columns.push_back(*table.findColumn(name));
    BrowseOptions options;
    options.conditions = {{0, RowOperator::In, std::move(keys)}};
    options.prefixLength = longestLabel;
    const BrowseSelect select(std::move(target), std::move(options), connection.dialect());
    const SqlStatement statement = select.rows({});
    ExecutionOptions execution;
    execution.stop = std::move(stop);
    CursorResult cursor = connection.execute(statement.sql, statement.parameters, execution);
    while (const RowChunkPtr chunk = cursor.fetch(rowsAtOnce)) {
        for (std::size_t row = 0; row < chunk->rowCount(); ++row) {
            RowValues values;
            for (std::size_t i = 0; i < names.size(); ++i)
                values.emplace_back(names[i], Value::copyOf(chunk->at(row, i + 1)));
            labels.emplace_back(Value::copyOf(chunk->at(row, 0)), rowLabel(table, values));
        }
    }
    return labels;
}

} // namespace relata
