// What a person types over a column to see fewer rows, as a condition with bound values.
//
//     10          equal for numbers, dates, booleans and other exact types; contains for text
//     =x  !=x  <x  <=x  >x  >=x      as they read (<> is !=)
//     ~x          contains, without regard to case
//     a..b        from a to b, both included; a.. and ..b are open at one side
//     a, b, c     one of these (not for text, where a comma is a comma; there =a, b, c)
//     null  !null
//     "..."       taken literally: ="null", "a, b"
#pragma once

#include "core/sql/row_select.h"
#include "core/util/result.h"

#include <string_view>

namespace relata {

// Nothing for blank text. Errors (Argument): a value that the column's type cannot hold, with an example.
Result<std::optional<RowCondition>> parseRowFilter(
    std::string_view text, std::size_t columnIndex, const Column& column);

// The text that parseRowFilter() makes this condition of.
std::string rowFilterText(const RowCondition& condition, const Column& column);

} // namespace relata
