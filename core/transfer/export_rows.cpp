#include "core/transfer/export_rows.h"

#include "core/transfer/xlsx.h"
#include "core/util/atomic_file.h"

#include <fmt/format.h>

#include <sys/stat.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace relata {
namespace {

constexpr std::size_t waitingChunks = 4;
constexpr std::size_t rowsPerChunk = 4096;
constexpr std::size_t copyBuffer = 1u << 20; // bytes
constexpr std::chrono::milliseconds progressEvery{100};

void orRaise(Result<void> result)
{
    if (!result)
        raise(std::move(result).error());
}

[[noreturn]] void raiseCancelled()
{
    Error error;
    error.kind = ErrorKind::Cancelled;
    error.message = "The export was stopped.";
    raise(std::move(error));
}

// Hands chunks to a thread of its own that writes them; stops at the writer's first error.
class WritingThread
{
public:
    explicit WritingThread(RowWriter& writer) : m_writer(writer), m_thread([this] { run(); }) { }
    ~WritingThread()
    {
        {
            std::lock_guard lock(m_mutex);
            m_closed = true;
            m_chunks.clear();
        }
        m_changed.notify_all();
        if (m_thread.joinable())
            m_thread.join();
    }

    void put(RowChunkPtr chunk)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_failed || m_chunks.size() < waitingChunks; });
        orRaise(m_failed ? Result<void>(fail(*m_failed)) : Result<void>());
        m_chunks.push_back(std::move(chunk));
        lock.unlock();
        m_changed.notify_all();
    }

    // Everything is written when it returns.
    void finish()
    {
        {
            std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_changed.notify_all();
        m_thread.join();
        orRaise(m_failed ? Result<void>(fail(*m_failed)) : Result<void>());
    }

private:
    void run()
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_changed.wait(lock, [this] { return m_closed || !m_chunks.empty(); });
            if (m_chunks.empty())
                return;
            RowChunkPtr chunk = std::move(m_chunks.front());
            m_chunks.pop_front();
            lock.unlock();
            m_changed.notify_all();
            Result<void> written = m_writer.write(*chunk);
            chunk.reset();
            lock.lock();
            if (!written) {
                m_failed = std::move(written).error();
                m_chunks.clear();
                m_changed.notify_all();
                return;
            }
        }
    }

    RowWriter& m_writer;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<RowChunkPtr> m_chunks;
    std::optional<Error> m_failed;
    bool m_closed = false;
    std::thread m_thread; // last: it uses the others
};

class ProgressClock
{
public:
    ProgressClock(const ExportProgressSink& sink, const std::atomic<std::int64_t>& bytes)
        : m_sink(sink), m_bytes(bytes)
    { }
    void note(std::int64_t rows)
    {
        const auto now = std::chrono::steady_clock::now();
        if (!m_sink || now - m_last < progressEvery)
            return;
        m_last = now;
        m_sink({rows, m_bytes.load(std::memory_order_relaxed)});
    }

private:
    const ExportProgressSink& m_sink;
    const std::atomic<std::int64_t>& m_bytes;
    std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
};

std::string copyStatementFor(const ExportSource& source, const ExportOptions& options)
{
    const bool tabs = options.format == ExportFormat::TabSeparated;
    const CsvFormat& csv = options.csv;
    const bool alike = (tabs || options.format == ExportFormat::Csv) && csv.quote == '"' && !csv.quoteAll
        && csv.nullText.empty() && csv.lineEnding == "\n" && options.bytes == BytesText::Hex
        && options.encoding == TextEncoding::Utf8;
    return alike && source.copyStatement ? source.copyStatement(tabs ? '\t' : csv.separator) : std::string();
}

std::int64_t copyRows(Connection& connection, const std::string& statement, const ByteSink& sink,
    ProgressClock& clock, std::stop_token stop)
{
    std::int64_t rows = 0;
    std::string buffer;
    buffer.reserve(copyBuffer + (64u << 10));
    connection.copyOut(statement, [&](std::string_view row) {
        buffer += row;
        ++rows;
        if (buffer.size() < copyBuffer)
            return;
        if (stop.stop_requested())
            raiseCancelled();
        orRaise(sink(buffer));
        buffer.clear();
        clock.note(rows);
    });
    orRaise(buffer.empty() ? Result<void>() : sink(buffer));
    return rows;
}

// What all ways have in common once there is a writer.
std::int64_t writeRows(
    const ExportSource& source, RowWriter& writer, ProgressClock& clock, std::stop_token stop)
{
    orRaise(writer.begin(source.columns));
    std::int64_t rows = 0;
    {
        WritingThread thread(writer);
        source.read([&](RowChunkPtr chunk) {
            if (stop.stop_requested())
                raiseCancelled();
            rows += static_cast<std::int64_t>(chunk->rowCount());
            thread.put(std::move(chunk));
            clock.note(rows);
        });
        thread.finish();
    }
    if (stop.stop_requested())
        raiseCancelled();
    orRaise(writer.end());
    return rows;
}

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

ExportReport exportToXlsx(const ExportSource& source, const ExportOptions& options, const AtomicFile& file,
    const ExportProgressSink& progress, std::stop_token stop)
{
    ExportReport report;
    std::atomic<std::int64_t> bytes{0};
    ProgressClock clock(progress, bytes);
    XlsxWriter writer(file.temporaryPath(), options.csv.header);
    report.rows = writeRows(source, writer, clock, stop);
    report.warnings = writer.warnings();
    struct stat written
    { };
    if (::stat(file.temporaryPath().c_str(), &written) == 0)
        report.bytes = written.st_size;
    return report;
}

// A stop arrives as whatever the interrupted statement throws.
template <typename Work>
ExportReport orCancelled(std::stop_token stop, Work work)
{
    try {
        return work();
    } catch (const DatabaseError&) {
        if (stop.stop_requested())
            raiseCancelled();
        throw;
    }
}

ExportReport streamTo(Connection& connection, const ExportSource& source, const ExportOptions& options,
    const ByteSink& sink, const ExportProgressSink& progress, std::stop_token stop)
{
    const auto start = std::chrono::steady_clock::now();
    const std::stop_callback interrupt(stop, [&connection] { connection.interrupt(); });
    ExportReport report;
    std::atomic<std::int64_t> bytes{0};
    ByteSink counting = [&sink, &bytes](std::string_view text) {
        bytes.fetch_add(static_cast<std::int64_t>(text.size()), std::memory_order_relaxed);
        return sink(text);
    };
    ProgressClock clock(progress, bytes);
    auto replaced = std::make_shared<std::int64_t>(0);
    std::unique_ptr<RowWriter> writer = textWriter(options, counting, replaced);
    if (const std::string statement = copyStatementFor(source, options); !statement.empty()) {
        orRaise(writer->begin(source.columns));
        orRaise(writer->end()); // the header
        report.rows = copyRows(connection, statement,
            encodedSink(counting, options.encoding, options.byteOrderMark && !options.csv.header, replaced),
            clock, stop);
    } else {
        report.rows = writeRows(source, *writer, clock, stop);
        report.warnings = writer->warnings();
    }
    if (*replaced > 0) {
        report.warnings.push_back(
            fmt::format("{} characters do not exist in the chosen encoding and were replaced.", *replaced));
    }
    report.bytes = bytes;
    report.seconds = secondsSince(start);
    return report;
}

} // namespace

ExportSource browseSource(Connection& connection, const BrowseSelect& select,
    const std::vector<std::size_t>& columns, std::stop_token stop, std::int64_t limit)
{
    RowRange range;
    range.limit = limit;
    SqlStatement statement = select.values(columns, range);
    ExportSource source;
    std::vector<Column> copied;
    for (std::size_t column : columns) {
        copied.push_back(select.target().columns[column]);
        source.columns.emplace_back().name = copied.back().name;
    }
    if (statement.parameters.empty()) {
        source.copyStatement = [&dialect = connection.dialect(), sql = statement.sql,
                                   copied = std::move(copied)](char separator) {
            return dialect.copyOutStatement(sql, copied, separator);
        };
    }
    source.read = [&connection, statement = std::move(statement), stop](
                      const std::function<void(RowChunkPtr)>& take) {
        ExecutionOptions options;
        options.stop = stop;
        CursorResult rows = connection.execute(statement.sql, statement.parameters, options);
        while (RowChunkPtr chunk = rows.fetch(rowsPerChunk))
            take(std::move(chunk));
    };
    return source;
}

ExportSource querySource(Connection& connection, const std::string& sql, std::stop_token stop)
{
    ExecutionOptions options;
    options.stop = stop;
    auto rows = std::make_shared<CursorResult>(connection.execute(sql, {}, options));
    if (!rows->returnsRows()) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "The statement returns no rows, so there is nothing to export.";
        error.statement = sql;
        raise(std::move(error));
    }
    return resultSource(std::move(rows));
}

ExportSource resultSource(std::shared_ptr<CursorResult> rows)
{
    ExportSource source;
    source.columns = rows->columns();
    source.read = [rows](const std::function<void(RowChunkPtr)>& take) {
        while (RowChunkPtr chunk = rows->fetch(rowsPerChunk))
            take(std::move(chunk));
    };
    return source;
}

ExportReport exportToSink(Connection& connection, const ExportSource& source, const ExportOptions& options,
    const ByteSink& sink, const ExportProgressSink& progress, std::stop_token stop)
{
    return orCancelled(stop, [&] { return streamTo(connection, source, options, sink, progress, stop); });
}

ExportReport exportToFile(Connection& connection, const ExportSource& source, const ExportOptions& options,
    const std::string& path, const ExportProgressSink& progress, std::stop_token stop)
{
    const auto start = std::chrono::steady_clock::now();
    Result<AtomicFile> file = AtomicFile::create(path);
    if (!file)
        raise(std::move(file).error());
    const std::stop_callback interrupt(stop, [&connection] { connection.interrupt(); });
    const auto toFile = [&file](std::string_view bytes) { return file->write(bytes); };
    ExportReport report = orCancelled(stop, [&] {
        return options.format == ExportFormat::Xlsx
            ? exportToXlsx(source, options, *file, progress, stop)
            : streamTo(connection, source, options, toFile, progress, stop);
    });
    orRaise(file->commit());
    report.seconds = secondsSince(start);
    return report;
}

} // namespace relata
