// Writes the steps of a flush one by one; the preview is the same code with another sink. For flush.cpp and
// flush_preview.cpp.
#pragma once

#include "core/editing/flush.h"
#include "core/sql/dml.h"

#include <functional>

namespace relata {

// What a statement did: the rows that it changed, and the columns that it returned of the first one.
struct WriteResult
{
    std::int64_t rowCount = 0;
    std::vector<Value> returned;
};

class FlushSink
{
public:
    virtual ~FlushSink() = default;
    virtual WriteResult run(const SentWrite& write, const Compiled& compiled) = 0;
    // The number that the connection gave last, where INSERT returns nothing (MySQL).
    virtual Value lastInsertId() = 0;
};

class FlushWriter
{
public:
    FlushWriter(const PendingSet& pending, const MetaData& metadata, const FlushOptions& options,
        const SqlDialect& dialect, FlushSink& sink)
        : m_pending(pending), m_metadata(metadata), m_options(options), m_dialect(dialect), m_sink(sink)
    { }
    // Throws DatabaseError; StaleDataError where another number of rows was hit than one.
    void run();
    EditId current() const { return m_current; } // whose statement runs, or failed
    const std::vector<SentWrite>& sent() const { return m_sent; }
    // What is known of a row that was written.
    const RowValues& known(EditId id) const;
    // Where it is found now.
    RowIdentity identityOf(const PendingRow& row) const;

private:
    TablePtr tableOf(const PendingRow& row) const;
    Value valueOf(const PendingRow& row, const std::string& column, const PendingValue& value) const;
    Expression expressionOf(const Column& column, const PendingValue& value, const Value& known) const;
    void insert(const PendingRow& row, const FlushStep& step);
    void update(const PendingRow& row, const FlushStep& step);
    void attach(const PendingRow& row, const FlushStep& step);
    void detach(const PendingRow& row, const FlushStep& step);
    void remove(const PendingRow& row);
    std::vector<std::string> wantedKeys(const Table& table, const PendingRow& row) const;
    WriteResult send(const PendingRow& row, FlushStep::Kind kind, const Statement& statement);
    void requireOne(const PendingRow& row, const WriteResult& result) const;
    std::string versionColumn(const PendingRow& row) const;

    const PendingSet& m_pending;
    const MetaData& m_metadata;
    const FlushOptions& m_options;
    const SqlDialect& m_dialect;
    FlushSink& m_sink;
    EditId m_current = 0;
    std::vector<SentWrite> m_sent;
    std::map<EditId, RowValues> m_known;
    std::map<EditId, std::vector<std::string>> m_referred; // columns that other rows want
};

} // namespace relata
