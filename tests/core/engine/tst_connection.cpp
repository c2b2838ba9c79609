// Connections on the three servers: transactions, savepoints, many rows at once, results, options, limits of
// time, and values that must come back exactly as they went.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/engine/mock_connection.h"
#include "core/engine/registry.h"
#include "core/sql/dml.h"
#include "core/sql/functions.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace relata;
using namespace relata::test;
using namespace std::chrono_literals;

namespace {

template <typename F>
Error errorOf(F function)
{
    try {
        function();
    } catch (const DatabaseError& failure) {
        return failure.error();
    }
    Error none;
    none.message = "nothing was thrown";
    return none;
}

Column column(const char* name, SqlType type)
{
    Column made;
    made.name = name;
    made.type = std::move(type);
    return made;
}

FromClause items()
{
    static const FromClause table = lightTable("items",
        {column("id", SqlType::of(TypeKind::Integer)), column("name", SqlType::string(50)),
            column("amount", SqlType::of(TypeKind::Integer))});
    return table;
}

} // namespace

class ConnectionTest : public QObject
{
    Q_OBJECT

private:
    Engine engine(EngineOptions options = {})
    {
        QFETCH_GLOBAL(QString, server);
        options.eventLogCapacity = 1000;
        std::string url;
        if (server == "sqlite")
            url = "sqlite:///" + m_folder.filePath("test.db").toStdString() + "?mode=rwc";
        else if (server == "postgresql")
            url = m_postgres->url("engine").toStdString();
        else
            url = m_mariadb->url("engine").toStdString();
        return Engine::create(url, options).value();
    }
    bool isServer(const char* name)
    {
        QFETCH_GLOBAL(QString, server);
        return server == name;
    }

    QTemporaryDir m_folder;
    PostgresServer* m_postgres = nullptr;
    MariaDbServer* m_mariadb = nullptr;
    std::unique_ptr<PostgresServer> m_ownPostgres;

private slots:
    void initTestCase_data()
    {
        registerBuiltins();
        QTest::addColumn<QString>("server");
        QTest::newRow("sqlite") << "sqlite";
        m_ownPostgres = PostgresServer::create({"max_prepared_transactions=5"});
        m_postgres = m_ownPostgres ? m_ownPostgres.get() : PostgresServer::shared();
        if (m_postgres && m_postgres->createDatabase("engine").isEmpty())
            QTest::newRow("postgresql") << "postgresql";
        m_mariadb = MariaDbServer::shared();
        if (m_mariadb && m_mariadb->createDatabase("engine").isEmpty())
            QTest::newRow("mariadb") << "mariadb";
    }

    void init()
    {
        auto connection = engine().connect();
        connection->execute("DROP TABLE IF EXISTS items");
        connection->execute(
            "CREATE TABLE items (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, amount INTEGER)");
    }

    void theFirstStatementBegins()
    {
        Engine pool = engine();
        {
            auto connection = pool.checkout();
            QVERIFY(!connection->inTransaction());
            connection->execute(insert(items()).values({{"id", 1}, {"name", "a"}}));
            QVERIFY(connection->inTransaction());
        } // not committed
        auto connection = pool.checkout();
        QVERIFY(connection->scalar(select(func::count()).selectFrom(items())) == Value(0));
        connection->execute(insert(items()).values({{"id", 1}, {"name", "a"}}));
        connection->commit();
        connection->rollback(); // nothing to do
        QVERIFY(connection->scalar(select(func::count()).selectFrom(items())) == Value(1));
    }

    void beginCommitsOrRollsBack()
    {
        Engine pool = engine();
        pool.begin([](Connection& c) {
            c.execute(insert(items()).values({{"id", 1}, {"name", "a"}, {"amount", 5}}));
        });
        Error error = errorOf([&] {
            pool.begin([](Connection& c) {
                c.execute(update(items()).set("amount", items().c("amount") + 1));
                c.execute(insert(items()).values({{"id", 1}, {"name", "twice"}}));
            });
        });
        QVERIFY(error.kind == ErrorKind::Integrity);
        QVERIFY(pool.checkout()->scalar(select(items().c("amount"))) == Value(5));
    }

    void savepointsNest()
    {
        Engine pool = engine();
        auto connection = pool.checkout();
        auto add = [&](int id) { connection->execute(insert(items()).values({{"id", id}, {"name", "x"}})); };
        add(1);
        {
            Transaction outer = connection->savepoint();
            add(2);
            {
                Transaction inner = connection->savepoint();
                add(3);
                QCOMPARE(connection->savepointDepth(), 2);
            } // rolled back
            add(4);
            outer.commit();
        }
        {
            Transaction failing = connection->savepoint();
            QVERIFY(errorOf([&] { add(1); }).kind == ErrorKind::Integrity);
        }
        add(5);
        connection->commit();
        std::vector<Value> ids =
            connection->execute(select(items().c("id")).orderBy(items().c("id"))).scalars();
        QVERIFY((ids == std::vector<Value>{1, 2, 4, 5}));
        QVERIFY(errorOf([&] { connection->releaseNested("sa_savepoint_1"); }).kind == ErrorKind::Argument);
    }

    void manyRowsAtOnce()
    {
        Engine pool = engine();
        auto connection = pool.checkout();
        std::vector<std::vector<Value>> rows;
        for (int i = 0; i < 2500; ++i)
            rows.push_back({i, "name " + std::to_string(i), i % 7 == 0 ? Value() : Value(i)});
        ManyResult inserted =
            connection->executeMany(insert(items()).columns({"id", "name", "amount"}), rows);
        QCOMPARE(inserted.total, std::int64_t(2500));
        QVERIFY(
            connection->scalar(select(func::sum(items().c("id"))).selectFrom(items())).toText() == "3123750");
        QVERIFY(
            connection->scalar(select(func::count()).where(items().c("amount") == nullptr)) == Value(358));

        std::vector<std::vector<Value>> changes = {{Value(100), Value(3)}, {Value(200), Value(99999)}};
        ManyResult updated = connection->executeMany(
            update(items()).columns({"amount"}).where(items().c("id") == bindParam("key")), changes);
        QCOMPARE(updated.total, std::int64_t(1));
        QVERIFY((updated.counts == std::vector<std::int64_t>{1, 0}));

        // The same length for all, and a failure undoes what came before it.
        connection->commit();
        std::vector<std::vector<Value>> bad = {{5000, "a", 1}, {5001, "b", 1}, {0, "twice", 1}};
        QVERIFY(errorOf([&] {
            connection->executeMany(insert(items()).columns({"id", "name", "amount"}), bad);
        }).kind
            == ErrorKind::Integrity);
        connection->rollback();
        QVERIFY(connection->scalar(select(func::count()).selectFrom(items())) == Value(2500));
        std::vector<std::vector<Value>> uneven = {{1, "a", 1}, {2, "b"}};
        QVERIFY(errorOf([&] {
            connection->executeMany(insert(items()).columns({"id", "name", "amount"}), uneven);
        }).kind
            == ErrorKind::Argument);
    }

    void manyRowsReturnTheirs()
    {
        Engine pool = engine();
        auto connection = pool.checkout();
        std::vector<std::vector<Value>> rows;
        for (int i = 0; i < 1500; ++i)
            rows.push_back({1500 - i, "n"});
        ManyResult result =
            connection->executeMany(insert(items()).columns({"id", "name"}).returning(items().c("id")), rows);
        std::vector<Value> ids;
        for (const RowChunkPtr& chunk : result.returned) {
            for (std::size_t row = 0; row < chunk->rowCount(); ++row)
                ids.push_back(Value::copyOf(chunk->at(row, 0)));
        }
        QCOMPARE(ids.size(), rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            QVERIFY(ids[i] == rows[i][0]);
    }

    void resultsInEveryShape()
    {
        Engine pool = engine();
        auto connection = pool.checkout();
        std::vector<std::vector<Value>> rows = {{1, "a", 10}, {2, "b", Value()}, {3, "c", 30}};
        connection->executeMany(insert(items()).columns({"id", "name", "amount"}), rows);
        Select all = select(items()).orderBy(items().c("id"));
        QVERIFY(connection->execute(all).all() == rows);
        QVERIFY((connection->execute(all).scalars(1) == std::vector<Value>{"a", "b", "c"}));
        Row first = *connection->execute(all).first();
        QVERIFY(first["name"] == Value("a"));
        QVERIFY(errorOf([&] { first["nope"]; }).kind == ErrorKind::Argument);
        auto mappings = connection->execute(all).mappings();
        QCOMPARE(QString::fromStdString(mappings[1][2].first), QString("amount"));
        QVERIFY(mappings[1][2].second.isNull());
        Select none = all.where(items().c("id") == 99);
        QVERIFY(!connection->execute(none).first());
        QVERIFY(!connection->execute(none).oneOrNone());
        QVERIFY(errorOf([&] { connection->execute(none).one(); }).message
            == "No row was found when one was required.");
        QVERIFY(errorOf([&] { connection->execute(all).one(); }).message
            == "Multiple rows were found when exactly one was required.");
        QVERIFY(connection->execute(all.where(items().c("id") == 2)).one()["name"] == Value("b"));
        std::vector<std::size_t> sizes;
        connection->execute(all).partitions(2, [&](const RowChunk& chunk) {
            sizes.push_back(chunk.rowCount());
            return true;
        });
        QVERIFY((sizes == std::vector<std::size_t>{2, 1}));
        int seen = 0;
        connection->execute(all).yieldPer(1).forEach([&](const Row&) { return ++seen < 2; });
        QCOMPARE(seen, 2);
        // The connection is free again.
        QVERIFY(connection->scalar(select(func::count()).selectFrom(items())) == Value(3));
    }

    void parametersByName()
    {
        Engine pool = engine();
        auto connection = pool.checkout();
        std::vector<std::vector<Value>> rows = {{1, "a", 10}, {2, "b", 20}, {3, "c", 30}};
        connection->executeMany(insert(items()).columns({"id", "name", "amount"}), rows);
        auto query = select(items().c("name")).where(items().c("id").in_(bindParam("ids", Expand::Yes)));
        QVERIFY((connection->execute(query, {{"ids", std::vector<Value>{2}}}).scalars()
            == std::vector<Value>{"b"}));
        QVERIFY(connection->execute(query, {{"ids", std::vector<Value>{}}}).scalars().empty());
        auto text = textStatement("SELECT name FROM items WHERE amount > :least ORDER BY id");
        QCOMPARE(connection->execute(text, {{"least", Value(15)}}).scalars().size(), std::size_t(2));
    }

    void statementsAreToldToListeners()
    {
        Engine pool = engine();
        std::vector<std::string> before;
        int number = pool.events().listen([&](const EngineEvent& event) {
            if (event.kind == EventKind::BeforeExecute)
                before.push_back(event.sql);
        });
        pool.begin([](Connection& c) { c.execute(insert(items()).values({{"id", 1}, {"name", "a"}})); });
        pool.events().remove(number);
        QCOMPARE(before.size(), std::size_t(1));
        errorOf([&] { pool.checkout()->execute("SELECT nonsense FROM nowhere"); });
        std::vector<std::string> kinds;
        for (const EngineEvent& event : pool.log().events())
            kinds.push_back(toString(event.kind));
        QVERIFY((kinds
            == std::vector<std::string>{"connect", "checkout", "begin", "execute", "commit", "checkin",
                "checkout", "begin", "execute", "rollback", "checkin"}));
        const EngineEvent failed = pool.log().events()[8];
        QVERIFY(!failed.error.empty());
        QVERIFY(failed.duration.count() > 0);
    }

    void slowStatementsEnd()
    {
        EngineOptions options;
        options.connection.statementTimeout = 200ms;
        Engine pool = engine(options);
        auto connection = pool.checkout();
        const char* slow = isServer("sqlite")
            ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            : isServer("postgresql") ? "SELECT pg_sleep(20)"
                                     : "SELECT sleep(20)";
        Error error = errorOf([&] { connection->execute(slow).all(); });
        QCOMPARE(QString(toString(error.kind)), QString(toString(ErrorKind::Timeout)));
        connection->rollback();
        QVERIFY(connection->execute("SELECT 1").scalar().toText() == "1");
    }

    void isolationAndReadOnlyAreUndone()
    {
        PoolOptions one;
        one.size = 1;
        one.overflow = 0;
        EngineOptions engineOptions;
        engineOptions.pool = one;
        Engine pool = engine(engineOptions);
        {
            auto connection = pool.checkout();
            ConnectionOptions options;
            options.isolation = IsolationLevel::Serializable;
            options.readOnly = true;
            connection->setOptions(options);
            QVERIFY(errorOf([&] {
                connection->execute(insert(items()).values({{"id", 1}, {"name", "a"}}));
            }).message
                != "nothing was thrown");
            connection->rollback();
            if (isServer("postgresql"))
                QVERIFY(connection->execute("SHOW transaction_isolation").scalar() == Value("serializable"));
            QVERIFY(errorOf([&] { connection->setOptions({}); }).kind
                == (isServer("postgresql") ? ErrorKind::Argument : ErrorKind::Internal));
        }
        auto connection = pool.checkout();
        connection->execute(insert(items()).values({{"id", 1}, {"name", "a"}}));
        if (isServer("postgresql"))
            QVERIFY(connection->execute("SHOW transaction_isolation").scalar() == Value("read committed"));
        if (isServer("sqlite")) {
            connection->rollback();
            ConnectionOptions options;
            options.isolation = IsolationLevel::RepeatableRead;
            QVERIFY(errorOf([&] { connection->setOptions(options); }).kind == ErrorKind::NotSupported);
        }
    }

    void twoPhase()
    {
        Engine pool = engine();
        auto connection = pool.checkout();
        if (!isServer("postgresql")) {
            QVERIFY(errorOf([&] { connection->beginTwoPhase("x"); }).kind == ErrorKind::NotSupported);
            return;
        }
        connection->beginTwoPhase("it's");
        connection->execute(insert(items()).values({{"id", 1}, {"name", "a"}}));
        connection->prepareTwoPhase();
        auto other = pool.checkout();
        QVERIFY(other->scalar(select(func::count()).selectFrom(items())) == Value(0));
        QVERIFY((other->recoverTwoPhase() == std::vector<std::string>{"it's"}));
        other->rollback();
        connection->commit();
        QVERIFY(other->scalar(select(func::count()).selectFrom(items())) == Value(1));
        other->rollback();
        connection->beginTwoPhase("second");
        connection->execute(delete_(items()));
        connection->prepareTwoPhase();
        connection->rollback();
        QVERIFY(connection->scalar(select(func::count()).selectFrom(items())) == Value(1));
    }

    void copying()
    {
        Engine pool = engine();
        auto connection = pool.checkout();
        int next = 0;
        auto produce = [&](std::string& buffer) {
            for (int i = 0; i < 500; ++i, ++next)
                buffer += std::to_string(next) + "\tname\t\\N\n";
            return next < 20000;
        };
        if (!isServer("postgresql")) {
            QVERIFY(errorOf([&] { connection->copyIn("COPY items FROM STDIN", produce); }).kind
                == ErrorKind::NotSupported);
            return;
        }
        QCOMPARE(connection->copyIn("COPY items FROM STDIN", produce), std::int64_t(20000));
        std::string out;
        std::int64_t rows =
            connection->copyOut("COPY items TO STDOUT", [&](std::string_view bytes) { out += bytes; });
        QCOMPARE(rows, std::int64_t(20000));
        QCOMPARE(std::count(out.begin(), out.end(), '\n'), std::ptrdiff_t(20000));
        {
            Transaction failing = connection->savepoint();
            QVERIFY(errorOf([&] {
                connection->copyIn("COPY items FROM STDIN", [](std::string& buffer) {
                    buffer = "not a row\n";
                    return false;
                });
            }).kind
                == ErrorKind::Data);
        }
        QVERIFY(errorOf([&] { connection->copyIn("SELECT 1", produce); }).kind == ErrorKind::Argument);
        QVERIFY(connection->scalar(select(func::count()).selectFrom(items())) == Value(20000));
    }

    void valuesComeBackExactly_data()
    {
        QTest::addColumn<QString>("type"); // by server: sqlite|postgresql|mariadb; "-" = it has none
        QTest::addColumn<QByteArrayList>("texts");
        QTest::newRow("int64") << "INTEGER|BIGINT|BIGINT"
                               << QByteArrayList{"-9223372036854775808", "9223372036854775807", "0", "-1",
                                      "9007199254740993"};
        QTest::newRow("numeric") << "TEXT|NUMERIC(38,10)|DECIMAL(38,10)"
                                 << QByteArrayList{"1234567890123456789012345678.0123456789", "-0.0000000001",
                                        "0.1000000000"};
        QTest::newRow("timestamp") << "TEXT|TIMESTAMP|DATETIME(6)"
                                   << QByteArrayList{"2024-03-31 02:30:00.123456",
                                          "9999-12-31 23:59:59.999999", "2024-10-27 02:30:00.000001"};
        QTest::newRow("year 1") << "TEXT|TIMESTAMP|-" << QByteArrayList{"0001-01-01 00:00:00"};
        QTest::newRow("BC and infinity")
            << "-|TIMESTAMP|-" << QByteArrayList{"0044-03-15 12:00:00 BC", "infinity", "-infinity"};
        QTest::newRow("date") << "TEXT|DATE|DATE" << QByteArrayList{"2024-02-29", "9999-12-31"};
        QTest::newRow("time") << "TEXT|TIME|TIME(6)" << QByteArrayList{"23:59:59.999999", "00:00:00.000001"};
        QTest::newRow("text") << "TEXT|TEXT|TEXT"
                              << QByteArrayList{"", " ", "NULL", "it's \"quoted\" \\ back",
                                     "\xF0\x9F\x98\x80 \xE2\x82\xAC", "a\nb\r\n\tc", "%s ? :p $1"};
        QTest::newRow("uuid") << "TEXT|UUID|UUID" << QByteArrayList{"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"};
        QTest::newRow("double") << "TEXT|DOUBLE PRECISION|DOUBLE"
                                << QByteArrayList{"0.1", "1.7976931348623157e+308", "5e-324"};
        QTest::newRow("special floats")
            << "-|DOUBLE PRECISION|-" << QByteArrayList{"NaN", "Infinity", "-Infinity"};
        QTest::newRow("interval") << "-|INTERVAL|-"
                                  << QByteArrayList{"1 year 2 mons 3 days 04:05:06.789", "-00:00:00.000001"};
        QTest::newRow("array") << "-|TEXT[]|-" << QByteArrayList{"{a,NULL,\"b,c\",\"\\\"\"}", "{}"};
        QTest::newRow("json") << "TEXT|JSON|JSON" << QByteArrayList{"{\"a\" : [1, 2.50, null], \"b\": \"\"}"};
    }

    // Through the expression language, one by one and many at once, and in a WHERE.
    void valuesComeBackExactly()
    {
        QFETCH(QString, type);
        QFETCH(QByteArrayList, texts);
        int place = isServer("sqlite") ? 0 : isServer("postgresql") ? 1 : 2;
        std::string typeName = type.split('|')[place].toStdString();
        if (typeName == "-")
            return;
        Engine pool = engine();
        auto connection = pool.connect();
        connection->execute("DROP TABLE IF EXISTS value_classes");
        connection->execute("CREATE TABLE value_classes (id INTEGER PRIMARY KEY, v " + typeName + ")");
        FromClause table = lightTable("value_classes",
            {column("id", SqlType::of(TypeKind::Integer)), column("v", SqlType::of(TypeKind::Unknown))});
        bool integers = QTest::currentDataTag() == QByteArray("int64");
        auto valueOf = [&](const QByteArray& text) {
            return integers ? Value(static_cast<std::int64_t>(text.toLongLong())) : Value(text.toStdString());
        };
        std::vector<std::vector<Value>> rows;
        for (int i = 0; i < texts.size(); ++i)
            rows.push_back({i + 100, valueOf(texts[i])});
        rows.push_back({99, Value()});
        connection->executeMany(insert(table).columns({"id", "v"}), rows);
        for (int i = 0; i < texts.size(); ++i) {
            for (int n = 0; n < 7; ++n) { // also once the statement is prepared
                connection->execute(delete_(table).where(table.c("id") == i));
                connection->execute(insert(table).values({{"id", i}, {"v", valueOf(texts[i])}}));
            }
            for (int id : {i, i + 100}) {
                Value back = connection->scalar(select(table.c("v")).where(table.c("id") == id));
                QCOMPARE(QByteArray::fromStdString(back.toText()), texts[i]);
                QVERIFY(!back.isNull());
            }
        }
        QVERIFY(connection->scalar(select(table.c("v")).where(table.c("id") == 99)).isNull());
    }

    void bytesComeBackExactly()
    {
        auto connection = engine().connect();
        const char* type = isServer("postgresql") ? "BYTEA" : isServer("mariadb") ? "LONGBLOB" : "BLOB";
        connection->execute("DROP TABLE IF EXISTS value_classes");
        connection->execute(
            std::string("CREATE TABLE value_classes (id INTEGER PRIMARY KEY, v ") + type + ")");
        std::string all;
        for (int i = 0; i < 256; ++i)
            all += static_cast<char>(i);
        std::string large;
        while (large.size() < 3'000'000)
            large += all;
        FromClause table = lightTable("value_classes",
            {column("id", SqlType::of(TypeKind::Integer)), column("v", SqlType::of(TypeKind::LargeBinary))});
        std::vector<std::vector<Value>> rows = {
            {1, Value::binary("")}, {2, Value()}, {3, Value::binary(all)}, {4, Value::binary(large)}};
        connection->executeMany(insert(table).columns({"id", "v"}), rows);
        QVERIFY(connection->execute(select(table).orderBy(table.c("id"))).all() == rows);
    }

    void booleansAndExpressions()
    {
        auto connection = engine().connect();
        // Parameters that stand alone keep their class.
        Row row = connection
                      ->execute(select(literal(7).label("i"), literal(Value::real(1.5)).label("r"),
                          literal("x").label("t"), (literal(2) + literal(3)).label("sum"),
                          case_({{literal(1) == literal(1), 10}}, 20).label("c")))
                      .one();
        QVERIFY(row["i"].toText() == "7");
        QVERIFY(row["i"].tag() == ValueTag::Integer);
        QVERIFY(row["r"].toText() == "1.5");
        QVERIFY(row["t"] == Value("x"));
        QVERIFY(row["sum"].toText() == "5");
        QVERIFY(row["c"].toText() == "10");
        // A number beside a column that is smaller than it.
        connection->execute(insert(items()).values({{"id", 1}, {"name", "a"}, {"amount", 5}}));
        QVERIFY(
            connection->scalar(select(func::count()).where(items().c("amount") < std::int64_t(5'000'000'000)))
            == Value(1));
        QVERIFY(connection->scalar(select(func::count()).where(items().c("amount") < 5.5)) == Value(1));
    }

    void lostConnections()
    {
        if (isServer("sqlite"))
            return;
        Engine pool = engine();
        auto connection = pool.checkout();
        auto killer = engine().connect();
        if (isServer("postgresql")) {
            Value pid = connection->execute("SELECT pg_backend_pid()").scalar();
            killer->execute("SELECT pg_terminate_backend(" + pid.toText() + ")").all();
        } else {
            Value id = connection->execute("SELECT connection_id()").scalar();
            killer->execute("KILL CONNECTION " + id.toText());
        }
        Error error = errorOf([&] { connection->execute(select(items())).all(); });
        QVERIFY(!error.connectionUsable);
        QVERIFY(!connection->isUsable());
        connection->rollback(); // the server has done it
        connection.reset();
        QCOMPARE(pool.log().count(EventKind::Invalidate), std::uint64_t(1));
        QVERIFY(pool.checkout()->execute("SELECT 1").scalar().toText() == "1");
    }

    void preparedStatementsSurviveDdl()
    {
        Engine pool = engine();
        auto connection = pool.connect();
        connection->execute(insert(items()).values({{"id", 1}, {"name", "a"}, {"amount", 5}}));
        auto other = engine().connect();
        std::string mark = isServer("postgresql") ? "$1" : "?";
        std::string sql = "SELECT * FROM items WHERE id = " + mark;
        std::vector<Value> one = {Value(1)};
        for (int i = 0; i < 8; ++i)
            QCOMPARE(connection->execute(sql, one).all().front().size(), std::size_t(3));
        other->execute("ALTER TABLE items ADD COLUMN more INTEGER");
        for (int i = 0; i < 3; ++i)
            QCOMPARE(connection->execute(sql, one).all().front().size(), std::size_t(4));
        connection->execute("ALTER TABLE items ADD COLUMN again INTEGER");
        for (int i = 0; i < 8; ++i)
            QCOMPARE(connection->execute(sql, one).all().front().size(), std::size_t(5));
    }

    void mocksRecord()
    {
        QFETCH_GLOBAL(QString, server);
        auto record = std::make_shared<MockRecord>();
        auto mock = mockConnection(
            findDialect(server.toStdString()), record,
            [](const std::string& sql, std::span<const Value>) {
                MockAnswer answer;
                if (sql.find("RETURNING") != std::string::npos)
                    answer = {{"id"}, {{Value(7)}}, 1};
                return answer;
            },
            TransactionStart::Automatic);
        auto returned =
            mock->execute(insert(items()).values({{"id", 7}, {"name", "it's ?"}}).returning(items().c("id")));
        QVERIFY(returned.scalar() == Value(7));
        std::vector<std::vector<Value>> rows = {{1, "a"}, {2, "b"}};
        mock->executeMany(insert(items()).columns({"id", "name"}), rows);
        mock->commit();
        QCOMPARE(record->executed(), std::size_t(2));
        std::vector<std::string> texts = record->literalStatements(mock->dialect());
        QCOMPARE(texts.size(), std::size_t(5));
        QVERIFY(texts[1].find("VALUES (7, 'it''s ?')") != std::string::npos);
        QCOMPARE(QString::fromStdString(texts[3]), QString("INSERT INTO items (id, name) VALUES (2, 'b')"));
        QCOMPARE(QString::fromStdString(texts[4]), QString("COMMIT"));
    }
};

QTEST_GUILESS_MAIN(ConnectionTest)
#include "tst_connection.moc"
