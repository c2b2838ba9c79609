// The least that any client does: runs statements through the database's own C library and looks at every
// value. What reflection adds to it is ours.
#pragma once

#include "core/engine/driver.h"

#include <memory>
#include <string>
#include <vector>

namespace relata::bench {

struct Recorded
{
    std::string sql;
    std::vector<std::string> parameters; // as text
};

// Passes everything on and keeps the statements.
class Recorder final : public DriverConnection
{
public:
    Recorder(DriverConnection& inner, std::vector<Recorded>& statements)
        : m_inner(inner), m_statements(statements)
    { }
    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options) override;
    void executeScript(const std::string& script, const ExecutionOptions& options) override;
    void interrupt() noexcept override { m_inner.interrupt(); }
    bool isUsable() const override { return m_inner.isUsable(); }
    bool inTransaction() const override { return m_inner.inTransaction(); }
    std::string serverVersion() const override { return m_inner.serverVersion(); }
    bool setSwitch(std::string_view name, bool on) override { return m_inner.setSwitch(name, on); }

private:
    DriverConnection& m_inner;
    std::vector<Recorded>& m_statements;
};

class RawClient
{
public:
    virtual ~RawClient() = default;
    virtual std::size_t run(const std::vector<Recorded>& statements) = 0; // bytes of all values
};

// nullptr if it does not connect.
std::unique_ptr<RawClient> rawPostgresql(const std::string& connection); // libpq's key=value
std::unique_ptr<RawClient> rawMariaDb(
    unsigned port, const std::string& user, const std::string& password, const std::string& database);
std::unique_ptr<RawClient> rawSqlite(const std::string& path);
// What a client of SQLite runs that does not read the stored SQL: the pragmas, table by table.
std::vector<Recorded> sqlitePragmas(int tables);

} // namespace relata::bench
