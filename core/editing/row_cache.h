// Blocks of rows that were fetched, by position, within a bound of memory: the least recently looked at go
// first. One thread.
#pragma once

#include "core/editing/row_window.h"

#include <list>
#include <unordered_map>

namespace relata {

class RowCache
{
public:
    static constexpr std::int64_t blockRows = 256; // block n holds positions [n * blockRows, ...)

    explicit RowCache(std::size_t maxBytes = 32u << 20) : m_maxBytes(maxBytes) { }

    struct Found
    {
        const RowChunk* rows = nullptr; // null: not here. Valid until the next insert or clear
        std::size_t row = 0;
        bool exact = true;
    };
    // Counts as a look. A position behind a block's last row is not found.
    Found find(std::int64_t position);
    // Whether the block was fetched, with however few rows.
    bool contains(std::int64_t block) const { return m_index.contains(block); }
    // The chunk of a position, to be kept beyond the next insert; null if it is not here.
    RowChunkPtr chunkAt(std::int64_t position) const;

    // `block.first` must be a multiple of blockRows, or lie within a block whose earlier rows are not known.
    void insert(RowBlock block);
    void clear();
    void dropInexact();
    std::size_t byteSize() const { return m_bytes; }
    std::size_t blockCount() const { return m_blocks.size(); }

private:
    struct Entry
    {
        std::int64_t number;
        RowBlock block;
        std::size_t bytes;
    };
    using Blocks = std::list<Entry>; // front: most recently looked at
    void erase(Blocks::iterator entry);

    std::size_t m_maxBytes;
    std::size_t m_bytes = 0;
    Blocks m_blocks;
    std::unordered_map<std::int64_t, Blocks::iterator> m_index;
};

} // namespace relata
