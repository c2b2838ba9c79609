// Shapes that the style paints again and again. Internal to the shell.
#pragma once

#include <QColor>
#include <QPainter>
#include <QRect>
#include <QString>

namespace relata {

constexpr qreal controlRadius = 5;

// A rounded rectangle whose line lies inside `rect` and on whole device pixels. An invalid colour leaves its
// part out.
void paintRounded(QPainter* painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& line,
    qreal width = 1);

// A ring around what has the keyboard.
void paintFocusRing(QPainter* painter, const QRectF& rect, qreal radius = controlRadius);

// An icon centred in `rect`, `size` logical pixels.
void paintIcon(QPainter* painter, const QRectF& rect, const QString& name, const QColor& color, int size);

} // namespace relata
