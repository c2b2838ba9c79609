#include "core/orm/session.h"

#include "core/orm/loading.h"
#include "core/orm/session_impl.h"

#include <algorithm>

namespace relata {
namespace {

InstanceState& checked(const Instance& object)
{
    if (object)
        return *object.internal();
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = "There is no object here: the Instance is null.";
    raise(std::move(error));
}

std::vector<Instance> handles(std::vector<InstanceState*> states)
{
    std::vector<Instance> objects;
    for (InstanceState* state : states)
        objects.emplace_back(state);
    return objects;
}

} // namespace

SessionSavepoint::SessionSavepoint(SessionSavepoint&& other) noexcept
    : m_session(std::exchange(other.m_session, nullptr)), m_depth(other.m_depth)
{ }

SessionSavepoint::~SessionSavepoint()
{
    try {
        rollback();
    } catch (const DatabaseError&) {
        // A lost connection has rolled everything back already.
    }
}

void SessionSavepoint::commit()
{
    if (SessionImpl* session = m_session) {
        session->commitNested(m_depth);
        m_session = nullptr;
    }
}

void SessionSavepoint::rollback()
{
    if (SessionImpl* session = std::exchange(m_session, nullptr))
        session->rollbackNested(m_depth);
}

Session::Session(std::unique_ptr<SessionImpl> impl) : m_impl(std::move(impl))
{
    m_impl->facade = this;
}

Session::Session(const Engine& engine, MapperRegistry models, const SessionOptions& options)
    : Session(std::make_unique<SessionImpl>(StatementRunner(engine), std::move(models), options))
{ }

Session::Session(Connection& connection, MapperRegistry models, const SessionOptions& options)
    : Session(std::make_unique<SessionImpl>(StatementRunner(connection), std::move(models), options))
{ }

Session Session::mock(const SqlDialect& dialect, MapperRegistry models, const SessionOptions& options)
{
    return Session(std::make_unique<SessionImpl>(StatementRunner(dialect), std::move(models), options));
}

Session::Session(Session&& other) noexcept : m_impl(std::move(other.m_impl))
{
    if (m_impl)
        m_impl->facade = this;
}

Session::~Session()
{
    if (m_impl)
        m_impl->facade = nullptr;
}

const MapperRegistry& Session::models() const
{
    return m_impl->models;
}

Instance Session::create(std::string_view className, const AttributeValues& values)
{
    return m_impl->create(className, values);
}

void Session::add(const Instance& object)
{
    m_impl->add(checked(object));
}

void Session::addAll(const std::vector<Instance>& objects)
{
    for (const Instance& object : objects)
        add(object);
}

Instance Session::merge(const Instance& object)
{
    return m_impl->merge(checked(object));
}

void Session::delete_(const Instance& object)
{
    m_impl->remove(checked(object));
}

void Session::expire(const Instance& object, const std::vector<std::string>& attributes)
{
    m_impl->expire(checked(object), attributes);
}

void Session::expireAll()
{
    m_impl->expireAll();
}

void Session::refresh(const Instance& object, const std::vector<std::string>& attributes)
{
    m_impl->refresh(checked(object), attributes);
}

void Session::expunge(const Instance& object)
{
    m_impl->expunge(checked(object));
}

void Session::expungeAll()
{
    m_impl->expungeAll();
}

void Session::close()
{
    m_impl->close();
}

Instance Session::get(std::string_view className, const std::vector<Value>& key)
{
    return m_impl->get(m_impl->models.mapper(className), key, nullptr);
}

Query Session::query(std::string_view className)
{
    return Query(m_impl.get(), m_impl->models.mapper(className));
}

std::vector<std::vector<Value>> Session::execute(const Statement& statement)
{
    m_impl->autoflush();
    Compiled compiled = m_impl->runner.compile(statement);
    bool writes = compiled.kind == ast::StmtKind::Insert || compiled.kind == ast::StmtKind::Update
        || compiled.kind == ast::StmtKind::Delete || compiled.kind == ast::StmtKind::Text;
    std::vector<std::vector<Value>> rows;
    m_impl->runner.query(compiled, "execute", [&](const RowChunk& chunk) {
        for (std::size_t row = 0; row < chunk.rowCount(); ++row) {
            std::vector<Value>& values = rows.emplace_back();
            for (std::size_t column = 0; column < chunk.columnCount(); ++column)
                values.push_back(Value::copyOf(chunk.at(row, column)));
        }
    });
    if (writes)
        m_impl->frame().directStatements = true;
    return rows;
}

void Session::flush()
{
    m_impl->flush();
}

void Session::commit()
{
    m_impl->commit();
}

void Session::rollback()
{
    m_impl->rollback();
}

void Session::prepare()
{
    m_impl->prepare();
}

SessionSavepoint Session::beginNested()
{
    return SessionSavepoint(m_impl.get(), m_impl->beginNested());
}

Outcome Session::outcome() const
{
    return m_impl->outcome;
}

bool Session::inTransaction() const
{
    return m_impl->runner.inTransaction();
}

Connection& Session::connection()
{
    return m_impl->runner.connection();
}

std::vector<Instance> Session::newObjects() const
{
    m_impl->compactLists();
    return handles(m_impl->m_new);
}

std::vector<Instance> Session::dirtyObjects() const
{
    m_impl->compactLists();
    std::vector<InstanceState*> dirty;
    for (InstanceState* state : m_impl->m_modified) {
        if (state->lifecycle == ObjectState::Persistent && !state->has(InstanceState::DeleteAsked))
            dirty.push_back(state);
    }
    return handles(dirty);
}

std::vector<Instance> Session::deletedObjects() const
{
    m_impl->compactLists();
    return handles(m_impl->m_deleted);
}

std::size_t Session::identityCount() const
{
    std::size_t count = 0;
    for (const auto& map : m_impl->m_identities)
        count += map ? map->size() : 0;
    return count;
}

bool Session::contains(const Instance& object) const
{
    const InstanceState& state = checked(object);
    return state.session == m_impl.get()
        && (state.lifecycle == ObjectState::Pending || state.lifecycle == ObjectState::Persistent);
}

void Session::noAutoflush(const std::function<void()>& work)
{
    struct Restore
    {
        explicit Restore(int& counter) : count(counter) { ++count; }
        ~Restore() { --count; }
        int& count;
    } restore(m_impl->noAutoflush);
    work();
}

void Session::on(SessionEvent event, std::function<void(Session&)> listener)
{
    m_impl->listeners[static_cast<std::size_t>(event)].push_back(std::move(listener));
}

void Session::on(ObjectEvent event, std::function<void(Session&, const Instance&)> listener)
{
    m_impl->m_objectListeners[static_cast<std::size_t>(event)].push_back(std::move(listener));
}

const StatementStatistics& Session::statistics() const
{
    return m_impl->runner.statistics;
}

void Session::resetStatistics()
{
    m_impl->runner.statistics = {};
}

void Session::recordStatements(bool on)
{
    m_impl->runner.keepStatements(on);
}

const std::vector<SentStatement>& Session::sent() const
{
    return m_impl->runner.sent;
}

void Session::clearSent()
{
    m_impl->runner.sent.clear();
}

} // namespace relata
