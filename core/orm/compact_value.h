// A Value in 16 bytes, for the attributes of loaded objects: integers and up to 14 bytes of text inside,
// longer ones in one allocation. "Absent" is a state of its own: not loaded, expired, or never set.
#pragma once

#include "core/types/value.h"

#include <cstring>
#include <utility>

namespace relata {

class CompactValue
{
public:
    CompactValue() noexcept { std::memset(m_raw, 0, sizeof m_raw), m_raw[tagByte] = absentTag; }
    explicit CompactValue(const ValueView& view) : CompactValue() { assign(view); }
    CompactValue(const CompactValue& other) : CompactValue() { *this = other; }
    CompactValue(CompactValue&& other) noexcept : CompactValue() { swap(other); }
    CompactValue& operator=(const CompactValue& other)
    {
        if (this != &other) {
            if (other.isAbsent())
                clear();
            else
                assign(other.view());
        }
        return *this;
    }
    CompactValue& operator=(CompactValue&& other) noexcept
    {
        swap(other);
        return *this;
    }
    ~CompactValue()
    {
        if (isOutside())
            delete[] outside();
    }

    bool isAbsent() const noexcept { return m_raw[tagByte] == absentTag; }
    void clear() noexcept
    {
        if (isOutside())
            delete[] outside();
        m_raw[sizeByte] = 0;
        m_raw[tagByte] = absentTag;
    }
    ValueTag tag() const noexcept
    {
        return isAbsent() ? ValueTag::Null : static_cast<ValueTag>(m_raw[tagByte]);
    }
    bool isNull() const noexcept { return tag() == ValueTag::Null; } // Absent counts as NULL

    // Valid until the value changes or moves. Absent reads as NULL.
    ValueView view() const noexcept
    {
        ValueView view;
        view.tag = tag();
        switch (view.tag) {
        case ValueTag::Null:
            break;
        case ValueTag::Boolean:
        case ValueTag::Integer:
            std::memcpy(&view.integer, m_raw, sizeof view.integer);
            break;
        case ValueTag::Real:
            std::memcpy(&view.real, m_raw, sizeof view.real);
            break;
        default:
            view.bytes = isOutside()
                ? std::string_view(outside(), outsideSize())
                : std::string_view(reinterpret_cast<const char*>(m_raw), m_raw[sizeByte]);
        }
        return view;
    }

    // `view` may look into this very value. Truncated values are kept as the prefix that they are.
    void assign(const ValueView& view)
    {
        switch (view.tag) {
        case ValueTag::Null:
            clear();
            break;
        case ValueTag::Boolean:
        case ValueTag::Integer:
            clear();
            std::memcpy(m_raw, &view.integer, sizeof view.integer);
            break;
        case ValueTag::Real:
            clear();
            std::memcpy(m_raw, &view.real, sizeof view.real);
            break;
        default:
            assignBytes(view.bytes);
        }
        m_raw[tagByte] = static_cast<unsigned char>(view.tag);
    }
    void setNull() noexcept
    {
        clear();
        m_raw[tagByte] = static_cast<unsigned char>(ValueTag::Null);
    }
    Value value() const { return Value::copyOf(view()); }
    void swap(CompactValue& other) noexcept
    {
        unsigned char kept[sizeof m_raw];
        std::memcpy(kept, m_raw, sizeof m_raw);
        std::memcpy(m_raw, other.m_raw, sizeof m_raw);
        std::memcpy(other.m_raw, kept, sizeof m_raw);
    }
    // Bytes beyond the 16.
    std::size_t outsideBytes() const noexcept { return isOutside() ? outsideSize() : 0; }

private:
    static constexpr std::size_t inlineBytes = 14;
    static constexpr std::size_t sizeByte = 14;
    static constexpr std::size_t tagByte = 15;
    static constexpr unsigned char absentTag = 0xff;
    static constexpr unsigned char outsideMark = 0xff;

    bool isOutside() const noexcept { return m_raw[sizeByte] == outsideMark; }
    char* outside() const noexcept
    {
        char* bytes = nullptr;
        std::memcpy(&bytes, m_raw, sizeof bytes);
        return bytes;
    }
    std::size_t outsideSize() const noexcept
    {
        std::uint32_t size = 0;
        std::memcpy(&size, m_raw + sizeof(char*), sizeof size);
        return size;
    }
    void assignBytes(std::string_view bytes)
    {
        unsigned char made[sizeByte + 1] = {};
        if (bytes.size() <= inlineBytes) {
            if (!bytes.empty())
                std::memcpy(made, bytes.data(), bytes.size());
            made[sizeByte] = static_cast<unsigned char>(bytes.size());
        } else {
            char* copy = new char[bytes.size()];
            std::memcpy(copy, bytes.data(), bytes.size());
            auto size = static_cast<std::uint32_t>(bytes.size());
            std::memcpy(made, &copy, sizeof copy);
            std::memcpy(made + sizeof copy, &size, sizeof size);
            made[sizeByte] = outsideMark;
        }
        clear();
        std::memcpy(m_raw, made, sizeof made);
    }

    alignas(8) unsigned char m_raw[16];
};
static_assert(sizeof(CompactValue) == 16);

} // namespace relata
