#include "core/convert/expression/resolver.h"

#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace relata::convert_internal {

ValueClass classOf(const SqlType& type)
{
    switch (type.kind) {
    case TypeKind::Boolean:
        return ValueClass::Boolean;
    case TypeKind::SmallInteger:
    case TypeKind::Integer:
    case TypeKind::BigInteger:
        return ValueClass::Integer;
    case TypeKind::Numeric:
        return ValueClass::Decimal;
    case TypeKind::Float:
    case TypeKind::Double:
        return ValueClass::Float;
    case TypeKind::String:
    case TypeKind::Text:
        return ValueClass::Text;
    case TypeKind::Enum:
        return type.name.empty() ? ValueClass::Text : ValueClass::Enumeration;
    case TypeKind::Date:
        return ValueClass::Date;
    case TypeKind::Time:
        return ValueClass::Time;
    case TypeKind::DateTime:
        return ValueClass::DateTime;
    case TypeKind::LargeBinary:
        return ValueClass::Binary;
    case TypeKind::Json:
        return ValueClass::Json;
    case TypeKind::Unknown:
        return ValueClass::Unknown;
    case TypeKind::Domain:
        return type.element ? classOf(*type.element) : ValueClass::Other;
    default:
        return ValueClass::Other;
    }
}

Scope Scope::ofTable(const TableShape& shape)
{
    Scope scope;
    scope.entries.push_back({shape.name, shape.newName, &shape});
    return scope;
}

bool isAggregate(const Expression& expression)
{
    return expression.kind == ExprKind::Function && !expression.window
        && isOneOf(expression.text, {"count", "sum", "avg", "min", "max", "joinText"});
}

bool isLiteral(const Expression& expression)
{
    switch (expression.kind) {
    case ExprKind::Null:
    case ExprKind::Boolean:
    case ExprKind::Number:
    case ExprKind::String:
    case ExprKind::Blob:
        return true;
    case ExprKind::Cast:
        return isLiteral(*expression.args.front());
    default:
        return false;
    }
}

bool hasAggregate(const ExprPtr& expression)
{
    if (!expression)
        return false;
    if (isAggregate(*expression))
        return true;
    std::vector<const ExprPtr*> children = childrenOf(std::as_const(*expression));
    return std::any_of(
        children.begin(), children.end(), [](const ExprPtr* child) { return hasAggregate(*child); });
}

bool sameTree(const ExprPtr& a, const ExprPtr& b)
{
    if (!a || !b)
        return a == b;
    if (a->window || b->window || !a->order.empty() || !b->order.empty())
        return a == b;
    return a->kind == b->kind && a->text == b->text && a->path == b->path
        && (a->kind != ExprKind::Column || a->qualifier.empty() || b->qualifier.empty()
            || a->qualifier == b->qualifier)
        && a->negated == b->negated && a->distinct == b->distinct && a->query == b->query
        && a->type == b->type && a->args.size() == b->args.size()
        && std::equal(a->args.begin(), a->args.end(), b->args.begin(), sameTree);
}

Resolver::Resolver(const ExpressionRules& source, std::optional<bool> sourceNullsHigh,
    const DialectTraits& target, ShapeLookup tables, TypeLookup types)
    : m_source(source)
    , m_sourceNullsHigh(sourceNullsHigh)
    , m_target(target)
    , m_rules(target.expressions ? *target.expressions : standardExpressionRules())
    , m_tables(std::move(tables))
    , m_types(std::move(types))
{ }

bool Resolver::findColumn(Expression& column, const Scope& scope)
{
    for (bool exact : {true, false}) {
        if (!exact && column.quoted && !m_source.identifierStrings && m_source.stringPrefix.empty())
            continue; // quoted names say their case
        auto same = [&](const std::string& a, const std::string& b) {
            return exact ? a == b : equalsIgnoreCase(a, b);
        };
        const Scope::Entry* entry = nullptr;
        const ShapeColumn* found = nullptr;
        bool ambiguous = false;
        for (const Scope::Entry& candidate : scope.entries) {
            if (!column.qualifier.empty() && candidate.alias != column.qualifier
                && !equalsIgnoreCase(candidate.alias, column.qualifier))
                continue;
            for (const ShapeColumn& shapeColumn : candidate.shape->columns) {
                if (!same(shapeColumn.name, column.text))
                    continue;
                bool isShared = std::any_of(scope.shared.begin(), scope.shared.end(),
                    [&](const std::string& name) { return equalsIgnoreCase(name, column.text); });
                ambiguous = ambiguous || (found && !isShared);
                if (!found) {
                    found = &shapeColumn;
                    entry = &candidate;
                }
            }
        }
        if (ambiguous)
            throw Untranslatable(fmt::format("the column {} is in several tables", column.text));
        if (found) {
            column.text = found->newName;
            column.valueClass = found->valueClass;
            column.nullable = found->nullable || scope.outerJoined;
            column.large = found->large;
            if (!column.qualifier.empty())
                column.qualifier = entry->newAlias;
            m_columns.insert(found->newName);
            return true;
        }
    }
    return scope.outer && findColumn(column, *scope.outer);
}

void Resolver::resolveColumn(Expression& column, const Scope& scope)
{
    if (findColumn(column, scope))
        return;
    if (m_source.identifierStrings && column.quoted && column.qualifier.empty()) {
        column.kind = ExprKind::String;
        column.valueClass = ValueClass::Text;
        return;
    }
    throw Untranslatable(fmt::format("it speaks of {}, which is no column here",
        column.qualifier.empty() ? column.text : column.qualifier + "." + column.text));
}

void Resolver::resolveChildren(const ExprPtr& expression, const Scope& scope)
{
    bool isCount = expression->kind == ExprKind::Function && expression->text == "count";
    if (expression->window) {
        expression->window = std::make_shared<Window>(*expression->window); // named ones are shared
        inlineWindow(*expression->window);
    }
    for (ExprPtr* child : childrenOf(*expression)) {
        if (!isCount || (*child)->kind != ExprKind::Star)
            *child = resolve(*child, scope);
    }
    for (const ExprPtr& argument : expression->args)
        expression->large = expression->large || argument->large;
    if (expression->query) {
        TableShape shape = resolveQuery(*expression->query, &scope);
        if (expression->kind != ExprKind::Exists && shape.columns.size() != 1)
            throw Untranslatable("a subquery returns several columns");
        if (!shape.columns.empty())
            expression->valueClass = shape.columns.front().valueClass;
    }
}

ExprPtr Resolver::resolve(const ExprPtr& expression, const Scope& scope)
{
    if (expression->resolved)
        return expression;
    if (expression->kind == ExprKind::Column) {
        resolveColumn(*expression, scope);
        return expression;
    }
    ValueClass operand = ValueClass::Unknown;
    resolveChildren(expression, scope);
    if (expression->kind == ExprKind::In && expression->query)
        operand = expression->valueClass;
    Expression& node = *expression;
    switch (node.kind) {
    case ExprKind::Null:
        node.valueClass = ValueClass::Null;
        break;
    case ExprKind::Boolean:
        node.valueClass = ValueClass::Boolean;
        break;
    case ExprKind::Number:
        node.valueClass =
            node.text.find_first_of(".eE") == std::string::npos ? ValueClass::Integer : ValueClass::Decimal;
        break;
    case ExprKind::String:
        node.valueClass = ValueClass::Text;
        break;
    case ExprKind::Blob:
        node.valueClass = ValueClass::Binary;
        break;
    case ExprKind::Unary:
        node.valueClass = node.text == "NOT" ? ValueClass::Boolean : node.args.front()->valueClass;
        break;
    case ExprKind::Binary:
        resolveBinary(node);
        break;
    case ExprKind::Function:
        resolveFunction(node);
        break;
    case ExprKind::Case: {
        std::vector<ExprPtr*> results;
        std::size_t first = node.hasOperand ? 1 : 0;
        std::size_t last = node.args.size() - (node.hasElse ? 1 : 0);
        for (std::size_t i = first; i + 1 < last; i += 2) {
            if (node.hasOperand)
                unify(node.args.front(), node.args[i]);
            results.push_back(&node.args[i + 1]);
        }
        if (node.hasElse)
            results.push_back(&node.args.back());
        node.valueClass = common(results);
        break;
    }
    case ExprKind::Cast:
        return resolveCast(expression);
    case ExprKind::In:
        for (std::size_t i = 1; i < node.args.size(); ++i)
            unify(node.args.front(), node.args[i]);
        if (node.query && m_rules.strictTypes) {
            ExprPtr probe = makeExpression(ExprKind::Column);
            probe->valueClass = operand;
            unify(node.args.front(), probe);
        }
        node.valueClass = ValueClass::Boolean;
        break;
    case ExprKind::Between:
        unify(node.args[0], node.args[1]);
        unify(node.args[0], node.args[2]);
        node.valueClass = ValueClass::Boolean;
        break;
    case ExprKind::NullSafeEquals:
        unify(node.args[0], node.args[1]);
        node.valueClass = ValueClass::Boolean;
        break;
    case ExprKind::Like:
        for (ExprPtr& argument : node.args)
            requireText(argument);
        node.valueClass = ValueClass::Boolean;
        break;
    case ExprKind::IsNull:
    case ExprKind::Exists:
        node.valueClass = ValueClass::Boolean;
        break;
    case ExprKind::Collate:
        return resolveCollate(expression);
    case ExprKind::Regex:
        resolveRegex(node);
        break;
    case ExprKind::Interval:
        node.valueClass = ValueClass::Other;
        break;
    case ExprKind::Subquery:
        break; // set with the query
    case ExprKind::Star:
        throw Untranslatable("a * stands where a value should");
    case ExprKind::Tuple:
        throw Untranslatable("it compares several values at once");
    case ExprKind::Column:
        break;
    }
    if (node.valueClass != ValueClass::Text && node.valueClass != ValueClass::Binary)
        node.large = false; // a length, a truth
    return expression;
}

void Resolver::resolveBinary(Expression& binary)
{
    ExprPtr& left = binary.args[0];
    ExprPtr& right = binary.args[1];
    if (binary.text == "AND" || binary.text == "OR") {
        binary.valueClass = ValueClass::Boolean;
        return;
    }
    if (isOneOf(binary.text, {"=", "<>", "<", "<=", ">", ">="})) {
        unify(left, right);
        binary.valueClass = ValueClass::Boolean;
        return;
    }
    if (resolveTimes(binary))
        return;
    if (binary.text == "+" && m_source.plusConcatenates) {
        bool text = left->valueClass == ValueClass::Text || right->valueClass == ValueClass::Text;
        if (!text && !(isNumber(left->valueClass) && isNumber(right->valueClass)))
            throw Untranslatable("whether + adds or joins is not certain");
        if (text)
            binary.text = "||";
    }
    if (binary.text == "||") {
        for (ExprPtr* side : {&left, &right}) {
            if ((*side)->valueClass == ValueClass::Enumeration)
                castToText(*side);
            ValueClass value = (*side)->valueClass;
            if (value != ValueClass::Text && value != ValueClass::Integer && value != ValueClass::Null)
                throw Untranslatable("it joins a value to text, which each dialect writes in its own form");
        }
        binary.valueClass = ValueClass::Text;
        return;
    }
    for (const ExprPtr& side : {left, right}) {
        if (!isNumber(side->valueClass) && side->valueClass != ValueClass::Null)
            throw Untranslatable(
                fmt::format("it calculates with a value that is not surely a number ({})", binary.text));
    }
    bool isFloat = left->valueClass == ValueClass::Float || right->valueClass == ValueClass::Float;
    bool integers = left->valueClass == ValueClass::Integer && right->valueClass == ValueClass::Integer;
    binary.valueClass = isFloat ? ValueClass::Float : integers ? ValueClass::Integer : ValueClass::Decimal;
    if (binary.text == "/exact") {
        if (integers && m_rules.integerDivision) {
            // 7 / 2 is 3.5 where it comes from.
            ExprPtr exact =
                makeExpression(ExprKind::Binary, "*", {left, makeExpression(ExprKind::Number, "1.0")});
            exact->args[1]->valueClass = ValueClass::Decimal;
            exact->valueClass = ValueClass::Decimal;
            left = exact;
        }
        binary.text = "/";
        binary.valueClass = isFloat ? ValueClass::Float : ValueClass::Decimal;
    } else if (integers && (binary.text == "/" || binary.text == "DIV")) {
        if (m_rules.integerDivision) {
            binary.text = "/";
        } else {
            binary.kind = ExprKind::Function;
            binary.text = "intDiv";
        }
    } else if (binary.text == "DIV") {
        throw Untranslatable("DIV of numbers with decimals");
    }
}

void Resolver::castToText(ExprPtr& enumeration)
{
    ExprPtr cast = makeExpression(ExprKind::Cast, "", {enumeration});
    cast->type = SqlType::of(TypeKind::Text);
    cast->valueClass = ValueClass::Text;
    enumeration = cast;
}

void Resolver::requireText(ExprPtr& argument) const
{
    if (argument->valueClass == ValueClass::Enumeration)
        castToText(argument);
    ValueClass value = argument->valueClass;
    if (value != ValueClass::Text && value != ValueClass::Unknown && value != ValueClass::Null)
        throw Untranslatable("it treats a value as text that is none");
}

void Resolver::resolveFunction(Expression& function)
{
    const std::string& meaning = function.text;
    auto argument = [&](std::size_t i) { return function.args[i]->valueClass; };
    if (isOneOf(meaning, {"lower", "upper", "trim", "ltrim", "rtrim", "replace", "substr"})) {
        requireText(function.args.front());
        function.valueClass = ValueClass::Text;
    } else if (isOneOf(meaning, {"length", "position"})) {
        for (ExprPtr& part : function.args)
            requireText(part);
        function.valueClass = ValueClass::Integer;
    } else if (meaning == "joinText") {
        if (argument(0) == ValueClass::Integer)
            castToText(function.args.front());
        requireText(function.args.front());
        if (function.distinct && !m_rules.joinTextDistinct)
            throw Untranslatable(m_target.displayName + " joins no distinct texts");
        if (!function.order.empty() && m_rules.joinText == JoinTextStyle::Unordered)
            throw Untranslatable("it joins texts in an order, for which SQLite 3.44 has words");
        if (m_rules.joinText == JoinTextStyle::Separator && function.args[1]->kind != ExprKind::String)
            throw Untranslatable("the separator of the joined texts is no constant");
        bool others = std::any_of(function.order.begin(), function.order.end(),
            [&](const OrderItem& item) { return !sameTree(item.expression, function.args.front()); });
        if (function.distinct && others && m_rules.joinText != JoinTextStyle::Separator)
            throw Untranslatable("it joins distinct texts in the order of something else");
        placeNulls(function.order);
        function.valueClass = ValueClass::Text;
    } else if (isOneOf(meaning,
                   {"abs", "round", "floor", "ceil", "trunc", "sum", "mod", "power", "sqrt", "avg", "intDiv",
                       "sign"})) {
        for (const ExprPtr& part : function.args) {
            if (!isNumber(part->valueClass) && part->valueClass != ValueClass::Null)
                throw Untranslatable(
                    fmt::format("it calls {}() with a value that is not surely a number", meaning));
        }
        function.valueClass = argument(0);
        if (meaning == "avg")
            function.valueClass = argument(0) == ValueClass::Float ? ValueClass::Float : ValueClass::Decimal;
        if (meaning == "power" || meaning == "sqrt")
            function.valueClass = ValueClass::Float;
        if (meaning == "mod" && argument(1) != ValueClass::Integer)
            function.valueClass = argument(1);
    } else if (isOneOf(meaning, {"coalesce", "greatest", "least"})) {
        std::vector<ExprPtr*> values;
        for (ExprPtr& part : function.args)
            values.push_back(&part);
        function.valueClass = common(values);
    } else if (meaning == "nullif") {
        unify(function.args[0], function.args[1]);
        function.valueClass = argument(0);
    } else if (meaning == "count") {
        function.valueClass = ValueClass::Integer;
    } else if (isOneOf(meaning, {"min", "max"})) {
        if (argument(0) == ValueClass::Boolean && !m_target.loosePlainTypes)
            throw Untranslatable("it takes the least or greatest of booleans");
        function.valueClass = argument(0);
    } else if (meaning == "now") {
        function.valueClass = ValueClass::DateTime;
    } else if (meaning == "today") {
        function.valueClass = ValueClass::Date;
    } else if (meaning == "timeOfDay") {
        function.valueClass = ValueClass::Time;
    } else if (isOneOf(meaning, {"year", "month", "day", "hour", "minute"})) {
        bool clock = meaning == "hour" || meaning == "minute";
        bool fits = argument(0) == ValueClass::DateTime
            || argument(0) == (clock ? ValueClass::Time : ValueClass::Date);
        if (!fits)
            throw Untranslatable(
                fmt::format("it takes the {} of a value that is not surely a time", meaning));
        function.valueClass = ValueClass::Integer;
    } else if (meaning == "newUuid") {
        function.valueClass = m_target.supportsUuid ? ValueClass::Other : ValueClass::Text;
    }
    resolveSpecialFunction(function);
}

} // namespace relata::convert_internal
