#include "core/drivers/libmariadb/libmariadb_driver.h"
#include "core/engine/connection.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/stalling_proxy.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QtTest>

#include <thread>

using namespace relata;
using namespace relata::test;
using namespace std::chrono_literals;

namespace {

using Rows = std::vector<std::vector<Value>>;

Rows rowsOf(DriverConnection& connection, const std::string& sql, std::vector<Value> parameters = {},
    const ExecutionOptions& options = {})
{
    return CursorResult(connection.execute(sql, parameters, options)).all();
}

template <typename Action>
Error errorOf(Action action)
{
    try {
        action();
    } catch (const DatabaseError& error) {
        return error.error();
    }
    Error none;
    none.message = "nothing was thrown";
    return none;
}

} // namespace

class LibmariadbDriverTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void valuesKeepEveryDigit_data();
    void valuesKeepEveryDigit();
    void boundValuesComeBack();
    void bytesAndUnicode();
    void prefixes();
    void columnsAreDescribed();
    void updatesCountFoundRows();
    void scriptsRunStatementByStatement();
    void severalStatementsWhereAsked();
    void errorsAreSorted_data();
    void errorsAreSorted();
    void parameterCountIsChecked();
    void transactionsAreSeen();
    void readOnlyConnections();
    void streamsAndStopsEarly();
    void interruptedStatement();
    void interruptWithoutStatementDoesNothing();
    void stalledServerIsGivenUp();
    void killedBackend();
    void refusedConnections();
    void silentServerIsStopped();

private:
    ConnectArguments arguments() const
    {
        return {{{"host", "127.0.0.1"}, {"port", std::to_string(m_server->port())},
                    {"user", MariaDbServer::user().toStdString()},
                    {"password", MariaDbServer::password().toStdString()}, {"database", "driver"},
                    {"statement.kill", "KILL QUERY {0}"}, {"statement.nothing", "DO 0"},
                    {"statement.warnings", "SHOW WARNINGS"},
                    {"statement.read_only", "SET SESSION TRANSACTION READ ONLY"}},
            false};
    }
    std::unique_ptr<DriverConnection> connect() const { return LibmariadbDriver().connect(arguments(), {}); }

    MariaDbServer* m_server = nullptr;
};

void LibmariadbDriverTest::initTestCase()
{
    m_server = MariaDbServer::shared();
    if (!m_server)
        QSKIP(qPrintable(MariaDbServer::whyMissing()));
    QCOMPARE(m_server->createDatabase("driver"), QStringList());
}

void LibmariadbDriverTest::valuesKeepEveryDigit_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<int>("tag");
    QTest::addColumn<QString>("text");
    auto row = [](const char* expression, ValueTag tag, const char* text) {
        QTest::newRow(expression) << expression << int(tag) << text;
    };
    row("CAST(-9223372036854775808 AS SIGNED)", ValueTag::Integer, "-9223372036854775808");
    row("CAST(9223372036854775807 AS SIGNED)", ValueTag::Integer, "9223372036854775807");
    row("CAST(18446744073709551615 AS UNSIGNED)", ValueTag::Number, "18446744073709551615");
    row("CAST('1234567890123456789012345678.0123456789' AS DECIMAL(38, 10))", ValueTag::Number,
        "1234567890123456789012345678.0123456789");
    row("CAST('0001-01-01' AS DATE)", ValueTag::Temporal, "0001-01-01");
    row("CAST('9999-12-31 23:59:59.999999' AS DATETIME(6))", ValueTag::Temporal,
        "9999-12-31 23:59:59.999999");
    row("CAST('2026-03-29 02:30:00' AS DATETIME)", ValueTag::Temporal, "2026-03-29 02:30:00");
    row("CAST('-838:59:59' AS TIME)", ValueTag::Temporal, "-838:59:59");
    row("0.1e0", ValueTag::Number, "0.1");
    row("NULL", ValueTag::Null, "");
    row("''", ValueTag::Text, "");
    row("x'00ff'", ValueTag::Binary, "00ff");
}

// The text protocol and the binary one (a bound parameter asks for it) must agree.
void LibmariadbDriverTest::valuesKeepEveryDigit()
{
    QFETCH(QString, expression);
    QFETCH(int, tag);
    QFETCH(QString, text);
    auto connection = connect();
    Value plain = rowsOf(*connection, "SELECT " + expression.toStdString()).at(0).at(0);
    QCOMPARE(int(plain.tag()), tag);
    QCOMPARE(QString::fromStdString(plain.toText()), text);
    Value prepared =
        rowsOf(*connection, "SELECT " + expression.toStdString() + ", ?", {Value(1)}).at(0).at(0);
    QVERIFY(prepared == plain);
}

void LibmariadbDriverTest::boundValuesComeBack()
{
    auto connection = connect();
    Rows rows = rowsOf(*connection, "SELECT ?, ?, ?, ?, ?",
        {Value(INT64_MIN), Value("it's \\ \" 😀"), Value(), Value::binary(std::string("\0\x01\xff", 3)),
            Value("")});
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows[0][0].integer(), INT64_MIN);
    QCOMPARE(rows[0][1].bytes(), std::string("it's \\ \" 😀"));
    QVERIFY(rows[0][2].isNull());
    QCOMPARE(rows[0][3].bytes(), std::string("\0\x01\xff", 3));
    QVERIFY(!rows[0][4].isNull());
    QCOMPARE(rows[0][4].bytes(), std::string());
}

void LibmariadbDriverTest::bytesAndUnicode()
{
    auto connection = connect();
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    connection->executeScript("CREATE OR REPLACE TABLE bytes (b LONGBLOB, t VARCHAR(20))", {});
    rowsOf(*connection, "INSERT INTO bytes VALUES (?, ?)", {Value::binary(all), Value("𝄞 ü")});
    Rows rows = rowsOf(*connection, "SELECT b, t FROM bytes");
    QCOMPARE(rows[0][0].bytes(), all);
    QCOMPARE(int(rows[0][0].tag()), int(ValueTag::Binary));
    QCOMPARE(rows[0][1].bytes(), std::string("𝄞 ü"));
    QCOMPARE(int(rows[0][1].tag()), int(ValueTag::Text));
}

void LibmariadbDriverTest::prefixes()
{
    auto connection = connect();
    ExecutionOptions options;
    options.maxCellBytes = 10;
    for (std::vector<Value> parameters : {std::vector<Value>(), std::vector<Value>({Value(5)})}) {
        std::string extra = parameters.empty() ? "" : ", ?";
        auto cursor = connection->execute("SELECT repeat('x', 1000), 'short'" + extra, parameters, options);
        RowChunkPtr chunk = cursor->fetch(10);
        QVERIFY(chunk);
        ValueView longCell = chunk->at(0, 0);
        QVERIFY(longCell.truncated);
        QCOMPARE(longCell.bytes.size(), std::size_t(10));
        QCOMPARE(longCell.fullSize, std::uint64_t(1000));
        QVERIFY(!chunk->at(0, 1).truncated);
    }
}

void LibmariadbDriverTest::columnsAreDescribed()
{
    auto connection = connect();
    connection->executeScript(
        "CREATE OR REPLACE TABLE described (id INT UNSIGNED, name VARCHAR(10), kind ENUM('a', 'b'))", {});
    auto cursor = connection->execute("SELECT id AS number, name, kind FROM described AS d", {}, {});
    QCOMPARE(cursor->columns().size(), std::size_t(3));
    QCOMPARE(cursor->columns()[0].name, std::string("number"));
    QCOMPARE(cursor->columns()[0].typeName, std::string("int unsigned"));
    QCOMPARE(cursor->columns()[0].sourceTable, std::string("described"));
    QCOMPARE(cursor->columns()[0].sourceColumn, std::string("id"));
    QCOMPARE(cursor->columns()[2].typeName, std::string("enum"));
    QVERIFY(!cursor->fetch(10));
}

void LibmariadbDriverTest::updatesCountFoundRows()
{
    auto connection = connect();
    connection->executeScript(
        "CREATE OR REPLACE TABLE counted (a INT); INSERT INTO counted VALUES (1), (1), (2)", {});
    auto cursor = connection->execute("UPDATE counted SET a = 1 WHERE a = 1", {}, {});
    QCOMPARE(cursor->rowCount(), std::int64_t(2)); // found, though none changed
    cursor.reset();
    std::vector<Value> parameters{Value(2)};
    auto deleted = connection->execute("DELETE FROM counted WHERE a = ?", parameters, {});
    QCOMPARE(deleted->rowCount(), std::int64_t(1));
}

void LibmariadbDriverTest::scriptsRunStatementByStatement()
{
    auto connection = connect();
    Error error = errorOf([&] {
        connection->executeScript(
            "CREATE OR REPLACE TABLE script (a INT); INSERT INTO script VALUES (1); SELECT 1; "
            "INSERT INTO nothing VALUES (1); INSERT INTO script VALUES (2)",
            {});
    });
    QCOMPARE(int(error.kind), int(ErrorKind::NoSuchTable));
    QCOMPARE(rowsOf(*connection, "SELECT a FROM script").size(), std::size_t(1));
    // Outside a script a second statement is not smuggled in.
    QCOMPARE(
        int(errorOf([&] { rowsOf(*connection, "SELECT 1; SELECT 2"); }).kind), int(ErrorKind::Programming));
}

void LibmariadbDriverTest::severalStatementsWhereAsked()
{
    auto connection = connect();
    QVERIFY(!connection->setSwitch("no_such_switch", true));
    QVERIFY(connection->setSwitch("multi_statements", true));
    Rows rows = rowsOf(*connection,
        "SELECT 1, 'a' UNION SELECT 2, 'b'; SELECT 3, 'c' FROM dual WHERE 1 = 0; DO 0; SELECT 4, 'd'");
    QCOMPARE(rows.size(), std::size_t(3));
    QCOMPARE(rows[2][0].integer(), std::int64_t(4));
    QCOMPARE(rows[2][1].toText(), std::string("d"));
    QCOMPARE(int(errorOf([&] { rowsOf(*connection, "SELECT 1; SELECT a FROM nothing; SELECT 2"); }).kind),
        int(ErrorKind::NoSuchTable));
    QCOMPARE(rowsOf(*connection, "SELECT 5").size(), std::size_t(1));
    {
        // Nobody wants the rest.
        auto cursor = connection->execute("SELECT seq FROM seq_1_to_100000; SELECT 1", {}, {});
        QVERIFY(cursor->fetch(10, 1 << 20));
    }
    QCOMPARE(rowsOf(*connection, "SELECT 6")[0][0].integer(), std::int64_t(6));
    QVERIFY(connection->setSwitch("multi_statements", false));
    QCOMPARE(
        int(errorOf([&] { rowsOf(*connection, "SELECT 1; SELECT 2"); }).kind), int(ErrorKind::Programming));
}

void LibmariadbDriverTest::errorsAreSorted_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<int>("kind");
    QTest::newRow("syntax") << "SELEC 1" << int(ErrorKind::Programming);
    QTest::newRow("no table") << "SELECT * FROM nowhere" << int(ErrorKind::NoSuchTable);
    QTest::newRow("unique") << "INSERT INTO sorted VALUES (1, 2)" << int(ErrorKind::Integrity);
    QTest::newRow("not null") << "INSERT INTO sorted VALUES (NULL, 2)" << int(ErrorKind::Integrity);
    QTest::newRow("check") << "INSERT INTO sorted VALUES (9, -1)" << int(ErrorKind::Integrity);
    QTest::newRow("range") << "INSERT INTO sorted VALUES (9, 99999999999)" << int(ErrorKind::Data);
}

void LibmariadbDriverTest::errorsAreSorted()
{
    QFETCH(QString, sql);
    QFETCH(int, kind);
    auto connection = connect();
    connection->executeScript("CREATE OR REPLACE TABLE sorted (id INT PRIMARY KEY, n INT CHECK (n > 0)); "
                              "INSERT INTO sorted VALUES (1, 1)",
        {});
    Error error = errorOf([&] { rowsOf(*connection, sql.toStdString()); });
    QCOMPARE(error.kind, ErrorKind(kind));
    QCOMPARE(error.statement, sql.toStdString());
    QVERIFY(error.connectionUsable);
    QCOMPARE(rowsOf(*connection, "SELECT 1").size(), std::size_t(1));
}

void LibmariadbDriverTest::parameterCountIsChecked()
{
    auto connection = connect();
    QCOMPARE(int(errorOf([&] { rowsOf(*connection, "SELECT ?, ?", {Value(1)}); }).kind),
        int(ErrorKind::Programming));
    QCOMPARE(rowsOf(*connection, "SELECT ?", {Value(1)}).size(), std::size_t(1));
}

void LibmariadbDriverTest::transactionsAreSeen()
{
    auto connection = connect();
    QVERIFY(!connection->inTransaction());
    connection->executeScript("START TRANSACTION", {});
    QVERIFY(connection->inTransaction());
    connection->executeScript("ROLLBACK", {});
    QVERIFY(!connection->inTransaction());
    QVERIFY(connection->serverVersion().starts_with("1"));
}

void LibmariadbDriverTest::readOnlyConnections()
{
    connect()->executeScript("CREATE OR REPLACE TABLE kept (a INT); INSERT INTO kept VALUES (1)", {});
    ConnectArguments readOnly = arguments();
    readOnly.readOnly = true;
    auto connection = LibmariadbDriver().connect(readOnly, {});
    QCOMPARE(rowsOf(*connection, "SELECT a FROM kept").size(), std::size_t(1));
    QCOMPARE(
        int(errorOf([&] { rowsOf(*connection, "DELETE FROM kept"); }).kind), int(ErrorKind::Operational));
    // Without a statement for it no connection is made that only looks read-only.
    std::erase_if(
        readOnly.parameters, [](const auto& entry) { return entry.first == "statement.read_only"; });
    QCOMPARE(int(errorOf([&] { LibmariadbDriver().connect(readOnly, {}); }).kind), int(ErrorKind::Argument));
}

void LibmariadbDriverTest::streamsAndStopsEarly()
{
    auto connection = connect();
    QElapsedTimer timer;
    timer.start();
    {
        auto cursor = connection->execute("SELECT seq, repeat('x', 100) FROM seq_1_to_100000000", {}, {});
        RowChunkPtr chunk = cursor->fetch(100);
        QVERIFY(chunk);
        QCOMPARE(chunk->rowCount(), std::size_t(100));
    }
    QVERIFY2(timer.elapsed() < 5000, QByteArray::number(timer.elapsed()).constData());
    if (connection->isUsable())
        QCOMPARE(rowsOf(*connection, "SELECT 42").at(0).at(0).integer(), std::int64_t(42));
}

void LibmariadbDriverTest::interruptedStatement()
{
    auto connection = connect();
    std::stop_source stop;
    ExecutionOptions options;
    options.stop = stop.get_token();
    std::jthread stopper([&] {
        std::this_thread::sleep_for(200ms);
        stop.request_stop();
    });
    QElapsedTimer timer;
    timer.start();
    // SLEEP() answers a KILL QUERY with a row; a real statement fails.
    Error error = errorOf([&] {
        rowsOf(*connection, "SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b", {}, options);
    });
    QCOMPARE(error.kind, ErrorKind::Cancelled);
    QVERIFY2(timer.elapsed() < 1400, QByteArray::number(timer.elapsed()).constData());
    QVERIFY(error.connectionUsable);
    QCOMPARE(rowsOf(*connection, "SELECT 42").at(0).at(0).integer(), std::int64_t(42));
    QCOMPARE(rowsOf(*connection, "SELECT 43").at(0).at(0).integer(), std::int64_t(43));
}

void LibmariadbDriverTest::interruptWithoutStatementDoesNothing()
{
    auto connection = connect();
    connection->interrupt();
    QCOMPARE(rowsOf(*connection, "SELECT 1").size(), std::size_t(1));
    std::stop_source stop;
    stop.request_stop();
    ExecutionOptions options;
    options.stop = stop.get_token();
    QCOMPARE(
        int(errorOf([&] { rowsOf(*connection, "SELECT 1", {}, options); }).kind), int(ErrorKind::Cancelled));
    QCOMPARE(rowsOf(*connection, "SELECT 1").size(), std::size_t(1));
}

void LibmariadbDriverTest::stalledServerIsGivenUp()
{
    StallingProxy proxy(m_server->port());
    ConnectArguments through = arguments();
    through.parameters[1].second = std::to_string(proxy.port());
    auto connection = LibmariadbDriver().connect(through, {});
    QCOMPARE(rowsOf(*connection, "SELECT 1").size(), std::size_t(1));
    proxy.stall();
    std::stop_source stop;
    ExecutionOptions options;
    options.stop = stop.get_token();
    std::jthread stopper([&] {
        std::this_thread::sleep_for(200ms);
        stop.request_stop();
    });
    QElapsedTimer timer;
    timer.start();
    Error error = errorOf([&] { rowsOf(*connection, "SELECT 1", {}, options); });
    QCOMPARE(error.kind, ErrorKind::Cancelled);
    QVERIFY2(timer.elapsed() < 1300, QByteArray::number(timer.elapsed()).constData());
    QVERIFY(!error.connectionUsable);
    QVERIFY(!connection->isUsable());
    proxy.pass();
    QCOMPARE(int(errorOf([&] { rowsOf(*connection, "SELECT 1"); }).kind), int(ErrorKind::Operational));
}

void LibmariadbDriverTest::killedBackend()
{
    auto victim = connect();
    auto other = connect();
    std::string id = rowsOf(*victim, "SELECT connection_id()").at(0).at(0).toText();
    other->executeScript("KILL CONNECTION " + id, {});
    Error error = errorOf([&] {
        for (int i = 0; i < 100; ++i)
            rowsOf(*victim, "SELECT 1");
    });
    QCOMPARE(error.kind, ErrorKind::Operational);
    QVERIFY(!error.connectionUsable);
    QVERIFY(!victim->isUsable());
}

void LibmariadbDriverTest::refusedConnections()
{
    auto errorWith = [&](std::size_t index, const std::string& value) {
        ConnectArguments wrong = arguments();
        wrong.parameters[index].second = value;
        Error error = errorOf([&] { LibmariadbDriver().connect(wrong, {}); });
        bool secret = error.describe().find(MariaDbServer::password().toStdString()) != std::string::npos
            || error.describe().find("wrong-canary") != std::string::npos;
        return secret ? std::string("tells the password") : error.message;
    };
    QTcpServer probe;
    QVERIFY(probe.listen(QHostAddress::LocalHost));
    std::string port = std::to_string(probe.serverPort());
    probe.close();
    QVERIFY(errorWith(1, port).find(port) != std::string::npos);
    QVERIFY(errorWith(3, "wrong-canary").find("password") != std::string::npos);
    QVERIFY(errorWith(4, "no_such_database").find("no_such_database") != std::string::npos);
    // A database name is a name, whatever it looks like.
    QVERIFY(errorWith(4, "x;host=evil").find("x;host=evil") != std::string::npos);
}

void LibmariadbDriverTest::silentServerIsStopped()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    ConnectArguments wrong = arguments();
    wrong.parameters[1].second = std::to_string(silent.serverPort());
    std::stop_source stop;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(200ms);
        stop.request_stop();
    });
    QElapsedTimer timer;
    timer.start();
    Error error = errorOf([&] { LibmariadbDriver().connect(wrong, stop.get_token()); });
    QCOMPARE(error.kind, ErrorKind::Cancelled);
    QVERIFY(timer.elapsed() < 1000);
}

QTEST_GUILESS_MAIN(LibmariadbDriverTest)
#include "tst_libmariadb_driver.moc"
