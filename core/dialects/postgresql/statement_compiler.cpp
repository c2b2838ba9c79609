#include "core/dialects/postgresql/statement_compiler.h"

#include "core/sql/type_compiler.h"
#include "core/util/strings.h"

#include <algorithm>

namespace relata::postgresql {

using namespace ast;

std::string PostgresqlStatementCompiler::like(const Expr& e)
{
    if (e.op == Op::Like || e.op == Op::NotLike)
        return StatementCompiler::like(e);
    std::string text = infix(e, e.op == Op::ILike ? " ILIKE " : " NOT ILIKE ");
    return e.extra.empty() ? text : text + " ESCAPE " + stringLiteral(e.extra);
}

std::string PostgresqlStatementCompiler::regexp(const Expr& e)
{
    bool negated = e.op == Op::NotRegexp;
    if (e.extra.empty())
        return infix(e, negated ? " !~ " : " ~ ");
    if (e.extra == "i")
        return infix(e, negated ? " !~* " : " ~* ");
    return operand(e.args[0], e.op) + (negated ? " !~ " : " ~ ") + "CONCAT('(?', " + stringLiteral(e.extra)
        + ", ')', " + operand(e.args[1], e.op, e.args[0]->type) + ")";
}

std::string PostgresqlStatementCompiler::match(const Expr& e)
{
    return operand(e.args[0], e.op) + " @@ to_tsquery(" + expr(e.args[1]) + ")";
}

std::string PostgresqlStatementCompiler::bitwise(const Expr& e)
{
    return e.op == Op::BitXor ? infix(e, " # ") : StatementCompiler::bitwise(e);
}

std::string PostgresqlStatementCompiler::function(const Expr& e)
{
    if (toLowerAscii(e.text) == "substring" && e.args.size() == 3)
        return "SUBSTRING(" + expr(e.args[0]) + " FROM " + expr(e.args[1]) + " FOR " + expr(e.args[2]) + ")";
    return StatementCompiler::function(e);
}

std::string PostgresqlStatementCompiler::json(const Expr& e)
{
    bool asJson = e.type->kind == TypeKind::Json;
    bool single = e.path.size() == 1;
    std::string text = "(" + operand(e.args[0], Op::None, 15);
    if (single) {
        const JsonStep& step = e.path.front();
        text += asJson ? " -> " : " ->> ";
        text += step.isIndex ? fixedValue(Value(step.index)) + "::INTEGER"
                             : fixedValue(Value(step.key)) + "::TEXT";
    } else {
        std::string path = "{";
        for (const JsonStep& step : e.path) {
            path += path.size() > 1 ? "," : "";
            if (step.isIndex) {
                path += std::to_string(step.index);
                continue;
            }
            path += '"';
            for (char c : step.key) {
                if (c == '"' || c == '\\')
                    path += '\\';
                path += c;
            }
            path += '"';
        }
        text += (asJson ? " #> " : " #>> ") + fixedValue(Value(path + "}")) + "::TEXT[]";
    }
    text += ")";
    if (asJson || e.type->kind == TypeKind::Text)
        return text;
    return "CAST(" + text + " AS " + typeName(*e.type) + ")";
}

std::string PostgresqlStatementCompiler::arrayItem(const Expr& e)
{
    std::string text = operand(e.args[0], Op::None, 14);
    bool simple = e.args[0]->kind == ExprKind::Column || e.args[0]->kind == ExprKind::Item;
    if (!simple)
        text = "(" + text + ")";
    static const TypePtr integer = std::make_shared<const SqlType>(SqlType::of(TypeKind::Integer));
    auto index = [&](const ExprPtr& at) { return operand(at, Op::None, -100, integer); };
    return text + "[" + index(e.args[1]) + (e.kind == ExprKind::Slice ? ":" + index(e.args[2]) : "") + "]";
}

std::string PostgresqlStatementCompiler::arrayLiteral(const Expr& e)
{
    if (!e.args.empty() || !e.type)
        return "ARRAY[" + list(e.args) + "]";
    return "CAST(ARRAY[] AS " + typeName(*e.type) + ")";
}

std::string PostgresqlStatementCompiler::between(const Expr& e)
{
    if (!e.has(Symmetric))
        return StatementCompiler::between(e);
    const TypePtr& type = e.args[0]->type;
    return operand(e.args[0], Op::None, 5)
        + (e.has(Negated) ? " NOT BETWEEN SYMMETRIC " : " BETWEEN SYMMETRIC ")
        + operand(e.args[1], Op::None, 5, type) + " AND " + operand(e.args[2], Op::None, 5, type);
}

// Collations are names with capitals here, and in a schema.
std::string PostgresqlStatementCompiler::collate(const Expr& e)
{
    std::string name;
    for (const std::string& part : split(e.text, '.'))
        name += (name.empty() ? "" : ".") + raw(m_dialect.identifiers().alwaysQuote(part));
    return operand(e.args[0], Op::None, 4) + " COLLATE " + name;
}

std::string PostgresqlStatementCompiler::limit(const Stmt& stmt, Place place)
{
    if (!stmt.withTies)
        return StatementCompiler::limit(stmt, place);
    std::string text;
    if (stmt.offset)
        text += " OFFSET (" + limitValue(stmt.offset) + ") ROWS";
    return text + " FETCH FIRST (" + limitValue(stmt.limit) + ") ROWS WITH TIES";
}

namespace {

enum class Family
{
    Unknown,
    Integer,
    Decimal,
    Float,
    Text,
    Boolean,
    Binary,
    Other,
};

Family familyOf(const SqlType& type)
{
    switch (type.kind) {
    case TypeKind::Unknown:
        return Family::Unknown;
    case TypeKind::SmallInteger:
    case TypeKind::Integer:
    case TypeKind::BigInteger:
        return Family::Integer;
    case TypeKind::Numeric:
        return Family::Decimal;
    case TypeKind::Float:
    case TypeKind::Double:
        return Family::Float;
    case TypeKind::String:
    case TypeKind::Text:
        return Family::Text;
    case TypeKind::Boolean:
        return Family::Boolean;
    case TypeKind::LargeBinary:
        return Family::Binary;
    case TypeKind::Domain:
        return type.element ? familyOf(*type.element) : Family::Unknown;
    default:
        return Family::Other;
    }
}

bool fits(std::int64_t value, TypeKind kind)
{
    if (kind == TypeKind::SmallInteger)
        return value >= INT16_MIN && value <= INT16_MAX;
    if (kind == TypeKind::Integer)
        return value >= INT32_MIN && value <= INT32_MAX;
    return true;
}

} // namespace

std::string parameterCast(
    const Value& value, const SqlType* own, const SqlType* context, bool inferred, const TypeCompiler& types)
{
    if (own && own->kind != TypeKind::Unknown && (!context || !(*own == *context)))
        return "::" + types.compile(*own);
    Family family = context ? familyOf(*context) : Family::Unknown;
    switch (value.tag()) {
    case ValueTag::Integer: {
        bool small = fits(value.integer(), TypeKind::Integer);
        if (inferred
            && (!context || family == Family::Unknown || family == Family::Decimal
                || family == Family::Float))
            return {};
        if (inferred && family == Family::Integer && fits(value.integer(), context->kind))
            return {};
        // An identifier, a money amount: the text of a number is taken.
        if (inferred && family == Family::Other && context->kind != TypeKind::Date
            && context->kind != TypeKind::DateTime && context->kind != TypeKind::Time)
            return {};
        return small ? "::INTEGER" : "::BIGINT";
    }
    case ValueTag::Real:
        if (inferred && family != Family::Integer && family != Family::Decimal)
            return {};
        return "::DOUBLE PRECISION";
    case ValueTag::Number:
        if (inferred && family != Family::Integer)
            return {};
        return "::NUMERIC";
    case ValueTag::Boolean:
        return inferred && (!context || family == Family::Boolean || family == Family::Unknown) ? ""
                                                                                                : "::BOOLEAN";
    default:
        return {};
    }
}

} // namespace relata::postgresql
