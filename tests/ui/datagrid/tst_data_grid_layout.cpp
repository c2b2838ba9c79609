// How rows are laid out: frozen columns, the row as a form, a calendar in cells with a date. By keys and
// mouse.
#include "tests/ui/datagrid/editing_test.h"
#include "ui/datagrid/filter_row.h"
#include "ui/grid/transposed_source.h"
#include "ui/shell/state_view.h"

#include <QCalendarWidget>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>

using namespace relata;
using namespace relata::test;

namespace {

constexpr const char* tables =
    "CREATE TABLE readings (id integer PRIMARY KEY, place varchar(40) NOT NULL, taken date, seen_at "
    "timestamp,"
    " a integer, b integer, c integer, d integer, e integer, f integer, g integer, h integer, i integer,"
    " j integer, k integer, note varchar(40));"
    "INSERT INTO readings (id, place, taken, seen_at, a, note) VALUES"
    " (1, 'harbour', '2024-02-29', '2024-02-29 10:11:12', 10, 'calm'),"
    " (2, 'tower', '2024-03-01', '2024-03-01 08:00:00', 20, 'windy'),"
    " (3, 'garden', NULL, NULL, 30, NULL);";

} // namespace

class DataGridLayoutTest final : public EditingTest
{
    Q_OBJECT

public:
    DataGridLayoutTest() : EditingTest(tables, "readings") { }

private:
    GridHeader* header() const { return m_grid->view()->header(); }
    int column(const QString& name) const
    {
        const QList<GridColumn>& columns = m_grid->source()->columns();
        for (int i = 0; i < columns.size(); ++i) {
            if (columns[i].name == name)
                return i;
        }
        return -1;
    }
    // From the menu of the column's header.
    void choose(const QString& ofColumn, const QString& entry)
    {
        const int section = column(ofColumn);
        emit m_grid->view()->columnMenuRequested(section, QPoint(10, 10));
        auto* menu = m_grid->findChild<QMenu*>();
        QVERIFY(menu);
        for (QAction* action : menu->actions()) {
            if (action->text() == entry) {
                action->trigger();
                delete menu;
                return;
            }
        }
        delete menu;
        QFAIL(qPrintable(entry));
    }
    void type(GridView* view, GridCell cell, const QString& text)
    {
        view->setFocus();
        view->setCurrent(cell);
        QTest::keyClick(view, Qt::Key_F2);
        QVERIFY(view->editor());
        QTest::keyClicks(view->editor()->focusProxy(), text);
        QTest::keyClick(view->editor()->focusProxy(), Qt::Key_Return);
        QVERIFY(!view->editor());
    }

private slots:
    void columnsStay_data() { servers(); }
    void columnsStay()
    {
        m_grid->setFiltersVisible(true);
        GridView* view = m_grid->view();
        choose("place", "Freeze up to this column");
        QCOMPARE(header()->frozen(), 2);
        QVERIFY(view->frozenHeader()->isVisible());
        const QRect place = view->cellRect(0, 1);
        const int width = header()->frozenWidth();
        QCOMPARE(view->frozenHeader()->width(), width);
        view->horizontalScrollBar()->setValue(view->horizontalScrollBar()->maximum());
        QCOMPARE(view->cellRect(0, 1), place);
        QVERIFY(view->cellRect(0, 2).right() < place.right()); // scrolled below
        // A click there is one on the frozen column, not on what is below it.
        QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::NoModifier, place.center());
        QCOMPARE(view->current(), (GridCell{0, 1}));
        QVERIFY(m_grid->filterRow()->field(column("place"))->isVisible());
        QVERIFY(!m_grid->filterRow()->field(column("taken"))->isVisible());
        // A cell that is gone to is not left below what is frozen.
        view->setFocus();
        key(Qt::Key_Right);
        QVERIFY(view->cellRect(0, 2).left() >= place.right());
        // Both headers are one: widths, sorting, what is hidden.
        view->frozenHeader()->resizeSection(1, 200);
        QCOMPARE(header()->sectionSize(1), 200);
        QTest::mouseClick(view->frozenHeader()->viewport(), Qt::LeftButton, Qt::NoModifier,
            QPoint(view->frozenHeader()->sectionViewportPosition(0) + 20, 10));
        QTRY_VERIFY(isReady());
        QCOMPARE(m_grid->source()->sort().size(), std::size_t(1));
        choose("id", "Hide id");
        QVERIFY(view->frozenHeader()->isSectionHidden(0));
        QCOMPARE(header()->frozenWidth(), 200);
        // It comes back with the tab, and goes.
        const QJsonObject state = m_grid->saveState();
        open("readings");
        m_grid->restoreState(state);
        QTRY_VERIFY(isReady());
        QCOMPARE(header()->frozen(), 2);
        choose("place", "Freeze no columns");
        QCOMPARE(header()->frozen(), 0);
        QVERIFY(!m_grid->view()->frozenHeader()->isVisible());
    }

    void moreThanFitsIsNotFrozen_data() { servers(); }
    void moreThanFitsIsNotFrozen()
    {
        choose("note", "Freeze up to this column");
        QVERIFY(header()->frozenWidth() < header()->width());
        QVERIFY(header()->frozen() < header()->count());
        m_grid->view()->setCurrent({0, header()->count() - 1});
        QVERIFY(m_grid->view()->cellRect(0, header()->count() - 1).right()
            <= m_grid->view()->viewport()->width());
    }

    void aRowAsAForm_data() { servers(); }
    void aRowAsAForm()
    {
        QTest::mouseClick(m_grid->findChild<QAbstractButton*>(QStringLiteral("form")), Qt::LeftButton);
        QVERIFY(m_grid->formVisible());
        GridView* form = m_grid->form();
        GridSource* lines = form->source();
        QCOMPARE(lines->totals().rows, 16);
        QCOMPARE(lines->columns().size(), 2);
        const auto text = [&](int line, int column) {
            const GridSource::Cell cell = lines->cell(line, column);
            return cell.value.isNull() ? QStringLiteral("(null)")
                                       : QString::fromStdString(cell.value.toText());
        };
        QCOMPARE(text(1, 0), QString("place"));
        QCOMPARE(text(1, 1), QString("harbour"));
        m_grid->view()->setFocus();
        key(Qt::Key_Down);
        QCOMPARE(text(1, 1), QString("tower"));
        // Edited there, it is pending and shown in the grid.
        type(form, {column("place"), 1}, "roof");
        QCOMPARE(shown(1, column("place")), QString("roof"));
        QVERIFY(lines->cellNote(column("place"), 1).contains("tower"));
        form->setCurrent({column("note"), 1});
        QTest::keyClick(form, Qt::Key_Delete);
        QCOMPARE(shown(1, column("note")), QString("(null)"));
        // A wrong value stays in the editor, in its own type's words.
        form->setCurrent({column("a"), 1});
        QTest::keyClick(form, Qt::Key_F2);
        QTest::keyClicks(form->editor()->focusProxy(), "many");
        QVERIFY(!form->editor()->problem().isEmpty());
        QTest::keyClick(form->editor()->focusProxy(), Qt::Key_Escape);
        // Rows beside each other.
        m_grid->view()->setFocus();
        m_grid->view()->setCurrent({0, 0});
        key(Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(lines->columns().size(), 3);
        QCOMPARE(text(1, 1), QString("harbour"));
        QCOMPARE(text(1, 2), QString("roof"));
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT place, note FROM readings WHERE id = 2"), QStringList{"roof|(null)"});
        // Where there is no row, the form says so.
        const auto words = [form] {
            auto* state = form->findChild<StateView*>();
            return state && state->isVisible();
        };
        QVERIFY(!words());
        m_other->execute("DELETE FROM readings").close();
        QTest::mouseClick(m_grid->findChild<QAbstractButton*>(QStringLiteral("refresh")), Qt::LeftButton);
        QTRY_VERIFY(isReady() && m_grid->rows()->totals().rows == 0);
        QTRY_VERIFY(words());
    }

    void aDayIsChosen_data() { servers(); }
    void aDayIsChosen()
    {
        const auto chooseDay = [&](const char* name, qint64 row, const QDate& day) {
            m_grid->view()->setCurrent({row, column(name)});
            key(Qt::Key_F2);
            CellEditor* editor = m_grid->view()->editor();
            QVERIFY(editor && editor->hasCalendar());
            QTest::keyClick(editor->focusProxy(), Qt::Key_Down, Qt::AltModifier);
            QVERIFY(editor->calendar()->isVisible());
            if (row == 0)
                QCOMPARE(editor->calendar()->selectedDate(), QDate(2024, 2, 29));
            editor->calendar()->setSelectedDate(day);
            emit editor->calendar()->activated(day); // what Return on the day emits
            QVERIFY(!editor->calendar()->isVisible());
            QVERIFY(editor->problem().isEmpty());
            key(Qt::Key_Return);
        };
        chooseDay("taken", 0, QDate(2025, 12, 31));
        chooseDay("seen_at", 0, QDate(2025, 12, 31)); // the time stays
        chooseDay("taken", 2, QDate(1999, 1, 1));
        QCOMPARE(shown(0, column("taken")), QString("2025-12-31"));
        m_grid->view()->setCurrent({0, column("place")});
        key(Qt::Key_F2);
        QVERIFY(!m_grid->view()->editor()->hasCalendar());
        key(Qt::Key_Escape);
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT taken, seen_at FROM readings WHERE id = 1"),
            QStringList{"2025-12-31|2025-12-31 10:11:12"});
        QCOMPARE(stored("SELECT taken FROM readings WHERE id = 3"), QStringList{"1999-01-01"});
    }

    // PostgreSQL's row version tells of changes to columns that nobody edits, too.
    void theRowVersionIsLoaded_data() { servers(); }
    void theRowVersionIsLoaded()
    {
        const RowVersion version = m_grid->source()->loadedVersion(0);
        QFETCH(QString, server);
        QCOMPARE(version.empty(), server != "postgresql");
        EditingTest::type(0, column("a"), "11");
        m_other->execute("UPDATE readings SET b = 5 WHERE id = 1");
        QTRY_VERIFY(m_panel->isSettled());
        click("commit");
        QTRY_VERIFY(!edits().conflicts().empty());
        QCOMPARE(stored("SELECT a, b FROM readings WHERE id = 1"), QStringList{"10|5"});
    }
};

QTEST_MAIN(DataGridLayoutTest)
#include "tst_data_grid_layout.moc"
