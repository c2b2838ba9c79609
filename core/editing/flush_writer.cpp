#include "core/editing/flush_writer.h"

#include "core/editing/row_statements.h"
#include "core/util/argument_error.h"

#include <fmt/format.h>

#include <algorithm>

namespace relata {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

void FlushWriter::run()
{
    for (const auto& [id, row] : m_pending.rows()) {
        for (const auto& [column, value] : row->changes) {
            if (value.kind == PendingValue::Kind::Key)
                m_referred[value.row].push_back(value.column);
        }
    }
    for (const FlushStep& step : flushOrder(m_pending, m_metadata)) {
        const PendingRow& row = *m_pending.find(step.edit);
        m_current = row.id;
        switch (step.kind) {
        case FlushStep::Kind::Insert:
            insert(row, step);
            break;
        case FlushStep::Kind::Update:
            update(row, step);
            break;
        case FlushStep::Kind::Delete:
            remove(row);
            break;
        case FlushStep::Kind::Attach:
            attach(row, step);
            break;
        case FlushStep::Kind::Detach:
            detach(row, step);
            break;
        }
    }
    m_current = 0;
}

const RowValues& FlushWriter::known(EditId id) const
{
    static const RowValues nothing;
    auto found = m_known.find(id);
    return found == m_known.end() ? nothing : found->second;
}

TablePtr FlushWriter::tableOf(const PendingRow& row) const
{
    TablePtr table = m_metadata.tablePtr(row.table.schema, row.table.name);
    if (!table)
        raiseArgument("There is no table " + row.table.text() + " any more.", "Refresh the connection.");
    return table;
}

std::string FlushWriter::versionColumn(const PendingRow& row) const
{
    auto found = m_options.versionColumns.find(row.table);
    return found == m_options.versionColumns.end() ? std::string() : found->second;
}

Value FlushWriter::valueOf(const PendingRow& row, const std::string& column, const PendingValue& value) const
{
    if (value.isValue())
        return value.value;
    if (value.kind == PendingValue::Kind::Default)
        return {};
    if (const Value* found = findValue(known(value.row), value.column))
        return *found;
    const PendingRow* other = m_pending.find(value.row);
    if (other && other->op != PendingOp::Insert) {
        std::optional<PendingValue> current = other->current(value.column);
        if (current && current->isValue())
            return current->value;
    }
    raiseArgument(fmt::format("Column {} of {} is to get {} of a row that is not stored.", column,
                      row.table.text(), value.column),
        "Give it a value, or insert the other row again.");
}

// DEFAULT as a word is not to be had in every dialect's UPDATE; the default's own expression is.
Expression FlushWriter::expressionOf(
    const Column& column, const PendingValue& value, const Value& known) const
{
    if (value.kind != PendingValue::Kind::Default)
        return Expression(known);
    return column.serverDefault ? literalColumn(column.serverDefault->text) : null();
}

WriteResult FlushWriter::send(const PendingRow& row, FlushStep::Kind kind, const Statement& statement)
{
    Compiled compiled = compile(statement, m_dialect);
    SqlStatement bound{compiled.sql, {}};
    for (const CompiledParameter& parameter : compiled.parameters) {
        if (parameter.hasValue) // else the server fills it (Oracle's RETURNING ... INTO)
            bound.parameters.push_back(parameter.value);
    }
    m_sent.push_back({row.id, kind, std::move(bound), compiled.literalSql()});
    return m_sink.run(m_sent.back(), compiled);
}

void FlushWriter::requireOne(const PendingRow& row, const WriteResult& result) const
{
    if (result.rowCount == 1)
        return;
    Error error;
    error.kind = ErrorKind::StaleData;
    if (result.rowCount > 1) {
        error.message = fmt::format(
            "{} rows of {} look the same, so none of them was changed.", result.rowCount, row.table.text());
        error.hint = "Add a primary key to the table, or write a statement for these rows in a console.";
    } else if (result.rowCount == 0) {
        error.message =
            fmt::format("Row {} of {} is not as it was loaded.", row.identity.text(), row.table.text());
        error.hint = "Somebody else has changed or deleted it meanwhile.";
    } else {
        error.message =
            fmt::format("The server does not tell how many rows of {} were changed.", row.table.text());
    }
    error.statement = m_sent.back().statement.sql;
    raise(std::move(error));
}

std::vector<std::string> FlushWriter::wantedKeys(const Table& table, const PendingRow& row) const
{
    std::vector<std::string> wanted;
    auto want = [&](const std::string& name) {
        const PendingValue* given = row.change(name);
        bool has = given && given->kind != PendingValue::Kind::Default;
        if (!has && !contains(wanted, name))
            wanted.push_back(name);
    };
    IdentityRule rule = identityRule(table, m_dialect);
    if (rule.isCertain()) {
        for (const std::string& name : rule.columns)
            want(name);
    }
    auto found = m_referred.find(row.id);
    if (found != m_referred.end()) {
        for (const std::string& name : found->second)
            want(name);
    }
    return wanted;
}

void FlushWriter::insert(const PendingRow& row, const FlushStep& step)
{
    TablePtr table = tableOf(row);
    FromClause into(table);
    ColumnValues values;
    RowValues known;
    for (const auto& [name, value] : row.changes) {
        if (value.kind == PendingValue::Kind::Default || contains(step.columns, name))
            continue;
        const Column* column = table->findColumn(name);
        if (!column)
            raiseArgument(fmt::format("{} has no column {} any more.", table->qualifiedName(), name));
        Value resolved = valueOf(row, name, value);
        values.emplace_back(column->keyOrName(), Expression(resolved));
        setValue(known, name, std::move(resolved));
    }
    std::string version = versionColumn(row);
    if (const Column* column = table->findColumn(version);
        column && !row.change(version) && !column->serverDefault) {
        values.emplace_back(column->keyOrName(), Expression(1));
        setValue(known, version, Value(1));
    }
    Insert statement = relata::insert(into);
    statement = values.empty() ? statement.defaultValues() : statement.values(values);
    std::vector<std::string> wanted = wantedKeys(*table, row);
    std::vector<Expression> columns;
    for (const std::string& name : wanted) {
        const Column* column = table->findColumn(name);
        columns.push_back(column ? into.c(column->keyOrName()) : relata::column(name));
    }
    std::optional<Statement> returning;
    if (!columns.empty()) {
        try {
            Insert asking = statement.returning(columns);
            compile(asking, m_dialect);
            returning = asking;
        } catch (const DatabaseError& failure) {
            if (failure.error().kind != ErrorKind::NotSupported)
                throw;
        }
    }
    WriteResult result = send(row, FlushStep::Kind::Insert, returning ? *returning : statement);
    requireOne(row, result);
    if (returning) {
        for (std::size_t i = 0; i < wanted.size() && i < result.returned.size(); ++i)
            setValue(known, wanted[i], result.returned[i]);
    } else {
        for (const std::string& name : wanted) {
            const Column* column = table->findColumn(name);
            if (column && (column->autoincrement != Autoincrement::No || column->identity))
                setValue(known, name, m_sink.lastInsertId());
        }
    }
    m_known[row.id] = std::move(known);
}

void FlushWriter::update(const PendingRow& row, const FlushStep& step)
{
    TablePtr table = tableOf(row);
    FromClause target(table);
    ColumnValues values;
    RowValues known = row.original;
    for (const auto& [name, value] : row.changes) {
        if (contains(step.columns, name))
            continue;
        const Column* column = table->findColumn(name);
        if (!column)
            raiseArgument(fmt::format("{} has no column {} any more.", table->qualifiedName(), name));
        Value resolved = valueOf(row, name, value);
        values.emplace_back(column->keyOrName(), expressionOf(*column, value, resolved));
        setValue(known, name, std::move(resolved));
    }
    if (values.empty()) { // everything waits for another row
        m_known[row.id] = std::move(known);
        return;
    }
    std::string version = versionColumn(row);
    if (const Column* column = table->findColumn(version); column && !row.change(version))
        values.emplace_back(column->keyOrName(), target.c(column->keyOrName()) + 1);
    Update statement =
        relata::update(target).values(values).where(unchangedCondition(table, row, version, m_dialect));
    requireOne(row, send(row, FlushStep::Kind::Update, statement));
    m_known[row.id] = std::move(known);
}

RowIdentity FlushWriter::identityOf(const PendingRow& row) const
{
    TablePtr table = tableOf(row);
    const RowValues& values = known(row.id);
    if (row.op == PendingOp::Insert) {
        Result<RowIdentity> identity = rowIdentity(*table, m_dialect, values);
        return identity ? *identity : RowIdentity{};
    }
    RowIdentity identity = row.identity;
    for (auto& [column, value] : identity.values) {
        if (const Value* now = findValue(values, column))
            value = *now;
    }
    return identity;
}

void FlushWriter::attach(const PendingRow& row, const FlushStep& step)
{
    TablePtr table = tableOf(row);
    FromClause target(table);
    ColumnValues values;
    RowValues known = this->known(row.id);
    for (const std::string& name : step.columns) {
        const Column* column = table->findColumn(name);
        const PendingValue* value = row.change(name);
        if (!column || !value)
            continue;
        Value resolved = valueOf(row, name, *value);
        values.emplace_back(column->keyOrName(), expressionOf(*column, *value, resolved));
        setValue(known, name, std::move(resolved));
    }
    Update statement =
        relata::update(target).values(values).where(identityCondition(table, identityOf(row), m_dialect));
    requireOne(row, send(row, FlushStep::Kind::Attach, statement));
    m_known[row.id] = std::move(known);
}

void FlushWriter::detach(const PendingRow& row, const FlushStep& step)
{
    TablePtr table = tableOf(row);
    FromClause target(table);
    ColumnValues values;
    RowValues known = row.original;
    for (const std::string& name : step.columns) {
        values.emplace_back(table->c(name).keyOrName(), null());
        setValue(known, name, Value());
    }
    Update statement = relata::update(target).values(values).where(
        unchangedCondition(table, row, versionColumn(row), m_dialect));
    requireOne(row, send(row, FlushStep::Kind::Detach, statement));
    m_known[row.id] = std::move(known);
}

void FlushWriter::remove(const PendingRow& row)
{
    TablePtr table = tableOf(row);
    // A row that was detached is checked already, and no longer as it was loaded.
    bool detached = m_known.contains(row.id);
    Expression condition = detached ? identityCondition(table, identityOf(row), m_dialect)
                                    : unchangedCondition(table, row, versionColumn(row), m_dialect);
    requireOne(row, send(row, FlushStep::Kind::Delete, delete_(FromClause(table)).where(condition)));
}

} // namespace relata
