// Objects that describe() knows (json_fields.h) as JSON.
#pragma once

#include "core/orm/json_fields.h"

namespace relata::json {

class Writer
{
public:
    template <typename T>
    static Json object(const T& described, const Context& context = {}, std::string anchor = {})
    {
        if constexpr (HasId<T>) {
            if (described.id)
                anchor = "#" + std::to_string(described.id.value);
        }
        Writer fields(context, std::move(anchor));
        describe(fields, const_cast<T&>(described)); // what describes for reading, too, wants to change it
        const UnknownFields* unknown = nullptr;
        if constexpr (HasUnknown<T>) {
            unknown = &described.unknown;
        } else if (context.kept) {
            auto found = context.kept->find(fields.m_anchor);
            unknown = found == context.kept->end() ? nullptr : &found->second;
        }
        for (std::size_t i = 0; unknown && i < unknown->size(); ++i) {
            const auto& [name, text] = (*unknown)[i];
            if (!fields.m_object.contains(name))
                fields.m_object[name] = Json::parse(text);
        }
        return std::move(fields.m_object);
    }

    void required(const char* name, const std::string& text) { m_object[name] = text; }
    template <typename E>
    requires std::is_enum_v<E>
    void required(const char* name, E value) { word(name, value); }
    void operator()(const char* name, ObjectId& id)
    {
        if (id)
            m_object[name] = id.value;
    }
    void operator()(const char* name, const std::string& text)
    {
        if (!text.empty())
            m_object[name] = text;
    }
    void operator()(const char* name, bool value, bool usual)
    {
        if (value != usual)
            m_object[name] = value;
    }
    void operator()(const char* name, int value, int usual)
    {
        if (value != usual)
            m_object[name] = value;
    }
    template <typename E>
    requires std::is_enum_v<E>
    void operator()(const char* name, E value, E usual)
    {
        if (value != usual)
            word(name, value);
    }
    void operator()(const char* name, const std::optional<bool>& value) { number(name, value); }
    void operator()(const char* name, const std::optional<int>& value) { number(name, value); }
    void operator()(const char* name, const std::optional<std::int64_t>& value) { number(name, value); }
    void operator()(const char* name, const std::optional<Value>& value)
    {
        if (value)
            m_object[name] = jsonOf(*value);
    }
    void operator()(const char* name, const SqlText& text)
    {
        if (!text.text.empty() || !text.dialect.empty())
            m_object[name] = jsonOf(text);
    }
    void operator()(const char* name, const std::optional<SqlText>& text)
    {
        if (text)
            m_object[name] = jsonOf(*text);
    }
    void operator()(const char* name, const std::vector<std::string>& list)
    {
        if (!list.empty())
            m_object[name] = list;
    }
    void operator()(const char* name, const Entries& entries)
    {
        for (const auto& [key, value] : entries) {
            if (!m_object[name].contains(key)) // the first of a name is the one that is found
                m_object[name][key] = value;
        }
    }
    template <HasEntries T>
    void operator()(const char* name, const T& entries)
    {
        (*this)(name, entries.entries());
    }
    template <typename T>
    void operator()(const char* name, const std::vector<T>& list)
    {
        if (list.empty())
            return;
        Json& array = m_object[name] = Json::array();
        for (const T& item : list)
            array.push_back(object(item, m_context, below(name) + "[" + std::to_string(array.size()) + "]"));
    }
    // An object of its own; left out where all of it is as usual.
    template <typename T>
    void inner(const char* name, const T& described)
    {
        Json made = object(described, m_context, below(name));
        if (!made.empty())
            m_object[name] = std::move(made);
    }
    template <typename T>
    void inner(const char* name, const std::optional<T>& described)
    {
        if (described)
            m_object[name] = object(*described, m_context, below(name));
    }
    template <typename T>
    void inner(const char* name, const std::shared_ptr<const T>& described)
    {
        if (described)
            m_object[name] = object(*described, m_context, below(name));
    }

private:
    Writer(const Context& context, std::string anchor) : m_context(context), m_anchor(std::move(anchor)) { }
    std::string below(const char* name) const { return m_anchor + "/" + name; }
    template <typename T>
    void number(const char* name, const std::optional<T>& value)
    {
        if (value)
            m_object[name] = *value;
    }
    template <typename E>
    void word(const char* name, E value)
    {
        for (const Word<E>& word : words<E>) {
            if (word.value == value)
                m_object[name] = word.word;
        }
    }

    const Context& m_context;
    std::string m_anchor;
    Json m_object = Json::object();
};

} // namespace relata::json
