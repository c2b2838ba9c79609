#include "core/layout/edge_nudging.h"

#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace relata {

void simplify(EdgeRoute& route)
{
    std::vector<ScenePoint> kept;
    for (const ScenePoint& point : route.points) {
        if (!kept.empty() && kept.back() == point)
            continue;
        while (kept.size() >= 2) {
            const ScenePoint& a = kept[kept.size() - 2];
            const ScenePoint& b = kept.back();
            const bool straight = (a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y);
            if (!straight)
                break;
            kept.pop_back();
        }
        kept.push_back(point);
    }
    if (kept.size() < 2)
        kept = {route.points.front(), route.points.back()};
    route.points = std::move(kept);
}

namespace {

// All is written for vertical lines; for horizontal ones x and y change places.
enum class Axis
{
    Vertical,
    Horizontal,
};

double across(const ScenePoint& point, Axis axis)
{
    return axis == Axis::Vertical ? point.x : point.y;
}

double along(const ScenePoint& point, Axis axis)
{
    return axis == Axis::Vertical ? point.y : point.x;
}

SceneRect bandRect(Axis axis, double position, double halfWidth, double start, double end)
{
    return axis == Axis::Vertical ? SceneRect{position - halfWidth, start, 2 * halfWidth, end - start}
                                  : SceneRect{start, position - halfWidth, end - start, 2 * halfWidth};
}

struct Line
{
    std::size_t route = 0;
    std::size_t first = 0; // index of its first point
    std::size_t bundle = 0;
    double position = 0; // across
    double start = 0; // along, ascending
    double end = 0;
    double low = 0; // the free channel, across
    double high = 0;
    int startTurn = 0; // where the route goes at each end: -1 to smaller positions, 1 to greater, 0 nowhere
    int endTurn = 0;
};

constexpr double searchWidth = 240;
constexpr double wideChannel = 150; // wider ones are open space: lines stay where they are

// The least distance of a line to a card: end marks need room beside a card, nothing does above it.
double distanceToCards(Axis axis, const RoutingOptions& options)
{
    return axis == Axis::Vertical ? options.stub - 3 : options.clearance - 3;
}

void findChannel(Line& line, Axis axis, const SpatialIndex& cards, const RoutingOptions& options)
{
    line.low = line.position - searchWidth;
    line.high = line.position + searchWidth;
    const double distance = distanceToCards(axis, options);
    bool inside = false;
    cards.visit(bandRect(axis, line.position, searchWidth, line.start, line.end),
        [&](std::size_t, const SceneRect& card) {
            const double low = axis == Axis::Vertical ? card.x : card.y;
            const double high = axis == Axis::Vertical ? card.right() : card.bottom();
            if (high <= line.position)
                line.low = std::max(line.low, high + distance);
            else if (low >= line.position)
                line.high = std::min(line.high, low - distance);
            else
                inside = true;
        });
    if (inside || line.low > line.high)
        line.low = line.high = line.position;
}

std::vector<Line> innerLines(const std::vector<EdgeRoute>& routes, const std::vector<std::size_t>& bundles,
    Axis axis, const SpatialIndex& cards, const RoutingOptions& options)
{
    std::vector<Line> lines;
    for (std::size_t route = 0; route < routes.size(); ++route) {
        const auto& points = routes[route].points;
        for (std::size_t i = 1; i + 2 < points.size(); ++i) {
            const double position = across(points[i], axis);
            if (position != across(points[i + 1], axis)
                || along(points[i], axis) == along(points[i + 1], axis))
                continue;
            Line line;
            line.route = route;
            line.first = i;
            line.bundle = bundles[route];
            line.position = position;
            const auto turn = [&](const ScenePoint& to) {
                return across(to, axis) < position ? -1 : across(to, axis) > position ? 1 : 0;
            };
            line.start = along(points[i], axis);
            line.end = along(points[i + 1], axis);
            line.startTurn = turn(points[i - 1]);
            line.endTurn = turn(points[i + 2]);
            if (line.start > line.end) {
                std::swap(line.start, line.end);
                std::swap(line.startTurn, line.endTurn);
            }
            findChannel(line, axis, cards, options);
            if (line.high - line.low < wideChannel)
                line.position = (line.low + line.high) / 2;
            lines.push_back(line);
        }
    }
    return lines;
}

bool overlapAlong(const Line& a, const Line& b, double margin)
{
    return a.start < b.end + margin && b.start < a.end + margin;
}

// Ends at nearly one height that turn to opposite sides: in the wrong order the lines that follow would lie
// upon each other, and seem to be one. That is worse than a crossing.
int oppositeTurns(double a, int aTurn, double b, int bTurn)
{
    constexpr double near = 6;
    return std::abs(a - b) < near && aTurn * bTurn < 0 ? 3 * aTurn : 0;
}

// Below 0: a should have the smaller position, for the two then cross less often.
int preference(const Line& a, const Line& b)
{
    int votes = 0;
    const auto within = [](double value, const Line& line) { return value > line.start && value < line.end; };
    if (within(a.start, b))
        votes += a.startTurn;
    if (within(a.end, b))
        votes += a.endTurn;
    if (within(b.start, a))
        votes -= b.startTurn;
    if (within(b.end, a))
        votes -= b.endTurn;
    votes += oppositeTurns(a.start, a.startTurn, b.start, b.startTurn);
    votes += oppositeTurns(a.start, a.startTurn, b.end, b.endTurn);
    votes += oppositeTurns(a.end, a.endTurn, b.start, b.startTurn);
    votes += oppositeTurns(a.end, a.endTurn, b.end, b.endTurn);
    return votes;
}

// Lines that must be told apart: connected by being close and side by side.
std::vector<std::vector<std::size_t>> clustersOf(
    const std::vector<Line>& lines, Axis axis, const RoutingOptions& options)
{
    SpatialIndex index(300);
    for (std::size_t i = 0; i < lines.size(); ++i)
        index.insert(i, bandRect(axis, lines[i].position, 0, lines[i].start, lines[i].end));
    std::vector<std::size_t> root(lines.size());
    std::iota(root.begin(), root.end(), std::size_t{0});
    const auto find = [&root](std::size_t line) {
        while (root[line] != line)
            line = root[line] = root[root[line]];
        return line;
    };
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const SceneRect near =
            bandRect(axis, lines[i].position, options.trackGap * 0.9, lines[i].start - 6, lines[i].end + 6);
        index.visit(near, [&](std::size_t j, const SceneRect&) {
            if (j > i && std::max(lines[i].low, lines[j].low) <= std::min(lines[i].high, lines[j].high))
                root[find(j)] = find(i);
        });
    }
    std::map<std::size_t, std::vector<std::size_t>> byRoot;
    for (std::size_t i = 0; i < lines.size(); ++i)
        byRoot[find(i)].push_back(i);
    std::vector<std::vector<std::size_t>> clusters;
    for (auto& [first, members] : byRoot)
        clusters.push_back(std::move(members));
    return clusters;
}

// The lines of one bundle in a cluster; they share a track.
struct Track
{
    std::vector<std::size_t> lines;
    double position = 0;
    int level = 0;
};

std::vector<Track> orderedTracks(const std::vector<Line>& lines, const std::vector<std::size_t>& cluster)
{
    std::map<std::size_t, Track> byBundle;
    for (const std::size_t line : cluster)
        byBundle[lines[line].bundle].lines.push_back(line);
    std::vector<Track> tracks;
    for (auto& [bundle, track] : byBundle) {
        for (const std::size_t line : track.lines)
            track.position += lines[line].position / double(track.lines.size());
        tracks.push_back(std::move(track));
    }
    std::stable_sort(
        tracks.begin(), tracks.end(), [](const Track& a, const Track& b) { return a.position < b.position; });
    const auto votes = [&lines](const Track& a, const Track& b) {
        int sum = 0;
        for (const std::size_t p : a.lines) {
            for (const std::size_t q : b.lines)
                sum += preference(lines[p], lines[q]);
        }
        return sum;
    };
    // The wish is not transitive, so no std::sort; clusters are small.
    for (std::size_t i = 1; i < tracks.size(); ++i) {
        for (std::size_t j = i; j > 0 && votes(tracks[j], tracks[j - 1]) < 0; --j)
            std::swap(tracks[j], tracks[j - 1]);
    }
    return tracks;
}

void spreadCluster(
    std::vector<Line>& lines, const std::vector<std::size_t>& cluster, const RoutingOptions& options)
{
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    double wish = 0;
    for (const std::size_t line : cluster) {
        low = std::max(low, lines[line].low);
        high = std::min(high, lines[line].high);
        wish += lines[line].position / double(cluster.size());
    }
    std::vector<Track> tracks = orderedTracks(lines, cluster);
    if (tracks.size() < 2 && low > high)
        return;
    // A track needs to be beyond those only that it runs beside.
    int levels = 1;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const bool beside = std::any_of(tracks[i].lines.begin(), tracks[i].lines.end(), [&](auto p) {
                return std::any_of(tracks[j].lines.begin(), tracks[j].lines.end(),
                    [&](auto q) { return overlapAlong(lines[p], lines[q], 6); });
            });
            if (beside)
                tracks[i].level = std::max(tracks[i].level, tracks[j].level + 1);
        }
        levels = std::max(levels, tracks[i].level + 1);
    }
    const bool common = low <= high;
    const double room = common ? high - low : 0;
    const double gap =
        levels > 1 ? std::min(options.trackGap, common ? room / (levels - 1) : options.trackGap / 2) : 0;
    const double width = gap * (levels - 1);
    const double first =
        common ? std::clamp(wish - width / 2, low, std::max(low, high - width)) : wish - width / 2;
    for (const Track& track : tracks) {
        for (const std::size_t line : track.lines)
            lines[line].position = std::clamp(first + gap * track.level, lines[line].low, lines[line].high);
    }
}

void separateAlong(std::vector<EdgeRoute>& routes, const std::vector<std::size_t>& bundles, Axis axis,
    const SpatialIndex& cards, const RoutingOptions& options)
{
    std::vector<Line> lines = innerLines(routes, bundles, axis, cards, options);
    for (const auto& cluster : clustersOf(lines, axis, options))
        spreadCluster(lines, cluster, options);
    for (const Line& line : lines) {
        auto& points = routes[line.route].points;
        for (const std::size_t i : {line.first, line.first + 1})
            (axis == Axis::Vertical ? points[i].x : points[i].y) = std::round(line.position); // crisp
    }
}

} // namespace

void separateParallels(std::vector<EdgeRoute>& routes, const std::vector<std::size_t>& bundles,
    const SpatialIndex& cards, const RoutingOptions& options)
{
    separateAlong(routes, bundles, Axis::Vertical, cards, options);
    separateAlong(routes, bundles, Axis::Horizontal, cards, options);
    for (EdgeRoute& route : routes) {
        if (!route.points.empty())
            simplify(route);
    }
}

} // namespace relata
