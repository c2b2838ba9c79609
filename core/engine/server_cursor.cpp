#include "core/engine/server_cursor.h"

#include <algorithm>

namespace relata {
namespace {

// The first block, which also brings the columns' names.
constexpr std::size_t firstRows = 1024;

// Rows [first, first + count) of a chunk; the chunk itself where these are all.
RowChunkPtr part(const RowChunkPtr& chunk, std::size_t first, std::size_t count)
{
    if (first == 0 && count == chunk->rowCount())
        return chunk;
    RowChunkBuilder builder(chunk->columnCount());
    for (std::size_t row = first; row < first + count; ++row) {
        for (std::size_t column = 0; column < chunk->columnCount(); ++column)
            builder.add(chunk->at(row, column));
    }
    return builder.take();
}

void run(DriverConnection& connection, const std::string& sql, std::span<const Value> parameters,
    const ExecutionOptions& options)
{
    std::unique_ptr<DriverCursor> cursor = connection.execute(sql, parameters, options);
    while (cursor->fetch(1)) { }
}

} // namespace

ServerCursor::ServerCursor(DriverConnection& connection, const Dialect& dialect, std::string name,
    const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options,
    std::function<bool()> isAlive)
    : m_connection(connection)
    , m_dialect(dialect)
    , m_name(std::move(name))
    , m_options(options)
    , m_isAlive(std::move(isAlive))
{
    m_options.interleaved = false;
    run(m_connection, dialect.serverCursorStatement(ServerCursorAction::Declare, m_name, sql, 0), parameters,
        m_options);
    fetchBlock(firstRows);
}

ServerCursor::~ServerCursor()
{
    // At the end of its transaction the server has closed it.
    if (!m_isAlive() || !m_connection.isUsable())
        return;
    try {
        run(m_connection, m_dialect.serverCursorStatement(ServerCursorAction::Close, m_name, {}, 0), {}, {});
    } catch (const DatabaseError&) {
        // The transaction has failed; its rollback closes the cursor.
    }
}

void ServerCursor::fetchBlock(std::size_t rows)
{
    if (!m_isAlive()) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "The transaction in which these rows are read is over.";
        error.hint = "Read them to the end before it is committed or rolled back.";
        raise(std::move(error));
    }
    std::unique_ptr<DriverCursor> cursor = m_connection.execute(
        m_dialect.serverCursorStatement(ServerCursorAction::Fetch, m_name, {}, rows), {}, m_options);
    if (m_columns.empty())
        m_columns = cursor->columns();
    std::size_t found = 0;
    while (RowChunkPtr chunk = cursor->fetch(rows)) {
        found += chunk->rowCount();
        m_more.push_back(std::move(chunk));
    }
    std::reverse(m_more.begin(), m_more.end());
    m_atEnd = found < rows;
}

RowChunkPtr ServerCursor::fetch(std::size_t maxRows, std::size_t)
{
    if (!m_block && m_more.empty() && !m_atEnd)
        fetchBlock(std::clamp<std::size_t>(maxRows, 1, 100000));
    if (!m_block && !m_more.empty()) {
        m_block = std::move(m_more.back());
        m_more.pop_back();
        m_next = 0;
    }
    if (!m_block)
        return nullptr;
    std::size_t count = std::min(std::max<std::size_t>(maxRows, 1), m_block->rowCount() - m_next);
    RowChunkPtr rows = part(m_block, m_next, count);
    m_next += count;
    if (m_next == m_block->rowCount())
        m_block.reset();
    return rows;
}

KeptCursor::KeptCursor(DriverCursor& cursor) : m_columns(cursor.columns())
{
    while (RowChunkPtr chunk = cursor.fetch(firstRows))
        m_chunks.push_back(std::move(chunk));
    std::reverse(m_chunks.begin(), m_chunks.end());
    m_messages = cursor.takeMessages();
    m_rowCount = cursor.rowCount();
}

RowChunkPtr KeptCursor::fetch(std::size_t maxRows, std::size_t)
{
    if (m_chunks.empty())
        return nullptr;
    RowChunkPtr& chunk = m_chunks.back();
    std::size_t count = std::min(std::max<std::size_t>(maxRows, 1), chunk->rowCount() - m_next);
    RowChunkPtr rows = part(chunk, m_next, count);
    m_next += count;
    if (m_next == chunk->rowCount()) {
        m_chunks.pop_back();
        m_next = 0;
    }
    return rows;
}

} // namespace relata
