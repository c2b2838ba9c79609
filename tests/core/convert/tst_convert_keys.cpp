// convert(): numbered columns, keys, indexes, and what hangs on them.
#include "core/builtin/builtin.h"
#include "core/sql/ddl.h"
#include "core/sql/type_compiler.h"
#include "tests/core/convert/helpers.h"
#include "tests/core/convert/model.h"

#include <QTest>

#include <set>

using namespace relata;
using namespace relata::test;

class TestConvertKeys : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }
    void numbering();
    void defaultsFromSequences_data();
    void defaultsFromSequences();
    void rowidThatAKeyFillsIsNotNumbered();
    void textKeysAreBounded();
    void bothEndsOfAKeyAreAlike();
    void keysToNothing();
    void keysToAnotherSchema();
    void keyToAUniqueIndex();
    void singleCascadePath();
    void uniqueOverNull();
    void partialUniqueIndex();
    void checksOverActionColumns();
    void nestedGeneratedColumns();
};

void TestConvertKeys::numbering()
{
    MetaData metadata = empty("postgresql");
    Table table = tableOf("t", {makeColumn("id", integer(), false)}, {"id"});
    table.columns[0].autoincrement = Autoincrement::Yes;
    table.columns[0].serverDefault = SqlText{"nextval('t_id_seq'::regclass)", "postgresql"};
    Sequence sequence;
    sequence.name = "t_id_seq";
    sequence.ownedByTable = "t";
    sequence.ownedByColumn = "id";
    metadata.sequences = {sequence};
    metadata.addTable(table);
    for (const char* target : allTargets) {
        if (std::string(target) == "postgresql")
            continue;
        Conversion conversion = to(target, metadata);
        const Column& column = conversion.metadata.table("t").c("id");
        QVERIFY2(!column.serverDefault, target);
        QVERIFY2(column.identity || column.autoincrement != Autoincrement::No, target);
        QVERIFY2(conversion.metadata.sequences.empty(), target);
        QVERIFY2(conversion.notes.empty(), target);
    }
    // Identity from a rowid; not a key: MySQL needs an index.
    metadata = empty("mssql");
    table = tableOf(
        "t", {makeColumn("code", SqlType::string(4), false), makeColumn("n", integer(), false)}, {"code"});
    table.columns[1].identity = Identity{};
    table.columns[1].identity->start = 1000;
    metadata.addTable(table);
    Conversion mysql = to("mysql", metadata);
    QCOMPARE(mysql.metadata.table("t").uniqueConstraints.size(), std::size_t(1));
    QCOMPARE(mysql.metadata.table("t").options.value("mysql.auto_increment"), std::string("1000"));
    Conversion sqlite = to("sqlite", metadata);
    QCOMPARE(noteAbout(sqlite, "t.n")->severity, NoteSeverity::Lost);
}

void TestConvertKeys::defaultsFromSequences_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("text");
    auto row = [](const char* source, const char* text) {
        QTest::addRow("%s: %s", source, text) << source << text;
    };
    row("postgresql", "nextval('shop.tickets'::regclass)"); // as each server's catalogue tells it
    row("mariadb", "nextval(`shop`.`tickets`)");
    row("mariadb", "nextval(`tickets`)");
    row("mssql", "(NEXT VALUE FOR [shop].[tickets])");
    row("oracle", "\"SHOP\".\"TICKETS\".\"NEXTVAL\"");
    row("oracle", "tickets.nextval");
}

void TestConvertKeys::defaultsFromSequences()
{
    QFETCH(QString, source);
    QFETCH(QString, text);
    MetaData metadata = empty(source.toStdString());
    metadata.schemas = {"shop"};
    metadata.defaultSchema = "shop";
    Table table = tableOf("t", {makeColumn("id", integer(), false), makeColumn("n", integer())}, {"id"});
    table.columns[1].serverDefault = SqlText{text.toStdString(), source.toStdString()};
    Sequence sequence;
    sequence.name = "tickets";
    metadata.sequences = {sequence};
    metadata.addTable(table);
    auto written = [&](const char* target) {
        const std::optional<SqlText> value = to(target, metadata).metadata.table("t").c("n").serverDefault;
        return value ? QString::fromStdString(value->text) : "none";
    };
    if (source != "postgresql")
        QCOMPARE(written("postgresql"), "nextval('tickets')");
    if (source != "oracle")
        QCOMPARE(written("oracle"), "tickets.NEXTVAL");
    if (source != "mssql")
        QCOMPARE(written("mssql"), "NEXT VALUE FOR tickets");
    if (source != "mariadb")
        QCOMPARE(written("mariadb"), "NEXT VALUE FOR tickets");
    Conversion lost = to("sqlite", metadata);
    QVERIFY(!lost.metadata.table("t").c("n").serverDefault);
    QVERIFY(noteAbout(lost, "t.n"));
    table.columns[1].serverDefault->text += " + 1"; // no sequence's value alone
    metadata.addTable(table);
    QVERIFY(noteAbout(to(source == "postgresql" ? "mssql" : "postgresql", metadata), "t.n"));
}

void TestConvertKeys::rowidThatAKeyFillsIsNotNumbered()
{
    MetaData metadata = empty("sqlite");
    metadata.addTable(tableOf("person", {makeColumn("id", integer(), false)}, {"id"}));
    Table profile = tableOf("profile", {makeColumn("person_id", integer(), false)}, {"person_id"});
    profile.columns[0].autoincrement = Autoincrement::Auto;
    profile.foreignKeys = {keyTo("person_id", "person")};
    metadata.addTable(profile);
    QVERIFY(!to("postgresql", metadata).metadata.table("profile").columns[0].identity);
    QCOMPARE(to("mysql", metadata).metadata.table("profile").columns[0].autoincrement, Autoincrement::No);
}

void TestConvertKeys::textKeysAreBounded()
{
    MetaData metadata = empty("sqlite");
    metadata.addTable(tableOf("t",
        {makeColumn("code", SqlType::of(TypeKind::Text), false),
            makeColumn("x", SqlType::of(TypeKind::Text))},
        {"code"}));
    Conversion conversion = to("mysql", metadata);
    QCOMPARE(*conversion.metadata.table("t").c("code").type.length, 255);
    QCOMPARE(conversion.metadata.table("t").c("code").type.kind, TypeKind::String);
    QCOMPARE(conversion.metadata.table("t").c("x").type.kind, TypeKind::Text);
    QVERIFY(noteAbout(conversion, "t.code"));
    QCOMPARE(to("postgresql", metadata).metadata.table("t").c("code").type.kind, TypeKind::Text);
}

void TestConvertKeys::bothEndsOfAKeyAreAlike()
{
    MetaData metadata = empty("sqlite");
    metadata.addTable(tableOf("a", {makeColumn("id", SqlType::of(TypeKind::BigInteger), false)}, {"id"}));
    Table b = tableOf("b", {makeColumn("id", SqlType::of(TypeKind::SmallInteger), false)}, {"id"});
    b.foreignKeys = {keyTo("id", "a")};
    metadata.addTable(b);
    Table c = tableOf("c", {makeColumn("b_id", SqlType::of(TypeKind::Text))});
    c.foreignKeys = {keyTo("b_id", "b")};
    metadata.addTable(c);
    for (const char* target : {"mysql", "mssql", "oracle"})
        QCOMPARE(to(target, metadata).metadata.table("c").c("b_id").type.kind, TypeKind::BigInteger);
    QVERIFY(to("postgresql", metadata).metadata.table("c").c("b_id").type.isInteger());
    QCOMPARE(to("postgresql", metadata).metadata.table("b").c("id").type.kind, TypeKind::SmallInteger);
}

void TestConvertKeys::keysToNothing()
{
    MetaData metadata = empty("sqlite");
    Table table = tableOf("t", {makeColumn("a", integer()), makeColumn("b", integer())});
    table.foreignKeys = {keyTo("a", "missing"), keyTo("b", "other")};
    metadata.addTable(table);
    metadata.addTable(tableOf("other", {makeColumn("id", integer())}));
    Conversion conversion = to("postgresql", metadata);
    QVERIFY(conversion.metadata.table("t").foreignKeys.empty());
    QCOMPARE(noteAbout(conversion, "t, foreign key to missing")->severity, NoteSeverity::Lost);
    QCOMPARE(
        noteAbout(conversion, "t, foreign key to other")->why, std::string("what it refers to is no key"));
}

// One schema of several as a script: its keys to the others are kept, and said.
void TestConvertKeys::keysToAnotherSchema()
{
    MetaData metadata = empty("postgresql");
    metadata.schemas = {"shop"};
    Table table = tableOf("orders", {makeColumn("who", integer())});
    table.schema = "shop";
    table.foreignKeys = {keyTo("who", "people", ReferentialAction::Cascade)};
    table.foreignKeys[0].referredSchema = "crm";
    metadata.addTable(table);
    auto keyIn = [&](const char* target) {
        Conversion conversion = to(target, metadata);
        const PortabilityNote* note = noteAbout(conversion, "shop.orders, foreign key to people");
        bool said =
            note && note->severity == NoteSeverity::Info && note->why.find("crm.people") != std::string::npos;
        QString script =
            QString::fromStdString(createAll(conversion.metadata, dialect(target)).script()).simplified();
        qsizetype at = script.indexOf("REFERENCES");
        return (said ? "" : "unsaid: ") + script.mid(at, script.indexOf("DELETE", at) - at);
    };
    QCOMPARE(keyIn("postgresql"), QString("REFERENCES crm.people (id) ON "));
    QCOMPARE(keyIn("mssql"), QString("REFERENCES crm.people (id) ON "));
    QCOMPARE(keyIn("mariadb"), QString("REFERENCES crm.people (id) ON "));
    QCOMPARE(keyIn("sqlite"), QString("REFERENCES crm_people (id) ON "));
}

void TestConvertKeys::keyToAUniqueIndex()
{
    MetaData metadata = empty("sqlite");
    Table parent = tableOf("p", {makeColumn("id", integer())});
    Index index;
    index.name = "p_id";
    index.unique = true;
    index.elements.resize(1);
    index.elements[0].column = "id";
    parent.indexes = {index};
    metadata.addTable(parent);
    Table child = tableOf("c", {makeColumn("p_id", integer())});
    child.foreignKeys = {keyTo("p_id", "p")};
    metadata.addTable(child);
    Conversion conversion = to("postgresql", metadata);
    QCOMPARE(conversion.metadata.table("p").uniqueConstraints.size(), std::size_t(1));
    QVERIFY(conversion.metadata.table("p").indexes.empty());
    QCOMPARE(conversion.metadata.table("c").foreignKeys.size(), std::size_t(1));
}

void TestConvertKeys::singleCascadePath()
{
    MetaData metadata = empty("postgresql");
    auto add = [&](const char* name, std::vector<std::string> parents) {
        Table table = tableOf(name, {makeColumn("id", integer(), false)}, {"id"});
        for (const std::string& parent : parents) {
            table.columns.push_back(makeColumn(parent + "_id", integer()));
            table.foreignKeys.push_back(keyTo(parent + "_id", parent, ReferentialAction::Cascade));
        }
        metadata.addTable(table);
    };
    add("root", {"root"}); // a ring of one
    add("left", {"root"});
    add("right", {"root"});
    add("leaf", {"left", "right"}); // a second path
    add("alone", {"leaf"});
    Conversion conversion = to("mssql", metadata);
    auto action = [&](const char* table, std::size_t key) {
        return conversion.metadata.table(table).foreignKeys[key].onDelete;
    };
    QCOMPARE(action("root", 0), ReferentialAction::NoAction);
    QCOMPARE(action("left", 0), ReferentialAction::Cascade);
    QCOMPARE(action("right", 0), ReferentialAction::Cascade);
    QCOMPARE(action("leaf", 0), ReferentialAction::Cascade);
    QCOMPARE(action("leaf", 1), ReferentialAction::NoAction);
    QCOMPARE(action("alone", 0), ReferentialAction::Cascade);
    QCOMPARE(conversion.notes.size(), std::size_t(2));
    QVERIFY(to("mysql", metadata).notes.empty());
}

void TestConvertKeys::uniqueOverNull()
{
    MetaData metadata = empty("postgresql");
    Table table = tableOf("t", {makeColumn("a", integer(), false), makeColumn("b", integer())});
    UniqueConstraint unique;
    unique.name = "u";
    unique.columns = {"a", "b"};
    table.uniqueConstraints = {unique};
    metadata.addTable(table);
    Conversion conversion = to("mssql", metadata);
    QVERIFY(conversion.metadata.table("t").uniqueConstraints.empty());
    QCOMPARE(conversion.metadata.table("t").indexes.front().where.text, std::string("b IS NOT NULL"));
    metadata.dialect = "mssql";
    QVERIFY(to("postgresql", metadata).metadata.table("t").uniqueConstraints.front().nullsNotDistinct);
}

void TestConvertKeys::partialUniqueIndex()
{
    MetaData metadata = empty("sqlite");
    Table table =
        tableOf("t", {makeColumn("a", integer()), makeColumn("f", SqlType::of(TypeKind::Boolean), false)});
    Index index;
    index.name = "i";
    index.unique = true;
    index.elements.resize(1);
    index.elements[0].column = "a";
    index.where = {"f = 1", "sqlite"};
    table.indexes = {index};
    metadata.addTable(table);
    QCOMPARE(
        to("postgresql", metadata).metadata.table("t").indexes.front().where.text, std::string("f = TRUE"));
    QCOMPARE(to("mssql", metadata).metadata.table("t").indexes.front().where.text, std::string("f = 1"));
    QCOMPARE(to("oracle", metadata).metadata.table("t").indexes.front().elements.front().expression.text,
        std::string("CASE WHEN f = 1 THEN a END"));
    QVERIFY(to("mysql", metadata).metadata.table("t").indexes.empty());
    table.indexes.front().unique = false;
    metadata.addTable(table);
    Conversion mysql = to("mysql", metadata);
    QVERIFY(mysql.metadata.table("t").indexes.front().where.empty());
    QCOMPARE(noteAbout(mysql, "t, index i")->severity, NoteSeverity::Changed);
    // A filter that SQL Server does not take.
    table.indexes.front().where = {"a > 1 OR f = 1", "sqlite"};
    metadata.addTable(table);
    QVERIFY(to("mssql", metadata).metadata.table("t").indexes.front().where.empty());
}

void TestConvertKeys::checksOverActionColumns()
{
    MetaData metadata = empty("sqlite");
    metadata.addTable(tableOf("p", {makeColumn("id", integer(), false)}, {"id"}));
    Table table = tableOf("t", {makeColumn("p_id", integer())});
    table.foreignKeys = {keyTo("p_id", "p", ReferentialAction::SetNull)};
    CheckConstraint check;
    check.name = "c";
    check.expression = {"p_id > 0", "sqlite"};
    table.checkConstraints = {check};
    metadata.addTable(table);
    QVERIFY(to("mysql", metadata).metadata.table("t").checkConstraints.empty());
    QCOMPARE(to("mariadb", metadata).metadata.table("t").checkConstraints.size(), std::size_t(1));
}

void TestConvertKeys::nestedGeneratedColumns()
{
    MetaData metadata = empty("sqlite");
    Table table =
        tableOf("t", {makeColumn("a", integer()), makeColumn("b", integer()), makeColumn("c", integer())});
    table.columns[1].computed = Computed{{"a + 1", "sqlite"}, false};
    table.columns[2].computed = Computed{{"b + 1", "sqlite"}, true};
    metadata.addTable(table);
    Conversion postgresql = to("postgresql", metadata);
    QVERIFY(postgresql.metadata.table("t").c("b").computed->persisted);
    QVERIFY(!postgresql.metadata.table("t").c("c").computed);
    QVERIFY(to("mysql", metadata).metadata.table("t").c("c").computed);
}

QTEST_APPLESS_MAIN(TestConvertKeys)
#include "tst_convert_keys.moc"
