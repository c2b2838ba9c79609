// A MetaData of one dialect as the MetaData of another, and the notes on what that costs.
#pragma once

#include "core/convert/portability_note.h"
#include "core/schema/metadata.h"
#include "core/sql/sql_dialect.h"

#include <map>
#include <utility>
#include <vector>

namespace relata {

// Where a table or a view went: (schema, name) in the source to (schema, name) in the target.
using ConvertedNames = std::map<std::pair<std::string, std::string>, std::pair<std::string, std::string>>;

struct Conversion
{
    MetaData metadata; // .dialect is the target's; compiling it there loses nothing more
    std::vector<PortabilityNote> notes; // in the order of the objects; no duplicates
    ConvertedNames names; // of the tables and views that are there; empty where nothing had to be converted
};

// `metadata.dialect` says where it comes from ("" = a portable model). Converting to the same dialect returns
// it as it is, without notes. Never fails: what has no counterpart is left out with a note, expressions that
// cannot be translated with certainty likewise.
Conversion convert(const MetaData& metadata, const SqlDialect& target);

} // namespace relata
