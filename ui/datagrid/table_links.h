// What a table's rows are connected with, for following foreign keys from cell to row and back.
#pragma once

#include "core/schema/metadata.h"
#include "ui/grid/grid_source.h"

namespace relata {

// The columns of a table or view as a grid shows them.
QList<GridColumn> gridColumns(const Table& table, const MetaData& metadata, const SqlDialect& dialect);
QList<GridColumn> gridColumns(const View& view, const SqlDialect& dialect);

// A way from a row to rows of another table: those whose `columns` equal this row's `fromColumns`.
struct TableLink
{
    std::string schema;
    std::string table;
    std::vector<std::string> columns;
    std::vector<std::string> fromColumns;
    bool forward = true; // along the foreign key (at most one row), else against it
};

// Forward links that use `column`; all backward links.
std::vector<TableLink> linksFrom(const Table& table, const std::string& column, const MetaData& metadata);
std::vector<TableLink> linksTo(const Table& table, const MetaData& metadata);

} // namespace relata
