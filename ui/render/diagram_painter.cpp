#include "ui/render/diagram_painter.h"

#include "ui/render/card_glyphs.h"
#include "ui/render/notation.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <cmath>
#include <limits>
#include <map>
#include <tuple>

namespace relata {

namespace {

constexpr double cornerRadius = 6; // of edges
// Coordinates are whole: lines of about a pixel are sharp in the middle of pixels.
constexpr QPointF lineShift(0.5, 0.5);
constexpr double readableScale = 0.42; // rows can be read from here on
constexpr double nameableScale = 0.1; // names, in large letters

// Lines with round corners.
QPainterPath roundedPath(const std::vector<QPointF>& points)
{
    QPainterPath path;
    if (points.empty())
        return path;
    path.moveTo(points.front());
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
        const QPointF in = points[i] - points[i - 1];
        const QPointF out = points[i + 1] - points[i];
        const double inLength = std::abs(in.x()) + std::abs(in.y());
        const double outLength = std::abs(out.x()) + std::abs(out.y());
        const double radius = std::min({cornerRadius, inLength / 2, outLength / 2});
        if (radius < 0.5) {
            path.lineTo(points[i]);
            continue;
        }
        path.lineTo(points[i] - in / inLength * radius);
        path.quadTo(points[i], points[i] + out / outLength * radius);
    }
    path.lineTo(points.back());
    return path;
}

QRectF pathBounds(const std::vector<QPointF>& points)
{
    double left = points.front().x();
    double right = left;
    double top = points.front().y();
    double bottom = top;
    for (const QPointF& point : points) {
        left = std::min(left, point.x());
        right = std::max(right, point.x());
        top = std::min(top, point.y());
        bottom = std::max(bottom, point.y());
    }
    return QRectF(left, top, right - left, bottom - top).adjusted(-12, -12, 12, 12);
}

// The lower corners of a rectangle stay square.
QPainterPath topRounded(const QRectF& rect, double radius)
{
    QPainterPath path;
    path.moveTo(rect.bottomLeft());
    path.lineTo(rect.left(), rect.top() + radius);
    path.quadTo(rect.topLeft(), QPointF(rect.left() + radius, rect.top()));
    path.lineTo(rect.right() - radius, rect.top());
    path.quadTo(rect.topRight(), QPointF(rect.right(), rect.top() + radius));
    path.lineTo(rect.bottomRight());
    path.closeSubpath();
    return path;
}

// The baseline that centres text of this font's capitals in a band.
double baselineIn(const QRectF& band, const QFontMetricsF& metrics)
{
    return std::round(band.center().y() + metrics.capHeight() / 2);
}

// Where a name breaks into two lines: at the word boundary (a_b, aB) nearest to its middle; 0 if it is one
// word.
qsizetype wordBoundary(const QString& name)
{
    qsizetype best = 0;
    for (qsizetype i = 1; i < name.size(); ++i) {
        const QChar before = name.at(i - 1);
        const bool separated = before == '_' || before == '-' || before == ' ' || before == '.';
        if (!separated && !(before.isLower() && name.at(i).isUpper()))
            continue;
        if (best == 0 || std::abs(2 * i - name.size()) < std::abs(2 * best - name.size()))
            best = i;
    }
    return best;
}

} // namespace

PaintDetail paintDetailFor(double scale)
{
    return scale >= readableScale ? PaintDetail::Full
        : scale >= nameableScale  ? PaintDetail::Names
                                  : PaintDetail::Blocks;
}

double largestScaleOf(PaintDetail detail)
{
    switch (detail) {
    case PaintDetail::Blocks:
        return nameableScale * 0.999;
    case PaintDetail::Names:
        return readableScale * 0.999;
    case PaintDetail::Full:
        break;
    }
    return std::numeric_limits<double>::infinity();
}

DiagramPainter::DiagramPainter(const DiagramScene& scene, const Palette& palette, double scale)
    : m_scene(scene), m_palette(palette), m_scale(scale), m_detail(paintDetailFor(scale))
{ }

QColor DiagramPainter::edgeColor(Emphasis emphasis) const
{
    switch (emphasis) {
    case Emphasis::Selected:
    case Emphasis::Highlighted:
        return m_palette.edgeHighlight;
    case Emphasis::Dimmed:
        return m_palette.edgeMuted;
    case Emphasis::Normal:
        break;
    }
    return m_palette.edge;
}

void DiagramPainter::paintBackground(QPainter& painter, const QRectF& area) const
{
    painter.fillRect(area, m_palette.canvas);
    constexpr double step = 24;
    if (m_scale < 0.6)
        return;
    QPen pen(m_palette.canvasDot, 1.6 / m_scale * std::min(1.0, m_scale));
    pen.setCapStyle(Qt::RoundCap);
    painter.setPen(pen);
    std::vector<QPointF> dots;
    for (double x = std::ceil(area.left() / step) * step; x < area.right(); x += step) {
        for (double y = std::ceil(area.top() / step) * step; y < area.bottom(); y += step)
            dots.emplace_back(x, y);
    }
    painter.drawPoints(dots.data(), int(dots.size()));
}

void DiagramPainter::paintScene(QPainter& painter, const QRectF& area) const
{
    std::vector<std::size_t> edges;
    for (std::size_t i = 0; i < m_scene.edges.size(); ++i) {
        if (!m_scene.edges[i].path.empty() && pathBounds(m_scene.edges[i].path).intersects(area))
            edges.push_back(i);
    }
    paintEdges(painter, edges, Emphasis::Normal);
    for (std::size_t i = 0; i < m_scene.cards.size(); ++i) {
        if (m_scene.cards[i].rect.adjusted(-8, -8, 8, 12).intersects(area))
            paintCard(painter, i, Emphasis::Normal);
    }
}

void DiagramPainter::paintEdges(
    QPainter& painter, const std::vector<std::size_t>& edges, Emphasis emphasis) const
{
    if (m_detail == PaintDetail::Full) {
        paintLines(painter, edges, emphasis);
        painter.translate(lineShift);
        // Ends that share a place look the same, and are drawn once.
        std::set<std::tuple<double, double, int, bool>> painted;
        for (const std::size_t index : edges) {
            const DiagramEdge& edge = m_scene.edges[index];
            if (edge.path.size() < 2)
                continue;
            const QPointF& from = edge.path.front();
            const QPointF& to = edge.path.back();
            if (painted.emplace(from.x(), from.y(), int(edge.fromCardinality), edge.identifying).second)
                paintEnd(painter, edge, true, emphasis);
            if (painted.emplace(to.x(), to.y(), 10 + int(edge.toCardinality), edge.identifying).second)
                paintEnd(painter, edge, false, emphasis);
        }
        painter.translate(-lineShift);
        return;
    }
    // Small: all lines at once, one device pixel wide. They are horizontal or vertical, so they need no
    // smoothing.
    std::vector<QLineF> lines;
    for (const std::size_t edge : edges) {
        const auto& path = m_scene.edges[edge].path;
        for (std::size_t i = 0; i + 1 < path.size(); ++i)
            lines.emplace_back(path[i], path[i + 1]);
    }
    const bool smooth = painter.testRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double width = emphasis == Emphasis::Highlighted || emphasis == Emphasis::Selected ? 2 : 1;
    painter.setPen(QPen(edgeColor(emphasis), width / m_scale, Qt::SolidLine, Qt::FlatCap));
    painter.drawLines(lines.data(), int(lines.size()));
    painter.setRenderHint(QPainter::Antialiasing, smooth);
}

void DiagramPainter::paintEdge(QPainter& painter, std::size_t edge, Emphasis emphasis) const
{
    paintEdges(painter, {edge}, emphasis);
}

QPen DiagramPainter::edgePen(Emphasis emphasis) const
{
    const bool strong = emphasis == Emphasis::Highlighted || emphasis == Emphasis::Selected;
    QPen pen(edgeColor(emphasis), strong ? 2.0 : 1.3);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    return pen;
}

// Edges to one card that share their way are one shape, else smooth lines would be darker where they lie upon
// each other.
void DiagramPainter::paintLines(
    QPainter& painter, const std::vector<std::size_t>& edges, Emphasis emphasis) const
{
    const Notation& notation = notationOf(m_scene.notation);
    std::map<std::pair<std::size_t, bool>, QPainterPath> paths; // by card and dashes
    for (const std::size_t index : edges) {
        const DiagramEdge& edge = m_scene.edges[index];
        if (edge.path.size() > 1)
            paths[{edge.to, notation.isDashed(edge)}].addPath(
                roundedPath({edge.path.rbegin(), edge.path.rend()})); // dashes meet where ways are shared
    }
    painter.setBrush(Qt::NoBrush);
    painter.translate(lineShift);
    for (const auto& [key, path] : paths) {
        QPen pen = edgePen(emphasis);
        if (key.second)
            pen.setDashPattern({5, 3.5});
        painter.setPen(pen);
        painter.drawPath(path);
    }
    painter.translate(-lineShift);
}

void DiagramPainter::paintEnd(
    QPainter& painter, const DiagramEdge& edge, bool referring, Emphasis emphasis) const
{
    const auto& path = edge.path;
    const QPointF& at = referring ? path.front() : path.back();
    const QPointF& next = referring ? path[1] : path[path.size() - 2];
    painter.setBrush(Qt::NoBrush);
    painter.setPen(edgePen(emphasis));
    notationOf(m_scene.notation)
        .paintEnd(painter,
            {at, next.x() < at.x() ? -1 : 1, referring ? edge.fromCardinality : edge.toCardinality,
                referring},
            edge, m_scene.style, m_palette.canvas);
}

void DiagramPainter::paintCard(QPainter& painter, std::size_t card, Emphasis emphasis) const
{
    paintCard(painter, card, emphasis, {});
}

void DiagramPainter::paintCard(
    QPainter& painter, std::size_t index, Emphasis emphasis, const std::set<int>& markedRows) const
{
    const DiagramCard& card = m_scene.cards[index];
    if (m_detail != PaintDetail::Full) {
        paintSmallCard(painter, card, emphasis);
        return;
    }
    paintCardFrame(painter, card, emphasis);
    paintHeader(painter, card);
    paintRows(painter, card, markedRows);
}

void DiagramPainter::paintCardFrame(QPainter& painter, const DiagramCard& card, Emphasis emphasis) const
{
    const DiagramStyle& style = m_scene.style;
    const bool square = m_scene.notation == NotationKind::Idef1x && !card.dependent;
    const double radius = square ? 1.5 : style.radius;
    QColor shadow = m_palette.cardShadow;
    painter.setPen(Qt::NoPen);
    shadow.setAlphaF(shadow.alphaF() * 0.45F);
    painter.setBrush(shadow);
    painter.drawRoundedRect(card.rect.adjusted(-1, 1, 1, 3), radius + 1, radius + 1);
    painter.drawRoundedRect(card.rect.adjusted(0, 1, 0, 1.5), radius, radius);

    const bool strong = emphasis == Emphasis::Selected || emphasis == Emphasis::Highlighted;
    painter.setBrush(m_palette.card);
    painter.drawRoundedRect(card.rect, radius, radius);
    const QRectF header(card.rect.left(), card.rect.top(), card.rect.width(), style.headerHeight);
    painter.setBrush(m_palette.cardHeader);
    if (card.rect.height() <= style.headerHeight)
        painter.drawRoundedRect(card.rect, radius, radius);
    else
        painter.drawPath(topRounded(header, radius));
    if (card.rect.height() > style.headerHeight) {
        painter.setPen(QPen(m_palette.cardBorder, 1));
        painter.drawLine(header.bottomLeft() + lineShift, header.bottomRight() + QPointF(-0.5, 0.5));
    }
    painter.setPen(QPen(strong ? m_palette.edgeHighlight : m_palette.cardBorder,
        emphasis == Emphasis::Selected ? 2.0
            : strong                   ? 1.5
                                       : 1.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(card.rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

void DiagramPainter::paintHeader(QPainter& painter, const DiagramCard& card) const
{
    const DiagramStyle& style = m_scene.style;
    const QRectF band(card.rect.left() + style.padding, card.rect.top(),
        card.rect.width() - 2 * style.padding, style.headerHeight);
    paintTableGlyph(painter, QRectF(band.left(), band.center().y() - 6.5, 13, 13),
        card.isView ? m_palette.iconView : m_palette.iconTable, card.isView);
    const QFont nameFont = nameFontOf(card, style);
    const double baseline = baselineIn(band, QFontMetricsF(nameFont));
    if (!card.shownSchema.text.isEmpty()) {
        painter.setFont(style.smallFont);
        painter.setPen(m_palette.cardMuted);
        painter.drawText(QPointF(card.rect.left() + card.shownSchema.left, baseline), card.shownSchema.text);
    }
    painter.setFont(nameFont);
    painter.setPen(m_palette.cardHeaderText);
    painter.drawText(QPointF(card.rect.left() + card.shownName.left, baseline), card.shownName.text);
}

void DiagramPainter::paintRows(
    QPainter& painter, const DiagramCard& card, const std::set<int>& markedRows) const
{
    const DiagramStyle& style = m_scene.style;
    QRectF rect(card.rect.left(), card.rect.top() + style.headerHeight, card.rect.width(), style.rowHeight);
    for (std::size_t i = 0; i < card.rows.size(); ++i) {
        if (markedRows.count(int(i)))
            painter.fillRect(rect.adjusted(1, 1, -1, 0), m_palette.accentSoft);
        paintRow(painter, card, card.rows[i], rect);
        rect.translate(0, style.rowHeight);
        const bool divides = m_scene.notation == NotationKind::Idef1x && int(i) + 1 == card.keyRows
            && i + 1 < card.rows.size();
        if (divides) {
            painter.setPen(QPen(m_palette.cardBorder, 1));
            painter.drawLine(rect.topLeft(), rect.topRight());
        }
    }
    if (card.hiddenRows > 0 && m_scene.detail == DetailLevel::KeysOnly) {
        const QFontMetricsF metrics(style.smallFont);
        painter.setFont(style.smallFont);
        painter.setPen(m_palette.cardMuted);
        painter.drawText(QPointF(rect.left() + style.padding + style.markWidth, baselineIn(rect, metrics)),
            QStringLiteral("+ %1").arg(card.hiddenRows));
    }
}

void DiagramPainter::paintRow(
    QPainter& painter, const DiagramCard& card, const DiagramRow& row, const QRectF& rect) const
{
    const DiagramStyle& style = m_scene.style;
    const QRectF mark(rect.left() + style.padding, rect.center().y() - 5.5, 11, 11);
    if (row.primaryKey)
        paintKeyGlyph(painter, mark, m_palette.keyGold);
    else if (row.unique)
        paintUniqueGlyph(painter, mark, m_palette.keyGold);
    if (row.foreignKey) {
        const bool second = row.primaryKey || row.unique || card.doubleMarks;
        paintLinkGlyph(
            painter, second ? mark.translated(style.markWidth - 1, 0) : mark, m_palette.foreignBlue);
    }
    const QFont& font = row.primaryKey ? style.keyFont : style.rowFont;
    const double baseline = baselineIn(rect, QFontMetricsF(font));
    painter.setFont(font);
    painter.setPen(m_palette.cardText);
    painter.drawText(QPointF(rect.left() + row.shownName.left, baseline), row.shownName.text);
    painter.setFont(style.typeFont);
    painter.setPen(m_palette.cardMuted);
    painter.drawText(QPointF(rect.left() + row.shownType.left, baseline), row.shownType.text);
}

void DiagramPainter::paintSmallCard(QPainter& painter, const DiagramCard& card, Emphasis emphasis) const
{
    const bool strong = emphasis == Emphasis::Selected || emphasis == Emphasis::Highlighted;
    const double hair = 1 / m_scale;
    const bool smooth = painter.testRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(card.rect, m_palette.card);
    const QRectF header(card.rect.left(), card.rect.top(), card.rect.width(),
        std::max(4 * hair, std::min(card.rect.height(), m_scene.style.headerHeight)));
    painter.fillRect(header, m_detail == PaintDetail::Blocks ? m_palette.iconTable : m_palette.cardHeader);
    painter.setPen(QPen(strong ? m_palette.edgeHighlight : m_palette.cardBorder, (strong ? 2 : 1) * hair));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(card.rect);
    painter.setRenderHint(QPainter::Antialiasing, smooth);
    if (m_detail == PaintDetail::Blocks)
        return;

    // The name in a size that stays readable, as far as the card has room for it. In the pixels of the device
    // and in few sizes: glyphs are made once, not once for every scale.
    const QRectF place = painter.worldTransform().mapRect(card.rect);
    const double room = place.width() - 4;
    QFont font = m_scene.style.nameFont;
    int size = std::clamp(int(place.height() * 0.6), 5, 10);
    font.setPixelSize(size);
    const double width = QFontMetricsF(font).horizontalAdvance(card.name);
    if (width > room) {
        size = std::max(6, int(size * room / width));
        font.setPixelSize(size);
    }
    if (room < 2.5 * size)
        return;
    painter.setWorldMatrixEnabled(false);
    painter.setFont(font);
    painter.setPen(m_palette.cardHeaderText);
    const QFontMetricsF metrics(font);
    const bool twoLines =
        place.height() >= 2 * metrics.height() && metrics.horizontalAdvance(card.name) > room;
    const qsizetype cut = twoLines ? wordBoundary(card.name) : 0;
    const auto draw = [&](const QString& words, double below) {
        const QString text = metrics.elidedText(words, Qt::ElideRight, room);
        painter.drawText(QPointF(place.center().x() - metrics.horizontalAdvance(text) / 2,
                             place.center().y() + metrics.capHeight() / 2 + below),
            text);
    };
    if (cut == 0) {
        draw(card.name, 0);
    } else {
        draw(card.name.left(cut), -metrics.height() / 2);
        draw(card.name.mid(cut), metrics.height() / 2);
    }
    painter.setWorldMatrixEnabled(true);
}

} // namespace relata
