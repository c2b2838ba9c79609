// Which rows a grid shows and in which order, as JSON: for tabs that come back and for filters with a name.
// Columns are named, so that it outlives changes of the table; what cannot be read any more is left out.
#pragma once

#include "core/sql/row_select.h"

#include <QJsonObject>

namespace relata {

struct FilterState
{
    RowFilters filters;
    std::vector<RowSort> sort;
};

QJsonObject filterStateToJson(const FilterState& state, const std::vector<Column>& columns);
// `dialect`: the name of the server's, by whose rules a WHERE text is checked again.
FilterState filterStateFromJson(
    const QJsonObject& json, const std::vector<Column>& columns, std::string_view dialect);

} // namespace relata
