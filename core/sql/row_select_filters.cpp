// BrowseSelect's conditions, and the values that a column has under them.
#include "core/sql/expression_rules.h"
#include "core/sql/row_select_text.h"
#include "core/sql/type_compiler.h"

#include <algorithm>

namespace relata {
namespace {

const SqlType& baseOf(const SqlType& type)
{
    const SqlType* base = &type;
    while (base->kind == TypeKind::Domain && base->element)
        base = base->element.get();
    return *base;
}

// The word by which CAST makes text.
std::string textType(const SqlDialect& dialect)
{
    const SqlType text = SqlType::of(TypeKind::Text);
    const ExpressionRules* rules = dialect.traits().expressions;
    std::string word = rules && rules->castType ? rules->castType(text) : std::string();
    return word.empty() ? dialect.typeCompiler().compile(text) : word;
}

std::string parenthesised(const std::string& where)
{
    // On lines of its own: a comment at the end of the text must not swallow the parenthesis.
    return "(\n" + where + "\n)";
}

} // namespace

bool isSearchable(const Column& column)
{
    switch (baseOf(column.type).kind) {
    case TypeKind::LargeBinary:
    case TypeKind::Geometry:
    case TypeKind::Bit:
        return false;
    default:
        return true;
    }
}

void BrowseSelect::writeFilters(Text& text, std::size_t exceptColumn, const char*& glue) const
{
    auto next = [&] {
        text.add(glue);
        glue = " AND ";
    };
    for (const RowCondition& condition : m_options.conditions) {
        if (condition.column == exceptColumn)
            continue;
        next();
        writeCondition(text, condition);
    }
    if (!m_options.where.empty()) {
        next();
        text.add(parenthesised(m_options.where));
    }
    if (m_options.search.empty())
        return;
    next();
    const char* open = "(";
    for (const Column& column : m_target.columns) {
        if (!isSearchable(column))
            continue;
        text.add(open);
        writeContains(text, column, m_options.search);
        open = " OR ";
    }
    text.add(*open == '(' ? "1 = 0" : ")");
}

void BrowseSelect::writeContains(Text& text, const Column& column, const std::string& part) const
{
    std::string pattern = "%";
    for (char c : part) {
        if (c == '%' || c == '_' || c == '!')
            pattern += '!';
        pattern += c;
    }
    std::string operand = m_dialect->identifiers().quote(column.name);
    if (!column.type.isText() || column.type.kind == TypeKind::Enum)
        operand = "CAST(" + operand + " AS " + textType(*m_dialect) + ")";
    text.add("LOWER(" + operand + ") LIKE LOWER(");
    text.bind(Value(pattern + "%"));
    text.add(") ESCAPE '!'");
}

void BrowseSelect::writeIn(Text& text, const RowCondition& condition) const
{
    const std::string name = m_dialect->identifiers().quote(m_target.columns[condition.column].name);
    const bool inverted = condition.op == RowOperator::NotIn;
    const auto nulls = static_cast<std::size_t>(std::count_if(
        condition.values.begin(), condition.values.end(), [](const Value& value) { return value.isNull(); }));
    const bool hasValues = condition.values.size() > nulls;
    if (!hasValues) {
        if (nulls == 0)
            return text.add(inverted ? "1 = 1" : "1 = 0");
        return text.add(name + (inverted ? " IS NOT NULL" : " IS NULL"));
    }
    // NULL is in no list, and not out of one either: it wants a word of its own.
    const bool sayNull = inverted == (nulls == 0);
    text.add((sayNull ? "(" : "") + name + (inverted ? " NOT IN (" : " IN ("));
    bool first = true;
    for (const Value& value : condition.values) {
        if (value.isNull())
            continue;
        text.add(first ? "" : ", ");
        text.bind(value);
        first = false;
    }
    text.add(")");
    if (sayNull)
        text.add(" OR " + name + " IS NULL)");
}

void BrowseSelect::writeCondition(Text& text, const RowCondition& condition) const
{
    const Column& column = m_target.columns[condition.column];
    std::string name = m_dialect->identifiers().quote(column.name);
    auto compare = [&](const char* op, std::size_t value = 0) {
        text.add(name + op);
        text.bind(condition.values.at(value));
    };
    switch (condition.op) {
    case RowOperator::Equal:
        return compare(" = ");
    case RowOperator::NotEqual:
        return compare(" <> ");
    case RowOperator::Less:
        return compare(" < ");
    case RowOperator::LessOrEqual:
        return compare(" <= ");
    case RowOperator::Greater:
        return compare(" > ");
    case RowOperator::GreaterOrEqual:
        return compare(" >= ");
    case RowOperator::Between:
        text.add(name + " BETWEEN ");
        text.bind(condition.values.at(0));
        text.add(" AND ");
        text.bind(condition.values.at(1));
        return;
    case RowOperator::Within:
        compare(" >= ");
        text.add(" AND ");
        return compare(" < ", 1);
    case RowOperator::NotWithin:
        text.add("(");
        compare(" < ");
        text.add(" OR ");
        compare(" >= ", 1);
        return text.add(")");
    case RowOperator::In:
    case RowOperator::NotIn:
        return writeIn(text, condition);
    case RowOperator::Contains:
        return writeContains(text, column, condition.values.at(0).toText());
    case RowOperator::IsNull:
        return text.add(name + " IS NULL");
    case RowOperator::IsNotNull:
        return text.add(name + " IS NOT NULL");
    }
}

SqlStatement BrowseSelect::distinctValues(std::size_t column, std::int64_t limit) const
{
    Text text(m_dialect->traits());
    const std::string name = m_dialect->identifiers().quote(m_target.columns[column].name);
    text.add("SELECT " + name + ", count(*)");
    text.add(fromClause());
    const char* glue = " WHERE ";
    writeFilters(text, column, glue);
    text.add(" GROUP BY " + name + " ORDER BY 2 DESC, 1");
    RowRange range;
    range.limit = limit;
    writeLimit(text, range);
    return text.take();
}

std::optional<std::size_t> BrowseSelect::whereOffset(const std::string& sql) const
{
    if (m_options.where.empty())
        return std::nullopt;
    const std::size_t at = sql.find(parenthesised(m_options.where));
    return at == std::string::npos ? std::nullopt : std::optional(at + 2);
}

} // namespace relata
