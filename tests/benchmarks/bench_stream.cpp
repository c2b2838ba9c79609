// Results that do not fit into memory: reads so many rows while the process may use 512 MiB of address space,
// and tells rows a second and the most memory that it held.
//
//     bench_stream [rows]          (default: 100 million)
//
// The databases make the rows up as they are read: SQLite by a recursive query, PostgreSQL by
// generate_series(), MariaDB by its sequence engine. Servers are this program's own, and not limited. Ends
// with 1 where a row is missing or wrong, or memory grew with the rows.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>
#include <fstream>
#include <sys/resource.h>

using namespace relata;
using namespace relata::test;

namespace {

constexpr rlim_t ceiling = rlim_t(512) << 20;
constexpr long mostResident = 200 << 10; // KiB

// In KiB, since the last reset.
long peakResident()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:"))
            return std::atol(line.c_str() + 6);
    }
    return -1;
}

bool stream(const char* name, const std::string& url, const std::string& sql, std::int64_t wanted)
{
    std::ofstream("/proc/self/clear_refs") << "5"; // the peak starts anew
    Engine engine = Engine::create(url).value();
    auto connection = engine.connect();
    QElapsedTimer timer;
    timer.start();
    std::int64_t rows = 0;
    std::int64_t sum = 0;
    connection->execute(sql).partitions(10'000, [&](const RowChunk& chunk) {
        rows += static_cast<std::int64_t>(chunk.rowCount());
        for (std::size_t row = 0; row < chunk.rowCount(); ++row)
            sum += chunk.at(row, 0).integer;
        return true;
    });
    double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    bool right = rows == wanted && sum == wanted * (wanted + 1) / 2;
    long peak = peakResident();
    std::printf("%-12s %lld rows in %7.1f s, %9.0f rows a second, at most %5.1f MiB resident%s%s\n", name,
        static_cast<long long>(rows), seconds, static_cast<double>(rows) / seconds,
        static_cast<double>(peak) / 1024, right ? "" : ", WRONG ROWS",
        peak <= mostResident ? "" : ", TOO MUCH MEMORY");
    std::fflush(stdout);
    return right && peak <= mostResident;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    registerBuiltins();
    std::int64_t wanted = argc > 1 ? std::atoll(argv[1]) : 100'000'000;
    std::string number = std::to_string(wanted);
    PostgresServer* postgres = PostgresServer::shared();
    MariaDbServer* mariadb = MariaDbServer::shared();
    rlimit limit{ceiling, ceiling};
    if (setrlimit(RLIMIT_AS, &limit) != 0) {
        std::perror("setrlimit");
        return 1;
    }
    bool right = stream("SQLite", "sqlite://",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + number
            + ") SELECT i, 'row ' || i FROM n",
        wanted);
    if (postgres)
        right =
            stream("PostgreSQL", postgres->url().toStdString(),
                "SELECT i, 'row ' || i FROM (SELECT generate_series(1, " + number + ") AS i) AS n", wanted)
            && right;
    else
        std::printf("PostgreSQL: %s\n", qPrintable(PostgresServer::whyMissing()));
    if (mariadb) {
        mariadb->createDatabase("stream");
        right = stream("MariaDB", mariadb->url("stream").toStdString(),
                    "SELECT seq, concat('row ', seq) FROM seq_1_to_" + number, wanted)
            && right;
    } else {
        std::printf("MariaDB: %s\n", qPrintable(MariaDbServer::whyMissing()));
    }
    return right ? 0 : 1;
}
