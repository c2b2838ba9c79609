#include "ui/connections/schema_text.h"

#include "core/sql/type_compiler.h"

#include <QLocale>
#include <QObject>

#include <algorithm>

namespace relata {

QString nameList(const std::vector<std::string>& names)
{
    QString text;
    for (const std::string& name : names)
        text += (text.isEmpty() ? QString() : QStringLiteral(", ")) + fromUtf8(name);
    return text;
}

QString typeText(const SqlType& type, const SqlDialect& dialect)
{
    return fromUtf8(dialect.typeCompiler().compile(type));
}

QString labelOf(const PrimaryKeyConstraint& key)
{
    return key.name.empty() ? QObject::tr("primary key (%1)").arg(nameList(key.columns)) : fromUtf8(key.name);
}

QString labelOf(const UniqueConstraint& key)
{
    return key.name.empty() ? QObject::tr("unique (%1)").arg(nameList(key.columns)) : fromUtf8(key.name);
}

QString labelOf(const ForeignKeyConstraint& key)
{
    return key.name.empty() ? QObject::tr("foreign key (%1)").arg(nameList(key.columns)) : fromUtf8(key.name);
}

QString labelOf(const Table& table, const CheckConstraint& check)
{
    if (!check.name.empty())
        return fromUtf8(check.name);
    int number = 0;
    for (const CheckConstraint& other : table.checkConstraints) {
        number += other.name.empty() ? 1 : 0;
        if (&other == &check)
            break;
    }
    return QObject::tr("check %1").arg(number);
}

QString referredText(const ForeignKeyConstraint& key)
{
    QString table = fromUtf8(key.referredTable);
    if (!key.referredSchema.empty())
        table.prepend(fromUtf8(key.referredSchema) + '.');
    return key.referredColumns.empty() ? table
                                       : QStringLiteral("%1 (%2)").arg(table, nameList(key.referredColumns));
}

std::vector<std::string> referredColumns(
    const MetaData& metadata, const Table& table, const ForeignKeyConstraint& key)
{
    if (!key.referredColumns.empty())
        return key.referredColumns;
    const Table* referred = metadata.referredTable(table, key);
    return referred ? referred->primaryKey.columns : std::vector<std::string>();
}

QString columnsOf(const Index& index)
{
    QString text;
    for (const IndexElement& element : index.elements) {
        text += (text.isEmpty() ? QString() : QStringLiteral(", "))
            + fromUtf8(element.column.empty() ? element.expression.text : element.column);
        if (element.descending)
            text += QStringLiteral(" ↓");
    }
    return text;
}

QString defaultText(const Column& column)
{
    return column.serverDefault ? fromUtf8(column.serverDefault->text) : QString();
}

QString kindText(TableKind kind)
{
    switch (kind) {
    case TableKind::Base:
        return QObject::tr("Table");
    case TableKind::Partitioned:
        return QObject::tr("Partitioned table");
    case TableKind::Partition:
        return QObject::tr("Partition");
    case TableKind::Foreign:
        return QObject::tr("Foreign table");
    case TableKind::Virtual:
        return QObject::tr("Virtual table");
    case TableKind::Shadow:
        return QObject::tr("Shadow table");
    }
    return {};
}

QString kindText(const View& view)
{
    return view.materialized ? QObject::tr("Materialized view") : QObject::tr("View");
}

QString kindText(ObjectRef::Kind kind)
{
    switch (kind) {
    case ObjectRef::Kind::None:
        return {};
    case ObjectRef::Kind::Connection:
        return QObject::tr("Connection");
    case ObjectRef::Kind::Schema:
        return QObject::tr("Schema");
    case ObjectRef::Kind::Table:
        return QObject::tr("Table");
    case ObjectRef::Kind::View:
        return QObject::tr("View");
    case ObjectRef::Kind::Column:
        return QObject::tr("Column");
    case ObjectRef::Kind::Index:
        return QObject::tr("Index");
    case ObjectRef::Kind::Constraint:
        return QObject::tr("Constraint");
    case ObjectRef::Kind::Trigger:
        return QObject::tr("Trigger");
    case ObjectRef::Kind::Sequence:
        return QObject::tr("Sequence");
    case ObjectRef::Kind::Enum:
        return QObject::tr("Enumerated type");
    case ObjectRef::Kind::Domain:
        return QObject::tr("Domain");
    case ObjectRef::Kind::Routine:
        return QObject::tr("Routine");
    }
    return {};
}

const char* iconOf(TableKind)
{
    return "table";
}

const char* iconOf(const View& view)
{
    return view.materialized ? "materialized-view" : "view";
}

const char* iconOf(ObjectRef::Kind kind)
{
    switch (kind) {
    case ObjectRef::Kind::None:
        return "info";
    case ObjectRef::Kind::Connection:
        return "database";
    case ObjectRef::Kind::Schema:
        return "schema";
    case ObjectRef::Kind::Table:
        return "table";
    case ObjectRef::Kind::View:
        return "view";
    case ObjectRef::Kind::Column:
        return "column";
    case ObjectRef::Kind::Index:
        return "index";
    case ObjectRef::Kind::Constraint:
        return "key-primary";
    case ObjectRef::Kind::Trigger:
        return "trigger";
    case ObjectRef::Kind::Sequence:
        return "sequence";
    case ObjectRef::Kind::Enum:
    case ObjectRef::Kind::Domain:
        return "enum";
    case ObjectRef::Kind::Routine:
        return "function";
    }
    return "info";
}

bool isForeignKeyColumn(const Table& table, const std::string& column)
{
    return std::any_of(
        table.foreignKeys.begin(), table.foreignKeys.end(), [&](const ForeignKeyConstraint& key) {
            return std::find(key.columns.begin(), key.columns.end(), column) != key.columns.end();
        });
}

const char* columnIcon(const Table& table, const Column& column)
{
    if (table.isPrimaryKey(column.name))
        return "key-primary";
    return isForeignKeyColumn(table, column.name) ? "key-foreign" : "column";
}

QString numberText(qint64 number)
{
    return QLocale().toString(number);
}

QString countText(qint64 count, const QString& one, const QString& many)
{
    return numberText(count) + ' ' + (count == 1 ? one : many);
}

QString schemaTitle(const MetaData& metadata, const std::string& schema)
{
    if (!schema.empty())
        return fromUtf8(schema);
    return metadata.defaultSchema.empty() ? QObject::tr("default") : fromUtf8(metadata.defaultSchema);
}

QString qualifiedText(const ObjectRef& object)
{
    return object.schema.isEmpty() ? object.name : object.schema + '.' + object.name;
}

const Table* tableOf(const MetaData& metadata, const ObjectRef& object)
{
    return metadata.findTable(object.schema.toStdString(), object.name.toStdString());
}

const View* viewOf(const MetaData& metadata, const ObjectRef& object)
{
    return metadata.findView(object.schema.toStdString(), object.name.toStdString());
}

ObjectRef refOf(const QString& connectionId, const Table& table)
{
    return {connectionId, fromUtf8(table.schema), fromUtf8(table.name), {}, ObjectRef::Kind::Table};
}

ObjectRef refOf(const QString& connectionId, const View& view)
{
    return {connectionId, fromUtf8(view.schema), fromUtf8(view.name), {}, ObjectRef::Kind::View};
}

std::vector<IncomingKey> incomingKeys(const MetaData& metadata, const Table& table)
{
    std::vector<IncomingKey> result;
    for (const TablePtr& other : metadata.tables()) {
        for (const ForeignKeyConstraint& key : other->foreignKeys) {
            if (metadata.referredTable(*other, key) == &table)
                result.push_back({other.get(), &key});
        }
    }
    return result;
}

} // namespace relata
