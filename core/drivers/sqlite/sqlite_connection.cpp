#include "core/drivers/sqlite/sqlite_connection.h"

#include "core/drivers/sqlite/sqlite_error.h"
#include "core/parse/tokenizer.h"
#include "core/util/strings.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

namespace relata::sqlite {
namespace {

// About every 0.1 ms of work.
constexpr int operationsBetweenStopChecks = 2000;
constexpr std::size_t cachedStatements = 64;

Error argumentError(std::string message, std::string_view sql, std::string hint = {})
{
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = std::move(message);
    error.hint = std::move(hint);
    error.statement = std::string(sql);
    return error;
}

bool isBlank(std::string_view sql)
{
    Tokenizer tokenizer(sql, LexicalRules::sqlite());
    for (;;) {
        Token token = tokenizer.next();
        if (token.kind == TokenKind::End)
            return true;
        if (!token.isOperator(";"))
            return false;
    }
}

// Only these set the count of changed rows; other statements leave the last one's.
bool changesRows(sqlite3_stmt* statement)
{
    if (sqlite3_stmt_readonly(statement))
        return false;
    const char* sql = sqlite3_sql(statement);
    Token first = Tokenizer(sql ? sql : "", LexicalRules::sqlite()).next();
    for (const char* keyword : {"INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"}) {
        if (first.isWord(keyword))
            return true;
    }
    return false;
}

std::int64_t changes(sqlite3* db)
{
#if SQLITE_VERSION_NUMBER >= 3037000
    return sqlite3_changes64(db);
#else
    return sqlite3_changes(db);
#endif
}

std::string text(const char* chars)
{
    return chars ? chars : "";
}

} // namespace

class SqliteCursor final : public DriverCursor
{
public:
    SqliteCursor(SqliteConnection& connection, sqlite3_stmt* statement, std::string sql, bool cached,
        ExecutionOptions options)
        : m_connection(connection)
        , m_statement(statement)
        , m_sql(std::move(sql))
        , m_cached(cached)
        , m_options(std::move(options))
        , m_changesRows(changesRows(statement))
    {
        readColumns();
    }

    ~SqliteCursor() override { close(); }
    SqliteCursor(const SqliteCursor&) = delete;
    SqliteCursor& operator=(const SqliteCursor&) = delete;

    // The first step: it does a statement's work and tells its errors.
    void start() { advance(); }

    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    std::int64_t rowCount() const override { return m_rowCount; }

    RowChunkPtr fetch(std::size_t maxRows, std::size_t softByteLimit) override
    {
        if (m_failure)
            std::rethrow_exception(std::exchange(m_failure, nullptr));
        if (!m_onRow || m_columns.empty())
            return nullptr;
        RowChunkBuilder builder(m_columns.size());
        try {
            do {
                addRow(builder);
                advance();
            } while (m_onRow && builder.rowCount() < maxRows && builder.byteSize() < softByteLimit);
        } catch (const CancelledError&) {
            throw;
        } catch (const DatabaseError&) {
            if (builder.rowCount() == 0)
                throw;
            // The rows before the damage are handed out; the next fetch tells of it.
            m_failure = std::current_exception();
        }
        return builder.take();
    }

private:
    void readColumns()
    {
        int count = sqlite3_column_count(m_statement);
        m_columns.resize(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            ResultColumn& column = m_columns[static_cast<std::size_t>(i)];
            column.name = text(sqlite3_column_name(m_statement, i));
            column.typeName = text(sqlite3_column_decltype(m_statement, i));
#ifdef RELATA_SQLITE_COLUMN_METADATA
            column.sourceTable = text(sqlite3_column_table_name(m_statement, i));
            column.sourceColumn = text(sqlite3_column_origin_name(m_statement, i));
            column.sourceSchema = text(sqlite3_column_database_name(m_statement, i));
            if (column.sourceSchema == "main")
                column.sourceSchema.clear();
#endif
        }
    }

    void advance()
    {
        try {
            m_onRow = m_connection.step(m_statement, m_options, m_sql);
            // A kept statement is prepared anew by its first step where the schema has changed since.
            if (std::exchange(m_first, false)
                && sqlite3_stmt_status(m_statement, SQLITE_STMTSTATUS_REPREPARE, 1) > 0)
                readColumns();
        } catch (...) {
            m_onRow = false;
            close();
            throw;
        }
        if (!m_onRow) {
            if (m_changesRows)
                m_rowCount = changes(m_connection.m_db);
            close(); // gives the shared lock back at once
        }
    }

    void close() noexcept
    {
        if (m_statement)
            m_connection.release(m_statement, m_sql, m_cached);
        m_statement = nullptr;
    }

public:
    // The row that the statement stands on.
    void addRow(RowChunkBuilder& builder)
    {
        int count = static_cast<int>(m_columns.size());
        for (int i = 0; i < count; ++i) {
            switch (sqlite3_column_type(m_statement, i)) {
            case SQLITE_INTEGER:
                builder.addInteger(sqlite3_column_int64(m_statement, i));
                break;
            case SQLITE_FLOAT:
                builder.addReal(sqlite3_column_double(m_statement, i));
                break;
            case SQLITE_TEXT:
                addBytes(builder, ValueTag::Text,
                    reinterpret_cast<const char*>(sqlite3_column_text(m_statement, i)), i);
                break;
            case SQLITE_BLOB:
                addBytes(builder, ValueTag::Binary,
                    static_cast<const char*>(sqlite3_column_blob(m_statement, i)), i);
                break;
            default:
                builder.addNull();
            }
        }
    }

private:
    void addBytes(RowChunkBuilder& builder, ValueTag tag, const char* bytes, int column)
    {
        // Asked for after the bytes: the conversion from UTF-16 changes it.
        auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
        if (!bytes && size > 0)
            m_connection.throwError(SQLITE_NOMEM, m_sql);
        std::string_view whole(bytes ? bytes : "", bytes ? size : 0);
        if (m_options.maxCellBytes == 0 || size <= m_options.maxCellBytes)
            builder.addBytes(tag, whole);
        else if (tag == ValueTag::Text)
            builder.addBytes(tag, utf8Prefix(whole, m_options.maxCellBytes), size);
        else
            builder.addBytes(tag, whole.substr(0, m_options.maxCellBytes), size);
    }

    SqliteConnection& m_connection;
    sqlite3_stmt* m_statement;
    std::string m_sql;
    bool m_cached;
    ExecutionOptions m_options;
    bool m_changesRows;
    bool m_onRow = false;
    bool m_first = true; // before the first step
    std::int64_t m_rowCount = -1;
    std::exception_ptr m_failure; // told after the rows that came before it
    std::vector<ResultColumn> m_columns;
};

SqliteConnection::SqliteConnection(const OpenRequest& request)
    : m_path(request.path), m_busyTimeout(request.busyTimeout)
{
    int code = sqlite3_open_v2(
        request.name.c_str(), &m_db, request.flags, request.vfs.empty() ? nullptr : request.vfs.c_str());
    if (code != SQLITE_OK) {
        Error error = errorOf(m_db, m_db ? sqlite3_extended_errcode(m_db) : code, m_path, {});
        error.connectionUsable = false;
        sqlite3_close_v2(m_db);
        m_db = nullptr;
        raise(std::move(error));
    }
    sqlite3_extended_result_codes(m_db, 1);
    sqlite3_busy_handler(m_db, &SqliteConnection::onBusy, this);
    sqlite3_progress_handler(m_db, operationsBetweenStopChecks, &SqliteConnection::onProgress, this);
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
#ifdef SQLITE_DBCONFIG_TRUSTED_SCHEMA
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, request.trustedSchema ? 1 : 0, nullptr);
#endif
}

SqliteConnection::~SqliteConnection()
{
    for (const CachedStatement& cached : m_cache)
        sqlite3_finalize(cached.statement);
    sqlite3* db = nullptr;
    {
        std::lock_guard lock(m_interruptMutex);
        std::swap(db, m_db);
    }
    sqlite3_close_v2(db);
}

std::unique_ptr<DriverCursor> SqliteConnection::execute(
    const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options)
{
    m_interrupted = false;
    m_stop = options.stop;
    bool cached = !parameters.empty();
    sqlite3_stmt* statement = acquire(sql, cached);
    auto cursor = std::make_unique<SqliteCursor>(*this, statement, sql, cached, options);
    bind(statement, parameters, sql);
    cursor->start();
    return cursor;
}

ManyResult SqliteConnection::executeMany(
    const std::string& sql, std::span<const std::vector<Value>> rows, const ExecutionOptions& options)
{
    ManyResult result;
    if (rows.empty())
        return result;
    m_interrupted = false;
    m_stop = options.stop;
    sqlite3_stmt* statement = acquire(sql, true);
    SqliteCursor cursor(*this, statement, sql, true, options); // gives the statement back
    result.columns = cursor.columns();
    result.counts.reserve(rows.size());
    bool counts = changesRows(statement);
    bool tellsKeys = m_tellsKeys && counts;
    RowChunkBuilder builder(std::max<std::size_t>(result.columns.size() + (tellsKeys ? 1 : 0), 1));
    for (const std::vector<Value>& row : rows) {
        bind(statement, row, sql, Lifetime::Kept);
        while (step(statement, options, sql)) {
            if (result.columns.empty())
                continue;
            cursor.addRow(builder);
            if (tellsKeys)
                builder.addInteger(sqlite3_last_insert_rowid(m_db));
            if (builder.rowCount() >= 1024)
                result.returned.push_back(builder.take());
        }
        if (tellsKeys && result.columns.empty()) {
            builder.addInteger(sqlite3_last_insert_rowid(m_db));
            if (builder.rowCount() >= 1024)
                result.returned.push_back(builder.take());
        }
        sqlite3_reset(statement);
        std::int64_t changed = counts ? changes(m_db) : -1;
        result.counts.push_back(changed);
        result.total = changed < 0 || result.total < 0 ? -1 : result.total + changed;
    }
    if (!builder.empty())
        result.returned.push_back(builder.take());
    return result;
}

void SqliteConnection::executeScript(const std::string& script, const ExecutionOptions& options)
{
    m_interrupted = false;
    m_stop = options.stop;
    std::string_view rest = script;
    while (!rest.empty()) {
        std::string_view tail;
        std::string_view here = rest;
        sqlite3_stmt* statement = prepare(here, false, &tail);
        std::string_view sql = here.substr(0, here.size() - tail.size());
        rest = tail;
        if (!statement)
            continue;
        std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> guard(statement, &sqlite3_finalize);
        while (step(statement, options, sql)) { }
    }
}

void SqliteConnection::interrupt() noexcept
{
    std::lock_guard lock(m_interruptMutex);
    m_interrupted = true;
    if (m_db)
        sqlite3_interrupt(m_db);
}

bool SqliteConnection::inTransaction() const
{
    return sqlite3_get_autocommit(m_db) == 0;
}

std::string SqliteConnection::serverVersion() const
{
    return sqlite3_libversion();
}

bool SqliteConnection::setSwitch(std::string_view name, bool on)
{
    if (name == "inserted_keys") {
        m_tellsKeys = on;
        return true;
    }
    if (name != "defensive")
        return false;
    return sqlite3_db_config(m_db, SQLITE_DBCONFIG_DEFENSIVE, on ? 1 : 0, nullptr) == SQLITE_OK;
}

sqlite3_stmt* SqliteConnection::prepare(std::string_view sql, bool lasting, std::string_view* tail)
{
    sqlite3_stmt* statement = nullptr;
    const char* end = nullptr;
    if (sql.size() > 1'000'000'000)
        raise(argumentError("The statement is longer than SQLite allows.", {}));
    m_busySince = {};
    int code = sqlite3_prepare_v3(m_db, sql.data(), static_cast<int>(sql.size()),
        lasting ? SQLITE_PREPARE_PERSISTENT : 0, &statement, &end);
    if (code != SQLITE_OK)
        throwError(code, sql);
    auto used = static_cast<std::size_t>(end - sql.data());
    *tail = sql.substr(std::min(used, sql.size()));
    // SQLite stops at a NUL as if the text ended there.
    if (used < sql.size() && sql[used] == '\0') {
        sqlite3_finalize(statement);
        Error error = argumentError(
            "The statement contains a NUL character.", sql, "Write it as char(0), or bind the value.");
        error.position = static_cast<int>(used);
        raise(std::move(error));
    }
    return statement;
}

sqlite3_stmt* SqliteConnection::acquire(const std::string& sql, bool cached)
{
    if (auto found = m_cacheIndex.find(sql); cached && found != m_cacheIndex.end()) {
        sqlite3_stmt* statement = found->second->statement;
        m_cache.erase(found->second);
        m_cacheIndex.erase(found);
        return statement;
    }
    std::string_view tail;
    sqlite3_stmt* statement = prepare(sql, cached, &tail);
    if (!statement && !isBlank(tail))
        statement = prepare(tail, cached, &tail); // an empty statement before the first: "; SELECT 1"
    if (!statement)
        raise(argumentError("There is no statement in this text.", sql));
    if (!isBlank(tail)) {
        sqlite3_finalize(statement);
        Error error = argumentError("This text holds more than one statement.", sql,
            "Execute them one after the other, or as a script.");
        error.position = static_cast<int>(sql.size() - tail.size());
        raise(std::move(error));
    }
    return statement;
}

void SqliteConnection::release(sqlite3_stmt* statement, const std::string& sql, bool cached) noexcept
{
    if (cached) {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
        try {
            if (!m_cacheIndex.contains(sql)) {
                m_cache.push_front({sql, statement});
                m_cacheIndex[sql] = m_cache.begin();
                statement = nullptr;
                if (m_cache.size() > cachedStatements) {
                    statement = m_cache.back().statement;
                    m_cacheIndex.erase(m_cache.back().sql);
                    m_cache.pop_back();
                }
            }
        } catch (const std::bad_alloc&) {
            // Not cached, then; whatever list node was made still owns its statement.
            if (!m_cache.empty() && m_cache.front().statement == statement)
                m_cache.pop_front();
        }
    }
    sqlite3_finalize(statement);
}

void SqliteConnection::bind(
    sqlite3_stmt* statement, std::span<const Value> parameters, const std::string& sql, Lifetime lifetime)
{
    auto destructor = lifetime == Lifetime::Kept ? SQLITE_STATIC : SQLITE_TRANSIENT;
    auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(statement));
    if (wanted != parameters.size())
        raise(argumentError(fmt::format("The statement has {} parameters, but {} values were given.", wanted,
                                parameters.size()),
            sql));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const Value& value = parameters[i];
        int index = static_cast<int>(i) + 1;
        int code = SQLITE_OK;
        switch (value.tag()) {
        case ValueTag::Null:
            code = sqlite3_bind_null(statement, index);
            break;
        case ValueTag::Boolean:
        case ValueTag::Integer:
            code = sqlite3_bind_int64(statement, index, value.integer());
            break;
        case ValueTag::Real:
            code = sqlite3_bind_double(statement, index, value.real());
            break;
        case ValueTag::Binary:
            code =
                sqlite3_bind_blob64(statement, index, value.bytes().data(), value.bytes().size(), destructor);
            break;
        case ValueTag::Number:
        case ValueTag::Text:
        case ValueTag::Temporal:
        case ValueTag::Other:
            code = sqlite3_bind_text64(
                statement, index, value.bytes().data(), value.bytes().size(), destructor, SQLITE_UTF8);
            break;
        }
        if (code != SQLITE_OK)
            throwError(code, sql);
    }
}

bool SqliteConnection::step(sqlite3_stmt* statement, const ExecutionOptions& options, std::string_view sql)
{
    m_stop = options.stop;
    m_busySince = {};
    if (m_stop.stop_requested() || m_interrupted)
        throwError(SQLITE_INTERRUPT, sql);
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    throwError(code, sql);
}

void SqliteConnection::throwError(int code, std::string_view sql)
{
    // A lock that was waited for until the stop is a stop, not a lock.
    if ((code & 0xFF) == SQLITE_BUSY && (m_stop.stop_requested() || m_interrupted))
        code = SQLITE_INTERRUPT;
    Error error = errorOf(m_db, code, m_path, sql);
    if (!error.connectionUsable)
        m_usable = false;
    error.transactionUsable = true; // SQLite undoes the statement alone, or ends the transaction
    raise(std::move(error));
}

int SqliteConnection::onProgress(void* self)
{
    return static_cast<SqliteConnection*>(self)->m_stop.stop_requested() ? 1 : 0;
}

int SqliteConnection::onBusy(void* self, int)
{
    auto& connection = *static_cast<SqliteConnection*>(self);
    auto now = std::chrono::steady_clock::now();
    if (connection.m_busySince == std::chrono::steady_clock::time_point())
        connection.m_busySince = now;
    if (connection.m_stop.stop_requested() || connection.m_interrupted
        || now - connection.m_busySince >= connection.m_busyTimeout)
        return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return 1;
}

} // namespace relata::sqlite
