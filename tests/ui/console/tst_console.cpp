// The Console tab driven by keys on SQLite, PostgreSQL and MariaDB.
#include "core/builtin/builtin.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"
#include "tests/ui/datagrid/test_workbench.h"
#include "ui/console/console.h"
#include "ui/console/console_results.h"
#include "ui/console/find_bar.h"
#include "ui/console/result_view.h"
#include "ui/console/sql_editor.h"
#include "ui/grid/grid_view.h"
#include "ui/sqltext/completion_popup.h"
#include "ui/tasks/task_model.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>

using namespace relata;
using namespace relata::test;

namespace {

constexpr int longWait = 20000;

} // namespace

class ConsoleTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<TestWorkbench> m_workbench;
    std::unique_ptr<QWidget> m_window;
    DatabaseConnection* m_connection = nullptr;
    Console* m_console = nullptr;
    QString m_url;
    int m_databases = 0;

    // A database of its own with `books`; "" or why there is none.
    QString prepare(const QString& server)
    {
        const QString name = QStringLiteral("console%1").arg(++m_databases);
        const QByteArray books =
            "CREATE TABLE books (id integer PRIMARY KEY, title varchar(40) NOT NULL, price decimal(8, 2));"
            "INSERT INTO books VALUES (1, 'Lavinia', 9.50);"
            "INSERT INTO books VALUES (2, 'Malafrena', 12.00);"
            "INSERT INTO books VALUES (3, 'Tehanu', NULL);";
        if (server == "sqlite") {
            const QString file = m_folder.filePath(name + ".db");
            Engine engine = Engine::create("sqlite:///" + file.toStdString() + "?mode=rwc").value();
            engine.connect()->executeScript(books.toStdString());
            m_url = file;
            return {};
        }
        if (server == "postgresql") {
            PostgresServer* postgres = PostgresServer::shared();
            if (!postgres)
                return PostgresServer::whyMissing();
            m_url = postgres->url(name);
            const QString error = postgres->createDatabase(name);
            return error.isEmpty() ? postgres->runScript(books, name).join('\n') : error;
        }
        MariaDbServer* mariadb = MariaDbServer::shared();
        if (!mariadb)
            return MariaDbServer::whyMissing();
        m_url = mariadb->url(name);
        const QStringList error = mariadb->createDatabase(name);
        return (error.isEmpty() ? mariadb->runScript(books, name) : error).join('\n');
    }

    void openConsole(const QString& id = {})
    {
        m_connection = m_workbench->connections().openSource(m_url).value();
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->state() == DatabaseConnection::State::Ready, longWait);
        DocumentRequest request;
        request.kind = "console";
        request.object = {m_connection->id(), {}, {}, id, ObjectRef::Kind::Connection};
        m_window = std::make_unique<QWidget>();
        m_window->resize(1000, 700);
        m_console = new Console(*m_workbench, request, m_window.get());
        m_console->resize(m_window->size());
        m_workbench->current = m_console;
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
        m_console->editor()->setFocus();
    }

    // Text with | for the cursor.
    void type(const QString& marked)
    {
        std::string text = marked.toStdString();
        const std::size_t cursor = text.find('|');
        if (cursor != std::string::npos)
            text.erase(cursor, 1);
        m_console->editor()->setUtf8(text);
        m_console->editor()->setCursorOffset(cursor == std::string::npos ? text.size() : cursor);
    }
    void waitForRun() { QTRY_VERIFY_WITH_TIMEOUT(!m_console->isRunning(), longWait); }
    void run(const QString& marked)
    {
        type(marked);
        m_console->runCurrent();
        waitForRun();
    }
    void runAll(const QString& text)
    {
        type(text);
        QTest::keyClick(m_console->editor(), Qt::Key_F5);
        waitForRun();
    }
    QString lastMessage() const
    {
        return m_console->log()->lines().isEmpty() ? QString() : m_console->log()->lines().last().text;
    }
    QString allMessages() const { return m_console->log()->allText(); }
    ResultView* result(int index = 0) const { return m_console->results()->views().value(index); }
    QString cell(qint64 row, int column, int index = 0) const
    {
        ResultView* view = result(index);
        if (!view)
            return QStringLiteral("(no result)");
        const GridSource::Cell cell = view->rows()->cell(row, column);
        return cell.value.isNull() ? QStringLiteral("(null)") : QString::fromStdString(cell.value.toText());
    }
    // On another connection.
    QString elsewhere(const QString& sql)
    {
        Engine engine =
            Engine::create(m_url.contains("://") ? m_url.toStdString() : "sqlite:///" + m_url.toStdString())
                .value();
        return QString::fromStdString(engine.connect()->execute(sql.toStdString()).scalar().toText());
    }

    static void servers()
    {
        QTest::addColumn<QString>("server");
        for (const char* server : {"sqlite", "postgresql", "mariadb"})
            QTest::newRow(server) << server;
    }
    bool prepared()
    {
        const QString missing = prepare(QTest::currentDataTag());
        if (!missing.isEmpty())
            qWarning("%s", qPrintable(missing));
        return missing.isEmpty();
    }

#define OPEN_SERVER()                                                                                        \
    if (!prepared())                                                                                         \
        QSKIP("the server is not installed");                                                                \
    openConsole();                                                                                           \
    if (QTest::currentTestFailed())                                                                          \
    return

private slots:
    void initTestCase()
    {
        registerBuiltins();
        ConsoleStore::setFolder(m_folder.filePath("consoles"));
        PendingEdits::setFolder(m_folder.filePath("edits"));
    }
    void init()
    {
        m_workbench = std::make_unique<TestWorkbench>();
    }
    void cleanup()
    {
        m_window.reset();
        m_console = nullptr;
        m_workbench.reset();
    }

    void runsWhatIsMeant_data()
    {
        servers();
    }
    void runsWhatIsMeant()
    {
        OPEN_SERVER();
        run("SELECT 1 AS one;\nSELECT title FROM books WHERE id = 2|;\nSELECT 3 AS three;");
        QCOMPARE(m_console->results()->views().size(), 1);
        QCOMPARE(cell(0, 0), QString("Malafrena"));
        // A selection runs alone, also a part of a statement.
        type("SELECT id FROM books WHERE id = 3");
        m_console->editor()->selectOffsets(0, 20);
        m_console->runCurrent();
        waitForRun();
        QCOMPARE(result()->rows()->rows(), qint64(3));
        runAll(
            "SELECT 1 AS one;\nUPDATE books SET price = 1 WHERE id > 1;\nSELECT 'a;b' AS three; -- the end;");
        QCOMPARE(m_console->results()->views().size(), 2);
        QCOMPARE(cell(0, 0, 1), QString("a;b"));
        QVERIFY(allMessages().contains("2 rows affected") || allMessages().contains("2 row(s) affected"));
        QCOMPARE(elsewhere("SELECT count(*) FROM books WHERE price = 1"), QString("2"));
    }

    void cutsScriptsAsTheClientDoes()
    {
        if (!prepare("mariadb").isEmpty())
            QSKIP("no MariaDB");
        openConsole();
        runAll("DELIMITER //\nCREATE TRIGGER upper_title BEFORE INSERT ON books FOR EACH ROW\nBEGIN\n  SET "
               "NEW.title = "
               "UPPER(NEW.title);\nEND//\nDELIMITER ;\nINSERT INTO books VALUES (4, 'x;y', 1);\nSELECT title "
               "FROM books "
               "WHERE id = 4;");
        QCOMPARE(cell(0, 0), QString("X;Y"));
    }
    void cutsDollarQuotes()
    {
        if (!prepare("postgresql").isEmpty())
            QSKIP("no PostgreSQL");
        openConsole();
        runAll(
            "CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $f$ BEGIN RETURN n * 2; END; $f$;\n"
            "DO $$ BEGIN RAISE NOTICE 'said; so'; END $$;\nSELECT twice(21) AS answer;\n");
        QCOMPARE(cell(0, 0), QString("42"));
        QVERIFY2(allMessages().contains("said; so"), qPrintable(allMessages()));
    }
    void cutsTriggersOfSqlite()
    {
        QVERIFY(prepare("sqlite").isEmpty());
        openConsole();
        runAll("CREATE TRIGGER t AFTER INSERT ON books BEGIN UPDATE books SET price = 7 WHERE id = NEW.id; "
               "SELECT 1; END;\n"
               "INSERT INTO books (id, title) VALUES (9, 'Orsinia');\nSELECT price FROM books WHERE id = 9;");
        QCOMPARE(cell(0, 0), QString("7"));
    }

    void marksErrors_data()
    {
        servers();
    }
    void marksErrors()
    {
        OPEN_SERVER();
        runAll("SELECT 1;\nSELECT ttle FROM books;\nSELECT 3;");
        QCOMPARE(m_console->results()->views().size(), 1); // the third did not run
        QVERIFY(m_console->editor()->hasErrors());
        QVERIFY2(lastMessage().contains("ttle"), qPrintable(lastMessage()));
        if (QTest::currentDataTag() != QByteArray("mariadb")) {
            QVERIFY(!m_console->editor()->errorAt(18).isEmpty()); // "ttle"
            QVERIFY(m_console->editor()->errorAt(2).isEmpty());
        }
        if (QTest::currentDataTag() == QByteArray("postgresql"))
            QVERIFY2(lastMessage().contains("42703"), qPrintable(lastMessage()));
        // A line of the messages leads to its statement.
        m_console->editor()->setCursorOffset(0);
        emit m_console->log()->lineChosen(m_console->log()->lines().last());
        QVERIFY(m_console->editor()->cursorOffset() >= 10 && m_console->editor()->cursorOffset() < 34);
        QTest::keyClicks(m_console->editor(), " ");
        QVERIFY(!m_console->editor()->hasErrors());
    }

    void stopsLongStatements_data()
    {
        servers();
    }
    void stopsLongStatements()
    {
        OPEN_SERVER();
        const QByteArray server = QTest::currentDataTag();
        type(server == "sqlite"
                ? "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"
                : server == "postgresql" ? "SELECT pg_sleep(60)"
                                         : "SELECT sleep(60)");
        m_console->runCurrent();
        QVERIFY(m_console->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(
            m_workbench->tasks().model()->rowCount() > 0, longWait); // long enough to be shown
        QElapsedTimer clock;
        clock.start();
        QTest::keyClick(m_console->editor(), Qt::Key_Escape);
        waitForRun();
        QVERIFY(clock.elapsed() < 10000);
        QCOMPARE(lastMessage(), QString("Stopped"));
        QVERIFY(!m_console->editor()->hasErrors());
        run("SELECT 5 AS five");
        QCOMPARE(cell(0, 0), QString("5"));
    }

    void fetchesOnDemand_data()
    {
        servers();
    }
    void fetchesOnDemand()
    {
        OPEN_SERVER();
        const QByteArray server = QTest::currentDataTag();
        run(server == "mariadb"      ? "SELECT seq FROM seq_1_to_3000"
                : server == "sqlite" ? "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE "
                                       "n < 3000) SELECT n FROM c"
                                     : "SELECT n FROM generate_series(1, 3000) n");
        QCOMPARE(result()->rows()->rows(), qint64(500));
        QVERIFY(result()->rows()->hasMore());
        emit result()->moreRequested(1000);
        waitForRun();
        QTRY_COMPARE_WITH_TIMEOUT(result()->rows()->rows(), qint64(1500), longWait);
        emit result()->moreRequested(0);
        waitForRun();
        QTRY_COMPARE_WITH_TIMEOUT(result()->rows()->rows(), qint64(3000), longWait);
        QVERIFY(!result()->rows()->hasMore());
        QCOMPARE(cell(2999, 0), QString("3000"));
        result()->view()->selectAll();
        result()->copySelection(CopyFormat::TabSeparated);
        QTRY_VERIFY(QApplication::clipboard()->text().endsWith("3000\n"));
    }

    void closesWithRowsLeft_data()
    {
        servers();
    }
    void closesWithRowsLeft()
    {
        OPEN_SERVER();
        const QByteArray server = QTest::currentDataTag();
        run(server == "mariadb"      ? "SELECT seq FROM seq_1_to_3000"
                : server == "sqlite" ? "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE "
                                       "n < 3000) SELECT n FROM c"
                                     : "SELECT n FROM generate_series(1, 3000) n");
        emit result()->moreRequested(1000);
        waitForRun();
        QTRY_COMPARE_WITH_TIMEOUT(result()->rows()->rows(), qint64(1500), longWait);
        QVERIFY(result()->rows()->hasMore());
        QVERIFY(m_console->prepareToClose());
        m_window.reset();
        m_console = nullptr;
        m_workbench.reset(); // waits for its threads
        QCOMPARE(elsewhere("SELECT count(*) FROM books"), QString("3"));
    }

    void keepsItsSession_data()
    {
        servers();
    }
    void keepsItsSession()
    {
        OPEN_SERVER();
        runAll("CREATE TEMPORARY TABLE mine (a integer); INSERT INTO mine VALUES (7);");
        run("SELECT a FROM mine");
        QCOMPARE(cell(0, 0), QString("7"));
        QTRY_VERIFY_WITH_TIMEOUT(!result()->readOnlyReason().isEmpty(), longWait);
    }

    void manualCommit_data()
    {
        servers();
    }
    void manualCommit()
    {
        OPEN_SERVER();
        m_console->setAutocommit(false);
        QCOMPARE(m_console->statusText(), QString("Manual commit"));
        run("UPDATE books SET price = 5 WHERE id = 1");
        QVERIFY(m_console->canEndTransaction());
        QVERIFY2(m_console->statusText().startsWith("Transaction open"), qPrintable(m_console->statusText()));
        QCOMPARE(elsewhere("SELECT count(*) FROM books WHERE price = 5"), QString("0"));
        m_console->rollback();
        waitForRun();
        QTRY_COMPARE(lastMessage(), QString("Rolled back"));
        QVERIFY(!m_console->canEndTransaction());
        run("UPDATE books SET price = 6 WHERE id = 1");
        m_console->commit();
        waitForRun();
        QTRY_COMPARE(lastMessage(), QString("Committed"));
        QCOMPARE(elsewhere("SELECT count(*) FROM books WHERE price = 6"), QString("1"));
        // BEGIN by hand shows too.
        m_console->setAutocommit(true);
        runAll("BEGIN; UPDATE books SET price = 8 WHERE id = 1;");
        QVERIFY(m_console->canEndTransaction());
        m_console->rollback();
        waitForRun();
    }

    void asksBeforeClosing_data()
    {
        servers();
    }
    void asksBeforeClosing()
    {
        OPEN_SERVER();
        QVERIFY(m_console->prepareToClose());
        m_console->setAutocommit(false);
        run("UPDATE books SET price = 4 WHERE id = 1");
        QVERIFY(!m_console->prepareToClose());
        auto* question = m_console->findChild<QMessageBox*>();
        QVERIFY(question && question->isVisible());
        for (QAbstractButton* button : question->buttons()) {
            if (question->buttonRole(button) == QMessageBox::DestructiveRole)
                button->click();
        }
        waitForRun();
        QTRY_VERIFY(!m_console->session()->state().inTransaction);
        QVERIFY(m_console->prepareToClose());
        QCOMPARE(elsewhere("SELECT count(*) FROM books WHERE price = 4"), QString("0"));
    }

    void editsAResult_data()
    {
        servers();
    }
    void editsAResult()
    {
        OPEN_SERVER();
        PendingEdits& edits = PendingEdits::of(*m_connection, m_workbench->tasks());
        QTRY_VERIFY_WITH_TIMEOUT(edits.isReady(), longWait);
        run("SELECT title AS name, id, price * 2 AS twice FROM books b WHERE id > 1 ORDER BY id");
        QTRY_VERIFY2_WITH_TIMEOUT(
            result()->rows()->isEditable(), qPrintable(result()->readOnlyReason()), longWait);
        GridView* view = result()->view();
        view->setCurrent({0, 0});
        view->setFocus();
        QTest::keyClicks(view, "Z");
        QVERIFY(view->editor());
        QTest::keyClicks(QApplication::focusWidget(), "oe's; --");
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(edits.set().size(), std::size_t(1));
        QVERIFY(result()->rows()->rowMark(0) == GridSource::Mark::Changed);
        view->setCurrent({1, 0});
        result()->deleteRows();
        QCOMPARE(edits.set().size(), std::size_t(2));
        edits.save();
        QTRY_VERIFY_WITH_TIMEOUT(!edits.isSaving(), longWait);
        QVERIFY2(!edits.lastFailure(), edits.lastFailure() ? edits.lastFailure()->message.c_str() : "");
        QCOMPARE(elsewhere("SELECT title FROM books WHERE id = 2"), QString("Zoe's; --"));
        QCOMPARE(elsewhere("SELECT count(*) FROM books"), QString("2"));
        QCOMPARE(cell(0, 0), QString("Zoe's; --"));
        QVERIFY(result()->rows()->rowMark(1) == GridSource::Mark::Deleted);
        // The computed column is nobody's.
        QVERIFY(!result()->rows()->columnOf(2));
    }

    void saysWhyAResultIsReadOnly_data()
    {
        servers();
    }
    void saysWhyAResultIsReadOnly()
    {
        OPEN_SERVER();
        const auto why = [&](const QString& sql) {
            run(sql);
            [&] { QTRY_VERIFY_WITH_TIMEOUT(result() && !result()->readOnlyReason().isEmpty(), longWait); }();
            return result()->readOnlyReason();
        };
        QVERIFY(why("SELECT title FROM books").contains("select id too"));
        QVERIFY(
            why("SELECT a.id, b.title FROM books a JOIN books b ON a.id = b.id").contains("several tables"));
        QVERIFY(why("SELECT a.id, b.title FROM books a, books b").contains("several tables"));
        QVERIFY(
            why("SELECT id, title FROM books UNION SELECT id, title FROM books").contains("several queries"));
        QVERIFY(why("SELECT 1 AS one").contains("no table"));
        run("CREATE VIEW cheap AS SELECT * FROM books");
        run("SELECT * FROM cheap");
        QTRY_VERIFY2_WITH_TIMEOUT(
            result()->readOnlyReason().contains("view"), qPrintable(result()->readOnlyReason()), longWait);
    }

    void refusesToStoreWhileATransactionIsOpen_data()
    {
        servers();
    }
    void refusesToStoreWhileATransactionIsOpen()
    {
        OPEN_SERVER();
        PendingEdits& edits = PendingEdits::of(*m_connection, m_workbench->tasks());
        QTRY_VERIFY_WITH_TIMEOUT(edits.isReady(), longWait);
        m_console->setAutocommit(false);
        run("UPDATE books SET price = 1 WHERE id = 3");
        edits.edit([](PendingSet& set) {
            set.insertRow({"", "books"}, {{"id", Value(50)}, {"title", Value("x")}});
        });
        edits.save();
        QVERIFY(!edits.isSaving());
        QVERIFY(edits.lastFailure());
        QVERIFY(edits.lastFailure()->message.find("open transaction") != std::string::npos);
        QCOMPARE(edits.set().size(), std::size_t(1));
        m_console->commit();
        waitForRun();
        edits.save();
        QTRY_VERIFY_WITH_TIMEOUT(!edits.isSaving(), longWait);
        QCOMPARE(elsewhere("SELECT count(*) FROM books WHERE id = 50"), QString("1"));
    }

    void saysThatTheConnectionIsLost()
    {
        if (!prepare("postgresql").isEmpty())
            QSKIP("no PostgreSQL");
        openConsole();
        m_console->setAutocommit(false);
        runAll("UPDATE books SET price = 3 WHERE id = 1; SELECT pg_backend_pid();");
        const QString pid = cell(0, 0);
        elsewhere("SELECT pg_terminate_backend(" + pid + ")");
        run("SELECT 'still here' AS words");
        QTRY_VERIFY(!m_workbench->banners.isEmpty());
        QVERIFY(m_workbench->banners.last().text.contains("transaction that was open is gone"));
        QCOMPARE(m_console->editor()->utf8(), std::string("SELECT 'still here' AS words"));
        QVERIFY(!m_console->canEndTransaction());
        run("SELECT 'still here' AS words");
        QCOMPARE(cell(0, 0), QString("still here"));
        QCOMPARE(elsewhere("SELECT count(*) FROM books WHERE price = 3"), QString("0"));
    }

    void keepsReadOnly()
    {
        QVERIFY(prepare("sqlite").isEmpty());
        ConnectionProfile profile;
        profile.url = Url::parse("sqlite:///" + m_url.toStdString()).value();
        profile.readOnly = true;
        m_connection = m_workbench->connections().open(profile).value();
        openConsole();
        QVERIFY(m_connection->isReadOnly());
        run("UPDATE books SET price = 0");
        QVERIFY2(m_console->editor()->hasErrors(), qPrintable(lastMessage()));
        run("SELECT id FROM books");
        QVERIFY(result()->readOnlyReason().contains("read only"));
    }

    void textComesBack()
    {
        QVERIFY(prepare("sqlite").isEmpty());
        openConsole();
        const QString id = m_console->request().object.member;
        QTest::keyClicks(m_console->editor(), "SELECT 'kept';");
        m_console->setAutocommit(false);
        // On disk without an orderly end, within seconds.
        const QString connection = m_connection->id();
        ConsoleStore& store = ConsoleStore::of(m_workbench->tasks());
        QTRY_VERIFY_WITH_TIMEOUT(
            store.read(connection, id) && store.read(connection, id)->text == "SELECT 'kept';", 5000);
        QTRY_VERIFY(store.isSettled());
        QCOMPARE(store.openOnes(connection).size(), 1);
        const std::size_t cursor = m_console->editor()->cursorOffset();
        m_window.reset();
        openConsole(id);
        QCOMPARE(m_console->editor()->utf8(), std::string("SELECT 'kept';"));
        QCOMPARE(m_console->editor()->cursorOffset(), cursor);
        QVERIFY(!m_console->autocommit());
        // A second console has a number of its own.
        const ConsoleRecord other = store.create(connection);
        QCOMPARE(other.number, 2);
        // A name that leads elsewhere is no id.
        QVERIFY(!store.read(connection, "../../etc/passwd"));
    }

    void completes()
    {
        QVERIFY(prepare("sqlite").isEmpty());
        openConsole();
        run("CREATE TABLE \"Order's \"\"Lines\"\"\" (\"a b\" integer)");
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->state() == DatabaseConnection::State::Ready
                && m_connection->metadata()->tables().size() == 2,
            longWait);
        SqlEditor* editor = m_console->editor();
        type("SELECT b| FROM books b");
        QTest::keyClicks(editor, ".");
        QTRY_VERIFY_WITH_TIMEOUT(editor->popup()->isVisible(), longWait);
        QCOMPARE(editor->popup()->completions().size(), std::size_t(3));
        QTest::keyClicks(editor, "ti");
        QTRY_COMPARE_WITH_TIMEOUT(editor->popup()->completions().size(), std::size_t(1), longWait);
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(editor->utf8(), std::string("SELECT b.title FROM books b"));
        QVERIFY(!editor->popup()->isVisible());
        // Quoted where it must be.
        type("SELECT * FROM ord|");
        QTest::keyClick(editor, Qt::Key_Space, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(editor->popup()->isVisible(), longWait);
        QTest::keyClick(editor, Qt::Key_Tab);
        QCOMPARE(editor->utf8(), std::string("SELECT * FROM \"Order's \"\"Lines\"\"\""));
        m_console->runCurrent();
        waitForRun();
        QVERIFY(result());
        QCOMPARE(result()->rows()->columns().first().name, QString("a b"));
        // Escape closes the list and stops nothing.
        type("SELECT * FROM bo|");
        QTest::keyClick(editor, Qt::Key_Space, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(editor->popup()->isVisible(), longWait);
        QTest::keyClick(editor, Qt::Key_Escape);
        QVERIFY(!editor->popup()->isVisible());
    }

    void findsReplacesAndComments()
    {
        QVERIFY(prepare("sqlite").isEmpty());
        openConsole();
        type("SELECT a;\n  SELECT b;\n|SELECT c;");
        SqlEditor* editor = m_console->editor();
        editor->selectOffsets(0, 15);
        editor->toggleComment();
        QCOMPARE(editor->utf8(), std::string("-- SELECT a;\n--   SELECT b;\nSELECT c;"));
        editor->selectOffsets(0, 20);
        editor->toggleComment();
        QCOMPARE(editor->utf8(), std::string("SELECT a;\n  SELECT b;\nSELECT c;"));
        editor->setCursorOffset(0);
        m_console->find();
        auto* bar = m_console->findChild<FindBar*>();
        bar->findField()->setText("select");
        bar->replaceField()->setText("VALUES");
        QTest::keyClick(bar->findField(), Qt::Key_Return);
        QCOMPARE(editor->selectedText(), QString("SELECT"));
        bar->replace();
        QVERIFY(editor->utf8().starts_with("VALUES a"));
        QCOMPARE(bar->replaceAll(), 2);
        QCOMPARE(editor->utf8(), std::string("VALUES a;\n  VALUES b;\nVALUES c;"));
        editor->undo();
        QVERIFY(editor->utf8().find("SELECT b") != std::string::npos);
    }

    void keepsPinnedResults()
    {
        QVERIFY(prepare("sqlite").isEmpty());
        openConsole();
        run("SELECT 1 AS first");
        result()->setPinned(true);
        run("SELECT 2 AS second");
        QCOMPARE(m_console->results()->views().size(), 2);
        run("SELECT 3 AS third");
        QCOMPARE(m_console->results()->views().size(), 2);
        QCOMPARE(cell(0, 0, 0), QString("1"));
        QCOMPARE(cell(0, 0, 1), QString("3"));
    }

    void isDarkToItsEdges()
    {
        QVERIFY(prepare("sqlite").isEmpty());
        openConsole();
        type("SELECT 1;");
        for (const ThemeMode mode : {ThemeMode::Dark, ThemeMode::Light, ThemeMode::Dark}) {
            m_workbench->theme().setMode(mode);
            const QColor wanted = m_workbench->theme().palette().surface;
            const auto ground = [this] {
                const QImage image = m_console->editor()->viewport()->grab().toImage();
                return image.pixelColor(image.width() / 2, image.height() * 3 / 4).name();
            };
            QTRY_COMPARE(ground(), wanted.name());
        }
    }

    void listsEndWithTheirText()
    {
        QVERIFY(prepare("sqlite").isEmpty());
        openConsole();
        SqlEditor* editor = m_console->editor();
        type("SELECT b.| FROM books b");
        editor->complete();
        QTRY_VERIFY_WITH_TIMEOUT(editor->popup()->isVisible(), longWait);
        type("SELECT 2");
        QVERIFY(!editor->popup()->isVisible());
        type("SELECT b.| FROM books b");
        editor->complete();
        QTRY_VERIFY_WITH_TIMEOUT(editor->popup()->isVisible(), longWait);
        m_console->find();
        QTRY_VERIFY(!editor->popup()->isVisible());
    }

    // RELATA_CONSOLE_PICTURES names a folder: what a person should look at.
    void pictures()
    {
        const QString folder = qEnvironmentVariable("RELATA_CONSOLE_PICTURES");
        if (folder.isEmpty())
            QSKIP("RELATA_CONSOLE_PICTURES is not set");
        QVERIFY(prepare("sqlite").isEmpty());
        openConsole();
        for (const QSize& size : {QSize(1440, 900), QSize(1100, 700)}) {
            m_window->resize(size);
            m_console->resize(size);
            for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
                m_workbench->theme().setMode(mode);
                const auto grab = [&](const char* what) {
                    QTest::qWait(200);
                    m_window->grab().save(
                        QStringLiteral("%1/%2_%3_%4.png")
                            .arg(folder, QLatin1String(what), mode == ThemeMode::Light ? "light" : "dark")
                            .arg(size.width()));
                };
                type("-- books that are not cheap\nSELECT id, title, price\nFROM books b\nWHERE price > 9.5 "
                     "AND title <> "
                     "'it''s'\nORDER BY b.id;\n\nUPDATE books SET price = 1 WHERE id = 3;");
                m_console->setAutocommit(false);
                m_console->runAll();
                waitForRun();
                QTest::qWait(200);
                grab("results");
                m_console->results()->setCurrentIndex(0);
                grab("messages");
                m_console->rollback();
                waitForRun();
                m_console->setAutocommit(true);
                run("SELECT id,\n       ttle\nFROM books|");
                grab("error");
                type("SELECT b.| FROM books b");
                m_console->editor()->complete();
                QTRY_VERIFY(m_console->editor()->popup()->isVisible());
                grab("completion");
                m_console->find();
                grab("find");
                QTest::keyClick(m_console->findChild<FindBar*>()->findField(), Qt::Key_Escape);
            }
        }
    }
};

QTEST_MAIN(ConsoleTest)
#include "tst_console.moc"
