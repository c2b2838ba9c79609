// Values, statements and stopping, on databases in memory and small files.
#include "core/drivers/sqlite/sqlite_driver.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>
#include <thread>

using namespace relata;
using namespace std::chrono_literals;

namespace {

constexpr const char* endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

std::unique_ptr<DriverConnection> connectTo(const std::string& filename, const std::string& mode = {},
    bool readOnly = false, const std::string& timeout = "5000")
{
    ConnectArguments arguments;
    arguments.parameters = {{"filename", filename}, {"timeout_ms", timeout}};
    if (!mode.empty())
        arguments.parameters.emplace_back("mode", mode);
    arguments.readOnly = readOnly;
    return sqlite::SqliteDriver().connect(arguments, {});
}

std::unique_ptr<DriverConnection> memory()
{
    return connectTo(":memory:");
}

std::vector<Value> row(DriverConnection& connection, const std::string& sql,
    std::vector<Value> parameters = {}, ExecutionOptions options = {})
{
    auto cursor = connection.execute(sql, parameters, options);
    std::vector<Value> values;
    if (RowChunkPtr chunk = cursor->fetch(1)) {
        for (std::size_t i = 0; i < chunk->columnCount(); ++i)
            values.push_back(Value::copyOf(chunk->at(0, i)));
    }
    return values;
}

Error failure(const std::function<void()>& action)
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

std::string allBytes()
{
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes += static_cast<char>(i);
    return bytes;
}

} // namespace

class TestSqliteDriver : public QObject
{
    Q_OBJECT

private slots:
    void valuesAreExact_data()
    {
        QTest::addColumn<int>("index");
        const char* names[] = {"null", "empty text", "true", "int64 max", "int64 min", "2^53+1", "real",
            "-0.0", "tiny real", "infinity", "text", "4-byte UTF-8", "NUL in text", "invalid UTF-8",
            "empty blob", "all bytes"};
        for (int i = 0; i < static_cast<int>(std::size(names)); ++i)
            QTest::newRow(names[i]) << i;
    }

    void valuesAreExact()
    {
        const std::vector<Value> values = {Value(), Value(""), Value(1),
            Value(std::numeric_limits<std::int64_t>::max()), Value(std::numeric_limits<std::int64_t>::min()),
            Value(std::int64_t(9007199254740993)), Value::real(0.1), Value::real(-0.0), Value::real(5e-324),
            Value::real(INFINITY), Value("it's"), Value("\xF0\x9F\x90\x98 grüße"),
            Value(std::string("a\0b", 3)), Value("\xFF\xC0\x80"), Value::binary(""),
            Value::binary(allBytes())};
        QFETCH(int, index);
        const Value& value = values[static_cast<std::size_t>(index)];
        auto connection = memory();
        connection->executeScript("CREATE TABLE t (v)", {});
        row(*connection, "INSERT INTO t VALUES (?)", {value});
        Value back = row(*connection, "SELECT v FROM t").at(0);
        QVERIFY(back == value);
        if (value.tag() == ValueTag::Real)
            QCOMPARE(std::signbit(back.real()), std::signbit(value.real()));
    }

    void otherTagsAreBoundAsText()
    {
        auto connection = memory();
        connection->executeScript("CREATE TABLE t (n NUMERIC, d DATE, o TEXT, b BOOLEAN)", {});
        row(*connection, "INSERT INTO t VALUES (?, ?, ?, ?)",
            {Value::tagged(ValueTag::Number, "12.5"), Value::tagged(ValueTag::Temporal, "2024-02-29"),
                Value::tagged(ValueTag::Other, "[1,2]"), Value::boolean(true)});
        std::vector<Value> back = row(*connection, "SELECT * FROM t");
        QVERIFY(back[0] == Value::real(12.5));
        QVERIFY(back[1] == Value("2024-02-29"));
        QVERIFY(back[2] == Value("[1,2]"));
        QVERIFY(back[3] == Value(1));
    }

    void longCellsArriveAsPrefixes()
    {
        auto connection = memory();
        ExecutionOptions options;
        options.maxCellBytes = 10;
        auto cursor = connection->execute(
            "SELECT zeroblob(1000000), replace(hex(zeroblob(8)), '00', 'ä'), 'short', 123456789012345", {},
            options);
        RowChunkPtr chunk = cursor->fetch(10);
        QCOMPARE(chunk->at(0, 0).bytes.size(), std::size_t(10));
        QVERIFY(chunk->at(0, 0).truncated);
        QCOMPARE(chunk->at(0, 0).fullSize, std::uint64_t(1000000));
        QCOMPARE(
            QByteArray(chunk->at(0, 1).bytes.data(), int(chunk->at(0, 1).bytes.size())), QByteArray("äääää"));
        QCOMPARE(chunk->at(0, 1).fullSize, std::uint64_t(16));
        QVERIFY(!chunk->at(0, 2).truncated);
        QCOMPARE(chunk->at(0, 3).integer, std::int64_t(123456789012345));
        options.maxCellBytes = 9; // in the middle of a letter
        cursor.reset();
        cursor = connection->execute("SELECT replace(hex(zeroblob(8)), '00', 'ä')", {}, options);
        QCOMPARE(cursor->fetch(1)->at(0, 0).bytes.size(), std::size_t(8));
    }

    void columnsAreDescribed()
    {
        auto connection = memory();
        connection->executeScript(
            "CREATE TABLE \"a b\" (id INTEGER PRIMARY KEY, \"x y\" VARCHAR(20)); ATTACH ':memory:' AS other; "
            "CREATE TABLE other.t (c DECIMAL(5,2))",
            {});
        auto cursor = connection->execute("SELECT id, \"x y\" AS z, 1 + 1, c FROM \"a b\", other.t", {}, {});
        const auto& columns = cursor->columns();
        QCOMPARE(columns.size(), std::size_t(4));
        QCOMPARE(columns[0].name, std::string("id"));
        QCOMPARE(columns[0].typeName, std::string("INTEGER"));
        QCOMPARE(columns[1].name, std::string("z"));
        QCOMPARE(columns[1].typeName, std::string("VARCHAR(20)"));
        QCOMPARE(columns[1].sourceTable, std::string("a b"));
        QCOMPARE(columns[1].sourceColumn, std::string("x y"));
        QCOMPARE(columns[1].sourceSchema, std::string());
        QCOMPARE(columns[2].sourceTable, std::string());
        QCOMPARE(columns[3].sourceSchema, std::string("other"));
        QVERIFY(!cursor->fetch(1));
    }

    void rowsStreamInChunks()
    {
        auto connection = memory();
        auto cursor = connection->execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                                          "WHERE i < 2500) SELECT i, i * 2 FROM n",
            {}, {});
        std::size_t rows = 0;
        std::int64_t sum = 0;
        while (RowChunkPtr chunk = cursor->fetch(1000)) {
            QVERIFY(chunk->rowCount() > 0 && chunk->rowCount() <= 1000);
            rows += chunk->rowCount();
            for (std::size_t i = 0; i < chunk->rowCount(); ++i)
                sum += chunk->at(i, 1).integer;
        }
        QCOMPARE(rows, std::size_t(2500));
        QCOMPARE(sum, std::int64_t(2500) * 2501);
        QVERIFY(!cursor->fetch(1));
        // The byte limit ends a chunk early.
        cursor = connection->execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i "
                                     "< 10) SELECT zeroblob(100000) "
                                     "FROM n",
            {}, {});
        QVERIFY(cursor->fetch(1000, 250'000)->rowCount() <= 4);
    }

    void rowCounts()
    {
        auto connection = memory();
        auto count = [&](const std::string& sql) {
            auto cursor = connection->execute(sql, {}, {});
            while (cursor->fetch(10)) { }
            return cursor->rowCount();
        };
        QCOMPARE(count("CREATE TABLE t (a)"), std::int64_t(-1));
        QCOMPARE(count("INSERT INTO t VALUES (1), (2), (3)"), std::int64_t(3));
        QCOMPARE(count("CREATE TABLE u (a)"), std::int64_t(-1));
        QCOMPARE(count("SELECT * FROM t"), std::int64_t(-1));
        QCOMPARE(count("/* c */ UPDATE t SET a = a + 1 WHERE a > 1"), std::int64_t(2));
        QCOMPARE(count("WITH x AS (SELECT 2) DELETE FROM t WHERE a IN x"), std::int64_t(0));
        QCOMPARE(count("DELETE FROM t RETURNING a"), std::int64_t(3));
        QCOMPARE(count("WITH x AS (SELECT 2) SELECT * FROM x"), std::int64_t(-1));
    }

    void parametersMustMatch()
    {
        auto connection = memory();
        QCOMPARE(failure([&] { row(*connection, "SELECT ?, ?", {Value(1)}); }).kind, ErrorKind::Argument);
        QCOMPARE(failure([&] { row(*connection, "SELECT 1", {Value(1)}); }).kind, ErrorKind::Argument);
        QVERIFY(row(*connection, "SELECT ?2, ?1", {Value(1), Value(2)})[0] == Value(2));
        // The same text again, from the cache, with other values and after an error.
        connection->executeScript("CREATE TABLE t (a UNIQUE)", {});
        row(*connection, "INSERT INTO t VALUES (?)", {Value(1)});
        QCOMPARE(failure([&] { row(*connection, "INSERT INTO t VALUES (?)", {Value(1)}); }).kind,
            ErrorKind::Integrity);
        row(*connection, "INSERT INTO t VALUES (?)", {Value(2)});
        QVERIFY(row(*connection, "SELECT count(*) FROM t")[0] == Value(2));
        for (int i = 0; i < 200; ++i) // more texts than are kept
            QVERIFY(row(*connection, "SELECT ? + " + std::to_string(i), {Value(1)})[0] == Value(i + 1));
    }

    void oneStatementAtATime()
    {
        auto connection = memory();
        QVERIFY(row(*connection, " SELECT 1 ; -- the end\n/* of it */ ;")[0] == Value(1));
        QVERIFY(row(*connection, "; SELECT 2")[0] == Value(2));
        Error two = failure([&] { row(*connection, "SELECT 1; SELECT 2"); });
        QCOMPARE(toString(two.kind), toString(ErrorKind::Argument));
        QCOMPARE(two.position, 9);
        QCOMPARE(failure([&] { row(*connection, " -- nothing"); }).kind, ErrorKind::Argument);
        QCOMPARE(failure([&] { row(*connection, ""); }).kind, ErrorKind::Argument);
        QCOMPARE(
            failure([&] { row(*connection, std::string("SELECT '\0'", 11)); }).kind != ErrorKind::Internal,
            true);
        Error nul = failure([&] { row(*connection, std::string("SELECT 1\0; DROP TABLE t", 23)); });
        QCOMPARE(toString(nul.kind), toString(ErrorKind::Argument));
        QCOMPARE(nul.position, 8);
    }

    void scripts()
    {
        auto connection = memory();
        connection->executeScript(
            "CREATE TABLE t (a);; INSERT INTO t VALUES (1); SELECT * FROM t;\n"
            "CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = 5; SELECT 1; END;\n"
            "INSERT INTO t VALUES (2) -- no terminator",
            {});
        QVERIFY(row(*connection, "SELECT sum(a) FROM t")[0] == Value(10));
        Error error =
            failure([&] { connection->executeScript("INSERT INTO t VALUES (3); NONSENSE here; x", {}); });
        QCOMPARE(toString(error.kind), toString(ErrorKind::Programming));
        QVERIFY(error.statement.find("NONSENSE") != std::string::npos);
        QCOMPARE(failure([&] { connection->executeScript(std::string("SELECT 1;\0SELECT 2", 18), {}); }).kind,
            ErrorKind::Argument);
    }

    void errorsHaveKinds_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("words"); // in the message
        auto row = [](const char* name, const char* sql, ErrorKind kind, const char* words) {
            QTest::newRow(name) << QByteArray(sql) << int(kind) << QByteArray(words);
        };
        row("syntax", "SELEC 1", ErrorKind::Programming, "syntax error");
        row("no table", "SELECT * FROM nothere", ErrorKind::NoSuchTable, "nothere");
        row("no column", "SELECT nothere FROM t", ErrorKind::Programming, "nothere");
        row("unique", "INSERT INTO t VALUES (1, 1, 1, NULL)", ErrorKind::Integrity, "t.id");
        row("not null", "INSERT INTO t VALUES (2, NULL, 1, NULL)", ErrorKind::Integrity,
            "t.a may not be NULL");
        row("check", "INSERT INTO t VALUES (2, 1, -1, NULL)", ErrorKind::Integrity, "positive");
        row("foreign key", "INSERT INTO t VALUES (2, 1, 1, 99)", ErrorKind::Integrity, "foreign key");
        row("raise", "DELETE FROM t", ErrorKind::Integrity, "rows stay");
        row("strict", "INSERT INTO s VALUES ('x')", ErrorKind::Data, "s.n");
        row("rowid type", "INSERT INTO t(id, a) VALUES ('x', 1)", ErrorKind::Data, "type");
        row("too big", "SELECT zeroblob(1100000000)", ErrorKind::Data, "longer");
        row("no module", "CREATE VIRTUAL TABLE v USING nothere(a)", ErrorKind::Programming, "nothere");
        row("extension", "SELECT load_extension('x.so')", ErrorKind::Programming, "not authorized");
        row("defensive", "INSERT INTO sqlite_master VALUES ('table','x','x',0,'')", ErrorKind::Programming,
            "may not be modified");
    }

    void errorsHaveKinds()
    {
        QFETCH(QByteArray, sql);
        QFETCH(int, kind);
        QFETCH(QByteArray, words);
        auto connection = memory();
        connection->executeScript(
            "PRAGMA foreign_keys = ON; PRAGMA writable_schema = ON;"
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a NOT NULL, b CONSTRAINT positive CHECK "
            "(b > 0), r REFERENCES t);"
            "CREATE TABLE s (n INTEGER) STRICT;"
            "INSERT INTO t VALUES (1, 1, 1, 1);"
            "CREATE TRIGGER k BEFORE DELETE ON t BEGIN SELECT raise(ABORT, 'rows stay'); END;",
            {});
        Error error = failure([&] { row(*connection, sql.toStdString()); });
        QCOMPARE(int(error.kind), kind);
        QVERIFY2(error.message.find(words.toStdString()) != std::string::npos, error.message.c_str());
        QCOMPARE(QByteArray::fromStdString(error.statement), sql);
        QVERIFY(error.nativeCode != 0);
        QVERIFY(connection->isUsable());
        QVERIFY(row(*connection, "SELECT 1")[0] == Value(1)); // and goes on
    }

    void syntaxErrorsHaveAPosition()
    {
        auto connection = memory();
        QCOMPARE(failure([&] { row(*connection, "SELECT a FROM WHERE"); }).position, 14);
    }

    void transactions()
    {
        auto connection = memory();
        QVERIFY(!connection->inTransaction());
        connection->executeScript("CREATE TABLE t (a); BEGIN; INSERT INTO t VALUES (1)", {});
        QVERIFY(connection->inTransaction());
        connection->executeScript("ROLLBACK", {});
        QVERIFY(!connection->inTransaction());
        QVERIFY(row(*connection, "SELECT count(*) FROM t")[0] == Value(0));
    }

    void interruptStopsAnEndlessStatement()
    {
        auto connection = memory();
        QElapsedTimer timer;
        std::atomic<bool> done = false;
        std::jthread other([&] {
            // Again and again: an interrupt before the statement has begun does nothing.
            while (!done) {
                connection->interrupt();
                std::this_thread::sleep_for(10ms);
            }
        });
        timer.start();
        Error error = failure([&] { row(*connection, endless); });
        done = true;
        other.join();
        QCOMPARE(toString(error.kind), toString(ErrorKind::Cancelled));
        QVERIFY(timer.elapsed() < 1000);
        QVERIFY(row(*connection, "SELECT 1")[0] == Value(1));
    }

    void stopTokenStopsAnEndlessStatement()
    {
        auto connection = memory();
        std::stop_source source;
        ExecutionOptions options;
        options.stop = source.get_token();
        std::jthread other([&] {
            std::this_thread::sleep_for(50ms);
            source.request_stop();
        });
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(failure([&] { row(*connection, endless, {}, options); }).kind, ErrorKind::Cancelled);
        QVERIFY(timer.elapsed() < 1000);
        // Requested before it begins.
        QCOMPARE(failure([&] { row(*connection, "SELECT 1", {}, options); }).kind, ErrorKind::Cancelled);
        QCOMPARE(failure([&] { connection->executeScript("SELECT 1", options); }).kind, ErrorKind::Cancelled);
        QVERIFY(row(*connection, "SELECT 1")[0] == Value(1));
    }

    void stopEndsTheRowsOfAStream()
    {
        auto connection = memory();
        std::stop_source source;
        ExecutionOptions options;
        options.stop = source.get_token();
        auto cursor = connection->execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", {}, options);
        QCOMPARE(cursor->fetch(10)->rowCount(), std::size_t(10));
        source.request_stop();
        QCOMPARE(failure([&] { cursor->fetch(1'000'000'000); }).kind, ErrorKind::Cancelled);
        QVERIFY(!cursor->fetch(10));
    }

    void interruptIsSafeWhileOthersWork()
    {
        std::atomic<bool> done = false;
        auto connection = memory();
        std::jthread other([&] {
            while (!done)
                connection->interrupt();
        });
        for (int i = 0; i < 300; ++i) {
            try {
                row(*connection, "SELECT ?", {Value(i)});
            } catch (const CancelledError&) {
                // also right
            }
        }
        done = true;
        other.join();
    }

    void locksAreWaitedForAndStopped()
    {
        QTemporaryDir folder;
        std::string path = folder.filePath("lock.db").toStdString();
        auto writer = connectTo(path, "rwc");
        writer->executeScript("CREATE TABLE t (a); BEGIN EXCLUSIVE", {});
        auto impatient = connectTo(path, {}, false, "50");
        Error locked = failure([&] { row(*impatient, "SELECT * FROM t"); });
        QCOMPARE(toString(locked.kind), toString(ErrorKind::Operational));
        QVERIFY2(locked.message.find("locked") != std::string::npos, locked.message.c_str());
        auto patient = connectTo(path, {}, false, "60000");
        std::stop_source source;
        ExecutionOptions options;
        options.stop = source.get_token();
        std::jthread other([&] {
            std::this_thread::sleep_for(30ms);
            source.request_stop();
        });
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(failure([&] { row(*patient, "SELECT * FROM t", {}, options); }).kind, ErrorKind::Cancelled);
        QVERIFY(timer.elapsed() < 1000);
        writer->executeScript("COMMIT", {});
        QVERIFY(row(*impatient, "SELECT count(*) FROM t")[0] == Value(0));
    }
};

QTEST_APPLESS_MAIN(TestSqliteDriver)
#include "tst_sqlite_driver.moc"
