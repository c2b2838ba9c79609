#include "tests/support/recorded_database.h"

#include "core/util/error.h"

#include <QFile>

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace relata::test {
namespace {

using Json = nlohmann::json;

[[noreturn]] void failQuery(const std::string& message, const std::string& sql)
{
    Error error;
    error.kind = ErrorKind::Programming;
    error.message = message;
    error.statement = sql;
    raise(std::move(error));
}

class RecordedCursor final : public DriverCursor
{
public:
    explicit RecordedCursor(const Json& recording)
    {
        if (recording.is_null())
            return;
        for (const Json& name : recording.at("columns")) {
            m_columns.emplace_back();
            m_columns.back().name = name.get<std::string>();
        }
        RowChunkBuilder builder(m_columns.size());
        for (const Json& row : recording.at("rows")) {
            if (row.size() != m_columns.size())
                throw std::runtime_error("a recorded row has not as many cells as columns: " + row.dump());
            for (const Json& cell : row)
                add(builder, cell);
        }
        if (!builder.empty())
            m_rows = builder.take();
    }
    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    RowChunkPtr fetch(std::size_t, std::size_t) override { return std::exchange(m_rows, nullptr); }
    std::int64_t rowCount() const override { return -1; }

private:
    static void add(RowChunkBuilder& builder, const Json& cell)
    {
        if (cell.is_null())
            builder.addNull();
        else if (cell.is_boolean())
            builder.addBoolean(cell.get<bool>());
        else if (cell.is_number_integer())
            builder.addInteger(cell.get<std::int64_t>());
        else
            builder.addBytes(ValueTag::Text, cell.get<std::string>());
    }

    std::vector<ResultColumn> m_columns;
    RowChunkPtr m_rows;
};

class RecordedConnection final : public DriverConnection
{
public:
    RecordedConnection(Json recording, RecordedQueries queries)
        : m_recording(std::move(recording)), m_queries(std::move(queries))
    { }

    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options) override
    {
        if (options.stop.stop_requested()) {
            Error error;
            error.kind = ErrorKind::Cancelled;
            error.message = "Stopped.";
            raise(std::move(error));
        }
        auto query = m_queries.keyOf.find(sql);
        if (query == m_queries.keyOf.end())
            failQuery("This query was not recorded.", sql);
        std::string key = query->second;
        for (const Value& parameter : parameters)
            key += "@" + parameter.toText();
        Json answer = m_recording.value(key, Json());
        if (answer.is_object() && answer.contains("error"))
            failQuery(answer["error"], sql);
        return std::make_unique<RecordedCursor>(answer);
    }
    void executeScript(const std::string&, const ExecutionOptions&) override { }
    void interrupt() noexcept override { }
    bool isUsable() const override { return true; }
    bool inTransaction() const override { return false; }
    std::string serverVersion() const override { return m_queries.serverVersion; }

private:
    Json m_recording;
    RecordedQueries m_queries;
};

} // namespace

std::unique_ptr<Connection> recordedConnection(
    std::shared_ptr<const Dialect> dialect, const QString& file, RecordedQueries queries)
{
    QFile recording(file);
    if (!recording.open(QIODevice::ReadOnly))
        throw std::runtime_error("there is no recording " + file.toStdString());
    return std::make_unique<Connection>(std::move(dialect),
        std::make_unique<RecordedConnection>(
            Json::parse(recording.readAll().toStdString()), std::move(queries)));
}

} // namespace relata::test
