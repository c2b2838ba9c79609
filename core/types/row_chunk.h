// A block of fetched rows: immutable, shared between threads, decoded only where somebody looks.
//
// Cells hold small values themselves and otherwise an offset into one arena of bytes, so a chunk costs two
// allocations however many values it has.
#pragma once

#include "core/types/value.h"

#include <cstring>
#include <memory>
#include <vector>

namespace relata {

class RowChunk
{
public:
    std::size_t rowCount() const { return m_columns == 0 ? 0 : m_cells.size() / m_columns; }
    std::size_t columnCount() const { return m_columns; }
    // row in [0, rowCount()), column in [0, columnCount()). The view lives as long as the chunk.
    ValueView at(std::size_t row, std::size_t column) const;
    // Memory held, in bytes.
    std::size_t byteSize() const { return m_arena.capacity() + m_cells.capacity() * sizeof(Cell); }

private:
    friend class RowChunkBuilder;
    struct Cell
    {
        union {
            std::int64_t integer;
            double real;
            std::uint64_t offset; // into the arena
        };
        std::uint32_t size; // bytes in the arena
        ValueTag tag;
        bool truncated;
    };
    std::size_t m_columns = 0;
    std::vector<Cell> m_cells; // row by row
    std::string m_arena;
};

// Here, because every reader of rows asks it for every cell.
inline ValueView RowChunk::at(std::size_t row, std::size_t column) const
{
    const Cell& cell = m_cells[row * m_columns + column];
    ValueView view;
    view.tag = cell.tag;
    switch (cell.tag) {
    case ValueTag::Null:
        break;
    case ValueTag::Boolean:
    case ValueTag::Integer:
        view.integer = cell.integer;
        break;
    case ValueTag::Real:
        view.real = cell.real;
        break;
    default: {
        const char* start = m_arena.data() + cell.offset;
        view.truncated = cell.truncated;
        if (cell.truncated) {
            // A prefix is preceded by the size of the whole.
            std::memcpy(&view.fullSize, start, sizeof view.fullSize);
            start += sizeof view.fullSize;
        }
        view.bytes = std::string_view(start, cell.size);
    }
    }
    return view;
}

using RowChunkPtr = std::shared_ptr<const RowChunk>;

// Filled by a driver, one value after the other, row by row; take() hands the chunk over and starts anew.
class RowChunkBuilder
{
public:
    explicit RowChunkBuilder(std::size_t columns);
    void addNull();
    void addBoolean(bool value);
    void addInteger(std::int64_t value);
    void addReal(double value);
    // `fullSize` > bytes.size() marks a prefix. A single value is limited to 4 GiB.
    void addBytes(ValueTag tag, std::string_view bytes, std::uint64_t fullSize = 0);
    void add(const ValueView& value);
    std::size_t rowCount() const { return m_chunk->rowCount(); }
    std::size_t byteSize() const { return m_chunk->byteSize(); }
    bool empty() const { return m_chunk->m_cells.empty(); }
    RowChunkPtr take();

private:
    std::unique_ptr<RowChunk> m_chunk;
};

} // namespace relata
