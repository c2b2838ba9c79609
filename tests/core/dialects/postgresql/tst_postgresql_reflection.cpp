// What reflection finds, what it leaves out, and what it does where it may not look or things move under it.
#include "core/builtin/builtin.h"
#include "core/dialects/postgresql/option_keys.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/support/postgres_server.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

using namespace relata;
using namespace relata::test;
namespace option = relata::postgresql::option;

class PostgresqlReflection : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void types_data();
    void types();
    void serialAndIdentity();
    void schemas();
    void keysAcrossSchemas();
    void partsOfExtensionsAreLeftOut();
    void aUserWhoMaySeeLittle();
    void tablesComeAndGo();
    void aTableIsDroppedBetweenTwoQueries();
    void aLibraryIsMissing();
    void aTypeIsMissing();
    void aCatalogueMayNotBeRead();
    void secretsAreLeftOut();
    void insideATransaction();
    void progressAndStop();
    void anEmptyDatabase();
    void theNumberOfQueriesIsFixed();

private:
    std::unique_ptr<Connection> fresh(const QByteArray& script);
    MetaData reflected(const QByteArray& script);

    PostgresServer* m_server = nullptr;
};

namespace {

// Counts the statements that pass, and runs something before each.
class CountingDriver final : public DriverConnection
{
public:
    CountingDriver(
        DriverConnection& inner, int& statements, std::function<void()> before = [] {})
        : m_inner(inner), m_statements(statements), m_before(std::move(before))
    { }
    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value> parameters, const ExecutionOptions& options) override
    {
        ++m_statements;
        m_before();
        return m_inner.execute(sql, parameters, options);
    }
    void executeScript(const std::string& script, const ExecutionOptions& options) override
    {
        ++m_statements;
        m_before();
        m_inner.executeScript(script, options);
    }
    void interrupt() noexcept override { m_inner.interrupt(); }
    bool isUsable() const override { return m_inner.isUsable(); }
    bool inTransaction() const override { return m_inner.inTransaction(); }
    std::string serverVersion() const override { return m_inner.serverVersion(); }

private:
    DriverConnection& m_inner;
    int& m_statements;
    std::function<void()> m_before;
};

bool hasNote(const MetaData& metadata, const std::string& object)
{
    return std::any_of(metadata.notes.begin(), metadata.notes.end(),
        [&](const ReflectionNote& note) { return note.object == object; });
}

} // namespace

void PostgresqlReflection::initTestCase()
{
    registerBuiltins();
    m_server = PostgresServer::shared();
    if (!m_server)
        QSKIP(qPrintable(PostgresServer::whyMissing()));
    m_server->createDatabase("reflection");
}

// A connection to one database, in which every table of an earlier test is gone.
std::unique_ptr<Connection> PostgresqlReflection::fresh(const QByteArray& script)
{
    m_server->execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public; COMMENT ON SCHEMA public IS "
                      "'standard public schema'; GRANT USAGE ON SCHEMA public TO PUBLIC; DROP SCHEMA IF "
                      "EXISTS app CASCADE; DROP SCHEMA "
                      "IF EXISTS other CASCADE",
        "reflection");
    QStringList errors = m_server->runScript(script, "reflection");
    if (!errors.isEmpty())
        qWarning("%s", qPrintable(errors.join('\n')));
    return Engine::create(m_server->url("reflection").toStdString()).value().connect();
}

MetaData PostgresqlReflection::reflected(const QByteArray& script)
{
    auto connection = fresh(script);
    return connection->dialect().inspector(*connection)->reflect({});
}

void PostgresqlReflection::types_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("native");
    QTest::addColumn<int>("length");
    QTest::addColumn<int>("precision");
    QTest::addColumn<int>("scale");
    auto row = [](const char* sql, TypeKind kind, const char* native, int length = -1, int precision = -1,
                   int scale = -1) {
        QTest::newRow(sql) << QString(sql) << int(kind) << QString(native) << length << precision << scale;
    };
    row("boolean", TypeKind::Boolean, "boolean");
    row("int2", TypeKind::SmallInteger, "smallint");
    row("int8", TypeKind::BigInteger, "bigint");
    row("numeric(38,10)", TypeKind::Numeric, "numeric(38,10)", -1, 38, 10);
    row("numeric", TypeKind::Numeric, "numeric");
    row("real", TypeKind::Float, "real");
    row("float", TypeKind::Double, "double precision");
    row("varchar(40)", TypeKind::String, "character varying(40)", 40);
    row("varchar", TypeKind::String, "character varying");
    row("char(3)", TypeKind::String, "character(3)", 3);
    row("text", TypeKind::Text, "text");
    row("name", TypeKind::String, "name", 63);
    row("date", TypeKind::Date, "date");
    row("time(3)", TypeKind::Time, "time(3) without time zone", -1, 3);
    row("timestamptz(0)", TypeKind::DateTime, "timestamp(0) with time zone", -1, 0);
    row("timestamp", TypeKind::DateTime, "timestamp without time zone");
    row("interval(2)", TypeKind::Interval, "interval(2)", -1, 2);
    row("interval", TypeKind::Interval, "interval");
    row("bytea", TypeKind::LargeBinary, "bytea");
    row("json", TypeKind::Json, "json");
    row("jsonb", TypeKind::Json, "jsonb");
    row("uuid", TypeKind::Uuid, "uuid");
    row("xml", TypeKind::Xml, "xml");
    row("bit(8)", TypeKind::Bit, "bit(8)", 8);
    row("varbit(8)", TypeKind::Bit, "bit varying(8)", 8);
    row("money", TypeKind::Money, "money");
    row("inet", TypeKind::Network, "inet");
    row("point", TypeKind::Geometry, "point");
    row("int4range", TypeKind::Range, "int4range");
    row("int4multirange", TypeKind::Range, "int4multirange");
    row("tsvector", TypeKind::TextSearch, "tsvector");
    row("text[]", TypeKind::Array, "text[]");
    row("int2vector", TypeKind::Unknown, "int2vector");
    row("colour", TypeKind::Enum, "colour");
    row("positive", TypeKind::Domain, "positive");
    row("pair", TypeKind::Composite, "pair");
    row("app.colour", TypeKind::Enum, "app.colour");
    row("\"date\"", TypeKind::Date, "date");
    row("public.date", TypeKind::Enum, "public.date"); // bare, it would be the built-in type
}

void PostgresqlReflection::types()
{
    QFETCH(QString, sql);
    QFETCH(int, kind);
    QFETCH(QString, native);
    QFETCH(int, length);
    QFETCH(int, precision);
    QFETCH(int, scale);
    if (sql.contains("multirange") && m_server->majorVersion() < 14)
        QSKIP("A newer PostgreSQL brought it.");
    MetaData metadata = reflected(
        "CREATE SCHEMA app; CREATE TYPE colour AS ENUM ('red', 'green'); CREATE TYPE app.colour AS ENUM ();"
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE TYPE pair AS (a int, b int);"
        "CREATE TYPE public.date AS ENUM ('x'); CREATE TABLE t (c "
        + sql.toUtf8() + ")");
    const SqlType& type = metadata.table("t").c("c").type;
    QCOMPARE(QString(toString(type.kind)), QString(toString(TypeKind(kind))));
    QVERIFY(type.native);
    QCOMPARE(QString::fromStdString(type.native->text), native);
    QCOMPARE(type.length.value_or(-1), length);
    QCOMPARE(type.precision.value_or(-1), precision);
    QCOMPARE(type.scale.value_or(-1), scale);
    if (native == "colour")
        QVERIFY(type.values == (std::vector<std::string>{"red", "green"}));
    if (native == "positive")
        QVERIFY(type.element && type.element->kind == TypeKind::Integer && type.name == "positive");
}

void PostgresqlReflection::serialAndIdentity()
{
    MetaData metadata = reflected("CREATE TABLE t (a serial, b int GENERATED ALWAYS AS IDENTITY, c int "
                                  "DEFAULT 3); CREATE SEQUENCE free;");
    const Table& table = metadata.table("t");
    QVERIFY(table.c("a").autoincrement == Autoincrement::Yes);
    QVERIFY(table.c("a").serverDefault.has_value());
    QVERIFY(table.c("b").identity && table.c("b").identity->always
        && table.c("b").identity->sequenceName.empty());
    QVERIFY(table.c("c").autoincrement == Autoincrement::No);
    QCOMPARE(metadata.sequences.size(), std::size_t(2)); // the identity's is not listed
    QCOMPARE(QString::fromStdString(metadata.sequences[1].ownedByColumn), QString("a"));
}

void PostgresqlReflection::schemas()
{
    auto connection =
        fresh("CREATE SCHEMA app; CREATE SCHEMA other; CREATE TABLE t (a int); CREATE TABLE app.t (b int);");
    auto inspector = connection->dialect().inspector(*connection);
    QCOMPARE(QString::fromStdString(inspector->defaultSchemaName()), QString("public"));
    QVERIFY(inspector->schemaNames() == (std::vector<std::string>{"app", "other", "public"}));
    MetaData all = inspector->reflect({});
    QVERIFY(all.schemas == (std::vector<std::string>{"", "app", "other"}));
    QVERIFY(all.findTable("", "t") && all.findTable("public", "t") && all.findTable("app", "t"));
    ReflectOptions options;
    options.schemas = {"app", "missing"};
    MetaData some = inspector->reflect(options);
    QCOMPARE(some.tables().size(), std::size_t(1));
    QCOMPARE(some.notes.size(), std::size_t(1));
    QCOMPARE(QString::fromStdString(some.notes[0].object), QString("missing"));
    options.schemas = {""};
    QCOMPARE(QString::fromStdString(inspector->reflect(options).tables().front()->columns.front().name),
        QString("a"));
    // search_path is as it was.
    QVERIFY(connection->execute("SELECT a FROM t").all().empty());
}

void PostgresqlReflection::keysAcrossSchemas()
{
    auto connection = fresh("CREATE SCHEMA app; CREATE TABLE a (x int, y int, PRIMARY KEY (y, x)); CREATE "
                            "TABLE app.b (x int, y int, "
                            "FOREIGN KEY (x, y) REFERENCES a (x, y)); CREATE TABLE c (x int UNIQUE); ALTER "
                            "TABLE c ADD FOREIGN KEY "
                            "(x) REFERENCES c (x)");
    auto inspector = connection->dialect().inspector(*connection);
    MetaData all = inspector->reflect({});
    const ForeignKeyConstraint& key = all.findTable("app", "b")->foreignKeys.front();
    QCOMPARE(QString::fromStdString(key.referredSchema), QString("public"));
    QVERIFY(all.referredTable(*all.findTable("app", "b"), key) == all.findTable("", "a"));
    QVERIFY(all.table("a").primaryKey.columns == (std::vector<std::string>{"y", "x"}));
    QVERIFY(all.table("c").foreignKeys.front().referredSchema.empty());
    // What is referred to is named even where it is not read.
    ReflectOptions options;
    options.schemas = {"app"};
    MetaData some = inspector->reflect(options);
    QVERIFY(some.table("app.b").foreignKeys.front() == key);
}

void PostgresqlReflection::partsOfExtensionsAreLeftOut()
{
    MetaData metadata = reflected("CREATE EXTENSION hstore; CREATE TABLE t (h hstore, a hstore[])");
    QCOMPARE(metadata.carried.size(), std::size_t(1));
    QCOMPARE(QString::fromStdString(metadata.carried.front().kind), QString("extension"));
    QCOMPARE(QString::fromStdString(metadata.table("t").c("h").type.native->text), QString("hstore"));
}

void PostgresqlReflection::aUserWhoMaySeeLittle()
{
    fresh("CREATE SCHEMA app; CREATE TABLE app.secret (a int PRIMARY KEY); CREATE TABLE t (a int); CREATE "
          "VIEW v AS SELECT * FROM t;"
          "DROP ROLE IF EXISTS little; CREATE ROLE little LOGIN PASSWORD 'p'; REVOKE ALL ON SCHEMA app FROM "
          "PUBLIC;");
    QString url = QString("postgresql://little:p@127.0.0.1:%1/reflection").arg(m_server->port());
    MetaData metadata = reflect(Engine::create(url.toStdString()).value());
    QVERIFY(metadata.findTable("app", "secret") && metadata.findView("", "v"));
    bool noted = false;
    for (const ReflectionNote& note : metadata.notes)
        noted = noted || note.object == "app";
    QVERIFY(noted);
    m_server->execute("DROP ROLE little");
}

void PostgresqlReflection::tablesComeAndGo()
{
    auto connection = fresh("CREATE TABLE stays (a int PRIMARY KEY)");
    std::atomic<bool> done = false;
    std::thread other([&] {
        auto second = Engine::create(m_server->url("reflection").toStdString()).value().connect();
        for (int i = 0; !done; ++i) {
            std::string n = std::to_string(i % 5);
            try {
                second->executeScript("DROP VIEW IF EXISTS v" + n + "; DROP TABLE IF EXISTS moves" + n
                    + "; CREATE TABLE moves" + n
                    + " (a serial PRIMARY KEY, b int CHECK (b > 0), c text); CREATE INDEX ON moves" + n
                    + " (lower(c)) WHERE b > 5; CREATE VIEW v" + n + " AS SELECT a FROM moves" + n);
            } catch (const DatabaseError&) {
                // The server may choose this side where both wait for each other.
            }
        }
    });
    QString failure;
    for (int i = 0; i < 15; ++i) {
        try {
            MetaData metadata = connection->dialect().inspector(*connection)->reflect({});
            if (!metadata.findTable("", "stays"))
                failure = "a table is missing";
            for (const ViewPtr& view : metadata.views()) {
                if (view->definition.empty())
                    failure = "a view has lost its definition";
            }
        } catch (const DatabaseError& error) {
            failure = QString::fromStdString(error.error().describe());
        }
    }
    done = true;
    other.join();
    QCOMPARE(failure, QString());
}

// Before each of reflection's statements in turn, and by another connection: what stays is told in full, and
// what goes is told or not, but never half.
void PostgresqlReflection::aTableIsDroppedBetweenTwoQueries()
{
    const QByteArray script =
        "CREATE TYPE colour AS ENUM ('red'); CREATE DOMAIN word AS text CHECK (VALUE <> '');"
        "CREATE TABLE stays (a serial PRIMARY KEY, b word DEFAULT 'x' CHECK (b <> 'y'), c colour);"
        "CREATE INDEX stays_index ON stays (lower(b)); CREATE VIEW stays_view AS SELECT a FROM stays;"
        "CREATE FUNCTION stays_function() RETURNS int LANGUAGE sql AS 'SELECT 1';"
        "CREATE TABLE goes (a serial PRIMARY KEY, b int DEFAULT 5 CHECK (b > 0), c text, m int) PARTITION BY "
        "RANGE (a); CREATE TABLE goes_1 PARTITION OF goes FOR VALUES FROM (1) TO (9);"
        "CREATE INDEX goes_index ON goes ((b + 1), lower(c)) WHERE b > 5; CREATE VIEW goes_view AS SELECT a "
        "FROM goes; CREATE FUNCTION goes_function(g goes) RETURNS int LANGUAGE sql AS 'SELECT 1';"
        "CREATE STATISTICS goes_statistics ON b, c FROM goes; CREATE RULE goes_rule AS ON INSERT TO goes DO "
        "INSTEAD NOTHING; CREATE POLICY goes_policy ON goes USING (a > 0); CREATE TRIGGER goes_trigger AFTER "
        "INSERT ON goes FOR EACH STATEMENT EXECUTE FUNCTION suppress_redundant_updates_trigger();";
    for (int moment = 1;; moment += 3) {
        auto connection = fresh(script);
        int statements = 0;
        bool dropped = false;
        Connection watched(findDialect("postgresql"),
            std::make_unique<CountingDriver>(connection->driverConnection(), statements, [&] {
                if (statements != moment)
                    return;
                // One that waits for reflection's own locks comes to nothing, as it would for anybody.
                dropped =
                    m_server
                        ->execute("SET lock_timeout = '20ms'; DROP TABLE goes CASCADE; DROP FUNCTION IF "
                                  "EXISTS goes_function",
                            "reflection")
                        .isEmpty();
            }));
        MetaData metadata = watched.dialect().inspector(watched)->reflect({});
        QVERIFY2(metadata.findTable("", "stays"), qPrintable(QString::number(moment)));
        const Table& stays = metadata.table("stays");
        QCOMPARE(stays.columns.size(), std::size_t(3));
        QVERIFY(stays.columns[1].serverDefault.has_value());
        QCOMPARE(stays.checkConstraints.size(), std::size_t(1));
        QCOMPARE(stays.indexes.size(), std::size_t(1));
        QCOMPARE(stays.primaryKey.columns.size(), std::size_t(1));
        QVERIFY(metadata.findView("", "stays_view"));
        QVERIFY(!metadata.findView("", "stays_view")->definition.empty());
        QCOMPARE(metadata.domains.size(), std::size_t(1));
        QVERIFY(std::any_of(metadata.carried.begin(), metadata.carried.end(),
            [](const CarriedObject& object) { return object.name == "stays_function()"; }));
        for (const CarriedObject& object : metadata.carried)
            QVERIFY2(!object.definition.empty(), object.name.c_str());
        if (const View* view = metadata.findView("", "goes_view"))
            QVERIFY(!view->definition.empty());
        if (statements < moment) {
            QVERIFY(!dropped);
            QVERIFY(moment > 20);
            break;
        }
    }
}

// What a column's default says is printed by its type's own function, here in a library that is gone.
void PostgresqlReflection::aLibraryIsMissing()
{
    auto connection = fresh(
        "CREATE TYPE word; CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT "
        "AS "
        "'textin'; CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS "
        "'textout'; CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, INTERNALLENGTH = variable);"
        "CREATE TABLE spoilt (a int DEFAULT 7, b word DEFAULT 'x', c text NOT NULL);"
        "CREATE TABLE sound (a int DEFAULT 7, b text DEFAULT 'x');"
        "CREATE VIEW spoilt_view AS SELECT 'x'::word AS w; CREATE VIEW sound_view AS SELECT a FROM sound;"
        "UPDATE pg_proc SET prolang = 13, probin = '$libdir/gone', prosrc = 'gone' WHERE proname = "
        "'word_out';");
    MetaData metadata = connection->dialect().inspector(*connection)->reflect({});
    QVERIFY(metadata.table("sound").c("a").serverDefault.has_value());
    QVERIFY(metadata.table("sound").c("b").serverDefault.has_value());
    QCOMPARE(metadata.table("spoilt").columns.size(), std::size_t(3));
    QVERIFY(!metadata.table("spoilt").c("c").nullable);
    QVERIFY(hasNote(metadata, "spoilt"));
    QVERIFY(!hasNote(metadata, "sound"));
    QVERIFY(metadata.findView("", "sound_view"));
    QVERIFY(!metadata.findView("", "spoilt_view"));
    QVERIFY(hasNote(metadata, "spoilt_view"));
    for (const ReflectionNote& note : metadata.notes)
        QVERIFY2(QString::fromStdString(note.message).contains("gone\"") // 18 tells it without $libdir/
                || note.object == "spoilt_view",
            note.message.c_str());
}

void PostgresqlReflection::aTypeIsMissing()
{
    auto connection =
        fresh("CREATE TYPE vanishing AS ENUM ('a'); CREATE DOMAIN over_it AS vanishing; CREATE "
              "TABLE t (a int, b vanishing, c text DEFAULT 'x', d vanishing[], e over_it); CREATE "
              "FUNCTION f(v vanishing) RETURNS int LANGUAGE sql AS 'SELECT 1';"
              "DELETE FROM pg_type WHERE typname = 'vanishing'");
    MetaData metadata = connection->dialect().inspector(*connection)->reflect({});
    const Table& table = metadata.table("t");
    QCOMPARE(table.columns.size(), std::size_t(5));
    QCOMPARE(QString::fromStdString(table.columns[1].name), QString("b"));
    QVERIFY(table.c("c").serverDefault.has_value());
    QVERIFY(hasNote(metadata, "t.b"));
    QVERIFY(!hasNote(metadata, "t.c"));
    // The rest of the catalogue's entries, by hand: nothing else removes them any more.
    m_server->execute("DELETE FROM pg_class WHERE relname = 't'; DELETE FROM pg_proc WHERE proname = 'f'; "
                      "DELETE FROM pg_type WHERE typname IN ('over_it', '_vanishing', '_over_it', 't', '_t')",
        "reflection");
    m_server->createDatabase("reflection");
}

void PostgresqlReflection::aCatalogueMayNotBeRead()
{
    fresh(
        "CREATE TABLE t (a int, b int); CREATE STATISTICS s ON a, b FROM t; DROP ROLE IF EXISTS little; "
        "CREATE ROLE little LOGIN PASSWORD 'p'; REVOKE SELECT ON pg_statistic_ext, pg_trigger FROM PUBLIC;");
    QString url = QString("postgresql://little:p@127.0.0.1:%1/reflection").arg(m_server->port());
    MetaData metadata = reflect(Engine::create(url.toStdString()).value());
    QCOMPARE(metadata.table("t").columns.size(), std::size_t(2));
    QStringList notes;
    for (const ReflectionNote& note : metadata.notes)
        notes << QString::fromStdString(note.message);
    QCOMPARE(notes.filter("The extended statistics could not be read").size(), 1);
    QCOMPARE(notes.filter("The triggers could not be read").size(), 1);
    m_server->execute(
        "GRANT SELECT ON pg_statistic_ext, pg_trigger TO PUBLIC; DROP ROLE little", "reflection");
}

void PostgresqlReflection::secretsAreLeftOut()
{
    auto connection = fresh(
        "CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER far FOREIGN DATA WRAPPER nothing; CREATE USER "
        "MAPPING FOR PUBLIC SERVER far OPTIONS (user 'me', password 'canary'); CREATE FOREIGN TABLE t (a "
        "int) "
        "SERVER far OPTIONS (api_key 'canary', place 'x'); CREATE SUBSCRIPTION s CONNECTION 'host=nowhere "
        "password=''can\\''ary'' dbname=x' PUBLICATION p WITH (connect = false, slot_name = NONE);");
    MetaData metadata = connection->dialect().inspector(*connection)->reflect({});
    std::string script = createAll(metadata, dialect("postgresql")).script();
    QVERIFY(script.find("canary") == std::string::npos && script.find("ary'") == std::string::npos);
    QVERIFY(script.find("host=nowhere dbname=x") != std::string::npos);
    QVERIFY(script.find("place 'x'") != std::string::npos);
    QCOMPARE(metadata.notes.size(), std::size_t(3));
    m_server->execute("DROP FOREIGN TABLE t; DROP FOREIGN DATA WRAPPER nothing CASCADE", "reflection");
    m_server->createDatabase("reflection");
}

void PostgresqlReflection::insideATransaction()
{
    auto connection = fresh("");
    connection->begin();
    connection->executeScript("CREATE TABLE mine (a int)");
    MetaData metadata = connection->dialect().inspector(*connection)->reflect({});
    QVERIFY(metadata.findTable("", "mine"));
    QVERIFY(connection->driverConnection().inTransaction());
    QVERIFY(connection->execute("SELECT a FROM mine").all().empty());
    connection->rollback();
}

void PostgresqlReflection::progressAndStop()
{
    auto connection = fresh("CREATE TABLE t (a int)");
    std::stop_source source;
    ReflectOptions options;
    options.stop = source.get_token();
    int calls = 0;
    int last = -1;
    options.progress = [&](const std::string&, int step, int total) {
        ++calls;
        QVERIFY(step > last && step <= total);
        last = step;
    };
    auto inspector = connection->dialect().inspector(*connection);
    inspector->reflect(options);
    QVERIFY(calls > 5);
    options.progress = [&](const std::string& what, int, int) {
        if (what == "columns")
            source.request_stop();
    };
    QVERIFY_EXCEPTION_THROWN(inspector->reflect(options), CancelledError);
    QVERIFY(!connection->driverConnection().inTransaction());
    QCOMPARE(connection->execute("SELECT 1").scalar().integer(), 1);
}

void PostgresqlReflection::anEmptyDatabase()
{
    auto connection = fresh("DROP SCHEMA public");
    MetaData metadata = connection->dialect().inspector(*connection)->reflect({});
    QVERIFY(metadata.tables().empty());
    QVERIFY(metadata.schemas.empty());
    QVERIFY(metadata.defaultSchema.empty());
    m_server->execute("CREATE SCHEMA public", "reflection");
}

void PostgresqlReflection::theNumberOfQueriesIsFixed()
{
    auto count = [&](const QByteArray& script) {
        auto connection = fresh(script);
        int statements = 0;
        Connection counting(findDialect("postgresql"),
            std::make_unique<CountingDriver>(connection->driverConnection(), statements));
        counting.dialect().inspector(counting)->reflect({});
        return statements;
    };
    int few = count("CREATE TABLE t (a int)");
    QByteArray many = "CREATE SCHEMA app;";
    for (int i = 0; i < 50; ++i)
        many += "CREATE TABLE t" + QByteArray::number(i) + " (a int PRIMARY KEY); CREATE TABLE app.t"
            + QByteArray::number(i) + " (a int UNIQUE);";
    QCOMPARE(count(many), few);
    QVERIFY(few < 60);
}

QTEST_GUILESS_MAIN(PostgresqlReflection)
#include "tst_postgresql_reflection.moc"
