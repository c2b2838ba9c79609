// Whether two texts say the same, though a server prints what a person wrote in its own way: other brackets,
// casts, quotes and letters, IN as ANY, BETWEEN as two comparisons, 0 as 0.00.
#pragma once

#include "core/schema/sql_text.h"
#include "core/sql/sql_dialect.h"

#include <string>

namespace relata {

// `dialect`: of texts that do not say theirs; may be null. Texts that the parser (core/convert) does not know
// are compared token by token.
bool sameExpression(const SqlText& a, const SqlText& b, const SqlDialect* dialect);
bool sameDefault(const SqlText& a, const SqlText& b, const SqlDialect* dialect); // '1' is 1 too
bool sameQuery(const SqlText& a, const SqlText& b, const SqlDialect* dialect);
// But for blanks, comments and the case of words.
bool sameTokens(const SqlText& a, const SqlText& b);

// The form in which they are compared; for tests.
std::string canonicalExpression(const SqlText& text, const SqlDialect* dialect);

} // namespace relata
