// Schemas that SQLite or our parser cannot read whole: what can be shown is shown, the rest is noted.
#include "core/dialects/sqlite/sqlite_dialect.h"
#include "core/drivers/sqlite/sqlite_driver.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"

#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <sqlite3.h>

using namespace relata;

namespace {

// With writable_schema on, so that the schema can be broken on purpose.
void runSql(const QString& path, const char* sql)
{
    sqlite3* db = nullptr;
    char* message = nullptr;
    if (sqlite3_open(path.toUtf8().constData(), &db) != SQLITE_OK
        || sqlite3_exec(db, "PRAGMA writable_schema = ON", nullptr, nullptr, &message) != SQLITE_OK
        || sqlite3_exec(db, sql, nullptr, nullptr, &message) != SQLITE_OK)
        qFatal("%s", message ? message : sqlite3_errmsg(db));
    sqlite3_close(db);
}

constexpr const char* sound = "CREATE TABLE good (id INTEGER PRIMARY KEY, a TEXT NOT NULL);"
                              "CREATE INDEX good_a ON good (a);"
                              "CREATE VIEW good_view AS SELECT a FROM good;"
                              "CREATE TABLE bad (b);";

MetaData reflected(Connection& connection)
{
    return connection.dialect().inspector(connection)->reflect({});
}

MetaData reflectedFile(const QString& path)
{
    return reflect(Engine::create(Url::forSqliteFile(path.toStdString())).value());
}

bool isNoted(const MetaData& metadata, const std::string& object, const char* words)
{
    for (const ReflectionNote& note : metadata.notes) {
        if (note.object == object && note.message.find(words) != std::string::npos)
            return true;
    }
    for (const ReflectionNote& note : metadata.notes)
        qWarning("%s: %s", note.object.c_str(), note.message.c_str());
    return false;
}

// Runs something before each statement that passes.
class WatchedDriver final : public DriverConnection
{
public:
    WatchedDriver(DriverConnection& inner, std::function<void()> before)
        : m_inner(inner), m_before(std::move(before))
    { }
    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options) override
    {
        m_before();
        return m_inner.execute(sql, parameters, options);
    }
    void executeScript(const std::string& script, const ExecutionOptions& options) override
    {
        m_before();
        m_inner.executeScript(script, options);
    }
    void interrupt() noexcept override { m_inner.interrupt(); }
    bool isUsable() const override { return m_inner.isUsable(); }
    bool inTransaction() const override { return m_inner.inTransaction(); }
    std::string serverVersion() const override { return m_inner.serverVersion(); }
    bool setSwitch(std::string_view name, bool on) override { return m_inner.setSwitch(name, on); }

private:
    DriverConnection& m_inner;
    std::function<void()> m_before;
};

} // namespace

class TestSqliteDamaged : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        registerDriver(std::make_shared<sqlite::SqliteDriver>());
        registerDialect(std::make_shared<sqlite::SqliteDialect>());
    }

    // What a file's schema calls must be harmless, which the JSON functions are only since SQLite 3.41.
    void viewsThatCallJson()
    {
        QTemporaryDir folder;
        QString path = folder.filePath("a.db");
        runSql(path,
            "CREATE TABLE t (doc TEXT); INSERT INTO t VALUES ('{\"a\": 5}'); CREATE VIEW v AS SELECT "
            "json_extract(doc, '$.a') AS a FROM t; CREATE VIEW w AS SELECT value FROM t, json_each(t.doc);");
        const QString url = "sqlite:///" + path;
        auto untrusting = Engine::create(url.toStdString()).value().connect();
        MetaData metadata = reflected(*untrusting);
        QVERIFY(metadata.findView("", "v") && metadata.findTable("t"));
        QCOMPARE(untrusting->execute("SELECT value FROM w").scalar().integer(), std::int64_t(5));
        try {
            QCOMPARE(untrusting->execute("SELECT a FROM v").scalar().integer(), std::int64_t(5));
            QVERIFY(sqlite3_libversion_number() >= 3041000);
        } catch (const DatabaseError& failure) {
            QVERIFY(sqlite3_libversion_number() < 3041000);
            QVERIFY(failure.error().hint.find("?trusted_schema=true") != std::string::npos);
        }
        auto trusting = Engine::create((url + "?trusted_schema=true").toStdString()).value().connect();
        QCOMPARE(trusting->execute("SELECT a FROM v").scalar().integer(), std::int64_t(5));
        auto refusing = Engine::create((url + "?trusted_schema=off").toStdString()).value().connect();
        QCOMPARE(refusing->execute("PRAGMA trusted_schema").scalar().integer(), std::int64_t(0));
    }

    void aRowThatSqliteCannotParse()
    {
        QTemporaryDir folder;
        QString path = folder.filePath("a.db");
        runSql(path, sound);
        runSql(path, "UPDATE sqlite_master SET sql = 'CREATE TABLE bad (b CHECK' WHERE name = 'bad'");
        auto connection = Engine::create(Url::forSqliteFile(path.toStdString())).value().connect();
        MetaData metadata = reflected(*connection);
        QCOMPARE(metadata.table("good").columns.size(), std::size_t(2));
        QCOMPARE(metadata.table("good").indexes.size(), std::size_t(1));
        QVERIFY(metadata.findView("", "good_view"));
        QVERIFY(metadata.findTable("bad"));
        QVERIFY(isNoted(metadata, "", "damaged"));
        QVERIFY(isNoted(metadata, "bad", ""));
        // The switches are back: nobody can write to the schema.
        QVERIFY_EXCEPTION_THROWN(
            connection->execute("UPDATE sqlite_master SET sql = NULL WHERE name = 'bad'"), DatabaseError);
        QVERIFY(connection->execute("PRAGMA writable_schema").scalar() == Value(0));
    }

    void orphansAndStrangers()
    {
        QTemporaryDir folder;
        QString path = folder.filePath("a.db");
        runSql(path, sound);
        runSql(path,
            "INSERT INTO sqlite_master VALUES ('index', 'lost', 'gone', 0, 'CREATE INDEX lost ON gone (a)');"
            "INSERT INTO sqlite_master VALUES ('riddle', 'what', 'what', 0, 'CREATE RIDDLE what');"
            "INSERT INTO sqlite_master VALUES ('trigger', 'r', 'gone', 0, 'CREATE TRIGGER r AFTER INSERT ON "
            "gone BEGIN "
            "SELECT 1; END');");
        MetaData metadata = reflectedFile(path);
        QVERIFY(metadata.findTable("good"));
        QVERIFY(isNoted(metadata, "lost", "gone"));
        QVERIFY(isNoted(metadata, "what", "riddle"));
        QVERIFY(isNoted(metadata, "r", "gone"));
    }

    void viewsOfWhatIsGone()
    {
        QTemporaryDir folder;
        QString path = folder.filePath("a.db");
        runSql(path, sound);
        runSql(path,
            "CREATE VIEW broken (x) AS SELECT * FROM gone; CREATE VIEW circular AS SELECT * FROM circular;");
        MetaData metadata = reflectedFile(path);
        QCOMPARE(metadata.findView("", "good_view")->columns.size(), std::size_t(1));
        QVERIFY(metadata.findView("", "broken"));
        QVERIFY(isNoted(metadata, "broken", "gone"));
        QVERIFY(isNoted(metadata, "circular", ""));
        // And its DDL is there still.
        auto copy = Engine::create("sqlite://").value().connect();
        copy->executeScript(createAll(metadata, dialect("sqlite")).script());
    }

    void aMissingModule()
    {
        QTemporaryDir folder;
        QString path = folder.filePath("a.db");
        runSql(path, sound);
        runSql(path,
            "INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING "
            "spatial(a)')");
        MetaData metadata = reflectedFile(path);
        QVERIFY(metadata.table("v").kind == TableKind::Virtual);
        QCOMPARE(metadata.table("v").options.value("sqlite.module"), std::string("spatial"));
        QVERIFY(isNoted(metadata, "v", "spatial"));
        QCOMPARE(metadata.findView("", "good_view")->columns.size(), std::size_t(1));
    }

    void pagesOfNoise()
    {
        QTemporaryDir folder;
        QString path = folder.filePath("a.db");
        runSql(path, sound);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray whole = file.readAll();
        file.close();
        std::uint32_t seed = 1;
        for (int round = 0; round < 200; ++round) {
            QByteArray bytes = whole;
            for (int i = 0; i < 20; ++i) {
                seed = seed * 1664525u + 1013904223u;
                bytes[qsizetype(100 + seed % (4096 - 100))] = char(seed >> 24); // the page of the schema
            }
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
            file.close();
            try {
                createAll(reflectedFile(path), dialect("sqlite")).script();
            } catch (const DatabaseError& error) {
                QVERIFY(!error.error().message.empty());
            }
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), bytes); // looking changes nothing
            file.close();
        }
    }

    void reflectionCanBeStopped()
    {
        auto connection = Engine::create("sqlite://").value().connect();
        connection->execute("CREATE TABLE t (a)");
        std::stop_source source;
        source.request_stop();
        ReflectOptions options;
        options.stop = source.get_token();
        QVERIFY_EXCEPTION_THROWN(
            connection->dialect().inspector(*connection)->reflect(options), CancelledError);
        QVERIFY(!connection->driverConnection().inTransaction());
        int calls = 0;
        options.stop = {};
        options.progress = [&](const std::string&, int done, int total) {
            ++calls;
            QVERIFY(done <= total);
        };
        connection->dialect().inspector(*connection)->reflect(options);
        QVERIFY(calls >= 2);
    }

    // Before each of reflection's statements in turn, by another connection: what stays is told in full, what
    // goes as it was, or not at all.
    void aTableIsDroppedBetweenTwoQueries()
    {
        bool wasDropped = false;
        int statements = 0;
        for (int moment = 1; moment == 1 || statements >= moment - 1; ++moment) {
            QTemporaryDir folder;
            QString path = folder.filePath("a.db");
            runSql(path,
                "PRAGMA journal_mode = WAL; CREATE TABLE stays (a INTEGER PRIMARY KEY, b TEXT DEFAULT 'x' "
                "CHECK (b "
                "<> 'y') UNIQUE); CREATE INDEX stays_b ON stays (lower(b)); CREATE VIEW stays_view AS SELECT "
                "a FROM "
                "stays; CREATE TABLE goes (a INTEGER PRIMARY KEY REFERENCES stays, b); CREATE INDEX goes_b "
                "ON goes "
                "(b); CREATE VIEW goes_view AS SELECT a FROM goes; CREATE TRIGGER goes_trigger AFTER INSERT "
                "ON goes "
                "BEGIN DELETE FROM stays; END; CREATE VIRTUAL TABLE words USING fts5(w);");
            auto connection = Engine::create(Url::forSqliteFile(path.toStdString())).value().connect();
            statements = 0;
            Connection watched(
                findDialect("sqlite"), std::make_unique<WatchedDriver>(connection->driverConnection(), [&] {
                    if (++statements != moment)
                        return;
                    // By a connection that does not wait for locks: in WAL readers hold up no writer.
                    sqlite3* db = nullptr;
                    wasDropped |= sqlite3_open(path.toUtf8().constData(), &db) == SQLITE_OK
                        && sqlite3_exec(db, "DROP TABLE goes", nullptr, nullptr, nullptr) == SQLITE_OK;
                    sqlite3_close(db);
                }));
            MetaData metadata = reflected(watched);
            const QByteArray when = QByteArray::number(moment);
            QVERIFY2(metadata.findTable("stays") && metadata.findTable("words"), when);
            const Table& stays = metadata.table("stays");
            QVERIFY2(stays.columns.size() == 2 && stays.columns[1].serverDefault.has_value(), when);
            QVERIFY2(stays.checkConstraints.size() == 1 && stays.uniqueConstraints.size() == 1, when);
            QVERIFY2(stays.indexes.size() == 1, when);
            QVERIFY2(metadata.findView("", "stays_view")->columns.size() == 1, when);
            if (const Table* goes = metadata.findTable("goes"))
                QVERIFY2(goes->columns.size() == 2 && goes->indexes.size() == 1 && goes->triggers.size() == 1,
                    when);
        }
        QVERIFY(wasDropped);
        QVERIFY(statements >= 2);
    }

    void reflectsInsideATransaction()
    {
        auto connection = Engine::create("sqlite://").value().connect();
        connection->begin();
        connection->execute("CREATE TABLE t (a)");
        QVERIFY(reflected(*connection).findTable("t"));
        QVERIFY(connection->driverConnection().inTransaction());
        connection->rollback();
        QVERIFY(reflected(*connection).tables().empty());
    }

    void estimatesComeFromAnalyze()
    {
        auto connection = Engine::create("sqlite://").value().connect();
        connection->executeScript(
            "CREATE TABLE t (a UNIQUE); CREATE TABLE u (a); INSERT INTO t VALUES (1), (2), (3);"
            "INSERT INTO u VALUES (1); ANALYZE");
        MetaData metadata = reflected(*connection);
        QVERIFY(metadata.table("t").estimatedRows == 3);
        QVERIFY(metadata.table("u").estimatedRows == 1);
        QVERIFY(!metadata.findTable("sqlite_stat1"));
    }
};

QTEST_APPLESS_MAIN(TestSqliteDamaged)
#include "tst_sqlite_damaged.moc"
