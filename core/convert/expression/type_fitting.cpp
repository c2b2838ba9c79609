// Makes values that meet be of one type: both sides of a comparison, the results of a CASE, a default and its
// column.
#include "core/convert/expression/resolver.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::convert_internal {
namespace {

bool isTemporal(ValueClass value)
{
    return value == ValueClass::Date || value == ValueClass::Time || value == ValueClass::DateTime;
}

// 2024-02-29, 12:34:56[.789], or both: what every dialect's temporal literals take.
bool isTemporalText(std::string_view text, TypeKind kind)
{
    auto digits = [&](std::size_t at, std::size_t count) {
        return text.size() >= at + count
            && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                text.begin() + static_cast<std::ptrdiff_t>(at + count),
                [](char c) { return c >= '0' && c <= '9'; });
    };
    bool date = digits(0, 4) && digits(5, 2) && digits(8, 2) && text[4] == '-' && text[7] == '-';
    auto clock = [&](std::size_t at) {
        if (!digits(at, 2) || !digits(at + 3, 2) || !digits(at + 6, 2) || text[at + 2] != ':'
            || text[at + 5] != ':')
            return false;
        std::string_view rest = text.substr(at + 8);
        return rest.empty()
            || (rest.front() == '.' && rest.size() > 1 && rest.size() <= 7
                && rest.find_first_not_of("0123456789", 1) == std::string_view::npos);
    };
    if (kind == TypeKind::Date)
        return date && text.size() == 10;
    if (kind == TypeKind::Time)
        return clock(0);
    return date && (text.size() == 10 || (text[10] == ' ' && clock(11)));
}

bool isNumberText(std::string_view text)
{
    if (text.starts_with('-'))
        text.remove_prefix(1);
    std::size_t dot = text.find('.');
    return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos && dot != 0
        && (dot == std::string_view::npos
            || (dot + 1 < text.size() && text.find('.', dot + 1) == std::string_view::npos));
}

} // namespace

void Resolver::requireSmall(const Expression& expression) const
{
    if (expression.large && !m_rules.comparesLargeText)
        throw Untranslatable("it compares unbounded text, which " + m_target.displayName + " does not");
}

// Makes two compared values comparable everywhere: booleans and the numbers that stand for them, texts that
// are dates.
void Resolver::unify(ExprPtr& a, ExprPtr& b, Use use) const
{
    if (use == Use::Comparison) {
        requireSmall(*a);
        requireSmall(*b);
        foldBoth(a, b);
    }
    auto asBoolean = [](ExprPtr& literal) {
        if (literal->kind != ExprKind::Number || (literal->text != "0" && literal->text != "1"))
            throw Untranslatable("it compares a boolean with a number");
        literal = makeExpression(ExprKind::Boolean, literal->text == "1" ? "true" : "false");
        literal->valueClass = ValueClass::Boolean;
    };
    auto asNumber = [](ExprPtr& literal) {
        if (literal->kind != ExprKind::Boolean)
            throw Untranslatable("it compares a boolean with a number");
        literal = makeExpression(ExprKind::Number, literal->text == "true" ? "1" : "0");
        literal->valueClass = ValueClass::Integer;
    };
    auto asTemporal = [](ExprPtr& literal, ValueClass wanted) {
        TypeKind kind = wanted == ValueClass::Date ? TypeKind::Date
            : wanted == ValueClass::Time           ? TypeKind::Time
                                                   : TypeKind::DateTime;
        if (literal->kind != ExprKind::String || !isTemporalText(literal->text, kind))
            throw Untranslatable("it compares a time with a text");
        ExprPtr cast = makeExpression(ExprKind::Cast, "", {literal});
        cast->type = SqlType::of(kind);
        cast->valueClass = wanted;
        literal = cast;
    };
    ValueClass left = a->valueClass;
    ValueClass right = b->valueClass;
    if (left == right || left == ValueClass::Null || right == ValueClass::Null)
        return;
    if (left == ValueClass::Boolean && right == ValueClass::Integer)
        return b->kind == ExprKind::Number ? asBoolean(b) : asNumber(a);
    if (right == ValueClass::Boolean && left == ValueClass::Integer)
        return a->kind == ExprKind::Number ? asBoolean(a) : asNumber(b);
    if (isNumber(left) && isNumber(right))
        return;
    if (isTemporal(left) && right == ValueClass::Text)
        return asTemporal(b, left);
    if (isTemporal(right) && left == ValueClass::Text)
        return asTemporal(a, right);
    if (isTemporal(left) && isTemporal(right) && left != ValueClass::Time && right != ValueClass::Time) {
        if (!m_target.loosePlainTypes)
            return;
        ExprPtr& date = left == ValueClass::Date ? a : b; // texts there: '2024-01-01' is before its midnight
        ExprPtr cast = makeExpression(ExprKind::Cast, "", {date});
        cast->type = SqlType::of(TypeKind::DateTime);
        cast->valueClass = ValueClass::DateTime;
        date = cast;
        return;
    }
    if (left == ValueClass::Enumeration && right == ValueClass::Text)
        return b->kind == ExprKind::String ? void() : castToText(a);
    if (right == ValueClass::Enumeration && left == ValueClass::Text)
        return a->kind == ExprKind::String ? void() : castToText(b);
    auto isOther = [](ValueClass value) { return value == ValueClass::Other || value == ValueClass::Json; };
    if ((isOther(left) && b->kind == ExprKind::String) || (isOther(right) && a->kind == ExprKind::String))
        return;
    if (m_target.loosePlainTypes
        || ((left == ValueClass::Unknown || right == ValueClass::Unknown) && !m_rules.strictTypes))
        return;
    throw Untranslatable("it compares values of different types");
}

ExprPtr Resolver::fit(const ExprPtr& expression, ValueClass wanted) const
{
    ExprPtr result = expression;
    if (isTemporal(wanted) && m_target.temporalStringsConvert) {
        TypeKind kind = wanted == ValueClass::Date ? TypeKind::Date
            : wanted == ValueClass::Time           ? TypeKind::Time
                                                   : TypeKind::DateTime;
        const ExprPtr& literal = result->kind == ExprKind::Cast ? result->args.front() : result;
        if (literal->kind == ExprKind::String && isTemporalText(literal->text, kind))
            return literal;
    }
    if (result->kind == ExprKind::String && isNumber(wanted)) {
        if (!isNumberText(result->text))
            throw Untranslatable("a text stands where a number should");
        result = makeExpression(ExprKind::Number, result->text);
        result->valueClass = wanted;
        return result;
    }
    if (isLiteral(*result) && wanted == ValueClass::Text && result->kind == ExprKind::Number) {
        result = makeExpression(ExprKind::String, result->text);
        result->valueClass = ValueClass::Text;
        return result;
    }
    if (result->kind == ExprKind::Function && result->text == "now" && wanted == ValueClass::Date)
        result->text = "today";
    if (wanted == ValueClass::Text && m_target.loosePlainTypes)
        return result;
    if (result->kind == ExprKind::String && wanted == ValueClass::Boolean) {
        ExprPtr cast = makeExpression(ExprKind::Cast, "", {result});
        cast->type = SqlType::of(TypeKind::Boolean);
        return castLiteral(cast);
    }
    if (result->kind == ExprKind::String && (wanted == ValueClass::Binary || wanted == ValueClass::Unknown))
        return result;
    ExprPtr column = makeExpression(ExprKind::Column);
    column->valueClass = wanted;
    bool clock = isTemporal(result->valueClass) && isTemporal(wanted);
    if (!clock)
        unify(column, result);
    return result;
}

ValueClass Resolver::common(const std::vector<ExprPtr*>& values) const
{
    ExprPtr* first = nullptr;
    for (ExprPtr* value : values) {
        if ((*value)->valueClass != ValueClass::Null && !isLiteral(**value)) {
            first = value;
            break;
        }
    }
    if (!first) {
        for (ExprPtr* value : values) {
            if ((*value)->valueClass != ValueClass::Null)
                first = value;
        }
    }
    if (!first)
        return ValueClass::Null;
    ValueClass result = (*first)->valueClass;
    for (ExprPtr* value : values) {
        if (value != first)
            unify(*first, *value, Use::Result);
        ValueClass other = (*value)->valueClass;
        if (isNumber(other) && isNumber(result) && static_cast<int>(other) > static_cast<int>(result))
            result = other; // Integer < Decimal < Float
    }
    return result;
}

ExprPtr Resolver::castLiteral(const ExprPtr& cast) const
{
    const std::string& text = cast->args.front()->text;
    auto number = [&](const std::string& digits) {
        ExprPtr result = makeExpression(ExprKind::Number, digits);
        result->valueClass =
            digits.find('.') == std::string::npos ? ValueClass::Integer : ValueClass::Decimal;
        return result;
    };
    switch (cast->type.kind) {
    case TypeKind::Text:
    case TypeKind::String:
        return cast->args.front();
    case TypeKind::Boolean: {
        bool yes = isOneOf(toLowerAscii(text), {"t", "true", "1", "yes", "on", "y"});
        if (!yes && !isOneOf(toLowerAscii(text), {"f", "false", "0", "no", "off", "n"}))
            throw Untranslatable("a boolean is written in a way of its own");
        ExprPtr result = makeExpression(ExprKind::Boolean, yes ? "true" : "false");
        result->valueClass = ValueClass::Boolean;
        return result;
    }
    case TypeKind::SmallInteger:
    case TypeKind::Integer:
    case TypeKind::BigInteger:
    case TypeKind::Numeric:
    case TypeKind::Float:
    case TypeKind::Double:
        if (!isNumberText(text))
            throw Untranslatable("a number is written in a way of its own");
        return number(text);
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::DateTime:
        if (equalsIgnoreCase(text, "now") && cast->type.kind != TypeKind::Time) {
            bool isDate = cast->type.kind == TypeKind::Date;
            ExprPtr result = makeExpression(ExprKind::Function, isDate ? "today" : "now");
            result->valueClass = isDate ? ValueClass::Date : ValueClass::DateTime;
            return result;
        }
        if (!isTemporalText(text, cast->type.kind) || cast->type.timezone)
            throw Untranslatable("a time is written in a way of its own");
        cast->type = SqlType::of(cast->type.kind);
        cast->valueClass = classOf(cast->type);
        return cast;
    case TypeKind::Json:
    case TypeKind::Uuid:
        return cast->args.front(); // the column's type takes the text
    default:
        break;
    }
    if (m_types && m_types(cast->type.name))
        return cast->args.front();
    throw Untranslatable(
        fmt::format("it casts to {}", cast->type.name.empty() ? toString(cast->type.kind) : cast->type.name));
}

ExprPtr Resolver::resolveCast(const ExprPtr& cast)
{
    const ExprPtr& argument = cast->args.front();
    if (argument->kind == ExprKind::String)
        return castLiteral(cast);
    if (argument->kind == ExprKind::Null)
        return argument;
    ValueClass from = argument->valueClass;
    ValueClass to = classOf(cast->type);
    cast->valueClass = to;
    bool plain = !cast->type.length && !cast->type.precision;
    if (plain && from == to && from != ValueClass::Other && from != ValueClass::Json
        && from != ValueClass::Unknown && from != ValueClass::Integer)
        return argument;
    if (from == ValueClass::Integer && to == ValueClass::Integer)
        return argument; // one size of integers to another
    if (to == ValueClass::Text && from == ValueClass::Other && argument->kind == ExprKind::Column && plain
        && !m_rules.strictTypes)
        return argument; // an enumeration, which is text there
    if (isNumber(from) && isNumber(to)) {
        if (isLiteral(*argument) && to != ValueClass::Integer && plain)
            return argument;
        if (from != ValueClass::Integer && to == ValueClass::Integer)
            throw Untranslatable(
                "it turns decimals into an integer, which rounds in some dialects and cuts in others");
        return cast;
    }
    if (to == ValueClass::Text
        && (from == ValueClass::Integer || from == ValueClass::Text || from == ValueClass::Enumeration))
        return cast;
    if ((from == ValueClass::DateTime && to == ValueClass::Date)
        || (from == ValueClass::Date && to == ValueClass::DateTime))
        return cast;
    if (from == ValueClass::Text && cast->type.length)
        return cast;
    throw Untranslatable(
        fmt::format("it casts to {}", cast->type.name.empty() ? toString(cast->type.kind) : cast->type.name));
}

} // namespace relata::convert_internal
