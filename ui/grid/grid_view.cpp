#include "ui/grid/grid_view.h"

#include "ui/grid/cell_text.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QEvent>
#include <QScrollBar>

#include <algorithm>
#include <limits>

namespace relata {
namespace {

constexpr int gutterPadding = 8;
constexpr int smallestGutter = 40;
constexpr int widestAutomatic = 360;
constexpr int narrowestAutomatic = 56;
constexpr int widthWithLabel = 180;

// The corner above the row numbers: a click selects everything.
class CornerButton final : public QWidget
{
public:
    CornerButton(Theme& theme, GridView* view) : QWidget(view), m_theme(theme), m_view(view)
    {
        setToolTip(GridView::tr("Select all"));
        setAccessibleName(GridView::tr("Select all"));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Palette& colors = m_theme.palette();
        QPainter painter(this);
        painter.fillRect(rect(), underMouse() ? colors.hover : colors.header);
        painter.setPen(colors.gridLine);
        painter.drawLine(rect().topRight(), rect().bottomRight());
        painter.setPen(colors.border);
        painter.drawLine(rect().bottomLeft(), rect().bottomRight());
    }
    void mousePressEvent(QMouseEvent*) override
    {
        m_view->setFocus(Qt::MouseFocusReason);
        m_view->selectAll();
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    Theme& m_theme;
    GridView* m_view;
};

} // namespace

GridView::GridView(Theme& theme, QWidget* parent) : QAbstractScrollArea(parent), m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Rows"));
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    m_header = new GridHeader(theme, &m_columns, this);
    m_corner = new CornerButton(theme, this);
    m_rowHeight = (fontMetrics().height() + 8 + 3) / 4 * 4;

    m_frozenHeader = new GridHeader(theme, &m_columns, this);
    m_frozenHeader->hide();
    watchHeader(m_header);
    watchHeader(m_frozenHeader);
    auto geometryChanged = [this] {
        placeFrozenHeader();
        updateScrollBars();
        viewport()->update();
        emit columnsMoved();
    };
    connect(m_header, &GridHeader::frozenChanged, this, geometryChanged);
    connect(m_header, &QHeaderView::sectionResized, this, geometryChanged);
    connect(m_header, &QHeaderView::sectionMoved, this, [this, geometryChanged] {
        GridCell current = m_selection.current();
        m_selection.select(current, GridSelection::Mode::Replace);
        geometryChanged();
        emit selectionChanged();
    });
    connect(m_frozenHeader, &QHeaderView::sectionResized, this, [this](int section, int, int size) {
        if (!m_placingHeader && !m_header->isSectionHidden(section))
            m_header->resizeSection(section, size);
    });
    connect(m_frozenHeader, &QHeaderView::sectionMoved, this, [this](int, int from, int to) {
        if (!m_placingHeader)
            m_header->moveSection(from, to);
    });
    connect(&theme, &Theme::changed, this, [this] {
        viewport()->update();
        m_corner->update();
    });
}

void GridView::watchHeader(GridHeader* header)
{
    connect(header, &QHeaderView::sectionHandleDoubleClicked, this, &GridView::autosizeColumn);
    connect(header, &GridHeader::clicked, this, [this](int section, Qt::KeyboardModifiers modifiers) {
        setFocus(Qt::MouseFocusReason);
        if (modifiers & (Qt::ControlModifier | Qt::AltModifier)) {
            GridCell before = m_selection.current();
            m_selection.selectColumns(m_header->visualIndex(section), std::max<qint64>(rowCount() - 1, 0),
                modifiers & Qt::ShiftModifier ? GridSelection::Mode::Extend : GridSelection::Mode::Replace);
            afterSelection(before);
        } else {
            toggleSort(section, modifiers);
        }
    });
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint& at) {
        emit columnMenuRequested(header->logicalIndexAt(at), header->viewport()->mapToGlobal(at));
    });
}

// The sections of both headers are the same: the user may take hold of either.
void GridView::placeFrozenHeader()
{
    const int width = m_header->frozenWidth();
    m_frozenHeader->setVisible(width > 0);
    if (width == 0)
        return;
    m_placingHeader = true;
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int section = m_header->logicalIndex(visual);
        if (m_frozenHeader->visualIndex(section) != visual)
            m_frozenHeader->moveSection(m_frozenHeader->visualIndex(section), visual);
        // A section that is being hidden has no size first, and is hidden then.
        const int size = m_header->sectionSize(section);
        m_frozenHeader->setSectionHidden(section, size == 0);
        if (size > 0)
            m_frozenHeader->resizeSection(section, size);
    }
    const QRect area = m_header->geometry();
    m_frozenHeader->setGeometry(area.left(), area.top(), width, area.height());
    m_frozenHeader->raise();
    m_placingHeader = false;
}

void GridView::setSource(GridSource* source)
{
    if (m_source)
        m_source->disconnect(this);
    m_source = source;
    m_columns.setSource(source);
    if (source) {
        connect(source, &GridSource::columnsChanged, this, &GridView::columnsChanged);
        connect(source, &GridSource::totalsChanged, this, &GridView::totalsChanged);
        connect(source, &GridSource::rowMoved, this, &GridView::rowMoved);
        connect(source, &GridSource::rowsChanged, this, [this] {
            m_header->setSort(m_source->sort());
            m_frozenHeader->setSort(m_source->sort());
            if (m_autosizePending && m_source->totals().rows > 0) {
                m_autosizePending = false;
                autosizeColumns();
            }
            viewport()->update();
            announceCurrent();
        });
    }
    columnsChanged();
}

void GridView::setBandUnderHeader(QWidget* band)
{
    delete m_band;
    m_band = band;
    band->setParent(this);
    updateGeometries();
    band->show();
}

void GridView::setBandVisible(bool visible)
{
    m_band->setVisible(visible);
    updateGeometries();
    setTop(m_top);
    emit viewportResized();
}

void GridView::columnsChanged()
{
    closeEditor(); // its column is gone
    m_top = 0;
    m_followEnd = false;
    m_selection.clear();
    m_autosizePending = true;
    for (GridHeader* header : {m_header, m_frozenHeader})
        header->setSort(m_source ? m_source->sort() : std::vector<RowSort>());
    m_header->setFrozen(0);
    for (int section = 0; section < m_columns.columnCount(); ++section)
        m_header->resizeSection(
            section, std::clamp(m_header->contentWidth(section), narrowestAutomatic, widestAutomatic));
    horizontalScrollBar()->setValue(0);
    if (m_columns.columnCount() > 0)
        m_selection.select({0, 0}, GridSelection::Mode::Replace);
    updateGeometries();
    viewport()->update();
    emit currentChanged();
    emit selectionChanged();
}

qint64 GridView::rowCount() const
{
    return m_source ? m_source->totals().rows : 0;
}

void GridView::totalsChanged()
{
    if (m_source->totals().exact && rowCount() == 0 && m_selection.cellCount() > 1) {
        m_selection.select({0, m_selection.current().column}, GridSelection::Mode::Replace);
        emit currentChanged();
        emit selectionChanged();
    }
    if (m_source->totals().exact && rowCount() > 0 && m_columns.columnCount() > 0
        && (m_selection.current().row >= rowCount()
            || std::any_of(m_selection.ranges().begin(), m_selection.ranges().end(),
                [this](const GridRange& range) { return range.bottom >= rowCount(); }))) {
        m_selection.clip(rowCount(), m_columns.columnCount());
        emit currentChanged();
        emit selectionChanged();
    }
    updateGeometries();
    if (m_followEnd && rowCount() > 0) {
        m_followEnd = !m_source->totals().exact;
        GridCell before = m_selection.current();
        m_selection.select({rowCount() - 1, before.column}, GridSelection::Mode::Replace);
        setTop(rowCount());
        afterSelection(before);
    } else {
        setTop(m_top);
    }
    viewport()->update();
}

void GridView::rowMoved(qint64 from, qint64 to)
{
    if (m_followEnd)
        return;
    // What was on the screen stays there, under its true numbers.
    m_selection.shiftRows(to - from);
    m_editedCell.row += to - from;
    m_top = std::max<qint64>(m_top + (to - from), 0);
    updateScrollBars();
    setTop(m_top);
    viewport()->update();
    emit currentChanged();
}

int GridView::gutterWidth() const
{
    QString longest = countText(std::max<qint64>(rowCount(), 99));
    return std::max(smallestGutter,
        m_theme.font(Theme::FontRole::Small).pointSize() > 0
            ? QFontMetrics(m_theme.font(Theme::FontRole::Small)).horizontalAdvance(longest)
                + 2 * gutterPadding
            : smallestGutter);
}

qint64 GridView::rowsPerPage() const
{
    return std::max(viewport()->height() / m_rowHeight, 1);
}

void GridView::updateGeometries()
{
    int headerHeight = m_header->sizeHint().height();
    int bandHeight = m_band && !m_band->isHidden() ? m_band->sizeHint().height() : 0;
    setViewportMargins(0, headerHeight + bandHeight, 0, 0);
    QRect area = viewport()->geometry();
    int gutter = gutterWidth();
    m_corner->setGeometry(
        area.left(), area.top() - headerHeight - bandHeight, gutter, headerHeight + bandHeight);
    m_header->setGeometry(
        area.left() + gutter, area.top() - headerHeight - bandHeight, area.width() - gutter, headerHeight);
    if (m_band)
        m_band->setGeometry(area.left() + gutter, area.top() - bandHeight, area.width() - gutter, bandHeight);
    placeFrozenHeader();
    updateScrollBars();
}

void GridView::updateScrollBars()
{
    m_settingBar = true;
    qint64 page = rowsPerPage();
    qint64 highest = std::max<qint64>(rowCount() - page, 0);
    constexpr qint64 limit = std::numeric_limits<int>::max() / 2;
    m_rowsPerStep = highest / limit + 1;
    QScrollBar* vertical = verticalScrollBar();
    vertical->setRange(0, static_cast<int>((highest + m_rowsPerStep - 1) / m_rowsPerStep));
    vertical->setPageStep(static_cast<int>(std::max<qint64>(page / m_rowsPerStep, 1)));
    vertical->setSingleStep(1);
    vertical->setValue(static_cast<int>(m_top / m_rowsPerStep));
    int width = viewport()->width() - gutterWidth();
    QScrollBar* horizontal = horizontalScrollBar();
    horizontal->setRange(0, std::max(m_header->length() - width, 0));
    horizontal->setPageStep(std::max(width, 1));
    horizontal->setSingleStep(40);
    m_settingBar = false;
}

void GridView::scrollContentsBy(int dx, int)
{
    if (dx != 0)
        m_header->setOffset(horizontalScrollBar()->value());
    if (!m_settingBar) {
        m_followEnd = false;
        qint64 row = static_cast<qint64>(verticalScrollBar()->value()) * m_rowsPerStep;
        // The bar's last step is the last page, also where a step is several rows.
        if (verticalScrollBar()->value() == verticalScrollBar()->maximum())
            row = std::max<qint64>(rowCount() - rowsPerPage(), 0);
        if (row / m_rowsPerStep != m_top / m_rowsPerStep || row > m_top)
            m_top = row;
        wantVisible();
    }
    placeEditor();
    viewport()->update();
    emit scrolled();
}

void GridView::setTop(qint64 row)
{
    m_top = std::clamp<qint64>(row, 0, std::max<qint64>(rowCount() - rowsPerPage(), 0));
    m_settingBar = true;
    verticalScrollBar()->setValue(static_cast<int>(m_top / m_rowsPerStep));
    m_settingBar = false;
    wantVisible();
    placeEditor();
    viewport()->update();
    emit scrolled();
}

void GridView::scrollToRow(qint64 row)
{
    setTop(row);
}

void GridView::wantVisible()
{
    if (m_source)
        m_source->want(m_top, m_top + rowsPerPage());
}

QRect GridView::cellRect(qint64 row, int visualColumn) const
{
    int logical = m_header->logicalIndex(visualColumn);
    qint64 y = (row - m_top) * m_rowHeight;
    constexpr qint64 far = 1 << 24;
    return {gutterWidth() + m_header->shownPosition(logical),
        static_cast<int>(std::clamp<qint64>(y, -far, far)), m_header->sectionSize(logical), m_rowHeight};
}

void GridView::ensureVisible(GridCell cell)
{
    if (cell.row < m_top)
        setTop(cell.row);
    else if (cell.row >= m_top + rowsPerPage())
        setTop(cell.row - rowsPerPage() + 1);
    int logical = m_header->logicalIndex(cell.column);
    if (logical < 0 || cell.column < m_header->frozen())
        return;
    const int frozen = m_header->frozenWidth();
    int left = m_header->sectionPosition(logical);
    int width = m_header->sectionSize(logical);
    int visible = viewport()->width() - gutterWidth();
    int offset = horizontalScrollBar()->value();
    if (left < offset + frozen || width > visible - frozen)
        horizontalScrollBar()->setValue(left - frozen);
    else if (left + width > offset + visible)
        horizontalScrollBar()->setValue(left + width - visible);
}

int GridView::currentColumn() const
{
    return m_columns.columnCount() > 0 ? m_header->logicalIndex(m_selection.current().column) : -1;
}

void GridView::setCurrent(GridCell cell, GridSelection::Mode mode)
{
    if (rowCount() == 0 || m_columns.columnCount() == 0)
        return;
    cell.row = std::clamp<qint64>(cell.row, 0, rowCount() - 1);
    cell.column = std::clamp(cell.column, 0, m_columns.columnCount() - 1);
    m_followEnd = cell.row == rowCount() - 1 && !m_source->totals().exact;
    GridCell before = m_selection.current();
    m_selection.select(cell, mode);
    ensureVisible(cell);
    afterSelection(before);
}

void GridView::selectAll()
{
    if (rowCount() == 0 || m_columns.columnCount() == 0)
        return;
    GridCell before = m_selection.current();
    m_selection.selectAll(rowCount() - 1, m_columns.columnCount() - 1);
    afterSelection(before);
}

void GridView::afterSelection(GridCell before)
{
    QList<bool> touched(m_columns.columnCount());
    for (int visual = 0; visual < touched.size(); ++visual)
        touched[visual] = m_selection.touchesColumn(visual);
    m_header->setSelectedColumns(touched);
    m_frozenHeader->setSelectedColumns(touched);
    viewport()->update();
    if (before != m_selection.current()) {
        emit currentChanged();
        announceCurrent();
    }
    emit selectionChanged();
}

QList<int> GridView::columnsOf(const GridRange& range) const
{
    QList<int> columns;
    for (int visual = range.left; visual <= range.right; ++visual) {
        int logical = m_header->logicalIndex(visual);
        if (logical >= 0 && !m_header->isSectionHidden(logical))
            columns.append(logical);
    }
    return columns;
}

void GridView::toggleSort(int section, Qt::KeyboardModifiers modifiers)
{
    if (!m_source || section < 0 || !m_columns.column(section).sortable)
        return;
    std::vector<RowSort> sort = m_source->sort();
    auto column = static_cast<std::size_t>(section);
    auto found =
        std::find_if(sort.begin(), sort.end(), [&](const RowSort& entry) { return entry.column == column; });
    std::optional<bool> descending; // of the column from now on
    if (found == sort.end())
        descending = false;
    else if (!found->descending)
        descending = true;
    if (modifiers & Qt::ShiftModifier) {
        if (found == sort.end())
            sort.push_back({column, false, {}});
        else if (descending)
            found->descending = *descending;
        else
            sort.erase(found);
    } else {
        sort.clear();
        if (descending)
            sort.push_back({column, *descending, {}});
    }
    emit sortRequested(sort);
}

void GridView::autosizeColumn(int section)
{
    if (section < 0 || section >= m_columns.columnCount())
        return;
    const GridColumn& column = m_columns.column(section);
    // Labels arrive later than their keys.
    int width = std::max(m_header->contentWidth(section), column.labelled ? widthWithLabel : 0);
    if (m_source) {
        qint64 last = std::min(m_top + rowsPerPage() + 1, rowCount());
        for (qint64 row = m_top; row < last; ++row) {
            GridSource::Cell cell = m_source->cell(row, section);
            if (cell.loaded) {
                const QString text =
                    cellText(cell.value, m_source->cellColumn(row, section).type).text + cell.label;
                const int padding = cell.label.isEmpty() ? 18 : 34;
                width = std::max(width, fontMetrics().horizontalAdvance(text) + padding);
            }
        }
    }
    m_header->resizeSection(section, std::clamp(width, narrowestAutomatic, widestAutomatic));
}

void GridView::autosizeColumns()
{
    for (int section = 0; section < m_columns.columnCount(); ++section)
        autosizeColumn(section);
}

void GridView::edit(const std::optional<QString>& text, const QString& typed, CellEditor::Check check,
    Store store, bool keepSelection)
{
    const int column = currentColumn();
    if (column < 0 || rowCount() == 0 || !finishEditing())
        return;
    m_editedCell = m_selection.current();
    ensureVisible(m_editedCell);
    m_editor = new CellEditor(
        m_theme, m_source->cellColumn(m_selection.current().row, column), std::move(check), viewport());
    connect(m_editor, &CellEditor::cancelled, this, &GridView::closeEditor);
    connect(m_editor, &CellEditor::committed, this,
        [this, store = std::move(store), changed = m_editor, keepSelection](
            const std::optional<QString>& value, CellEditor::Move move) {
            const bool differs = changed->isChanged();
            closeEditor();
            if (differs || keepSelection)
                store(value);
            if (keepSelection)
                return;
            GridCell next = m_selection.current();
            if (move == CellEditor::Move::Down)
                ++next.row;
            else if (move == CellEditor::Move::Left)
                next.column = nextColumn(next.column, -1);
            else if (move == CellEditor::Move::Right)
                next.column = nextColumn(next.column, 1);
            if (move != CellEditor::Move::Stay)
                setCurrent(next);
        });
    m_editor->setCell(cellRect(m_editedCell.row, m_editedCell.column).adjusted(0, 0, 0, -1));
    m_editor->start(text, typed);
}

bool GridView::finishEditing()
{
    return !m_editor || m_editor->commit(CellEditor::Move::Stay);
}

void GridView::closeEditor()
{
    if (!m_editor)
        return;
    const bool focused = m_editor->isAncestorOf(QApplication::focusWidget());
    m_editor->hide();
    m_editor->deleteLater();
    m_editor = nullptr;
    if (focused)
        setFocus(Qt::OtherFocusReason);
}

void GridView::placeEditor()
{
    if (m_editor)
        m_editor->setCell(cellRect(m_editedCell.row, m_editedCell.column).adjusted(0, 0, 0, -1));
}

void GridView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateGeometries();
    setTop(m_top);
    placeEditor();
    emit viewportResized();
}

void GridView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m_rowHeight = (fontMetrics().height() + 8 + 3) / 4 * 4;
        updateGeometries();
    }
}

} // namespace relata
