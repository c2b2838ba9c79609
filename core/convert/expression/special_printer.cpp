// The printer's half for what dialects write in their own ways: windows, joined texts, JSON, regular
// expressions, intervals.
#include "core/convert/expression/json_path.h"
#include "core/convert/expression/printer.h"
#include "core/convert/expression/resolver.h"
#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata::convert_internal {

std::string Printer::orderList(const std::vector<OrderItem>& order)
{
    std::string text;
    for (const OrderItem& item : order) {
        text += (text.empty() ? "" : ", ") + value(item.expression) + (item.descending ? " DESC" : "");
        if (!item.nulls.empty() && m_rules.nullsOrder)
            text += " NULLS " + item.nulls;
        else if (!item.nulls.empty())
            remark("NULLs stand where the server puts them");
    }
    return text;
}

std::string Printer::window(const Expression& function)
{
    const Window& window = *function.window;
    std::vector<std::string> parts;
    std::string partition;
    for (const ExprPtr& part : window.partition)
        partition += (partition.empty() ? "PARTITION BY " : ", ") + value(part);
    if (!partition.empty())
        parts.push_back(std::move(partition));
    bool aggregate = isOneOf(function.text, {"count", "sum", "avg", "min", "max"});
    if (!window.order.empty())
        parts.push_back("ORDER BY " + orderList(window.order));
    else if (!aggregate && !m_rules.emptyWindowOrder.empty())
        parts.push_back("ORDER BY " + std::string(m_rules.emptyWindowOrder));
    if (!window.unit.empty()) {
        auto bound = [&](const FrameBound& frame) {
            return frame.count ? value(frame.count) + " " + frame.text : frame.text;
        };
        std::string frame = window.unit + " ";
        frame += window.end.text.empty() ? bound(window.start)
                                         : "BETWEEN " + bound(window.start) + " AND " + bound(window.end);
        if (!window.exclude.empty())
            frame += " EXCLUDE " + window.exclude;
        parts.push_back(std::move(frame));
    }
    return " OVER (" + join(parts, " ") + ")";
}

Printer::Piece Printer::joinText(const Expression& expression, const std::string& name)
{
    ExprPtr joined = expression.args[0];
    std::string order = orderList(expression.order);
    std::string separator = value(expression.args[1]);
    std::string filter;
    if (expression.filter && m_rules.filterClause) {
        filter = " FILTER (WHERE " + condition(expression.filter) + ")";
    } else if (expression.filter) {
        joined = makeExpression(ExprKind::Case, "", {expression.filter, joined});
    }
    std::string distinct = expression.distinct ? "DISTINCT " : "";
    std::string text = name + "(" + distinct + value(joined);
    switch (m_rules.joinText) {
    case JoinTextStyle::Unordered:
        if (expression.distinct
            && !(expression.args[1]->kind == ExprKind::String && expression.args[1]->text == ","))
            throw Untranslatable("a DISTINCT aggregate takes one argument there");
        text += (expression.distinct ? "" : ", " + separator) + ")";
        break;
    case JoinTextStyle::Inside:
        text += ", " + separator + (order.empty() ? "" : " ORDER BY " + order) + ")";
        break;
    case JoinTextStyle::Separator:
        text += (order.empty() ? "" : " ORDER BY " + order) + " SEPARATOR " + separator + ")";
        break;
    case JoinTextStyle::WithinGroup:
    case JoinTextStyle::WithinGroupAlways:
        text += ", " + separator + ")";
        if (order.empty() && m_rules.joinText == JoinTextStyle::WithinGroupAlways)
            order = value(joined);
        if (!order.empty())
            text += " WITHIN GROUP (ORDER BY " + order + ")";
        break;
    }
    return {text + filter, atomStrength};
}

Printer::Piece Printer::json(const Expression& expression)
{
    const bool asText = expression.text == "jsonText";
    const std::string document = part(expression.args.front(), atomStrength);
    if (m_rules.json == JsonStyle::Arrows) {
        std::string text = document;
        for (std::size_t i = 0; i < expression.path.size(); ++i) {
            const JsonStep& step = expression.path[i];
            bool last = i + 1 == expression.path.size();
            text += (last && asText ? " ->> " : " -> ")
                + (step.index >= 0 ? std::to_string(step.index) : string(step.key));
        }
        return {"(" + text + ")", atomStrength};
    }
    const std::string path = string(jsonPathText(expression.path));
    switch (m_rules.json) {
    case JsonStyle::PathTyped:
        if (!asText) {
            remark("needs SQLite 3.38");
            return {fmt::format("({} -> {})", document, path), atomStrength};
        }
        return {fmt::format("CASE JSON_TYPE({0}, {1}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
                            "ELSE CAST(JSON_EXTRACT({0}, {1}) AS TEXT) END",
                    document, path),
            atomStrength};
    case JsonStyle::PathJson: {
        std::string found = fmt::format("JSON_EXTRACT({}, {})", document, path);
        std::string cases;
        for (std::size_t i = 0; i < expression.path.size(); ++i) {
            if (expression.path[i].index != 0)
                continue; // element 0 of what is no array is the whole
            std::vector<JsonStep> parent(
                expression.path.begin(), expression.path.begin() + static_cast<std::ptrdiff_t>(i));
            cases += fmt::format(" WHEN JSON_TYPE(JSON_EXTRACT({}, {})) <> 'ARRAY' THEN NULL", document,
                string(jsonPathText(parent)));
        }
        if (asText)
            cases += fmt::format(" WHEN JSON_TYPE({}) = 'NULL' THEN NULL", found);
        if (cases.empty())
            return {found, atomStrength};
        return {"CASE" + cases + " ELSE " + (asText ? "JSON_UNQUOTE(" + found + ")" : found) + " END",
            atomStrength};
    }
    default:
        return {fmt::format("JSON_VALUE({}, {})", document, path), atomStrength};
    }
}

Printer::Piece Printer::regex(const Expression& expression)
{
    const std::string left = part(expression.args[0], concatenationStrength);
    const std::string& pattern = expression.args[1]->text;
    const std::string negation = expression.negated ? "NOT " : "";
    const bool letters = toLowerAscii(pattern) != toUpperAscii(pattern);
    const bool dotAll = expression.text == "dotAll";
    switch (m_rules.regex) {
    case RegexStyle::Tilde:
        return {left + (expression.negated ? " !~" : " ~") + (expression.ignoreCase ? "* " : " ")
                + string(pattern),
            predicateStrength};
    case RegexStyle::Word: {
        std::string flags = !letters ? "" : expression.ignoreCase ? "(?i)" : "(?-i)";
        if (dotAll)
            flags += m_rules.regexDotAll;
        return {left + " " + negation + "REGEXP " + string(flags + pattern), predicateStrength};
    }
    case RegexStyle::Function: {
        std::string flags = std::string(expression.ignoreCase ? "i" : "c") + (dotAll ? "n" : "");
        return {negation + "REGEXP_LIKE(" + left + ", " + string(pattern) + ", " + string(flags) + ")",
            expression.negated ? negationStrength : predicateStrength};
    }
    case RegexStyle::None:
        break;
    }
    throw Untranslatable(m_target.traits().displayName + " has no regular expressions of its own");
}

// args: the time, how many; qualifier: of what.
Printer::Piece Printer::addTime(const Expression& expression)
{
    const std::string& unit = expression.qualifier;
    const ExprPtr& count = expression.args[1];
    const bool isConstant = count->kind == ExprKind::Number;
    const bool isDate = expression.valueClass == ValueClass::Date;
    const std::string left = part(expression.args[0], atomStrength);
    const std::string upperUnit = toUpperAscii(unit);
    switch (m_rules.intervals) {
    case IntervalStyle::Literal:
        if (isDate && unit == "day")
            return {left + " + " + part(count, atomStrength), sumStrength};
        if (isDate) // stays a date
            return {
                fmt::format("CAST({} + {} * INTERVAL '1 {}' AS DATE)", left, part(count, atomStrength), unit),
                atomStrength};
        if (isConstant)
            return {fmt::format("{} + INTERVAL '{} {}'", left, count->text, unit), sumStrength};
        return {fmt::format("{} + {} * INTERVAL '1 {}'", left, part(count, atomStrength), unit), sumStrength};
    case IntervalStyle::Word:
        return {fmt::format("{} + INTERVAL {} {}", left, isConstant ? count->text : part(count, atomStrength),
                    upperUnit),
            sumStrength};
    case IntervalStyle::Modifier: {
        std::string modifier = isConstant
            ? string(fmt::format("{}{} {}s", count->text.starts_with('-') ? "" : "+", count->text, unit))
            : fmt::format("({}) || ' {}s'", value(count), unit);
        if (!isDate)
            remark("fractions of seconds are dropped");
        return {fmt::format("{}({}, {})", isDate ? "DATE" : "DATETIME", value(expression.args[0]), modifier),
            atomStrength};
    }
    case IntervalStyle::DateAdd:
        return {
            fmt::format("DATEADD({}, {}, {})", unit, value(count), value(expression.args[0])), atomStrength};
    case IntervalStyle::NumToInterval:
        break;
    }
    if (isDate)
        return {left + " + " + part(count, atomStrength), sumStrength};
    return {fmt::format("{} + NUMTODSINTERVAL({}, '{}')", left, value(count), upperUnit), sumStrength};
}

void Printer::withClause(const Query& query, std::string& text)
{
    if (query.with.empty())
        return;
    bool recursive = false;
    for (const CommonTable& table : query.with)
        recursive = recursive || table.recursive;
    if (recursive)
        remark(m_rules.recursionLimit);
    std::string clause = recursive ? std::string(m_rules.recursiveWord) : "WITH";
    for (std::size_t i = 0; i < query.with.size(); ++i) {
        const CommonTable& table = query.with[i];
        clause += (i > 0 ? ", " : " ") + m_identifiers.quote(table.name);
        if (!table.columns.empty())
            clause += " (" + m_identifiers.quotedList(table.columns) + ")";
        clause += " AS (\n" + this->query(*table.query) + "\n)";
    }
    text = clause + "\n" + text;
}

} // namespace relata::convert_internal
