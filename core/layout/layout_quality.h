// Judges a layout, and improves a layered one.
#pragma once

#include "core/layout/placement.h"

namespace relata {

// Lower is better: the length of the edges, their crossings, cards in their way, the area and how far its
// shape is from `aspectRatio`. Comparable for the same graph only.
double layoutCost(const CardGraph& graph, double aspectRatio);

// For cards that stand in columns (whose sides do not overlap): moves them up and down within their column,
// keeping its order and at least `verticalGap` between them, so that edges between rows become straight
// lines.
void straightenColumns(CardGraph& graph, double verticalGap);

// Closes the gaps within columns, keeping their order, and centres all columns on one line.
void stackColumns(CardGraph& graph, double verticalGap);

} // namespace relata
