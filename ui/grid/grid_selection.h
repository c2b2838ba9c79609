// Which cells are selected, and which one is current. Rows are 64-bit, columns are visual (as they stand on
// the screen). Values only: painting and keys are GridView's.
#pragma once

#include <QList>
#include <QtGlobal>

namespace relata {

struct GridCell
{
    qint64 row = 0;
    int column = 0;
    bool operator==(const GridCell&) const = default;
};

// Corners included.
struct GridRange
{
    qint64 top = 0;
    qint64 bottom = 0;
    int left = 0;
    int right = 0;

    static GridRange between(GridCell a, GridCell b);
    bool contains(qint64 row, int column) const
    {
        return row >= top && row <= bottom && column >= left && column <= right;
    }
    qint64 rowCount() const { return bottom - top + 1; }
    int columnCount() const { return right - left + 1; }
    bool operator==(const GridRange&) const = default;
};

class GridSelection final
{
public:
    enum class Mode
    {
        Replace,
        Extend, // from the anchor of the last range to the cell
        Add, // a new range beside the others
    };

    GridCell current() const { return m_current; }
    const QList<GridRange>& ranges() const { return m_ranges; } // in the order of their making
    bool isEmpty() const { return m_ranges.isEmpty(); }
    bool contains(qint64 row, int column) const;
    bool touchesRow(qint64 row) const;
    bool touchesColumn(int column) const;
    qint64 cellCount() const; // cells that lie in several ranges count once for each

    void select(GridCell cell, Mode mode);
    // Whole rows or columns, from the anchor where the mode extends. `last` is the highest row or column.
    void selectRows(qint64 row, int lastColumn, Mode mode);
    void selectColumns(int column, qint64 lastRow, Mode mode);
    void selectAll(qint64 lastRow, int lastColumn);
    void moveCurrent(GridCell cell) { m_current = cell; } // leaves the ranges as they are
    void shiftRows(qint64 by);
    // Cuts everything to the rows [0, rows) and columns [0, columns).
    void clip(qint64 rows, int columns);
    void clear();

private:
    GridCell m_current;
    GridCell m_anchor;
    QList<GridRange> m_ranges;
};

} // namespace relata
