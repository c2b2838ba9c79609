// Tables and schemas: by id, by name, in circles.
#include "core/migrations/apply_to_model.h"
#include "core/project/object_ids.h"
#include "core/util/error.h"
#include "tests/core/migrations/model_builder.h"
#include "tests/core/migrations/test_list.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

class CompareTables final : public QObject
{
    Q_OBJECT

private slots:
    void equalModelsDiffer_data();
    void equalModelsDiffer();
    void addedAndDropped();
    void renameById();
    void renameWithoutIdIsDropAndAdd();
    void sameNameOfAnotherIdIsTheSame();
    void swappedNames();
    void renameOverADroppedTable();
    void moveToASchema();
    void defaultSchemaBySeveralNames();
    void otherDialectsAreRefused();
};

void CompareTables::equalModelsDiffer_data()
{
    QTest::addColumn<QString>("dialect");
    for (const char* name : {"sqlite", "postgresql", "mysql", "mariadb", "oracle", "mssql", ""})
        QTest::newRow(*name ? name : "none") << name;
}

void CompareTables::equalModelsDiffer()
{
    QFETCH(QString, dialect);
    MetaData model = shop(dialect.toStdString());
    QCOMPARE(differencesOf(model, model), QStringList());
    QCOMPARE(differencesOf(model, withObjectIds(model)), QStringList());
}

void CompareTables::addedAndDropped()
{
    MetaData from = shop();
    MetaData to = from;
    to.removeTable("", "books");
    to.addTable(tableOf("orders", {column("id")}));
    QCOMPARE(differencesOf(from, to), QStringList({"drop table books", "add table orders (1 column)"}));
    QCOMPARE(differencesOf(to, from), QStringList({"drop table orders", "add table books (4 columns)"}));
}

void CompareTables::renameById()
{
    MetaData from = withObjectIds(shop());
    MetaData to = applied(from, {RenameTable{{"", "authors"}, {"", "writers"}}});
    // The foreign key follows: that is no difference of its own.
    QCOMPARE(to.table("books").foreignKeys[0].referredTable, std::string("writers"));
    QCOMPARE(differencesOf(from, to), QStringList({"rename table authors to writers"}));
}

void CompareTables::renameWithoutIdIsDropAndAdd()
{
    MetaData from = shop();
    MetaData to = with(from, "authors", [](Table& table) { table.name = "writers"; });
    QStringList found = differencesOf(from, to);
    QVERIFY(found.contains("drop table authors"));
    QVERIFY(found.contains("add table writers (2 columns)"));
}

void CompareTables::sameNameOfAnotherIdIsTheSame()
{
    MetaData from = withObjectIds(shop());
    MetaData to = with(from, "authors", [](Table& table) { table.id.value += 1; });
    QCOMPARE(differencesOf(from, to), QStringList());
}

void CompareTables::swappedNames()
{
    MetaData from = withObjectIds(shop());
    MetaData to = from.withoutTablesAndViews();
    Table authors = from.table("authors");
    Table books = from.table("books");
    std::swap(authors.name, books.name);
    authors.foreignKeys.clear();
    books.foreignKeys[0].referredTable = "books";
    to.addTable(authors);
    to.addTable(books);
    Operations found = compare(from, to);
    QCOMPARE(lines(found),
        QStringList({"rename table authors to relata_renamed_1", "rename table books to authors",
            "rename table relata_renamed_1 to books"}));
    QCOMPARE(differencesOf(applied(from, found), to), QStringList());
    QCOMPARE(differencesOf(from, applied(applied(from, found), reversed(found))), QStringList());
}

void CompareTables::renameOverADroppedTable()
{
    MetaData from = withObjectIds(shop());
    MetaData to = from;
    to.removeTable("", "books");
    to.removeTable("", "authors");
    Table authors = from.table("authors");
    authors.name = "books";
    to.addTable(authors);
    Operations found = compare(from, to);
    QCOMPARE(lines(found), QStringList({"drop table books", "rename table authors to books"}));
    QCOMPARE(differencesOf(applied(from, found), to), QStringList());
}

void CompareTables::moveToASchema()
{
    MetaData from = withObjectIds(shop());
    MetaData to = applied(from, {RenameTable{{"", "authors"}, {"people", "authors"}}});
    QCOMPARE(to.table("books").foreignKeys[0].referredSchema, std::string("people"));
    QCOMPARE(differencesOf(from, to),
        QStringList({"rename table authors to people.authors", "add schema people"}));
}

void CompareTables::defaultSchemaBySeveralNames()
{
    MetaData from = shop();
    from.defaultSchema = "public";
    MetaData to = shop().withoutTablesAndViews();
    for (const TablePtr& table : from.tables()) {
        Table copy = *table;
        copy.schema = "public";
        to.addTable(copy);
    }
    QCOMPARE(differencesOf(from, to), QStringList());
}

void CompareTables::otherDialectsAreRefused()
{
    QVERIFY_EXCEPTION_THROWN(compare(shop("postgresql"), shop("sqlite")), DatabaseError);
}

namespace {
const TestEntry<CompareTables> entry;
}

#include "compare_tables.moc"
