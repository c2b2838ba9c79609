// The Console tab driven by keys: a database with books, a console in a window.
#pragma once

#include "core/builtin/builtin.h"
#include "tests/support/scratch_database.h"
#include "tests/ui/datagrid/test_workbench.h"
#include "ui/console/console.h"
#include "ui/console/console_results.h"
#include "ui/console/result_view.h"
#include "ui/console/sql_editor.h"
#include "ui/grid/grid_view.h"

#include <QTemporaryDir>
#include <QTest>

namespace relata::test {

constexpr int longWait = 20000;

// In a test: the console on the server of the row, or the end of the test.
#define OPEN_SERVER()                                                                                        \
    if (!prepared())                                                                                         \
        QSKIP("the server is not installed");                                                                \
    openConsole();                                                                                           \
    if (QTest::currentTestFailed())                                                                          \
    return

class ConsoleFixture : public QObject
{
    Q_OBJECT

protected:
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
        const ScratchDatabase made = scratchDatabase(server, name, books, m_folder.path());
        if (!made.error.isEmpty())
            qFatal("%s", qPrintable(made.error));
        m_url = made.url;
        return made.missing;
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
        Engine engine = Engine::create(m_url.toStdString()).value();
        return QString::fromStdString(engine.connect()->execute(sql.toStdString()).scalar().toText());
    }

    static void servers() { onServers(); }
    bool prepared()
    {
        const QString missing = prepare(QTest::currentDataTag());
        if (!missing.isEmpty())
            qWarning("%s", qPrintable(missing));
        return missing.isEmpty();
    }

protected slots:
    void initTestCase()
    {
        registerBuiltins();
        ConsoleStore::setFolder(m_folder.filePath("consoles"));
        PendingEdits::setFolder(m_folder.filePath("edits"));
    }
    void init() { m_workbench = std::make_unique<TestWorkbench>(); }
    void cleanup()
    {
        m_window.reset();
        m_console = nullptr;
        m_workbench.reset();
    }
};

} // namespace relata::test
