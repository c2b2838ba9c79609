// The ODBC transport, on a real PostgreSQL through Debian's odbc-postgresql.
#include "core/drivers/qtsql/qtsql_driver.h"
#include "core/util/error.h"
#include "tests/support/postgres_server.h"
#include "tests/support/stalling_proxy.h"

#include <QElapsedTimer>
#include <QFile>
#include <QtTest>

#include <thread>

using namespace relata;

namespace {

ConnectArguments argumentsFor(
    const test::PostgresServer& server, const QString& database, std::optional<quint16> port = {})
{
    ConnectArguments arguments;
    arguments.parameters = {{"Driver", "PostgreSQL Unicode"}, {"Server", "127.0.0.1"},
        {"Port", std::to_string(port.value_or(server.port()))}, {"Database", database.toStdString()},
        {"Uid", test::PostgresServer::user().toStdString()},
        {"Pwd", test::PostgresServer::password().toStdString()}, {"UseDeclareFetch", "1"}, {"Fetch", "500"},
        {"BoolsAsChar", "0"}, {"@begin", "BEGIN"}, {"@commit", "COMMIT"}, {"@rollback", "ROLLBACK"}};
    return arguments;
}

void replace(ConnectArguments& arguments, const char* key, const std::string& value)
{
    for (auto& [name, old] : arguments.parameters) {
        if (name == key)
            old = value;
    }
}

Value cell(DriverConnection& connection, const std::string& sql, std::vector<Value> parameters = {})
{
    auto cursor = connection.execute(sql, parameters, {});
    RowChunkPtr chunk = cursor->fetch(10);
    return chunk ? Value::copyOf(chunk->at(0, 0)) : Value();
}

std::string plainText(DriverConnection& connection, const std::string& sql, std::vector<Value> values = {})
{
    Value value = cell(connection, sql, std::move(values));
    return value.isNull() ? "NULL" : value.toText();
}

Error errorOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const DatabaseError& failure) {
        return failure.error();
    }
    Error none;
    none.message = "nothing was thrown";
    return none;
}

const char* kind(const Error& error)
{
    return toString(error.kind);
}

} // namespace

class TestQtSqlDriver : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void connectionStrings();
    void values_data();
    void values();
    void parameters_data();
    void parameters();
    void hostileText();
    void columns();
    void rowCounts();
    void prefixes();
    void streaming();
    void errors();
    void colonsAreNoPlaceholders();
    void transactions();
    void scripts();
    void stopByToken();
    void interruptFromAnotherThread();
    void stopWithoutAHandle();
    void stopBetweenChunks();
    void stalledServerIsAbandoned();
    void serverDies();
    void refusedPassword();
    void missingDriver();
    void hostilePassword();
    void connectingCanBeStopped();
    void connectionsDoNotWaitForEachOther();

private:
    test::PostgresServer* m_server = nullptr;
    std::unique_ptr<DriverConnection> m_connection;
    QtSqlDriver m_driver;
};

void TestQtSqlDriver::initTestCase()
{
    m_server = test::PostgresServer::shared();
    if (!m_server)
        QSKIP(qPrintable(test::PostgresServer::whyMissing()));
    QFile drivers("/etc/odbcinst.ini");
    if (!drivers.open(QIODevice::ReadOnly) || !drivers.readAll().contains("[PostgreSQL Unicode]"))
        QSKIP("odbc-postgresql is not installed");
    m_server->createDatabase("odbc");
}

void TestQtSqlDriver::init()
{
    if (!m_connection || !m_connection->isUsable())
        m_connection = m_driver.connect(argumentsFor(*m_server, "odbc"), {});
}

void TestQtSqlDriver::connectionStrings()
{
    ConnectArguments arguments;
    arguments.parameters = {{"Driver", "ODBC Driver 18 for SQL Server"}, {"Server", "host,1433"},
        {"PWD", "a}b;UID=sa"}, {"APP", "{x}"}, {"Plain", "yes"}, {"Blank", " x"}, {"@begin", "BEGIN"}};
    QCOMPARE(odbcConnectionString(arguments).value(),
        std::string("Driver=ODBC Driver 18 for SQL Server;Server={host,1433};PWD={a}}b;UID=sa};APP={{x}}};"
                    "Plain=yes;Blank={ x}"));
    arguments.parameters = {{"a=b", "c"}};
    QVERIFY(!odbcConnectionString(arguments));
    arguments.parameters = {{"a;b", "c"}};
    QVERIFY(!odbcConnectionString(arguments));
    arguments.parameters = {{"a", std::string("c\0d", 3)}};
    QVERIFY(!odbcConnectionString(arguments));
    arguments.parameters = {{"odbc_connect", "DSN=x;Y=z"}};
    QCOMPARE(odbcConnectionString(arguments).value(), std::string("DSN=x;Y=z"));
}

void TestQtSqlDriver::values_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<int>("tag");
    QTest::addColumn<QString>("text");
    auto row = [](const char* expression, ValueTag tag, const char* text) {
        QTest::newRow(expression) << expression << static_cast<int>(tag) << text;
    };
    row("true", ValueTag::Boolean, "true");
    row("false", ValueTag::Boolean, "false");
    row("32767::smallint", ValueTag::Integer, "32767");
    row("(-2147483648)::int", ValueTag::Integer, "-2147483648");
    row("9223372036854775807::bigint", ValueTag::Integer, "9223372036854775807");
    row("(-9223372036854775808)::bigint", ValueTag::Integer, "-9223372036854775808");
    row("12345678901234567890.123456789::numeric(38,10)", ValueTag::Number,
        "12345678901234567890.1234567890");
    row("0.1::float8", ValueTag::Number, "0.1");
    row("0.30000000000000004::float8", ValueTag::Number, "0.30000000000000004");
    row("1e300::float8", ValueTag::Number, "1e+300");
    row("'NaN'::float8", ValueTag::Number, "NaN");
    row("'-Infinity'::float8", ValueTag::Number, "-Infinity");
    row("0.1::float4", ValueTag::Number, "0.1");
    row("'a'::varchar(5)", ValueTag::Text, "a");
    row("''::text", ValueTag::Text, "");
    row("'Zo\xC3\xAB \xE2\x82\xAC \xF0\x9F\x90\x98'::text", ValueTag::Text,
        "Zo\xC3\xAB \xE2\x82\xAC \xF0\x9F\x90\x98");
    row("'\\x00ff27'::bytea", ValueTag::Binary, "00ff27");
    row("''::bytea", ValueTag::Binary, "");
    row("'2024-02-29'::date", ValueTag::Temporal, "2024-02-29");
    row("'9999-12-31'::date", ValueTag::Temporal, "9999-12-31");
    row("'0001-01-01'::date", ValueTag::Temporal, "0001-01-01");
    row("'10:20:30.123456'::time::text", ValueTag::Text, "10:20:30.123456");
    row("'2024-02-29 10:20:30.123456'::timestamp", ValueTag::Temporal, "2024-02-29 10:20:30.123456");
    row("'0044-03-15 BC'::date::text", ValueTag::Text, "0044-03-15 BC");
    row("'infinity'::timestamp::text", ValueTag::Text, "infinity");
    // ODBC's text of a GUID is in upper case, whatever the server writes.
    row("'6f1b2c3d-0000-4000-8000-00000000abcd'::uuid", ValueTag::Other,
        "6F1B2C3D-0000-4000-8000-00000000ABCD");
    row("'{\"a\": [1, null]}'::json", ValueTag::Text, "{\"a\": [1, null]}");
    row("ARRAY[1,2]", ValueTag::Text, "{1,2}");
    row("NULL::int", ValueTag::Null, "");
    row("NULL::text", ValueTag::Null, "");
    row("NULL::float8", ValueTag::Null, "");
}

void TestQtSqlDriver::values()
{
    QFETCH(QString, expression);
    QFETCH(int, tag);
    QFETCH(QString, text);
    Value value = cell(*m_connection, "SELECT " + expression.toStdString());
    QCOMPARE(QString::fromStdString(value.toText()), text);
    QCOMPARE(static_cast<int>(value.tag()), tag);
}

void TestQtSqlDriver::parameters_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("text");
    QTest::newRow("integer") << "?::bigint"
                             << "9007199254740993";
    QTest::newRow("decimal") << "?::numeric"
                             << "12345678901234567890.12345";
    QTest::newRow("timestamp") << "?::timestamp::text"
                               << "0001-01-01 00:00:00.000001";
    QTest::newRow("bc") << "?::date::text"
                        << "0044-03-15 BC";
    QTest::newRow("text") << "?::text"
                          << "it's a \"test\" \\ ? :x $1 \xF0\x9F\x90\x98";
    QTest::newRow("uuid") << "?::uuid::text"
                          << "6f1b2c3d-0000-4000-8000-00000000abcd";
    QTest::newRow("long") << "?::text" << QString(70000, 'x');
}

void TestQtSqlDriver::parameters()
{
    QFETCH(QString, expression);
    QFETCH(QString, text);
    for (ValueTag tag : {ValueTag::Text, ValueTag::Other}) {
        Value value = Value::tagged(tag, text.toStdString());
        QCOMPARE(
            QString::fromStdString(plainText(*m_connection, "SELECT " + expression.toStdString(), {value})),
            text);
    }
}

void TestQtSqlDriver::hostileText()
{
    QCOMPARE(plainText(*m_connection, "SELECT ?::bigint + 1", {Value(std::int64_t(9007199254740992))}),
        std::string("9007199254740993"));
    QCOMPARE(plainText(*m_connection, "SELECT ?::float8", {Value::real(0.1)}), std::string("0.1"));
    QCOMPARE(plainText(*m_connection, "SELECT ?::text", {Value()}), std::string("NULL"));
    QCOMPARE(plainText(*m_connection, "SELECT ?::text", {Value("")}), std::string(""));
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes += static_cast<char>(i);
    m_connection->executeScript("DROP TABLE IF EXISTS bin; CREATE TABLE bin (b bytea)", {});
    Value binary = Value::binary(bytes);
    m_connection->execute("INSERT INTO bin VALUES (?)", {&binary, 1}, {});
    Value back = cell(*m_connection, "SELECT b FROM bin");
    QVERIFY(back.tag() == ValueTag::Binary);
    QVERIFY(back.bytes() == bytes);
}

void TestQtSqlDriver::columns()
{
    auto cursor = m_connection->execute("SELECT 1 AS \"Nu\xC3\xABmber\", 'a'::varchar(3) AS t", {}, {});
    QCOMPARE(cursor->columns().size(), std::size_t(2));
    QCOMPARE(cursor->columns()[0].name, std::string("Nu\xC3\xABmber"));
    QCOMPARE(cursor->columns()[0].typeName, std::string("int4"));
    QCOMPARE(cursor->columns()[1].typeName, std::string("varchar"));
    cursor.reset(); // rows that nobody wanted are no obstacle
    QCOMPARE(plainText(*m_connection, "SELECT 2"), std::string("2"));
    auto empty = m_connection->execute("SELECT 1 WHERE false", {}, {});
    QCOMPARE(empty->columns().size(), std::size_t(1));
    QVERIFY(!empty->fetch(10));
    QVERIFY(!empty->fetch(10));
}

void TestQtSqlDriver::rowCounts()
{
    m_connection->executeScript(
        "DROP TABLE IF EXISTS counted; CREATE TABLE counted (id int); INSERT INTO counted VALUES (1), (2)",
        {});
    auto update = m_connection->execute("UPDATE counted SET id = id + 1", {}, {});
    QCOMPARE(update->rowCount(), std::int64_t(2));
    QVERIFY(update->columns().empty());
    QVERIFY(!update->fetch(1));
    Value none(99);
    QCOMPARE(m_connection->execute("DELETE FROM counted WHERE id = ?", {&none, 1}, {})->rowCount(),
        std::int64_t(0));
}

void TestQtSqlDriver::prefixes()
{
    ExecutionOptions options;
    options.maxCellBytes = 10;
    auto cursor = m_connection->execute("SELECT repeat('x', 100000), repeat('\xC3\xAB', 50000), "
                                        "decode(repeat('00ff', 40000), 'hex'), 'short'",
        {}, options);
    RowChunkPtr chunk = cursor->fetch(1);
    QVERIFY(chunk->at(0, 0).truncated);
    QCOMPARE(chunk->at(0, 0).bytes, std::string_view("xxxxxxxxxx"));
    QCOMPARE(chunk->at(0, 0).fullSize, std::uint64_t(100000));
    QVERIFY(chunk->at(0, 1).truncated);
    QCOMPARE(chunk->at(0, 1).bytes.size(), std::size_t(10));
    QVERIFY(chunk->at(0, 1).fullSize > 10);
    QVERIFY(chunk->at(0, 2).truncated);
    QCOMPARE(chunk->at(0, 2).fullSize, std::uint64_t(80000));
    QVERIFY(!chunk->at(0, 3).truncated);
}

void TestQtSqlDriver::streaming()
{
    auto residentKib = [] {
        QFile status("/proc/self/statm");
        return status.open(QIODevice::ReadOnly) ? status.readAll().split(' ').value(1).toLongLong() * 4 : 0;
    };
    constexpr std::int64_t rows = 300000;
    auto cursor =
        m_connection->execute("SELECT i, repeat('x', 300) FROM generate_series(1, 300000) i", {}, {});
    std::int64_t count = 0;
    qint64 before = residentKib();
    while (RowChunkPtr chunk = cursor->fetch(5000)) {
        QCOMPARE(chunk->at(0, 0).integer, count + 1);
        count += static_cast<std::int64_t>(chunk->rowCount());
    }
    QCOMPARE(count, rows);
#ifndef __SANITIZE_ADDRESS__ // it keeps freed memory for a while
    QVERIFY2(residentKib() - before < 60 * 1024, "90 MB of rows were held");
#else
    Q_UNUSED(before);
#endif
    cursor = m_connection->execute("SELECT repeat('x', 1000) FROM generate_series(1, 1000)", {}, {});
    QVERIFY(cursor->fetch(1000, 50000)->rowCount() < 100);
}

void TestQtSqlDriver::errors()
{
    m_connection->executeScript("DROP TABLE IF EXISTS keyed; CREATE TABLE keyed (id int PRIMARY KEY); "
                                "INSERT INTO keyed VALUES (1)",
        {});
    Error error = errorOf([&] { m_connection->execute("INSERT INTO keyed VALUES (1)", {}, {}); });
    QCOMPARE(kind(error), toString(ErrorKind::Integrity));
    QCOMPARE(error.sqlState, std::string("23505"));
    QVERIFY2(error.message.find("keyed_pkey") != std::string::npos, error.message.c_str());
    QCOMPARE(error.statement, std::string("INSERT INTO keyed VALUES (1)"));
    QVERIFY(error.connectionUsable);
    error = errorOf([&] { m_connection->execute("SELEC 1", {}, {}); });
    QCOMPARE(kind(error), toString(ErrorKind::Programming));
    QCOMPARE(error.sqlState, std::string("42601"));
    error = errorOf([&] { m_connection->execute("SELECT * FROM missing", {}, {}); });
    QCOMPARE(kind(error), toString(ErrorKind::NoSuchTable));
    Value zero(0);
    error = errorOf([&] { m_connection->execute("SELECT 1 / ?", {&zero, 1}, {})->fetch(1); });
    QCOMPARE(kind(error), toString(ErrorKind::Data));
    QCOMPARE(plainText(*m_connection, "SELECT 1"), std::string("1"));
    error = errorOf([&] {
        auto cursor = m_connection->execute("SELECT 10 / (2000 - i) FROM generate_series(1, 3000) i", {}, {});
        while (cursor->fetch(100)) { }
    });
    QCOMPARE(kind(error), toString(ErrorKind::Data)); // in the midst of the rows
    QCOMPARE(plainText(*m_connection, "SELECT 1"), std::string("1"));
}

void TestQtSqlDriver::colonsAreNoPlaceholders()
{
    QCOMPARE(plainText(*m_connection, "SELECT /* :name */ (ARRAY[1,2,3])[2:3]::text"), std::string("{2,3}"));
    m_connection->executeScript("DO $$ DECLARE n int := 1; BEGIN n := n; /* :NEW.id */ END $$", {});
    QCOMPARE(plainText(*m_connection, "SELECT '10:30'::time::text"), std::string("10:30:00"));
}

void TestQtSqlDriver::transactions()
{
    m_connection->executeScript("DROP TABLE IF EXISTS moved; CREATE TABLE moved (id int)", {});
    QVERIFY(!m_connection->inTransaction());
    m_connection->executeScript("BEGIN", {});
    QVERIFY(m_connection->inTransaction());
    m_connection->execute("INSERT INTO moved VALUES (1)", {}, {});
    m_connection->executeScript("ROLLBACK", {});
    QVERIFY(!m_connection->inTransaction());
    QCOMPARE(plainText(*m_connection, "SELECT count(*) FROM moved"), std::string("0"));
    m_connection->executeScript("BEGIN", {});
    m_connection->execute("INSERT INTO moved VALUES (1)", {}, {});
    m_connection->executeScript("COMMIT", {});
    auto other = m_driver.connect(argumentsFor(*m_server, "odbc"), {});
    QCOMPARE(plainText(*other, "SELECT count(*) FROM moved"), std::string("1"));
    other->executeScript("BEGIN", {});
    other->execute("INSERT INTO moved VALUES (2)", {}, {});
    other.reset(); // closes, and what is open is rolled back
    QTRY_COMPARE(plainText(*m_connection, "SELECT count(*) FROM moved"), std::string("1"));
}

void TestQtSqlDriver::scripts()
{
    m_connection->executeScript("DROP TABLE IF EXISTS s; CREATE TABLE s (id int); INSERT INTO s VALUES (1); "
                                "SELECT 1; INSERT INTO s VALUES (2)",
        {});
    QCOMPARE(plainText(*m_connection, "SELECT count(*) FROM s"), std::string("2"));
    Error error = errorOf([&] { m_connection->executeScript("SELECT 1; SELECT * FROM nowhere", {}); });
    QVERIFY2(error.kind == ErrorKind::NoSuchTable, error.message.c_str());
}

void TestQtSqlDriver::stopByToken()
{
    std::stop_source source;
    ExecutionOptions options;
    options.stop = source.get_token();
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        source.request_stop();
    });
    QElapsedTimer timer;
    timer.start();
    Error error = errorOf([&] { m_connection->execute("SELECT pg_sleep(30)", {}, options); });
    QCOMPARE(kind(error), toString(ErrorKind::Cancelled));
    QVERIFY(timer.elapsed() < 5000);
    QVERIFY(error.connectionUsable);
    QCOMPARE(plainText(*m_connection, "SELECT 1"), std::string("1")); // and goes on
    error = errorOf([&] { m_connection->execute("SELECT 1", {}, options); });
    QCOMPARE(kind(error), toString(ErrorKind::Cancelled)); // stopped before it began
}

void TestQtSqlDriver::interruptFromAnotherThread()
{
    m_connection->interrupt(); // nothing runs: nothing happens
    QCOMPARE(plainText(*m_connection, "SELECT 1"), std::string("1"));
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        m_connection->interrupt();
    });
    Error error = errorOf([&] { m_connection->execute("SELECT pg_sleep(30)", {}, {}); });
    QCOMPARE(kind(error), toString(ErrorKind::Cancelled));
    QCOMPARE(plainText(*m_connection, "SELECT 1"), std::string("1"));
}

void TestQtSqlDriver::stopWithoutAHandle()
{
    // A colon keeps it from being prepared, so there is nothing to cancel by: the connection is given up.
    std::stop_source source;
    ExecutionOptions options;
    options.stop = source.get_token();
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        source.request_stop();
    });
    QElapsedTimer timer;
    timer.start();
    Error error = errorOf([&] { m_connection->execute("SELECT pg_sleep(4) /* :x */", {}, options); });
    QCOMPARE(kind(error), toString(ErrorKind::Cancelled));
    QVERIFY(timer.elapsed() < 3000);
    QVERIFY(!error.connectionUsable);
    QVERIFY(!m_connection->isUsable());
    QCOMPARE(
        kind(errorOf([&] { m_connection->execute("SELECT 1", {}, {}); })), toString(ErrorKind::Operational));
}

void TestQtSqlDriver::stopBetweenChunks()
{
    std::stop_source source;
    ExecutionOptions options;
    options.stop = source.get_token();
    auto cursor = m_connection->execute("SELECT i FROM generate_series(1, 10000000) i", {}, options);
    QVERIFY(cursor->fetch(100));
    source.request_stop();
    Error error = errorOf([&] {
        while (cursor->fetch(100)) { }
    });
    QCOMPARE(kind(error), toString(ErrorKind::Cancelled));
    cursor.reset();
    if (m_connection->isUsable())
        QCOMPARE(plainText(*m_connection, "SELECT 1"), std::string("1"));
}

void TestQtSqlDriver::stalledServerIsAbandoned()
{
    test::StallingProxy proxy(m_server->port());
    auto connection = m_driver.connect(argumentsFor(*m_server, "odbc", proxy.port()), {});
    QCOMPARE(plainText(*connection, "SELECT 1"), std::string("1"));
    proxy.stall();
    std::stop_source source;
    ExecutionOptions options;
    options.stop = source.get_token();
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        source.request_stop();
    });
    QElapsedTimer timer;
    timer.start();
    Error error = errorOf([&] { connection->execute("SELECT 1", {}, options); });
    QCOMPARE(kind(error), toString(ErrorKind::Cancelled));
    QVERIFY(timer.elapsed() < 3000);
    QVERIFY(!connection->isUsable());
    connection.reset();
    QVERIFY(timer.elapsed() < 8000);
}

void TestQtSqlDriver::serverDies()
{
    auto connection = m_driver.connect(argumentsFor(*m_server, "odbc"), {});
    std::string pid = plainText(*connection, "SELECT pg_backend_pid()");
    cell(*m_connection, "SELECT pg_terminate_backend(" + pid + ")");
    Error error;
    QTRY_VERIFY(
        (error = errorOf([&] { connection->execute("SELECT 1", {}, {}); })).kind == ErrorKind::Operational);
    QVERIFY(!error.connectionUsable);
    QVERIFY(!connection->isUsable());
}

void TestQtSqlDriver::refusedPassword()
{
    ConnectArguments arguments = argumentsFor(*m_server, "odbc");
    replace(arguments, "Pwd", "wrong");
    Error error = errorOf([&] { m_driver.connect(arguments, {}); });
    QCOMPARE(kind(error), toString(ErrorKind::Operational));
    QCOMPARE(error.sqlState, std::string("28000"));
    QVERIFY(error.describe().find("wrong") == std::string::npos);
}

void TestQtSqlDriver::missingDriver()
{
    ConnectArguments arguments;
    arguments.parameters = {{"Driver", "No such driver"}};
    Error error = errorOf([&] { m_driver.connect(arguments, {}); });
    QCOMPARE(kind(error), toString(ErrorKind::Operational));
    QVERIFY2(error.hint.find("odbcinst") != std::string::npos, error.describe().c_str());
}

void TestQtSqlDriver::hostilePassword()
{
    // Without a closing brace: psqlodbc does not know that two of them stand for one.
    const std::string hostile = "p w;Uid=nobody;= '\"";
    QCOMPARE(m_server->execute("CREATE ROLE hostile LOGIN PASSWORD 'p w;Uid=nobody;= ''\"'"), QString());
    ConnectArguments arguments = argumentsFor(*m_server, "odbc");
    replace(arguments, "Uid", "hostile");
    replace(arguments, "Pwd", hostile);
    auto connection = m_driver.connect(arguments, {});
    QCOMPARE(plainText(*connection, "SELECT current_user"), std::string("hostile"));
}

void TestQtSqlDriver::connectingCanBeStopped()
{
    test::StallingProxy proxy(m_server->port());
    proxy.stall();
    std::stop_source source;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        source.request_stop();
    });
    QElapsedTimer timer;
    timer.start();
    Error error =
        errorOf([&] { m_driver.connect(argumentsFor(*m_server, "odbc", proxy.port()), source.get_token()); });
    QCOMPARE(kind(error), toString(ErrorKind::Cancelled));
    QVERIFY(timer.elapsed() < 3000);
}

void TestQtSqlDriver::connectionsDoNotWaitForEachOther()
{
    ConnectArguments arguments = argumentsFor(*m_server, "odbc");
    replace(arguments, "UseDeclareFetch", "0"); // so that the server shows the statement as it is
    auto slow = m_driver.connect(arguments, {});
    std::stop_source source;
    ExecutionOptions options;
    options.stop = source.get_token();
    std::atomic<bool> ended = false;
    std::jthread sleeper([&] {
        errorOf([&] { slow->execute("SELECT pg_sleep(20)", {}, options); });
        ended = true;
    });
    QTRY_COMPARE(plainText(*m_connection,
                     "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> "
                     "pg_backend_pid()"),
        std::string("1"));
    QVERIFY(!ended);
    source.request_stop();
}

// No application object: relata-cli has none either.
QTEST_APPLESS_MAIN(TestQtSqlDriver)
#include "tst_qtsql_driver.moc"
