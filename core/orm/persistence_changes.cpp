// Updates and deletes (persistence.h): the statements of rows that are there.
#include "core/orm/attribute_access.h"
#include "core/orm/persistence.h"
#include "core/sql/client_defaults.h"
#include "core/sql/compiler.h"
#include "core/sql/dml.h"

#include <algorithm>

namespace relata {
namespace {

std::size_t index(int attribute)
{
    return static_cast<std::size_t>(attribute);
}

} // namespace

void Persistence::throwStale(
    const std::string& what, const std::string& table, std::size_t expected, std::int64_t found)
{
    Error error;
    error.kind = ErrorKind::StaleData;
    error.message = what + " on table " + table + " was to change " + std::to_string(expected)
        + (expected == 1 ? " row" : " rows") + ", but " + std::to_string(found) + " matched.";
    error.hint =
        "Somebody else has changed or deleted the row meanwhile. Refresh the object and look at what is "
        "there now.";
    raise(std::move(error));
}

std::vector<int> Persistence::changedOf(const InstanceState& state, std::size_t table) const
{
    std::vector<int> changed;
    if (!state.changes)
        return changed;
    for (const auto& [attribute, position] : state.mapper->tables[table].columns) {
        if (state.changes->find(attribute) && !state.mapper->columns[index(attribute)].readOnly
            && (attribute != state.mapper->version || !state.mapper->countsVersions))
            changed.push_back(attribute);
    }
    return changed;
}

void Persistence::update(std::span<InstanceState* const> states)
{
    std::size_t tables = 0;
    for (const InstanceState* state : states)
        tables = std::max(tables, state->mapper->tables.size());
    std::vector<InstanceState*> sharing;
    for (std::size_t table = 0; table < tables; ++table) {
        std::vector<int> attributes;
        const Table* of = nullptr;
        sharing.clear();
        auto write = [&] {
            if (!sharing.empty())
                updateTable(sharing, table, attributes);
            sharing.clear();
        };
        for (InstanceState* state : states) {
            if (table >= state->mapper->tables.size() || !state->changes)
                continue;
            std::vector<int> changed = changedOf(*state, table);
            // The counter stands in the root's table and counts changes of every table.
            bool counts = table == 0 && state->mapper->version >= 0 && state->mapper->countsVersions
                && std::any_of(state->changes->old.begin(), state->changes->old.end(),
                    [&](const auto& entry) { return !state->mapper->columns[index(entry.first)].readOnly; });
            if (changed.empty() && !counts)
                continue;
            const Table* own = state->mapper->tables[table].table.get();
            if (changed != attributes || own != of
                || (!sharing.empty() && sharing.back()->mapper != state->mapper)) {
                write();
                attributes = std::move(changed);
                of = own;
            }
            sharing.push_back(state);
        }
        write();
    }
}

void Persistence::updateAttributes(InstanceState& state, const std::vector<int>& attributes)
{
    InstanceState* one = &state;
    for (std::size_t table = 0; table < state.mapper->tables.size(); ++table) {
        std::vector<int> here;
        for (const auto& [attribute, position] : state.mapper->tables[table].columns) {
            if (attribute != state.mapper->version
                && std::find(attributes.begin(), attributes.end(), attribute) != attributes.end())
                here.push_back(attribute);
        }
        if (!here.empty())
            updateTable(std::span<InstanceState* const>(&one, 1), table, here);
    }
}

void Persistence::supply(InstanceState& state, int attribute, const Value& value)
{
    CompactValue& slot = state.slot(attribute);
    supplied.push_back({&state, attribute, slot});
    slot.assign(value.view());
}

std::vector<int> Persistence::supplyOnUpdate(
    std::span<InstanceState* const> states, std::size_t table, const std::vector<int>& attributes)
{
    const Mapper& mapper = *states.front()->mapper;
    const MappedTable& mapped = mapper.tables[table];
    std::vector<int> all = attributes;
    for (const auto& [attribute, position] : mapped.columns) {
        const Column& column = mapped.table->columns[index(position)];
        const bool isSet = attribute == mapper.version && mapper.countsVersions;
        if (!column.onUpdate || isMadeByDatabase(column.onUpdate) || isSet
            || std::find(all.begin(), all.end(), attribute) != all.end())
            continue;
        all.push_back(attribute);
        for (InstanceState* state : states) {
            std::deque<Value> kept;
            const DefaultContext context{*mapped.table, column, valuesOf(*state, mapped, kept)};
            supply(*state, attribute, evaluateDefault(*column.onUpdate, context).value_or(Value()));
        }
    }
    return all;
}

void Persistence::updateTable(
    std::span<InstanceState* const> states, std::size_t table, const std::vector<int>& changed)
{
    const std::vector<int> attributes = supplyOnUpdate(states, table, changed);
    const Mapper& mapper = *states.front()->mapper;
    const MappedTable& mapped = mapper.tables[table];
    bool checked = table == 0 && mapper.version >= 0;
    bool counted = checked && mapper.countsVersions;
    std::string key = "u" + std::to_string(reinterpret_cast<std::uintptr_t>(mapped.table.get()));
    for (int attribute : attributes)
        key += "," + std::to_string(attribute);
    auto columnName = [&](int attribute) -> const std::string& {
        for (const auto& [known, position] : mapped.columns) {
            if (known == attribute)
                return mapped.table->columns[index(position)].name;
        }
        return mapper.columns[index(attribute)].column->name;
    };
    std::string& sql = m_sql[key];
    if (sql.empty()) {
        FromClause target = relata::table(mapped.table);
        Update statement = relata::update(target);
        for (int attribute : attributes)
            statement = statement.set(columnName(attribute), bindParam("new_" + std::to_string(attribute)));
        if (counted)
            statement = statement.set(columnName(mapper.version), bindParam("new_version"));
        std::vector<Expression> conditions;
        for (std::size_t i = 0; i < mapped.keyColumns.size(); ++i)
            conditions.push_back(target.c(mapped.keyColumns[i]) == bindParam("key_" + std::to_string(i)));
        if (checked)
            conditions.push_back(target.c(columnName(mapper.version)) == bindParam("old_version"));
        sql = m_session.runner.compile(statement.where(and_(conditions))).sql;
    }
    auto fill = [&](std::vector<Value>& row, std::size_t number) {
        InstanceState* state = states[number];
        // The version of an expired object is the one that its row has now.
        if (checked)
            attributes::read(*state, mapper.version);
        row.clear();
        row.reserve(attributes.size() + mapped.keyColumns.size() + (checked ? 2 : 0));
        for (int attribute : attributes)
            row.push_back(bound(mapper, attribute, state->slot(attribute)));
        if (counted) {
            CompactValue& version = state->slot(mapper.version);
            std::int64_t old = version.isNull() ? 0 : version.view().integer;
            row.push_back(Value(old + 1));
        }
        for (int attribute : mapped.keyAttributes) {
            const CompactValue& value = state->committed(attribute);
            // A key that a joined table's foreign key has followed by ON UPDATE CASCADE is the new one.
            row.push_back(bound(mapper, attribute, table > 0 ? state->slot(attribute) : value));
        }
        if (counted) {
            CompactValue& version = state->slot(mapper.version);
            std::int64_t old = version.isNull() ? 0 : version.view().integer;
            row.push_back(Value(old));
        } else if (checked) {
            row.push_back(bound(mapper, mapper.version, state->committed(mapper.version)));
        }
    };
    std::int64_t matched =
        m_session.runner.executeBatches(sql, states.size(), "update " + mapped.table->qualifiedName(), fill);
    if (matched >= 0 && matched != static_cast<std::int64_t>(states.size()))
        throwStale("An UPDATE", mapped.table->qualifiedName(), states.size(), matched);
    if (counted) {
        for (InstanceState* state : states) {
            const CompactValue& version = state->slot(mapper.version);
            std::int64_t old = version.isNull() ? 0 : version.view().integer;
            supply(*state, mapper.version, Value(old + 1));
        }
    }
}

void Persistence::remove(std::span<InstanceState* const> states)
{
    // By class, because each has tables of its own; the last table first.
    for (std::size_t start = 0; start < states.size();) {
        std::size_t end = start;
        while (end < states.size() && states[end]->mapper == states[start]->mapper)
            ++end;
        for (std::size_t table = states[start]->mapper->tables.size(); table-- > 0;)
            removeFromTable(states.subspan(start, end - start), table);
        start = end;
    }
}

void Persistence::removeFromTable(std::span<InstanceState* const> states, std::size_t table)
{
    const Mapper& mapper = *states.front()->mapper;
    const MappedTable& mapped = mapper.tables[table];
    bool counted = table == 0 && mapper.version >= 0;
    std::string& sql = m_sql["d" + std::to_string(reinterpret_cast<std::uintptr_t>(mapped.table.get()))];
    if (sql.empty()) {
        FromClause target = relata::table(mapped.table);
        std::vector<Expression> conditions;
        for (std::size_t i = 0; i < mapped.keyColumns.size(); ++i)
            conditions.push_back(target.c(mapped.keyColumns[i]) == bindParam("key_" + std::to_string(i)));
        if (counted)
            conditions.push_back(
                target.c(mapper.columns[index(mapper.version)].column->name) == bindParam("old_version"));
        sql = m_session.runner.compile(relata::delete_(target).where(and_(conditions))).sql;
    }
    auto fill = [&](std::vector<Value>& row, std::size_t number) {
        InstanceState* state = states[number];
        row.clear();
        for (int attribute : mapped.keyAttributes)
            row.push_back(bound(mapper, attribute, state->committed(attribute)));
        if (counted)
            attributes::read(*state, mapper.version);
        if (counted)
            row.push_back(bound(mapper, mapper.version, state->committed(mapper.version)));
    };
    std::int64_t matched =
        m_session.runner.executeBatches(sql, states.size(), "delete " + mapped.table->qualifiedName(), fill);
    if (mapper.confirmDeletedRows && matched >= 0 && matched != static_cast<std::int64_t>(states.size()))
        throwStale("A DELETE", mapped.table->qualifiedName(), states.size(), matched);
}

} // namespace relata
