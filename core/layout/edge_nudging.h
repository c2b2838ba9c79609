#pragma once

#include "core/layout/edge_routing.h"

namespace relata {

// Moves the inner lines of routes sideways so that they stand in the middle of the free channel between cards
// and parallel ones of different bundles are `trackGap` apart (closer where the channel is narrow), in the
// order that makes them cross least. `bundles` has one entry per route: lines of one bundle may lie upon each
// other. `cards` indexes all cards by their number.
void separateParallels(std::vector<EdgeRoute>& routes, const std::vector<std::size_t>& bundles,
    const SpatialIndex& cards, const RoutingOptions& options);

// Drops points that lie on the line between their neighbours.
void simplify(EdgeRoute& route);

} // namespace relata
