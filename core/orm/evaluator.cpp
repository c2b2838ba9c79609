#include "core/orm/evaluator.h"

#include "core/orm/session_impl.h"
#include "core/util/strings.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace relata {
namespace {

using ast::Expr;
using ast::ExprKind;
using ast::Op;

std::optional<double> asNumber(const Value& value)
{
    switch (value.tag()) {
    case ValueTag::Boolean:
    case ValueTag::Integer:
        return static_cast<double>(value.integer());
    case ValueTag::Real:
        return value.real();
    case ValueTag::Number: {
        double number = 0;
        const std::string& text = value.bytes();
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size())
            return number;
        return {};
    }
    default:
        return {};
    }
}

bool isInteger(const Value& value)
{
    return value.tag() == ValueTag::Integer || value.tag() == ValueTag::Boolean;
}

// -1, 0, 1; nothing where they cannot be compared here.
std::optional<int> compared(const Value& a, const Value& b)
{
    if (isInteger(a) && isInteger(b))
        return a.integer() < b.integer() ? -1 : a.integer() > b.integer() ? 1 : 0;
    std::optional<double> left = asNumber(a);
    std::optional<double> right = asNumber(b);
    if (left && right)
        return *left < *right ? -1 : *left > *right ? 1 : 0;
    if (left || right)
        return {};
    int order = a.bytes().compare(b.bytes());
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

std::optional<bool> truth(const Value& value)
{
    if (value.isNull())
        return {};
    std::optional<double> number = asNumber(value);
    return number && *number != 0;
}

Value boolean(std::optional<bool> value)
{
    return value ? Value::boolean(*value) : Value();
}

// LIKE with % and _; case counts.
bool isLike(std::string_view text, std::string_view pattern, std::string_view escape)
{
    while (!pattern.empty()) {
        char c = pattern.front();
        if (!escape.empty() && c == escape.front() && pattern.size() > 1) {
            pattern.remove_prefix(1);
            if (text.empty() || text.front() != pattern.front())
                return false;
        } else if (c == '%') {
            pattern.remove_prefix(1);
            for (std::size_t i = 0; i <= text.size(); ++i) {
                if (isLike(text.substr(i), pattern, escape))
                    return true;
            }
            return false;
        } else if (text.empty()) {
            return false;
        } else if (c == '_') {
            std::size_t bytes = 1;
            while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80)
                ++bytes;
            text.remove_prefix(bytes);
            pattern.remove_prefix(1);
            continue;
        } else if (text.front() != c) {
            return false;
        }
        text.remove_prefix(1);
        pattern.remove_prefix(1);
    }
    return text.empty();
}

std::optional<Value> arithmetic(Op op, const Value& a, const Value& b)
{
    if (a.isNull() || b.isNull())
        return Value();
    if (isInteger(a) && isInteger(b)) {
        std::int64_t result = 0;
        switch (op) {
        case Op::Add:
            if (!__builtin_add_overflow(a.integer(), b.integer(), &result))
                return Value(result);
            return {};
        case Op::Sub:
            if (!__builtin_sub_overflow(a.integer(), b.integer(), &result))
                return Value(result);
            return {};
        case Op::Mul:
            if (!__builtin_mul_overflow(a.integer(), b.integer(), &result))
                return Value(result);
            return {};
        default:
            return {}; // division of integers differs between servers
        }
    }
    // Decimals would lose digits in a double.
    if (a.tag() == ValueTag::Number || b.tag() == ValueTag::Number)
        return {};
    std::optional<double> left = asNumber(a);
    std::optional<double> right = asNumber(b);
    if (!left || !right) {
        bool texts = a.tag() == ValueTag::Text && b.tag() == ValueTag::Text;
        return op == Op::Add && texts ? std::optional<Value>(Value(a.bytes() + b.bytes())) : std::nullopt;
    }
    switch (op) {
    case Op::Add:
        return Value::real(*left + *right);
    case Op::Sub:
        return Value::real(*left - *right);
    case Op::Mul:
        return Value::real(*left * *right);
    default:
        return {};
    }
}

class Evaluator
{
public:
    explicit Evaluator(const AttributeReader& read) : m_read(read) { }
    std::optional<Value> operator()(const Expr& expr) const;

private:
    std::optional<Value> binary(const Expr& expr) const;
    std::optional<Value> connective(const Expr& expr) const;
    std::optional<Value> membership(const Expr& expr, const Value& value) const;
    std::optional<Value> function(const Expr& expr) const;
    std::optional<Value> caseExpression(const Expr& expr) const;
    const AttributeReader& m_read;
};

std::optional<Value> Evaluator::connective(const Expr& expr) const
{
    bool isAnd = expr.op == Op::And;
    bool unknown = false;
    for (const ast::ExprPtr& arg : expr.args) {
        std::optional<Value> value = (*this)(*arg);
        if (!value)
            return {};
        std::optional<bool> is = truth(*value);
        if (!is)
            unknown = true;
        else if (*is != isAnd)
            return Value::boolean(!isAnd);
    }
    return unknown ? Value() : Value::boolean(isAnd);
}

std::optional<Value> Evaluator::membership(const Expr& expr, const Value& value) const
{
    std::vector<Value> values;
    const Expr& list = *expr.args[1];
    if (list.kind == ExprKind::InList && list.width == 1) {
        values = list.values;
    } else if (list.kind == ExprKind::List) {
        for (const ast::ExprPtr& arg : list.args) {
            std::optional<Value> one = (*this)(*arg);
            if (!one)
                return {};
            values.push_back(std::move(*one));
        }
    } else {
        return {};
    }
    bool negated = expr.op == Op::NotIn;
    bool unknown = value.isNull() && !values.empty();
    for (const Value& one : values) {
        if (value.isNull() || one.isNull()) {
            unknown = true;
            continue;
        }
        std::optional<int> order = compared(value, one);
        if (order && *order == 0)
            return Value::boolean(!negated);
    }
    return unknown ? Value() : Value::boolean(negated);
}

std::optional<Value> Evaluator::binary(const Expr& expr) const
{
    std::optional<Value> a = (*this)(*expr.args[0]);
    if (!a)
        return {};
    if (expr.op == Op::In || expr.op == Op::NotIn)
        return membership(expr, *a);
    std::optional<Value> b = (*this)(*expr.args[1]);
    if (!b)
        return {};
    switch (expr.op) {
    case Op::Add:
    case Op::Sub:
    case Op::Mul:
    case Op::Div:
    case Op::Mod:
        return arithmetic(expr.op, *a, *b);
    case Op::Is:
    case Op::IsNot: {
        bool same = sameValue(a->view(), b->view());
        return Value::boolean(same == (expr.op == Op::Is));
    }
    case Op::IsDistinct:
    case Op::IsNotDistinct: {
        std::optional<int> order = a->isNull() || b->isNull() ? std::optional<int>() : compared(*a, *b);
        bool same = a->isNull() || b->isNull() ? a->isNull() && b->isNull() : order && *order == 0;
        return Value::boolean(same == (expr.op == Op::IsNotDistinct));
    }
    default:
        break;
    }
    if (a->isNull() || b->isNull())
        return Value();
    switch (expr.op) {
    case Op::Concat:
        return Value(a->toText() + b->toText());
    case Op::Like:
    case Op::NotLike:
        return Value::boolean(isLike(a->bytes(), b->bytes(), expr.extra) == (expr.op == Op::Like));
    default:
        break;
    }
    std::optional<int> order = compared(*a, *b);
    if (!order)
        return {};
    switch (expr.op) {
    case Op::Eq:
        return Value::boolean(*order == 0);
    case Op::Ne:
        return Value::boolean(*order != 0);
    case Op::Lt:
        return Value::boolean(*order < 0);
    case Op::Le:
        return Value::boolean(*order <= 0);
    case Op::Gt:
        return Value::boolean(*order > 0);
    case Op::Ge:
        return Value::boolean(*order >= 0);
    default:
        return {};
    }
}

namespace {

// substr(text, first, count) in characters; servers differ where `first` is not positive.
std::optional<Value> part(const std::vector<Value>& args)
{
    if (args.size() < 2 || args.size() > 3)
        return {};
    if (std::any_of(args.begin(), args.end(), [](const Value& value) { return value.isNull(); }))
        return Value();
    bool usual = args[0].tag() == ValueTag::Text && args[1].tag() == ValueTag::Integer
        && args[1].integer() > 0
        && (args.size() == 2 || (args[2].tag() == ValueTag::Integer && args[2].integer() >= 0));
    if (!usual)
        return {};
    std::string text;
    std::int64_t number = 0; // of the character, from 1
    for (char c : args[0].bytes()) {
        number += (static_cast<unsigned char>(c) & 0xC0) == 0x80 ? 0 : 1;
        if (number >= args[1].integer()
            && (args.size() == 2 || number - args[1].integer() < args[2].integer()))
            text += c;
    }
    return Value(std::move(text));
}

} // namespace

std::optional<Value> Evaluator::function(const Expr& expr) const
{
    std::vector<Value> args;
    for (const ast::ExprPtr& arg : expr.args) {
        std::optional<Value> value = (*this)(*arg);
        if (!value)
            return {};
        args.push_back(std::move(*value));
    }
    std::string name = toLowerAscii(expr.text);
    if (name == "coalesce") {
        for (const Value& value : args) {
            if (!value.isNull())
                return value;
        }
        return Value();
    }
    if (name == "substr" || name == "substring")
        return part(args);
    if (args.size() != 1)
        return {};
    const Value& value = args.front();
    if (value.isNull())
        return Value();
    bool ascii = true;
    for (unsigned char c : value.bytes())
        ascii = ascii && c < 0x80;
    if (name == "lower" && ascii)
        return Value(toLowerAscii(value.toText()));
    if (name == "upper" && ascii)
        return Value(toUpperAscii(value.toText()));
    if ((name == "length" || name == "char_length") && value.tag() == ValueTag::Text)
        return Value(static_cast<std::int64_t>(codePointCount(value.bytes())));
    if (name == "trim" && value.tag() == ValueTag::Text) {
        std::string_view text = value.bytes();
        while (!text.empty() && text.front() == ' ')
            text.remove_prefix(1);
        while (!text.empty() && text.back() == ' ')
            text.remove_suffix(1);
        return Value(std::string(text));
    }
    if (name == "abs" && isInteger(value) && value.integer() != INT64_MIN)
        return Value(std::abs(value.integer()));
    return {};
}

std::optional<Value> Evaluator::caseExpression(const Expr& expr) const
{
    std::optional<Value> operand;
    if (expr.args[0]) {
        operand = (*this)(*expr.args[0]);
        if (!operand)
            return {};
    }
    for (std::size_t i = 2; i + 1 < expr.args.size(); i += 2) {
        std::optional<Value> when = (*this)(*expr.args[i]);
        if (!when)
            return {};
        bool matches = false;
        if (operand) {
            std::optional<int> order =
                operand->isNull() || when->isNull() ? std::optional<int>() : compared(*operand, *when);
            matches = order && *order == 0;
        } else {
            matches = truth(*when).value_or(false);
        }
        if (matches)
            return (*this)(*expr.args[i + 1]);
    }
    return expr.args[1] ? (*this)(*expr.args[1]) : std::optional<Value>(Value());
}

std::optional<Value> Evaluator::operator()(const Expr& expr) const
{
    switch (expr.kind) {
    case ExprKind::Column:
        return isAttribute(expr) ? m_read(expr.text) : std::nullopt;
    case ExprKind::Literal:
        return expr.value;
    case ExprKind::Null:
        return Value();
    case ExprKind::True:
        return Value::boolean(true);
    case ExprKind::False:
        return Value::boolean(false);
    case ExprKind::List:
        return expr.op == Op::And || expr.op == Op::Or ? connective(expr) : std::nullopt;
    case ExprKind::Binary:
        return binary(expr);
    case ExprKind::Label:
    case ExprKind::Coerced:
        return (*this)(*expr.args[0]);
    case ExprKind::Function:
        return function(expr);
    case ExprKind::Case:
        return caseExpression(expr);
    case ExprKind::Between: {
        std::optional<Value> value = (*this)(*expr.args[0]);
        std::optional<Value> low = (*this)(*expr.args[1]);
        std::optional<Value> high = (*this)(*expr.args[2]);
        if (!value || !low || !high || expr.has(ast::Symmetric))
            return {};
        if (value->isNull() || low->isNull() || high->isNull())
            return Value();
        std::optional<int> a = compared(*value, *low);
        std::optional<int> b = compared(*value, *high);
        if (!a || !b)
            return {};
        return Value::boolean((*a >= 0 && *b <= 0) != expr.has(ast::Negated));
    }
    case ExprKind::Unary: {
        std::optional<Value> value = (*this)(*expr.args[0]);
        if (!value)
            return {};
        if (expr.op == Op::Not) {
            std::optional<bool> is = truth(*value);
            return boolean(is ? std::optional<bool>(!*is) : is);
        }
        if (expr.op == Op::Negate)
            return arithmetic(Op::Sub, Value(0), *value);
        return {};
    }
    default:
        return {};
    }
}

} // namespace

std::optional<Value> evaluate(const Expr& expression, const AttributeReader& read)
{
    return Evaluator(read)(expression);
}

AttributeReader loadedAttributes(const InstanceState& state)
{
    return [&state](const std::string& path) -> std::optional<Value> {
        std::string name = path;
        if (std::size_t dot = path.find('.'); dot != std::string::npos) {
            bool own = false;
            for (const Mapper* mapper = state.mapper; mapper; mapper = mapper->base)
                own = own || path.compare(0, dot, mapper->className) == 0;
            if (!own)
                return {};
            name = path.substr(dot + 1);
        }
        const AttributeName* found = state.mapper->find(name);
        if (!found)
            return {};
        if (found->kind == AttributeKind::Column) {
            const CompactValue& value = state.slot(found->index);
            if (value.isAbsent() && state.has(InstanceState::HasRow))
                return {};
            return value.value();
        }
        if (found->kind == AttributeKind::Hybrid) {
            auto parsed =
                parseFormula(state.mapper->hybrids[static_cast<std::size_t>(found->index)].expression);
            if (!parsed)
                return {};
            return evaluate(*parsed->node(), loadedAttributes(state));
        }
        return {};
    };
}

void checkValidators(InstanceState& state, int attribute, const Value& value)
{
    const std::string& name = state.mapper->columns[static_cast<std::size_t>(attribute)].name;
    for (const ValidatorMapping& validator : state.mapper->validators) {
        const AttributeName* watched = state.mapper->find(validator.attribute);
        if (!watched || watched->index != attribute)
            continue;
        auto parsed = parseFormula(validator.expression);
        if (!parsed)
            raise(parsed.error());
        AttributeReader others = loadedAttributes(state);
        std::optional<Value> result = evaluate(*parsed->node(), [&](const std::string& asked) {
            const AttributeName* found = state.mapper->find(asked);
            bool same = found && found->kind == AttributeKind::Column && found->index == attribute;
            return same ? std::optional<Value>(value) : others(asked);
        });
        // NULL passes, as in CHECK; so does what can be judged only by the database.
        if (!result || result->isNull() || truth(*result).value_or(true))
            continue;
        Error error;
        error.kind = ErrorKind::Data;
        error.message = validator.message.empty() ? state.mapper->className + "." + name + " cannot be “"
                + value.toText() + "”: " + validator.expression + " must hold."
                                                  : validator.message;
        raise(std::move(error));
    }
}

} // namespace relata
