// What the Data tab itself does with a table of ten million rows, in a window: from the click to the first
// rows, jumps of the scroll bar, a page at a time, the longest gap of the event loop and the memory that it
// takes. On SQLite and PostgreSQL.
//
//     bench_grid [rows]          (10,000,000 unless given; PostgreSQL where it is installed)
//
// QT_QPA_PLATFORM=offscreen measures without a screen. Jumps are the median and the worst of 200 at random,
// once the scroll bar is exact; bench_browse measures the same without a window.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "tests/support/postgres_server.h"
#include "tests/ui/datagrid/test_workbench.h"
#include "ui/datagrid/data_grid.h"
#include "ui/grid/grid_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTest>
#include <QTimer>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <random>

using namespace relata;

namespace {

constexpr int longest = 600'000; // ms to wait for anything

// Resident memory of this process, in MiB (proc(5), statm: pages).
double residentMiB()
{
    std::ifstream file("/proc/self/statm");
    long size = 0;
    long resident = 0;
    file >> size >> resident;
    return static_cast<double>(resident) * 4096 / (1 << 20);
}

// The longest time in which the event loop did not turn.
class Watchdog final : public QObject
{
public:
    Watchdog()
    {
        m_since.start();
        startTimer(2, Qt::PreciseTimer);
    }
    double longestGapMs() const { return static_cast<double>(m_longest) / 1e6; }
    void forget() { m_longest = 0; }

protected:
    void timerEvent(QTimerEvent*) override
    {
        m_longest = std::max(m_longest, m_since.nsecsElapsed()), m_since.start();
    }

private:
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

void fill(Connection& connection, std::int64_t rows, bool postgres)
{
    connection.executeScript("CREATE TABLE big (id integer PRIMARY KEY, customer integer NOT NULL, "
                             "placed varchar(10) NOT NULL, total numeric(10,2), note varchar(40))");
    const std::string series = postgres
        ? fmt::format("generate_series(CAST(1 AS bigint), {}) AS s(n)", rows)
        : fmt::format("(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s "
                      "WHERE n < {}) SELECT n FROM s)",
            rows);
    connection.executeScript("INSERT INTO big SELECT n, (n * 7919) % 100000, '2020-01-01', (n % 100000) / "
                             "100.0, 'order number ' || n FROM "
        + series);
    if (postgres)
        connection.executeScript("VACUUM ANALYZE big");
}

bool measure(const char* name, const QString& url, std::int64_t rows)
{
    test::TestWorkbench workbench;
    DatabaseConnection* connection = workbench.connections().open(url).value();
    if (!QTest::qWaitFor([&] { return connection->metadata() != nullptr; }, longest))
        return false;
    QWidget window;
    window.resize(1200, 700);
    window.show();
    if (!QTest::qWaitForWindowExposed(&window))
        return false;
    QTest::qWait(300);
    const double before = residentMiB();
    Watchdog watchdog;
    QElapsedTimer timer;
    timer.start();
    DocumentRequest request;
    request.kind = QStringLiteral("data");
    request.object = {connection->id(), {}, QStringLiteral("big"), {}, ObjectRef::Kind::Table};
    DataGrid grid(workbench, request, &window);
    grid.resize(window.size());
    grid.show();
    const auto shows = [&](qint64 row) { return grid.rows() && grid.rows()->cell(row, 0).loaded; };
    if (!QTest::qWaitFor([&] { return grid.rows() && grid.rows()->totals().rows > 0 && shows(0); }, longest))
        return false;
    grid.view()->viewport()->repaint();
    const double first = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    if (!QTest::qWaitFor(
            [&] { return !grid.source()->isSampling() && grid.source()->totals().exact; }, longest))
        return false;
    const double exact = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    const double gapWhileSampling = watchdog.longestGapMs();
    watchdog.forget();

    const auto timed = [&](const std::function<void()>& act) {
        timer.start();
        act();
        const bool there = QTest::qWaitFor([&] { return shows(grid.view()->topRow()); }, longest);
        grid.view()->viewport()->repaint();
        const double took = there ? static_cast<double>(timer.nsecsElapsed()) / 1e6 : 1e9;
        QTest::qWait(0); // what waits for nothing turns no event loop, and would look like a gap
        return took;
    };
    std::mt19937_64 random(1);
    QScrollBar* bar = grid.view()->verticalScrollBar();
    std::vector<double> jumps;
    for (int i = 0; i < 200; ++i) {
        const auto to = static_cast<int>(random() % static_cast<std::uint64_t>(bar->maximum()));
        jumps.push_back(timed([&] { bar->setValue(to); }));
        if (grid.rows()->cell(grid.view()->topRow(), 0).value.integer != grid.view()->topRow() + 1) {
            fmt::print("{}: wrong row\n", name);
            return false;
        }
    }
    std::sort(jumps.begin(), jumps.end());
    std::vector<double> pages;
    grid.view()->setFocus();
    for (int i = 0; i < 300; ++i)
        pages.push_back(timed([&] { QTest::keyClick(grid.view(), Qt::Key_PageDown); }));
    std::sort(pages.begin(), pages.end());
    fmt::print(
        "{:<11} {} rows: first rows {:.0f} ms, exact after {:.0f} ms; jump median {:.1f} ms, worst {:.1f} "
        "ms; "
        "page median {:.1f} ms, worst {:.1f} ms; longest gap {:.0f} ms while counting, {:.0f} ms after; "
        "memory +{:.1f} MiB\n",
        name, rows, first, exact, jumps[jumps.size() / 2], jumps.back(), pages[pages.size() / 2],
        pages.back(), gapWhileSampling, watchdog.longestGapMs(), residentMiB() - before);
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    registerBuiltins();
    const std::int64_t rows = argc > 1 ? std::atoll(argv[1]) : 10'000'000;
    QTemporaryDir folder;
    try {
        const QString file =
            QString::fromStdString(Url::forSqliteFile(folder.filePath("big.db").toStdString()).toString());
        fill(*Engine::create(file.toStdString() + "?mode=rwc").value().connect(), rows, false);
        if (!measure("SQLite", file, rows))
            return 1;
        if (test::PostgresServer* server = test::PostgresServer::shared()) {
            server->createDatabase("grid");
            const QString url = server->url("grid");
            fill(*Engine::create(url.toStdString()).value().connect(), rows, true);
            if (!measure("PostgreSQL", url, rows))
                return 1;
        }
    } catch (const DatabaseError& error) {
        fmt::print("{}\n", error.error().describe());
        return 1;
    }
    return 0;
}
