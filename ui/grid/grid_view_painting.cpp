// GridView's painting: rows, row numbers, the current cell.
#include "ui/grid/cell_text.h"
#include "ui/grid/grid_view.h"
#include "ui/shell/theme.h"

#include <QPaintEvent>
#include <QPainter>

namespace relata {
namespace {

constexpr int cellPadding = 8;
constexpr int keyDigits = 4; // for which there is room in front of a label

} // namespace

void GridView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    const Palette& colors = m_theme.palette();
    QRect clip = event->rect();
    painter.fillRect(clip, colors.surface);
    painter.setFont(font());
    qint64 rows = rowCount();
    int y = 0;
    qint64 row = m_top;
    for (; row < rows && y < clip.bottom() + 1; ++row, y += m_rowHeight) {
        if (y + m_rowHeight >= clip.top())
            paintRow(painter, row, y, clip);
    }
    if (y < viewport()->height()) {
        painter.fillRect(QRect(0, y, viewport()->width(), viewport()->height() - y), colors.surface);
        painter.setPen(colors.border);
        if (rows > 0)
            painter.drawLine(0, y - 1, viewport()->width(), y - 1);
    }
    paintGutter(painter, clip);
}

void GridView::paintRow(QPainter& painter, qint64 row, int y, const QRect& clip)
{
    const Palette& colors = m_theme.palette();
    QColor ground = row % 2 ? colors.alternate : colors.surface;
    QRect band(0, y, viewport()->width(), m_rowHeight);
    switch (m_source->rowMark(row)) {
    case GridSource::Mark::Inserted:
        ground = mix(ground, colors.success, 0.10);
        break;
    case GridSource::Mark::Deleted:
    case GridSource::Mark::Conflict:
        ground = mix(ground, colors.danger, 0.10);
        break;
    case GridSource::Mark::None:
    case GridSource::Mark::Changed:
        break;
    }
    painter.fillRect(band, ground);
    // What is frozen comes last, over what is scrolled below it.
    const int frozen = m_header->frozen();
    const int edge = gutterWidth() + m_header->frozenWidth();
    const auto paintColumns = [&](int first, int last) {
        for (int visual = first; visual < last; ++visual) {
            if (m_header->isSectionHidden(m_header->logicalIndex(visual)))
                continue;
            const QRect rect = cellRect(row, visual);
            if (rect.right() >= clip.left() && rect.left() <= clip.right())
                paintCell(painter, row, visual, rect, m_selection.contains(row, visual));
        }
    };
    if (frozen == 0)
        return paintColumns(0, m_header->count());
    painter.save();
    painter.setClipRect(band.adjusted(edge, 0, 0, 0), Qt::IntersectClip);
    paintColumns(frozen, m_header->count());
    painter.restore();
    paintColumns(0, frozen);
    painter.setPen(colors.borderStrong);
    painter.drawLine(edge - 1, y, edge - 1, y + m_rowHeight - 1);
}

void GridView::paintCell(QPainter& painter, qint64 row, int visual, const QRect& rect, bool selected)
{
    const Palette& colors = m_theme.palette();
    int logical = m_header->logicalIndex(visual);
    bool current = m_selection.current() == GridCell{row, visual};
    if (selected)
        painter.fillRect(rect, hasFocus() ? colors.selection : colors.selectionInactive);
    painter.setPen(colors.gridLine);
    painter.drawLine(rect.topRight(), rect.bottomRight());
    painter.drawLine(rect.bottomLeft(), rect.bottomRight());

    GridSource::Cell cell = m_source->cell(row, logical);
    const GridColumn& of = m_source->cellColumn(row, logical);
    if (cell.mark != GridSource::Mark::None) {
        const QColor mark = cell.mark == GridSource::Mark::Conflict ? colors.danger : colors.warning;
        if (!selected)
            painter.fillRect(rect.adjusted(0, 0, -1, -1), mix(colors.surface, mark, 0.16));
        painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), mark);
    }
    QRect inner = rect.adjusted(cellPadding, 0, -cellPadding - 1, 0);
    if (!cell.loaded) {
        painter.setPen(colors.muted);
        painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft, QStringLiteral("…"));
    } else if (inner.width() > 0) {
        CellText text = cellText(cell.value, of.type);
        if (!cell.words.isEmpty())
            text = {cell.words, &Palette::muted, text.alignment, true};
        const bool deleted = m_source->rowMark(row) == GridSource::Mark::Deleted;
        if (text.italic || deleted) {
            QFont styled = font();
            styled.setItalic(text.italic);
            styled.setStrikeOut(deleted);
            painter.setFont(styled);
        }
        painter.setPen(colors.*text.color);
        QString shown = fontMetrics().horizontalAdvance(text.text) <= inner.width()
            ? text.text
            : fontMetrics().elidedText(text.text, Qt::ElideRight, inner.width());
        // A label stands behind its key, which is at the left then whatever its type.
        const bool labelled = of.labelled;
        const Qt::Alignment alignment = labelled || m_source->alignsLeft() ? Qt::AlignLeft : text.alignment;
        painter.drawText(inner, static_cast<int>(Qt::AlignVCenter | alignment) | Qt::TextSingleLine, shown);
        if (text.italic || deleted)
            painter.setFont(font());
        // Labels stand below each other where keys are short, whatever their digits.
        const int used = std::max(fontMetrics().horizontalAdvance(shown),
                             fontMetrics().horizontalAdvance(u'0') * keyDigits)
            + cellPadding;
        if (labelled && !cell.label.isEmpty() && used < inner.width()) {
            const QRect rest = inner.adjusted(used, 0, 0, 0);
            painter.setPen(colors.muted);
            painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                fontMetrics().elidedText(cell.label, Qt::ElideRight, rest.width()));
        }
    }
    if (current) {
        painter.setPen(QPen(hasFocus() ? colors.focus : colors.borderStrong, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
        if (hasFocus())
            painter.drawRect(rect.adjusted(1, 1, -2, -2));
    }
}

void GridView::paintGutter(QPainter& painter, const QRect& clip)
{
    int width = gutterWidth();
    if (clip.left() > width)
        return;
    const Palette& colors = m_theme.palette();
    painter.fillRect(QRect(0, 0, width, viewport()->height()), colors.header);
    painter.setFont(m_theme.font(Theme::FontRole::Small));
    qint64 rows = rowCount();
    int y = 0;
    for (qint64 row = m_top; row < rows && y < viewport()->height(); ++row, y += m_rowHeight) {
        QRect rect(0, y, width, m_rowHeight);
        bool selected = m_selection.touchesRow(row);
        if (selected)
            painter.fillRect(rect, mix(colors.header, colors.accent, 0.14));
        painter.setPen(m_selection.current().row == row ? colors.text : colors.muted);
        const GridSource::Mark mark = m_source ? m_source->rowMark(row) : GridSource::Mark::None;
        if (mark != GridSource::Mark::None) {
            const QColor color = mark == GridSource::Mark::Inserted ? colors.success
                : mark == GridSource::Mark::Changed                 ? colors.warning
                                                                    : colors.danger;
            painter.fillRect(QRect(0, y, 3, m_rowHeight - 1), color);
        }
        QString number = countText(row + 1);
        if (m_source && !m_source->isExact(row))
            number.prepend(QStringLiteral("~"));
        painter.drawText(rect.adjusted(0, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight, number);
        painter.setPen(colors.gridLine);
        painter.drawLine(rect.bottomLeft(), rect.bottomRight());
    }
    painter.setPen(colors.border);
    painter.drawLine(width - 1, 0, width - 1, viewport()->height());
    painter.setFont(font());
}

} // namespace relata
