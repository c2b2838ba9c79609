#include "tests/core/convert/sqlalchemy_tables.h"

#include "core/util/strings.h"

#include <QJsonObject>

#include <algorithm>

namespace relata::test {
namespace {

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

QJsonValue orNull(const std::string& value)
{
    return value.empty() ? QJsonValue() : QJsonValue(text(value));
}

QJsonArray texts(const std::vector<std::string>& values)
{
    QJsonArray result;
    for (const std::string& value : values)
        result << text(value);
    return result;
}

QJsonObject typeJson(const SqlType& type)
{
    QJsonObject result{{"kind", toString(type.kind)}, {"timezone", type.timezone},
        {"fixedLength", type.fixedLength}, {"national", type.national}, {"name", text(type.name)},
        {"values", texts(type.values)}};
    if (type.length)
        result["length"] = *type.length;
    if (type.precision)
        result["precision"] = *type.precision;
    if (type.scale)
        result["scale"] = *type.scale;
    if (type.native && type.native->dialect == "mysql")
        result["native"] = text(type.native->text);
    if (type.element)
        result["element"] = typeJson(*type.element);
    return result;
}

bool isNumbered(const Table& table, const Column& column)
{
    if (column.identity || column.autoincrement == Autoincrement::Yes)
        return true;
    if (column.serverDefault) {
        // A sequence's next value, as each server writes it.
        const std::string words = toUpperAscii(column.serverDefault->text);
        if (words.starts_with("NEXTVAL(") || words.find("NEXT VALUE FOR") != std::string::npos
            || words.ends_with(".NEXTVAL"))
            return true;
    }
    // An INTEGER PRIMARY KEY of SQLite, unless another table gives its values; SQLAlchemy reads it in the
    // same way.
    bool refers =
        std::any_of(table.foreignKeys.begin(), table.foreignKeys.end(), [&](const ForeignKeyConstraint& key) {
            return std::find(key.columns.begin(), key.columns.end(), column.name) != key.columns.end();
        });
    return column.autoincrement == Autoincrement::Auto && table.isPrimaryKey(column.name) && !refers;
}

QJsonObject columnJson(const Table& table, const Column& column, const Column* converted)
{
    const Column& words = converted ? *converted : column;
    QJsonObject result{{"name", text(column.name)}, {"type", typeJson(column.type)},
        {"nullable", column.nullable}, {"numbered", isNumbered(table, column)},
        {"comment", orNull(column.comment)}};
    if (column.serverDefault && words.serverDefault)
        result["default"] = text(words.serverDefault->text);
    if (column.computed && words.computed)
        result["computed"] = QJsonObject{
            {"sqltext", text(words.computed->expression.text)}, {"persisted", words.computed->persisted}};
    return result;
}

QJsonArray indexesJson(const Table& table, const Table& converted)
{
    QJsonArray result;
    for (const Index& index : table.indexes) {
        auto other = std::find_if(converted.indexes.begin(), converted.indexes.end(),
            [&](const Index& candidate) { return candidate.name == index.name; });
        const Index& words = other == converted.indexes.end() ? index : *other;
        QJsonArray elements;
        for (std::size_t i = 0; i < index.elements.size(); ++i) {
            const IndexElement& element = index.elements[i];
            bool same = words.elements.size() == index.elements.size();
            elements << QJsonObject{{"column", text(element.column)},
                {"expression", text((same ? words.elements[i] : element).expression.text)},
                {"descending", element.descending}};
        }
        result << QJsonObject{{"name", text(index.name)}, {"unique", index.unique}, {"elements", elements},
            {"where", text(words.where.text)}};
    }
    return result;
}

QJsonValue action(ReferentialAction value)
{
    return value == ReferentialAction::NoAction ? QJsonValue() : QJsonValue(toString(value));
}

QJsonObject tableJson(const Table& table, const Table& converted)
{
    QJsonArray columns, uniques, checks, keys;
    for (const Column& column : table.columns)
        columns << columnJson(table, column, converted.findColumn(column.name));
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        uniques << QJsonObject{{"name", orNull(unique.name)}, {"columns", texts(unique.columns)}};
    for (const CheckConstraint& check : converted.checkConstraints)
        checks << QJsonObject{{"name", orNull(check.name)}, {"sqltext", text(check.expression.text)}};
    for (const ForeignKeyConstraint& key : table.foreignKeys)
        keys << QJsonObject{{"name", orNull(key.name)}, {"columns", texts(key.columns)},
            {"referred_table", text(key.referredTable)}, {"referred_columns", texts(key.referredColumns)},
            {"onupdate", action(key.onUpdate)}, {"ondelete", action(key.onDelete)}};
    return {{"name", text(table.name)}, {"columns", columns},
        {"pk_constraint",
            QJsonObject{
                {"name", orNull(table.primaryKey.name)}, {"columns", texts(table.primaryKey.columns)}}},
        {"unique_constraints", uniques}, {"check_constraints", checks}, {"foreign_keys", keys},
        {"indexes", indexesJson(table, converted)}};
}

} // namespace

QJsonArray sqlAlchemyTables(const MetaData& source, const MetaData& converted)
{
    QJsonArray result;
    for (const TablePtr& table : source.tables()) {
        if (const Table* other = converted.findTable("", table->name))
            result << tableJson(*table, *other);
    }
    return result;
}

} // namespace relata::test
