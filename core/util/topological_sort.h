// Orders nodes so that what others depend on comes first.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace relata {

struct TopologicalOrder
{
    std::vector<std::size_t> order; // every node once; nodes of cycles stand where they come earliest
    std::vector<std::pair<std::size_t, std::size_t>> cut; // edges that the order breaks (all lie on cycles)
};

// `edges` are (node, the node that it needs first); self-edges are ignored. Stable: where dependencies leave
// a choice, nodes keep their given order, so that the same schema is always written in the same way. O(nodes
// + edges) but for cycles, where the cheapest node (fewest unmet needs, then the lowest number) goes first.
TopologicalOrder topologicalSort(
    std::size_t nodeCount, const std::vector<std::pair<std::size_t, std::size_t>>& edges);

} // namespace relata
