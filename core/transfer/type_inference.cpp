#include "core/transfer/type_inference.h"

#include "core/editing/cell_text.h"
#include "core/util/strings.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace relata {
namespace {

struct Digits
{
    int whole = 0;
    int places = 0;
};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// -12.50; no exponent, no leading zeros.
std::optional<Digits> decimalDigits(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('+'))
        text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view places = point == std::string_view::npos ? "" : text.substr(point + 1);
    if (whole.empty() || !std::all_of(whole.begin(), whole.end(), isDigit)
        || !std::all_of(places.begin(), places.end(), isDigit)
        || (point != std::string_view::npos && places.empty()) || (whole.size() > 1 && whole[0] == '0'))
        return std::nullopt;
    return Digits{static_cast<int>(whole.size()), static_cast<int>(places.size())};
}

bool isReal(std::string_view text)
{
    double value = 0;
    if (text.starts_with('+'))
        text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty()
        && std::all_of(text.begin(), text.end(),
            [](char c) { return isDigit(c) || std::string_view("+-.eE").find(c) != std::string_view::npos; })
        && !(text.size() > 1 && text[0] == '0' && isDigit(text[1]));
}

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
            return false;
    }
    return true;
}

bool holds(std::string_view text, const SqlType& type)
{
    Column column;
    column.type = type;
    return parseCell(text, column).has_value();
}

bool hasZone(std::string_view text)
{
    return text.size() > 19 && text.find_first_of("+-Zz", 19) != std::string_view::npos;
}

} // namespace

void TypeInference::add(const RecordField& field)
{
    using Kind = RecordField::Kind;
    if (field.kind == Kind::Null || field.kind == Kind::Missing) {
        m_nulls = true;
        return;
    }
    ++m_values;
    m_longest = std::max(m_longest, codePointCount(field.text));
    if (field.kind == Kind::Json) {
        const bool json = m_json;
        *this = [&] {
            TypeInference only;
            only.m_boolean = only.m_integer = only.m_decimal = only.m_commaDecimal = only.m_real = false;
            only.m_date = only.m_dayFirst = only.m_monthFirst = only.m_timestamp = only.m_time = false;
            only.m_uuid = only.m_bytes = false;
            only.m_json = json;
            only.m_values = m_values;
            only.m_nulls = m_nulls;
            only.m_longest = m_longest;
            return only;
        }();
        return;
    }
    addText(field.text);
}

void TypeInference::addText(std::string_view text)
{
    m_boolean = m_boolean
        && (equalsIgnoreCase(text, "true") || equalsIgnoreCase(text, "false") || equalsIgnoreCase(text, "yes")
            || equalsIgnoreCase(text, "no") || text == "t" || text == "f");
    if (m_integer || m_decimal || m_commaDecimal) {
        const std::optional<Digits> digits = decimalDigits(text);
        std::int64_t number = 0;
        const std::string_view bare = text.starts_with('+') ? text.substr(1) : text;
        const auto [end, error] = std::from_chars(bare.data(), bare.data() + bare.size(), number);
        m_integer = m_integer && digits && digits->places == 0 && error == std::errc()
            && end == bare.data() + bare.size();
        m_small = m_small && number >= std::numeric_limits<std::int32_t>::min()
            && number <= std::numeric_limits<std::int32_t>::max();
        m_decimal = m_decimal && digits;
        const std::optional<std::string> pointed = pointDecimal(text);
        const std::optional<Digits> comma = pointed ? decimalDigits(*pointed) : std::nullopt;
        m_commaDecimal = m_commaDecimal && comma;
        m_commas = m_commas || text.find(',') != std::string_view::npos;
        for (const std::optional<Digits>& seen : {m_decimal ? digits : comma}) {
            if (seen) {
                m_wholeDigits = std::max(m_wholeDigits, seen->whole);
                m_places = std::max(m_places, seen->places);
            }
        }
    }
    m_real = m_real && isReal(text);
    m_uuid = m_uuid && isUuid(text);
    m_bytes = m_bytes && text.starts_with("\\x") && holds(text, SqlType::of(TypeKind::LargeBinary));
    m_json = m_json && (text.starts_with('{') || text.starts_with('[')) && checkJson(text).has_value();
    // The forms of a server's own (infinity, BC) do not make a column of dates.
    const bool begins = text.size() >= 8 && isDigit(text[0]);
    m_date = m_date && begins && text.size() == 10 && holds(text, SqlType::of(TypeKind::Date));
    m_timestamp = m_timestamp && begins && text.size() >= 16 && holds(text, SqlType::dateTime(true));
    m_zone = m_zone || (m_timestamp && hasZone(text));
    m_time = m_time && text.size() >= 5 && isDigit(text[0]) && holds(text, SqlType::of(TypeKind::Time));
    const auto inOrder = [&](bool possible, DateOrder order) {
        const std::optional<std::string> iso = possible ? isoDate(text, order) : std::nullopt;
        if (!iso)
            return false;
        const bool withTime = iso->size() > 10;
        m_dateHasTime = m_dateHasTime || withTime;
        return holds(*iso, withTime ? SqlType::dateTime(false) : SqlType::of(TypeKind::Date));
    };
    m_dayFirst = inOrder(m_dayFirst, DateOrder::DayFirst);
    m_monthFirst = inOrder(m_monthFirst, DateOrder::MonthFirst);
}

InferredColumn TypeInference::result() const
{
    InferredColumn column;
    column.nullable = m_nulls || m_values == 0;
    column.values = m_values;
    const auto decimal = [this] {
        // The rest of the file may have larger numbers than the sample.
        const int precision = std::min(38, std::max(m_wholeDigits + 2, 10) + m_places);
        return SqlType::numeric(std::max(precision, m_wholeDigits + m_places), m_places);
    };
    if (m_values == 0) {
        column.type = SqlType::of(TypeKind::Text);
    } else if (m_boolean) {
        column.type = SqlType::of(TypeKind::Boolean);
    } else if (m_integer) {
        column.type = SqlType::of(m_small ? TypeKind::Integer : TypeKind::BigInteger);
    } else if (m_decimal && m_wholeDigits + m_places <= 38) {
        column.type = decimal();
    } else if (m_commaDecimal && m_commas && m_wholeDigits + m_places <= 38) {
        column.type = decimal();
        column.reading.decimalComma = true;
    } else if (m_real) {
        column.type = SqlType::of(TypeKind::Double);
    } else if (m_uuid) {
        column.type = SqlType::of(TypeKind::Uuid);
    } else if (m_date) {
        column.type = SqlType::of(TypeKind::Date);
    } else if (m_timestamp) {
        column.type = SqlType::dateTime(m_zone);
    } else if (m_dayFirst || m_monthFirst) {
        column.reading.dates = m_dayFirst ? DateOrder::DayFirst : DateOrder::MonthFirst;
        column.type = m_dateHasTime ? SqlType::dateTime(false) : SqlType::of(TypeKind::Date);
    } else if (m_time) {
        column.type = SqlType::of(TypeKind::Time);
    } else if (m_json) {
        column.type = SqlType::of(TypeKind::Json);
    } else if (m_bytes) {
        column.type = SqlType::of(TypeKind::LargeBinary);
    } else {
        column.type = m_longest <= 127 ? SqlType::string(255) : SqlType::of(TypeKind::Text);
    }
    return column;
}

} // namespace relata
