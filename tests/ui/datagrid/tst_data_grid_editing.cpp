// Rows edited with keys and mouse in the real grid, committed from the panel of pending changes, on SQLite,
// PostgreSQL and MariaDB.
#include "core/builtin/builtin.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"
#include "tests/ui/datagrid/test_workbench.h"
#include "ui/changes/change_model.h"
#include "ui/changes/changes_panel.h"
#include "ui/datagrid/data_grid.h"
#include "ui/datagrid/grid_view.h"
#include "ui/editing/pending_edits.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>
#include <QTreeView>

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

class DataGridEditingTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<TestWorkbench> m_workbench;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<ChangesPanel> m_panel;
    std::unique_ptr<Connection> m_other; // another client of the same database
    DatabaseConnection* m_connection = nullptr;
    DataGrid* m_grid = nullptr;
    int m_databases = 0;
    QString m_url;
    QString m_edits; // where edits are kept

    // A new database with `tables`; "" or why there is none.
    QString makeDatabase(const QString& server, QString* url)
    {
        const QString name = QStringLiteral("editing%1").arg(++m_databases);
        if (server == "sqlite") {
            const QString file = m_folder.filePath(name + ".db");
            *url = QString::fromStdString(Url::forSqliteFile(file.toStdString()).toString());
            Engine::create(url->toStdString() + "?mode=rwc").value().connect()->executeScript(tables);
            return {};
        }
        if (server == "postgresql") {
            PostgresServer* postgres = PostgresServer::shared();
            if (!postgres)
                return PostgresServer::whyMissing();
            *url = postgres->url(name);
            const QString error = postgres->createDatabase(name);
            return error.isEmpty() ? postgres->runScript(tables, name).join('\n') : error;
        }
        MariaDbServer* mariadb = MariaDbServer::shared();
        if (!mariadb)
            return MariaDbServer::whyMissing();
        *url = mariadb->url(name);
        const QStringList error = mariadb->createDatabase(name);
        return (error.isEmpty() ? mariadb->runScript(tables, name) : error).join('\n');
    }

    // What another client reads: rows of a query, cells with '|' between, NULL as "(null)".
    QStringList stored(const std::string& query)
    {
        QStringList rows;
        CursorResult result = m_other->execute(query);
        while (RowChunkPtr chunk = result.fetch()) {
            for (std::size_t row = 0; row < chunk->rowCount(); ++row) {
                QStringList cells;
                for (std::size_t column = 0; column < chunk->columnCount(); ++column) {
                    const ValueView value = chunk->at(row, column);
                    cells << (value.isNull() ? QStringLiteral("(null)")
                                             : QString::fromStdString(value.toText()));
                }
                rows << cells.join('|');
            }
        }
        return rows;
    }

    static void servers()
    {
        QTest::addColumn<QString>("server");
        for (const char* server : {"sqlite", "postgresql", "mariadb"})
            QTest::newRow(server) << server;
    }
    bool isReady() const
    {
        return m_grid->source() && m_grid->source()->state() == TableSource::State::Ready
            && m_grid->isSettled() && m_panel->isSettled();
    }
    void open(const QString& table)
    {
        DocumentRequest request;
        request.kind = "data";
        request.object = {m_connection->id(), {}, table, {}, ObjectRef::Kind::Table};
        m_window = std::make_unique<QWidget>();
        m_window->resize(1000, 500);
        m_grid = new DataGrid(*m_workbench, request, m_window.get());
        m_grid->resize(m_window->size());
        m_workbench->current = m_grid;
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        emit m_workbench->currentDocumentChanged(m_grid);
        QTRY_VERIFY_WITH_TIMEOUT(isReady() && m_grid->canEdit(), 20000);
        m_grid->view()->setFocus();
    }
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        CellEditor* editor = m_grid->view()->editor();
        QTest::keyClick(editor ? editor->focusProxy() : m_grid->view(), Qt::Key(key), modifiers);
    }
    // Goes to a cell and types a value over it.
    void type(qint64 row, int column, const QString& text)
    {
        m_grid->view()->setCurrent({row, column});
        key(Qt::Key_F2);
        QVERIFY(m_grid->view()->editor());
        QTest::keyClicks(m_grid->view()->editor()->focusProxy(), text);
        key(Qt::Key_Return);
        QVERIFY(!m_grid->view()->editor());
    }
    QString shown(qint64 row, int column) const
    {
        const GridSource::Cell cell = m_grid->rows()->cell(row, column);
        if (!cell.words.isEmpty())
            return cell.words;
        return cell.value.isNull() ? QStringLiteral("(null)") : QString::fromStdString(cell.value.toText());
    }
    PendingEdits& edits() const { return PendingEdits::of(*m_connection, m_workbench->tasks()); }
    const PendingSet& pending() const { return edits().set(); }
    QTreeView* list() const { return m_panel->findChild<QTreeView*>(QStringLiteral("changes")); }
    void click(const char* button)
    {
        auto* found = m_panel->findChild<QAbstractButton*>(QString::fromLatin1(button));
        QVERIFY(found && found->isEnabled());
        QTest::mouseClick(found, Qt::LeftButton);
    }
    void commit()
    {
        QTRY_VERIFY(m_panel->isSettled());
        click("commit");
        QTRY_VERIFY_WITH_TIMEOUT(isReady(), 20000);
    }
    QString note() const
    {
        auto* note = m_panel->findChild<QWidget*>(QStringLiteral("note"));
        return note->isHidden() ? QString() : note->findChild<QLabel*>()->text();
    }

private slots:
    void initTestCase()
    {
        registerBuiltins();
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QVERIFY(m_folder.isValid());
    }
    void init()
    {
        QFETCH(QString, server);
        QString url;
        const QString missing = makeDatabase(server, &url);
        if (!missing.isEmpty())
            QSKIP(qPrintable(missing));
        m_url = url;
        m_edits = m_folder.filePath(QStringLiteral("edits%1").arg(m_databases));
        PendingEdits::setFolder(m_edits);
        m_other = Engine::create(url.toStdString()).value().connect();
        m_workbench = std::make_unique<TestWorkbench>();
        m_connection = m_workbench->connections().open(url).value();
        QTRY_COMPARE_WITH_TIMEOUT(int(m_connection->state()), int(DatabaseConnection::State::Ready), 20000);
        m_panel = std::make_unique<ChangesPanel>(*m_workbench, nullptr);
        m_panel->resize(1000, 240);
        m_panel->show();
        open("authors");
    }
    void cleanup()
    {
        m_panel.reset();
        m_window.reset();
        m_other.reset();
        m_workbench.reset();
    }
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
