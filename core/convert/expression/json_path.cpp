#include "core/convert/expression/json_path.h"

#include <algorithm>

namespace relata::convert_internal {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNamePart(char c)
{
    return isDigit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isIndex(std::string_view text)
{
    return !text.empty() && text.size() < 9 && std::all_of(text.begin(), text.end(), isDigit);
}

[[noreturn]] void refuse()
{
    throw Untranslatable("a path into JSON is more than keys and numbers");
}

} // namespace

std::vector<JsonStep> jsonPathIn(std::string_view text)
{
    std::vector<JsonStep> path;
    if (!text.starts_with('$'))
        refuse();
    for (std::size_t i = 1; i < text.size();) {
        JsonStep step;
        std::size_t end = i + 1;
        if (text[i] == '[') {
            end = text.find(']', i);
            if (end == std::string_view::npos || !isIndex(text.substr(i + 1, end - i - 1)))
                refuse();
            step.index = std::stoi(std::string(text.substr(i + 1, end - i - 1)));
            ++end;
        } else if (text[i] == '.' && end < text.size() && text[end] == '"') {
            end = text.find('"', i + 2);
            if (end == std::string_view::npos)
                refuse();
            step.key = text.substr(i + 2, end - i - 2);
            ++end;
        } else if (text[i] == '.') {
            while (end < text.size() && isNamePart(text[end]))
                ++end;
            step.key = text.substr(i + 1, end - i - 1);
            if (step.key.empty() || isDigit(step.key.front()))
                refuse();
        } else {
            refuse();
        }
        path.push_back(std::move(step));
        i = end;
    }
    if (path.empty())
        refuse(); // the whole document
    return path;
}

std::vector<JsonStep> jsonPathInArray(std::string_view text)
{
    if (text.size() < 3 || !text.starts_with('{') || !text.ends_with('}'))
        refuse();
    std::vector<JsonStep> path;
    std::string_view rest = text.substr(1, text.size() - 2);
    if (rest.find_first_of("\"\\{}") != std::string_view::npos)
        refuse();
    for (;;) {
        std::size_t comma = rest.find(',');
        std::string_view part = rest.substr(0, comma);
        // A number is an element of an array or a key: only the document says which.
        if (part.empty() || isIndex(part) || part.find(' ') != std::string_view::npos)
            refuse();
        path.push_back({std::string(part), -1});
        if (comma == std::string_view::npos)
            return path;
        rest.remove_prefix(comma + 1);
    }
}

std::string jsonPathText(const std::vector<JsonStep>& path)
{
    std::string text = "$";
    for (const JsonStep& step : path) {
        if (step.index >= 0) {
            text += "[" + std::to_string(step.index) + "]";
            continue;
        }
        bool plain = !step.key.empty() && !isDigit(step.key.front())
            && std::all_of(step.key.begin(), step.key.end(), isNamePart);
        if (step.key.find_first_of("\"\\") != std::string::npos)
            refuse();
        text += plain ? "." + step.key : ".\"" + step.key + "\"";
    }
    return text;
}

} // namespace relata::convert_internal
