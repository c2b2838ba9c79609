// What goes wrong between us and a server: each a clear message, within its time, and nothing leaks.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "tests/support/postgres_server.h"
#include "tests/support/stalling_proxy.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTest>

#include <limits>
#include <thread>

using namespace relata;
using namespace relata::test;

class LibpqFailures : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void connecting_data();
    void connecting();
    void urlsThatMakeNoSense_data();
    void urlsThatMakeNoSense();
    void fieldsStayFields_data();
    void fieldsStayFields();
    void aServerThatNeverAnswers();
    void aConnectLimit();
    void tooManyConnections();
    void errorsCarryTheirDetails();
    void statementsCanBeStopped();
    void interruptStopsFromAnotherThread();
    void stoppedWhileFetching();
    void aStalledStatementIsAbandoned();
    void aKilledBackend();
    void aCutConnection();
    void aKilledServer();
    void readOnly();

private:
    Error connectError(const QString& url);
    std::unique_ptr<Connection> connectTo(const QString& url);

    PostgresServer* m_server = nullptr;
};

namespace {

// Requests a stop after a while, from another thread.
class Stopper
{
public:
    explicit Stopper(int milliseconds)
        : m_thread([this, milliseconds] {
            std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
            m_source.request_stop();
        })
    { }
    ~Stopper() { m_thread.join(); }
    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::thread m_thread;
};

// Milliseconds that an action takes after the stop that it waits for: the best of up to three attempts,
// because a loaded machine may keep any one of them waiting.
constexpr int stopAfter = 200;
constexpr int stopLimit = 1000;
template <typename F>
qint64 bestTime(F&& attempt)
{
    qint64 best = std::numeric_limits<qint64>::max();
    for (int i = 0; i < 3 && best > stopLimit; ++i) {
        QElapsedTimer timer;
        timer.start();
        attempt();
        best = std::min(best, timer.elapsed() - stopAfter);
    }
    return best;
}

template <typename F>
Error errorOf(F&& action)
{
    try {
        action();
    } catch (const DatabaseError& error) {
        return error.error();
    }
    Error none;
    none.message = "(no error)";
    return none;
}

} // namespace

void LibpqFailures::initTestCase()
{
    registerBuiltins();
    m_server = PostgresServer::shared();
    if (!m_server)
        QSKIP(qPrintable(PostgresServer::whyMissing()));
}

std::unique_ptr<Connection> LibpqFailures::connectTo(const QString& url)
{
    return Engine::create(url.toStdString()).value().connect();
}

Error LibpqFailures::connectError(const QString& url)
{
    return errorOf([&] { connectTo(url); });
}

void LibpqFailures::connecting_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("message"); // a part of it
    QTest::addColumn<QString>("sqlState");
    quint16 dead = freePort();
    QTcpServer mute; // closed again: nobody listens there
    auto at = [&](const QString& login, const QString& rest) {
        return QString("postgresql://%1@127.0.0.1:%2/%3").arg(login).arg(m_server->port()).arg(rest);
    };
    QString login = PostgresServer::user() + ":" + PostgresServer::password();
    QTest::newRow("dead port") << QString("postgresql://u:canary-99@127.0.0.1:%1/db").arg(dead)
                               << "connection was refused"
                               << "";
    QTest::newRow("unknown host") << "postgresql://u:canary-99@no-such-host.invalid/db"
                                  << "is not known"
                                  << "";
    QTest::newRow("wrong password") << at("postgres:canary-99", "postgres") << "refused the password"
                                    << "28P01";
    QTest::newRow("no password") << at("postgres", "postgres") << "none was given"
                                 << "28P01";
    QTest::newRow("unknown role") << at("nobody:canary-99", "postgres") << "refused the password"
                                  << "28P01";
    QTest::newRow("unknown database") << at(login, "no_such_db") << "There is no database no_such_db"
                                      << "3D000";
    QTest::newRow("no TLS here") << at(login, "postgres?sslmode=require") << "encrypted"
                                 << "";
    QTest::newRow("no socket") << "postgresql:///db?host=/nowhere/at/all"
                               << "no PostgreSQL server at the socket"
                               << "";
    QTest::newRow("bad option value") << at(login, "postgres?sslmode=nonsense") << ""
                                      << "";
}

void LibpqFailures::connecting()
{
    QFETCH(QString, url);
    QFETCH(QString, message);
    QFETCH(QString, sqlState);
    qunsetenv("PGPASSWORD");
    qputenv("PGPASSFILE", "/nowhere");
    Error error = connectError(url);
    QString whole = QString::fromStdString(error.describe());
    QVERIFY2(QString::fromStdString(error.message).contains(message), qPrintable(whole));
    QCOMPARE(QString::fromStdString(error.sqlState), sqlState);
    QVERIFY(error.kind == ErrorKind::Operational);
    QVERIFY(!error.hint.empty());
    QVERIFY(!error.connectionUsable);
    QVERIFY2(!whole.contains("canary") && !whole.contains(PostgresServer::password()), qPrintable(whole));
    QVERIFY2(!whole.contains("LOCATION"), qPrintable(whole));
}

void LibpqFailures::urlsThatMakeNoSense_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("unknown key") << "postgresql://h/db?nonsense=1";
    QTest::newRow("user twice") << "postgresql://h/db?user=other";
    QTest::newRow("password in the query") << "postgresql://h/db?password=canary-99";
    QTest::newRow("database in the query") << "postgresql://h/db?dbname=other";
    QTest::newRow("replication") << "postgresql://h/db?replication=database";
    QTest::newRow("NUL in the user") << "postgresql://a%00b@h/db";
    QTest::newRow("NUL in an option") << "postgresql://h/db?options=a%00b";
}

void LibpqFailures::urlsThatMakeNoSense()
{
    QFETCH(QString, url);
    Result<Engine> engine = Engine::create(url.toStdString());
    QVERIFY(!engine);
    QVERIFY(engine.error().kind == ErrorKind::Argument);
    QVERIFY(!QString::fromStdString(engine.error().describe()).contains("canary"));
}

void LibpqFailures::fieldsStayFields_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"a=b", "host=elsewhere.invalid", "x host=elsewhere.invalid port=1",
             "postgresql://elsewhere.invalid/db", "it's", "back\\slash", "'quoted' user=root", "a b", "ä😀",
             "%"})
        QTest::newRow(text) << QString(text);
}

// A field that looks like more than one reaches the server as that field, in full.
void LibpqFailures::fieldsStayFields()
{
    QFETCH(QString, text);
    QCOMPARE(m_server->createDatabase(text), QString());
    QString role = '"' + QString(text).replace('"', "\"\"") + '"';
    m_server->execute("DROP ROLE IF EXISTS " + role);
    QCOMPARE(m_server->execute(
                 "CREATE ROLE " + role + " LOGIN PASSWORD '" + QString(text).replace('\'', "''") + "'"),
        QString());
    Url url;
    url.dialect = "postgresql";
    url.host = "127.0.0.1";
    url.port = m_server->port();
    url.username = text.toStdString();
    url.password = text.toStdString();
    url.database = text.toStdString();
    url.query.emplace_back("application_name", "x=1 host=y");
    auto connection = Engine::create(url).value().connect();
    auto row =
        connection->execute("SELECT current_user, current_database(), current_setting('application_name')")
            .all();
    QCOMPARE(QString::fromStdString(row[0][0].bytes()), text);
    QCOMPARE(QString::fromStdString(row[0][1].bytes()), text);
    QCOMPARE(QString::fromStdString(row[0][2].bytes()), QString("x=1 host=y"));
    connection.reset();
    QCOMPARE(m_server->dropDatabase(text), QString());
    QCOMPARE(m_server->execute("DROP ROLE " + role), QString());
}

void LibpqFailures::aServerThatNeverAnswers()
{
    StallingProxy proxy(m_server->port());
    proxy.stall();
    Engine engine =
        Engine::create(QString("postgresql://u:p@127.0.0.1:%1/db").arg(proxy.port()).toStdString()).value();
    Error error;
    qint64 time = bestTime([&] {
        Stopper stopper(stopAfter);
        error = errorOf([&] { engine.connect(stopper.token()); });
    });
    QVERIFY2(error.kind == ErrorKind::Cancelled, error.message.c_str());
    QVERIFY2(time <= stopLimit, qPrintable(QString::number(time)));
}

void LibpqFailures::aConnectLimit()
{
    StallingProxy proxy(m_server->port());
    proxy.stall();
    QElapsedTimer timer;
    timer.start();
    Error error =
        connectError(QString("postgresql://u:p@127.0.0.1:%1/db?connect_timeout=1").arg(proxy.port()));
    QVERIFY(error.kind == ErrorKind::Operational);
    QVERIFY2(QString::fromStdString(error.message).contains("did not answer"), error.message.c_str());
    QVERIFY(timer.elapsed() < 2500);
}

void LibpqFailures::tooManyConnections()
{
    QCOMPARE(m_server->execute("CREATE ROLE limited LOGIN PASSWORD 'p' CONNECTION LIMIT 1"), QString());
    QString url = QString("postgresql://limited:p@127.0.0.1:%1/postgres").arg(m_server->port());
    auto first = connectTo(url);
    Error error = connectError(url);
    QCOMPARE(QString::fromStdString(error.sqlState), QString("53300"));
    QVERIFY(!error.hint.empty());
}

void LibpqFailures::errorsCarryTheirDetails()
{
    auto connection = connectTo(m_server->url());
    Error syntax = errorOf([&] { connection->execute("SELECT 'é😀', frm"); });
    QVERIFY(syntax.kind == ErrorKind::Programming);
    QCOMPARE(QString::fromStdString(syntax.sqlState), QString("42703"));
    QCOMPARE(syntax.position, static_cast<int>(std::string("SELECT 'é😀', ").size()));
    QCOMPARE(QString::fromStdString(syntax.statement), QString("SELECT 'é😀', frm"));
    QVERIFY(syntax.connectionUsable && syntax.transactionUsable);

    connection->executeScript("CREATE TEMP TABLE e (a int PRIMARY KEY, b int CHECK (b > 0), c varchar(3))");
    connection->execute("INSERT INTO e VALUES (1, 1, 'x')");
    Error duplicate = errorOf([&] { connection->execute("INSERT INTO e VALUES (1, 1, 'y')"); });
    QVERIFY(duplicate.kind == ErrorKind::Integrity);
    QCOMPARE(QString::fromStdString(duplicate.sqlState), QString("23505"));
    QVERIFY(QString::fromStdString(duplicate.detail).contains("(a)=(1)"));
    QVERIFY(errorOf([&] { connection->execute("INSERT INTO e VALUES (2, -1, 'y')"); }).kind
        == ErrorKind::Integrity);
    QVERIFY(
        errorOf([&] { connection->execute("INSERT INTO e VALUES (2, 1, 'long')"); }).kind == ErrorKind::Data);
    QVERIFY(
        errorOf([&] { connection->execute("SELECT 99999999999999999999::int8"); }).kind == ErrorKind::Data);
    connection->executeScript("SET statement_timeout = 50");
    QVERIFY(errorOf([&] { connection->execute("SELECT pg_sleep(5)"); }).kind == ErrorKind::Timeout);
}

void LibpqFailures::statementsCanBeStopped()
{
    auto connection = connectTo(m_server->url());
    ExecutionOptions options;
    Error error;
    qint64 time = bestTime([&] {
        Stopper stopper(stopAfter);
        options.stop = stopper.token();
        error = errorOf([&] { connection->execute("SELECT pg_sleep(30)", {}, options); });
    });
    QVERIFY2(error.kind == ErrorKind::Cancelled, error.message.c_str());
    QVERIFY2(time <= stopLimit, qPrintable(QString::number(time)));
    QVERIFY(error.connectionUsable);
    QVERIFY(connection->isUsable());
    // The request to stop does not reach the next statement.
    for (int i = 0; i < 20; ++i)
        QCOMPARE(connection->execute("SELECT 5, pg_sleep(0.005)").scalar().integer(), 5);
    // A stop that was asked for before: nothing is sent.
    Error early = errorOf([&] { connection->execute("SELECT 1", {}, options); });
    QVERIFY(early.kind == ErrorKind::Cancelled);

    Stopper second(200);
    options.stop = second.token();
    Error script = errorOf([&] { connection->executeScript("SELECT pg_sleep(30); SELECT 1", options); });
    QVERIFY(script.kind == ErrorKind::Cancelled);
    QVERIFY(connection->isUsable());
}

void LibpqFailures::interruptStopsFromAnotherThread()
{
    auto connection = connectTo(m_server->url());
    connection->interrupt(); // nothing runs: nothing happens
    QCOMPARE(connection->execute("SELECT 1").scalar().integer(), 1);
    Error error;
    qint64 time = bestTime([&] {
        std::thread other([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(stopAfter));
            connection->interrupt();
        });
        error = errorOf([&] { connection->execute("SELECT pg_sleep(30)"); });
        other.join();
    });
    QVERIFY(error.kind == ErrorKind::Cancelled);
    QVERIFY2(time <= stopLimit, qPrintable(QString::number(time)));
    QCOMPARE(connection->execute("SELECT 1").scalar().integer(), 1);
}

void LibpqFailures::stoppedWhileFetching()
{
    auto connection = connectTo(m_server->url());
    std::stop_source source;
    ExecutionOptions options;
    options.stop = source.get_token();
    {
        CursorResult rows = connection->execute("SELECT generate_series(1, 1000000000)", {}, options);
        QVERIFY(rows.fetch(10) != nullptr);
        source.request_stop();
        QElapsedTimer timer;
        timer.start();
        Error error = errorOf([&] {
            while (rows.fetch(1000)) { }
        });
        QVERIFY(error.kind == ErrorKind::Cancelled);
        QVERIFY2(timer.elapsed() < 2 * stopLimit, qPrintable(QString::number(timer.elapsed())));
    }
    QVERIFY(connection->isUsable());
    QCOMPARE(connection->execute("SELECT 1").scalar().integer(), 1);
}

void LibpqFailures::aStalledStatementIsAbandoned()
{
    StallingProxy proxy(m_server->port());
    QString url = QString("postgresql://%1:%2@127.0.0.1:%3/postgres")
                      .arg(PostgresServer::user(), PostgresServer::password())
                      .arg(proxy.port());
    std::unique_ptr<Connection> connection;
    Error error;
    qint64 time = std::numeric_limits<qint64>::max();
    for (int i = 0; i < 3 && time > stopLimit; ++i) {
        proxy.pass();
        connection = connectTo(url);
        QCOMPARE(connection->execute("SELECT 1").scalar().integer(), 1);
        proxy.stall();
        Stopper stopper(stopAfter);
        ExecutionOptions options;
        options.stop = stopper.token();
        QElapsedTimer timer;
        timer.start();
        error = errorOf([&] { connection->execute("SELECT 2", {}, options); });
        time = timer.elapsed() - stopAfter;
    }
    QVERIFY(error.kind == ErrorKind::Cancelled);
    QVERIFY2(time <= stopLimit, qPrintable(QString::number(time)));
    QVERIFY(!error.connectionUsable);
    QVERIFY(!connection->isUsable());
    QVERIFY(errorOf([&] { connection->execute("SELECT 3"); }).kind == ErrorKind::Operational);
    QElapsedTimer timer;
    timer.start();
    connection.reset();
    QVERIFY(timer.elapsed() < 500);
}

void LibpqFailures::aKilledBackend()
{
    auto connection = connectTo(m_server->url());
    std::int64_t pid = connection->execute("SELECT pg_backend_pid()").scalar().integer();
    connection->begin();
    QCOMPARE(m_server->scalar(QString("SELECT pg_terminate_backend(%1)").arg(pid)), QString("t"));
    QTRY_COMPARE(m_server->scalar(QString("SELECT count(*) FROM pg_stat_activity WHERE pid = %1").arg(pid)),
        QString("0"));
    Error error = errorOf([&] { connection->execute("SELECT 1"); });
    QVERIFY2(error.kind == ErrorKind::Operational, error.message.c_str());
    QVERIFY(!error.connectionUsable);
    QVERIFY(!error.transactionUsable);
    QVERIFY(!error.hint.empty());
    QVERIFY(!connection->isUsable());
    QVERIFY(!connection->driverConnection().inTransaction());
}

void LibpqFailures::aCutConnection()
{
    StallingProxy proxy(m_server->port());
    auto connection = connectTo(QString("postgresql://%1:%2@127.0.0.1:%3/postgres")
                                    .arg(PostgresServer::user(), PostgresServer::password())
                                    .arg(proxy.port()));
    std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        proxy.cut();
    });
    Error error = errorOf([&] { connection->execute("SELECT pg_sleep(30)"); });
    other.join();
    QVERIFY2(error.kind == ErrorKind::Operational, error.message.c_str());
    QVERIFY(!error.connectionUsable);
    QVERIFY(!connection->isUsable());
}

void LibpqFailures::aKilledServer()
{
    auto server = PostgresServer::create();
    QVERIFY(server);
    auto connection = Engine::create(server->url().toStdString()).value().connect();
    CursorResult rows = connection->execute("SELECT generate_series(1, 100000000)");
    QVERIFY(rows.fetch(10) != nullptr);
    server->killNine();
    Error error = errorOf([&] {
        while (rows.fetch(1000)) { }
    });
    QVERIFY2(error.kind == ErrorKind::Operational, error.message.c_str());
    QVERIFY(!error.connectionUsable);
    // The next attempt says that nobody is there.
    Error again = errorOf([&] { Engine::create(server->url().toStdString()).value().connect(); });
    QVERIFY2(QString::fromStdString(again.message).contains("refused"), again.message.c_str());
}

void LibpqFailures::readOnly()
{
    EngineOptions options;
    options.readOnly = true;
    auto connection = Engine::create(m_server->url().toStdString(), options).value().connect();
    Error error = errorOf([&] { connection->execute("CREATE TABLE written (a int)"); });
    QCOMPARE(QString::fromStdString(error.sqlState), QString("25006"));
}

QTEST_GUILESS_MAIN(LibpqFailures)
#include "tst_libpq_failures.moc"
