#include "core/convert/expression/printer.h"

#include "core/convert/expression/resolver.h"

#include "core/sql/type_compiler.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::convert_internal {
namespace {

bool isComparison(const std::string& text)
{
    return text == "=" || text == "<>" || text == "<" || text == "<=" || text == ">" || text == ">=";
}

bool isAscii(const std::string& text)
{
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

// Whether case matters to a pattern.
bool hasLetters(const Expression& pattern)
{
    return pattern.kind != ExprKind::String || toLowerAscii(pattern.text) != toUpperAscii(pattern.text)
        || !isAscii(pattern.text);
}

} // namespace

Printer::Printer(const SqlDialect& target)
    : m_target(target)
    , m_rules(target.traits().expressions ? *target.traits().expressions : standardExpressionRules())
    , m_identifiers(target.traits())
{ }

void Printer::remark(std::string_view text)
{
    if (!text.empty() && std::find(m_remarks.begin(), m_remarks.end(), text) == m_remarks.end())
        m_remarks.emplace_back(text);
}

std::string Printer::condition(const ExprPtr& expression)
{
    return piece(*expression, Place::Condition).text;
}

std::string Printer::value(const ExprPtr& expression)
{
    return piece(*expression, Place::Value).text;
}

std::string Printer::part(const ExprPtr& expression, int strength, Place place)
{
    Piece inner = piece(*expression, place);
    return inner.strength < strength ? "(" + inner.text + ")" : inner.text;
}

bool Printer::isPredicate(const Expression& expression) const
{
    switch (expression.kind) {
    case ExprKind::Binary:
        return expression.text == "AND" || expression.text == "OR" || isComparison(expression.text);
    case ExprKind::Unary:
        return expression.text == "NOT";
    case ExprKind::In:
    case ExprKind::Between:
    case ExprKind::Like:
    case ExprKind::IsNull:
    case ExprKind::NullSafeEquals:
    case ExprKind::Exists:
    case ExprKind::Regex:
        return true;
    default:
        return false;
    }
}

Printer::Piece Printer::piece(const Expression& expression, Place place)
{
    bool isTruth = isPredicate(expression);
    if (place == Place::Value && isTruth && !m_rules.predicatesAreValues)
        return predicateAsValue(expression);
    if (place == Place::Condition && !isTruth)
        return valueAsCondition(expression);
    return plain(expression, place);
}

Printer::Piece Printer::predicateAsValue(const Expression& expression)
{
    std::string text = plain(expression, Place::Condition).text;
    return {fmt::format("CASE WHEN {} THEN 1 WHEN NOT ({}) THEN 0 END", text, text), atomStrength};
}

Printer::Piece Printer::valueAsCondition(const Expression& expression)
{
    if (expression.kind == ExprKind::Boolean && !m_rules.booleansAreConditions)
        return {expression.text == "true" ? "1 = 1" : "1 = 0", predicateStrength};
    if (expression.valueClass == ValueClass::Boolean) {
        Piece inner = plain(expression, m_rules.booleansAreConditions ? Place::Condition : Place::Value);
        if (m_rules.booleansAreConditions)
            return inner;
        std::string text = inner.strength < concatenationStrength ? "(" + inner.text + ")" : inner.text;
        return {text + " = " + std::string(m_rules.trueText), predicateStrength};
    }
    if (expression.kind == ExprKind::Null)
        return {m_rules.booleansAreConditions ? "NULL" : "NULL = 1", predicateStrength};
    bool isNumber = expression.valueClass == ValueClass::Integer
        || expression.valueClass == ValueClass::Decimal || expression.valueClass == ValueClass::Float;
    if (!isNumber)
        throw Untranslatable("it takes a value for a truth that is neither a boolean nor a number");
    Piece inner = plain(expression, Place::Value);
    if (m_rules.numbersAreConditions)
        return inner;
    std::string text = inner.strength < concatenationStrength ? "(" + inner.text + ")" : inner.text;
    return {text + " <> 0", predicateStrength};
}

std::string Printer::string(const std::string& text) const
{
    if (text.find('\0') != std::string::npos || !isValidUtf8(text))
        throw Untranslatable("a text in it is not valid UTF-8");
    return (isAscii(text) ? std::string() : std::string(m_rules.stringPrefix)) + m_identifiers.literal(text);
}

Printer::Piece Printer::plain(const Expression& expression, Place place)
{
    remark(expression.remark);
    switch (expression.kind) {
    case ExprKind::Null:
        return {"NULL", atomStrength};
    case ExprKind::Boolean:
        return {std::string(expression.text == "true" ? m_rules.trueText : m_rules.falseText), atomStrength};
    case ExprKind::Number:
        return {expression.text, expression.text.starts_with('-') ? unaryStrength : atomStrength};
    case ExprKind::String:
        if (expression.text.empty() && m_rules.emptyStringIsNull)
            remark("'' is NULL");
        return {string(expression.text), atomStrength};
    case ExprKind::Blob:
        return {m_target.valueLiteral(Value::binary(expression.text).view()), atomStrength};
    case ExprKind::Column:
        return {
            (expression.qualifier.empty() ? std::string() : m_identifiers.quote(expression.qualifier) + ".")
                + m_identifiers.quote(expression.text),
            atomStrength};
    case ExprKind::Star:
        return {"*", atomStrength};
    case ExprKind::Unary:
        if (expression.text == "NOT")
            return {"NOT " + part(expression.args.front(), predicateStrength, Place::Condition),
                negationStrength};
        return {expression.text + part(expression.args.front(), atomStrength), unaryStrength};
    case ExprKind::Binary:
        return binary(expression);
    case ExprKind::Function:
        return function(expression);
    case ExprKind::Case:
        return {caseText(expression, place), atomStrength};
    case ExprKind::Cast:
        return {cast(expression), atomStrength};
    case ExprKind::In:
        return membership(expression);
    case ExprKind::Between:
        return {fmt::format("{} {}BETWEEN {} AND {}", part(expression.args[0], concatenationStrength),
                    expression.negated ? "NOT " : "", part(expression.args[1], concatenationStrength),
                    part(expression.args[2], concatenationStrength)),
            predicateStrength};
    case ExprKind::Like:
        return like(expression);
    case ExprKind::IsNull:
        return {part(expression.args.front(), concatenationStrength)
                + (expression.negated ? " IS NOT NULL" : " IS NULL"),
            predicateStrength};
    case ExprKind::NullSafeEquals:
        return nullSafeEquals(expression);
    case ExprKind::Exists:
        return {std::string(expression.negated ? "NOT " : "") + "EXISTS (" + query(*expression.query) + ")",
            expression.negated ? negationStrength : atomStrength};
    case ExprKind::Subquery:
        return {"(" + query(*expression.query) + ")", atomStrength};
    case ExprKind::Regex:
        return regex(expression);
    case ExprKind::Collate:
        throw Untranslatable(m_target.traits().displayName + " has no collation that ignores case");
    case ExprKind::Interval:
        throw Untranslatable("it keeps an interval");
    case ExprKind::Tuple:
        break;
    }
    throw Untranslatable("it compares several values at once");
}

Printer::Piece Printer::binary(const Expression& expression)
{
    const std::string& sign = expression.text;
    auto joined = [&](int left, int right, Place place) {
        return part(expression.args[0], left, place) + " " + sign + " "
            + part(expression.args[1], right, place);
    };
    if (sign == "OR")
        return {joined(disjunctionStrength, conjunctionStrength, Place::Condition), disjunctionStrength};
    if (sign == "AND")
        return {joined(conjunctionStrength, negationStrength, Place::Condition), conjunctionStrength};
    if (isComparison(sign)) {
        for (const ExprPtr& side : expression.args) {
            if (m_rules.emptyStringIsNull && side->kind == ExprKind::String && side->text.empty())
                throw Untranslatable("it compares with '', which is NULL there");
        }
        return {joined(concatenationStrength, concatenationStrength, Place::Value), predicateStrength};
    }
    if (sign == "||")
        return concatenation(expression);
    if (sign == "+" || sign == "-")
        return {joined(sumStrength, productStrength, Place::Value), sumStrength};
    return {joined(productStrength, unaryStrength, Place::Value), productStrength};
}

Printer::Piece Printer::concatenation(const Expression& expression)
{
    // a || b || c is a list: it reads better, and CONCAT takes any number.
    std::vector<const Expression*> parts;
    const Expression* left = &expression;
    while (left->kind == ExprKind::Binary && left->text == "||") {
        parts.insert(parts.begin(), left->args[1].get());
        left = left->args[0].get();
    }
    parts.insert(parts.begin(), left);
    std::vector<std::string> texts;
    for (const Expression* item : parts) {
        const Expression* shown = item;
        if (m_rules.emptyStringIsNull) {
            bool filled = item->kind == ExprKind::Function && item->text == "coalesce"
                && item->args.size() == 2 && item->args[1]->kind == ExprKind::String
                && item->args[1]->text.empty();
            if (filled)
                shown = item->args[0].get(); // NULL joins like '' anyway
            else if (!isLiteral(*item))
                remark(item->kind == ExprKind::Column && !item->nullable
                        ? ""
                        : "joining with NULL gives the other text, not NULL");
        }
        Piece inner = piece(*shown, Place::Value);
        bool isText = item->valueClass == ValueClass::Text || item->valueClass == ValueClass::Null;
        if (!isText && (m_rules.concat == ConcatStyle::Plus || m_rules.strictTypes)) {
            SqlType text = SqlType::of(TypeKind::Text);
            text.national = !m_target.traits().varcharIsUnicode;
            std::string name =
                m_rules.castType ? m_rules.castType(text) : m_target.typeCompiler().compile(text);
            inner = {fmt::format("CAST({} AS {})", inner.text, name), atomStrength};
        }
        bool isList = m_rules.concat == ConcatStyle::Function;
        texts.push_back(!isList && inner.strength < unaryStrength ? "(" + inner.text + ")" : inner.text);
    }
    switch (m_rules.concat) {
    case ConcatStyle::Function:
        return {"CONCAT(" + join(texts, ", ") + ")", atomStrength};
    case ConcatStyle::Plus:
        return {join(texts, " + "), sumStrength};
    case ConcatStyle::Pipes:
        break;
    }
    return {join(texts, " || "), concatenationStrength};
}

Printer::Piece Printer::function(const Expression& expression)
{
    int count = static_cast<int>(expression.args.size());
    if (expression.text == "jsonText" || expression.text == "jsonPart")
        return json(expression);
    if (expression.text == "addTime")
        return addTime(expression);
    const FunctionWriting* writing = findWriting(m_rules, expression.text, count);
    if (!writing)
        throw Untranslatable(
            fmt::format("{} has no function for {}", m_target.traits().displayName, expression.text));
    remark(writing->remark);
    if (expression.text == "joinText")
        return joinText(expression, std::string(writing->pattern));
    std::vector<ExprPtr> args = expression.args;
    bool filterInside = expression.filter && !m_rules.filterClause;
    if (filterInside) { // count(*) FILTER (WHERE c) is count(CASE WHEN c THEN 1 END)
        ExprPtr kept =
            args.front()->kind == ExprKind::Star ? makeExpression(ExprKind::Number, "1") : args.front();
        args.front() = makeExpression(ExprKind::Case, "", {expression.filter, kept});
    }
    // PostgreSQL rounds floats to whole numbers only.
    bool roundsFloat = expression.text == "round" && count == 2 && m_rules.strictTypes
        && args.front()->valueClass == ValueClass::Float;
    bool isMod = expression.text == "mod" && m_rules.modOperator;
    std::string_view pattern = isMod ? std::string_view("{0} % {1}") : writing->pattern;
    bool isOperator = isMod || expression.text == "intDiv";
    auto text = [&](std::size_t i) {
        bool isTight = expression.text.starts_with("collate") || expression.text == "foldAscii"
            || expression.text == "daysBetween";
        std::string argument = part(args[i],
            isTight          ? atomStrength
                : isOperator ? unaryStrength
                             : disjunctionStrength);
        if (roundsFloat && i == 0)
            argument = "CAST(" + argument + " AS NUMERIC)";
        return i == 0 && expression.distinct ? "DISTINCT " + argument : argument;
    };
    std::string result;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        bool isPlace = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}'
            && (pattern[i + 1] == '*' || static_cast<std::size_t>(pattern[i + 1] - '0') < args.size());
        if (!isPlace) { // also "{8}" in a regular expression
            result += pattern[i];
            continue;
        }
        if (pattern[i + 1] == '*') {
            for (std::size_t a = 0; a < args.size(); ++a)
                result += (a > 0 ? ", " : "") + text(a);
        } else {
            result += text(static_cast<std::size_t>(pattern[i + 1] - '0'));
        }
        i += 2;
    }
    if (expression.filter && !filterInside)
        result += " FILTER (WHERE " + condition(expression.filter) + ")";
    if (expression.window)
        result += window(expression);
    return {
        result, isOperator && pattern.find('(') == std::string_view::npos ? productStrength : atomStrength};
}

Printer::Piece Printer::like(const Expression& expression)
{
    const ExprPtr& pattern = expression.args[1];
    std::string left = part(expression.args[0], concatenationStrength);
    std::string right = part(pattern, concatenationStrength);
    bool sourceEscapes = expression.backslashEscapes;
    bool hasBackslash = pattern->kind != ExprKind::String || pattern->text.find('\\') != std::string::npos;
    if (m_rules.likeBrackets
        && (pattern->kind != ExprKind::String || pattern->text.find('[') != std::string::npos))
        throw Untranslatable("[ is a wildcard of LIKE there");
    std::string escape;
    if (expression.args.size() == 3) {
        escape = " ESCAPE " + part(expression.args[2], concatenationStrength);
    } else if (hasBackslash && sourceEscapes && !m_rules.likeBackslash) {
        escape = " ESCAPE " + string("\\");
    } else if (hasBackslash && !sourceEscapes && m_rules.likeBackslash) {
        if (pattern->kind != ExprKind::String)
            remark("a backslash in the pattern escapes");
        else
            right = string(replaceAll(pattern->text, "\\", "\\\\"));
    }
    std::string word = "LIKE";
    if (expression.ignoreCase) {
        if (m_rules.ilike) {
            word = "ILIKE";
        } else if (m_rules.like == LikeCase::Sensitive) {
            left = "UPPER(" + left + ")";
            right = "UPPER(" + right + ")";
        }
    } else if (m_rules.like != LikeCase::Sensitive && hasLetters(*pattern)) {
        remark("LIKE ignores case");
    }
    return {left + (expression.negated ? " NOT " : " ") + word + " " + right + escape, predicateStrength};
}

Printer::Piece Printer::nullSafeEquals(const Expression& expression)
{
    std::string left = part(expression.args[0], concatenationStrength);
    std::string right = part(expression.args[1], concatenationStrength);
    std::string_view word = expression.negated ? m_rules.nullSafeUnequals : m_rules.nullSafeEquals;
    if (!word.empty())
        return {left + " " + std::string(word) + " " + right, predicateStrength};
    std::string equal;
    if (!m_rules.nullSafeEquals.empty()) {
        equal = left + " " + std::string(m_rules.nullSafeEquals) + " " + right;
    } else {
        bool constant = expression.args[1]->kind == ExprKind::Boolean
            || expression.args[1]->kind == ExprKind::Number || expression.args[1]->kind == ExprKind::String;
        equal = constant
            ? fmt::format("{0} = {1} AND {0} IS NOT NULL", left, right)
            : fmt::format("{0} = {1} AND {0} IS NOT NULL AND {1} IS NOT NULL OR {0} IS NULL AND {1} IS NULL",
                left, right);
    }
    return expression.negated ? Piece{"NOT (" + equal + ")", negationStrength}
                              : Piece{"(" + equal + ")", atomStrength};
}

Printer::Piece Printer::membership(const Expression& expression)
{
    std::string text =
        part(expression.args[0], concatenationStrength) + (expression.negated ? " NOT IN (" : " IN (");
    if (expression.query) {
        text += query(*expression.query);
    } else {
        for (std::size_t i = 1; i < expression.args.size(); ++i) {
            if (m_rules.emptyStringIsNull && expression.args[i]->kind == ExprKind::String
                && expression.args[i]->text.empty())
                throw Untranslatable("it compares with '', which is NULL there");
            text += (i > 1 ? ", " : "") + part(expression.args[i], disjunctionStrength);
        }
    }
    return {text + ")", predicateStrength};
}

std::string Printer::caseText(const Expression& expression, Place)
{
    std::string text = "CASE";
    std::size_t first = expression.hasOperand ? 1 : 0;
    std::size_t last = expression.args.size() - (expression.hasElse ? 1 : 0);
    if (expression.hasOperand)
        text += " " + part(expression.args[0], disjunctionStrength);
    for (std::size_t i = first; i + 1 < last; i += 2) {
        text += " WHEN "
            + part(expression.args[i], disjunctionStrength,
                expression.hasOperand ? Place::Value : Place::Condition);
        text += " THEN " + part(expression.args[i + 1], disjunctionStrength);
    }
    if (expression.hasElse)
        text += " ELSE " + part(expression.args.back(), disjunctionStrength);
    return text + " END";
}

std::string Printer::cast(const Expression& expression)
{
    const Expression& argument = *expression.args.front();
    if (argument.kind == ExprKind::String
        && (expression.type.kind == TypeKind::Date || expression.type.kind == TypeKind::Time
            || expression.type.kind == TypeKind::DateTime)) {
        if (m_rules.temporalLiterals == TemporalLiterals::Plain)
            return string(argument.text);
        if (m_rules.temporalLiterals == TemporalLiterals::Keyword) {
            if (expression.type.kind == TypeKind::Time && !m_target.traits().supportsTime)
                throw Untranslatable("it names a time of day");
            const char* word = expression.type.kind == TypeKind::Date ? "DATE "
                : expression.type.kind == TypeKind::Time              ? "TIME "
                                                                      : "TIMESTAMP ";
            // The keyword's text must have a time.
            std::string text = argument.text;
            if (expression.type.kind == TypeKind::DateTime && text.size() == 10)
                text += " 00:00:00";
            return word + string(text);
        }
    }
    std::string_view meaning = expression.type.kind == TypeKind::Date ? "toDate"
        : expression.type.kind == TypeKind::DateTime                  ? "toDateTime"
                                                                      : "";
    if (const FunctionWriting* writing = findWriting(m_rules, meaning, 1))
        return replaceAll(
            std::string(writing->pattern), "{0}", part(expression.args.front(), disjunctionStrength));
    SqlType type = expression.type;
    type.national = type.national || !m_target.traits().varcharIsUnicode;
    std::string name = m_rules.castType ? m_rules.castType(type) : m_target.typeCompiler().compile(type);
    if (name.empty())
        throw Untranslatable(fmt::format("{} has no such cast", m_target.traits().displayName));
    return "CAST(" + part(expression.args.front(), disjunctionStrength) + " AS " + name + ")";
}

} // namespace relata::convert_internal
