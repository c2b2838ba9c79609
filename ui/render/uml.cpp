#include "ui/render/notation.h"

#include <QFontMetricsF>
#include <QPainter>

namespace relata {

namespace {

QString multiplicity(Cardinality cardinality)
{
    switch (cardinality) {
    case Cardinality::One:
        return QStringLiteral("1");
    case Cardinality::ZeroOrOne:
        return QStringLiteral("0..1");
    case Cardinality::ZeroOrMany:
        break;
    }
    return QStringLiteral("*");
}

// Associations of UML 2 with multiplicities; the arrow shows which end knows the other, a filled diamond that
// the rows of one are part of the other's (their key contains its key).
class UmlNotation final : public Notation
{
public:
    void paintEnd(QPainter& painter, const EndMark& end, const DiagramEdge& edge, const DiagramStyle& style,
        const QColor&) const override
    {
        const auto point = [&end](
                               double out, double up) { return end.at + QPointF(out * end.direction, up); };
        if (!end.referring && edge.identifying) {
            painter.setBrush(painter.pen().color());
            const QPointF diamond[] = {point(0, 0), point(6, -4), point(12, 0), point(6, 4)};
            painter.drawPolygon(diamond, 4);
            painter.setBrush(Qt::NoBrush);
        } else if (!end.referring) {
            painter.drawLine(point(8, -4.5), point(0, 0));
            painter.drawLine(point(8, 4.5), point(0, 0));
        }
        painter.setFont(style.smallFont);
        const QString text = multiplicity(end.cardinality);
        const double width = QFontMetricsF(style.smallFont).horizontalAdvance(text);
        // Above the line; below it at an arrow, which may stand under another end's diamond.
        const bool below = !end.referring && !edge.identifying;
        const QPointF corner = point(5, below ? 14 : -6);
        painter.drawText(QPointF(end.direction > 0 ? corner.x() : corner.x() - width, corner.y()), text);
    }

    bool isDashed(const DiagramEdge&) const override { return false; }
};

} // namespace

const Notation& umlNotation()
{
    static const UmlNotation notation;
    return notation;
}

} // namespace relata
