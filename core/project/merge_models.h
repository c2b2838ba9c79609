// Two changed versions of a model file and the one that they come from, made one: what git asks of the merge
// driver for *.relata.
//
// Objects are matched by their ids, mapped classes and whatever else has none by name; each property on its
// own. A renamed table or column is renamed in what the other side added, too. What both sides gave another
// value is a conflict: the text then holds both between the marks that git writes, and does not load until a
// person has decided.
#pragma once

#include "core/util/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace relata {

struct MergedModel
{
    std::string text; // a model file, with marks where there are conflicts
    std::vector<std::string> conflicts; // their places: "metadata.tables[authors].columns[name].type"
};

// `base` may be empty: both sides made the file. Errors (File): one of the three is no model, with which one;
// (Argument): each side loads, and what they make together would not.
Result<MergedModel> mergeModels(std::string_view base, std::string_view ours, std::string_view theirs);

} // namespace relata
