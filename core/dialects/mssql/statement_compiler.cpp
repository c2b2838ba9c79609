#include "core/dialects/mssql/statement_compiler.h"

#include "core/util/strings.h"

#include <algorithm>

namespace relata::mssql {

using namespace ast;

std::string MsSqlStatementCompiler::constant(const Expr& e)
{
    return e.kind == ExprKind::True ? "1" : "0";
}

std::string MsSqlStatementCompiler::concat(const Expr& e)
{
    return infix(e, " + ");
}

// IS DISTINCT FROM came with 2022.
std::string MsSqlStatementCompiler::isDistinct(const Expr& e)
{
    return std::string(e.op == Op::IsDistinct ? "NOT " : "") + "EXISTS (SELECT " + expr(e.args[0])
        + " INTERSECT SELECT " + expr(e.args[1]) + ")";
}

std::string MsSqlStatementCompiler::match(const Expr& e)
{
    return "CONTAINS (" + expr(e.args[0]) + ", " + expr(e.args[1]) + ")";
}

std::string MsSqlStatementCompiler::bitwise(const Expr& e)
{
    if (e.op == Op::ShiftLeft || e.op == Op::ShiftRight)
        refuse("bit shifts"); // 2022
    return StatementCompiler::bitwise(e);
}

std::string MsSqlStatementCompiler::function(const Expr& e)
{
    std::string name = toLowerAscii(e.text);
    Expr copy = e;
    if (name == "now" || name == "current_timestamp")
        return "CURRENT_TIMESTAMP";
    if (name == "current_date")
        return "CAST(CURRENT_TIMESTAMP AS DATE)";
    if (name == "current_time")
        return "CAST(CURRENT_TIMESTAMP AS TIME)";
    if (name == "char_length" || name == "length")
        copy.text = "LEN";
    else if (name == "random")
        copy.text = "RAND";
    else if (name == "array_agg")
        refuse("arrays");
    else if (name == "string_agg" && e.split < e.args.size()) {
        std::string order = orderTerms(e.args, e.split, e.args.size());
        return "string_agg(" + list(e.args, 0, e.split) + ") WITHIN GROUP (ORDER BY " + order + ")";
    }
    return StatementCompiler::function(copy);
}

std::string MsSqlStatementCompiler::cast(const Expr& e)
{
    if (!e.has(Try))
        return StatementCompiler::cast(e);
    return "TRY_CAST (" + expr(e.args[0]) + " AS " + castType(*e.type) + ")";
}

std::string MsSqlStatementCompiler::extract(const Expr& e)
{
    std::string field = toLowerAscii(e.text);
    if (field == "doy")
        field = "dayofyear";
    else if (field == "dow")
        field = "weekday";
    else if (field == "milliseconds")
        field = "millisecond";
    else if (field == "microseconds")
        field = "microsecond";
    else if (field == "epoch")
        return "DATEDIFF_BIG(second, '1970-01-01', " + expr(e.args[0]) + ")";
    return "DATEPART(" + raw(field) + ", " + expr(e.args[0]) + ")";
}

std::string MsSqlStatementCompiler::json(const Expr& e)
{
    std::string value = expr(e.args[0]);
    std::string inside = "(" + value + ", " + fixedValue(jsonPathText(e.path)) + ")";
    switch (e.type->kind) {
    case TypeKind::Json:
        return "JSON_QUERY" + inside;
    case TypeKind::Integer:
    case TypeKind::BigInteger:
        return "CAST(JSON_VALUE" + inside + " AS " + typeName(*e.type) + ")";
    case TypeKind::Double:
        return "CAST(JSON_VALUE" + inside + " AS FLOAT)";
    case TypeKind::Boolean:
        return "CASE JSON_VALUE" + inside + " WHEN 'true' THEN 1 WHEN 'false' THEN 0 END";
    default:
        return "JSON_VALUE" + inside;
    }
}

bool MsSqlStatementCompiler::usesTop(const Stmt& stmt) const
{
    return stmt.kind == StmtKind::Select && stmt.limit && !stmt.offset;
}

std::string MsSqlStatementCompiler::selectModifiers(const Stmt& stmt)
{
    std::string text = StatementCompiler::selectModifiers(stmt);
    if (usesTop(stmt))
        text += "TOP (" + limitValue(stmt.limit) + ") " + (stmt.withTies ? "WITH TIES " : "");
    return text;
}

// A derived table has no order, and ORDER BY in it is refused unless it limits the rows.
std::string MsSqlStatementCompiler::orderBy(const Stmt& stmt, Place place)
{
    if (place != Place::Top && !stmt.limit && !stmt.offset)
        return {};
    std::string text = StatementCompiler::orderBy(stmt, place);
    // OFFSET belongs to ORDER BY; this one leaves the order open.
    bool offsetFetch = stmt.offset || (stmt.limit && !usesTop(stmt));
    return text.empty() && offsetFetch ? " ORDER BY (SELECT NULL)" : text;
}

std::string MsSqlStatementCompiler::limit(const Stmt& stmt, Place)
{
    if ((!stmt.limit && !stmt.offset) || usesTop(stmt))
        return {};
    if (stmt.withTies)
        refuse("FETCH ... WITH TIES behind an OFFSET");
    std::string text = " OFFSET " + (stmt.offset ? limitValue(stmt.offset) : std::string("0")) + " ROWS";
    if (stmt.limit)
        text += " FETCH NEXT " + limitValue(stmt.limit) + " ROWS ONLY";
    return text;
}

// Locks are hints of the tables in FROM.
std::string MsSqlStatementCompiler::rowLock(const Stmt&)
{
    return {};
}

std::string MsSqlStatementCompiler::fromElement(const FromPtr& from)
{
    bool wasInside = m_insideAlias;
    m_insideAlias = from->kind == FromKind::Alias;
    std::string text = StatementCompiler::fromElement(from);
    m_insideAlias = wasInside;
    bool isTable = from->kind == FromKind::Table
        || (from->kind == FromKind::Alias && from->left->kind == FromKind::Table);
    if (!isTable || !m_select || !m_select->lock || m_insideAlias)
        return text;
    const RowLock& lock = *m_select->lock;
    if (!lock.ofFroms.empty() && !contains(lock.ofFroms, from))
        return text;
    text += lock.share ? " WITH (REPEATABLEREAD" : " WITH (UPDLOCK";
    if (lock.noWait)
        text += ", NOWAIT";
    if (lock.skipLocked)
        text += ", READPAST";
    return text + ")";
}

std::string MsSqlStatementCompiler::functionElement(const FromPtr& from)
{
    if (from->ordinality)
        refuse("WITH ORDINALITY");
    return StatementCompiler::functionElement(from);
}

std::string MsSqlStatementCompiler::setPart(const StmtPtr& part, const std::string& text)
{
    bool ordered = part->limit || part->offset;
    return ordered ? "SELECT * FROM (" + text + ") AS " + anonymousName(part.get(), "anon")
                   : "(" + text + ")";
}

std::string MsSqlStatementCompiler::output(const Stmt& stmt)
{
    if (stmt.columns.empty())
        return {};
    std::string target = m_targetName;
    m_targetName = stmt.kind == StmtKind::Delete ? "deleted" : "inserted";
    std::string text = " OUTPUT " + returnedColumns(stmt);
    m_targetName = target;
    return text;
}

std::string MsSqlStatementCompiler::insert(const Stmt& stmt)
{
    if (stmt.upsert.action == UpsertAction::None)
        return StatementCompiler::insert(stmt);
    if (!stmt.upsert.constraint.empty() || stmt.upsert.targetWhere)
        refuse("ON CONFLICT of a named constraint or a partial index");
    std::vector<std::string> names = insertNames(stmt);
    std::string columns;
    for (const std::string& name : names)
        columns += (columns.empty() ? "" : ", ") + quote(name);
    std::string source;
    if (stmt.source) {
        source = "(" + query(*stmt.source, Place::From) + ") AS excluded (" + columns + ")";
    } else {
        std::string rows = multiRowValues(names, insertRows(stmt));
        source = "(" + rows.substr(1) + ") AS excluded (" + columns + ")";
    }
    // Without HOLDLOCK, two of them may both insert. A MERGE ends with a semicolon.
    return merge(stmt, " WITH (HOLDLOCK)", source, false) + output(stmt) + ";";
}

std::string MsSqlStatementCompiler::update(const Stmt& stmt)
{
    std::vector<FromPtr> extra = extraFroms(stmt);
    if (extra.empty() && stmt.target->kind == FromKind::Table)
        return StatementCompiler::update(stmt);
    std::vector<FromPtr> all = extra;
    all.insert(all.begin(), stmt.target);
    m_scopes.push_back({all, all});
    std::string text = "UPDATE " + fromName(stmt.target) + " SET "
        + assignments(stmt.assignments,
            stmt.target->kind == FromKind::Table ? stmt.target->table : stmt.target->left->table, false)
        + output(stmt) + " FROM " + fromList(all);
    if (!stmt.where.empty())
        text += " WHERE " + conditions(stmt.where);
    m_scopes.pop_back();
    return text;
}

std::string MsSqlStatementCompiler::delete_(const Stmt& stmt)
{
    std::vector<FromPtr> extra = extraFroms(stmt);
    if (extra.empty() && stmt.target->kind == FromKind::Table)
        return StatementCompiler::delete_(stmt);
    std::vector<FromPtr> all = extra;
    all.insert(all.begin(), stmt.target);
    m_scopes.push_back({all, all});
    std::string text = "DELETE FROM " + fromName(stmt.target) + output(stmt) + " FROM " + fromList(all);
    if (!stmt.where.empty())
        text += " WHERE " + conditions(stmt.where);
    m_scopes.pop_back();
    return text;
}

} // namespace relata::mssql
