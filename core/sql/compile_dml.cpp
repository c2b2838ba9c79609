// INSERT, UPDATE and DELETE as SQL (statement_compiler.h).
#include "core/sql/selectable.h"
#include "core/sql/statement_compiler.h"
#include "core/util/argument_error.h"

#include <algorithm>

namespace relata {

using namespace ast;

namespace {

const TablePtr& tableOf(const FromPtr& target)
{
    return target->kind == FromKind::Alias ? tableOf(target->left) : target->table;
}

TypePtr typeOfColumn(const TablePtr& table, const std::string& name)
{
    const Column* column = table->findColumn(name);
    return column ? TypePtr(table, &column->type) : nullptr;
}

} // namespace

std::string StatementCompiler::assignedValue(
    const ExprPtr& value, const std::string& column, const TablePtr& table)
{
    TypePtr type = typeOfColumn(table, column);
    if (!value) {
        Expr bind;
        bind.kind = ExprKind::Bind;
        bind.text = column;
        return parameter(bind, type, true);
    }
    if (value->kind == ExprKind::Literal || value->kind == ExprKind::Bind)
        return parameter(*value, type, true);
    return expr(value);
}

std::string StatementCompiler::assignments(
    const std::vector<Assignment>& all, const TablePtr& table, bool qualified)
{
    std::string text;
    for (const Assignment& assignment : all) {
        std::string value = assignedValue(assignment.value, assignment.column, table);
        if (assignment.value && precedence(*assignment.value) < 100)
            value = "(" + value + ")";
        text += (text.empty() ? "" : ", ") + (qualified ? tableName(table) + "." : std::string())
            + quote(assignment.column) + " = " + value;
    }
    return text;
}

std::string StatementCompiler::returnedColumns(const Stmt& stmt)
{
    std::string text;
    for (const ExprPtr& column : stmt.columns) {
        std::string body = expr(column);
        std::string name = exportedName(*column);
        bool labels = column->kind == ExprKind::Label || (name.empty() && column->kind != ExprKind::Star);
        if (labels && name.empty())
            name = labelOf(column);
        addResultColumn(column, name);
        text += (text.empty() ? "" : ", ") + (labels ? labelled(body, quote(name)) : body);
    }
    return text;
}

std::string StatementCompiler::returning(const Stmt& stmt)
{
    if (stmt.columns.empty())
        return {};
    if (!supportsReturning(stmt.kind)) {
        const char* what = stmt.kind == StmtKind::Insert ? "INSERT"
            : stmt.kind == StmtKind::Update              ? "UPDATE"
                                                         : "DELETE";
        refuse(std::string("RETURNING of ") + what, "Select the rows in a statement of their own.");
    }
    return " RETURNING " + returnedColumns(stmt);
}

std::vector<std::string> StatementCompiler::insertNames(const Stmt& stmt)
{
    if (!stmt.names.empty())
        return stmt.names;
    std::vector<std::string> names;
    for (const Assignment& assignment : stmt.assignments)
        names.push_back(assignment.column);
    if (names.empty() && !stmt.defaultValues) {
        for (const Column& column : tableOf(stmt.target)->columns) {
            if (!column.computed)
                names.push_back(column.name);
        }
    }
    return names;
}

// The rows' values as text; one row where nothing but columns was said.
std::vector<std::vector<std::string>> StatementCompiler::insertRows(const Stmt& stmt)
{
    const TablePtr& table = tableOf(stmt.target);
    std::vector<std::vector<std::string>> rows;
    if (!stmt.rows.empty()) {
        for (const auto& row : stmt.rows) {
            std::vector<std::string>& values = rows.emplace_back();
            for (std::size_t i = 0; i < row.size(); ++i)
                values.push_back(assignedValue(row[i], stmt.names[i], table));
        }
        return rows;
    }
    std::vector<std::string>& values = rows.emplace_back();
    if (!stmt.assignments.empty()) {
        for (const Assignment& assignment : stmt.assignments) {
            std::string value = assignedValue(assignment.value, assignment.column, table);
            if (assignment.value && precedence(*assignment.value) < 100)
                value = "(" + value + ")";
            values.push_back(std::move(value));
        }
        return rows;
    }
    for (const std::string& name : insertNames(stmt))
        values.push_back(assignedValue(nullptr, name, table));
    return rows;
}

std::string StatementCompiler::multiRowValues(
    const std::vector<std::string>&, const std::vector<std::vector<std::string>>& rows)
{
    std::string text = " VALUES ";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        text += i ? ", (" : "(";
        for (std::size_t c = 0; c < rows[i].size(); ++c)
            text += (c ? ", " : "") + rows[i][c];
        text += ")";
    }
    return text;
}

std::string StatementCompiler::insert(const Stmt& stmt)
{
    const TablePtr& table = tableOf(stmt.target);
    if (!stmt.source && stmt.rows.empty() && stmt.assignments.empty() && !stmt.defaultValues
        && table->columns.empty())
        raiseArgument("INSERT says no columns.", "Use values(), columns(), rows() or defaultValues().");
    std::string text = "INSERT " + hints(stmt.prefixes) + "INTO " + tableName(table);
    std::vector<std::string> names = insertNames(stmt);
    if (names.empty()) {
        text += output(stmt) + emptyInsert();
    } else {
        std::string columns;
        for (const std::string& name : names)
            columns += (columns.empty() ? "" : ", ") + quote(name);
        text += " (" + columns + ")" + output(stmt);
        if (stmt.source) {
            bool collected = m_collectColumns;
            m_collectColumns = false;
            StmtPtr asked = stmt.source;
            if (stmt.upsert.action != UpsertAction::None && upsertSelectNeedsWhere()
                && asked->kind == StmtKind::Select && asked->where.empty())
                asked = Select(asked).where(literalColumn("1 = 1")).node();
            std::string source = query(*asked, Place::Top);
            m_collectColumns = collected;
            if (cteFollowsInsert()) {
                source = withClause() + source;
                m_ctes.clear();
            }
            text += " " + source;
        } else {
            text += multiRowValues(names, insertRows(stmt));
        }
    }
    return text + upsert(stmt) + returning(stmt);
}

std::string StatementCompiler::upsert(const Stmt& stmt)
{
    const Upsert& upsert = stmt.upsert;
    if (upsert.action == UpsertAction::None)
        return {};
    std::string text = " ON CONFLICT";
    bool unqualified = m_unqualified;
    m_unqualified = true;
    if (!upsert.constraint.empty()) {
        text += " ON CONSTRAINT " + quote(upsert.constraint);
    } else if (!upsert.target.empty()) {
        text += " (" + list(upsert.target) + ")";
        if (upsert.targetWhere)
            text += " WHERE " + condition(upsert.targetWhere);
    } else if (upsert.action == UpsertAction::Update) {
        raiseArgument("ON CONFLICT DO UPDATE needs the columns of the unique key.");
    }
    m_unqualified = unqualified;
    if (upsert.action == UpsertAction::Nothing)
        return text + " DO NOTHING";
    text += " DO UPDATE SET " + assignments(upsert.set, tableOf(stmt.target), false);
    if (upsert.where)
        text += " WHERE " + condition(upsert.where);
    return text;
}

std::vector<FromPtr> StatementCompiler::extraFroms(const Stmt& stmt)
{
    std::vector<FromPtr> froms;
    for (const FromPtr& from : stmt.froms) {
        if (!contains(froms, from))
            froms.push_back(from);
    }
    for (const Assignment& assignment : stmt.assignments)
        collectFroms(assignment.value, froms);
    for (const ExprPtr& condition : stmt.where)
        collectFroms(condition, froms);
    std::vector<FromPtr> hidden;
    for (const FromPtr& from : froms) {
        if (from->kind == FromKind::Join)
            collectLeaves(from, hidden);
    }
    std::erase_if(froms, [&](const FromPtr& from) {
        return identity(from) == identity(stmt.target) || contains(hidden, from);
    });
    return froms;
}

std::string StatementCompiler::update(const Stmt& stmt)
{
    if (stmt.assignments.empty())
        raiseArgument("UPDATE says nothing to set.", "Use set(), values() or columns().");
    std::vector<FromPtr> extra = extraFroms(stmt);
    if (!extra.empty() && !supportsUpdateFrom())
        refuse("UPDATE that reads other tables", "Read them in a subquery.");
    Scope scope;
    scope.near = extra;
    scope.near.push_back(stmt.target);
    scope.all = scope.near;
    m_scopes.push_back(std::move(scope));
    std::string text = "UPDATE " + fromElement(stmt.target) + " SET "
        + assignments(stmt.assignments, tableOf(stmt.target), false) + output(stmt);
    if (!extra.empty())
        text += " FROM " + fromList(extra);
    if (!stmt.where.empty())
        text += " WHERE " + conditions(stmt.where);
    text += returning(stmt);
    m_scopes.pop_back();
    return text;
}

std::string StatementCompiler::delete_(const Stmt& stmt)
{
    std::vector<FromPtr> extra = extraFroms(stmt);
    Scope scope;
    scope.near = extra;
    scope.near.push_back(stmt.target);
    scope.all = scope.near;
    m_scopes.push_back(std::move(scope));
    if (!extra.empty() && !supportsDeleteUsing())
        refuse("DELETE that reads other tables", "Read them in a subquery.");
    std::string text = "DELETE FROM " + fromElement(stmt.target) + output(stmt);
    if (!extra.empty())
        text += " USING " + fromList(extra);
    if (!stmt.where.empty())
        text += " WHERE " + conditions(stmt.where);
    text += returning(stmt);
    m_scopes.pop_back();
    return text;
}

std::string StatementCompiler::merge(
    const Stmt& stmt, const std::string& hint, const std::string& source, bool whereInside)
{
    const Upsert& upsert = stmt.upsert;
    const TablePtr& table = tableOf(stmt.target);
    if (upsert.target.empty())
        raiseArgument("MERGE, by which " + traits().displayName
            + " does an upsert, needs the columns of the unique key.");
    std::vector<std::string> names = insertNames(stmt);
    std::string on;
    for (const ExprPtr& column : upsert.target) {
        if (std::find(names.begin(), names.end(), column->text) == names.end())
            raiseArgument("The upsert's key column " + column->text + " is not among the inserted ones.");
        on += (on.empty() ? "" : " AND ") + tableName(table) + "." + quote(column->text) + " = excluded."
            + quote(column->text);
    }
    std::string text = "MERGE INTO " + tableName(table) + hint + " USING " + source + " ON (" + on + ")";
    if (upsert.action == UpsertAction::Update) {
        text += " WHEN MATCHED";
        std::string where = upsert.where ? condition(upsert.where) : std::string();
        if (!where.empty() && !whereInside)
            text += " AND " + where;
        text += " THEN UPDATE SET " + assignments(upsert.set, table, whereInside);
        if (!where.empty() && whereInside)
            text += " WHERE " + where;
    }
    std::string columns;
    std::string values;
    for (const std::string& name : names) {
        columns += (columns.empty() ? "" : ", ") + quote(name);
        values += (values.empty() ? "" : ", ") + ("excluded." + quote(name));
    }
    return text + " WHEN NOT MATCHED THEN INSERT (" + columns + ") VALUES (" + values + ")";
}

} // namespace relata
