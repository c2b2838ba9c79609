// Values as a person types them, and back.
//
// Nothing is altered on the way: decimals and dates stay exact text, '' stays '' (NULL is asked for by the
// editor, never by an empty text), and what a type cannot hold is refused in words with an example rather
// than rounded or cut. Forms that only a server understands (intervals, ranges, arrays, infinity, years BC)
// are passed on as they are.
#pragma once

#include "core/schema/column.h"
#include "core/types/value.h"
#include "core/util/result.h"

#include <string>
#include <string_view>

namespace relata {

// By the column's type:
//     booleans   true, false, t, f, yes, no, on, off, 1, 0
//     numbers    12, -0.5, 1e3; NaN and Infinity for floats
//     dates      2024-02-29; times 13:05, 13:05:09.25; timestamps 2024-02-29 13:05 with Z or +02:00
//     bytes      0x00ff, \x00ff, 00 ff, or base64:AP8=
//     json       any valid JSON text
//     enums      one of the values, exactly; sets: some of them, with commas
//     shapes     POINT(1 2), SRID=4326;POINT(13.4 52.5) (core/types/geometry_text.h)
// Errors (Argument): what is wrong, and an example in the hint.
Result<Value> parseCell(std::string_view text, const Column& column);

// What parseCell() makes this value of; NULL is "". Bytes as 0x00ff, shapes as WKT.
std::string cellText(const Value& value, const Column& column);

// Errors (Argument) where the text is not JSON: "not JSON at character 12".
Result<void> checkJson(std::string_view text);

// The type under domains.
const SqlType& baseType(const SqlType& type);

} // namespace relata
