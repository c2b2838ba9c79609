// GridView's keys and mouse.
#include "ui/grid/cell_text.h"
#include "ui/grid/grid_view.h"
#include "ui/shell/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace relata {

qint64 GridView::rowAt(int y) const
{
    if (rowCount() == 0)
        return -1;
    qint64 row = m_top + (y >= 0 ? y / m_rowHeight : -((-y + m_rowHeight - 1) / m_rowHeight));
    return std::clamp<qint64>(row, 0, rowCount() - 1);
}

int GridView::edgeColumn(bool last) const
{
    int count = m_header->count();
    for (int i = 0; i < count; ++i) {
        int visual = last ? count - 1 - i : i;
        if (!m_header->isSectionHidden(m_header->logicalIndex(visual)))
            return visual;
    }
    return -1;
}

int GridView::columnAt(int x) const
{
    int visual = m_header->shownVisualAt(x - gutterWidth());
    if (visual >= 0)
        return visual;
    return edgeColumn(x > gutterWidth());
}

int GridView::nextColumn(int visual, int step) const
{
    for (int next = visual + step; next >= 0 && next < m_header->count(); next += step) {
        if (!m_header->isSectionHidden(m_header->logicalIndex(next)))
            return next;
    }
    return visual;
}

bool GridView::moveByKey(QKeyEvent* event)
{
    GridCell cell = m_selection.current();
    bool control = event->modifiers() & Qt::ControlModifier;
    bool shift = event->modifiers() & Qt::ShiftModifier;
    qint64 last = std::max<qint64>(rowCount() - 1, 0);
    switch (event->key()) {
    case Qt::Key_Up:
        cell.row = control ? 0 : cell.row - 1;
        break;
    case Qt::Key_Down:
        cell.row = control ? last : cell.row + 1;
        break;
    case Qt::Key_Left:
        cell.column = control ? edgeColumn(false) : nextColumn(cell.column, -1);
        break;
    case Qt::Key_Right:
        cell.column = control ? edgeColumn(true) : nextColumn(cell.column, 1);
        break;
    case Qt::Key_PageUp:
        cell.row -= rowsPerPage();
        setTop(m_top - rowsPerPage());
        break;
    case Qt::Key_PageDown:
        cell.row += rowsPerPage();
        setTop(m_top + rowsPerPage());
        break;
    case Qt::Key_Home:
        cell.column = edgeColumn(false);
        if (control)
            cell.row = 0;
        break;
    case Qt::Key_End:
        cell.column = edgeColumn(true);
        if (control)
            cell.row = last;
        break;
    case Qt::Key_Tab:
    case Qt::Key_Backtab: {
        bool back = event->key() == Qt::Key_Backtab;
        int next = nextColumn(cell.column, back ? -1 : 1);
        if (next == cell.column) {
            cell.row += back ? -1 : 1;
            next = cell.row >= 0 && cell.row <= last ? edgeColumn(back) : cell.column;
        }
        cell.column = next;
        shift = false;
        break;
    }
    default:
        return false;
    }
    setCurrent(cell, shift ? GridSelection::Mode::Extend : GridSelection::Mode::Replace);
    return true;
}

void GridView::keyPressEvent(QKeyEvent* event)
{
    if (rowCount() > 0 && !(event->modifiers() & Qt::AltModifier) && moveByKey(event))
        return;
    GridCell before = m_selection.current();
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (event->matches(QKeySequence::Copy)) {
        emit copyRequested();
    } else if (event->key() == Qt::Key_Escape) {
        emit escapePressed();
    } else if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        m_selection.selectColumns(
            before.column, std::max<qint64>(rowCount() - 1, 0), GridSelection::Mode::Replace);
        afterSelection(before);
    } else if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ShiftModifier) {
        m_selection.selectRows(before.row, m_header->count() - 1, GridSelection::Mode::Replace);
        afterSelection(before);
    } else if (event->matches(QKeySequence::Paste)) {
        emit pasteRequested();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_F2)
        && (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier && rowCount() > 0) {
        emit editRequested({});
    } else if (event->key() == Qt::Key_Delete && event->modifiers() == Qt::NoModifier && rowCount() > 0) {
        emit clearRequested();
    } else if (event->key() == Qt::Key_Menu) {
        emit menuRequested(
            viewport()->mapToGlobal(cellRect(before.row, before.column).bottomLeft() + QPoint(4, 0)));
    } else if (rowCount() > 0 && !event->text().isEmpty() && event->text().front().isPrint()
        && !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))) {
        emit editRequested(event->text());
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

bool GridView::focusNextPrevChild(bool next)
{
    // Tab walks the cells; Ctrl+Tab and the window's own shortcuts leave the grid.
    Q_UNUSED(next);
    return false;
}

void GridView::mousePressEvent(QMouseEvent* event)
{
    if (rowCount() == 0 || event->button() == Qt::MiddleButton || !finishEditing())
        return;
    QPoint at = event->position().toPoint();
    bool shift = event->modifiers() & Qt::ShiftModifier;
    bool control = event->modifiers() & Qt::ControlModifier;
    auto mode = shift ? GridSelection::Mode::Extend
        : control     ? GridSelection::Mode::Add
                      : GridSelection::Mode::Replace;
    GridCell before = m_selection.current();
    qint64 row = rowAt(at.y());
    if (at.x() < gutterWidth()) {
        if (event->button() != Qt::RightButton || !m_selection.touchesRow(row)) {
            m_selection.selectRows(row, m_header->count() - 1, mode);
            afterSelection(before);
        }
        m_drag = event->button() == Qt::LeftButton ? Drag::Rows : Drag::None;
        return;
    }
    GridCell cell{row, columnAt(at.x())};
    if (event->button() == Qt::RightButton && m_selection.contains(cell.row, cell.column)) {
        m_selection.moveCurrent(cell);
        afterSelection(before);
        return;
    }
    setCurrent(cell, mode);
    if (event->button() != Qt::LeftButton)
        return;
    m_drag = Drag::Cells;
    int column = currentColumn();
    if (control && !shift && column >= 0 && !m_columns.column(column).references.isEmpty()) {
        m_drag = Drag::None;
        emit followRequested();
    }
}

void GridView::dragTo(const QPoint& position, GridSelection::Mode mode)
{
    GridCell before = m_selection.current();
    qint64 row = rowAt(position.y());
    if (row < 0)
        return;
    if (m_drag == Drag::Rows) {
        m_selection.selectRows(row, m_header->count() - 1, mode);
        afterSelection(before);
    } else {
        m_selection.select({row, columnAt(position.x())}, mode);
        afterSelection(before);
    }
}

void GridView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag == Drag::None || !(event->buttons() & Qt::LeftButton)) {
        QPoint at = event->position().toPoint();
        bool follow = false;
        if (event->modifiers() & Qt::ControlModifier && at.x() >= gutterWidth() && rowCount() > 0) {
            int visual = m_header->shownVisualAt(at.x() - gutterWidth());
            follow = visual >= 0 && at.y() / m_rowHeight < rowCount() - m_top
                && !m_columns.column(m_header->logicalIndex(visual)).references.isEmpty();
        }
        viewport()->setCursor(follow ? Qt::PointingHandCursor : Qt::ArrowCursor);
        return;
    }
    m_dragPosition = event->position().toPoint();
    dragTo(m_dragPosition, GridSelection::Mode::Extend);
    if (viewport()->rect().contains(m_dragPosition))
        m_autoScroll.stop();
    else if (!m_autoScroll.isActive())
        m_autoScroll.start(40, this);
}

void GridView::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_autoScroll.timerId())
        return QAbstractScrollArea::timerEvent(event);
    // The further outside, the faster.
    int above = -m_dragPosition.y();
    int below = m_dragPosition.y() - viewport()->height();
    if (above > 0)
        setTop(m_top - 1 - above / 16);
    else if (below > 0)
        setTop(m_top + 1 + below / 16);
    if (m_dragPosition.x() < gutterWidth())
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - 20);
    else if (m_dragPosition.x() > viewport()->width())
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + 20);
    dragTo(m_dragPosition, GridSelection::Mode::Extend);
}

void GridView::mouseReleaseEvent(QMouseEvent*)
{
    m_drag = Drag::None;
    m_autoScroll.stop();
}

void GridView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && event->position().x() >= gutterWidth() && rowCount() > 0)
        emit editRequested({});
}

void GridView::wheelEvent(QWheelEvent* event)
{
    QPoint angle = event->angleDelta();
    bool sideways = event->modifiers() & Qt::ShiftModifier;
    int horizontal = sideways && angle.x() == 0 ? angle.y() : angle.x();
    int vertical = sideways ? 0 : angle.y();
    if (horizontal != 0)
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - horizontal);
    if (vertical != 0) {
        // 120 units are one notch; touchpads send less at a time.
        m_wheelRest += vertical * QApplication::wheelScrollLines();
        int rows = m_wheelRest / 120;
        m_wheelRest -= rows * 120;
        if (rows != 0) {
            m_followEnd = false;
            setTop(m_top - rows);
        }
    }
    event->accept();
}

void GridView::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Mouse)
        emit menuRequested(event->globalPos());
    else
        emit menuRequested(viewport()->mapToGlobal(
            cellRect(m_selection.current().row, m_selection.current().column).bottomLeft() + QPoint(4, 0)));
}

void GridView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
    announceCurrent();
}

void GridView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool GridView::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    auto* help = static_cast<QHelpEvent*>(event);
    QString text;
    qint64 row = rowAt(help->y());
    int visual = m_header->shownVisualAt(help->x() - gutterWidth());
    if (row >= 0 && visual >= 0 && help->x() >= gutterWidth()) {
        QRect rect = cellRect(row, visual);
        GridSource::Cell cell = m_source->cell(row, m_header->logicalIndex(visual));
        if (cell.loaded && rect.contains(help->pos())) {
            CellText shown =
                cellText(cell.value, m_source->cellColumn(row, m_header->logicalIndex(visual)).type);
            if (fontMetrics().horizontalAdvance(shown.text) > rect.width() - 17)
                text = shown.text.toHtmlEscaped();
            const QString note = m_source->cellNote(row, m_header->logicalIndex(visual)).toHtmlEscaped();
            if (!note.isEmpty())
                text += (text.isEmpty() ? QString() : QStringLiteral("<br>")) + note;
        }
    }
    QToolTip::showText(help->globalPos(), text.isEmpty() ? text : "<p>" + text + "</p>", viewport());
    return true;
}

QString GridView::describeCell(GridCell cell) const
{
    int logical = m_header->logicalIndex(cell.column);
    if (!m_source || logical < 0 || cell.row >= rowCount())
        return {};
    GridSource::Cell found = m_source->cell(cell.row, logical);
    const GridColumn& column = m_source->cellColumn(cell.row, logical);
    QString value = found.loaded ? cellText(found.value, column.type).text : tr("loading");
    if (!found.words.isEmpty())
        value = found.words;
    else if (found.loaded && value.isEmpty())
        value = tr("empty text");
    QString text = tr("Row %1, %2: %3").arg(countText(cell.row + 1), column.name, value);
    switch (m_source->rowMark(cell.row)) {
    case GridSource::Mark::None:
        break;
    case GridSource::Mark::Changed:
        if (found.mark != GridSource::Mark::None)
            text = tr("%1, changed").arg(text);
        break;
    case GridSource::Mark::Inserted:
        text = tr("%1, new row").arg(text);
        break;
    case GridSource::Mark::Deleted:
        text = tr("%1, to be deleted").arg(text);
        break;
    case GridSource::Mark::Conflict:
        text = tr("%1, in conflict").arg(text);
        break;
    }
    return text;
}

void GridView::announceCurrent()
{
    QString description = describeCell(m_selection.current());
    if (description == accessibleDescription())
        return;
    setAccessibleDescription(description);
    if (QAccessible::isActive() && hasFocus()) {
        QAccessibleEvent event(this, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace relata
