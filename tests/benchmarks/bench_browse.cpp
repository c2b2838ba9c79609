// What the Data tab promises for a table of ten million rows, on SQLite and PostgreSQL: the first screen, the
// time until the scroll bar is exact, a jump to any row from then on, and the memory that all of this takes.
//
//     bench_browse [rows]        (10,000,000 unless given; PostgreSQL where it is installed)
//
// Not a loop of Google Benchmark: a first look can be taken only once. Every figure is from a connection of
// its own, like a click in the window; jumps are the median and the worst of 200 at random.
#include "core/builtin/builtin.h"
#include "core/editing/row_cache.h"
#include "core/engine/engine.h"
#include "tests/support/postgres_server.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <random>

using namespace relata;
using Clock = std::chrono::steady_clock;

namespace {

double milliseconds(Clock::time_point since)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
}

// Resident memory of this process, in MiB (proc(5), statm: pages).
double residentMiB()
{
    std::ifstream file("/proc/self/statm");
    long size = 0;
    long resident = 0;
    file >> size >> resident;
    return static_cast<double>(resident) * 4096 / (1 << 20);
}

void fill(Connection& connection, std::int64_t rows, bool postgres)
{
    std::string type = postgres ? "text" : "TEXT";
    connection.executeScript(
        fmt::format("CREATE TABLE big (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, "
                    "placed {0} NOT NULL, total NUMERIC(10,2), note {0})",
            type));
    std::string values = "n, (n * 7919) % 100000, '2020-01-01', (n % 100000) / 100.0, 'order number ' || n";
    std::string series = postgres
        ? fmt::format("generate_series(CAST(1 AS bigint), {}) AS s(n)", rows)
        : fmt::format("(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s "
                      "WHERE n < {}) SELECT n FROM s)",
            rows);
    connection.executeScript("INSERT INTO big SELECT " + values + " FROM " + series);
    if (postgres)
        connection.executeScript("VACUUM ANALYZE big");
}

void measure(const char* name, const Engine& engine, std::int64_t rows)
{
    MetaData metadata = reflect(engine);
    auto connection = engine.connect();
    double before = residentMiB();
    Clock::time_point start = Clock::now();
    RowWindow window(BrowseSelect(
        browseTarget(metadata.table("big"), engine.dialect()), {{}, {}, 1024}, engine.dialect()));
    RowCache cache;
    cache.insert(window.fetch(*connection, 0, RowCache::blockRows));
    double first = milliseconds(start);

    start = Clock::now();
    RowBlock last = window.fetch(
        *connection, window.totals().rows / RowCache::blockRows * RowCache::blockRows, RowCache::blockRows);
    double end = milliseconds(start);

    start = Clock::now();
    double longestSlice = 0;
    int slices = 0;
    for (bool more = true; more; ++slices) {
        Clock::time_point slice = Clock::now();
        more = window.sample(*connection, std::chrono::milliseconds(30));
        longestSlice = std::max(longestSlice, milliseconds(slice));
    }
    double sampling = milliseconds(start);

    std::mt19937_64 random(1);
    std::vector<double> jumps;
    for (int i = 0; i < 200; ++i) {
        auto block =
            static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(rows)) / RowCache::blockRows;
        start = Clock::now();
        RowBlock found = window.fetch(*connection, block * RowCache::blockRows, RowCache::blockRows);
        jumps.push_back(milliseconds(start));
        if (found.rows->at(0, 0).integer != block * RowCache::blockRows + 1) {
            fmt::print("{}: wrong row\n", name);
            std::exit(1);
        }
        cache.insert(std::move(found));
    }
    std::sort(jumps.begin(), jumps.end());
    fmt::print(
        "{:<11} {} rows: first screen {:.1f} ms, end before sampling {:.1f} ms ({} rows), exact after {:.0f} "
        "ms in {} slices (longest {:.0f} ms), jump median {:.1f} ms, worst {:.1f} ms, memory +{:.1f} MiB\n",
        name, window.totals().rows, first, end, last.rowCount(), sampling, slices, longestSlice,
        jumps[jumps.size() / 2], jumps.back(), residentMiB() - before);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    registerBuiltins();
    std::int64_t rows = argc > 1 ? std::atoll(argv[1]) : 10'000'000;
    QTemporaryDir folder;
    try {
        Engine sqlite = Engine::create(
            Url::forSqliteFile(folder.filePath("big.db").toStdString()).toString() + "?mode=rwc")
                            .value();
        fill(*sqlite.connect(), rows, false);
        measure("SQLite", sqlite, rows);
        if (test::PostgresServer* server = test::PostgresServer::shared()) {
            server->createDatabase("browse");
            Engine postgres = Engine::create(server->url("browse").toStdString()).value();
            fill(*postgres.connect(), rows, true);
            measure("PostgreSQL", postgres, rows);
        }
    } catch (const DatabaseError& error) {
        fmt::print("{}\n", error.error().describe());
        return 1;
    }
    return 0;
}
