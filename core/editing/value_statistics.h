// What a status bar says of selected values: how many, their sum, average, least and greatest.
#pragma once

#include "core/types/value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>

namespace relata {

class ValueStatistics
{
public:
    static constexpr std::size_t maxDistinct = 100000;

    void add(const ValueView& value);

    std::int64_t count() const { return m_count; } // with NULLs
    std::int64_t nulls() const { return m_nulls; }
    std::int64_t numbers() const { return m_numbers; }
    std::size_t distinct() const { return m_hashes.size(); } // of what is not NULL; stops at maxDistinct
    // Of the numbers; empty if there are none. Exact for integers and for decimals of up to 18 digits.
    std::string sum() const;
    std::string average() const;
    // Of the numbers if there are any, else of text and times in byte order; empty if there are none.
    std::string least() const;
    std::string greatest() const;

private:
    void addNumber(const ValueView& value);

    std::int64_t m_count = 0;
    std::int64_t m_nulls = 0;
    std::int64_t m_numbers = 0;
    long double m_sum = 0;
    int m_scale = 0; // digits behind the point of the decimals
    bool m_inexact = false; // doubles among them
    long double m_least = 0;
    long double m_greatest = 0;
    std::string m_leastText;
    std::string m_greatestText;
    bool m_hasText = false;
    std::string m_leastWord;
    std::string m_greatestWord;
    std::unordered_set<std::size_t> m_hashes;
};

} // namespace relata
