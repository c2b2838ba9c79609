// Types at the Session: decorators and variants in its statements, and the schemas of a model translated.
#include "core/builtin/builtin.h"
#include "core/engine/registry.h"
#include "core/orm/automap.h"
#include "core/sql/ddl.h"
#include "core/sql/dml.h"
#include "core/sql/functions.h"
#include "core/types/type_decorator.h"
#include "tests/core/orm/orm_database.h"

#include <QTest>

#include <cmath>

using namespace relata;
using namespace relata::test;

namespace {

// A model that no database has reflected, made in this one.
void make(OrmDatabase& database, const MetaData& model)
{
    database.create({});
    const Dialect& dialect = database.engine().dialect();
    database.run(createAll(model, dialect).script());
}

Column columnOf(const char* name, SqlType type)
{
    Column column;
    column.name = name;
    column.type = std::move(type);
    return column;
}

// things(id, ...)
MetaData things(std::vector<Column> columns)
{
    Table table;
    table.name = "things";
    table.columns = {columnOf("id", SqlType::of(TypeKind::Integer))};
    table.columns.front().nullable = false;
    table.primaryKey.columns = {"id"};
    for (Column& column : columns)
        table.columns.push_back(std::move(column));
    MetaData model;
    model.addTable(std::move(table));
    return model;
}

} // namespace

class TestOrmTypes : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void typeHooks_data() { RELATA_EACH_DATABASE(); }
    void typeHooks()
    {
        RELATA_ORM_DATABASE();
        auto changed = [](const Value& value, bool loudly) {
            return value.isNull() ? Value()
                                  : Value((loudly ? QString::fromStdString(value.bytes()).toUpper()
                                                  : QString::fromStdString(value.bytes()).toLower())
                                              .toStdString());
        };
        TypeDecorator loud;
        loud.name = "Loud";
        loud.impl = SqlType::string(40);
        loud.processBind = [changed](const Value& value, std::string_view) { return changed(value, true); };
        loud.processResult = [changed](
                                 const Value& value, std::string_view) { return changed(value, false); };
        registerTypeDecorator(loud);
        // NULL is handed over, too.
        TypeDecorator named = loud;
        named.name = "Named";
        named.processBind = [bind = loud.processBind](const Value& value, std::string_view dialect) {
            return value.isNull() ? Value("NOTHING") : bind(value, dialect);
        };
        named.processResult = [result = loud.processResult](const Value& value, std::string_view dialect) {
            return value == Value("NOTHING") ? Value() : result(value, dialect);
        };
        registerTypeDecorator(named);
        TypeDecorator cents;
        cents.name = "MoneyInCents";
        cents.impl = SqlType::of(TypeKind::Integer);
        cents.processBind = [](const Value& value, std::string_view) {
            return value.isNull() ? Value()
                                  : Value(std::int64_t(std::llround(std::stod(value.toText()) * 100)));
        };
        cents.processResult = [](const Value& value, std::string_view) {
            return value.isNull() ? Value()
                                  : Value::tagged(ValueTag::Number,
                                      QString::number(double(value.integer()) / 100, 'f', 2).toStdString());
        };
        registerTypeDecorator(cents);
        std::vector<TableText> tables{{"makers", {"name @Loud key", "city text?"}},
            {"goods",
                {"id int key auto", "title @Named?", "price @MoneyInCents?",
                    "maker_name @Loud? -> makers.name"}}};
        database.create(tables);
        MetaData model = metadataOf(tables); // the database does not know of decorators
        Session session(database.engine(), automap(model));
        Instance maker = session.create("Maker", {{"name", "acme"}});
        std::vector<Instance> goods;
        for (int i = 0; i < 60; ++i) {
            Instance made = session.create("Good",
                {{"title", "good " + std::to_string(i)},
                    {"price", Value::tagged(ValueTag::Number, std::to_string(i) + ".25")}});
            maker.collection("goods").append(made);
            goods.push_back(made);
        }
        session.add(maker);
        session.add(session.create("Good", {{"title", Value()}}));
        session.commit();
        QCOMPARE(database.rows("SELECT title, price, maker_name FROM goods WHERE id <= 2 ORDER BY id"),
            QString("GOOD 0|25|ACME\nGOOD 1|125|ACME"));
        QCOMPARE(database.rows("SELECT title FROM goods WHERE id = 61"), QString("NOTHING"));
        // Loaded, lazily and eagerly, filtered, in lists, by key and in rows of columns.
        QCOMPARE(text(goods[1]["title"]) + text(goods[1]["price"]), QString("good 11.25"));
        session.expungeAll();
        QCOMPARE(session.query("Good").filter(attr("title") == "Good 7", attr("price") == 7.25).count(),
            std::int64_t(1));
        QCOMPARE(session.query("Good").filter(attr("title").in_({"good 1", "good 2", "GOOD 3"})).count(),
            std::int64_t(3));
        maker = session.get("Maker", {Value("acme")});
        QVERIFY(maker);
        QCOMPARE(maker.collection("goods").size(), std::size_t(60));
        session.expungeAll();
        std::vector<Instance> makers = session.query("Maker").options(selectinload("goods")).all();
        QCOMPARE(makers[0].collection("goods").size(), std::size_t(60));
        session.expungeAll();
        Instance good = session.query("Good").filterBy({{"id", 5}}).options(joinedload("maker")).one();
        QCOMPARE(text(good.related("maker")["name"]), QString("acme"));
        auto rows = session.query("Good")
                        .filterBy({{"id", 5}})
                        .columns({attr("price"), attr("title").label("t")})
                        .rows();
        QCOMPARE(text(rows[0][0]) + text(rows[0][1]), QString("4.25good 4"));
        QCOMPARE(text(session.query("Good").scalar(func::max(attr("price")))), QString("59.25"));
        // Changes, keys that are decorated, bulk statements, refreshing.
        good.set("price", Value::tagged(ValueTag::Number, "0.99"));
        session.flush();
        session.query("Good").filter(attr("title") == "good 8").update({{"title", "Eight"}});
        QCOMPARE(session.query("Good").filter(attr("title") == "good 9").delete_(), std::int64_t(1));
        makers = session.query("Maker").all();
        makers[0].set("city", "Bonn");
        session.commit();
        QCOMPARE(database.rows("SELECT price FROM goods WHERE id = 5"), QString("99"));
        QCOMPARE(database.rows("SELECT title FROM goods WHERE id = 9"), QString("EIGHT"));
        QCOMPARE(database.rows("SELECT name, city FROM makers"), QString("ACME|Bonn"));
        QCOMPARE(text(good["price"]), QString("0.99"));
        // The expression language without objects: single executions, many at once, and what they return.
        auto connection = database.engine().checkout();
        FromClause table = relata::table(model, "goods");
        connection->execute(insert(table).values({{"title", "plain"}, {"price", "1.50"}}));
        std::vector<std::vector<Value>> many{{"first", "2.00"}, {"second", Value()}};
        connection->executeMany(insert(table).columns({"title", "price"}), many);
        auto found = connection
                         ->execute(select(table.c("title"), table.c("price"))
                                       .where(table.c("title").in_({"plain", "first", "second"}))
                                       .orderBy(table.c("id")))
                         .all();
        QCOMPARE(found.size(), std::size_t(3));
        QCOMPARE(text(found[0][0]) + text(found[0][1]) + text(found[1][1]) + text(found[2][1]),
            QString("plain1.502.00NULL"));
        QVERIFY(QString::fromStdString(
            compile(select(table.c("id")).where(table.c("title") == "x"), database.engine().dialect())
                .literalSql())
                    .contains("'X'"));
    }

    void variants_data() { RELATA_EACH_DATABASE(); }
    // One column that is JSON for PostgreSQL, a number for MariaDB (through its family's name) and text
    // elsewhere, and one whose variant alone has a decorator.
    void variants()
    {
        RELATA_ORM_DATABASE();
        TypeDecorator doubled;
        doubled.name = "Doubled";
        doubled.impl = SqlType::of(TypeKind::BigInteger);
        doubled.processBind = [](const Value& value, std::string_view) {
            return value.isNull() ? Value() : Value(value.integer() * 2);
        };
        doubled.processResult = [](const Value& value, std::string_view) {
            return value.isNull() ? Value() : Value(value.integer() / 2);
        };
        registerTypeDecorator(doubled);
        SqlType json = SqlType::of(TypeKind::Json);
        json.binary = true;
        SqlType mixed = SqlType::string(40)
                            .withVariant(json, "postgresql")
                            .withVariant(SqlType::of(TypeKind::Integer), "mysql");
        SqlType count = SqlType::of(TypeKind::Integer)
                            .withVariant(decoratedType("Doubled"), "postgresql")
                            .withVariant(decoratedType("Doubled"), "sqlite");
        MetaData model = things({columnOf("mixed", mixed), columnOf("amount", count)});
        make(database, model);
        bool postgres = dialectName == "postgresql", mariadb = dialectName == "mariadb";
        Value first = mariadb ? Value(7) : Value(R"({"a": 1})");
        Value second = mariadb ? Value(8) : Value(R"({"a": 2})");
        Session session(database.engine(), automap(model));
        session.addAll({session.create("Thing", {{"id", 1}, {"mixed", first}, {"amount", 21}}),
            session.create("Thing", {{"id", 2}, {"mixed", second}, {"amount", Value()}})});
        session.commit();
        session.expungeAll();
        Instance thing = session.query("Thing").filter(attr("mixed") == first).one();
        QCOMPARE(text(thing["id"]) + text(thing["amount"]), QString("121"));
        QCOMPARE(session.query("Thing").filter(attr("amount") > 20, attr("mixed").in_({first})).count(),
            std::int64_t(1));
        thing.set("amount", 30).set("mixed", second);
        session.commit();
        QCOMPARE(session.query("Thing").filter(attr("mixed") == second).count(), std::int64_t(2));
        QCOMPARE(database.rows("SELECT amount FROM things WHERE id = 1"), QString(mariadb ? "30" : "60"));
        // What the server says of the column.
        std::string typeName =
            database.engine().connect()->execute("SELECT mixed FROM things").columns()[0].typeName;
        QVERIFY2(QString::fromStdString(typeName).contains(postgres ? "jsonb"
                         : mariadb                                  ? "int"
                                                                    : "char",
                     Qt::CaseInsensitive),
            typeName.c_str());
        // Without objects: with values in the statement, by name, and many at once.
        auto connection = database.engine().checkout();
        FromClause table = relata::table(model, "things");
        connection->execute(insert(table).values({{"id", 3}, {"mixed", first}, {"amount", 4}}));
        std::vector<std::vector<Value>> rows{{4, second, 5}, {5, Value(), 6}};
        connection->executeMany(insert(table).columns({"id", "mixed", "amount"}), rows);
        auto found = connection
                         ->execute(select(table.c("id"), table.c("amount"))
                                       .where(table.c("mixed") == bindParam("m") && table.c("id") > 2)
                                       .orderBy(table.c("id")),
                             {{"m", second}})
                         .all();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(text(found[0][0]) + text(found[0][1]), QString("45"));
        QCOMPARE(text(connection->scalar(select(func::sum(table.c("id"))).where(table.c("amount") == 6))),
            QString("5"));
    }

    // Decorated elements, in one dimension and in two: PostgreSQL alone has arrays.
    void arrayElements()
    {
        OrmDatabase database("postgresql");
        if (!database.whyMissing().isEmpty())
            QSKIP(qPrintable(database.whyMissing()));
        TypeDecorator shout;
        shout.name = "Shout";
        shout.impl = SqlType::string(40);
        shout.processBind = [](const Value& value, std::string_view) {
            return value.isNull() ? Value("NOTHING")
                                  : Value(QString::fromStdString(value.bytes()).toUpper().toStdString());
        };
        shout.processResult = [](const Value& value, std::string_view) {
            return value == Value("NOTHING")
                ? Value()
                : Value(QString::fromStdString(value.bytes()).toLower().toStdString());
        };
        registerTypeDecorator(shout);
        TypeDecorator next;
        next.name = "Next";
        next.impl = SqlType::of(TypeKind::Integer);
        next.processBind = [](const Value& value, std::string_view) { return Value(value.integer() + 1); };
        next.processResult = [](const Value& value, std::string_view) { return Value(value.integer() - 1); };
        registerTypeDecorator(next);
        MetaData model = things({columnOf("words", SqlType::arrayOf(decoratedType("Shout"))),
            columnOf("grid", SqlType::arrayOf(decoratedType("Next"), 2))});
        make(database, model);
        auto array = [](const char* text) { return Value::tagged(ValueTag::Other, text); };
        Session session(database.engine(), automap(model));
        const char* spoken = "{a,\"b c\",NULL,\"q\\\"\\\\{\"}";
        Instance thing =
            session.create("Thing", {{"id", 1}, {"words", array(spoken)}, {"grid", array("{{1,2},{3,4}}")}});
        session.add(thing);
        session.add(session.create("Thing", {{"id", 2}, {"words", Value()}, {"grid", array("{}")}}));
        session.commit();
        QCOMPARE(
            database.rows("SELECT words[1], words[2], words[3], words[4], grid FROM things WHERE id = 1"),
            QString("A|B C|NOTHING|Q\"\\{|{{2,3},{4,5}}"));
        QCOMPARE(text(thing["words"]), QString(spoken));
        QCOMPARE(text(thing["grid"]), QString("{{1,2},{3,4}}"));
        Instance other = session.get("Thing", {2});
        QCOMPARE(text(other["words"]) + text(other["grid"]), QString("NULL{}"));
        session.expungeAll();
        QCOMPARE(
            session.query("Thing").filter(attr("grid") == array("{{1,2},{3,4}}")).count(), std::int64_t(1));
        auto connection = database.engine().checkout();
        FromClause table = relata::table(model, "things");
        std::vector<std::vector<Value>> rows{{3, array("{x}"), array("{{9}}")}, {4, array("{y}"), Value()}};
        connection->executeMany(insert(table).columns({"id", "words", "grid"}), rows);
        auto found = connection
                         ->execute(select(table.c("words"), table.c("grid"), table.c("words").at(1))
                                       .where(table.c("id") > 2)
                                       .orderBy(table.c("id")))
                         .all();
        QCOMPARE(text(found[0][0]) + text(found[0][1]) + text(found[0][2]), QString("{x}{{9}}x"));
        QCOMPARE(text(found[1][0]) + text(found[1][1]), QString("{y}NULL"));
        QCOMPARE(
            text(connection->execute("SELECT words[1] FROM things WHERE id = 3").scalar()), QString("X"));
    }

    void translatedSchemas()
    {
        for (const char* dialectName : {"postgresql", "mariadb"}) {
            OrmDatabase database(dialectName);
            if (!database.whyMissing().isEmpty())
                QSKIP(qPrintable(database.whyMissing()));
            MetaData model;
            Table table;
            table.name = "notes";
            table.schema = "tenant";
            Column id;
            id.name = "id";
            id.type = SqlType::of(TypeKind::Integer);
            id.nullable = false;
            Column body;
            body.name = "body";
            body.type = SqlType::string(40);
            table.columns = {id, body};
            table.primaryKey.columns = {"id"};
            model.schemas = {"", "tenant"};
            model.addTable(table);
            database.create({});
            for (const char* name : {"t1", "t2"}) {
                database.run(
                    std::string("DROP SCHEMA IF EXISTS ") + name + (dialectName[0] == 'p' ? " CASCADE" : ""));
                database.run(std::string("CREATE SCHEMA ") + name);
                database.run(std::string("CREATE TABLE ") + name
                    + ".notes (id INTEGER PRIMARY KEY, body VARCHAR(40))");
            }
            MapperRegistry models = automap(model);
            EngineOptions options;
            options.connection.compile.schemaTranslate = {{"tenant", "t1"}};
            Engine engine = Engine::create(database.engine().url(), options).value();
            {
                // Every kind of statement: INSERT, SELECT, UPDATE, lazy, bulk, DELETE.
                Session session(engine, models);
                Instance note = session.create("Note", {{"id", 1}, {"body", "one"}});
                session.addAll({note, session.create("Note", {{"id", 2}, {"body", "two"}})});
                session.commit();
                QCOMPARE(text(note["body"]), QString("one"));
                note.set("body", "ONE");
                QCOMPARE(session.query("Note").filter(attr("body") == "two").update({{"body", "TWO"}}),
                    std::int64_t(1));
                session.commit();
                Session other(engine, models, {.schemaTranslate = {{"tenant", "t2"}}});
                QCOMPARE(other.query("Note").count(), std::int64_t(0));
                other.add(other.create("Note", {{"id", 1}, {"body", "elsewhere"}}));
                other.commit();
                FromClause notes = relata::table(model, "tenant.notes");
                QCOMPARE(other.execute(select(notes.c("body"))).size(), std::size_t(1));
                QCOMPARE(
                    text(other.connection().execute(select(notes.c("body"))).scalar()), QString("elsewhere"));
                session.delete_(note);
                session.commit();
            }
            QCOMPARE(database.rows("SELECT id, body FROM t1.notes"), QString("2|TWO"));
            QCOMPARE(database.rows("SELECT id, body FROM t2.notes"), QString("1|elsewhere"));
            {
                auto connection = engine.checkout();
                ConnectionOptions changed = connection->options();
                changed.compile.schemaTranslate = {{"tenant", "t2"}};
                connection->setOptions(changed);
                FromClause notes = relata::table(model, "tenant.notes");
                QCOMPARE(text(connection->scalar(select(notes.c("body")))), QString("elsewhere"));
            }
            engine.dispose();
            Session mock =
                Session::mock(dialect(dialectName), models, {.schemaTranslate = {{"tenant", "shown"}}});
            mock.add(mock.create("Note", {{"id", 1}}));
            mock.flush();
            QVERIFY(QString::fromStdString(mock.sent()[0].sql).contains("shown"));
            for (const char* name : {"t1", "t2"})
                database.run(std::string("DROP SCHEMA ") + name + (dialectName[0] == 'p' ? " CASCADE" : ""));
        }
    }
};

QTEST_GUILESS_MAIN(TestOrmTypes)
#include "tst_orm_types.moc"
