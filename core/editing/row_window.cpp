#include "core/editing/row_window.h"

#include <algorithm>
#include <cmath>

namespace relata {
namespace {

constexpr std::int64_t directSkip = 512; // rows that a fetch skips itself rather than by a statement of keys
constexpr std::int64_t cheapSkip = 20000; // rows beyond the frontier that are skipped rather than guessed
constexpr std::int64_t nearReach = 8192; // an inexact anchor serves positions this far away
constexpr std::size_t maxAnchors = 16384;
constexpr std::int64_t maxStep = 1 << 20;
constexpr std::int64_t minStep = 256;
constexpr auto shortStatement = std::chrono::milliseconds(8);
constexpr auto longStatement = std::chrono::milliseconds(25);
constexpr auto slowStatement = std::chrono::milliseconds(250);
constexpr std::size_t bytesPerCharacter = 4; // UTF-8

} // namespace

RowTotals RowWindow::totals() const
{
    if (m_totalExact)
        return {m_total, true, m_total};
    std::int64_t rows = std::max(m_seen, m_frontier);
    if (!m_select.options().isFiltered())
        rows = std::max(rows, m_select.target().estimatedRows.value_or(0));
    if (m_firstKey && m_lastKey && !m_select.options().isFiltered()
        && m_select.target().estimatedRows.value_or(0) <= 0) {
        // As unsigned: the distance of two keys may be more than an int64 holds.
        std::uint64_t span = static_cast<std::uint64_t>(*m_lastKey) - static_cast<std::uint64_t>(*m_firstKey);
        if (span < (std::uint64_t(1) << 40))
            rows = std::max(rows, static_cast<std::int64_t>(span) + 1);
    }
    return {rows, false, m_frontier};
}

RowPlace RowWindow::placeOf(const RowChunk& rows, std::size_t row) const
{
    RowPlace place;
    if (!m_select.hasPlaces())
        return place;
    for (std::size_t term = 0; term < m_select.order().size(); ++term) {
        std::size_t column = m_select.orderColumn(term);
        if (column >= rows.columnCount())
            return {};
        ValueView view = rows.at(row, column);
        if (view.truncated)
            return {};
        place.push_back(Value::copyOf(view));
    }
    return place;
}

RowChunkPtr RowWindow::read(Connection& connection, const RowRange& range, std::stop_token stop)
{
    ExecutionOptions options;
    options.stop = stop;
    options.maxCellBytes = m_select.options().prefixLength * bytesPerCharacter;
    SqlStatement statement = m_select.rows(range);
    CursorResult cursor = connection.execute(statement.sql, statement.parameters, options);
    std::vector<RowChunkPtr> chunks;
    while (RowChunkPtr chunk = cursor.fetch(static_cast<std::size_t>(std::max<std::int64_t>(range.limit, 1))))
        chunks.push_back(std::move(chunk));
    if (chunks.empty())
        return nullptr;

    bool hasSizes = false;
    for (std::size_t i = 0; i < m_select.columnCount(); ++i)
        hasSizes = hasSizes || m_select.sizeColumn(i) != BrowseSelect::none;
    if (chunks.size() == 1 && !range.backward && !hasSizes)
        return chunks.front();

    RowChunkBuilder builder(chunks.front()->columnCount());
    auto addRow = [&](const RowChunk& chunk, std::size_t row) {
        for (std::size_t column = 0; column < chunk.columnCount(); ++column) {
            ValueView view = chunk.at(row, column);
            std::size_t sizeColumn =
                column < m_select.columnCount() ? m_select.sizeColumn(column) : BrowseSelect::none;
            if (sizeColumn != BrowseSelect::none && !view.isNull()) {
                ValueView size = chunk.at(row, sizeColumn);
                auto whole = static_cast<std::uint64_t>(size.integer);
                if (size.tag == ValueTag::Integer && whole > view.bytes.size()) {
                    view.truncated = true;
                    view.fullSize = whole;
                }
            }
            builder.add(view);
        }
    };
    if (range.backward) {
        for (auto chunk = chunks.rbegin(); chunk != chunks.rend(); ++chunk) {
            for (std::size_t row = (*chunk)->rowCount(); row-- > 0;)
                addRow(**chunk, row);
        }
    } else {
        for (const RowChunkPtr& chunk : chunks) {
            for (std::size_t row = 0; row < chunk->rowCount(); ++row)
                addRow(*chunk, row);
        }
    }
    return builder.take();
}

RowPlace RowWindow::readPlace(Connection& connection, const RowRange& range, std::stop_token stop)
{
    ExecutionOptions options;
    options.stop = stop;
    SqlStatement statement = m_select.places(range);
    CursorResult cursor = connection.execute(statement.sql, statement.parameters, options);
    RowPlace place;
    if (RowChunkPtr chunk = cursor.fetch(1)) {
        for (std::size_t column = 0; column < chunk->columnCount(); ++column)
            place.push_back(Value::copyOf(chunk->at(0, column)));
    }
    return place;
}

std::int64_t RowWindow::readCount(
    Connection& connection, const RowPlace& from, const RowPlace& to, std::stop_token stop)
{
    ExecutionOptions options;
    options.stop = stop;
    SqlStatement statement = m_select.count(from, to);
    CursorResult cursor = connection.execute(statement.sql, statement.parameters, options);
    Value count = cursor.scalar();
    if (count.tag() == ValueTag::Integer)
        return count.integer();
    return std::stoll("0" + count.toText());
}

RowBlock RowWindow::fetch(
    Connection& connection, std::int64_t first, std::int64_t count, std::stop_token stop)
{
    first = std::max<std::int64_t>(first, 0);
    if (count <= 0)
        return {first, nullptr, true};
    if (!m_select.hasPlaces())
        return fetchByOffset(connection, first, count, stop);
    if (m_totalExact || first <= m_frontier + cheapSkip) {
        RowBlock block = fetchExact(connection, first, count, stop);
        // The first screen comes with an idea of the whole.
        if (!m_totalExact && m_select.target().estimatedRows.value_or(0) <= 0)
            readExtremes(connection, stop);
        return block;
    }
    return fetchNear(connection, first, count, stop);
}

void RowWindow::setTotal(std::int64_t rows)
{
    m_total = rows;
    m_totalExact = true;
}

RowBlock RowWindow::fetchByOffset(
    Connection& connection, std::int64_t first, std::int64_t count, std::stop_token stop)
{
    RowRange range;
    range.limit = count;
    range.offset = first;
    RowBlock block{first, read(connection, range, stop), true};
    if (block.rowCount() < count && (block.rowCount() > 0 || first == 0))
        setTotal(first + block.rowCount());
    m_seen = std::max(m_seen, first + block.rowCount());
    return block;
}

RowBlock RowWindow::fetchExact(
    Connection& connection, std::int64_t first, std::int64_t count, std::stop_token stop)
{
    if (m_totalExact) {
        if (first >= m_total && m_total > 0 && first > m_seen)
            return {first, nullptr, true};
        // From an anchor above, or from the end, where that is nearer.
        std::int64_t end = std::min(first + count, m_total);
        auto above = m_anchors.lower_bound(end);
        std::int64_t aboveAt = above == m_anchors.end() ? m_total : above->first;
        auto below = m_anchors.upper_bound(first);
        std::int64_t belowAt = below == m_anchors.begin() ? 0 : std::prev(below)->first;
        if (end > first && aboveAt - end < first - belowAt) {
            RowRange range;
            range.backward = true;
            if (above != m_anchors.end()) {
                range.place = above->second;
                range.bound = RowRange::Bound::Before;
            }
            range.limit = end - first;
            range.offset = aboveAt - end;
            if (range.offset > directSkip) {
                RowRange hop = range;
                hop.limit = 1;
                hop.offset -= 1; // the place of row `end`
                RowPlace place = readPlace(connection, hop, stop);
                if (!place.empty()) {
                    m_anchors[end] = place;
                    range.place = std::move(place);
                    range.bound = RowRange::Bound::Before;
                    range.offset = 0;
                }
            }
            RowBlock block{first, read(connection, range, stop), true};
            if (block.rowCount() == end - first)
                return finished(std::move(block), m_anchors);
            // Rows have gone since the sampling: count from below instead.
        }
    }

    auto below = m_anchors.upper_bound(first);
    RowRange range;
    range.bound = RowRange::Bound::At;
    range.limit = count;
    std::int64_t from = 0;
    if (below != m_anchors.begin()) {
        --below;
        from = below->first;
        range.place = below->second;
    }
    range.offset = first - from;
    RowPlace origin = range.place;
    if (range.offset > directSkip) {
        RowRange hop = range;
        hop.limit = 1;
        RowPlace place = readPlace(connection, hop, stop);
        if (place.empty()) {
            // There are fewer rows than that.
            setTotal(from + readCount(connection, origin, {}, stop));
            return {first, nullptr, true};
        }
        m_anchors[first] = place;
        m_frontier = std::max(m_frontier, first);
        range.place = std::move(place);
        range.offset = 0;
    }
    RowBlock block{first, read(connection, range, stop), true};
    std::int64_t end = first + block.rowCount();
    if (block.rowCount() == 0 && first > 0) {
        setTotal(from + readCount(connection, origin, {}, stop));
    } else if (block.rowCount() < count) {
        setTotal(end);
    } else if (m_totalExact && end > m_total) {
        m_total = end; // others have inserted rows
    }
    return finished(std::move(block), m_anchors);
}

RowBlock RowWindow::fetchNear(
    Connection& connection, std::int64_t first, std::int64_t count, std::stop_token stop)
{
    readExtremes(connection, stop);
    std::int64_t total = totals().rows;
    // Beside rows that were fetched before, so that scrolling on shows what really follows.
    auto above = m_near.lower_bound(first);
    if (above != m_near.begin()) {
        auto below = std::prev(above);
        if (first - below->first <= nearReach) {
            RowRange range;
            range.place = below->second;
            range.bound = RowRange::Bound::At;
            range.limit = count;
            range.offset = first - below->first;
            RowBlock block{first, read(connection, range, stop), false};
            if (block.rowCount() == count)
                return finished(std::move(block), m_near);
            return fetchFromEnd(connection, first, count, stop);
        }
    }
    if (above != m_near.end() && above->first - first <= nearReach) {
        RowRange range;
        range.place = above->second;
        range.bound = RowRange::Bound::Before;
        range.backward = true;
        range.limit = std::min(count, above->first - first);
        range.offset = std::max<std::int64_t>(above->first - first - count, 0);
        RowBlock block{first, read(connection, range, stop), false};
        if (block.rowCount() == range.limit && block.rowCount() == count)
            return finished(std::move(block), m_near);
    }
    if (first + count >= total - nearReach)
        return fetchFromEnd(connection, first, count, stop);
    if (!m_firstKey || !m_lastKey || m_slowOrder)
        return fetchExact(connection, first, count, stop);

    RowRange range;
    range.place = {Value(interpolated(first))};
    range.bound = RowRange::Bound::At;
    range.limit = count;
    RowBlock block{first, read(connection, range, stop), false};
    if (block.rowCount() < count)
        return fetchFromEnd(connection, first, count, stop);
    return finished(std::move(block), m_near);
}

RowBlock RowWindow::fetchFromEnd(
    Connection& connection, std::int64_t first, std::int64_t count, std::stop_token stop)
{
    std::int64_t total = totals().rows;
    std::int64_t end = std::min(first + count, total);
    if (end <= first)
        return {first, nullptr, false};
    RowRange range;
    range.backward = true;
    range.limit = end - first;
    range.offset = total - end;
    RowBlock block{first, read(connection, range, stop), false};
    if (block.rowCount() < end - first) {
        // Fewer rows than this in the whole table: then counting them is quick.
        setTotal(readCount(connection, {}, {}, stop));
        return fetchExact(connection, first, count, stop);
    }
    return finished(std::move(block), m_near);
}

RowBlock RowWindow::finished(RowBlock block, Anchors& anchors)
{
    std::int64_t rows = block.rowCount();
    m_seen = std::max(m_seen, block.first + rows);
    if (rows == 0)
        return block;
    if (RowPlace place = placeOf(*block.rows, 0); !place.empty())
        anchors[block.first] = std::move(place);
    std::int64_t last = block.first + rows - 1;
    if (RowPlace place = placeOf(*block.rows, static_cast<std::size_t>(rows - 1)); !place.empty()) {
        anchors[last] = std::move(place);
        if (&anchors == &m_anchors)
            m_frontier = std::max(m_frontier, last);
    }
    thin(anchors);
    return block;
}

void RowWindow::thin(Anchors& anchors)
{
    if (anchors.size() <= maxAnchors)
        return;
    bool keep = true;
    std::erase_if(anchors, [&](const auto&) { return (keep = !keep); });
}

bool RowWindow::isInteger() const
{
    if (!m_select.hasPlaces() || m_select.order().size() != 1)
        return false;
    std::size_t column = m_select.order().front().column;
    return column == BrowseSelect::none || m_select.target().columns[column].type.isInteger();
}

void RowWindow::readExtremes(Connection& connection, std::stop_token stop)
{
    if (m_extremesRead || !isInteger()) {
        m_extremesRead = true;
        return;
    }
    RowRange range;
    range.limit = 1;
    RowPlace first = readPlace(connection, range, stop);
    range.backward = true;
    RowPlace last = readPlace(connection, range, stop);
    m_extremesRead = true;
    if (first.empty() || last.empty() || first[0].tag() != ValueTag::Integer
        || last[0].tag() != ValueTag::Integer)
        return;
    bool descending = m_select.order().front().descending;
    m_firstKey = descending ? last[0].integer() : first[0].integer(); // the lower one
    m_lastKey = descending ? first[0].integer() : last[0].integer();
}

std::int64_t RowWindow::interpolated(std::int64_t position) const
{
    bool descending = m_select.order().front().descending;
    auto start = static_cast<long double>(descending ? *m_lastKey : *m_firstKey);
    auto end = static_cast<long double>(descending ? *m_firstKey : *m_lastKey);
    std::int64_t from = 0;
    auto known = m_anchors.upper_bound(m_frontier);
    if (known != m_anchors.begin() && std::prev(known)->second[0].tag() == ValueTag::Integer) {
        from = std::prev(known)->first;
        start = static_cast<long double>(std::prev(known)->second[0].integer());
    }
    std::int64_t total = totals().rows;
    long double share = static_cast<long double>(position - from)
        / static_cast<long double>(std::max<std::int64_t>(total - from, 1));
    // A long double holds every int64, so the result lies between the two keys.
    long double key = start + (end - start) * std::clamp(share, 0.0L, 1.0L);
    return static_cast<std::int64_t>(std::llround(key));
}

bool RowWindow::sample(Connection& connection, std::chrono::milliseconds budget, std::stop_token stop)
{
    auto start = std::chrono::steady_clock::now();
    while (!m_samplingComplete) {
        if (!sampleOnce(connection, stop))
            m_samplingComplete = true;
        if (std::chrono::steady_clock::now() - start >= budget)
            break;
    }
    if (m_samplingComplete)
        m_near.clear();
    return !m_samplingComplete;
}

bool RowWindow::sampleOnce(Connection& connection, std::stop_token stop)
{
    if (!m_select.hasPlaces()) {
        if (!m_totalExact)
            setTotal(readCount(connection, {}, {}, stop));
        return false;
    }
    if (m_totalExact && m_sampledTo + minStep >= m_total)
        return false;
    if (!m_extremesRead) {
        readExtremes(connection, stop);
        return true;
    }
    auto known = m_anchors.upper_bound(m_sampledTo);
    RowRange range;
    std::int64_t from = 0;
    if (known != m_anchors.begin()) {
        --known;
        from = known->first;
        range.place = known->second;
        range.bound = RowRange::Bound::At;
    }
    range.limit = 1;
    range.offset = m_step;
    auto begin = std::chrono::steady_clock::now();
    RowPlace place = readPlace(connection, range, stop);
    auto taken = std::chrono::steady_clock::now() - begin;
    if (place.empty()) {
        setTotal(from + readCount(connection, range.place, {}, stop));
        return false;
    }
    m_sampledTo = from + m_step;
    m_frontier = std::max(m_frontier, m_sampledTo);
    m_anchors[m_sampledTo] = std::move(place);
    thin(m_anchors);
    if (taken > slowStatement && !m_select.followsKey() && m_step <= 4 * minStep) {
        m_slowOrder = true;
        setTotal(readCount(connection, {}, {}, stop));
        return false;
    }
    if (taken < shortStatement)
        m_step = std::min(m_step * 2, maxStep);
    else if (taken > longStatement)
        m_step = std::max(m_step / 2, minStep);
    return true;
}

std::int64_t RowWindow::locate(Connection& connection, const RowPlace& place, std::stop_token stop)
{
    // Integers are compared here as the server does; other types have collations, so the server counts.
    if (isInteger() && place[0].tag() == ValueTag::Integer) {
        bool descending = m_select.order().front().descending;
        auto before = [&](std::int64_t a, std::int64_t b) { return descending ? a > b : a < b; };
        const Anchors::value_type* nearest = nullptr;
        auto low = m_anchors.begin();
        for (std::size_t left = m_anchors.size(); left > 0;) {
            std::size_t half = left / 2;
            auto middle = std::next(low, static_cast<std::ptrdiff_t>(half));
            if (middle->second[0].tag() != ValueTag::Integer)
                break;
            if (before(place[0].integer(), middle->second[0].integer())) {
                left = half;
            } else {
                nearest = &*middle;
                low = std::next(middle);
                left -= half + 1;
            }
        }
        if (nearest)
            return nearest->first + readCount(connection, nearest->second, place, stop);
    }
    return readCount(connection, {}, place, stop);
}

void RowWindow::stream(Connection& connection, std::int64_t first, std::int64_t count,
    const std::vector<std::size_t>& columns, const std::function<bool(const RowChunk&)>& sink,
    std::stop_token stop)
{
    RowRange range;
    range.limit = count;
    range.offset = first;
    if (m_select.hasPlaces() && first > 0) {
        RowBlock block = fetch(connection, first, 1, stop);
        RowPlace place = block.rows ? placeOf(*block.rows, 0) : RowPlace();
        if (!block.rows)
            return;
        if (!place.empty()) {
            range.place = std::move(place);
            range.bound = RowRange::Bound::At;
            range.offset = 0;
        }
    }
    ExecutionOptions options;
    options.stop = stop;
    SqlStatement statement = m_select.values(columns, range);
    CursorResult cursor = connection.execute(statement.sql, statement.parameters, options);
    while (RowChunkPtr chunk = cursor.fetch()) {
        if (!sink(*chunk))
            return;
    }
}

CellContent RowWindow::cell(Connection& connection, std::size_t column, const RowPlace& place,
    std::int64_t position, std::size_t maxBytes, std::stop_token stop) const
{
    ExecutionOptions options;
    options.stop = stop;
    options.maxCellBytes = maxBytes;
    SqlStatement statement = place.empty() ? m_select.cellAt(column, position) : m_select.cell(column, place);
    CursorResult cursor = connection.execute(statement.sql, statement.parameters, options);
    RowChunkPtr chunk = cursor.fetch(1);
    if (!chunk || chunk->rowCount() == 0) {
        Error error;
        error.kind = ErrorKind::StaleData;
        error.message = "The row is no longer in " + m_select.target().name + ".";
        error.hint = "Refresh the rows.";
        error.statement = statement.sql;
        raise(std::move(error));
    }
    ValueView view = chunk->at(0, 0);
    return {Value::copyOf(view), view.truncated, view.fullSize};
}

} // namespace relata
