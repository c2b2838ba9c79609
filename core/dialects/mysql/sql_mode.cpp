#include "core/dialects/mysql/sql_mode.h"

#include <string_view>

namespace relata::mysql {
namespace {

constexpr std::string_view before = "SET @relata_sql_mode = @@SESSION.sql_mode, sql_mode = '";
constexpr std::string_view betweenFirst = "';\n"; // no mode's name has a quote in it
constexpr std::string_view behind = ";\nSET sql_mode = @relata_sql_mode";

} // namespace

std::string underMode(const std::string& mode, const std::string& statement)
{
    return std::string(before) + mode + std::string(betweenFirst) + statement + std::string(behind);
}

std::vector<std::string> withoutTerminators(const std::string& text)
{
    std::size_t end = text.find(betweenFirst);
    if (!text.starts_with(before) || !text.ends_with(behind) || end == std::string::npos)
        return {text};
    std::size_t begin = end + betweenFirst.size();
    std::size_t last = text.size() - behind.size();
    if (last < begin)
        return {text};
    return {text.substr(0, end + 1), text.substr(begin, last - begin), text.substr(last + 2)};
}

} // namespace relata::mysql
