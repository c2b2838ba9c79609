// How long reflection takes, in PostgreSQL, MariaDB and SQLite, beside a raw client loop that runs the same
// catalogue queries through the database's own library and looks at every value; and beside SQLAlchemy.
//
//     bench_reflect [--database postgresql|mariadb|sqlite]... [--without-sqlalchemy] [--statements] [tables
//     ...]
//
// Without arguments: all three, 100, 1000 and 5000 tables. Makes its own servers and schemas
// (reflect_schemas.h). Both sides run by turns in one process, over the same kind of connection; medians.
// --statements tells what each catalogue query takes by itself. SQLAlchemy's MetaData.reflect() and
// CreateTable run in compare_reflect.py, on the same database.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/benchmarks/raw_clients.h"
#include "tests/benchmarks/reflect_schemas.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"
#include "tests/support/sqlalchemy_python.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>

using namespace relata;
using namespace relata::bench;
using namespace relata::test;

namespace {

constexpr int portion = 100; // tables a script: the clients of the test servers have a time limit
constexpr int sqlAlchemySeconds = 900; // SQLAlchemy reads 5,000 tables in minutes

// A database filled with the generated schema.
struct Subject
{
    std::string url;
    QString sqlAlchemyUrl;
    std::unique_ptr<RawClient> raw;
};

void report(const QStringList& errors)
{
    for (const QString& error : errors.mid(0, 5))
        std::fprintf(stderr, "%s\n", qPrintable(error));
}

std::optional<Subject> fillPostgresql(int tables)
{
    PostgresServer* server = PostgresServer::shared();
    if (!server) {
        report({PostgresServer::whyMissing()});
        return std::nullopt;
    }
    server->createDatabase("bench");
    for (int first = 0; first < tables; first += portion)
        report(server->runScript( // in one transaction: each costs a flush of the log
            "BEGIN;\n" + generatedSchema("postgresql", first, std::min(first + portion, tables))
                + "COMMIT;\n",
            "bench"));
    server->execute("VACUUM ANALYZE", "bench");
    QString url = server->url("bench");
    return Subject{url.toStdString(), QString(url).replace("postgresql://", "postgresql+psycopg2://"),
        rawPostgresql(url.toStdString())};
}

std::optional<Subject> fillMariaDb(int tables)
{
    static std::unique_ptr<MariaDbServer> server =
        MariaDbServer::create({"--innodb-flush-log-at-trx-commit=0", "--table-open-cache=8000",
            "--table-definition-cache=8000", "--open-files-limit=20000"});
    if (!server) {
        report({MariaDbServer::whyMissing()});
        return std::nullopt;
    }
    report(server->createDatabase("bench"));
    for (int first = 0; first < tables; first += portion)
        report(
            server->runScript(generatedSchema("mariadb", first, std::min(first + portion, tables)), "bench"));
    QString url = server->url("bench");
    return Subject{url.toStdString(), QString(url).replace("mariadb://", "mysql+pymysql://"),
        rawMariaDb(server->port(), MariaDbServer::user().toStdString(),
            MariaDbServer::password().toStdString(), "bench")};
}

std::optional<Subject> fillSqlite(int tables)
{
    static QTemporaryDir folder;
    QString path = folder.filePath("bench.db");
    QFile::remove(path);
    auto connection = Engine::create("sqlite:///" + path.toStdString() + "?mode=rwc").value().connect();
    connection->executeScript("BEGIN; " + generatedSchema("sqlite", 0, tables).toStdString() + " COMMIT");
    return Subject{"sqlite:///" + path.toStdString(), "sqlite:///" + path, rawSqlite(path.toStdString())};
}

double milliseconds(const QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

void printSqlAlchemy(const Subject& subject, double reflecting, double writing)
{
    QProcess python;
    python.start(sqlAlchemyPython(),
        {RELATA_SOURCE_DIR "/tests/benchmarks/compare_reflect.py", subject.sqlAlchemyUrl});
    if (!python.waitForFinished(sqlAlchemySeconds * 1000)) {
        const bool started = python.state() != QProcess::NotRunning;
        python.kill();
        python.waitForFinished();
        if (started)
            std::printf(
                "             SQLAlchemy was not ready after %d s and was stopped (ours: less than 1/%.0f)\n",
                sqlAlchemySeconds, 1000 * sqlAlchemySeconds / reflecting);
        else
            std::printf("             SQLAlchemy did not start: %s\n", qPrintable(python.errorString()));
        return;
    }
    QJsonObject told = QJsonDocument::fromJson(python.readAllStandardOutput()).object();
    if (told.isEmpty()) {
        std::printf("             SQLAlchemy failed with exit code %d: %s\n", python.exitCode(),
            python.readAllStandardError().trimmed().constData());
        return;
    }
    double reflect = told["reflect_ms"].toDouble();
    double ddl = told["ddl_ms"].toDouble();
    std::printf("             SQLAlchemy %s: reflect %.0f ms (ours 1/%.0f), DDL text %.0f ms (ours 1/%.0f)\n",
        qPrintable(told["version"].toString()), reflect, reflect / reflecting, ddl, ddl / writing);
}

void printStatements(RawClient& raw, const std::vector<Recorded>& statements)
{
    for (const Recorded& statement : statements) {
        QElapsedTimer timer;
        timer.start();
        std::size_t bytes = raw.run({statement});
        std::printf("%10.1f ms %9zu bytes  %.100s\n", milliseconds(timer), bytes,
            QByteArray::fromStdString(statement.sql).simplified().constData());
    }
}

void measure(const QString& database, int tables, bool withSqlAlchemy, bool byStatement)
{
    std::optional<Subject> subject = database == "postgresql" ? fillPostgresql(tables)
        : database == "mariadb"                               ? fillMariaDb(tables)
                                                              : fillSqlite(tables);
    if (!subject || !subject->raw)
        return;
    auto connection = Engine::create(subject->url).value().connect();
    std::vector<Recorded> statements;
    {
        Connection recording(findDialect(database.toStdString()),
            std::make_unique<Recorder>(connection->driverConnection(), statements));
        recording.dialect().inspector(recording)->reflect({});
    }
    std::vector<Recorded> pragmas = database == "sqlite" ? sqlitePragmas(tables) : std::vector<Recorded>();
    std::vector<double> raw;
    std::vector<double> ours;
    std::vector<double> writing;
    std::vector<double> byPragmas;
    int runs = tables >= 5000 ? 6 : 10;
    for (int run = 0; run < runs; ++run) {
        QElapsedTimer timer;
        timer.start();
        subject->raw->run(statements);
        double rawTime = milliseconds(timer);
        timer.restart();
        subject->raw->run(pragmas);
        double pragmaTime = milliseconds(timer);
        timer.restart();
        MetaData metadata = connection->dialect().inspector(*connection)->reflect({});
        double ourTime = milliseconds(timer);
        timer.restart();
        std::size_t length = createAll(metadata, dialect(database.toStdString())).script().size();
        double ddlTime = milliseconds(timer);
        if (metadata.tables().size() != static_cast<std::size_t>(tables) || length == 0)
            std::fprintf(stderr, "%zu tables were reflected\n", metadata.tables().size());
        if (run == 0)
            continue; // caches
        raw.push_back(rawTime);
        byPragmas.push_back(pragmaTime);
        ours.push_back(ourTime);
        writing.push_back(ddlTime);
    }
    // SQLite answers the same questions by pragmas, table by table; ours reads the stored SQL instead, in a
    // few statements. The loop that the ratio is to is the one that asks.
    const std::vector<double>& asking = pragmas.empty() ? raw : byPragmas;
    const std::size_t count = pragmas.empty() ? statements.size() : pragmas.size();
    std::printf("%-10s %5d tables: %zu raw statements %.1f ms, reflect %.1f ms (%.2fx, %.1f us a table), DDL "
                "text %.1f ms\n",
        qPrintable(database), tables, count, median(asking), median(ours), median(ours) / median(asking),
        1000 * median(ours) / tables, median(writing));
    if (!pragmas.empty())
        std::printf("             the stored SQL alone, unparsed: %zu statements, %.1f ms\n",
            statements.size(), median(raw));
    std::fflush(stdout);
    if (byStatement)
        printStatements(*subject->raw, statements);
    if (withSqlAlchemy)
        printSqlAlchemy(*subject, median(ours), median(writing));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    registerBuiltins();
    QStringList databases;
    std::vector<int> sizes;
    bool withSqlAlchemy = !sqlAlchemyPython().isEmpty();
    bool byStatement = false;
    QStringList arguments = QCoreApplication::arguments().mid(1);
    while (!arguments.isEmpty()) {
        QString argument = arguments.takeFirst();
        if (argument == "--database" && !arguments.isEmpty())
            databases << arguments.takeFirst();
        else if (argument == "--without-sqlalchemy")
            withSqlAlchemy = false;
        else if (argument == "--statements")
            byStatement = true;
        else if (argument.toInt() > 0)
            sizes.push_back(argument.toInt());
        else {
            std::fprintf(stderr, "%s is not a number of tables.\n", qPrintable(argument));
            return 2;
        }
    }
    if (databases.isEmpty())
        databases = {"postgresql", "mariadb", "sqlite"};
    if (sizes.empty())
        sizes = {100, 1000, 5000};
    for (const QString& database : databases) {
        for (int tables : sizes)
            measure(database, tables, withSqlAlchemy, byStatement);
    }
    return 0;
}
