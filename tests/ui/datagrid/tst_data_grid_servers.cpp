// The Data tab driven by keys and mouse on servers: the same gestures on PostgreSQL and MariaDB.
#include "core/builtin/builtin.h"
#include "tests/support/scratch_database.h"
#include "tests/ui/datagrid/grid_window.h"
#include "ui/datagrid/filter_row.h"
#include "ui/grid/grid_view.h"
#include "ui/shell/state_view.h"
#include "ui/tasks/event_loop_watchdog.h"

#include <QApplication>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>
#include <QToolButton>

using namespace relata;
using namespace relata::test;
using namespace std::chrono_literals;

namespace {

constexpr int bigRows = 100000;

QByteArray postgresqlScript()
{
    return "CREATE TABLE big (id integer PRIMARY KEY, name text, amount integer);"
           "INSERT INTO big SELECT n, 'row ' || n, n % 1000 FROM generate_series(1, 100000) AS n;"
           "CREATE TABLE kinds (id bigint PRIMARY KEY, price numeric(30, 10), born date, at timestamptz, "
           "flag boolean,"
           " doc jsonb, bytes bytea, tags text[], id2 uuid, note varchar(40));"
           "SET TimeZone = 'UTC';"
           "INSERT INTO kinds VALUES (9007199254740993, 12345678901234567890.0123456789, '0044-03-15 BC',"
           " '2024-02-29 12:34:56.789012+00', true, '{\"a\": 1}', '\\x00ff', '{x,NULL}',"
           " '7f8d1f6e-0000-4000-8000-0123456789ab', ''),"
           " (1, 'NaN', 'infinity', '-infinity', NULL, NULL, NULL, NULL, NULL, NULL);"
           "CREATE TABLE keyless (a integer, b text);"
           "INSERT INTO keyless SELECT n % 7, 'same' FROM generate_series(1, 5000) AS n;";
}

QByteArray mariadbScript()
{
    return "CREATE TABLE big (id integer PRIMARY KEY, name varchar(40), amount integer);"
           "INSERT INTO big SELECT seq, CONCAT('row ', seq), seq % 1000 FROM seq_1_to_100000;"
           "CREATE TABLE kinds (id bigint PRIMARY KEY, price decimal(30, 10), born date, at datetime(6), "
           "flag boolean,"
           " doc json, bytes varbinary(10), note varchar(40));"
           "INSERT INTO kinds VALUES (9007199254740993, 12345678901234567890.0123456789, '2024-02-29',"
           " '2024-02-29 12:34:56.789012', 1, '{\"a\": 1}', x'00ff', ''),"
           " (1, NULL, NULL, NULL, NULL, NULL, NULL, NULL);"
           "CREATE TABLE keyless (a integer, b varchar(10));"
           "INSERT INTO keyless SELECT seq % 7, 'same' FROM seq_1_to_5000;";
}

} // namespace

class DataGridServersTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QHash<QString, QString> m_made; // by server
    std::unique_ptr<TestWorkbench> m_workbench;
    std::unique_ptr<QWidget> m_window;
    DatabaseConnection* m_connection = nullptr;
    DataGrid* m_grid = nullptr;

    void open(const QString& table)
    {
        m_grid = showGrid(*m_workbench, *m_connection, ObjectRef::Kind::Table, table, m_window);
        QTRY_VERIFY_WITH_TIMEOUT(isSettled(m_grid), 20000);
    }

    QString cellText(qint64 row, int column) const
    {
        GridSource::Cell cell = m_grid->source()->cell(row, column);
        if (!cell.loaded)
            return QStringLiteral("(loading)");
        return cell.value.isNull() ? QStringLiteral("(null)") : QString::fromStdString(cell.value.toText());
    }

    void clickHeader(int section)
    {
        GridHeader* header = m_grid->view()->header();
        QPoint at(header->sectionViewportPosition(section) + header->sectionSize(section) / 2, 10);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
    }

    static void servers() { onServers({"postgresql", "mariadb"}); }

private slots:
    void initTestCase()
    {
        registerBuiltins();
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void init()
    {
        QFETCH(QString, server);
        QString& url = m_made[server];
        if (url.isEmpty()) {
            const ScratchDatabase made = scratchDatabase(server, QStringLiteral("grid"),
                server == "postgresql" ? postgresqlScript() : mariadbScript(), m_folder.path());
            if (!made.missing.isEmpty())
                QSKIP(qPrintable(made.missing));
            QVERIFY2(made.error.isEmpty(), qPrintable(made.error));
            url = made.url;
        }
        m_workbench = std::make_unique<TestWorkbench>();
        m_connection = m_workbench->connections().openSource(url).value();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), DatabaseConnection::State::Ready, 20000);
    }

    void cleanup()
    {
        m_window.reset();
        m_grid = nullptr;
        m_workbench.reset();
    }

    void everyPlaceOfTheBarIsItsRow_data() { servers(); }
    void everyPlaceOfTheBarIsItsRow()
    {
        EventLoopWatchdog watchdog;
        watchdog.start();
        open("big");
        QTRY_COMPARE(cellText(0, 1), "row 1");
        QTest::keyClick(m_grid->view(), Qt::Key_End, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_grid->source()->totals().exact, 20000);
        QCOMPARE(m_grid->source()->totals().rows, bigRows);
        QTRY_COMPARE(m_grid->view()->current().row, bigRows - 1);
        QTRY_COMPARE(cellText(bigRows - 1, 1), QStringLiteral("row %1").arg(bigRows));
        QScrollBar* bar = m_grid->view()->verticalScrollBar();
        for (int value : {50000, 12345, 98765, 3}) {
            bar->setValue(value);
            QCOMPARE(m_grid->view()->topRow(), value);
            QTRY_COMPARE(cellText(value, 1), QStringLiteral("row %1").arg(value + 1));
        }
        watchdog.stop();
        qInfo("longest gap %.1f ms", watchdog.longestGap().count());
        QVERIFY2(watchdog.longestGap() < 100ms, qPrintable(QString::number(watchdog.longestGap().count())));
    }

    void headersSortAndFiltersFilter_data() { servers(); }
    void headersSortAndFiltersFilter()
    {
        open("big");
        clickHeader(2);
        clickHeader(2);
        QTRY_COMPARE(cellText(0, 2), "999");
        clickHeader(2);
        QTRY_COMPARE(cellText(0, 1), "row 1");
        m_grid->setFiltersVisible(true);
        QLineEdit* field = m_grid->filterRow()->field(0);
        QTest::mouseClick(field, Qt::LeftButton);
        QTest::keyClicks(field, ">99990");
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "10 rows, filtered", 20000);
        QTRY_COMPARE(cellText(0, 1), "row 99991");
        field->selectAll();
        QTest::keyClicks(field, "what is this");
        QTest::keyClick(field, Qt::Key_Return);
        // A word is no number: the field says so, and the rows stay.
        QVERIFY(field->property("invalid").toBool());
        QTRY_VERIFY(m_grid->isSettled());
        QCOMPARE(m_grid->statusText(), "10 rows, filtered");
        QVERIFY(m_connection->state() == DatabaseConnection::State::Ready);
    }

    void valuesAreShownExactly_data() { servers(); }
    void valuesAreShownExactly()
    {
        QFETCH(QString, server);
        open("kinds");
        QTRY_COMPARE(cellText(1, 0), "9007199254740993");
        QCOMPARE(cellText(1, 1), "12345678901234567890.0123456789");
        QCOMPARE(cellText(0, 4), "(null)");
        if (server == "postgresql") {
            QCOMPARE(cellText(1, 2), "0044-03-15 BC");
            QVERIFY2(cellText(1, 3).contains("56.789012"), qPrintable(cellText(1, 3)));
            QCOMPARE(cellText(1, 7), "{x,NULL}");
            QCOMPARE(cellText(1, 9), "");
            QCOMPARE(cellText(0, 1), "NaN");
            QCOMPARE(cellText(0, 2), "infinity");
            QCOMPARE(cellText(0, 3), "-infinity");
        } else {
            QCOMPARE(cellText(1, 3), "2024-02-29 12:34:56.789012");
            QCOMPARE(cellText(1, 7), "");
        }
        QCOMPARE(cellText(1, 6), "00ff");
    }

    // No key orders these rows: nothing may be lost or shown twice for it.
    void tablesWithoutAKeyAreWhole_data() { servers(); }
    void tablesWithoutAKeyAreWhole()
    {
        open("keyless");
        QTest::keyClick(m_grid->view(), Qt::Key_End, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_grid->source()->totals().exact, 20000);
        QCOMPARE(m_grid->source()->totals().rows, 5000);
        QMap<QString, int> counts;
        for (int row = 0; row < 5000; ++row) {
            if (!m_grid->source()->cell(row, 0).loaded) {
                m_grid->view()->verticalScrollBar()->setValue(row);
                QTRY_VERIFY_WITH_TIMEOUT(m_grid->source()->cell(row, 0).loaded, 10000);
            }
            ++counts[cellText(row, 0)];
        }
        QCOMPARE(counts.value("1"), 715);
        QCOMPARE(counts.value("0"), 714);
        QCOMPARE(counts.value("6"), 714);
    }

    void aTableThatGoesAwayIsSaid_data() { servers(); }
    void aTableThatGoesAwayIsSaid()
    {
        QFETCH(QString, server);
        const QByteArray make =
            "CREATE TABLE leaving (id integer PRIMARY KEY); INSERT INTO leaving VALUES (1);";
        const QByteArray drop = "DROP TABLE leaving;";
        const auto run = [&](const QByteArray& script) {
            return server == "postgresql" ? PostgresServer::shared()->runScript(script, "grid")
                                          : MariaDbServer::shared()->runScript(script, "grid");
        };
        QCOMPARE(run(make), QStringList());
        m_connection->refresh();
        QTRY_VERIFY(m_connection->metadata() && m_connection->metadata()->findTable("", "leaving"));
        open("leaving");
        QTRY_COMPARE(cellText(0, 0), "1");
        QCOMPARE(run(drop), QStringList());
        QTest::mouseClick(m_grid->findChild<QToolButton*>("refresh"), Qt::LeftButton);
        StateView* state = m_grid->findChild<StateView*>();
        QTRY_VERIFY2(
            m_workbench->messages.size() + m_workbench->banners.size() > 0 || (state && state->isVisible()),
            "the loss of the table is said");
        QVERIFY(m_connection->state() == DatabaseConnection::State::Ready);
    }
};

QTEST_MAIN(DataGridServersTest)
#include "tst_data_grid_servers.moc"
