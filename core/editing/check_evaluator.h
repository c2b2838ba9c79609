// What a CHECK says of a row, where that can be told for sure.
#pragma once

#include "core/schema/constraint.h"
#include "core/types/value.h"

#include <functional>
#include <optional>
#include <string_view>

namespace relata {

enum class CheckOutcome
{
    Holds, // true or NULL: the database takes the row
    Violated,
    Unknown, // it says more than we understand, or a value is not known
};

// The row's value in a column; nothing: not known (a default, another row's key, not loaded).
using CheckValues = std::function<std::optional<Value>(std::string_view column)>;

// Understood: comparisons of columns and literals, IN, BETWEEN, LIKE-free AND/OR/NOT, IS NULL, length(),
// upper() and lower() of ASCII, parentheses, PostgreSQL's casts and = ANY (ARRAY[...]). Numbers are compared
// exactly; text only for equality, and where a collation might decide (letters that differ in case alone),
// the outcome is Unknown. Dates are compared in their ISO form.
CheckOutcome evaluateCheck(const SqlText& expression, const CheckValues& values);

} // namespace relata
