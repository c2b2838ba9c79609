#include "ui/render/notation.h"

#include <QFontMetricsF>
#include <QPainter>

namespace relata {

namespace {

// FIPS PUB 184: a dot at the child's end, with Z where there is at most one child; a diamond at the parent's
// end where the parent may be absent; a dashed line where the parent's key is no part of the child's.
class Idef1xNotation final : public Notation
{
public:
    void paintEnd(QPainter& painter, const EndMark& end, const DiagramEdge&, const DiagramStyle& style,
        const QColor& ground) const override
    {
        constexpr double radius = 4;
        const auto point = [&end](
                               double out, double up) { return end.at + QPointF(out * end.direction, up); };
        QPen solid = painter.pen();
        solid.setStyle(Qt::SolidLine);
        painter.setPen(solid);
        if (end.referring) {
            painter.setBrush(solid.color());
            painter.drawEllipse(point(radius + 1, 0), radius, radius);
            painter.setBrush(Qt::NoBrush);
            if (end.cardinality == Cardinality::ZeroOrOne) {
                painter.setFont(style.smallFont);
                const double width = QFontMetricsF(style.smallFont).horizontalAdvance(u'Z');
                const QPointF corner = point(11, -4);
                painter.drawText(QPointF(end.direction > 0 ? corner.x() : corner.x() - width, corner.y()),
                    QStringLiteral("Z"));
            }
        } else if (end.cardinality == Cardinality::ZeroOrOne) {
            painter.setBrush(ground);
            const QPointF diamond[] = {point(0, 0), point(6, -5), point(12, 0), point(6, 5)};
            painter.drawPolygon(diamond, 4);
            painter.setBrush(Qt::NoBrush);
        }
    }

    bool isDashed(const DiagramEdge& edge) const override { return !edge.identifying; }
};

} // namespace

const Notation& idef1xNotation()
{
    static const Idef1xNotation notation;
    return notation;
}

} // namespace relata
