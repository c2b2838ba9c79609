// The parts of a layout that need no Graphviz: connected components, packing, and a plain layered method.
#pragma once

#include "core/layout/placement.h"

#include <stop_token>
#include <vector>

namespace relata {

// Connected components: the cards of each in ascending order, components in the order of their first card.
std::vector<std::vector<std::size_t>> connectedComponents(const CardGraph& graph);

// The cards of one component with the edges between them (no self-references), re-indexed from 0.
CardGraph subgraph(const CardGraph& graph, const std::vector<std::size_t>& cards);

// Places boxes without overlap, `gap` apart, such that the whole is close to `aspectRatio` (width / height)
// and wastes little. Returns the top left corner of each. Bigger boxes come first, at the top left.
std::vector<ScenePoint> packBoxes(const std::vector<SceneRect>& boxes, double aspectRatio, double gap);

// Columns by depth of reference (what is referred to stands left), ordered within each to cross little. For
// use where Graphviz is missing.
void layeredLayout(CardGraph& graph, double horizontalGap, double verticalGap);

// Moves cards that are closer than the gaps apart, disturbing the rest as little as it can. Overlaps remain
// where it was stopped.
void removeOverlaps(std::vector<SceneRect>& cards, double horizontalGap, double verticalGap,
    const std::stop_token& stop = {});

// Narrows bands across the whole drawing that no card touches to the gaps.
void closeBands(std::vector<SceneRect>& cards, double horizontalGap, double verticalGap);

// True if any two cards are closer than the gaps (less a hundredth of a pixel).
bool haveOverlaps(const std::vector<SceneRect>& cards, double horizontalGap = 0, double verticalGap = 0);

} // namespace relata
