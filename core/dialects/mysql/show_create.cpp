#include "core/dialects/mysql/show_create.h"

#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <algorithm>

namespace relata::mysql {
namespace {

bool isSpace(const Token& token)
{
    return token.kind == TokenKind::Space;
}

// MySQL: "... DEFAULT CHARSET=utf8mb4\n/*!50100 PARTITION BY ... */" without the comment's signs.
std::string withoutComment(std::string_view text)
{
    std::size_t open = text.rfind("\n/*!5");
    if (open == std::string_view::npos || !trimmed(text).ends_with("*/"))
        return std::string(text);
    std::size_t begin = text.find(' ', open);
    std::size_t end = text.rfind("*/");
    if (begin == std::string_view::npos || begin > end)
        return std::string(text);
    return std::string(text.substr(0, open + 1)) + std::string(trimmed(text.substr(begin, end - begin)));
}

// The partitions' engine is the table's (manual, "Restrictions on Partitioning").
std::string withoutEngines(std::string_view text)
{
    std::vector<Token> tokens = tokenize(text, LexicalRules::mysql(), Trivia::Keep);
    std::string result;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        std::size_t equals = i + 1 < tokens.size() && isSpace(tokens[i + 1]) ? i + 2 : i + 1;
        std::size_t name =
            equals + 1 < tokens.size() && isSpace(tokens[equals + 1]) ? equals + 2 : equals + 1;
        if (tokens[i].isWord("ENGINE") && name < tokens.size() && tokens[equals].isOperator("=")) {
            i = name;
            result.erase(trimmed(result).size());
            continue;
        }
        result += tokens[i].text;
    }
    return result;
}

std::string partitionsIn(const std::string& text)
{
    std::vector<Token> tokens = tokenize(text, LexicalRules::mysql());
    std::size_t depth = 0;
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (tokens[i].isOperator("("))
            ++depth;
        else if (tokens[i].isOperator(")"))
            --depth;
        else if (depth == 0 && tokens[i].isWord("PARTITION") && tokens[i + 1].isWord("BY"))
            return std::string(trimmed(withoutEngines(std::string_view(text).substr(tokens[i + 2].offset))));
    }
    return {};
}

// "KEY `k` (`a`,`b`(3)) USING BTREE KEY_BLOCK_SIZE=8 /*!50100 WITH PARSER `ngram` */ COMMENT 'c'"
ShowCreateFacts::Key keyIn(std::string_view line)
{
    const LexicalRules& rules = LexicalRules::mysql();
    std::string text(line);
    if (std::size_t open = text.find("/*!50100 ");
        open != std::string::npos && line.find("*/", open) != line.npos)
        text.erase(text.find("*/", open), 2).erase(open, 9);
    std::vector<Token> tokens = tokenize(text, rules);
    ShowCreateFacts::Key key;
    int depth = 0;
    bool listEnded = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].isOperator("("))
            ++depth;
        if (tokens[i].isOperator(")") && --depth == 0)
            listEnded = true;
        bool isName = tokens[i].kind == TokenKind::QuotedIdentifier;
        bool hasNext = i + 1 < tokens.size();
        if (isName && depth == 0 && !listEnded)
            key.name = valueOf(tokens[i], rules);
        else if (isName && depth == 1 && hasNext && tokens[i + 1].isWord("WITHOUT"))
            key.period = valueOf(tokens[i], rules);
        else if (isName && depth == 1)
            key.columns.push_back(valueOf(tokens[i], rules));
        if (!listEnded || !hasNext)
            continue;
        if (tokens[i].isWord("USING"))
            key.method = tokens[i + 1].text;
        else if (tokens[i].isWord("PARSER"))
            key.parser = valueOf(tokens[i + 1], rules);
        else if (tokens[i].isWord("KEY_BLOCK_SIZE") && i + 2 < tokens.size())
            key.blockSize = tokens[i + 2].text;
    }
    return key;
}

bool isKey(std::string_view line)
{
    for (std::string_view word : {"PRIMARY KEY ", "UNIQUE KEY ", "KEY ", "FULLTEXT KEY ", "SPATIAL KEY "}) {
        if (line.starts_with(word))
            return true;
    }
    return false;
}

// The end of the line that begins there; lines inside of a name or a text end none.
std::size_t endOfLine(std::string_view text, std::size_t at)
{
    char quote = 0;
    for (; at < text.size(); ++at) {
        char c = text[at];
        if (quote && c == '\\' && quote != '`')
            ++at;
        else if (quote)
            quote = c == quote ? 0 : quote; // a doubled one closes and opens
        else if (c == '`' || c == '\'')
            quote = c;
        else if (c == '\n')
            return at;
    }
    return text.size();
}

} // namespace

const ShowCreateFacts::Key* ShowCreateFacts::key(std::string_view name) const
{
    auto found = std::find_if(keys.begin(), keys.end(), [&](const Key& one) { return one.name == name; });
    return found == keys.end() ? nullptr : &*found;
}

ShowCreateFacts readShowCreate(std::string_view text)
{
    ShowCreateFacts facts;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = endOfLine(text, begin);
        std::string_view line = trimmed(text.substr(begin, end - begin));
        begin = end + 1;
        // Names are in back quotes there, so no column looks like these.
        if (line.ends_with(','))
            line.remove_suffix(1);
        if (line.starts_with("PERIOD FOR "))
            facts.periods.emplace_back(line);
        else if (isKey(line) && (!line.ends_with(')') || line.find(" WITHOUT OVERLAPS") != line.npos))
            facts.keys.push_back(keyIn(line));
    }
    if (text.find("PARTITION BY") != std::string_view::npos)
        facts.partitionBy = partitionsIn(withoutComment(text));
    return facts;
}

} // namespace relata::mysql
