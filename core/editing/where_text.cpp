#include "core/editing/where_text.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <vector>

namespace relata {
namespace {

Error errorAt(std::size_t position, std::string message, std::string hint)
{
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = std::move(message);
    error.hint = std::move(hint);
    error.position = static_cast<int>(position);
    return error;
}

// MySQL reads what is in /*! */ and MariaDB in /*M! */ as if there were no comment.
bool isRun(std::string_view comment)
{
    return comment.starts_with("/*!") || comment.starts_with("/*M!");
}

std::optional<Error> faultOf(const Token& token, const LexicalRules& rules)
{
    if (!token.terminated && token.kind == TokenKind::Comment)
        return errorAt(token.offset, "This comment is not closed.", "Write */ behind it.");
    if (!token.terminated) {
        return errorAt(token.offset, "This quote is not closed.",
            fmt::format("Write {} behind the text.", token.text.front() == '[' ? ']' : token.text.front()));
    }
    if (token.kind == TokenKind::Comment && isRun(token.text))
        return errorAt(token.offset, "The server would run this comment.", "Write it without the comment.");
    if (token.isOperator(";") || (token.kind == TokenKind::Other && token.text == ";"))
        return errorAt(token.offset, "A condition has no semicolon.", "Write one condition alone.");
    // MySQL's @name is a variable of the session.
    const bool isVariable =
        token.kind == TokenKind::Parameter && token.text.front() == '@' && !rules.colonParameters;
    if (token.kind == TokenKind::Parameter && !isVariable) {
        return errorAt(
            token.offset, fmt::format("There is no value for {}.", token.text), "Write the value itself.");
    }
    if (token.kind == TokenKind::Other && token.text == std::string_view("\0", 1))
        return errorAt(token.offset, "There is a zero byte in the condition.", "Remove it.");
    return std::nullopt;
}

std::size_t findWord(std::string_view where, std::string_view word)
{
    if (word.empty())
        return std::string_view::npos;
    const std::string text = toLowerAscii(where);
    const std::string part = toLowerAscii(word);
    return text.find(part);
}

} // namespace

Result<std::string> checkWhereText(std::string_view text, const LexicalRules& rules)
{
    std::vector<std::size_t> open;
    std::size_t first = std::string_view::npos;
    std::size_t end = 0;
    bool hasWhere = false;
    Tokenizer tokenizer(text, rules);
    while (true) {
        const Token token = tokenizer.nextWithTrivia();
        if (token.kind == TokenKind::End)
            break;
        if (std::optional<Error> fault = faultOf(token, rules))
            return tl::unexpected(std::move(*fault));
        if (token.isOperator("("))
            open.push_back(token.offset);
        if (token.isOperator(")")) {
            if (open.empty())
                return tl::unexpected(
                    errorAt(token.offset, "This parenthesis closes nothing.", "Remove it, or open one."));
            open.pop_back();
        }
        if (token.isTrivia())
            continue;
        if (first == std::string_view::npos && !hasWhere && token.isWord("WHERE")) {
            hasWhere = true;
            continue;
        }
        if (first == std::string_view::npos)
            first = token.offset;
        end = token.end();
    }
    if (!open.empty())
        return tl::unexpected(
            errorAt(open.back(), "This parenthesis is not closed.", "Write ) where it ends."));
    if (first == std::string_view::npos)
        return std::string();
    // A comment behind the condition would be text of ours to carry on; it says nothing to the server.
    return std::string(text.substr(first, end - first));
}

std::optional<std::size_t> whereErrorPosition(
    const Error& error, std::string_view where, std::optional<std::size_t> whereOffset)
{
    if (error.position >= 0 && whereOffset) {
        const auto at = static_cast<std::size_t>(error.position);
        if (at >= *whereOffset && at <= *whereOffset + where.size())
            return at - *whereOffset;
    }
    // SQLite: near "x": syntax error; no such column: x. MariaDB: Unknown column 'x' in 'where clause';
    // ... near 'the rest of the statement' at line 2.
    const std::string& words = error.detail.empty() ? error.message : error.detail;
    for (const char* mark : {"near \"", "near '",
             "no such column: ", "no such function: ", "Unknown column '", "FUNCTION ", "column \""}) {
        const std::size_t at = words.find(mark);
        if (at == std::string::npos)
            continue;
        const std::size_t start = at + std::string_view(mark).size();
        const char last = mark[std::string_view(mark).size() - 1];
        std::size_t stop = last == ' ' ? words.find_first_of(" \n", start) : words.find(last, start);
        if (last == '\'' && std::string_view(mark) == "near '")
            stop = words.find_first_of(")'\n", start); // from our own parenthesis on it is ours
        const std::string_view quoted =
            std::string_view(words).substr(start, stop == std::string::npos ? stop : stop - start);
        if (const std::size_t found = findWord(where, trimmed(quoted)); found != std::string_view::npos)
            return found;
    }
    return std::nullopt;
}

std::size_t whereWordStart(std::string_view text, std::size_t position, const LexicalRules& rules)
{
    for (const Token& token : tokenize(text.substr(0, position), rules)) {
        if (token.end() == position && token.kind == TokenKind::Word)
            return token.offset;
    }
    return position;
}

} // namespace relata
