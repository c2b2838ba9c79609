#include "core/orm/bulk_statement.h"

#include "core/orm/evaluator.h"
#include "core/sql/dml.h"
#include "core/util/argument_error.h"

#include <algorithm>

namespace relata {
void BulkStatement::check(const char* what) const
{
    if (!m_spec.joins.empty() || m_spec.limit || m_spec.offset || m_spec.distinct || !m_spec.groupBy.empty())
        raiseArgument(std::string("A bulk ") + what + " takes conditions alone: no joins, limits or groups.",
            "Conditions on related objects are said with any() and has().");
    if (m_spec.mapper->tables.size() > 1)
        raiseArgument(std::string("A bulk ") + what + " writes one table, but class "
                + m_spec.mapper->className + " has several.",
            "Load the objects and change them, or use a statement over the table.");
}

std::optional<std::vector<BulkStatement::Affected>> BulkStatement::evaluated() const
{
    std::vector<Affected> found;
    const IdentityMap* map = m_session.findIdentities(*m_spec.mapper);
    if (!map)
        return found;
    bool possible = true;
    std::vector<Expression> conditions = m_spec.where;
    for (const Expression& more : m_spec.options.criteriaFor(*m_spec.mapper))
        conditions.push_back(more);
    // Is it an expression of the kind that can be evaluated at all?
    for (const Expression& condition : conditions) {
        auto unknown = [](const std::string&) { return std::optional<Value>(Value()); };
        if (!evaluate(*condition.node(), unknown))
            return {};
    }
    map->forEach([&](InstanceState& state) {
        if (!possible || !state.mapper->isA(*m_spec.mapper))
            return;
        bool all = true;
        bool certain = true;
        for (const Expression& condition : conditions) {
            std::optional<Value> value = evaluate(*condition.node(), loadedAttributes(state));
            if (!value) {
                // What is expired is read anew anyway, as long as the condition itself can be evaluated.
                bool expired = std::any_of(state.mapper->columns.begin(), state.mapper->columns.end(),
                    [&](const ColumnAttribute& column) { return state.slot(column.index).isAbsent(); });
                if (expired) {
                    certain = false;
                    continue;
                }
                possible = false;
                return;
            }
            bool holds = !value->isNull() && value->toText() != "false" && value->toText() != "0";
            all = all && holds;
        }
        if (all)
            found.push_back({&state, certain});
    });
    if (!possible)
        return {};
    return found;
}

std::vector<BulkStatement::Affected> BulkStatement::fetched()
{
    QueryBuilder builder(m_spec, m_spec.options);
    std::vector<Affected> found;
    std::size_t width = m_spec.mapper->primaryKey.size();
    m_session.runner.query(m_session.runner.compile(builder.keys(m_spec.mapper->primaryKey)),
        "fetch keys " + m_spec.mapper->className, [&](const RowChunk& chunk) {
            for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
                std::vector<ValueView> key;
                for (std::size_t i = 0; i < width; ++i)
                    key.push_back(chunk.at(row, i));
                if (InstanceState* state = m_session.find(*m_spec.mapper, key))
                    found.push_back({state, true});
            }
        });
    return found;
}

std::vector<BulkStatement::Affected> BulkStatement::affected(Synchronize how)
{
    if (how == Synchronize::No)
        return {};
    if (how != Synchronize::Fetch) {
        if (auto found = evaluated())
            return std::move(*found);
        if (how == Synchronize::Evaluate)
            raiseArgument("The condition cannot be evaluated on the objects in memory.",
                "Use Synchronize::Fetch, or Synchronize::No and expire the objects.");
    }
    return fetched();
}

std::int64_t BulkStatement::update(
    const std::vector<std::pair<std::string, Expression>>& values, Synchronize how)
{
    check("UPDATE");
    m_session.autoflush();
    std::vector<Affected> objects = affected(how);
    const Mapper& mapper = *m_spec.mapper;
    QueryBuilder builder(m_spec, m_spec.options);
    std::vector<Expression> conditions = builder.conditions();
    QueryScope scope = builder.scope();
    Update statement = relata::update(builder.primary().from());
    std::vector<std::pair<int, Expression>> assigned;
    for (const auto& [name, value] : values) {
        int attribute = mapper.columnIndex(name);
        const ColumnAttribute& column = mapper.columns[static_cast<std::size_t>(attribute)];
        if (column.readOnly)
            raiseArgument("Attribute " + mapper.className + "." + name + " is computed and cannot be set.");
        statement = statement.set(column.column->name, resolve(value, scope));
        assigned.push_back({attribute, value});
    }
    if (mapper.version >= 0 && mapper.countsVersions) {
        Expression version = builder.primary().column(mapper.version);
        statement = statement.set(
            mapper.columns[static_cast<std::size_t>(mapper.version)].column->name, version + Expression(1));
    }
    if (!conditions.empty())
        statement = statement.where(and_(conditions));
    std::int64_t changed = m_session.runner.execute(
        m_session.runner.compile(statement).bind(), "bulk update " + mapper.className);
    m_session.frame().directStatements = true;
    for (const auto& [state, certain] : objects) {
        // All right-hand sides see the row as it was.
        std::vector<std::pair<int, std::optional<Value>>> made;
        for (const auto& [attribute, value] : assigned)
            made.push_back({attribute, evaluate(*value.node(), loadedAttributes(*state))});
        for (const auto& [attribute, value] : made) {
            if (certain && value && !(state->changes && state->changes->find(attribute)))
                state->slot(attribute).assign(value->view());
            else
                state->expireAttribute(attribute);
        }
        if (mapper.version >= 0)
            state->expireAttribute(mapper.version);
        for (const ColumnAttribute& column : mapper.columns) {
            const bool supplied = column.column && column.column->onUpdate;
            if (column.changedByServer || supplied)
                state->slot(column.index).clear();
        }
        m_session.noteBulk(*state);
    }
    return changed;
}

std::int64_t BulkStatement::remove(Synchronize how)
{
    check("DELETE");
    m_session.autoflush();
    std::vector<Affected> objects = affected(how);
    QueryBuilder builder(m_spec, m_spec.options);
    std::vector<Expression> conditions = builder.conditions();
    Delete statement = relata::delete_(builder.primary().from());
    if (!conditions.empty())
        statement = statement.where(and_(conditions));
    std::int64_t changed = m_session.runner.execute(
        m_session.runner.compile(statement).bind(), "bulk delete " + m_spec.mapper->className);
    TransactionFrame& frame = m_session.frame();
    frame.directStatements = true;
    for (const auto& [state, certain] : objects) {
        if (!certain) {
            state->expire();
            continue;
        }
        m_session.identities(*state->mapper).erase(state);
        state->dropChanges();
        state->lifecycle = ObjectState::Deleted;
        frame.deleted.push_back(state);
    }
    return changed;
}

} // namespace relata
