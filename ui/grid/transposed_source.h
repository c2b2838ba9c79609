// Some rows of a source turned on their side: a line for each column, a column for each row, the names at the
// left. The form of one row, and rows beside each other for comparing. GUI thread only.
#pragma once

#include "ui/grid/grid_source.h"

#include <QPointer>

#include <string>
#include <vector>

namespace relata {

class TransposedSource final : public GridSource
{
    Q_OBJECT

public:
    using GridSource::GridSource;

    void setSource(GridSource* source); // null: none
    void setRows(QList<qint64> rows);
    const QList<qint64>& rows() const { return m_rows; }
    // The source's row that a column shows; -1 for the names.
    qint64 rowOf(int column) const;

    const QList<GridColumn>& columns() const override { return m_columns; }
    const GridColumn& cellColumn(qint64 row, int column) const override;
    bool alignsLeft() const override { return true; }
    RowTotals totals() const override;
    const std::vector<RowSort>& sort() const override { return m_sort; }
    Cell cell(qint64 row, int column) override;
    QString cellNote(qint64 row, int column) const override;
    bool isExact(qint64) override { return true; }
    void want(qint64, qint64) override { }

private:
    void describe();

    QPointer<GridSource> m_source;
    QList<qint64> m_rows;
    QList<GridColumn> m_columns;
    std::vector<std::string> m_names; // of the lines, as values
    std::vector<RowSort> m_sort;
};

} // namespace relata
