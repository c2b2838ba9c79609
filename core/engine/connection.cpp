#include "core/engine/connection.h"

#include "core/engine/server_cursor.h"
#include "core/engine/statement_timer.h"
#include "core/sql/client_defaults.h"
#include "core/sql/type_hooks.h"
#include "core/util/argument_error.h"

#include <algorithm>

namespace relata {

using Clock = std::chrono::steady_clock;

// Transaction.
// ------------------------------------------------------------------------------------------------

Transaction::Transaction(Transaction&& other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr)), m_savepoint(std::move(other.m_savepoint))
{ }

Transaction::~Transaction()
{
    if (!m_connection)
        return;
    try {
        rollback();
    } catch (const DatabaseError&) {
        // The connection is gone, and the transaction with it.
    }
}

void Transaction::commit()
{
    if (!m_connection)
        raiseArgument("The transaction is over already.");
    Connection* connection = m_connection;
    if (m_savepoint.empty())
        connection->commit();
    else
        connection->releaseNested(m_savepoint);
    m_connection = nullptr; // a commit that failed can still be rolled back
}

void Transaction::rollback()
{
    if (!m_connection)
        return;
    Connection* connection = std::exchange(m_connection, nullptr);
    if (m_savepoint.empty()) {
        connection->rollback();
    } else {
        auto& open = connection->m_savepoints;
        // One that an outer rollback has taken along is over.
        if (std::find(open.begin(), open.end(), m_savepoint) != open.end())
            connection->rollbackNested(m_savepoint);
    }
}

// Connection.
// -------------------------------------------------------------------------------------------------

Connection::Connection(std::shared_ptr<const Dialect> dialect, std::unique_ptr<DriverConnection> driver,
    std::shared_ptr<EventHub> events)
    : m_dialect(std::move(dialect))
    , m_owned(std::move(driver))
    , m_driver(m_owned.get())
    , m_events(std::move(events))
{ }

Connection::Connection(std::shared_ptr<const Dialect> dialect, std::shared_ptr<Pool> pool, PooledPtr pooled,
    std::shared_ptr<EventHub> events, TransactionStart start)
    : m_dialect(std::move(dialect))
    , m_pool(std::move(pool))
    , m_pooled(std::move(pooled))
    , m_driver(m_pooled->driver.get())
    , m_events(std::move(events))
    , m_start(start)
{ }

Connection::~Connection()
{
    if (!m_pool)
        return;
    if (m_inTransaction && isUsable()) {
        try {
            rollback();
        } catch (...) {
            m_pooled->invalid = true;
        }
    }
    m_pool->checkin(std::move(m_pooled));
}

void Connection::invalidate()
{
    m_invalid = true;
    m_inTransaction = false;
    m_savepoints.clear();
    if (m_pooled)
        m_pooled->invalid = true;
    if (listening()) {
        EngineEvent event;
        event.kind = EventKind::Invalidate;
        event.time = std::chrono::system_clock::now();
        event.connection = number();
        m_events->tell(event);
    }
}

void Connection::failed(const DatabaseError& failure, bool timedOut)
{
    Error error = failure.error();
    bool disconnected = !error.connectionUsable || m_dialect->isDisconnect(error) || !m_driver->isUsable();
    if (disconnected && !m_invalid) {
        error.connectionUsable = false;
        error.transactionUsable = false;
        invalidate();
        if (m_pool)
            m_pool->invalidate(); // what one connection lost, the others will have lost too
    }
    // Some failures end the transaction (a deadlock's victim, SQLite's full disk).
    if (m_inTransaction && !disconnected && !m_driver->inTransaction() && m_twoPhase.empty()) {
        m_inTransaction = false;
        m_savepoints.clear();
    }
    if (timedOut && error.kind == ErrorKind::Cancelled) {
        error.kind = ErrorKind::Timeout;
        error.message = "The statement took longer than its time limit and was stopped.";
        error.hint = "Allow it more time, or make it cheaper.";
        throw OperationalError(std::move(error));
    }
    if (error.connectionUsable == failure.error().connectionUsable)
        throw;
    raise(std::move(error));
}

template <typename F>
auto Connection::watched(
    const std::string& sql, std::size_t parameters, std::size_t rows, const ExecutionOptions&, F work)
{
    EngineEvent event;
    bool told = listening();
    if (told) {
        event.kind = EventKind::BeforeExecute;
        event.time = std::chrono::system_clock::now();
        event.connection = number();
        event.sql = sql;
        event.parameters = parameters;
        event.rows = rows;
        m_events->tell(event);
    }
    Clock::time_point since = Clock::now();
    std::optional<StatementTimer> timer;
    if (m_options.statementTimeout.count() > 0)
        timer.emplace(*m_driver, since + m_options.statementTimeout);
    auto done = [&](std::int64_t rowCount, const char* error) {
        if (!told)
            return;
        event.kind = EventKind::Execute;
        event.duration = Clock::now() - since;
        event.rowCount = rowCount;
        event.error = error;
        m_events->tell(event);
    };
    try {
        auto result = work();
        timer.reset();
        done(result.rowCount(), "");
        return result;
    } catch (const DatabaseError& error) {
        bool timedOut = timer && timer->fired();
        timer.reset();
        done(-1, error.what());
        failed(error, timedOut);
    }
}

std::shared_ptr<const CursorResult::Watch> Connection::fetchWatch(std::optional<Clock::time_point> deadline)
{
    auto watch = std::make_shared<CursorResult::Watch>();
    auto timer = std::make_shared<std::optional<StatementTimer>>();
    auto timedOut = std::make_shared<bool>(false);
    watch->beforeFetch = [this, timer, deadline] {
        if (deadline)
            timer->emplace(*m_driver, *deadline);
    };
    watch->afterFetch = [timer, timedOut, deadline] {
        // The interruption may have come while execute() was still at work, and be told by the fetch.
        *timedOut = deadline && Clock::now() >= *deadline;
        timer->reset();
    };
    watch->failed = [this, timedOut](const DatabaseError& error) { failed(error, *timedOut); };
    return watch;
}

CursorResult Connection::execute(
    const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options)
{
    startIfWanted();
    std::optional<Clock::time_point> deadline;
    if (m_options.statementTimeout.count() > 0)
        deadline = Clock::now() + m_options.statementTimeout;
    return watched(sql, parameters.size(), 1, options,
        [&] { return CursorResult(open(sql, parameters, options), fetchWatch(deadline)); });
}

std::unique_ptr<DriverCursor> Connection::open(
    const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options)
{
    if (!options.interleaved || m_driver->interleaves())
        return m_driver->execute(sql, parameters, options);
    bool hasCursors = !m_dialect->serverCursorStatement(ServerCursorAction::Close, "c", {}, 0).empty();
    if (hasCursors && m_inTransaction) {
        auto isAlive = [this, number = m_transactionNumber] {
            return m_inTransaction && !m_invalid && m_transactionNumber == number;
        };
        return std::make_unique<ServerCursor>(*m_driver, *m_dialect,
            "relata_cursor_" + std::to_string(++m_cursorNumber), sql, parameters, options, isAlive);
    }
    return std::make_unique<KeptCursor>(*m_driver->execute(sql, parameters, options));
}

Compiled Connection::compile(const Statement& statement) const
{
    return relata::compile(statement, *m_dialect, m_options.compile);
}

namespace {

// A cursor of a statement whose columns' types have hooks.
class HookedCursor final : public DriverCursor
{
public:
    HookedCursor(std::unique_ptr<DriverCursor> cursor, std::shared_ptr<const ResultHooks> hooks)
        : m_cursor(std::move(cursor)), m_hooks(std::move(hooks))
    { }
    const std::vector<ResultColumn>& columns() const override { return m_cursor->columns(); }
    RowChunkPtr fetch(std::size_t maxRows, std::size_t softByteLimit) override
    {
        return m_hooks->applied(m_cursor->fetch(maxRows, softByteLimit));
    }
    std::int64_t rowCount() const override { return m_cursor->rowCount(); }
    std::vector<std::string> takeMessages() override { return m_cursor->takeMessages(); }

private:
    std::unique_ptr<DriverCursor> m_cursor;
    std::shared_ptr<const ResultHooks> m_hooks;
};

ManyResult hooked(ManyResult result, const Compiled& compiled)
{
    if (std::shared_ptr<const ResultHooks> hooks = ResultHooks::of(compiled)) {
        for (RowChunkPtr& chunk : result.returned)
            chunk = hooks->applied(chunk);
    }
    return result;
}

} // namespace

CursorResult Connection::execute(
    const Statement& statement, const NamedValues& values, const ExecutionOptions& options)
{
    return execute(compile(statement), values, options);
}

CursorResult Connection::execute(
    const Compiled& compiled, const NamedValues& values, const ExecutionOptions& options)
{
    SqlStatement bound = compiled.bind(values);
    std::shared_ptr<const ResultHooks> hooks = ResultHooks::of(compiled);
    if (!hooks)
        return execute(bound.sql, bound.parameters, options);
    startIfWanted();
    std::optional<Clock::time_point> deadline;
    if (m_options.statementTimeout.count() > 0)
        deadline = Clock::now() + m_options.statementTimeout;
    return watched(bound.sql, bound.parameters.size(), 1, options, [&] {
        auto cursor = std::make_unique<HookedCursor>(open(bound.sql, bound.parameters, options), hooks);
        return CursorResult(std::move(cursor), fetchWatch(deadline));
    });
}

Value Connection::scalar(const Statement& statement, const NamedValues& values)
{
    return execute(statement, values).scalar();
}

ManyResult Connection::executeMany(
    const std::string& sql, std::span<const std::vector<Value>> rows, const ExecutionOptions& options)
{
    startIfWanted();
    std::size_t width = rows.empty() ? 0 : rows.front().size();
    for (const std::vector<Value>& row : rows) {
        if (row.size() != width)
            raiseArgument("The rows of parameters have different lengths.");
    }
    // Alone, each row would be a transaction: slow, and half done after a failure.
    bool own = !inTransaction() && rows.size() > 1;
    if (own)
        beginTransaction();
    try {
        ManyResult result = watched(
            sql, width, rows.size(), options, [&] { return m_driver->executeMany(sql, rows, options); });
        if (own)
            commit();
        return result;
    } catch (...) {
        if (own && isUsable()) {
            try {
                rollback();
            } catch (const DatabaseError&) {
                invalidate();
            }
        }
        throw;
    }
}

namespace {

// Rows with what stands in the statement, the same in each, and with what functions of the program give for
// each. Nothing where the rows have it all.
std::optional<std::vector<std::vector<Value>>> completedRows(
    const Compiled& compiled, std::span<const std::vector<Value>> rows)
{
    const auto suppliedAt = [&](const CompiledParameter& parameter) {
        std::size_t at = 0;
        while (at < compiled.supplied.size() && compiled.supplied[at].name != parameter.name)
            ++at;
        return at;
    };
    enum : std::size_t
    {
        Fixed = static_cast<std::size_t>(-1),
        Given = static_cast<std::size_t>(-2),
    };
    std::vector<std::size_t> sources; // of each parameter: one of the above, or an index into `supplied`
    std::vector<std::string_view> names; // of those that a row gives
    for (const CompiledParameter& parameter : compiled.parameters) {
        const std::size_t at = suppliedAt(parameter);
        sources.push_back(at < compiled.supplied.size() ? at : parameter.name.empty() ? Fixed : Given);
        if (sources.back() == Given)
            names.push_back(parameter.name);
    }
    if (names.size() == compiled.parameters.size())
        return std::nullopt;
    std::vector<std::vector<Value>> full;
    full.reserve(rows.size());
    for (const std::vector<Value>& row : rows) {
        if (row.size() == compiled.parameters.size()) {
            full.push_back(row);
            continue;
        }
        if (row.size() != names.size())
            raiseArgument("A row of parameters has another number of values than the statement takes.");
        NamedValues supplied;
        if (!compiled.supplied.empty()) {
            NamedValues given;
            for (std::size_t i = 0; i < row.size(); ++i)
                given.emplace_back(std::string(names[i]), row[i]);
            supplied = suppliedValues(compiled.supplied, valuesOf(*compiled.statement, given));
        }
        std::vector<Value>& values = full.emplace_back();
        auto next = row.begin();
        for (std::size_t i = 0; i < sources.size(); ++i)
            values.push_back(sources[i] == Fixed ? compiled.parameters[i].value
                    : sources[i] == Given        ? *next++
                                                 : supplied[sources[i]].values.front());
    }
    return full;
}

} // namespace

ManyResult Connection::executeMany(
    const Compiled& compiled, std::span<const std::vector<Value>> rows, const ExecutionOptions& options)
{
    std::vector<std::vector<Value>> full;
    if (std::optional<std::vector<std::vector<Value>>> completed = completedRows(compiled, rows)) {
        full = std::move(*completed);
        rows = full;
    }
    if (auto processed = processedRows(compiled, rows))
        return hooked(executeMany(compiled.sql, *processed, options), compiled);
    return hooked(executeMany(compiled.sql, rows, options), compiled);
}

ManyResult Connection::executeMany(
    const Statement& statement, std::span<const std::vector<Value>> rows, const ExecutionOptions& options)
{
    return executeMany(compile(statement), rows, options);
}

namespace {

struct NoRows
{
    std::int64_t count = -1;
    std::int64_t rowCount() const { return count; }
};

} // namespace

void Connection::executeScript(const std::string& script, const ExecutionOptions& options)
{
    startIfWanted();
    watched(script, 0, 1, options, [&] {
        m_driver->executeScript(script, options);
        return NoRows();
    });
}

std::int64_t Connection::copyIn(
    const std::string& sql, const std::function<bool(std::string& buffer)>& produce)
{
    startIfWanted();
    return watched(sql, 0, 1, {}, [&] { return NoRows{m_driver->copyIn(sql, produce)}; }).count;
}

std::int64_t Connection::copyOut(const std::string& sql, const std::function<void(std::string_view)>& take)
{
    startIfWanted();
    return watched(sql, 0, 1, {}, [&] { return NoRows{m_driver->copyOut(sql, take)}; }).count;
}

// Transactions.
// -----------------------------------------------------------------------------------------------

void Connection::control(EventKind kind, const std::string& sql)
{
    EngineEvent event;
    event.kind = kind;
    event.time = std::chrono::system_clock::now();
    event.connection = number();
    event.sql = sql;
    Clock::time_point since = Clock::now();
    try {
        if (!sql.empty())
            m_driver->executeScript(sql, {});
    } catch (const DatabaseError& error) {
        if (listening()) {
            event.duration = Clock::now() - since;
            event.error = error.what();
            m_events->tell(event);
        }
        failed(error, false);
    }
    if (listening()) {
        event.duration = Clock::now() - since;
        m_events->tell(event);
    }
}

void Connection::startIfWanted()
{
    if (m_invalid) {
        Error error;
        error.kind = ErrorKind::Operational;
        error.message = "The connection was lost and cannot be used any more.";
        error.hint = "Take another one; what was not committed is not in the database.";
        error.connectionUsable = false;
        error.transactionUsable = false;
        raise(std::move(error));
    }
    if (m_start == TransactionStart::Automatic && !m_inTransaction
        && m_options.isolation != IsolationLevel::AutoCommit)
        beginTransaction();
}

void Connection::beginTransaction()
{
    control(EventKind::Begin, m_dialect->beginStatement());
    m_inTransaction = true;
    ++m_transactionNumber;
}

void Connection::begin()
{
    if (m_inTransaction && m_pool)
        raiseArgument("A transaction has begun already on this connection.",
            "End it, or use a savepoint inside of it.");
    beginTransaction();
}

void Connection::commit()
{
    if (!m_inTransaction && m_start == TransactionStart::Automatic)
        return;
    std::string sql = m_dialect->commitStatement();
    if (!m_twoPhase.empty())
        sql = m_prepared ? m_dialect->twoPhaseStatement(TwoPhase::Commit, m_twoPhase) : sql;
    control(EventKind::Commit, sql);
    m_inTransaction = false;
    m_savepoints.clear();
    m_twoPhase.clear();
    m_prepared = false;
}

void Connection::rollback()
{
    if (!m_inTransaction && m_start == TransactionStart::Automatic)
        return;
    m_savepoints.clear();
    if (m_invalid) { // the server has done it
        m_inTransaction = false;
        return;
    }
    std::string sql = m_dialect->rollbackStatement();
    if (!m_twoPhase.empty() && m_prepared)
        sql = m_dialect->twoPhaseStatement(TwoPhase::Rollback, m_twoPhase);
    // SQLite ends some failed transactions itself, and then knows of none.
    bool gone = m_inTransaction && !m_prepared && !m_driver->inTransaction() && m_driver->isUsable()
        && m_dialect->tracksTransactions();
    control(EventKind::Rollback, gone ? std::string() : sql);
    m_inTransaction = false;
    m_twoPhase.clear();
    m_prepared = false;
}

Transaction Connection::transaction()
{
    begin();
    return Transaction(*this, {});
}

Transaction Connection::savepoint()
{
    return Transaction(*this, beginNested());
}

std::string Connection::beginNested()
{
    if (!inTransaction())
        beginTransaction();
    std::string name = "sa_savepoint_" + std::to_string(++m_savepointNumber);
    control(EventKind::Savepoint, m_dialect->savepointStatement(SavepointAction::Create, name));
    m_savepoints.push_back(name);
    return name;
}

void Connection::releaseNested(const std::string& name)
{
    auto found = std::find(m_savepoints.begin(), m_savepoints.end(), name);
    if (found == m_savepoints.end())
        raiseArgument("There is no savepoint " + name + ".", "A rollback may have taken it along.");
    control(EventKind::ReleaseSavepoint, m_dialect->savepointStatement(SavepointAction::Release, name));
    m_savepoints.erase(found, m_savepoints.end());
}

void Connection::rollbackNested(const std::string& name)
{
    auto found = std::find(m_savepoints.begin(), m_savepoints.end(), name);
    if (found == m_savepoints.end())
        raiseArgument("There is no savepoint " + name + ".", "A rollback may have taken it along.");
    m_savepoints.erase(found, m_savepoints.end());
    control(EventKind::RollbackToSavepoint, m_dialect->savepointStatement(SavepointAction::Rollback, name));
}

void Connection::beginTwoPhase(std::string id)
{
    if (id.empty() || id.size() > 200)
        raiseArgument("The id of a two-phase transaction has 1 to 200 bytes.");
    if (m_dialect->twoPhaseStatement(TwoPhase::Prepare, id).empty()) {
        Error error;
        error.kind = ErrorKind::NotSupported;
        error.message = m_dialect->traits().displayName + " has no two-phase commit that Relata knows.";
        raise(std::move(error));
    }
    begin();
    m_twoPhase = std::move(id);
}

void Connection::prepareTwoPhase()
{
    if (m_twoPhase.empty() || m_prepared)
        raiseArgument("No two-phase transaction waits to be prepared.");
    control(EventKind::Prepare, m_dialect->twoPhaseStatement(TwoPhase::Prepare, m_twoPhase));
    m_prepared = true;
    m_savepoints.clear();
}

std::vector<std::string> Connection::recoverTwoPhase()
{
    std::vector<std::string> ids;
    std::string sql = m_dialect->twoPhaseStatement(TwoPhase::Recover, {});
    if (sql.empty())
        return ids;
    for (const Value& id : execute(sql).scalars())
        ids.push_back(id.bytes());
    return ids;
}

void Connection::commitPrepared(const std::string& id)
{
    requireNothingStarted("A prepared transaction can be ended");
    control(EventKind::Commit, m_dialect->twoPhaseStatement(TwoPhase::Commit, id));
}

void Connection::rollbackPrepared(const std::string& id)
{
    requireNothingStarted("A prepared transaction can be ended");
    control(EventKind::Rollback, m_dialect->twoPhaseStatement(TwoPhase::Rollback, id));
}

void Connection::requireNothingStarted(const char* what) const
{
    if (m_inTransaction)
        raiseArgument(std::string(what) + " outside of a transaction only.", "Commit or roll back first.");
}

void Connection::setOptions(const ConnectionOptions& options)
{
    bool isolation = options.isolation != m_options.isolation;
    bool readOnly = options.readOnly != m_options.readOnly;
    if (isolation || readOnly)
        requireNothingStarted("Isolation level and read-only can be changed");
    if (isolation && options.isolation != IsolationLevel::AutoCommit) {
        IsolationLevel level = options.isolation;
        control(EventKind::Execute, m_dialect->isolationStatement(level));
        if (m_pooled)
            m_pooled->isolationChanged = level != IsolationLevel::Default;
    }
    if (readOnly) {
        std::string sql = m_dialect->readOnlyStatement(options.readOnly);
        if (sql.empty()) {
            Error error;
            error.kind = ErrorKind::NotSupported;
            error.message = m_dialect->traits().displayName + " has no read-only transactions.";
            raise(std::move(error));
        }
        control(EventKind::Execute, sql);
        if (m_pooled)
            m_pooled->readOnlyChanged = options.readOnly;
    }
    m_options = options;
}

} // namespace relata
