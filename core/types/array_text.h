// The text of an array: {a,"b c",NULL,{d}} as PostgreSQL writes and reads it (its manual, "Array Input and
// Output Syntax"). Values of arrays have this text in every part of the program.
#pragma once

#include "core/types/sql_type.h"
#include "core/types/value.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace relata {

// The array with each element replaced by what `change` makes of it, in whatever dimension it stands; bounds
// ([0:1]=...) stay. Elements come with the tag that a column of their type would have, NULL as NULL. Nothing
// where the text is no array.
std::optional<std::string> withChangedElements(
    std::string_view text, const SqlType& element, const std::function<Value(const Value&)>& change);

} // namespace relata
