// Edits that are not stored yet: what is pending, what is not, undo and redo, and the order of their flush.
#include "core/builtin/builtin.h"
#include "core/editing/conflict.h"
#include "core/editing/flush_preview.h"
#include "core/engine/registry.h"

#include <QTest>

using namespace relata;

namespace {

Column column(const std::string& name, TypeKind kind, bool nullable = true)
{
    Column c;
    c.name = name;
    c.type = SqlType::of(kind);
    c.nullable = nullable;
    return c;
}

ForeignKeyConstraint key(const std::string& from, const std::string& table)
{
    ForeignKeyConstraint k;
    k.columns = {from};
    k.referredTable = table;
    k.referredColumns = {"id"};
    return k;
}

Table tableOf(
    const std::string& name, std::vector<Column> columns, std::vector<ForeignKeyConstraint> keys = {})
{
    Table t;
    t.name = name;
    t.columns = std::move(columns);
    t.columns.insert(t.columns.begin(), column("id", TypeKind::Integer, false));
    t.columns.front().autoincrement = Autoincrement::Auto;
    t.primaryKey.columns = {"id"};
    t.foreignKeys = std::move(keys);
    return t;
}

MetaData shop()
{
    MetaData metadata;
    metadata.addTable(
        tableOf("lines", {column("order_id", TypeKind::Integer, false), column("n", TypeKind::Integer)},
            {key("order_id", "orders")}));
    metadata.addTable(
        tableOf("orders", {column("customer_id", TypeKind::Integer)}, {key("customer_id", "customers")}));
    metadata.addTable(tableOf("customers", {column("name", TypeKind::Text)}));
    metadata.addTable(tableOf("staff", {column("boss", TypeKind::Integer)}, {key("boss", "staff")}));
    metadata.addTable(tableOf("a", {column("b_id", TypeKind::Integer)}, {key("b_id", "b")}));
    metadata.addTable(tableOf("b", {column("a_id", TypeKind::Integer)}, {key("a_id", "a")}));
    return metadata;
}

LoadedRow loaded(const std::string& table, int id, RowValues values)
{
    LoadedRow row;
    row.table.name = table;
    row.identity = {IdentityKind::PrimaryKey, {{"id", Value(id)}}};
    row.values = std::move(values);
    row.values.insert(row.values.begin(), {"id", Value(id)});
    return row;
}

QStringList orderOf(const PendingSet& pending)
{
    QStringList texts;
    for (const FlushStep& step : flushOrder(pending, shop())) {
        static const char* const words[] = {"insert", "update", "delete", "attach", "detach"};
        texts << QStringLiteral("%1 %2").arg(words[static_cast<int>(step.kind)]).arg(step.edit);
    }
    return texts;
}

} // namespace

class PendingSetTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void aCellThatIsSetBackIsNoEdit()
    {
        PendingSet set;
        LoadedRow row = loaded("customers", 7, {{"name", Value("Ada")}});
        QVERIFY(set.setCell(row, "name", Value("Bob")));
        QVERIFY(set.setCell(row, "id", Value(8)));
        const PendingRow* pending = set.find(row.table, row.identity);
        QVERIFY(pending);
        QCOMPARE(pending->current("id")->toText(), std::string("8"));
        QCOMPARE(pending->identity.text(), std::string("id = 7"));
        QCOMPARE(findValue(pending->original, "name")->toText(), std::string("Ada"));
        QVERIFY(set.setCell(row, "name", Value("Ada")));
        QVERIFY(set.setCell(row, "id", Value::tagged(ValueTag::Number, "7")));
        QVERIFY(set.empty());
        QVERIFY(!set.find(row.table, row.identity));
        // NULL and '' differ.
        LoadedRow empty = loaded("customers", 9, {{"name", Value("")}});
        QVERIFY(set.setCell(empty, "name", PendingValue::null()));
        QCOMPARE(set.size(), std::size_t(1));
        QVERIFY(set.setCell(empty, "name", PendingValue::byDefault()));
        QCOMPARE(set.find(empty.table, empty.identity)->current("name")->toText(), std::string("default"));
    }

    void stepsAreUndoneAndRedoneAcrossTables()
    {
        PendingSet set;
        LoadedRow ada = loaded("customers", 1, {{"name", Value("Ada")}});
        std::vector<LoadedRow> lines;
        for (int i = 0; i < 5; ++i)
            lines.push_back(loaded("lines", i, {{"order_id", Value(1)}, {"n", Value(i)}}));
        QVERIFY(set.setCell(ada, "name", Value("Eve")));
        PendingSet afterOne = set;
        QVERIFY(set.bulkEdit(lines, "n", Value(100)));
        QCOMPARE(set.size(), std::size_t(6));
        QCOMPARE(set.undoText(), std::string("edit n of 5 rows of lines"));
        QVERIFY(set.deleteRow(ada));
        QVERIFY(!set.setCell(ada, "name", Value("x")));
        PendingSet all = set;
        std::uint64_t revision = set.revision();
        set.undo();
        QVERIFY(set.revision() != revision);
        QCOMPARE(set.undo().size(), std::size_t(5));
        QVERIFY(set.sameRows(afterOne));
        set.redo();
        set.redo();
        QVERIFY(set.sameRows(all));
        QVERIFY(!set.canRedo());
        set.discardAll();
        QVERIFY(set.empty());
        set.undo();
        QVERIFY(set.sameRows(all));
        {
            PendingSet::Step step(set, "two");
            set.insertRow({"", "customers"}, {{"name", Value("a")}});
            set.insertRow({"", "customers"}, {{"name", Value("b")}});
        }
        QCOMPARE(set.undo().size(), std::size_t(2));
        QVERIFY(set.sameRows(all));
        // A new edit forgets what could be redone.
        set.insertRow({"", "customers"});
        QVERIFY(!set.canRedo());
    }

    void newRowsReferToEachOther()
    {
        PendingSet set;
        EditId line = set.insertRow({"", "lines"}, {{"n", Value(1)}});
        EditId order = set.insertRow({"", "orders"});
        EditId customer = set.insertRow({"", "customers"}, {{"name", Value("Ada")}});
        QVERIFY(set.setCell(line, "order_id", PendingValue::keyOf(order, "id")));
        QVERIFY(set.setCell(order, "customer_id", PendingValue::keyOf(customer, "id")));
        QVERIFY(!set.setCell(order, "customer_id", PendingValue::keyOf(99, "id")));
        QCOMPARE(orderOf(set), QStringList({"insert 3", "insert 2", "insert 1"}));
        QVERIFY(!set.drop(customer)); // an order is to get its key
        QVERIFY(set.drop(line));
        QVERIFY(set.drop(order));
        QVERIFY(set.deleteRow(customer));
        QVERIFY(set.empty());
    }

    void linksAreTakenBack()
    {
        PendingSet set;
        LoadedRow row{{"", "book_genres"},
            {IdentityKind::PrimaryKey, {{"book_id", Value(1)}, {"genre_id", Value(2)}}},
            {{"book_id", Value(1)}, {"genre_id", Value(2)}}};
        QVERIFY(set.unlink(row));
        QCOMPARE(set.size(), std::size_t(1));
        set.link({"", "book_genres"}, {{"book_id", Value(1)}, {"genre_id", Value(2)}});
        QVERIFY(set.empty());
        EditId link = set.link({"", "book_genres"}, {{"book_id", Value(1)}, {"genre_id", Value(3)}});
        QCOMPARE(set.link({"", "book_genres"}, {{"book_id", Value(1)}, {"genre_id", Value(3)}}), link);
        QVERIFY(set.unlink(link));
        QVERIFY(set.empty());
    }

    void deletesGoChildrenFirstAndMovesBeforeThem()
    {
        PendingSet set;
        LoadedRow customer = loaded("customers", 1, {{"name", Value("Ada")}});
        QVERIFY(set.deleteRow(customer)); // 1
        QVERIFY(set.deleteRow(loaded("orders", 5, {{"customer_id", Value(1)}}))); // 2
        QVERIFY(set.deleteRow(loaded("lines", 9, {{"order_id", Value(5)}}))); // 3
        QVERIFY(set.setCell(loaded("orders", 6, {{"customer_id", Value(1)}}), "customer_id", Value(2))); // 4
        QCOMPARE(orderOf(set), QStringList({"update 4", "delete 3", "delete 2", "delete 1"}));
        // A new row takes the key of a deleted one.
        set.insertRow({"", "customers"}, {{"id", Value(1)}, {"name", Value("new")}}); // 5
        QStringList order = orderOf(set);
        QVERIFY2(order.indexOf("delete 1") < order.indexOf("insert 5"), qPrintable(order.join(", ")));
    }

    void cyclesAreCut()
    {
        PendingSet set;
        EditId chief = set.insertRow({"", "staff"});
        QVERIFY(set.setCell(chief, "boss", PendingValue::keyOf(chief, "id")));
        QCOMPARE(orderOf(set), QStringList({"insert 1", "attach 1"}));
        EditId a = set.insertRow({"", "a"});
        EditId b = set.insertRow({"", "b"}, {{"a_id", PendingValue::keyOf(a, "id")}});
        QVERIFY(set.setCell(a, "b_id", PendingValue::keyOf(b, "id")));
        QStringList order = orderOf(set);
        QCOMPARE(order.size(), 5);
        QCOMPARE(order.filter("attach").size(), 2);

        PendingSet gone;
        QVERIFY(gone.deleteRow(loaded("a", 1, {{"b_id", Value(1)}})));
        QVERIFY(gone.deleteRow(loaded("b", 1, {{"a_id", Value(1)}})));
        QCOMPARE(orderOf(gone).filter("detach").size(), 1);
        QVERIFY(orderOf(gone).front().startsWith("detach"));
    }

    void thePreviewTellsStatementsWithTheirEdits()
    {
        PendingSet set;
        EditId order = set.insertRow({"", "orders"}, {{"customer_id", Value(3)}});
        set.insertRow({"", "lines"}, {{"order_id", PendingValue::keyOf(order, "id")}, {"n", Value(4)}});
        QVERIFY(
            set.setCell(loaded("customers", 3, {{"name", Value("O'Hara")}}), "name", PendingValue::null()));
        FlushPreview preview = previewFlush(set, shop(), *findDialect("postgresql"));
        QVERIFY(!preview.failure);
        QCOMPARE(preview.writes.size(), std::size_t(3));
        QCOMPARE(preview.writes[0].edit, order);
        QVERIFY2(preview.writes[1].literalSql.find("<id of new orders 1>") != std::string::npos,
            preview.writes[1].literalSql.c_str());
        QCOMPARE(QString::fromStdString(preview.writes[2].literalSql).simplified(),
            QStringLiteral(
                "UPDATE customers SET name = NULL WHERE customers.id = 3 AND customers.name = 'O''Hara'"));
        QVERIFY(preview.script.starts_with("BEGIN;\n"));
        QVERIFY(preview.script.ends_with("COMMIT;\n"));
        // A column that is gone is told before anything is sent.
        QVERIFY(set.setCell(order, "nowhere", Value(1)));
        QVERIFY(previewFlush(set, shop(), *findDialect("sqlite")).failure);
        for (const auto& dialect : allDialects()) {
            PendingSet one;
            one.insertRow({"", "orders"});
            QVERIFY2(previewFlush(one, shop(), *dialect).writes.size() == 1, dialect->traits().name.c_str());
        }
    }

    void rowsAreIdentified()
    {
        const SqlDialect& sqlite = *findDialect("sqlite");
        const SqlDialect& postgres = *findDialect("postgresql");
        Table plain = *shop().findTable("customers");
        QCOMPARE(rowIdentity(plain, sqlite, {{"id", Value(1)}, {"name", Value("x")}})->text(),
            std::string("id = 1"));
        plain.primaryKey.columns.clear();
        plain.columns[0].autoincrement = Autoincrement::No;
        RowIdentity all = *rowIdentity(plain, postgres, {{"id", Value(1)}, {"name", Value("x")}});
        QCOMPARE(toString(all.kind), "all columns");
        QCOMPARE(toString(identityRule(plain, sqlite).kind), "row number of the database");
        QVERIFY(requireOneRow({"", "customers"}, all, {all}));
        Result<void> refused = requireOneRow({"", "customers"}, all, {all, all});
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.starts_with("2 rows of customers look the same"),
            refused.error().message.c_str());
        UniqueConstraint unique;
        unique.columns = {"id"};
        plain.uniqueConstraints.push_back(unique);
        QCOMPARE(toString(identityRule(plain, postgres).kind), "unique key");
        QCOMPARE(toString(identityRule(plain, sqlite).kind), "unique key");
        // Part of the key only, or nothing: said.
        plain.columns[1].type.kind = TypeKind::Json;
        QVERIFY(!rowIdentity(plain, postgres, {{"name", Value("{}")}}));
        // "a" + "b:c" is another key than "a:b" + "c".
        RowIdentity left{IdentityKind::Unique, {{"x", Value("a")}, {"y", Value("b:c")}}};
        RowIdentity right{IdentityKind::Unique, {{"x", Value("a:b")}, {"y", Value("c")}}};
        QVERIFY(left.key() != right.key());
        QVERIFY(RowIdentity({IdentityKind::Unique, {{"x", Value()}}}).key()
            != RowIdentity({IdentityKind::Unique, {{"x", Value("")}}}).key());
    }

    void choicesRebaseARow()
    {
        PendingSet set;
        LoadedRow row = loaded("orders", 1, {{"customer_id", Value(1)}, {"note", Value("a")}});
        QVERIFY(set.setCell(row, "customer_id", Value(2)));
        QVERIFY(set.setCell(row, "note", Value("mine")));
        EditId id = set.find(row.table, row.identity)->id;
        Conflict conflict;
        conflict.edit = id;
        conflict.table = row.table;
        conflict.found = 1;
        conflict.theirs = {{"id", Value(1)}, {"customer_id", Value(3)}, {"note", Value("theirs")}};
        Result<PendingSet> next = resolve(set, conflict, {{"note", Take::Theirs}});
        QVERIFY(next);
        const PendingRow* rebased = next->find(id);
        QVERIFY(!rebased->change("note"));
        QCOMPARE(rebased->change("customer_id")->toText(), std::string("2"));
        QCOMPARE(findValue(rebased->original, "customer_id")->toText(), std::string("3"));
        QVERIFY(resolve(set, conflict, {{"note", Take::Theirs}, {"customer_id", Take::Theirs}})->empty());
        conflict.found = 0;
        conflict.deleted = true;
        conflict.theirs.clear();
        QVERIFY(resolve(set, conflict, {})->empty());
        Result<PendingSet> again = resolve(set, conflict, {{"note", Take::Mine}});
        QCOMPARE(toString(again->find(id)->op), "insert");
        QCOMPARE(again->find(id)->current("id")->toText(), std::string("1"));
        conflict.found = 2;
        conflict.deleted = false;
        QVERIFY(!resolve(set, conflict, {}));
    }
};

QTEST_GUILESS_MAIN(PendingSetTest)
#include "tst_pending_set.moc"
