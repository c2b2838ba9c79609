#include "core/drivers/qtsql/qtsql_connection.h"

#include "core/drivers/qtsql/odbc_error.h"
#include "core/util/error.h"

#include <optional>

namespace relata::qtsql {
namespace {

class QtSqlCursor final : public DriverCursor
{
public:
    QtSqlCursor(QtSqlConnection& connection, std::string sql, std::span<const Value> parameters,
        const ExecutionOptions& options)
        : m_connection(connection), m_sql(std::move(sql)), m_maxCellBytes(options.maxCellBytes)
    {
        m_stop.emplace(options.stop, [&connection] { connection.interrupt(); });
        auto result = std::make_shared<OdbcSession::Result>();
        m_connection.run(
            [result, sql = m_sql, values = std::vector<Value>(parameters.begin(), parameters.end())](
                OdbcSession& session) { *result = session.execute(sql, values); },
            m_sql);
        m_columns = std::move(result->columns);
        m_rowCount = result->rowCount;
        if (m_columns.empty())
            end();
    }

    ~QtSqlCursor() override
    {
        if (m_ended)
            return;
        try {
            m_connection.run([](OdbcSession& session) { session.finish(); }, m_sql);
        } catch (const DatabaseError&) {
            // Nobody asked for the rest of these rows.
        }
        end();
    }

    const std::vector<ResultColumn>& columns() const override { return m_columns; }

    RowChunkPtr fetch(std::size_t maxRows, std::size_t softByteLimit) override
    {
        if (m_ended)
            return nullptr;
        auto chunk = std::make_shared<RowChunkPtr>();
        try {
            m_connection.run(
                [chunk, maxRows, softByteLimit, cell = m_maxCellBytes](
                    OdbcSession& session) { *chunk = session.fetch(maxRows, softByteLimit, cell); },
                m_sql);
        } catch (...) {
            end();
            throw;
        }
        if (!*chunk)
            end();
        return *chunk;
    }

    std::int64_t rowCount() const override { return m_rowCount; }

private:
    void end()
    {
        m_ended = true;
        m_stop.reset();
        m_connection.ends();
    }

    QtSqlConnection& m_connection;
    std::string m_sql;
    std::size_t m_maxCellBytes;
    std::optional<std::stop_callback<std::function<void()>>> m_stop;
    std::vector<ResultColumn> m_columns;
    std::int64_t m_rowCount = -1;
    bool m_ended = false;
};

} // namespace

QtSqlConnection::QtSqlConnection(
    std::shared_ptr<OdbcSession> session, std::shared_ptr<Worker> worker, TransactionWords words)
    : m_session(std::move(session)), m_worker(std::move(worker)), m_words(std::move(words))
{
    auto version = std::make_shared<std::string>();
    run([version](OdbcSession& open) { *version = open.serverVersion(); }, {});
    m_serverVersion = *version;
}

QtSqlConnection::~QtSqlConnection() = default;

void QtSqlConnection::begins(const ExecutionOptions& options)
{
    if (!m_usable) {
        Error error;
        error.kind = ErrorKind::Operational;
        error.message = "The connection to the server was lost.";
        error.hint = "Connect again.";
        error.connectionUsable = false;
        raise(std::move(error));
    }
    if (options.stop.stop_requested())
        raise(cancelled({}, true));
    m_worker->forgetStop();
    m_running = true;
}

void QtSqlConnection::ends() noexcept
{
    m_running = false;
}

void QtSqlConnection::interrupt() noexcept
{
    if (m_running)
        m_worker->stop();
}

void QtSqlConnection::run(std::function<void(OdbcSession&)> job, const std::string& sql)
{
    auto onThread = [session = m_session, work = std::move(job), worker = std::weak_ptr(m_worker)] {
        std::shared_ptr<Worker> alive = worker.lock();
        try {
            work(*session);
        } catch (const DatabaseError& failure) {
            // Drivers word an interruption each in their own way; that it was asked for says what it is.
            bool asked = alive && alive->stopAsked();
            if (asked && failure.error().kind != ErrorKind::Integrity)
                raise(cancelled(failure.error().statement, failure.error().connectionUsable));
            throw;
        }
    };
    try {
        Worker::Outcome outcome =
            m_worker->run(std::move(onThread), [session = m_session] { session->cancel(); });
        if (outcome == Worker::Outcome::Abandoned) {
            m_usable = false;
            ends();
            raise(cancelled(sql, false));
        }
    } catch (const DatabaseError& failure) {
        m_usable = m_usable && failure.error().connectionUsable;
        ends();
        throw;
    }
}

std::unique_ptr<DriverCursor> QtSqlConnection::execute(
    const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options)
{
    begins(options);
    return std::make_unique<QtSqlCursor>(*this, sql, parameters, options);
}

bool QtSqlConnection::isTransactionWord(const std::string& text)
{
    if (text.empty())
        return false;
    if (text == m_words.begin) {
        run([](OdbcSession& session) { session.begin(); }, text);
        m_inTransaction = true;
    } else if (text == m_words.commit) {
        run([](OdbcSession& session) { session.commit(); }, text);
        m_inTransaction = false;
    } else if (text == m_words.rollback) {
        run([](OdbcSession& session) { session.rollback(); }, text);
        m_inTransaction = false;
    } else {
        return false;
    }
    return true;
}

void QtSqlConnection::executeScript(const std::string& script, const ExecutionOptions& options)
{
    begins(options);
    std::stop_callback stop(options.stop, [this] { interrupt(); });
    if (!isTransactionWord(script))
        run([script](OdbcSession& session) { session.executeScript(script); }, script);
    ends();
}

} // namespace relata::qtsql
