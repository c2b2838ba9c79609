#include "core/sql/client_defaults.h"

#include "core/sql/dml.h"

#include <algorithm>

namespace relata {

using namespace ast;

namespace {

const NamedValues noValues;

const std::optional<ColumnDefault>& defaultOf(const Column& column, bool ofUpdate)
{
    return ofUpdate ? column.onUpdate : column.clientDefault;
}

// Writes the defaults of one statement.
class Supplier
{
public:
    Supplier(Stmt stmt, TablePtr table, std::vector<SuppliedParameter>* supplied)
        : m_stmt(std::move(stmt)), m_table(std::move(table)), m_supplied(supplied)
    { }

    StmtPtr run()
    {
        const bool ofUpdate = m_stmt.kind == StmtKind::Update;
        std::vector<const Column*> missing;
        for (const Column& column : m_table->columns) {
            if (defaultOf(column, ofUpdate) && !isNamed(column.name))
                missing.push_back(&column);
        }
        if (missing.empty())
            return nullptr;
        if (m_stmt.source) {
            addToSelect(missing);
            return ast::make(std::move(m_stmt));
        }
        m_stmt.defaultValues = false;
        for (const Column* column : missing) {
            const ColumnDefault& value = *defaultOf(*column, ofUpdate);
            if (m_stmt.rows.empty()) {
                m_stmt.assignments.push_back({column->name, made(*column, value, 0)});
                continue;
            }
            m_stmt.names.push_back(column->name);
            for (std::size_t row = 0; row < m_stmt.rows.size(); ++row)
                m_stmt.rows[row].push_back(made(*column, value, row));
        }
        return ast::make(std::move(m_stmt));
    }

private:
    bool isNamed(const std::string& column) const
    {
        return std::find(m_stmt.names.begin(), m_stmt.names.end(), column) != m_stmt.names.end()
            || std::any_of(m_stmt.assignments.begin(), m_stmt.assignments.end(),
                [&](const Assignment& assignment) { return assignment.column == column; });
    }

    ExprPtr made(const Column& column, const ColumnDefault& value, std::size_t row)
    {
        switch (value.kind) {
        case ColumnDefault::Kind::Constant:
            return literal(value.constant).node();
        case ColumnDefault::Kind::Expression:
            return literalColumn(value.expression.text).node();
        case ColumnDefault::Kind::Sequence:
            return nextValue(value.name, value.schema).node();
        case ColumnDefault::Kind::Callable:
            break;
        }
        std::string name = "default_" + column.name;
        if (m_stmt.rows.size() > 1)
            name += "_" + std::to_string(row);
        SuppliedParameter parameter{name, m_table, column.name, row, m_stmt.kind == StmtKind::Update};
        if (!m_supplied)
            return literal(suppliedValues({parameter}, valuesOf(m_stmt, noValues)).front().values.front())
                .node();
        m_supplied->push_back(std::move(parameter));
        return bindParam(name).node();
    }

    // Once for all rows of the SELECT. The server must be told the type of what is bound there.
    void addToSelect(const std::vector<const Column*>& missing)
    {
        std::vector<Expression> values;
        for (const Column* column : missing) {
            m_stmt.names.push_back(column->name);
            const ColumnDefault& value = *column->clientDefault;
            const Expression expression(made(*column, value, 0));
            values.push_back(isMadeByDatabase(value) ? expression : cast(expression, column->type));
        }
        Select source(m_stmt.source);
        if (m_stmt.source->kind == StmtKind::Select) {
            m_stmt.source = source.addColumns(values).node();
            return;
        }
        FromClause rows = source.subquery();
        std::vector<Expression> columns;
        for (const std::string& name : source.columnNames())
            columns.push_back(rows.c(name));
        columns.insert(columns.end(), values.begin(), values.end());
        m_stmt.source = select(columns).selectFrom(rows).node();
    }

    Stmt m_stmt;
    TablePtr m_table;
    std::vector<SuppliedParameter>* m_supplied;
};

const Value* valueOf(const ExprPtr& expression, std::string_view column, const NamedValues& values)
{
    static const Value null;
    if (expression && expression->kind == ExprKind::Null)
        return &null;
    if (expression && expression->kind != ExprKind::Bind)
        return expression->kind == ExprKind::Literal ? &expression->value : nullptr;
    const std::string_view name = expression ? std::string_view(expression->text) : column;
    for (const NamedValue& value : values) {
        if (value.name == name && value.values.size() == 1)
            return &value.values.front();
    }
    return expression && expression->has(HasValue) ? &expression->value : nullptr;
}

} // namespace

bool isMadeByDatabase(const std::optional<ColumnDefault>& value)
{
    return value
        && (value->kind == ColumnDefault::Kind::Expression || value->kind == ColumnDefault::Kind::Sequence);
}

StmtPtr withClientDefaults(const StmtPtr& statement, std::vector<SuppliedParameter>* supplied)
{
    if (statement->kind != StmtKind::Insert && statement->kind != StmtKind::Update)
        return statement;
    const From* target = statement->target.get();
    while (target->kind == FromKind::Alias)
        target = target->left.get();
    const bool ofUpdate = statement->kind == StmtKind::Update;
    const std::vector<Column>& columns = target->table->columns;
    if (std::none_of(columns.begin(), columns.end(),
            [ofUpdate](const Column& column) { return defaultOf(column, ofUpdate).has_value(); }))
        return statement;
    // An INSERT that says nothing takes a parameter for every column, an UPDATE that sets nothing is refused.
    const bool saysNothing = statement->assignments.empty() && statement->rows.empty() && !statement->source
        && !statement->defaultValues;
    if (saysNothing)
        return statement;
    StmtPtr made = Supplier(*statement, target->table, supplied).run();
    return made ? made : statement;
}

NamedValues suppliedValues(const std::vector<SuppliedParameter>& supplied, const RowValues& given)
{
    NamedValues values;
    values.reserve(supplied.size());
    for (const SuppliedParameter& parameter : supplied) {
        const Column& column = *parameter.table->findColumn(parameter.column);
        DefaultContext context{*parameter.table, column};
        // Those before it are known already.
        context.parameter = [&](std::string_view name) -> const Value* {
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (supplied[i].column == name && supplied[i].row == parameter.row)
                    return &values[i].values.front();
            }
            return given(parameter.row, name);
        };
        const std::optional<ColumnDefault>& source = defaultOf(column, parameter.ofUpdate);
        values.emplace_back(parameter.name, evaluateDefault(*source, context).value_or(Value()));
    }
    return values;
}

RowValues valuesOf(const Stmt& statement, const NamedValues& values)
{
    return [&statement, &values](std::size_t row, std::string_view column) -> const Value* {
        for (const Assignment& assignment : statement.assignments) {
            if (assignment.column == column)
                return valueOf(assignment.value, column, values);
        }
        for (std::size_t i = 0; i < statement.names.size() && row < statement.rows.size(); ++i) {
            if (statement.names[i] == column)
                return valueOf(statement.rows[row][i], column, values);
        }
        return nullptr;
    };
}

} // namespace relata
