// The resolver's half for SELECT.
#include "core/convert/expression/resolver.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relata::convert_internal {
namespace {

// 1-based position among the results (ORDER BY 2); 0 if it is none.
std::size_t ordinal(const Expression& expression, std::size_t count)
{
    std::size_t value = 0;
    if (expression.kind != ExprKind::Number)
        return 0;
    std::from_chars(expression.text.data(), expression.text.data() + expression.text.size(), value);
    return value <= count ? value : 0;
}

bool isGrouped(const ExprPtr& expression, const std::vector<ExprPtr>& groups)
{
    if (!expression || isLiteral(*expression) || isAggregate(*expression))
        return true;
    if (std::any_of(
            groups.begin(), groups.end(), [&](const ExprPtr& group) { return sameTree(group, expression); }))
        return true;
    if (expression->kind == ExprKind::Column || expression->query)
        return false;
    return std::all_of(expression->args.begin(), expression->args.end(),
        [&](const ExprPtr& argument) { return isGrouped(argument, groups); });
}

bool isResultName(const Expression& expression, const SelectCore& core)
{
    return expression.kind == ExprKind::Column && expression.qualifier.empty()
        && std::any_of(core.items.begin(), core.items.end(),
            [&](const SelectItem& item) { return equalsIgnoreCase(item.alias, expression.text); });
}

} // namespace

void Resolver::addFrom(FromItem& item, Scope& scope)
{
    if (item.left) {
        addFrom(*item.left, scope);
        addFrom(*item.right, scope);
        if (item.join == JoinKind::Full && !m_rules.fullJoins)
            throw Untranslatable("it needs a FULL JOIN");
        if (!item.usingColumns.empty() && !m_rules.usingJoins)
            throw Untranslatable("it joins with USING");
        for (std::string& column : item.usingColumns) {
            scope.shared.push_back(column);
            Expression probe;
            probe.text = column;
            if (!findColumn(probe, scope) || probe.text != column)
                throw Untranslatable(fmt::format("it joins by {}, which has another name now", column));
        }
        if (item.on)
            item.on = resolve(item.on, scope);
        if (item.join == JoinKind::Right) { // the other way round, which every dialect knows
            std::swap(item.left, item.right);
            item.join = JoinKind::Left;
        }
        return;
    }
    Scope::Entry entry;
    if (item.query) {
        if (item.alias.empty())
            throw Untranslatable("a subquery in FROM has no name");
        m_shapes.push_back(resolveQuery(*item.query, scope.outer));
        entry.shape = &m_shapes.back();
    } else {
        entry.shape = m_tables(item.schema, item.name);
        if (!entry.shape)
            throw Untranslatable(fmt::format("it reads {}, which is not in the script", item.name));
        item.schema = entry.shape->newSchema;
        if (item.alias.empty()) {
            entry.alias = item.name;
            entry.newAlias = entry.shape->newName;
        }
        item.name = entry.shape->newName;
    }
    if (!item.alias.empty())
        entry.alias = entry.newAlias = item.alias;
    scope.entries.push_back(std::move(entry));
}

void Resolver::expandStars(SelectCore& core, const Scope& scope) const
{
    std::vector<SelectItem> expanded;
    for (SelectItem& item : core.items) {
        if (item.expression->kind != ExprKind::Star) {
            expanded.push_back(std::move(item));
            continue;
        }
        if (!scope.shared.empty())
            throw Untranslatable("it selects * over a join with USING");
        bool found = false;
        for (const Scope::Entry& entry : scope.entries) {
            if (!item.expression->qualifier.empty()
                && !equalsIgnoreCase(entry.alias, item.expression->qualifier))
                continue;
            found = true;
            for (const ShapeColumn& column : entry.shape->columns) {
                SelectItem single;
                single.expression = makeExpression(ExprKind::Column, column.name);
                single.expression->qualifier = entry.alias;
                expanded.push_back(std::move(single));
            }
        }
        if (!found)
            throw Untranslatable("it selects * from nothing");
    }
    core.items = std::move(expanded);
}

// Names of results replaced by what they stand for; a column of that name goes first.
ExprPtr Resolver::withoutAliases(const ExprPtr& expression, const Scope& scope, const SelectCore& core)
{
    if (expression->kind == ExprKind::Column && expression->qualifier.empty()) {
        ExprPtr probe = copyOf(expression);
        if (findColumn(*probe, scope))
            return expression;
        for (const SelectItem& item : core.items) {
            if (!equalsIgnoreCase(item.alias, expression->text))
                continue;
            ExprPtr meant = copyOf(item.expression);
            meant->resolved = true;
            return meant;
        }
    }
    for (ExprPtr& argument : expression->args)
        argument = withoutAliases(argument, scope, core);
    return expression;
}

// GROUP BY, HAVING and ORDER BY may speak of results by their names or numbers, in some dialects.
ExprPtr Resolver::resolveOrAlias(const ExprPtr& expression, const Scope& scope, const SelectCore& core)
{
    if (std::size_t position = ordinal(*expression, core.items.size()))
        return copyOf(core.items[position - 1].expression);
    return resolve(withoutAliases(expression, scope, core), scope);
}

void Resolver::checkGroups(const SelectCore& core, const std::vector<OrderItem>* order) const
{
    if (m_target.looseGroupBy || m_target.loosePlainTypes)
        return;
    bool aggregates = !core.groupBy.empty() || core.having
        || std::any_of(core.items.begin(), core.items.end(),
            [](const SelectItem& item) { return hasAggregate(item.expression); });
    if (!aggregates)
        return;
    bool grouped = isGrouped(core.having, core.groupBy)
        && std::all_of(core.items.begin(), core.items.end(),
            [&](const SelectItem& item) { return isGrouped(item.expression, core.groupBy); });
    bool ordered = !order || std::all_of(order->begin(), order->end(), [&](const OrderItem& item) {
        return isResultName(*item.expression, core) || isGrouped(item.expression, core.groupBy);
    });
    if (!grouped || !ordered)
        throw Untranslatable("it selects values that it does not group by");
}

// Results are ordered by their names or numbers where they have one, else by expressions over the tables.
void Resolver::resolveOrder(std::vector<OrderItem>& order, const Scope& scope, const SelectCore& core)
{
    for (OrderItem& item : order) {
        if (!ordinal(*item.expression, core.items.size()) && !isResultName(*item.expression, core))
            item.expression = resolve(item.expression, scope);
        requireSmall(*item.expression);
    }
}

TableShape Resolver::resolveCore(SelectCore& core, const Scope* outer, std::vector<OrderItem>* order)
{
    Scope scope;
    scope.outer = outer;
    for (const std::shared_ptr<FromItem>& item : core.from)
        addFrom(*item, scope);
    expandStars(core, scope);
    TableShape shape;
    for (SelectItem& item : core.items) {
        std::string name = item.alias;
        if (name.empty() && item.expression->kind == ExprKind::Column)
            name = item.expression->text;
        item.expression = resolve(item.expression, scope);
        ShapeColumn column;
        column.name = column.newName = name;
        if (item.alias.empty() && item.expression->kind == ExprKind::Column)
            column.newName = item.expression->text;
        column.valueClass = item.expression->valueClass;
        column.large = item.expression->large;
        shape.columns.push_back(std::move(column));
    }
    if (core.where)
        core.where = resolve(core.where, scope);
    for (ExprPtr& group : core.groupBy) {
        group = resolveOrAlias(group, scope, core);
        requireSmall(*group);
    }
    for (const SelectItem& item : core.items) {
        if (core.distinct)
            requireSmall(*item.expression);
    }
    if (core.having)
        core.having = resolveOrAlias(core.having, scope, core);
    if (order)
        resolveOrder(*order, scope, core);
    checkGroups(core, order);
    return shape;
}

TableShape Resolver::resolveQuery(Query& query, const Scope* outer)
{
    TableShape shape;
    for (std::size_t i = 0; i < query.cores.size(); ++i) {
        TableShape part =
            resolveCore(query.cores[i], outer, query.cores.size() == 1 ? &query.orderBy : nullptr);
        if (i == 0) {
            shape = std::move(part);
            continue;
        }
        if (part.columns.size() != shape.columns.size())
            throw Untranslatable("its parts return different numbers of columns");
        for (std::size_t c = 0; c < shape.columns.size(); ++c) {
            ValueClass& left = shape.columns[c].valueClass;
            ValueClass right = part.columns[c].valueClass;
            if (left == ValueClass::Null)
                left = right;
            bool numbers = left >= ValueClass::Integer && left <= ValueClass::Float
                && right >= ValueClass::Integer && right <= ValueClass::Float;
            bool compares = query.operators[i - 1] != "UNION ALL";
            if (compares && !m_rules.comparesLargeText && (shape.columns[c].large || part.columns[c].large))
                throw Untranslatable(
                    "it compares unbounded text, which " + m_target.displayName + " does not");
            if (left != right && right != ValueClass::Null && !numbers && !m_target.loosePlainTypes)
                throw Untranslatable("its parts return different types");
        }
    }
    for (const OrderItem& item : query.orderBy) {
        const SelectCore& first = query.cores.front();
        if (query.cores.size() > 1 && !ordinal(*item.expression, first.items.size())
            && !isResultName(*item.expression, first))
            throw Untranslatable("it orders a union by an expression");
    }
    for (const ExprPtr& count : {query.limit, query.offset}) {
        if (count && count->kind != ExprKind::Number)
            throw Untranslatable("LIMIT is no plain number");
    }
    return shape;
}

} // namespace relata::convert_internal
