#include "core/schema/metadata.h"
#include "core/util/error.h"

#include <QtTest>

using namespace relata;

namespace {

Table tableNamed(
    const std::string& name, const std::vector<std::string>& refersTo = {}, const std::string& schema = {})
{
    Table table;
    table.schema = schema;
    table.name = name;
    Column id;
    id.name = "id";
    id.type = SqlType::of(TypeKind::Integer);
    table.columns.push_back(id);
    table.primaryKey.columns = {"id"};
    for (const std::string& other : refersTo) {
        ForeignKeyConstraint key;
        key.columns = {"id"};
        key.referredTable = other;
        key.referredColumns = {"id"};
        table.foreignKeys.push_back(key);
    }
    return table;
}

} // namespace

class MetaDataTest : public QObject
{
    Q_OBJECT

private slots:
    void findsBySchemaAndName();
    void dotsInNamesAreNotBorders();
    void copiesAreSnapshots();
    void removingKeepsTheRestFindable();
    void sortsByDependency();
    void reportsCycles();
    void comparesStructureAlone();
    void missingNamesThrow();
    void filtering();
};

void MetaDataTest::findsBySchemaAndName()
{
    MetaData metadata;
    metadata.defaultSchema = "public";
    metadata.addTable(tableNamed("orders"));
    metadata.addTable(tableNamed("orders", {}, "archive"));
    QVERIFY(metadata.findTable("", "orders") != metadata.findTable("archive", "orders"));
    QCOMPARE(metadata.findTable("public", "orders"), metadata.findTable("", "orders"));
    QCOMPARE(metadata.findTable("archive.orders"), metadata.findTable("archive", "orders"));
    QVERIFY(!metadata.findTable("missing"));
    QCOMPARE(metadata.table("orders").c("id").name, std::string("id"));
}

void MetaDataTest::dotsInNamesAreNotBorders()
{
    MetaData metadata;
    metadata.addTable(tableNamed("b.c", {}, "a"));
    metadata.addTable(tableNamed("c", {}, "a.b"));
    QCOMPARE(metadata.findTable("a", "b.c")->name, std::string("b.c"));
    QCOMPARE(metadata.findTable("a.b", "c")->name, std::string("c"));
}

void MetaDataTest::copiesAreSnapshots()
{
    MetaData metadata;
    metadata.addTable(tableNamed("a"));
    MetaData snapshot = metadata;
    Table changed = metadata.table("a");
    changed.comment = "changed";
    metadata.addTable(changed);
    QCOMPARE(snapshot.table("a").comment, std::string());
    QCOMPARE(metadata.table("a").comment, std::string("changed"));
    QCOMPARE(metadata.tables().size(), std::size_t(1));
}

void MetaDataTest::removingKeepsTheRestFindable()
{
    MetaData metadata;
    for (const char* name : {"a", "b", "c"})
        metadata.addTable(tableNamed(name));
    metadata.removeTable("", "a");
    metadata.removeTable("", "missing");
    QCOMPARE(metadata.table("c").name, std::string("c"));
    QVERIFY(!metadata.findTable("a"));
}

void MetaDataTest::sortsByDependency()
{
    MetaData metadata;
    metadata.addTable(tableNamed("a_lines", {"orders"}));
    metadata.addTable(tableNamed("orders", {"people", "orders"}));
    metadata.addTable(tableNamed("people"));
    SortedTables sorted = sortedTables(metadata);
    QCOMPARE(sorted.tables[0]->name, std::string("people"));
    QCOMPARE(sorted.tables[1]->name, std::string("orders"));
    QCOMPARE(sorted.tables[2]->name, std::string("a_lines"));
    QVERIFY(sorted.cut.empty());
}

void MetaDataTest::reportsCycles()
{
    MetaData metadata;
    metadata.addTable(tableNamed("staff", {"store"}));
    metadata.addTable(tableNamed("store", {"staff", "address"}));
    metadata.addTable(tableNamed("address"));
    SortedTables sorted = sortedTables(metadata);
    QCOMPARE(sorted.tables.size(), std::size_t(3));
    QCOMPARE(sorted.cut.size(), std::size_t(1));
    QCOMPARE(sorted.cut[0].first->foreignKeys[sorted.cut[0].second].referredTable,
        std::string(sorted.cut[0].first->name == "staff" ? "store" : "staff"));
}

void MetaDataTest::comparesStructureAlone()
{
    MetaData a;
    a.addTable(tableNamed("t"));
    MetaData b = a;
    b.serverVersion = "99";
    b.notes.push_back({"x", "y"});
    Table counted = b.table("t");
    counted.estimatedRows = 5;
    b.addTable(counted);
    QVERIFY(a == b);
    counted.columns[0].nullable = false;
    b.addTable(counted);
    QVERIFY(!(a == b));
}

void MetaDataTest::missingNamesThrow()
{
    MetaData metadata;
    metadata.addTable(tableNamed("t"));
    QVERIFY_EXCEPTION_THROWN(metadata.table("nothing"), DatabaseError);
    QVERIFY_EXCEPTION_THROWN(metadata.table("t").c("nothing"), DatabaseError);
}

void MetaDataTest::filtering()
{
    MetaData metadata;
    metadata.addTable(tableNamed("a"));
    metadata.addTable(tableNamed("b"));
    MetaData only =
        metadata.filtered([](const std::string&, const std::string& name) { return name == "b"; });
    QVERIFY(!only.findTable("a"));
    QCOMPARE(only.table("b").name, std::string("b"));
    QCOMPARE(metadata.tables().size(), std::size_t(2));
}

QTEST_APPLESS_MAIN(MetaDataTest)
#include "tst_metadata.moc"
