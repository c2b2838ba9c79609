#include "core/orm/query.h"

#include "core/orm/bulk_statement.h"
#include "core/orm/evaluator.h"
#include "core/orm/loading.h"
#include "core/sql/dml.h"
#include "core/sql/functions.h"
#include "core/util/argument_error.h"

#include <algorithm>

namespace relata {
namespace {

std::vector<Instance> handles(const std::vector<InstanceState*>& states)
{
    std::vector<Instance> objects;
    objects.reserve(states.size());
    for (InstanceState* state : states)
        objects.emplace_back(state);
    return objects;
}

} // namespace

Query::Query(SessionImpl* session, const Mapper& mapper) : m_session(session)
{
    auto spec = std::make_shared<QuerySpec>();
    spec->mapper = &mapper;
    m_spec = std::move(spec);
}

Query Query::filterAll(const std::vector<Expression>& conditions) const
{
    return changed(
        [&](QuerySpec& spec) { spec.where.insert(spec.where.end(), conditions.begin(), conditions.end()); });
}

Query Query::filterBy(const AttributeValues& equal) const
{
    return changed([&](QuerySpec& spec) {
        for (const auto& [name, value] : equal)
            spec.where.push_back(value.isNull() ? attr(name).is_(null()) : attr(name) == Expression(value));
    });
}

Query Query::orderByAll(const std::vector<Expression>& by) const
{
    return changed([&](QuerySpec& spec) { spec.orderBy.insert(spec.orderBy.end(), by.begin(), by.end()); });
}

Query Query::groupByAll(const std::vector<Expression>& by) const
{
    return changed([&](QuerySpec& spec) { spec.groupBy.insert(spec.groupBy.end(), by.begin(), by.end()); });
}

Query Query::having(const Expression& condition) const
{
    return changed([&](QuerySpec& spec) { spec.having.push_back(condition); });
}

Query Query::limit(std::int64_t rows) const
{
    return changed([&](QuerySpec& spec) { spec.limit = rows; });
}

Query Query::offset(std::int64_t rows) const
{
    return changed([&](QuerySpec& spec) { spec.offset = rows; });
}

Query Query::distinct() const
{
    return changed([&](QuerySpec& spec) { spec.distinct = true; });
}

Query Query::join(std::string path, std::string alias) const
{
    return joinOn({std::move(path), std::move(alias), false, {}, {}});
}

Query Query::outerJoin(std::string path, std::string alias) const
{
    return joinOn({std::move(path), std::move(alias), true, {}, {}});
}

Query Query::joinOn(QueryJoin join) const
{
    return changed([&](QuerySpec& spec) { spec.joins.push_back(std::move(join)); });
}

Query Query::optionsAll(const std::vector<LoaderOption>& options) const
{
    return changed([&](QuerySpec& spec) {
        for (const LoaderOption& option : options)
            option.applyTo(spec.options, *spec.mapper);
    });
}

Query Query::withPolymorphic(std::vector<std::string> classes) const
{
    return changed([&](QuerySpec& spec) { spec.polymorphic = std::move(classes); });
}

Query Query::withForUpdate(const ForUpdate& lock) const
{
    return changed([&](QuerySpec& spec) {
        spec.forUpdate = lock;
        spec.populateExisting = true;
    });
}

Query Query::populateExisting() const
{
    return changed([&](QuerySpec& spec) { spec.populateExisting = true; });
}

Query Query::columns(const std::vector<Expression>& columns) const
{
    return changed([&](QuerySpec& spec) { spec.columns = columns; });
}

std::vector<Instance> Query::loadAtMost(std::optional<std::int64_t> rows) const
{
    m_session->heap().maybeSweep();
    m_session->autoflush();
    QuerySpec spec = *m_spec;
    if (rows && (!spec.limit || *spec.limit > *rows))
        spec.limit = rows;
    return handles(Loader(*m_session).run(spec, "query " + spec.mapper->className));
}

std::vector<Instance> Query::all() const
{
    return loadAtMost({});
}

Instance Query::first() const
{
    std::vector<Instance> found = loadAtMost(1);
    return found.empty() ? Instance() : found.front();
}

Instance Query::oneOrNone() const
{
    std::vector<Instance> found = loadAtMost(2);
    if (found.size() > 1)
        raiseArgument("The query for one " + m_spec->mapper->className + " found several.");
    return found.empty() ? Instance() : found.front();
}

Instance Query::one() const
{
    Instance found = oneOrNone();
    if (!found)
        raiseArgument("The query for one " + m_spec->mapper->className + " found none.");
    return found;
}

Instance Query::get(const std::vector<Value>& key) const
{
    return m_session->get(*m_spec->mapper, key, &m_spec->options);
}

std::vector<std::vector<Value>> Query::rows() const
{
    m_session->autoflush();
    std::vector<Expression> columns = m_spec->columns;
    if (columns.empty()) {
        for (const ColumnAttribute& column : m_spec->mapper->columns)
            columns.push_back(attr(column.name));
    }
    QueryBuilder builder(*m_spec, m_spec->options);
    Compiled statement = m_session->runner.compile(builder.columns(columns));
    std::vector<std::vector<Value>> all;
    m_session->runner.query(statement, "query " + m_spec->mapper->className, [&](const RowChunk& chunk) {
        for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
            std::vector<Value>& values = all.emplace_back();
            values.reserve(chunk.columnCount());
            for (std::size_t column = 0; column < chunk.columnCount(); ++column)
                values.push_back(Value::copyOf(chunk.at(row, column)));
        }
    });
    return all;
}

Value Query::scalar(const Expression& expression) const
{
    std::vector<std::vector<Value>> found = columns({expression}).rows();
    return found.empty() || found.front().empty() ? Value() : found.front().front();
}

std::int64_t Query::count() const
{
    m_session->autoflush();
    QuerySpec spec = *m_spec;
    spec.orderBy.clear();
    spec.forUpdate.reset();
    QueryBuilder builder(spec, spec.options);
    // Rows of the query as it stands, limit and all.
    bool plain = !spec.limit && !spec.offset && !spec.distinct && spec.groupBy.empty();
    Select query = plain
        ? builder.columns({func::count()})
        : select(func::count()).selectFrom(builder.keys(spec.mapper->primaryKey).subquery("anon_1"));
    std::int64_t counted = 0;
    m_session->runner.query(m_session->runner.compile(query), "count " + spec.mapper->className,
        [&](const RowChunk& chunk) { counted = chunk.at(0, 0).integer; });
    return counted;
}

bool Query::exists() const
{
    Query one = changed([](QuerySpec& spec) { spec.orderBy.clear(); });
    return !one.limit(1).columns({literalColumn("1")}).rows().empty();
}

void Query::inPortions(
    std::size_t size, const std::function<void(const std::vector<Instance>&)>& portion) const
{
    m_session->autoflush();
    Loader(*m_session)
        .inPortions(*m_spec, std::max<std::size_t>(1, size),
            [&](const std::vector<InstanceState*>& states) { portion(handles(states)); });
}

Select Query::statement() const
{
    QueryBuilder builder(*m_spec, m_spec->options);
    return m_spec->columns.empty() ? builder.objects().select : builder.columns(m_spec->columns);
}

Compiled Query::compiled() const
{
    return m_session->runner.preview(statement());
}

std::int64_t Query::update(
    const std::vector<std::pair<std::string, Expression>>& values, Synchronize how) const
{
    return BulkStatement(*m_session, *m_spec).update(values, how);
}

std::int64_t Query::delete_(Synchronize how) const
{
    return BulkStatement(*m_session, *m_spec).remove(how);
}

} // namespace relata
