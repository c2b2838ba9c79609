// One sqlite3 handle, its statements and its cursors.
#pragma once

#include "core/drivers/sqlite/sqlite_open.h"

#include <atomic>
#include <list>
#include <mutex>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace relata::sqlite {

class SqliteConnection final : public DriverConnection
{
public:
    // Throws OperationalError and its kin (ErrorKind::File for what is wrong with the file).
    explicit SqliteConnection(const OpenRequest& request);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options) override;
    // One prepared statement, stepped for each row.
    ManyResult executeMany(const std::string& sql, std::span<const std::vector<Value>> rows,
        const ExecutionOptions& options) override;
    void executeScript(const std::string& script, const ExecutionOptions& options) override;
    void interrupt() noexcept override;
    bool isUsable() const override { return m_usable; }
    bool inTransaction() const override;
    bool interleaves() const override { return true; } // its cursors never block each other
    std::string serverVersion() const override;
    // "defensive": SQLITE_DBCONFIG_DEFENSIVE. "inserted_keys": executeMany() of INSERTs brings one row more
    // for each of them, or one column more in the row that it returns: its rowid.
    bool setSwitch(std::string_view name, bool on) override;

private:
    friend class SqliteCursor;

    // Compiles the statement at the beginning of `sql`; `tail` is what follows it. nullptr for blanks and
    // comments.
    sqlite3_stmt* prepare(std::string_view sql, bool lasting, std::string_view* tail);
    // A statement for the whole of `sql`, from the cache where it was executed before.
    sqlite3_stmt* acquire(const std::string& sql, bool cached);
    void release(sqlite3_stmt* statement, const std::string& sql, bool cached) noexcept;
    enum class Lifetime
    {
        Copied, // the values may go before the statement is stepped
        Kept,
    };
    void bind(sqlite3_stmt* statement, std::span<const Value> parameters, const std::string& sql,
        Lifetime lifetime = Lifetime::Copied);
    // sqlite3_step under the stop token: true for a row, false at the end. Throws.
    bool step(sqlite3_stmt* statement, const ExecutionOptions& options, std::string_view sql);
    [[noreturn]] void throwError(int code, std::string_view sql);
    static int onProgress(void* self);
    static int onBusy(void* self, int attempts);

    struct CachedStatement
    {
        std::string sql;
        sqlite3_stmt* statement;
    };

    std::mutex m_interruptMutex; // m_db is null once closing has begun
    sqlite3* m_db = nullptr;
    std::string m_path;
    std::chrono::milliseconds m_busyTimeout;
    std::chrono::steady_clock::time_point m_busySince;
    std::stop_token m_stop; // of the step that runs
    bool m_tellsKeys = false; // the switch "inserted_keys"
    std::atomic<bool> m_interrupted{false}; // for the wait on a lock, which sqlite3_interrupt does not end
    bool m_usable = true;
    // Statements with parameters that may come again, the most recent first.
    std::list<CachedStatement> m_cache;
    std::unordered_map<std::string, std::list<CachedStatement>::iterator> m_cacheIndex;
};

} // namespace relata::sqlite
