// The text of a console: kept, completed, searched, and how it looks.
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

class ConsoleTextTest final : public ConsoleFixture
{
    Q_OBJECT

private slots:
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

QTEST_MAIN(ConsoleTextTest)
#include "tst_console_text.moc"
