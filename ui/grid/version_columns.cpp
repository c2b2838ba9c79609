#include "ui/grid/version_columns.h"

#include "core/editing/cell_text.h"
#include "core/schema/column.h"
#include "ui/shell/settings.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QUrl>

namespace relata {
namespace {

const QString area = QStringLiteral("datagrid");

} // namespace

VersionColumns::VersionColumns(Settings& settings, const QString& connectionId)
    : m_settings(settings)
    , m_key(QStringLiteral("versions.") + QString::fromLatin1(QUrl::toPercentEncoding(connectionId)))
{ }

std::map<TableName, std::string> VersionColumns::all() const
{
    std::map<TableName, std::string> columns;
    const QJsonArray entries = m_settings.value(area, m_key).toArray();
    for (const QJsonValue& entry : entries) {
        const QJsonObject object = entry.toObject();
        const TableName table{
            object["schema"].toString().toStdString(), object["table"].toString().toStdString()};
        if (!table.name.empty() && !object["column"].toString().isEmpty())
            columns[table] = object["column"].toString().toStdString();
    }
    return columns;
}

void VersionColumns::choose(const TableName& table, const std::string& column)
{
    std::map<TableName, std::string> columns = all();
    columns[table] = column;
    keep(columns);
}

void VersionColumns::forget(const TableName& table)
{
    std::map<TableName, std::string> columns = all();
    columns.erase(table);
    keep(columns);
}

bool VersionColumns::canCount(const Column& column, bool inPrimaryKey)
{
    const TypeKind kind = baseType(column.type).kind;
    return (kind == TypeKind::SmallInteger || kind == TypeKind::Integer || kind == TypeKind::BigInteger)
        && !inPrimaryKey && !column.nullable && !column.computed && !column.identity;
}

void VersionColumns::keep(const std::map<TableName, std::string>& columns)
{
    QJsonArray entries;
    for (const auto& [table, column] : columns) {
        entries.append(QJsonObject{{"schema", QString::fromStdString(table.schema)},
            {"table", QString::fromStdString(table.name)}, {"column", QString::fromStdString(column)}});
    }
    m_settings.setValue(area, m_key, entries);
}

} // namespace relata
