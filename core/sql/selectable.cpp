#include "core/sql/selectable.h"

#include "core/sql/text_parameters.h"
#include "core/util/argument_error.h"

#include <algorithm>

namespace relata {

using namespace ast;

namespace {

std::string nameOf(const FromPtr& from)
{
    if (from->kind == FromKind::Table)
        return from->table->qualifiedName();
    return from->name.empty() ? "the subquery" : from->name;
}

Expression columnOf(const FromPtr& from, const Exported& exported)
{
    Expr expr;
    expr.kind = ExprKind::Column;
    expr.from = from;
    expr.type = exported.type;
    expr.text = exported.name;
    if (exported.name.empty() && exported.element)
        expr.args = {exported.element};
    return Expression(ast::make(std::move(expr)));
}

From aliased(FromKind kind, std::string name)
{
    From from;
    from.kind = kind;
    from.name = std::move(name);
    return from;
}

FromClause joined(const FromPtr& left, const FromPtr& right, const ExprPtr& on, JoinKind kind)
{
    From from;
    from.kind = FromKind::Join;
    from.join = kind;
    from.left = left;
    from.right = right;
    from.on = kind == JoinKind::Cross ? nullptr : on ? on : joinCondition(left, right);
    return FromClause(ast::make(std::move(from)));
}

std::vector<FromPtr> nodes(const std::vector<FromClause>& froms)
{
    std::vector<FromPtr> result;
    for (const FromClause& from : froms)
        result.push_back(from.node());
    return result;
}

void append(std::vector<ExprPtr>& to, const std::vector<Expression>& items)
{
    for (const Expression& item : items)
        to.push_back(item.node());
}

} // namespace

// FROM elements.
// ----------------------------------------------------------------------------------------------

FromClause::FromClause(TablePtr table)
{
    From from;
    from.kind = FromKind::Table;
    from.table = std::move(table);
    m_node = ast::make(std::move(from));
}

Expression FromClause::c(std::string_view name) const
{
    if (m_node->kind == FromKind::Table) { // the common case, without a list of all columns
        if (const Column* column = m_node->table->findColumn(name))
            return columnOf(m_node, {column->name, TypePtr(m_node->table, &column->type), nullptr});
    } else if (m_node->kind == FromKind::Join) {
        std::vector<FromPtr> leaves;
        collectLeaves(m_node, leaves);
        std::vector<Expression> found;
        for (const FromPtr& leaf : leaves) {
            for (const Exported& exported : exportedColumns(leaf)) {
                if (exported.name == name)
                    found.push_back(columnOf(leaf, exported));
            }
        }
        if (found.size() == 1)
            return found.front();
        if (found.size() > 1)
            raiseArgument("Several tables of the join have a column “" + std::string(name) + "”.",
                "Name the column by its own table.");
    } else {
        for (const Exported& exported : exportedColumns(m_node)) {
            if (exported.name == name)
                return columnOf(m_node, exported);
        }
    }
    raiseArgument(nameOf(m_node) + " has no column “" + std::string(name) + "”.");
}

Expression FromClause::c(std::size_t index) const
{
    std::vector<Exported> exported = exportedColumns(m_node);
    if (index >= exported.size())
        raiseArgument(nameOf(m_node) + " has no column number " + std::to_string(index) + ".");
    return columnOf(m_node, exported[index]);
}

std::vector<Expression> FromClause::columns() const
{
    std::vector<Expression> result;
    std::vector<FromPtr> leaves;
    collectLeaves(m_node, leaves);
    for (const FromPtr& leaf : leaves) {
        for (const Exported& exported : exportedColumns(leaf))
            result.push_back(columnOf(leaf, exported));
    }
    return result;
}

Expression FromClause::star() const
{
    Expr expr;
    expr.kind = ExprKind::Star;
    expr.from = m_node;
    return Expression(ast::make(std::move(expr)));
}

FromClause FromClause::alias(std::string name) const
{
    From from = aliased(FromKind::Alias, std::move(name));
    from.left = m_node;
    return FromClause(ast::make(std::move(from)));
}

FromClause FromClause::join(const FromClause& right) const
{
    return joined(m_node, right.m_node, nullptr, JoinKind::Inner);
}
FromClause FromClause::join(const FromClause& right, const Expression& on) const
{
    return joined(m_node, right.m_node, on.node(), JoinKind::Inner);
}
FromClause FromClause::outerJoin(const FromClause& right) const
{
    return joined(m_node, right.m_node, nullptr, JoinKind::Left);
}
FromClause FromClause::outerJoin(const FromClause& right, const Expression& on) const
{
    return joined(m_node, right.m_node, on.node(), JoinKind::Left);
}
FromClause FromClause::fullJoin(const FromClause& right, const Expression& on) const
{
    return joined(m_node, right.m_node, on.node(), JoinKind::Full);
}
FromClause FromClause::crossJoin(const FromClause& right) const
{
    return joined(m_node, right.m_node, nullptr, JoinKind::Cross);
}

FromClause FromClause::lateral(std::string name) const
{
    if (m_node->kind != FromKind::Subquery && m_node->kind != FromKind::Function)
        raiseArgument("Only a subquery or a function can be LATERAL.");
    From from = *m_node;
    from.lateral = true;
    if (!name.empty())
        from.name = std::move(name);
    return FromClause(ast::make(std::move(from)));
}

FromClause FromClause::unionAll(const Select& more) const
{
    if (m_node->kind != FromKind::Cte)
        raiseArgument("Only a common table expression can be continued by a UNION.");
    From from = *m_node;
    from.query = Select(m_node->query).unionAll(more).node();
    from.restates = m_node;
    return FromClause(ast::make(std::move(from)));
}

FromClause FromClause::union_(const Select& more) const
{
    if (m_node->kind != FromKind::Cte)
        raiseArgument("Only a common table expression can be continued by a UNION.");
    From from = *m_node;
    from.query = Select(m_node->query).union_(more).node();
    from.restates = m_node;
    return FromClause(ast::make(std::move(from)));
}

FromClause table(TablePtr table)
{
    return FromClause(std::move(table));
}

FromClause table(const MetaData& metadata, std::string_view qualifiedName)
{
    const Table& found = metadata.table(qualifiedName);
    return FromClause(metadata.tablePtr(found.schema, found.name));
}

FromClause lightTable(std::string name, std::vector<Column> columns, std::string schema)
{
    auto made = std::make_shared<Table>();
    made->name = std::move(name);
    made->schema = std::move(schema);
    made->columns = std::move(columns);
    return FromClause(TablePtr(std::move(made)));
}

Expression col(const FromClause& table, std::string_view name)
{
    return table.c(name);
}

Expression col(const TablePtr& table, std::string_view name)
{
    return FromClause(table).c(name);
}

FromClause textFrom(std::string sql)
{
    From from;
    from.kind = FromKind::Text;
    from.text = std::move(sql);
    return FromClause(ast::make(std::move(from)));
}

FromClause values(
    std::string name, std::vector<Column> columns, const std::vector<std::vector<Expression>>& rows)
{
    From from = aliased(FromKind::Values, std::move(name));
    for (Column& column : columns) {
        from.columns.push_back(column.name);
        from.types.push_back(column.type.kind == TypeKind::Unknown
                ? nullptr
                : std::make_shared<const SqlType>(std::move(column.type)));
    }
    for (const std::vector<Expression>& row : rows) {
        if (row.size() != from.columns.size())
            raiseArgument("A row of VALUES has another number of values than there are columns.");
        append(from.rows.emplace_back(), row);
    }
    return FromClause(ast::make(std::move(from)));
}

FromClause tableFunction(
    const Expression& call, std::string name, std::vector<Column> columns, bool withOrdinality)
{
    From from = aliased(FromKind::Function, std::move(name));
    from.on = call.node();
    from.ordinality = withOrdinality;
    for (Column& column : columns) {
        from.columns.push_back(column.name);
        from.types.push_back(std::make_shared<const SqlType>(std::move(column.type)));
    }
    return FromClause(ast::make(std::move(from)));
}

// SELECT.
// -----------------------------------------------------------------------------------------------------

Select::Select(Stmt stmt) : Statement(ast::make(std::move(stmt)))
{ }

Select select(const std::vector<Expression>& columns)
{
    Stmt stmt;
    append(stmt.columns, columns);
    return Select(std::move(stmt));
}

Select Select::addColumns(const SelectColumns& columns) const
{
    return changed([&](Stmt& stmt) { append(stmt.columns, columns.items()); });
}
Select Select::withOnlyColumns(const SelectColumns& columns) const
{
    return changed([&](Stmt& stmt) {
        stmt.columns.clear();
        append(stmt.columns, columns.items());
    });
}
Select Select::selectFrom(const FromClause& from) const
{
    return changed([&](Stmt& stmt) { stmt.froms.push_back(from.node()); });
}
Select Select::join(const FromClause& right) const
{
    return changed([&](Stmt& stmt) { stmt.joins.push_back({right.node(), nullptr, JoinKind::Inner}); });
}
Select Select::join(const FromClause& right, const Expression& on) const
{
    return changed([&](Stmt& stmt) { stmt.joins.push_back({right.node(), on.node(), JoinKind::Inner}); });
}
Select Select::outerJoin(const FromClause& right) const
{
    return changed([&](Stmt& stmt) { stmt.joins.push_back({right.node(), nullptr, JoinKind::Left}); });
}
Select Select::outerJoin(const FromClause& right, const Expression& on) const
{
    return changed([&](Stmt& stmt) { stmt.joins.push_back({right.node(), on.node(), JoinKind::Left}); });
}
Select Select::fullJoin(const FromClause& right, const Expression& on) const
{
    return changed([&](Stmt& stmt) { stmt.joins.push_back({right.node(), on.node(), JoinKind::Full}); });
}
Select Select::where(const Expression& condition) const
{
    return changed([&](Stmt& stmt) { stmt.where.push_back(condition.node()); });
}
Select Select::filterBy(const std::vector<std::pair<std::string, Expression>>& equal) const
{
    std::vector<FromPtr> froms = stmt().froms;
    for (const ExprPtr& column : stmt().columns)
        collectFroms(column, froms);
    if (froms.empty())
        raiseArgument("filterBy() needs a FROM.");
    Select result = *this;
    for (const auto& [name, value] : equal)
        result = result.where(FromClause(froms.front()).c(name) == value);
    return result;
}
Select Select::groupBy(const std::vector<Expression>& by) const
{
    return changed([&](Stmt& stmt) { append(stmt.groupBy, by); });
}
Select Select::having(const Expression& condition) const
{
    return changed([&](Stmt& stmt) { stmt.having.push_back(condition.node()); });
}
Select Select::orderBy(const std::vector<Expression>& by) const
{
    return changed([&](Stmt& stmt) { append(stmt.orderBy, by); });
}
Select Select::unordered() const
{
    return changed([](Stmt& stmt) { stmt.orderBy.clear(); });
}
Select Select::distinct() const
{
    return changed([](Stmt& stmt) { stmt.distinct = true; });
}
Select Select::distinctOn(const std::vector<Expression>& by) const
{
    return changed([&](Stmt& stmt) { append(stmt.distinctOn, by); });
}
Select Select::limit(const Expression& rows) const
{
    return changed([&](Stmt& stmt) { stmt.limit = rows.node(); });
}
Select Select::offset(const Expression& rows) const
{
    return changed([&](Stmt& stmt) { stmt.offset = rows.node(); });
}
Select Select::withoutLimit() const
{
    return changed([](Stmt& stmt) {
        stmt.limit = nullptr;
        stmt.offset = nullptr;
        stmt.withTies = false;
    });
}
Select Select::fetchWithTies(const Expression& rows) const
{
    return changed([&](Stmt& stmt) {
        stmt.limit = rows.node();
        stmt.withTies = true;
    });
}
Select Select::withForUpdate(const ForUpdate& lock) const
{
    return changed([&](Stmt& stmt) {
        RowLock row;
        row.share = lock.read;
        row.key = lock.keyShare;
        row.noWait = lock.noWait;
        row.skipLocked = lock.skipLocked;
        row.ofFroms = nodes(lock.of);
        stmt.lock = std::move(row);
    });
}
Select Select::correlate(const std::vector<FromClause>& to) const
{
    return changed([&](Stmt& stmt) {
        stmt.correlate = nodes(to);
        stmt.hasCorrelate = true;
    });
}
Select Select::correlateExcept(const std::vector<FromClause>& notTo) const
{
    return changed([&](Stmt& stmt) { stmt.correlateExcept = nodes(notTo); });
}
Select Select::labelStyle(LabelStyle style) const
{
    return changed([&](Stmt& stmt) { stmt.labels = style; });
}
Select Select::prefixWith(std::string text, std::string dialect) const
{
    return changed([&](Stmt& stmt) { stmt.prefixes.push_back({std::move(text), std::move(dialect)}); });
}
Select Select::suffixWith(std::string text, std::string dialect) const
{
    return changed([&](Stmt& stmt) { stmt.suffixes.push_back({std::move(text), std::move(dialect)}); });
}
Select Select::addCte(const FromClause& cte) const
{
    return changed([&](Stmt& stmt) { stmt.ctes.push_back(cte.node()); });
}

FromClause Select::subquery(std::string name) const
{
    From from = aliased(FromKind::Subquery, std::move(name));
    from.query = node();
    return FromClause(ast::make(std::move(from)));
}
FromClause Select::lateral(std::string name) const
{
    return subquery(std::move(name)).lateral();
}
FromClause Select::cte(std::string name, CteKind kind, Materialized materialized) const
{
    From from = aliased(FromKind::Cte, std::move(name));
    from.query = node();
    from.recursive = kind == CteKind::Recursive;
    from.materialized = materialized;
    return FromClause(ast::make(std::move(from)));
}
Expression Select::scalar() const
{
    std::vector<Exported> exported = exportedColumns(stmt());
    Expr expr;
    expr.kind = ExprKind::Subquery;
    expr.query = node();
    if (exported.size() == 1)
        expr.type = exported.front().type;
    return Expression(ast::make(std::move(expr)));
}
Expression Select::exists() const
{
    static const TypePtr boolean = std::make_shared<const SqlType>(SqlType::of(TypeKind::Boolean));
    Expr expr;
    expr.kind = ExprKind::Exists;
    expr.query = node();
    expr.type = boolean;
    return Expression(ast::make(std::move(expr)));
}

Select Select::combined(SetOperation operation, const Select& other) const
{
    return compound(operation, {*this, other});
}
Select Select::union_(const Select& other) const
{
    return combined(SetOperation::Union, other);
}
Select Select::unionAll(const Select& other) const
{
    return combined(SetOperation::UnionAll, other);
}
Select Select::intersect(const Select& other) const
{
    return combined(SetOperation::Intersect, other);
}
Select Select::intersectAll(const Select& other) const
{
    return combined(SetOperation::IntersectAll, other);
}
Select Select::except(const Select& other) const
{
    return combined(SetOperation::Except, other);
}
Select Select::exceptAll(const Select& other) const
{
    return combined(SetOperation::ExceptAll, other);
}

std::vector<std::string> Select::columnNames() const
{
    std::vector<std::string> names;
    for (const Exported& exported : exportedColumns(stmt()))
        names.push_back(exported.name);
    return names;
}

Select compound(SetOperation operation, const std::vector<Select>& parts)
{
    if (parts.empty())
        raiseArgument("A set operation needs at least one SELECT.");
    std::size_t width = exportedColumns(parts.front().stmt()).size();
    Stmt stmt;
    stmt.kind = StmtKind::Compound;
    stmt.operation = operation;
    for (const Select& part : parts) {
        std::size_t columns = exportedColumns(part.stmt()).size();
        if (columns != width)
            raiseArgument("The SELECTs of a set operation return different numbers of columns: "
                + std::to_string(width) + " and " + std::to_string(columns) + ".");
        stmt.parts.push_back(part.node());
    }
    return Select(std::move(stmt));
}
Select union_(const std::vector<Select>& parts)
{
    return compound(SetOperation::Union, parts);
}
Select unionAll(const std::vector<Select>& parts)
{
    return compound(SetOperation::UnionAll, parts);
}
Select intersect(const std::vector<Select>& parts)
{
    return compound(SetOperation::Intersect, parts);
}
Select except(const std::vector<Select>& parts)
{
    return compound(SetOperation::Except, parts);
}

Select textStatement(std::string sql, const std::vector<std::pair<std::string, Value>>& parameters,
    std::vector<Column> columns)
{
    Stmt stmt;
    stmt.kind = StmtKind::Text;
    stmt.binds = parseTextParameters(sql, parameters).binds;
    stmt.text = std::move(sql);
    for (Column& column : columns)
        stmt.textColumns.push_back(
            {column.name, std::make_shared<const SqlType>(std::move(column.type)), nullptr});
    return Select(std::move(stmt));
}

} // namespace relata
