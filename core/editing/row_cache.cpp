#include "core/editing/row_cache.h"

namespace relata {

RowCache::Found RowCache::find(std::int64_t position)
{
    auto found = m_index.find(position / blockRows);
    if (position < 0 || found == m_index.end())
        return {};
    m_blocks.splice(m_blocks.begin(), m_blocks, found->second);
    const RowBlock& block = found->second->block;
    if (position < block.first || position >= block.first + block.rowCount())
        return {};
    return {block.rows.get(), static_cast<std::size_t>(position - block.first), block.exact};
}

RowChunkPtr RowCache::chunkAt(std::int64_t position) const
{
    auto found = m_index.find(position / blockRows);
    return found == m_index.end() ? nullptr : found->second->block.rows;
}

void RowCache::insert(RowBlock block)
{
    std::int64_t number = block.first / blockRows;
    if (auto found = m_index.find(number); found != m_index.end())
        erase(found->second);
    std::size_t bytes = sizeof(Entry) + (block.rows ? block.rows->byteSize() : 0);
    m_blocks.push_front({number, std::move(block), bytes});
    m_index[number] = m_blocks.begin();
    m_bytes += bytes;
    // The block that was just fetched is wanted, even if it alone is over the bound; so is its neighbour,
    // lest two halves of a screen take turns for ever.
    while (m_bytes > m_maxBytes && m_blocks.size() > 2)
        erase(std::prev(m_blocks.end()));
}

void RowCache::clear()
{
    m_blocks.clear();
    m_index.clear();
    m_bytes = 0;
}

void RowCache::dropInexact()
{
    for (auto entry = m_blocks.begin(); entry != m_blocks.end();) {
        auto next = std::next(entry);
        if (!entry->block.exact)
            erase(entry);
        entry = next;
    }
}

void RowCache::erase(Blocks::iterator entry)
{
    m_bytes -= entry->bytes;
    m_index.erase(entry->number);
    m_blocks.erase(entry);
}

} // namespace relata
