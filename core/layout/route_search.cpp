#include "core/layout/route_search.h"

#include "core/layout/edge_nudging.h"

#include <array>
#include <cmath>
#include <limits>
#include <queue>

namespace relata {

namespace {

constexpr float throughCard = 1e6F; // there is always a way, if a bad one
constexpr float bendCost = 45;
constexpr float crossingCost = 35;
constexpr float companionFactor = 0.6F;
constexpr std::size_t manyNodes = 6000;

constexpr double epsilon = 0.25;

} // namespace

RouteSearch::RouteSearch(
    const SpatialIndex& cards, const SpatialIndex& segments, const RoutingOptions& options)
    : m_cards(cards), m_segments(segments), m_options(options)
{ }

std::size_t RouteSearch::indexOfX(double x) const
{
    return std::size_t(std::lower_bound(m_xs.begin(), m_xs.end(), x - epsilon) - m_xs.begin());
}

std::size_t RouteSearch::indexOfY(double y) const
{
    return std::size_t(std::lower_bound(m_ys.begin(), m_ys.end(), y - epsilon) - m_ys.begin());
}

void RouteSearch::chooseLines(const Task& task, double reach)
{
    const SceneRect region = task.from.united(task.to).grown(reach);
    m_xs.clear();
    m_ys = {task.fromY, task.toY};
    // Only inside the region are all cards known.
    const auto addX = [&](double x) {
        if (x >= region.x && x <= region.right())
            m_xs.push_back(x);
    };
    const auto addY = [&](double y) {
        if (y >= region.y && y <= region.bottom())
            m_ys.push_back(y);
    };
    m_cards.visit(region, [&](std::size_t, const SceneRect& card) {
        addX(card.x - m_options.stub);
        addX(card.right() + m_options.stub);
        addY(card.y - m_options.clearance);
        addY(card.bottom() + m_options.clearance);
    });
    // Between the two cards the middle is where a person would bend.
    if (task.from.right() < task.to.x)
        addX((task.from.right() + task.to.x) / 2);
    if (task.to.right() < task.from.x)
        addX((task.to.right() + task.from.x) / 2);
    for (const EdgeRoute* companion : task.companions) {
        for (const ScenePoint& point : companion->points) {
            addX(point.x);
            addY(point.y);
        }
    }
    for (auto* lines : {&m_xs, &m_ys}) {
        std::sort(lines->begin(), lines->end());
        lines->erase(std::unique(lines->begin(), lines->end(),
                         [](double a, double b) { return std::abs(a - b) < epsilon; }),
            lines->end());
    }
    m_right.assign(m_xs.size() * m_ys.size(), 0);
    m_down.assign(m_xs.size() * m_ys.size(), 0);
    m_rightFactor.assign(m_xs.size() * m_ys.size(), 1);
    m_downFactor.assign(m_xs.size() * m_ys.size(), 1);
    blockCards(region);
    if (m_right.size() < 5 * manyNodes)
        chargeCrossings(region, task);
    favourCompanions(task);
}

void RouteSearch::blockCards(const SceneRect& region)
{
    m_cards.visit(region, [&](std::size_t, const SceneRect& card) {
        const double left = card.x - m_options.stub;
        const double right = card.right() + m_options.stub;
        const double top = card.y - m_options.clearance;
        const double bottom = card.bottom() + m_options.clearance;
        const std::size_t firstX = indexOfX(left);
        const std::size_t lastX = indexOfX(right);
        const std::size_t firstY = indexOfY(top);
        const std::size_t lastY = indexOfY(bottom);
        // A card's own lines are free; they are missing where they lie outside of the region.
        const bool hasLeft = firstX < m_xs.size() && m_xs[firstX] < left + epsilon;
        const bool hasTop = firstY < m_ys.size() && m_ys[firstY] < top + epsilon;
        for (std::size_t j = firstY + (hasTop ? 1 : 0); j < lastY; ++j) {
            for (std::size_t i = firstX; i < lastX; ++i)
                m_right[node(i, j)] += throughCard;
        }
        for (std::size_t j = firstY; j < lastY; ++j) {
            for (std::size_t i = firstX + (hasLeft ? 1 : 0); i < lastX; ++i)
                m_down[node(i, j)] += throughCard;
        }
    });
}

void RouteSearch::chargeCrossings(const SceneRect& region, const Task& task)
{
    m_segments.visit(region, [&](std::size_t key, const SceneRect& segment) {
        if (task.isCompanion(key))
            return;
        if (segment.width <= segment.height) { // vertical
            const std::size_t i = indexOfX(segment.x);
            if (i == 0 || i >= m_xs.size())
                return;
            for (std::size_t j = indexOfY(segment.y + 1); j < m_ys.size() && m_ys[j] < segment.bottom(); ++j)
                m_right[node(i - 1, j)] += crossingCost;
        } else {
            const std::size_t j = indexOfY(segment.y);
            if (j == 0 || j >= m_ys.size())
                return;
            for (std::size_t i = indexOfX(segment.x + 1); i < m_xs.size() && m_xs[i] < segment.right(); ++i)
                m_down[node(i, j - 1)] += crossingCost;
        }
    });
}

void RouteSearch::favourCompanions(const Task& task)
{
    for (const EdgeRoute* companion : task.companions) {
        for (std::size_t k = 0; k + 1 < companion->points.size(); ++k) {
            const ScenePoint& a = companion->points[k];
            const ScenePoint& b = companion->points[k + 1];
            if (a.x == b.x) {
                const std::size_t i = indexOfX(a.x);
                if (i == m_xs.size() || m_xs[i] > a.x + epsilon)
                    continue; // outside of the region
                const std::size_t last = indexOfY(std::max(a.y, b.y));
                for (std::size_t j = indexOfY(std::min(a.y, b.y)); j < last; ++j)
                    m_downFactor[node(i, j)] = companionFactor;
            } else {
                const std::size_t j = indexOfY(a.y);
                if (j == m_ys.size() || m_ys[j] > a.y + epsilon)
                    continue;
                const std::size_t last = indexOfX(std::max(a.x, b.x));
                for (std::size_t i = indexOfX(std::min(a.x, b.x)); i < last; ++i)
                    m_rightFactor[node(i, j)] = companionFactor;
            }
        }
    }
}

EdgeRoute RouteSearch::search(const Task& task)
{
    const std::size_t width = m_xs.size();
    const std::size_t height = m_ys.size();
    constexpr float far = std::numeric_limits<float>::infinity();
    constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();
    m_cost.assign(width * height * 2, far);
    m_cameFrom.assign(m_cost.size(), nowhere);

    const std::array<double, 2> goalX{task.to.x - m_options.stub, task.to.right() + m_options.stub};
    const std::array<std::size_t, 2> goals{
        node(indexOfX(goalX[0]), indexOfY(task.toY)), node(indexOfX(goalX[1]), indexOfY(task.toY))};
    // In wide searches speed counts more than the last bend.
    const std::size_t size = width * height;
    const float eagerness = size > 4 * manyNodes ? 2.0F
        : size > manyNodes                       ? 1.5F
        : task.companions.empty()                ? 1.0F
                                                 : 0.8F;
    const auto estimate = [&](std::size_t i, std::size_t j) {
        const double dx = std::min(std::abs(m_xs[i] - goalX[0]), std::abs(m_xs[i] - goalX[1]));
        const double dy = std::abs(m_ys[j] - task.toY);
        return eagerness * float(dx + dy + (dy > epsilon ? bendCost : 0));
    };

    using Entry = std::pair<float, std::uint32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    const auto offer = [&](std::size_t i, std::size_t j, bool vertical, float value, std::uint32_t from) {
        const std::size_t state = node(i, j) * 2 + (vertical ? 1 : 0);
        if (value >= m_cost[state])
            return;
        m_cost[state] = value;
        m_cameFrom[state] = from;
        open.emplace(value + estimate(i, j), std::uint32_t(state));
    };
    const std::size_t startRow = indexOfY(task.fromY);
    offer(indexOfX(task.from.x - m_options.stub), startRow, false, 0, nowhere);
    offer(indexOfX(task.from.right() + m_options.stub), startRow, false, 0, nowhere);

    std::uint32_t reached = nowhere;
    while (!open.empty()) {
        const auto [value, state] = open.top();
        open.pop();
        const std::size_t here = state / 2;
        const bool vertical = state % 2 == 1;
        const std::size_t i = here % width;
        const std::size_t j = here / width;
        const float spent = m_cost[state];
        if (value > spent + estimate(i, j) + 0.01F)
            continue; // an older, dearer way here
        if ((here == goals[0] || here == goals[1]) && !vertical) {
            reached = state;
            break;
        }
        const auto step = [&](std::size_t toI, std::size_t toJ, bool down, float extra, float factor) {
            const float length = float(std::abs(m_xs[toI] - m_xs[i]) + std::abs(m_ys[toJ] - m_ys[j]));
            offer(toI, toJ, down, spent + length * factor + extra + (down != vertical ? bendCost : 0), state);
        };
        if (here == goals[0] || here == goals[1]) // the last bend, into the card
            offer(i, j, false, spent + bendCost, state);
        if (i + 1 < width)
            step(i + 1, j, false, m_right[here], m_rightFactor[here]);
        if (i > 0)
            step(i - 1, j, false, m_right[here - 1], m_rightFactor[here - 1]);
        if (j + 1 < height)
            step(i, j + 1, true, m_down[here], m_downFactor[here]);
        if (j > 0)
            step(i, j - 1, true, m_down[here - width], m_downFactor[here - width]);
    }

    // Every node can be reached, through cards if need be.
    EdgeRoute route;
    m_throughCards = m_cost[reached] >= throughCard;
    std::vector<ScenePoint> points;
    for (std::uint32_t state = reached; state != nowhere; state = m_cameFrom[state])
        points.push_back({m_xs[state / 2 % width], m_ys[state / 2 / width]});
    const double startX = points.back().x < task.from.centerX() ? task.from.x : task.from.right();
    const double endX = points.front().x < task.to.centerX() ? task.to.x : task.to.right();
    route.points.push_back({startX, points.back().y});
    route.points.insert(route.points.end(), points.rbegin(), points.rend());
    route.points.push_back({endX, points.front().y});
    return route;
}

EdgeRoute RouteSearch::find(const Task& task)
{
    EdgeRoute route;
    for (const double reach : {120.0, 700.0, 3000.0}) {
        chooseLines(task, reach);
        route = search(task);
        if (!m_throughCards)
            break; // else a wider detour may avoid the card
    }
    simplify(route);
    return route;
}

} // namespace relata
