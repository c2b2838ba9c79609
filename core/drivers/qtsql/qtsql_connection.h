#pragma once

#include "core/drivers/qtsql/odbc_session.h"
#include "core/drivers/qtsql/worker.h"

#include <atomic>

namespace relata::qtsql {

// The statements of a dialect for which ODBC has calls of its own. Under ODBC's autocommit a server would end
// a transaction that a statement began (Oracle), or the driver would not know of it.
struct TransactionWords
{
    std::string begin;
    std::string commit;
    std::string rollback;
};

class QtSqlConnection final : public DriverConnection
{
public:
    QtSqlConnection(
        std::shared_ptr<OdbcSession> session, std::shared_ptr<Worker> worker, TransactionWords words);
    ~QtSqlConnection() override;

    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options) override;
    void executeScript(const std::string& script, const ExecutionOptions& options) override;
    void interrupt() noexcept override;
    bool isUsable() const override { return m_usable; }
    bool inTransaction() const override { return m_inTransaction; }
    std::string serverVersion() const override { return m_serverVersion; }

    // For the cursors. Runs on the worker; throws what the job throws, or CancelledError after a stop. The
    // job must hold no reference into its caller.
    void run(std::function<void(OdbcSession&)> job, const std::string& sql);
    void begins(const ExecutionOptions& options); // a statement
    void ends() noexcept;

private:
    bool isTransactionWord(const std::string& text);

    std::shared_ptr<OdbcSession> m_session;
    std::shared_ptr<Worker> m_worker;
    TransactionWords m_words;
    std::string m_serverVersion;
    std::atomic<bool> m_running = false;
    bool m_usable = true;
    bool m_inTransaction = false;
};

} // namespace relata::qtsql
