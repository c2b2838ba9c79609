// The picture of a scene at one scale, cut into tiles that are painted when they are first seen.
#pragma once

#include <QHash>
#include <QPainter>
#include <QPixmap>
#include <QPoint>

#include <functional>

namespace relata {

class TileCache
{
public:
    // Paints `area` (scene coordinates); the painter is transformed to them.
    using PaintArea = std::function<void(QPainter&, const QRectF& area)>;

    // Everything must be painted anew.
    void clear();
    // Draws the viewport whose top left shows `origin`. Missing tiles are painted until `budgetMs` is used up
    // (one at least); for the others what was shown before is scaled. True if all were there.
    bool draw(QPainter& painter, const QSize& viewport, const QPointF& origin, double scale, double ratio,
        const QColor& ground, double budgetMs, const PaintArea& paintArea);

    int tileCount() const { return int(m_tiles.size()); }

private:
    void keepSnapshot(const QSize& viewport, const QColor& ground);
    void drawTiles(QPainter& painter, const QSize& viewport) const;
    void drawSnapshot(QPainter& painter) const;
    QRect visibleTiles(const QSize& viewport) const; // in tile numbers, inclusive
    QPixmap paintTile(const QPoint& tile, const PaintArea& paintArea) const;
    void dropFarTiles(const QRect& visible);

    QHash<QPoint, QPixmap> m_tiles;
    double m_scale = 0;
    double m_ratio = 1; // device pixels per widget pixel
    QPointF m_origin;
    QPixmap m_snapshot; // of the last viewport at another scale
    double m_snapshotScale = 1;
    QPointF m_snapshotOrigin;
};

} // namespace relata
