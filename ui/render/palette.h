#pragma once

#include <QColor>

#include <span>

namespace relata {

// The named colours of Relata, once for light and once for dark. Everything that paints (widgets, diagrams,
// exported pictures) takes its colours from here and from nowhere else.
//
// Text colours reach a contrast of 4.5:1 on the grounds that they are used on, and graphic colours 3:1;
// tests/ui/shell/tst_palette.cpp lists the pairs. The ratio is WCAG 2.1's (success criteria 1.4.3
// and 1.4.11).
//
// Plain data, immutable after start-up: safe to read from any thread.
struct Palette
{
    // Grounds, from the deepest to the highest.
    QColor sunken; // the window itself, side panels
    QColor surface; // where content lives: grids, editors, lists
    QColor alternate; // every second row of a grid
    QColor header; // column headers, panel titles
    QColor raised; // menus, popups, dialogs
    QColor hover; // under the pointer
    QColor pressed; // a button held down, a toggled tool
    QColor selection; // selected rows and text; `text` is readable on it
    QColor selectionInactive; // the same without keyboard focus

    // Lines.
    QColor border;
    QColor borderStrong; // outlines of controls: 3:1 on surface
    QColor gridLine;
    QColor focus; // focus rings
    QColor shadow; // with alpha

    // Text.
    QColor text;
    QColor muted; // secondary text, still 4.5:1
    QColor disabled; // inactive controls (exempt from the contrast rule)
    QColor link; // links and accent-coloured text on any ground
    QColor highlight; // behind matched letters; `text` is readable on it

    // Meaning. The soft colours are grounds for a banner with text in `text`.
    QColor accent; // primary buttons, current tab's mark
    QColor accentHover;
    QColor accentText; // on accent
    QColor accentSoft;
    QColor danger; // text and icons
    QColor dangerFill; // ground of a danger button
    QColor dangerSoft;
    QColor dangerText; // on dangerFill
    QColor warning;
    QColor warningSoft;
    QColor success;
    QColor successSoft;

    // Data, in grids and in SQL.
    QColor nullText;
    QColor numberText;
    QColor stringText;
    QColor dateText;
    QColor booleanText;
    QColor binaryText;
    QColor keywordText;
    QColor commentText;
    QColor keyGold; // primary keys
    QColor foreignBlue; // foreign keys

    // Icons.
    QColor icon;
    QColor iconTable;
    QColor iconView;
    QColor iconRoutine;
    QColor iconFolder;

    // Diagrams.
    QColor canvas;
    QColor canvasDot; // the grid of the canvas
    QColor card;
    QColor cardHeader;
    QColor cardHeaderText;
    QColor cardBorder;
    QColor cardText;
    QColor cardMuted; // types and other secondary text on a card
    QColor cardShadow; // with alpha
    QColor edge;
    QColor edgeHighlight;
    QColor edgeMuted; // edges that are not of interest while others are highlighted

    // Environments, as a bar over the window.
    QColor development;
    QColor staging;
    QColor production;
};

const Palette& lightPalette();
const Palette& darkPalette();

// One token by name, for tests and for generated style text.
struct PaletteToken
{
    const char* name;
    QColor Palette::*color;
};

// Every token of Palette, in the order of its declaration.
std::span<const PaletteToken> paletteTokens();

// WCAG 2.1 contrast ratio of two opaque colours, 1.0 to 21.0.
double contrastRatio(const QColor& first, const QColor& second);

// `over` painted on `under` with the given opacity (0 to 1); the result is opaque.
QColor mix(const QColor& under, const QColor& over, double opacity);

} // namespace relata
