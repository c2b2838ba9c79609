// The :name parameters of SQL that somebody wrote (text(), textStatement()).
#pragma once

#include "core/sql/ast.h"

namespace relata {

struct ParsedText
{
    std::vector<ast::ExprPtr> binds; // one per occurrence, in order
    std::vector<std::string> parts; // what stands around them: one more than `binds`; \: is undone
};

// A parameter is a colon and a name, not inside '...', "...", `...`, [...], -- and /* */ comments or
// dollar-quoted text, and not behind another colon or a letter. Throws DatabaseError (Argument) for a value
// whose name is not in the text.
ParsedText parseTextParameters(
    std::string_view sql, const std::vector<std::pair<std::string, Value>>& values);
// Only the parts around the parameters.
std::vector<std::string> textParts(std::string_view sql);

} // namespace relata
