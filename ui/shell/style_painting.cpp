#include "ui/shell/style_painting.h"

#include "ui/shell/themed_icon.h"

#include <QPen>

namespace relata {

void paintRounded(
    QPainter* painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& line, qreal width)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(line.isValid() ? QPen(line, width) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const qreal inset = line.isValid() ? width / 2 : 0;
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter->restore();
}

void paintFocusRing(QPainter* painter, const QRectF& rect, qreal radius)
{
    paintRounded(painter, rect, radius, QColor(), activePalette().focus, 2);
}

void paintIcon(QPainter* painter, const QRectF& rect, const QString& name, const QColor& color, int size)
{
    const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
    const QPixmap pixmap = themedPixmap(name, color, size, ratio);
    // Whole pixels, else the line icons blur.
    const QPointF corner(qRound(rect.center().x() - size / 2.0), qRound(rect.center().y() - size / 2.0));
    painter->drawPixmap(corner, pixmap);
}

} // namespace relata
