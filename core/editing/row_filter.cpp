#include "core/editing/row_filter.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <charconv>

namespace relata {
namespace {

const SqlType& baseOf(const SqlType& type)
{
    const SqlType* base = &type;
    while (base->kind == TypeKind::Domain && base->element)
        base = base->element.get();
    return *base;
}

bool isFreeText(const Column& column)
{
    const SqlType& type = baseOf(column.type);
    switch (type.kind) {
    case TypeKind::String:
    case TypeKind::Text:
    case TypeKind::Json:
    case TypeKind::Xml:
    case TypeKind::Unknown:
    case TypeKind::TextSearch:
    case TypeKind::Array:
    case TypeKind::Set:
        return true;
    default:
        return false;
    }
}

std::string unquoted(std::string_view text)
{
    text = trimmed(text);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        return replaceAll(std::string(text.substr(1, text.size() - 2)), "\"\"", "\"");
    return std::string(text);
}

std::optional<std::int64_t> integerFrom(std::string_view text)
{
    std::int64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

bool looksLikeNumber(std::string_view text)
{
    if (equalsIgnoreCase(text, "nan") || equalsIgnoreCase(text, "infinity")
        || equalsIgnoreCase(text, "-infinity"))
        return true;
    double number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error != std::errc::invalid_argument && end == text.data() + text.size();
}

Result<Value> valueFrom(std::string_view written, const Column& column)
{
    std::string text = unquoted(written);
    const SqlType& type = baseOf(column.type);
    std::optional<std::int64_t> integer = integerFrom(text);
    if (type.kind == TypeKind::Boolean) {
        for (const char* word : {"true", "t", "yes", "1"}) {
            if (equalsIgnoreCase(text, word))
                return Value::boolean(true);
        }
        for (const char* word : {"false", "f", "no", "0"}) {
            if (equalsIgnoreCase(text, word))
                return Value::boolean(false);
        }
        return fail(ErrorKind::Argument, fmt::format("\"{}\" is neither true nor false.", text));
    }
    if (type.isInteger() && integer)
        return Value(*integer);
    if (type.isNumber() && type.kind != TypeKind::Money) {
        if (!looksLikeNumber(text)) {
            return fail(ErrorKind::Argument, fmt::format("\"{}\" is not a number.", text),
                "Write 10, >10, 1..10 or null.");
        }
        return Value::tagged(ValueTag::Number, std::move(text));
    }
    // A column without a declared type compares by what the value is.
    if (type.kind == TypeKind::Unknown && integer && trimmed(written).front() != '"')
        return Value(*integer);
    return Value(std::move(text));
}

// At commas outside quotes.
std::vector<std::string_view> listItems(std::string_view text)
{
    std::vector<std::string_view> items;
    bool quoted = false;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] == '"')
            quoted = !quoted;
        if (i == text.size() || (text[i] == ',' && !quoted)) {
            items.push_back(trimmed(text.substr(start, i - start)));
            start = i + 1;
        }
    }
    return items;
}

// The place of ".." outside quotes.
std::size_t rangeAt(std::string_view text)
{
    bool quoted = false;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        if (text[i] == '"')
            quoted = !quoted;
        if (!quoted && text[i] == '.' && text[i + 1] == '.')
            return i;
    }
    return std::string_view::npos;
}

using Parsed = Result<std::optional<RowCondition>>;

Parsed oneValue(std::size_t index, RowOperator op, std::string_view text, const Column& column)
{
    if (trimmed(text).empty())
        return fail(ErrorKind::Argument, "There is no value to compare with.", "Write >10, =red or null.");
    Result<Value> value = valueFrom(text, column);
    if (!value)
        return tl::unexpected(value.error());
    return RowCondition{index, op, {std::move(*value)}};
}

Parsed list(std::size_t index, std::string_view text, const Column& column)
{
    RowCondition condition{index, RowOperator::In, {}};
    for (std::string_view item : listItems(text)) {
        if (item.empty())
            continue;
        Result<Value> value = valueFrom(item, column);
        if (!value)
            return tl::unexpected(value.error());
        condition.values.push_back(std::move(*value));
    }
    if (condition.values.size() == 1)
        condition.op = RowOperator::Equal;
    return condition;
}

std::string written(const Value& value)
{
    std::string text = value.toText();
    bool plain = !text.empty() && text == trimmed(text) && !equalsIgnoreCase(text, "null")
        && text.find_first_of("\",") == std::string::npos && text.find("..") == std::string::npos
        && std::string_view("=!<>~").find(text.front()) == std::string_view::npos;
    return plain ? text : "\"" + replaceAll(text, "\"", "\"\"") + "\"";
}

} // namespace

Result<std::optional<RowCondition>> parseRowFilter(
    std::string_view text, std::size_t index, const Column& column)
{
    text = trimmed(text);
    if (text.empty())
        return std::optional<RowCondition>();
    if (equalsIgnoreCase(text, "null"))
        return RowCondition{index, RowOperator::IsNull, {}};
    if (equalsIgnoreCase(text, "!null"))
        return RowCondition{index, RowOperator::IsNotNull, {}};
    struct Prefix
    {
        std::string_view sign;
        RowOperator op;
    };
    static constexpr Prefix prefixes[] = {{"<=", RowOperator::LessOrEqual},
        {">=", RowOperator::GreaterOrEqual}, {"<>", RowOperator::NotEqual}, {"!=", RowOperator::NotEqual},
        {"<", RowOperator::Less}, {">", RowOperator::Greater}};
    for (const Prefix& prefix : prefixes) {
        if (text.starts_with(prefix.sign))
            return oneValue(index, prefix.op, text.substr(prefix.sign.size()), column);
    }
    if (text.front() == '~') {
        std::string_view part = trimmed(text.substr(1));
        if (part.empty())
            return fail(ErrorKind::Argument, "There is no text to look for.", "Write ~part.");
        return RowCondition{index, RowOperator::Contains, {Value(unquoted(part))}};
    }
    bool exact = text.front() == '=';
    if (exact)
        text.remove_prefix(1);
    bool freeText = isFreeText(column) && !exact;
    if (std::size_t at = rangeAt(text); at != std::string_view::npos && !exact) {
        std::string_view low = trimmed(text.substr(0, at));
        std::string_view high = trimmed(text.substr(at + 2));
        if (!low.empty() && !high.empty()) {
            Result<Value> from = valueFrom(low, column);
            Result<Value> to = valueFrom(high, column);
            if (!from || !to)
                return tl::unexpected(from ? to.error() : from.error());
            return RowCondition{index, RowOperator::Between, {std::move(*from), std::move(*to)}};
        }
        if (!low.empty())
            return oneValue(index, RowOperator::GreaterOrEqual, low, column);
        if (!high.empty())
            return oneValue(index, RowOperator::LessOrEqual, high, column);
    }
    if (freeText)
        return RowCondition{index, RowOperator::Contains, {Value(unquoted(text))}};
    if (listItems(text).size() > 1)
        return list(index, text, column);
    return oneValue(index, RowOperator::Equal, text, column);
}

std::string rowFilterText(const RowCondition& condition, const Column& column)
{
    auto value = [&](std::size_t i) { return written(condition.values.at(i)); };
    switch (condition.op) {
    case RowOperator::Equal:
        return (isFreeText(column) ? "=" : "") + value(0);
    case RowOperator::NotEqual:
        return "!=" + value(0);
    case RowOperator::Less:
        return "<" + value(0);
    case RowOperator::LessOrEqual:
        return "<=" + value(0);
    case RowOperator::Greater:
        return ">" + value(0);
    case RowOperator::GreaterOrEqual:
        return ">=" + value(0);
    case RowOperator::Between:
        return value(0) + ".." + value(1);
    case RowOperator::Contains:
        return "~" + value(0);
    case RowOperator::IsNull:
        return "null";
    case RowOperator::IsNotNull:
        return "!null";
    case RowOperator::In: {
        std::string text = isFreeText(column) ? "=" : "";
        for (std::size_t i = 0; i < condition.values.size(); ++i)
            text += (i ? ", " : "") + value(i);
        return text;
    }
    }
    return {};
}

} // namespace relata
