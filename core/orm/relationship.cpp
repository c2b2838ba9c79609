#include "core/orm/relationship.h"

#include "core/orm/mapper.h"
#include "core/util/strings.h"

#include <array>

namespace relata {
namespace {

struct CascadeWord
{
    std::string_view word;
    bool CascadeOptions::*flag;
};

constexpr std::array<CascadeWord, 6> cascadeWords{
    {{"save-update", &CascadeOptions::saveUpdate}, {"merge", &CascadeOptions::merge},
        {"delete", &CascadeOptions::deletes}, {"refresh-expire", &CascadeOptions::refreshExpire},
        {"expunge", &CascadeOptions::expunge}, {"delete-orphan", &CascadeOptions::deleteOrphan}}};

constexpr std::array<std::pair<LazyStrategy, const char*>, 9> strategyWords{{{LazyStrategy::Select, "select"},
    {LazyStrategy::Immediate, "immediate"}, {LazyStrategy::Joined, "joined"},
    {LazyStrategy::Subquery, "subquery"}, {LazyStrategy::Selectin, "selectin"},
    {LazyStrategy::Raise, "raise"}, {LazyStrategy::RaiseOnSql, "raise_on_sql"},
    {LazyStrategy::NoLoad, "noload"}, {LazyStrategy::WriteOnly, "write_only"}}};

} // namespace

Result<CascadeOptions> CascadeOptions::parse(std::string_view text)
{
    CascadeOptions options;
    for (const CascadeWord& entry : cascadeWords)
        options.*entry.flag = false;
    std::vector<std::string> unknown;
    for (const std::string& part : split(text, ',')) {
        std::string_view word = trimmed(part);
        if (word.empty())
            continue;
        bool known = word == "all" || word == "none";
        for (const CascadeWord& entry : cascadeWords) {
            if (word == "all" ? entry.word != "delete-orphan" : entry.word == word) {
                options.*entry.flag = true;
                known = true;
            } else if (word == "none") {
                options.*entry.flag = false;
            }
        }
        if (!known)
            unknown.push_back("“" + std::string(word) + "”");
    }
    if (!unknown.empty())
        return fail(ErrorKind::Argument, "No such cascade: " + join(unknown, ", ") + ".",
            "There are all, none, save-update, merge, delete, delete-orphan, refresh-expire and expunge.");
    return options;
}

std::string CascadeOptions::toString() const
{
    std::vector<std::string> words;
    for (const CascadeWord& entry : cascadeWords) {
        if (this->*entry.flag)
            words.emplace_back(entry.word);
    }
    return words.empty() ? "none" : join(words, ", ");
}

const char* toString(LazyStrategy strategy)
{
    for (const auto& [value, word] : strategyWords) {
        if (value == strategy)
            return word;
    }
    return "select";
}

std::optional<LazyStrategy> lazyStrategyFrom(std::string_view text)
{
    for (const auto& [value, word] : strategyWords) {
        if (text == word)
            return value;
    }
    return {};
}

const char* toString(Direction direction)
{
    switch (direction) {
    case Direction::OneToMany:
        return "one-to-many";
    case Direction::ManyToOne:
        return "many-to-one";
    case Direction::ManyToMany:
        return "many-to-many";
    }
    return "";
}

std::string Relationship::qualifiedName() const
{
    return parent->className + "." + name;
}

} // namespace relata
