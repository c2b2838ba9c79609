#include "ui/render/notation.h"

#include <QPainter>

namespace relata {

namespace {

constexpr double footLength = 10;
constexpr double footSpread = 5;
constexpr double barHeight = 3.8;
constexpr double circleRadius = 3;

class CrowsFootNotation final : public Notation
{
public:
    void paintEnd(QPainter& painter, const EndMark& end, const DiagramEdge&, const DiagramStyle&,
        const QColor& ground) const override
    {
        const auto point = [&end](
                               double out, double up) { return end.at + QPointF(out * end.direction, up); };
        const auto bar = [&](double out) { painter.drawLine(point(out, -barHeight), point(out, barHeight)); };
        const auto circle = [&](double out) {
            painter.setBrush(ground);
            painter.drawEllipse(point(out, 0), circleRadius, circleRadius);
            painter.setBrush(Qt::NoBrush);
        };
        switch (end.cardinality) {
        case Cardinality::ZeroOrMany:
            painter.drawLine(point(footLength, 0), point(0, -footSpread));
            painter.drawLine(point(footLength, 0), point(0, footSpread));
            circle(footLength + circleRadius);
            break;
        case Cardinality::ZeroOrOne:
            bar(6);
            circle(6 + 2 + circleRadius);
            break;
        case Cardinality::One:
            bar(6);
            bar(10);
            break;
        }
    }

    bool isDashed(const DiagramEdge&) const override { return false; }
};

} // namespace

const Notation& crowsFootNotation()
{
    static const CrowsFootNotation notation;
    return notation;
}

} // namespace relata
