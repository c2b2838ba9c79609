// Draws edges as horizontal and vertical lines around cards.
//
// An edge leaves its card at the left or the right of the attached row, whichever is better, goes around all
// cards where there is room, avoids bends and crossings of edges that were there before, and arrives at a
// side of the other row. Edges to the same end run together like branches of a tree; all others keep apart
// where they run in parallel.
#pragma once

#include "core/layout/placement.h"
#include "core/layout/spatial_index.h"

#include <stop_token>

namespace relata {

struct EdgeRoute
{
    // From the `from` card's side to the `to` card's side. The first and the last line are horizontal and at
    // least RoutingOptions::stub long where cards are far enough apart. Two points at least, once routed.
    std::vector<ScenePoint> points;

    bool operator==(const EdgeRoute&) const = default;
};

struct RoutingOptions
{
    double stub = 18; // px that an edge goes straight out of a card, room for its end mark
    double clearance = 12; // px above and below cards
    double trackGap = 8; // px between parallel edges, less where there is no room
    double markGap = 8; // px between ends with different marks at one row
};

class RouteSearch;

// Keeps the routes of a diagram while its cards move. Not thread-safe; a copy may go to another thread.
class EdgeRouter
{
public:
    explicit EdgeRouter(CardGraph graph = {}, RoutingOptions options = {});

    const CardGraph& graph() const { return m_graph; }
    const std::vector<EdgeRoute>& routes() const { return m_routes; } // one per edge of the graph

    // All anew. False if it was stopped: the routes are then as before.
    bool routeAll(std::stop_token stop = {});
    // Puts cards elsewhere and routes again what hung on them, what they are now in the way of, and what went
    // around them.
    struct Move
    {
        std::size_t card = 0;
        ScenePoint topLeft;
    };
    void moveCards(const std::vector<Move>& moves);

private:
    struct End // of an edge
    {
        std::size_t card = 0;
        double y = 0; // below the card's top, with the offset that keeps marks apart
        std::size_t key = 0; // ends with the same key share their way
    };

    void findEnds();
    void route(std::size_t edge, RouteSearch& search);
    void routeSelfReference(std::size_t edge);
    void finish(); // m_rawRoutes to m_routes
    void noteSegments(std::size_t edge);
    void forgetSegments(std::size_t edge);

    CardGraph m_graph;
    RoutingOptions m_options;
    SpatialIndex m_cards;
    SpatialIndex m_segments{600}; // of m_rawRoutes; the key is edge * maxSegments + segment
    std::vector<End> m_from;
    std::vector<End> m_to;
    std::vector<EdgeRoute> m_rawRoutes; // before parallels are separated
    std::vector<EdgeRoute> m_routes;
    std::vector<std::vector<std::size_t>> m_edgesByEnd; // of m_to's keys
    std::vector<std::size_t> m_bundles; // per edge: m_to's key and the side that it arrives at
};

} // namespace relata
