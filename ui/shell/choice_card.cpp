#include "ui/shell/choice_card.h"

#include "ui/shell/style_painting.h"
#include "ui/shell/theme.h"

#include <QEvent>
#include <QPainter>

namespace relata {

ChoiceCard::ChoiceCard(
    Theme& theme, const QString& icon, const QString& title, const QString& detail, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme), m_icon(icon), m_detail(detail)
{
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(detail);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

void ChoiceCard::setTrailing(const QString& text)
{
    m_trailing = text;
    update();
}

void ChoiceCard::setMark(const QColor& color)
{
    m_mark = color;
    update();
}

QSize ChoiceCard::sizeHint() const
{
    const QFontMetrics title(font());
    const QFontMetrics detail(m_theme.font(Theme::FontRole::Small));
    const int height = title.height() + (m_detail.isEmpty() ? 0 : detail.height() + 2) + 20;
    const int width = 64 + qMax(title.horizontalAdvance(text()), detail.horizontalAdvance(m_detail));
    return {qBound(200, width, 480), height};
}

bool ChoiceCard::event(QEvent* event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave) {
        m_hover = event->type() == QEvent::HoverEnter;
        update();
    }
    return QAbstractButton::event(event);
}

void ChoiceCard::paintEvent(QPaintEvent*)
{
    const Palette& palette = m_theme.palette();
    QPainter painter(this);
    if (isDown() || m_hover)
        paintRounded(&painter, rect(), 6, isDown() ? palette.pressed : palette.hover, {});
    if (hasFocus())
        paintFocusRing(&painter, rect(), 6);
    if (m_mark.isValid())
        paintRounded(&painter, QRectF(2, 10, 3, height() - 20), 1.5, m_mark, {});

    const QRect iconRect(14, 0, 20, height());
    m_theme.icon(m_icon).paint(
        &painter, iconRect, Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled);
    int right = width() - 12;
    painter.setFont(m_theme.font(Theme::FontRole::Small));
    if (!m_trailing.isEmpty()) {
        const int advance = painter.fontMetrics().horizontalAdvance(m_trailing);
        painter.setPen(palette.muted);
        const int titleHeight = QFontMetrics(font()).height();
        painter.drawText(
            QRect(right - advance, 10, advance, m_detail.isEmpty() ? height() - 20 : titleHeight),
            Qt::AlignVCenter, m_trailing);
        right -= advance + 12;
    }
    const int left = 48;
    // The trailing words stand beside the title alone, so that the detail has the whole width.
    QRect line(left, 10, right - left, QFontMetrics(font()).height());
    painter.setFont(font());
    painter.setPen(isEnabled() ? palette.text : palette.disabled);
    painter.drawText(
        line, Qt::AlignVCenter, painter.fontMetrics().elidedText(text(), Qt::ElideMiddle, line.width()));
    if (m_detail.isEmpty())
        return;
    painter.setFont(m_theme.font(Theme::FontRole::Small));
    line = QRect(left, line.bottom() + 3, width() - 12 - left, painter.fontMetrics().height());
    painter.setPen(isEnabled() ? palette.muted : palette.disabled);
    painter.drawText(
        line, Qt::AlignVCenter, painter.fontMetrics().elidedText(m_detail, Qt::ElideMiddle, line.width()));
}

} // namespace relata
