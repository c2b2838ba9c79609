#include "core/dialects/mysql/show_create.h"

#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

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

ShowCreateFacts::Key keyIn(std::string_view line)
{
    const LexicalRules& rules = LexicalRules::mysql();
    std::vector<Token> tokens = tokenize(line, rules);
    ShowCreateFacts::Key key;
    bool inList = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].isOperator("("))
            inList = true;
        if (tokens[i].kind != TokenKind::QuotedIdentifier)
            continue;
        std::string name = valueOf(tokens[i], rules);
        if (!inList)
            key.name = name;
        else if (i + 1 < tokens.size() && tokens[i + 1].isWord("WITHOUT"))
            key.period = name;
        else
            key.columns.push_back(name);
    }
    return key;
}

} // namespace

ShowCreateFacts readShowCreate(std::string_view text)
{
    ShowCreateFacts facts;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = trimmed(text.substr(begin, end - begin));
        begin = end + 1;
        // Names are in back quotes there, so no column looks like these.
        if (line.ends_with(','))
            line.remove_suffix(1);
        if (line.starts_with("PERIOD FOR "))
            facts.periods.emplace_back(line);
        else if ((line.starts_with("PRIMARY KEY") || line.starts_with("UNIQUE KEY"))
            && line.find(" WITHOUT OVERLAPS") != std::string_view::npos)
            facts.keys.push_back(keyIn(line));
    }
    facts.partitionBy = partitionsIn(withoutComment(text));
    return facts;
}

} // namespace relata::mysql
