#include "core/types/row_chunk.h"

namespace relata {

RowChunkBuilder::RowChunkBuilder(std::size_t columns) : m_chunk(std::make_unique<RowChunk>())
{
    m_chunk->m_columns = columns;
}

void RowChunkBuilder::addNull()
{
    m_chunk->m_cells.push_back({{0}, 0, ValueTag::Null, false});
}

void RowChunkBuilder::addBoolean(bool value)
{
    m_chunk->m_cells.push_back({{value ? 1 : 0}, 0, ValueTag::Boolean, false});
}

void RowChunkBuilder::addInteger(std::int64_t value)
{
    m_chunk->m_cells.push_back({{value}, 0, ValueTag::Integer, false});
}

void RowChunkBuilder::addReal(double value)
{
    RowChunk::Cell cell{{0}, 0, ValueTag::Real, false};
    cell.real = value;
    m_chunk->m_cells.push_back(cell);
}

void RowChunkBuilder::addBytes(ValueTag tag, std::string_view bytes, std::uint64_t fullSize)
{
    bool truncated = fullSize > bytes.size();
    RowChunk::Cell cell{{0}, static_cast<std::uint32_t>(bytes.size()), tag, truncated};
    cell.offset = m_chunk->m_arena.size();
    if (truncated)
        m_chunk->m_arena.append(reinterpret_cast<const char*>(&fullSize), sizeof fullSize);
    m_chunk->m_arena.append(bytes);
    m_chunk->m_cells.push_back(cell);
}

void RowChunkBuilder::add(const ValueView& value)
{
    switch (value.tag) {
    case ValueTag::Null:
        addNull();
        break;
    case ValueTag::Boolean:
        addBoolean(value.integer != 0);
        break;
    case ValueTag::Integer:
        addInteger(value.integer);
        break;
    case ValueTag::Real:
        addReal(value.real);
        break;
    default:
        addBytes(value.tag, value.bytes, value.truncated ? value.fullSize : 0);
    }
}

RowChunkPtr RowChunkBuilder::take()
{
    auto next = std::make_unique<RowChunk>();
    next->m_columns = m_chunk->m_columns;
    std::swap(next, m_chunk);
    return RowChunkPtr(std::move(next));
}

} // namespace relata
