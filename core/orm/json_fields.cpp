#include "core/orm/json_fields.h"

#include "core/orm/json_reader.h"
#include "core/util/strings.h"

#include <charconv>
#include <set>

namespace relata::json {

template <>
constexpr std::initializer_list<Word<ValueTag>> words<ValueTag> = {{ValueTag::Null, "null"},
    {ValueTag::Boolean, "boolean"}, {ValueTag::Integer, "integer"}, {ValueTag::Real, "real"},
    {ValueTag::Number, "number"}, {ValueTag::Text, "text"}, {ValueTag::Temporal, "temporal"},
    {ValueTag::Binary, "binary"}, {ValueTag::Other, "other"}};

namespace {

// Deeper than any model; what is nested without end is refused before it exhausts the stack.
constexpr std::size_t maxDepth = 64;

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

std::string lineAndColumn(std::string_view text, std::size_t byte)
{
    std::string_view before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
    auto line = std::count(before.begin(), before.end(), '\n') + 1;
    std::size_t start = before.rfind('\n');
    std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

} // namespace

void wrong(const std::string& place, const std::string& what)
{
    throw Unreadable{place + ": " + what + "."};
}

void expect(bool right, const std::string& place, const char* what, const Json& found)
{
    if (!right)
        wrong(place, std::string("expected ") + what + ", found " + kindOf(found));
}

// Values.
// ----------------------------------------------------------------------------------------------------

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
    ValueTag tag = enumOf<ValueTag>(json["tag"], place + ".tag");
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

Json jsonOf(const SqlText& text)
{
    Json made = text.text;
    if (text.text.find('\n') != std::string::npos)
        made = split(text.text, '\n');
    if (text.dialect.empty())
        return made;
    return Json{{"dialect", text.dialect}, {"text", std::move(made)}};
}

SqlText sqlTextOf(const Json& json, const std::string& place)
{
    SqlText read;
    const Json* text = &json;
    std::string textPlace = place;
    if (json.is_object()) {
        for (const auto& [name, value] : json.items()) {
            if (name != "dialect" && name != "text")
                wrong(place, "the field “" + name + "” is not known here");
        }
        if (!json.contains("text"))
            wrong(place, "the field “text” is missing");
        if (json.contains("dialect")) {
            expect(json["dialect"].is_string(), place + ".dialect", "a text", json["dialect"]);
            read.dialect = json["dialect"].get<std::string>();
        }
        text = &json["text"];
        textPlace += ".text";
    }
    if (text->is_array()) {
        for (std::size_t i = 0; i < text->size(); ++i) {
            const Json& line = (*text)[i];
            expect(line.is_string(), textPlace + "[" + std::to_string(i) + "]", "a text", line);
            read.text += (i > 0 ? "\n" : "") + line.get<std::string>();
        }
        return read;
    }
    expect(text->is_string(), textPlace, "a text, or a list of its lines", *text);
    read.text = text->get<std::string>();
    return read;
}

std::int64_t Reader::wholeNumber(
    const Json& json, const std::string& place, std::int64_t least, std::int64_t most)
{
    expect(json.is_number_integer(), place, "a whole number", json);
    bool tooLarge = json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX;
    std::int64_t number = tooLarge ? 0 : json.get<std::int64_t>();
    if (tooLarge || number < least || number > most)
        wrong(place, json.dump() + " is too large a number here");
    return number;
}

// Text.
// ------------------------------------------------------------------------------------------------------

// A name that stands twice in one object would lose one of its values: refused.
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

} // namespace relata::json
