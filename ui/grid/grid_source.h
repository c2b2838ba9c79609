// Rows as a grid sees them: columns, a number of rows that may grow, and cells of which only some are here.
// GUI thread only; never blocks.
#pragma once

#include "core/editing/row_window.h"

#include <QList>
#include <QObject>
#include <QString>

namespace relata {

struct GridColumn
{
    QString name;
    QString typeName; // as the database writes it: "varchar(40)"; may be empty
    SqlType type;
    bool nullable = true;
    bool primaryKey = false;
    bool sortable = true;
    QString references; // "authors.id" for the column of a foreign key; else empty
    bool labelled = false; // cells may have labels
    QString comment;
};

class GridSource : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual const QList<GridColumn>& columns() const = 0;
    // What a cell is of: its column, but where a source has lines of different kinds.
    virtual const GridColumn& cellColumn(qint64 row, int column) const
    {
        Q_UNUSED(row);
        return columns().at(column);
    }
    // Every value at the left: where numbers do not stand below each other.
    virtual bool alignsLeft() const { return false; }
    virtual RowTotals totals() const = 0;
    virtual const std::vector<RowSort>& sort() const = 0;

    // What an edit that is not saved does to a row or a cell.
    enum class Mark
    {
        None,
        Changed,
        Inserted,
        Deleted,
        Conflict, // the server has other values than those that were edited
    };
    struct Cell
    {
        bool loaded = false; // false: being fetched
        ValueView value; // valid until control returns to the event loop
        Mark mark = Mark::None; // of the cell: Changed or Conflict
        QString words =
            {}; // shown instead of the value where there is none yet: "default", "new key of authors"
        QString label = {}; // shown behind the value: what people call the row that it refers to
    };
    virtual Cell cell(qint64 row, int column) = 0;
    virtual Mark rowMark(qint64 row) const
    {
        Q_UNUSED(row);
        return Mark::None;
    }
    // What a person wants to know who points at a marked cell: the value that was loaded. Empty if nothing.
    virtual QString cellNote(qint64 row, int column) const
    {
        Q_UNUSED(row);
        Q_UNUSED(column);
        return {};
    }
    // Whether the row is where it will stay (RowBlock::exact); true for rows that are not loaded.
    virtual bool isExact(qint64 row) = 0;
    // The rows [first, last] are on the screen: fetches what is missing, and forgets what was asked for
    // before.
    virtual void want(qint64 first, qint64 last) = 0;

signals:
    void columnsChanged(); // and everything else
    void rowsChanged(); // cells have arrived or gone
    void totalsChanged();
    // The row that was shown at `from` turns out to be at `to`.
    void rowMoved(qint64 from, qint64 to);
};

} // namespace relata
