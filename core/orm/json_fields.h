// How descriptions (mappings, tables ...) become JSON and back. Internal to the code that reads and writes
// model files: includes nlohmann's JSON.
//
// What an object has is said once, by a function template describe(fields, object) in this namespace, which
// calls `fields` with each name and member in the order of writing; what has no usual value is `required`:
//
//     template <typename F> void describe(F& fields, Point& point)
//     {
//         fields.required("name", point.name);
//         fields("x", point.x, 0);
//     }
//
// A member that has its usual value is not written. Fields that are not known are kept: by the object itself
// where it has a member `unknown`, else in Context::kept.
#pragma once

#include "core/orm/relationship.h"
#include "core/schema/object_id.h"
#include "core/schema/sql_text.h"
#include "core/types/value.h"

#include <nlohmann/json.hpp>

#include <concepts>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>

namespace relata::json {

using Json = nlohmann::ordered_json;

// Thrown by what reads; caught where a text comes in.
struct Unreadable
{
    std::string message;
};
[[noreturn]] void wrong(const std::string& place, const std::string& what); // "tables[2].name: ..."
void expect(bool right, const std::string& place, const char* what, const Json& found);

// The words of an enumeration, by specialisation.
template <typename E>
struct Word
{
    E value;
    const char* word;
};
template <typename E>
constexpr std::initializer_list<Word<E>> words;

template <typename E>
E enumOf(const Json& json, const std::string& place)
{
    expect(json.is_string(), place, "a word", json);
    std::string known;
    for (const Word<E>& word : words<E>) {
        if (json.get_ref<const std::string&>() == word.word)
            return word.value;
        known += (known.empty() ? "" : ", ") + std::string(word.word);
    }
    wrong(place, "“" + json.get<std::string>() + "” is none of the words that are known here: " + known);
}

// Unknown fields of objects that cannot hold them: by the object's id ("#17"), and the way from the nearest
// object with an id to those without ("#17/type").
using KeptFields = std::map<std::string, UnknownFields>;

struct Context
{
    std::string root; // what messages call the whole: "The mappings"
    KeptFields* kept = nullptr;
    // Gives an object without an id one, and refuses an id that another has (false). `key` is the object's
    // place by names: "tables/shop.orders/columns/id". Without it, ids are read as they are.
    std::function<bool(ObjectId& id, const std::string& key)> settleId = {};
};

Json jsonOf(const Value& value);
Value valueOf(const Json& json, const std::string& place);
// A text of several lines is a list of lines, so that a line that changed is one changed line of the file.
Json jsonOf(const SqlText& text);
SqlText sqlTextOf(const Json& json, const std::string& place);
// Throws Unreadable with line and column; also for names that stand twice in one object, and for nesting
// without end.
Json parsed(std::string_view text);

using Entries = std::vector<std::pair<std::string, std::string>>;

template <typename T>
concept HasEntries = requires(T& object)
{
    object.set(std::string(), std::string());
    object.entries();
};
template <typename T>
concept HasUnknown = requires(T& object)
{
    object.unknown;
};
template <typename T>
concept HasId = requires(T& object)
{
    {
        object.id
        } -> std::convertible_to<ObjectId>;
};

} // namespace relata::json
