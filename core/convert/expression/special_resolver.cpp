// The resolver's half for what dialects do in their own ways: collations, regular expressions, JSON, times,
// windows, and where NULLs stand in an order.
#include "core/convert/expression/json_path.h"
#include "core/convert/expression/resolver.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata::convert_internal {
namespace {

bool matches(std::string_view pattern, std::string_view name)
{
    if (pattern.starts_with('*'))
        return toLowerAscii(name).ends_with(toLowerAscii(pattern.substr(1)));
    return equalsIgnoreCase(pattern, name);
}

// Whether every dialect's engine reads the pattern alike: literal characters, . * + ? | ( ) [ ] ^ $ {1,2} and
// the escapes of signs and of \d \w \s.
bool isPortablePattern(std::string_view pattern)
{
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        char c = pattern[i];
        if (c == '\0' || c == '\n' || (c == '(' && i + 1 < pattern.size() && pattern[i + 1] == '?'))
            return false;
        bool repeats = c == '*' || c == '+' || c == '?' || c == '}';
        if (repeats && i + 1 < pattern.size() && (pattern[i + 1] == '?' || pattern[i + 1] == '+'))
            return false; // reluctant, possessive
        if (c != '\\')
            continue;
        if (++i == pattern.size())
            return false;
        bool letter = (pattern[i] >= 'a' && pattern[i] <= 'z') || (pattern[i] >= 'A' && pattern[i] <= 'Z')
            || (pattern[i] >= '0' && pattern[i] <= '9') || static_cast<unsigned char>(pattern[i]) >= 0x80;
        if (letter && std::string_view("dwsDWS").find(pattern[i]) == std::string_view::npos)
            return false;
    }
    return true;
}

bool needsOrder(const std::string& meaning)
{
    return isOneOf(meaning,
        {"rowNumber", "rank", "denseRank", "percentRank", "cumeDist", "ntile", "lag", "lead", "firstValue",
            "lastValue", "nthValue"});
}

} // namespace

std::string_view collationMeaning(const ExpressionRules& rules, std::string_view name)
{
    for (const CollationReading& reading : rules.collations) {
        if (matches(reading.name, name))
            return reading.meaning;
    }
    return {};
}

ExprPtr Resolver::resolveCollate(const ExprPtr& collate)
{
    Expression& node = *collate;
    if (equalsIgnoreCase(node.text, "default"))
        return node.args.front();
    std::string_view meaning = collationMeaning(m_source, node.text);
    if (meaning.empty())
        throw Untranslatable(fmt::format("the collation {} is its dialect's own", node.text));
    requireText(node.args.front());
    node.valueClass = ValueClass::Text;
    node.nullable = node.args.front()->nullable;
    node.text = meaning == "binary" ? "collateBinary" : meaning == "ci" ? "collateCi" : "collateNoCase";
    if (findWriting(m_rules, node.text, 1))
        node.kind = ExprKind::Function;
    return collate; // a Collate still: for fold()
}

// a COLLATE NOCASE where the target has no such collation: LOWER(a).
void Resolver::fold(ExprPtr& expression) const
{
    bool isCollate = expression->kind == ExprKind::Collate;
    ExprPtr argument = isCollate ? expression->args.front() : expression;
    const char* meaning = isCollate && expression->text == "collateCi" ? "foldCase" : "foldAscii";
    ExprPtr folded = makeExpression(ExprKind::Function, meaning, {argument});
    folded->valueClass = ValueClass::Text;
    folded->nullable = argument->nullable;
    expression = folded;
}

// Both sides of a comparison, if one of them asks for it.
void Resolver::foldBoth(ExprPtr& a, ExprPtr& b) const
{
    auto isFolded = [](const ExprPtr& side) {
        return side->kind == ExprKind::Function && isOneOf(side->text, {"foldAscii", "foldCase"});
    };
    bool any = a->kind == ExprKind::Collate || b->kind == ExprKind::Collate || isFolded(a) || isFolded(b);
    if (!any)
        return;
    for (ExprPtr* side : {&a, &b}) {
        if (isFolded(*side) || (*side)->valueClass == ValueClass::Null)
            continue;
        requireText(*side);
        fold(*side);
    }
    if (a->kind == ExprKind::Function && b->kind == ExprKind::Function && a->text != b->text)
        a->text = b->text = "foldCase";
}

void Resolver::resolveRegex(Expression& regex)
{
    for (ExprPtr& argument : regex.args)
        requireText(argument);
    regex.valueClass = ValueClass::Boolean;
    if (m_rules.regex == RegexStyle::None)
        throw Untranslatable(m_target.displayName + " has no regular expressions of its own");
    Expression& pattern = *regex.args[1];
    if (pattern.kind != ExprKind::String)
        throw Untranslatable("a regular expression is no constant");
    for (bool flags = true; flags;) {
        flags = false;
        for (std::string_view flag : {"(?i)", "(?-i)", "(?s)"}) {
            if (!pattern.text.starts_with(flag))
                continue;
            pattern.text.erase(0, flag.size());
            flags = true;
            if (flag == "(?s)") {
                regex.text = "dotAll";
                continue;
            }
            regex.byCollation = false;
            regex.ignoreCase = flag == "(?i)";
        }
    }
    if (!isPortablePattern(pattern.text))
        throw Untranslatable("a regular expression says what each dialect reads differently");
    bool letters = toLowerAscii(pattern.text) != toUpperAscii(pattern.text);
    if (regex.byCollation && letters) {
        regex.ignoreCase = true;
        regex.remark = "case is ignored, whatever the column's collation";
    }
    regex.byCollation = false;
    regex.ignoreCase = regex.ignoreCase && letters;
    bool dots = pattern.text.find('.') != std::string::npos;
    bool meansAll = m_source.regex == RegexStyle::Tilde || regex.text == "dotAll";
    regex.text = dots && meansAll ? "dotAll" : "";
    if (dots && !meansAll && m_rules.regex == RegexStyle::Tilde)
        regex.remark = "a dot stands for a line's end too";
}

void Resolver::resolveJson(Expression& function)
{
    if (m_rules.json == JsonStyle::None)
        throw Untranslatable(m_target.displayName + " has no functions for JSON");
    ExprPtr& document = function.args.front();
    if (document->kind == ExprKind::Function && document->text == "jsonPart") {
        std::vector<JsonStep> path = document->path;
        path.insert(path.end(), function.path.begin(), function.path.end());
        function.path = std::move(path);
        document = ExprPtr(document->args.front());
    }
    ValueClass value = document->valueClass;
    bool isText = value == ValueClass::Text || (value == ValueClass::Unknown && m_target.loosePlainTypes);
    if (value != ValueClass::Json && !isText)
        throw Untranslatable("it looks into a value that is not surely JSON");
    if (isText && m_rules.json == JsonStyle::Arrows && document->kind != ExprKind::Cast) {
        ExprPtr cast = makeExpression(ExprKind::Cast, "", {document});
        cast->type = SqlType::of(TypeKind::Json);
        cast->type.binary = true;
        cast->valueClass = ValueClass::Json;
        document = cast;
    }
    jsonPathText(function.path); // refuses what cannot be written
    bool first = std::any_of(
        function.path.begin(), function.path.end(), [](const JsonStep& step) { return step.index == 0; });
    if (first && m_source.json == JsonStyle::PathJson && m_rules.json != JsonStyle::PathJson)
        function.remark = "element 0 of what is no array is NULL";
    bool asText = function.text == "jsonText";
    function.valueClass = asText ? ValueClass::Text : ValueClass::Json;
    if (m_rules.json == JsonStyle::PathScalar) {
        if (!asText)
            throw Untranslatable("it takes a part of a JSON document");
        function.remark = "objects and arrays inside the document are NULL";
    } else if (asText && function.remark.empty() && &m_source != &m_rules) {
        function.remark = "objects and arrays inside the document are spaced differently";
    }
}

// a + INTERVAL ..., date + 1, date - date. False if it is none of these.
bool Resolver::resolveTimes(Expression& binary)
{
    if (binary.text != "+" && binary.text != "-")
        return false;
    const bool minus = binary.text == "-";
    ExprPtr& left = binary.args[0];
    ExprPtr& right = binary.args[1];
    auto isDay = [](const ExprPtr& side) { return side->valueClass == ValueClass::Date; };
    auto isInterval = [](const ExprPtr& side) { return side->kind == ExprKind::Interval; };
    if (!minus && (isInterval(left) || (isDay(right) && left->valueClass == ValueClass::Integer)))
        std::swap(left, right);
    if (minus && m_source.dateArithmetic && isDay(left) && isDay(right)) {
        binary.kind = ExprKind::Function;
        binary.text = "daysBetween";
        binary.valueClass = ValueClass::Integer;
        return true;
    }
    bool days = m_source.dateArithmetic && isDay(left) && right->valueClass == ValueClass::Integer;
    auto countsDays = [](const ExprPtr& side) {
        return side->kind == ExprKind::Function && side->text == "toDays";
    };
    if (minus && countsDays(left) && countsDays(right)) { // as MySQL and MariaDB keep DATEDIFF()
        binary.kind = ExprKind::Function;
        binary.text = "daysBetweenTimes";
        binary.args = {ExprPtr(left->args.front()), ExprPtr(right->args.front())};
        resolveSpecialFunction(binary);
        return true;
    }
    if (!isInterval(right) && !days)
        return false;
    if (!isDay(left) && left->valueClass != ValueClass::DateTime)
        throw Untranslatable("it adds an interval to a value that is not surely a date");
    std::string unit = days ? "day" : right->text;
    ExprPtr count = days ? right : ExprPtr(right->args.front());
    if (count->valueClass != ValueClass::Integer)
        throw Untranslatable("it adds an interval that is no whole number");
    bool calendar = unit == "month" || unit == "year";
    bool overflows = m_rules.intervals == IntervalStyle::Modifier
        || m_rules.intervals == IntervalStyle::NumToInterval
        || m_source.intervals == IntervalStyle::NumToInterval;
    if (calendar && overflows)
        throw Untranslatable("a month after the 31st is not the same day in each dialect");
    bool staysDate = days || (m_source.intervals != IntervalStyle::Literal && (calendar || unit == "day"));
    if (isDay(left) && !staysDate) { // PostgreSQL's date + interval has a time
        ExprPtr cast = makeExpression(ExprKind::Cast, "", {left});
        cast->type = SqlType::of(TypeKind::DateTime);
        cast->valueClass = ValueClass::DateTime;
        left = cast;
    }
    if (minus && count->kind == ExprKind::Number) {
        bool negative = count->text.starts_with('-');
        count = makeExpression(ExprKind::Number, negative ? count->text.substr(1) : "-" + count->text);
        count->valueClass = ValueClass::Integer;
    } else if (minus) {
        count = makeExpression(ExprKind::Unary, "-", {count});
        count->valueClass = ValueClass::Integer;
    }
    binary.kind = ExprKind::Function;
    binary.text = "addTime";
    binary.qualifier = unit;
    binary.args = {left, count};
    binary.valueClass = left->valueClass;
    return true;
}

void Resolver::inlineWindow(Window& window) const
{
    if (window.base.empty())
        return;
    const Window* base = nullptr;
    for (const auto& [name, definition] : *m_windows) {
        if (equalsIgnoreCase(name, window.base))
            base = definition.get();
    }
    if (!base || base == &window)
        throw Untranslatable(fmt::format("it speaks of a window {} that it does not define", window.base));
    Window whole = *base;
    if (++m_windowDepth > 20)
        throw Untranslatable("its windows are nested too deeply");
    inlineWindow(whole);
    --m_windowDepth;
    for (const ExprPtr& part : whole.partition)
        window.partition.push_back(copyOf(part));
    if (window.order.empty()) {
        for (OrderItem item : whole.order) {
            item.expression = copyOf(item.expression);
            window.order.push_back(std::move(item));
        }
    }
    if (window.unit.empty()) {
        window.unit = whole.unit;
        window.start = whole.start;
        window.end = whole.end;
        window.exclude = whole.exclude;
    }
    window.base.clear();
}

void Resolver::checkWindow(Expression& function)
{
    Window& window = *function.window;
    if (!needsOrder(function.text)
        && !isOneOf(function.text, {"count", "sum", "avg", "min", "max", "joinText"}))
        throw Untranslatable(fmt::format("it calls {} over a window", function.text));
    if (function.text == "joinText" || function.distinct)
        throw Untranslatable("it joins texts or counts distinct values over a window");
    for (const ExprPtr& part : window.partition)
        requireSmall(*part);
    std::erase_if(window.order, [](const OrderItem& item) { return isLiteral(*item.expression); });
    bool offsets = window.unit == "RANGE" && (window.start.count || window.end.count);
    if (offsets) {
        bool number = window.order.size() == 1 && isNumber(window.order.front().expression->valueClass);
        if (!m_rules.rangeOffsets || !number)
            throw Untranslatable(m_target.displayName + " has no such RANGE in a window");
    }
    if ((window.unit == "GROUPS" || !window.exclude.empty()) && !m_rules.groupFrames)
        throw Untranslatable(m_target.displayName + " has no GROUPS and no EXCLUDE in a window");
    placeNulls(window.order);
    if (offsets && window.order.size() != 1)
        throw Untranslatable("NULLs stand elsewhere in the order of a window");
}

// Says where NULLs stand if the target would put them elsewhere; orders by whether it is NULL where the
// target has no words for it.
void Resolver::placeNulls(std::vector<OrderItem>& order) const
{
    std::vector<OrderItem> placed;
    for (OrderItem& item : order) {
        if (item.expression->kind == ExprKind::Collate)
            fold(item.expression);
        requireSmall(*item.expression);
        bool high = m_sourceNullsHigh.value_or(m_target.nullsSortHigh);
        bool first = item.nulls.empty() ? high == item.descending : item.nulls == "FIRST";
        bool firstThere = m_target.nullsSortHigh == item.descending;
        item.nulls.clear();
        if (first != firstThere && mayBeNull(*item.expression)) {
            if (m_rules.nullsOrder) {
                item.nulls = first ? "FIRST" : "LAST";
            } else {
                ExprPtr isNull = makeExpression(ExprKind::IsNull, "", {item.expression});
                isNull->valueClass = ValueClass::Boolean;
                ExprPtr zero = makeExpression(ExprKind::Number, "0");
                ExprPtr one = makeExpression(ExprKind::Number, "1");
                zero->valueClass = one->valueClass = ValueClass::Integer;
                OrderItem nulls;
                nulls.expression =
                    makeExpression(ExprKind::Case, "", {isNull, first ? zero : one, first ? one : zero});
                nulls.expression->hasElse = true;
                nulls.expression->valueClass = ValueClass::Integer;
                placed.push_back(std::move(nulls));
            }
        }
        placed.push_back(std::move(item));
    }
    order = std::move(placed);
}

bool Resolver::mayBeNull(const Expression& expression)
{
    if (isLiteral(expression))
        return expression.kind == ExprKind::Null;
    switch (expression.kind) {
    case ExprKind::Column:
        return expression.nullable;
    case ExprKind::Cast:
        return mayBeNull(*expression.args.front());
    case ExprKind::Function:
        if (isOneOf(expression.text, {"count", "rowNumber", "rank", "denseRank", "now", "today"}))
            return false;
        if (isOneOf(expression.text, {"lower", "upper", "length", "abs", "foldAscii", "foldCase"}))
            return mayBeNull(*expression.args.front());
        return true;
    default:
        return true;
    }
}

void Resolver::resolveSpecialFunction(Expression& function)
{
    const std::string& meaning = function.text;
    auto argument = [&](std::size_t i) { return function.args[i]->valueClass; };
    if (meaning == "jsonText" || meaning == "jsonPart") {
        resolveJson(function);
    } else if (meaning == "octetLength") {
        if (argument(0) != ValueClass::Binary)
            requireText(function.args.front());
        if (m_target.loosePlainTypes && argument(0) == ValueClass::Binary)
            function.text = "length";
        function.valueClass = ValueClass::Integer;
    } else if (meaning == "daysBetweenTimes") {
        for (ExprPtr& side : function.args) {
            ExprPtr day = makeExpression(ExprKind::Column);
            day->valueClass = ValueClass::Date;
            if (side->kind == ExprKind::String)
                unify(day, side);
            if (side->valueClass == ValueClass::DateTime) {
                ExprPtr cast = makeExpression(ExprKind::Cast, "", {side});
                cast->type = SqlType::of(TypeKind::Date);
                cast->valueClass = ValueClass::Date;
                side = cast;
            }
            if (side->valueClass != ValueClass::Date)
                throw Untranslatable("it counts days between values that are not surely dates");
        }
        function.text = "daysBetween";
        function.valueClass = ValueClass::Integer;
    } else if (needsOrder(meaning)) {
        if (!function.window)
            throw Untranslatable(fmt::format("it calls {} without a window", meaning));
        bool counts = isOneOf(meaning, {"rowNumber", "rank", "denseRank", "ntile"});
        bool shares = isOneOf(meaning, {"percentRank", "cumeDist"});
        if (function.args.size() == 3)
            unify(function.args[0], function.args[2], Use::Result);
        function.valueClass = counts ? ValueClass::Integer : shares ? ValueClass::Float : argument(0);
    }
    if (function.window)
        checkWindow(function);
}

} // namespace relata::convert_internal
