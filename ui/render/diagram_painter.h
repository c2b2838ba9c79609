// Paints a DiagramScene: on a canvas, in pictures and in vector files alike.
#pragma once

#include "ui/render/diagram_scene.h"
#include "ui/render/palette.h"

#include <QPen>

#include <set>

class QPainter;

namespace relata {

enum class Emphasis
{
    Normal,
    Selected,
    Highlighted,
    Dimmed,
};

// How much is drawn, by the scale: text too small to read is not drawn but hinted at.
enum class PaintDetail
{
    Full,
    Names, // cards with their names large, lines without marks
    Blocks, // coloured rectangles and hair lines
};
PaintDetail paintDetailFor(double scale);
double largestScaleOf(PaintDetail detail); // at which it still is this detail

class DiagramPainter
{
public:
    // The references must outlive the painter. `scale`: device pixels per scene pixel.
    DiagramPainter(const DiagramScene& scene, const Palette& palette, double scale = 1);

    PaintDetail detail() const { return m_detail; }
    void paintBackground(QPainter& painter, const QRectF& area) const; // with a grid of dots
    // Edges, then cards, of what touches `area`.
    void paintScene(QPainter& painter, const QRectF& area) const;
    void paintEdges(QPainter& painter, const std::vector<std::size_t>& edges, Emphasis emphasis) const;
    void paintEdge(QPainter& painter, std::size_t edge, Emphasis emphasis) const;
    void paintCard(QPainter& painter, std::size_t card, Emphasis emphasis) const;
    // Marks rows of a card, under its text: paint the card again afterwards with markedRows.
    void paintCard(
        QPainter& painter, std::size_t card, Emphasis emphasis, const std::set<int>& markedRows) const;

private:
    void paintCardFrame(QPainter& painter, const DiagramCard& card, Emphasis emphasis) const;
    void paintHeader(QPainter& painter, const DiagramCard& card) const;
    void paintRows(QPainter& painter, const DiagramCard& card, const std::set<int>& markedRows) const;
    void paintRow(
        QPainter& painter, const DiagramCard& card, const DiagramRow& row, const QRectF& rect) const;
    void paintSmallCard(QPainter& painter, const DiagramCard& card, Emphasis emphasis) const;
    void paintLines(QPainter& painter, const std::vector<std::size_t>& edges, Emphasis emphasis) const;
    void paintEnd(QPainter& painter, const DiagramEdge& edge, bool referring, Emphasis emphasis) const;
    QColor edgeColor(Emphasis emphasis) const;
    QPen edgePen(Emphasis emphasis) const;

    const DiagramScene& m_scene;
    const Palette& m_palette;
    double m_scale;
    PaintDetail m_detail;
};

} // namespace relata
