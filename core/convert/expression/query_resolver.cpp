// The resolver's half for SELECT.
#include "core/convert/expression/resolver.h"
#include "core/util/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

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
    std::vector<const ExprPtr*> children = childrenOf(std::as_const(*expression));
    return std::all_of(
        children.begin(), children.end(), [&](const ExprPtr* child) { return isGrouped(*child, groups); });
}

bool isResultName(const Expression& expression, const SelectCore& core)
{
    return expression.kind == ExprKind::Column && expression.qualifier.empty()
        && std::any_of(core.items.begin(), core.items.end(),
            [&](const SelectItem& item) { return equalsIgnoreCase(item.alias, expression.text); });
}

// What a result's number or name in ORDER BY stands for.
ExprPtr resultFor(const Expression& name, const SelectCore& core)
{
    std::size_t position = ordinal(name, core.items.size());
    for (std::size_t i = 0; i < core.items.size(); ++i) {
        if (position == i + 1 || (position == 0 && equalsIgnoreCase(core.items[i].alias, name.text)))
            return core.items[i].expression;
    }
    throw Untranslatable(fmt::format("it orders by {}, which it does not return", name.text));
}

bool readsTable(const FromItem& item, const std::string& name)
{
    if (item.left)
        return readsTable(*item.left, name) || readsTable(*item.right, name);
    return !item.query && item.schema.empty() && equalsIgnoreCase(item.name, name);
}

bool readsTable(const SelectCore& core, const std::string& name)
{
    return std::any_of(core.from.begin(), core.from.end(),
        [&](const std::shared_ptr<FromItem>& item) { return readsTable(*item, name); });
}

bool hasOuterJoin(const FromItem& item)
{
    return item.left
        && (item.join == JoinKind::Left || item.join == JoinKind::Right || item.join == JoinKind::Full
            || hasOuterJoin(*item.left) || hasOuterJoin(*item.right));
}

} // namespace

void Resolver::addFrom(FromItem& item, Scope& scope)
{
    if (item.left) {
        addFrom(*item.left, scope);
        addFrom(*item.right, scope);
        scope.outerJoined = scope.outerJoined || item.join == JoinKind::Left || item.join == JoinKind::Right
            || item.join == JoinKind::Full;
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
        bool isCommon = false;
        entry.shape = tableOrCommon(item, &isCommon);
        if (!entry.shape)
            throw Untranslatable(fmt::format("it reads {}, which is not in the script", item.name));
        item.schema = isCommon ? std::string() : entry.shape->newSchema;
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

const TableShape* Resolver::tableOrCommon(const FromItem& item, bool* isCommon) const
{
    for (bool exact : {true, false}) {
        for (auto common = m_common.rbegin(); item.schema.empty() && common != m_common.rend(); ++common) {
            *isCommon = exact ? common->first == item.name : equalsIgnoreCase(common->first, item.name);
            if (*isCommon)
                return common->second;
        }
    }
    return m_tables(item.schema, item.name);
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
    for (ExprPtr* child : childrenOf(*expression))
        *child = withoutAliases(*child, scope, core);
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
    std::vector<OrderItem> placed;
    for (OrderItem& item : order) {
        bool isResult = ordinal(*item.expression, core.items.size()) || isResultName(*item.expression, core);
        if (!isResult)
            item.expression = resolve(item.expression, scope);
        // A result keeps its name or number; whether it is NULL is asked of what it stands for.
        OrderItem meant = item;
        if (isResult)
            meant.expression = resultFor(*item.expression, core);
        std::vector<OrderItem> both = {meant};
        placeNulls(both);
        if (isResult)
            both.back().expression = item.expression;
        placed.insert(placed.end(), both.begin(), both.end());
    }
    order = std::move(placed);
}

TableShape Resolver::resolveCore(SelectCore& core, const Scope* outer, std::vector<OrderItem>* order)
{
    Scope scope;
    scope.outer = outer;
    for (const std::shared_ptr<FromItem>& item : core.from)
        addFrom(*item, scope);
    expandStars(core, scope);
    const Windows* outerWindows = std::exchange(m_windows, &core.windows);
    TableShape shape;
    for (SelectItem& item : core.items) {
        std::string name = item.alias;
        if (name.empty() && item.expression->kind == ExprKind::Column)
            name = item.expression->text;
        item.expression = resolve(item.expression, scope);
        if (item.expression->kind == ExprKind::Collate) // which the target lacks; values do not change by it
            item.expression = ExprPtr(item.expression->args.front());
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
    core.windows.clear(); // they stand where they were named
    m_windows = outerWindows;
    return shape;
}

TableShape Resolver::resolveQuery(Query& query, const Scope* outer)
{
    if (!query.with.empty() && m_queryDepth > 0 && !m_rules.nestedWith)
        throw Untranslatable(m_target.displayName + " has WITH at the beginning of a view alone");
    ++m_queryDepth;
    const std::size_t inSight = m_common.size();
    for (CommonTable& table : query.with)
        resolveCommonTable(table, query.withRecursive || m_source.withIsRecursive, outer);
    TableShape shape = resolveArms(query, outer, nullptr);
    m_common.resize(inSight);
    --m_queryDepth;
    return shape;
}

void Resolver::resolveCommonTable(CommonTable& table, bool maybeRecursive, const Scope* outer)
{
    Query& query = *table.query;
    bool readsItself = std::any_of(query.cores.begin(), query.cores.end(),
        [&](const SelectCore& core) { return readsTable(core, table.name); });
    table.recursive = readsItself && maybeRecursive;
    if (readsItself && !maybeRecursive && m_rules.withIsRecursive)
        throw Untranslatable("a query of WITH has the name of the table that it reads");
    if (m_target.maxIdentifierLength > 0
        && table.name.size() > static_cast<std::size_t>(m_target.maxIdentifierLength))
        throw Untranslatable("the name of a query of WITH is too long");
    TableShape shape;
    if (table.recursive) {
        if (!query.with.empty() || !query.orderBy.empty() || query.limit || query.offset)
            throw Untranslatable("a recursive query of WITH is ordered or limited");
        const std::size_t inSight = m_common.size();
        ++m_queryDepth;
        shape = resolveArms(query, outer, &table);
        --m_queryDepth;
        m_common.resize(inSight);
        fitRecursion(table);
    } else {
        shape = resolveQuery(query, outer);
    }
    if (!table.columns.empty() && table.columns.size() != shape.columns.size())
        throw Untranslatable("a query of WITH names another number of columns than it returns");
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
        ShapeColumn& column = shape.columns[i];
        column.name = column.newName = table.columns.empty() ? column.newName : table.columns[i];
        if (column.name.empty())
            throw Untranslatable("a column of a query of WITH has no name");
    }
    shape.name = shape.newName = table.name;
    m_shapes.push_back(std::move(shape));
    m_common.emplace_back(table.name, &m_shapes.back());
}

// After the first SELECT of a recursive query: what the others see.
void Resolver::startRecursion(CommonTable& table, const TableShape& first)
{
    const Query& query = *table.query;
    TableShape shape = first;
    shape.name = shape.newName = table.name;
    if (!table.columns.empty() && table.columns.size() != shape.columns.size())
        throw Untranslatable("a query of WITH names another number of columns than it returns");
    bool named = !table.columns.empty();
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
        ShapeColumn& column = shape.columns[i];
        column.name = named ? table.columns[i] : column.newName;
        column.newName = column.name;
        column.nullable = true;
        if (column.name.empty() || column.valueClass == ValueClass::Null
            || column.valueClass == ValueClass::Unknown)
            throw Untranslatable("a recursive query of WITH begins with a value without a name or a type");
        if (!named)
            table.columns.push_back(column.name); // Oracle wants them said
    }
    for (std::size_t i = 0; i < query.cores.size(); ++i) {
        const SelectCore& core = query.cores[i];
        bool last = i + 1 == query.cores.size();
        if (readsTable(core, table.name) != last)
            throw Untranslatable("a recursive query of WITH reads itself elsewhere than in its last part");
        if (!last)
            continue;
        bool plain = !core.distinct && core.groupBy.empty() && !core.having
            && std::none_of(core.from.begin(), core.from.end(),
                [](const std::shared_ptr<FromItem>& item) { return hasOuterJoin(*item); });
        if (!plain)
            throw Untranslatable("the recursive part of a query of WITH groups or joins in its own way");
    }
    for (const std::string& sign : query.operators) {
        if (sign != "UNION ALL" && (sign != "UNION" || !m_rules.recursiveUnion))
            throw Untranslatable("a recursive query of WITH is no UNION ALL");
    }
    m_shapes.push_back(std::move(shape));
    m_common.emplace_back(table.name, &m_shapes.back());
}

// The first rows of a recursive query say its types: they are widened to what the recursion may grow to.
void Resolver::fitRecursion(CommonTable& table)
{
    if (m_target.loosePlainTypes)
        return;
    Query& query = *table.query;
    SelectCore& last = query.cores.back();
    for (std::size_t c = 0; c < last.items.size(); ++c) {
        const Expression& grown = *last.items[c].expression;
        ValueClass value = query.cores.front().items[c].expression->valueClass;
        bool isItself = grown.kind == ExprKind::Column && grown.text == table.columns[c]
            && last.from.size() == 1 && !last.from.front()->left;
        SqlType type;
        if (value == ValueClass::Text)
            type = m_rules.recursiveTextLength > 0 ? SqlType::string(m_rules.recursiveTextLength)
                                                   : SqlType::of(TypeKind::Text);
        else if (value == ValueClass::Integer)
            type = SqlType::of(TypeKind::BigInteger);
        else if (value == ValueClass::Decimal && m_rules.exactUnionTypes)
            throw Untranslatable("a recursive query of WITH calculates with decimals");
        else if (value == ValueClass::Decimal)
            type = SqlType::of(TypeKind::Numeric);
        else
            continue;
        if (isItself)
            continue;
        for (SelectCore& core : query.cores) {
            if (&core == &last && !m_rules.exactUnionTypes)
                continue;
            ExprPtr& item = core.items[c].expression;
            ExprPtr cast = makeExpression(ExprKind::Cast, "", {item});
            cast->type = type;
            cast->valueClass = value;
            if (value == ValueClass::Text && m_rules.recursiveTextLength > 0)
                cast->remark = fmt::format(
                    "text that grows by recursion has {} characters", m_rules.recursiveTextLength);
            item = cast;
        }
    }
}

// The SELECTs of a query, and what follows them. `recursion`: the table of WITH whose query this is, if it
// reads itself.
TableShape Resolver::resolveArms(Query& query, const Scope* outer, CommonTable* recursion)
{
    TableShape shape;
    for (std::size_t i = 0; i < query.cores.size(); ++i) {
        TableShape part =
            resolveCore(query.cores[i], outer, query.cores.size() == 1 ? &query.orderBy : nullptr);
        if (recursion && i > 0
            && std::any_of(query.cores[i].items.begin(), query.cores[i].items.end(),
                [](const SelectItem& item) { return hasAggregate(item.expression); }))
            throw Untranslatable("the recursive part of a query of WITH groups or joins in its own way");
        if (i == 0) {
            shape = std::move(part);
            if (recursion)
                startRecursion(*recursion, shape);
            continue;
        }
        if (part.columns.size() != shape.columns.size())
            throw Untranslatable("its parts return different numbers of columns");
        for (std::size_t c = 0; c < shape.columns.size(); ++c) {
            ValueClass& left = shape.columns[c].valueClass;
            ValueClass right = part.columns[c].valueClass;
            if (left == ValueClass::Null)
                left = right;
            bool numbers = !recursion && left >= ValueClass::Integer && left <= ValueClass::Float
                && right >= ValueClass::Integer && right <= ValueClass::Float;
            bool compares = query.operators[i - 1] != "UNION ALL";
            if (compares && !m_rules.comparesLargeText && (shape.columns[c].large || part.columns[c].large))
                throw Untranslatable(
                    "it compares unbounded text, which " + m_target.displayName + " does not");
            if (left != right && right != ValueClass::Null && !numbers && !m_target.loosePlainTypes)
                throw Untranslatable("its parts return different types");
        }
    }
    for (OrderItem& item : query.orderBy) {
        const SelectCore& first = query.cores.front();
        bool high = m_sourceNullsHigh.value_or(m_target.nullsSortHigh);
        if (query.cores.size() > 1 && item.nulls.empty() && high != m_target.nullsSortHigh
            && m_rules.nullsOrder)
            item.nulls = high == item.descending ? "FIRST" : "LAST";
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
