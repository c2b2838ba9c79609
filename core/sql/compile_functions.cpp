// Functions, windows and orders as SQL (statement_compiler.h).
#include "core/sql/statement_compiler.h"
#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata {

using namespace ast;

std::string StatementCompiler::orderTerm(const Expr& e)
{
    switch (e.op) {
    case Op::Asc:
        return operand(e.args[0], e.op) + " ASC";
    case Op::Desc:
        return operand(e.args[0], e.op) + " DESC";
    case Op::NullsFirst:
    case Op::NullsLast: {
        if (supportsNullsOrder())
            return expr(e.args[0]) + (e.op == Op::NullsFirst ? " NULLS FIRST" : " NULLS LAST");
        const ExprPtr& inner = e.args[0];
        bool ordered = inner->kind == ExprKind::Unary && (inner->op == Op::Asc || inner->op == Op::Desc);
        std::string value = expr(ordered ? inner->args[0] : inner);
        return fmt::format("CASE WHEN {} IS NULL THEN {} ELSE {} END, {}", value,
            e.op == Op::NullsFirst ? 0 : 1, e.op == Op::NullsFirst ? 1 : 0, expr(inner));
    }
    default:
        return expr(e.args[0]);
    }
}

std::string StatementCompiler::orderTerms(const std::vector<ExprPtr>& items, std::size_t from, std::size_t to)
{
    std::string text;
    for (std::size_t i = from; i < to; ++i)
        text += (i > from ? ", " : "") + expr(items[i]);
    return text;
}

std::string StatementCompiler::function(const Expr& e)
{
    std::string name;
    for (const std::string& part : split(e.text, '.')) {
        bool plain =
            part.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ")
            == std::string::npos;
        name += (name.empty() ? "" : ".") + (plain ? part : quote(part));
    }
    if ((name == "CUBE" || name == "GROUPING SETS" || name == "ROLLUP") && !supportsGroupingSets())
        refuse(name + " in GROUP BY");
    if (e.has(NoParentheses))
        return name;
    std::string text = name + "(" + list(e.args, 0, e.split);
    if (e.split < e.args.size())
        text += " ORDER BY " + orderTerms(e.args, e.split, e.args.size());
    return text + ")";
}

std::string StatementCompiler::over(const Expr& e)
{
    std::string text = expr(e.args[0]) + " OVER (";
    std::string inside;
    if (e.split > 1)
        inside = "PARTITION BY " + list(e.args, 1, e.split);
    if (e.split < e.args.size())
        inside += (inside.empty() ? "" : " ") + ("ORDER BY " + orderTerms(e.args, e.split, e.args.size()));
    if (!e.extra.empty()) {
        if (e.extra.compare(0, 6, "GROUPS") == 0 && !supportsGroupsFrame())
            refuse("GROUPS in window frames");
        inside += (inside.empty() ? "" : " ") + e.extra;
    }
    return text + inside + ")";
}

} // namespace relata
