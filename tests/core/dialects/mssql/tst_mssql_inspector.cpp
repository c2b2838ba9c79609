// Reflection of SQL Server, on recorded rows.
#include "core/dialects/mssql/catalogue.h"
#include "core/dialects/mssql/mssql_dialect.h"
#include "core/dialects/mssql/reader_values.h"
#include "core/dialects/mssql/view_definition.h"
#include "core/engine/inspector.h"
#include "core/sql/ddl.h"
#include "tests/support/golden_file.h"
#include "tests/support/recorded_database.h"

#include <QtTest>

using namespace relata;
using mssql::MsSqlDialect;

namespace {

test::RecordedQueries queries()
{
    namespace catalogue = mssql::catalogue;
    return {{{catalogue::session(), "session"}, {catalogue::schemaNames(), "schemaNames"},
                {catalogue::tables(), "tables"}, {catalogue::columns(), "columns"},
                {catalogue::indexes(), "indexes"}, {catalogue::foreignKeys(), "foreignKeys"},
                {catalogue::checks(), "checks"}, {catalogue::notForReplication(), "notForReplication"},
                {catalogue::fileGroups(), "fileGroups"}, {catalogue::views(), "views"},
                {catalogue::viewNeeds(), "viewNeeds"}, {catalogue::sequences(), "sequences"},
                {catalogue::synonyms(), "synonyms"}, {catalogue::triggers(), "triggers"},
                {catalogue::routines(), "routines"}, {catalogue::aliasTypes(), "aliasTypes"},
                {catalogue::partitionFunctions(), "partitionFunctions"},
                {catalogue::partitionSchemes(), "partitionSchemes"}},
        "16.00.1000"};
}

std::unique_ptr<Connection> recorded(const char* name)
{
    return test::recordedConnection(std::make_shared<MsSqlDialect>(),
        QString(RELATA_SOURCE_DIR) + "/tests/core/dialects/mssql/recorded/" + name + ".json", queries());
}

MetaData reflected(const char* name, const ReflectOptions& options = {})
{
    std::unique_ptr<Connection> connection = recorded(name);
    return connection->dialect().inspector(*connection)->reflect(options);
}

} // namespace

class TestMsSqlInspector : public QObject
{
    Q_OBJECT

private slots:
    void scripts_data();
    void scripts();
    void columns();
    void indexes();
    void keysAndChecks();
    void replicationAndFileGroups();
    void objects();
    void oneSchema();
    void notes();
    void stops();
    void viewDefinitions_data();
    void viewDefinitions();
    void parentheses();
    void urls_data();
    void urls();
    void refusedUrls();
};

void TestMsSqlInspector::scripts_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("chinook") << "chinook";
    QTest::newRow("shop") << "shop";
}

void TestMsSqlInspector::scripts()
{
    QFETCH(QString, name);
    MetaData metadata = reflected(qPrintable(name));
    QCOMPARE(test::compareGolden("reflected/mssql_" + name + ".sql",
                 QString::fromStdString(createAll(metadata, MsSqlDialect()).script())),
        QString());
    QCOMPARE(test::compareGolden("reflected/mssql_" + name + "_drop.sql",
                 QString::fromStdString(dropAll(metadata, MsSqlDialect()).script())),
        QString());
}

void TestMsSqlInspector::columns()
{
    MetaData metadata = reflected("shop");
    QCOMPARE(metadata.serverVersion, std::string("16.0.1000.6"));
    QCOMPARE(metadata.schemas, (std::vector<std::string>{"audit", ""}));
    const Table& customer = metadata.table("customer");
    QCOMPARE(*customer.c("id").identity->start, std::int64_t(1000));
    QCOMPARE(customer.c("id").comment, std::string("Number on the card"));
    QVERIFY(customer.c("name").type.national && *customer.c("name").type.length == 120);
    QVERIFY(customer.c("name").collation.empty()); // the database's own
    QCOMPARE(customer.c("email").collation, std::string("Latin1_General_CS_AS"));
    QVERIFY(customer.c("email").type.kind == TypeKind::Text);
    QVERIFY(customer.c("phone").type.kind == TypeKind::Domain);
    QCOMPARE(*customer.c("phone").type.element->length, 40);
    QCOMPARE(customer.c("credit").serverDefault->text, std::string("((0))"));
    QCOMPARE(customer.c("credit").options.value("mssql.default_name"), std::string("DF_customer_credit"));
    QVERIFY(!customer.c("active").options.find("mssql.default_name"));
    const Table& orders = metadata.table("order]s");
    QCOMPARE(orders.c("total").computed->expression.text, std::string("[quantity]*[price]"));
    QVERIFY(orders.c("total").computed->persisted);
    QVERIFY(orders.c("shipped").type.timezone && *orders.c("shipped").type.precision == 3);
    QCOMPARE(orders.c("version").type.native->text, std::string("ROWVERSION"));
    QVERIFY(orders.kind == TableKind::Partitioned);
    QCOMPARE(*orders.estimatedRows, std::int64_t(50000));
    const Table& product = metadata.table("product");
    QVERIFY(
        product.c("weight").type.kind == TypeKind::Double && product.c("share").type.kind == TypeKind::Float);
    QVERIFY(product.c("kind").type.kind == TypeKind::Unknown);
    QVERIFY(metadata.table("audit.customer_history").kind == TableKind::Shadow);
}

void TestMsSqlInspector::indexes()
{
    MetaData metadata = reflected("shop");
    const Index* name = nullptr;
    for (const Index& index : metadata.table("customer").indexes) {
        if (index.name == "ix_name")
            name = &index;
    }
    QVERIFY(name);
    QCOMPARE(name->elements.size(), std::size_t(2));
    QVERIFY(name->elements[0].descending && !name->elements[1].descending);
    QCOMPARE(name->includeColumns, (std::vector<std::string>{"credit", "active"}));
    QCOMPARE(name->where.text, std::string("([active]=(1))"));
    QCOMPARE(name->comment, std::string("For the search"));
    const Table& product = metadata.table("product");
    QCOMPARE(product.primaryKey.options.value("mssql.clustered"), std::string("false"));
    QCOMPARE(product.indexes.at(0).options.value("mssql.clustered"), std::string("true"));
    QVERIFY(metadata.table("order]s").indexes.at(0).options.flag("mssql.columnstore"));
    QCOMPARE(metadata.findView("", "sales")->indexes.size(), std::size_t(1));
}

void TestMsSqlInspector::keysAndChecks()
{
    MetaData metadata = reflected("shop");
    const Table& orders = metadata.table("order]s");
    QCOMPARE(orders.foreignKeys.size(), std::size_t(2));
    QVERIFY(orders.foreignKeys[0].onDelete == ReferentialAction::Cascade);
    QVERIFY(orders.foreignKeys[1].onUpdate == ReferentialAction::SetNull);
    QVERIFY(!orders.foreignKeys[1].validated && orders.foreignKeys[1].options.flag("mssql.disabled"));
    const ForeignKeyConstraint& far = metadata.table("audit.event").foreignKeys.at(0);
    QCOMPARE(far.referredSchema, std::string("dbo"));
    QVERIFY(metadata.referredTable(metadata.table("audit.event"), far) == metadata.findTable("customer"));
    QCOMPARE(metadata.table("customer").checkConstraints.at(0).expression.text,
        std::string("[credit]>=(0) AND [credit]<=(10000)"));
    QVERIFY(!orders.checkConstraints.at(0).validated);
    // With a table of several columns the whole chinook: composite keys stand in their order.
    QCOMPARE(reflected("chinook").table("PlaylistTrack").primaryKey.columns,
        (std::vector<std::string>{"PlaylistId", "TrackId"}));
}

// The words and their places are those of "CREATE TABLE (Transact-SQL)" and "CREATE INDEX (Transact-SQL)".
void TestMsSqlInspector::replicationAndFileGroups()
{
    MetaData metadata = reflected("shop");
    QString script = QString::fromStdString(createAll(metadata, MsSqlDialect()).script());
    for (const char* expected : {"id INT NOT NULL IDENTITY(1000,5) NOT FOR REPLICATION",
             "CHECK NOT FOR REPLICATION ([credit]>=(0) AND [credit]<=(10000))",
             "ON UPDATE SET NULL NOT FOR REPLICATION", ") ON [FG 2023] TEXTIMAGE_ON [FG 2024]",
             "WITH (DATA_COMPRESSION = ROW) ON [PRIMARY]", "PRIMARY KEY (id) ON [FG 2023]"})
        QVERIFY2(script.contains(expected), expected);
    const Table& customer = metadata.table("customer");
    QCOMPARE(customer.options.value("mssql.filegroup"), std::string("FG 2023"));
    for (const Index& index : customer.indexes) { // a default group is said where the table has another
        if (index.name == "ix_name")
            QCOMPARE(index.options.value("mssql.filegroup"), std::string("PRIMARY"));
    }
    QVERIFY(!metadata.table("product").options.find("mssql.filegroup"));
    QVERIFY(!metadata.table("product").primaryKey.options.find("mssql.filegroup"));
}

void TestMsSqlInspector::objects()
{
    MetaData metadata = reflected("shop");
    const View* active = metadata.findView("", "active_customer");
    QVERIFY(active && active->namedColumns);
    QCOMPARE(active->definition.text, std::string("SELECT id, name FROM dbo.customer WHERE active = 1"));
    QCOMPARE(active->columns.at(1).comment, std::string("As on the card"));
    QVERIFY(active->options.flag("mssql.check_option"));
    QCOMPARE(active->dependsOn, (std::vector<std::string>{"customer"}));
    QCOMPARE(active->triggers.at(0).timing, std::string("INSTEAD OF"));
    QVERIFY(!metadata.table("customer").triggers.at(0).enabled);
    QCOMPARE(metadata.sequences.size(), std::size_t(3));
    QCOMPARE(metadata.sequences[1].dataType, std::string("DECIMAL(12)"));
    QVERIFY(metadata.sequences[1].cycle && *metadata.sequences[1].cache == 0);
    QVERIFY(!metadata.sequences[0].cache && *metadata.sequences[2].cache == 50);
    std::vector<std::string> kinds;
    for (const CarriedObject& object : metadata.carried)
        kinds.push_back(object.kind);
    QCOMPARE(kinds,
        (std::vector<std::string>{"partition function", "partition function", "partition scheme",
            "partition scheme", "type", "synonym", "function", "function", "procedure"}));
}

void TestMsSqlInspector::oneSchema()
{
    ReflectOptions options;
    options.schemas = {"audit", "missing"};
    MetaData metadata = reflected("shop", options);
    QCOMPARE(metadata.tables().size(), std::size_t(2));
    QCOMPARE(metadata.notes.at(0).object, std::string("missing"));
    QVERIFY(metadata.views().empty());
}

void TestMsSqlInspector::notes()
{
    QStringList notes;
    for (const ReflectionNote& note : reflected("shop").notes)
        notes << QString::fromStdString(note.object + ": " + note.message);
    QCOMPARE(notes,
        (QStringList{"secret: The view's text is hidden (WITH ENCRYPTION) or cannot be read.",
            "note: The index ix_hash is of the kind NONCLUSTERED HASH, which Relata does not read.",
            "hidden: The text of this procedure is hidden (WITH ENCRYPTION)."}));
    // A view of the catalogue that may not be read costs its objects alone.
    MetaData damaged = reflected("damaged");
    QCOMPARE(damaged.notes.at(0).message,
        std::string("The checks could not be read: The SELECT permission was denied."));
    QCOMPARE(damaged.table("t").columns.size(), std::size_t(1));
}

void TestMsSqlInspector::stops()
{
    std::stop_source source;
    source.request_stop();
    ReflectOptions options;
    options.stop = source.get_token();
    QVERIFY_EXCEPTION_THROWN(reflected("shop", options), CancelledError);
}

void TestMsSqlInspector::viewDefinitions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("query");
    QTest::newRow("plain") << "CREATE VIEW v AS SELECT 1 AS a"
                           << "SELECT 1 AS a";
    QTest::newRow("comment before") << "-- CREATE VIEW x AS\nCREATE VIEW [a].[b c] AS\nSELECT 1;\n"
                                    << "SELECT 1";
    QTest::newRow("or alter") << "create or alter view v with schemabinding, view_metadata as select 1"
                              << "select 1";
    QTest::newRow("check option") << "CREATE VIEW v (a, [b)]) AS SELECT 1, 2 WITH CHECK OPTION;"
                                  << "SELECT 1, 2";
    QTest::newRow("with of a query") << "CREATE VIEW v AS WITH c AS (SELECT 1 AS a) SELECT a FROM c"
                                     << "WITH c AS (SELECT 1 AS a) SELECT a FROM c";
    QTest::newRow("empty") << ""
                           << "";
    QTest::newRow("cut") << "CREATE VIEW v AS"
                         << "";
    QTest::newRow("another") << "CREATE TABLE t (a int)"
                             << "";
    QTest::newRow("only check option") << "CREATE VIEW v AS WITH CHECK OPTION"
                                       << "";
}

void TestMsSqlInspector::viewDefinitions()
{
    QFETCH(QString, text);
    QFETCH(QString, query);
    QCOMPARE(QString::fromStdString(mssql::readViewDefinition(text.toStdString()).query), query);
}

void TestMsSqlInspector::parentheses()
{
    QCOMPARE(mssql::withoutParentheses("([a]+[b])"), std::string("[a]+[b]"));
    QCOMPARE(mssql::withoutParentheses("(([a]))"), std::string("([a])"));
    QCOMPARE(mssql::withoutParentheses("([a])+([b])"), std::string("([a])+([b])"));
    QCOMPARE(mssql::withoutParentheses("([a]=')')"), std::string("[a]=')'"));
    QCOMPARE(mssql::withoutParentheses("("), std::string("("));
    QCOMPARE(mssql::withoutParentheses(""), std::string(""));
}

void TestMsSqlInspector::urls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("arguments");
    QTest::newRow("plain") << "mssql://sa:s3cret@db.example/shop"
                           << "Driver=ODBC Driver 18 for SQL Server;Server=db.example;Database=shop;UID=sa;"
                              "PWD=s3cret";
    QTest::newRow("port") << "mssql+pyodbc://sa:p@db:1444/shop?driver=ODBC+Driver+17+for+SQL+Server"
                          << "Driver=ODBC Driver 17 for SQL Server;Server=db,1444;Database=shop;UID=sa;PWD=p";
    QTest::newRow("encryption")
        << "mssql://sa:p@db/shop?Encrypt=yes&TrustServerCertificate=yes"
        << "Driver=ODBC Driver 18 for SQL Server;Server=db;Database=shop;UID=sa;PWD=p;"
           "Encrypt=yes;TrustServerCertificate=yes";
    QTest::newRow("trusted") << "mssql://db/shop"
                             << "Driver=ODBC Driver 18 for SQL Server;Server=db;Database=shop;"
                                "Trusted_Connection=Yes";
    QTest::newRow("authentication") << "mssql://db/shop?authentication=ActiveDirectoryMsi"
                                    << "Driver=ODBC Driver 18 for SQL Server;Server=db;Database=shop;"
                                       "Authentication=ActiveDirectoryMsi";
    QTest::newRow("dsn") << "mssql+pyodbc://sa:p@my_dsn"
                         << "DSN=my_dsn;UID=sa;PWD=p";
    QTest::newRow("whole") << "mssql+pyodbc:///?odbc_connect=DRIVER%3D%7BX%7D%3BSERVER%3Dy"
                           << "odbc_connect=DRIVER={X};SERVER=y";
    QTest::newRow("FreeTDS")
        << "mssql://sa:p@db:1433/shop?driver=FreeTDS&TDS_Version=7.4"
        << "Driver=FreeTDS;Server=db;Port=1433;Database=shop;UID=sa;PWD=p;TDS_Version=7.4";
    QTest::newRow("hostile") << "mssql://sa:a%3BUID%3Dx@db/shop"
                             << "Driver=ODBC Driver 18 for SQL Server;Server=db;Database=shop;UID=sa;"
                                "PWD=a;UID=x"; // one value; the driver's braces keep it one
}

void TestMsSqlInspector::urls()
{
    QFETCH(QString, url);
    QFETCH(QString, arguments);
    ConnectArguments made = MsSqlDialect().connectArguments(Url::parse(url.toStdString()).value()).value();
    QStringList parts;
    for (const auto& [key, value] : made.parameters) {
        if (!key.starts_with('@'))
            parts << QString::fromStdString(key + "=" + value);
    }
    QCOMPARE(parts.join(';'), arguments);
}

void TestMsSqlInspector::refusedUrls()
{
    for (const char* url : {"mssql://db/shop?a%3Bb=c", "mssql://db/shop?a%3Db=c", "mssql://db/shop?a=b%00c"})
        QVERIFY2(!MsSqlDialect().connectArguments(Url::parse(url).value()), url);
    std::string shown =
        Url::parse("mssql:///?odbc_connect=PWD%3Dcanary&PWD=canary").value().toString(Url::Password::Hide);
    QVERIFY2(shown.find("canary") == std::string::npos, shown.c_str());
}

QTEST_GUILESS_MAIN(TestMsSqlInspector)
#include "tst_mssql_inspector.moc"
