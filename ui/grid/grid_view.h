// Shows a GridSource of any length: rows are painted by position, and the vertical scroll bar counts rows and
// not pixels, so nothing grows with the table.
//
// Keys: arrows, Tab, Page Up/Down, Home/End (of the row), Ctrl+Home/End, Ctrl+arrows (to the edge), all with
// Shift to extend; Ctrl+A, Ctrl+Space (column), Shift+Space (row). Everything that needs more than the view
// (copying, menus, editing a cell) is a signal: F2, Return, a double click or a letter asks to edit, Delete
// to clear.
#pragma once

#include "ui/grid/cell_editor.h"
#include "ui/grid/grid_header.h"
#include "ui/grid/grid_selection.h"
#include "ui/grid/grid_source.h"

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QPointer>

namespace relata {

class Theme;

class GridView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    GridView(Theme& theme, QWidget* parent);

    void setSource(GridSource* source);
    GridSource* source() const { return m_source; }
    GridHeader* header() const { return m_header; }
    GridHeader* frozenHeader() const { return m_frozenHeader; } // over the columns that stay; hidden without
    // A widget as high as its size hint, between header and rows, scrolled with the columns; owned.
    void setBandUnderHeader(QWidget* band);
    void setBandVisible(bool visible);

    qint64 topRow() const { return m_top; }
    qint64 rowsPerPage() const; // whole rows that fit
    void scrollToRow(qint64 row); // to the top
    int rowHeight() const { return m_rowHeight; }
    QRect cellRect(qint64 row, int visualColumn) const; // in viewport coordinates; may lie outside

    const GridSelection& selection() const { return m_selection; }
    GridCell current() const { return m_selection.current(); }
    int currentColumn() const; // of the source; -1 if there is none
    void setCurrent(GridCell cell, GridSelection::Mode mode = GridSelection::Mode::Replace);
    void selectAll();
    // The columns of the source that a range covers, as they stand, hidden ones left out.
    QList<int> columnsOf(const GridRange& range) const;

    // Opens the editor over the current cell; the view owns it and closes it when it is done. `store` gets
    // what was typed; the current cell moves on from there. An editor that is open is finished first; nothing
    // happens where its text cannot be a value.
    using Store = std::function<void(const std::optional<QString>& text)>;
    void edit(const std::optional<QString>& text, const QString& typed, CellEditor::Check check, Store store,
        bool keepSelection = false); // else the current cell moves on
    CellEditor* editor() const { return m_editor; } // null while no cell is edited
    // Stores what the editor holds. False if it cannot be a value: the editor stays.
    bool finishEditing();

    void autosizeColumns(); // to what is on the screen now
    void keepColumnWidths() { m_autosizePending = false; } // they come from elsewhere
    void autosizeColumn(int section);

signals:
    void currentChanged();
    void selectionChanged();
    void sortRequested(const std::vector<relata::RowSort>& sort);
    void copyRequested(); // Ctrl+C
    void escapePressed();
    void viewportResized();
    // Return, F2, a double click on the current cell, or a letter, which is `typed`
    void editRequested(const QString& typed);
    void clearRequested(); // Delete
    void pasteRequested(); // Ctrl+V
    void followRequested(); // Ctrl+click on the current cell
    void menuRequested(const QPoint& globalPosition);
    void columnMenuRequested(int section, const QPoint& globalPosition);
    void columnsMoved(); // sizes, order or visibility
    void scrolled();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    enum class Drag
    {
        None,
        Cells,
        Rows,
    };

    void watchHeader(GridHeader* header);
    void placeFrozenHeader();
    void columnsChanged();
    void totalsChanged();
    void rowMoved(qint64 from, qint64 to);
    void updateScrollBars();
    void updateGeometries();
    void setTop(qint64 row);
    void wantVisible();
    void ensureVisible(GridCell cell);
    void afterSelection(GridCell before);
    void toggleSort(int section, Qt::KeyboardModifiers modifiers);
    qint64 rowCount() const;
    qint64 rowAt(int y) const; // clamped; -1 if there are no rows
    int columnAt(int x) const; // visual, clamped to the visible ones; -1 if there are none
    int nextColumn(int visual, int step) const; // skips hidden ones; the same if there is none
    int edgeColumn(bool last) const;
    bool moveByKey(QKeyEvent* event);
    int gutterWidth() const;
    void paintRow(QPainter& painter, qint64 row, int y, const QRect& clip);
    void paintGutter(QPainter& painter, const QRect& clip);
    void closeEditor();
    void placeEditor();
    void paintCell(QPainter& painter, qint64 row, int visual, const QRect& rect, bool selected);
    void dragTo(const QPoint& position, GridSelection::Mode mode);
    QString describeCell(GridCell cell) const;
    void announceCurrent();

    Theme& m_theme;
    QPointer<GridSource> m_source;
    GridColumnModel m_columns;
    GridHeader* m_header;
    GridHeader* m_frozenHeader; // shows the same sections, not scrolled
    QWidget* m_corner;
    QPointer<QWidget> m_band;
    QPointer<CellEditor> m_editor;
    GridCell m_editedCell;
    GridSelection m_selection;
    qint64 m_top = 0;
    qint64 m_rowsPerStep = 1; // rows of one step of the scroll bar: more than 1 beyond two thousand million
    int m_rowHeight = 24;
    int m_wheelRest = 0;
    Drag m_drag = Drag::None;
    QPoint m_dragPosition;
    QBasicTimer m_autoScroll;
    bool m_settingBar = false;
    bool m_placingHeader = false; // what the frozen header's sections do is no doing of the user's
    bool m_autosizePending = true;
    bool m_followEnd = false; // asked for the last row while the number of rows was an estimate
};

} // namespace relata
