// Catalogue values as ODBC drivers hand them over: bits as booleans or numbers, numbers as numbers or text.
#pragma once

#include "core/types/value.h"

#include <cstdint>
#include <optional>
#include <string>

namespace relata::mssql {

bool isTrue(const Value& value); // NULL is false
std::optional<std::int64_t> numberOf(const Value& value); // nothing for NULL and what is no 64-bit number
// "([a]+[b])" without the pair around all of it, once.
std::string withoutParentheses(const std::string& expression);

} // namespace relata::mssql
