#include "ui/grid/value_text.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace relata {

std::optional<std::string> indentedJson(std::string_view text)
{
    if (!nlohmann::json::accept(text))
        return std::nullopt;
    std::string result;
    std::size_t level = 0;
    auto newLine = [&] { result += "\n" + std::string(2 * level, ' '); };
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        switch (c) {
        case ' ':
        case '\t':
        case '\n':
        case '\r':
            break;
        case '{':
        case '[': {
            std::size_t next = text.find_first_not_of(" \t\n\r", i + 1);
            result += c;
            if (text[next] == '}' || text[next] == ']') {
                result += text[next];
                i = next;
                break;
            }
            ++level;
            newLine();
            break;
        }
        case '}':
        case ']':
            --level;
            newLine();
            result += c;
            break;
        case ',':
            result += c;
            newLine();
            break;
        case ':':
            result += ": ";
            break;
        case '"': {
            std::size_t end = i + 1;
            while (text[end] != '"')
                end += text[end] == '\\' ? 2 : 1;
            result += text.substr(i, end - i + 1);
            i = end;
            break;
        }
        default:
            result += c;
        }
    }
    return result;
}

std::string hexDump(std::string_view bytes, std::size_t maxBytes)
{
    bytes = bytes.substr(0, maxBytes);
    std::string result;
    result.reserve(bytes.size() * 5);
    for (std::size_t start = 0; start < bytes.size(); start += 16) {
        std::string_view line = bytes.substr(start, 16);
        fmt::format_to(std::back_inserter(result), "{:08x}  ", start);
        for (std::size_t i = 0; i < 16; ++i) {
            if (i < line.size())
                fmt::format_to(std::back_inserter(result), "{:02x} ", static_cast<unsigned char>(line[i]));
            else
                result += "   ";
            if (i == 7)
                result += ' ';
        }
        result += " |";
        for (char c : line)
            result += c >= 0x20 && c < 0x7f ? c : '.';
        result += "|\n";
    }
    return result;
}

} // namespace relata
