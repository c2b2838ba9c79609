#include "core/dialects/mssql/reader_values.h"

#include "core/parse/tokenizer.h"

#include <charconv>

namespace relata::mssql {

bool isTrue(const Value& value)
{
    return numberOf(value).value_or(0) != 0;
}

std::optional<std::int64_t> numberOf(const Value& value)
{
    if (value.tag() == ValueTag::Integer || value.tag() == ValueTag::Boolean)
        return value.integer();
    std::string text = value.toText();
    std::int64_t number = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    return code == std::errc() && !text.empty() && end == text.data() + text.size() ? std::optional(number)
                                                                                    : std::nullopt;
}

std::string withoutParentheses(const std::string& expression)
{
    const std::vector<Token> tokens = tokenize(expression, LexicalRules::mssql());
    if (tokens.size() < 2 || !tokens.front().isOperator("(") || !tokens.back().isOperator(")"))
        return expression;
    int depth = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        depth += tokens[i].isOperator("(") ? 1 : tokens[i].isOperator(")") ? -1 : 0;
        if (depth == 0 && i + 1 < tokens.size())
            return expression; // "(a) + (b)"
    }
    std::size_t begin = tokens.front().end();
    return depth == 0 ? expression.substr(begin, tokens.back().offset - begin) : expression;
}

} // namespace relata::mssql
