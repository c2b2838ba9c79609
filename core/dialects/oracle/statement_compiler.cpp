#include "core/dialects/oracle/statement_compiler.h"

#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata::oracle {

using namespace ast;

std::string OracleStatementCompiler::constant(const Expr& e)
{
    return e.kind == ExprKind::True ? "1" : "0";
}

// DECODE takes NULL for equal to NULL.
std::string OracleStatementCompiler::isDistinct(const Expr& e)
{
    return "DECODE(" + expr(e.args[0]) + ", " + expr(e.args[1])
        + ", 0, 1) = " + (e.op == Op::IsDistinct ? "1" : "0");
}

std::string OracleStatementCompiler::regexp(const Expr& e)
{
    std::string text = "REGEXP_LIKE(" + expr(e.args[0]) + ", " + expr(e.args[1]);
    if (!e.extra.empty())
        text += ", " + stringLiteral(e.extra);
    return (e.op == Op::NotRegexp ? "NOT " : "") + text + ")";
}

std::string OracleStatementCompiler::match(const Expr& e)
{
    return "CONTAINS (" + expr(e.args[0]) + ", " + expr(e.args[1]) + ") > 0";
}

std::string OracleStatementCompiler::modulo(const Expr& e)
{
    return "mod(" + expr(e.args[0]) + ", " + expr(e.args[1]) + ")";
}

std::string OracleStatementCompiler::bitwise(const Expr& e)
{
    std::string a = expr(e.args[0]);
    std::string b = expr(e.args[1]);
    if (e.op == Op::BitAnd)
        return "BITAND(" + a + ", " + b + ")";
    if (e.op == Op::BitOr)
        return "(" + a + " + " + b + " - BITAND(" + expr(e.args[0]) + ", " + expr(e.args[1]) + "))";
    refuse("this bitwise operator");
}

std::string OracleStatementCompiler::function(const Expr& e)
{
    std::string name = toLowerAscii(e.text);
    Expr copy = e;
    if (name == "now")
        return "CURRENT_TIMESTAMP";
    if (name == "current_time")
        refuse("a time of day");
    if (name == "char_length")
        copy.text = "LENGTH";
    else if (name == "substring")
        copy.text = "SUBSTR";
    else if (name == "random")
        return "DBMS_RANDOM.VALUE";
    else if (name == "array_agg")
        refuse("arrays");
    else if (name == "string_agg") {
        std::string text = "LISTAGG(" + expr(e.args[0]) + ", " + expr(e.args[1]) + ")";
        bool ordered = e.split < e.args.size();
        return text + " WITHIN GROUP (ORDER BY "
            + (ordered ? orderTerms(e.args, e.split, e.args.size()) : std::string("NULL")) + ")";
    }
    return StatementCompiler::function(copy);
}

std::string OracleStatementCompiler::castType(const SqlType& type)
{
    // CAST gives no CLOB; VARCHAR2 wants a length.
    if (type.kind == TypeKind::Text || (type.kind == TypeKind::String && !type.length))
        return type.national ? "NVARCHAR2(2000)" : "VARCHAR2(4000)";
    return StatementCompiler::castType(type);
}

// The path must be a literal here ("JSON_VALUE": JSON_basic_path_expression is a text literal).
std::string OracleStatementCompiler::json(const Expr& e)
{
    std::string inside = "(" + expr(e.args[0]) + ", " + stringLiteral(jsonPathText(e.path));
    switch (e.type->kind) {
    case TypeKind::Json:
        return "JSON_QUERY" + inside + ")";
    case TypeKind::Integer:
    case TypeKind::BigInteger:
    case TypeKind::Double:
        return "JSON_VALUE" + inside + " RETURNING NUMBER)";
    case TypeKind::Boolean:
        return "CASE JSON_VALUE" + inside + ") WHEN 'true' THEN 1 WHEN 'false' THEN 0 END";
    default:
        return "JSON_VALUE" + inside + ")";
    }
}

std::string OracleStatementCompiler::valuesElement(const FromPtr& from)
{
    std::string text = "(";
    for (std::size_t row = 0; row < from->rows.size(); ++row) {
        text += row ? " UNION ALL SELECT " : "SELECT ";
        for (std::size_t i = 0; i < from->rows[row].size(); ++i) {
            text += (i ? ", " : "") + expr(from->rows[row][i]);
            if (row == 0)
                text += " AS " + quote(from->columns[i]);
        }
        text += " FROM DUAL";
    }
    return text + ") " + fromName(from);
}

std::string OracleStatementCompiler::functionElement(const FromPtr& from)
{
    if (from->ordinality)
        refuse("WITH ORDINALITY");
    return "TABLE (" + expr(from->on) + ") " + fromName(from);
}

std::string OracleStatementCompiler::limit(const Stmt& stmt, Place place)
{
    if (stmt.lock && (stmt.limit || stmt.offset))
        refuse("FOR UPDATE of a limited number of rows", "Restrict the rows by ROWNUM in WHERE.");
    return StatementCompiler::limit(stmt, place);
}

std::string OracleStatementCompiler::rowLock(const Stmt& stmt)
{
    if (!stmt.lock)
        return {};
    if (stmt.lock->share || stmt.lock->key)
        refuse("FOR SHARE and key locks");
    std::string text = " FOR UPDATE";
    for (const FromPtr& from : stmt.lock->ofFroms) {
        // OF wants columns.
        std::vector<Exported> columns = exportedColumns(from);
        if (!columns.empty())
            text += (text.back() == 'E' ? " OF " : ", ") + fromName(from) + "." + quote(columns.front().name);
    }
    if (stmt.lock->noWait)
        text += " NOWAIT";
    if (stmt.lock->skipLocked)
        text += " SKIP LOCKED";
    return text;
}

std::string OracleStatementCompiler::insert(const Stmt& stmt)
{
    m_insert = &stmt;
    if (stmt.upsert.action == UpsertAction::None)
        return StatementCompiler::insert(stmt);
    if (!stmt.columns.empty())
        refuse("RETURNING of MERGE");
    if (!stmt.upsert.constraint.empty() || stmt.upsert.targetWhere)
        refuse("ON CONFLICT of a named constraint or a partial index");
    std::vector<std::string> names = insertNames(stmt);
    std::string source;
    if (stmt.source) {
        source = "(" + query(*stmt.source, Place::From) + ")";
    } else {
        for (const auto& row : insertRows(stmt)) {
            source += source.empty() ? "(SELECT " : " UNION ALL SELECT ";
            for (std::size_t i = 0; i < row.size(); ++i)
                source += (i ? ", " : "") + row[i] + " AS " + quote(names[i]);
            source += " FROM DUAL";
        }
        source += ")";
    }
    return merge(stmt, "", source + " excluded", true);
}

std::string OracleStatementCompiler::emptyInsert()
{
    const std::vector<Column>& columns = m_insert->target->table->columns;
    if (columns.empty())
        refuse("INSERT of DEFAULT VALUES without a column");
    return " (" + quote(columns.front().name) + ") VALUES (DEFAULT)";
}

// VALUES takes one row up to version 21.
std::string OracleStatementCompiler::multiRowValues(
    const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& rows)
{
    if (rows.size() == 1)
        return StatementCompiler::multiRowValues(names, rows);
    std::string text;
    for (const auto& row : rows) {
        text += text.empty() ? " SELECT " : " UNION ALL SELECT ";
        for (std::size_t i = 0; i < row.size(); ++i)
            text += (i ? ", " : "") + row[i];
        text += " FROM DUAL";
    }
    return text;
}

std::string OracleStatementCompiler::returning(const Stmt& stmt)
{
    if (stmt.columns.empty())
        return {};
    if (stmt.rows.size() > 1 || stmt.source)
        refuse("RETURNING of an INSERT of several rows");
    std::string text = " RETURNING " + returnedColumns(stmt) + " INTO ";
    for (std::size_t i = 0; i < stmt.columns.size(); ++i)
        text += (i ? ", " : "") + outParameter(fmt::format("ret_{}", i));
    return text;
}

} // namespace relata::oracle
