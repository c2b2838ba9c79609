#include "core/editing/value_statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

namespace relata {
namespace {

constexpr int mostDigits = 18; // what a long double holds exactly, with one to spare

std::string withScale(long double number, int scale)
{
    std::string text = fmt::format("{:.{}f}", number, scale);
    return text == "-0" ? "0" : text;
}

} // namespace

void ValueStatistics::add(const ValueView& value)
{
    ++m_count;
    if (value.isNull()) {
        ++m_nulls;
        return;
    }
    std::string text = value.toText();
    if (m_hashes.size() < maxDistinct) {
        std::size_t hash = std::hash<std::string>{}(text);
        m_hashes.insert(hash * 31 + static_cast<std::size_t>(value.tag));
    }
    switch (value.tag) {
    case ValueTag::Integer:
    case ValueTag::Real:
    case ValueTag::Number:
        return addNumber(value);
    case ValueTag::Text:
    case ValueTag::Temporal:
    case ValueTag::Other:
        if (!m_hasText || text < m_leastWord)
            m_leastWord = text;
        if (!m_hasText || text > m_greatestWord)
            m_greatestWord = text;
        m_hasText = true;
        return;
    default:
        return;
    }
}

void ValueStatistics::addNumber(const ValueView& value)
{
    long double number = 0;
    if (value.tag == ValueTag::Integer) {
        number = static_cast<long double>(value.integer);
    } else if (value.tag == ValueTag::Real) {
        number = value.real;
        m_inexact = true;
    } else {
        std::string text(value.bytes);
        char* end = nullptr;
        number = std::strtold(text.c_str(), &end);
        if (end == text.c_str())
            return;
        std::size_t point = text.find('.');
        if (text.find_first_of("eEnNiI") != std::string::npos)
            m_inexact = true;
        else if (point != std::string::npos)
            m_scale = std::max(m_scale, static_cast<int>(text.size() - point - 1));
    }
    if (m_numbers == 0 || number < m_least) {
        m_least = number;
        m_leastText = value.toText();
    }
    if (m_numbers == 0 || number > m_greatest) {
        m_greatest = number;
        m_greatestText = value.toText();
    }
    ++m_numbers;
    m_sum += number;
}

std::string ValueStatistics::sum() const
{
    if (m_numbers == 0)
        return {};
    if (m_inexact)
        return fmt::format("{:.12g}", static_cast<double>(m_sum));
    return withScale(m_sum, std::min(m_scale, mostDigits));
}

std::string ValueStatistics::average() const
{
    if (m_numbers == 0)
        return {};
    return fmt::format("{:.8g}", static_cast<double>(m_sum / static_cast<long double>(m_numbers)));
}

std::string ValueStatistics::least() const
{
    return m_numbers > 0 ? m_leastText : m_leastWord;
}

std::string ValueStatistics::greatest() const
{
    return m_numbers > 0 ? m_greatestText : m_greatestWord;
}

} // namespace relata
