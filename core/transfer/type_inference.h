// Which type a column of a file seems to have, by a sample of its values. Only what holds every value of the
// sample without loss is proposed; anything else is text. Numbers with leading zeros are codes, and so text.
#pragma once

#include "core/transfer/value_reading.h"

namespace relata {

struct InferredColumn
{
    SqlType type;
    bool nullable = false; // the sample has values that are missing
    ValueReading reading;
    std::int64_t values = 0; // that were looked at, NULLs not counted
};

class TypeInference
{
public:
    void add(const RecordField& field); // NULLs as Kind::Null
    InferredColumn result() const;

private:
    void addText(std::string_view text);

    std::int64_t m_values = 0;
    bool m_nulls = false;
    // What all values so far could be.
    bool m_boolean = true;
    bool m_integer = true;
    bool m_decimal = true;
    bool m_commaDecimal = true;
    bool m_real = true;
    bool m_date = true;
    bool m_dayFirst = true;
    bool m_monthFirst = true;
    bool m_timestamp = true;
    bool m_time = true;
    bool m_uuid = true;
    bool m_bytes = true;
    bool m_json = true;
    bool m_commas = false; // a decimal comma was seen
    bool m_dateHasTime = false; // of dates that do not begin with the year
    bool m_zone = false;
    bool m_small = true; // integers fit 32 bits
    int m_wholeDigits = 0;
    int m_places = 0;
    std::size_t m_longest = 0; // characters
};

} // namespace relata
