// What the Structure tab and the Inspector tell of an object, as rows of text: the one place that decides
// what is told. Pure functions over MetaData.
#pragma once

#include "core/schema/metadata.h"
#include "core/sql/sql_dialect.h"
#include "ui/shell/object_ref.h"

#include <QList>
#include <QString>
#include <QStringList>
#include <QVariant>

namespace relata {

struct FactCell
{
    QString text;
    QString icon; // a name of Theme::icon, or ""
    QVariant sortKey; // where text would sort wrongly (numbers); invalid = the text
    bool code = false; // SQL: in the monospace font
    bool muted = false;
};

struct FactRow
{
    QList<FactCell> cells;
    ObjectRef object; // what the row is; None if it cannot be selected
    ObjectRef link; // what it leads to (the table that a key refers to); None if nowhere
};

struct FactTable
{
    QString title; // "Columns"
    QString icon;
    QString emptyText; // where there are no rows
    QStringList headers;
    QList<FactRow> rows;
    int linkColumn = -1; // whose text is shown as a link
};

FactTable columnFacts(const QString& connectionId, const Table& table, const SqlDialect& dialect);
FactTable columnFacts(const QString& connectionId, const View& view, const SqlDialect& dialect);
FactTable keyFacts(const QString& connectionId, const MetaData& metadata, const Table& table);
FactTable indexFacts(const ObjectRef& owner, const std::vector<Index>& indexes);
FactTable triggerFacts(const ObjectRef& owner, const std::vector<Trigger>& triggers);
FactTable incomingFacts(const QString& connectionId, const MetaData& metadata, const Table& table);

// Name and value pairs about one object.
struct Fact
{
    QString name;
    QString value;
    ObjectRef link; // None: no link
    bool code = false;
};

struct ObjectFacts
{
    QString icon;
    QString title;
    QString kind;
    QList<Fact> facts;
    bool found = false; // false: the object is not in the MetaData (any more)
};

ObjectFacts objectFacts(const MetaData& metadata, const ObjectRef& object, const SqlDialect& dialect);

} // namespace relata
