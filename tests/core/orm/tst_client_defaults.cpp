// default= and onupdate= of columns: in statements of the expression language, in many rows at once, in bulk
// updates and in the flush of a session. On SQLite, PostgreSQL and MariaDB.
#include "core/builtin/builtin.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "core/sql/dml.h"
#include "tests/core/orm/orm_database.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

namespace {

int calls = 0;

Column columnOf(const char* name, SqlType type)
{
    Column column;
    column.name = name;
    column.type = std::move(type);
    return column;
}

SqlText portable(const char* text)
{
    return {text, ""};
}

const std::vector<TableText> tables = {{"orders",
                                           {"id int key auto", "name text?", "state text?", "token text?",
                                               "made int?", "changes int?", "changed int?", "changer text?"}},
    {"tags", {"id int key auto", "label text?"}},
    {"order_tags", {"order_id int key -> orders.id", "tag_id int key -> tags.id", "since text?"}}};

// What an INSERT of an order leaves out, and what an UPDATE does.
MetaData withDefaults(MetaData metadata)
{
    Table orders = metadata.table("orders");
    const auto column = [&](const char* name) -> Column& {
        return *std::find_if(orders.columns.begin(), orders.columns.end(),
            [name](const Column& candidate) { return candidate.name == name; });
    };
    column("state").clientDefault = ColumnDefault::of(Value("new"));
    column("token").clientDefault = ColumnDefault::call("test.token");
    column("made").clientDefault = ColumnDefault::sql(portable("40 + 2"));
    column("changes").clientDefault = ColumnDefault::of(Value(0));
    column("changes").onUpdate = ColumnDefault::call("test.count");
    column("changed").onUpdate = ColumnDefault::sql(portable("6 * 7"));
    column("changer").onUpdate = ColumnDefault::of(Value("us"));
    metadata.addTable(orders);
    Table links = metadata.table("order_tags");
    links.columns[2].clientDefault = ColumnDefault::call("test.since");
    metadata.addTable(links);
    return metadata;
}

MetaData make(OrmDatabase& database)
{
    return withDefaults(database.create(tables));
}

MapperRegistry mapped(const MetaData& metadata)
{
    ModelMappings mappings;
    mappings.classes = {classOf("Order", "orders"), classOf("Tag", "tags")};
    RelationshipMapping tags = relationshipTo("tags", "Tag");
    tags.secondary = {"", "order_tags"};
    mappings.classes[0].relationships = {tags};
    return configured(metadata, mappings);
}

} // namespace

class TestClientDefaults : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        registerBuiltins();
        registerDefault("test.token", [](const DefaultContext& context) {
            const Value* name = context.parameter("name");
            const Value* state = context.parameter("state");
            return Value("t" + std::to_string(++calls) + "-" + (name ? name->toText() : "") + "-"
                + (state ? state->toText() : ""));
        });
        registerDefault("test.count", [](const DefaultContext&) { return Value(std::int64_t(++calls)); });
        registerDefault("test.since", [](const DefaultContext& context) {
            return Value("tag " + context.parameter("tag_id")->toText());
        });
    }
    void init() { calls = 0; }

    void insertsGetThem_data() { RELATA_EACH_DATABASE(); }
    void insertsGetThem()
    {
        RELATA_ORM_DATABASE();
        const MetaData metadata = make(database);
        const FromClause orders = table(metadata, "orders");
        auto connection = database.engine().connect();
        connection->execute(insert(orders).values({{"name", "a"}}));
        connection->execute(insert(orders).values({{"name", "b"}, {"state", "old"}, {"token", nullptr}}));
        connection->execute(insert(orders).rows({"name"}, {{"c"}, {"d"}}));
        connection->execute(insert(orders).defaultValues());
        // A row's parameters, one by one and many at once.
        connection->execute(insert(orders).columns({"name"}), {{"name", Value("e")}});
        const std::vector<std::vector<Value>> rows = {{"f"}, {"g"}, {"h"}};
        connection->executeMany(insert(orders).columns({"name"}), rows);
        QCOMPARE(database.rows("SELECT name, state, token, made, changes, changed FROM orders ORDER BY id"),
            QString("a|new|t1-a-new|42|0|NULL\nb|old|NULL|42|0|NULL\nc|new|t2-c-new|42|0|NULL\n"
                    "d|new|t3-d-new|42|0|NULL\nNULL|new|t4--new|42|0|NULL\ne|new|t5-e-new|42|0|NULL\n"
                    "f|new|t6-f-new|42|0|NULL\ng|new|t7-g-new|42|0|NULL\nh|new|t8-h-new|42|0|NULL"));
    }

    void selectsGetThem_data() { RELATA_EACH_DATABASE(); }
    void selectsGetThem()
    {
        RELATA_ORM_DATABASE();
        const MetaData metadata = make(database);
        const FromClause orders = table(metadata, "orders"), tags = table(metadata, "tags");
        auto connection = database.engine().connect();
        connection->execute(insert(tags).rows({"label"}, {{"x"}, {"y"}}));
        // One value for all rows, which are not known here.
        connection->execute(
            insert(orders).fromSelect({"name"}, select(tags.c("label")).orderBy(tags.c("id"))));
        connection->execute(insert(orders).fromSelect({"name"},
            select(tags.c("label"))
                .where(tags.c("label") == "x")
                .unionAll(select(tags.c("label")).where(tags.c("label") == "y"))));
        QCOMPARE(database.rows("SELECT state, token, made, count(*) FROM orders GROUP BY state, token, made "
                               "ORDER BY token"),
            QString("new|t1--|42|2\nnew|t2--|42|2"));
    }

    void updatesGetThem_data() { RELATA_EACH_DATABASE(); }
    void updatesGetThem()
    {
        RELATA_ORM_DATABASE();
        const MetaData metadata = make(database);
        const FromClause orders = table(metadata, "orders");
        auto connection = database.engine().connect();
        connection->execute(insert(orders).rows({"name", "token"}, {{"a", "-"}, {"b", "-"}, {"c", "-"}}));
        connection->execute(update(orders).set("name", "A").where(orders.c("name") == "a"));
        connection->execute(
            update(orders).set("changer", "me").set("changes", 70).where(orders.c("name") == "b"));
        QCOMPARE(database.rows("SELECT name, changes, changed, changer FROM orders ORDER BY id"),
            QString("A|1|42|us\nb|70|42|me\nc|0|NULL|NULL"));
        const std::vector<std::vector<Value>> rows = {{"x", "A"}, {"y", "b"}};
        connection->executeMany(
            update(orders).columns({"name"}).where(orders.c("name") == bindParam("old")), rows);
        QCOMPARE(database.rows("SELECT name, changes, changer FROM orders ORDER BY id"),
            QString("x|2|us\ny|3|us\nc|0|NULL"));
        // What an upsert sets is what it says.
        if (dialectName == "mariadb")
            return;
        connection->execute(insert(orders)
                                .values({{"id", 3}, {"name", "z"}, {"token", "-"}})
                                .onConflictDoUpdate({"id"}, {{"name", "C"}}));
        QCOMPARE(
            database.rows("SELECT name, changes, changer FROM orders WHERE id = 3"), QString("C|0|NULL"));
    }

    void compiledOnce()
    {
        const MetaData metadata = withDefaults(metadataOf(tables));
        const FromClause orders = table(metadata, "orders");
        const Compiled compiled = compile(insert(orders).values({{"name", "a"}}), dialect("sqlite"));
        QCOMPARE(compiled.sql,
            std::string(
                "INSERT INTO orders (name, state, token, made, changes) VALUES (?, ?, ?, 40 + 2, ?)"));
        QCOMPARE(calls, 0); // a function is asked when a row is sent
        QCOMPARE(text(compiled.bind().parameters[2]), QString("t1-a-new"));
        QCOMPARE(text(compiled.bind().parameters[2]), QString("t2-a-new"));
        QCOMPARE(compile(update(orders).set("name", "b"), dialect("postgresql")).sql,
            std::string("UPDATE orders SET name = $1, changes = $2, changed = 6 * 7, changer = $3"));
        MetaData unknown = metadata;
        Table changed = metadata.table("orders");
        changed.columns[3].clientDefault = ColumnDefault::call("test.nobody");
        unknown.addTable(changed);
        QVERIFY_EXCEPTION_THROWN(
            compile(insert(table(unknown, "orders")).values({{"name", "a"}}), dialect("sqlite")).bind(),
            DatabaseError);
    }

    void insideOfQueries_data()
    {
        QTest::addColumn<QString>("dialectName"), QTest::newRow("pg") << "postgresql";
    }
    void insideOfQueries()
    {
        RELATA_ORM_DATABASE();
        const MetaData metadata = make(database);
        const FromClause orders = table(metadata, "orders");
        const FromClause made =
            insert(orders).values({{"name", "a"}}).returning({orders.c("token")}).cte("made");
        auto connection = database.engine().connect();
        QCOMPARE(text(connection->scalar(select(made.c("token")))), QString("t1-a-new"));
        QCOMPARE(database.rows("SELECT state, made FROM orders"), QString("new|42"));
    }

    void sequences_data()
    {
        QTest::addColumn<QString>("dialectName");
        for (const char* name : {"postgresql", "mariadb"})
            QTest::newRow(name) << QString(name);
    }
    void sequences()
    {
        RELATA_ORM_DATABASE();
        database.create({});
        Table numbered;
        numbered.name = "numbered";
        numbered.columns = {
            columnOf("id", SqlType::of(TypeKind::Integer)), columnOf("name", SqlType::string(20))};
        numbered.columns[0].nullable = false;
        numbered.columns[0].clientDefault = ColumnDefault::sequence("numbers");
        numbered.primaryKey.columns = {"id"};
        MetaData metadata;
        metadata.addTable(numbered);
        Sequence numbers;
        numbers.name = "numbers";
        numbers.start = 7;
        metadata.sequences.push_back(numbers);
        database.run(createAll(metadata, database.engine().dialect()).script());
        auto connection = database.engine().connect();
        connection->execute(insert(table(metadata, "numbered")).values({{"name", "core"}}));
        ModelMappings mappings;
        mappings.classes = {classOf("Numbered", "numbered")};
        const MapperRegistry models = configured(metadata, mappings);
        Session session(database.engine(), models);
        Instance one = session.create("Numbered", {{"name", "one"}});
        Instance two = session.create("Numbered", {{"name", "two"}});
        session.add(one);
        session.add(two);
        session.flush();
        QCOMPARE(text(one["id"]) + "," + text(two["id"]), QString("8,9"));
        session.commit();
        QCOMPARE(database.rows("SELECT id, name FROM numbered ORDER BY id"), QString("7|core\n8|one\n9|two"));
    }

    void sessionsGetThem_data() { RELATA_EACH_DATABASE(); }
    void sessionsGetThem()
    {
        RELATA_ORM_DATABASE();
        const MetaData metadata = make(database);
        const MapperRegistry models = mapped(metadata);
        Session session(database.engine(), models, {.expireOnCommit = false});
        Instance order = session.create("Order", {{"name", "a"}});
        Instance tag = session.create("Tag", {{"label", "x"}});
        order.collection("tags").append(tag);
        session.add(order);
        session.commit();
        QCOMPARE(text(order["state"]) + " " + text(order["token"]), QString("new t1-a-new"));
        QCOMPARE(text(order["made"]), QString("42")); // read back: the database computed it
        QCOMPARE(database.rows("SELECT since FROM order_tags"), QString("tag " + text(tag["id"])));
        order.set("name", "b");
        session.commit();
        QCOMPARE(text(order["changes"]) + " " + text(order["changer"]), QString("2 us"));
        QCOMPARE(text(order["changed"]), QString("42"));
        QCOMPARE(database.rows("SELECT name, changes, changed, changer FROM orders"), QString("b|2|42|us"));
        // What the program sets is what is stored; a rollback takes all of it back.
        order.set("changer", "me");
        session.flush();
        QCOMPARE(text(order["changes"]) + " " + text(order["changer"]), QString("3 me"));
        session.rollback();
        QCOMPARE(text(order["changes"]) + " " + text(order["changer"]), QString("2 us"));
        QCOMPARE(database.rows("SELECT name, changes, changer FROM orders"), QString("b|2|us"));
        // In bulk, and objects in memory know.
        session.query("Order").filter(attr("name") == "b").update({{"name", "c"}});
        QCOMPARE(text(order["name"]) + " " + text(order["changes"]), QString("c 4"));
        session.commit();
        QCOMPARE(database.rows("SELECT name, changes, changed, changer FROM orders"), QString("c|4|42|us"));
    }
};

QTEST_GUILESS_MAIN(TestClientDefaults)
#include "tst_client_defaults.moc"
