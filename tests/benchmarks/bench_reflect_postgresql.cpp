// How long reflection takes, beside a raw client loop that runs the same catalogue queries through libpq and
// looks at every value.
//
//     bench_reflect_postgresql [tables ...]     (default: 100 1000)
//
// Makes its own server and schema: per table ten columns of varied types, a primary key, two foreign keys,
// two indexes, a unique, a check, comments. Both sides run by turns in one process; medians of seven runs.
#include "core/builtin/builtin.h"
#include "core/dialects/postgresql/postgresql_inspector.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/support/postgres_server.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <libpq-fe.h>

using namespace relata;
using namespace relata::test;

namespace {

// Passes everything on and keeps the statements.
class Recorder final : public DriverConnection
{
public:
    Recorder(DriverConnection& inner, std::vector<std::string>& statements)
        : m_inner(inner), m_statements(statements)
    { }
    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options) override
    {
        m_statements.push_back(sql);
        return m_inner.execute(sql, parameters, options);
    }
    void executeScript(const std::string& script, const ExecutionOptions& options) override
    {
        m_statements.push_back(script);
        m_inner.executeScript(script, options);
    }
    void interrupt() noexcept override { m_inner.interrupt(); }
    bool isUsable() const override { return m_inner.isUsable(); }
    bool inTransaction() const override { return m_inner.inTransaction(); }
    std::string serverVersion() const override { return m_inner.serverVersion(); }

private:
    DriverConnection& m_inner;
    std::vector<std::string>& m_statements;
};

QByteArray schemaOf(int tables)
{
    QByteArray script;
    for (int i = 0; i < tables; ++i) {
        QByteArray n = QByteArray::number(i);
        QByteArray a = QByteArray::number(i / 2);
        QByteArray b = QByteArray::number(i / 3);
        script += "CREATE TABLE t" + n + " (id integer PRIMARY KEY, a_id integer REFERENCES t" + a
            + ", b_id integer REFERENCES t" + b
            + ", name varchar(40) NOT NULL DEFAULT 'x', price numeric(10,2), made timestamp with time zone "
              "DEFAULT "
              "now(), note text, data jsonb, done boolean NOT NULL DEFAULT false, size double precision, "
              "CONSTRAINT u"
            + n + " UNIQUE (name, made), CONSTRAINT c" + n + " CHECK (price > 0 AND size < 100));\n"
            + "CREATE INDEX i" + n + " ON t" + n + " (made DESC, lower(name)); CREATE INDEX j" + n + " ON t"
            + n + " (a_id) WHERE done;\n" + "COMMENT ON TABLE t" + n + " IS 'Table " + n
            + "'; COMMENT ON COLUMN t" + n + ".name IS 'Name of " + n + "';\n";
    }
    return script;
}

std::size_t rawLoop(PGconn* connection, const std::vector<std::string>& statements)
{
    std::size_t bytes = 0;
    for (const std::string& sql : statements) {
        PGresult* result = PQexec(connection, sql.c_str());
        for (int row = 0; row < PQntuples(result); ++row) {
            for (int column = 0; column < PQnfields(result); ++column)
                bytes += std::strlen(PQgetvalue(result, row, column));
        }
        PQclear(result);
    }
    return bytes;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    registerBuiltins();
    PostgresServer* server = PostgresServer::shared();
    if (!server) {
        std::fprintf(stderr, "%s\n", qPrintable(PostgresServer::whyMissing()));
        return 1;
    }
    std::vector<int> sizes;
    for (int i = 1; i < argc; ++i)
        sizes.push_back(std::atoi(argv[i]));
    if (sizes.empty())
        sizes = {100, 1000};
    for (int tables : sizes) {
        server->createDatabase("bench");
        for (const QString& error : server->runScript(schemaOf(tables), "bench"))
            std::fprintf(stderr, "%s\n", qPrintable(error));
        server->execute("VACUUM ANALYZE", "bench");
        auto connection = Engine::create(server->url("bench").toStdString()).value().connect();
        std::vector<std::string> statements;
        {
            Connection recording(findDialect("postgresql"),
                std::make_unique<Recorder>(connection->driverConnection(), statements));
            postgresql::PostgresqlInspector(recording).reflect({});
        }
        PGconn* raw = PQsetdbLogin(server->socketFolder().toUtf8(), QByteArray::number(server->port()),
            nullptr, nullptr, "bench", "postgres", nullptr);
        PQclear(PQexec(raw, "SET client_min_messages = error"));
        std::vector<double> ours;
        std::vector<double> theirs;
        std::vector<double> writing;
        for (int run = 0; run < 8; ++run) {
            QElapsedTimer timer;
            timer.start();
            rawLoop(raw, statements);
            double rawTime = static_cast<double>(timer.nsecsElapsed()) / 1e6;
            timer.restart();
            MetaData metadata = connection->dialect().inspector(*connection)->reflect({});
            double ourTime = static_cast<double>(timer.nsecsElapsed()) / 1e6;
            timer.restart();
            std::size_t length = createAll(metadata, dialect("postgresql")).script().size();
            double ddlTime = static_cast<double>(timer.nsecsElapsed()) / 1e6;
            if (run == 0 || length == 0)
                continue; // caches
            theirs.push_back(rawTime);
            ours.push_back(ourTime);
            writing.push_back(ddlTime);
        }
        PQfinish(raw);
        std::printf("%5d tables: %zu statements, raw %.1f ms, reflect %.1f ms (%.2fx), DDL text %.1f ms\n",
            tables, statements.size(), median(theirs), median(ours), median(ours) / median(theirs),
            median(writing));
        std::fflush(stdout);
    }
    return 0;
}
