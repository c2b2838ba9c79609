#include "core/drivers/libpq/bound_parameters.h"

#include <fmt/format.h>

namespace relata::libpq {

void BoundParameters::assign(std::span<const Value> values)
{
    std::size_t count = values.size();
    texts.resize(count);
    pointers.resize(count);
    lengths.resize(count);
    formats.resize(count);
    types.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Value& value = values[i];
        std::string& text = texts[i];
        const std::string* sent = &text;
        bool binary = false;
        switch (value.tag()) {
        case ValueTag::Null:
            sent = nullptr;
            break;
        case ValueTag::Boolean:
            text = value.integer() ? "true" : "false";
            break;
        case ValueTag::Integer:
            text.clear();
            fmt::format_to(std::back_inserter(text), "{}", value.integer());
            break;
        case ValueTag::Real:
            text = fmt::format("{}", value.real());
            break;
        case ValueTag::Binary:
            binary = true;
            sent = &value.bytes();
            break;
        case ValueTag::Number:
        case ValueTag::Text:
        case ValueTag::Temporal:
        case ValueTag::Other:
            sent = &value.bytes();
            break;
        }
        pointers[i] = sent ? sent->c_str() : nullptr;
        lengths[i] = sent ? static_cast<int>(sent->size()) : 0;
        formats[i] = binary ? 1 : 0;
        types[i] = binary ? 17 : 0; // bytea
    }
}

} // namespace relata::libpq
