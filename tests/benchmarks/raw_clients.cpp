#include "tests/benchmarks/raw_clients.h"

#include <cstring>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

namespace relata::bench {
namespace {

class Postgresql final : public RawClient
{
public:
    explicit Postgresql(PGconn* connection) : m_connection(connection) { }
    ~Postgresql() override { PQfinish(m_connection); }

    std::size_t run(const std::vector<Recorded>& statements) override
    {
        std::size_t bytes = 0;
        for (const Recorded& statement : statements) {
            PGresult* result = PQexec(m_connection, statement.sql.c_str());
            for (int row = 0; row < PQntuples(result); ++row) {
                for (int column = 0; column < PQnfields(result); ++column)
                    bytes += std::strlen(PQgetvalue(result, row, column));
            }
            PQclear(result);
        }
        return bytes;
    }

private:
    PGconn* m_connection;
};

class MariaDb final : public RawClient
{
public:
    explicit MariaDb(MYSQL* connection) : m_connection(connection) { }
    ~MariaDb() override { mysql_close(m_connection); }

    std::size_t run(const std::vector<Recorded>& statements) override
    {
        std::size_t bytes = 0;
        for (const Recorded& statement : statements) {
            std::string sql = filled(statement);
            if (mysql_real_query(m_connection, sql.data(), sql.size()) != 0)
                continue;
            do { // several statements in one text give several results
                MYSQL_RES* result = mysql_use_result(m_connection);
                if (!result)
                    continue;
                unsigned columns = mysql_num_fields(result);
                while (MYSQL_ROW row = mysql_fetch_row(result)) {
                    for (unsigned column = 0; column < columns; ++column)
                        bytes += row[column] ? std::strlen(row[column]) : 0;
                }
                mysql_free_result(result);
            } while (mysql_next_result(m_connection) == 0);
        }
        return bytes;
    }

private:
    // The text protocol: parameters stand in the statement.
    std::string filled(const Recorded& statement)
    {
        std::string sql;
        std::size_t next = 0;
        for (char c : statement.sql) {
            if (c != '?' || next == statement.parameters.size()) {
                sql += c;
                continue;
            }
            const std::string& value = statement.parameters[next++];
            std::string escaped(2 * value.size() + 1, '\0');
            escaped.resize(
                mysql_real_escape_string(m_connection, escaped.data(), value.data(), value.size()));
            sql += "'" + escaped + "'";
        }
        return sql;
    }

    MYSQL* m_connection;
};

class Sqlite final : public RawClient
{
public:
    explicit Sqlite(sqlite3* database) : m_database(database) { }
    ~Sqlite() override { sqlite3_close(m_database); }

    std::size_t run(const std::vector<Recorded>& statements) override
    {
        std::size_t bytes = 0;
        for (const Recorded& statement : statements) {
            sqlite3_stmt* prepared = nullptr;
            if (sqlite3_prepare_v2(m_database, statement.sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK)
                continue;
            int number = 0;
            for (const std::string& value : statement.parameters)
                sqlite3_bind_text(prepared, ++number, value.c_str(), -1, SQLITE_TRANSIENT);
            int columns = sqlite3_column_count(prepared);
            while (sqlite3_step(prepared) == SQLITE_ROW) {
                for (int column = 0; column < columns; ++column) {
                    sqlite3_column_text(prepared, column);
                    bytes += static_cast<std::size_t>(sqlite3_column_bytes(prepared, column));
                }
            }
            sqlite3_finalize(prepared);
        }
        return bytes;
    }

private:
    sqlite3* m_database;
};

} // namespace

std::unique_ptr<DriverCursor> Recorder::execute(
    const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options)
{
    Recorded statement{sql, {}};
    for (const Value& value : parameters)
        statement.parameters.push_back(value.toText());
    m_statements.push_back(std::move(statement));
    return m_inner.execute(sql, parameters, options);
}

void Recorder::executeScript(const std::string& script, const ExecutionOptions& options)
{
    m_statements.push_back({script, {}});
    m_inner.executeScript(script, options);
}

std::unique_ptr<RawClient> rawPostgresql(const std::string& connection)
{
    PGconn* connected = PQconnectdb(connection.c_str());
    if (PQstatus(connected) != CONNECTION_OK) {
        PQfinish(connected);
        return nullptr;
    }
    PQclear(PQexec(connected, "SET client_min_messages = error"));
    return std::make_unique<Postgresql>(connected);
}

std::unique_ptr<RawClient> rawMariaDb(
    unsigned port, const std::string& user, const std::string& password, const std::string& database)
{
    MYSQL* connection = mysql_init(nullptr);
    if (!mysql_real_connect(connection, "127.0.0.1", user.c_str(), password.c_str(), database.c_str(), port,
            nullptr, CLIENT_MULTI_STATEMENTS)) {
        mysql_close(connection);
        return nullptr;
    }
    mysql_set_character_set(connection, "utf8mb4");
    return std::make_unique<MariaDb>(connection);
}

std::unique_ptr<RawClient> rawSqlite(const std::string& path)
{
    sqlite3* database = nullptr;
    if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) {
        sqlite3_close(database);
        return nullptr;
    }
    return std::make_unique<Sqlite>(database);
}

std::vector<Recorded> sqlitePragmas(int tables)
{
    std::vector<Recorded> statements;
    for (int i = 0; i < tables; ++i) {
        std::string n = std::to_string(i);
        for (const char* pragma : {"table_xinfo", "foreign_key_list", "index_list"})
            statements.push_back({std::string("PRAGMA ") + pragma + "(t" + n + ")", {}});
        for (const std::string& index : {"i" + n, "j" + n, "sqlite_autoindex_t" + n + "_1"})
            statements.push_back({"PRAGMA index_xinfo(" + index + ")", {}});
    }
    return statements;
}

} // namespace relata::bench
