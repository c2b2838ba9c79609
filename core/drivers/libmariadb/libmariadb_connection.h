#pragma once

#include "core/drivers/libmariadb/libmariadb_error.h"
#include "core/drivers/libmariadb/statement_cache.h"
#include "core/drivers/libmariadb/statement_stopper.h"

#include <mysql.h>

namespace relata::libmariadb {

class LibmariadbConnection final : public DriverConnection
{
public:
    LibmariadbConnection(MYSQL* connection, const ConnectArguments& arguments); // owns `connection`
    ~LibmariadbConnection() override;

    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options) override;
    ManyResult executeMany(const std::string& sql, std::span<const std::vector<Value>> rows,
        const ExecutionOptions& options) override;
    void executeScript(const std::string& script, const ExecutionOptions& options) override;
    void interrupt() noexcept override { m_stopper.stop(); }
    bool isUsable() const override { return m_usable; }
    bool inTransaction() const override;
    bool interleaves() const override { return true; } // by a cursor on the server
    std::string serverVersion() const override;
    // "multi_statements": execute() takes several statements in one text, which must give the same columns;
    // their rows follow one another.
    bool setSwitch(std::string_view name, bool on) override;

    // For the cursors.
    MYSQL* handle() { return m_connection; }
    bool takesMultiStatements() const { return m_multiStatements; }
    void begin(const ExecutionOptions& options);
    void end(); // the running statement is over
    // Prepared now, or kept since an earlier time; the caller closes or keeps it. A failure ends the
    // statement.
    MYSQL_STMT* takeStatement(const std::string& sql, std::size_t parameters);
    MYSQL_STMT* takeNewStatement(const std::string& sql, std::size_t parameters);
    void keepStatement(const std::string& sql, MYSQL_STMT* statement);
    [[noreturn]] void fail(const Failure& failure, std::string_view statement);
    std::vector<std::string> warnings(); // of the last statement, where there are any
    bool stopAsked() const { return m_stopper.stopAsked(); }

private:
    MYSQL* m_connection;
    StatementCache m_statements;
    StatementStopper m_stopper;
    std::string m_nothing; // the statements that the driver sends by itself; "" = none
    std::string m_warnings;
    bool m_usable = true;
    bool m_multiStatements = false;
};

// Of a result's column: how its cells become values.
ValueTag tagOf(const MYSQL_FIELD& field);
std::vector<ResultColumn> columnsOf(MYSQL_RES* result);

} // namespace relata::libmariadb
