#include "core/layout/layout_quality.h"

#include "core/layout/spatial_index.h"

#include <array>
#include <cmath>
#include <numeric>

namespace relata {

namespace {

struct Line
{
    ScenePoint a;
    ScenePoint b;
};

// The shortest way from side to side, with what leaving on the wrong side costs.
Line lineOf(const CardGraph& graph, const CardEdge& edge, double& cost)
{
    const SceneRect& from = graph.cards[edge.from];
    const SceneRect& to = graph.cards[edge.to];
    const double fromY = from.y + edge.fromY;
    const double toY = to.y + edge.toY;
    Line best{};
    cost = 1e300;
    for (const bool fromRight : {true, false}) {
        for (const bool toRight : {true, false}) {
            const ScenePoint a{fromRight ? from.right() : from.x, fromY};
            const ScenePoint b{toRight ? to.right() : to.x, toY};
            double length = std::abs(a.x - b.x) + std::abs(a.y - b.y);
            const double ahead = fromRight ? b.x - a.x : a.x - b.x;
            const double behind = toRight ? a.x - b.x : b.x - a.x;
            if (ahead < 30)
                length += 80;
            if (behind < 30)
                length += 80;
            if (length < cost) {
                cost = length;
                best = {a, b};
            }
        }
    }
    return best;
}

bool cross(const Line& p, const Line& q)
{
    const auto side = [](const ScenePoint& a, const ScenePoint& b, const ScenePoint& c) {
        return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    };
    const double d1 = side(p.a, p.b, q.a);
    const double d2 = side(p.a, p.b, q.b);
    const double d3 = side(q.a, q.b, p.a);
    const double d4 = side(q.a, q.b, p.b);
    return d1 * d2 < 0 && d3 * d4 < 0;
}

bool crosses(const Line& line, const SceneRect& rect)
{
    const ScenePoint topLeft{rect.x, rect.y};
    const ScenePoint topRight{rect.right(), rect.y};
    const ScenePoint bottomLeft{rect.x, rect.bottom()};
    const ScenePoint bottomRight{rect.right(), rect.bottom()};
    return cross(line, {topLeft, bottomRight}) || cross(line, {topRight, bottomLeft});
}

} // namespace

double layoutCost(const CardGraph& graph, double aspectRatio)
{
    SpatialIndex index;
    for (std::size_t i = 0; i < graph.cards.size(); ++i)
        index.insert(i, graph.cards[i]);
    double total = 0;
    std::vector<Line> lines;
    for (const CardEdge& edge : graph.edges) {
        double length = 0;
        const Line line = lineOf(graph, edge, length);
        total += length;
        const SceneRect area{std::min(line.a.x, line.b.x), std::min(line.a.y, line.b.y),
            std::abs(line.a.x - line.b.x), std::abs(line.a.y - line.b.y)};
        index.visit(area, [&](std::size_t card, const SceneRect& rect) {
            if (card != edge.from && card != edge.to && crosses(line, rect))
                total += 160;
        });
        lines.push_back(line);
    }
    if (lines.size() <= 1500) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            for (std::size_t j = i + 1; j < lines.size(); ++j)
                total += cross(lines[i], lines[j]) ? 120 : 0;
        }
    }
    const SceneRect bounds = boundsOf(graph.cards);
    double cardArea = 0;
    for (const SceneRect& card : graph.cards)
        cardArea += card.width * card.height;
    const double shape = std::abs(std::log(bounds.width / std::max(bounds.height, 1.0) / aspectRatio));
    const double waste = bounds.width * bounds.height / std::max(cardArea, 1.0);
    return total * (1 + 0.6 * shape) * (1 + 0.12 * waste);
}

namespace {

struct Neighbour
{
    std::size_t card;
    double offset; // own row's middle minus the neighbour's row's middle, both below their tops
};

// Where the card's top should be for most of its edges to be straight: the median of its wishes.
double wishFor(const CardGraph& graph, const std::vector<Neighbour>& neighbours, double current)
{
    if (neighbours.empty())
        return current;
    std::vector<double> wishes;
    for (const Neighbour& neighbour : neighbours)
        wishes.push_back(graph.cards[neighbour.card].y - neighbour.offset);
    std::sort(wishes.begin(), wishes.end());
    const std::size_t middle = wishes.size() / 2;
    if (wishes.size() % 2 == 1)
        return wishes[middle];
    // Between two equal wishes either is straight for one edge; the one that moves less is taken.
    return std::abs(wishes[middle] - current) < std::abs(wishes[middle - 1] - current) ? wishes[middle]
                                                                                       : wishes[middle - 1];
}

// Least squares under "in this order, this far apart": isotonic regression by pooling adjacent violators.
void settleColumn(CardGraph& graph, const std::vector<std::size_t>& column, const std::vector<double>& wishes,
    const std::vector<double>& weights, double gap)
{
    struct Block
    {
        double sum;
        double weight;
        std::size_t count;
        double mean() const { return sum / weight; }
    };
    std::vector<Block> blocks;
    std::vector<double> offsets;
    double offset = 0;
    for (std::size_t i = 0; i < column.size(); ++i) {
        offsets.push_back(offset);
        blocks.push_back({(wishes[i] - offset) * weights[i], weights[i], 1});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
            const Block last = blocks.back();
            blocks.pop_back();
            blocks.back().sum += last.sum;
            blocks.back().weight += last.weight;
            blocks.back().count += last.count;
        }
        offset += graph.cards[column[i]].height + gap;
    }
    std::size_t next = 0;
    for (const Block& block : blocks) {
        for (std::size_t i = 0; i < block.count; ++i, ++next)
            graph.cards[column[next]].y = block.mean() + offsets[next];
    }
}

// From left to right, each from top to bottom; cards whose sides overlap share one.
std::vector<std::vector<std::size_t>> columnsOf(const std::vector<SceneRect>& cards)
{
    std::vector<std::size_t> order(cards.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return cards[a].x < cards[b].x; });
    std::vector<std::vector<std::size_t>> columns;
    double right = 0;
    for (const std::size_t card : order) {
        if (columns.empty() || cards[card].x >= right) {
            columns.emplace_back();
            right = cards[card].right();
        }
        columns.back().push_back(card);
        right = std::max(right, cards[card].right());
    }
    for (auto& column : columns)
        std::stable_sort(column.begin(), column.end(),
            [&cards](auto a, auto b) { return cards[a].centerY() < cards[b].centerY(); });
    return columns;
}

} // namespace

void stackColumns(CardGraph& graph, double verticalGap)
{
    for (const auto& column : columnsOf(graph.cards)) {
        double y = 0;
        for (const std::size_t card : column) {
            graph.cards[card].y = y;
            y += graph.cards[card].height + verticalGap;
        }
        for (const std::size_t card : column)
            graph.cards[card].y -= (y - verticalGap) / 2;
    }
}

void straightenColumns(CardGraph& graph, double verticalGap)
{
    std::vector<std::vector<std::size_t>> columns = columnsOf(graph.cards);
    std::vector<std::vector<Neighbour>> neighbours(graph.cards.size());
    for (const CardEdge& edge : graph.edges) {
        neighbours[edge.from].push_back({edge.to, edge.fromY - edge.toY});
        neighbours[edge.to].push_back({edge.from, edge.toY - edge.fromY});
    }
    std::vector<std::vector<std::size_t>*> order;
    for (auto& column : columns)
        order.push_back(&column);
    for (int sweep = 0; sweep < 12; ++sweep) {
        for (std::size_t step = 0; step < order.size(); ++step) {
            const std::vector<std::size_t>& column = *order[sweep % 2 == 0 ? step : order.size() - 1 - step];
            std::vector<double> wishes;
            std::vector<double> weights;
            for (const std::size_t card : column) {
                wishes.push_back(wishFor(graph, neighbours[card], graph.cards[card].y));
                weights.push_back(neighbours[card].empty() ? 0.1 : 1.0);
            }
            settleColumn(graph, column, wishes, weights, verticalGap);
        }
    }
}

} // namespace relata
