// Constraints: keys, checks, names that are left to the server.
#include "core/migrations/apply_to_model.h"
#include "core/project/object_ids.h"
#include "tests/core/migrations/model_builder.h"
#include "tests/core/migrations/test_list.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

class CompareConstraints final : public QObject
{
    Q_OBJECT

private slots:
    void primaryKeys();
    void foreignKeys();
    void checks();
    void uniques();
    void namesLeftToTheServer();
    void unnamedOnesByContent();
    void renamedByContent();
    void renamedById();
    void referredColumnsLeftOpen();
};

void CompareConstraints::primaryKeys()
{
    MetaData from = shop();
    MetaData to = with(from, "books", [](Table& table) { table.primaryKey.columns = {"id", "title"}; });
    QCOMPARE(
        differencesOf(from, to), QStringList({"alter primary key pk_books of books: (id) to (id, title)"}));
    to = with(from, "books", [](Table& table) { table.primaryKey = {}; });
    QCOMPARE(differencesOf(from, to), QStringList({"drop primary key pk_books of books: (id)"}));
    QCOMPARE(differencesOf(to, from), QStringList({"add primary key pk_books of books: (id)"}));
    to = with(from, "books", [](Table& table) { table.primaryKey.name = "books_key"; });
    QCOMPARE(differencesOf(from, to), QStringList({"rename primary key pk_books of books to books_key"}));
}

void CompareConstraints::foreignKeys()
{
    MetaData from = shop();
    MetaData to =
        with(from, "books", [](Table& table) { table.foreignKeys[0].onDelete = ReferentialAction::Cascade; });
    Operations found = compare(from, to);
    QCOMPARE(lines(found),
        QStringList({"alter foreign key fk_books_author of books: (author_id) to authors (id) to (author_id) "
                     "to authors (id) ON DELETE CASCADE"}));
    QCOMPARE(differencesOf(applied(from, found), to), QStringList());
    to = with(from, "books", [](Table& table) { table.foreignKeys.clear(); });
    found = compare(from, to);
    QCOMPARE(lines(found),
        QStringList({"drop foreign key fk_books_author of books: (author_id) to authors (id)"}));
    QCOMPARE(differencesOf(applied(to, reversed(found)), from), QStringList());
}

void CompareConstraints::checks()
{
    MetaData from = shop();
    MetaData to =
        with(from, "books", [](Table& table) { table.checkConstraints[0].expression.text = "price > 0"; });
    QCOMPARE(differencesOf(from, to),
        QStringList({"alter check ck_books_price of books: (price >= 0) to (price > 0)"}));
    to = with(from, "books",
        [](Table& table) { table.checkConstraints[0].expression.text = "(price >= (0)::numeric)"; });
    QCOMPARE(differencesOf(from, to), QStringList());
    QCOMPARE(differencesOf(to, from), QStringList());
}

void CompareConstraints::uniques()
{
    MetaData from = shop();
    UniqueConstraint unique;
    unique.name = "uq";
    unique.columns = {"title", "author_id"};
    MetaData to = with(from, "books", [&](Table& table) { table.uniqueConstraints.push_back(unique); });
    QCOMPARE(differencesOf(from, to), QStringList({"add unique constraint uq of books: (title, author_id)"}));
    MetaData swapped = with(to, "books", [](Table& table) {
        std::swap(table.uniqueConstraints[0].columns[0], table.uniqueConstraints[0].columns[1]);
    });
    QCOMPARE(differencesOf(to, swapped).size(), 1); // another index
    MetaData deferred = with(to, "books", [](Table& table) { table.uniqueConstraints[0].deferrable = true; });
    QCOMPARE(differencesOf(to, deferred).size(), 1);
    deferred = with(to, "books", [](Table& table) { table.uniqueConstraints[0].deferrable = false; });
    QCOMPARE(differencesOf(to, deferred), QStringList());
}

void CompareConstraints::namesLeftToTheServer()
{
    MetaData from = shop();
    MetaData to = with(from, "books", [](Table& table) {
        table.primaryKey.name.clear();
        table.foreignKeys[0].name.clear();
        table.checkConstraints[0].name.clear();
    });
    QCOMPARE(differencesOf(from, to), QStringList());
}

void CompareConstraints::unnamedOnesByContent()
{
    MetaData from = with(shop("sqlite"), "books", [](Table& table) {
        table.checkConstraints[0].name.clear();
        table.checkConstraints.push_back(check("", "title <> ''", "sqlite"));
    });
    MetaData to = with(from, "books", [](Table& table) {
        std::swap(table.checkConstraints[0], table.checkConstraints[1]);
        table.checkConstraints.push_back(check("", "price < 1000", "sqlite"));
    });
    QCOMPARE(differencesOf(from, to), QStringList({"add check of books: (price < 1000)"}));
    QCOMPARE(differencesOf(to, from), QStringList({"drop check of books: (price < 1000)"}));
    QCOMPARE(differencesOf(applied(to, compare(to, from)), from), QStringList());
}

void CompareConstraints::renamedByContent()
{
    MetaData from = shop();
    MetaData to = with(from, "books", [](Table& table) { table.foreignKeys[0].name = "books_author_fkey"; });
    QCOMPARE(differencesOf(from, to),
        QStringList({"rename foreign key fk_books_author of books to books_author_fkey"}));
}

void CompareConstraints::renamedById()
{
    MetaData from = withObjectIds(shop());
    MetaData to = with(from, "books", [](Table& table) {
        table.checkConstraints[0].name = "ck_paid";
        table.checkConstraints[0].expression.text = "price > 1";
    });
    QCOMPARE(differencesOf(from, to),
        QStringList({"alter check ck_books_price of books: (price >= 0) to (price > 1)"}));
}

void CompareConstraints::referredColumnsLeftOpen()
{
    MetaData from = shop();
    MetaData to = with(from, "books", [](Table& table) { table.foreignKeys[0].referredColumns.clear(); });
    QCOMPARE(differencesOf(from, to), QStringList());
}

namespace {
const TestEntry<CompareConstraints> entry;
}

#include "compare_constraints.moc"
