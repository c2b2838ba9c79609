#include "core/editing/check_evaluator.h"

#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

namespace relata {
namespace {

constexpr std::size_t maxLength = 16384; // bytes of an expression; checks are asked with every keystroke

// Left through where the expression says more than we understand.
struct NotUnderstood
{ };

enum class Truth
{
    False,
    True,
    Null,
    Unsure,
};

Truth negated(Truth truth)
{
    return truth == Truth::True ? Truth::False : truth == Truth::False ? Truth::True : truth;
}

Truth both(Truth a, Truth b)
{
    if (a == Truth::False || b == Truth::False)
        return Truth::False;
    if (a == Truth::Unsure || b == Truth::Unsure)
        return Truth::Unsure;
    return a == Truth::Null || b == Truth::Null ? Truth::Null : Truth::True;
}

Truth either(Truth a, Truth b)
{
    return negated(both(negated(a), negated(b)));
}

// A value, a truth value (a column of type boolean is one as well), or something that is not known.
struct Operand
{
    enum class Kind
    {
        Null,
        Number, // decimal text
        Text,
        Truth,
        Unsure,
    };
    Kind kind = Kind::Unsure;
    std::string text;
    Truth truth = Truth::Unsure;
};

Operand truthOperand(Truth truth)
{
    return truth == Truth::Null  ? Operand{Operand::Kind::Null, {}, truth}
        : truth == Truth::Unsure ? Operand{}
                                 : Operand{Operand::Kind::Truth, {}, truth};
}

// -12.50 as sign, whole digits and fraction without idle zeros; false for exponents, NaN and the like.
bool splitNumber(std::string_view text, bool& negative, std::string& whole, std::string& fraction)
{
    negative = text.starts_with("-");
    if (negative || text.starts_with("+"))
        text.remove_prefix(1);
    std::size_t point = text.find('.');
    whole = text.substr(0, point);
    fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
    auto digits = [](const std::string& part) {
        return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (whole.size() + fraction.size() == 0 || !digits(whole) || !digits(fraction))
        return false;
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    fraction.erase(fraction.find_last_not_of('0') + 1);
    negative = negative && whole.size() + fraction.size() > 0;
    return true;
}

std::optional<int> compareNumbers(std::string_view a, std::string_view b)
{
    bool negativeA = false, negativeB = false;
    std::string wholeA, wholeB, fractionA, fractionB;
    if (!splitNumber(a, negativeA, wholeA, fractionA) || !splitNumber(b, negativeB, wholeB, fractionB))
        return std::nullopt;
    if (negativeA != negativeB)
        return negativeA ? -1 : 1;
    int order = wholeA.size() != wholeB.size() ? (wholeA.size() < wholeB.size() ? -1 : 1)
        : wholeA != wholeB                     ? (wholeA < wholeB ? -1 : 1)
        : fractionA != fractionB               ? (fractionA < fractionB ? -1 : 1)
                                               : 0;
    return negativeA ? -order : order;
}

bool isIsoDate(const std::string& text)
{
    return text.size() == 10 && text[4] == '-' && text[7] == '-'
        && std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

Truth compare(const Operand& a, const std::string& sign, const Operand& b)
{
    using Kind = Operand::Kind;
    if (a.kind == Kind::Unsure || b.kind == Kind::Unsure)
        return Truth::Unsure;
    if (a.kind == Kind::Null || b.kind == Kind::Null)
        return Truth::Null;
    std::optional<int> order;
    if (a.kind == Kind::Number && b.kind == Kind::Number) {
        order = compareNumbers(a.text, b.text);
    } else if (a.kind == Kind::Truth && b.kind == Kind::Truth) {
        order = a.truth == b.truth ? 0 : 1;
        if (sign != "=" && sign != "<>" && sign != "!=")
            return Truth::Unsure;
    } else if (a.kind == Kind::Text && b.kind == Kind::Text) {
        if (a.text == b.text)
            order = 0;
        else if (isIsoDate(a.text) && isIsoDate(b.text))
            order = a.text < b.text ? -1 : 1;
        else if (sign == "=" || sign == "<>" || sign == "!=") {
            // A collation may ignore case, accents and blanks at the end.
            bool plain = std::all_of(a.text.begin(), a.text.end(), [](char c) { return c > ' ' && c < 127; })
                && std::all_of(b.text.begin(), b.text.end(), [](char c) { return c > ' ' && c < 127; });
            if (!plain || equalsIgnoreCase(a.text, b.text))
                return Truth::Unsure;
            order = 1;
        }
    }
    if (!order)
        return Truth::Unsure;
    bool holds = sign == "=" || sign == "==" ? *order == 0
        : sign == "<>" || sign == "!="       ? *order != 0
        : sign == "<"                        ? *order < 0
        : sign == "<="                       ? *order <= 0
        : sign == ">"                        ? *order > 0
                                             : *order >= 0;
    return holds ? Truth::True : Truth::False;
}

class Evaluator
{
public:
    Evaluator(const SqlText& expression, const CheckValues& values) : m_values(values)
    {
        Tokenizer tokenizer(expression.text, LexicalRules::of(expression.dialect));
        for (Token token = tokenizer.next();; token = tokenizer.next()) {
            m_tokens.push_back(token);
            if (token.kind == TokenKind::End)
                break;
        }
    }
    Truth run()
    {
        Truth truth = truthOf(orExpression());
        if (peek().kind != TokenKind::End)
            throw NotUnderstood();
        return truth;
    }

private:
    const Token& peek(std::size_t ahead = 0) const
    {
        return m_tokens[std::min(m_at + ahead, m_tokens.size() - 1)];
    }
    bool takeWord(const char* word)
    {
        if (!peek().isWord(word))
            return false;
        ++m_at;
        return true;
    }
    bool takeOperator(const char* sign)
    {
        if (!peek().isOperator(sign))
            return false;
        ++m_at;
        return true;
    }
    void wantOperator(const char* sign)
    {
        if (!takeOperator(sign))
            throw NotUnderstood();
    }
    static Truth truthOf(const Operand& operand)
    {
        if (operand.kind == Operand::Kind::Truth)
            return operand.truth;
        if (operand.kind == Operand::Kind::Null)
            return Truth::Null;
        return Truth::Unsure;
    }

    Operand orExpression()
    {
        if (++m_depth > 100)
            throw NotUnderstood();
        Operand left = andExpression();
        while (takeWord("OR"))
            left = truthOperand(either(truthOf(left), truthOf(andExpression())));
        --m_depth;
        return left;
    }
    Operand andExpression()
    {
        Operand left = notExpression();
        while (takeWord("AND"))
            left = truthOperand(both(truthOf(left), truthOf(notExpression())));
        return left;
    }
    Operand notExpression()
    {
        bool negate = false;
        while (takeWord("NOT"))
            negate = !negate;
        Operand operand = comparison();
        return negate ? truthOperand(negated(truthOf(operand))) : operand;
    }
    Operand comparison()
    {
        Operand left = operand();
        for (;;) {
            if (takeWord("IS")) {
                bool negate = takeWord("NOT");
                if (!takeWord("NULL"))
                    throw NotUnderstood();
                Truth isNull = left.kind == Operand::Kind::Unsure ? Truth::Unsure
                    : left.kind == Operand::Kind::Null            ? Truth::True
                                                                  : Truth::False;
                left = truthOperand(negate ? negated(isNull) : isNull);
                continue;
            }
            bool negate = peek().isWord("NOT") && (peek(1).isWord("IN") || peek(1).isWord("BETWEEN"));
            if (negate)
                ++m_at;
            Truth truth = Truth::Unsure;
            if (takeWord("IN")) {
                wantOperator("(");
                truth = anyOf(left, ")");
            } else if (takeWord("BETWEEN")) {
                Operand low = operand();
                if (!takeWord("AND"))
                    throw NotUnderstood();
                Operand high = operand();
                truth = both(compare(left, ">=", low), compare(left, "<=", high));
            } else if (peek().kind == TokenKind::Operator && isComparison(peek().text)) {
                std::string sign(peek().text);
                ++m_at;
                truth = takeWord("ANY") ? anyArray(left, sign) : compare(left, sign, operand());
            } else {
                return left;
            }
            left = truthOperand(negate ? negated(truth) : truth);
        }
    }
    static bool isComparison(std::string_view sign)
    {
        static constexpr std::string_view signs[] = {"=", "==", "<>", "!=", "<", "<=", ">", ">="};
        return std::find(std::begin(signs), std::end(signs), sign) != std::end(signs);
    }
    Truth anyOf(const Operand& left, const char* close)
    {
        Truth truth = Truth::False;
        do {
            truth = either(truth, compare(left, "=", operand()));
        } while (takeOperator(","));
        wantOperator(close);
        return truth;
    }
    // = ANY (ARRAY['a'::text, ...]), with casts and parentheses around the array
    Truth anyArray(const Operand& left, const std::string& sign)
    {
        if (sign != "=")
            throw NotUnderstood();
        int open = 0;
        while (takeOperator("("))
            ++open;
        if (open == 0 || !takeWord("ARRAY"))
            throw NotUnderstood();
        wantOperator("[");
        Truth truth = anyOf(left, "]");
        skipCasts();
        while (open-- > 0) {
            wantOperator(")");
            skipCasts();
        }
        return truth;
    }
    // ::character varying(20)[]
    void skipCasts()
    {
        while (takeOperator("::")) {
            static constexpr const char* types[] = {"TEXT", "VARCHAR", "BPCHAR", "INTEGER", "BIGINT",
                "SMALLINT", "NUMERIC", "DATE", "CHARACTER", "VARYING", "BOOLEAN", "INT"};
            bool any = false;
            for (bool more = true; more;) {
                more = std::any_of(std::begin(types), std::end(types), [&](auto t) { return takeWord(t); });
                any = any || more;
            }
            if (!any)
                throw NotUnderstood(); // a cast that may change the value
            if (takeOperator("(")) {
                while (!takeOperator(")")) {
                    if (peek().kind == TokenKind::End)
                        throw NotUnderstood();
                    ++m_at;
                }
            }
            while (takeOperator("[]") || (peek().isOperator("[") && peek(1).isOperator("]"))) {
                if (peek().isOperator("["))
                    m_at += 2;
            }
        }
    }
    Operand operand()
    {
        Operand result = primary();
        skipCasts();
        if (peek().kind == TokenKind::Operator) {
            static constexpr std::string_view ends[] = {")", ",", "]"};
            bool known = isComparison(peek().text)
                || std::find(std::begin(ends), std::end(ends), peek().text) != std::end(ends);
            if (!known)
                throw NotUnderstood(); // arithmetic, ||, ~ ...
        }
        return result;
    }
    Operand primary()
    {
        if (takeOperator("(")) {
            Operand inner = orExpression();
            wantOperator(")");
            return inner;
        }
        bool negative = takeOperator("-");
        Token token = peek();
        ++m_at;
        if (token.kind == TokenKind::Number)
            return {Operand::Kind::Number, (negative ? "-" : "") + std::string(token.text), {}};
        if (negative)
            throw NotUnderstood();
        if (token.kind == TokenKind::String && token.text.starts_with("'") && token.terminated
            && token.text.find('\\') == std::string_view::npos) {
            std::string text(token.text.substr(1, token.text.size() - 2));
            return {Operand::Kind::Text, replaceAll(std::move(text), "''", "'"), {}};
        }
        if (token.kind == TokenKind::Word && peek().isOperator("("))
            return function(toLowerAscii(token.text));
        if (token.isWord("NULL"))
            return {Operand::Kind::Null, {}, {}};
        if (token.isWord("TRUE") || token.isWord("FALSE"))
            return truthOperand(token.isWord("TRUE") ? Truth::True : Truth::False);
        if (token.kind == TokenKind::Word)
            return columnValue(token.text);
        if (token.kind == TokenKind::QuotedIdentifier && token.text.size() > 2)
            return columnValue(token.text.substr(1, token.text.size() - 2));
        throw NotUnderstood();
    }
    Operand columnValue(std::string_view name)
    {
        if (peek().isOperator("."))
            throw NotUnderstood();
        std::optional<Value> value = m_values(name);
        if (!value)
            return {};
        switch (value->tag()) {
        case ValueTag::Null:
            return {Operand::Kind::Null, {}, {}};
        case ValueTag::Boolean:
            return truthOperand(value->integer() ? Truth::True : Truth::False);
        case ValueTag::Integer:
        case ValueTag::Number:
            return {Operand::Kind::Number, value->toText(), {}};
        case ValueTag::Text:
        case ValueTag::Temporal:
            return {Operand::Kind::Text, value->bytes(), {}};
        default:
            return {};
        }
    }
    Operand function(const std::string& name)
    {
        wantOperator("(");
        Operand argument = operand();
        wantOperator(")");
        bool text = argument.kind == Operand::Kind::Text;
        bool ascii = std::all_of(argument.text.begin(), argument.text.end(), [](char c) { return c > 0; });
        if (argument.kind == Operand::Kind::Null)
            return argument;
        if (name == "length" || name == "char_length" || name == "character_length") {
            // length() counts bytes in MySQL; in ASCII both are one.
            if (!text || !isValidUtf8(argument.text) || (name == "length" && !ascii))
                return {};
            return {Operand::Kind::Number, std::to_string(codePointCount(argument.text)), {}};
        }
        if ((name == "upper" || name == "lower") && text && ascii) {
            argument.text = name == "upper" ? toUpperAscii(argument.text) : toLowerAscii(argument.text);
            return argument;
        }
        if (name == "upper" || name == "lower")
            return {};
        throw NotUnderstood();
    }

    const CheckValues& m_values;
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
};

} // namespace

CheckOutcome evaluateCheck(const SqlText& expression, const CheckValues& values)
{
    if (expression.text.size() > maxLength)
        return CheckOutcome::Unknown;
    try {
        switch (Evaluator(expression, values).run()) {
        case Truth::False:
            return CheckOutcome::Violated;
        case Truth::True:
        case Truth::Null:
            return CheckOutcome::Holds;
        case Truth::Unsure:
            break;
        }
    } catch (const NotUnderstood&) { }
    return CheckOutcome::Unknown;
}

} // namespace relata
