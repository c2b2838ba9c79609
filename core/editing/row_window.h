// Rows by their position in the order of a BrowseSelect, without ever counting from the start more than once.
//
// The window remembers anchors, pairs of a position and the place (key) of the row there: sample() lays them
// out along the whole order, in short slices, and every fetch adds its own ends. A fetch goes from the
// nearest anchor, so that a position costs at most one slice's worth of skipping once sampling is complete.
//
// Exactness. Positions up to the sampled frontier are exact, and all are once sampling is complete; they are
// those of the time of sampling: rows that others insert or delete shift what follows until the window is
// made anew. Beyond the frontier, the last rows are fetched from the end, and others are found by
// interpolation where the order is one integer key; such blocks say that they are not exact, and hang
// together with their neighbours. Other orders skip from the frontier, which is exact and takes as long as
// the skipping takes.
//
// A sort that no index serves costs a pass over the table per statement. sample() notices that, counts, and
// leaves it at that: jumps then skip (`slowOrder()`).
//
// Targets without places (views, tables without a key) are counted and fetched by LIMIT and OFFSET.
//
// Threads: one at a time, the one that has the Connection. Errors: what the driver throws; the window stays
// usable.
#pragma once

#include "core/engine/connection.h"
#include "core/sql/row_select.h"

#include <chrono>
#include <functional>
#include <map>
#include <stop_token>

namespace relata {

struct RowBlock
{
    std::int64_t first = 0; // position of the first row
    RowChunkPtr rows; // BrowseSelect's columns: the target's, then what its order needs; null if no rows
    bool exact = true;

    std::int64_t rowCount() const { return rows ? static_cast<std::int64_t>(rows->rowCount()) : 0; }
    bool operator==(const RowBlock&) const = default;
};

struct CellContent
{
    Value value;
    bool truncated = false;
    std::uint64_t fullSize = 0; // bytes, where truncated
};

struct RowTotals
{
    std::int64_t rows = 0;
    bool exact = false; // else an estimate that is never below what has been seen
    std::int64_t frontier = 0; // positions below it are exact

    bool operator==(const RowTotals&) const = default;
};

class RowWindow
{
public:
    explicit RowWindow(BrowseSelect select) : m_select(std::move(select)) { }

    const BrowseSelect& select() const { return m_select; }
    RowTotals totals() const;
    bool slowOrder() const { return m_slowOrder; }

    // Up to `count` rows from `first` on, fewer at the end.
    RowBlock fetch(Connection& connection, std::int64_t first, std::int64_t count, std::stop_token stop = {});

    // A slice of the background work: about `budget` long, or one statement if that takes longer (a count of
    // a target without places is one statement). Returns true while there is more to do.
    bool sample(Connection& connection, std::chrono::milliseconds budget, std::stop_token stop = {});
    bool samplingComplete() const { return m_samplingComplete; }

    // The place of a row of a block; empty if the target has none, or if it was too long to be fetched whole.
    RowPlace placeOf(const RowChunk& rows, std::size_t row) const;
    // The position of a place, wherever it was found. Needs hasPlaces().
    std::int64_t locate(Connection& connection, const RowPlace& place, std::stop_token stop = {});
    // Whole values of some columns (indices into the target's) of the rows [first, first + count), streamed:
    // `sink` gets chunks until it returns false or the rows end.
    void stream(Connection& connection, std::int64_t first, std::int64_t count,
        const std::vector<std::size_t>& columns, const std::function<bool(const RowChunk&)>& sink,
        std::stop_token stop = {});
    // One value, whole but for `maxBytes` (0 = no limit). `place` may be empty for targets without places.
    // Throws StaleDataError if the row is gone.
    CellContent cell(Connection& connection, std::size_t column, const RowPlace& place, std::int64_t position,
        std::size_t maxBytes, std::stop_token stop = {}) const;

private:
    using Anchors = std::map<std::int64_t, RowPlace>;
    struct Origin; // where a fetch starts

    RowBlock fetchByOffset(Connection& connection, std::int64_t first, std::int64_t count, std::stop_token);
    RowBlock fetchExact(Connection& connection, std::int64_t first, std::int64_t count, std::stop_token);
    RowBlock fetchNear(Connection& connection, std::int64_t first, std::int64_t count, std::stop_token);
    RowBlock fetchFromEnd(Connection& connection, std::int64_t first, std::int64_t count, std::stop_token);
    RowBlock finished(RowBlock block, Anchors& anchors);
    RowChunkPtr read(Connection& connection, const RowRange& range, std::stop_token stop);
    RowPlace readPlace(Connection& connection, const RowRange& range, std::stop_token stop);
    std::int64_t readCount(
        Connection& connection, const RowPlace& from, const RowPlace& to, std::stop_token stop);
    bool isInteger() const; // the order is one integer key
    void readExtremes(Connection& connection, std::stop_token stop);
    std::int64_t interpolated(std::int64_t position) const;
    void setTotal(std::int64_t rows);
    bool sampleOnce(Connection& connection, std::stop_token stop);
    static void thin(Anchors& anchors);

    BrowseSelect m_select;
    Anchors m_anchors; // exact
    Anchors m_near; // not exact; dropped when sampling completes
    std::int64_t m_frontier = 0; // the highest position in m_anchors
    std::int64_t m_sampledTo = 0; // where sampling goes on
    std::int64_t m_total = 0;
    std::int64_t m_seen = 0; // no total may be below it
    std::int64_t m_step = 1000; // rows that sampling skips at a time
    std::optional<std::int64_t> m_firstKey; // of integer orders
    std::optional<std::int64_t> m_lastKey;
    bool m_extremesRead = false;
    bool m_totalExact = false;
    bool m_samplingComplete = false;
    bool m_slowOrder = false;
};

} // namespace relata
