#include "core/project/json_merge.h"

#include <algorithm>
#include <set>

namespace relata::json {
namespace {

// What an item of an array is known by; "" for one that is known by nothing.
std::string keyOf(const Json& item)
{
    if (!item.is_object())
        return {};
    if (auto id = item.find("id"); id != item.end() && id->is_number())
        return "#" + id->dump();
    for (const char* field : {"name", "attribute"}) {
        if (auto name = item.find(field); name != item.end() && name->is_string())
            return name->get<std::string>();
    }
    return {};
}

bool isKeyed(const Json* list)
{
    if (!list)
        return true;
    if (!list->is_array())
        return false;
    std::set<std::string> keys;
    return std::all_of(list->begin(), list->end(), [&](const Json& item) {
        std::string key = keyOf(item);
        return !key.empty() && keys.insert(std::move(key)).second;
    });
}

const Json* itemOf(const Json* list, const std::string& key)
{
    if (!list)
        return nullptr;
    const auto found =
        std::find_if(list->begin(), list->end(), [&](const Json& item) { return keyOf(item) == key; });
    return found == list->end() ? nullptr : &*found;
}

const Json* fieldOf(const Json* object, const std::string& name)
{
    if (!object)
        return nullptr;
    const auto found = object->find(name);
    return found == object->end() ? nullptr : &*found;
}

std::string nameOf(const Json* ours, const Json* theirs, const std::string& key)
{
    for (const Json* item : {ours, theirs}) {
        if (const Json* name = fieldOf(item, "name");
            name && name->is_string() && !name->get<std::string>().empty())
            return name->get<std::string>();
    }
    return key;
}

// The names of both, in the order of `first`; what only `second` has stands behind what it follows there.
std::vector<std::string> woven(const std::vector<std::string>& first, const std::vector<std::string>& second)
{
    std::vector<std::string> all = first;
    std::string before;
    for (const std::string& name : second) {
        if (std::find(all.begin(), all.end(), name) == all.end()) {
            const auto at = std::find(all.begin(), all.end(), before);
            all.insert(
                before.empty() || at == all.end() ? (before.empty() ? all.begin() : all.end()) : at + 1,
                name);
        }
        before = name;
    }
    return all;
}

// Those of `list` that `other` has, too.
std::vector<std::string> shared(const std::vector<std::string>& list, const std::vector<std::string>& other)
{
    std::vector<std::string> both;
    std::copy_if(list.begin(), list.end(), std::back_inserter(both),
        [&](const std::string& name) { return std::find(other.begin(), other.end(), name) != other.end(); });
    return both;
}

class Merger
{
public:
    Merged run(const Json& base, const Json& ours, const Json& theirs)
    {
        const std::string all = base.dump() + ours.dump() + theirs.dump();
        while (all.find(m_merged.mark) != std::string::npos)
            m_merged.mark += '-';
        m_merged.document = merged(&base, &ours, &theirs, "").value_or(Json::object());
        return std::move(m_merged);
    }

private:
    static bool same(const Json* a, const Json* b) { return a && b ? *a == *b : a == b; }

    static std::optional<Json> copyOf(const Json* json) { return json ? std::optional(*json) : std::nullopt; }

    // Nothing: it is not there any more.
    std::optional<Json> merged(
        const Json* base, const Json* ours, const Json* theirs, const std::string& place)
    {
        if (same(ours, theirs) || same(base, theirs))
            return copyOf(ours);
        if (same(base, ours))
            return copyOf(theirs);
        if (ours && theirs) {
            const bool objects = ours->is_object() && theirs->is_object() && (!base || base->is_object());
            if (objects)
                return mergedObject(base, *ours, *theirs, place);
            if (ours->is_array() && theirs->is_array() && isKeyed(base) && isKeyed(ours) && isKeyed(theirs))
                return mergedList(base, *ours, *theirs, place);
            if (place.ends_with("schemas"))
                return mergedSet(base, *ours, *theirs);
        }
        m_merged.conflicts.push_back({place, copyOf(ours), copyOf(theirs)});
        return Json(m_merged.mark + std::to_string(m_merged.conflicts.size() - 1));
    }

    Json mergedObject(const Json* base, const Json& ours, const Json& theirs, const std::string& place)
    {
        std::vector<std::string> own, other;
        for (const auto& [name, value] : ours.items())
            own.push_back(name);
        for (const auto& [name, value] : theirs.items())
            other.push_back(name);
        Json result = Json::object();
        for (const std::string& name : woven(own, other)) {
            const std::string at = place.empty() ? name : place + "." + name;
            if (auto value = merged(fieldOf(base, name), fieldOf(&ours, name), fieldOf(&theirs, name), at))
                result[name] = std::move(*value);
        }
        return result;
    }

    static std::vector<std::string> keysOf(const Json* list)
    {
        std::vector<std::string> keys;
        for (const Json& item : list ? *list : Json::array())
            keys.push_back(keyOf(item));
        return keys;
    }

    // The order of ours, unless theirs alone has moved what was there.
    Json mergedList(const Json* base, const Json& ours, const Json& theirs, const std::string& place)
    {
        const std::vector<std::string> before = keysOf(base), own = keysOf(&ours), other = keysOf(&theirs);
        const bool moved = shared(own, before) != shared(before, own);
        const bool movedByThem = shared(other, before) != shared(before, other);
        Json result = Json::array();
        for (const std::string& key : movedByThem && !moved ? woven(other, own) : woven(own, other)) {
            const Json* mine = itemOf(&ours, key);
            const Json* yours = itemOf(&theirs, key);
            const std::string at = place + "[" + nameOf(mine, yours, key) + "]";
            if (auto value = merged(itemOf(base, key), mine, yours, at))
                result.push_back(std::move(*value));
        }
        return result;
    }

    static Json mergedSet(const Json* base, const Json& ours, const Json& theirs)
    {
        Json result = Json::array();
        const auto has = [](const Json* list, const Json& item) {
            return list && std::find(list->begin(), list->end(), item) != list->end();
        };
        for (const Json& item : ours) {
            if (has(&theirs, item) || !has(base, item))
                result.push_back(item);
        }
        for (const Json& item : theirs) {
            if (!has(&ours, item) && !has(base, item))
                result.push_back(item);
        }
        return result;
    }

    Merged m_merged;
};

// Lines of a version, indented as the line that they stand for; with its field's name and comma.
std::string linesOf(const std::optional<Json>& value, const std::string& indent, const std::string& name,
    const std::string& comma)
{
    if (!value)
        return {};
    std::string text = indent + name;
    for (char c : value->dump(2)) {
        text += c;
        if (c == '\n')
            text += indent;
    }
    return text + comma + "\n";
}

} // namespace

std::string Merged::text() const
{
    const std::string plain = document.dump(2) + "\n";
    std::string result;
    std::size_t start = 0;
    while (start < plain.size()) {
        const std::size_t end = plain.find('\n', start);
        const std::string line = plain.substr(start, end - start);
        start = end + 1;
        const std::size_t at = line.find("\"" + mark);
        const std::size_t number = at == std::string::npos
            ? conflicts.size()
            : static_cast<std::size_t>(std::strtoull(line.c_str() + at + 1 + mark.size(), nullptr, 10));
        if (number >= conflicts.size()) {
            result += line + "\n";
            continue;
        }
        const std::size_t first = line.find_first_not_of(' ');
        const std::string indent = line.substr(0, first);
        const std::string name = line.substr(first, at - first);
        const std::string comma = line.back() == ',' ? "," : "";
        result += "<<<<<<< ours\n" + linesOf(conflicts[number].ours, indent, name, comma) + "=======\n"
            + linesOf(conflicts[number].theirs, indent, name, comma) + ">>>>>>> theirs\n";
    }
    return result;
}

std::vector<std::string> Merged::conflictPlaces() const
{
    std::vector<std::string> places;
    for (const Conflict& conflict : conflicts)
        places.push_back(conflict.place);
    return places;
}

Merged merge(const Json& base, const Json& ours, const Json& theirs)
{
    return Merger().run(base, ours, theirs);
}

} // namespace relata::json
