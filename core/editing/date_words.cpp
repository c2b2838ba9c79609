#include "core/editing/date_words.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <utility>
#include <vector>

namespace relata {
namespace {

const SqlType& baseOf(const SqlType& type)
{
    const SqlType* base = &type;
    while (base->kind == TypeKind::Domain && base->element)
        base = base->element.get();
    return *base;
}

std::tm localTime(std::time_t time)
{
    std::tm result{};
    localtime_r(&time, &result);
    return result;
}

// Any day of any month: mktime() carries over.
std::tm dayOf(int year, int month, int day)
{
    std::tm time{};
    time.tm_year = year - 1900;
    time.tm_mon = month - 1;
    time.tm_mday = day;
    // Noon is in every day, also in those that begin an hour late; the date is right in any case.
    time.tm_hour = 12;
    time.tm_isdst = -1;
    std::mktime(&time);
    time.tm_hour = 0;
    return time;
}

std::string zoneOf(std::tm time)
{
    time.tm_isdst = -1;
    std::mktime(&time);
    const long minutes = time.tm_gmtoff / 60;
    return fmt::format(
        "{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
}

std::string written(const std::tm& time, const SqlType& type)
{
    std::string text = fmt::format("{:04}-{:02}-{:02}", time.tm_year + 1900, time.tm_mon + 1, time.tm_mday);
    const bool midnight = time.tm_hour == 0 && time.tm_min == 0 && time.tm_sec == 0;
    if (type.kind == TypeKind::Date || (midnight && !type.timezone))
        return text;
    text += fmt::format(" {:02}:{:02}:{:02}", time.tm_hour, time.tm_min, time.tm_sec);
    return type.timezone ? text + zoneOf(time) : text;
}

std::optional<int> numberFrom(std::string_view text)
{
    int number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

bool isDigits(std::string_view text, std::size_t count)
{
    return text.size() == count && text.find_first_not_of("0123456789") == std::string_view::npos;
}

using Days = std::pair<std::tm, std::tm>;

// 2024, 2024-05, 2024-05-17
std::optional<Days> calendarDays(std::string_view text)
{
    const std::vector<std::string> parts = split(text, '-');
    if (parts.empty() || parts.size() > 3 || !isDigits(parts[0], 4))
        return std::nullopt;
    const int year = *numberFrom(parts[0]);
    if (year == 0)
        return std::nullopt;
    if (parts.size() == 1)
        return Days{dayOf(year, 1, 1), dayOf(year + 1, 1, 1)};
    if (!isDigits(parts[1], 2))
        return std::nullopt;
    const int month = *numberFrom(parts[1]);
    if (month < 1 || month > 12)
        return std::nullopt;
    if (parts.size() == 2)
        return Days{dayOf(year, month, 1), dayOf(year, month + 1, 1)};
    if (!isDigits(parts[2], 2))
        return std::nullopt;
    const std::chrono::year_month_day day{std::chrono::year(year),
        std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(*numberFrom(parts[2])))};
    if (!day.ok())
        return std::nullopt;
    return Days{dayOf(year, month, *numberFrom(parts[2])), dayOf(year, month, *numberFrom(parts[2]) + 1)};
}

// this week, last month, next year: `shift` is 0, -1, 1.
std::optional<Days> relativeDays(int shift, std::string_view unit, const std::tm& today)
{
    const int year = today.tm_year + 1900;
    const int month = today.tm_mon + 1;
    if (unit == "day")
        return Days{dayOf(year, month, today.tm_mday + shift), dayOf(year, month, today.tm_mday + shift + 1)};
    if (unit == "week") {
        const int monday = today.tm_mday - (today.tm_wday + 6) % 7 + 7 * shift;
        return Days{dayOf(year, month, monday), dayOf(year, month, monday + 7)};
    }
    if (unit == "month")
        return Days{dayOf(year, month + shift, 1), dayOf(year, month + shift + 1, 1)};
    if (unit == "year")
        return Days{dayOf(year + shift, 1, 1), dayOf(year + shift + 1, 1, 1)};
    return std::nullopt;
}

// last 7 days, next 2 weeks: whole days, today among them.
std::optional<Days> manyDays(bool ahead, int count, std::string_view unit, const std::tm& today)
{
    int days = 0;
    int months = 0;
    if (unit == "day" || unit == "days")
        days = count;
    else if (unit == "week" || unit == "weeks")
        days = 7 * count;
    else if (unit == "month" || unit == "months")
        months = count;
    else if (unit == "year" || unit == "years")
        months = 12 * count;
    else
        return std::nullopt;
    const int year = today.tm_year + 1900;
    const int month = today.tm_mon + 1;
    if (ahead)
        return Days{dayOf(year, month, today.tm_mday), dayOf(year, month + months, today.tm_mday + days)};
    return Days{dayOf(year, month - months, today.tm_mday + 1 - days), dayOf(year, month, today.tm_mday + 1)};
}

} // namespace

bool isDateType(const SqlType& type)
{
    const TypeKind kind = baseOf(type).kind;
    return kind == TypeKind::Date || kind == TypeKind::DateTime;
}

std::optional<DateRange> dateRangeOf(std::string_view words, const SqlType& declared, std::time_t now)
{
    if (!isDateType(declared))
        return std::nullopt;
    const SqlType& type = baseOf(declared);
    std::vector<std::string> parts;
    for (const std::string& part : split(toLowerAscii(trimmed(words)), ' ')) {
        if (!part.empty())
            parts.push_back(part);
    }
    const std::tm today = localTime(now);
    std::optional<Days> days;
    if (parts.size() == 1) {
        static constexpr std::array<std::pair<const char*, int>, 3> names = {
            {{"today", 0}, {"yesterday", -1}, {"tomorrow", 1}}};
        for (const auto& [name, shift] : names) {
            if (parts[0] == name)
                days = relativeDays(shift, "day", today);
        }
        if (!days)
            days = calendarDays(parts[0]);
    } else if (parts.size() == 2 && (parts[0] == "this" || parts[0] == "last" || parts[0] == "next")) {
        days = relativeDays(parts[0] == "this" ? 0 : parts[0] == "last" ? -1 : 1, parts[1], today);
    } else if (parts.size() == 3 && (parts[0] == "last" || parts[0] == "next")) {
        const std::optional<int> count = numberFrom(parts[1]);
        if (!count || *count < 1 || *count > 100000)
            return std::nullopt;
        const bool ahead = parts[0] == "next";
        days = manyDays(ahead, *count, parts[2], today);
        std::time_t seconds = 0;
        if (parts[2] == "hour" || parts[2] == "hours")
            seconds = std::time_t(3600) * *count;
        else if (parts[2] == "minute" || parts[2] == "minutes")
            seconds = std::time_t(60) * *count;
        if (seconds > 0 && type.kind == TypeKind::DateTime) {
            // The second that is running belongs to both.
            const std::time_t from = ahead ? now : now - seconds;
            const std::time_t to = ahead ? now + seconds : now + 1;
            return DateRange{written(localTime(from), type), written(localTime(to), type)};
        }
    }
    if (!days)
        return std::nullopt;
    return DateRange{written(days->first, type), written(days->second, type)};
}

} // namespace relata
