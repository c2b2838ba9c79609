// How a notation draws relationships. One file each: crows_foot.cpp, uml.cpp, idef1x.cpp.
#pragma once

#include "ui/render/diagram_scene.h"

#include <QColor>

class QPainter;

namespace relata {

struct EndMark
{
    QPointF at; // where the edge touches the card
    int direction = 1; // 1: the edge leaves to the right; -1: to the left
    Cardinality cardinality = Cardinality::One;
    bool referring = false; // the end at the card that has the foreign key
};

class Notation
{
public:
    virtual ~Notation() = default;
    // Within 18 px of the card and 5 px of the line, but for texts. `ground` is what is behind (open circles
    // are filled with it). The painter's pen has the edge's colour and width.
    virtual void paintEnd(QPainter& painter, const EndMark& end, const DiagramEdge& edge,
        const DiagramStyle& style, const QColor& ground) const = 0;
    virtual bool isDashed(const DiagramEdge& edge) const = 0;
};

const Notation& notationOf(NotationKind kind);

// Used by notationOf alone.
const Notation& crowsFootNotation();
const Notation& umlNotation();
const Notation& idef1xNotation();

} // namespace relata
