#include "tests/support/metadata_diff.h"

#include <algorithm>

namespace relata::test {
namespace {

constexpr qsizetype maxLines = 30;

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

QString text(const DialectOptions& options)
{
    QStringList entries;
    for (const auto& [key, value] : options.entries())
        entries << text(key) + "=" + text(value);
    return "{" + entries.join("; ") + "}";
}

QString text(const Column& column)
{
    QStringList parts{text(column.name), toString(column.type.kind)};
    if (column.type.native)
        parts << text(column.type.native->text);
    parts << (column.nullable ? "NULL" : "NOT NULL") << text(column.notNullName);
    if (column.serverDefault)
        parts << "DEFAULT " + text(column.serverDefault->text);
    if (column.computed)
        parts << "AS " + text(column.computed->expression.text);
    if (column.identity)
        parts << "IDENTITY " + text(column.identity->sequenceName);
    return parts.join(' ') + " " + text(column.collation) + " " + text(column.comment) + text(column.options);
}

QString text(const Index& index)
{
    QStringList elements;
    for (const IndexElement& element : index.elements)
        elements << text(element.column + element.expression.text) + " " + text(element.collation) + " "
                + text(element.operatorClass) + (element.descending ? " DESC" : "")
                + (element.nullsFirst ? (*element.nullsFirst ? " NULLS FIRST" : " NULLS LAST") : "");
    return text(index.name) + (index.unique ? " UNIQUE (" : " (") + elements.join(", ") + ") WHERE "
        + text(index.where.text) + " " + text(index.comment) + text(index.options);
}

template <typename T>
QString text(const T& item)
{
    return text(item.name);
}

QString text(const CheckConstraint& check)
{
    return text(check.name) + " " + text(check.expression.text) + text(check.options);
}

QString text(const Trigger& trigger)
{
    return text(trigger.name) + " " + text(trigger.definition.text);
}

QString text(const CarriedObject& object)
{
    return text(object.kind) + " " + text(object.schema) + "." + text(object.name) + ": "
        + text(object.definition.text);
}

QString text(const View& view)
{
    QString columns;
    for (const Column& column : view.columns)
        columns += "\n    " + text(column);
    QString indexes;
    for (const Index& index : view.indexes)
        indexes += "\n    " + text(index);
    return text(view.qualifiedName()) + " AS " + text(view.definition.text) + text(view.options) + columns
        + indexes;
}

template <typename T>
void compareLists(QStringList& lines, const QString& where, const std::vector<T>& a, const std::vector<T>& b)
{
    for (std::size_t i = 0; i < std::max(a.size(), b.size()) && lines.size() < maxLines; ++i) {
        if (i < a.size() && i < b.size() && a[i] == b[i])
            continue;
        lines << where + ":\n  - " + (i < a.size() ? text(a[i]) : "(none)") + "\n  + "
                + (i < b.size() ? text(b[i]) : "(none)");
    }
}

void compareTables(QStringList& lines, const Table& a, const Table& b)
{
    QString name = text(a.qualifiedName());
    compareLists(lines, name + " columns", a.columns, b.columns);
    if (a.primaryKey != b.primaryKey)
        lines << name + " primary key: " + text(a.primaryKey.name) + text(a.primaryKey.options) + " / "
                + text(b.primaryKey.name) + text(b.primaryKey.options);
    compareLists(lines, name + " unique", a.uniqueConstraints, b.uniqueConstraints);
    compareLists(lines, name + " foreign keys", a.foreignKeys, b.foreignKeys);
    compareLists(lines, name + " checks", a.checkConstraints, b.checkConstraints);
    compareLists(lines, name + " other constraints", a.otherConstraints, b.otherConstraints);
    compareLists(lines, name + " indexes", a.indexes, b.indexes);
    compareLists(lines, name + " triggers", a.triggers, b.triggers);
    if (a.options != b.options)
        lines << name + " options: " + text(a.options) + " / " + text(b.options);
    if (a.comment != b.comment || a.kind != b.kind || a.definition != b.definition)
        lines << name + " comment, kind or definition";
}

} // namespace

QStringList differences(const MetaData& a, const MetaData& b)
{
    QStringList lines;
    if (a.defaultSchema != b.defaultSchema || a.dialect != b.dialect || a.schemas != b.schemas
        || a.options != b.options)
        lines << "schemas, dialect or options";
    for (const TablePtr& table : a.tables()) {
        const Table* other = b.findTable(table->schema, table->name);
        if (!other)
            lines << "table " + text(table->qualifiedName()) + " is missing";
        else if (lines.size() < maxLines)
            compareTables(lines, *table, *other);
    }
    for (const TablePtr& table : b.tables()) {
        if (!a.findTable(table->schema, table->name))
            lines << "table " + text(table->qualifiedName()) + " is new";
    }
    std::vector<View> viewsOfA;
    std::vector<View> viewsOfB;
    for (const ViewPtr& view : a.views())
        viewsOfA.push_back(*view);
    for (const ViewPtr& view : b.views())
        viewsOfB.push_back(*view);
    compareLists(lines, "views", viewsOfA, viewsOfB);
    compareLists(lines, "sequences", a.sequences, b.sequences);
    compareLists(lines, "enums", a.enums, b.enums);
    compareLists(lines, "domains", a.domains, b.domains);
    compareLists(lines, "carried", a.carried, b.carried);
    if (lines.isEmpty() && !(a == b))
        lines << "they differ in the order of tables or views, or in a detail that this list does not print";
    return lines;
}

} // namespace relata::test
