// Rows chosen by a condition in SQL, by a text in any column and by filters with a name, and what foreign
// keys refer to. On SQLite, PostgreSQL and MariaDB, by keys and mouse.
#include "tests/ui/datagrid/editing_test.h"
#include "ui/datagrid/where_bar.h"
#include "ui/grid/foreign_labels.h"
#include "ui/sqltext/completion_popup.h"
#include "ui/sqltext/condition_field.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

using namespace relata;
using namespace relata::test;

namespace {

constexpr const char* tables =
    "CREATE TABLE authors (id integer PRIMARY KEY, given_name varchar(40), family_name varchar(40) NOT NULL);"
    "CREATE TABLE books (id integer PRIMARY KEY, title varchar(40) NOT NULL, price integer,"
    " author_id integer, CONSTRAINT fk_author FOREIGN KEY (author_id) REFERENCES authors (id));"
    "INSERT INTO authors VALUES (1, 'Ursula', 'Kern'), (2, NULL, 'Orlando');"
    "INSERT INTO books VALUES (1, 'Tides', 12, 1), (2, 'Sand', 30, 1), (3, 'The tide', 7, 2),"
    " (4, '100 % wool', NULL, NULL);";

} // namespace

class DataGridSearchTest final : public EditingTest
{
    Q_OBJECT

public:
    DataGridSearchTest() : EditingTest(tables, "books") { }

private:
    ConditionField* where() const { return m_grid->whereBar()->field(); }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(m_grid->isSettled(), 20000); }
    void enterWhere(const QString& text)
    {
        m_grid->focusWhere();
        where()->selectAll();
        QTest::keyClicks(where(), text);
        where()->popup()->hide(); // Return is for the condition
        QTest::keyClick(where(), Qt::Key_Return);
        settle();
    }
    QStringList ids() const
    {
        QStringList all;
        for (qint64 row = 0; row < m_grid->rows()->totals().rows; ++row)
            all << shown(row, 0);
        return all;
    }
    QMenu* savedMenu()
    {
        QTest::mouseClick(m_grid->whereBar()->savedButton(), Qt::LeftButton);
        return m_grid->findChild<QMenu*>(QStringLiteral("savedFilters"));
    }
    static QAction* actionOf(const QMenu* menu, const QString& text)
    {
        for (QAction* action : menu->actions()) {
            if (action->text() == text)
                return action;
        }
        return nullptr;
    }

private slots:
    void aConditionInSql_data() { servers(); }
    void aConditionInSql()
    {
        enterWhere("price > 10 AND (title <> 'x;' OR price IS NULL)");
        QCOMPARE(ids(), (QStringList{"1", "2"}));
        QVERIFY(m_grid->statusText().contains("filtered"));
        // What cannot be one condition is not sent, and what is shown stays.
        for (const char* wrong : {"price > 10)", "1 = 1; DROP TABLE books", "title = 'open", "price = ?"}) {
            enterWhere(wrong);
            QVERIFY2(where()->isFaulty(), wrong);
            QCOMPARE(where()->text(), QString(wrong));
            QCOMPARE(ids(), (QStringList{"1", "2"}));
        }
        // What the server refuses is said at its place, and the former rows are back.
        enterWhere("prize > 10");
        QTRY_VERIFY(where()->isFaulty());
        QVERIFY2(where()->toolTip().contains("prize"), qPrintable(where()->toolTip()));
        QCOMPARE(where()->cursorPosition(), 0);
        settle();
        QCOMPARE(ids(), (QStringList{"1", "2"}));
        QVERIFY(m_workbench->banners.isEmpty());
        QCOMPARE(stored("SELECT count(*) FROM books"), QStringList{"4"});
        // Words before the condition are no part of it.
        enterWhere("WHERE price IS NULL");
        QCOMPARE(ids(), QStringList{"4"});
        where()->selectAll();
        QTest::keyClick(where(), Qt::Key_Delete);
        settle();
        QCOMPARE(ids().size(), 4);
    }

    void wordsAreCompleted_data() { servers(); }
    void wordsAreCompleted()
    {
        m_grid->focusWhere();
        QTest::keyClicks(where(), "au");
        QVERIFY(where()->popup()->isVisible());
        QCOMPARE(QString::fromStdString(where()->popup()->completions().front().label), QString("author_id"));
        QTest::keyClick(where(), Qt::Key_Tab);
        QVERIFY(!where()->popup()->isVisible());
        QCOMPARE(where()->text(), QString("author_id"));
        QVERIFY(where()->hasFocus());
        QTest::keyClicks(where(), " = 2");
        QTest::keyClick(where(), Qt::Key_Return);
        settle();
        QCOMPARE(ids(), QStringList{"3"});
        // Inside of a text there is nothing to complete.
        where()->clear();
        QTest::keyClicks(where(), "title = 'au");
        QVERIFY(!where()->popup()->isVisible());
        QTest::keyClick(where(), Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(!where()->popup()->isVisible());
        QTest::keyClick(where(), Qt::Key_Escape);
        QVERIFY(m_grid->view()->hasFocus());
    }

    void aTextInAnyColumn_data() { servers(); }
    void aTextInAnyColumn()
    {
        m_grid->focusSearch();
        QLineEdit* field = m_grid->searchField();
        QTest::keyClicks(field, "TIDE");
        QCOMPARE(ids().size(), 4); // not before Return
        QTest::keyClick(field, Qt::Key_Return);
        settle();
        QCOMPARE(ids(), (QStringList{"1", "3"}));
        field->selectAll();
        QTest::keyClicks(field, "0 %"); // a sign of LIKE is itself
        QTest::keyClick(field, Qt::Key_Return);
        settle();
        QCOMPARE(ids(), QStringList{"4"});
        field->selectAll();
        QTest::keyClicks(field, "30"); // numbers as they are written
        QTest::keyClick(field, Qt::Key_Return);
        settle();
        QCOMPARE(ids(), QStringList{"2"});
        field->selectAll();
        QTest::keyClick(field, Qt::Key_Backspace);
        settle();
        QCOMPARE(ids().size(), 4);
        QTest::keyClick(field, Qt::Key_Down);
        QVERIFY(m_grid->view()->hasFocus());
    }

    void filtersGetNames_data() { servers(); }
    void filtersGetNames()
    {
        enterWhere("price > 10");
        m_grid->focusSearch();
        QTest::keyClicks(m_grid->searchField(), "tide");
        QTest::keyClick(m_grid->searchField(), Qt::Key_Return);
        settle();
        QCOMPARE(ids(), QStringList{"1"});
        QMenu* menu = savedMenu();
        QVERIFY(menu);
        QAction* save = actionOf(menu, "Name this filter …");
        QVERIFY(save && save->isEnabled());
        save->trigger();
        delete menu;
        auto* dialog = m_grid->findChild<QInputDialog*>(QStringLiteral("filterName"));
        QVERIFY(dialog);
        dialog->setTextValue("dear & wet");
        QTest::keyClick(dialog, Qt::Key_Return);

        m_grid->findChild<QAbstractButton*>(QStringLiteral("clearFilters"))->click();
        settle();
        QCOMPARE(ids().size(), 4);
        QVERIFY(where()->text().isEmpty() && m_grid->searchField()->text().isEmpty());
        // Another tab of the table knows it too.
        open("books");
        m_grid->focusWhere();
        menu = savedMenu();
        QVERIFY(actionOf(menu, "dear && wet"));
        actionOf(menu, "dear && wet")->trigger();
        delete menu;
        settle();
        QCOMPARE(ids(), QStringList{"1"});
        QCOMPARE(where()->text(), QString("price > 10"));
        QCOMPARE(m_grid->searchField()->text(), QString("tide"));
        // Another table does not.
        open("authors");
        m_grid->focusWhere();
        menu = savedMenu();
        QVERIFY(!actionOf(menu, "dear && wet"));
        delete menu;
        // Forgotten is forgotten.
        open("books");
        m_grid->focusWhere();
        menu = savedMenu();
        actionOf(menu, "Forget")->menu()->actions().first()->trigger();
        delete menu;
        menu = savedMenu();
        QVERIFY(!actionOf(menu, "dear && wet"));
        delete menu;
    }

    void theTabComesBackWithThem_data() { servers(); }
    void theTabComesBackWithThem()
    {
        enterWhere("price < 20");
        m_grid->focusSearch();
        QTest::keyClicks(m_grid->searchField(), "tide");
        QTest::keyClick(m_grid->searchField(), Qt::Key_Return);
        settle();
        QCOMPARE(ids(), (QStringList{"1", "3"}));
        QJsonObject state = m_grid->saveState();
        open("books");
        m_grid->restoreState(state);
        settle();
        QCOMPARE(ids(), (QStringList{"1", "3"}));
        QCOMPARE(where()->text(), QString("price < 20"));
        // SQL that somebody has written into the file is checked like any other.
        state["where"] = "1 = 1); DROP TABLE books; --";
        open("books");
        m_grid->restoreState(state);
        settle();
        QCOMPARE(ids(), (QStringList{"1", "3"})); // by the search alone
        QVERIFY(where()->text().isEmpty());
    }

    void keysSayWhomTheyMean_data() { servers(); }
    void keysSayWhomTheyMean()
    {
        auto label = [this](qint64 row) { return m_grid->rows()->cell(row, 3).label; };
        QTRY_COMPARE(label(0), QString("Ursula Kern"));
        QCOMPARE(label(2), QString("Orlando"));
        QCOMPARE(label(3), QString()); // NULL means nobody
        QVERIFY(m_grid->rows()->cell(0, 0).label.isEmpty());
        // A key that is typed says it before it is stored; one that nobody has says nothing.
        type(0, 3, "2");
        QTRY_COMPARE(label(0), QString("Orlando"));
        type(0, 3, "77");
        settle();
        QCOMPARE(label(0), QString());
        // Read again, with what others have changed.
        m_other->execute("UPDATE authors SET family_name = 'Kerr' WHERE id = 1");
        m_grid->refresh();
        QTRY_COMPARE(label(1), QString("Ursula Kerr"));
        m_grid->showLabels(false);
        QCOMPARE(label(1), QString());
        m_grid->showLabels(true);
        QTRY_COMPARE(label(1), QString("Ursula Kerr"));
    }
};

QTEST_MAIN(DataGridSearchTest)
#include "tst_data_grid_search.moc"
