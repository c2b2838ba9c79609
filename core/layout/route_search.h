// The search for one edge's way: A* over the lines along cards' sides and the edge's own rows.
#pragma once

#include "core/layout/edge_routing.h"

#include <functional>

namespace relata {

class RouteSearch
{
public:
    struct Task
    {
        SceneRect from;
        SceneRect to;
        double fromY = 0; // scene coordinates
        double toY = 0;
        std::vector<const EdgeRoute*> companions; // routes to the same end, which it may share; may be empty
        std::function<bool(std::size_t)> isCompanion; // tells by the segment's key
    };

    // `segments` are the lines that exist. The references must outlive the search; what they refer to may
    // change between calls of find(). One search for many edges keeps its memory.
    RouteSearch(const SpatialIndex& cards, const SpatialIndex& segments, const RoutingOptions& options);

    EdgeRoute find(const Task& task);

private:
    void chooseLines(const Task& task, double reach);
    void blockCards(const SceneRect& region);
    void chargeCrossings(const SceneRect& region, const Task& task);
    void favourCompanions(const Task& task);
    EdgeRoute search(const Task& task);

    std::size_t indexOfX(double x) const; // of the first line at or after it
    std::size_t indexOfY(double y) const;
    std::size_t node(std::size_t i, std::size_t j) const { return j * m_xs.size() + i; }

    const SpatialIndex& m_cards;
    const SpatialIndex& m_segments;
    const RoutingOptions& m_options;
    std::vector<double> m_xs;
    std::vector<double> m_ys;
    // Beside the length: cost of going from node (i, j) to (i + 1, j), and to (i, j + 1).
    std::vector<float> m_right;
    std::vector<float> m_down;
    std::vector<float> m_rightFactor; // of the length
    std::vector<float> m_downFactor;
    std::vector<float> m_cost; // of getting to [node * 2 + 1 if by a vertical line]
    std::vector<std::uint32_t> m_cameFrom;
    bool m_throughCards = false; // the way that was found last is a bad one
};

} // namespace relata
