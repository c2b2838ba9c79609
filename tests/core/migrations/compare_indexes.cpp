// Indexes: elements, conditions, options, names.
#include "core/migrations/apply_to_model.h"
#include "tests/core/migrations/model_builder.h"
#include "tests/core/migrations/test_list.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

class CompareIndexes final : public QObject
{
    Q_OBJECT

private slots:
    void addedDroppedAltered();
    void renamedByContent();
    void orderOfNulls();
    void ofMaterializedViews();
};

void CompareIndexes::addedDroppedAltered()
{
    MetaData from = shop();
    MetaData to =
        with(from, "books", [](Table& table) { table.indexes.push_back(indexOf("ix_price", "price")); });
    QCOMPARE(differencesOf(from, to), QStringList({"add index ix_price of books: (price)"}));
    QCOMPARE(differencesOf(to, from), QStringList({"drop index ix_price of books: (price)"}));
    const std::pair<const char*, void (*)(Index&)> changes[] = {
        {"unique", [](Index& i) { i.unique = true; }},
        {"descending", [](Index& i) { i.elements[0].descending = true; }},
        {"column", [](Index& i) { i.elements[0].column = "author_id"; }},
        {"where",
            [](Index& i) {
                i.where = {"price > 3", "postgresql"};
            }},
        {"include", [](Index& i) { i.includeColumns = {"id"}; }},
        {"method", [](Index& i) { i.options.set("postgresql.using", "hash"); }},
        {"class", [](Index& i) { i.elements[0].operatorClass = "text_pattern_ops"; }},
    };
    for (const auto& [name, change] : changes) {
        MetaData changed = with(to, "books", [&](Table& table) { change(table.indexes[1]); });
        Operations found = compare(to, changed);
        QVERIFY2(found.size() == 1 && std::holds_alternative<AlterIndex>(found[0]), name);
        QCOMPARE(differencesOf(applied(to, found), changed), QStringList());
    }
    // What another dialect's DDL would say is nothing here.
    MetaData other =
        with(to, "books", [](Table& table) { table.indexes[1].options.set("mysql.using", "HASH"); });
    QCOMPARE(differencesOf(to, other), QStringList());
}

void CompareIndexes::renamedByContent()
{
    MetaData from = shop();
    MetaData to = with(from, "books", [](Table& table) { table.indexes[0].name = "ix_title"; });
    Operations found = compare(from, to);
    QCOMPARE(lines(found), QStringList({"rename index ix_books_title of books to ix_title"}));
    QCOMPARE(differencesOf(applied(from, found), to), QStringList());
    QCOMPARE(differencesOf(applied(to, reversed(found)), from), QStringList());
}

void CompareIndexes::orderOfNulls()
{
    MetaData from = shop();
    // NULLS LAST is what ascending means in PostgreSQL.
    MetaData to = with(from, "books", [](Table& table) { table.indexes[0].elements[0].nullsFirst = false; });
    QCOMPARE(differencesOf(from, to), QStringList());
    to = with(from, "books", [](Table& table) { table.indexes[0].elements[0].nullsFirst = true; });
    QCOMPARE(differencesOf(from, to).size(), 1);
}

void CompareIndexes::ofMaterializedViews()
{
    MetaData from = shop();
    View view;
    view.name = "totals";
    view.materialized = true;
    view.definition = {"SELECT count(*) AS n FROM books", "postgresql"};
    from.addView(view);
    MetaData to = from;
    view.indexes.push_back(indexOf("ix_totals", "n"));
    to.addView(view);
    Operations found = compare(from, to);
    QCOMPARE(lines(found), QStringList({"add index ix_totals of totals: (n)"}));
    QCOMPARE(differencesOf(applied(from, found), to), QStringList());
}

namespace {
const TestEntry<CompareIndexes> entry;
}

#include "compare_indexes.moc"
