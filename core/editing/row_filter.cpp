#include "core/editing/row_filter.h"

#include "core/editing/date_words.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <cctype>
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

// "todya", but not what servers know as dates: infinity, epoch.
bool looksLikeWords(std::string_view text)
{
    if (text.empty() || text.find_first_of("0123456789") != std::string_view::npos)
        return text.find(' ') != std::string_view::npos && std::isalpha(static_cast<unsigned char>(text[0]));
    for (const char* known : {"infinity", "-infinity", "epoch", "now"}) {
        if (equalsIgnoreCase(text, known))
            return false;
    }
    return true;
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
    if (isDateType(column.type) && looksLikeWords(text)) {
        return fail(ErrorKind::Argument, fmt::format("\"{}\" is not a date.", text),
            "Write 2024-05-17, 2024-05, today, last 7 days, this month or null.");
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

Parsed list(std::size_t index, RowOperator op, std::string_view text, const Column& column)
{
    RowCondition condition{index, op, {}};
    for (std::string_view item : listItems(text)) {
        if (item.empty())
            continue;
        if (equalsIgnoreCase(item, "null")) {
            condition.values.emplace_back();
            continue;
        }
        Result<Value> value = valueFrom(item, column);
        if (!value)
            return tl::unexpected(value.error());
        condition.values.push_back(std::move(*value));
    }
    if (condition.values.size() == 1 && !condition.values.front().isNull() && op == RowOperator::In)
        condition.op = RowOperator::Equal;
    return condition;
}

// A comparison with a range of days or hours, or a range between two of them. Nothing where no side is one.
std::optional<RowCondition> dateCondition(
    std::size_t index, std::string_view text, const Column& column, std::time_t now)
{
    auto range = [&](std::string_view words) { return dateRangeOf(words, column.type, now); };
    auto make = [&](RowOperator op, std::vector<Value> values) {
        return RowCondition{index, op, std::move(values), std::string(text)};
    };
    struct Prefix
    {
        std::string_view sign;
        RowOperator op; // of what one end of the range is compared by
        bool end; // the end of the range, else its start
    };
    static constexpr Prefix prefixes[] = {{"<=", RowOperator::Less, true},
        {">=", RowOperator::GreaterOrEqual, false}, {"<", RowOperator::Less, false},
        {">", RowOperator::GreaterOrEqual, true}};
    const bool plainDays = column.type.kind == TypeKind::Date;
    // A whole day in a column of days is a value like others.
    auto isValue = [&](std::string_view words, const DateRange& found) {
        return plainDays && found.from == trimmed(words);
    };
    for (const char* sign : {"!=", "<>"}) {
        if (!text.starts_with(sign))
            continue;
        const auto found = range(text.substr(2));
        if (!found || isValue(text.substr(2), *found))
            return std::nullopt;
        return make(RowOperator::NotWithin, {Value(found->from), Value(found->to)});
    }
    for (const Prefix& prefix : prefixes) {
        if (!text.starts_with(prefix.sign))
            continue;
        const std::string_view words = text.substr(prefix.sign.size());
        const auto found = range(words);
        if (!found || isValue(words, *found))
            return std::nullopt;
        return make(prefix.op, {Value(prefix.end ? found->to : found->from)});
    }
    if (const std::size_t at = rangeAt(text); at != std::string_view::npos && !text.starts_with('=')) {
        const std::string_view low = trimmed(text.substr(0, at));
        const std::string_view high = trimmed(text.substr(at + 2));
        const auto from = range(low);
        const auto to = range(high);
        if ((!from || isValue(low, *from)) && (!to || isValue(high, *to)))
            return std::nullopt;
        const std::string start = from ? from->from : std::string(low);
        if (high.empty())
            return make(RowOperator::GreaterOrEqual, {Value(start)});
        if (low.empty())
            return make(
                to ? RowOperator::Less : RowOperator::LessOrEqual, {Value(to ? to->to : std::string(high))});
        return make(to ? RowOperator::Within : RowOperator::Between,
            {Value(start), Value(to ? to->to : std::string(high))});
    }
    const std::string_view words = text.starts_with('=') ? text.substr(1) : text;
    const auto found = range(words);
    if (!found || isValue(words, *found))
        return std::nullopt;
    return make(RowOperator::Within, {Value(found->from), Value(found->to)});
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
    std::string_view text, std::size_t index, const Column& column, std::time_t now)
{
    text = trimmed(text);
    if (text.empty())
        return std::optional<RowCondition>();
    if (equalsIgnoreCase(text, "null"))
        return RowCondition{index, RowOperator::IsNull, {}};
    if (equalsIgnoreCase(text, "!null"))
        return RowCondition{index, RowOperator::IsNotNull, {}};
    if (isDateType(column.type)) {
        if (std::optional<RowCondition> condition = dateCondition(index, text, column, now))
            return std::move(*condition);
    }
    struct Prefix
    {
        std::string_view sign;
        RowOperator op;
    };
    static constexpr Prefix prefixes[] = {{"<=", RowOperator::LessOrEqual},
        {">=", RowOperator::GreaterOrEqual}, {"<>", RowOperator::NotEqual}, {"!=", RowOperator::NotEqual},
        {"<", RowOperator::Less}, {">", RowOperator::Greater}};
    for (const Prefix& prefix : prefixes) {
        if (!text.starts_with(prefix.sign))
            continue;
        const std::string_view operand = text.substr(prefix.sign.size());
        const bool excludes =
            prefix.op == RowOperator::NotEqual && (!isFreeText(column) || prefix.sign == "!=");
        if (excludes && listItems(operand).size() > 1)
            return list(index, RowOperator::NotIn, operand, column);
        return oneValue(index, prefix.op, operand, column);
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
        return list(index, RowOperator::In, text, column);
    return oneValue(index, RowOperator::Equal, text, column);
}

std::string rowFilterText(const RowCondition& condition, const Column& column)
{
    if (!condition.words.empty())
        return condition.words;
    auto value = [&](std::size_t i) {
        const Value& wanted = condition.values.at(i);
        return wanted.isNull() ? std::string("null") : written(wanted);
    };
    auto values = [&] {
        std::string text;
        for (std::size_t i = 0; i < condition.values.size(); ++i)
            text += (i ? ", " : "") + value(i);
        // A comma makes a list of one value.
        return condition.values.size() == 1 ? text + "," : text;
    };
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
    case RowOperator::In:
        return (isFreeText(column) ? "=" : "") + values();
    case RowOperator::NotIn:
        return "!=" + values();
    case RowOperator::Within:
    case RowOperator::NotWithin:
        break; // always in words
    }
    return {};
}

std::vector<RowCondition> withWordsOfNow(
    std::vector<RowCondition> conditions, const std::vector<Column>& columns, std::time_t now)
{
    for (RowCondition& condition : conditions) {
        if (condition.words.empty() || condition.column >= columns.size())
            continue;
        auto parsed = parseRowFilter(condition.words, condition.column, columns[condition.column], now);
        if (parsed && *parsed)
            condition = std::move(**parsed);
    }
    return conditions;
}

} // namespace relata
