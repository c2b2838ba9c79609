// Expressions as SQL (statement_compiler.h).
#include "core/sql/statement_compiler.h"
#include "core/sql/text_parameters.h"
#include "core/util/strings.h"

#include <fmt/format.h>

namespace relata {

using namespace ast;

namespace {

bool isParameter(const Expr& e)
{
    return e.kind == ExprKind::Literal || e.kind == ExprKind::Bind || e.kind == ExprKind::InList;
}

const char* symbolOf(Op op)
{
    switch (op) {
    case Op::And:
        return " AND ";
    case Op::Or:
        return " OR ";
    case Op::Add:
        return " + ";
    case Op::Sub:
        return " - ";
    case Op::Mul:
        return " * ";
    case Op::Div:
        return " / ";
    case Op::Mod:
        return " % ";
    case Op::Concat:
        return " || ";
    case Op::Eq:
        return " = ";
    case Op::Ne:
        return " != ";
    case Op::Lt:
        return " < ";
    case Op::Le:
        return " <= ";
    case Op::Gt:
        return " > ";
    case Op::Ge:
        return " >= ";
    case Op::Is:
        return " IS ";
    case Op::IsNot:
        return " IS NOT ";
    case Op::IsDistinct:
        return " IS DISTINCT FROM ";
    case Op::IsNotDistinct:
        return " IS NOT DISTINCT FROM ";
    case Op::Like:
        return " LIKE ";
    case Op::NotLike:
        return " NOT LIKE ";
    case Op::In:
        return " IN ";
    case Op::NotIn:
        return " NOT IN ";
    case Op::BitAnd:
        return " & ";
    case Op::BitOr:
        return " | ";
    case Op::BitXor:
        return " ^ ";
    case Op::ShiftLeft:
        return " << ";
    case Op::ShiftRight:
        return " >> ";
    default:
        return " ";
    }
}

// A Boolean that is stored, not one that a comparison gives: what dialects without truth values compare.
bool isStoredBoolean(const Expr& e)
{
    if (!e.type || e.type->kind != TypeKind::Boolean)
        return false;
    switch (e.kind) {
    case ExprKind::Column:
    case ExprKind::Function:
    case ExprKind::Case:
    case ExprKind::Literal:
    case ExprKind::Bind:
    case ExprKind::Subquery:
    case ExprKind::Cast:
    case ExprKind::Json:
        return true;
    default:
        return false;
    }
}

} // namespace

std::string StatementCompiler::expr(const ExprPtr& e)
{
    return dispatch(e);
}

std::string StatementCompiler::dispatch(const ExprPtr& pointer)
{
    const Expr& e = *pointer;
    switch (e.kind) {
    case ExprKind::Column:
        return columnName(e);
    case ExprKind::Literal:
    case ExprKind::Bind:
    case ExprKind::InList:
        return parameter(e, nullptr, false);
    case ExprKind::Binary:
        return binary(e);
    case ExprKind::Unary:
        return unary(e);
    case ExprKind::List: {
        if (e.op == Op::Comma)
            return "(" + list(e.args) + ")";
        std::string text;
        for (const ExprPtr& arg : e.args) {
            std::string part = condition(arg);
            if (wantsParentheses(*arg, e.op, precedence(e.op)))
                part = "(" + part + ")";
            text += (text.empty() ? "" : symbolOf(e.op)) + part;
        }
        return text;
    }
    case ExprKind::Function:
        return function(e);
    case ExprKind::Over:
        return over(e);
    case ExprKind::Filter:
        if (!supportsFilter())
            refuse("FILTER", "Write the condition into the function's argument with case_().");
        return expr(e.args[0]) + " FILTER (WHERE " + condition(e.args[1]) + ")";
    case ExprKind::WithinGroup:
        return expr(e.args[0]) + " WITHIN GROUP (ORDER BY " + orderTerms(e.args, 1, e.args.size()) + ")";
    case ExprKind::Case:
        return caseExpression(e);
    case ExprKind::Cast:
        return cast(e);
    case ExprKind::Extract:
        return extract(e);
    case ExprKind::Label:
    case ExprKind::Coerced:
        return expr(e.args[0]);
    case ExprKind::Subquery:
        return subquery(e.query, Place::Subquery);
    case ExprKind::Exists:
        return "EXISTS " + subquery(e.query, Place::Subquery);
    case ExprKind::Text:
        return textWithBinds(e.text, e.args);
    case ExprKind::Null:
        return "NULL";
    case ExprKind::True:
    case ExprKind::False:
        return constant(e);
    case ExprKind::Star:
        return e.from ? fromName(e.from) + ".*" : "*";
    case ExprKind::Array:
        return arrayLiteral(e);
    case ExprKind::Item:
    case ExprKind::Slice:
        return arrayItem(e);
    case ExprKind::Json:
        return json(e);
    case ExprKind::Collate:
        return collate(e);
    case ExprKind::Between:
        return between(e);
    case ExprKind::Default:
        return "DEFAULT";
    case ExprKind::Excluded:
        return excludedColumn(e);
    case ExprKind::NextValue:
        return nextValue(e);
    }
    return {};
}

std::string StatementCompiler::operand(const ExprPtr& e, Op op, int opPrecedence, const TypePtr& context)
{
    if (isParameter(*e) && context)
        return parameter(*e, context, true);
    std::string text = expr(e);
    if (wantsParentheses(*e, op, opPrecedence) && e->kind != ExprKind::Text)
        return "(" + text + ")";
    return text;
}

std::string StatementCompiler::list(const std::vector<ExprPtr>& items, std::size_t from)
{
    return list(items, from, items.size());
}

std::string StatementCompiler::list(const std::vector<ExprPtr>& items, std::size_t from, std::size_t to)
{
    std::string text;
    for (std::size_t i = from; i < to; ++i)
        text += (i > from ? ", " : "") + expr(items[i]);
    return text;
}

std::string StatementCompiler::condition(const ExprPtr& e)
{
    if (e->kind == ExprKind::True || e->kind == ExprKind::False) {
        if (nativeBoolean())
            return constant(*e);
        return e->kind == ExprKind::True ? "1 = 1" : "0 = 1";
    }
    if (!nativeBoolean() && isStoredBoolean(*e))
        return expr(e) + " = 1";
    return expr(e);
}

std::string StatementCompiler::conditions(const std::vector<ExprPtr>& all)
{
    if (all.size() == 1)
        return condition(all.front());
    std::vector<Expression> items(all.begin(), all.end());
    return condition(and_(items).node());
}

std::string StatementCompiler::columnName(const Expr& e)
{
    if (e.has(Raw) && !e.from)
        return raw(e.text);
    std::string name = e.text.empty() && !e.args.empty() ? quote(m_identifiers.truncated(labelOf(e.args[0])))
                                                         : quote(e.text);
    if (!e.from || m_unqualified)
        return name;
    if (!m_targetName.empty())
        return m_targetName + "." + name;
    std::string from = fromName(e.from);
    return from.empty() ? name : from + "." + name;
}

std::string StatementCompiler::constant(const Expr& e)
{
    if (traits().supportsBoolean)
        return e.kind == ExprKind::True ? "true" : "false";
    return e.kind == ExprKind::True ? "1" : "0";
}

std::string StatementCompiler::infix(const Expr& e, const char* symbol)
{
    int level = precedence(e);
    const ExprPtr& a = e.args[0];
    const ExprPtr& b = e.args[1];
    // A bare parameter takes the type of what it stands beside.
    TypePtr ofA = isParameter(*a) ? nullptr : a->type;
    TypePtr ofB = isParameter(*b) ? nullptr : b->type;
    std::string left = operand(a, e.op, level, ofB);
    std::string right = operand(b, e.op, level, ofA);
    return left + symbol + right;
}

std::string StatementCompiler::binary(const Expr& e)
{
    switch (e.op) {
    case Op::Concat:
        return concat(e);
    case Op::IsDistinct:
    case Op::IsNotDistinct:
        return isDistinct(e);
    case Op::Like:
    case Op::NotLike:
    case Op::ILike:
    case Op::NotILike:
        return like(e);
    case Op::Regexp:
    case Op::NotRegexp:
        return regexp(e);
    case Op::Match:
        return match(e);
    case Op::In:
    case Op::NotIn:
        return in(e);
    case Op::Div:
        return divide(e);
    case Op::Mod:
        return modulo(e);
    case Op::BitAnd:
    case Op::BitOr:
    case Op::BitXor:
    case Op::ShiftLeft:
    case Op::ShiftRight:
        return bitwise(e);
    case Op::Custom:
        return infix(e, (" " + raw(e.text) + " ").c_str());
    default:
        return infix(e, symbolOf(e.op));
    }
}

std::string StatementCompiler::bitwise(const Expr& e)
{
    return infix(e, symbolOf(e.op));
}

std::string StatementCompiler::divide(const Expr& e)
{
    return infix(e, " / ");
}

std::string StatementCompiler::modulo(const Expr& e)
{
    return infix(e, " % ");
}

std::string StatementCompiler::concat(const Expr& e)
{
    return infix(e, " || ");
}

std::string StatementCompiler::isDistinct(const Expr& e)
{
    return infix(e, symbolOf(e.op));
}

std::string StatementCompiler::like(const Expr& e)
{
    bool negated = e.op == Op::NotLike || e.op == Op::NotILike;
    bool anyCase = e.op == Op::ILike || e.op == Op::NotILike;
    std::string text;
    if (anyCase) {
        text = "lower(" + expr(e.args[0]) + ")" + (negated ? " NOT LIKE " : " LIKE ") + "lower("
            + expr(e.args[1]) + ")";
    } else {
        text = infix(e, symbolOf(e.op));
    }
    if (!e.extra.empty())
        text += " ESCAPE " + stringLiteral(e.extra);
    return text;
}

std::string StatementCompiler::regexp(const Expr&)
{
    refuse("regular expressions in its SQL");
}

std::string StatementCompiler::match(const Expr&)
{
    refuse("MATCH");
}

std::string StatementCompiler::in(const Expr& e)
{
    const ExprPtr& right = e.args[1];
    std::string left = operand(e.args[0], e.op, precedence(e.op));
    std::string text = left + symbolOf(e.op);
    bool isTuple = e.args[0]->kind == ExprKind::List && e.args[0]->op == Op::Comma;
    if (isTuple && !supportsTupleIn())
        refuse("comparison of tuples by IN");
    if (right->kind == ExprKind::InList || (right->kind == ExprKind::Bind && right->has(Expanding))) {
        std::string values = parameter(*right, isTuple ? nullptr : e.args[0]->type, !isTuple);
        if (isTuple) {
            m_slots.back().isSet = tupleInValues();
            m_slots.back().width = e.args[0]->args.size();
            for (const ExprPtr& part : e.args[0]->args)
                m_slots.back().contexts.push_back(part->type);
            m_slots.back().inferred = true;
        }
        text += "(" + values + ")";
    } else if (right->kind == ExprKind::Subquery
        || (right->kind == ExprKind::List && right->op == Op::Comma)) {
        text += expr(right);
    } else {
        text += "(" + expr(right) + ")";
    }
    return e.op == Op::NotIn ? "(" + text + ")" : text;
}

std::string StatementCompiler::unary(const Expr& e)
{
    const ExprPtr& a = e.args[0];
    switch (e.op) {
    case Op::Not:
        if (!nativeBoolean() && isStoredBoolean(*a))
            return expr(a) + " = 0";
        if (wantsParentheses(*a, e.op, precedence(e.op)))
            return "NOT (" + condition(a) + ")";
        return "NOT " + condition(a);
    case Op::Negate:
        return "-" + operand(a, e.op);
    case Op::BitNot:
        return "~" + operand(a, e.op);
    case Op::Distinct:
        return "DISTINCT " + operand(a, e.op);
    case Op::Any:
    case Op::All:
        if (!supportsAny())
            refuse(e.op == Op::Any ? "ANY" : "ALL");
        if (a->kind == ExprKind::Subquery)
            return (e.op == Op::Any ? "ANY " : "ALL ") + expr(a);
        if (!traits().supportsArrays)
            refuse("ANY and ALL of an array");
        return (e.op == Op::Any ? "ANY (" : "ALL (") + expr(a) + ")";
    default:
        return orderTerm(e);
    }
}

std::string StatementCompiler::caseExpression(const Expr& e)
{
    std::string text = "CASE";
    if (e.args[0])
        text += " " + expr(e.args[0]);
    for (std::size_t i = 2; i + 1 < e.args.size(); i += 2) {
        std::string when =
            e.args[0] ? operand(e.args[i], Op::None, -100, e.args[0]->type) : condition(e.args[i]);
        if (precedence(*e.args[i]) < 100)
            when = "(" + when + ")";
        text += " WHEN " + when + " THEN " + expr(e.args[i + 1]);
    }
    if (e.args[1])
        text += " ELSE " + expr(e.args[1]);
    return text + " END";
}

std::string StatementCompiler::castType(const SqlType& type)
{
    return typeName(type);
}

std::string StatementCompiler::cast(const Expr& e)
{
    if (e.has(Try))
        refuse("TRY_CAST");
    std::string type = castType(*e.type);
    // The cast itself tells the server what a parameter is.
    std::string value = isParameter(*e.args[0]) ? parameter(*e.args[0], e.type, true) : expr(e.args[0]);
    return type.empty() ? "(" + value + ")" : "CAST(" + value + " AS " + type + ")";
}

std::string StatementCompiler::extract(const Expr& e)
{
    return "EXTRACT(" + raw(e.text) + " FROM " + expr(e.args[0]) + ")";
}

std::string StatementCompiler::jsonPathText(const std::vector<JsonStep>& path)
{
    std::string text = "$";
    for (const JsonStep& step : path) {
        if (step.isIndex) {
            text += fmt::format("[{}]", step.index);
            continue;
        }
        text += ".\"";
        for (char c : step.key) {
            if (c == '"' || c == '\\')
                text += '\\';
            text += c;
        }
        text += '"';
    }
    return text;
}

std::string StatementCompiler::json(const Expr&)
{
    refuse("access to parts of JSON values");
}

std::string StatementCompiler::arrayItem(const Expr&)
{
    refuse("arrays");
}

std::string StatementCompiler::arrayLiteral(const Expr&)
{
    refuse("arrays");
}

std::string StatementCompiler::between(const Expr& e)
{
    if (e.has(Symmetric))
        refuse("BETWEEN SYMMETRIC");
    const TypePtr& type = e.args[0]->type;
    return operand(e.args[0], Op::None, 5) + (e.has(Negated) ? " NOT BETWEEN " : " BETWEEN ")
        + operand(e.args[1], Op::None, 5, type) + " AND " + operand(e.args[2], Op::None, 5, type);
}

std::string StatementCompiler::collate(const Expr& e)
{
    return operand(e.args[0], Op::None, 4) + " COLLATE " + quote(e.text);
}

std::string StatementCompiler::nextValue(const Expr& e)
{
    if (!traits().supportsSequences || traits().nextValue.empty())
        refuse("sequences");
    std::string name = m_identifiers.qualified(translated(e.extra), e.text);
    if (traits().nextValue.find("'{0}'") != std::string::npos)
        return raw(replaceAll(traits().nextValue, "'{0}'", m_identifiers.literal(name)));
    return raw(replaceAll(traits().nextValue, "{0}", name));
}

std::string StatementCompiler::excludedColumn(const Expr& e)
{
    return "excluded." + quote(e.text);
}

std::string StatementCompiler::textWithBinds(const std::string& sql, const std::vector<ExprPtr>& binds)
{
    std::vector<std::string> parts = textParts(sql);
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        text += raw(parts[i]);
        if (i < binds.size())
            text += parameter(*binds[i], nullptr, true);
    }
    return text;
}

std::string StatementCompiler::subquery(const StmtPtr& stmt, Place place)
{
    bool collected = m_collectColumns;
    m_collectColumns = false;
    std::string targetName;
    std::swap(targetName, m_targetName);
    bool unqualified = m_unqualified;
    m_unqualified = false;
    std::string text = "(" + query(*stmt, place) + ")";
    m_unqualified = unqualified;
    std::swap(targetName, m_targetName);
    m_collectColumns = collected;
    return text;
}

} // namespace relata
