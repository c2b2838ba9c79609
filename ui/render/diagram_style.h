// Fonts and measures of diagrams.
#pragma once

#include <QFont>
#include <QString>

namespace relata {

struct DiagramStyle
{
    QFont nameFont; // of tables, in the header
    QFont rowFont;
    QFont keyFont; // columns of the primary key
    QFont typeFont;
    QFont smallFont; // labels at edges, "12 more columns"

    // Multiples of four, as are the places of cards, so that edges between rows can be straight.
    double headerHeight = 36;
    double rowHeight = 24;
    double padding = 10; // left and right inside a card
    double bottomPadding = 4;
    double markWidth = 16; // one key mark with its gap
    double typeGap = 18; // least distance between a name and its type
    double minWidth = 150;
    double maxWidth = 380;
    double maxTypeWidth = 150;
    double radius = 7;

    // With the family of `base`; its size does not count, the view is zoomed.
    static DiagramStyle with(const QFont& base);
    // For pictures made without a window: the most readable of the families that are installed.
    static DiagramStyle forExport();

    bool operator==(const DiagramStyle&) const = default;
};

// Text as it can be painted on one line and stand in any file: control characters and others that XML does
// not allow become visible symbols.
QString visibleText(const QString& text);
QString visibleText(const std::string& utf8);

} // namespace relata
