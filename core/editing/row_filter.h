// What a person types over a column to see fewer rows, as a condition with bound values.
//
//     10          equal for numbers, dates, booleans and other exact types; contains for text
//     =x  !=x  <x  <=x  >x  >=x      as they read (<> is !=)
//     ~x          contains, without regard to case
//     a..b        from a to b, both included; a.. and ..b are open at one side
//     a, b, c     one of these (not for text, where a comma is a comma; there =a, b, c); null may be among
//     them
//     !=a, b      none of these; rows with NULL stay unless null is among them
//     null  !null
//     "..."       taken literally: ="null", "a, b"
//
// Dates and times also as date_words.h has them: today, last 7 days, 2024-05, >=this month, 2023..2024-06.
#pragma once

#include "core/sql/row_select.h"
#include "core/util/result.h"

#include <ctime>
#include <string_view>

namespace relata {

// Nothing for blank text. `now` is what words for dates count from. Errors (Argument): a value that the
// column's type cannot hold, with an example.
Result<std::optional<RowCondition>> parseRowFilter(std::string_view text, std::size_t columnIndex,
    const Column& column, std::time_t now = std::time(nullptr));

// The text that parseRowFilter() makes this condition of.
std::string rowFilterText(const RowCondition& condition, const Column& column);

// The conditions with what their words mean now: "today" is another day tomorrow.
std::vector<RowCondition> withWordsOfNow(std::vector<RowCondition> conditions,
    const std::vector<Column>& columns, std::time_t now = std::time(nullptr));

} // namespace relata
