#include "core/sql/dml.h"

#include "core/sql/client_defaults.h"
#include "core/util/argument_error.h"

#include <algorithm>

namespace relata {

using namespace ast;

namespace {

const TablePtr& tableOf(const FromPtr& target)
{
    return target->kind == FromKind::Alias ? tableOf(target->left) : target->table;
}

void requireColumn(const Stmt& stmt, const std::string& name)
{
    const TablePtr& table = tableOf(stmt.target);
    if (table && !table->columns.empty() && !table->findColumn(name))
        raiseArgument("Table " + table->qualifiedName() + " has no column " + name + ".");
}

void assign(Stmt& stmt, const std::string& column, ExprPtr value)
{
    requireColumn(stmt, column);
    for (Assignment& assignment : stmt.assignments) {
        if (assignment.column == column) {
            assignment.value = std::move(value);
            return;
        }
    }
    stmt.assignments.push_back({column, std::move(value)});
}

template <typename S, typename F>
S changed(const S& statement, F change)
{
    Stmt copy = statement.stmt();
    change(copy);
    return S(std::move(copy));
}

template <typename S>
S returningOf(const S& statement, const SelectColumns& columns)
{
    return changed(statement, [&](Stmt& stmt) {
        for (const Expression& column : columns.items())
            stmt.columns.push_back(column.node());
    });
}

FromClause cteOf(const Statement& statement, std::string name)
{
    From from;
    from.kind = FromKind::Cte;
    from.name = std::move(name);
    from.query = withClientDefaults(statement.node(), nullptr);
    return FromClause(ast::make(std::move(from)));
}

Stmt targeting(StmtKind kind, const FromClause& table)
{
    if (!tableOf(table.node()))
        raiseArgument("INSERT, UPDATE and DELETE change tables, not subqueries.");
    Stmt stmt;
    stmt.kind = kind;
    stmt.target = table.node();
    return stmt;
}

ExprPtr named(const FromPtr& target, const std::string& name)
{
    return FromClause(target).c(name).node();
}

} // namespace

Insert::Insert(Stmt stmt) : Statement(ast::make(std::move(stmt)))
{ }

Insert Insert::values(const ColumnValues& values) const
{
    return changed(*this, [&](Stmt& stmt) {
        for (const auto& [column, value] : values)
            assign(stmt, column, value.node());
    });
}

Insert Insert::columns(std::vector<std::string> names) const
{
    return changed(*this, [&](Stmt& stmt) {
        for (const std::string& name : names)
            assign(stmt, name, nullptr);
    });
}

Insert Insert::rows(std::vector<std::string> names, const std::vector<std::vector<Expression>>& rows) const
{
    return changed(*this, [&](Stmt& stmt) {
        if (names.empty() || rows.empty())
            raiseArgument("INSERT ... VALUES of rows needs at least one column and one row.");
        for (const std::string& name : names)
            requireColumn(stmt, name);
        stmt.names = std::move(names);
        for (const std::vector<Expression>& row : rows) {
            if (row.size() != stmt.names.size())
                raiseArgument("A row to insert has another number of values than there are columns.");
            std::vector<ExprPtr>& values = stmt.rows.emplace_back();
            for (const Expression& value : row)
                values.push_back(value.node());
        }
    });
}

Insert Insert::fromSelect(std::vector<std::string> names, const Select& query) const
{
    return changed(*this, [&](Stmt& stmt) {
        std::size_t width = exportedColumns(query.stmt()).size();
        if (width != 0 && width != names.size())
            raiseArgument("INSERT ... SELECT names " + std::to_string(names.size())
                + " columns, and its SELECT returns " + std::to_string(width) + ".");
        for (const std::string& name : names)
            requireColumn(stmt, name);
        stmt.names = std::move(names);
        stmt.source = query.node();
    });
}

Insert Insert::defaultValues() const
{
    return changed(*this, [](Stmt& stmt) { stmt.defaultValues = true; });
}

Insert Insert::returning(const SelectColumns& columns) const
{
    return returningOf(*this, columns);
}

Insert Insert::onConflictDoNothing(const std::vector<std::string>& target) const
{
    return changed(*this, [&](Stmt& stmt) {
        stmt.upsert.action = UpsertAction::Nothing;
        for (const std::string& name : target)
            stmt.upsert.target.push_back(named(stmt.target, name));
    });
}

Insert Insert::onConflictDoUpdate(const std::vector<std::string>& target, const ColumnValues& set) const
{
    return changed(*this, [&](Stmt& stmt) {
        if (set.empty())
            raiseArgument("An upsert needs at least one column to set; use onConflictDoNothing().");
        stmt.upsert.action = UpsertAction::Update;
        for (const std::string& name : target)
            stmt.upsert.target.push_back(named(stmt.target, name));
        for (const auto& [column, value] : set) {
            requireColumn(stmt, column);
            stmt.upsert.set.push_back({column, value.node()});
        }
    });
}

Insert Insert::onConflictDoUpdate(
    const std::vector<std::string>& target, const ColumnValues& set, const Expression& where) const
{
    return changed(onConflictDoUpdate(target, set), [&](Stmt& stmt) { stmt.upsert.where = where.node(); });
}

Insert Insert::conflictTargetWhere(const Expression& where) const
{
    return changed(*this, [&](Stmt& stmt) { stmt.upsert.targetWhere = where.node(); });
}

Insert Insert::onConstraintDoUpdate(std::string constraint, const ColumnValues& set) const
{
    return changed(
        onConflictDoUpdate({}, set), [&](Stmt& stmt) { stmt.upsert.constraint = std::move(constraint); });
}

Insert Insert::prefixWith(std::string text, std::string dialect) const
{
    return changed(*this, [&](Stmt& stmt) {
        stmt.prefixes.push_back({std::move(text), std::move(dialect)});
    });
}

FromClause Insert::cte(std::string name) const
{
    return cteOf(*this, std::move(name));
}

Update::Update(Stmt stmt) : Statement(ast::make(std::move(stmt)))
{ }

Update Update::set(std::string column, const Expression& value) const
{
    return changed(*this, [&](Stmt& stmt) { assign(stmt, column, value.node()); });
}

Update Update::values(const ColumnValues& values) const
{
    return changed(*this, [&](Stmt& stmt) {
        for (const auto& [column, value] : values)
            assign(stmt, column, value.node());
    });
}

Update Update::columns(const std::vector<std::string>& names) const
{
    return changed(*this, [&](Stmt& stmt) {
        for (const std::string& name : names)
            assign(stmt, name, nullptr);
    });
}

Update Update::where(const Expression& condition) const
{
    return changed(*this, [&](Stmt& stmt) { stmt.where.push_back(condition.node()); });
}

Update Update::from(const FromClause& other) const
{
    return changed(*this, [&](Stmt& stmt) { stmt.froms.push_back(other.node()); });
}

Update Update::returning(const SelectColumns& columns) const
{
    return returningOf(*this, columns);
}

FromClause Update::cte(std::string name) const
{
    return cteOf(*this, std::move(name));
}

Delete::Delete(Stmt stmt) : Statement(ast::make(std::move(stmt)))
{ }

Delete Delete::where(const Expression& condition) const
{
    return changed(*this, [&](Stmt& stmt) { stmt.where.push_back(condition.node()); });
}

Delete Delete::usingFrom(const FromClause& other) const
{
    return changed(*this, [&](Stmt& stmt) { stmt.froms.push_back(other.node()); });
}

Delete Delete::returning(const SelectColumns& columns) const
{
    return returningOf(*this, columns);
}

FromClause Delete::cte(std::string name) const
{
    return cteOf(*this, std::move(name));
}

Insert insert(const FromClause& table)
{
    return Insert(targeting(StmtKind::Insert, table));
}

Update update(const FromClause& table)
{
    return Update(targeting(StmtKind::Update, table));
}

Delete delete_(const FromClause& table)
{
    return Delete(targeting(StmtKind::Delete, table));
}

} // namespace relata
