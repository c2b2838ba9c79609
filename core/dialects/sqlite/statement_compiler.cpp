#include "core/dialects/sqlite/statement_compiler.h"

#include "core/util/strings.h"

#include <unordered_map>

namespace relata::sqlite {

using namespace ast;

std::string SqliteStatementCompiler::constant(const Expr& e)
{
    return e.kind == ExprKind::True ? "1" : "0";
}

std::string SqliteStatementCompiler::isDistinct(const Expr& e)
{
    return infix(e, e.op == Op::IsDistinct ? " IS NOT " : " IS ");
}

std::string SqliteStatementCompiler::regexp(const Expr& e)
{
    if (!e.extra.empty())
        refuse("flags of regular expressions", "Write them into the pattern.");
    return infix(e, e.op == Op::NotRegexp ? " NOT REGEXP " : " REGEXP ");
}

std::string SqliteStatementCompiler::match(const Expr& e)
{
    return infix(e, " MATCH ");
}

std::string SqliteStatementCompiler::bitwise(const Expr& e)
{
    if (e.op != Op::BitXor)
        return StatementCompiler::bitwise(e);
    std::string a = operand(e.args[0], e.op);
    std::string b = operand(e.args[1], e.op);
    return "((" + a + " | " + b + ") - (" + operand(e.args[0], e.op) + " & " + operand(e.args[1], e.op)
        + "))";
}

std::string SqliteStatementCompiler::function(const Expr& e)
{
    std::string name = toLowerAscii(e.text);
    Expr copy = e;
    if (name == "now")
        return "CURRENT_TIMESTAMP";
    if (name == "char_length")
        copy.text = "length";
    else if (name == "substring")
        copy.text = "substr";
    else if (name == "string_agg") {
        if (e.split < e.args.size())
            refuse("ORDER BY inside of an aggregate function"); // 3.44
        copy.text = "group_concat";
    } else if (name == "array_agg") {
        refuse("arrays");
    } else if (name == "greatest") {
        copy.text = "max";
    } else if (name == "least") {
        copy.text = "min";
    }
    return StatementCompiler::function(copy);
}

std::string SqliteStatementCompiler::cast(const Expr& e)
{
    // CAST to DATE and its kin would make a number of the text's first digits (lang_expr.html#castexpr).
    switch (e.type->kind) {
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::DateTime:
        if (!e.has(Try))
            return (e.type->kind == TypeKind::Date          ? "date("
                           : e.type->kind == TypeKind::Time ? "time("
                                                            : "datetime(")
                + expr(e.args[0]) + ")";
        break;
    default:
        break;
    }
    return StatementCompiler::cast(e);
}

std::string SqliteStatementCompiler::extract(const Expr& e)
{
    static const std::unordered_map<std::string, const char*> formats = {{"year", "%Y"}, {"month", "%m"},
        {"day", "%d"}, {"hour", "%H"}, {"minute", "%M"}, {"second", "%S"}, {"doy", "%j"}, {"dow", "%w"},
        {"week", "%W"}, {"epoch", "%s"}};
    auto format = formats.find(toLowerAscii(e.text));
    if (format == formats.end())
        refuse("EXTRACT of “" + e.text + "”");
    return std::string("CAST(STRFTIME('") + format->second + "', " + expr(e.args[0]) + ") AS INTEGER)";
}

std::string SqliteStatementCompiler::json(const Expr& e)
{
    std::string value = expr(e.args[0]);
    std::string path = fixedValue(jsonPathText(e.path));
    std::string text = "JSON_EXTRACT(" + value + ", " + path + ")";
    return e.type->kind == TypeKind::Json ? "JSON_QUOTE(" + text + ")" : text;
}

std::string SqliteStatementCompiler::limit(const Stmt& stmt, Place place)
{
    if (!stmt.limit && stmt.offset)
        return " LIMIT -1 OFFSET " + limitValue(stmt.offset);
    return StatementCompiler::limit(stmt, place);
}

// A transaction locks the whole file: there is nothing to say, as in SQLAlchemy.
std::string SqliteStatementCompiler::rowLock(const Stmt&)
{
    return {};
}

// An alias takes no column names here.
std::string SqliteStatementCompiler::valuesElement(const FromPtr& from)
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

std::string SqliteStatementCompiler::setPart(const StmtPtr&, const std::string& text)
{
    return "SELECT * FROM (" + text + ")";
}

std::string SqliteStatementCompiler::returning(const Stmt& stmt)
{
    // Columns must not be qualified in UPDATE ... FROM, and need not be elsewhere (lang_returning.html).
    bool unqualified = m_unqualified;
    m_unqualified = true;
    std::string text = StatementCompiler::returning(stmt);
    m_unqualified = unqualified;
    return text;
}

} // namespace relata::sqlite
