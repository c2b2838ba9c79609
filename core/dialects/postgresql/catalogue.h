// Reading PostgreSQL's catalogue: one row at a time, without copies where the text is only looked at.
#pragma once

#include "core/engine/connection.h"

#include <functional>

namespace relata::postgresql {

using Oid = std::uint32_t;

class CatalogueRow
{
public:
    CatalogueRow(const RowChunk& chunk, std::size_t row) : m_chunk(chunk), m_row(row) { }
    bool isNull(std::size_t column) const { return m_chunk.at(m_row, column).isNull(); }
    std::string_view view(std::size_t column) const { return m_chunk.at(m_row, column).bytes; } // "" if NULL
    std::string text(std::size_t column) const { return std::string(view(column)); }
    std::int64_t integer(std::size_t column) const { return m_chunk.at(m_row, column).integer; } // 0 if NULL
    Oid oid(std::size_t column) const { return static_cast<Oid>(integer(column)); }
    bool flag(std::size_t column) const { return integer(column) != 0; } // false if NULL
    char letter(std::size_t column) const { return view(column).empty() ? '\0' : view(column).front(); }

private:
    const RowChunk& m_chunk;
    std::size_t m_row;
};

// '{a,"b, c",NULL}' as its elements; NULL as "".
std::vector<std::string> parseArray(std::string_view text);
// "1 3 4" (int2vector) or "1,3,4" as numbers.
std::vector<int> parseNumbers(std::string_view text);
// "((a > 0))" without its outermost parentheses, if one pair encloses everything.
std::string withoutParentheses(std::string_view expression);
// Array elements "key=value" of reloptions as "key='value', ..."; each key gets `prefix`.
std::string storageText(std::string_view array, std::string_view prefix = {});

} // namespace relata::postgresql
