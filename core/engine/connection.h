// One connection to a database. Belongs to one thread at a time; interrupt() alone may be called from any.
#pragma once

#include "core/engine/dialect.h"
#include "core/engine/driver.h"

namespace relata {

// Rows of one statement, streaming. Movable; must not outlive its Connection.
class CursorResult
{
public:
    explicit CursorResult(std::unique_ptr<DriverCursor> cursor) : m_cursor(std::move(cursor)) { }
    const std::vector<ResultColumn>& columns() const { return m_cursor->columns(); }
    RowChunkPtr fetch(std::size_t maxRows = 1024) { return m_cursor->fetch(maxRows); }
    std::int64_t rowCount() const { return m_cursor->rowCount(); }
    std::vector<std::string> takeMessages() { return m_cursor->takeMessages(); }

    // Everything that is left, row by row. For results that are known to be small.
    std::vector<std::vector<Value>> all();
    // The first column of the first row, NULL where there is no row; the rest is dropped.
    Value scalar();

private:
    std::unique_ptr<DriverCursor> m_cursor;
};

class Connection
{
public:
    Connection(std::shared_ptr<const Dialect> dialect, std::unique_ptr<DriverConnection> driver);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    const Dialect& dialect() const { return *m_dialect; }
    DriverConnection& driverConnection() { return *m_driver; }

    CursorResult execute(
        const std::string& sql, std::span<const Value> parameters = {}, const ExecutionOptions& options = {});
    void executeScript(const std::string& script, const ExecutionOptions& options = {});
    void begin();
    void commit();
    void rollback();
    void interrupt() noexcept { m_driver->interrupt(); }
    bool isUsable() const { return m_driver->isUsable(); }
    std::string serverVersion() const { return m_driver->serverVersion(); }

private:
    std::shared_ptr<const Dialect> m_dialect;
    std::unique_ptr<DriverConnection> m_driver;
};

} // namespace relata
