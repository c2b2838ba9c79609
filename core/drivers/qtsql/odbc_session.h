// One connection of Qt Sql and its running statement. Everything but cancel() belongs to the connection's
// worker thread.
#pragma once

#include "core/drivers/qtsql/odbc_values.h"
#include "core/engine/driver.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <memory>
#include <mutex>
#include <optional>

namespace relata::qtsql {

class OdbcSession
{
public:
    OdbcSession();
    ~OdbcSession();
    OdbcSession(const OdbcSession&) = delete;
    OdbcSession& operator=(const OdbcSession&) = delete;

    // Throws OperationalError.
    void open(const std::string& connectionString, bool readOnly, int loginTimeoutSeconds);
    void close();
    std::string serverVersion();

    struct Result
    {
        std::vector<ResultColumn> columns;
        std::int64_t rowCount = -1;
    };
    Result execute(const std::string& sql, const std::vector<Value>& parameters);
    RowChunkPtr fetch(std::size_t maxRows, std::size_t softByteLimit, std::size_t maxCellBytes);
    void finish(); // of the statement; rows that are left are dropped
    void executeScript(const std::string& script);
    void begin();
    void commit();
    void rollback();

    // SQLCancel of what runs, from any thread; may block. Nothing where the statement is one that Qt Sql
    // gives no handle for before it has run.
    void cancel();

private:
    SQLHANDLE handleOf(const QSqlQuery& query) const;
    void setRunning(SQLHANDLE statement);
    [[noreturn]] void fail(const QSqlQuery& query, const std::string& sql);
    void transaction(bool done, const char* what);

    QString m_name;
    QSqlDatabase m_database;
    std::optional<QSqlQuery> m_query;
    std::string m_sql;
    std::vector<ColumnShape> m_shapes;
    std::mutex m_mutex; // guards m_running: a statement's handle lives while somebody cancels it
    SQLHANDLE m_running = nullptr;
};

} // namespace relata::qtsql
