#include "core/editing/row_statements.h"

#include "core/sql/expression_rules.h"
#include "core/sql/functions.h"
#include "core/util/argument_error.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace relata {
namespace {

constexpr std::size_t keysAtOnce = 200;

const SqlType& baseOf(const SqlType& type)
{
    const SqlType* base = &type;
    while (base->kind == TypeKind::Domain && base->element)
        base = base->element.get();
    return *base;
}

std::optional<double> numberOf(const Value& value)
{
    if (value.tag() == ValueTag::Real)
        return value.real();
    if (value.tag() == ValueTag::Integer)
        return static_cast<double>(value.integer());
    double number = 0;
    const std::string& text = value.bytes();
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

// How far a float may be from what its text says.
double reach(const SqlType& type, double number)
{
    return std::abs(number) * (type.kind == TypeKind::Float ? 1e-6 : 1e-14);
}

bool isFloat(const SqlType& type)
{
    return type.kind == TypeKind::Float || type.kind == TypeKind::Double;
}

bool foldsCase(const Column& column, const SqlDialect& dialect)
{
    const ExpressionRules* rules = dialect.traits().expressions;
    if (!baseOf(column.type).isText() || dialect.traits().emptyStringIsNull || !rules)
        return false;
    return rules->like == LikeCase::ByCollation
        || (!column.collation.empty() && rules->like != LikeCase::Sensitive);
}

Expression hidden(const std::string& name)
{
    return column(name);
}

} // namespace

std::optional<Expression> sameValue(
    const FromClause& table, const Column& column, const Value& loaded, const SqlDialect& dialect)
{
    Expression cell = table.c(column.keyOrName());
    if (loaded.isNull())
        return cell.is_(null());
    if (!isComparable(column, dialect))
        return std::nullopt;
    const SqlType& type = baseOf(column.type);
    if (type.kind == TypeKind::Bit && loaded.tag() == ValueTag::Binary)
        return std::nullopt;
    if (isFloat(type) && loaded.tag() == ValueTag::Number) {
        if (std::optional<double> number = numberOf(loaded)) {
            double width = reach(type, *number);
            return cell.between(Value::real(*number - width), Value::real(*number + width));
        }
        return cell == Expression(loaded);
    }
    if (loaded.tag() == ValueTag::Number && type.kind == TypeKind::Numeric)
        return cell == cast(literal(loaded), type.withoutNative());
    if (loaded.tag() == ValueTag::Number && type.isInteger())
        return cell == cast(literal(loaded), SqlType::numeric(20, 0));
    Expression equal = cell == Expression(loaded);
    if (loaded.tag() == ValueTag::Text && !loaded.bytes().empty() && foldsCase(column, dialect)) {
        // REPLACE compares letter by letter whatever the collation.
        return equal && func::length(func::replace(cell, Expression(loaded), "")) == 0;
    }
    return equal;
}

Expression identityCondition(const TablePtr& table, const RowIdentity& identity, const SqlDialect& dialect)
{
    FromClause from(table);
    std::vector<Expression> conditions;
    for (const auto& [name, value] : identity.values) {
        const Column* known = table->findColumn(name);
        if (!known) {
            conditions.push_back(hidden(name) == Expression(value));
        } else if (std::optional<Expression> same = sameValue(from, *known, value, dialect)) {
            conditions.push_back(std::move(*same));
        }
    }
    if (conditions.empty()) {
        raiseArgument(
            "It is not known which row of " + table->qualifiedName() + " is meant.", "Refresh the rows.");
    }
    return and_(conditions);
}

Expression unchangedCondition(
    const TablePtr& table, const PendingRow& row, const std::string& versionColumn, const SqlDialect& dialect)
{
    FromClause from(table);
    std::vector<Expression> conditions{identityCondition(table, row.identity, dialect)};
    const Value* version = versionColumn.empty() ? nullptr : findValue(row.original, versionColumn);
    if (const Column* column = table->findColumn(versionColumn); version && column) {
        if (std::optional<Expression> same = sameValue(from, *column, *version, dialect)) {
            conditions.push_back(std::move(*same));
            return and_(conditions);
        }
    }
    if (!row.version.empty()) {
        conditions.push_back(hidden(row.version.column) == Expression(row.version.value));
        return and_(conditions);
    }
    for (const auto& [name, value] : row.original) {
        const Column* column = table->findColumn(name);
        if (!column || findValue(row.identity.values, name))
            continue;
        if (std::optional<Expression> same = sameValue(from, *column, value, dialect))
            conditions.push_back(std::move(*same));
    }
    return and_(conditions);
}

bool sameLoaded(const Column& column, const Value& loaded, const Value& again)
{
    if (loaded.isNull() || again.isNull())
        return loaded.isNull() && again.isNull();
    if (loaded == again)
        return true;
    const SqlType& type = baseOf(column.type);
    if (isFloat(type)) {
        std::optional<double> a = numberOf(loaded);
        std::optional<double> b = numberOf(again);
        if (a && b)
            return std::abs(*a - *b) <= reach(type, *a);
    }
    bool binary = loaded.tag() == ValueTag::Binary || again.tag() == ValueTag::Binary;
    return !binary && loaded.toText() == again.toText();
}

std::vector<std::string> columnsToRead(const Table& table, const PendingRow& row, const SqlDialect& dialect)
{
    const IdentityRule rule = identityRule(table, dialect);
    std::vector<std::string> columns;
    for (const Column& column : table.columns) {
        if (row.op == PendingOp::Insert || findValue(row.original, column.name) || row.change(column.name)
            || findValue(row.identity.values, column.name)
            || std::find(rule.columns.begin(), rule.columns.end(), column.name) != rule.columns.end())
            columns.push_back(column.name);
    }
    return columns;
}

std::vector<ReadRow> readRows(Connection& connection, const TablePtr& table,
    const std::vector<RowIdentity>& identities, const std::vector<std::string>& wanted,
    const std::string& versionColumn, std::stop_token stop)
{
    const Dialect& dialect = connection.dialect();
    FromClause from(table);
    std::vector<Expression> columns;
    std::vector<std::string> names = wanted;
    for (const std::string& name : wanted) {
        const Column* column = table->findColumn(name);
        columns.push_back(column ? from.c(column->keyOrName()) : hidden(name));
    }
    IdentityRule rule = identityRule(*table, dialect);
    if (rule.kind == IdentityKind::RowIdentity) {
        columns.push_back(hidden(rule.columns.front()));
        names.push_back(rule.columns.front());
    }
    if (!versionColumn.empty())
        columns.push_back(hidden(versionColumn));
    ExecutionOptions options;
    options.stop = stop;
    auto read = [&](const Expression& condition, auto&& take) {
        Select statement = select(columns).selectFrom(from).where(condition);
        for (std::vector<Value>& values : connection.execute(statement, {}, options).all()) {
            ReadRow row;
            row.found = 1;
            for (std::size_t i = 0; i < names.size(); ++i)
                row.values.emplace_back(names[i], std::move(values[i]));
            if (!versionColumn.empty())
                row.version = {versionColumn, std::move(values.back())};
            take(std::move(row));
        }
    };
    auto put = [](ReadRow& into, ReadRow row) {
        std::size_t found = into.found + 1;
        into = found == 1 ? std::move(row) : ReadRow{};
        into.found = found;
    };

    std::vector<ReadRow> rows(identities.size());
    std::map<std::string, std::map<std::int64_t, std::vector<std::size_t>>> byInteger; // by key column
    for (std::size_t i = 0; i < identities.size(); ++i) {
        const RowIdentity& identity = identities[i];
        if (identity.values.size() == 1 && identity.values.front().second.tag() == ValueTag::Integer)
            byInteger[identity.values.front().first][identity.values.front().second.integer()].push_back(i);
        else if (!identity.values.empty())
            read(identityCondition(table, identity, dialect),
                [&](ReadRow row) { put(rows[i], std::move(row)); });
    }
    for (const auto& entry : byInteger) {
        const std::string& name = entry.first;
        const auto& keys = entry.second;
        Expression key =
            table->findColumn(name) ? from.c(table->findColumn(name)->keyOrName()) : hidden(name);
        std::vector<Value> values;
        auto flush = [&] {
            if (values.empty())
                return;
            read(key.in_(values), [&](ReadRow row) {
                const Value* found = findValue(row.values, name);
                auto at = found ? keys.find(found->integer()) : keys.end();
                if (at == keys.end())
                    return;
                for (std::size_t i : at->second)
                    put(rows[i], row);
            });
            values.clear();
        };
        for (const auto& [number, at] : keys) {
            values.emplace_back(number);
            if (values.size() == keysAtOnce)
                flush();
        }
        flush();
    }
    return rows;
}

} // namespace relata
