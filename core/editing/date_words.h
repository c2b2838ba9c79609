// Dates as people say them, as half-open ranges.
//
//     today  yesterday  tomorrow
//     this week   last month   next year      (week, month, year; a week begins on Monday)
//     last 7 days   last 3 hours              (minutes, hours, days, weeks, months, years; "last 7 days" are
//                                              seven days with today, "last 3 hours" end now)
//     2024   2024-05   2024-05-17             (a year, a month, a day)
//
// In the time zone of this program (TZ), which is the reader's.
#pragma once

#include "core/types/sql_type.h"

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace relata {

// ISO texts for a column to be compared with: "2024-05-17", "2024-05-17 14:30:00", with "+02:00" behind for
// types with a time zone. A boundary at midnight is a date alone where there is no zone, so that it compares
// as text too with what SQLite keeps.
struct DateRange
{
    std::string from; // included
    std::string to; // not included

    bool operator==(const DateRange&) const = default;
};

// True for Date and DateTime, and domains over them.
bool isDateType(const SqlType& type);

// Nothing for what is not such words, and for hours and minutes where `type` has days alone.
std::optional<DateRange> dateRangeOf(std::string_view words, const SqlType& type, std::time_t now);

} // namespace relata
