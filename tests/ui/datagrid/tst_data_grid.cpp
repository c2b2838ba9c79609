// The Data tab driven by keys and mouse on a real database of a million rows.
#include "core/builtin/builtin.h"
#include "tests/ui/datagrid/grid_window.h"
#include "ui/datagrid/data_grid.h"
#include "ui/datagrid/filter_row.h"
#include "ui/grid/cell_viewer.h"
#include "ui/grid/grid_view.h"
#include "ui/shell/state_view.h"
#include "ui/tasks/event_loop_watchdog.h"

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace relata;
using namespace relata::test;
using namespace std::chrono_literals;

namespace {

constexpr int bigRows = 1000000;

QByteArray pngOf(const QColor& color)
{
    QImage image(60, 90, QImage::Format_RGB32);
    image.fill(color);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace

class DataGridTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_file;
    std::unique_ptr<TestWorkbench> m_workbench;
    std::unique_ptr<QWidget> m_window;
    DatabaseConnection* m_connection = nullptr;
    DataGrid* m_grid = nullptr;

    static void run(const QString& file, const std::string& sql)
    {
        auto connection =
            Engine::create(Url::forSqliteFile(file.toStdString()).toString() + "?mode=rwc").value().connect();
        connection->executeScript(sql);
    }

    void open(const QString& table, ObjectRef::Kind kind = ObjectRef::Kind::Table)
    {
        m_grid = showGrid(*m_workbench, *m_connection, kind, table, m_window);
        QVERIFY(m_grid);
    }

    void openAndSettle(const QString& table, ObjectRef::Kind kind = ObjectRef::Kind::Table)
    {
        open(table, kind);
        QTRY_VERIFY_WITH_TIMEOUT(isSettled(m_grid), 20000);
    }

    QString cellText(qint64 row, int column) const
    {
        GridSource::Cell cell = m_grid->source()->cell(row, column);
        return cell.loaded ? QString::fromStdString(cell.value.toText()) : QStringLiteral("(loading)");
    }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(m_grid->view(), key, modifiers);
    }

    void clickHeader(int section, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        GridHeader* header = m_grid->view()->header();
        QPoint at(header->sectionViewportPosition(section) + header->sectionSize(section) / 2, 10);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, modifiers, at);
    }

    void clickCell(qint64 row, int column, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mouseClick(m_grid->view()->viewport(), Qt::LeftButton, modifiers,
            m_grid->view()->cellRect(row, column).center());
    }

private slots:
    void initTestCase()
    {
        registerBuiltins();
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QVERIFY(m_folder.isValid());
        m_file = m_folder.filePath("grid.db");
        std::string series = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ";
        run(m_file,
            "CREATE TABLE big (id INTEGER PRIMARY KEY, name TEXT, amount INTEGER);"
            "INSERT INTO big "
                + series + std::to_string(bigRows)
                + ") SELECT n, 'row ' || n, n % 1000 FROM s;"
                  "CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
                  "INSERT INTO authors VALUES (1, 'Ursula'), (2, 'Octavia'), (3, 'Joanna');"
                  "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER REFERENCES "
                  "authors,"
                  " price NUMERIC(8,2), cover BLOB, notes TEXT);"
                  "CREATE TABLE empty_one (id INTEGER PRIMARY KEY, v TEXT);"
                  "CREATE TABLE \"odd \"\"name\" (\"a b\" TEXT, \"select\" INTEGER);"
                  "INSERT INTO \"odd \"\"name\" VALUES ('x', 1), (NULL, 2), ('', NULL);"
                  "CREATE VIEW cheap AS SELECT title, price FROM books WHERE price < 15;");
        auto connection = Engine::create(Url::forSqliteFile(m_file.toStdString()).toString() + "?mode=rwc")
                              .value()
                              .connect();
        for (int i = 1; i <= 40; ++i) {
            QByteArray png = pngOf(QColor::fromHsv(i * 8, 200, 220));
            std::vector<Value> values{Value(i), Value("Book " + std::to_string(i)), Value(i % 3 + 1),
                i % 5 ? Value::tagged(ValueTag::Number, std::to_string(i) + ".25") : Value(),
                Value::binary(png.toStdString()),
                i == 2       ? Value("{\"pages\": 341, \"tags\": [\"sf\"]}")
                    : i == 3 ? Value(std::string(3000000, 'n'))
                             : Value("")};
            connection->execute("INSERT INTO books VALUES (?, ?, ?, ?, ?, ?)", values);
        }
    }

    void init()
    {
        m_workbench = std::make_unique<TestWorkbench>();
        m_connection = m_workbench->connections().openSource(m_file).value();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), DatabaseConnection::State::Ready, 10000);
    }

    void cleanup()
    {
        m_window.reset();
        m_grid = nullptr;
        m_workbench.reset();
    }

    void aMillionRowsOpenAtOnce()
    {
        EventLoopWatchdog watchdog;
        watchdog.start();
        QElapsedTimer timer;
        timer.start();
        open("big");
        QTRY_VERIFY(m_grid->source()->cell(0, 1).loaded);
        qInfo("first rows after %lld ms", timer.elapsed());
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(cellText(0, 1), "row 1");
        // To the end at once, before anything was counted.
        key(Qt::Key_End, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(
            cellText(m_grid->view()->current().row, 1), QStringLiteral("row %1").arg(bigRows), 10000);
        QTRY_VERIFY_WITH_TIMEOUT(m_grid->source()->totals().exact, 20000);
        QCOMPARE(m_grid->source()->totals().rows, bigRows);
        QTRY_COMPARE(m_grid->view()->current().row, bigRows - 1);
        QTRY_COMPARE(cellText(bigRows - 1, 1), QStringLiteral("row %1").arg(bigRows));
        QCOMPARE(m_grid->statusText(), "1,000,000 rows");
        // Any place of the scroll bar is the row of that number.
        QScrollBar* bar = m_grid->view()->verticalScrollBar();
        for (int value : {500000, 123456, 987654, 3}) {
            timer.restart();
            bar->setValue(value);
            QCOMPARE(m_grid->view()->topRow(), value);
            QTRY_COMPARE(cellText(value, 1), QStringLiteral("row %1").arg(value + 1));
            qInfo("jump took %lld ms", timer.elapsed());
        }
        // All along the bar, as a dragging hand does: memory stays bounded, the window answers.
        for (int i = 0; i <= 300; ++i) {
            bar->setValue(static_cast<int>(static_cast<qint64>(bar->maximum()) * i / 300));
            QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        }
        QTRY_COMPARE(cellText(bigRows - 1, 1), QStringLiteral("row %1").arg(bigRows));
        QVERIFY(m_grid->source()->cachedBytes() < (34u << 20));
        watchdog.stop();
        qInfo("longest gap %.1f ms", watchdog.longestGap().count());
        QVERIFY2(watchdog.longestGap() < 100ms, qPrintable(QString::number(watchdog.longestGap().count())));
    }

    void keysMove()
    {
        openAndSettle("big");
        GridView* view = m_grid->view();
        auto at = [&] { return view->current(); };
        QCOMPARE(at(), (GridCell{0, 0}));
        key(Qt::Key_Up);
        QCOMPARE(at(), (GridCell{0, 0}));
        key(Qt::Key_Down);
        key(Qt::Key_Right);
        QCOMPARE(at(), (GridCell{1, 1}));
        key(Qt::Key_End);
        QCOMPARE(at(), (GridCell{1, 2}));
        key(Qt::Key_Tab);
        QCOMPARE(at(), (GridCell{2, 0}));
        key(Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(at(), (GridCell{1, 2}));
        key(Qt::Key_Home);
        QCOMPARE(at(), (GridCell{1, 0}));
        key(Qt::Key_PageDown);
        QCOMPARE(at().row, 1 + view->rowsPerPage());
        key(Qt::Key_PageUp);
        QCOMPARE(at().row, 1);
        key(Qt::Key_Down, Qt::ControlModifier);
        QCOMPARE(at().row, bigRows - 1);
        key(Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(at().column, 2);
        key(Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(at(), (GridCell{0, 0}));
        key(Qt::Key_Down, Qt::ShiftModifier);
        key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(view->selection().ranges(), (QList<GridRange>{{0, 1, 0, 1}}));
        key(Qt::Key_Space, Qt::ControlModifier);
        QCOMPARE(view->selection().ranges(), (QList<GridRange>{{0, bigRows - 1, 1, 1}}));
        key(Qt::Key_Space, Qt::ShiftModifier);
        QCOMPARE(view->selection().ranges(), (QList<GridRange>{{1, 1, 0, 2}}));
        QTest::keyClick(view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view->selection().cellCount(), 3LL * bigRows);
        QVERIFY(view->accessibleDescription().contains("Row 2"));
    }

    void mouseSelects()
    {
        openAndSettle("big");
        GridView* view = m_grid->view();
        clickCell(2, 1);
        QCOMPARE(view->current(), (GridCell{2, 1}));
        clickCell(5, 2, Qt::ShiftModifier);
        QCOMPARE(view->selection().ranges(), (QList<GridRange>{{2, 5, 1, 2}}));
        clickCell(8, 0, Qt::ControlModifier);
        QCOMPARE(view->selection().ranges().size(), 2);
        QTest::mousePress(view->viewport(), Qt::LeftButton, {}, view->cellRect(1, 0).center());
        QTest::mouseMove(view->viewport(), view->cellRect(4, 2).center());
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, view->cellRect(4, 2).center());
        QCOMPARE(view->selection().ranges(), (QList<GridRange>{{1, 4, 0, 2}}));
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, QPoint(5, view->cellRect(3, 0).center().y()));
        QCOMPARE(view->selection().ranges(), (QList<GridRange>{{3, 3, 0, 2}}));
        clickHeader(1, Qt::ControlModifier);
        QCOMPARE(view->selection().ranges(), (QList<GridRange>{{0, bigRows - 1, 1, 1}}));
        QWheelEvent wheel(QPointF(50, 50), view->viewport()->mapToGlobal(QPointF(50, 50)), QPoint(),
            QPoint(0, -240), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view->viewport(), &wheel);
        QCOMPARE(view->topRow(), 2 * QApplication::wheelScrollLines());
    }

    void headerSorts()
    {
        openAndSettle("big");
        clickHeader(2);
        clickHeader(2);
        QTRY_COMPARE(cellText(0, 2), "999");
        QCOMPARE(cellText(0, 0), "999");
        clickHeader(0, Qt::ShiftModifier);
        clickHeader(0, Qt::ShiftModifier);
        QTRY_COMPARE(cellText(0, 0), QString::number(bigRows - 1));
        QCOMPARE(cellText(1, 0), QString::number(bigRows - 1001));
        clickHeader(1);
        QTRY_COMPARE(cellText(0, 1), "row 1");
        QTRY_COMPARE(cellText(1, 1), "row 10");
        clickHeader(1);
        clickHeader(1);
        QVERIFY(m_grid->source()->sort().empty());
        QTRY_COMPARE(cellText(1, 1), "row 2");
    }

    void copies()
    {
        openAndSettle("books");
        GridView* view = m_grid->view();
        QClipboard* clipboard = QApplication::clipboard();
        view->setCurrent({1, 1});
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(clipboard->text(), "Book 2");
        view->setCurrent({3, 0});
        view->setCurrent({4, 3}, GridSelection::Mode::Extend);
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(clipboard->text(), "4\tBook 4\t2\t4.25\n5\tBook 5\t3\t\n");
        m_grid->copySelection(CopyFormat::Csv);
        QCOMPARE(clipboard->text(), "id,title,author_id,price\n4,Book 4,2,4.25\n5,Book 5,3,\n");
        m_grid->copySelection(CopyFormat::Insert);
        QVERIFY2(clipboard->text().startsWith("INSERT INTO books (id, title, author_id, price) VALUES"),
            qPrintable(clipboard->text()));
        QVERIFY(clipboard->text().contains("(5, 'Book 5', 3, NULL);"));
        m_grid->copySelection(CopyFormat::Markdown);
        QVERIFY(clipboard->text().contains("| 5 | Book 5 | 3 | *null* |"));
        m_grid->copySelection(CopyFormat::Json);
        QVERIFY(clipboard->text().contains("\"title\""));
        m_grid->copySelection(CopyFormat::SqlAlchemy);
        QVERIFY2(clipboard->text().contains(
                     "{\"id\": 5, \"title\": \"Book 5\", \"author_id\": 3, \"price\": None}"),
            qPrintable(clipboard->text()));
        // The key comes along where it is not selected.
        view->setCurrent({3, 1});
        view->setCurrent({4, 1}, GridSelection::Mode::Extend);
        m_grid->copySelection(CopyFormat::Update);
        QTRY_COMPARE(clipboard->text(),
            "UPDATE books SET title = 'Book 4' WHERE id = 4;\nUPDATE books SET title = 'Book 5' WHERE id = "
            "5;\n");
        m_grid->copySelection(CopyFormat::Where);
        QTRY_COMPARE(clipboard->text(), "WHERE title IN ('Book 4', 'Book 5')");
        // Nothing to set: said, and the clipboard keeps what it has.
        view->setCurrent({3, 0});
        m_grid->copySelection(CopyFormat::Update);
        QTRY_COMPARE(clipboard->text(), "WHERE title IN ('Book 4', 'Book 5')");
        QCOMPARE(m_workbench->banners.size(), 1);
        // A value that the grid holds only the beginning of is copied whole.
        view->setCurrent({2, 5});
        QVERIFY(m_grid->source()->cell(2, 5).value.truncated);
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(clipboard->text().size(), 3000000);
        // Rows that were never on the screen.
        openAndSettle("big");
        m_grid->view()->setCurrent({0, 0});
        m_grid->view()->setCurrent({99999, 0}, GridSelection::Mode::Extend);
        QTest::keyClick(m_grid->view(), Qt::Key_C, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(clipboard->text().endsWith("\n100000\n"), 10000);
        QCOMPARE(clipboard->text().count('\n'), 100000);
    }

    void statisticsOfTheSelection()
    {
        openAndSettle("books");
        m_grid->view()->setCurrent({0, 3});
        m_grid->view()->setCurrent({9, 3}, GridSelection::Mode::Extend);
        QTRY_COMPARE(m_grid->selectionText(),
            "10 cells · 2 NULL · sum 42 · average 5.25 · min 1.25 · max 9.25 · 8 distinct");
        m_grid->view()->setCurrent({0, 3});
        QTRY_COMPARE(m_grid->selectionText(), "");
        openAndSettle("big");
        clickHeader(2, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_grid->selectionText().contains("sum 499500000"), 20000);
    }

    void valuePane()
    {
        openAndSettle("books");
        CellViewer* pane = m_grid->valuePane();
        m_grid->view()->setCurrent({1, 5});
        QTest::mouseClick(m_grid->findChild<QToolButton*>("value"), Qt::LeftButton);
        QVERIFY(m_grid->valueVisible());
        QCOMPARE(pane->mode(), CellViewer::Mode::Json);
        QCOMPARE(pane->shownText(), "{\n  \"pages\": 341,\n  \"tags\": [\n    \"sf\"\n  ]\n}");
        m_grid->view()->setCurrent({0, 4});
        QCOMPARE(pane->mode(), CellViewer::Mode::Image);
        QTRY_COMPARE(pane->shownImage().size(), QSize(60, 90));
        pane->setMode(CellViewer::Mode::Hex);
        QVERIFY(pane->shownText().startsWith("00000000  89 50 4e 47"));
        m_grid->view()->setCurrent({2, 5});
        QTRY_COMPARE_WITH_TIMEOUT(pane->content().value.bytes().size(), std::size_t(3000000), 10000);
        QVERIFY(!pane->content().truncated);
        m_grid->view()->setCurrent({4, 3});
        QVERIFY(pane->shownText().contains("NULL"));
        m_grid->setValueVisible(false);
        QVERIFY(!m_grid->valueVisible());
    }

    void filters()
    {
        openAndSettle("big");
        m_grid->view()->setCurrent({0, 2});
        m_grid->setFiltersVisible(true);
        FilterRow* filters = m_grid->filterRow();
        QVERIFY(filters->field(2)->hasFocus());
        QTest::keyClicks(filters->field(2), "=7");
        QTest::keyClick(filters->field(2), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->statusText(), "1,000 rows, filtered", 20000);
        QCOMPARE(cellText(0, 0), "7");
        filters->field(1)->setText("~99007");
        QTest::keyClick(filters->field(1), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->source()->totals().rows, 10, 20000);
        // Nonsense changes nothing and says so.
        filters->field(2)->setText("seven");
        QTest::keyClick(filters->field(2), Qt::Key_Return);
        QVERIFY(filters->field(2)->property("invalid").toBool());
        QCOMPARE(m_grid->source()->conditions().size(), std::size_t(2));
        m_grid->view()->setCurrent({5, 1}, GridSelection::Mode::Extend);
        filters->field(2)->setText("-1");
        QTest::keyClick(filters->field(2), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_grid->emptyView()->isVisible(), 20000);
        QCOMPARE(m_grid->emptyView()->title(), "No rows match");
        QCOMPARE(m_grid->view()->selection().cellCount(), 1);
        filters->clear();
        QTRY_VERIFY_WITH_TIMEOUT(m_grid->source()->totals().exact, 20000);
        QTRY_COMPARE(m_grid->statusText(), "1,000,000 rows");
        QVERIFY(m_grid->emptyView()->isHidden());
    }

    void followsForeignKeys()
    {
        openAndSettle("books");
        QCOMPARE(m_grid->source()->columns()[2].references, "authors.id");
        QVERIFY(!m_grid->canGoBack());
        clickCell(3, 2, Qt::ControlModifier);
        QTRY_COMPARE(m_grid->title(), "authors");
        QTRY_VERIFY(isSettled(m_grid));
        QCOMPARE(m_grid->source()->totals().rows, 1);
        QCOMPARE(cellText(0, 1), "Octavia");
        QVERIFY(m_grid->canGoBack());
        m_grid->goBack();
        QTRY_VERIFY(isSettled(m_grid));
        QCOMPARE(m_grid->title(), "books");
        QTRY_COMPARE(m_grid->view()->current().row, 3);
        QCOMPARE(m_grid->request().object.name, "books");
    }

    void backwardThroughTheMenu()
    {
        openAndSettle("authors");
        m_grid->view()->setCurrent({0, 0});
        QTest::keyClick(m_grid->view(), Qt::Key_Menu);
        QMenu* menu = nullptr;
        QTRY_VERIFY((menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())));
        QAction* referring = nullptr;
        for (QAction* action : menu->findChildren<QAction*>()) {
            if (action->text() == "books by author_id")
                referring = action;
        }
        QVERIFY(referring && referring->isEnabled());
        referring->trigger();
        menu->close();
        QTRY_COMPARE(m_grid->title(), "books");
        QTRY_VERIFY(isSettled(m_grid));
        QCOMPARE(m_grid->source()->totals().rows, 13);
    }

    void emptyTableSaysSo()
    {
        openAndSettle("empty_one");
        QVERIFY(m_grid->emptyView()->isVisible());
        QCOMPARE(m_grid->emptyView()->title(), "No rows");
        QCOMPARE(m_grid->statusText(), "0 rows");
        key(Qt::Key_Down);
        key(Qt::Key_End, Qt::ControlModifier);
        QTest::keyClick(m_grid->view(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(m_grid->view()->current().row, 0);
    }

    void viewsAndOddNames()
    {
        openAndSettle("cheap", ObjectRef::Kind::View);
        QCOMPARE(cellText(0, 0), "Book 1");
        openAndSettle("odd \"name");
        QCOMPARE(m_grid->source()->totals().rows, 3);
        QVERIFY(m_grid->source()->cell(1, 0).value.isNull());
        QVERIFY(!m_grid->source()->cell(2, 0).value.isNull());
        clickHeader(1);
        QTRY_VERIFY(m_grid->source()->cell(0, 1).value.isNull());
    }

    void missingTable()
    {
        open("not there");
        QTRY_VERIFY(m_grid->stateView()->isVisible());
        QVERIFY2(m_grid->stateView()->text().contains("not there"), qPrintable(m_grid->stateView()->text()));
    }

    void aTableThatGoesAway()
    {
        run(m_file, "CREATE TABLE doomed (id INTEGER PRIMARY KEY); INSERT INTO doomed VALUES (1)");
        m_connection->refresh();
        QTRY_VERIFY(m_connection->metadata()->findTable("", "doomed"));
        openAndSettle("doomed");
        run(m_file, "DROP TABLE doomed");
        m_grid->refresh();
        QTRY_COMPARE(m_workbench->banners.size(), 1);
        QVERIFY(m_workbench->banners[0].title.contains("doomed"));
        // Opened anew there is nothing to fall back to.
        open("doomed");
        QTRY_VERIFY_WITH_TIMEOUT(
            m_grid->stateView()->isVisible() && m_grid->source()->state() == TableSource::State::Failed,
            10000);
        QVERIFY(!m_grid->stateView()->isLoading());
        run(m_file, "CREATE TABLE doomed (id INTEGER PRIMARY KEY); INSERT INTO doomed VALUES (7)");
        m_grid->refresh();
        QTRY_COMPARE(cellText(0, 0), "7");
        QTRY_VERIFY(m_grid->view()->isVisible());
        run(m_file, "DROP TABLE doomed");
    }

    void closingTheDatabase()
    {
        openAndSettle("big");
        m_workbench->connections().close(m_connection->id());
        QTRY_VERIFY(m_grid->stateView()->isVisible());
        key(Qt::Key_Down);
        m_grid->refresh();
    }

    void aLargeCopyHasTheEdits()
    {
        PendingEdits::setFolder(m_folder.filePath("edits"));
        openAndSettle("big");
        QTRY_VERIFY_WITH_TIMEOUT(m_grid->source()->totals().exact && m_grid->canEdit(), 20000);
        GridView* view = m_grid->view();
        view->setCurrent({3, 1});
        m_grid->pasteText("edited");
        m_grid->insertRow();
        QTRY_COMPARE(m_grid->rows()->totals().rows, bigRows + 1);
        view->setCurrent({bigRows, 1});
        m_grid->pasteText("new");
        // More cells than are copied at once.
        view->setCurrent({0, 1});
        view->setCurrent({29999, 1}, GridSelection::Mode::Extend);
        view->setCurrent({bigRows, 1}, GridSelection::Mode::Add);
        QApplication::clipboard()->setText("before");
        m_grid->copySelection(CopyFormat::TabSeparated);
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::clipboard()->text() != "before", 20000);
        const QStringList lines = QApplication::clipboard()->text().split('\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 30001);
        QCOMPARE(lines[2], "row 3");
        QCOMPARE(lines[3], "edited");
        QCOMPARE(lines[29999], "row 30000");
        QCOMPARE(lines[30000], "new");
        PendingEdits::of(*m_connection, m_workbench->tasks()).discardAll();
    }

    void stateIsKept()
    {
        openAndSettle("books");
        m_grid->view()->header()->resizeSection(1, 222);
        m_grid->view()->header()->hideSection(4);
        m_grid->view()->header()->moveSection(0, 2);
        clickHeader(1);
        clickHeader(1);
        QTRY_COMPARE(cellText(0, 1), "Book 9");
        QJsonObject state = m_grid->saveState();
        open("books");
        m_grid->restoreState(state);
        QTRY_VERIFY(isSettled(m_grid));
        QTRY_COMPARE(cellText(0, 1), "Book 9");
        QCOMPARE(m_grid->view()->header()->sectionSize(1), 222);
        QVERIFY(m_grid->view()->header()->isSectionHidden(4));
        QCOMPARE(m_grid->view()->header()->visualIndex(0), 2);
        // Copying follows what is seen: order, and hidden columns left out.
        m_grid->view()->setCurrent({0, 0});
        m_grid->view()->setCurrent({0, 3}, GridSelection::Mode::Extend);
        m_grid->copySelection(CopyFormat::TabSeparatedWithHeader);
        QCOMPARE(QApplication::clipboard()->text(), "title\tauthor_id\tid\tprice\nBook 9\t1\t9\t9.25\n");
    }
};

QTEST_MAIN(DataGridTest)
#include "tst_data_grid.moc"
