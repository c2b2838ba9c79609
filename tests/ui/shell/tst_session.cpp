#include "fake_workbench.h"

#include <QDockWidget>
#include <QJsonArray>
#include <QTest>

using namespace relata;

class TestSession final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(QStringLiteral("relata.ini"));
        FakeConnections::s_openLast = {QStringLiteral("c"), QStringLiteral("d")};
    }

    void tabsPanelsAndWindowComeBack()
    {
        {
            FakeProgram program(m_file);
            program.window->show();
            program.openConnection(QStringLiteral("c"));
            program.openConnection(QStringLiteral("d"));
            program.open("data", "c", "books")->m_scroll = 42;
            program.open("structure", "d", "films");
            program.open("data", "c", "authors");
            program.open("data", "c", "books"); // to the front
            static_cast<FakePanel*>(program.window->panel("explorer"))->m_open = 7;
            program.window->findChild<QDockWidget*>("dock.sqlpreview")->hide();
            program.window->resize(1234, 777);
            program.window->close();
        }
        FakeProgram program(m_file);
        MainWindow& window = *program.window;
        window.restoreWindow();
        window.show();
        window.restoreSession();
        QCOMPARE(window.size(), QSize(1234, 777));
        QStringList titles;
        for (const Document* document : window.documents().documents())
            titles << document->request().kind + u':' + document->title();
        QCOMPARE(titles, (QStringList{"data:books", "structure:films", "data:authors"}));
        QCOMPARE(window.documents().current()->title(), QString("books"));
        QCOMPARE(static_cast<FakeDocument*>(window.documents().current())->m_scroll, 42);
        QCOMPARE(static_cast<FakePanel*>(window.panel("explorer"))->m_open, 7);
        QVERIFY(window.findChild<QDockWidget*>("dock.sqlpreview")->isHidden());
        QVERIFY(!window.findChild<QDockWidget*>("dock.explorer")->isHidden());
    }

    void tabsOfForgottenDatabasesAreLeftOut()
    {
        {
            FakeProgram program(m_file);
            program.openConnection(QStringLiteral("c"));
            program.openConnection(QStringLiteral("d"));
            program.open("data", "c", "books");
            program.open("data", "d", "films");
            program.window->saveSession();
        }
        FakeConnections::s_openLast = {QStringLiteral("c")};
        FakeProgram program(m_file);
        program.window->restoreSession();
        QCOMPARE(program.window->documents().documents().size(), 1);
        QCOMPARE(program.window->documents().current()->title(), QString("books"));
    }

    void restoringCanBeTurnedOff()
    {
        {
            FakeProgram program(m_file);
            program.openConnection(QStringLiteral("c"));
            program.open("data", "c", "books");
            program.settings.setRestoreSession(false);
            program.window->saveSession();
        }
        FakeProgram program(m_file);
        program.window->restoreSession();
        QVERIFY(program.window->documents().documents().isEmpty());
        QVERIFY(program.connections().all().isEmpty());
    }

    void nonsenseInTheFileIsSkipped()
    {
        {
            Settings settings(m_file);
            settings.setWindow("nonsense", "nonsense");
            settings.setSession(
                {{"documents",
                     QJsonArray{1, "two", QJsonObject{{"kind", "data"}, {"object", 3}},
                         QJsonObject{{"kind", "unknown"}},
                         QJsonObject{{"kind", "data"},
                             {"object",
                                 QJsonObject{{"connection", "c"}, {"name", "books"}, {"kind", 9999}}}}}},
                    {"current", 400}, {"panels", QJsonArray{}}});
        }
        FakeProgram program(m_file);
        program.window->restoreWindow();
        program.window->restoreSession();
        program.window->show();
        QVERIFY(program.window->documents().documents().isEmpty());
        QVERIFY(program.window->width() > 300);
    }

    void shortcutsChangedInTheSettingsReachTheNextStart()
    {
        {
            FakeProgram program(m_file);
            program.window->actions().setShortcuts("file.open", {QKeySequence(Qt::Key_F9)});
        }
        FakeProgram program(m_file);
        QCOMPARE(program.window->actions().find("file.open")->shortcut(), QKeySequence(Qt::Key_F9));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
};

QTEST_MAIN(TestSession)
#include "tst_session.moc"
