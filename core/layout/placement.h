// What layout and routing work on: cards with sizes, and edges between rows of cards. Lengths are scene
// pixels, x grows to the right and y downwards. Names never get here: a card is its index.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace relata {

struct ScenePoint
{
    double x = 0;
    double y = 0;

    bool operator==(const ScenePoint&) const = default;
};

struct SceneRect
{
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;

    double right() const { return x + width; }
    double bottom() const { return y + height; }
    double centerX() const { return x + width / 2; }
    double centerY() const { return y + height / 2; }
    // Touching is not overlapping.
    bool overlaps(const SceneRect& other) const
    {
        return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
    }
    SceneRect grown(double by) const { return {x - by, y - by, width + 2 * by, height + 2 * by}; }
    SceneRect united(const SceneRect& other) const
    {
        const double left = std::min(x, other.x);
        const double top = std::min(y, other.y);
        return {left, top, std::max(right(), other.right()) - left, std::max(bottom(), other.bottom()) - top};
    }

    bool operator==(const SceneRect&) const = default;
};

// A relationship. `from` has the foreign key, `to` is referred to; both may be the same card.
struct CardEdge
{
    std::size_t from = 0;
    std::size_t to = 0;
    double fromY = 0; // of the attached row's middle, below the card's top
    double toY = 0;
    // Edges that end on the same side of a card at the same y share their way there, like branches of a tree,
    // if this says that they carry the same mark at that end; others get ends of their own beside it.
    int fromMark = 0;
    int toMark = 0;
};

struct CardGraph
{
    std::vector<SceneRect> cards; // sizes in; positions out
    std::vector<CardEdge> edges;
};

// The smallest rectangle around all cards; empty at 0, 0 if there are none.
SceneRect boundsOf(const std::vector<SceneRect>& cards);

} // namespace relata
