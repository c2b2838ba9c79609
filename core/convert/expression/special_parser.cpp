// The parser's half for what each dialect writes in its own way: windows, JSON, regular expressions,
// intervals, collations.
#include "core/convert/expression/json_path.h"
#include "core/convert/expression/parser_state.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::convert_internal {
namespace {

// "days" and "DAY" are "day"; "" for units that dialects do not add in the same way.
std::string unitOf(std::string_view text)
{
    std::string unit = toLowerAscii(text);
    if (unit.size() > 3 && unit.ends_with('s'))
        unit.pop_back();
    if (unit == "mon")
        unit = "month";
    for (std::string_view known : {"day", "hour", "minute", "second", "month", "year"}) {
        if (unit == known)
            return unit;
    }
    return {};
}

bool isInteger(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('+'))
        text.remove_prefix(1);
    return !text.empty() && text.size() < 10
        && text.find_first_not_of("0123456789") == std::string_view::npos;
}

ExprPtr intervalOf(std::string unit, ExprPtr count)
{
    return makeExpression(ExprKind::Interval, std::move(unit), {std::move(count)});
}

// '7 days', '-1 hour', '+2 days': one number and one unit.
ExprPtr intervalIn(const std::string& text)
{
    std::string trimmedText(trimmed(text));
    std::size_t blank = trimmedText.find(' ');
    std::string count = trimmedText.substr(0, blank);
    std::string unit = blank == std::string::npos ? "" : unitOf(trimmed(trimmedText.substr(blank)));
    std::string_view clock = count;
    const bool negative = clock.starts_with('-');
    clock.remove_prefix(negative ? 1 : 0);
    if (unit.empty() && clock.size() == 8 && clock[2] == ':' && clock[5] == ':') { // '01:30:00'
        int parts[3] = {};
        for (int i = 0; i < 3; ++i) {
            std::string digits(clock.substr(static_cast<std::size_t>(i) * 3, 2));
            if (!isInteger(digits))
                throw Untranslatable(fmt::format("the interval '{}' has no certain translation", text));
            parts[i] = std::stoi(digits);
        }
        int seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2];
        int size = seconds % 3600 == 0 ? 3600 : seconds % 60 == 0 ? 60 : 1;
        count = (negative ? "-" : "") + std::to_string(seconds / size);
        unit = size == 3600 ? "hour" : size == 60 ? "minute" : "second";
    }
    if (!isInteger(count) || unit.empty())
        throw Untranslatable(fmt::format("the interval '{}' has no certain translation", text));
    if (count.starts_with('+'))
        count.erase(0, 1);
    return intervalOf(unit, makeExpression(ExprKind::Number, count));
}

} // namespace

ExprPtr Parser::plusInterval(ExprPtr value, const ExprPtr& interval, bool minus)
{
    if (interval->kind != ExprKind::Interval)
        throw Untranslatable("it adds to a time what is no interval");
    return makeExpression(ExprKind::Binary, minus ? "-" : "+", {std::move(value), interval});
}

// Behind INTERVAL: '1 day' (the standard's text), '1' DAY, 1 DAY (MySQL).
ExprPtr Parser::intervalLiteral()
{
    take();
    if (peek().kind == TokenKind::String && unitOf(peek(1).text).empty())
        return intervalIn(valueOf(take(), m_lexical));
    ExprPtr count;
    if (peek().kind == TokenKind::String) {
        std::string text = valueOf(take(), m_lexical);
        if (!isInteger(text))
            throw Untranslatable(fmt::format("the interval '{}' has no certain translation", text));
        count = makeExpression(ExprKind::Number, text);
    } else {
        count = concatenation();
    }
    std::string unit = peek().kind == TokenKind::Word ? unitOf(peek().text) : std::string();
    if (unit.empty())
        refuse(peek());
    take();
    return intervalOf(unit, count);
}

ExprPtr Parser::intervalCast(const ExprPtr& literal)
{
    return intervalIn(literal->text);
}

// Functions over times that say their unit by a bare word (SQL Server) or a modifier (SQLite).
ExprPtr Parser::timeFunction(const std::string& meaning, const std::vector<ExprPtr>& args)
{
    if (meaning == "plusInterval" || meaning == "minusInterval")
        return plusInterval(args[0], args[1], meaning == "minusInterval");
    if (meaning == "dateAdd" || meaning == "dateDiff") {
        std::string unit = args[0]->kind == ExprKind::Column ? unitOf(args[0]->text) : std::string();
        if (unit.empty() || (meaning == "dateDiff" && unit != "day"))
            throw Untranslatable("it counts times in a unit of its own");
        if (meaning == "dateAdd")
            return plusInterval(args[2], intervalOf(unit, args[1]), false);
        return makeExpression(ExprKind::Function, "daysBetweenTimes", {args[2], args[1]});
    }
    if (meaning == "dateTrunc") {
        const ExprPtr& name = args[0]->kind == ExprKind::Cast ? args[0]->args.front() : args[0];
        if (name->kind != ExprKind::String || !equalsIgnoreCase(name->text, "day"))
            throw Untranslatable("it calls date_trunc() for another unit than a day");
        ExprPtr day = makeExpression(ExprKind::Cast, "", {args[1]});
        day->type = SqlType::of(TypeKind::Date);
        ExprPtr midnight = makeExpression(ExprKind::Cast, "", {day});
        midnight->type = SqlType::of(TypeKind::DateTime);
        return midnight;
    }
    // date(x, '+7 days'), datetime(x, '-1 hours')
    if (args[1]->kind != ExprKind::String)
        throw Untranslatable("a modifier of a time is no constant");
    ExprPtr interval = intervalIn(args[1]->text);
    bool isDate = meaning == "datePlus";
    if (isDate && interval->text != "day")
        throw Untranslatable("it adds hours and takes the date of the sum");
    if (interval->text == "month" || interval->text == "year")
        throw Untranslatable("a month after the 31st is not the same day in each dialect");
    ExprPtr base;
    if (args[0]->kind == ExprKind::String && equalsIgnoreCase(args[0]->text, "now")) {
        base = makeExpression(ExprKind::Function, isDate ? "today" : "now");
    } else {
        base = makeExpression(ExprKind::Cast, "", {args[0]});
        base->type = SqlType::of(isDate ? TypeKind::Date : TypeKind::DateTime);
    }
    return plusInterval(base, interval, false);
}

ExprPtr Parser::jsonFunction(const std::string& meaning, const std::vector<ExprPtr>& args)
{
    if (meaning == "jsonUnquote") {
        if (args[0]->kind != ExprKind::Function || args[0]->text != "jsonPart")
            throw Untranslatable("it unquotes JSON that it did not extract");
        ExprPtr text = copyOf(args[0]);
        text->text = "jsonText";
        text->remark = "null inside the document is NULL, not the text 'null'";
        return text;
    }
    if (args[1]->kind != ExprKind::String)
        throw Untranslatable("a path into JSON is no constant");
    ExprPtr result =
        makeExpression(ExprKind::Function, meaning == "jsonPartPath" ? "jsonPart" : "jsonText", {args[0]});
    result->path = jsonPathIn(args[1]->text);
    if (meaning == "jsonTypedPath")
        result->remark = "numbers and truth values inside the document come as text";
    return result;
}

// The right side of -> and ->>.
ExprPtr Parser::jsonArrow(ExprPtr document)
{
    std::string sign(take().text);
    bool isPath = sign.starts_with('#');
    ExprPtr step = postfix();
    while (step->kind == ExprKind::Cast)
        step = step->args.front(); // 'a'::text
    ExprPtr result = makeExpression(
        ExprKind::Function, sign.ends_with(">>") ? "jsonText" : "jsonPart", {std::move(document)});
    if (isPath) {
        if (step->kind != ExprKind::String)
            throw Untranslatable("a path into JSON is no constant");
        result->path = jsonPathInArray(step->text);
    } else if (step->kind == ExprKind::Number && isInteger(step->text) && !step->text.starts_with('-')) {
        result->path = {{"", std::stoi(step->text)}};
    } else if (step->kind == ExprKind::String) {
        bool inWords = m_rules.json != JsonStyle::Arrows && step->text.starts_with('$');
        result->path = inWords ? jsonPathIn(step->text) : std::vector<JsonStep>{{step->text, -1}};
    } else {
        throw Untranslatable("a path into JSON is no constant");
    }
    if (m_rules.json == JsonStyle::PathTyped && result->text == "jsonText")
        result->remark = "numbers and truth values inside the document come as text";
    return result;
}

bool Parser::isJsonArrow() const
{
    for (std::string_view sign : {"->", "->>", "#>", "#>>"}) {
        if (peek().isOperator(sign))
            return m_rules.json == JsonStyle::Arrows
                || (!sign.starts_with('#') && m_rules.json != JsonStyle::None);
    }
    return false;
}

ExprPtr Parser::collate(ExprPtr operand)
{
    std::string collation;
    do
        collation = peek().kind == TokenKind::String ? valueOf(take(), m_lexical) : takeName();
    while (acceptSign("."));
    return makeExpression(ExprKind::Collate, std::move(collation), {std::move(operand)});
}

ExprPtr Parser::regex(ExprPtr left, const std::string& sign)
{
    if (m_rules.regex == RegexStyle::None)
        throw Untranslatable(m_dialect + " leaves regular expressions to a function of the application");
    ExprPtr result = makeExpression(ExprKind::Regex, "", {std::move(left), concatenation()});
    result->negated = sign.starts_with('!');
    result->ignoreCase = sign.ends_with('*');
    result->byCollation = m_rules.regex != RegexStyle::Tilde;
    return result;
}

// regexp_like(a, 'x', 'i')
ExprPtr Parser::regexFunction(const std::vector<ExprPtr>& args)
{
    ExprPtr result = makeExpression(ExprKind::Regex, "", {args[0], args[1]});
    result->byCollation = m_rules.regex == RegexStyle::Function && m_lexical.backslashEscapes; // Oracle: no
    if (args.size() < 3)
        return result;
    const Expression& flags = *args[2];
    bool known = flags.kind == ExprKind::String && (flags.text == "i" || flags.text == "c");
    if (!known)
        throw Untranslatable("it matches with flags of its own");
    result->byCollation = false;
    result->ignoreCase = flags.text == "i";
    return result;
}

FrameBound Parser::frameBound()
{
    FrameBound bound;
    if (acceptWord("CURRENT")) {
        expectWord("ROW");
        bound.text = "CURRENT ROW";
        return bound;
    }
    if (acceptWord("UNBOUNDED")) {
        bound.text = "UNBOUNDED ";
    } else {
        bound.count = primary();
        if (bound.count->kind != ExprKind::Number)
            throw Untranslatable("a window's frame counts by what is no number");
    }
    if (!peek().isWord("PRECEDING") && !peek().isWord("FOLLOWING"))
        refuse(peek());
    bound.text += toUpperAscii(take().text);
    return bound;
}

WindowPtr Parser::windowDefinition()
{
    auto window = std::make_shared<Window>();
    expectSign("(");
    bool startsClause = peek().isWord("PARTITION") || peek().isWord("ORDER") || peek().isWord("ROWS")
        || peek().isWord("RANGE") || peek().isWord("GROUPS");
    if (!startsClause && isName(peek()))
        window->base = takeName();
    if (acceptWord("PARTITION")) {
        expectWord("BY");
        do
            window->partition.push_back(expression());
        while (acceptSign(","));
    }
    if (acceptWord("ORDER"))
        window->order = orderList();
    if (peek().isWord("ROWS") || peek().isWord("RANGE") || peek().isWord("GROUPS")) {
        window->unit = toUpperAscii(take().text);
        bool both = acceptWord("BETWEEN");
        window->start = frameBound();
        if (both) {
            expectWord("AND");
            window->end = frameBound();
        }
        if (acceptWord("EXCLUDE")) {
            if (acceptWord("NO")) {
                expectWord("OTHERS");
            } else if (acceptWord("CURRENT")) {
                expectWord("ROW");
                window->exclude = "CURRENT ROW";
            } else if (peek().isWord("GROUP") || peek().isWord("TIES")) {
                window->exclude = toUpperAscii(take().text);
            } else {
                refuse(peek());
            }
        }
    }
    expectSign(")");
    return window;
}

// Behind OVER: a name or a definition.
WindowPtr Parser::over()
{
    if (peek().isOperator("("))
        return windowDefinition();
    auto window = std::make_shared<Window>();
    window->base = takeName();
    return window;
}

std::vector<OrderItem> Parser::orderList()
{
    expectWord("BY");
    std::vector<OrderItem> order;
    do {
        OrderItem item;
        item.expression = expression();
        item.descending = acceptWord("DESC");
        if (!item.descending)
            acceptWord("ASC");
        if (acceptWord("NULLS")) {
            if (!peek().isWord("FIRST") && !peek().isWord("LAST"))
                refuse(peek());
            item.nulls = toUpperAscii(take().text);
        }
        order.push_back(std::move(item));
    } while (acceptSign(","));
    return order;
}

} // namespace relata::convert_internal
