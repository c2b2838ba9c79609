#include "core/layout/components.h"

#include "core/layout/spatial_index.h"
#include "core/util/topological_sort.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace relata {

std::vector<std::vector<std::size_t>> connectedComponents(const CardGraph& graph)
{
    std::vector<std::size_t> root(graph.cards.size());
    std::iota(root.begin(), root.end(), std::size_t{0});
    const auto find = [&root](std::size_t card) {
        while (root[card] != card)
            card = root[card] = root[root[card]];
        return card;
    };
    for (const CardEdge& edge : graph.edges) {
        const std::size_t a = find(edge.from);
        const std::size_t b = find(edge.to);
        root[std::max(a, b)] = std::min(a, b);
    }
    std::vector<std::vector<std::size_t>> components;
    std::vector<std::size_t> indexOf(graph.cards.size());
    for (std::size_t card = 0; card < graph.cards.size(); ++card) {
        const std::size_t first = find(card);
        if (first == card) {
            indexOf[card] = components.size();
            components.emplace_back();
        }
        components[indexOf[first]].push_back(card);
    }
    return components;
}

CardGraph subgraph(const CardGraph& graph, const std::vector<std::size_t>& cards)
{
    constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> local(graph.cards.size(), none);
    CardGraph part;
    for (const std::size_t card : cards) {
        local[card] = part.cards.size();
        part.cards.push_back(graph.cards[card]);
    }
    for (CardEdge edge : graph.edges) {
        if (local[edge.from] == none || local[edge.to] == none || edge.from == edge.to)
            continue;
        edge.from = local[edge.from];
        edge.to = local[edge.to];
        part.edges.push_back(edge);
    }
    return part;
}

namespace {

// The upper outline of what is placed: for each x its lowest free y. Bottom-left rule: a box goes where its
// top is highest, then leftmost.
class Skyline
{
public:
    explicit Skyline(double width) : m_steps{{0, 0}}, m_width(width) { }

    ScenePoint place(double width, double height)
    {
        std::size_t best = 0;
        double bestY = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < m_steps.size(); ++i) {
            if (i > 0 && m_steps[i].x + width > m_width)
                break;
            double y = 0;
            for (std::size_t j = i; j < m_steps.size() && m_steps[j].x < m_steps[i].x + width; ++j)
                y = std::max(y, m_steps[j].y);
            if (y < bestY - 0.5) {
                bestY = y;
                best = i;
            }
        }
        const ScenePoint spot{m_steps[best].x, bestY};
        raise(best, spot.x + width, bestY + height);
        return spot;
    }

private:
    void raise(std::size_t first, double right, double y)
    {
        std::size_t last = first;
        double endY = m_steps[first].y;
        while (last < m_steps.size() && m_steps[last].x < right)
            endY = m_steps[last++].y;
        const bool endsOnStep = last < m_steps.size() && m_steps[last].x <= right;
        const ScenePoint start{m_steps[first].x, y};
        m_steps.erase(m_steps.begin() + std::ptrdiff_t(first), m_steps.begin() + std::ptrdiff_t(last));
        auto at = m_steps.insert(m_steps.begin() + std::ptrdiff_t(first), start);
        if (!endsOnStep)
            m_steps.insert(at + 1, {right, endY});
    }

    std::vector<ScenePoint> m_steps; // ascending x
    double m_width;
};

} // namespace

std::vector<ScenePoint> packBoxes(const std::vector<SceneRect>& boxes, double aspectRatio, double gap)
{
    std::vector<std::size_t> order(boxes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
        [&boxes](std::size_t a, std::size_t b) { return boxes[a].height > boxes[b].height; });
    std::stable_sort(order.begin(), order.end(), [&boxes](std::size_t a, std::size_t b) {
        const auto big = [](const SceneRect& box) { return std::max(box.width, box.height) > 1200; };
        return big(boxes[a]) && !big(boxes[b]);
    });

    double area = 0;
    double widest = 0;
    for (const SceneRect& box : boxes) {
        area += (box.width + gap) * (box.height + gap);
        widest = std::max(widest, box.width + gap);
    }
    std::vector<ScenePoint> best(boxes.size());
    double bestCost = std::numeric_limits<double>::infinity();
    for (double factor = 0.7; factor < 2.2; factor *= 1.08) {
        const double width = std::max(widest, std::sqrt(area * aspectRatio) * factor);
        Skyline skyline(width);
        std::vector<ScenePoint> spots(boxes.size());
        double right = 0;
        double bottom = 0;
        for (const std::size_t index : order) {
            const SceneRect& box = boxes[index];
            spots[index] = skyline.place(box.width + gap, box.height + gap);
            right = std::max(right, spots[index].x + box.width);
            bottom = std::max(bottom, spots[index].y + box.height);
        }
        const double shape = bottom > 0 && right > 0 ? std::abs(std::log(right / bottom / aspectRatio)) : 0;
        const double cost = right * bottom / std::max(area, 1.0) + shape;
        if (cost < bestCost - 1e-9) {
            bestCost = cost;
            best = std::move(spots);
        }
    }
    return best;
}

namespace {

// Longest-path layers; references that close a cycle do not count.
std::vector<std::vector<std::size_t>> layersOf(const CardGraph& graph)
{
    std::vector<std::pair<std::size_t, std::size_t>> needs;
    for (const CardEdge& edge : graph.edges)
        needs.emplace_back(edge.from, edge.to);
    const TopologicalOrder sorted = topologicalSort(graph.cards.size(), needs);
    std::vector<std::size_t> place(graph.cards.size());
    for (std::size_t i = 0; i < sorted.order.size(); ++i)
        place[sorted.order[i]] = i;
    std::vector<std::vector<std::size_t>> referred(graph.cards.size());
    for (const auto& [from, to] : needs) {
        if (place[to] < place[from])
            referred[from].push_back(to);
    }
    std::vector<std::size_t> depth(graph.cards.size(), 0);
    std::vector<std::vector<std::size_t>> layers;
    for (const std::size_t card : sorted.order) {
        for (const std::size_t to : referred[card])
            depth[card] = std::max(depth[card], depth[to] + 1);
        layers.resize(std::max(layers.size(), depth[card] + 1));
        layers[depth[card]].push_back(card);
    }
    return layers;
}

// Orders each layer by the mean height of its neighbours elsewhere, back and forth.
void orderLayers(std::vector<std::vector<std::size_t>>& layers, const CardGraph& graph)
{
    std::vector<std::vector<std::size_t>> neighbours(graph.cards.size());
    for (const CardEdge& edge : graph.edges) {
        neighbours[edge.from].push_back(edge.to);
        neighbours[edge.to].push_back(edge.from);
    }
    std::vector<double> rank(graph.cards.size());
    const auto renumber = [&rank](const std::vector<std::size_t>& layer) {
        for (std::size_t i = 0; i < layer.size(); ++i)
            rank[layer[i]] = (double(i) + 0.5) / double(layer.size());
    };
    for (const auto& layer : layers)
        renumber(layer);
    for (int sweep = 0; sweep < 8; ++sweep) {
        for (std::size_t step = 0; step < layers.size(); ++step) {
            auto& layer = layers[sweep % 2 == 0 ? step : layers.size() - 1 - step];
            std::vector<std::pair<double, std::size_t>> keyed;
            for (const std::size_t card : layer) {
                double sum = rank[card];
                for (const std::size_t other : neighbours[card])
                    sum += rank[other] * 3;
                keyed.emplace_back(sum / (1.0 + 3.0 * double(neighbours[card].size())), card);
            }
            std::stable_sort(
                keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
            for (std::size_t i = 0; i < keyed.size(); ++i)
                layer[i] = keyed[i].second;
            renumber(layer);
        }
    }
}

} // namespace

void layeredLayout(CardGraph& graph, double horizontalGap, double verticalGap)
{
    std::vector<std::vector<std::size_t>> layers = layersOf(graph);
    orderLayers(layers, graph);
    double area = 0;
    for (const SceneRect& card : graph.cards)
        area += (card.width + horizontalGap) * (card.height + verticalGap);
    const double tallest = std::max(600.0, std::sqrt(area) * 1.2); // a higher layer is broken into columns
    double x = 0;
    for (const auto& layer : layers) {
        double y = 0;
        double width = 0;
        std::vector<std::size_t> column;
        const auto endColumn = [&] {
            for (const std::size_t card : column)
                graph.cards[card].y -= (y - verticalGap) / 2; // columns are centred on one line
            column.clear();
            x += width + horizontalGap;
            y = width = 0;
        };
        for (const std::size_t card : layer) {
            SceneRect& rect = graph.cards[card];
            if (y > 0 && y + rect.height > tallest)
                endColumn();
            rect.x = x;
            rect.y = y;
            y += rect.height + verticalGap;
            width = std::max(width, rect.width);
            column.push_back(card);
        }
        endColumn();
    }
}

bool haveOverlaps(const std::vector<SceneRect>& cards, double horizontalGap, double verticalGap)
{
    SpatialIndex index;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        SceneRect wide = cards[i];
        wide.width += horizontalGap - 0.01;
        wide.height += verticalGap - 0.01;
        bool hit = false;
        index.visit(wide, [&](std::size_t, const SceneRect& other) { hit = hit || wide.overlaps(other); });
        if (hit)
            return true;
        index.insert(i, wide);
    }
    return false;
}

namespace {

// One round of pushing: each overlapping pair moves apart along the axis where less is to be moved.
bool pushApart(std::vector<SceneRect>& wide)
{
    SpatialIndex index;
    for (std::size_t i = 0; i < wide.size(); ++i)
        index.insert(i, wide[i]);
    std::vector<ScenePoint> shift(wide.size());
    std::vector<int> count(wide.size(), 0);
    bool any = false;
    for (std::size_t i = 0; i < wide.size(); ++i) {
        index.visit(wide[i], [&](std::size_t j, const SceneRect& other) {
            if (j <= i || !wide[i].overlaps(other))
                return;
            any = true;
            const double dx = std::min(wide[i].right(), other.right()) - std::max(wide[i].x, other.x);
            const double dy = std::min(wide[i].bottom(), other.bottom()) - std::max(wide[i].y, other.y);
            const bool alongX = dx < dy;
            const double push = (alongX ? dx : dy) / 2 + 0.5;
            const double a = alongX ? wide[i].centerX() : wide[i].centerY();
            const double b = alongX ? other.centerX() : other.centerY();
            const double sign = a < b || (a == b && i < j) ? -1 : 1;
            (alongX ? shift[i].x : shift[i].y) += sign * push;
            (alongX ? shift[j].x : shift[j].y) -= sign * push;
            ++count[i];
            ++count[j];
        });
    }
    for (std::size_t i = 0; i < wide.size(); ++i) {
        if (count[i] == 0)
            continue;
        const double damping = count[i] > 2 ? 2.0 / count[i] : 1.0;
        wide[i].x += shift[i].x * damping;
        wide[i].y += shift[i].y * damping;
    }
    return any;
}

// What pushing could not settle: from the middle outwards, each card takes the nearest free spot.
void placeGreedily(std::vector<SceneRect>& wide)
{
    const SceneRect bounds = boundsOf(wide);
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < wide.size(); ++i)
        order.emplace_back(
            std::hypot(wide[i].centerX() - bounds.centerX(), wide[i].centerY() - bounds.centerY()), i);
    std::sort(order.begin(), order.end());
    SpatialIndex placed;
    const auto isFree = [&placed](const SceneRect& rect) {
        bool hit = false;
        placed.visit(rect, [&](std::size_t, const SceneRect& other) { hit = hit || rect.overlaps(other); });
        return !hit;
    };
    for (const auto& [distance, i] : order) {
        SceneRect spot = wide[i];
        for (int ring = 1; !isFree(spot); ++ring) {
            constexpr int directions = 16;
            for (int direction = 0; direction < directions; ++direction) {
                const double angle = 2 * 3.14159265358979 * direction / directions;
                spot.x = wide[i].x + std::cos(angle) * ring * 24;
                spot.y = wide[i].y + std::sin(angle) * ring * 24;
                if (isFree(spot))
                    break;
            }
        }
        wide[i] = spot;
        placed.insert(i, spot);
    }
}

} // namespace

void removeOverlaps(
    std::vector<SceneRect>& cards, double horizontalGap, double verticalGap, const std::stop_token& stop)
{
    std::vector<SceneRect> wide = cards;
    for (SceneRect& rect : wide) {
        rect.width += horizontalGap;
        rect.height += verticalGap;
    }
    bool overlapping = true;
    for (int round = 0; round < 80 && overlapping && !stop.stop_requested(); ++round)
        overlapping = pushApart(wide);
    if (overlapping && !stop.stop_requested())
        placeGreedily(wide);
    for (std::size_t i = 0; i < cards.size(); ++i) {
        cards[i].x = wide[i].x;
        cards[i].y = wide[i].y;
    }
}

namespace {

void closeBandsAlong(
    std::vector<SceneRect>& cards, double SceneRect::*start, double SceneRect::*length, double gap)
{
    std::vector<std::size_t> order(cards.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(
        order.begin(), order.end(), [&](auto a, auto b) { return cards[a].*start < cards[b].*start; });
    double shift = 0;
    double reached = order.empty() ? 0 : cards[order.front()].*start; // before the shift
    for (const std::size_t card : order) {
        SceneRect& rect = cards[card];
        shift += std::max(0.0, rect.*start - reached - gap);
        reached = std::max(reached, rect.*start + rect.*length);
        rect.*start -= shift;
    }
}

} // namespace

void closeBands(std::vector<SceneRect>& cards, double horizontalGap, double verticalGap)
{
    closeBandsAlong(cards, &SceneRect::x, &SceneRect::width, horizontalGap);
    closeBandsAlong(cards, &SceneRect::y, &SceneRect::height, verticalGap);
}

} // namespace relata
