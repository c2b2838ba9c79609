// Connections of the window to real databases.
#include "core/builtin/builtin.h"
#include "tests/support/postgres_server.h"
#include "tests/support/stalling_proxy.h"
#include "tests/ui/connections/memory_password_store.h"
#include "ui/connections/connection_manager.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;
using State = DatabaseConnection::State;

class TestRealServers : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }
    void init();
    void cleanup();
    void readsChinook();
    void sharesADatabaseInMemory();
    void asksPostgresqlForThePassword();
    void stopsAStalledServerWithinASecond_data();
    void stopsAStalledServerWithinASecond();
    void comesBackAfterARestart();
    void writesNoPasswordAnywhere();

private:
    OpenConnection* open(const QString& source)
    {
        const auto connection = m_manager->open(source);
        return connection ? *connection : nullptr;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<TaskRunner> m_runner;
    std::unique_ptr<test::MemoryPasswordStore> m_passwords;
    std::unique_ptr<ConnectionManager> m_manager;
};

#define RELATA_NEED_POSTGRESQL(server)                                                                       \
    test::PostgresServer* server = test::PostgresServer::shared();                                           \
    if (!server)                                                                                             \
    QSKIP(qPrintable(test::PostgresServer::whyMissing()))

void TestRealServers::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_runner = std::make_unique<TaskRunner>();
    m_passwords = std::make_unique<test::MemoryPasswordStore>();
    m_manager =
        std::make_unique<ConnectionManager>(*m_runner, *m_passwords, m_folder->filePath("connections.json"));
}

void TestRealServers::cleanup()
{
    m_manager.reset();
    m_runner.reset();
}

void TestRealServers::readsChinook()
{
    const QString path =
        qEnvironmentVariable("RELATA_CORPORA", RELATA_CORPORA_DEFAULT) + "/chinook/Chinook_Sqlite.sqlite";
    if (!QFile::exists(path))
        QSKIP("The corpus is absent.");
    const QString copy = m_folder->filePath("chinook.db");
    QVERIFY(QFile::copy(path, copy));
    OpenConnection* connection = open(copy);
    QTRY_COMPARE(int(connection->state()), int(State::Ready));
    QCOMPARE(connection->metadata()->tables().size(), std::size_t(11));
    QCOMPARE(connection->name(), QString("chinook.db"));
}

// What one connection makes in memory, the others of the same database see; another database does not.
void TestRealServers::sharesADatabaseInMemory()
{
    OpenConnection* connection = open("sqlite://");
    QTRY_COMPARE(int(connection->state()), int(State::Ready));
    QCOMPARE(connection->name(), QString("in memory"));
    const std::unique_ptr<Connection> console = connection->connector()({});
    console->executeScript("CREATE TABLE made (id integer PRIMARY KEY); INSERT INTO made VALUES (7)");
    connection->refresh();
    QTRY_VERIFY(connection->metadata() && connection->metadata()->findTable("", "made"));
    const std::unique_ptr<Connection> another = connection->connector()({});
    QCOMPARE(another->execute("SELECT id FROM made").all().size(), std::size_t(1));
    OpenConnection* alone = m_manager->open("sqlite:///:memory:").value();
    QTRY_COMPARE(int(alone->state()), int(State::Ready));
    if (alone != connection)
        QVERIFY(alone->metadata()->tables().empty());
}

void TestRealServers::asksPostgresqlForThePassword()
{
    RELATA_NEED_POSTGRESQL(server);
    QString url = server->url();
    url.replace(':' + test::PostgresServer::password() + '@', "@");
    OpenConnection* connection = open(url);
    QSignalSpy asked(connection, &OpenConnection::passwordNeeded);
    QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 1, 10000);
    QVERIFY(!connection->passwordWasRefused());
    connection->providePassword("wrong", false);
    QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 2, 10000);
    QVERIFY(connection->passwordWasRefused());
    connection->providePassword(test::PostgresServer::password(), false);
    QTRY_COMPARE_WITH_TIMEOUT(int(connection->state()), int(State::Ready), 10000);
}

void TestRealServers::stopsAStalledServerWithinASecond_data()
{
    QTest::addColumn<int>("bytes"); // from the server before it falls silent
    QTest::newRow("never answers") << 0;
    QTest::newRow("falls silent while it is read") << 4000;
}

void TestRealServers::stopsAStalledServerWithinASecond()
{
    RELATA_NEED_POSTGRESQL(server);
    QFETCH(int, bytes);
    test::StallingProxy proxy(server->port());
    QVERIFY(proxy.port() != 0);
    if (bytes == 0)
        proxy.stall();
    else
        proxy.stallAfter(bytes);
    QString url = server->url() + "?sslmode=disable";
    url.replace(QString::number(server->port()), QString::number(proxy.port()));
    OpenConnection* connection = open(url);
    QVERIFY(connection);
    QTRY_COMPARE(proxy.connectionCount(), 1);
    QTRY_COMPARE(int(connection->state()), int(bytes == 0 ? State::Connecting : State::Reflecting));
    QTest::qWait(100); // well into the silence
    QElapsedTimer timer;
    timer.start();
    connection->stop();
    QTRY_COMPARE(int(connection->state()), int(State::Failed));
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(connection->error().kind, ErrorKind::Cancelled);
    proxy.pass();
    connection->retry();
    QTRY_COMPARE_WITH_TIMEOUT(int(connection->state()), int(State::Ready), 10000);
}

void TestRealServers::comesBackAfterARestart()
{
    const auto server = test::PostgresServer::create();
    if (!server)
        QSKIP(qPrintable(test::PostgresServer::whyMissing()));
    OpenConnection* connection = open(server->url());
    QTRY_COMPARE_WITH_TIMEOUT(int(connection->state()), int(State::Ready), 10000);
    server->killNine();
    connection->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(int(connection->state()), int(State::Failed), 10000);
    QVERIFY(!connection->error().message.empty());
    QVERIFY(connection->metadata()); // still to be seen
    QVERIFY(server->restart());
    connection->retry();
    QTRY_COMPARE_WITH_TIMEOUT(int(connection->state()), int(State::Ready), 20000);
}

void TestRealServers::writesNoPasswordAnywhere()
{
    RELATA_NEED_POSTGRESQL(server);
    QVERIFY(server->url().contains(test::PostgresServer::password()));
    OpenConnection* connection = open(server->url());
    QTRY_COMPARE_WITH_TIMEOUT(int(connection->state()), int(State::Ready), 10000);
    m_manager.reset();
    QDirIterator files(m_folder->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int count = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains(test::PostgresServer::password().toUtf8()));
        ++count;
    }
    QVERIFY(count > 0);
}

QTEST_GUILESS_MAIN(TestRealServers)
#include "tst_real_servers.moc"
