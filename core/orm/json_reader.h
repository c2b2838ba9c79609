// JSON as objects that describe() knows (json_fields.h). What is not as it should be throws Unreadable with
// its place.
#pragma once

#include "core/orm/json_fields.h"

#include <algorithm>
#include <limits>

namespace relata::json {

class Reader
{
public:
    // `place` is for messages, `key` the same by names for Context::settleId.
    template <typename T>
    static void object(const Json& json, const std::string& place, T& described, const Context& context,
        std::string anchor = {}, const std::string& key = {})
    {
        expect(json.is_object(), place.empty() ? context.root : place, "an object", json);
        Reader fields(json, place, context, std::move(anchor), key);
        describe(fields, described);
        UnknownFields unknown;
        for (const auto& [name, value] : json.items()) {
            if (std::find(fields.m_known.begin(), fields.m_known.end(), name) == fields.m_known.end())
                unknown.emplace_back(name, value.dump());
        }
        if constexpr (HasUnknown<T>)
            described.unknown = std::move(unknown);
        else if (context.kept && !unknown.empty())
            context.kept->insert_or_assign(fields.m_anchor, std::move(unknown));
    }

    void required(const char* name, std::string& text)
    {
        demand(name);
        (*this)(name, text);
    }
    template <typename E>
    requires std::is_enum_v<E>
    void required(const char* name, E& value)
    {
        demand(name);
        (*this)(name, value, value);
    }
    // Before what lies below the object.
    void operator()(const char* name, ObjectId& id)
    {
        if (const Json* json = find(name)) {
            expect(json->is_number_unsigned() && json->get<std::uint64_t>() > 0, at(name),
                "a whole number above 0", *json);
            id.value = json->get<std::uint64_t>();
        }
        if (m_context.settleId && !m_context.settleId(id, m_key))
            wrong(at(name), "another object has the id " + std::to_string(id.value) + " already");
        if (id)
            m_anchor = "#" + std::to_string(id.value);
    }
    void operator()(const char* name, std::string& text)
    {
        if (const Json* json = find(name)) {
            expect(json->is_string(), at(name), "a text", *json);
            text = json->get<std::string>();
        }
    }
    void operator()(const char* name, bool& value, bool) { boolean(name, value); }
    void operator()(const char* name, int& value, int) { number(name, value); }
    template <typename E>
    requires std::is_enum_v<E>
    void operator()(const char* name, E& value, E)
    {
        if (const Json* json = find(name))
            value = enumOf<E>(*json, at(name));
    }
    void operator()(const char* name, std::optional<bool>& value) { boolean(name, value); }
    void operator()(const char* name, std::optional<int>& value) { number<int>(name, value); }
    void operator()(const char* name, std::optional<std::int64_t>& value)
    {
        number<std::int64_t>(name, value);
    }
    void operator()(const char* name, std::optional<Value>& value)
    {
        if (const Json* json = find(name))
            value = valueOf(*json, at(name));
    }
    void operator()(const char* name, SqlText& text)
    {
        if (const Json* json = find(name))
            text = sqlTextOf(*json, at(name));
    }
    void operator()(const char* name, std::optional<SqlText>& text)
    {
        if (const Json* json = find(name))
            text = sqlTextOf(*json, at(name));
    }
    void operator()(const char* name, std::vector<std::string>& list)
    {
        eachOf(name, [&](const Json& item, std::size_t i) {
            expect(item.is_string(), at(name, i), "a text", item);
            list.push_back(item.get<std::string>());
        });
    }
    void operator()(const char* name, Entries& entries)
    {
        eachEntry(name,
            [&](const std::string& key, const std::string& value) { entries.emplace_back(key, value); });
    }
    template <HasEntries T>
    void operator()(const char* name, T& entries)
    {
        eachEntry(name, [&](const std::string& key, const std::string& value) { entries.set(key, value); });
    }
    template <typename T>
    void operator()(const char* name, std::vector<T>& list)
    {
        eachOf(name, [&](const Json& item, std::size_t i) {
            object(item, at(name, i), list.emplace_back(), m_context, below(name, i), keyOf(name, item, i));
        });
    }
    template <typename T>
    void inner(const char* name, T& described)
    {
        if (const Json* json = find(name))
            object(*json, at(name), described, m_context, m_anchor + "/" + name, m_key + "/" + name);
    }
    template <typename T>
    void inner(const char* name, std::optional<T>& described)
    {
        if (const Json* json = find(name))
            object(
                *json, at(name), described.emplace(), m_context, m_anchor + "/" + name, m_key + "/" + name);
    }
    template <typename T>
    void inner(const char* name, std::shared_ptr<const T>& described)
    {
        if (const Json* json = find(name)) {
            auto made = std::make_shared<T>();
            object(*json, at(name), *made, m_context, m_anchor + "/" + name, m_key + "/" + name);
            described = std::move(made);
        }
    }

private:
    Reader(const Json& json, const std::string& place, const Context& context, std::string anchor,
        const std::string& key)
        : m_json(json), m_place(place), m_context(context), m_anchor(std::move(anchor)), m_key(key)
    { }
    const Json* find(const char* name)
    {
        m_known.emplace_back(name);
        auto found = m_json.find(name);
        return found == m_json.end() ? nullptr : &*found;
    }
    void demand(const char* name)
    {
        if (!m_json.contains(name))
            wrong(m_place.empty() ? m_context.root : m_place,
                "the field “" + std::string(name) + "” is missing");
    }
    std::string at(const char* name) const { return m_place.empty() ? name : m_place + "." + name; }
    std::string at(const char* name, std::size_t i) const { return at(name) + "[" + std::to_string(i) + "]"; }
    std::string below(const char* name, std::size_t i) const
    {
        return m_anchor + "/" + name + "[" + std::to_string(i) + "]";
    }
    std::string keyOf(const char* list, const Json& item, std::size_t i) const
    {
        auto text = [&](const char* name) {
            return item.is_object() && item.contains(name) && item[name].is_string()
                ? item[name].get<std::string>()
                : std::string();
        };
        std::string name = text("name");
        std::string key = m_key + "/" + list + "/";
        return key + (name.empty() ? std::to_string(i) : text("schema") + "." + name);
    }
    template <typename T>
    void boolean(const char* name, T& value)
    {
        if (const Json* json = find(name)) {
            expect(json->is_boolean(), at(name), "true or false", *json);
            value = json->get<bool>();
        }
    }
    template <typename N, typename T>
    void number(const char* name, T& value)
    {
        if (const Json* json = find(name))
            value = static_cast<N>(
                wholeNumber(*json, at(name), std::numeric_limits<N>::min(), std::numeric_limits<N>::max()));
    }
    template <typename N>
    void number(const char* name, N& value)
    {
        number<N, N>(name, value);
    }
    static std::int64_t wholeNumber(
        const Json& json, const std::string& place, std::int64_t least, std::int64_t most);
    template <typename F>
    void eachOf(const char* name, F take)
    {
        const Json* json = find(name);
        if (!json)
            return;
        expect(json->is_array(), at(name), "a list", *json);
        for (std::size_t i = 0; i < json->size(); ++i)
            take((*json)[i], i);
    }
    template <typename F>
    void eachEntry(const char* name, F take)
    {
        const Json* json = find(name);
        if (!json)
            return;
        expect(json->is_object(), at(name), "an object", *json);
        for (const auto& [key, value] : json->items()) {
            expect(value.is_string(), at(name) + "." + key, "a text", value);
            take(key, value.template get_ref<const std::string&>());
        }
    }

    const Json& m_json;
    const std::string& m_place;
    const Context& m_context;
    std::string m_anchor;
    const std::string& m_key;
    std::vector<std::string_view> m_known;
};

} // namespace relata::json
