#include "core/layout/edge_routing.h"

#include "core/layout/edge_nudging.h"
#include "core/layout/route_search.h"

#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

namespace relata {

namespace {

constexpr std::size_t maxSegments = 64; // of one route that are looked at when others cross it

SceneRect segmentRect(const ScenePoint& a, const ScenePoint& b)
{
    return {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y)};
}

} // namespace

EdgeRouter::EdgeRouter(CardGraph graph, RoutingOptions options)
    : m_graph(std::move(graph)), m_options(options)
{
    for (std::size_t i = 0; i < m_graph.cards.size(); ++i)
        m_cards.insert(i, m_graph.cards[i]);
    m_rawRoutes.resize(m_graph.edges.size());
    m_routes.resize(m_graph.edges.size());
    m_bundles.resize(m_graph.edges.size());
    findEnds();
}

// Ends at one row share a point if their marks are the same; the others stand beside, as far apart as marks
// are high.
void EdgeRouter::findEnds()
{
    std::map<std::pair<std::size_t, long>, std::map<int, std::size_t>> marksAt; // (card, y) to mark to key
    const auto place = [](std::size_t card, double y) { return std::pair(card, std::lround(y * 4)); };
    for (const CardEdge& edge : m_graph.edges) {
        // The two kinds of ends are never one: a row that refers may be referred to as well.
        marksAt[place(edge.from, edge.fromY)][edge.fromMark * 2 + 1] = 0;
        marksAt[place(edge.to, edge.toY)][edge.toMark * 2] = 0;
    }
    std::size_t key = 0;
    for (auto& [where, marks] : marksAt) {
        for (auto& [mark, number] : marks)
            number = key++;
    }
    const auto endAt = [&](std::size_t card, double y, int mark) {
        const auto& marks = marksAt.at(place(card, y));
        const auto found = marks.find(mark);
        const double slot = double(std::distance(marks.begin(), found)) - double(marks.size() - 1) / 2;
        return End{card, y + slot * m_options.markGap, found->second};
    };
    m_edgesByEnd.assign(key, {});
    for (std::size_t i = 0; i < m_graph.edges.size(); ++i) {
        const CardEdge& edge = m_graph.edges[i];
        m_from.push_back(endAt(edge.from, edge.fromY, edge.fromMark * 2 + 1));
        m_to.push_back(endAt(edge.to, edge.toY, edge.toMark * 2));
        m_edgesByEnd[m_to.back().key].push_back(i);
    }
}

void EdgeRouter::noteSegments(std::size_t edge)
{
    const auto& points = m_rawRoutes[edge].points;
    for (std::size_t i = 0; i + 1 < points.size() && i < maxSegments; ++i)
        m_segments.insert(edge * maxSegments + i, segmentRect(points[i], points[i + 1]));
}

void EdgeRouter::forgetSegments(std::size_t edge)
{
    const auto& points = m_rawRoutes[edge].points;
    for (std::size_t i = 0; i + 1 < points.size() && i < maxSegments; ++i)
        m_segments.remove(edge * maxSegments + i);
}

void EdgeRouter::routeSelfReference(std::size_t edge)
{
    const SceneRect& card = m_graph.cards[m_from[edge].card];
    double fromY = card.y + m_from[edge].y;
    double toY = card.y + m_to[edge].y;
    if (std::abs(fromY - toY) < 2 * m_options.markGap) { // one row (of a card that shows its name alone)
        fromY = card.y + m_from[edge].y + m_options.markGap;
        toY = card.y + m_from[edge].y - m_options.markGap;
    }
    const double x = card.right() + m_options.stub + 4;
    m_rawRoutes[edge].points = {{card.right(), fromY}, {x, fromY}, {x, toY}, {card.right(), toY}};
}

void EdgeRouter::route(std::size_t edge, RouteSearch& search)
{
    if (m_from[edge].card == m_to[edge].card) {
        routeSelfReference(edge);
    } else {
        RouteSearch::Task task;
        task.from = m_graph.cards[m_from[edge].card];
        task.to = m_graph.cards[m_to[edge].card];
        task.fromY = task.from.y + m_from[edge].y;
        task.toY = task.to.y + m_to[edge].y;
        for (const std::size_t other : m_edgesByEnd[m_to[edge].key]) {
            if (other != edge && m_to[other].card != m_from[other].card)
                task.companions.push_back(&m_rawRoutes[other]);
        }
        task.isCompanion = [this, edge](
                               std::size_t key) { return m_to[key / maxSegments].key == m_to[edge].key; };
        m_rawRoutes[edge] = search.find(task);
    }
    const bool right = m_rawRoutes[edge].points.back().x > m_graph.cards[m_to[edge].card].centerX();
    m_bundles[edge] = m_to[edge].key * 2 + (right ? 1 : 0);
    noteSegments(edge);
}

void EdgeRouter::finish()
{
    m_routes = m_rawRoutes;
    separateParallels(m_routes, m_bundles, m_cards, m_options);
}

bool EdgeRouter::routeAll(std::stop_token stop)
{
    // Short ones first: they have the least choice.
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < m_graph.edges.size(); ++i) {
        const SceneRect& from = m_graph.cards[m_from[i].card];
        const SceneRect& to = m_graph.cards[m_to[i].card];
        order.emplace_back(
            std::abs(from.centerX() - to.centerX()) + std::abs(from.centerY() - to.centerY()), i);
    }
    std::sort(order.begin(), order.end());
    const std::vector<EdgeRoute> before = m_rawRoutes;
    m_segments = SpatialIndex(600);
    m_rawRoutes.assign(m_graph.edges.size(), {});
    RouteSearch search(m_cards, m_segments, m_options);
    for (const auto& [length, edge] : order) {
        if (stop.stop_requested()) {
            m_rawRoutes = before;
            m_segments = SpatialIndex(600);
            for (std::size_t i = 0; i < m_rawRoutes.size(); ++i)
                noteSegments(i);
            return false;
        }
        route(edge, search);
    }
    finish();
    return true;
}

void EdgeRouter::moveCards(const std::vector<Move>& moves)
{
    std::vector<bool> affected(m_graph.edges.size(), false);
    const auto touch = [&](const SceneRect& place) {
        m_segments.visit(place.grown(m_options.stub + 2),
            [&affected](std::size_t key, const SceneRect&) { affected[key / maxSegments] = true; });
    };
    std::vector<bool> moved(m_graph.cards.size(), false);
    for (const Move& move : moves) {
        SceneRect& card = m_graph.cards[move.card];
        touch(card);
        m_cards.remove(move.card);
        card.x = move.topLeft.x;
        card.y = move.topLeft.y;
        m_cards.insert(move.card, card);
        touch(card);
        moved[move.card] = true;
    }
    for (std::size_t i = 0; i < m_graph.edges.size(); ++i)
        affected[i] = affected[i] || moved[m_graph.edges[i].from] || moved[m_graph.edges[i].to];
    for (std::size_t i = 0; i < affected.size(); ++i) {
        if (affected[i]) {
            forgetSegments(i);
            m_rawRoutes[i].points.clear();
        }
    }
    RouteSearch search(m_cards, m_segments, m_options);
    for (std::size_t i = 0; i < affected.size(); ++i) {
        if (affected[i])
            route(i, search);
    }
    finish();
}

} // namespace relata
