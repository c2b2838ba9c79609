#include "core/dialects/mssql/view_definition.h"

#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

namespace relata::mssql {

ViewDefinition readViewDefinition(std::string_view text)
{
    const LexicalRules& rules = LexicalRules::mssql();
    const std::vector<Token> tokens = tokenize(text, rules);
    ViewDefinition view;
    std::size_t at = 0;
    auto is = [&](std::size_t i, const char* word) { return i < tokens.size() && tokens[i].isWord(word); };
    while (at < tokens.size() && !is(at, "VIEW"))
        ++at; // CREATE, CREATE OR ALTER
    if (at == tokens.size() || !is(0, "CREATE"))
        return view;
    ++at;
    while (at + 1 < tokens.size() && tokens[at + 1].isOperator("."))
        at += 2;
    ++at; // the name
    if (at < tokens.size() && tokens[at].isOperator("(")) {
        for (++at; at < tokens.size() && !tokens[at].isOperator(")"); ++at) {
            if (tokens[at].kind == TokenKind::Word || tokens[at].kind == TokenKind::QuotedIdentifier)
                view.columnNames.push_back(valueOf(tokens[at], rules));
        }
        ++at;
    }
    if (is(at, "WITH")) {
        for (++at; at < tokens.size() && !is(at, "AS"); ++at) {
            if (tokens[at].kind == TokenKind::Word)
                view.attributes.push_back(toUpperAscii(tokens[at].text));
        }
    }
    if (!is(at, "AS") || at + 1 >= tokens.size())
        return view;
    std::size_t last = tokens.size();
    while (last > at + 2 && tokens[last - 1].isOperator(";"))
        --last;
    if (last >= 3 && is(last - 3, "WITH") && is(last - 2, "CHECK") && is(last - 1, "OPTION"))
        last -= 3;
    if (last <= at + 1)
        return view;
    std::size_t begin = tokens[at + 1].offset;
    view.query = trimmed(text.substr(begin, tokens[last - 1].end() - begin));
    return view;
}

} // namespace relata::mssql
