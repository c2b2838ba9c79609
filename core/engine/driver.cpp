#include "core/engine/driver.h"

namespace relata {

ManyResult DriverConnection::executeMany(
    const std::string& sql, std::span<const std::vector<Value>> rows, const ExecutionOptions& options)
{
    ManyResult result;
    result.counts.reserve(rows.size());
    for (const std::vector<Value>& row : rows) {
        std::unique_ptr<DriverCursor> cursor = execute(sql, row, options);
        if (result.columns.empty())
            result.columns = cursor->columns();
        while (RowChunkPtr chunk = cursor->fetch(1024))
            result.returned.push_back(std::move(chunk));
        result.counts.push_back(cursor->rowCount());
        if (result.total >= 0)
            result.total = cursor->rowCount() < 0 ? -1 : result.total + cursor->rowCount();
    }
    return result;
}

namespace {

[[noreturn]] void refuseCopy()
{
    Error error;
    error.kind = ErrorKind::NotSupported;
    error.message = "COPY is PostgreSQL's; this connection has none.";
    error.hint = "Insert the rows with executeMany().";
    raise(std::move(error));
}

} // namespace

std::int64_t DriverConnection::copyIn(const std::string&, const std::function<bool(std::string&)>&)
{
    refuseCopy();
}

std::int64_t DriverConnection::copyOut(const std::string&, const std::function<void(std::string_view)>&)
{
    refuseCopy();
}

} // namespace relata
