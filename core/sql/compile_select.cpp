// SELECT and set operations as SQL (statement_compiler.h).
#include "core/sql/statement_compiler.h"

#include "core/util/argument_error.h"

#include <algorithm>

namespace relata {

using namespace ast;

namespace {

void addFrom(std::vector<FromPtr>& froms, const FromPtr& from)
{
    if (!contains(froms, from))
        froms.push_back(from);
}

// Removes what stands inside of a join that is in the list too.
void hideJoined(std::vector<FromPtr>& froms)
{
    std::vector<FromPtr> hidden;
    for (const FromPtr& from : froms) {
        if (from->kind == FromKind::Join)
            collectLeaves(from, hidden);
    }
    std::vector<FromPtr> joins;
    for (const FromPtr& from : froms) {
        if (from->kind == FromKind::Join)
            joins.push_back(from);
    }
    std::erase_if(froms, [&](const FromPtr& from) {
        if (from->kind != FromKind::Join)
            return contains(hidden, from);
        // A join that is the beginning of another one.
        return std::any_of(joins.begin(), joins.end(), [&](const FromPtr& other) {
            for (FromPtr left = other->left; other != from && left && left->kind == FromKind::Join;
                 left = left->left) {
                if (left == from)
                    return true;
            }
            return false;
        });
    });
}

bool canJoin(const FromPtr& left, const FromPtr& right)
{
    try {
        joinCondition(left, right);
        return true;
    } catch (const DatabaseError&) {
        return false;
    }
}

// The one of `froms` that `item` is to be joined to (SQLAlchemy's find_left_clause_to_join_from).
std::size_t leftOf(const std::vector<FromPtr>& froms, const JoinItem& item)
{
    std::vector<std::size_t> found;
    std::vector<FromPtr> named;
    collectFroms(item.on, named);
    for (std::size_t i = 0; i < froms.size(); ++i) {
        if (froms.size() > 1 && item.on) {
            std::vector<FromPtr> offered;
            collectLeaves(froms[i], offered);
            collectLeaves(item.right, offered);
            if (std::all_of(
                    named.begin(), named.end(), [&](const FromPtr& from) { return contains(offered, from); }))
                found.push_back(i);
        } else if (item.on || canJoin(froms[i], item.right)) {
            found.push_back(i);
        }
    }
    if (found.empty() && item.on)
        return 0;
    if (found.size() == 1)
        return found.front();
    raiseArgument(found.empty() ? "There is no foreign key by which the table could be joined."
                                : "There are several tables to which it could be joined.",
        "Say from what with selectFrom(a.join(b, condition)).");
}

// The SELECT's own name for an ORDER BY term, where there is one.
const Expr* labelOfTerm(const Expr& term)
{
    const Expr* e = &term;
    while (e->kind == ExprKind::Unary && e->op >= Op::Asc && e->op <= Op::NullsLast)
        e = e->args[0].get();
    return e->kind == ExprKind::Label ? e : nullptr;
}

} // namespace

std::string StatementCompiler::query(const Stmt& stmt, Place place)
{
    bool isTop = m_isTop;
    m_isTop = false;
    std::string text;
    switch (stmt.kind) {
    case StmtKind::Select:
    case StmtKind::Values:
        text = select(stmt, place);
        break;
    case StmtKind::Compound:
        text = compound(stmt, place);
        break;
    case StmtKind::Insert:
        text = insert(stmt);
        break;
    case StmtKind::Update:
        text = update(stmt);
        break;
    case StmtKind::Delete:
        text = delete_(stmt);
        break;
    case StmtKind::Text:
        text = textWithBinds(stmt.text, stmt.binds);
        if (m_collectColumns) {
            for (const Exported& column : stmt.textColumns)
                m_columns.push_back({column.name, column.type, nullptr, {}});
        }
        break;
    }
    return isTop ? withClause() + text : text;
}

// FROM as it is asked for and joined, and then what columns and conditions name.
std::vector<FromPtr> StatementCompiler::joinedFroms(const Stmt& stmt)
{
    std::vector<FromPtr> asked = stmt.froms;
    std::vector<FromPtr> named;
    for (const ExprPtr& column : stmt.columns)
        collectFroms(column, named);
    for (const JoinItem& item : stmt.joins) {
        std::vector<FromPtr> pool = asked.empty() ? named : asked;
        std::erase_if(pool,
            [&](const FromPtr& from) { return pool.size() > 1 && identity(from) == identity(item.right); });
        if (pool.empty())
            raiseArgument("There is nothing to join the table to.", "Name it with selectFrom().");
        FromPtr left = pool[leftOf(pool, item)];
        From join;
        join.kind = FromKind::Join;
        join.join = item.kind;
        join.left = left;
        join.right = item.right;
        join.on = item.on ? item.on : joinCondition(left, item.right);
        FromPtr made = make(std::move(join));
        auto place = std::find(asked.begin(), asked.end(), left);
        if (place == asked.end())
            asked.push_back(made);
        else
            *place = made;
    }
    std::vector<FromPtr> froms = std::move(named);
    for (const ExprPtr& condition : stmt.where)
        collectFroms(condition, froms);
    for (const FromPtr& from : asked)
        addFrom(froms, from);
    hideJoined(froms);
    return froms;
}

std::vector<FromPtr> StatementCompiler::displayedFroms(const Stmt& stmt, Place place)
{
    std::vector<FromPtr> froms = joinedFroms(stmt);
    if (m_scopes.empty())
        return froms;
    const Scope& outer = m_scopes.back();
    std::vector<FromPtr> removed;
    bool explicitly = stmt.hasCorrelate || !stmt.correlateExcept.empty();
    if (explicitly) {
        for (const FromPtr& from : outer.all) {
            bool wanted =
                stmt.hasCorrelate ? contains(stmt.correlate, from) : !contains(stmt.correlateExcept, from);
            if (wanted && place != Place::From)
                removed.push_back(from);
        }
    } else if (place != Place::From && place != Place::Top && froms.size() > 1) {
        removed = outer.near;
    } else if (place == Place::Lateral) {
        removed = outer.near;
    }
    bool any = !froms.empty();
    std::erase_if(froms, [&](const FromPtr& from) { return contains(removed, from); });
    if (any && froms.empty())
        raiseArgument("A subquery has no table left of its own: all of them are the enclosing query's.",
            "Say with correlate() what is the enclosing one's.");
    return froms;
}

std::string StatementCompiler::labelled(const std::string& text, const std::string& label)
{
    return text + " AS " + label;
}

void StatementCompiler::addResultColumn(const ExprPtr& column, std::string name)
{
    if (!m_collectColumns)
        return;
    CompiledColumn result{std::move(name), column->type, nullptr, {}};
    const Expr* e = column.get();
    while (e->kind == ExprKind::Label || e->kind == ExprKind::Coerced)
        e = e->args[0].get();
    if (e->kind == ExprKind::Column && e->from) {
        const From* from = e->from.get();
        while (from->kind == FromKind::Alias)
            from = from->left.get();
        if (from->kind == FromKind::Table) {
            result.table = from->table;
            result.column = e->text;
        }
    }
    m_columns.push_back(std::move(result));
}

std::string StatementCompiler::selectList(const Stmt& stmt, Place)
{
    std::string text;
    std::unordered_map<std::string, const Expr*> used;
    std::unordered_map<std::string, int> repeated;
    for (const ExprPtr& column : stmt.columns) {
        text += text.empty() ? "" : ", ";
        if (column->kind == ExprKind::Star) {
            text += expr(column);
            if (column->from) {
                for (const Exported& exported : exportedColumns(column->from)) {
                    if (m_collectColumns)
                        m_columns.push_back({exported.name, exported.type, nullptr, {}});
                }
            }
            continue;
        }
        std::string body = expr(column);
        if (column->kind == ExprKind::Text) {
            addResultColumn(column, {});
            text += body;
            continue;
        }
        std::string name = exportedName(*column);
        std::string label;
        if (column->kind == ExprKind::Label) {
            label = column->text;
        } else if (column->kind == ExprKind::Column && column->has(Raw)) {
            name = column->text;
        } else if (name.empty()) {
            if (column->kind == ExprKind::Column && !column->args.empty())
                name = labelOf(column->args[0]);
            else
                label = labelOf(column);
        } else if (stmt.labels == LabelStyle::TableAndColumn && column->kind == ExprKind::Column
            && column->from) {
            std::string prefix = column->from->kind == FromKind::Table ? column->from->table->name
                : column->from->name.empty()                           ? anonymousName(column->from.get(),
                      column->from->left && column->from->left->kind == FromKind::Table
                                                    ? column->from->left->table->name
                                                    : "anon")
                                                                       : column->from->name;
            label = prefix + "_" + column->text;
        }
        if (stmt.labels != LabelStyle::None && column->kind != ExprKind::Label) {
            std::string& shown = label.empty() ? name : label;
            auto [known, isNew] = used.emplace(shown, column.get());
            if (!isNew) {
                bool same = known->second->kind == ExprKind::Column && column->kind == ExprKind::Column
                    && known->second->text == column->text && known->second->from && column->from
                    && identity(known->second->from) == identity(column->from);
                label = same ? shown + "__" + std::to_string(++repeated[shown])
                             : anonymousName(column.get(), shown);
                used.emplace(label, column.get());
            }
        } else if (column->kind == ExprKind::Label) {
            used.emplace(label, column.get());
        }
        if (label.empty()) {
            addResultColumn(column, name);
            text += body;
        } else {
            std::string shortened = m_dialect.identifiers().truncated(label);
            addResultColumn(column, shortened);
            text += labelled(body, quote(shortened));
        }
    }
    return text.empty() ? "NULL" : text;
}

std::string StatementCompiler::selectModifiers(const Stmt& stmt)
{
    if (!stmt.distinctOn.empty()) {
        if (!supportsDistinctOn())
            refuse(
                "DISTINCT ON", "Number the rows with row_number() over the same columns and keep the first.");
        return "DISTINCT ON (" + list(stmt.distinctOn) + ") ";
    }
    return stmt.distinct ? "DISTINCT " : "";
}

std::string StatementCompiler::select(const Stmt& stmt, Place place)
{
    std::vector<FromPtr> froms = displayedFroms(stmt, place);
    Scope scope;
    for (const FromPtr& from : froms)
        collectLeaves(from, scope.near);
    scope.all = scope.near;
    if (!m_scopes.empty()) {
        for (const FromPtr& from : m_scopes.back().all)
            addFrom(scope.all, from);
    }
    m_scopes.push_back(std::move(scope));
    const Stmt* outer = m_select;
    m_select = &stmt;

    for (const FromPtr& cte : stmt.ctes)
        addCte(cte);
    std::string text = "SELECT " + hints(stmt.prefixes) + selectModifiers(stmt) + selectList(stmt, place);
    bool collected = m_collectColumns;
    m_collectColumns = false;
    text += froms.empty() ? withoutFrom() : " FROM " + fromList(froms);
    if (!stmt.where.empty())
        text += " WHERE " + conditions(stmt.where);
    if (!stmt.groupBy.empty())
        text += " GROUP BY " + list(stmt.groupBy);
    if (!stmt.having.empty())
        text += " HAVING " + conditions(stmt.having);
    text += orderBy(stmt, place);
    text += limit(stmt, place);
    text += rowLock(stmt);
    std::string suffix = hints(stmt.suffixes);
    if (!suffix.empty())
        text += " " + suffix.substr(0, suffix.size() - 1);
    m_collectColumns = collected;
    m_select = outer;
    m_scopes.pop_back();
    return text;
}

std::string StatementCompiler::compound(const Stmt& stmt, Place place)
{
    bool all = stmt.operation == SetOperation::IntersectAll || stmt.operation == SetOperation::ExceptAll;
    if (all && !supportsAllSetOperations())
        refuse(stmt.operation == SetOperation::ExceptAll ? "EXCEPT ALL" : "INTERSECT ALL");
    std::string word;
    switch (stmt.operation) {
    case SetOperation::Union:
        word = " UNION ";
        break;
    case SetOperation::UnionAll:
        word = " UNION ALL ";
        break;
    case SetOperation::Intersect:
        word = " INTERSECT ";
        break;
    case SetOperation::IntersectAll:
        word = " INTERSECT ALL ";
        break;
    case SetOperation::Except:
        word = std::string(" ") + exceptWord() + " ";
        break;
    case SetOperation::ExceptAll:
        word = std::string(" ") + exceptWord() + " ALL ";
        break;
    }
    std::string text;
    for (const StmtPtr& part : stmt.parts) {
        bool collected = m_collectColumns;
        m_collectColumns = collected && part == stmt.parts.front();
        // A part with an order, a limit or an operation of its own is a whole of its own.
        bool nested =
            part->kind == StmtKind::Compound || !part->orderBy.empty() || part->limit || part->offset;
        std::string body = query(*part, Place::Part);
        if (nested && stmt.parts.size() > 1)
            body = setPart(part, body);
        m_collectColumns = collected;
        text += (text.empty() ? "" : word) + body;
    }
    const Stmt* outer = m_select;
    m_select = &stmt;
    for (const FromPtr& cte : stmt.ctes)
        addCte(cte);
    // The order is by the names of what the whole returns.
    bool unqualified = m_unqualified;
    m_unqualified = true;
    std::string order = orderBy(stmt, place);
    m_unqualified = unqualified;
    text += order + limit(stmt, place) + rowLock(stmt);
    m_select = outer;
    return text;
}

std::string StatementCompiler::setPart(const StmtPtr&, const std::string& text)
{
    return "(" + text + ")";
}

std::string StatementCompiler::orderBy(const Stmt& stmt, Place)
{
    if (stmt.orderBy.empty())
        return {};
    std::string text;
    for (const ExprPtr& term : stmt.orderBy) {
        text += text.empty() ? " ORDER BY " : ", ";
        const Expr* label = labelOfTerm(*term);
        bool known =
            label && std::any_of(stmt.columns.begin(), stmt.columns.end(), [&](const ExprPtr& column) {
                return column->kind == ExprKind::Label && column->text == label->text
                    && column->args[0] == label->args[0];
            });
        if (label && stmt.kind == StmtKind::Compound)
            known = true;
        if (!known) {
            text += expr(term);
            continue;
        }
        // The label's name in place of its expression.
        Expr name;
        name.kind = ExprKind::Column;
        name.text = m_identifiers.truncated(label->text);
        ExprPtr made = make(std::move(name));
        std::vector<const Expr*> wraps;
        for (const Expr* e = term.get(); e != label; e = e->args[0].get())
            wraps.push_back(e);
        for (auto wrap = wraps.rbegin(); wrap != wraps.rend(); ++wrap) {
            Expr copy = **wrap;
            copy.args = {made};
            made = make(std::move(copy));
        }
        text += expr(made);
    }
    return text;
}

std::string StatementCompiler::limitValue(const ExprPtr& e)
{
    static const TypePtr integer = std::make_shared<const SqlType>(SqlType::of(TypeKind::BigInteger));
    if (e->kind == ExprKind::Literal || e->kind == ExprKind::Bind)
        return parameter(*e, integer, true);
    return expr(e);
}

std::string StatementCompiler::limit(const Stmt& stmt, Place)
{
    if (!stmt.limit && !stmt.offset)
        return {};
    if (traits().limitStyle == LimitStyle::OffsetFetch) {
        std::string text;
        if (stmt.offset)
            text += " OFFSET " + limitValue(stmt.offset) + " ROWS";
        if (stmt.limit)
            text += " FETCH " + std::string(stmt.offset ? "NEXT " : "FIRST ") + limitValue(stmt.limit)
                + (stmt.withTies ? " ROWS WITH TIES" : " ROWS ONLY");
        return text;
    }
    if (stmt.withTies)
        refuse("FETCH ... WITH TIES");
    std::string text;
    if (stmt.limit)
        text += " LIMIT " + limitValue(stmt.limit);
    if (stmt.offset)
        text += " OFFSET " + limitValue(stmt.offset);
    return text;
}

std::string StatementCompiler::lockedNames(const RowLock& lock)
{
    std::string text;
    for (const FromPtr& from : lock.ofFroms) {
        std::string name = from->kind == FromKind::Table ? quote(from->table->name) : fromName(from);
        text += (text.empty() ? " OF " : ", ") + name;
    }
    return text;
}

std::string StatementCompiler::rowLock(const Stmt& stmt)
{
    if (!stmt.lock)
        return {};
    const RowLock& lock = *stmt.lock;
    std::string text = lock.share ? (lock.key ? " FOR KEY SHARE" : " FOR SHARE")
                                  : (lock.key ? " FOR NO KEY UPDATE" : " FOR UPDATE");
    text += lockedNames(lock);
    if (lock.noWait)
        text += " NOWAIT";
    if (lock.skipLocked)
        text += " SKIP LOCKED";
    return text;
}

} // namespace relata
