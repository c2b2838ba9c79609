#include "ui/datagrid/table_links.h"

#include "core/sql/type_compiler.h"

#include <algorithm>

namespace relata {
namespace {

// The referred columns, also where the key leaves them to the primary key of the referred table.
std::vector<std::string> referredColumns(const ForeignKeyConstraint& key, const Table* referred)
{
    if (!key.referredColumns.empty())
        return key.referredColumns;
    return referred ? referred->primaryKey.columns : std::vector<std::string>();
}

GridColumn gridColumn(const Column& column, const SqlDialect& dialect)
{
    GridColumn result;
    result.name = QString::fromStdString(column.name);
    if (column.type.native)
        result.typeName = QString::fromStdString(column.type.native->text);
    else if (column.type.kind != TypeKind::Unknown)
        result.typeName = QString::fromStdString(dialect.typeCompiler().compile(column.type));
    result.type = column.type;
    result.nullable = column.nullable;
    result.sortable = isSortable(column);
    result.comment = QString::fromStdString(column.comment);
    return result;
}

} // namespace

QList<GridColumn> gridColumns(const Table& table, const MetaData& metadata, const SqlDialect& dialect)
{
    QList<GridColumn> columns;
    for (const Column& column : table.columns) {
        GridColumn& shown = columns.emplace_back(gridColumn(column, dialect));
        shown.primaryKey = table.isPrimaryKey(column.name);
        for (const TableLink& link : linksFrom(table, column.name, metadata)) {
            auto at = std::find(link.fromColumns.begin(), link.fromColumns.end(), column.name);
            std::string text = link.schema.empty() ? link.table : link.schema + "." + link.table;
            text += "." + link.columns[static_cast<std::size_t>(at - link.fromColumns.begin())];
            shown.references = QString::fromStdString(text);
            break;
        }
    }
    return columns;
}

QList<GridColumn> gridColumns(const View& view, const SqlDialect& dialect)
{
    QList<GridColumn> columns;
    for (const Column& column : view.columns)
        columns.append(gridColumn(column, dialect));
    return columns;
}

std::vector<TableLink> linksFrom(const Table& table, const std::string& column, const MetaData& metadata)
{
    std::vector<TableLink> links;
    for (const ForeignKeyConstraint& key : table.foreignKeys) {
        if (std::find(key.columns.begin(), key.columns.end(), column) == key.columns.end())
            continue;
        const Table* referred = metadata.referredTable(table, key);
        std::vector<std::string> columns = referredColumns(key, referred);
        if (referred && columns.size() == key.columns.size())
            links.push_back({referred->schema, referred->name, columns, key.columns, true});
    }
    return links;
}

std::vector<TableLink> linksTo(const Table& table, const MetaData& metadata)
{
    std::vector<TableLink> links;
    for (const TablePtr& other : metadata.tables()) {
        for (const ForeignKeyConstraint& key : other->foreignKeys) {
            if (metadata.referredTable(*other, key) != &table)
                continue;
            std::vector<std::string> columns = referredColumns(key, &table);
            if (columns.size() == key.columns.size())
                links.push_back({other->schema, other->name, key.columns, columns, false});
        }
    }
    return links;
}

} // namespace relata
