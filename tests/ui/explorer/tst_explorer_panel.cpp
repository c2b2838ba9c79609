#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/sql/ddl.h"
#include "tests/support/postgres_server.h"
#include "tests/ui/connections/fake_database.h"
#include "tests/ui/connections/panel_workbench.h"
#include "tests/ui/connections/sample_schemas.h"
#include "ui/connections/connections_feature.h"
#include "ui/explorer/connection_strip.h"
#include "ui/explorer/explorer_menu.h"
#include "ui/explorer/explorer_model.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/shell/state_view.h"
#include "ui/tasks/event_loop_watchdog.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

using namespace relata;
using relata::test::FakeServer;
using State = DatabaseConnection::State;

class TestExplorerPanel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void saysWhatToDoWhenNothingIsOpen();
    void opensWithItsTablesInSight();
    void enterOpensAndSelects();
    void lettersFilterAndEnterOpensTheBest();
    void keepsWhatIsOpenOverARefresh();
    void keepsWhatIsOpenOverARestart();
    void tellsOfAFailureAndTriesAgain();
    void stopsAServerThatNeverAnswers();
    void copiesTexts();
    void offersOnlyWhatWorks();
    void explainsBadInput_data();
    void explainsBadInput();
    void opensAThousandTablesOfSqlite();
    void opensAThousandTablesOfPostgresql();

private:
    OpenConnection* open(const QString& source);
    OpenConnection* openFake(const MetaData& metadata);
    void waitReady(const OpenConnection* connection);
    QTreeView* tree() { return m_panel->tree(); }
    QString current() { return tree()->currentIndex().data().toString(); }
    void openWatched(const QString& source, int tables);

    std::unique_ptr<test::PanelWorkbench> m_workbench;
    std::unique_ptr<ExplorerPanel> m_panel;
};

void TestExplorerPanel::initTestCase()
{
    registerBuiltins();
    FakeServer::registerDialect();
}

void TestExplorerPanel::init()
{
    FakeServer::instance().reset();
    m_workbench = std::make_unique<test::PanelWorkbench>();
    registerConnections(m_workbench->registry);
    for (const auto& feature : m_workbench->registry.features())
        feature(*m_workbench);
    m_panel = std::make_unique<ExplorerPanel>(*m_workbench, nullptr);
    m_panel->resize(300, 600);
    m_panel->show();
}

void TestExplorerPanel::cleanup()
{
    FakeServer::instance().stallConnect = false;
    m_panel.reset();
    m_workbench.reset();
}

OpenConnection* TestExplorerPanel::open(const QString& source)
{
    const auto opened = m_workbench->connections().open(source);
    return opened ? *opened : nullptr;
}

void TestExplorerPanel::waitReady(const OpenConnection* connection)
{
    QTRY_COMPARE_WITH_TIMEOUT(int(connection->state()), int(State::Ready), 30000);
    QTRY_VERIFY(m_panel->isSettled());
}

OpenConnection* TestExplorerPanel::openFake(const MetaData& metadata)
{
    FakeServer::instance().setMetaData(metadata);
    OpenConnection* connection = open("fake://db/shop");
    waitReady(connection);
    return connection;
}

void TestExplorerPanel::saysWhatToDoWhenNothingIsOpen()
{
    auto* state = m_panel->findChild<StateView*>();
    QVERIFY(state->isVisible());
    QCOMPARE(state->title(), QString("No database is open"));
    QVERIFY(!m_panel->filterBox()->isEnabled());
    openFake(test::bookshop());
    QVERIFY(!state->isVisible());
    m_workbench->connections().close(m_workbench->connections().connections().first()->id());
    QVERIFY(state->isVisible());
}

void TestExplorerPanel::opensWithItsTablesInSight()
{
    openFake(test::bookshop());
    const QModelIndex connection = m_panel->model().index(0, 0);
    QVERIFY(tree()->isExpanded(connection));
    const QModelIndex tables = m_panel->model().index(0, 0, connection);
    QVERIFY(tree()->isExpanded(tables));
    QCOMPARE(m_panel->model().rowCount(tables), 4);
}

void TestExplorerPanel::enterOpensAndSelects()
{
    OpenConnection* connection = openFake(test::bookshop());
    DocumentFactory factory;
    factory.kind = "data";
    factory.canOpen = [](const ObjectRef& object) { return object.kind == ObjectRef::Kind::Table; };
    m_workbench->registry.addDocument(factory);
    const ObjectRef books{connection->id(), "", "books", "", ObjectRef::Kind::Table};
    tree()->setCurrentIndex(m_panel->model().indexOf(books));
    QCOMPARE(m_workbench->selection(), books);
    QTest::keyClick(tree(), Qt::Key_Return);
    QCOMPARE(m_workbench->asked.size(), 1);
    QCOMPARE(m_workbench->asked.first().object, books);
    // A group opens and closes.
    const QModelIndex tables = tree()->currentIndex().parent();
    tree()->setCurrentIndex(tables);
    QVERIFY(tree()->isExpanded(tables));
    QTest::keyClick(tree(), Qt::Key_Return);
    QVERIFY(!tree()->isExpanded(tables));
}

void TestExplorerPanel::lettersFilterAndEnterOpensTheBest()
{
    openFake(test::bookshop());
    DocumentFactory factory;
    factory.kind = "data";
    factory.canOpen = [](const ObjectRef& object) { return object.kind == ObjectRef::Kind::Table; };
    m_workbench->registry.addDocument(factory);
    tree()->setFocus();
    QTest::keyClicks(tree(), "ch");
    QCOMPARE(m_panel->filterBox()->text(), QString("ch"));
    QTest::keyClicks(m_panel->filterBox(), "apt");
    QTRY_VERIFY(m_panel->isSettled() && m_panel->model().searchText() == "chapt");
    QTRY_COMPARE(current(), QString("chapters"));
    QTest::keyClick(m_panel->filterBox(), Qt::Key_Return);
    QTest::keyClick(tree(), Qt::Key_Return);
    QCOMPARE(m_workbench->asked.last().object.name, QString("chapters"));
    QTest::keyClicks(m_panel->filterBox(), "zzz");
    QTRY_COMPARE(m_panel->findChild<StateView*>()->title(), QString("Nothing is called “chaptzzz”"));
    QTest::keyClick(m_panel->filterBox(), Qt::Key_Escape);
    QTRY_COMPARE(m_panel->model().searchText(), QString());
    QVERIFY(tree()->isExpanded(m_panel->model().index(0, 0)));
}

void TestExplorerPanel::keepsWhatIsOpenOverARefresh()
{
    OpenConnection* connection = openFake(test::bookshop());
    const ObjectRef price{connection->id(), "", "books", "price", ObjectRef::Kind::Column};
    const QModelIndex column = m_panel->model().indexOf(price);
    tree()->expand(column.parent());
    tree()->setCurrentIndex(column);
    MetaData changed = test::bookshop();
    changed.removeTable("", "authors");
    FakeServer::instance().setMetaData(changed);
    connection->refresh();
    waitReady(connection);
    QTRY_COMPARE(current(), QString("price"));
    QVERIFY(tree()->isExpanded(tree()->currentIndex().parent()));
    QCOMPARE(m_panel->model().rowCount(tree()->currentIndex().parent().parent()), 3);
}

void TestExplorerPanel::keepsWhatIsOpenOverARestart()
{
    OpenConnection* connection = openFake(test::bookshop());
    tree()->expand(m_panel->model().indexOf({connection->id(), "", "books", "", ObjectRef::Kind::Table}));
    const QJsonObject state = m_panel->saveState();
    m_panel = std::make_unique<ExplorerPanel>(*m_workbench, nullptr);
    m_panel->restoreState(state);
    m_panel->show();
    QTRY_VERIFY(m_panel->isSettled());
    QVERIFY(tree()->isExpanded(
        m_panel->model().indexOf({connection->id(), "", "books", "", ObjectRef::Kind::Table})));
}

void TestExplorerPanel::tellsOfAFailureAndTriesAgain()
{
    Error error;
    error.kind = ErrorKind::Operational;
    error.message = "Nobody listens on db:4242.";
    error.hint = "Is the server running?";
    FakeServer::instance().connectError = error;
    OpenConnection* connection = open("fake://db/shop");
    QTRY_COMPARE(int(connection->state()), int(State::Failed));
    auto* strip = m_panel->findChild<ConnectionStrip*>();
    QVERIFY(strip->isVisible());
    QStringList texts;
    for (const QLabel* label : strip->findChildren<QLabel*>())
        texts.append(label->text());
    QVERIFY(texts.contains("Nobody listens on db:4242."));
    QVERIFY(texts.contains("Is the server running?"));
    QCOMPARE(m_workbench->messages.size(), 1);
    FakeServer::instance().connectError.reset();
    for (QPushButton* button : strip->findChildren<QPushButton*>()) {
        if (button->text() == "Try again")
            QTest::mouseClick(button, Qt::LeftButton);
    }
    waitReady(connection);
    QVERIFY(!strip->isVisible());
}

void TestExplorerPanel::stopsAServerThatNeverAnswers()
{
    FakeServer::instance().stallConnect = true;
    OpenConnection* connection = open("fake://db/shop");
    QTRY_COMPARE(FakeServer::instance().connects.load(), 1);
    QElapsedTimer timer;
    timer.start();
    for (QPushButton* button : m_panel->findChild<ConnectionStrip*>()->findChildren<QPushButton*>()) {
        if (button->text() == "Stop")
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QTRY_COMPARE(int(connection->state()), int(State::Failed));
    QVERIFY(timer.elapsed() < 1000);
    QVERIFY(m_workbench->messages.isEmpty()); // the user knows
}

void TestExplorerPanel::copiesTexts()
{
    OpenConnection* connection = openFake(test::bookshop());
    const ObjectRef books{connection->id(), "", "books", "", ObjectRef::Kind::Table};
    tree()->setCurrentIndex(m_panel->model().indexOf(books));
    QTest::keySequence(tree(), QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString("books"));
    copySelect(*m_workbench, books);
    const QString select = QGuiApplication::clipboard()->text();
    QVERIFY2(select.contains("author_id") && select.contains("books"), qPrintable(select));
    copyDdl(*m_workbench, books, m_panel.get());
    QTRY_VERIFY(QGuiApplication::clipboard()->text().contains("CREATE TABLE books"));
}

void TestExplorerPanel::offersOnlyWhatWorks()
{
    OpenConnection* connection = openFake(test::bookshop());
    DocumentFactory factory;
    factory.kind = "diagram";
    factory.title = "Diagram";
    factory.canOpen = [](const ObjectRef& object) { return object.kind == ObjectRef::Kind::Table; };
    m_workbench->registry.addDocument(factory);
    const auto textsFor = [&](const ObjectRef& object) {
        QMenu menu;
        tree()->setCurrentIndex(m_panel->model().indexOf(object));
        fillExplorerMenu(menu, *m_workbench, *m_panel->model().node(tree()->currentIndex()), m_panel.get());
        QStringList texts;
        for (const QAction* action : menu.actions()) {
            if (!action->isSeparator())
                texts.append(action->text());
        }
        return texts;
    };
    const QString id = connection->id();
    QCOMPARE(textsFor({id, "", "books", "", ObjectRef::Kind::Table}),
        (QStringList{"Open diagram", "Copy name", "Copy SELECT", "Copy DDL", "Export rows",
            QString::fromUtf8("Import rows …"), "Read the schema again", "Properties"}));
    QCOMPARE(textsFor({id, "", "mood", "", ObjectRef::Kind::Enum}),
        (QStringList{"Copy name", "Read the schema again", "Properties"}));
    QCOMPARE(textsFor({id, "", "", "", ObjectRef::Kind::Connection}),
        (QStringList{"Read the schema again", "Edit connection…", "Copy name",
            QString::fromUtf8("Import into a new table …"), "Disconnect", "Properties"}));
}

void TestExplorerPanel::explainsBadInput_data()
{
    QTest::addColumn<QByteArray>("content"); // of a file; null = there is none
    QTest::addColumn<QString>("source"); // instead of a file
    QTest::newRow("no database") << QByteArray("This is a letter, not a database. ").repeated(200) << "";
    QTest::newRow("encrypted") << QByteArray::fromHex("8f3ac1007722aa").repeated(1170) << "";
    QTest::newRow("truncated") << QByteArray("SQLite format 3\0\x10\0\1\1\0\x40\x20\x20\0\0\0\2\0\0\0\2", 32)
            + QByteArray(40, '\0')
                               << "";
    QTest::newRow("missing") << QByteArray() << "/nowhere/at/all.db";
    QTest::newRow("folder") << QByteArray() << "/tmp";
    QTest::newRow("dead port") << QByteArray() << "postgresql://me@127.0.0.1:1/shop";
}

void TestExplorerPanel::explainsBadInput()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, source);
    if (source.isEmpty()) {
        source = m_workbench->folder() + "/bad.db";
        QFile file(source);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    OpenConnection* connection = open(source);
    QVERIFY(connection);
    QTRY_COMPARE_WITH_TIMEOUT(int(connection->state()), int(State::Failed), 10000);
    QVERIFY(!connection->error().message.empty());
    QVERIFY2(connection->error().kind != ErrorKind::Internal, connection->error().message.c_str());
    QVERIFY(m_panel->findChild<ConnectionStrip*>()->isVisible());
    openFake(test::bookshop()); // the program goes on
    QVERIFY(m_panel->findChild<ConnectionStrip*>()->isVisible()); // and still tells of the other
}

void TestExplorerPanel::openWatched(const QString& source, int tables)
{
    EventLoopWatchdog watchdog;
    watchdog.start();
    OpenConnection* connection = open(source);
    QVERIFY(connection);
    waitReady(connection);
    QTRY_COMPARE(
        m_panel->model().rowCount(m_panel->model().index(0, 0, m_panel->model().index(0, 0))), tables);
    m_panel->filterBox()->setText("column_03");
    QTRY_VERIFY(m_panel->isSettled() && !m_panel->model().searchText().isEmpty());
    QTest::qWait(50);
    m_panel->filterBox()->clear();
    QTRY_VERIFY(m_panel->isSettled() && m_panel->model().searchText().isEmpty());
    QTest::qWait(50);
    watchdog.stop();
    QVERIFY2(watchdog.longestGap().count() < 100, qPrintable(QString::number(watchdog.longestGap().count())));
    qInfo("longest gap of the event loop: %.1f ms", watchdog.longestGap().count());
}

void TestExplorerPanel::opensAThousandTablesOfSqlite()
{
    const QString path = m_workbench->folder() + "/thousand.db";
    const std::string url = Url::forSqliteFile(path.toStdString()).toString() + "?mode=rwc";
    const auto engine = Engine::create(url);
    QVERIFY(engine);
    {
        const std::unique_ptr<Connection> connection = engine->connect();
        const MetaData metadata = test::manyTables(1000);
        connection->begin();
        for (const DdlStatement& statement : createAll(metadata, engine->dialect()).statements)
            connection->executeScript(statement.text);
        connection->commit();
    }
    openWatched(path, 1000);
}

void TestExplorerPanel::opensAThousandTablesOfPostgresql()
{
    test::PostgresServer* server = test::PostgresServer::shared();
    if (!server)
        QSKIP(qPrintable(test::PostgresServer::whyMissing()));
    QCOMPARE(server->createDatabase("thousand"), QString());
    {
        const auto engine = Engine::create(server->url("thousand").toStdString());
        QVERIFY(engine);
        const std::unique_ptr<Connection> connection = engine->connect();
        connection->begin();
        for (const DdlStatement& statement : createAll(test::manyTables(1000), engine->dialect()).statements)
            connection->executeScript(statement.text);
        connection->commit();
    }
    openWatched(server->url("thousand"), 1000);
}

QTEST_MAIN(TestExplorerPanel)
#include "tst_explorer_panel.moc"
