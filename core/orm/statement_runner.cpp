#include "core/orm/statement_runner.h"

#include "core/sql/type_hooks.h"

#include <algorithm>
#include <atomic>
#include <chrono>

namespace relata {
namespace {

// Unique on the server, also among programs.
std::string newTransactionId()
{
    static std::atomic<unsigned> number = 0;
    return "relata_" + std::to_string(std::chrono::system_clock::now().time_since_epoch().count()) + "_"
        + std::to_string(++number);
}

} // namespace

void StatementRunner::count(const std::string& purpose, const std::string& sql,
    std::span<const Value> parameters, std::size_t executions)
{
    ++statistics.total;
    ++statistics.byPurpose[purpose];
    if (m_keep)
        sent.push_back({purpose, sql, {parameters.begin(), parameters.end()}, executions});
}

void StatementRunner::begin()
{
    if (m_begun)
        return;
    if (!m_isMock) {
        if (!m_external && !m_own)
            m_own = m_engine->checkout();
        if (m_own && !compileOptions.schemaTranslate.empty() && !m_own->inTransaction()) {
            ConnectionOptions options = m_own->options();
            options.compile = compileOptions;
            m_own->setOptions(options);
        }
        Connection& connection = m_external ? *m_external : *m_own;
        if (twoPhase && !connection.inTransaction())
            connection.beginTwoPhase(newTransactionId());
        else if (!connection.inTransaction())
            connection.begin();
    }
    m_begun = true;
    if (onBegin)
        onBegin();
}

Connection& StatementRunner::connection()
{
    if (m_isMock) {
        Error error;
        error.kind = ErrorKind::NotSupported;
        error.message = "A mock session has no connection.";
        raise(std::move(error));
    }
    begin();
    return m_external ? *m_external : *m_own;
}

bool StatementRunner::isUsable() const
{
    if (m_isMock)
        return true;
    const Connection* connection = m_external ? m_external : m_own.get();
    return connection && connection->isUsable();
}

Compiled StatementRunner::preview(const Statement& statement) const
{
    const Connection* connection = m_external ? m_external : m_own.get();
    bool own = !connection || !compileOptions.schemaTranslate.empty();
    return relata::compile(statement, *m_dialect, own ? compileOptions : connection->options().compile);
}

Compiled StatementRunner::compile(const Statement& statement)
{
    begin();
    return preview(statement);
}

void StatementRunner::query(const Compiled& compiled, const std::string& purpose, const RowFunction& rows)
{
    read(compiled.bind(), purpose, 1024, {}, ResultHooks::of(compiled).get(), rows);
}

void StatementRunner::query(
    const SqlStatement& statement, const std::string& purpose, const RowFunction& rows)
{
    read(statement, purpose, 1024, {}, nullptr, rows);
}

void StatementRunner::stream(
    const Compiled& compiled, const std::string& purpose, std::size_t size, const RowFunction& rows)
{
    ExecutionOptions options;
    options.interleaved = true;
    read(compiled.bind(), purpose, size, options, ResultHooks::of(compiled).get(), rows);
}

void StatementRunner::read(const SqlStatement& statement, const std::string& purpose, std::size_t size,
    const ExecutionOptions& options, const ResultHooks* hooks, const RowFunction& rows)
{
    begin();
    count(purpose, statement.sql, statement.parameters, 1);
    if (m_isMock)
        return;
    CursorResult result = connection().execute(statement.sql, statement.parameters, options);
    while (RowChunkPtr chunk = result.fetch(size))
        rows(hooks ? *hooks->applied(chunk) : *chunk);
}

std::int64_t StatementRunner::execute(const SqlStatement& statement, const std::string& purpose)
{
    begin();
    count(purpose, statement.sql, statement.parameters, 1);
    if (m_isMock)
        return -1;
    CursorResult result = connection().execute(statement.sql, statement.parameters);
    while (result.fetch()) { }
    return result.rowCount();
}

std::int64_t StatementRunner::executeMany(
    const std::string& sql, const ParameterRows& rows, const std::string& purpose)
{
    if (rows.empty())
        return 0;
    begin();
    count(purpose, sql, rows.front(), rows.size());
    for (std::size_t row = 1; m_keep && row < rows.size(); ++row)
        sent.push_back({purpose, sql, rows[row], 0});
    if (m_isMock)
        return -1;
    if (rows.size() == 1) {
        CursorResult result = connection().execute(sql, rows.front());
        while (result.fetch()) { }
        return result.rowCount();
    }
    return connection().executeMany(sql, rows).total;
}

std::int64_t StatementRunner::executeBatches(const std::string& sql, std::size_t count,
    const std::string& purpose, const std::function<void(std::vector<Value>& row, std::size_t number)>& fill)
{
    constexpr std::size_t batch = 1000;
    ParameterRows rows;
    std::int64_t changed = 0;
    for (std::size_t start = 0; start < count; start += batch) {
        rows.resize(std::min(batch, count - start));
        for (std::size_t i = 0; i < rows.size(); ++i)
            fill(rows[i], start + i);
        std::int64_t now = executeMany(sql, rows, purpose);
        changed = changed < 0 || now < 0 ? -1 : changed + now;
    }
    return changed;
}

namespace {

constexpr std::string_view keySwitch = "inserted_keys"; // of SQLite's driver

} // namespace

bool StatementRunner::tellsKeys()
{
    if (m_isMock)
        return false;
    begin();
    DriverConnection& driver = connection().driverConnection();
    bool tells = driver.setSwitch(keySwitch, true);
    driver.setSwitch(keySwitch, false);
    return tells;
}

std::vector<RowChunkPtr> StatementRunner::insertMany(
    const std::string& sql, const ParameterRows& rows, const std::string& purpose)
{
    begin();
    count(purpose, sql, rows.front(), rows.size());
    for (std::size_t row = 1; m_keep && row < rows.size(); ++row)
        sent.push_back({purpose, sql, rows[row], 0});
    DriverConnection& driver = connection().driverConnection();
    struct Telling
    {
        explicit Telling(DriverConnection& on) : driver(on) { driver.setSwitch(keySwitch, true); }
        ~Telling() { driver.setSwitch(keySwitch, false); }
        DriverConnection& driver;
    } telling(driver);
    return connection().executeMany(sql, rows).returned;
}

void StatementRunner::release()
{
    m_begun = false;
    m_prepared = false;
    m_own.reset();
}

void StatementRunner::commit()
{
    if (m_begun && !m_isMock)
        connection().commit();
    release();
}

void StatementRunner::prepare()
{
    if (m_begun && !m_isMock)
        connection().prepareTwoPhase();
    m_prepared = true;
}

void StatementRunner::rollback() noexcept
{
    try {
        if (m_begun && !m_isMock && isUsable())
            connection().rollback();
        else if (m_begun && m_own)
            m_own->invalidate();
    } catch (const DatabaseError&) {
        // A connection that cannot even roll back is not to be used again.
        if (m_own)
            m_own->invalidate();
    }
    release();
}

std::string StatementRunner::savepoint()
{
    begin();
    return m_isMock ? "mock" : connection().beginNested();
}

void StatementRunner::releaseSavepoint(const std::string& name)
{
    if (!m_isMock)
        connection().releaseNested(name);
}

bool StatementRunner::rollbackToSavepoint(const std::string& name) noexcept
{
    if (m_isMock)
        return true;
    try {
        if (!m_begun || !isUsable())
            return false;
        connection().rollbackNested(name);
        return true;
    } catch (const DatabaseError&) {
        return false;
    }
}

} // namespace relata
