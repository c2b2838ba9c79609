#include "core/sql/ast.h"

#include "core/util/argument_error.h"
#include "core/util/error.h"

#include <algorithm>

namespace relata::ast {
namespace {

// The table under an alias; null for what is none.
TablePtr tableOf(const FromPtr& from)
{
    switch (from->kind) {
    case FromKind::Table:
        return from->table;
    case FromKind::Alias:
        return tableOf(from->left);
    default:
        return nullptr;
    }
}

ExprPtr columnOf(const FromPtr& from, const TablePtr& table, const std::string& name)
{
    Expr column;
    column.kind = ExprKind::Column;
    column.from = from;
    column.text = name;
    if (const Column* found = table->findColumn(name))
        column.type = TypePtr(table, &found->type);
    return make(std::move(column));
}

void addExported(std::vector<Exported>& all, const std::vector<Exported>& more)
{
    all.insert(all.end(), more.begin(), more.end());
}

void addConditions(const FromPtr& referring, const FromPtr& referred, std::vector<ExprPtr>& conditions)
{
    TablePtr from = tableOf(referring);
    TablePtr to = tableOf(referred);
    if (!from || !to)
        return;
    for (const ForeignKeyConstraint& key : from->foreignKeys) {
        const std::string& schema = key.referredSchema.empty() ? from->schema : key.referredSchema;
        if (key.referredTable != to->name || schema != to->schema)
            continue;
        std::vector<std::string> keyColumns = key.referredColumns;
        if (keyColumns.empty())
            keyColumns = to->primaryKey.columns;
        if (keyColumns.size() != key.columns.size())
            continue;
        Expr all;
        all.kind = ExprKind::List;
        all.op = Op::And;
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            Expr equal;
            equal.kind = ExprKind::Binary;
            equal.op = Op::Eq;
            ExprPtr here = columnOf(referring, from, key.columns[i]);
            ExprPtr there = columnOf(referred, to, keyColumns[i]);
            equal.args = {there, here};
            all.args.push_back(make(std::move(equal)));
        }
        conditions.push_back(all.args.size() == 1 ? all.args.front() : make(std::move(all)));
    }
}

std::string describe(const FromPtr& from)
{
    if (from->kind == FromKind::Table)
        return from->table->qualifiedName();
    if (!from->name.empty())
        return from->name;
    return from->left ? describe(from->left) : "a subquery";
}

} // namespace

ExprPtr make(Expr expr)
{
    return std::make_shared<const Expr>(std::move(expr));
}

FromPtr make(From from)
{
    return std::make_shared<const From>(std::move(from));
}

StmtPtr make(Stmt stmt)
{
    return std::make_shared<const Stmt>(std::move(stmt));
}

const void* identity(const FromPtr& from)
{
    if (from->kind == FromKind::Table)
        return from->table.get();
    const From* element = from.get();
    while (element->restates)
        element = element->restates.get();
    return element;
}

std::string exportedName(const Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::Column:
        return expr.has(Raw) && !expr.from ? std::string() : expr.text;
    case ExprKind::Label:
        return expr.text;
    case ExprKind::Coerced:
        return exportedName(*expr.args[0]);
    default:
        return {};
    }
}

std::vector<Exported> exportedColumns(const FromPtr& from)
{
    std::vector<Exported> result;
    switch (from->kind) {
    case FromKind::Table:
        for (const Column& column : from->table->columns)
            result.push_back({column.name, TypePtr(from->table, &column.type), nullptr});
        break;
    case FromKind::Alias:
        return exportedColumns(from->left);
    case FromKind::Subquery:
    case FromKind::Cte:
        result = exportedColumns(*from->query);
        for (std::size_t i = 0; i < from->columns.size() && i < result.size(); ++i)
            result[i].name = from->columns[i];
        break;
    case FromKind::Join:
        result = exportedColumns(from->left);
        addExported(result, exportedColumns(from->right));
        break;
    case FromKind::Values:
    case FromKind::Function:
        for (std::size_t i = 0; i < from->columns.size(); ++i)
            result.push_back({from->columns[i], i < from->types.size() ? from->types[i] : nullptr, nullptr});
        break;
    case FromKind::Text:
        break;
    }
    return result;
}

std::vector<Exported> exportedColumns(const Stmt& stmt)
{
    std::vector<Exported> result;
    switch (stmt.kind) {
    case StmtKind::Compound:
        return stmt.parts.empty() ? result : exportedColumns(*stmt.parts.front());
    case StmtKind::Text:
        return stmt.textColumns;
    case StmtKind::Insert:
    case StmtKind::Update:
    case StmtKind::Delete:
    case StmtKind::Select:
    case StmtKind::Values:
        break;
    }
    for (const ExprPtr& column : stmt.columns) {
        if (column->kind == ExprKind::Star && column->from) {
            addExported(result, exportedColumns(column->from));
            continue;
        }
        std::string name = exportedName(*column);
        if (stmt.labels == LabelStyle::TableAndColumn && column->kind == ExprKind::Column && column->from
            && !column->text.empty()) {
            std::string prefix =
                column->from->kind == FromKind::Table ? column->from->table->name : column->from->name;
            if (!prefix.empty())
                name = prefix + "_" + name;
        }
        result.push_back({name, column->type, column});
    }
    return result;
}

bool contains(const std::vector<FromPtr>& froms, const FromPtr& from)
{
    return std::any_of(
        froms.begin(), froms.end(), [&](const FromPtr& other) { return identity(other) == identity(from); });
}

void collectFroms(const ExprPtr& expr, std::vector<FromPtr>& froms)
{
    if (!expr)
        return;
    if (expr->from && !contains(froms, expr->from))
        froms.push_back(expr->from);
    if (expr->kind == ExprKind::Column)
        return; // what it reads inside of its subquery is not named here
    for (const ExprPtr& arg : expr->args)
        collectFroms(arg, froms);
}

void collectLeaves(const FromPtr& from, std::vector<FromPtr>& leaves)
{
    if (from->kind != FromKind::Join) {
        leaves.push_back(from);
        return;
    }
    collectLeaves(from->left, leaves);
    collectLeaves(from->right, leaves);
}

ExprPtr joinCondition(const FromPtr& left, const FromPtr& right)
{
    std::vector<FromPtr> lefts;
    std::vector<FromPtr> rights;
    collectLeaves(left, lefts);
    collectLeaves(right, rights);
    std::vector<ExprPtr> conditions;
    for (const FromPtr& a : lefts) {
        for (const FromPtr& b : rights) {
            addConditions(b, a, conditions);
            if (tableOf(a) != tableOf(b))
                addConditions(a, b, conditions);
        }
    }
    if (conditions.size() == 1)
        return conditions.front();
    std::string both = "“" + describe(left) + "” and “" + describe(right) + "”";
    if (conditions.empty())
        raiseArgument("There is no foreign key between " + both + ".", "Say by what they are joined.");
    raiseArgument("There are several foreign keys between " + both + ".", "Say by which they are joined.");
}

int precedence(Op op)
{
    switch (op) {
    case Op::Any:
    case Op::All:
        return 15;
    case Op::Mul:
    case Op::Div:
    case Op::Mod:
    case Op::Negate:
        return 8;
    case Op::Add:
    case Op::Sub:
        return 7;
    case Op::Concat:
        return 6;
    case Op::And:
    case Op::Asc:
    case Op::Desc:
    case Op::NullsFirst:
    case Op::NullsLast:
        return 3;
    case Op::Or:
        return 2;
    case Op::Comma:
        return -1;
    case Op::BitAnd:
    case Op::BitOr:
    case Op::BitXor:
    case Op::ShiftLeft:
    case Op::ShiftRight:
        return 4; // dialects disagree about these: they are grouped nearly everywhere
    case Op::BitNot:
        return 8;
    case Op::None:
    case Op::Custom:
        return 0;
    default:
        return 5;
    }
}

int precedence(const Expr& expr)
{
    constexpr int atom = 100;
    switch (expr.kind) {
    case ExprKind::Binary:
        return expr.op == Op::Custom ? expr.precedence : precedence(expr.op);
    case ExprKind::Unary:
        return precedence(expr.op);
    case ExprKind::List:
        return expr.op == Op::Comma ? atom : precedence(expr.op);
    case ExprKind::Between:
        return 5;
    case ExprKind::Collate:
        return 4;
    case ExprKind::Exists:
        return 0;
    case ExprKind::Filter:
        return 6;
    case ExprKind::Label:
    case ExprKind::Coerced:
        return precedence(*expr.args[0]);
    default:
        return atom;
    }
}

bool wantsParentheses(const Expr& expr, Op against, int againstPrecedence)
{
    if (expr.kind == ExprKind::Label || expr.kind == ExprKind::Coerced)
        return wantsParentheses(*expr.args[0], against, againstPrecedence);
    // Nobody knows what a text is made of.
    if (expr.kind == ExprKind::Text)
        return againstPrecedence > -1;
    bool associates = expr.op == against
        && (against == Op::Add || against == Op::Mul || against == Op::Concat || against == Op::And
            || against == Op::Or);
    if (associates && (expr.kind == ExprKind::Binary || expr.kind == ExprKind::List))
        return false;
    return precedence(expr) <= againstPrecedence;
}

} // namespace relata::ast
