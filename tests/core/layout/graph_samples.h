// Generated graphs of cards, always the same for the same arguments.
#pragma once

#include "core/layout/placement.h"

#include <cstdint>

namespace relata {

class SmallRandom // the standard's distributions differ between libraries
{
public:
    explicit SmallRandom(std::uint64_t seed) : m_state(seed * 2654435761U + 1) { }
    std::size_t below(std::size_t limit)
    {
        m_state = m_state * 6364136223846793005U + 1442695040888963407U;
        return std::size_t(m_state >> 33) % limit;
    }

private:
    std::uint64_t m_state;
};

// As schemas are: most references go to a table near by, some to hubs, few far away.
inline CardGraph sampleGraph(std::size_t cards, std::size_t edges, std::uint64_t seed = 1)
{
    SmallRandom random(seed);
    CardGraph graph;
    for (std::size_t i = 0; i < cards; ++i) {
        const double rows = double(3 + random.below(12));
        graph.cards.push_back({0, 0, double(160 + 4 * random.below(30)), 40 + rows * 24});
    }
    const auto rowY = [&](std::size_t card) {
        const auto rows = std::size_t((graph.cards[card].height - 40) / 24);
        return 48 + 24 * double(random.below(rows));
    };
    for (std::size_t i = 0; i < edges && cards > 1; ++i) {
        CardEdge edge;
        edge.from = 1 + random.below(cards - 1);
        const std::size_t kind = random.below(100);
        const std::size_t near = edge.from - 1 - random.below(std::min<std::size_t>(edge.from, 12));
        edge.to = kind < 85 ? near : kind < 97 ? random.below(std::min<std::size_t>(cards, 8)) : edge.from;
        edge.fromY = rowY(edge.from);
        edge.toY = 48;
        edge.toMark = int(random.below(2));
        graph.edges.push_back(edge);
    }
    return graph;
}

} // namespace relata
