#include "core/dialects/mysql/statement_compiler.h"

#include "core/sql/type_compiler.h"
#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata::mysql {

using namespace ast;

// || is OR unless sql_mode says PIPES_AS_CONCAT.
std::string MySqlStatementCompiler::concat(const Expr& e)
{
    return "concat(" + expr(e.args[0]) + ", " + expr(e.args[1]) + ")";
}

std::string MySqlStatementCompiler::isDistinct(const Expr& e)
{
    std::string same = infix(e, " <=> ");
    return e.op == Op::IsDistinct ? "NOT (" + same + ")" : same;
}

std::string MySqlStatementCompiler::regexp(const Expr& e)
{
    bool negated = e.op == Op::NotRegexp;
    const char* word = negated ? " NOT REGEXP " : " REGEXP ";
    if (e.extra.empty())
        return infix(e, word);
    if (m_isMariaDb)
        return operand(e.args[0], e.op) + word + "CONCAT('(?', " + stringLiteral(e.extra) + ", ')', "
            + operand(e.args[1], e.op) + ")";
    return std::string(negated ? "NOT " : "") + "REGEXP_LIKE(" + expr(e.args[0]) + ", " + expr(e.args[1])
        + ", " + stringLiteral(e.extra) + ")";
}

std::string MySqlStatementCompiler::match(const Expr& e)
{
    return "MATCH (" + expr(e.args[0]) + ") AGAINST (" + expr(e.args[1]) + " IN BOOLEAN MODE)";
}

std::string MySqlStatementCompiler::function(const Expr& e)
{
    std::string name = toLowerAscii(e.text);
    Expr copy = e;
    if (name == "random")
        copy.text = "rand";
    if (name == "array_agg")
        refuse("arrays");
    if (name == "string_agg") {
        std::string text = "group_concat(" + expr(e.args[0]);
        if (e.split < e.args.size())
            text += " ORDER BY " + orderTerms(e.args, e.split, e.args.size());
        // The separator must be a literal here.
        if (e.args[1]->kind != ExprKind::Literal || e.args[1]->value.tag() != ValueTag::Text)
            refuse("group_concat() with a separator that is not a text");
        return text + " SEPARATOR " + stringLiteral(e.args[1]->value.bytes()) + ")";
    }
    return StatementCompiler::function(copy);
}

// CAST knows a few types of its own ("Cast Functions and Operators").
std::string MySqlStatementCompiler::castType(const SqlType& type)
{
    switch (type.kind) {
    case TypeKind::Boolean:
    case TypeKind::SmallInteger:
    case TypeKind::Integer:
    case TypeKind::BigInteger:
        return type.isUnsigned ? "UNSIGNED INTEGER" : "SIGNED INTEGER";
    case TypeKind::Numeric:
        return withModifiers("DECIMAL", type.precision, type.scale);
    case TypeKind::Money:
        return "DECIMAL(19, 4)";
    case TypeKind::Float:
        return m_isMariaDb ? "DOUBLE" : "FLOAT";
    case TypeKind::Double:
        return "DOUBLE";
    case TypeKind::Date:
        return "DATE";
    case TypeKind::Time:
        return withModifiers("TIME", type.precision);
    case TypeKind::DateTime:
        return withModifiers("DATETIME", type.precision);
    case TypeKind::LargeBinary:
        return withModifiers("BINARY", type.length);
    case TypeKind::Json:
        return m_isMariaDb ? "CHAR" : "JSON"; // MariaDB's JSON is text
    default:
        return withModifiers("CHAR", type.length);
    }
}

std::string MySqlStatementCompiler::extract(const Expr& e)
{
    std::string field = toLowerAscii(e.text);
    std::string value = expr(e.args[0]);
    if (field == "epoch")
        return "UNIX_TIMESTAMP(" + value + ")";
    if (field == "dow")
        return "(DAYOFWEEK(" + value + ") - 1)";
    if (field == "doy")
        return "DAYOFYEAR(" + value + ")";
    return "EXTRACT(" + raw(e.text) + " FROM " + value + ")";
}

std::string MySqlStatementCompiler::json(const Expr& e)
{
    std::string text = "JSON_EXTRACT(" + expr(e.args[0]) + ", " + fixedValue(jsonPathText(e.path)) + ")";
    switch (e.type->kind) {
    case TypeKind::Json:
        return text;
    case TypeKind::Boolean:
        return "(" + text + " = true)";
    case TypeKind::Text:
        return "JSON_UNQUOTE(" + text + ")";
    default:
        return "CAST(JSON_UNQUOTE(" + text + ") AS " + castType(*e.type) + ")";
    }
}

std::string MySqlStatementCompiler::excludedColumn(const Expr& e)
{
    return "VALUES(" + quote(e.text) + ")";
}

std::string MySqlStatementCompiler::join(const FromPtr& from)
{
    if (from->join != JoinKind::Inner)
        return StatementCompiler::join(from);
    std::string left = fromElement(from->left);
    std::string right = fromElement(from->right);
    if (from->right->kind == FromKind::Join)
        right = "(" + right + ")";
    return left + " INNER JOIN " + right + " ON " + condition(from->on);
}

std::string MySqlStatementCompiler::limit(const Stmt& stmt, Place)
{
    if (!stmt.limit && !stmt.offset)
        return {};
    if (stmt.withTies)
        refuse("FETCH ... WITH TIES");
    if (!stmt.offset)
        return " LIMIT " + limitValue(stmt.limit);
    // Without a limit, the manual ("SELECT Statement") wants "some large number".
    std::string offset = limitValue(stmt.offset);
    return " LIMIT " + offset + ", " + (stmt.limit ? limitValue(stmt.limit) : "18446744073709551615");
}

std::string MySqlStatementCompiler::rowLock(const Stmt& stmt)
{
    if (!stmt.lock)
        return {};
    std::string text = stmt.lock->share ? " LOCK IN SHARE MODE" : " FOR UPDATE";
    if (!m_isMariaDb)
        text = (stmt.lock->share ? " FOR SHARE" : " FOR UPDATE") + lockedNames(*stmt.lock);
    if (stmt.lock->noWait)
        text += " NOWAIT";
    if (stmt.lock->skipLocked)
        text += " SKIP LOCKED";
    return text;
}

std::string MySqlStatementCompiler::valuesElement(const FromPtr& from)
{
    std::string text = "(";
    for (std::size_t row = 0; row < from->rows.size(); ++row) {
        text += row ? " UNION ALL SELECT " : "SELECT ";
        for (std::size_t i = 0; i < from->rows[row].size(); ++i) {
            text += (i ? ", " : "") + expr(from->rows[row][i]);
            if (row == 0)
                text += " AS " + quote(from->columns[i]);
        }
    }
    return text + ") AS " + fromName(from);
}

std::string MySqlStatementCompiler::functionElement(const FromPtr&)
{
    refuse("functions in FROM", "JSON_TABLE can be written with textFrom().");
}

std::string MySqlStatementCompiler::update(const Stmt& stmt)
{
    std::vector<FromPtr> extra = extraFroms(stmt);
    if (extra.empty())
        return StatementCompiler::update(stmt);
    if (!stmt.columns.empty())
        refuse("RETURNING of UPDATE", "Select the rows in a statement of their own.");
    Scope scope;
    scope.near = extra;
    scope.near.insert(scope.near.begin(), stmt.target);
    scope.all = scope.near;
    m_scopes.push_back(scope);
    std::string text =
        "UPDATE " + fromList(scope.near) + " SET " + assignments(stmt.assignments, stmt.target->table, true);
    if (!stmt.where.empty())
        text += " WHERE " + conditions(stmt.where);
    m_scopes.pop_back();
    return text;
}

std::string MySqlStatementCompiler::delete_(const Stmt& stmt)
{
    std::vector<FromPtr> extra = extraFroms(stmt);
    if (extra.empty())
        return StatementCompiler::delete_(stmt);
    if (!stmt.columns.empty())
        refuse("RETURNING of DELETE that reads other tables");
    Scope scope;
    scope.near = extra;
    scope.near.insert(scope.near.begin(), stmt.target);
    scope.all = scope.near;
    m_scopes.push_back(scope);
    std::string text = "DELETE FROM " + fromName(stmt.target) + " USING " + fromList(scope.near);
    if (!stmt.where.empty())
        text += " WHERE " + conditions(stmt.where);
    m_scopes.pop_back();
    return text;
}

std::string MySqlStatementCompiler::upsert(const Stmt& stmt)
{
    const Upsert& upsert = stmt.upsert;
    if (upsert.action == UpsertAction::None)
        return {};
    if (!upsert.constraint.empty())
        refuse("ON CONFLICT of a named constraint", "Whichever unique key is violated counts.");
    if (upsert.where || upsert.targetWhere)
        refuse("a condition in ON DUPLICATE KEY UPDATE", "Write it into the values with case_().");
    const TablePtr& table = stmt.target->table;
    if (upsert.action == UpsertAction::Update)
        return " ON DUPLICATE KEY UPDATE " + assignments(upsert.set, table, false);
    // INSERT IGNORE would let bad values pass too.
    std::string column = !table->primaryKey.empty() ? table->primaryKey.columns.front()
        : !table->columns.empty()                   ? table->columns.front().name
                                                    : insertNames(stmt).front();
    return " ON DUPLICATE KEY UPDATE " + quote(column) + " = " + tableName(table) + "." + quote(column);
}

} // namespace relata::mysql
