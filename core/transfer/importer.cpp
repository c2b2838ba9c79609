#include "core/transfer/importer.h"

#include "core/sql/ddl.h"
#include "core/sql/dml.h"
#include "core/sql/functions.h"
#include "core/transfer/csv.h"
#include "core/transfer/rejected_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace relata {
namespace {

constexpr std::size_t rowsPerBatch = 2000;
constexpr std::size_t bytesPerBatch = 4u << 20;
constexpr std::size_t fewestForCopy = 50; // below, COPY's start costs more than it saves
constexpr std::size_t keptReasons = 20;
constexpr std::chrono::milliseconds progressEvery{100};

void orRaise(Result<void> result)
{
    if (!result)
        raise(std::move(result).error());
}

// Whether another row could fare better: the connection lives and the statement itself is right.
bool isOfTheRow(const Error& error)
{
    if (!error.connectionUsable)
        return false;
    const std::string state = error.sqlState.substr(0, 2);
    // Conditions that triggers raise: PostgreSQL's P0001, the standard's 45000.
    return error.kind == ErrorKind::Integrity || error.kind == ErrorKind::Data || state == "22"
        || state == "23" || state == "44" || state == "P0" || state == "45";
}

struct PendingRecord
{
    Record record;
    std::vector<Value> values;
};

class Import
{
public:
    Import(Connection& connection, const ImportPlan& plan, RecordReader& reader,
        const ImportProgressSink& progress, std::stop_token stop, ImportReport& report)
        : m_connection(connection)
        , m_plan(plan)
        , m_reader(reader)
        , m_progress(progress)
        , m_stop(std::move(stop))
        , m_report(report)
        , m_rejected(plan.rejectedPath, plan.format, reader.columns())
    { }

    void run();
    // After a failure: what is not committed goes, and the table if it was made for this.
    void undo();
    Result<void> closeRejected() { return m_rejected.close(); }
    bool hasRejected() const { return !m_rejected.isEmpty() && !m_plan.rejectedPath.empty(); }

private:
    void prepare();
    void createTable();
    void checkStop() const;
    void add(Record record);
    void flush();
    void store(std::size_t begin, std::size_t end);
    std::int64_t send(std::size_t begin, std::size_t end);
    std::int64_t copy(std::size_t begin, std::size_t end);
    bool canCopy(std::size_t begin, std::size_t end) const;
    void reject(const Record& record, const std::string& reason);
    void commitBatch();
    std::int64_t countRows();
    void note();

    Connection& m_connection;
    const ImportPlan& m_plan;
    RecordReader& m_reader;
    const ImportProgressSink& m_progress;
    std::stop_token m_stop;
    ImportReport& m_report;
    RejectedRows m_rejected;
    std::vector<std::string> m_names; // of the columns that are written
    std::optional<Compiled> m_insert;
    std::string m_copy; // COPY's statement, or ""
    std::vector<PendingRecord> m_batch;
    std::size_t m_batchBytes = 0;
    std::int64_t m_written = 0; // since the last commit
    std::int64_t m_sent = 0; // likewise, rows that were not refused
    std::int64_t m_before = 0; // rows of the table, where duplicates are counted by it
    bool m_created = false;
    std::chrono::steady_clock::time_point m_lastNote = std::chrono::steady_clock::now();
};

void Import::checkStop() const
{
    if (!m_stop.stop_requested())
        return;
    Error error;
    error.kind = ErrorKind::Cancelled;
    error.message = "The import was stopped.";
    raise(std::move(error));
}

void Import::createTable()
{
    const Dialect& dialect = m_connection.dialect();
    MetaData metadata;
    metadata.dialect = dialect.traits().name;
    metadata.addTable(*m_plan.table);
    for (const DdlStatement& statement : relata::createTable(*m_plan.table, metadata, dialect).statements)
        m_connection.execute(statement.text).close();
    m_created = true;
}

void Import::prepare()
{
    for (const ImportColumn& column : m_plan.columns) {
        if (column.from != ImportColumn::From::Default)
            m_names.push_back(column.name);
    }
    Insert statement = insert(FromClause(m_plan.table)).columns(m_names);
    ColumnValues set;
    for (const std::string& name : m_names) {
        if (std::find(m_plan.key.begin(), m_plan.key.end(), name) == m_plan.key.end())
            set.emplace_back(name, excluded(name));
    }
    if (m_plan.mode == ImportMode::Update && !set.empty())
        statement = statement.onConflictDoUpdate(m_plan.key, set);
    else if (m_plan.mode != ImportMode::Insert)
        statement = statement.onConflictDoNothing(m_plan.key);
    m_insert = m_connection.compile(statement);
    if (m_plan.mode == ImportMode::Insert)
        m_copy = m_connection.dialect().copyInStatement(m_plan.table->schema, m_plan.table->name, m_names);
    if (m_plan.mode == ImportMode::SkipDuplicates)
        m_before = countRows();
}

std::int64_t Import::countRows()
{
    const FromClause table(m_plan.table);
    return m_connection.scalar(select(func::count()).selectFrom(table)).integer();
}

void Import::run()
{
    // Where CREATE TABLE commits by itself, it comes before the transaction, and undo() drops the table.
    const bool together = m_connection.dialect().traits().transactionalDdl;
    if (m_plan.createTable && !together)
        createTable();
    m_connection.begin();
    if (m_plan.createTable && together)
        createTable();
    prepare();
    Record record;
    while (m_reader.next(record)) {
        ++m_report.read;
        add(std::move(record));
        record = {};
        note();
    }
    flush();
    commitBatch();
    m_report.warnings = m_reader.warnings();
}

void Import::add(Record record)
{
    std::string problem = rowProblem(m_plan, record, m_reader.columns().size());
    PendingRecord pending;
    if (problem.empty()) {
        const std::vector<std::optional<ReadCell>> cells = readRow(m_plan, record);
        for (std::size_t i = 0; i < cells.size() && problem.empty(); ++i) {
            if (!cells[i])
                continue;
            if (!cells[i]->problem.empty())
                problem = fmt::format("{}: {}", m_plan.columns[i].name, cells[i]->problem);
            m_batchBytes += cells[i]->value.bytes().size() + 16;
            pending.values.push_back(cells[i]->value);
        }
    }
    if (!problem.empty())
        return reject(record, problem);
    pending.record = std::move(record);
    m_batch.push_back(std::move(pending));
    if (m_batch.size() >= rowsPerBatch || m_batchBytes >= bytesPerBatch)
        flush();
}

void Import::flush()
{
    checkStop();
    if (!m_batch.empty())
        store(0, m_batch.size());
    m_batch.clear();
    m_batchBytes = 0;
    if (m_plan.commitEvery > 0 && m_sent >= m_plan.commitEvery) {
        commitBatch();
        m_connection.begin();
        if (m_plan.mode == ImportMode::SkipDuplicates)
            m_before = countRows();
    }
}

void Import::commitBatch()
{
    std::int64_t stored = m_written;
    if (m_plan.mode == ImportMode::SkipDuplicates)
        stored = std::min(m_written, countRows() - m_before);
    m_connection.commit();
    m_report.stored += stored;
    m_report.skipped += m_sent - stored;
    m_report.tableCreated = m_created;
    m_written = 0;
    m_sent = 0;
}

// Halves what the database refuses until it is one row.
void Import::store(std::size_t begin, std::size_t end)
{
    checkStop();
    const std::string savepoint = m_connection.beginNested();
    try {
        const std::int64_t count = send(begin, end);
        m_connection.releaseNested(savepoint);
        const auto rows = static_cast<std::int64_t>(end - begin);
        m_written += m_plan.mode == ImportMode::SkipDuplicates && count >= 0 ? std::min(count, rows) : rows;
        m_sent += rows;
        return;
    } catch (const DatabaseError& error) {
        if (!isOfTheRow(error.error()))
            throw;
        m_connection.rollbackNested(savepoint);
        if (end - begin == 1) {
            const Error& reason = error.error();
            return reject(m_batch[begin].record,
                reason.detail.empty() ? reason.message : reason.message + " " + reason.detail);
        }
    }
    const std::size_t middle = begin + (end - begin) / 2;
    store(begin, middle);
    store(middle, end);
}

std::int64_t Import::send(std::size_t begin, std::size_t end)
{
    if (canCopy(begin, end))
        return copy(begin, end);
    std::vector<std::vector<Value>> rows;
    rows.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i)
        rows.push_back(m_batch[i].values);
    ExecutionOptions options;
    options.stop = m_stop;
    return m_connection.executeMany(*m_insert, rows, options).total;
}

bool Import::canCopy(std::size_t begin, std::size_t end) const
{
    if (m_copy.empty() || end - begin < fewestForCopy)
        return false;
    // A line of \. alone ends COPY's data, in servers before 18 within quotes too
    // (https://www.postgresql.org/docs/18/sql-copy.html).
    for (std::size_t i = begin; i < end; ++i) {
        for (const Value& value : m_batch[i].values) {
            if (value.tag() != ValueTag::Binary && value.bytes().find("\\.") != std::string::npos)
                return false;
        }
    }
    return true;
}

std::int64_t Import::copy(std::size_t begin, std::size_t end)
{
    RowChunkBuilder builder(m_names.size());
    for (std::size_t i = begin; i < end; ++i) {
        for (const Value& value : m_batch[i].values)
            builder.add(value.view());
    }
    std::string text;
    CsvFormat format;
    format.header = false;
    CsvWriter writer(
        [&text](std::string_view bytes) -> Result<void> {
            text += bytes;
            return {};
        },
        format);
    orRaise(writer.write(*builder.take()));
    orRaise(writer.end());
    bool sent = false;
    return m_connection.copyIn(m_copy, [&](std::string& buffer) {
        if (!sent)
            buffer.swap(text);
        return !std::exchange(sent, true);
    });
}

void Import::reject(const Record& record, const std::string& reason)
{
    ++m_report.rejected;
    if (m_report.reasons.size() < keptReasons)
        m_report.reasons.push_back(fmt::format("line {}: {}", record.line, reason));
    orRaise(m_rejected.add(record, reason));
    if (m_plan.maxRejected >= 0 && m_report.rejected > m_plan.maxRejected) {
        Error error;
        error.kind = ErrorKind::Data;
        error.message = m_plan.maxRejected == 0
            ? fmt::format("Line {} was refused: {}", record.line, reason)
            : fmt::format("More than {} rows were refused; the last is line {}: {}", m_plan.maxRejected,
                record.line, reason);
        error.hint = "Mend the file, or allow more refused rows.";
        raise(std::move(error));
    }
}

void Import::note()
{
    const auto now = std::chrono::steady_clock::now();
    if (!m_progress || now - m_lastNote < progressEvery)
        return;
    m_lastNote = now;
    m_progress({m_report.read, m_report.rejected, m_reader.position(), m_reader.size()});
    checkStop();
}

void Import::undo()
{
    if (!m_connection.isUsable())
        return;
    try {
        if (m_connection.inTransaction())
            m_connection.rollback();
        const bool stays = m_connection.dialect().traits().transactionalDdl || m_report.tableCreated;
        if (m_created && !stays) {
            MetaData metadata;
            metadata.dialect = m_connection.dialect().traits().name;
            metadata.addTable(*m_plan.table);
            for (const DdlStatement& statement : dropAll(metadata, m_connection.dialect()).statements)
                m_connection.execute(statement.text).close();
        }
    } catch (const DatabaseError& error) {
        m_report.warnings.push_back("It could not be undone cleanly: " + error.error().message);
    }
}

} // namespace

ImportReport importFile(
    Connection& connection, const ImportPlan& plan, const ImportProgressSink& progress, std::stop_token stop)
{
    const auto start = std::chrono::steady_clock::now();
    ImportReport report;
    Result<std::unique_ptr<RecordReader>> reader = openRecords(plan.path, plan.format);
    if (!reader) {
        report.failure = reader.error();
        return report;
    }
    if (const std::vector<std::string> problems = planProblems(plan, (*reader)->columns().size());
        !problems.empty()) {
        report.failure = fail(ErrorKind::Argument, problems.front()).value();
        return report;
    }
    Import import(connection, plan, **reader, progress, stop, report);
    const std::stop_callback interrupt(stop, [&connection] { connection.interrupt(); });
    try {
        import.run();
    } catch (const DatabaseError& error) {
        report.failure = error.error();
        if (stop.stop_requested()) {
            report.failure = Error();
            report.failure->kind = ErrorKind::Cancelled;
            report.failure->message = "The import was stopped.";
        }
        import.undo();
        if (report.stored > 0)
            report.failure->hint += fmt::format("{}{} rows of earlier batches are stored.",
                report.failure->hint.empty() ? "" : " ", report.stored);
    }
    if (import.hasRejected()) {
        if (Result<void> closed = import.closeRejected(); closed)
            report.rejectedPath = plan.rejectedPath;
        else
            report.warnings.push_back("The refused rows could not be kept: " + closed.error().message);
    }
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace relata
