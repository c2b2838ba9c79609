// CSV of a large table, beside the tools that people know: SQLite's shell and psql's \copy.
//
//     bench_export [rows] [rounds]        (default: 10 million, 3)
//
// Both sides read the same table and write to the same folder, in turns; the median of the ratios is told,
// since machines drift. Ends with 1 where a file has not as many lines as the other tool's.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/transfer/export_rows.h"
#include "tests/support/postgres_server.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace relata;
using namespace relata::test;

namespace {

const char columns[] = "id, name, amount, price, born";

double secondsOf(const std::function<bool()>& work)
{
    QElapsedTimer timer;
    timer.start();
    return work() ? static_cast<double>(timer.nsecsElapsed()) / 1e9 : -1;
}

bool exportWith(const std::string& url, const QString& file)
{
    auto connection = Engine::create(url).value().connect();
    const auto metadata = reflect(Engine::create(url).value());
    const Table* table = metadata.findTable("", "facts");
    const BrowseTarget target = browseTarget(*table, connection->dialect());
    std::vector<std::size_t> all{0, 1, 2, 3, 4};
    exportToFile(*connection,
        browseSource(*connection, BrowseSelect(target, {}, connection->dialect()), all, {}), ExportOptions(),
        file.toStdString(), {}, {});
    return true;
}

bool runTool(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(program, arguments);
    return process.waitForFinished(-1) && process.exitCode() == 0;
}

qint64 linesOf(const QString& path)
{
    QFile file(path);
    qint64 lines = 0;
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    while (!file.atEnd())
        lines += file.read(1 << 20).count('\n');
    return lines;
}

bool compare(const char* name, const std::string& url, const char* toolName, const QString& tool,
    const QStringList& arguments, const QString& theirs, const QString& ours, int rounds)
{
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) {
        const double a = secondsOf([&] { return exportWith(url, ours); });
        const double b = secondsOf([&] { return runTool(tool, arguments); });
        if (a < 0 || b < 0)
            return false;
        ratios.push_back(a / b);
        std::printf("%-12s Relata %6.2f s, %s %6.2f s, ratio %.2f\n", name, a, toolName, b, a / b);
        std::fflush(stdout);
    }
    std::sort(ratios.begin(), ratios.end());
    const qint64 own = linesOf(ours);
    const qint64 other = linesOf(theirs);
    std::printf("%-12s median ratio %.2f; %lld and %lld lines\n", name, ratios[ratios.size() / 2],
        static_cast<long long>(own), static_cast<long long>(other));
    return own == other && own > 0;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    registerBuiltins();
    const std::string rows = argc > 1 ? argv[1] : "10000000";
    const int rounds = std::max(argc > 2 ? std::atoi(argv[2]) : 3, 1);
    QTemporaryDir folder;
    bool right = true;
    const QString shell = QStandardPaths::findExecutable(QStringLiteral("sqlite3"));
    if (shell.isEmpty()) {
        std::printf("SQLite: there is no sqlite3 shell\n");
    } else {
        const std::string file = folder.filePath(QStringLiteral("facts.db")).toStdString();
        {
            auto connection = Engine::create("sqlite:///" + file + "?mode=rwc").value().connect();
            connection->executeScript(
                "CREATE TABLE facts (id integer PRIMARY KEY, name text, amount real, price numeric, born "
                "date);"
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                + rows
                + ") INSERT INTO facts SELECT i, 'name ' || i, i * 0.37, i % 1000 + 0.25, '2024-02-29' FROM "
                  "n;");
        }
        const QString theirs = folder.filePath(QStringLiteral("theirs.csv"));
        right = compare("SQLite", "sqlite:///" + file, "sqlite3", shell,
            {"-cmd", ".mode csv", "-cmd", ".headers on", "-cmd", ".output " + theirs,
                QString::fromStdString(file),
                QStringLiteral("SELECT %1 FROM facts").arg(QLatin1String(columns))},
            theirs, folder.filePath(QStringLiteral("ours.csv")), rounds);
        QFile::remove(QString::fromStdString(file));
    }
    PostgresServer* postgres = PostgresServer::shared();
    const QString psql = QStandardPaths::findExecutable(QStringLiteral("psql"));
    if (!postgres || psql.isEmpty()) {
        std::printf("PostgreSQL: no server or no psql\n");
        return right ? 0 : 1;
    }
    const QStringList made = postgres->runScript(
        "CREATE TABLE facts (id integer PRIMARY KEY, name text, amount double precision, price "
        "numeric(10,2), born "
        "date); INSERT INTO facts SELECT i, 'name ' || i, i * 0.37, i % 1000 + 0.25, '2024-02-29' FROM "
        "generate_series(1, "
            + QByteArray::fromStdString(rows) + ") AS i; ANALYZE facts",
        "postgres");
    if (!made.isEmpty())
        std::printf("PostgreSQL: %s\n", qPrintable(made.join('\n')));
    const QString theirs = folder.filePath(QStringLiteral("theirs.csv"));
    right = compare("PostgreSQL", postgres->url().toStdString(), "psql", psql,
                {postgres->url(), "-q", "-c",
                    QStringLiteral("\\copy (SELECT %1 FROM facts) TO '%2' WITH (FORMAT csv, HEADER)")
                        .arg(QLatin1String(columns), theirs)},
                theirs, folder.filePath(QStringLiteral("ours.csv")), rounds)
        && right;
    return right ? 0 : 1;
}
