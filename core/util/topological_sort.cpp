#include "core/util/topological_sort.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <set>

namespace relata {

TopologicalOrder topologicalSort(
    std::size_t nodeCount, const std::vector<std::pair<std::size_t, std::size_t>>& edges)
{
    std::set<std::pair<std::size_t, std::size_t>> unique;
    for (const auto& [node, need] : edges) {
        if (node != need && node < nodeCount && need < nodeCount)
            unique.insert({node, need});
    }
    std::vector<std::vector<std::size_t>> dependants(nodeCount);
    std::vector<std::size_t> unmet(nodeCount, 0);
    for (const auto& [node, need] : unique) {
        dependants[need].push_back(node);
        ++unmet[node];
    }

    TopologicalOrder result;
    result.order.reserve(nodeCount);
    std::vector<bool> placed(nodeCount, false);
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t node = 0; node < nodeCount; ++node) {
        if (unmet[node] == 0)
            ready.push(node);
    }
    auto place = [&](std::size_t node) {
        placed[node] = true;
        result.order.push_back(node);
        for (std::size_t dependant : dependants[node]) {
            if (!placed[dependant] && --unmet[dependant] == 0)
                ready.push(dependant);
        }
    };
    // Nodes on cycles never become ready by themselves; they are ordered by how little they still wait for.
    bool hasCycles = false;
    while (result.order.size() < nodeCount) {
        if (!ready.empty()) {
            std::size_t node = ready.top();
            ready.pop();
            if (!placed[node])
                place(node);
            continue;
        }
        hasCycles = true;
        std::size_t cheapest = nodeCount;
        for (std::size_t node = 0; node < nodeCount; ++node) {
            if (!placed[node] && (cheapest == nodeCount || unmet[node] < unmet[cheapest]))
                cheapest = node;
        }
        place(cheapest);
    }
    if (hasCycles) {
        std::vector<std::size_t> position(nodeCount);
        for (std::size_t i = 0; i < nodeCount; ++i)
            position[result.order[i]] = i;
        for (const auto& [node, need] : unique) {
            if (position[need] > position[node])
                result.cut.push_back({node, need});
        }
    }
    return result;
}

} // namespace relata
