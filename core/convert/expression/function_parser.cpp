// The parser's half for names, functions and types.
#include "core/convert/expression/parser_state.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relata::convert_internal {
namespace {

bool isOneOf(const Token& token, std::initializer_list<std::string_view> words)
{
    for (std::string_view word : words) {
        if (token.isWord(word))
            return true;
    }
    return false;
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> list)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

} // namespace

ExprPtr Parser::name()
{
    const Token first = peek();
    bool bare = first.kind == TokenKind::Word;
    std::string lower = bare ? toLowerAscii(first.text) : std::string();
    if (bare && !peek(1).isOperator(".") && !peek(1).isOperator("(")
        && isOneOf(first,
            {"CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "SYSDATE",
                "SYSTIMESTAMP"})) {
        take();
        return call(lower, {});
    }
    if (bare && peek(1).isOperator("(")) {
        // LEFT, RIGHT, REPLACE ... are words of clauses and functions alike; a name before a parenthesis is a
        // function.
        take();
        return function(lower);
    }
    std::vector<std::string> parts;
    bool quoted = false;
    parts.push_back(takeName());
    quoted = !bare;
    while (acceptSign(".")) {
        if (acceptSign("*")) {
            if (parts.size() != 1)
                refuse(peek());
            ExprPtr star = makeExpression(ExprKind::Star);
            star->qualifier = parts.front();
            return star;
        }
        quoted = peek().kind == TokenKind::QuotedIdentifier;
        if (peek().kind == TokenKind::Word && peek(1).isOperator("(")) {
            std::string called = toLowerAscii(take().text);
            if (parts.size() != 1 || !equalsIgnoreCase(parts.front(), "pg_catalog"))
                throw Untranslatable(fmt::format("it calls {}.{}()", parts.front(), called));
            return function(called);
        }
        parts.push_back(peek().kind == TokenKind::Word ? std::string(take().text) : takeName());
    }
    if (parts.size() > 3)
        refuse(first);
    ExprPtr column = makeExpression(ExprKind::Column, parts.back());
    column->quoted = quoted;
    if (parts.size() > 1)
        column->qualifier =
            parts[parts.size() - 2]; // schema.table.column: the table is known by its name in the query
    return column;
}

ExprPtr Parser::function(const std::string& lowerName)
{
    if (lowerName == "extract")
        return extractFunction();
    if (lowerName == "trim")
        return trimFunction();
    if (lowerName == "substring" || lowerName == "substr")
        return substringFunction();
    if (lowerName == "position")
        return positionFunction();
    if (lowerName == "convert")
        return convertUsing();
    expectSign("(");
    std::vector<ExprPtr> args;
    std::vector<OrderItem> order;
    bool distinct = false;
    bool joinsText = false; // in a way that says its separator apart
    if (!peek().isOperator(")")) {
        distinct = acceptWord("DISTINCT");
        if (peek().isWord("ALL"))
            refuse(peek());
        do
            args.push_back(expression());
        while (acceptSign(","));
        if (acceptWord("ORDER"))
            order = orderList();
        if (m_rules.joinText == JoinTextStyle::Separator && lowerName == "group_concat") {
            if (args.size() != 1)
                throw Untranslatable("it joins several values in one GROUP_CONCAT()");
            joinsText = acceptWord("SEPARATOR");
            if (joinsText && peek().kind != TokenKind::String)
                refuse(peek());
            if (joinsText)
                args.push_back(makeExpression(ExprKind::String, valueOf(take(), m_lexical)));
        }
    }
    expectSign(")");
    if (peek().isWord("WITHIN") && peek(1).isWord("GROUP")
        && m_rules.joinText >= JoinTextStyle::WithinGroup) {
        take();
        take();
        expectSign("(");
        expectWord("ORDER");
        order = orderList();
        expectSign(")");
    }
    if (isOneOf(peek(), {"WITHIN", "IGNORE", "RESPECT"})
        && (peek(1).isOperator("(") || peek(1).isWord("GROUP") || peek(1).isWord("NULLS")))
        refuse(peek());
    ExprPtr filter;
    if (peek().isWord("FILTER") && peek(1).isOperator("(")) {
        take();
        take();
        expectWord("WHERE");
        filter = expression();
        expectSign(")");
    }
    WindowPtr window = acceptWord("OVER") ? over() : nullptr;
    ExprPtr result = call(lowerName, std::move(args));
    if ((distinct || filter || window) && result->kind != ExprKind::Function)
        refuse(peek());
    if (!order.empty() && result->text != "joinText")
        throw Untranslatable(fmt::format("it calls {}() over values in an order", lowerName));
    result->distinct = distinct;
    result->filter = filter;
    result->window = window;
    result->order = std::move(order);
    return result;
}

// CONVERT(x USING utf8mb4) is x.
ExprPtr Parser::convertUsing()
{
    expectSign("(");
    ExprPtr argument = expression();
    expectWord("USING");
    if (!startsWithIgnoreCase(peek().text, "utf8"))
        refuse(peek());
    take();
    expectSign(")");
    return argument;
}

// The meaning's tree for a call by name.
ExprPtr Parser::call(const std::string& lowerName, std::vector<ExprPtr> args)
{
    bool clock = lowerName == "current_timestamp" || lowerName == "now" || lowerName == "localtimestamp"
        || lowerName == "current_time";
    if (clock && args.size() == 1 && args.front()->kind == ExprKind::Number)
        args.clear(); // digits of seconds: the column's type says them
    const FunctionReading* reading = findReading(m_rules, lowerName, static_cast<int>(args.size()));
    if (!reading)
        throw Untranslatable(fmt::format("it calls {}()", lowerName));
    std::vector<ExprPtr> ordered = args;
    for (std::size_t i = 0; i < reading->order.size() && i < args.size(); ++i)
        ordered[i] = args[static_cast<std::size_t>(reading->order[i] - '0')];
    std::string meaning(reading->meaning);
    if (meaning == "if") {
        ExprPtr result = makeExpression(ExprKind::Case, "", std::move(ordered));
        result->hasElse = true;
        return result;
    }
    if (meaning == "concat" || meaning == "concatIgnoringNull") {
        ExprPtr result;
        for (const ExprPtr& argument : ordered) {
            ExprPtr part = argument;
            if (meaning == "concatIgnoringNull" && argument->kind != ExprKind::String)
                part = makeExpression(
                    ExprKind::Function, "coalesce", {argument, makeExpression(ExprKind::String)});
            result = result ? makeExpression(ExprKind::Binary, "||", {result, part}) : part;
        }
        if (!result)
            throw Untranslatable("it joins nothing");
        return result;
    }
    if (meaning == "joinText" && ordered.size() == 1) // LISTAGG's separator is ''
        ordered.push_back(makeExpression(ExprKind::String, lowerName == "listagg" ? "" : ","));
    if (isOneOf(meaning,
            {"plusInterval", "minusInterval", "dateAdd", "dateDiff", "dateTrunc", "datePlus",
                "dateTimePlus"}))
        return timeFunction(meaning, ordered);
    if (isOneOf(meaning, {"jsonUnquote", "jsonPartPath", "jsonTextPath", "jsonTypedPath"}))
        return jsonFunction(meaning, ordered);
    if (meaning == "regex")
        return regexFunction(ordered);
    if (meaning == "dateOf" || meaning == "dateTimeOf") { // date('now'), date(x)
        bool isDate = meaning == "dateOf";
        const Expression& argument = *ordered.front();
        if (argument.kind == ExprKind::String && equalsIgnoreCase(argument.text, "now"))
            return makeExpression(ExprKind::Function, isDate ? "today" : "now");
        ExprPtr cast = makeExpression(ExprKind::Cast, "", std::move(ordered));
        cast->type = SqlType::of(isDate ? TypeKind::Date : TypeKind::DateTime);
        return cast;
    }
    if (meaning == "datePart") { // date_part('year', x), strftime('%Y', x)
        const std::string part =
            ordered.front()->kind == ExprKind::String ? toLowerAscii(ordered.front()->text) : "";
        for (std::string_view known : {"year", "month", "day", "hour", "minute"}) {
            if (part == known)
                return makeExpression(ExprKind::Function, std::string(known), {ordered[1]});
        }
        throw Untranslatable(fmt::format("it calls {}()", lowerName));
    }
    return makeExpression(ExprKind::Function, std::move(meaning), std::move(ordered));
}

ExprPtr Parser::castFunction()
{
    expectWord("CAST");
    expectSign("(");
    // CAST(strftime('%m', x) AS INTEGER) is SQLite's way to say EXTRACT(MONTH FROM x).
    if (m_dialect == "sqlite" && peek().isWord("STRFTIME") && peek(1).isOperator("(")
        && peek(2).kind == TokenKind::String) {
        std::string format = valueOf(peek(2), m_lexical);
        static const std::pair<std::string_view, const char*> parts[] = {
            {"%Y", "year"}, {"%m", "month"}, {"%d", "day"}, {"%H", "hour"}, {"%M", "minute"}};
        for (const auto& [text, meaning] : parts) {
            if (format != text)
                continue;
            m_position += 3;
            expectSign(",");
            ExprPtr argument = expression();
            expectSign(")");
            expectWord("AS");
            if (!typeName().isInteger())
                refuse(peek());
            expectSign(")");
            return makeExpression(ExprKind::Function, meaning, {argument});
        }
    }
    ExprPtr cast = makeExpression(ExprKind::Cast, "", {expression()});
    expectWord("AS");
    cast->type = typeName();
    expectSign(")");
    return cast;
}

ExprPtr Parser::extractFunction()
{
    expectSign("(");
    std::string part =
        peek().kind == TokenKind::String ? valueOf(peek(), m_lexical) : std::string(peek().text);
    take();
    expectWord("FROM");
    ExprPtr argument = expression();
    expectSign(")");
    for (std::string_view known : {"year", "month", "day", "hour", "minute"}) {
        if (equalsIgnoreCase(part, known))
            return makeExpression(ExprKind::Function, std::string(known), {argument});
    }
    throw Untranslatable(fmt::format("it extracts {}", part));
}

ExprPtr Parser::trimFunction()
{
    expectSign("(");
    const char* meaning = "trim";
    if (acceptWord("LEADING"))
        meaning = "ltrim";
    else if (acceptWord("TRAILING"))
        meaning = "rtrim";
    else
        acceptWord("BOTH");
    acceptWord("FROM");
    ExprPtr argument = expression();
    if (!peek().isOperator(")"))
        refuse(peek()); // TRIM of other characters than blanks
    take();
    return makeExpression(ExprKind::Function, meaning, {argument});
}

ExprPtr Parser::substringFunction()
{
    expectSign("(");
    std::vector<ExprPtr> args = {expression()};
    bool keywords = peek().isWord("FROM");
    while (acceptSign(",") || (keywords && (acceptWord("FROM") || acceptWord("FOR"))))
        args.push_back(expression());
    expectSign(")");
    if (args.size() < 2 || args.size() > 3)
        throw Untranslatable("it calls substring() in a way of its own");
    // A start before the text's first character counts differently in each dialect.
    if (args[1]->kind == ExprKind::Number && (args[1]->text.starts_with('-') || args[1]->text == "0"))
        throw Untranslatable("it calls substr() with a start that is not positive");
    return makeExpression(ExprKind::Function, "substr", std::move(args));
}

ExprPtr Parser::positionFunction()
{
    expectSign("(");
    ExprPtr part = concatenation();
    expectWord("IN");
    ExprPtr whole = concatenation();
    expectSign(")");
    return makeExpression(ExprKind::Function, "position", {whole, part});
}

SqlType Parser::typeName()
{
    if (peek().kind == TokenKind::QuotedIdentifier) { // "char", or a type of the user's
        SqlType type = SqlType::of(TypeKind::Unknown);
        type.name = takeName();
        return type;
    }
    if (peek().kind != TokenKind::Word)
        refuse(peek());
    std::string name = toLowerAscii(take().text);
    while (acceptSign(".")) // schema.type
        name = peek().kind == TokenKind::Word ? toLowerAscii(take().text) : takeName();
    auto more = [&](std::string_view word) {
        if (!peek().isWord(toUpperAscii(word)))
            return false;
        take();
        name += " " + std::string(word);
        return true;
    };
    if (name == "double")
        more("precision");
    else if (name == "character" || name == "char")
        more("varying");
    else if (name == "signed")
        more("integer");
    std::vector<int> modifiers;
    if (acceptSign("(")) {
        do {
            int value = 0;
            std::string_view digits = peek().text;
            auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
            if (peek().kind != TokenKind::Number || error != std::errc()
                || end != digits.data() + digits.size())
                refuse(peek());
            take();
            modifiers.push_back(value);
            if (isOneOf(peek(), {"CHAR", "BYTE"}))
                take();
        } while (acceptSign(","));
        expectSign(")");
    }
    if ((name == "timestamp" || name == "time") && (peek().isWord("WITH") || peek().isWord("WITHOUT"))) {
        name += " " + toLowerAscii(take().text);
        expectWord("TIME");
        expectWord("ZONE");
        name += " time zone";
    }
    if (acceptSign("[")) {
        expectSign("]");
        return SqlType::arrayOf(typeFromName(name, modifiers));
    }
    return typeFromName(name, modifiers);
}

} // namespace relata::convert_internal
