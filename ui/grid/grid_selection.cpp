#include "ui/grid/grid_selection.h"

#include <algorithm>

namespace relata {

GridRange GridRange::between(GridCell a, GridCell b)
{
    return {std::min(a.row, b.row), std::max(a.row, b.row), std::min(a.column, b.column),
        std::max(a.column, b.column)};
}

bool GridSelection::contains(qint64 row, int column) const
{
    return std::any_of(m_ranges.begin(), m_ranges.end(),
        [&](const GridRange& range) { return range.contains(row, column); });
}

bool GridSelection::touchesRow(qint64 row) const
{
    return std::any_of(m_ranges.begin(), m_ranges.end(),
        [&](const GridRange& range) { return row >= range.top && row <= range.bottom; });
}

bool GridSelection::touchesColumn(int column) const
{
    return std::any_of(m_ranges.begin(), m_ranges.end(),
        [&](const GridRange& range) { return column >= range.left && column <= range.right; });
}

qint64 GridSelection::cellCount() const
{
    qint64 count = 0;
    for (const GridRange& range : m_ranges)
        count += range.rowCount() * range.columnCount();
    return count;
}

void GridSelection::select(GridCell cell, Mode mode)
{
    m_current = cell;
    if (mode == Mode::Extend && !m_ranges.isEmpty()) {
        m_ranges.last() = GridRange::between(m_anchor, cell);
        return;
    }
    m_anchor = cell;
    if (mode == Mode::Replace)
        m_ranges.clear();
    m_ranges.append(GridRange::between(cell, cell));
}

void GridSelection::selectRows(qint64 row, int lastColumn, Mode mode)
{
    qint64 from = mode == Mode::Extend && !m_ranges.isEmpty() ? m_anchor.row : row;
    if (mode == Mode::Replace || (mode == Mode::Extend && m_ranges.isEmpty()))
        m_ranges.clear();
    else if (mode == Mode::Extend)
        m_ranges.removeLast();
    m_anchor = {from, 0};
    m_current = {row, m_current.column};
    m_ranges.append({std::min(from, row), std::max(from, row), 0, lastColumn});
}

void GridSelection::selectColumns(int column, qint64 lastRow, Mode mode)
{
    int from = mode == Mode::Extend && !m_ranges.isEmpty() ? m_anchor.column : column;
    if (mode == Mode::Replace || (mode == Mode::Extend && m_ranges.isEmpty()))
        m_ranges.clear();
    else if (mode == Mode::Extend)
        m_ranges.removeLast();
    m_anchor = {0, from};
    m_current = {m_current.row, column};
    m_ranges.append({0, lastRow, std::min(from, column), std::max(from, column)});
}

void GridSelection::selectAll(qint64 lastRow, int lastColumn)
{
    m_anchor = {0, 0};
    m_ranges = {{0, lastRow, 0, lastColumn}};
}

void GridSelection::shiftRows(qint64 by)
{
    m_current.row = std::max<qint64>(m_current.row + by, 0);
    m_anchor.row = std::max<qint64>(m_anchor.row + by, 0);
    for (GridRange& range : m_ranges) {
        range.top = std::max<qint64>(range.top + by, 0);
        range.bottom = std::max<qint64>(range.bottom + by, 0);
    }
}

void GridSelection::clip(qint64 rows, int columns)
{
    if (rows <= 0 || columns <= 0)
        return clear();
    auto clipped = [&](GridCell cell) {
        return GridCell{std::clamp<qint64>(cell.row, 0, rows - 1), std::clamp(cell.column, 0, columns - 1)};
    };
    m_current = clipped(m_current);
    m_anchor = clipped(m_anchor);
    m_ranges.removeIf([&](const GridRange& range) { return range.top >= rows || range.left >= columns; });
    for (GridRange& range : m_ranges) {
        range.bottom = std::min(range.bottom, rows - 1);
        range.right = std::min(range.right, columns - 1);
    }
    if (m_ranges.isEmpty())
        m_ranges.append(GridRange::between(m_current, m_current));
}

void GridSelection::clear()
{
    m_current = {};
    m_anchor = {};
    m_ranges.clear();
}

} // namespace relata
