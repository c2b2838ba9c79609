#include "ui/render/card_glyphs.h"

#include <QPainter>

namespace relata {

namespace {

QPen linePen(const QColor& color, double width)
{
    QPen pen(color, width);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    return pen;
}

} // namespace

void paintTableGlyph(QPainter& painter, const QRectF& rect, const QColor& color, bool view)
{
    painter.setPen(linePen(color, 1.3));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect, 2, 2);
    const double third = rect.height() / 3;
    painter.drawLine(QPointF(rect.left(), rect.top() + third), QPointF(rect.right(), rect.top() + third));
    if (view) { // a view shows a part: an eye in the body
        painter.setBrush(color);
        painter.drawEllipse(QPointF(rect.center().x(), rect.top() + 2 * third), 1.4, 1.4);
        painter.setBrush(Qt::NoBrush);
        return;
    }
    painter.drawLine(
        QPointF(rect.left(), rect.top() + 2 * third), QPointF(rect.right(), rect.top() + 2 * third));
    painter.drawLine(QPointF(rect.left() + rect.width() * 0.38, rect.top() + third),
        QPointF(rect.left() + rect.width() * 0.38, rect.bottom()));
}

void paintKeyGlyph(QPainter& painter, const QRectF& rect, const QColor& color)
{
    painter.setPen(linePen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    const QPointF c = rect.center();
    painter.drawEllipse(QPointF(rect.left() + 3, c.y()), 2.6, 2.6);
    painter.drawLine(QPointF(rect.left() + 5.6, c.y()), QPointF(rect.right(), c.y()));
    painter.drawLine(QPointF(rect.right() - 0.2, c.y()), QPointF(rect.right() - 0.2, c.y() + 2.8));
    painter.drawLine(QPointF(rect.right() - 3, c.y()), QPointF(rect.right() - 3, c.y() + 2.2));
}

void paintLinkGlyph(QPainter& painter, const QRectF& rect, const QColor& color)
{
    painter.setPen(linePen(color, 1.4));
    painter.setBrush(Qt::NoBrush);
    const QPointF c = rect.center();
    painter.drawLine(QPointF(rect.left() + 1, c.y()), QPointF(rect.right() - 1, c.y()));
    painter.drawLine(QPointF(rect.right() - 1, c.y()), QPointF(rect.right() - 4.2, c.y() - 3));
    painter.drawLine(QPointF(rect.right() - 1, c.y()), QPointF(rect.right() - 4.2, c.y() + 3));
}

void paintUniqueGlyph(QPainter& painter, const QRectF& rect, const QColor& color)
{
    painter.setPen(linePen(color, 1.3));
    painter.setBrush(Qt::NoBrush);
    const QPointF c = rect.center();
    const QPointF diamond[] = {c + QPointF(0, -4), c + QPointF(4, 0), c + QPointF(0, 4), c + QPointF(-4, 0)};
    painter.drawPolygon(diamond, 4);
}

} // namespace relata
