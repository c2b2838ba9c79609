// Three versions of a JSON document made one (merge_models.h). Internal: includes nlohmann's JSON.
#pragma once

#include "core/orm/json_fields.h"

namespace relata::json {

// A document in which conflicts stand as placeholders.
class Merged
{
public:
    // With git's marks around the lines of both versions.
    std::string text() const;
    std::vector<std::string> conflictPlaces() const;

    struct Conflict
    {
        std::string place;
        std::optional<Json> ours; // nothing: removed, or never there
        std::optional<Json> theirs;
    };
    Json document;
    std::string mark = "relata-conflict-"; // begins a placeholder; the conflict's number follows
    std::vector<Conflict> conflicts;
};

// Fields of objects are merged one by one. So are the items of arrays of objects, which are the same where
// their "id" is, or without one their "name"; and the texts of "schemas", which is a set. Every other value
// is one whole.
Merged merge(const Json& base, const Json& ours, const Json& theirs);

} // namespace relata::json
