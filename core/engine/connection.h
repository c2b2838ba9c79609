// One connection to a database. Belongs to one thread at a time; interrupt() alone may be called from any.
//
// Two ways to work with transactions:
// - Engine::connect(): every statement commits by itself unless begin() was called (autocommit).
// - Engine::checkout(): as SQLAlchemy's Connection, the first statement begins a transaction, which commit()
//   or rollback() ends; a connection that goes back to its pool is rolled back.
#pragma once

#include "core/engine/cursor_result.h"
#include "core/engine/dialect.h"
#include "core/engine/pool.h"
#include "core/sql/compiler.h"

namespace relata {

struct ConnectionOptions
{
    IsolationLevel isolation = IsolationLevel::Default;
    bool readOnly = false;
    std::chrono::milliseconds statementTimeout{0}; // of each statement, its fetching included; 0 = none
    CompileOptions compile = {}; // schemaTranslate
};

enum class TransactionStart
{
    Explicit, // autocommit, until begin()
    Automatic, // by the first statement
};

class Connection;

// A transaction, or a savepoint inside of one, that is rolled back unless commit() was called. Movable; must
// not outlive its connection.
class Transaction
{
public:
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    void commit();
    void rollback();
    bool isActive() const { return m_connection != nullptr; }

private:
    friend class Connection;
    Transaction(Connection& connection, std::string savepoint)
        : m_connection(&connection), m_savepoint(std::move(savepoint))
    { }
    Connection* m_connection;
    std::string m_savepoint; // "" = the whole transaction
};

class Connection
{
public:
    Connection(std::shared_ptr<const Dialect> dialect, std::unique_ptr<DriverConnection> driver,
        std::shared_ptr<EventHub> events = {});
    // One of a pool, which gets it back.
    Connection(std::shared_ptr<const Dialect> dialect, std::shared_ptr<Pool> pool, PooledPtr pooled,
        std::shared_ptr<EventHub> events, TransactionStart start);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    const Dialect& dialect() const { return *m_dialect; }
    DriverConnection& driverConnection() { return *m_driver; }

    // Statements. ----------------------------------------------------------------------------------------
    CursorResult execute(
        const std::string& sql, std::span<const Value> parameters = {}, const ExecutionOptions& options = {});
    CursorResult execute(
        const Statement& statement, const NamedValues& values = {}, const ExecutionOptions& options = {});
    CursorResult execute(
        const Compiled& compiled, const NamedValues& values = {}, const ExecutionOptions& options = {});
    // One value of the first row, NULL where there is none.
    Value scalar(const Statement& statement, const NamedValues& values = {});
    // The same statement for many rows of parameters, each in the order of its placeholders: SQLite steps one
    // prepared statement, PostgreSQL's go through a pipeline, MariaDB's as arrays, the others' are executed
    // one after the other. Rows that it returns (RETURNING) come in the order of `rows`. All or nothing only
    // inside of a transaction; outside of one, this is one of its own.
    ManyResult executeMany(const std::string& sql, std::span<const std::vector<Value>> rows,
        const ExecutionOptions& options = {});
    ManyResult executeMany(const Compiled& compiled, std::span<const std::vector<Value>> rows,
        const ExecutionOptions& options = {});
    // `rows` in the order of Compiled::parameters of the statement.
    ManyResult executeMany(const Statement& statement, std::span<const std::vector<Value>> rows,
        const ExecutionOptions& options = {});
    void executeScript(const std::string& script, const ExecutionOptions& options = {});
    // COPY ... FROM STDIN: `produce` fills the buffer and returns false when there is no more; what it throws
    // ends the copying. Returns the number of rows. PostgreSQL alone.
    std::int64_t copyIn(const std::string& sql, const std::function<bool(std::string& buffer)>& produce);
    // COPY ... TO STDOUT: `take` gets one row's bytes after the other.
    std::int64_t copyOut(const std::string& sql, const std::function<void(std::string_view)>& take);
    // What execute() would run, compiled with this connection's options.
    Compiled compile(const Statement& statement) const;

    // Transactions. ---------------------------------------------------------------------------------------
    void begin(); // throws (Argument) inside of a transaction
    void commit(); // without a transaction, nothing happens where they start by themselves
    void rollback();
    Transaction transaction(); // begin(), as an object
    Transaction savepoint(); // begins a transaction first where there is none
    bool inTransaction() const { return m_inTransaction || m_driver->inTransaction(); }
    int savepointDepth() const { return static_cast<int>(m_savepoints.size()); }
    // Savepoints by name, as SQLAlchemy's begin_nested(). Returns the new one's name; names are ours.
    std::string beginNested();
    void releaseNested(const std::string& name); // and those inside of it
    void rollbackNested(const std::string& name);
    // Two-phase commit (PostgreSQL, with max_prepared_transactions > 0).
    void beginTwoPhase(std::string id);
    void prepareTwoPhase(); // afterwards, commit() and rollback() end the prepared transaction
    std::vector<std::string> recoverTwoPhase(); // ids of prepared transactions that wait
    void commitPrepared(const std::string& id);
    void rollbackPrepared(const std::string& id);

    // Must stand before the first statement of a transaction. What it changes is undone when the connection
    // goes back to its pool.
    void setOptions(const ConnectionOptions& options);
    const ConnectionOptions& options() const { return m_options; }
    void interrupt() noexcept { m_driver->interrupt(); }
    bool isUsable() const { return !m_invalid && m_driver->isUsable(); }
    // The connection is not to be lent again.
    void invalidate();
    std::string serverVersion() const { return m_driver->serverVersion(); }
    // The hub of the engine that it is from; null where there is none.
    const std::shared_ptr<EventHub>& events() const { return m_events; }
    std::uint64_t number() const { return m_pooled ? m_pooled->number : 0; } // as in EngineEvent

    // For engine.cpp: the driver's part, with which the connection is over.
    std::unique_ptr<DriverConnection> releaseDriver() { return std::move(m_owned); }

private:
    friend class Transaction;
    struct Running;
    std::unique_ptr<DriverCursor> open(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options);
    void startIfWanted();
    void beginTransaction();
    void control(EventKind kind, const std::string& sql);
    // Runs `work` with its event and its time limit.
    template <typename F>
    auto watched(const std::string& sql, std::size_t parameters, std::size_t rows,
        const ExecutionOptions& options, F work);
    [[noreturn]] void failed(const DatabaseError& error, bool timedOut);
    bool listening() const { return m_events && m_events->hasListeners(); }
    std::shared_ptr<const CursorResult::Watch> fetchWatch(
        std::optional<std::chrono::steady_clock::time_point> deadline);
    void requireNothingStarted(const char* what) const;

    std::shared_ptr<const Dialect> m_dialect;
    std::unique_ptr<DriverConnection> m_owned; // without a pool
    std::shared_ptr<Pool> m_pool;
    PooledPtr m_pooled;
    DriverConnection* m_driver;
    std::shared_ptr<EventHub> m_events;
    TransactionStart m_start = TransactionStart::Explicit;
    ConnectionOptions m_options;
    bool m_inTransaction = false;
    bool m_invalid = false;
    std::vector<std::string> m_savepoints;
    std::uint64_t m_savepointNumber = 0;
    std::uint64_t m_transactionNumber = 0; // of the one that is open, or was last
    std::uint64_t m_cursorNumber = 0;
    std::string m_twoPhase; // the id
    bool m_prepared = false;
};

} // namespace relata
