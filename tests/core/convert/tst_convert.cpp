// convert(), aspect by aspect.
#include "core/builtin/builtin.h"
#include "core/convert/convert.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "core/sql/type_compiler.h"
#include "tests/core/convert/helpers.h"
#include "tests/core/convert/model.h"

#include <QElapsedTimer>
#include <QTest>

#include <set>

using namespace relata;
using namespace relata::test;

class TestConvert : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }
    void sameDialectIsUntouched();
    void idsStay();
    void noteText_data();
    void noteText();
    void types_data();
    void types();
    void defaults_data();
    void defaults();
    void schemasBecomePrefixes();
    void longNamesAreShortenedAndDiffer();
    void namesThatDifferInCase();
    void hostileNames();
    void constraintNamesPerSchema();
    void partitionsAndVirtualTables();
    void viewsOverViews();
    void materializedView();
    void compiledAgainLosesNothing();
    void speed();
};

void TestConvert::sameDialectIsUntouched()
{
    MetaData metadata = test::postgresqlModel();
    Conversion conversion = to("postgresql", metadata);
    QVERIFY(conversion.metadata == metadata);
    QVERIFY(conversion.notes.empty());
}

void TestConvert::idsStay()
{
    MetaData metadata = empty("postgresql");
    Table table = tableOf("t", {makeColumn("a", integer())});
    table.id = {7};
    table.columns[0].id = {8};
    metadata.addTable(table);
    Conversion conversion = to("mssql", metadata);
    QCOMPARE(conversion.metadata.table("t").id.value, std::uint64_t(7));
    QCOMPARE(conversion.metadata.table("t").c("a").id.value, std::uint64_t(8));
}

void TestConvert::noteText_data()
{
    QTest::addColumn<QString>("object");
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("substitute");
    QTest::addColumn<QString>("text");
    QTest::newRow("changed") << "t.a"
                             << "UUID"
                             << "CHAR(36)"
                             << "t.a: UUID becomes CHAR(36) (it must)";
    QTest::newRow("lost") << "t.a"
                          << "collation x"
                          << ""
                          << "t.a: collation x is left out (it must)";
    QTest::newRow("named twice") << "t, index i"
                                 << "index"
                                 << ""
                                 << "t, index i is left out (it must)";
    QTest::newRow("of the whole") << ""
                                  << "INTEGER"
                                  << "BIGINT"
                                  << "INTEGER becomes BIGINT (it must)";
}

void TestConvert::noteText()
{
    QFETCH(QString, object);
    QFETCH(QString, what);
    QFETCH(QString, substitute);
    QFETCH(QString, text);
    PortabilityNote note{
        NoteSeverity::Info, object.toStdString(), what.toStdString(), "it must", substitute.toStdString()};
    QCOMPARE(QString::fromStdString(note.toText()), text);
}

void TestConvert::types_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("size"); // length or precision; 0 = none
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("written");
    auto row = [](const char* from, TypeKind kind, int size, const char* to, const char* written) {
        QTest::addRow("%s %s %d to %s", from, toString(kind), size, to)
            << from << static_cast<int>(kind) << size << to << written;
    };
    row("postgresql", TypeKind::Text, 0, "mysql", "LONGTEXT");
    row("", TypeKind::Text, 0, "mysql", "TEXT");
    row("postgresql", TypeKind::String, 0, "mariadb", "LONGTEXT");
    row("postgresql", TypeKind::String, 20000, "mysql", "MEDIUMTEXT");
    row("postgresql", TypeKind::String, 40, "mssql", "NVARCHAR(40)");
    row("postgresql", TypeKind::String, 5000, "oracle", "CLOB");
    row("postgresql", TypeKind::LargeBinary, 0, "mariadb", "LONGBLOB");
    row("mysql", TypeKind::Text, 65535, "postgresql", "TEXT");
    row("postgresql", TypeKind::Numeric, 0, "mysql", "NUMERIC(65, 16)");
    row("postgresql", TypeKind::Numeric, 0, "oracle", "NUMBER");
    row("postgresql", TypeKind::Numeric, 60, "mssql", "NUMERIC(38)");
    row("postgresql", TypeKind::DateTime, 0, "mysql", "DATETIME(6)");
    row("mssql", TypeKind::DateTime, 7, "postgresql", "TIMESTAMP(6) WITHOUT TIME ZONE");
    row("postgresql", TypeKind::Time, 0, "oracle", "INTERVAL DAY(0) TO SECOND(6)");
    row("postgresql", TypeKind::Uuid, 0, "mysql", "CHAR(36)");
    row("postgresql", TypeKind::Uuid, 0, "mariadb", "UUID");
    row("postgresql", TypeKind::Interval, 0, "mysql", "VARCHAR(64)");
    row("postgresql", TypeKind::Array, 0, "sqlite", "JSON");
    row("postgresql", TypeKind::Xml, 0, "mysql", "LONGTEXT");
    row("postgresql", TypeKind::Network, 0, "oracle", "VARCHAR2(43 CHAR)");
    row("sqlite", TypeKind::Unknown, 0, "postgresql", "TEXT");
    row("sqlite", TypeKind::Boolean, 0, "mssql", "BIT");
}

void TestConvert::types()
{
    QFETCH(QString, from);
    QFETCH(int, kind);
    QFETCH(int, size);
    QFETCH(QString, to);
    QFETCH(QString, written);
    SqlType type = SqlType::of(static_cast<TypeKind>(kind));
    if (size > 0) {
        bool length = type.kind == TypeKind::String || type.kind == TypeKind::Text
            || type.kind == TypeKind::LargeBinary;
        (length ? type.length : type.precision) = size;
    }
    MetaData metadata = empty(from.toStdString());
    metadata.addTable(tableOf("t", {makeColumn("a", type)}));
    Conversion conversion = ::to(to.toStdString(), metadata);
    const SqlDialect& target = dialect(to.toStdString());
    QCOMPARE(
        QString::fromStdString(target.typeCompiler().compile(conversion.metadata.table("t").c("a").type)),
        written);
}

void TestConvert::defaults_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("written"); // "" = none, with a note
    auto row = [](const char* from, TypeKind kind, const char* text, const char* to, const char* written) {
        QTest::addRow("%s %s to %s", from, text, to)
            << from << static_cast<int>(kind) << text << to << written;
    };
    row("postgresql", TypeKind::DateTime, "now()", "sqlite", "CURRENT_TIMESTAMP");
    row("postgresql", TypeKind::Date, "('now'::text)::date", "mysql", "CURRENT_DATE");
    row("sqlite", TypeKind::Date, "CURRENT_TIMESTAMP", "mysql", "CURRENT_DATE");
    row("postgresql", TypeKind::String, "'x'::character varying", "mysql", "'x'");
    row("sqlite", TypeKind::Boolean, "0", "postgresql", "FALSE");
    row("sqlite", TypeKind::Boolean, "'t'", "postgresql", "TRUE");
    row("postgresql", TypeKind::Boolean, "true", "mssql", "1");
    row("mysql", TypeKind::Numeric, "'0.00'", "postgresql", "0.00");
    row("sqlite", TypeKind::Integer, "'abc'", "postgresql", "");
    row("postgresql", TypeKind::Uuid, "gen_random_uuid()", "mssql", "NEWID()");
    row("postgresql", TypeKind::Uuid, "gen_random_uuid()", "mysql", "UUID()");
    row("sqlite", TypeKind::String, "''", "oracle", "");
    row("sqlite", TypeKind::Date, "'2020-01-31'", "oracle", "DATE '2020-01-31'");
    row("mysql", TypeKind::DateTime, "'0000-00-00 00:00:00x'", "postgresql", "");
    row("postgresql", TypeKind::Text, "my_function()", "sqlite", "");
    row("sqlite", TypeKind::Text, "(date('now') || 'x')", "mysql", "");
    row("postgresql", TypeKind::Integer, "nextval('unknown_seq'::regclass)", "sqlite", "");
    row("postgresql", TypeKind::Integer, "'-5'::integer", "mariadb", "-5");
    row("sqlite", TypeKind::Double, "1.5e3", "mssql", "1.5e3");
}

void TestConvert::defaults()
{
    QFETCH(QString, from);
    QFETCH(int, kind);
    QFETCH(QString, text);
    QFETCH(QString, to);
    QFETCH(QString, written);
    MetaData metadata = empty(from.toStdString());
    Column column = makeColumn("a", SqlType::of(static_cast<TypeKind>(kind)));
    column.serverDefault = SqlText{text.toStdString(), from.toStdString()};
    metadata.addTable(tableOf("t", {column}));
    Conversion conversion = ::to(to.toStdString(), metadata);
    const Column& result = conversion.metadata.table("t").c("a");
    QCOMPARE(QString::fromStdString(result.serverDefault ? result.serverDefault->text : ""), written);
    if (written.isEmpty()) {
        const PortabilityNote* note = noteAbout(conversion, "t.a");
        QVERIFY(note && note->severity == NoteSeverity::Lost);
    }
}

void TestConvert::schemasBecomePrefixes()
{
    MetaData metadata = empty("postgresql");
    metadata.schemas = {"", "sales"};
    Table table = tableOf("orders", {makeColumn("id", integer(), false)}, {"id"});
    table.schema = "sales";
    metadata.addTable(table);
    Table other = tableOf("lines", {makeColumn("order_id", integer())});
    ForeignKeyConstraint key = keyTo("order_id", "orders");
    key.referredSchema = "sales";
    other.foreignKeys = {key};
    metadata.addTable(other);
    Conversion sqlite = to("sqlite", metadata);
    QVERIFY(sqlite.metadata.findTable("", "sales_orders"));
    QCOMPARE(sqlite.metadata.table("lines").foreignKeys.front().referredTable, std::string("sales_orders"));
    QVERIFY(sqlite.metadata.table("lines").foreignKeys.front().referredSchema.empty());
    QVERIFY(noteAbout(sqlite, "schema sales"));
    Conversion mssql = to("mssql", metadata);
    QVERIFY(mssql.metadata.findTable("sales", "orders"));
    QCOMPARE(mssql.metadata.table("lines").foreignKeys.front().referredSchema, std::string("sales"));
}

void TestConvert::longNamesAreShortenedAndDiffer()
{
    MetaData metadata = empty("mssql");
    std::string stem(100, 'x');
    metadata.addTable(tableOf(
        stem + "one", {makeColumn(stem + "a", integer()), makeColumn(stem + "b", integer())}, {stem + "a"}));
    metadata.addTable(tableOf(stem + "two", {makeColumn("id", integer())}));
    Conversion conversion = to("postgresql", metadata);
    std::set<std::string> names;
    for (const TablePtr& table : conversion.metadata.tables()) {
        QVERIFY(table->name.size() <= 63);
        names.insert(table->name);
    }
    QCOMPARE(names.size(), std::size_t(2));
    const Table& first = *conversion.metadata.tables().front();
    QVERIFY(first.columns[0].name != first.columns[1].name);
    QCOMPARE(first.primaryKey.columns.front(), first.columns[0].name);
    QVERIFY(conversion.notes.size() >= 4);
}

void TestConvert::namesThatDifferInCase()
{
    MetaData metadata = empty("postgresql");
    metadata.addTable(tableOf("Item", {makeColumn("a", integer()), makeColumn("A", integer())}, {"A"}));
    metadata.addTable(tableOf("item", {makeColumn("a", integer())}));
    Conversion conversion = to("mysql", metadata);
    QVERIFY(conversion.metadata.findTable("", "Item"));
    QVERIFY(conversion.metadata.findTable("", "item_2"));
    QCOMPARE(conversion.metadata.table("Item").primaryKey.columns.front(), std::string("A_2"));
    QVERIFY(noteAbout(conversion, "item"));
    QVERIFY(to("oracle", metadata).metadata.findTable("", "item"));
}

void TestConvert::hostileNames()
{
    const std::string hostile[] = {"\"", "`", "]", "[a]", "'", "?", "%", "; DROP TABLE x; --", "a\nb",
        "\xF0\x9F\x93\x9A", "select", " ", "\\"};
    for (const char* target : allTargets) {
        MetaData metadata = empty("");
        for (const std::string& name : hostile) {
            Table table = tableOf(name, {makeColumn(name, integer(), false)}, {name});
            table.comment = name;
            table.columns.front().comment = name;
            metadata.addTable(table);
        }
        Conversion conversion = to(target, metadata);
        QCOMPARE(conversion.metadata.tables().size(), std::size(hostile));
        std::string script = createAll(conversion.metadata, dialect(target)).script();
        for (const TablePtr& table : conversion.metadata.tables()) {
            std::string quoted = dialect(target).identifiers().quote(table->name);
            QVERIFY2(script.find("CREATE TABLE " + quoted + " (") != std::string::npos, quoted.c_str());
        }
    }
}

void TestConvert::constraintNamesPerSchema()
{
    MetaData metadata = empty("mysql");
    for (const char* name : {"a", "b"}) {
        Table table = tableOf(name, {makeColumn("id", integer(), false), makeColumn("c", integer())}, {"id"});
        Index index;
        index.name = "by_c";
        index.elements.resize(1);
        index.elements[0].column = "c";
        table.indexes = {index};
        UniqueConstraint unique;
        unique.name = "a"; // a table's name
        unique.columns = {"c"};
        table.uniqueConstraints = {unique};
        metadata.addTable(table);
    }
    Conversion conversion = to("postgresql", metadata);
    QCOMPARE(conversion.metadata.table("a").indexes.front().name, std::string("by_c"));
    QCOMPARE(conversion.metadata.table("b").indexes.front().name, std::string("b_by_c"));
    QCOMPARE(conversion.metadata.table("a").uniqueConstraints.front().name, std::string("a_a"));
    QCOMPARE(conversion.metadata.table("b").uniqueConstraints.front().name, std::string("b_a"));
}

void TestConvert::partitionsAndVirtualTables()
{
    MetaData metadata = empty("postgresql");
    Table parent = tableOf("m", {makeColumn("a", integer())});
    parent.kind = TableKind::Partitioned;
    parent.options.set("postgresql.partition_by", "RANGE (a)");
    metadata.addTable(parent);
    Table part = tableOf("m1", {makeColumn("a", integer())});
    part.kind = TableKind::Partition;
    metadata.addTable(part);
    Conversion conversion = to("mysql", metadata);
    QCOMPARE(conversion.metadata.tables().size(), std::size_t(1));
    QCOMPARE(conversion.metadata.table("m").kind, TableKind::Base);
    QVERIFY(conversion.metadata.table("m").options.find("postgresql.partition_by") == nullptr);
    QCOMPARE(noteAbout(conversion, "m1")->severity, NoteSeverity::Lost);

    metadata = empty("sqlite");
    Table fts = tableOf("docs", {makeColumn("body", SqlType())});
    fts.kind = TableKind::Virtual;
    fts.definition = {"CREATE VIRTUAL TABLE docs USING fts5(body)", "sqlite"};
    metadata.addTable(fts);
    conversion = to("postgresql", metadata);
    QVERIFY(conversion.metadata.tables().empty());
    QVERIFY(noteAbout(conversion, "docs"));
}

void TestConvert::viewsOverViews()
{
    MetaData metadata = empty("sqlite");
    metadata.addTable(tableOf("t", {makeColumn("a", integer())}));
    auto add = [&](const char* name, const char* text) {
        View view;
        view.name = name;
        view.definition = {text, "sqlite"};
        metadata.addView(view);
    };
    add("third", "SELECT a FROM second");
    add("second", "SELECT first.a FROM first");
    add("first", "SELECT a FROM t");
    add("broken", "SELECT unknown_function(a) AS x FROM t");
    add("over_broken", "SELECT x FROM broken");
    add("ring", "SELECT a FROM ring");
    Conversion conversion = to("postgresql", metadata);
    QCOMPARE(conversion.metadata.views().size(), std::size_t(3));
    QCOMPARE(conversion.metadata.findView("", "third")->dependsOn, std::vector<std::string>{"second"});
    std::string script = createAll(conversion.metadata, dialect("postgresql")).script();
    QVERIFY(script.find("VIEW first") < script.find("VIEW second"));
    QVERIFY(script.find("VIEW second") < script.find("VIEW third"));
    QVERIFY(noteAbout(conversion, "view over_broken"));
    QVERIFY(noteAbout(conversion, "view ring"));
}

void TestConvert::materializedView()
{
    MetaData metadata = empty("postgresql");
    metadata.addTable(tableOf("t", {makeColumn("a", integer())}));
    View view;
    view.name = "v";
    view.materialized = true;
    view.definition = {" SELECT t.a\n   FROM t;", "postgresql"};
    view.indexes.resize(1);
    metadata.addView(view);
    Conversion conversion = to("mysql", metadata);
    QVERIFY(!conversion.metadata.findView("", "v")->materialized);
    QVERIFY(conversion.metadata.findView("", "v")->indexes.empty());
    QCOMPARE(conversion.notes.size(), std::size_t(2));
}

// What convert() returns is the target's own: converting it there once more changes nothing, and every pair
// of dialects gives a script.
void TestConvert::compiledAgainLosesNothing()
{
    for (const MetaData& model : {test::postgresqlModel(), test::mysqlModel()}) {
        for (const char* first : allTargets) {
            Conversion once = to(first, model);
            QCOMPARE(once.metadata.dialect, std::string(first));
            QVERIFY(to(first, once.metadata).notes.empty());
            for (const char* second : allTargets) {
                Conversion twice = to(second, once.metadata);
                QVERIFY(!createAll(twice.metadata, dialect(second)).script().empty());
                QCOMPARE(twice.metadata.tables().size(), model.tables().size());
            }
        }
    }
}

void TestConvert::speed()
{
    MetaData metadata = empty("postgresql");
    for (int i = 0; i < 1000; ++i) {
        Table table = tableOf("table_" + std::to_string(i), {makeColumn("id", integer(), false)}, {"id"});
        table.columns[0].identity = Identity{};
        for (int c = 0; c < 7; ++c) {
            Column column = makeColumn(
                "column_" + std::to_string(c), c % 2 ? SqlType::string(40) : SqlType::numeric(10, 2));
            column.comment = "a comment";
            table.columns.push_back(column);
        }
        table.columns[1].serverDefault = SqlText{"0.0", "postgresql"};
        for (const char* name : {"first_id", "second_id"}) {
            table.columns.push_back(makeColumn(name, integer()));
            table.foreignKeys.push_back(
                keyTo(name, "table_" + std::to_string(i / 2), ReferentialAction::Cascade));
        }
        CheckConstraint check;
        check.name = "check_" + std::to_string(i);
        check.expression = {"column_0 > (0)::numeric AND (column_1)::text <> ''::text", "postgresql"};
        table.checkConstraints = {check};
        metadata.addTable(table);
    }
    for (const char* target : allTargets) {
        QElapsedTimer timer;
        timer.start();
        Conversion conversion = to(target, metadata);
        qint64 converting = timer.restart();
        std::string script = createAll(conversion.metadata, dialect(target)).script();
        qInfo("%s: 1,000 tables converted in %lld ms, written in %lld ms, %zu bytes", target, converting,
            timer.elapsed(), script.size());
        // Generous: a debug build on a busy machine. The release build is measured by the benchmarks.
        QVERIFY(converting + timer.elapsed() < 20000);
    }
}

QTEST_APPLESS_MAIN(TestConvert)
#include "tst_convert.moc"
