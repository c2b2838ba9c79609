#include "tests/ui/connections/fake_database.h"
#include "tests/ui/connections/memory_password_store.h"
#include "ui/connections/connection_manager.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;
using relata::test::FakeServer;
using State = DatabaseConnection::State;

class TestConnectionManager : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { FakeServer::registerDialect(); }
    void init();
    void cleanup();
    void opensReflectsAndIsReady();
    void runsWorkInOrderOnOneThread();
    void reportsWhatCannotBeOpenedAtOnce();
    void failsAndRetries();
    void stopsAServerThatNeverAnswers();
    void keepsTheOldSchemaWhileReading();
    void noticesALostConnection();
    void closesOnTheLanesThread();
    void closingDropsWhatIsUnderWay();
    void opensADatabaseOnce();
    void reopensWhatWasOpen();
    void asksForAPassword();
    void asksAgainAfterARefusal();
    void takesThePasswordFromTheKeyring();
    void asksWithoutAKeyring();
    void stopsWaitingForAKeyring();
    void writesNoPasswordAnywhere();

private:
    OpenConnection* open(const QString& url = "fake://me@db/shop");
    void waitFor(OpenConnection* connection, State state);
    static MetaData oneTable(const std::string& name);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<TaskRunner> m_runner;
    std::unique_ptr<test::MemoryPasswordStore> m_passwords;
    std::unique_ptr<ConnectionManager> m_manager;
};

MetaData TestConnectionManager::oneTable(const std::string& name)
{
    MetaData metadata;
    Table table;
    table.name = name;
    metadata.addTable(table);
    return metadata;
}

void TestConnectionManager::init()
{
    FakeServer::instance().reset();
    FakeServer::instance().setMetaData(oneTable("books"));
    m_folder = std::make_unique<QTemporaryDir>();
    m_runner = std::make_unique<TaskRunner>();
    m_passwords = std::make_unique<test::MemoryPasswordStore>();
    m_manager =
        std::make_unique<ConnectionManager>(*m_runner, *m_passwords, m_folder->filePath("connections.json"));
}

void TestConnectionManager::cleanup()
{
    FakeServer::instance().stallConnect = false;
    FakeServer::instance().stallReflect = false;
    m_manager.reset();
    m_runner.reset();
    QCOMPARE(FakeServer::instance().openConnections.load(), 0);
}

OpenConnection* TestConnectionManager::open(const QString& url)
{
    auto connection = m_manager->open(url);
    return connection ? *connection : nullptr;
}

void TestConnectionManager::waitFor(OpenConnection* connection, State state)
{
    QTRY_COMPARE(int(connection->state()), int(state));
}

void TestConnectionManager::opensReflectsAndIsReady()
{
    QList<int> states;
    QObject context;
    connect(m_manager.get(), &ConnectionManager::opened, &context, [&](OpenConnection* connection) {
        connect(connection, &DatabaseConnection::stateChanged, &context,
            [&states, connection] { states.append(int(connection->state())); });
    });
    OpenConnection* connection = open();
    QVERIFY(connection);
    QVERIFY(!connection->metadata());
    waitFor(connection, State::Ready);
    QCOMPARE(states, (QList<int>{int(State::Connecting), int(State::Reflecting), int(State::Ready)}));
    QVERIFY(connection->metadata()->findTable("books"));
    QCOMPARE(connection->serverVersion(), QString("4.2"));
    QCOMPARE(connection->name(), QString("shop on db"));
    QCOMPARE(m_manager->find(connection->id()), connection);
}

void TestConnectionManager::runsWorkInOrderOnOneThread()
{
    OpenConnection* connection = open();
    QList<int> order;
    QSet<Qt::HANDLE> threads;
    for (int i = 0; i < 20; ++i) {
        // Asked for before the connection is there: it waits its turn.
        const quint64 id = connection->run<Qt::HANDLE>(
            "work", [](Connection&, TaskContext&) { return QThread::currentThreadId(); }, this,
            [&, i](Result<Qt::HANDLE> thread) {
                QVERIFY(thread);
                threads.insert(*thread);
                order.append(i);
            });
        QVERIFY(id != 0);
    }
    QTRY_COMPARE(order.size(), 20);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
    QCOMPARE(threads.size(), 1);
    QVERIFY(!threads.contains(QThread::currentThreadId()));
}

void TestConnectionManager::reportsWhatCannotBeOpenedAtOnce()
{
    for (const char* text : {"nonsense://host/db", "fake://host:0/db", ""}) {
        const auto connection = m_manager->open(QString(text));
        QVERIFY(!connection);
        QVERIFY(!connection.error().message.empty());
    }
    QVERIFY(m_manager->connections().isEmpty());
    QVERIFY(m_manager->profiles().isEmpty());
}

void TestConnectionManager::failsAndRetries()
{
    Error error;
    error.kind = ErrorKind::Operational;
    error.message = "Nobody listens on db:4242.";
    FakeServer::instance().connectError = error;
    OpenConnection* connection = open();
    waitFor(connection, State::Failed);
    QCOMPARE(connection->error().message, error.message);
    std::optional<Error> refused;
    connection->run<int>(
        "work", [](Connection&, TaskContext&) { return 1; }, this,
        [&](Result<int> result) { refused = result.error(); });
    QTRY_VERIFY(refused);
    QCOMPARE(refused->kind, ErrorKind::Operational);

    FakeServer::instance().connectError.reset();
    connection->retry();
    waitFor(connection, State::Ready);
    QVERIFY(connection->error().message.empty());
}

void TestConnectionManager::stopsAServerThatNeverAnswers()
{
    FakeServer::instance().stallConnect = true;
    OpenConnection* connection = open();
    QTRY_COMPARE(FakeServer::instance().connects.load(), 1);
    QElapsedTimer timer;
    timer.start();
    connection->stop();
    waitFor(connection, State::Failed);
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(connection->error().kind, ErrorKind::Cancelled);
    FakeServer::instance().stallConnect = false;
    connection->retry();
    waitFor(connection, State::Ready);
}

void TestConnectionManager::keepsTheOldSchemaWhileReading()
{
    OpenConnection* connection = open();
    waitFor(connection, State::Ready);
    const auto before = connection->metadata();
    FakeServer::instance().setMetaData(oneTable("authors"));
    FakeServer::instance().stallReflect = true;
    connection->refresh();
    QCOMPARE(connection->state(), State::Reflecting);
    QCOMPARE(connection->metadata(), before);
    connection->stop(); // what is known stays
    waitFor(connection, State::Ready);
    QCOMPARE(connection->metadata(), before);
    FakeServer::instance().stallReflect = false;
    QSignalSpy changed(connection, &DatabaseConnection::metadataChanged);
    connection->refresh();
    waitFor(connection, State::Ready);
    QCOMPARE(changed.size(), 1);
    QVERIFY(connection->metadata()->findTable("authors"));
    QVERIFY(before->findTable("books"));
}

void TestConnectionManager::noticesALostConnection()
{
    OpenConnection* connection = open();
    waitFor(connection, State::Ready);
    FakeServer::instance().gone = true;
    std::optional<Error> lost;
    connection->run<int>(
        "work", [](Connection& c, TaskContext&) { return c.execute(""), 1; }, this,
        [&](Result<int> result) { lost = result.error(); });
    waitFor(connection, State::Failed);
    QVERIFY(lost);
    QVERIFY(!lost->connectionUsable);
    QVERIFY(connection->metadata()); // still shown
    FakeServer::instance().gone = false;
    connection->retry();
    waitFor(connection, State::Ready);
    QCOMPARE(FakeServer::instance().connects.load(), 2);
}

void TestConnectionManager::closesOnTheLanesThread()
{
    OpenConnection* connection = open();
    waitFor(connection, State::Ready);
    std::thread::id lane;
    connection->run<std::thread::id>(
        "who", [](Connection&, TaskContext&) { return std::this_thread::get_id(); }, this,
        [&](Result<std::thread::id> id) { lane = *id; });
    QTRY_VERIFY(lane != std::thread::id());
    QSignalSpy closed(m_manager.get(), &ConnectionList::connectionClosed);
    m_manager->close(connection->id());
    QCOMPARE(closed.size(), 1);
    QTRY_COMPARE(FakeServer::instance().openConnections.load(), 0);
    QVERIFY(FakeServer::instance().closedBy.load() == lane);
    QTRY_VERIFY(m_runner->isIdle());
}

void TestConnectionManager::closingDropsWhatIsUnderWay()
{
    FakeServer::instance().stallConnect = true;
    OpenConnection* connection = open();
    QTRY_COMPARE(FakeServer::instance().connects.load(), 1);
    m_manager->close(connection->id());
    QVERIFY(m_manager->connections().isEmpty());
    QTRY_VERIFY(m_runner->isIdle());
}

void TestConnectionManager::opensADatabaseOnce()
{
    OpenConnection* first = open("fake://me@db/shop");
    QCOMPARE(open("fake://me:other@db/shop"), first);
    QVERIFY(open("fake://me@db/other") != first);
    QCOMPARE(m_manager->connections().size(), 2);
    QCOMPARE(m_manager->profiles().size(), 2);
    QCOMPARE(m_manager->profiles().first().url.database, std::string("other"));
    const QList<RecentConnection> recent = m_manager->recent();
    QCOMPARE(recent.first().source, QString("fake://me@db/other"));
    QCOMPARE(m_manager->openSource(recent.last().source).value(), first);
    m_manager->forgetRecent(recent.last().source);
    QCOMPARE(m_manager->profiles().size(), 1);
}

void TestConnectionManager::reopensWhatWasOpen()
{
    const QString one = open("fake://db/one")->id();
    const QString two = open("fake://db/two")->id();
    const QString three = open("fake://db/three")->id();
    m_manager->close(two);
    m_manager =
        std::make_unique<ConnectionManager>(*m_runner, *m_passwords, m_folder->filePath("connections.json"));
    QCOMPARE(m_manager->profiles().size(), 3);
    open("fake://db/four"); // before the others come back: they are not forgotten
    m_manager->reopenLast();
    QStringList open;
    for (const OpenConnection* connection : m_manager->connections())
        open.append(connection->id());
    QCOMPARE(open.mid(1), (QStringList{one, three}));
}

void TestConnectionManager::asksForAPassword()
{
    FakeServer::instance().password = "secret";
    OpenConnection* connection = open();
    QSignalSpy asked(connection, &OpenConnection::passwordNeeded);
    QTRY_COMPARE(asked.size(), 1);
    QVERIFY(connection->isWaitingForPassword());
    QVERIFY(!connection->passwordWasRefused());
    QCOMPARE(connection->state(), State::Connecting);
    connection->declinePassword();
    QCOMPARE(connection->state(), State::Failed);
    connection->retry();
    QTRY_COMPARE(asked.size(), 2);
    connection->providePassword("secret", false);
    waitFor(connection, State::Ready);
    QVERIFY(m_passwords->entries.isEmpty());
}

void TestConnectionManager::asksAgainAfterARefusal()
{
    FakeServer::instance().password = "secret";
    OpenConnection* connection = open("fake://me:wrong@db/shop");
    QSignalSpy asked(connection, &OpenConnection::passwordNeeded);
    QTRY_COMPARE(asked.size(), 1);
    QVERIFY(connection->passwordWasRefused());
    connection->providePassword("secret", true);
    waitFor(connection, State::Ready);
    QTRY_COMPARE(m_passwords->entries.value("fake://me@db/shop"), QString("secret"));
    // The connection lives on with what it was given.
    FakeServer::instance().gone = true;
    connection->refresh();
    waitFor(connection, State::Failed);
    FakeServer::instance().gone = false;
    connection->retry();
    waitFor(connection, State::Ready);
    QCOMPARE(asked.size(), 1);
}

void TestConnectionManager::takesThePasswordFromTheKeyring()
{
    FakeServer::instance().password = "secret";
    m_passwords->entries["fake://me@db/shop"] = "secret";
    OpenConnection* connection = open();
    QSignalSpy asked(connection, &OpenConnection::passwordNeeded);
    waitFor(connection, State::Ready);
    QVERIFY(asked.isEmpty());

    m_manager->close(connection->id());
    m_passwords->entries["fake://me@db/shop"] = "outdated";
    OpenConnection* again = open();
    QSignalSpy askedAgain(again, &OpenConnection::passwordNeeded);
    QTRY_COMPARE(askedAgain.size(), 1);
    QVERIFY(again->passwordWasRefused());
}

void TestConnectionManager::asksWithoutAKeyring()
{
    FakeServer::instance().password = "secret";
    m_passwords->available = false;
    OpenConnection* connection = open();
    QSignalSpy asked(connection, &OpenConnection::passwordNeeded);
    QSignalSpy notSaved(connection, &OpenConnection::passwordNotSaved);
    QTRY_COMPARE(asked.size(), 1);
    QVERIFY(!connection->keyringAvailable());
    connection->providePassword("secret", true);
    waitFor(connection, State::Ready);
    QTRY_COMPARE(notSaved.size(), 1);
}

void TestConnectionManager::stopsWaitingForAKeyring()
{
    FakeServer::instance().password = "secret";
    m_passwords->answers = false;
    OpenConnection* connection = open();
    QTRY_COMPARE(FakeServer::instance().connects.load(), 1);
    QTRY_VERIFY(m_runner->isIdle());
    QCOMPARE(connection->state(), State::Connecting);
    connection->stop();
    QCOMPARE(connection->state(), State::Failed);
    QCOMPARE(connection->error().kind, ErrorKind::Cancelled);
}

void TestConnectionManager::writesNoPasswordAnywhere()
{
    const QByteArray canary = "c4nary-pa55word";
    FakeServer::instance().password = canary.toStdString();
    QList<QByteArray> seen;
    OpenConnection* connection = open("fake://me:" + canary + "@db/shop");
    waitFor(connection, State::Ready);
    seen << connection->name().toUtf8()
         << QByteArray::fromStdString(connection->url().toString(Url::Password::Show));
    OpenConnection* wrong = open("fake://you:" + canary + "-wrong@db/shop?password=" + canary + "-too");
    QTRY_VERIFY(wrong->isWaitingForPassword());
    wrong->declinePassword();
    seen << QByteArray::fromStdString(wrong->error().describe());
    m_manager.reset();
    QDirIterator files(m_folder->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int count = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        seen << file.readAll();
        ++count;
    }
    QVERIFY(count > 0);
    for (const QByteArray& text : seen)
        QVERIFY2(!text.contains(canary), text.constData());
}

QTEST_GUILESS_MAIN(TestConnectionManager)
#include "tst_connection_manager.moc"
