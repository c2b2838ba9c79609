// Paths into JSON documents, as the dialects write them: '$.a."b c"[0]' and PostgreSQL's '{a,"b c",0}'.
#pragma once

#include "core/convert/expression/expression.h"

#include <string_view>

namespace relata::convert_internal {

// Both throw Untranslatable: wildcards, filters, functions, counting from the end.
std::vector<JsonStep> jsonPathIn(std::string_view text);
std::vector<JsonStep> jsonPathInArray(std::string_view text);

// '$."a"[0]' without its quotes. Throws Untranslatable for keys that dialects escape in different ways.
std::string jsonPathText(const std::vector<JsonStep>& path);

} // namespace relata::convert_internal
