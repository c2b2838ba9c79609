// One connection through libpq. Every wait is a poll() on the socket and on an event that interrupt() and
// stop tokens set.
#pragma once

#include "core/drivers/libpq/wake_up.h"
#include "core/engine/driver.h"

#include <libpq-fe.h>

#include <atomic>
#include <unordered_map>

namespace relata::libpq {

class BoundParameters;

struct ResultDeleter
{
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ResultDeleter>;

// A request to cancel, sent by a thread of its own because PQcancel() blocks where the server stalls.
struct CancelRequest
{
    std::atomic<bool> done = false;
    std::atomic<bool> delivered = false; // set before `done`
};

class LibpqConnection final : public DriverConnection
{
public:
    explicit LibpqConnection(PGconn* connection); // owns it
    ~LibpqConnection() override;

    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options) override;
    // Through a pipeline: one round trip for many rows.
    ManyResult executeMany(const std::string& sql, std::span<const std::vector<Value>> rows,
        const ExecutionOptions& options) override;
    std::int64_t copyIn(
        const std::string& sql, const std::function<bool(std::string& buffer)>& produce) override;
    std::int64_t copyOut(const std::string& sql, const std::function<void(std::string_view)>& take) override;
    void executeScript(const std::string& script, const ExecutionOptions& options) override;
    void interrupt() noexcept override;
    bool isUsable() const override;
    bool inTransaction() const override;
    std::string serverVersion() const override;

    // For the cursor. ------------------------------------------------------------------------------------

    // The next result of the running statement, null at its end. Throws CancelledError where the server does
    // not answer a request to stop in time; the connection is then unusable.
    ResultPtr nextResult(const std::stop_token& stop);
    // Reads what is left to the end of the statement; the first failure is returned.
    ResultPtr drain(const std::stop_token& stop);
    // Refuses a COPY that has begun; its failure is the next result.
    void refuseCopy(ExecStatusType direction);
    // Marks the statement as over: interrupt() has nothing to stop from here on.
    void finish();
    // Ends a statement whose rows nobody wants any more. Never throws.
    void discard() noexcept;
    bool cancelAsked() const { return m_cancelAsked; }
    [[noreturn]] void fail(const PGresult* result, std::string_view statement);
    std::vector<std::string> takeMessages() { return std::exchange(m_messages, {}); }
    const WakeUp& wakeUp() const { return *m_wakeUp; }

private:
    using Clock = std::chrono::steady_clock;
    class Batch;
    // A statement that the server has prepared, or whose uses are counted until it has.
    struct Prepared
    {
        int uses = 0;
        std::string name;
    };

    std::unique_ptr<DriverCursor> send(const std::string& sql, const std::string& name,
        const BoundParameters& bound, const ExecutionOptions& options);
    std::string preparedName(const std::string& sql, const BoundParameters& bound);
    void forgetPrepared();
    void runSimple(const char* sql);
    void sendCopyData(const std::string& data);
    void awaitWritable();
    [[noreturn]] void endCopy(ResultPtr result, const std::string& sql);
    void prepareToSend(const ExecutionOptions& options);
    void sendFailed(const std::string& statement);
    void awaitResult(const std::stop_token& stop);
    void askToCancel();
    void awaitCancelRequest();
    void finishLeftover(const std::stop_token& stop);
    [[noreturn]] void giveUpWaiting();
    [[noreturn]] void abandon();

    PGconn* m_connection;
    std::shared_ptr<WakeUp> m_wakeUp = std::make_shared<WakeUp>(); // shared with requests to cancel
    std::shared_ptr<CancelRequest> m_cancel;
    Clock::time_point m_cancelDeadline;
    Clock::time_point m_lastData; // when bytes last came from the server
    std::optional<Clock::time_point> m_patience; // when to ask for a stop while nobody wants the rows
    std::atomic<bool> m_running = false;
    std::atomic<bool> m_interrupted = false;
    bool m_cancelAsked = false;
    bool m_abandoned = false;
    bool m_leftover =
        false; // a stopped statement's rows are still in the pipe; the next statement drops them
    bool m_flushed = true;
    bool m_wasInTransaction = false; // before the running statement
    std::vector<std::string> m_messages;
    std::unordered_map<std::string, Prepared> m_prepared; // by SQL and types
    std::size_t m_preparedCount = 0;
    std::uint64_t m_preparedNumber = 0;
    bool m_deallocate = false; // the server still has statements that are forgotten here
};

bool failed(const PGresult* result);
// Rounded up, never negative: what poll() waits.
int millisecondsUntil(std::chrono::steady_clock::time_point when);

} // namespace relata::libpq
