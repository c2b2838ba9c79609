#include "core/convert/expression/parser_state.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace relata::convert_internal {
namespace {

// Words that begin or join clauses: where one of them stands in the place of a name, the text is not what we
// think.
const std::unordered_set<std::string>& clauseWords()
{
    static const std::unordered_set<std::string> words = {"all", "and", "any", "array", "as", "asc",
        "between", "by", "case", "cast", "check", "collate", "create", "cross", "desc", "distinct", "else",
        "end", "escape", "except", "exists", "fetch", "filter", "for", "from", "full", "glob", "group",
        "having", "ilike", "in", "inner", "intersect", "interval", "into", "is", "isnull", "join", "lateral",
        "left", "like", "limit", "match", "natural", "not", "notnull", "null", "offset", "on", "or", "order",
        "outer", "over", "overlaps", "regexp", "right", "row", "select", "similar", "some", "then", "union",
        "using", "values", "when", "where", "window", "with", "xor"};
    return words;
}

constexpr int deepest = 200; // nested parentheses; deeper text is refused, not a stack overflow

} // namespace

Parser::Parser(std::string_view text, std::string_view dialect, const ExpressionRules& rules)
    : m_lexical(LexicalRules::of(dialect))
    , m_rules(rules)
    , m_dialect(dialect)
    , m_tokens(tokenize(text, m_lexical))
{
    Token end;
    end.offset = text.size();
    m_tokens.push_back(end);
    for (const Token& token : m_tokens) {
        if (!token.terminated || token.kind == TokenKind::Other || token.kind == TokenKind::Parameter)
            refuse(token);
    }
}

void Parser::refuse(const Token& token) const
{
    if (token.kind == TokenKind::End)
        throw Untranslatable("it ends too early");
    throw Untranslatable(fmt::format("\"{}\" has no certain translation", utf8Prefix(token.text, 40)));
}

bool Parser::acceptWord(std::string_view word)
{
    if (!peek().isWord(word))
        return false;
    take();
    return true;
}

bool Parser::acceptSign(std::string_view sign)
{
    if (!peek().isOperator(sign))
        return false;
    take();
    return true;
}

void Parser::expectWord(std::string_view word)
{
    if (!acceptWord(word))
        refuse(peek());
}

void Parser::expectSign(std::string_view sign)
{
    if (!acceptSign(sign))
        refuse(peek());
}

bool Parser::isName(const Token& token) const
{
    return token.kind == TokenKind::QuotedIdentifier
        || (token.kind == TokenKind::Word && !clauseWords().contains(toLowerAscii(token.text)));
}

std::string Parser::takeName()
{
    if (!isName(peek()))
        refuse(peek());
    Token token = take();
    return valueOf(token, m_lexical);
}

ExprPtr Parser::wholeExpression()
{
    ExprPtr result = expression();
    if (peek().kind != TokenKind::End)
        refuse(peek());
    return result;
}

ExprPtr Parser::expression()
{
    if (++m_depth > deepest)
        throw Untranslatable("it is nested too deeply");
    ExprPtr left = conjunction();
    while (peek().isWord("OR") || (m_rules.pipesAreOr && peek().isOperator("||"))) {
        take();
        left = makeExpression(ExprKind::Binary, "OR", {left, conjunction()});
    }
    --m_depth;
    return left;
}

ExprPtr Parser::conjunction()
{
    ExprPtr left = negation();
    while (acceptWord("AND"))
        left = makeExpression(ExprKind::Binary, "AND", {left, negation()});
    return left;
}

ExprPtr Parser::negation()
{
    if (!peek().isWord("NOT") || peek(1).isWord("EXISTS"))
        return predicate();
    take();
    if (++m_depth > deepest)
        throw Untranslatable("it is nested too deeply");
    ExprPtr operand = negation();
    --m_depth;
    return makeExpression(ExprKind::Unary, "NOT", {operand});
}

bool Parser::isPredicateOperator() const
{
    const Token& token = peek();
    for (std::string_view sign : {"=", "==", "<>", "!=", "<", "<=", ">", ">=", "<=>", "~~", "!~~", "~~*",
             "!~~*", "~", "~*", "!~", "!~*"}) {
        if (token.isOperator(sign))
            return true;
    }
    for (std::string_view word :
        {"IS", "IN", "BETWEEN", "LIKE", "ILIKE", "ISNULL", "NOTNULL", "REGEXP", "RLIKE"}) {
        if (token.isWord(word))
            return true;
    }
    return token.isWord("NOT");
}

ExprPtr Parser::predicate()
{
    ExprPtr left = concatenation();
    if (!isPredicateOperator())
        return left;
    ExprPtr result;
    if (acceptWord("IS")) {
        result = isTest(left);
    } else if (acceptWord("ISNULL") || peek().isWord("NOTNULL")) {
        result = makeExpression(ExprKind::IsNull, "", {left});
        result->negated = acceptWord("NOTNULL");
    } else {
        bool negated = acceptWord("NOT");
        if (acceptWord("IN"))
            result = membership(left, negated);
        else if (acceptWord("BETWEEN"))
            result = between(left, negated);
        else if (acceptWord("LIKE"))
            result = like(left, negated, m_rules.like == LikeCase::IgnoresAscii);
        else if (acceptWord("ILIKE"))
            result = like(left, negated, true);
        else if (acceptWord("REGEXP") || acceptWord("RLIKE"))
            result = regex(left, negated ? "!" : "");
        else if (negated)
            refuse(peek());
        else
            result = comparison(left);
    }
    // Dialects do not agree how a = b IS NULL or a < b = c bind.
    if (isPredicateOperator())
        refuse(peek());
    return result;
}

ExprPtr Parser::comparison(ExprPtr left)
{
    std::string sign(take().text);
    if (sign == "~~" || sign == "!~~")
        return like(left, sign == "!~~", false);
    if (sign == "~~*" || sign == "!~~*")
        return like(left, sign == "!~~*", true);
    if (sign.find('~') != std::string::npos)
        return regex(left, sign);
    if (sign == "==")
        sign = "=";
    if (sign == "!=")
        sign = "<>";
    if (peek().isWord("ANY") || peek().isWord("ALL") || peek().isWord("SOME"))
        return anyOfArray(left, sign);
    if (sign == "<=>")
        return makeExpression(ExprKind::NullSafeEquals, "", {left, concatenation()});
    return makeExpression(ExprKind::Binary, sign, {left, concatenation()});
}

ExprPtr Parser::isTest(ExprPtr left)
{
    bool negated = acceptWord("NOT");
    if (acceptWord("NULL")) {
        ExprPtr result = makeExpression(ExprKind::IsNull, "", {left});
        result->negated = negated;
        return result;
    }
    ExprPtr right;
    bool isDistinct = acceptWord("DISTINCT");
    if (isDistinct) {
        expectWord("FROM");
        right = concatenation();
    } else if (m_rules.nullSafeEquals == "IS") { // SQLite: a IS b for any b
        right = concatenation();
    } else if (peek().isWord("TRUE") || peek().isWord("FALSE")) {
        right = primary();
    } else {
        refuse(peek());
    }
    ExprPtr result = makeExpression(ExprKind::NullSafeEquals, "", {left, right});
    result->negated = negated != isDistinct;
    return result;
}

ExprPtr Parser::membership(ExprPtr left, bool negated)
{
    ExprPtr result = makeExpression(ExprKind::In, "", {left});
    result->negated = negated;
    expectSign("(");
    if (isQuery()) {
        result->query = query();
    } else {
        do
            result->args.push_back(expression());
        while (acceptSign(","));
    }
    expectSign(")");
    return result;
}

ExprPtr Parser::between(ExprPtr left, bool negated)
{
    if (peek().isWord("SYMMETRIC"))
        refuse(peek());
    acceptWord("ASYMMETRIC");
    ExprPtr low = concatenation();
    expectWord("AND");
    ExprPtr result = makeExpression(ExprKind::Between, "", {left, low, concatenation()});
    result->negated = negated;
    return result;
}

ExprPtr Parser::like(ExprPtr left, bool negated, bool ignoreCase)
{
    ExprPtr result = makeExpression(ExprKind::Like, "", {left, concatenation()});
    result->negated = negated;
    result->ignoreCase = ignoreCase;
    if (acceptWord("ESCAPE"))
        result->args.push_back(concatenation());
    else
        result->backslashEscapes = m_rules.likeBackslash;
    return result;
}

// PostgreSQL prints IN (...) as = ANY (ARRAY[...]), and NOT IN as <> ALL.
ExprPtr Parser::anyOfArray(ExprPtr left, const std::string& sign)
{
    bool all = peek().isWord("ALL");
    Token word = take();
    if (sign != (all ? "<>" : "="))
        refuse(word);
    expectSign("(");
    ExprPtr result = makeExpression(ExprKind::In, "", {left});
    result->negated = all;
    if (isQuery()) {
        result->query = query();
    } else {
        std::vector<ExprPtr> elements = arrayElements();
        result->args.insert(result->args.end(), elements.begin(), elements.end());
    }
    expectSign(")");
    return result;
}

std::vector<ExprPtr> Parser::arrayElements()
{
    if (acceptSign("(")) {
        std::vector<ExprPtr> elements = arrayElements();
        expectSign(")");
        if (acceptSign("::"))
            typeName();
        return elements;
    }
    expectWord("ARRAY");
    expectSign("[");
    std::vector<ExprPtr> elements;
    do
        elements.push_back(expression());
    while (acceptSign(","));
    expectSign("]");
    if (acceptSign("::"))
        typeName(); // of the array: its elements carry their own casts
    return elements;
}

ExprPtr Parser::concatenation()
{
    if (m_rules.pipesBindTight || m_rules.pipesAreOr)
        return sum(nullptr);
    bool mixed = false;
    ExprPtr left = sum(&mixed);
    while (peek().isOperator("||") || isJsonArrow()) {
        if (mixed)
            refuse(peek()); // whether || or + binds first is not the same everywhere
        if (isJsonArrow()) {
            left = jsonArrow(left);
            continue;
        }
        take();
        left = makeExpression(ExprKind::Binary, "||", {left, sum(&mixed)});
        if (mixed)
            refuse(peek());
    }
    return left;
}

ExprPtr Parser::sum(bool* hasOperator)
{
    ExprPtr left = product();
    while (peek().isOperator("+") || peek().isOperator("-")) {
        std::string sign(take().text);
        left = makeExpression(ExprKind::Binary, sign, {left, product()});
        if (hasOperator)
            *hasOperator = true;
    }
    return left;
}

ExprPtr Parser::product()
{
    ExprPtr left = tightConcatenation();
    while (peek().isOperator("*") || peek().isOperator("/") || peek().isOperator("%") || peek().isWord("DIV")
        || peek().isWord("MOD")) {
        std::string sign = toUpperAscii(take().text);
        ExprPtr right = tightConcatenation();
        if (sign == "%" || sign == "MOD")
            left = makeExpression(ExprKind::Function, "mod", {left, right});
        else
            left = makeExpression(
                ExprKind::Binary, sign == "/" && !m_rules.integerDivision ? "/exact" : sign, {left, right});
    }
    return left;
}

ExprPtr Parser::tightConcatenation()
{
    ExprPtr left = unary();
    while ((m_rules.pipesBindTight && peek().isOperator("||"))
        || (m_rules.json != JsonStyle::Arrows && isJsonArrow())) {
        if (isJsonArrow()) {
            left = jsonArrow(left);
            continue;
        }
        take();
        left = makeExpression(ExprKind::Binary, "||", {left, unary()});
    }
    return left;
}

ExprPtr Parser::unary()
{
    if (m_rules.pipesAreOr && peek().isOperator("!")) { // MySQL's other NOT, which binds before everything
        if (++m_depth > deepest)
            throw Untranslatable("it is nested too deeply");
        take();
        ExprPtr operand = unary();
        --m_depth;
        return makeExpression(ExprKind::Unary, "NOT", {operand});
    }
    if (!peek().isOperator("-") && !peek().isOperator("+"))
        return postfix();
    if (++m_depth > deepest)
        throw Untranslatable("it is nested too deeply");
    std::string sign(take().text);
    ExprPtr operand = unary();
    --m_depth;
    if (sign == "+")
        return operand;
    if (operand->kind == ExprKind::Number && !operand->text.starts_with('-')) {
        operand->text.insert(0, "-");
        return operand;
    }
    return makeExpression(ExprKind::Unary, "-", {operand});
}

ExprPtr Parser::postfix()
{
    ExprPtr operand = primary();
    for (;;) {
        if (acceptSign("::")) {
            ExprPtr cast = makeExpression(ExprKind::Cast, "", {operand});
            cast->type = typeName();
            bool isInterval = operand->kind == ExprKind::String && cast->type.name == "interval";
            operand = isInterval ? intervalCast(operand) : cast;
        } else if (acceptWord("COLLATE")) {
            operand = collate(operand);
        } else {
            break;
        }
    }
    if (peek().isOperator("[") || (peek().isWord("AT") && peek(1).isWord("TIME")))
        refuse(peek());
    return operand;
}

ExprPtr Parser::parenthesised()
{
    expectSign("(");
    if (isQuery()) {
        ExprPtr result = makeExpression(ExprKind::Subquery);
        result->query = query();
        expectSign(")");
        return result;
    }
    ExprPtr first = expression();
    if (peek().isOperator(",")) {
        ExprPtr tuple = makeExpression(ExprKind::Tuple, "", {first});
        while (acceptSign(","))
            tuple->args.push_back(expression());
        first = tuple;
    }
    expectSign(")");
    return first;
}

ExprPtr Parser::primary()
{
    const Token& token = peek();
    switch (token.kind) {
    case TokenKind::Number:
        if (startsWithIgnoreCase(token.text, "0x") || token.text.find('_') != std::string_view::npos)
            refuse(token);
        return makeExpression(ExprKind::Number, std::string(take().text));
    case TokenKind::String: {
        Token literal = take();
        if (peek().kind == TokenKind::String)
            refuse(peek()); // adjacent literals join in some dialects only
        return makeExpression(ExprKind::String, valueOf(literal, m_lexical));
    }
    case TokenKind::Blob:
        if (token.text.front() != 'x' && token.text.front() != 'X')
            refuse(token);
        return makeExpression(ExprKind::Blob, valueOf(take(), m_lexical));
    case TokenKind::Operator:
        if (token.isOperator("("))
            return parenthesised();
        if (token.isOperator("*")) {
            take();
            return makeExpression(ExprKind::Star);
        }
        refuse(token);
    case TokenKind::Word:
        if (acceptWord("NULL"))
            return makeExpression(ExprKind::Null);
        if (token.isWord("TRUE") || token.isWord("FALSE"))
            return makeExpression(ExprKind::Boolean, toLowerAscii(take().text));
        if (token.isWord("CASE"))
            return caseExpression();
        if (token.isWord("CAST"))
            return castFunction();
        if (token.isWord("EXISTS") || (token.isWord("NOT") && peek(1).isWord("EXISTS"))) {
            ExprPtr result = makeExpression(ExprKind::Exists);
            result->negated = acceptWord("NOT");
            take();
            expectSign("(");
            result->query = query();
            expectSign(")");
            return result;
        }
        if (token.isWord("INTERVAL"))
            return intervalLiteral();
        // MySQL says in which character set it keeps a literal: _utf8mb4'a'.
        if (m_lexical.backslashEscapes && token.text.starts_with("_utf8")
            && peek(1).kind == TokenKind::String) {
            take();
            return primary();
        }
        if (peek(1).kind == TokenKind::String) {
            if (token.isWord("DATE"))
                return typedLiteral(TypeKind::Date);
            if (token.isWord("TIMESTAMP"))
                return typedLiteral(TypeKind::DateTime);
            if (token.isWord("TIME"))
                return typedLiteral(TypeKind::Time);
        }
        return name();
    case TokenKind::QuotedIdentifier:
        return name();
    default:
        refuse(token);
    }
}

ExprPtr Parser::typedLiteral(TypeKind kind)
{
    take();
    ExprPtr cast =
        makeExpression(ExprKind::Cast, "", {makeExpression(ExprKind::String, valueOf(take(), m_lexical))});
    cast->type = SqlType::of(kind);
    return cast;
}

ExprPtr Parser::caseExpression()
{
    expectWord("CASE");
    ExprPtr result = makeExpression(ExprKind::Case);
    result->hasOperand = !peek().isWord("WHEN");
    if (result->hasOperand)
        result->args.push_back(expression());
    if (!peek().isWord("WHEN"))
        refuse(peek());
    while (acceptWord("WHEN")) {
        result->args.push_back(expression());
        expectWord("THEN");
        result->args.push_back(expression());
    }
    result->hasElse = acceptWord("ELSE");
    if (result->hasElse)
        result->args.push_back(expression());
    expectWord("END");
    return result;
}

ExprPtr parseExpression(std::string_view text, std::string_view dialect, const ExpressionRules& rules)
{
    return Parser(text, dialect, rules).wholeExpression();
}

QueryPtr parseQuery(std::string_view text, std::string_view dialect, const ExpressionRules& rules)
{
    return Parser(text, dialect, rules).wholeQuery();
}

} // namespace relata::convert_internal
