#include "ui/datagrid/filter_state.h"

#include "core/editing/row_filter.h"
#include "core/editing/where_text.h"

#include <QJsonArray>

#include <algorithm>

namespace relata {
namespace {

std::optional<std::size_t> indexOf(const std::vector<Column>& columns, const QJsonValue& name)
{
    const std::string wanted = name.toString().toStdString();
    const auto found = std::find_if(
        columns.begin(), columns.end(), [&](const Column& column) { return column.name == wanted; });
    if (found == columns.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
}

} // namespace

QJsonObject filterStateToJson(const FilterState& state, const std::vector<Column>& columns)
{
    const auto nameOf = [&](std::size_t column) { return QString::fromStdString(columns[column].name); };
    QJsonArray sort;
    for (const RowSort& entry : state.sort) {
        sort.append(QJsonObject{{QStringLiteral("column"), nameOf(entry.column)},
            {QStringLiteral("descending"), entry.descending}});
    }
    QJsonArray conditions;
    for (const RowCondition& condition : state.filters.conditions) {
        conditions.append(QJsonObject{{QStringLiteral("column"), nameOf(condition.column)},
            {QStringLiteral("text"),
                QString::fromStdString(rowFilterText(condition, columns[condition.column]))}});
    }
    QJsonObject json{{QStringLiteral("sort"), sort}, {QStringLiteral("conditions"), conditions}};
    if (!state.filters.where.empty())
        json[QStringLiteral("where")] = QString::fromStdString(state.filters.where);
    if (!state.filters.search.empty())
        json[QStringLiteral("search")] = QString::fromStdString(state.filters.search);
    return json;
}

FilterState filterStateFromJson(
    const QJsonObject& json, const std::vector<Column>& columns, std::string_view dialect)
{
    FilterState state;
    for (const QJsonValue& entry : json[QStringLiteral("sort")].toArray()) {
        if (const auto column = indexOf(columns, entry[QStringLiteral("column")]))
            state.sort.push_back({*column, entry[QStringLiteral("descending")].toBool(), {}});
    }
    for (const QJsonValue& entry : json[QStringLiteral("conditions")].toArray()) {
        const auto column = indexOf(columns, entry[QStringLiteral("column")]);
        if (!column)
            continue;
        auto parsed =
            parseRowFilter(entry[QStringLiteral("text")].toString().toStdString(), *column, columns[*column]);
        if (parsed && *parsed)
            state.filters.conditions.push_back(std::move(**parsed));
    }
    // A file that people can write is no place to take SQL from unread.
    if (Result<std::string> where =
            checkWhereText(json[QStringLiteral("where")].toString().toStdString(), LexicalRules::of(dialect)))
        state.filters.where = std::move(*where);
    state.filters.search = json[QStringLiteral("search")].toString().toStdString();
    return state;
}

} // namespace relata
