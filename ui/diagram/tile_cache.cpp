#include "ui/diagram/tile_cache.h"

#include <QElapsedTimer>

#include <cmath>

namespace relata {

namespace {

constexpr int tileSide = 256; // widget pixels
constexpr int maxTiles = 256; // 64 MB at ratio 1

} // namespace

void TileCache::clear()
{
    m_tiles.clear();
    m_snapshot = QPixmap();
}

QRect TileCache::visibleTiles(const QSize& viewport) const
{
    const QPointF corner = m_origin * m_scale;
    const auto number = [](double pixel) { return int(std::floor(pixel / tileSide)); };
    return QRect(QPoint(number(corner.x()), number(corner.y())),
        QPoint(number(corner.x() + viewport.width()), number(corner.y() + viewport.height())));
}

void TileCache::drawTiles(QPainter& painter, const QSize& viewport) const
{
    const QRect visible = visibleTiles(viewport);
    // Whole pixels: tiles must meet without seams.
    const QPoint corner = (m_origin * m_scale).toPoint();
    for (int y = visible.top(); y <= visible.bottom(); ++y) {
        for (int x = visible.left(); x <= visible.right(); ++x) {
            const auto tile = m_tiles.constFind(QPoint(x, y));
            if (tile != m_tiles.constEnd())
                painter.drawPixmap(QPoint(x, y) * tileSide - corner, *tile);
        }
    }
}

void TileCache::drawSnapshot(QPainter& painter) const
{
    if (m_snapshot.isNull())
        return;
    const double grown = m_scale / m_snapshotScale;
    const QPointF corner = (m_snapshotOrigin - m_origin) * m_scale;
    painter.drawPixmap(QRectF(corner, m_snapshot.deviceIndependentSize() * grown), m_snapshot,
        QRectF(QPointF(0, 0), m_snapshot.size()));
}

void TileCache::keepSnapshot(const QSize& viewport, const QColor& ground)
{
    QPixmap picture(viewport * m_ratio);
    picture.setDevicePixelRatio(m_ratio);
    picture.fill(ground);
    QPainter painter(&picture);
    drawSnapshot(painter);
    drawTiles(painter, viewport);
    painter.end();
    m_snapshot = picture;
    m_snapshotScale = m_scale;
    m_snapshotOrigin = m_origin;
}

QPixmap TileCache::paintTile(const QPoint& tile, const PaintArea& paintArea) const
{
    const int side = int(std::ceil(tileSide * m_ratio));
    QPixmap pixmap(side, side);
    pixmap.setDevicePixelRatio(m_ratio);
    QPainter painter(&pixmap);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.translate(-tile * tileSide);
    painter.scale(m_scale, m_scale);
    const QRectF area(QPointF(tile * tileSide) / m_scale, QSizeF(tileSide, tileSide) / m_scale);
    paintArea(painter, area);
    return pixmap;
}

void TileCache::dropFarTiles(const QRect& visible)
{
    if (m_tiles.size() < maxTiles)
        return;
    const QRect near = visible.adjusted(-2, -2, 2, 2);
    m_tiles.removeIf([&near](const auto& entry) { return !near.contains(entry.key()); });
}

bool TileCache::draw(QPainter& painter, const QSize& viewport, const QPointF& origin, double scale,
    double ratio, const QColor& ground, double budgetMs, const PaintArea& paintArea)
{
    if (scale != m_scale || ratio != m_ratio) {
        if (m_scale > 0 && !m_tiles.isEmpty())
            keepSnapshot(viewport, ground);
        m_tiles.clear();
        m_scale = scale;
        m_ratio = ratio;
    }
    m_origin = origin;
    const QRect visible = visibleTiles(viewport);
    dropFarTiles(visible);
    QElapsedTimer timer;
    timer.start();
    bool complete = true;
    bool painted = false;
    for (int y = visible.top(); y <= visible.bottom(); ++y) {
        for (int x = visible.left(); x <= visible.right(); ++x) {
            const QPoint tile(x, y);
            if (m_tiles.contains(tile))
                continue;
            if (painted && double(timer.nsecsElapsed()) / 1e6 > budgetMs) {
                complete = false;
                continue;
            }
            m_tiles.insert(tile, paintTile(tile, paintArea));
            painted = true;
        }
    }
    if (!complete) {
        painter.fillRect(QRect(QPoint(0, 0), viewport), ground);
        drawSnapshot(painter);
    } else {
        m_snapshot = QPixmap();
    }
    drawTiles(painter, viewport);
    return complete;
}

} // namespace relata
