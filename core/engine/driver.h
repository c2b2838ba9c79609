// What a driver offers: bytes and rows (Python's DBAPI). A driver knows its client library and no SQL of its
// own.
//
// Threads: a DriverConnection and its cursors belong to the thread that uses them, except interrupt(), which
// any thread may call at any time between the connection's construction and the start of its destructor.
// Failures throw relata::DatabaseError's subclasses.
#pragma once

#include "core/types/row_chunk.h"
#include "core/types/value.h"
#include "core/util/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace relata {

// What a dialect makes of a URL for its driver, in the client library's own keys. One value reaches the
// library as that value only.
struct ConnectArguments
{
    std::vector<std::pair<std::string, std::string>> parameters;
    bool readOnly = false;
};

struct ExecutionOptions
{
    std::stop_token stop; // when requested, execute() and fetch() throw CancelledError within a second
    std::size_t maxCellBytes = 0; // longer values arrive as prefixes (ValueView::truncated); 0 = whole
    bool buffered = false; // the result is small: the driver may hold it whole, where that is quicker
    // Other statements run on the connection while this one's rows are still being fetched. Where nothing
    // else is to be had, the rows are read at once and kept.
    bool interleaved = false;
};

struct ResultColumn
{
    std::string name;
    std::string typeName; // the server's name of the type, "" if unknown ("int4", "VARCHAR(20)")
    std::string sourceTable; // where the client library tells; "" otherwise
    std::string sourceColumn;
    std::string sourceSchema; // with sourceTable; "" = the default schema, or unknown
    // Where the client library tells numbers only (libpq): the table's OID and the column's place from 1.
    std::uint32_t sourceTableId = 0;
    int sourceColumnNumber = 0;
};

class DriverCursor
{
public:
    virtual ~DriverCursor() = default;
    // Empty for statements that return no rows.
    virtual const std::vector<ResultColumn>& columns() const = 0;
    // The next rows, at most maxRows and fewer where `softByteLimit` bytes are reached; nullptr when there
    // are no more. Never an empty chunk.
    virtual RowChunkPtr fetch(std::size_t maxRows, std::size_t softByteLimit = 8u << 20) = 0;
    // Rows that the statement changed; -1 if the server does not say, or not yet.
    virtual std::int64_t rowCount() const = 0;
    // What the server said beside the rows (NOTICE, warnings).
    virtual std::vector<std::string> takeMessages() { return {}; }
};

// What the same statement did for many rows of parameters.
struct ManyResult
{
    std::vector<std::int64_t> counts; // rows changed by each; empty where the server told `total` alone
    std::int64_t total = 0; // of all of them; -1 if the server does not say
    std::vector<ResultColumn> columns;
    std::vector<RowChunkPtr> returned; // what they returned, in the order of the parameters

    std::int64_t rowCount() const { return total; }
};

class DriverConnection
{
public:
    virtual ~DriverConnection() = default; // closes, rolls back what is open
    // One statement. Parameters are bound, never written into the text. The cursor must be destroyed before
    // the next execute(), but for those of ExecutionOptions::interleaved. Rows stream: nothing beyond a chunk
    // is held by us (libpq's single-row mode, sqlite3_step).
    virtual std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options) = 0;
    // One statement for many rows of parameters, all of one length; stops at the first failure. Drivers do it
    // in the way that their client library does it fastest; this one executes them one after the other.
    virtual ManyResult executeMany(
        const std::string& sql, std::span<const std::vector<Value>> rows, const ExecutionOptions& options);
    // PostgreSQL's COPY; NotSupported elsewhere. See Connection.
    virtual std::int64_t copyIn(
        const std::string& sql, const std::function<bool(std::string& buffer)>& produce);
    virtual std::int64_t copyOut(const std::string& sql, const std::function<void(std::string_view)>& take);
    // Several statements without parameters or rows, as the client library takes them (sqlite3_exec, PQexec).
    virtual void executeScript(const std::string& script, const ExecutionOptions& options) = 0;
    // Asks the running statement to stop; does nothing if none runs. Thread-safe, does not block.
    virtual void interrupt() noexcept = 0;
    virtual bool isUsable() const = 0; // false after a disconnect
    virtual bool inTransaction() const = 0;
    // Whether execute() heeds ExecutionOptions::interleaved.
    virtual bool interleaves() const { return false; }
    virtual std::string serverVersion() const = 0; // "3.40.1", "15.4"
    // A setting of the client library that SQL cannot reach, by the driver's own name for it; false if it has
    // none of that name.
    virtual bool setSwitch(std::string_view, bool) { return false; }
};

class Driver
{
public:
    virtual ~Driver() = default;
    virtual std::string name() const = 0; // "sqlite3", "libpq"
    virtual bool threadAffine() const { return false; } // connections must stay on the thread that made them
    // `stop` ends a connection attempt within a second (CancelledError). Throws OperationalError.
    virtual std::unique_ptr<DriverConnection> connect(
        const ConnectArguments& arguments, std::stop_token stop) const = 0;
};

} // namespace relata
