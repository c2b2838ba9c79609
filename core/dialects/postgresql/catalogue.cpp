#include "core/dialects/postgresql/catalogue.h"

#include "core/dialects/postgresql/postgresql_traits.h"
#include "core/sql/identifier_preparer.h"

#include <charconv>

namespace relata::postgresql {

std::vector<std::string> parseArray(std::string_view text)
{
    std::vector<std::string> elements;
    if (text.size() < 3 || text.front() != '{')
        return elements;
    std::string element;
    bool quoted = false;
    bool wasQuoted = false;
    for (std::size_t i = 1; i < text.size(); ++i) {
        char c = text[i];
        if (c == '\\' && quoted && i + 1 < text.size()) {
            element += text[++i];
        } else if (c == '"') {
            quoted = !quoted;
            wasQuoted = true;
        } else if (!quoted && (c == ',' || c == '}')) {
            elements.push_back(!wasQuoted && element == "NULL" ? std::string() : std::move(element));
            element.clear();
            wasQuoted = false;
        } else {
            element += c;
        }
    }
    return elements;
}

std::vector<int> parseNumbers(std::string_view text)
{
    std::vector<int> numbers;
    const char* position = text.data();
    const char* end = position + text.size();
    while (position < end) {
        int number = 0;
        auto [next, problem] = std::from_chars(position, end, number);
        if (problem == std::errc())
            numbers.push_back(number);
        position = problem == std::errc() ? next : position + 1;
    }
    return numbers;
}

std::string withoutParentheses(std::string_view expression)
{
    if (expression.size() < 2 || expression.front() != '(' || expression.back() != ')')
        return std::string(expression);
    int depth = 0;
    char quote = '\0';
    for (std::size_t i = 0; i < expression.size(); ++i) {
        char c = expression[i];
        if (quote) {
            // The server prints E'' strings with doubled backslashes, so that a quote always ends or doubles.
            if (c == quote)
                quote = '\0';
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && --depth == 0 && i + 1 < expression.size()) {
            return std::string(expression);
        }
    }
    return std::string(expression.substr(1, expression.size() - 2));
}

std::string storageText(std::string_view array, std::string_view prefix)
{
    IdentifierPreparer identifiers(traits());
    std::string text;
    for (const std::string& entry : parseArray(array)) {
        std::size_t equals = entry.find('=');
        // The server's own mark of a column's version, which minor releases of 2026 keep among a column's
        // options; pg_dump leaves it out too.
        if (entry.starts_with("pg_attver="))
            continue;
        std::string value = equals == std::string::npos ? "" : entry.substr(equals + 1);
        text += (text.empty() ? "" : ", ") + std::string(prefix) + identifiers.quote(entry.substr(0, equals))
            + "=" + identifiers.literal(value);
    }
    return text;
}

} // namespace relata::postgresql
