#include "ui/console/console_session.h"

#include "core/parse/statement_facts.h"
#include "ui/tasks/task_context.h"

#include <chrono>

namespace relata {
namespace {

using Clock = std::chrono::steady_clock;

// Many short statements are one task: a way to the window and back for each would be most of the time.
constexpr auto sliceLength = std::chrono::milliseconds(120);
constexpr std::size_t sliceBytes = 32u << 20;
// A cursor holds a lock or a snapshot in the database.
constexpr int idleCursorMs = 60000;
constexpr std::size_t rowsAtOnce = 1024;

qint64 microsecondsSince(Clock::time_point start)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
}

} // namespace

struct ConsoleSession::Lane
{
    std::unique_ptr<Connection> connection;
    std::unique_ptr<CursorResult> cursor;
    RowChunkPtr ahead; // read to know whether there are more
    quint64 cursorId = 0;
    quint64 lastCursorId = 0;
    SessionState state;

    void closeCursor()
    {
        ahead.reset();
        cursor.reset();
        cursorId = 0;
    }
    void drop()
    {
        closeCursor();
        connection.reset();
        state = {};
    }
    Connection& ensure(const DatabaseConnection::Connector& connector, std::stop_token stop)
    {
        if (connection && !connection->isUsable())
            drop();
        if (!connection) {
            if (!connector) {
                Error error;
                error.kind = ErrorKind::Operational;
                error.message = tr("The database is not connected.").toStdString();
                error.hint = tr("Connect again, then run this once more.").toStdString();
                raise(std::move(error));
            }
            connection = connector(std::move(stop));
            state.connected = true;
        }
        return *connection;
    }
    void noteTransaction()
    {
        if (!connection || !connection->isUsable())
            return;
        // A result that is still being read says nothing about the transaction.
        if (!cursor && connection->dialect().tracksTransactions())
            state.inTransaction = connection->driverConnection().inTransaction();
        if (!state.inTransaction) {
            state.statements = 0;
            state.changedData = false;
            state.transactionFailed = false;
        }
    }
    FetchedRows read(qint64 rows, std::size_t bytes);
    void execute(const ConsoleStatement& statement, bool autocommit, qint64 firstRows, std::stop_token stop,
        StatementOutcome& outcome);
};

struct ConsoleSession::Slice
{
    std::vector<StatementOutcome> outcomes;
    SessionState state;
    quint64 openCursor = 0;
    bool lost = false;
    bool hadTransaction = false;
};

FetchedRows ConsoleSession::Lane::read(qint64 rows, std::size_t bytes)
{
    FetchedRows result;
    qint64 count = 0;
    std::size_t held = 0;
    const auto take = [&](RowChunkPtr chunk) {
        count += static_cast<qint64>(chunk->rowCount());
        held += chunk->byteSize();
        result.chunks.push_back(std::move(chunk));
    };
    if (ahead)
        take(std::exchange(ahead, nullptr));
    for (;;) {
        if (rows > 0 && count >= rows)
            break;
        if (held >= bytes) {
            result.full = true;
            break;
        }
        const std::size_t wanted =
            rows > 0 ? std::min<std::size_t>(rowsAtOnce, static_cast<std::size_t>(rows - count)) : rowsAtOnce;
        RowChunkPtr chunk = cursor->fetch(wanted);
        if (!chunk)
            return result;
        take(std::move(chunk));
    }
    ahead = cursor->fetch(1);
    result.more = ahead != nullptr;
    return result;
}

void ConsoleSession::Lane::execute(const ConsoleStatement& statement, bool autocommit, qint64 firstRows,
    std::stop_token stop, StatementOutcome& outcome)
{
    Connection& on = *connection;
    const StatementFacts facts = statementFacts(statement.text, on.dialect().traits().name);
    outcome.verb = facts.verb;
    const bool begins = facts.kind == StatementKind::Query || facts.kind == StatementKind::Change;
    if (!autocommit && begins && !facts.standsAlone && !state.inTransaction) {
        on.execute(on.dialect().beginStatement());
        state.inTransaction = true;
    }
    ExecutionOptions options;
    options.stop = stop;
    options.maxCellBytes = maxCellBytes;
    if (!statement.data.empty()) {
        bool sent = false;
        outcome.rowCount = on.copyIn(statement.text, [&](std::string& buffer) {
            if (sent)
                return false;
            sent = true;
            buffer = statement.data;
            if (buffer.back() != '\n')
                buffer += '\n';
            return true;
        });
    } else {
        cursor = std::make_unique<CursorResult>(on.execute(statement.text, {}, options));
        outcome.columns = cursor->columns();
        bool more = false;
        if (cursor->returnsRows()) {
            FetchedRows first = read(firstRows, sliceBytes);
            outcome.chunks = std::move(first.chunks);
            more = first.more;
        } else {
            outcome.rowCount = cursor->rowCount();
        }
        outcome.messages = cursor->takeMessages();
        if (more) {
            cursorId = ++lastCursorId;
            outcome.cursor = cursorId;
        } else {
            closeCursor();
        }
    }
    state.madeTemporary = state.madeTemporary || facts.makesTemporary;
    noteTransaction();
    if (state.inTransaction && begins) {
        ++state.statements;
        state.changedData = state.changedData || facts.kind == StatementKind::Change;
    }
}

ConsoleSession::ConsoleSession(DatabaseConnection& connection, TaskRunner& tasks, QObject* parent)
    : QObject(parent)
    , m_connection(&connection)
    , m_tasks(tasks)
    , m_laneId(tasks.createLane(tr("Console of %1").arg(connection.name())))
    , m_lane(std::make_shared<Lane>())
{
    m_idle.setSingleShot(true);
    m_idle.setInterval(idleCursorMs);
    connect(&m_idle, &QTimer::timeout, this, &ConsoleSession::releaseCursor);
    connect(&m_tasks, &TaskRunner::taskChanged, this, &ConsoleSession::noteProgress);
}

ConsoleSession::~ConsoleSession()
{
    m_tasks.disconnect(this);
    m_task.drop();
    // The connection belongs to the lane's thread, which closes it after what it is at.
    m_tasks.run(
        tr("Closing a console"), m_laneId, [lane = std::move(m_lane)](TaskContext&) { lane->drop(); },
        &m_tasks, [&tasks = m_tasks, id = m_laneId](Result<void>) { tasks.removeLane(id); });
}

void ConsoleSession::run(std::vector<ConsoleStatement> statements)
{
    if (m_running || statements.empty())
        return;
    m_statements = std::move(statements);
    m_next = 0;
    m_announced = -1;
    m_running = true;
    m_clock.start();
    const quint64 cursor = std::exchange(m_openCursor, 0);
    if (cursor != 0)
        emit cursorClosed(cursor);
    emit stateChanged();
    runSlice();
}

void ConsoleSession::noteProgress(quint64 taskId)
{
    if (!m_running || taskId != m_task.id() || !m_task.isActive())
        return;
    const int index = static_cast<int>(m_tasks.info(taskId).done) - 1;
    if (index > m_announced) {
        m_announced = index;
        emit started(index);
    }
}

void ConsoleSession::runSlice()
{
    if (m_announced < static_cast<int>(m_next)) {
        m_announced = static_cast<int>(m_next);
        emit started(m_announced);
    }
    DatabaseConnection::Connector connector;
    if (m_connection)
        connector = m_connection->connector();
    auto work = [lane = m_lane, statements = m_statements, first = m_next, autocommit = m_autocommit,
                    rows = m_firstRows, connector](TaskContext& task) {
        Slice slice;
        const Clock::time_point begin = Clock::now();
        std::size_t bytes = 0;
        for (std::size_t i = first; i < statements.size(); ++i) {
            const ConsoleStatement& statement = statements[i];
            task.progress(static_cast<qint64>(i) + 1, static_cast<qint64>(statements.size()));
            StatementOutcome& outcome = slice.outcomes.emplace_back();
            outcome.index = static_cast<int>(i);
            outcome.startedAt = QDateTime::currentDateTime();
            const Clock::time_point start = Clock::now();
            slice.hadTransaction = lane->state.inTransaction;
            try {
                task.throwIfStopped();
                if (statement.isCommand) {
                    Error error;
                    error.kind = ErrorKind::NotSupported;
                    error.message =
                        tr("This is a command of another program and no statement.").toStdString();
                    error.hint = tr("Remove the line, or run the script with that program.").toStdString();
                    error.position = 0;
                    raise(std::move(error));
                }
                lane->closeCursor();
                Connection& connection = lane->ensure(connector, task.stopToken());
                const std::stop_callback interrupt(
                    task.stopToken(), [&connection] { connection.interrupt(); });
                for (int turn = 0; turn < statement.repetitions; ++turn) {
                    lane->closeCursor();
                    outcome.chunks.clear();
                    lane->execute(statement, autocommit, rows, task.stopToken(), outcome);
                }
            } catch (const DatabaseError& failure) {
                outcome.error = failure.error();
                lane->closeCursor();
                if (lane->connection
                    && (!failure.error().connectionUsable || !lane->connection->isUsable())) {
                    outcome.error->connectionUsable = false;
                    slice.lost = true;
                    lane->drop();
                } else {
                    lane->noteTransaction();
                    lane->state.transactionFailed =
                        lane->state.inTransaction && !failure.error().transactionUsable;
                }
            }
            outcome.microseconds = microsecondsSince(start);
            for (const RowChunkPtr& chunk : outcome.chunks)
                bytes += chunk->byteSize();
            if (outcome.error || Clock::now() - begin > sliceLength || bytes > sliceBytes)
                break;
        }
        slice.state = lane->state;
        slice.openCursor = lane->cursorId;
        return slice;
    };
    const QString name = m_connection ? m_connection->name() : QString();
    m_task = m_tasks.run(tr("Running in %1").arg(name), m_laneId, std::move(work), this,
        [this](Result<Slice> slice) { takeSlice(std::move(slice)); });
}

void ConsoleSession::takeSlice(Result<Slice> slice)
{
    if (!slice) {
        // Stopped before its turn.
        StatementOutcome outcome;
        outcome.index = static_cast<int>(m_next);
        outcome.startedAt = QDateTime::currentDateTime();
        outcome.error = slice.error();
        emit finished(outcome);
        endRun(false);
        return;
    }
    bool failed = false;
    for (StatementOutcome& outcome : slice->outcomes) {
        // Of several results in a row, only the last one can still be read on.
        const quint64 cut = outcome.cursor != slice->openCursor ? outcome.cursor : 0;
        failed = failed || outcome.error.has_value();
        emit finished(outcome);
        if (cut != 0)
            emit cursorClosed(cut);
    }
    m_next += slice->outcomes.size();
    setState(slice->state, slice->openCursor);
    if (slice->lost)
        emit connectionLost(*slice->outcomes.back().error, slice->hadTransaction);
    if (failed || m_next >= m_statements.size()) {
        endRun(!failed);
        return;
    }
    const quint64 cursor = std::exchange(m_openCursor, 0);
    if (cursor != 0)
        emit cursorClosed(cursor);
    runSlice();
}

void ConsoleSession::endRun(bool succeeded)
{
    m_running = false;
    m_lastRunMs = m_clock.elapsed();
    m_statements.clear();
    emit stateChanged();
    emit runEnded(succeeded);
}

void ConsoleSession::stop()
{
    m_task.requestStop();
}

void ConsoleSession::setState(const SessionState& state, quint64 cursor)
{
    m_openCursor = cursor;
    if (cursor != 0)
        m_idle.start();
    else
        m_idle.stop();
    if (state == m_state)
        return;
    m_state = state;
    emit stateChanged();
}

void ConsoleSession::noteLost(const Error& error)
{
    const bool hadTransaction = m_state.inTransaction;
    setState({}, 0);
    emit connectionLost(error, hadTransaction);
}

void ConsoleSession::fetch(quint64 cursor, qint64 rows, std::size_t bytes)
{
    if (m_running || cursor != m_openCursor || cursor == 0)
        return;
    m_running = true;
    m_idle.stop();
    emit stateChanged();
    auto work = [lane = m_lane, rows, bytes](TaskContext& task) {
        const std::stop_callback interrupt(task.stopToken(), [&] {
            if (lane->connection)
                lane->connection->interrupt();
        });
        try {
            FetchedRows result = lane->read(rows, bytes);
            if (!result.more)
                lane->closeCursor();
            lane->noteTransaction();
            return std::pair(std::move(result), lane->state);
        } catch (const DatabaseError& failure) {
            lane->closeCursor();
            Error error = failure.error();
            if (!error.connectionUsable || !lane->connection->isUsable()) {
                error.connectionUsable = false;
                lane->drop();
            } else {
                lane->noteTransaction();
            }
            raise(std::move(error));
        }
    };
    m_task = m_tasks.run(tr("Fetching rows"), m_laneId, std::move(work), this,
        [this, cursor](Result<std::pair<FetchedRows, SessionState>> result) {
            m_running = false;
            if (!result) {
                emit fetchFailed(cursor, result.error());
                if (!result.error().connectionUsable)
                    noteLost(result.error());
                else
                    setState(m_state, 0);
                emit stateChanged();
                return;
            }
            setState(result->second, result->first.more ? cursor : 0);
            emit stateChanged();
            emit fetched(cursor, result->first);
        });
}

TaskHandle ConsoleSession::onLane(const QString& title, std::function<void(Lane&, TaskContext&)> work,
    std::function<void(Result<void>)> done)
{
    return m_tasks.run(
        title, m_laneId, [lane = m_lane, work = std::move(work)](TaskContext& task) { work(*lane, task); },
        this, std::move(done));
}

void ConsoleSession::releaseCursor()
{
    if (m_running || m_openCursor == 0)
        return;
    const quint64 cursor = std::exchange(m_openCursor, 0);
    m_idle.stop();
    emit cursorClosed(cursor);
    onLane(
        tr("Closing a result"), [](Lane& lane, TaskContext&) { lane.closeCursor(); }, [](Result<void>) {});
}

void ConsoleSession::commit()
{
    control(true);
}

void ConsoleSession::rollback()
{
    control(false);
}

void ConsoleSession::control(bool commits)
{
    if (m_running || !m_state.inTransaction)
        return;
    releaseCursor();
    m_running = true;
    emit stateChanged();
    auto state = std::make_shared<SessionState>();
    auto work = [commits, state](Lane& lane, TaskContext& task) {
        lane.closeCursor();
        if (!lane.connection)
            return;
        Connection& connection = *lane.connection;
        const std::stop_callback interrupt(task.stopToken(), [&connection] { connection.interrupt(); });
        try {
            commits ? connection.commit() : connection.rollback();
        } catch (const DatabaseError& failure) {
            Error error = failure.error();
            if (!error.connectionUsable || !connection.isUsable()) {
                error.connectionUsable = false;
                lane.drop();
            } else {
                lane.noteTransaction();
            }
            *state = lane.state;
            raise(std::move(error));
        }
        if (!connection.dialect().tracksTransactions())
            lane.state.inTransaction = false;
        lane.noteTransaction();
        *state = lane.state;
    };
    m_task = onLane(commits ? tr("Committing") : tr("Rolling back"), std::move(work),
        [this, commits, state](Result<void> result) {
            m_running = false;
            if (result) {
                setState(*state, 0);
                emit stateChanged();
                emit controlDone(commits);
                return;
            }
            if (!result.error().connectionUsable)
                noteLost(result.error());
            else
                setState(*state, 0);
            emit stateChanged();
            emit controlFailed(result.error());
        });
}

} // namespace relata
