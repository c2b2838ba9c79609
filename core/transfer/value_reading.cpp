#include "core/transfer/value_reading.h"

#include "core/editing/cell_text.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relata {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isTemporal(TypeKind kind)
{
    return kind == TypeKind::Date || kind == TypeKind::DateTime;
}

int numberOf(std::string_view digits)
{
    int number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

} // namespace

std::optional<std::string> isoDate(std::string_view text, DateOrder order)
{
    text = trimmed(text);
    const std::string_view date = text.substr(0, text.find_first_of(" T"));
    const std::size_t mark = date.find_first_of("./-");
    if (order == DateOrder::YearFirst || mark == std::string_view::npos)
        return std::nullopt;
    const std::size_t second = date.find(date[mark], mark + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    const std::string_view parts[] = {
        date.substr(0, mark), date.substr(mark + 1, second - mark - 1), date.substr(second + 1)};
    const bool digits = std::all_of(std::begin(parts), std::end(parts), [](std::string_view part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), isDigit);
    });
    if (!digits || parts[0].size() > 2 || parts[1].size() > 2 || parts[2].size() != 4)
        return std::nullopt;
    const int day = numberOf(parts[order == DateOrder::DayFirst ? 0 : 1]);
    const int month = numberOf(parts[order == DateOrder::DayFirst ? 1 : 0]);
    if (day < 1 || day > 31 || month < 1 || month > 12)
        return std::nullopt;
    return fmt::format("{}-{:02}-{:02}{}", parts[2], month, day, text.substr(date.size()));
}

std::optional<std::string> pointDecimal(std::string_view text)
{
    text = trimmed(text);
    const std::size_t comma = text.find(',');
    if (text.find_first_not_of("0123456789.,+-") != std::string_view::npos || text.empty()
        || (comma != std::string_view::npos && text.find_first_of(",.", comma + 1) != std::string_view::npos))
        return std::nullopt;
    // Points stand between groups of three.
    std::size_t at = text.substr(0, comma).size();
    std::string_view whole = text.substr(0, at);
    for (std::size_t point = whole.rfind('.'); point != std::string_view::npos; point = whole.rfind('.')) {
        if (whole.size() - point != 4 || point == 0 || !isDigit(whole[point - 1]))
            return std::nullopt;
        whole = whole.substr(0, point);
    }
    std::string result = replaceAll(std::string(text), ".", "");
    std::replace(result.begin(), result.end(), ',', '.');
    return result;
}

Result<Value> readValue(const RecordField& field, const Column& column, const ValueReading& reading)
{
    using Kind = RecordField::Kind;
    if (field.kind == Kind::Missing || field.kind == Kind::Null)
        return Value();
    const SqlType& type = baseType(column.type);
    if (type.isNumber() && reading.decimalComma) {
        if (std::optional<std::string> number = pointDecimal(field.text))
            return parseCell(*number, column);
    } else if (isTemporal(type.kind) && reading.dates != DateOrder::YearFirst) {
        if (std::optional<std::string> date = isoDate(field.text, reading.dates))
            return parseCell(*date, column);
    } else if (type.kind == TypeKind::LargeBinary && reading.base64) {
        return parseCell("base64:" + field.text, column);
    }
    return parseCell(field.text, column);
}

} // namespace relata
