// What a session sends, and to whom: a connection of its engine's, a connection of somebody else's, or
// nobody (a mock). Counts and records.
#pragma once

#include "core/engine/engine.h"
#include "core/orm/session.h"

#include <memory>

namespace relata {

class ResultHooks;

using ParameterRows = std::vector<std::vector<Value>>; // each in the order of the placeholders

class StatementRunner
{
public:
    explicit StatementRunner(Engine engine) : m_engine(std::move(engine)), m_dialect(&m_engine->dialect()) { }
    explicit StatementRunner(Connection& connection)
        : m_external(&connection), m_dialect(&connection.dialect())
    { }
    explicit StatementRunner(const SqlDialect& dialect) : m_isMock(true), m_dialect(&dialect)
    {
        m_keep = true;
    }

    const SqlDialect& dialect() const { return *m_dialect; }
    bool isMock() const { return m_isMock; }
    Connection& connection(); // begins
    bool inTransaction() const { return m_begun; }

    // With the session's CompileOptions, or else its connection's: begins, to have one.
    Compiled compile(const Statement& statement);
    // As compile(), but takes no connection for it.
    Compiled preview(const Statement& statement) const;
    CompileOptions compileOptions; // the session's own

    using RowFunction = std::function<void(const RowChunk&)>;
    // The rows, chunk by chunk, as the hooks of their types make them. On a mock there are none.
    void query(const Compiled& compiled, const std::string& purpose, const RowFunction& rows);
    // As the driver gives them.
    void query(const SqlStatement& statement, const std::string& purpose, const RowFunction& rows);
    // As query(), but `rows` may send statements of its own: they arrive in chunks of at most `size`, and
    // what has not arrived is not in memory (where the database's client allows that).
    void stream(
        const Compiled& compiled, const std::string& purpose, std::size_t size, const RowFunction& rows);
    // Rows changed; -1 where the server does not say.
    std::int64_t execute(const SqlStatement& statement, const std::string& purpose);
    // The same statement for each row; the sum of the rows changed.
    std::int64_t executeMany(const std::string& sql, const ParameterRows& rows, const std::string& purpose);
    // As executeMany() for `count` rows that `fill` makes, a thousand at a time: memory stays what it is
    // however many there are.
    std::int64_t executeBatches(const std::string& sql, std::size_t count, const std::string& purpose,
        const std::function<void(std::vector<Value>& row, std::size_t number)>& fill);

    // Whether the driver knows the number that the database gave a row without a question about it.
    bool tellsKeys();
    // As executeMany() for INSERTs of one row each, where tellsKeys(). The chunks have what they return, and
    // the number in their last column.
    std::vector<RowChunkPtr> insertMany(
        const std::string& sql, const ParameterRows& rows, const std::string& purpose);

    void commit();
    void prepare(); // of a two-phase transaction; commit() and rollback() then end the prepared one
    bool isPrepared() const { return m_prepared; }
    void rollback() noexcept; // also gives a broken connection back
    std::string savepoint(); // its name
    void releaseSavepoint(const std::string& name);
    bool rollbackToSavepoint(const std::string& name) noexcept; // false: the connection is gone
    bool isUsable() const;

    bool twoPhase = false; // of the transactions to come
    StatementStatistics statistics;
    std::vector<SentStatement> sent;
    void keepStatements(bool on) { m_keep = on; }
    std::function<void()> onBegin;

private:
    void begin();
    void release();
    void read(const SqlStatement& statement, const std::string& purpose, std::size_t size,
        const ExecutionOptions& options, const ResultHooks* hooks, const RowFunction& rows);
    void count(const std::string& purpose, const std::string& sql, std::span<const Value> parameters,
        std::size_t executions);

    std::optional<Engine> m_engine;
    std::unique_ptr<Connection> m_own;
    Connection* m_external = nullptr;
    bool m_isMock = false;
    bool m_begun = false;
    bool m_prepared = false;
    bool m_keep = false;
    const SqlDialect* m_dialect;
};

} // namespace relata
