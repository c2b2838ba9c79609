// createAll() and dropAll() on real databases: what is there is looked at first.
#include "core/builtin/builtin.h"
#include "core/engine/create_all.h"
#include "core/engine/engine.h"
#include "core/util/error.h"
#include "tests/support/postgres_server.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace relata;

namespace {

Table tableNamed(const std::string& name, const std::string& refersTo = {}, const std::string& schema = {})
{
    Table table;
    table.schema = schema;
    table.name = name;
    for (const char* columnName : {"id", "other"}) {
        Column column;
        column.name = columnName;
        column.type = SqlType::of(TypeKind::Integer);
        column.nullable = std::string_view(columnName) != "id";
        table.columns.push_back(column);
    }
    table.primaryKey.columns = {"id"};
    if (!refersTo.empty()) {
        ForeignKeyConstraint key;
        key.columns = {"other"};
        key.referredTable = refersTo;
        key.referredColumns = {"id"};
        table.foreignKeys.push_back(key);
    }
    return table;
}

std::vector<std::string> tablesOf(Connection& connection)
{
    std::vector<std::string> names;
    const MetaData metadata = reflect(connection);
    for (const TablePtr& table : metadata.tables())
        names.push_back(table->qualifiedName());
    std::sort(names.begin(), names.end());
    return names;
}

using Names = std::vector<std::string>;

} // namespace

class TestCreateAll : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }
    void init();
    void makesWhatIsMissing_data() { databases(); }
    void makesWhatIsMissing();
    void dropsWhatIsThere_data() { databases(); }
    void dropsWhatIsThere();
    void onlySome_data() { databases(); }
    void onlySome();
    void listeners_data() { databases(); }
    void listeners();
    void failureLeavesNothing_data() { databases(); }
    void failureLeavesNothing();
    void cycles();
    void namelessCycleIsRefused();
    void translatedSchemas();
    void typesOnce();
    void reflectsOnlySome_data() { databases(); }
    void reflectsOnlySome();

private:
    static void databases();
    std::unique_ptr<Connection> connect(const QString& kind);
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestCreateAll::databases()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("SQLite") << "sqlite";
    QTest::newRow("PostgreSQL") << "postgresql";
}

void TestCreateAll::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

std::unique_ptr<Connection> TestCreateAll::connect(const QString& kind)
{
    QString url = "sqlite:///" + m_folder->filePath("a.db") + "?mode=rwc";
    if (kind == "postgresql") {
        test::PostgresServer* server = test::PostgresServer::shared();
        if (!server)
            return nullptr;
        server->createDatabase("create_all");
        url = server->url("create_all");
    }
    return Engine::create(url.toStdString()).value().connect();
}

#define RELATA_CONNECT(name)                                                                                 \
    std::unique_ptr<Connection> connection = connect(name);                                                  \
    if (!connection)                                                                                         \
    QSKIP(qPrintable(test::PostgresServer::whyMissing()))

void TestCreateAll::makesWhatIsMissing()
{
    QFETCH(QString, kind);
    RELATA_CONNECT(kind);
    connection->executeScript("CREATE TABLE a (id INTEGER NOT NULL, kept INTEGER, PRIMARY KEY (id))");
    MetaData metadata;
    metadata.schemas = {""};
    metadata.addTable(tableNamed("a"));
    metadata.addTable(tableNamed("b", "a"));
    View view;
    view.name = "v";
    view.definition = {"SELECT id FROM b", connection->dialect().traits().name};
    metadata.addView(view);
    DdlReport report = createAll(*connection, metadata);
    QCOMPARE(report.skipped, (Names{"a"}));
    QCOMPARE(tablesOf(*connection), (Names{"a", "b"}));
    QVERIFY(reflect(*connection).table("a").findColumn("kept")); // not touched
    report = createAll(*connection, metadata);
    QVERIFY(report.executed.empty());
    QCOMPARE(report.skipped, (Names{"a", "b", "v"}));
    RunDdlOptions blindly;
    blindly.checkFirst = false;
    QVERIFY_EXCEPTION_THROWN(createAll(*connection, metadata, blindly), DatabaseError);
}

void TestCreateAll::dropsWhatIsThere()
{
    QFETCH(QString, kind);
    RELATA_CONNECT(kind);
    MetaData metadata;
    metadata.schemas = {""};
    for (const Table& table : {tableNamed("a"), tableNamed("b", "a"), tableNamed("c", "b")})
        metadata.addTable(table);
    createAll(*connection, metadata);
    connection->executeScript("DROP TABLE c; CREATE TABLE stays (id INTEGER)");
    DdlReport report = dropAll(*connection, metadata);
    QCOMPARE(report.skipped, (Names{"c"}));
    QCOMPARE(report.executed.size(), std::size_t(2));
    QCOMPARE(tablesOf(*connection), (Names{"stays"}));
    QVERIFY(dropAll(*connection, metadata).executed.empty());
}

void TestCreateAll::onlySome()
{
    QFETCH(QString, kind);
    RELATA_CONNECT(kind);
    MetaData metadata;
    metadata.schemas = {""};
    for (const Table& table : {tableNamed("a"), tableNamed("b", "a"), tableNamed("c", "b")})
        metadata.addTable(table);
    RunDdlOptions options;
    options.tables = {"a", "b"};
    createAll(*connection, metadata, options);
    QCOMPARE(tablesOf(*connection), (Names{"a", "b"}));
    options.tables = {"b"};
    dropAll(*connection, metadata, options);
    QCOMPARE(tablesOf(*connection), (Names{"a"}));
    options.tables = {"nothing"};
    QVERIFY_EXCEPTION_THROWN(createAll(*connection, metadata, options), DatabaseError);
}

void TestCreateAll::listeners()
{
    QFETCH(QString, kind);
    RELATA_CONNECT(kind);
    MetaData metadata;
    metadata.schemas = {""};
    Table a = tableNamed("a");
    a.ddl.push_back({DdlMoment::AfterCreate, "INSERT INTO %(fullname)s (id) VALUES (7)", {}, {}, {}});
    a.ddl.push_back({DdlMoment::AfterCreate, "this is not for you", {"oracle"}, {}, {}});
    metadata.addTable(a);
    metadata.addTable(tableNamed("b", "a"));
    Names calls;
    RunDdlOptions options;
    options.listener = [&](DdlMoment moment, const Table* table, Connection& open) {
        std::string name = table ? table->name : "all";
        calls.push_back(std::to_string(static_cast<int>(moment)) + " " + name);
        if (moment == DdlMoment::AfterCreate && name == "a")
            QCOMPARE(open.execute("SELECT id FROM a").scalar().toText(), std::string("7"));
    };
    createAll(*connection, metadata, options);
    QCOMPARE(calls, (Names{"0 all", "0 a", "1 a", "0 b", "1 b", "1 all"}));
    calls.clear();
    dropAll(*connection, metadata, options);
    QCOMPARE(calls, (Names{"2 all", "2 b", "3 b", "2 a", "3 a", "3 all"}));
    calls.clear();
    dropAll(*connection, metadata, options);
    QCOMPARE(calls, (Names{"2 all", "3 all"}));
}

void TestCreateAll::failureLeavesNothing()
{
    QFETCH(QString, kind);
    RELATA_CONNECT(kind);
    MetaData metadata;
    metadata.schemas = {""};
    metadata.addTable(tableNamed("a"));
    Table broken = tableNamed("b");
    CheckConstraint check;
    check.expression.text = "no such thing (";
    broken.checkConstraints.push_back(check);
    metadata.addTable(broken);
    QVERIFY_EXCEPTION_THROWN(createAll(*connection, metadata), DatabaseError);
    QVERIFY(!connection->driverConnection().inTransaction());
    QVERIFY(tablesOf(*connection).empty());
    RunDdlOptions options;
    options.listener = [](DdlMoment moment, const Table* table, Connection&) {
        if (moment == DdlMoment::AfterCreate && table)
            throw std::runtime_error("no");
    };
    metadata.removeTable("", "b");
    QVERIFY_EXCEPTION_THROWN(createAll(*connection, metadata, options), std::runtime_error);
    QVERIFY(tablesOf(*connection).empty());
}

void TestCreateAll::cycles()
{
    RELATA_CONNECT("postgresql");
    MetaData metadata;
    metadata.schemas = {""};
    metadata.addTable(tableNamed("staff", "store"));
    metadata.addTable(tableNamed("store", "staff"));
    metadata.namingConvention.templates = {{"fk", "fk_%(table_name)s_%(referred_table_name)s"}};
    createAll(*connection, metadata);
    MetaData made = reflect(*connection);
    QCOMPARE(made.table("staff").foreignKeys.at(0).name, std::string("fk_staff_store"));
    QCOMPARE(made.table("store").foreignKeys.at(0).name, std::string("fk_store_staff"));
    dropAll(*connection, metadata);
    QVERIFY(tablesOf(*connection).empty());
}

void TestCreateAll::namelessCycleIsRefused()
{
    RELATA_CONNECT("postgresql");
    MetaData metadata;
    metadata.schemas = {""};
    metadata.addTable(tableNamed("staff", "store"));
    metadata.addTable(tableNamed("store", "staff"));
    createAll(*connection, metadata);
    try {
        dropAll(*connection, metadata);
        QFAIL("dropped what cannot be dropped");
    } catch (const DatabaseError& error) {
        QVERIFY(error.error().kind == ErrorKind::Argument);
        QVERIFY(error.error().message.find("staff, store") != std::string::npos);
    }
    QCOMPARE(tablesOf(*connection).size(), std::size_t(2));
}

void TestCreateAll::translatedSchemas()
{
    RELATA_CONNECT("postgresql");
    MetaData metadata;
    metadata.schemas = {"", "tenant"};
    metadata.addTable(tableNamed("orders", "items", "tenant"));
    metadata.addTable(tableNamed("items", {}, "tenant"));
    for (const char* tenant : {"t1", "t2"}) {
        RunDdlOptions options;
        options.schemaTranslateMap = {{"tenant", tenant}};
        createAll(*connection, metadata, options);
        QVERIFY(createAll(*connection, metadata, options).executed.empty());
    }
    QCOMPARE(tablesOf(*connection), (Names{"t1.items", "t1.orders", "t2.items", "t2.orders"}));
    RunDdlOptions options;
    options.schemaTranslateMap = {{"tenant", "t1"}};
    dropAll(*connection, metadata, options);
    QCOMPARE(tablesOf(*connection), (Names{"t2.items", "t2.orders"}));
}

void TestCreateAll::typesOnce()
{
    RELATA_CONNECT("postgresql");
    MetaData metadata;
    metadata.dialect = "postgresql";
    metadata.schemas = {""};
    metadata.enums.resize(1);
    metadata.enums[0].name = "mood";
    metadata.enums[0].values = {"sad", "happy"};
    Table table = tableNamed("a");
    table.columns[1].type = SqlType::of(TypeKind::Enum);
    table.columns[1].type.name = "mood";
    metadata.addTable(table);
    createAll(*connection, metadata);
    metadata.addTable(tableNamed("b"));
    DdlReport report = createAll(*connection, metadata);
    QCOMPARE(report.executed.size(), std::size_t(1));
    QCOMPARE(report.skipped, (Names{"mood", "a"}));
    dropAll(*connection, metadata);
    QVERIFY(reflect(*connection).enums.empty());
}

void TestCreateAll::reflectsOnlySome()
{
    QFETCH(QString, kind);
    RELATA_CONNECT(kind);
    MetaData metadata;
    metadata.schemas = {""};
    for (const Table& table : {tableNamed("a"), tableNamed("b", "a"), tableNamed("c")})
        metadata.addTable(table);
    createAll(*connection, metadata);
    ReflectOptions options;
    options.filter.tables = {"b"};
    MetaData some = reflect(*connection, options);
    QVERIFY(some.findTable("a") && some.findTable("b") && !some.findTable("c"));
    options.filter.resolveForeignKeys = false;
    some = reflect(*connection, options);
    QVERIFY(!some.findTable("a") && some.findTable("b"));
}

QTEST_GUILESS_MAIN(TestCreateAll)
#include "tst_create_all.moc"
