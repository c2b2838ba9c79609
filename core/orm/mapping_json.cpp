#include "core/orm/mapping_json.h"

#include "core/util/strings.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <set>

namespace relata {
namespace {

using Json = nlohmann::ordered_json;

// Deeper than any mapping; what is nested without end is refused before it exhausts the stack.
constexpr std::size_t maxDepth = 64;

struct Unreadable
{
    std::string message;
};

// Words of enumerations.
// ---------------------------------------------------------------------------------------

template <typename E>
struct Word
{
    E value;
    const char* word;
};

template <typename E>
constexpr std::initializer_list<Word<E>> words;

template <>
constexpr std::initializer_list<Word<Inheritance>> words<Inheritance> = {{Inheritance::None, "none"},
    {Inheritance::Joined, "joined"}, {Inheritance::Single, "single"}, {Inheritance::Concrete, "concrete"}};
template <>
constexpr std::initializer_list<Word<PolymorphicLoad>> words<PolymorphicLoad> = {
    {PolymorphicLoad::OnDemand, "on_demand"}, {PolymorphicLoad::Inline, "inline"},
    {PolymorphicLoad::Selectin, "selectin"}};
template <>
constexpr std::initializer_list<Word<PassiveDeletes>> words<PassiveDeletes> = {
    {PassiveDeletes::No, "no"}, {PassiveDeletes::Yes, "yes"}, {PassiveDeletes::All, "all"}};
template <>
constexpr std::initializer_list<Word<CollectionClass>> words<CollectionClass> = {
    {CollectionClass::List, "list"}, {CollectionClass::Set, "set"}, {CollectionClass::Keyed, "keyed"}};
template <>
constexpr std::initializer_list<Word<LazyStrategy>> words<LazyStrategy> = {{LazyStrategy::Select, "select"},
    {LazyStrategy::Immediate, "immediate"}, {LazyStrategy::Joined, "joined"},
    {LazyStrategy::Subquery, "subquery"}, {LazyStrategy::Selectin, "selectin"},
    {LazyStrategy::Raise, "raise"}, {LazyStrategy::RaiseOnSql, "raise_on_sql"},
    {LazyStrategy::NoLoad, "noload"}, {LazyStrategy::WriteOnly, "write_only"}};
template <>
constexpr std::initializer_list<Word<ValueTag>> words<ValueTag> = {{ValueTag::Null, "null"},
    {ValueTag::Boolean, "boolean"}, {ValueTag::Integer, "integer"}, {ValueTag::Real, "real"},
    {ValueTag::Number, "number"}, {ValueTag::Text, "text"}, {ValueTag::Temporal, "temporal"},
    {ValueTag::Binary, "binary"}, {ValueTag::Other, "other"}};

// What each object has, said once for reading and writing: `fields` is called with the name and the member,
// in the order in which they are written; what has no default is `required`.
// ---------------------------------------------------------------------------

template <typename F>
void describe(F& fields, ColumnMapping& column)
{
    fields.required("name", column.name);
    fields("column", column.column);
    fields("deferred", column.deferred, false);
    fields("deferred_group", column.deferredGroup);
}

template <typename F>
void describe(F& fields, ExpressionMapping& property)
{
    fields.required("name", property.name);
    fields.required("expression", property.expression);
    fields("deferred", property.deferred, false);
}

template <typename F>
void describe(F& fields, SynonymMapping& synonym)
{
    fields.required("name", synonym.name);
    fields.required("target", synonym.target);
}

template <typename F>
void describe(F& fields, CompositeMapping& composite)
{
    fields.required("name", composite.name);
    fields("type", composite.typeName);
    fields("attributes", composite.attributes);
}

template <typename F>
void describe(F& fields, AssociationProxyMapping& proxy)
{
    fields.required("name", proxy.name);
    fields.required("relationship", proxy.relationship);
    fields.required("attribute", proxy.attribute);
}

template <typename F>
void describe(F& fields, ValidatorMapping& validator)
{
    fields.required("attribute", validator.attribute);
    fields.required("expression", validator.expression);
    fields("message", validator.message);
}

template <typename F>
void describe(F& fields, ColumnPair& pair)
{
    fields.required("local", pair.local);
    fields.required("remote", pair.remote);
}

template <typename F>
void describe(F& fields, RelationshipOrder& order)
{
    fields.required("attribute", order.attribute);
    fields("descending", order.descending, false);
}

template <typename F>
void describe(F& fields, RelationshipMapping& relationship)
{
    fields.required("name", relationship.name);
    fields.required("target", relationship.target);
    fields("back_populates", relationship.backPopulates);
    fields("backref", relationship.backref);
    fields("backref_cascade", relationship.backrefCascade);
    fields("backref_lazy", relationship.backrefLazy, LazyStrategy::Select);
    fields("secondary", relationship.secondary.name);
    fields("secondary_schema", relationship.secondary.schema);
    fields("primaryjoin", relationship.primaryJoin);
    fields("secondaryjoin", relationship.secondaryJoin);
    fields("foreign_keys", relationship.foreignKeys);
    fields("remote_side", relationship.remoteSide);
    fields("uselist", relationship.uselist);
    fields("order_by", relationship.orderBy);
    fields("cascade", relationship.cascade);
    fields("passive_deletes", relationship.passiveDeletes, PassiveDeletes::No);
    fields("passive_updates", relationship.passiveUpdates, true);
    fields("collection", relationship.collection, CollectionClass::List);
    fields("collection_key", relationship.collectionKey);
    fields("lazy", relationship.lazy, LazyStrategy::Select);
    fields("innerjoin", relationship.innerJoin, false);
    fields("viewonly", relationship.viewOnly, false);
    fields("post_update", relationship.postUpdate, false);
    fields("single_parent", relationship.singleParent, false);
    fields("overlaps", relationship.overlaps);
}

// What classes and mixins share.
template <typename F, typename T>
void describeAttributes(F& fields, T& mapping)
{
    fields("columns", mapping.columns);
    fields("column_properties", mapping.columnProperties);
    fields("hybrids", mapping.hybrids);
    fields("synonyms", mapping.synonyms);
    fields("composites", mapping.composites);
    fields("association_proxies", mapping.associationProxies);
    fields("validators", mapping.validators);
    fields("relationships", mapping.relationships);
    fields("version_column", mapping.versionColumn);
}

template <typename F>
void describe(F& fields, ClassMapping& mapping)
{
    fields.required("name", mapping.className);
    fields("table", mapping.table.name);
    fields("schema", mapping.table.schema);
    fields("inherits", mapping.inherits);
    fields("inheritance", mapping.inheritance, Inheritance::None);
    fields("polymorphic_on", mapping.discriminator);
    fields("polymorphic_identity", mapping.identity);
    fields("polymorphic_load", mapping.polymorphicLoad, PolymorphicLoad::OnDemand);
    fields("polymorphic_union", mapping.polymorphicUnion, false);
    fields("mixins", mapping.mixins);
    fields("excluded_columns", mapping.excludedColumns);
    fields("primary_key", mapping.primaryKey);
    describeAttributes(fields, mapping);
    fields("confirm_deleted_rows", mapping.confirmDeletedRows, true);
}

template <typename F>
void describe(F& fields, MixinMapping& mixin)
{
    fields.required("name", mixin.name);
    describeAttributes(fields, mixin);
}

template <typename F>
void describe(F& fields, ModelMappings& mappings)
{
    fields("classes", mappings.classes);
    fields("mixins", mappings.mixins);
}

// Writing.
// ---------------------------------------------------------------------------------------------------

Json jsonOf(const Value& value)
{
    switch (value.tag()) {
    case ValueTag::Boolean:
        return value.integer() != 0;
    case ValueTag::Integer:
        return value.integer();
    case ValueTag::Text:
        if (isValidUtf8(value.bytes()))
            return value.bytes();
        break;
    default:
        break;
    }
    Json made = Json::object();
    for (const Word<ValueTag>& word : words<ValueTag>) {
        if (word.value == value.tag())
            made["tag"] = word.word;
    }
    if (value.tag() == ValueTag::Real)
        made["text"] = value.toText();
    else if (value.tag() != ValueTag::Null && value.tag() != ValueTag::Binary && isValidUtf8(value.bytes()))
        made["text"] = value.bytes();
    else if (value.tag() != ValueTag::Null)
        made["hex"] = toHex(value.bytes());
    return made;
}

class Writer
{
public:
    template <typename T>
    static Json object(T& mapping)
    {
        Writer fields;
        describe(fields, mapping);
        for (const auto& [name, text] : mapping.unknown) {
            if (!fields.m_object.contains(name))
                fields.m_object[name] = Json::parse(text);
        }
        return std::move(fields.m_object);
    }
    void required(const char* name, const std::string& text) { m_object[name] = text; }
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
    template <typename E>
    requires std::is_enum_v<E>
    void operator()(const char* name, E value, E usual)
    {
        for (const Word<E>& word : words<E>) {
            if (word.value == value && value != usual)
                m_object[name] = word.word;
        }
    }
    void operator()(const char* name, const std::optional<bool>& value)
    {
        if (value)
            m_object[name] = *value;
    }
    void operator()(const char* name, const std::optional<Value>& value)
    {
        if (value)
            m_object[name] = jsonOf(*value);
    }
    void operator()(const char* name, std::vector<std::string>& list)
    {
        if (!list.empty())
            m_object[name] = list;
    }
    template <typename T>
    void operator()(const char* name, std::vector<T>& list)
    {
        if (list.empty())
            return;
        Json& array = m_object[name] = Json::array();
        for (T& item : list)
            array.push_back(object(item));
    }

private:
    Json m_object = Json::object();
};

// Reading.
// ---------------------------------------------------------------------------------------------------

std::string kindOf(const Json& json)
{
    switch (json.type()) {
    case Json::value_t::null:
        return "null";
    case Json::value_t::boolean:
        return json.get<bool>() ? "true" : "false";
    case Json::value_t::string:
        return "a text";
    case Json::value_t::array:
        return "a list";
    case Json::value_t::object:
        return "an object";
    default:
        return "a number";
    }
}

[[noreturn]] void wrong(const std::string& place, const std::string& what)
{
    throw Unreadable{place + ": " + what + "."};
}

void expect(bool right, const std::string& place, const char* what, const Json& found)
{
    if (!right)
        wrong(place, std::string("expected ") + what + ", found " + kindOf(found));
}

std::string bytesOfHex(const std::string& text, const std::string& place)
{
    std::string bytes;
    auto digit = [&](char c) {
        std::size_t value = std::string_view("0123456789abcdef").find(c);
        if (value == std::string_view::npos)
            wrong(place, "“" + text + "” is not hexadecimal");
        return static_cast<unsigned>(value);
    };
    if (text.size() % 2 != 0)
        wrong(place, "an odd number of hexadecimal digits");
    for (std::size_t i = 0; i < text.size(); i += 2)
        bytes += static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1]));
    return bytes;
}

template <typename E>
E enumOf(const Json& json, const std::string& place, E)
{
    expect(json.is_string(), place, "a word", json);
    std::vector<std::string> known;
    for (const Word<E>& word : words<E>) {
        if (json.get_ref<const std::string&>() == word.word)
            return word.value;
        known.emplace_back(word.word);
    }
    wrong(place,
        "“" + json.get<std::string>() + "” is none of the words that are known here: " + join(known, ", "));
}

Value valueOf(const Json& json, const std::string& place)
{
    if (json.is_boolean())
        return Value::boolean(json.get<bool>());
    if (json.is_string())
        return Value(json.get<std::string>());
    if (json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX)
        return Value::tagged(ValueTag::Number, json.dump());
    if (json.is_number_integer())
        return Value(json.get<std::int64_t>());
    if (json.is_number_float())
        return Value::real(json.get<double>());
    expect(json.is_object() && json.contains("tag"), place,
        "a text, a number, true, false, or {\"tag\": ..., \"text\": ...}", json);
    ValueTag tag = enumOf(json["tag"], place + ".tag", ValueTag::Null);
    if (tag == ValueTag::Null)
        return Value();
    bool isHex = json.contains("hex");
    const Json* said = json.contains("text") ? &json["text"] : isHex ? &json["hex"] : nullptr;
    if (!said)
        wrong(place, "the value has neither “text” nor “hex”");
    expect(said->is_string(), place, "a text", *said);
    std::string text = said->get<std::string>();
    if (said == (isHex ? &json["hex"] : nullptr))
        text = bytesOfHex(text, place + ".hex");
    switch (tag) {
    case ValueTag::Boolean:
    case ValueTag::Integer:
        wrong(place, "integers are written as numbers, booleans as true or false");
    case ValueTag::Real: {
        double real = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), real);
        if (error != std::errc() || end != text.data() + text.size())
            wrong(place, "“" + text + "” is no number");
        return Value::real(real);
    }
    default:
        return Value::tagged(tag, std::move(text));
    }
}

class Reader
{
public:
    template <typename T>
    static void object(const Json& json, const std::string& place, T& mapping)
    {
        expect(json.is_object(), place.empty() ? "The mappings" : place, "an object", json);
        Reader fields(json, place);
        describe(fields, mapping);
        for (const auto& [name, value] : json.items()) {
            if (std::find(fields.m_known.begin(), fields.m_known.end(), name) == fields.m_known.end())
                mapping.unknown.emplace_back(name, value.dump());
        }
    }
    void required(const char* name, std::string& text)
    {
        if (!m_json.contains(name))
            wrong(m_place.empty() ? "The mappings" : m_place,
                "the field “" + std::string(name) + "” is missing");
        (*this)(name, text);
    }
    void operator()(const char* name, std::string& text)
    {
        if (const Json* json = find(name)) {
            expect(json->is_string(), at(name), "a text", *json);
            text = json->get<std::string>();
        }
    }
    void operator()(const char* name, bool& value, bool) { readBoolean(name, value); }
    template <typename E>
    requires std::is_enum_v<E>
    void operator()(const char* name, E& value, E)
    {
        if (const Json* json = find(name))
            value = enumOf(*json, at(name), value);
    }
    void operator()(const char* name, std::optional<bool>& value) { readBoolean(name, value); }
    void operator()(const char* name, std::optional<Value>& value)
    {
        if (const Json* json = find(name))
            value = valueOf(*json, at(name));
    }
    void operator()(const char* name, std::vector<std::string>& list)
    {
        eachOf(name, [&](const Json& item, const std::string& place) {
            expect(item.is_string(), place, "a text", item);
            list.push_back(item.get<std::string>());
        });
    }
    template <typename T>
    void operator()(const char* name, std::vector<T>& list)
    {
        eachOf(name,
            [&](const Json& item, const std::string& place) { object(item, place, list.emplace_back()); });
    }

private:
    Reader(const Json& json, const std::string& place) : m_json(json), m_place(place) { }
    template <typename T>
    void readBoolean(const char* name, T& value)
    {
        if (const Json* json = find(name)) {
            expect(json->is_boolean(), at(name), "true or false", *json);
            value = json->get<bool>();
        }
    }
    const Json* find(const char* name)
    {
        m_known.emplace_back(name);
        auto found = m_json.find(name);
        return found == m_json.end() ? nullptr : &*found;
    }
    std::string at(const char* name) const { return m_place.empty() ? name : m_place + "." + name; }
    template <typename F>
    void eachOf(const char* name, F take)
    {
        const Json* json = find(name);
        if (!json)
            return;
        expect(json->is_array(), at(name), "a list", *json);
        for (std::size_t i = 0; i < json->size(); ++i)
            take((*json)[i], at(name) + "[" + std::to_string(i) + "]");
    }

    const Json& m_json;
    const std::string& m_place;
    std::vector<std::string_view> m_known;
};

std::string lineAndColumn(std::string_view text, std::size_t byte)
{
    std::string_view before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
    auto line = std::count(before.begin(), before.end(), '\n') + 1;
    std::size_t start = before.rfind('\n');
    std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// The text as JSON. A name that stands twice in one object would lose one of its values: refused.
Json parsed(std::string_view text)
{
    std::vector<std::set<std::string>> names;
    auto watch = [&](int, nlohmann::detail::parse_event_t event, Json& value) {
        using Event = nlohmann::detail::parse_event_t;
        if (event == Event::object_start || event == Event::array_start) {
            names.emplace_back();
            if (names.size() > maxDepth)
                throw Unreadable{"It is nested more than " + std::to_string(maxDepth) + " levels deep."};
        } else if (event == Event::object_end || event == Event::array_end) {
            names.pop_back();
        } else if (event == Event::key) {
            auto name = value.get<std::string>();
            if (!names.back().insert(name).second)
                throw Unreadable{"The field “" + name + "” stands twice in one object."};
        }
        return true;
    };
    try {
        return Json::parse(text, watch);
    } catch (const Json::parse_error& error) {
        throw Unreadable{"It is no JSON from " + lineAndColumn(text, error.byte) + " on."};
    } catch (const Json::out_of_range&) {
        throw Unreadable{"It holds a number that is too large."};
    }
}

} // namespace

Result<std::string> mappingsToJson(const ModelMappings& mappings)
{
    ModelMappings copy = mappings; // what describes an object for reading wants to write to it
    try {
        return Writer::object(copy).dump(2) + "\n";
    } catch (const Json::type_error&) {
        return fail(ErrorKind::Argument, "A name in the mappings is not valid UTF-8 and cannot be written.");
    } catch (const Json::exception&) {
        return fail(ErrorKind::Argument, "An unknown field of the mappings holds no JSON.");
    }
}

Result<ModelMappings> mappingsFromJson(std::string_view text)
{
    try {
        ModelMappings mappings;
        Reader::object(parsed(text), std::string(), mappings);
        return mappings;
    } catch (const Unreadable& failure) {
        return fail(ErrorKind::Argument, "The mappings cannot be read. " + failure.message);
    }
}

} // namespace relata
