// Results on SQLite, PostgreSQL and MariaDB: rows once, rows while other statements run, and one statement
// for many rows of parameters.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QTemporaryDir>
#include <QTest>

using namespace relata;
using namespace relata::test;

namespace {

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

void eachDatabase()
{
    QTest::addColumn<QString>("dialectName");
    for (const char* name : {"sqlite", "postgresql", "mariadb"})
        QTest::newRow(name) << QString(name);
}

// "?" of the tests as the dialect writes it.
std::string withParameters(const Engine& engine, std::string sql)
{
    if (engine.dialect().traits().name != "postgresql")
        return sql;
    int number = 0;
    for (std::size_t place; (place = sql.find('?')) != std::string::npos;)
        sql.replace(place, 1, "$" + std::to_string(++number));
    return sql;
}

using ParameterRows = std::vector<std::vector<Value>>;

} // namespace

class TestResults : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_whyMissing;

    // An engine on an empty database of the row's dialect; nothing where its server is missing.
    std::optional<Engine> engine()
    {
        QFETCH(QString, dialectName);
        if (dialectName == "sqlite") {
            QString file = m_folder.filePath(QString("r%1.db").arg(++m_number));
            return Engine::create("sqlite:///" + file.toStdString() + "?mode=rwc").value();
        }
        if (dialectName == "postgresql") {
            PostgresServer* server = PostgresServer::shared();
            if (!server) {
                m_whyMissing = PostgresServer::whyMissing();
                return {};
            }
            server->createDatabase("results");
            return Engine::create(server->url("results").toStdString()).value();
        }
        MariaDbServer* server = MariaDbServer::shared();
        if (!server) {
            m_whyMissing = MariaDbServer::whyMissing();
            return {};
        }
        server->createDatabase("results");
        return Engine::create(server->url("results").toStdString()).value();
    }
    int m_number = 0;

private slots:
    void initTestCase() { registerBuiltins(); }

    void uniqueRows_data() { eachDatabase(); }
    void uniqueRows()
    {
        auto pool = engine();
        if (!pool)
            QSKIP(qPrintable(m_whyMissing));
        auto connection = pool->checkout();
        connection->execute("CREATE TABLE t (a INTEGER, b VARCHAR(10))");
        ParameterRows rows{{1, "x"}, {1, "x"}, {2, Value()}, {1, ""}, {2, Value()}, {1, "x"}};
        connection->executeMany(withParameters(*pool, "INSERT INTO t VALUES (?, ?)"), rows);
        auto all = [&] { return connection->execute("SELECT a, b FROM t"); };
        QCOMPARE(all().all().size(), std::size_t(6));
        QVERIFY((all().unique().all() == ParameterRows{{1, "x"}, {2, Value()}, {1, ""}}));
        QCOMPARE(all().unique().rows().size(), std::size_t(3));
        QCOMPARE(all().unique().mappings().size(), std::size_t(3));
        QVERIFY((all().unique().scalars() == std::vector<Value>{1, 2}));
        std::size_t seen = 0;
        all().unique().partitions(2, [&](const RowChunk& chunk) {
            seen += chunk.rowCount();
            return chunk.rowCount() <= 2;
        });
        QCOMPARE(seen, std::size_t(3));
        std::string same = "SELECT a, b FROM t WHERE b = 'x'";
        QVERIFY(connection->execute(same).unique().one()["a"] == Value(1));
        QVERIFY(errorOf([&] { connection->execute(same).one(); }).kind == ErrorKind::Data);
        QVERIFY(all().unique().first()->values() == (std::vector<Value>{1, "x"}));
    }

    void interleaved_data() { eachDatabase(); }
    void interleaved()
    {
        auto pool = engine();
        if (!pool)
            QSKIP(qPrintable(m_whyMissing));
        bool isPostgres = pool->dialect().traits().name == "postgresql";
        auto connection = pool->checkout();
        connection->execute("CREATE TABLE t (a INTEGER, b VARCHAR(10))");
        ParameterRows rows;
        for (int i = 0; i < 5000; ++i)
            rows.push_back({i, "row"});
        connection->executeMany(withParameters(*pool, "INSERT INTO t VALUES (?, ?)"), rows);
        connection->commit();
        ExecutionOptions options;
        options.interleaved = true;
        std::string sql = withParameters(*pool, "SELECT a, b FROM t WHERE a >= ? ORDER BY a");
        std::vector<Value> parameters{10};
        {
            CursorResult result = connection->execute(sql, parameters, options);
            QCOMPARE(QString::fromStdString(result.columns()[1].name), QString("b"));
            std::int64_t expected = 10;
            int chunks = 0;
            while (RowChunkPtr chunk = result.fetch(700)) {
                QVERIFY(chunk->rowCount() <= 700);
                for (std::size_t row = 0; row < chunk->rowCount(); ++row)
                    QCOMPARE(chunk->at(row, 0).integer, expected++);
                // In between, the connection is free.
                std::vector<Value> counted =
                    connection->execute("SELECT count(*) FROM t WHERE a < 10").scalars();
                QCOMPARE(counted.front().integer(), std::int64_t(10));
                if (isPostgres)
                    QCOMPARE(
                        QString::fromStdString(
                            connection->execute("SELECT count(*) FROM pg_cursors WHERE name LIKE 'relata%'")
                                .scalar()
                                .toText()),
                        QString("1"));
                ++chunks;
            }
            QCOMPARE(expected, std::int64_t(5000));
            QVERIFY(chunks >= 7);
        }
        if (pool->dialect().traits().family == "mysql") {
            Row fetched = connection->execute("SHOW SESSION STATUS LIKE 'Com_stmt_fetch'").one();
            QVERIFY2(std::stoi(fetched[1].toText()) >= 4, fetched[1].toText().c_str());
        }
        {
            // Two at once, and one that is given up.
            CursorResult first = connection->execute(sql, parameters, options);
            CursorResult second = connection->execute(sql, parameters, options);
            QCOMPARE(first.fetch(3)->at(2, 0).integer, std::int64_t(12));
            QCOMPARE(second.fetch(2)->at(0, 0).integer, std::int64_t(10));
            QCOMPARE(first.fetch(3)->at(0, 0).integer, std::int64_t(13));
        }
        // Without parameters, without rows, and what is no query at all.
        QCOMPARE(
            connection->execute("SELECT a FROM t WHERE a < 3", {}, options).all().size(), std::size_t(3));
        QVERIFY(connection->execute("SELECT a FROM t WHERE a < 0", {}, options).all().empty());
        QVERIFY(errorOf([&] { connection->execute("SELECT nope FROM t", {}, options).all(); }).kind
            == ErrorKind::Programming);
        connection->rollback();
        auto own = pool->connect(); // no transaction: the rows are kept
        CursorResult kept = own->execute("SELECT a FROM t ORDER BY a", {}, options);
        QCOMPARE(kept.fetch(10)->rowCount(), std::size_t(10));
        QCOMPARE(own->execute("SELECT count(*) FROM t").scalar().integer(), std::int64_t(5000));
        QCOMPARE(kept.all().size(), std::size_t(4990));
    }

    void interleavedBeyondItsTransaction()
    {
        PostgresServer* server = PostgresServer::shared();
        if (!server)
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        Engine pool = Engine::create(server->url("postgres").toStdString()).value();
        auto connection = pool.checkout();
        ExecutionOptions options;
        options.interleaved = true;
        {
            CursorResult result =
                connection->execute("SELECT i FROM generate_series(1, 5000) AS i", {}, options);
            QVERIFY(result.fetch(100) != nullptr);
            connection->commit();
            QVERIFY(connection->execute("SELECT 1").scalar() == Value(1)); // another transaction
            Error error = errorOf([&] {
                while (result.fetch(1000)) { }
            });
            QVERIFY2(error.kind == ErrorKind::Argument, error.message.c_str());
        }
        // Giving up the old cursor did the new transaction no harm.
        QVERIFY(connection->execute("SELECT 2").scalar() == Value(2));
    }

    void manyRowsOfParameters_data() { eachDatabase(); }
    void manyRowsOfParameters()
    {
        QFETCH(QString, dialectName);
        auto pool = engine();
        if (!pool)
            QSKIP(qPrintable(m_whyMissing));
        auto connection = pool->checkout();
        bool isMySql = pool->dialect().traits().family == "mysql";
        connection->execute(isMySql
                ? "CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR(40), c DOUBLE, d BLOB)"
                : pool->dialect().traits().name == "postgresql"
                ? "CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR(40), c DOUBLE PRECISION, d BYTEA)"
                : "CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR(40), c DOUBLE, d BLOB)");
        ParameterRows rows;
        for (int i = 0; i < 12000; ++i)
            rows.push_back({i, i % 3 == 0 ? Value() : Value("text " + std::to_string(i)),
                i % 5 == 0 ? Value() : Value::real(i * 0.5),
                i % 7 == 0 ? Value() : Value::binary(std::string("\0\xff", 2))});
        rows[4][1] = Value("");
        ManyResult inserted =
            connection->executeMany(withParameters(*pool, "INSERT INTO t VALUES (?, ?, ?, ?)"), rows);
        QCOMPARE(inserted.total, std::int64_t(12000));
        if (!inserted.counts.empty())
            QCOMPARE(inserted.counts.size(), rows.size());
        auto text = [&](const char* sql) {
            QStringList cells;
            Row row = connection->execute(sql).one();
            for (const Value& value : row.values())
                cells << QString::fromStdString(value.toText());
            return cells.join('|');
        };
        QCOMPARE(
            text("SELECT count(*), count(b), count(c), count(d) FROM t"), QString("12000|8000|9600|10285"));
        QCOMPARE(text("SELECT b FROM t WHERE a = 4"), QString());
        QCOMPARE(text("SELECT count(*) FROM t WHERE b = ''"), QString("1"));
        QCOMPARE(text("SELECT c FROM t WHERE a = 11999"), QString("5999.5"));
        QVERIFY(connection->execute("SELECT d FROM t WHERE a = 11999").scalar()
            == Value::binary(std::string("\0\xff", 2)));
        // An UPDATE tells how many rows it found, also those that had the value already.
        ParameterRows changes;
        for (int i = 0; i < 3000; ++i)
            changes.push_back({"same", i % 2 == 0 ? i : i + 20000});
        std::string update = withParameters(*pool, "UPDATE t SET b = ? WHERE a = ?");
        QCOMPARE(connection->executeMany(update, changes).total, std::int64_t(1500));
        QCOMPARE(connection->executeMany(update, changes).total, std::int64_t(1500));
        // Values of several kinds in one column.
        if (pool->dialect().traits().name != "postgresql") {
            ParameterRows mixed{{"one", 1}, {2, 3}, {Value::real(2.5), 5}, {Value(), 7}, {"nine", 9}};
            QCOMPARE(connection->executeMany(update, mixed).total, std::int64_t(5));
            QCOMPARE(text("SELECT group_concat(b) FROM (SELECT b FROM t WHERE a IN (1, 3, 5, 9) "
                          "ORDER BY a) AS s"),
                QString("one,2,2.5,nine"));
        }
        std::string remove = withParameters(*pool, "DELETE FROM t WHERE a = ?");
        QCOMPARE(connection->executeMany(remove, ParameterRows{{1}, {99999}, {2}}).total, std::int64_t(2));
        // Rows that are large together.
        ParameterRows large;
        for (int i = 0; i < 40; ++i)
            large.push_back({30000 + i, "x", Value(), Value::binary(std::string(60000, 'x'))});
        QCOMPARE(
            connection->executeMany(withParameters(*pool, "INSERT INTO t VALUES (?, ?, ?, ?)"), large).total,
            std::int64_t(40));
        QCOMPARE(text("SELECT sum(length(d)) FROM t WHERE a >= 30000"), QString("2400000"));
        connection->commit();
        // The first failure ends it, and nothing of it stays after the rollback.
        ParameterRows failing{
            {50001, "a", Value(), Value()}, {30000, "b", Value(), Value()}, {50002, "c", Value(), Value()}};
        Error error = errorOf([&] {
            connection->executeMany(withParameters(*pool, "INSERT INTO t VALUES (?, ?, ?, ?)"), failing);
        });
        QVERIFY2(error.kind == ErrorKind::Integrity, error.message.c_str());
        connection->rollback();
        QCOMPARE(text("SELECT count(*) FROM t WHERE a > 50000"), QString("0"));
        // A query that returns rows is executed row by row.
        ManyResult found = connection->executeMany(
            withParameters(*pool, "SELECT a FROM t WHERE a = ?"), ParameterRows{{30001}, {30002}});
        QCOMPARE(found.returned.size() > 0 ? found.returned[0]->at(0, 0).integer : 0, std::int64_t(30001));
        Error count = errorOf([&] {
            connection->executeMany(withParameters(*pool, "INSERT INTO t (a, b) VALUES (?, ?)"), failing);
        });
        QVERIFY2(count.message != "nothing was thrown", count.message.c_str());
        if (dialectName != "postgresql") // whose server speaks first
            QVERIFY2(count.message.find("parameters") != std::string::npos, count.message.c_str());
    }

    void keptStatementsFollowTheDatabase()
    {
        MariaDbServer* server = MariaDbServer::shared();
        if (!server)
            QSKIP(qPrintable(MariaDbServer::whyMissing()));
        server->createDatabase("results");
        server->createDatabase("results2");
        auto connection = Engine::create(server->url("results").toStdString())->connect();
        connection->executeScript("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1);"
                                  "CREATE TABLE results2.t (a INTEGER, b VARCHAR(5));"
                                  "INSERT INTO results2.t VALUES (2, 'two')");
        std::vector<Value> parameters{0};
        auto all = [&] { return connection->execute("SELECT * FROM t WHERE a > ?", parameters).all(); };
        for (int i = 0; i < 3; ++i)
            QVERIFY((all() == ParameterRows{{1}}));
        connection->executeScript("USE results2");
        QVERIFY((all() == ParameterRows{{2, "two"}}));
        connection->execute("USE results");
        QVERIFY((all() == ParameterRows{{1}}));
        // A column more, another type, and a table that is gone.
        connection->execute("ALTER TABLE t ADD COLUMN c VARCHAR(10) DEFAULT 'new'");
        QVERIFY((all() == ParameterRows{{1, "new"}}));
        connection->execute("ALTER TABLE t MODIFY a VARCHAR(10)");
        QVERIFY((all() == ParameterRows{{"1", "new"}}));
        connection->execute("DROP TABLE t");
        QVERIFY(errorOf(all).kind == ErrorKind::NoSuchTable || errorOf(all).kind == ErrorKind::Programming);
        // More different ones than are kept.
        for (int i = 0; i < 100; ++i)
            QVERIFY(connection->execute("SELECT ? + " + std::to_string(i), parameters).scalar().toText()
                == std::to_string(i));
    }
};

QTEST_GUILESS_MAIN(TestResults)
#include "tst_results.moc"
