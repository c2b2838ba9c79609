// Reflection of Oracle, on recorded rows.
#include "core/dialects/oracle/catalogue.h"
#include "core/dialects/oracle/oracle_dialect.h"
#include "core/dialects/oracle/oracle_type_reader.h"
#include "core/engine/inspector.h"
#include "core/sql/ddl.h"
#include "tests/support/golden_file.h"
#include "tests/support/recorded_database.h"

#include <QtTest>

using namespace relata;
using oracle::OracleDialect;

namespace {

test::RecordedQueries queries()
{
    namespace catalogue = oracle::catalogue;
    return {{{catalogue::session(), "session"}, {catalogue::schemaNames(), "schemaNames"},
                {catalogue::tables(), "tables"}, {catalogue::columns(), "columns"},
                {catalogue::constraints(), "constraints"}, {catalogue::foreignKeys(), "foreignKeys"},
                {catalogue::indexes(), "indexes"}, {catalogue::views(), "views"},
                {catalogue::materializedViews(), "materializedViews"}, {catalogue::viewNeeds(), "viewNeeds"},
                {catalogue::sequences(), "sequences"}, {catalogue::synonyms(), "synonyms"},
                {catalogue::triggers(), "triggers"}, {catalogue::sources(), "sources"},
                {catalogue::partitions(), "partitions"}, {catalogue::partitionColumns(), "partitionColumns"},
                {catalogue::subpartitions(), "subpartitions"},
                {catalogue::subpartitionColumns(), "subpartitionColumns"}},
        "19.00.0000"};
}

MetaData reflected(const char* name, const ReflectOptions& options = {})
{
    std::unique_ptr<Connection> connection = test::recordedConnection(std::make_shared<OracleDialect>(),
        QString(RELATA_SOURCE_DIR) + "/tests/core/dialects/oracle/recorded/" + name + ".json", queries());
    return connection->dialect().inspector(*connection)->reflect(options);
}

} // namespace

class TestOracleInspector : public QObject
{
    Q_OBJECT

private slots:
    void scripts_data();
    void scripts();
    void columns();
    void subpartitions();
    void partitionsWithoutColumns();
    void constraints();
    void indexes();
    void objects();
    void notes();
    void damaged();
    void oneSchema();
    void types_data();
    void types();
    void urls_data();
    void urls();
    void refusedUrls();
};

void TestOracleInspector::scripts_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("chinook") << "chinook";
    QTest::newRow("shop") << "shop";
}

void TestOracleInspector::scripts()
{
    QFETCH(QString, name);
    MetaData metadata = reflected(qPrintable(name));
    QCOMPARE(test::compareGolden("reflected/oracle_" + name + ".sql",
                 QString::fromStdString(createAll(metadata, OracleDialect()).script())),
        QString());
    QCOMPARE(test::compareGolden("reflected/oracle_" + name + "_drop.sql",
                 QString::fromStdString(dropAll(metadata, OracleDialect()).script())),
        QString());
}

void TestOracleInspector::columns()
{
    MetaData metadata = reflected("shop");
    QCOMPARE(metadata.defaultSchema, std::string("shop"));
    QCOMPARE(metadata.schemas, (std::vector<std::string>{"auditor", ""}));
    const Table& customer = metadata.table("customer");
    const Identity& identity = *customer.c("id").identity;
    QVERIFY(identity.always && *identity.start == 1000 && *identity.cache == 0 && !identity.maxValue);
    QVERIFY(!customer.c("id").serverDefault);
    QCOMPARE(customer.c("credit").serverDefault->text, std::string("0"));
    QCOMPARE(customer.c("upper_name").computed->expression.text, std::string("UPPER(\"NAME\")"));
    QVERIFY(customer.c("notes").options.flag("oracle.invisible"));
    QCOMPARE(customer.c("email").collation, std::string("BINARY_CI"));
    QVERIFY(customer.c("seen").type.timezone && *customer.c("seen").type.precision == 6);
    QCOMPARE(customer.c("seen").serverDefault->text, std::string("SYSTIMESTAMP"));
    QVERIFY(customer.c("home").type.kind == TypeKind::Composite);
    QCOMPARE(customer.c("home").type.name, std::string("address"));
    QCOMPARE(customer.comment, std::string("It's people"));
    QCOMPARE(metadata.table("Order Line").c("Quantity").type.native->text, std::string("NUMBER(4)"));
    const Identity& sale = *metadata.table("sale").c("id").identity;
    QVERIFY(!sale.always && !sale.start && !sale.increment && !sale.minValue && !sale.cache && !sale.cycle);
    QVERIFY(metadata.table("sale").c("id").options.flag("oracle.on_null"));
}

// "CREATE TABLE", composite_range_partitions, in Oracle's SQL Language Reference.
void TestOracleInspector::subpartitions()
{
    std::string text = reflected("shop").table("sale").options.value("oracle.partition_by");
    for (const char* expected :
        {"RANGE (placed) INTERVAL (NUMTOYMINTERVAL(1, 'YEAR')) SUBPARTITION BY LIST (id) (",
            "NLS_CALENDAR=GREGORIAN')) (SUBPARTITION p2023_small VALUES (1, 2), SUBPARTITION p2023_rest "
            "VALUES "
            "(DEFAULT)), PARTITION p2024 VALUES LESS THAN (",
            "(SUBPARTITION p2024_all VALUES (DEFAULT)))"})
        QVERIFY2(text.find(expected) != std::string::npos, text.c_str());
}

// reference_partitioning and system_partitioning, there too.
void TestOracleInspector::partitionsWithoutColumns()
{
    MetaData metadata = reflected("shop");
    const Table& note = metadata.table("sale_note");
    QCOMPARE(note.foreignKeys.at(0).name, std::string("sys_c007012")); // it must be said
    QCOMPARE(note.foreignKeys[0].columns, (std::vector<std::string>{"sale_id", "placed"}));
    QCOMPARE(note.options.value("oracle.partition_by"),
        std::string("REFERENCE (sys_c007012) (PARTITION n2023, PARTITION n2024)"));
    QCOMPARE(metadata.table("sale_page").options.value("oracle.partition_by"),
        std::string("SYSTEM (PARTITION first, PARTITION rest)"));
}

void TestOracleInspector::constraints()
{
    MetaData metadata = reflected("shop");
    const Table& customer = metadata.table("customer");
    QCOMPARE(customer.c("name").notNullName, std::string("nn_name"));
    QCOMPARE(customer.primaryKey.name, std::string("pk_customer"));
    QCOMPARE(customer.uniqueConstraints.at(0).columns, (std::vector<std::string>{"email", "flag"}));
    QVERIFY(*customer.uniqueConstraints[0].deferrable);
    QCOMPARE(customer.checkConstraints.size(), std::size_t(2)); // those of NOT NULL are the columns'
    QCOMPARE(
        customer.checkConstraints[1].options.value("oracle.deferrable"), std::string("INITIALLY DEFERRED"));
    const Table& line = metadata.table("Order Line");
    QVERIFY(line.primaryKey.name.empty()); // a generated name says nothing
    QVERIFY(line.checkConstraints.at(0).options.flag("oracle.disabled"));
    QVERIFY(line.foreignKeys.at(0).onDelete == ReferentialAction::Cascade);
    QVERIFY(line.foreignKeys[0].initiallyDeferred);
    QCOMPARE(line.foreignKeys[1].referredSchema, std::string("auditor"));
    QVERIFY(!line.foreignKeys[1].validated);
    const Table& event = metadata.table("auditor.event");
    QCOMPARE(event.foreignKeys.at(0).referredSchema, std::string("shop"));
    QVERIFY(metadata.referredTable(event, event.foreignKeys[0]) == &customer);
}

void TestOracleInspector::indexes()
{
    MetaData metadata = reflected("shop");
    const std::vector<Index>& indexes = metadata.table("customer").indexes;
    QCOMPARE(indexes.size(), std::size_t(4)); // without those of the constraints
    QVERIFY(indexes[0].options.flag("oracle.bitmap"));
    // In the column's own collation, and in another one.
    QCOMPARE(indexes[1].elements.at(0).column, std::string("email"));
    QCOMPARE(
        indexes[1].elements.at(1).expression.text, std::string("NLSSORT(\"NAME\",'nls_sort=''GERMAN''')"));
    QCOMPARE(indexes[2].elements.at(0).expression.text, std::string("LOWER(\"NAME\")"));
    QCOMPARE(indexes[2].elements.at(1).column, std::string("credit"));
    QVERIFY(indexes[2].elements[1].descending);
    QCOMPARE(indexes[2].options.value("oracle.compress"), std::string("1"));
    QVERIFY(indexes[3].unique && indexes[3].options.flag("oracle.reverse"));
    QCOMPARE(indexes[3].options.value("oracle.tablespace"), std::string("fast"));
    QVERIFY(metadata.table("words").indexes.empty());
    QVERIFY(metadata.table("sale").indexes.at(0).options.flag("oracle.local"));
    QCOMPARE(metadata.findView("", "totals")->indexes.size(), std::size_t(1));
}

void TestOracleInspector::objects()
{
    MetaData metadata = reflected("shop");
    const View* buyers = metadata.findView("", "buyers");
    QCOMPARE(buyers->columns.at(1).name, std::string("Full Name"));
    QVERIFY(buyers->options.flag("oracle.read_only"));
    QCOMPARE(buyers->dependsOn, (std::vector<std::string>{"customer"}));
    const View* totals = metadata.findView("", "totals");
    QVERIFY(totals->materialized);
    QCOMPARE(totals->options.value("oracle.refresh_mode"), std::string("COMMIT"));
    QCOMPARE(metadata.sequences.size(), std::size_t(2));
    QVERIFY(!metadata.sequences[0].maxValue && !metadata.sequences[0].cache);
    QVERIFY(*metadata.sequences[1].increment == -1 && metadata.sequences[1].options.flag("oracle.order"));
    const Trigger& trigger = metadata.table("customer").triggers.at(0);
    QCOMPARE(trigger.timing, std::string("BEFORE"));
    QVERIFY(!trigger.enabled);
    QCOMPARE(trigger.definition.text,
        std::string("CREATE TRIGGER tr_customer\nBEFORE INSERT OR UPDATE ON customer\nFOR EACH ROW\nWHEN "
                    "(NEW.credit > 0)\nBEGIN\n  :NEW.name := UPPER(:NEW.name);\nEND;"));
    std::vector<std::string> kinds;
    for (const CarriedObject& object : metadata.carried)
        kinds.push_back(object.kind);
    QCOMPARE(kinds, (std::vector<std::string>{"synonym", "synonym", "type", "function", "procedure"}));
    QCOMPARE(metadata.carried[2].definition.text,
        std::string("CREATE TYPE address AS OBJECT (\n  street VARCHAR2(80)\n);"));
    QCOMPARE(metadata.carried[1].definition.text,
        std::string("CREATE SYNONYM far_away FOR thing@REMOTE.EXAMPLE.COM"));
}

void TestOracleInspector::notes()
{
    QStringList notes;
    for (const ReflectionNote& note : reflected("shop").notes)
        notes << QString::fromStdString(note.object + ": " + note.message);
    QCOMPARE(notes,
        (QStringList{
            "lower: This name is in lower case, which DDL would write without quotes and Oracle fold.",
            "CUSTOMER: The index ix_text is of the kind DOMAIN, which Relata does not read."}));
}

// A table dropped between two queries, a type of another schema, a view of the catalogue that may not be
// read: what can be shown is shown, the rest is told.
void TestOracleInspector::damaged()
{
    MetaData metadata = reflected("damaged");
    QCOMPARE(metadata.notes.size(), std::size_t(1));
    QCOMPARE(metadata.notes[0].message,
        std::string("The indexes could not be read: ORA-00942: table or view does not exist"));
    QCOMPARE(metadata.tables().size(), std::size_t(1));
    const Table& table = metadata.table("stays");
    QCOMPARE(table.columns.size(), std::size_t(2));
    QVERIFY(QString::fromStdString(table.c("odd").type.native->text).contains("WONDER", Qt::CaseInsensitive));
    QCOMPARE(table.primaryKey.columns, std::vector<std::string>{"id"});
    QVERIFY(table.foreignKeys.empty() && table.triggers.empty());
    QVERIFY(!createAll(metadata, OracleDialect()).script().empty());
}

void TestOracleInspector::oneSchema()
{
    ReflectOptions options;
    options.schemas = {"auditor", "missing"};
    MetaData metadata = reflected("shop", options);
    QCOMPARE(metadata.tables().size(), std::size_t(1));
    QCOMPARE(metadata.notes.at(0).object, std::string("missing"));
    std::stop_source source;
    source.request_stop();
    options.stop = source.get_token();
    QVERIFY_EXCEPTION_THROWN(reflected("shop", options), CancelledError);
}

void TestOracleInspector::types_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("precision");
    QTest::addColumn<int>("scale");
    QTest::addColumn<QString>("generic");
    QTest::addColumn<QString>("native");
    QTest::newRow("any number") << "NUMBER" << -1 << -1 << "Numeric"
                                << "NUMBER";
    QTest::newRow("integer") << "NUMBER" << -1 << 0 << "Integer"
                             << "INTEGER";
    QTest::newRow("odd scale") << "NUMBER" << -1 << 4 << "Numeric"
                               << "NUMBER(*, 4)";
    QTest::newRow("small") << "NUMBER" << 3 << 0 << "SmallInteger"
                           << "NUMBER(3)";
    QTest::newRow("large") << "NUMBER" << 18 << 0 << "BigInteger"
                           << "NUMBER(18)";
    QTest::newRow("too large") << "NUMBER" << 19 << 0 << "Numeric"
                               << "NUMBER(19)";
    QTest::newRow("decimal") << "NUMBER" << 10 << 2 << "Numeric"
                             << "NUMBER(10, 2)";
    QTest::newRow("negative scale") << "NUMBER" << 5 << -2 << "Numeric"
                                    << "NUMBER(5, -2)";
    QTest::newRow("float") << "FLOAT" << 63 << -1 << "Numeric"
                           << "FLOAT(63)";
    QTest::newRow("timestamp") << "TIMESTAMP(9)" << -1 << 9 << "DateTime"
                               << "TIMESTAMP(9)";
    QTest::newRow("interval") << "INTERVAL YEAR(2) TO MONTH" << 2 << 0 << "Interval"
                              << "INTERVAL YEAR(2) TO MONTH";
    QTest::newRow("rowid") << "ROWID" << -1 << -1 << "NullType"
                           << "ROWID";
}

void TestOracleInspector::types()
{
    QFETCH(QString, name);
    QFETCH(int, precision);
    QFETCH(int, scale);
    QFETCH(QString, generic);
    QFETCH(QString, native);
    oracle::CatalogueType type;
    type.name = name.toStdString();
    if (precision != -1)
        type.precision = precision;
    if (scale != -1)
        type.scale = scale;
    SqlType read = oracle::readType(type);
    QCOMPARE(QString(toString(read.kind)), generic);
    QCOMPARE(QString::fromStdString(read.native->text), native);
}

void TestOracleInspector::urls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("arguments");
    QTest::newRow("sid")
        << "oracle://scott:tiger@db.example:1522/XE"
        << "Driver=Oracle ODBC Driver;DBQ=(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=db.example)("
           "PORT=1522))(CONNECT_DATA=(SID=XE)));UID=scott;PWD=tiger";
    QTest::newRow("service")
        << "oracle+oracledb://scott@db/?service_name=shop.example"
        << "Driver=Oracle ODBC Driver;DBQ=(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=db)(PORT="
           "1521))(CONNECT_DATA=(SERVICE_NAME=shop.example)));UID=scott";
    QTest::newRow("encrypted")
        << "oracle://scott@db/?service_name=s&protocol=tcps&ssl_server_dn_match=yes"
        << "Driver=Oracle ODBC Driver;DBQ=(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=db)("
           "PORT=2484))(CONNECT_DATA=(SERVICE_NAME=s))(SECURITY=(SSL_SERVER_DN_MATCH=YES)))"
           ";UID=scott";
    QTest::newRow("tns name") << "oracle://scott:tiger@PROD?driver=Oracle+19+ODBC+driver"
                              << "Driver=Oracle 19 ODBC driver;DBQ=PROD;UID=scott;PWD=tiger";
    QTest::newRow("dsn") << "oracle://scott@/?dsn=Shop"
                         << "DSN=Shop;UID=scott";
    QTest::newRow("whole") << "oracle:///?odbc_connect=DSN%3Dx"
                           << "odbc_connect=DSN=x";
}

void TestOracleInspector::urls()
{
    QFETCH(QString, url);
    QFETCH(QString, arguments);
    ConnectArguments made = OracleDialect().connectArguments(Url::parse(url.toStdString()).value()).value();
    QStringList parts;
    for (const auto& [key, value] : made.parameters) {
        if (!key.starts_with('@'))
            parts << QString::fromStdString(key + "=" + value);
    }
    QCOMPARE(parts.join(';'), arguments);
}

void TestOracleInspector::refusedUrls()
{
    for (const char* url : {"oracle://u@db/x)(HOST=evil", "oracle://u@db/?service_name=a)(b",
             "oracle://u@db/x?service_name=y", "oracle://u@db/x?protocol=http", "oracle://u@db/x?a%3Bb=c"})
        QVERIFY2(!OracleDialect().connectArguments(Url::parse(url).value()), url);
}

QTEST_GUILESS_MAIN(TestOracleInspector)
#include "tst_oracle_inspector.moc"
