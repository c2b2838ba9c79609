#include "ui/explorer/explorer_delegate.h"

#include "ui/explorer/explorer_model.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QPainter>

namespace relata {
namespace {

constexpr int iconSize = 16;
constexpr int gap = 6;
constexpr int rowHeight = 24;

void paintMarks(QPainter& painter, const QRect& textRect, const QString& text, const QList<int>& positions,
    const QFontMetrics& metrics, const QColor& colour)
{
    for (const int position : positions) {
        if (position >= text.size())
            continue;
        const int from = metrics.horizontalAdvance(text, position);
        const int to = metrics.horizontalAdvance(text, position + 1);
        const QRect mark(textRect.left() + from, textRect.center().y() - metrics.height() / 2, to - from,
            metrics.height());
        if (mark.right() <= textRect.right())
            painter.fillRect(mark, colour);
    }
}

} // namespace

ExplorerDelegate::ExplorerDelegate(Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_theme(theme)
{ }

QSize ExplorerDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QSize base = QStyledItemDelegate::sizeHint(option, index);
    return {base.width(), std::max(rowHeight, option.fontMetrics.height() + 6)};
}

void ExplorerDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    background.text.clear();
    const QWidget* widget = option.widget;
    const QStyle* style = widget ? widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &background, painter, widget);

    painter->save();
    const Palette& palette = m_theme.palette();
    QRect rest = option.rect.adjusted(2, 0, -gap, 0);
    const auto drawIcon = [&](const QString& name) {
        if (name.isEmpty())
            return;
        const QRect place(rest.left(), rest.center().y() - iconSize / 2 + 1, iconSize, iconSize);
        m_theme.icon(name).paint(painter, place);
        rest.setLeft(place.right() + 1 + gap);
    };
    if (const QColor colour = index.data(ExplorerModel::ColourRole).value<QColor>(); colour.isValid()) {
        painter->fillRect(QRect(rest.left(), option.rect.top() + 5, 3, option.rect.height() - 10), colour);
        rest.setLeft(rest.left() + 3 + gap);
    }
    drawIcon(index.data(ExplorerModel::IconRole).toString());

    const QString name = index.data(Qt::DisplayRole).toString().simplified();
    const QString detail = index.data(ExplorerModel::DetailRole).toString().simplified();
    const QFontMetrics metrics(option.font);
    painter->setFont(option.font);
    const QString shownName = metrics.elidedText(name, Qt::ElideMiddle, rest.width());
    if (shownName == name)
        paintMarks(*painter, rest, name, index.data(ExplorerModel::MatchRole).value<QList<int>>(), metrics,
            palette.highlight);
    painter->setPen(palette.text);
    painter->drawText(rest, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shownName);
    rest.setLeft(rest.left() + metrics.horizontalAdvance(shownName) + gap + 2);
    drawIcon(index.data(ExplorerModel::SecondIconRole).toString());
    if (!detail.isEmpty() && rest.width() > 16) {
        painter->setPen(palette.muted);
        painter->drawText(rest, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
            metrics.elidedText(detail, Qt::ElideRight, rest.width()));
    }
    painter->restore();
}

} // namespace relata
