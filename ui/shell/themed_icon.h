// Icons that take their colour from the palette of the moment in which they are painted, at any pixel ratio.
// Internal to the shell: others ask Theme::icon.
#pragma once

#include "ui/render/palette.h"

#include <QIcon>
#include <QString>

namespace relata {

// The palette that style and icons paint with. Icons and styles are values of the toolkit that outlive the
// Theme at exit, which is why this is not a member of it.
const Palette& activePalette();
void setActivePalette(const Palette& palette);

QIcon themedIcon(const QString& name, QColor Palette::*tone);
QIcon themedIcon(const QString& name); // coloured by what it stands for

// One rendering in a fixed colour, for painting by hand. `size` in logical pixels.
QPixmap themedPixmap(const QString& name, const QColor& color, int size, qreal pixelRatio);

} // namespace relata
