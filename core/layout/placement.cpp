#include "core/layout/placement.h"

namespace relata {

SceneRect boundsOf(const std::vector<SceneRect>& cards)
{
    if (cards.empty())
        return {};
    SceneRect bounds = cards.front();
    for (const SceneRect& card : cards)
        bounds = bounds.united(card);
    return bounds;
}

} // namespace relata
