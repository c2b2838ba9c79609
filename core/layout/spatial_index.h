// Finds rectangles by place: a hash of square cells, quick to fill and to change.
#pragma once

#include "core/layout/placement.h"

#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace relata {

class SpatialIndex
{
public:
    explicit SpatialIndex(double cellSize = 400) : m_cellSize(cellSize) { }

    // Keys are small numbers from 0, each inserted once. Coordinates must be finite.
    void insert(std::size_t key, const SceneRect& rect)
    {
        if (key >= m_rects.size()) {
            m_rects.resize(key + 1);
            m_seen.resize(key + 1, 0);
        }
        m_rects[key] = rect;
        forCells(rect, [&](std::uint64_t cell) { m_cells[cell].push_back(key); });
    }

    void remove(std::size_t key)
    {
        forCells(m_rects[key], [&](std::uint64_t cell) { std::erase(m_cells[cell], key); });
    }

    const SceneRect& rect(std::size_t key) const { return m_rects[key]; }

    // Calls visitor(key, rect) once for each rectangle that touches or overlaps `area`, in no special but
    // always the same order. Not re-entrant.
    template <typename Visitor>
    void visit(const SceneRect& area, Visitor&& visitor) const
    {
        ++m_round;
        forCells(area, [&](std::uint64_t cell) {
            const auto found = m_cells.find(cell);
            if (found == m_cells.end())
                return;
            for (const std::size_t key : found->second) {
                if (m_seen[key] == m_round)
                    continue;
                m_seen[key] = m_round;
                const SceneRect& rect = m_rects[key];
                if (rect.x <= area.right() && area.x <= rect.right() && rect.y <= area.bottom()
                    && area.y <= rect.bottom())
                    visitor(key, rect);
            }
        });
    }

private:
    template <typename Function>
    void forCells(const SceneRect& rect, Function&& function) const
    {
        const auto left = cellOf(rect.x);
        const auto right = cellOf(rect.right());
        const auto top = cellOf(rect.y);
        const auto bottom = cellOf(rect.bottom());
        for (std::int32_t x = left; x <= right; ++x) {
            for (std::int32_t y = top; y <= bottom; ++y)
                function((std::uint64_t(std::uint32_t(x)) << 32) | std::uint32_t(y));
        }
    }
    std::int32_t cellOf(double coordinate) const { return std::int32_t(std::floor(coordinate / m_cellSize)); }

    double m_cellSize;
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> m_cells;
    std::vector<SceneRect> m_rects;
    mutable std::vector<std::uint32_t> m_seen;
    mutable std::uint32_t m_round = 0;
};

} // namespace relata
