// Values reach the server and come back unchanged, rows stream, and statements say what they did.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "tests/support/postgres_server.h"

#include <QFile>
#include <QTest>

#include <limits>

using namespace relata;
using namespace relata::test;

Q_DECLARE_METATYPE(relata::Value)

class LibpqValues : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void literalsArriveExactly_data();
    void literalsArriveExactly();
    void parametersRoundTrip_data();
    void parametersRoundTrip();
    void nullIsNotEmpty();
    void allBytes();
    void prefixes();
    void columnsTellTheirTypes();
    void rowCounts();
    void messages();
    void scriptsRunAndFailAsAWhole();
    void rowsStream();
    void cursorsMayBeClosedEarly();
    void transactions();
    void serverVersion();

private:
    Value scalar(const std::string& sql, std::vector<Value> parameters = {});

    PostgresServer* m_server = nullptr;
    std::unique_ptr<Connection> m_connection;
};

namespace {

long residentKilobytes()
{
    QFile status("/proc/self/status");
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').first().toLong();
    }
    return 0;
}

} // namespace

void LibpqValues::initTestCase()
{
    registerBuiltins();
    m_server = PostgresServer::shared();
    if (!m_server)
        QSKIP(qPrintable(PostgresServer::whyMissing()));
    m_connection = Engine::create(m_server->url().toStdString()).value().connect();
}

Value LibpqValues::scalar(const std::string& sql, std::vector<Value> parameters)
{
    return m_connection->execute(sql, parameters).scalar();
}

void LibpqValues::literalsArriveExactly_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<Value>("expected");
    auto row = [](const char* sql, Value expected) { QTest::newRow(sql) << QString(sql) << expected; };
    auto number = [](const char* text) { return Value::tagged(ValueTag::Number, text); };
    auto temporal = [](const char* text) { return Value::tagged(ValueTag::Temporal, text); };
    auto other = [](const char* text) { return Value::tagged(ValueTag::Other, text); };
    row("9223372036854775807::int8", Value(std::numeric_limits<std::int64_t>::max()));
    row("(-9223372036854775808)::int8", Value(std::numeric_limits<std::int64_t>::min()));
    row("(-32768)::int2", Value(-32768));
    row("4294967295::oid", Value(std::int64_t(4294967295)));
    row("true", Value::boolean(true));
    row("false", Value::boolean(false));
    row("NULL::bool", Value());
    row("1234567890123456789012345678.0123456789::numeric(38,10)",
        number("1234567890123456789012345678.0123456789"));
    row("12.50::numeric", number("12.50"));
    row("'NaN'::numeric", number("NaN"));
    row("0.1::float8", number("0.1"));
    row("'Infinity'::float8", number("Infinity"));
    row("0.1::float4", number("0.1"));
    row("'0001-01-01'::date", temporal("0001-01-01"));
    row("'9999-12-31'::date", temporal("9999-12-31"));
    row("'infinity'::timestamp", temporal("infinity"));
    row("'4713-01-01 BC'::date", temporal("4713-01-01 BC"));
    row("'2024-02-29 23:59:59.999999'::timestamp", temporal("2024-02-29 23:59:59.999999"));
    row("'24:00'::time", temporal("24:00:00"));
    row("'1 year 2 mons -3 days 04:05:06.789'::interval", temporal("1 year 2 mons -3 days +04:05:06.789"));
    row("''::text", Value(""));
    row("E'tab\\t and 😀 é'", Value("tab\t and 😀 é"));
    row("'x'::char(3)", Value("x  "));
    row("'\\x00ff10'::bytea", Value::binary(std::string("\x00\xff\x10", 3)));
    row("''::bytea", Value::binary(""));
    row("ARRAY[1,NULL,3]", other("{1,NULL,3}"));
    row("'{\"a\": 1}'::json", other("{\"a\": 1}"));
    row("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", other("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));
    row("int4range(1, 5)", other("[1,5)"));
    row("'192.168.0.1/24'::inet", other("192.168.0.1/24"));
}

void LibpqValues::literalsArriveExactly()
{
    QFETCH(QString, sql);
    QFETCH(Value, expected);
    Value actual = scalar("SELECT " + sql.toStdString());
    QCOMPARE(QByteArray::fromStdString(actual.toText()), QByteArray::fromStdString(expected.toText()));
    QCOMPARE(int(actual.tag()), int(expected.tag()));
    QVERIFY(actual == expected);
}

void LibpqValues::parametersRoundTrip_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<Value>("value");
    QTest::newRow("int8 max") << "int8" << Value(std::numeric_limits<std::int64_t>::max());
    QTest::newRow("int8 min") << "int8" << Value(std::numeric_limits<std::int64_t>::min());
    QTest::newRow("bool") << "bool" << Value::boolean(true);
    QTest::newRow("numeric") << "numeric(38,10)"
                             << Value::tagged(ValueTag::Number, "-9999999999999999999999999999.9999999999");
    QTest::newRow("empty text") << "text" << Value("");
    QTest::newRow("NULL") << "text" << Value();
    QTest::newRow("quotes") << "text" << Value("it's \"quoted\"; -- \\ $1");
    QTest::newRow("date") << "date" << Value::tagged(ValueTag::Temporal, "0001-01-01");
    QTest::newRow("timestamptz infinity") << "timestamptz" << Value::tagged(ValueTag::Temporal, "-infinity");
    QTest::newRow("uuid") << "uuid" << Value::tagged(ValueTag::Other, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    QTest::newRow("array") << "text[]" << Value::tagged(ValueTag::Other, "{a,NULL,\"b c\"}");
    QTest::newRow("empty bytes") << "bytea" << Value::binary("");
    QTest::newRow("zero byte") << "bytea" << Value::binary(std::string("a\0b", 3));
}

void LibpqValues::parametersRoundTrip()
{
    QFETCH(QString, type);
    QFETCH(Value, value);
    QVERIFY(scalar("SELECT $1::" + type.toStdString(), {value}) == value);
    // In a table, where the server infers the parameter's type.
    m_connection->executeScript(
        "DROP TABLE IF EXISTS pg_temp.p; CREATE TEMP TABLE p (v " + type.toStdString() + ")");
    QCOMPARE(m_connection->execute("INSERT INTO p VALUES ($1)", {&value, 1}).rowCount(), 1);
    QVERIFY(scalar("SELECT v FROM p") == value);
    if (!value.isNull())
        QCOMPARE(scalar("SELECT count(*) FROM p WHERE v = $1", {value}).integer(), 1);
}

void LibpqValues::nullIsNotEmpty()
{
    auto rows = m_connection->execute("SELECT NULL::text, ''").all();
    QVERIFY(rows[0][0].isNull());
    QVERIFY(!rows[0][1].isNull());
    QVERIFY(rows[0][1] == Value(""));
    QVERIFY_EXCEPTION_THROWN(scalar("SELECT $1::text", {Value(std::string("a\0b", 3))}), DataError);
}

void LibpqValues::allBytes()
{
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes += static_cast<char>(i);
    QVERIFY(scalar("SELECT $1::bytea", {Value::binary(bytes)}) == Value::binary(bytes));
    QCOMPARE(scalar("SELECT length($1::bytea)", {Value::binary(bytes)}).integer(), 256);
    m_connection->executeScript("SET bytea_output = 'escape'");
    QVERIFY(scalar("SELECT $1::bytea", {Value::binary(bytes)}) == Value::binary(bytes));
    m_connection->executeScript("SET bytea_output = 'hex'");
}

void LibpqValues::prefixes()
{
    ExecutionOptions options;
    options.maxCellBytes = 10;
    CursorResult result = m_connection->execute(
        "SELECT repeat('é', 100), decode(repeat('ab', 50), 'hex'), 'short', repeat('x', 10)", {}, options);
    RowChunkPtr chunk = result.fetch();
    QVERIFY(chunk->at(0, 0).truncated);
    QCOMPARE(chunk->at(0, 0).bytes.size(), std::size_t(10));
    QCOMPARE(chunk->at(0, 0).fullSize, std::uint64_t(200));
    QVERIFY(chunk->at(0, 1).truncated);
    QCOMPARE(chunk->at(0, 1).bytes.size(), std::size_t(10));
    QCOMPARE(chunk->at(0, 1).fullSize, std::uint64_t(50));
    QVERIFY(!chunk->at(0, 2).truncated);
    QVERIFY(!chunk->at(0, 3).truncated);
}

void LibpqValues::columnsTellTheirTypes()
{
    m_connection->executeScript(
        "CREATE TEMP TABLE t (a int, b numeric(10,2), c varchar(20), d timestamptz(3))");
    CursorResult result =
        m_connection->execute("SELECT a, b, c, d, a + 1 AS \"sum\", numeric(5,-2) '100' FROM t");
    QStringList types;
    for (const ResultColumn& column : result.columns())
        types << QString::fromStdString(column.name + ":" + column.typeName);
    QCOMPARE(types.mid(0, 5),
        QStringList({"a:int4", "b:numeric(10,2)", "c:varchar(20)", "d:timestamptz(3)", "sum:int4"}));
    QCOMPARE(types.last().section(':', 1), QString("numeric(5,-2)"));
    QVERIFY(result.columns()[1].sourceTableId != 0);
    QCOMPARE(result.columns()[1].sourceColumnNumber, 2);
    QCOMPARE(result.columns()[4].sourceTableId, 0u);
}

void LibpqValues::rowCounts()
{
    m_connection->executeScript("CREATE TEMP TABLE counted AS SELECT g FROM generate_series(1, 10) g");
    QCOMPARE(m_connection->execute("UPDATE counted SET g = g WHERE g <= 4").rowCount(), 4);
    QCOMPARE(m_connection->execute("DELETE FROM counted WHERE g > 100").rowCount(), 0);
    CursorResult returning = m_connection->execute("DELETE FROM counted WHERE g <= 3 RETURNING g");
    QCOMPARE(returning.all().size(), std::size_t(3));
    QCOMPARE(returning.rowCount(), 3);
    QVERIFY(m_connection->execute("SET lock_timeout = 0").columns().empty());
    QVERIFY(m_connection->execute("").columns().empty());
}

void LibpqValues::messages()
{
    CursorResult result =
        m_connection->execute("DO $$ BEGIN RAISE NOTICE 'hello %', 1; RAISE WARNING 'careful'; END $$");
    std::vector<std::string> messages = result.takeMessages();
    QCOMPARE(messages.size(), std::size_t(2));
    QCOMPARE(QString::fromStdString(messages[0]), QString("NOTICE: hello 1"));
    QCOMPARE(QString::fromStdString(messages[1]), QString("WARNING: careful"));
    QVERIFY(result.takeMessages().empty());
}

void LibpqValues::scriptsRunAndFailAsAWhole()
{
    m_connection->executeScript(
        "CREATE TEMP TABLE s (a int); INSERT INTO s VALUES (1); SELECT * FROM s; -- end");
    QCOMPARE(scalar("SELECT count(*) FROM s").integer(), 1);
    try {
        m_connection->executeScript(
            "INSERT INTO s VALUES (2); INSERT INTO nowhere VALUES (1); INSERT INTO s VALUES (3)");
        QFAIL("no error");
    } catch (const ProgrammingError& error) {
        QCOMPARE(QString::fromStdString(error.error().sqlState), QString("42P01"));
    }
    QCOMPARE(scalar("SELECT count(*) FROM s").integer(), 1);
    // execute() takes one statement only.
    QVERIFY_EXCEPTION_THROWN(m_connection->execute("SELECT 1; SELECT 2"), ProgrammingError);
    QVERIFY_EXCEPTION_THROWN(m_connection->execute("COPY (SELECT 1) TO STDOUT"), DatabaseError);
    QVERIFY_EXCEPTION_THROWN(m_connection->execute("COPY s FROM STDIN"), DatabaseError);
    QVERIFY_EXCEPTION_THROWN(m_connection->executeScript("COPY s FROM STDIN"), DatabaseError);
    QCOMPARE(scalar("SELECT 1").integer(), 1);
}

void LibpqValues::rowsStream()
{
    long before = residentKilobytes();
    CursorResult result =
        m_connection->execute("SELECT g, repeat('x', 1000) FROM generate_series(1, 200000) g");
    std::int64_t rows = 0;
    std::int64_t sum = 0;
    while (RowChunkPtr chunk = result.fetch(1000)) {
        QVERIFY(chunk->rowCount() > 0 && chunk->rowCount() <= 1000);
        rows += static_cast<std::int64_t>(chunk->rowCount());
        sum += chunk->at(0, 0).integer;
    }
    QCOMPARE(rows, 200000);
    QCOMPARE(sum, 200 * 1 + 1000 * (199 * 200 / 2));
    QVERIFY(result.fetch(1) == nullptr);
#ifndef __SANITIZE_ADDRESS__ // it keeps freed memory for a while
    QVERIFY2(residentKilobytes() - before < 64 * 1024, "200 MB of rows were held at once");
#else
    Q_UNUSED(before);
#endif
    // The soft limit ends a chunk early.
    auto wide = m_connection->driverConnection().execute(
        "SELECT repeat('x', 1000000) FROM generate_series(1, 10)", {}, {});
    QCOMPARE(wide->fetch(10, 2500000)->rowCount(), std::size_t(3));
    QCOMPARE(wide->fetch(100, 100 << 20)->rowCount(), std::size_t(7));
}

void LibpqValues::cursorsMayBeClosedEarly()
{
    {
        CursorResult endless = m_connection->execute("SELECT generate_series(1, 1000000000)");
        QCOMPARE(endless.fetch(10)->rowCount(), std::size_t(10));
    }
    QVERIFY(m_connection->isUsable());
    QCOMPARE(scalar("SELECT 7").integer(), 7);
    // What ends by itself keeps its effect.
    m_connection->executeScript("CREATE TEMP TABLE early (a int)");
    {
        CursorResult result =
            m_connection->execute("INSERT INTO early SELECT generate_series(1, 5000) RETURNING a");
        QCOMPARE(result.fetch(1)->rowCount(), std::size_t(1));
    }
    QCOMPARE(scalar("SELECT count(*) FROM early").integer(), 5000);
    // An open transaction is not spoilt.
    m_connection->begin();
    {
        CursorResult result = m_connection->execute("SELECT generate_series(1, 300000), pg_sleep(0)");
        QVERIFY(result.fetch(1) != nullptr);
    }
    QCOMPARE(scalar("SELECT 8").integer(), 8);
    m_connection->rollback();
}

void LibpqValues::transactions()
{
    QVERIFY(!m_connection->driverConnection().inTransaction());
    m_connection->executeScript("CREATE TEMP TABLE tx (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    m_connection->begin();
    QVERIFY(m_connection->driverConnection().inTransaction());
    m_connection->execute("INSERT INTO tx VALUES (1)");
    try {
        m_connection->execute("SELECT 1/0");
        QFAIL("no error");
    } catch (const DataError& error) {
        QVERIFY(!error.error().transactionUsable);
        QVERIFY(error.error().connectionUsable);
    }
    QVERIFY(m_connection->driverConnection().inTransaction());
    m_connection->rollback();
    QCOMPARE(scalar("SELECT count(*) FROM tx").integer(), 0);
    // A deferred constraint fails after its statement, when the implicit transaction ends.
    QVERIFY_EXCEPTION_THROWN(m_connection->execute("INSERT INTO tx VALUES (1), (1)"), IntegrityError);
    QCOMPARE(scalar("SELECT count(*) FROM tx").integer(), 0);
}

void LibpqValues::serverVersion()
{
    QString version = QString::fromStdString(m_connection->serverVersion());
    QCOMPARE(version, m_server->scalar("SHOW server_version").section(' ', 0, 0));
}

QTEST_GUILESS_MAIN(LibpqValues)
#include "tst_libpq_values.moc"
