#include "core/orm/persistence.h"

#include "core/orm/attribute_access.h"
#include "core/sql/client_defaults.h"
#include "core/sql/compiler.h"
#include "core/sql/dml.h"
#include "core/sql/functions.h"
#include "core/types/type_decorator.h"

#include <algorithm>

namespace relata {
namespace {

// One statement holds at most this many parameters (SQLite's limit is 32,766, the others' 65,535) and rows.
constexpr std::size_t maxParameters = 30000;
constexpr std::size_t maxRows = 1000;
// Up to so many rows, one statement with all of them is sent.
constexpr std::size_t fewRows = 50;

std::size_t index(int attribute)
{
    return static_cast<std::size_t>(attribute);
}

} // namespace

void Persistence::noteGenerated(InstanceState& state, int attribute, const ValueView& value)
{
    state.slot(attribute).assign(value);
    if (onGenerated)
        onGenerated(state, attribute);
}

void Persistence::noteReturned(InstanceState& state, int attribute, const ValueView& value)
{
    const Column& column = *state.mapper->columns[index(attribute)].column;
    if (!mayHaveHooks(column.type))
        return noteGenerated(state, attribute, value);
    const DialectTraits& traits = m_session.runner.dialect().traits();
    noteGenerated(state, attribute,
        processResult(column.type, Value::copyOf(value), traits.name, traits.family).view());
}

Value Persistence::bound(const Column& column, Value value) const
{
    if (!mayHaveHooks(column.type))
        return value;
    const DialectTraits& traits = m_session.runner.dialect().traits();
    return processBind(column.type, std::move(value), traits.name, traits.family);
}

Value Persistence::bound(const Mapper& mapper, int attribute, const CompactValue& value) const
{
    return bound(*mapper.columns[index(attribute)].column, value.value());
}

std::function<const Value*(std::string_view)> Persistence::valuesOf(
    const InstanceState& state, const MappedTable& table, std::deque<Value>& kept)
{
    return [&state, &table, &kept](std::string_view name) -> const Value* {
        for (const auto& [attribute, position] : table.columns) {
            if (table.table->columns[index(position)].name != name || state.slot(attribute).isAbsent())
                continue;
            return &kept.emplace_back(state.slot(attribute).value());
        }
        return nullptr;
    };
}

void Persistence::prepareNew(InstanceState& state)
{
    const Mapper& mapper = *state.mapper;
    if (mapper.version >= 0 && mapper.countsVersions && state.slot(mapper.version).isNull())
        noteGenerated(state, mapper.version, Value(1).view());
    for (int attribute : mapper.clientDefaults) {
        const ColumnAttribute& column = mapper.columns[index(attribute)];
        // A key that is NULL is none.
        const bool isMissing =
            column.primaryKey ? state.slot(attribute).isNull() : state.slot(attribute).isAbsent();
        if (!isMissing)
            continue;
        DefaultContext context{*mapper.tables[index(column.table)].table, *column.column};
        std::deque<Value> kept;
        context.parameter = valuesOf(state, mapper.tables[index(column.table)], kept);
        if (std::optional<Value> value = evaluateDefault(*column.column->clientDefault, context))
            noteGenerated(state, attribute, value->view());
    }
    if (mapper.discriminator >= 0 && mapper.identity && state.slot(mapper.discriminator).isNull())
        state.slot(mapper.discriminator).assign(mapper.identity->view());
}

Persistence::InsertShape Persistence::shapeOf(const InstanceState& state, std::size_t table) const
{
    const Mapper& mapper = *state.mapper;
    const MappedTable& mapped = mapper.tables[table];
    InsertShape shape;
    shape.mapper = &mapper;
    shape.table = table;
    bool keyMissing = false;
    for (const auto& [attribute, position] : mapped.columns) {
        const ColumnAttribute& column = mapper.columns[index(attribute)];
        const Column& definition = mapped.table->columns[index(position)];
        const CompactValue& value = state.slot(attribute);
        if (definition.computed)
            continue;
        bool isRootKey = column.primaryKey && table == 0;
        const bool isMade = definition.isFetchedOnInsert() || isMadeByDatabase(definition.clientDefault);
        const bool isGiven = definition.clientDefault && !isMadeByDatabase(definition.clientDefault);
        bool omitted = value.isNull() && (isMade || isRootKey) && !isGiven;
        if (omitted) {
            keyMissing = keyMissing || column.primaryKey;
            continue;
        }
        shape.attributes.push_back(attribute);
        shape.columns.push_back(definition.name);
    }
    if (keyMissing) {
        for (const auto& [attribute, position] : mapped.columns) {
            const ColumnAttribute& column = mapper.columns[index(attribute)];
            bool wanted = column.primaryKey || (column.serverValue && !column.deferred);
            if (wanted
                && std::find(shape.attributes.begin(), shape.attributes.end(), attribute)
                    == shape.attributes.end())
                shape.returning.push_back(attribute);
        }
    }
    return shape;
}

const std::string& Persistence::insertSql(const InsertShape& shape, std::size_t rows)
{
    const MappedTable& mapped = shape.mapper->tables[shape.table];
    std::string key =
        std::to_string(reinterpret_cast<std::uintptr_t>(mapped.table.get())) + ":" + std::to_string(rows);
    for (const std::string& column : shape.columns)
        key += "," + column;
    for (int attribute : shape.returning)
        key += ";" + std::to_string(attribute);
    auto found = m_sql.find(key);
    if (found != m_sql.end())
        return found->second;
    FromClause into = table(mapped.table);
    Insert statement = relata::insert(into);
    if (shape.columns.empty()) {
        statement = statement.defaultValues();
    } else {
        std::vector<std::vector<Expression>> values(rows);
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t i = 0; i < shape.columns.size(); ++i)
                values[row].push_back(bindParam("r" + std::to_string(row) + "_" + std::to_string(i)));
        }
        statement = statement.rows(shape.columns, values);
    }
    if (!shape.returning.empty()) {
        std::vector<Expression> columns;
        for (int attribute : shape.returning)
            columns.push_back(into.c(shape.mapper->columns[index(attribute)].column->name));
        statement = statement.returning(columns);
    }
    return m_sql[key] = m_session.runner.compile(statement).sql;
}

void Persistence::insert(std::span<InstanceState* const> states)
{
    for (InstanceState* state : states)
        prepareNew(*state);
    // Table by table, the root's first; a class that has no further table takes no part in the others'
    // rounds.
    std::size_t tables = 0;
    for (const InstanceState* state : states)
        tables = std::max(tables, state->mapper->tables.size());
    std::vector<InstanceState*> sharing;
    for (std::size_t table = 0; table < tables; ++table) {
        std::optional<InsertShape> shape;
        sharing.clear();
        for (InstanceState* state : states) {
            if (table >= state->mapper->tables.size())
                continue;
            // Comparing shapes is dear; most objects are like the one before.
            bool alike = shape && state->mapper == shape->mapper && !sharing.empty();
            if (alike) {
                const InstanceState& last = *sharing.back();
                for (std::size_t i = 0; alike && i < state->attributeCount; ++i)
                    alike = state->slots()[i].isNull() == last.slots()[i].isNull();
            }
            if (!alike) {
                InsertShape next = shapeOf(*state, table);
                bool same = shape && shape->table == next.table && shape->columns == next.columns
                    && shape->returning == next.returning
                    && shape->mapper->tables[table].table == next.mapper->tables[table].table
                    && shape->attributes == next.attributes;
                if (!same) {
                    if (shape)
                        insertRows(*shape, sharing);
                    sharing.clear();
                    shape = std::move(next);
                }
            }
            sharing.push_back(state);
        }
        if (shape && !sharing.empty())
            insertRows(*shape, sharing);
    }
}

void Persistence::fillPlaceholders(const InsertShape& shape, std::span<InstanceState* const> states)
{
    for (InstanceState* state : states) {
        for (int attribute : shape.returning) {
            if (state->mapper->columns[index(attribute)].primaryKey) {
                int number = ++m_placeholders[state->mapper->root];
                noteGenerated(*state, attribute,
                    Value::tagged(ValueTag::Other,
                        "<new " + state->mapper->className + " " + std::to_string(number) + ">")
                        .view());
            }
        }
    }
}

void Persistence::insertRows(const InsertShape& shape, std::span<InstanceState* const> states)
{
    const MappedTable& mapped = shape.mapper->tables[shape.table];
    std::string purpose = "insert " + mapped.table->qualifiedName();
    // Rows come back in no certain order; numbers that the database gives rise with the rows, other keys say
    // nothing, and are asked for row by row.
    std::size_t numbered = shape.returning.size();
    for (std::size_t i = 0; i < shape.returning.size(); ++i) {
        if (shape.returning[i] == mapped.autoAttribute)
            numbered = i;
    }
    bool batches = !shape.columns.empty() && m_session.runner.dialect().traits().supportsMultiRowValues
        && (shape.returning.empty() || numbered < shape.returning.size());
    if (!batches) {
        insertOneByOne(shape, states);
        return;
    }
    std::size_t perStatement =
        std::max<std::size_t>(1, std::min(maxRows, maxParameters / shape.columns.size()));
    SqlStatement statement;
    for (std::size_t start = insertByKeys(shape, states); start < states.size(); start += perStatement) {
        std::span<InstanceState* const> part =
            states.subspan(start, std::min(perStatement, states.size() - start));
        try {
            statement.sql = insertSql(shape, part.size());
        } catch (const DatabaseError& failure) {
            if (failure.error().kind != ErrorKind::NotSupported || shape.returning.empty())
                throw;
            insertOneByOne(shape, states.subspan(start));
            return;
        }
        statement.parameters.clear();
        statement.parameters.reserve(part.size() * shape.attributes.size());
        for (const InstanceState* state : part) {
            for (int attribute : shape.attributes)
                statement.parameters.push_back(bound(*shape.mapper, attribute, state->slot(attribute)));
        }
        if (shape.returning.empty()) {
            m_session.runner.execute(statement, purpose);
            continue;
        }
        if (m_session.runner.isMock()) {
            m_session.runner.execute(statement, purpose);
            fillPlaceholders(shape, part);
            continue;
        }
        std::vector<std::vector<Value>> returned;
        returned.reserve(part.size());
        m_session.runner.query(statement, purpose, [&](const RowChunk& chunk) {
            for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
                std::vector<Value>& values = returned.emplace_back();
                for (std::size_t column = 0; column < chunk.columnCount(); ++column)
                    values.push_back(Value::copyOf(chunk.at(row, column)));
            }
        });
        if (returned.size() != part.size())
            throwStale("An INSERT", mapped.table->qualifiedName(), part.size(),
                static_cast<std::int64_t>(returned.size()));
        auto number = [&](const std::vector<Value>& row) { return row[numbered].integer(); };
        auto before = [&](const auto& a, const auto& b) { return number(a) < number(b); };
        if (!std::is_sorted(returned.begin(), returned.end(), before))
            std::stable_sort(returned.begin(), returned.end(), before);
        for (std::size_t row = 0; row < part.size(); ++row) {
            for (std::size_t i = 0; i < shape.returning.size(); ++i)
                noteReturned(*part[row], shape.returning[i], returned[row][i].view());
        }
    }
}

std::size_t Persistence::insertByKeys(const InsertShape& shape, std::span<InstanceState* const> states)
{
    const MappedTable& mapped = shape.mapper->tables[shape.table];
    bool keyAlone = shape.returning.size() == 1 && shape.returning.front() == mapped.autoAttribute;
    if (!keyAlone || states.size() < fewRows || !m_session.runner.tellsKeys())
        return 0;
    if (mayHaveHooks(shape.mapper->columns[index(mapped.autoAttribute)].column->type))
        return 0;
    std::string purpose = "insert " + mapped.table->qualifiedName();
    InsertShape plain = shape;
    plain.returning.clear();
    const std::string sql = insertSql(plain, 1);
    ParameterRows rows;
    auto send = [&](const std::string& text, std::span<InstanceState* const> part) {
        rows.resize(part.size());
        for (std::size_t row = 0; row < part.size(); ++row) {
            rows[row].resize(shape.attributes.size());
            for (std::size_t i = 0; i < shape.attributes.size(); ++i)
                rows[row][i] =
                    bound(*shape.mapper, shape.attributes[i], part[row]->slot(shape.attributes[i]));
        }
        return m_session.runner.insertMany(text, rows, purpose);
    };
    // The first row is asked for its key. Only where that is the number which the driver tells (SQLite's
    // rowid) are the others' believed.
    std::vector<RowChunkPtr> asked = send(insertSql(shape, 1), states.first(1));
    if (asked.size() != 1 || asked.front()->rowCount() != 1)
        throwStale("An INSERT", mapped.table->qualifiedName(), 1, 0);
    ValueView key = asked.front()->at(0, 0);
    noteGenerated(*states.front(), mapped.autoAttribute, key);
    if (key.tag != ValueTag::Integer || key.integer != asked.front()->at(0, 1).integer)
        return 1;
    for (std::size_t start = 1; start < states.size(); start += maxRows) {
        std::span<InstanceState* const> part =
            states.subspan(start, std::min(maxRows, states.size() - start));
        std::size_t number = 0;
        for (const RowChunkPtr& chunk : send(sql, part)) {
            for (std::size_t row = 0; row < chunk->rowCount() && number < part.size(); ++row)
                noteGenerated(*part[number++], mapped.autoAttribute, chunk->at(row, 0));
        }
        if (number != part.size())
            throwStale(
                "An INSERT", mapped.table->qualifiedName(), part.size(), static_cast<std::int64_t>(number));
    }
    return states.size();
}

void Persistence::insertOneByOne(const InsertShape& shape, std::span<InstanceState* const> states)
{
    const MappedTable& mapped = shape.mapper->tables[shape.table];
    std::string purpose = "insert " + mapped.table->qualifiedName();
    SqlStatement statement;
    bool returns = !shape.returning.empty();
    InsertShape used = shape;
    try {
        statement.sql = insertSql(used, 1);
    } catch (const DatabaseError& failure) {
        if (failure.error().kind != ErrorKind::NotSupported || !returns)
            throw;
        returns = false;
        used.returning.clear();
        statement.sql = insertSql(used, 1);
    }
    for (InstanceState* state : states) {
        statement.parameters.clear();
        for (int attribute : shape.attributes)
            statement.parameters.push_back(bound(*shape.mapper, attribute, state->slot(attribute)));
        if (m_session.runner.isMock() || shape.returning.empty()) {
            m_session.runner.execute(statement, purpose);
            if (m_session.runner.isMock())
                fillPlaceholders(shape, std::span<InstanceState* const>(&state, 1));
            continue;
        }
        if (!returns) {
            // MySQL: the connection remembers the number that it gave last.
            m_session.runner.execute(statement, purpose);
            Compiled asking = m_session.runner.compile(select(func::call("last_insert_id")));
            m_session.runner.query(asking, purpose, [&](const RowChunk& chunk) {
                if (mapped.autoAttribute >= 0 && chunk.rowCount() == 1)
                    noteGenerated(*state, mapped.autoAttribute, chunk.at(0, 0));
            });
            continue;
        }
        bool found = false;
        m_session.runner.query(statement, purpose, [&](const RowChunk& chunk) {
            for (std::size_t i = 0; i < shape.returning.size() && chunk.rowCount() == 1; ++i) {
                noteReturned(*state, shape.returning[i], chunk.at(0, i));
                found = true;
            }
        });
        if (!found)
            throwStale("An INSERT", mapped.table->qualifiedName(), 1, 0);
    }
}

void Persistence::insertSecondary(const Relationship& relationship, const std::vector<SecondaryValues>& rows)
{
    std::vector<std::string> columns = relationship.secondaryLocal;
    columns.insert(columns.end(), relationship.secondaryRemote.begin(), relationship.secondaryRemote.end());
    const std::size_t own = columns.size();
    for (const Column& column : relationship.secondary->columns) {
        const bool given = std::find(columns.begin(), columns.end(), column.name) != columns.end();
        if (!given && column.clientDefault && !isMadeByDatabase(column.clientDefault))
            columns.push_back(column.name);
    }
    std::size_t perStatement = std::max<std::size_t>(1, std::min(maxRows, maxParameters / columns.size()));
    for (std::size_t start = 0; start < rows.size(); start += perStatement) {
        std::size_t count = std::min(perStatement, rows.size() - start);
        SqlStatement statement;
        std::vector<std::vector<Expression>> values(count);
        for (std::size_t row = 0; row < count; ++row) {
            const std::vector<Value>& given = rows[start + row].values;
            for (std::size_t i = 0; i < columns.size(); ++i) {
                values[row].push_back(bindParam("r" + std::to_string(row) + "_" + std::to_string(i)));
                const Column& column = *relationship.secondary->findColumn(columns[i]);
                DefaultContext context{*relationship.secondary, column};
                context.parameter = [&](std::string_view name) {
                    const auto found = std::find(columns.begin(), columns.begin() + long(own), name);
                    return found == columns.begin() + long(own) ? nullptr
                                                                : &given[index(int(found - columns.begin()))];
                };
                statement.parameters.push_back(bound(column,
                    i < own ? given[i] : evaluateDefault(*column.clientDefault, context).value_or(Value())));
            }
        }
        statement.sql =
            m_session.runner.compile(relata::insert(table(relationship.secondary)).rows(columns, values)).sql;
        m_session.runner.execute(statement, "insert " + relationship.secondary->qualifiedName());
    }
}

void Persistence::deleteSecondary(const Relationship& relationship, const std::vector<SecondaryValues>& rows)
{
    FromClause target = table(relationship.secondary);
    std::vector<Expression> conditions;
    for (const std::string& column : relationship.secondaryLocal)
        conditions.push_back(target.c(column) == bindParam("l_" + column));
    for (const std::string& column : relationship.secondaryRemote)
        conditions.push_back(target.c(column) == bindParam("r_" + column));
    std::string sql = m_session.runner.compile(relata::delete_(target).where(and_(conditions))).sql;
    std::vector<std::string> columns = relationship.secondaryLocal;
    columns.insert(columns.end(), relationship.secondaryRemote.begin(), relationship.secondaryRemote.end());
    ParameterRows parameters;
    for (const SecondaryValues& row : rows) {
        std::vector<Value>& values = parameters.emplace_back();
        for (std::size_t i = 0; i < columns.size(); ++i)
            values.push_back(bound(relationship.secondary->c(columns[i]), row.values[i]));
    }
    std::int64_t matched =
        m_session.runner.executeMany(sql, parameters, "delete " + relationship.secondary->qualifiedName());
    if (matched >= 0 && matched != static_cast<std::int64_t>(rows.size()))
        throwStale("A DELETE", relationship.secondary->qualifiedName(), rows.size(), matched);
}

void Persistence::moveSecondary(
    const Relationship& relationship, const std::vector<Value>& before, const std::vector<Value>& after)
{
    FromClause target = table(relationship.secondary);
    Update statement = relata::update(target);
    for (std::size_t i = 0; i < after.size(); ++i)
        statement = statement.set(relationship.secondaryLocal[i], Expression(after[i]));
    for (std::size_t i = 0; i < before.size(); ++i)
        statement = statement.where(target.c(relationship.secondaryLocal[i]) == Expression(before[i]));
    m_session.runner.execute(
        m_session.runner.compile(statement).bind(), "update " + relationship.secondary->qualifiedName());
}

} // namespace relata
