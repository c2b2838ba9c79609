#include "core/types/value.h"

#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata {

std::string ValueView::toText() const
{
    switch (tag) {
    case ValueTag::Null:
        return {};
    case ValueTag::Boolean:
        return integer ? "true" : "false";
    case ValueTag::Integer:
        return fmt::format("{}", integer);
    case ValueTag::Real:
        return fmt::format("{}", real);
    case ValueTag::Binary:
        return toHex(bytes);
    case ValueTag::Number:
    case ValueTag::Text:
    case ValueTag::Temporal:
    case ValueTag::Other:
        return std::string(bytes);
    }
    return {};
}

Value Value::boolean(bool value)
{
    Value result(static_cast<std::int64_t>(value));
    result.m_tag = ValueTag::Boolean;
    return result;
}

Value Value::real(double value)
{
    Value result;
    result.m_tag = ValueTag::Real;
    result.m_real = value;
    return result;
}

Value Value::binary(std::string bytes)
{
    return tagged(ValueTag::Binary, std::move(bytes));
}

Value Value::tagged(ValueTag tag, std::string bytes)
{
    Value result(std::move(bytes));
    result.m_tag = tag;
    return result;
}

Value Value::copyOf(const ValueView& view)
{
    Value result;
    result.m_tag = view.tag;
    result.m_integer = view.integer;
    result.m_real = view.real;
    result.m_bytes = std::string(view.bytes);
    return result;
}

ValueView Value::view() const
{
    ValueView view;
    view.tag = m_tag;
    view.integer = m_integer;
    view.real = m_real;
    view.bytes = m_bytes;
    return view;
}

} // namespace relata
