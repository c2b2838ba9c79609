#include "core/dialects/mysql/show_create.h"

#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <algorithm>
#include <charconv>
#include <utility>

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

std::optional<int> numberFrom(std::string_view text)
{
    int number = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    return code == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// The token after the parenthesis that closes the one at `open`; the end where none does.
std::size_t pastList(const std::vector<Token>& tokens, std::size_t open)
{
    int depth = 0;
    for (std::size_t i = open; i < tokens.size(); ++i) {
        if (tokens[i].isOperator("("))
            ++depth;
        else if (tokens[i].isOperator(")") && --depth <= 0)
            return i + 1;
    }
    return tokens.size();
}

// What stands in the parentheses that open at that token.
std::string insideOf(std::string_view text, const std::vector<Token>& tokens, std::size_t open)
{
    std::size_t past = pastList(tokens, open);
    if (open >= tokens.size() || past <= open + 1 || !tokens[past - 1].isOperator(")"))
        return {};
    return std::string(text.substr(tokens[open].end(), tokens[past - 1].offset - tokens[open].end()));
}

// "(`a`,`b`(3) DESC,`period` WITHOUT OVERLAPS)"
void readElements(ShowCreateFacts::Key& key, const std::vector<Token>& tokens, std::size_t open)
{
    const LexicalRules& rules = LexicalRules::mysql();
    const std::size_t past = pastList(tokens, open);
    std::size_t i = open + 1;
    while (i + 1 < past) {
        ShowCreateFacts::Element element;
        bool isPeriod = false;
        bool isFirst = true;
        for (; i + 1 < past && !tokens[i].isOperator(","); ++i, isFirst = false) {
            if (tokens[i].isOperator("(")) {
                const std::size_t end = pastList(tokens, i);
                if (!isFirst && i + 1 < past && tokens[i + 1].kind == TokenKind::Number)
                    element.prefixLength = numberFrom(tokens[i + 1].text);
                i = end - 1;
            } else if (isFirst && tokens[i].kind == TokenKind::QuotedIdentifier) {
                element.column = valueOf(tokens[i], rules);
            } else if (tokens[i].isWord("DESC")) {
                element.descending = true;
            } else if (tokens[i].isWord("WITHOUT")) {
                isPeriod = true;
            }
        }
        ++i;
        if (isPeriod)
            key.period = element.column;
        else
            key.elements.push_back(std::move(element));
    }
}

// "UNIQUE KEY `k` (`a`,`b`(3)) USING BTREE KEY_BLOCK_SIZE=8 /*!50100 WITH PARSER `ngram` */ COMMENT 'c'"
ShowCreateFacts::Key keyIn(std::string_view line)
{
    const LexicalRules& rules = LexicalRules::mysql();
    std::string text(line);
    if (std::size_t open = text.find("/*!50100 ");
        open != std::string::npos && line.find("*/", open) != line.npos)
        text.erase(text.find("*/", open), 2).erase(open, 9);
    const std::vector<Token> tokens = tokenize(text, rules);
    ShowCreateFacts::Key key;
    std::size_t i = 0;
    if (!tokens[0].isWord("KEY"))
        key.kind = std::string(tokens[i++].text);
    ++i; // KEY
    if (i < tokens.size() && tokens[i].kind == TokenKind::QuotedIdentifier)
        key.name = valueOf(tokens[i++], rules);
    if (i >= tokens.size() || !tokens[i].isOperator("("))
        return key;
    readElements(key, tokens, i);
    for (i = pastList(tokens, i); i < tokens.size(); ++i) {
        key.ignored = key.ignored || tokens[i].isWord("IGNORED");
        if (i + 1 == tokens.size())
            break;
        if (tokens[i].isWord("USING"))
            key.method = tokens[++i].text;
        else if (tokens[i].isWord("PARSER"))
            key.parser = valueOf(tokens[++i], rules);
        else if (tokens[i].isWord("COMMENT"))
            key.comment = valueOf(tokens[++i], rules);
        else if (tokens[i].isWord("KEY_BLOCK_SIZE") && i + 2 < tokens.size())
            key.blockSize = tokens[i += 2].text;
    }
    return key;
}

std::vector<std::string> namesIn(const std::vector<Token>& tokens, std::size_t open)
{
    std::vector<std::string> names;
    for (std::size_t i = open; i < pastList(tokens, open); ++i) {
        if (tokens[i].kind == TokenKind::QuotedIdentifier)
            names.push_back(valueOf(tokens[i], LexicalRules::mysql()));
    }
    return names;
}

// RESTRICT and NO ACTION do the same; RESTRICT is what MariaDB takes for unsaid, and says nothing then.
void readAction(ForeignKeyConstraint& key, const std::vector<Token>& tokens, std::size_t i)
{
    std::string text = toUpperAscii(tokens[i + 2].text);
    if ((text == "SET" || text == "NO") && i + 3 < tokens.size())
        text += " " + toUpperAscii(tokens[i + 3].text);
    const ReferentialAction action = referentialActionFrom(text).value_or(ReferentialAction::NoAction);
    const bool isUpdate = tokens[i + 1].isWord("UPDATE");
    if (action == ReferentialAction::NoAction)
        key.options.set(isUpdate ? "mariadb.on_update" : "mariadb.on_delete", "NO ACTION");
    (isUpdate ? key.onUpdate : key.onDelete) =
        action == ReferentialAction::Restrict ? ReferentialAction::NoAction : action;
}

// "CONSTRAINT `n` FOREIGN KEY (`a`) REFERENCES `shop`.`t` (`id`) ON DELETE SET NULL", "CONSTRAINT `n` CHECK
// (...)"
void readConstraint(ShowCreateFacts& facts, std::string_view line)
{
    const LexicalRules& rules = LexicalRules::mysql();
    const std::vector<Token> tokens = tokenize(line, rules);
    if (tokens.size() < 4)
        return;
    const std::string name = valueOf(tokens[1], rules);
    if (tokens[2].isWord("CHECK")) {
        facts.checks.push_back({name, {}, insideOf(line, tokens, 3)});
        return;
    }
    ForeignKeyConstraint key;
    key.name = name;
    constexpr std::size_t list = 4; // after CONSTRAINT, the name, FOREIGN and KEY
    key.columns = namesIn(tokens, list);
    std::size_t i = pastList(tokens, list);
    if (!tokens[2].isWord("FOREIGN") || i + 2 >= tokens.size() || !tokens[i].isWord("REFERENCES"))
        return;
    key.referredTable = valueOf(tokens[++i], rules);
    if (i + 2 < tokens.size() && tokens[i + 1].isOperator(".")) {
        key.referredSchema = std::exchange(key.referredTable, valueOf(tokens[i + 2], rules));
        i += 2;
    }
    key.referredColumns = namesIn(tokens, ++i);
    for (i = pastList(tokens, i); i + 2 < tokens.size(); ++i) {
        if (tokens[i].isWord("ON"))
            readAction(key, tokens, i);
    }
    facts.foreignKeys.push_back(std::move(key));
}

// "`a` int(11) DEFAULT NULL COMMENT 'c' CHECK (`a` > 0)"
void readColumnsCheck(ShowCreateFacts& facts, std::string_view line)
{
    if (line.find(" CHECK (") == line.npos)
        return;
    const std::vector<Token> tokens = tokenize(line, LexicalRules::mysql());
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
        if (tokens[i].isOperator("("))
            i = pastList(tokens, i) - 1;
        else if (tokens[i].isWord("CHECK") && tokens[i + 1].isOperator("("))
            facts.checks.push_back(
                {{}, valueOf(tokens[0], LexicalRules::mysql()), insideOf(line, tokens, i + 1)});
    }
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

std::vector<std::string> ShowCreateFacts::Key::columns() const
{
    std::vector<std::string> names;
    for (const Element& element : elements)
        names.push_back(element.column);
    return names;
}

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
        if (line.starts_with("PERIOD FOR ")) {
            facts.periods.emplace_back(line);
        } else if (line.starts_with("CONSTRAINT ")) {
            readConstraint(facts, line);
        } else if (line.starts_with('`')) {
            ++facts.columnCount;
            readColumnsCheck(facts, line);
        } else if (isKey(line)) {
            facts.keys.push_back(keyIn(line));
        }
    }
    if (text.find("PARTITION BY") != std::string_view::npos)
        facts.partitionBy = partitionsIn(withoutComment(text));
    return facts;
}

} // namespace relata::mysql
