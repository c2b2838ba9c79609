// The grid where a database is at its limits: a cell of a gigabyte, a server that falls silent, a database
// that may only be read; and the number by which a table counts its rows' versions.
#include "tests/support/stalling_proxy.h"
#include "tests/ui/datagrid/editing_test.h"
#include "ui/connections/connection_manager.h"
#include "ui/grid/cell_viewer.h"
#include "ui/tasks/event_loop_watchdog.h"

#include <QCryptographicHash>
#include <QFile>
#include <QHeaderView>
#include <QMenu>
#include <QToolButton>
#include <QUrl>

#include <unistd.h>

using namespace relata;
using namespace relata::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* tables =
    "CREATE TABLE items (id integer PRIMARY KEY, name varchar(40) NOT NULL, n integer, "
    "version integer DEFAULT 1 NOT NULL);"
    "INSERT INTO items (id, name, n) VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', 3);";

constexpr std::int64_t mebibyte = 1024 * 1024;

std::int64_t residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

} // namespace

class GridLimitsTest final : public EditingTest
{
    Q_OBJECT

public:
    GridLimitsTest() : EditingTest(tables, "items") { }

private:
    // Opens the database once more, in place of the connection that init() has made.
    void reopen(const QString& url, bool readOnly = false)
    {
        m_window.reset();
        m_grid = nullptr;
        m_workbench->current = nullptr;
        emit m_workbench->currentDocumentChanged(nullptr);
        m_workbench->connections().close(m_connection->id());
        ConnectionProfile profile;
        profile.url = urlFromText(url).value();
        profile.readOnly = readOnly;
        m_connection = m_workbench->connections().open(profile).value();
        QTRY_COMPARE_WITH_TIMEOUT(int(m_connection->state()), int(DatabaseConnection::State::Ready), 20000);
    }
    void chooseVersions(const char* column, bool counts)
    {
        int section = 0;
        while (m_grid->rows()->columns().at(section).name != QString::fromLatin1(column))
            ++section;
        GridHeader* header = m_grid->view()->header();
        const QPoint place(header->sectionViewportPosition(section) + 5, header->height() / 2);
        QContextMenuEvent asked(QContextMenuEvent::Mouse, place, header->viewport()->mapToGlobal(place));
        QApplication::sendEvent(header->viewport(), &asked);
        QTRY_VERIFY(QApplication::activePopupWidget());
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        auto* action = menu->findChild<QAction*>(QStringLiteral("countsVersions"));
        QVERIFY(action);
        QCOMPARE(action->isChecked(), !counts);
        QTest::mouseClick(menu, Qt::LeftButton, Qt::NoModifier, menu->actionGeometry(action).center());
    }

private slots:
    // A gigabyte in a browsed table: what is shown is its beginning, an edit beside it leaves it alone.
    void aGigabyteInACell_data() { servers(); }
    void aGigabyteInACell()
    {
        QFETCH(QString, server);
        const char* length = "length(body)";
        if (server == "sqlite") {
            m_other->execute("CREATE TABLE huge (id integer PRIMARY KEY, note varchar(20), body text)");
            // A row of SQLite's is at most of a gigabyte, unless it was built otherwise.
            m_other->execute("INSERT INTO huge VALUES (1, 'a', zeroblob(999999000)), (2, 'b', 'small')");
        } else if (server == "postgresql") {
            m_other->execute("CREATE TABLE huge (id integer PRIMARY KEY, note varchar(20), body text)");
            m_other->execute("INSERT INTO huge VALUES (1, 'a', repeat('x', 1000000000)), (2, 'b', 'small')");
        } else {
            m_other->execute("SET GLOBAL max_allowed_packet = 1073741824");
            m_other = Engine::create(m_url.toStdString()).value().connect();
            m_other->execute("CREATE TABLE huge (id integer PRIMARY KEY, note varchar(20), body longtext)");
            m_other->execute("INSERT INTO huge VALUES (1, 'a', repeat('x', 1000000000)), (2, 'b', 'small')");
        }
        const QStringList whole = {server == "sqlite" ? "999999000" : "1000000000", "5"};
        QCOMPARE(stored(std::string("SELECT ") + length + " FROM huge ORDER BY id"), whole);
        m_connection->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->metadata()->findTable("", "huge"), 20000);
        const std::int64_t before = residentBytes();
        EventLoopWatchdog watchdog;
        watchdog.start();
        open("huge");
        QCOMPARE(shown(0, 1), QString("a"));
        QCOMPARE(shown(1, 2), QString("small"));
        QVERIFY(shown(0, 2).size() <= 8192); // 1024 characters, or bytes in SQLite's notation
        // Looked at in the viewer, a cell is its beginning until more is asked for.
        m_grid->view()->setCurrent({0, 2});
        auto* value = m_grid->findChild<QToolButton*>(QStringLiteral("value"));
        QTest::mouseClick(value, Qt::LeftButton);
        QVERIFY(m_grid->valueVisible());
        QTRY_VERIFY(m_grid->isSettled());
        QVERIFY(m_grid->valuePane()->shownText().size() <= 100000);
        QTest::mouseClick(value, Qt::LeftButton);
        type(0, 1, "changed");
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        watchdog.stop();
        const std::int64_t grown = residentBytes() - before;
        QVERIFY2(grown < 64 * mebibyte, qPrintable(QStringLiteral("%1 MiB").arg(grown / mebibyte)));
        QVERIFY2(watchdog.longestGap() < 100ms, qPrintable(QString::number(watchdog.longestGap().count())));
        QCOMPARE(stored("SELECT note FROM huge ORDER BY id"), (QStringList{"changed", "b"}));
        QCOMPARE(stored(std::string("SELECT ") + length + " FROM huge ORDER BY id"), whole);
    }

    // The server falls silent, while rows are read and while edits are stored: the window answers all the
    // time, what was typed is kept, and when the server is back everything goes on.
    void aServerFallsSilent_data() { servers(); }
    void aServerFallsSilent()
    {
        QFETCH(QString, server);
        std::unique_ptr<StallingProxy> proxy;
        std::unique_ptr<Connection> holder;
        if (server != "sqlite") {
            QUrl through(m_url);
            proxy = std::make_unique<StallingProxy>(static_cast<std::uint16_t>(through.port()));
            QVERIFY(proxy->port() > 0);
            through.setPort(proxy->port());
            reopen(through.toString());
            open("items");
        }
        type(0, 1, "typed before");
        type(1, 1, "and this");
        if (proxy) {
            proxy->stall();
        } else {
            // A file has no server: another program holds it.
            holder = Engine::create(m_url.toStdString()).value().connect();
            holder->execute("BEGIN EXCLUSIVE");
        }
        EventLoopWatchdog watchdog;
        watchdog.start();
        m_grid->refresh();
        m_grid->view()->setCurrent({0, 1});
        key(Qt::Key_Down);
        QCOMPARE(m_grid->view()->current().row, qint64(1));
        click("commit");
        QTRY_VERIFY(edits().isSaving());
        // Keys and paints go on for as long as nothing comes.
        QElapsedTimer silence;
        silence.start();
        int moves = 0;
        while (silence.elapsed() < 800) {
            key(moves++ % 2 == 0 ? Qt::Key_Down : Qt::Key_Up);
            QTest::qWait(20);
        }
        QVERIFY(moves > 10);
        QVERIFY(edits().isSaving());
        QCOMPARE(pending().size(), std::size_t(2));
        watchdog.stop();
        QVERIFY2(watchdog.longestGap() < 100ms, qPrintable(QString::number(watchdog.longestGap().count())));
        if (proxy)
            proxy->pass();
        else
            holder->execute("ROLLBACK");
        QTRY_VERIFY_WITH_TIMEOUT(!edits().isSaving() && isReady(), 60000);
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QVERIFY(pending().empty());
        QCOMPARE(
            stored("SELECT name FROM items ORDER BY id"), (QStringList{"typed before", "and this", "three"}));
    }

    // Opened read only: nothing can be typed or sent, and others write all the while.
    void readOnlyStaysAsItIs_data() { servers(); }
    void readOnlyStaysAsItIs()
    {
        QFETCH(QString, server);
        reopen(m_url, true);
        m_grid = showGrid(
            *m_workbench, *m_connection, ObjectRef::Kind::Table, "items", m_window, QSize(1000, 500));
        QVERIFY(m_grid);
        emit m_workbench->currentDocumentChanged(m_grid);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(), 20000);
        QVERIFY(!m_grid->canEdit());
        const auto contents = [this] {
            QFile file(QString::fromStdString(urlFromText(m_url).value().database));
            return file.open(QIODevice::ReadOnly)
                ? QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256)
                : QByteArray();
        };
        const QByteArray untouched = server == "sqlite" ? contents() : QByteArray();
        m_grid->view()->setFocus();
        m_grid->view()->setCurrent({0, 1});
        QTest::keyClick(m_grid->view(), Qt::Key_F2);
        QVERIFY(!m_grid->view()->editor());
        QTest::keyClicks(m_grid->view(), "x");
        QVERIFY(!m_grid->view()->editor());
        QTest::keyClick(m_grid->view(), Qt::Key_Delete);
        m_grid->pasteText("pasted");
        m_grid->deleteRows();
        QVERIFY(pending().empty());
        if (server == "sqlite")
            QCOMPARE(contents(), untouched);
        // Somebody else writes, is not kept waiting, and is seen.
        m_other->execute("UPDATE items SET name = 'by another' WHERE id = 1");
        m_grid->refresh();
        QTRY_COMPARE(shown(0, 1), QString("by another"));
    }

    // A column that counts versions: raised with each change, and compared instead of everything else.
    void aColumnCountsVersions_data() { servers(); }
    void aColumnCountsVersions()
    {
        chooseVersions("version", true);
        type(0, 1, "changed");
        QTRY_VERIFY(m_panel->isSettled());
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT name, version FROM items WHERE id = 1"), QStringList{"changed|2"});
        QCOMPARE(shown(0, 3), QString("2"));
        // Somebody who plays by the rule has been there.
        type(1, 1, "mine");
        m_other->execute("UPDATE items SET n = 20, version = version + 1 WHERE id = 2");
        QTRY_VERIFY(m_panel->isSettled());
        click("commit");
        QTRY_VERIFY_WITH_TIMEOUT(!edits().isSaving() && !edits().conflicts().empty(), 20000);
        QCOMPARE(stored("SELECT name, n, version FROM items WHERE id = 2"), QStringList{"two|20|2"});
        QCOMPARE(pending().size(), std::size_t(1));
        edits().discardAll();
        // The choice is remembered, and can be taken back.
        m_window.reset();
        open("items");
        chooseVersions("version", false);
        type(2, 1, "plain");
        commit();
        QCOMPARE(stored("SELECT name, version FROM items WHERE id = 3"), QStringList{"plain|1"});
    }
};

QTEST_MAIN(GridLimitsTest)
#include "tst_grid_limits.moc"
