// A console's own connection, so that what a session holds (SET, temporary tables, an open transaction) stays
// between statements. Statements run one after the other on a lane of their own; rows stream, and what is not
// asked for is not fetched.
//
// GUI thread only. Destroying it stops what runs and closes the connection, which rolls back what is open.
#pragma once

#include "core/engine/connection.h"
#include "ui/connections/database_connection.h"
#include "ui/tasks/task_runner.h"

#include <QDateTime>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <deque>
#include <optional>
#include <vector>

namespace relata {

struct ConsoleStatement
{
    std::string text;
    std::string data; // what follows COPY ... FROM stdin
    bool isCommand = false; // of a client, not for the server
    int repetitions = 1;
};

// What one statement did.
struct StatementOutcome
{
    int index = 0; // of the run
    QDateTime startedAt;
    qint64 microseconds = 0; // execution and the fetching of the first rows
    std::string verb;
    std::vector<ResultColumn> columns; // empty: it returned no rows
    std::vector<RowChunkPtr> chunks; // the first rows
    quint64 cursor = 0; // not 0: there are more, for fetch()
    qint64 rowCount = -1; // changed rows; -1 = the server does not say
    std::vector<std::string> messages; // notices and warnings
    std::optional<Error> error;

    bool returnsRows() const { return !columns.empty(); }
};

struct FetchedRows
{
    std::vector<RowChunkPtr> chunks;
    bool more = false;
    bool full = false; // ended by the limit of memory
};

struct SessionState
{
    bool connected = false;
    bool inTransaction = false;
    bool transactionFailed = false; // the server refuses everything until ROLLBACK
    int statements = 0; // of the open transaction
    bool changedData = false; // one of them may have
    bool madeTemporary = false; // there may be tables that no other session sees

    bool operator==(const SessionState&) const = default;
};

class ConsoleSession final : public QObject
{
    Q_OBJECT

public:
    // Values longer than this arrive as prefixes.
    static constexpr std::size_t maxCellBytes = 4u << 20;

    ConsoleSession(DatabaseConnection& connection, TaskRunner& tasks, QObject* parent);
    ~ConsoleSession() override;

    void setAutocommit(bool autocommit) { m_autocommit = autocommit; }
    bool autocommit() const { return m_autocommit; }
    void setFirstRows(qint64 rows) { m_firstRows = rows; }

    // Ends at the first statement that fails. Nothing happens while something runs.
    void run(std::vector<ConsoleStatement> statements);
    void stop();
    bool isRunning() const { return m_running; }
    // More rows of an open result, at most `bytes` of them; `rows` 0 = all. fetched() or fetchFailed().
    void fetch(quint64 cursor, qint64 rows, std::size_t bytes);
    quint64 openCursor() const { return m_openCursor; } // 0: none
    void releaseCursor(); // its rows are not wanted any more
    void commit();
    void rollback();

    const SessionState& state() const { return m_state; }
    qint64 lastRunMs() const { return m_lastRunMs; }

signals:
    void started(int index); // a statement of the run
    void finished(const relata::StatementOutcome& outcome);
    void runEnded(bool succeeded);
    void fetched(quint64 cursor, const relata::FetchedRows& rows);
    void fetchFailed(quint64 cursor, const relata::Error& error);
    void cursorClosed(quint64 cursor); // with rows left
    void controlFailed(const relata::Error& error); // COMMIT or ROLLBACK
    void controlDone(bool committed);
    void connectionLost(const relata::Error& error, bool hadTransaction);
    void stateChanged(); // state() or isRunning()

private:
    struct Lane;
    struct Slice;

    void runSlice();
    void noteProgress(quint64 taskId);
    void takeSlice(Result<Slice> slice);
    void endRun(bool succeeded);
    void control(bool commits);
    void setState(const SessionState& state, quint64 cursor);
    void noteLost(const Error& error);
    TaskHandle onLane(const QString& title, std::function<void(Lane&, TaskContext&)> work,
        std::function<void(Result<void>)> done);

    QPointer<DatabaseConnection> m_connection;
    TaskRunner& m_tasks;
    LaneId m_laneId;
    std::shared_ptr<Lane> m_lane; // its members on the lane's thread alone
    std::vector<ConsoleStatement> m_statements;
    std::size_t m_next = 0;
    int m_announced = -1;
    bool m_running = false;
    bool m_autocommit = true;
    qint64 m_firstRows = 500;
    TaskHandle m_task;
    SessionState m_state;
    quint64 m_openCursor = 0;
    QTimer m_idle; // lets go of a cursor that nobody reads on
    QElapsedTimer m_clock;
    qint64 m_lastRunMs = 0;
};

} // namespace relata
