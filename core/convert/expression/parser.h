// Text to trees. The parser takes what it knows with certainty and refuses the rest: operators whose binding
// differs between dialects must stand in parentheses, functions must have a meaning.
#pragma once

#include "core/convert/expression/expression.h"
#include "core/sql/expression_rules.h"

#include <string_view>

namespace relata::convert_internal {

// `dialect`: whose words these are (LexicalRules::of). Both throw Untranslatable.
ExprPtr parseExpression(std::string_view text, std::string_view dialect, const ExpressionRules& rules);
QueryPtr parseQuery(std::string_view text, std::string_view dialect, const ExpressionRules& rules);

// A type as CAST and declarations name it ("character varying(20)", "int"); Unknown kind with a native text
// if it is none that all dialects share. `name` without array brackets.
SqlType typeFromName(const std::string& name, const std::vector<int>& modifiers);

} // namespace relata::convert_internal
