#include "core/orm/inflection.h"

#include "core/util/strings.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace relata {
namespace {

struct Irregular
{
    std::string_view singular;
    std::string_view plural;
};

constexpr std::array<Irregular, 48> irregulars{{{"person", "people"}, {"man", "men"}, {"woman", "women"},
    {"child", "children"}, {"foot", "feet"}, {"tooth", "teeth"}, {"goose", "geese"}, {"mouse", "mice"},
    {"louse", "lice"}, {"ox", "oxen"}, {"datum", "data"}, {"medium", "media"}, {"criterion", "criteria"},
    {"phenomenon", "phenomena"}, {"analysis", "analyses"}, {"basis", "bases"}, {"crisis", "crises"},
    {"diagnosis", "diagnoses"}, {"thesis", "theses"}, {"hypothesis", "hypotheses"}, {"axis", "axes"},
    {"index", "indices"}, {"matrix", "matrices"}, {"vertex", "vertices"}, {"appendix", "appendices"},
    {"leaf", "leaves"}, {"life", "lives"}, {"knife", "knives"}, {"wife", "wives"}, {"shelf", "shelves"},
    {"half", "halves"}, {"calf", "calves"}, {"wolf", "wolves"}, {"thief", "thieves"}, {"loaf", "loaves"},
    {"hero", "heroes"}, {"potato", "potatoes"}, {"tomato", "tomatoes"}, {"echo", "echoes"},
    {"quiz", "quizzes"}, {"bus", "buses"}, {"gas", "gases"}, {"lens", "lenses"}, {"alias", "aliases"},
    {"curriculum", "curricula"}, {"stimulus", "stimuli"}, {"nucleus", "nuclei"}, {"virus", "viruses"}}};

// The same in both numbers, or never counted.
constexpr std::array<std::string_view, 40> unchanging{
    {"series", "species", "news", "information", "equipment", "money", "rice", "sheep", "fish", "deer",
        "aircraft", "metadata", "software", "hardware", "staff", "music", "history", "stock", "inventory",
        "content", "feedback", "evidence", "luggage", "furniture", "knowledge", "traffic", "progress",
        "research", "advice", "weather", "status", "address_info", "config", "schema_info", "chassis",
        "headquarters", "means", "offspring", "salmon", "police"}};

bool isUnchanging(std::string_view word)
{
    // These have plurals like others; a table of that name in the singular is common, and stays as it is.
    static constexpr std::array<std::string_view, 5> countable{
        {"stock", "inventory", "content", "status", "history"}};
    return std::find(unchanging.begin(), unchanging.end(), word) != unchanging.end()
        && std::find(countable.begin(), countable.end(), word) == countable.end();
}

bool endsWith(std::string_view word, std::string_view end)
{
    return word.size() >= end.size() && word.substr(word.size() - end.size()) == end;
}

bool isVowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

std::string singularWord(const std::string& word)
{
    if (isUnchanging(word) || word.size() < 3)
        return word;
    for (const Irregular& entry : irregulars) {
        if (word == entry.plural)
            return std::string(entry.singular);
        if (word == entry.singular)
            return word;
    }
    std::string_view text = word;
    auto without = [&](std::size_t count, std::string_view end = {}) {
        return std::string(text.substr(0, text.size() - count)) + std::string(end);
    };
    if (endsWith(text, "movies") || endsWith(text, "cookies") || endsWith(text, "calories")
        || endsWith(text, "zombies"))
        return without(1);
    if (endsWith(text, "ies") && text.size() > 4)
        return without(3, "y");
    if (endsWith(text, "sses") || endsWith(text, "shes") || endsWith(text, "ches") || endsWith(text, "xes")
        || endsWith(text, "zzes"))
        return endsWith(text, "caches") || endsWith(text, "axes") ? without(1) : without(2);
    if (endsWith(text, "statuses") || endsWith(text, "uses") || endsWith(text, "ases")
        || endsWith(text, "ises")) {
        // buses, statuses, campuses; but causes, houses, cases, phases, exercises
        if (endsWith(text, "tuses") || endsWith(text, "puses") || endsWith(text, "nuses")
            || endsWith(text, "buses") || endsWith(text, "ruses") || endsWith(text, "aliases")
            || endsWith(text, "gases"))
            return without(2);
        return without(1);
    }
    if (endsWith(text, "ss") || endsWith(text, "us") || endsWith(text, "is") || endsWith(text, "ous"))
        return word;
    if (endsWith(text, "s"))
        return without(1);
    return word;
}

std::string pluralWord(const std::string& word)
{
    if (word.empty() || isUnchanging(word))
        return word;
    for (const Irregular& entry : irregulars) {
        if (word == entry.singular)
            return std::string(entry.plural);
        if (word == entry.plural)
            return word;
    }
    std::string_view text = word;
    if (singularWord(word) != word)
        return word; // plural already
    if (endsWith(text, "y") && text.size() > 1 && !isVowel(text[text.size() - 2]))
        return word.substr(0, word.size() - 1) + "ies";
    if (endsWith(text, "s") || endsWith(text, "x") || endsWith(text, "z") || endsWith(text, "ch")
        || endsWith(text, "sh"))
        return word + "es";
    return word + "s";
}

// Where the last word begins: after the last '_', blank or '-', or at the last capital that follows a small
// letter.
std::size_t lastWord(std::string_view name)
{
    for (std::size_t i = name.size(); i-- > 1;) {
        char before = name[i - 1];
        if (before == '_' || before == ' ' || before == '-')
            return i;
        if (std::isupper(static_cast<unsigned char>(name[i]))
            && std::islower(static_cast<unsigned char>(before)))
            return i;
    }
    return 0;
}

template <typename F>
std::string inflected(std::string_view name, F inflect)
{
    std::size_t start = lastWord(name);
    std::string word(name.substr(start));
    std::string lower = toLowerAscii(word);
    std::string result = inflect(lower);
    if (result == lower)
        return std::string(name);
    bool allUpper = word.size() > 1
        && std::none_of(word.begin(), word.end(), [](unsigned char c) { return std::islower(c); });
    if (allUpper)
        result = toUpperAscii(result);
    else if (std::isupper(static_cast<unsigned char>(word.front())))
        result.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(result.front())));
    return std::string(name.substr(0, start)) + result;
}

} // namespace

std::string singular(std::string_view name)
{
    return inflected(name, singularWord);
}

std::string plural(std::string_view name)
{
    return inflected(name, pluralWord);
}

std::string toCamelCase(std::string_view snake)
{
    std::string result;
    bool start = true;
    bool hasLower = std::any_of(snake.begin(), snake.end(), [](unsigned char c) { return std::islower(c); });
    for (char c : snake) {
        auto byte = static_cast<unsigned char>(c);
        if (!std::isalnum(byte) && byte < 0x80) {
            start = true;
            continue;
        }
        // CUSTOMER_ORDERS is no acronym.
        char kept = !hasLower && byte < 0x80 ? static_cast<char>(std::tolower(byte)) : c;
        result +=
            start && byte < 0x80 ? static_cast<char>(std::toupper(static_cast<unsigned char>(kept))) : kept;
        start = false;
    }
    if (result.empty() || std::isdigit(static_cast<unsigned char>(result.front())))
        result.insert(0, "T");
    return result;
}

std::string toSnakeCase(std::string_view camel)
{
    std::string result;
    for (std::size_t i = 0; i < camel.size(); ++i) {
        auto c = static_cast<unsigned char>(camel[i]);
        if (std::isupper(c)) {
            bool afterLower = i > 0 && !std::isupper(static_cast<unsigned char>(camel[i - 1]));
            bool beforeLower = i + 1 < camel.size() && std::islower(static_cast<unsigned char>(camel[i + 1]));
            if (i > 0 && !result.empty() && result.back() != '_' && (afterLower || beforeLower))
                result += '_';
            result += static_cast<char>(std::tolower(c));
        } else if (std::isalnum(c) || c >= 0x80) {
            result += camel[i];
        } else if (!result.empty() && result.back() != '_') {
            result += '_';
        }
    }
    return result;
}

} // namespace relata
