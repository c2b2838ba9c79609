// The Console tab driven by keys on SQLite, PostgreSQL and MariaDB: statements, results, transactions.
#include "tests/ui/console/console_test.h"
#include "ui/console/find_bar.h"
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

using namespace relata;
using namespace relata::test;

class ConsoleTest final : public ConsoleFixture
{
    Q_OBJECT

private slots:
    void runsWhatIsMeant_data() { servers(); }
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

    void marksErrors_data() { servers(); }
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

    void stopsLongStatements_data() { servers(); }
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

    void fetchesOnDemand_data() { servers(); }
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

    void closesWithRowsLeft_data() { servers(); }
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

    void keepsItsSession_data() { servers(); }
    void keepsItsSession()
    {
        OPEN_SERVER();
        runAll("CREATE TEMPORARY TABLE mine (a integer); INSERT INTO mine VALUES (7);");
        run("SELECT a FROM mine");
        QCOMPARE(cell(0, 0), QString("7"));
        QTRY_VERIFY_WITH_TIMEOUT(!result()->readOnlyReason().isEmpty(), longWait);
    }

    void manualCommit_data() { servers(); }
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

    void asksBeforeClosing_data() { servers(); }
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

    void editsAResult_data() { servers(); }
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

    void saysWhyAResultIsReadOnly_data() { servers(); }
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

    void refusesToStoreWhileATransactionIsOpen_data() { servers(); }
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
        profile.url = Url::parse(m_url.toStdString()).value();
        profile.readOnly = true;
        m_connection = m_workbench->connections().open(profile).value();
        openConsole();
        QVERIFY(m_connection->isReadOnly());
        run("UPDATE books SET price = 0");
        QVERIFY2(m_console->editor()->hasErrors(), qPrintable(lastMessage()));
        run("SELECT id FROM books");
        QVERIFY(result()->readOnlyReason().contains("read only"));
    }
};

QTEST_MAIN(ConsoleTest)
#include "tst_console.moc"
