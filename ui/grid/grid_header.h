// The header of a grid: per column its name, its type in muted letters, a key, and its place in the sort.
// Sections are columns of the source; they can be moved, resized and hidden.
#pragma once

#include "ui/grid/grid_source.h"

#include <QAbstractTableModel>
#include <QHeaderView>
#include <QPointer>

namespace relata {

class Theme;

// The columns of a source as a model without rows, which is what a QHeaderView wants.
class GridColumnModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;
    void setSource(GridSource* source); // may be null; must outlive the model or be replaced
    int rowCount(const QModelIndex& = {}) const override { return 0; }
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex&, int) const override { return {}; }
    // DisplayRole: the name; ToolTipRole and AccessibleTextRole: all that is known of the column.
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    const GridColumn& column(int section) const { return m_columns.at(section); }

private:
    void reload();
    QPointer<GridSource> m_source;
    QList<GridColumn> m_columns;
};

class GridHeader final : public QHeaderView
{
    Q_OBJECT

public:
    GridHeader(Theme& theme, GridColumnModel* columns, QWidget* parent);
    void setSort(const std::vector<RowSort>& sort);
    // Columns (visual) that touch the selection are tinted.
    void setSelectedColumns(const QList<bool>& visual);
    int contentWidth(int section) const; // what the section needs to show all it says
    QSize sizeHint() const override;

    // The first columns, as they stand, stay at the left whatever is scrolled; fewer while they would leave
    // no room for the others.
    void setFrozen(int columns);
    int frozenWanted() const { return m_frozen; }
    int frozen() const;
    int frozenWidth() const; // pixels
    // Where a section stands in the viewport, and which one (visual, -1: none) stands at `x`.
    int shownPosition(int section) const;
    int shownVisualAt(int x) const;

signals:
    void frozenChanged();
    // A click that was neither a move nor a resize.
    void clicked(int section, Qt::KeyboardModifiers modifiers);

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    QSize sectionSizeFromContents(int section) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QString iconFor(const GridColumn& column) const;
    QFont smallFont() const;

    Theme& m_theme;
    GridColumnModel* m_columns;
    std::vector<RowSort> m_sort;
    QList<bool> m_selected;
    int m_frozen = 0;
    QPoint m_pressedAt;
    int m_pressedSection = -1;
};

} // namespace relata
