// An expression or statement inside a schema (a default, a check, a view): text, and the dialect whose words
// these are.
#pragma once

#include <string>

namespace relata {

struct SqlText
{
    std::string text;
    std::string dialect; // "" = portable: plain enough for every dialect (written by a person in a model)

    bool empty() const { return text.empty(); }
    bool operator==(const SqlText&) const = default;
};

} // namespace relata
