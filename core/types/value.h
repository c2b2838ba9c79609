// One database value.
//
// A tag per value and bytes: exact text for decimals and temporals, never a double in between; text that is
// not valid UTF-8 stays the bytes that the server sent. NULL and '' are different values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace relata {

enum class ValueTag : std::uint8_t
{
    Null,
    Boolean, // integer 0 or 1
    Integer, // int64
    Real, // double, as the storage itself holds one (SQLite REAL); servers' floats come as Text-like Number
    Number, // exact decimal or float text as the server wrote it: "12.50", "NaN", "Infinity"
    Text,
    Temporal, // date, time, timestamp, interval in the server's ISO text
    Binary,
    Other, // any further type in the server's own text form (arrays, ranges, uuid, json ...)
};

// A look at a value that someone else owns; valid as long as its owner (a RowChunk, a Value).
struct ValueView
{
    ValueTag tag = ValueTag::Null;
    std::int64_t integer = 0; // Boolean, Integer
    double real = 0; // Real
    std::string_view bytes; // Number, Text, Temporal, Binary, Other
    bool truncated = false; // `bytes` is a prefix: the whole was longer than the fetch allowed
    std::uint64_t fullSize = 0; // bytes of the whole value where `truncated`; 0 if the server did not say

    bool isNull() const { return tag == ValueTag::Null; }
    // As text for people and for CSV: numbers in their shortest exact form, Binary as lower-case hex, NULL as
    // "".
    std::string toText() const;
};

class Value
{
public:
    Value() = default; // NULL
    Value(std::int64_t integer) : m_tag(ValueTag::Integer), m_integer(integer) { }
    Value(int integer) : Value(static_cast<std::int64_t>(integer)) { }
    Value(std::string text) : m_tag(ValueTag::Text), m_bytes(std::move(text)) { }
    Value(const char* text) : Value(std::string(text)) { }
    static Value null() { return {}; }
    static Value boolean(bool value);
    static Value real(double value);
    static Value binary(std::string bytes);
    static Value tagged(ValueTag tag, std::string bytes); // Number, Text, Temporal, Binary, Other
    static Value copyOf(const ValueView& view);

    ValueTag tag() const { return m_tag; }
    bool isNull() const { return m_tag == ValueTag::Null; }
    std::int64_t integer() const { return m_integer; }
    double real() const { return m_real; }
    const std::string& bytes() const { return m_bytes; }
    ValueView view() const;
    std::string toText() const { return view().toText(); }

    bool operator==(const Value&) const = default;

private:
    ValueTag m_tag = ValueTag::Null;
    std::int64_t m_integer = 0;
    double m_real = 0;
    std::string m_bytes;
};

} // namespace relata
