// The servers and the proxy that other tests rely on do what they promise.
#include "tests/support/corpora.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"
#include "tests/support/stalling_proxy.h"

#include <QFileInfo>
#include <QTcpServer>
#include <QTcpSocket>

using namespace relata::test;

class TestSupport : public QObject
{
    Q_OBJECT

private slots:
    void postgresRunsAndReportsErrors();
    void postgresDies();
    void mariaDbRunsAndReportsErrors();
    void proxyPassesStallsAndCuts();
};

void TestSupport::postgresRunsAndReportsErrors()
{
    PostgresServer* server = PostgresServer::shared();
    if (!server)
        QSKIP(qPrintable(PostgresServer::whyMissing()));
    QCOMPARE(server->createDatabase("odd \"name'"), QString());
    QCOMPARE(server->execute("CREATE TABLE t (a int)", "odd \"name'"), QString());
    QVERIFY(server->execute("CREATE TABLE t (a int)", "odd \"name'").contains("already exists"));
    QCOMPARE(server->scalar("SELECT 6 * 7"), QString("42"));
    QCOMPARE(
        server->runScript("CREATE TABLE u (a int); SELECT 1/0; SELECT nonsense;", "odd \"name'").size(), 2);
    QVERIFY(server->dumpSchema("odd \"name'").contains("CREATE TABLE public.u"));
    QCOMPARE(server->dropDatabase("odd \"name'"), QString());
}

void TestSupport::postgresDies()
{
    std::unique_ptr<PostgresServer> server = PostgresServer::create();
    if (!server)
        QSKIP(qPrintable(PostgresServer::whyMissing()));
    server->killNine();
    QVERIFY(!server->isRunning());
    QVERIFY(server->restart());
    QCOMPARE(server->scalar("SELECT 1"), QString("1"));
}

void TestSupport::mariaDbRunsAndReportsErrors()
{
    MariaDbServer* server = MariaDbServer::shared();
    if (!server)
        QSKIP(qPrintable(MariaDbServer::whyMissing()));
    QCOMPARE(server->createDatabase("odd `name"), QStringList());
    QCOMPARE(
        server->runScript("CREATE TABLE t (a int); CREATE TABLE t (a int); SELECT nonsense;", "odd `name")
            .size(),
        2);
    QCOMPARE(server->query("SELECT 6 * 7").trimmed(), QString("42"));
    QCOMPARE(
        server->query("SELECT @@tmpdir").trimmed(), QFileInfo(server->socketPath()).path()); // of its own
    QCOMPARE(server->dropDatabase("odd `name"), QStringList());
}

void TestSupport::proxyPassesStallsAndCuts()
{
    QTcpServer echo;
    QVERIFY(echo.listen(QHostAddress::LocalHost));
    connect(&echo, &QTcpServer::newConnection, this, [&echo] {
        QTcpSocket* socket = echo.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write(socket->readAll()); });
    });
    StallingProxy proxy(echo.serverPort());
    QVERIFY(proxy.port() != 0);
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, proxy.port());
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.write("one");
    QTRY_COMPARE(client.bytesAvailable(), 3);
    QCOMPARE(client.readAll(), QByteArray("one"));

    proxy.stall();
    client.write("two");
    QTest::qWait(200); // that nothing comes can only be seen by waiting
    QCOMPARE(client.bytesAvailable(), 0);
    proxy.pass();
    QTRY_COMPARE(client.bytesAvailable(), 3);
    QCOMPARE(client.readAll(), QByteArray("two"));

    proxy.stallAfter(2);
    client.write("three");
    QTRY_COMPARE(client.bytesAvailable(), 2);
    QTest::qWait(100);
    QCOMPARE(client.bytesAvailable(), 2);
    proxy.pass();
    QTRY_COMPARE(client.bytesAvailable(), 5);

    proxy.cut();
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(proxy.connectionCount(), 1);
}

QTEST_GUILESS_MAIN(TestSupport)
#include "tst_test_support.moc"
