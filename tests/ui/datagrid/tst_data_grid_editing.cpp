// Rows edited with keys and mouse in the real grid, committed from the panel of pending changes, on SQLite,
// PostgreSQL and MariaDB.
#include "tests/ui/datagrid/editing_test.h"
#include "ui/changes/change_model.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QPushButton>
#include <QTableWidget>

using namespace relata;
using namespace relata::test;

namespace {

constexpr const char* tables =
    "CREATE TABLE authors (id integer PRIMARY KEY, name varchar(40) NOT NULL, born date, note varchar(100));"
    "CREATE TABLE books (id integer PRIMARY KEY, title varchar(60) NOT NULL, author_id integer,"
    " price numeric(8, 2) CHECK (price >= 0), CONSTRAINT fk_author FOREIGN KEY (author_id) REFERENCES "
    "authors (id));"
    "INSERT INTO authors VALUES (1, 'Ursula', '1929-10-21', 'one'), (2, 'Octavia', '1947-06-22', NULL),"
    " (3, 'Joanna', NULL, '');"
    "INSERT INTO books VALUES (1, 'Lavinia', 1, 12.50), (2, 'Kindred', 2, 9.99), (3, 'Orphan', NULL, NULL);";

} // namespace

class DataGridEditingTest final : public EditingTest
{
    Q_OBJECT

public:
    DataGridEditingTest() : EditingTest(tables, "authors") { }

private slots:
    void lookingWritesNothing_data() { servers(); }
    void lookingWritesNothing()
    {
        for (int row = 0; row < 3; ++row) {
            for (int column = 1; column < 4; ++column) {
                m_grid->view()->setCurrent({row, column});
                key(Qt::Key_F2);
                key(Qt::Key_Return);
            }
        }
        QVERIFY(pending().empty());
        QVERIFY(!m_panel->findChild<QAbstractButton*>("commit")->isVisible());
    }

    void cellsAreStored_data() { servers(); }
    void cellsAreStored()
    {
        type(0, 1, "Ursula K. O'Neil");
        QCOMPARE(shown(0, 1), "Ursula K. O'Neil");
        type(1, 2, "1947-06-23");
        m_grid->view()->setCurrent({0, 3});
        key(Qt::Key_Delete); // NULL
        QCOMPARE(pending().size(), std::size_t(2));
        // Not before they are committed.
        QCOMPARE(stored("SELECT name FROM authors WHERE id = 1"), QStringList{"Ursula"});
        QTRY_COMPARE(list()->model()->rowCount(), 2);
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QVERIFY(pending().empty());
        QCOMPARE(stored("SELECT id, name, born, note FROM authors ORDER BY id"),
            (QStringList{
                "1|Ursula K. O'Neil|1929-10-21|(null)", "2|Octavia|1947-06-23|(null)", "3|Joanna|(null)|"}));
        QCOMPARE(shown(0, 1), "Ursula K. O'Neil");
    }

    void wrongTextStaysInTheEditor_data() { servers(); }
    void wrongTextStaysInTheEditor()
    {
        m_grid->view()->setCurrent({0, 2});
        key(Qt::Key_F2);
        QTest::keyClicks(m_grid->view()->editor()->focusProxy(), "not a date");
        key(Qt::Key_Return);
        QVERIFY(m_grid->view()->editor());
        QVERIFY(!m_grid->view()->editor()->problem().isEmpty());
        key(Qt::Key_Escape);
        // NOT NULL
        m_grid->view()->setCurrent({0, 1});
        key(Qt::Key_Delete);
        QVERIFY(pending().empty());
        QCOMPARE(m_workbench->banners.size(), 1);
    }

    void undoAndRedo_data() { servers(); }
    void undoAndRedo()
    {
        type(0, 3, "first");
        type(1, 3, "second");
        edits().undo();
        QCOMPARE(shown(1, 3), QStringLiteral("(null)"));
        QCOMPARE(shown(0, 3), QStringLiteral("first"));
        edits().redo();
        QCOMPARE(shown(1, 3), QStringLiteral("second"));
        // Typed back to what was loaded: no edit is left.
        type(0, 3, "one");
        QCOMPARE(pending().size(), std::size_t(1));
    }

    void rowsComeAndGo_data() { servers(); }
    void rowsComeAndGo()
    {
        m_grid->insertRow();
        QCOMPARE(m_grid->view()->current().row, 3);
        QVERIFY(m_grid->rows()->rowMark(3) == GridSource::Mark::Inserted);
        type(3, 0, "7");
        type(3, 1, "Vonda");
        m_grid->view()->setCurrent({2, 1});
        m_grid->deleteRows();
        QVERIFY(m_grid->rows()->rowMark(2) == GridSource::Mark::Deleted);
        QCOMPARE(m_grid->statusText(), QStringLiteral("3 rows, 1 new"));
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT id, name FROM authors ORDER BY id"),
            (QStringList{"1|Ursula", "2|Octavia", "7|Vonda"}));
        QTRY_COMPARE(m_grid->statusText(), QStringLiteral("3 rows"));
        QCOMPARE(shown(2, 1), QStringLiteral("Vonda"));
    }

    void aBlockIsPasted_data() { servers(); }
    void aBlockIsPasted()
    {
        m_grid->view()->setCurrent({1, 0});
        QApplication::clipboard()->setText(
            QStringLiteral("2\tOctavia \u2603\U0001f4da\t1947-06-22\r\n3\tJoanna "
                           "R.\t1937-02-22\r\n4\tJames\t1915-08-24\r\n"));
        key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(pending().size(), std::size_t(3));
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT id, name, born FROM authors ORDER BY id"),
            (QStringList{"1|Ursula|1929-10-21", QStringLiteral("2|Octavia \u2603\U0001f4da|1947-06-22"),
                "3|Joanna R.|1937-02-22", "4|James|1915-08-24"}));
        // A block with something wrong in it changes nothing.
        m_grid->view()->setCurrent({0, 1});
        QApplication::clipboard()->setText("fine\t2000-01-01\nalso\tnever");
        key(Qt::Key_V, Qt::ControlModifier);
        QVERIFY(pending().empty());
        QCOMPARE(m_workbench->banners.size(), 1);
    }

    void anErrorLeavesEverything_data() { servers(); }
    void anErrorLeavesEverything()
    {
        type(0, 3, "kept");
        open("books");
        type(0, 2, "99"); // no such author
        type(1, 1, "Kindred again");
        commit();
        QVERIFY(!note().isEmpty());
        QCOMPARE(pending().size(), std::size_t(3));
        QCOMPARE(stored("SELECT note FROM authors WHERE id = 1"), QStringList{"one"});
        QCOMPARE(stored("SELECT title FROM books WHERE id = 2"), QStringList{"Kindred"});
        // The row is marked in the list, and current.
        const auto& failure = edits().lastFailure();
        QVERIFY(failure);
        // Mended, it is stored with the rest.
        type(0, 2, "2");
        QVERIFY(note().isEmpty());
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT note FROM authors WHERE id = 1"), QStringList{"kept"});
        QCOMPARE(stored("SELECT author_id FROM books WHERE id = 1"), QStringList{"2"});
    }

    void changesAreTakenBackOneByOne_data() { servers(); }
    void changesAreTakenBackOneByOne()
    {
        type(0, 3, "a");
        type(1, 3, "b");
        QTRY_COMPARE(list()->model()->rowCount(), 2);
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, Qt::NoModifier,
            list()->visualRect(list()->model()->index(0, 0)).center());
        click("drop");
        QCOMPARE(pending().size(), std::size_t(1));
        QCOMPARE(shown(0, 3), QStringLiteral("one"));
        QTRY_COMPARE(list()->model()->rowCount(), 1);
        click("copyScript");
        QVERIFY(QApplication::clipboard()->text().contains("UPDATE"));
        QVERIFY(QApplication::clipboard()->text().contains("'b'"));
    }

    void aColleaguesChangeIsMerged_data() { servers(); }
    void aColleaguesChangeIsMerged()
    {
        type(0, 1, "Mine");
        type(0, 3, "my note");
        m_other->execute("UPDATE authors SET name = 'Theirs', born = '1930-01-01' WHERE id = 1");
        commit();
        QVERIFY(!note().isEmpty());
        QCOMPARE(stored("SELECT name FROM authors WHERE id = 1"), QStringList{"Theirs"});
        QCOMPARE(edits().conflicts().size(), std::size_t(1));
        auto* noteWidget = m_panel->findChild<QWidget*>(QStringLiteral("note"));
        QTest::mouseClick(noteWidget->findChild<QPushButton*>(), Qt::LeftButton);
        auto* dialog = m_workbench->window()->findChild<QDialog*>();
        QVERIFY(dialog);
        auto* columns = dialog->findChild<QTableWidget*>(QStringLiteral("columns"));
        QCOMPARE(columns->rowCount(), 3); // name, born, note
        QCOMPARE(columns->item(0, 1)->text(), QStringLiteral("Ursula"));
        QCOMPARE(columns->item(0, 2)->text(), QStringLiteral("Theirs"));
        QCOMPARE(columns->item(0, 3)->text(), QStringLiteral("Mine"));
        // Their name, my note; their birthday comes by itself.
        qobject_cast<QComboBox*>(columns->cellWidget(0, 4))->setCurrentIndex(1);
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("apply")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isReady() && pending().empty(), 20000);
        QCOMPARE(stored("SELECT name, born, note FROM authors WHERE id = 1"),
            QStringList{"Theirs|1930-01-01|my note"});
    }

    void aRowThatMovesUnderTheEditorIsMeant_data() { servers(); }
    void aRowThatMovesUnderTheEditorIsMeant()
    {
        m_grid->view()->setCurrent({0, 3});
        key(Qt::Key_F2);
        QTest::keyClicks(m_grid->view()->editor()->focusProxy(), "for Ursula");
        m_grid->source()->setSort({{1, false, {}}}); // Joanna comes first
        QTRY_VERIFY(isReady() && shown(0, 1) == QStringLiteral("Joanna"));
        key(Qt::Key_Return);
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT id, note FROM authors ORDER BY id"),
            (QStringList{"1|for Ursula", "2|(null)", "3|"}));
    }

    void editsOutliveTheProgram_data() { servers(); }
    void editsOutliveTheProgram()
    {
        type(0, 3, "not yet");
        m_grid->insertRow();
        type(3, 0, "9");
        type(3, 1, "New");
        QTRY_VERIFY(edits().isKept());
        // The connection goes without a commit, as with a kill: the next one has the edits again.
        const QString id = m_connection->id();
        m_window.reset();
        m_workbench->current = nullptr;
        m_workbench->connections().close(id);
        m_connection = m_workbench->connections().open(m_url).value();
        QCOMPARE(m_connection->id(), id);
        QTRY_COMPARE_WITH_TIMEOUT(int(m_connection->state()), int(DatabaseConnection::State::Ready), 20000);
        open("authors");
        QTRY_VERIFY(edits().isReady());
        QCOMPARE(pending().size(), std::size_t(2));
        QCOMPARE(m_workbench->banners.size(), 1);
        QTRY_COMPARE(shown(0, 3), QStringLiteral("not yet"));
        QCOMPARE(shown(3, 1), QStringLiteral("New"));
        commit();
        QVERIFY2(note().isEmpty(), qPrintable(note()));
        QCOMPARE(stored("SELECT id, note FROM authors WHERE id IN (1, 9) ORDER BY id"),
            (QStringList{"1|not yet", "9|(null)"}));
        // Nothing is left to come back.
        QTRY_VERIFY(edits().isKept());
        QVERIFY(QDir(m_edits).entryList({"*.journal"}, QDir::Files).isEmpty());
    }

    void sortedAndFilteredRowsAreTheSameRows_data() { servers(); }
    void sortedAndFilteredRowsAreTheSameRows()
    {
        type(0, 3, "moved");
        m_grid->source()->setSort({{1, true, {}}});
        QTRY_VERIFY(isReady() && shown(0, 1) == QStringLiteral("Ursula"));
        QCOMPARE(shown(0, 3), QStringLiteral("moved"));
        QVERIFY(m_grid->rows()->rowMark(1) == GridSource::Mark::None);
        m_grid->source()->setSort({{1, false, {}}});
        QTRY_VERIFY(isReady() && shown(2, 1) == QStringLiteral("Ursula"));
        QCOMPARE(shown(2, 3), QStringLiteral("moved"));
        commit();
        QCOMPARE(stored("SELECT note FROM authors WHERE id = 1"), QStringList{"moved"});
    }
};

QTEST_MAIN(DataGridEditingTest)
#include "tst_data_grid_editing.moc"
