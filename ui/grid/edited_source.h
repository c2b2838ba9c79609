// The rows of a table with the edits of its connection laid over them: changed cells, rows to be deleted, and
// new rows behind the last one.
//
// GUI thread only. The table's rows come from a TableSource, which must outlive this.
#pragma once

#include "ui/editing/pending_edits.h"
#include "ui/grid/table_source.h"

#include <QHash>

namespace relata {

class ForeignLabels;

class EditedSource final : public GridSource
{
    Q_OBJECT

public:
    EditedSource(TableSource& rows, PendingEdits& edits, QObject* parent);

    // The table that is shown; null for a view, whose rows cannot be edited. Shared with its MetaData.
    void setTable(TablePtr table);
    const TablePtr& table() const { return m_table; }
    // New rows are shown only where their cells have these values; nothing: all of the table's.
    void setScope(PendingCells scope);
    // Labels for cells that refer to other rows; null: none. Must outlive this, or be taken back.
    void setLabels(ForeignLabels* labels);

    const QList<GridColumn>& columns() const override { return m_rows.columns(); }
    RowTotals totals() const override; // with the new rows
    const std::vector<RowSort>& sort() const override { return m_rows.sort(); }
    Cell cell(qint64 row, int column) override;
    Mark rowMark(qint64 row) const override;
    QString cellNote(qint64 row, int column) const override;
    bool isExact(qint64 row) override;
    void want(qint64 first, qint64 last) override { m_rows.want(first, last); }

    qint64 storedRows() const { return m_rows.totals().rows; } // rows from here on are new
    bool isNew(qint64 row) const { return row >= storedRows(); }
    // What is pending of a row; nullptr: nothing, or the row is not loaded.
    const PendingRow* pending(qint64 row) const;
    // A row of the table as it was loaded. Errors: not loaded, or nothing by which it could be found again.
    Result<LoadedRow> loaded(qint64 row) const;
    // Where a pending row is shown; -1 if it is not among what is loaded.
    qint64 rowOf(EditId id) const;

private:
    void refreshEdits();
    Cell editedCell(qint64 row, int column);

    TableSource& m_rows;
    PendingEdits& m_edits;
    QPointer<ForeignLabels> m_labels;
    TablePtr m_table;
    PendingCells m_scope;
    std::vector<EditId> m_new;
    bool m_any = false; // something of the table is pending
    mutable QHash<qint64, EditId> m_found; // by row; 0 = nothing pending
};

} // namespace relata
