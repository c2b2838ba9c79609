#include "core/migrations/compare/expressions.h"

#include "core/convert/expression/parser.h"
#include "core/parse/tokenizer.h"
#include "core/sql/dialect_registry.h"
#include "core/util/strings.h"

#include <algorithm>
#include <optional>

namespace relata {
namespace {

using namespace convert_internal;

const SqlDialect* dialectOf(const SqlText& text, const SqlDialect* otherwise)
{
    const SqlDialect* own = text.dialect.empty() ? nullptr : findSqlDialect(text.dialect);
    return own ? own : otherwise;
}

// 0.00 is 0, 1e2 stays.
std::string plainNumber(std::string text)
{
    if (text.find_first_not_of("0123456789.") != std::string::npos)
        return toLowerAscii(text);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.'))
            text.pop_back();
    }
    std::size_t digit = text.find_first_not_of('0');
    text.erase(0, std::min(digit, text.empty() ? 0 : text.size() - 1));
    return text.empty() ? "0" : text.starts_with('.') ? "0" + text : text;
}

bool looksLikeNumber(const std::string& text)
{
    std::size_t start = text.starts_with('-') ? 1 : 0;
    return text.size() > start && text.find_first_not_of("0123456789.", start) == std::string::npos;
}

// A tree as one line in which only meaning is left.
class Canonical
{
public:
    Canonical(bool keepCasts, bool numbersInQuotes, bool keepQualifiers)
        : m_keepCasts(keepCasts), m_numbersInQuotes(numbersInQuotes), m_keepQualifiers(keepQualifiers)
    { }

    std::string text(const ExprPtr& expression)
    {
        if (!expression)
            return "-";
        const Expression& e = *expression;
        switch (e.kind) {
        case ExprKind::Null:
            return "null";
        case ExprKind::Boolean:
            return e.text == "true" ? "1" : "0"; // as the servers without booleans tell them
        case ExprKind::Number:
            return e.text.starts_with('-') ? "(- " + plainNumber(e.text.substr(1)) + ")"
                                           : plainNumber(e.text);
        case ExprKind::String:
            return string(e.text);
        case ExprKind::Column:
            return column(e);
        case ExprKind::Unary:
            return unary(e);
        case ExprKind::Binary:
            return binary(e);
        case ExprKind::Cast:
            return cast(e);
        case ExprKind::In:
            return in(e);
        case ExprKind::Between:
            return negated(e,
                list("AND",
                    {"(>= " + text(e.args[0]) + " " + text(e.args[1]) + ")",
                        "(<= " + text(e.args[0]) + " " + text(e.args[2]) + ")"}));
        case ExprKind::Function:
            if (e.text == "concat" && !e.distinct && !e.filter)
                return list("||", flattened(expression, "||"));
            return generic(e);
        default:
            return generic(e);
        }
    }

    std::string text(const Query& query)
    {
        std::string result = "query";
        for (const CommonTable& table : query.with)
            result += " with " + toLowerAscii(table.name) + "(" + join(table.columns, ",") + ") "
                + (table.query ? text(*table.query) : "");
        for (std::size_t i = 0; i < query.cores.size(); ++i)
            result += (i == 0 ? " " : " " + query.operators[i - 1] + " ") + core(query.cores[i]);
        result += order(query.orderBy);
        if (query.limit)
            result += " limit " + text(query.limit);
        if (query.offset)
            result += " offset " + text(query.offset);
        return result;
    }

private:
    static std::string list(const std::string& name, const std::vector<std::string>& parts)
    {
        return "(" + name + " " + join(parts, " ") + ")";
    }

    static std::string negated(const Expression& e, const std::string& text)
    {
        return e.negated ? "(NOT " + text + ")" : text;
    }

    std::string string(const std::string& text) const
    {
        if (m_numbersInQuotes && looksLikeNumber(text))
            return text.starts_with('-') ? "(- " + plainNumber(text.substr(1)) + ")" : plainNumber(text);
        return "'" + replaceAll(text, "'", "''") + "'";
    }

    std::string column(const Expression& e) const
    {
        std::string name = toLowerAscii(e.text);
        return m_keepQualifiers && !e.qualifier.empty() ? toLowerAscii(e.qualifier) + "." + name : name;
    }

    std::string unary(const Expression& e)
    {
        if (e.text == "+")
            return text(e.args[0]);
        return list(e.text, {text(e.args[0])});
    }

    std::vector<std::string> flattened(const ExprPtr& expression, const std::string& sign)
    {
        bool same = (expression->kind == ExprKind::Binary && expression->text == sign)
            || (sign == "||" && expression->kind == ExprKind::Function && expression->text == "concat");
        if (!same)
            return {text(expression)};
        std::vector<std::string> parts;
        for (const ExprPtr& argument : expression->args) {
            for (std::string& part : flattened(argument, sign))
                parts.push_back(std::move(part));
        }
        return parts;
    }

    std::string binary(const Expression& e)
    {
        for (const char* sign : {"AND", "OR", "||"}) {
            if (e.text != sign)
                continue;
            std::vector<std::string> parts;
            for (const ExprPtr& argument : e.args) {
                for (std::string& part : flattened(argument, sign))
                    parts.push_back(std::move(part));
            }
            return list(sign, parts);
        }
        return list(e.text == "!=" ? "<>" : e.text, {text(e.args[0]), text(e.args[1])});
    }

    std::string cast(const Expression& e)
    {
        const Expression* innermost = e.args[0].get();
        while (innermost->kind == ExprKind::Cast)
            innermost = innermost->args[0].get();
        const Expression& inner = *innermost;
        bool isNumber = e.type.isNumber();
        if (inner.kind == ExprKind::String && isNumber && looksLikeNumber(inner.text))
            return inner.text.starts_with('-') ? "(- " + plainNumber(inner.text.substr(1)) + ")"
                                               : plainNumber(inner.text);
        if (!m_keepCasts || inner.kind == ExprKind::String || inner.kind == ExprKind::Number
            || inner.kind == ExprKind::Null)
            return text(e.args[0]);
        return list("cast " + std::string(toString(e.type.kind)), {text(e.args[0])});
    }

    std::string in(const Expression& e)
    {
        if (e.query)
            return negated(e, list("in", {text(e.args[0]), text(*e.query)}));
        std::vector<std::string> parts;
        for (const ExprPtr& argument : e.args)
            parts.push_back(text(argument));
        if (parts.size() == 2)
            return list(e.negated ? "<>" : "=", parts);
        return negated(e, list("in", parts));
    }

    std::string generic(const Expression& e)
    {
        std::string head = std::to_string(static_cast<int>(e.kind)) + ":" + toLowerAscii(e.text);
        for (bool flag : {e.distinct, e.ignoreCase, e.hasOperand, e.hasElse})
            head += flag ? "+" : "";
        for (const JsonStep& step : e.path)
            head += "/" + step.key + std::to_string(step.index);
        if (e.kind == ExprKind::Star && m_keepQualifiers)
            head += e.qualifier;
        std::vector<std::string> parts;
        for (const ExprPtr& argument : e.args)
            parts.push_back(text(argument));
        if (e.filter)
            parts.push_back("filter " + text(e.filter));
        if (e.query)
            parts.push_back(text(*e.query));
        if (e.window)
            parts.push_back(window(*e.window));
        return negated(e, list(head, parts) + order(e.order));
    }

    std::string window(const Window& window)
    {
        std::string result = "over " + window.base;
        for (const ExprPtr& part : window.partition)
            result += " by " + text(part);
        result += order(window.order) + " " + window.unit + " " + window.start.text;
        if (window.start.count)
            result += text(window.start.count);
        result += " " + window.end.text;
        if (window.end.count)
            result += text(window.end.count);
        return result + window.exclude;
    }

    std::string order(const std::vector<OrderItem>& items)
    {
        std::string result;
        for (const OrderItem& item : items)
            result += " order " + text(item.expression) + (item.descending ? " desc" : "") + item.nulls;
        return result;
    }

    std::string from(const FromItem& item)
    {
        if (item.left && item.right) {
            std::string result = list(
                "join" + std::to_string(static_cast<int>(item.join)), {from(*item.left), from(*item.right)});
            if (item.on)
                result += " on " + text(item.on);
            return result + " " + toLowerAscii(join(item.usingColumns, ","));
        }
        std::string result = item.query ? text(*item.query) : toLowerAscii(item.schema + "." + item.name);
        return m_keepQualifiers ? result + " " + toLowerAscii(item.alias) : result;
    }

    std::string core(const SelectCore& core)
    {
        std::string result = core.distinct ? "select distinct" : "select";
        for (const SelectItem& item : core.items) {
            std::string alias = toLowerAscii(item.alias);
            bool isOwnName = item.expression && item.expression->kind == ExprKind::Column
                && toLowerAscii(item.expression->text) == alias;
            result += " [" + text(item.expression) + (alias.empty() || isOwnName ? "" : " as " + alias) + "]";
        }
        for (const auto& item : core.from)
            result += " from " + from(*item);
        if (core.where)
            result += " where " + text(core.where);
        for (const ExprPtr& group : core.groupBy)
            result += " group " + text(group);
        if (core.having)
            result += " having " + text(core.having);
        for (const auto& [name, named] : core.windows)
            result += " window " + name + window(*named);
        return result;
    }

    bool m_keepCasts;
    bool m_numbersInQuotes;
    bool m_keepQualifiers;
};

std::string tokensOf(const SqlText& text)
{
    const LexicalRules& rules = LexicalRules::of(text.dialect);
    std::string result;
    std::vector<Token> tokens = tokenize(text.text, rules);
    if (!tokens.empty() && tokens.back().isOperator(";"))
        tokens.pop_back();
    for (const Token& token : tokens) {
        if (token.kind == TokenKind::Word)
            result += toLowerAscii(token.text);
        else if (token.kind == TokenKind::QuotedIdentifier)
            result += valueOf(token, rules);
        else
            result += token.text;
        result += ' ';
    }
    return result;
}

enum class Casts
{
    Keep,
    Drop,
};

std::optional<std::string> canonical(
    const SqlText& text, const SqlDialect* otherwise, Casts casts, bool numbersInQuotes)
{
    const SqlDialect* dialect = dialectOf(text, otherwise);
    const ExpressionRules& rules =
        dialect && dialect->traits().expressions ? *dialect->traits().expressions : standardExpressionRules();
    try {
        ExprPtr tree = parseExpression(text.text, dialect ? dialect->traits().name : text.dialect, rules);
        return Canonical(casts == Casts::Keep, numbersInQuotes, false).text(tree);
    } catch (const Untranslatable&) {
        return std::nullopt;
    }
}

std::optional<std::string> canonicalQuery(const SqlText& text, const SqlDialect* otherwise, Casts casts)
{
    const SqlDialect* dialect = dialectOf(text, otherwise);
    const ExpressionRules& rules =
        dialect && dialect->traits().expressions ? *dialect->traits().expressions : standardExpressionRules();
    try {
        QueryPtr query = parseQuery(text.text, dialect ? dialect->traits().name : text.dialect, rules);
        // With one table, nobody needs qualifiers.
        bool single = query->with.empty() && query->cores.size() == 1 && query->cores[0].from.size() == 1
            && !query->cores[0].from[0]->left && !query->cores[0].from[0]->query;
        return Canonical(casts == Casts::Keep, false, !single).text(*query);
    } catch (const Untranslatable&) {
        return std::nullopt;
    }
}

// Casts that only one side has were added by the server: what a person casts, the server keeps.
template <typename F>
bool sameByTrees(const SqlText& a, const SqlText& b, F canonicalOf)
{
    std::optional<std::string> withCastsA = canonicalOf(a, Casts::Keep);
    std::optional<std::string> withCastsB = canonicalOf(b, Casts::Keep);
    if (!withCastsA || !withCastsB)
        return false;
    if (*withCastsA == *withCastsB)
        return true;
    std::optional<std::string> plainA = canonicalOf(a, Casts::Drop);
    std::optional<std::string> plainB = canonicalOf(b, Casts::Drop);
    return plainA && plainA == plainB && (withCastsA == plainA || withCastsB == plainB);
}

} // namespace

bool sameTokens(const SqlText& a, const SqlText& b)
{
    return a.text == b.text || tokensOf(a) == tokensOf(b);
}

bool sameExpression(const SqlText& a, const SqlText& b, const SqlDialect* dialect)
{
    if (a.empty() || b.empty())
        return a.empty() == b.empty();
    return sameTokens(a, b) || sameByTrees(a, b, [&](const SqlText& text, Casts casts) {
        return canonical(text, dialect, casts, false);
    });
}

bool sameDefault(const SqlText& a, const SqlText& b, const SqlDialect* dialect)
{
    if (a.empty() || b.empty())
        return a.empty() == b.empty();
    return sameTokens(a, b) || sameByTrees(a, b, [&](const SqlText& text, Casts casts) {
        return canonical(text, dialect, casts, true);
    });
}

bool sameQuery(const SqlText& a, const SqlText& b, const SqlDialect* dialect)
{
    if (a.empty() || b.empty())
        return a.empty() == b.empty();
    return sameTokens(a, b) || sameByTrees(a, b, [&](const SqlText& text, Casts casts) {
        return canonicalQuery(text, dialect, casts);
    });
}

std::string canonicalExpression(const SqlText& text, const SqlDialect* dialect)
{
    return canonical(text, dialect, Casts::Drop, false).value_or(tokensOf(text));
}

} // namespace relata
