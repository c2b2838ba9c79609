// The small marks on cards, drawn as lines so that they are sharp at every size and in vector files.
#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace relata {

void paintTableGlyph(QPainter& painter, const QRectF& rect, const QColor& color, bool view);
void paintKeyGlyph(QPainter& painter, const QRectF& rect, const QColor& color);
void paintLinkGlyph(QPainter& painter, const QRectF& rect, const QColor& color);
void paintUniqueGlyph(QPainter& painter, const QRectF& rect, const QColor& color);

} // namespace relata
