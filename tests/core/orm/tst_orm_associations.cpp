// Association objects and proxies, keyed collections and composites on SQLite, PostgreSQL and MariaDB.
#include "core/builtin/builtin.h"
#include "core/orm/automap.h"
#include "core/orm/session_impl.h"
#include "tests/core/orm/orm_database.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

class TestOrmAssociations : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void keyedCollections_data() { RELATA_EACH_DATABASE(); }
    void keyedCollections()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create({{"items", {"id int key auto", "name text"}},
            {"notes", {"id int key auto", "item_id int? -> items.id", "keyword text", "body text"}}});
        ModelMappings mappings = automapMappings(metadata);
        RelationshipMapping& notes = relationship(mappings, "Item", "notes");
        notes.collection = CollectionClass::Keyed;
        notes.collectionKey = "keyword";
        notes.cascade = "all, delete-orphan";
        mappings.find("Item")->associationProxies = {{"bodies", "notes", "body"}};
        Session session(database.engine(), configured(metadata, mappings));
        Instance item = session.create("Item", {{"name", "i"}});
        item.collection("notes").append(session.create("Note", {{"keyword", "color"}, {"body", "blue"}}));
        item.collection("notes").append(session.create("Note", {{"keyword", "size"}, {"body", "small"}}));
        QCOMPARE(text(item.collection("notes").find("size")["body"]), QString("small"));
        session.add(item);
        session.commit();
        QCOMPARE(text(item.collection("notes").find("color")["body"]), QString("blue"));
        QVERIFY(item.collection("notes").find("weight").isNull());
        // Another one under the same key takes the place of the first.
        item.collection("notes").append(session.create("Note", {{"keyword", "color"}, {"body", "red"}}));
        QCOMPARE(item.collection("notes").size(), std::size_t(2));
        session.commit();
        QCOMPARE(database.rows("SELECT keyword, body FROM notes ORDER BY keyword"),
            QString("color|red\nsize|small"));
        QCOMPARE(item.proxied("bodies").size(), std::size_t(2));
        Instance size = item.collection("notes").find("size");
        size.set("keyword", "extent");
        QCOMPARE(item.collection("notes").find("extent"), size);
        item.collection("notes").remove(size);
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM notes"), QString("1"));
        QVERIFY_EXCEPTION_THROWN(size.related("item").collection("notes").find("x"), DatabaseError);
        mappings.find("Item")->relationships[0].collectionKey = "colour";
        QVERIFY(!MapperRegistry::configure(metadata, mappings));
    }

    void associationObjects_data() { RELATA_EACH_DATABASE(); }
    void associationObjects()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create({{"orders", {"id int key auto", "customer text"}},
            {"items", {"id int key auto", "name text"}},
            {"order_items",
                {"order_id int key -> orders.id", "item_id int key -> items.id", "quantity int default=1"}}});
        ModelMappings mappings = automapMappings(metadata);
        QVERIFY(mappings.find("OrderItem")); // it has a column of its own
        mappings.find("Order")->associationProxies = {{"quantities", "order_items", "quantity"}};
        mappings.find("OrderItem")->associationProxies = {{"item_name", "item", "name"}};
        Session session(database.engine(), configured(metadata, mappings));
        Instance order = session.create("Order", {{"customer", "Ann"}});
        Instance item = session.create("Item", {{"name", "pen"}});
        Instance line = order.appendProxied("quantities", Value(3));
        line.setRelated("item", item);
        session.add(order);
        session.commit();
        QCOMPARE(database.rows("SELECT order_id, item_id, quantity FROM order_items"), QString("1|1|3"));
        QCOMPARE(text(order.proxied("quantities").at(0)), QString("3"));
        QCOMPARE(text(line["item_name"]), QString("pen"));
        // A part of the key cannot be taken away.
        order.collection("order_items").remove(line);
        QVERIFY_EXCEPTION_THROWN(session.flush(), DatabaseError);
    }

    void chainedProxies_data() { RELATA_EACH_DATABASE(); }
    void chainedProxies()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create(
            {{"users", {"id int key auto", "name text"}}, {"keywords", {"id int key auto", "word text"}},
                {"user_keywords",
                    {"user_id int key -> users.id", "keyword_id int key -> keywords.id", "special text?"}}});
        ModelMappings mappings = automapMappings(metadata);
        relationship(mappings, "User", "user_keywords").cascade = "all, delete-orphan";
        mappings.find("User")->associationProxies = {{"keywords", "user_keywords", "keyword"},
            {"words", "user_keywords", "word"}, {"specials", "user_keywords", "special"}};
        mappings.find("UserKeyword")->associationProxies = {{"word", "keyword", "word"}};
        Session session(database.engine(), configured(metadata, mappings));
        Instance user = session.create("User", {{"name", "log"}});
        session.add(user);
        Instance green = session.create("Keyword", {{"word", "green"}});
        Instance link = user.appendProxied("keywords", green);
        link.set("special", "very");
        Instance chained = user.appendProxied("words", Value("blue")); // makes both
        QCOMPARE(text(chained["word"]), QString("blue"));
        session.commit();
        QCOMPARE(database.rows(
                     "SELECT u.name, k.word, x.special FROM user_keywords x JOIN users u ON u.id = x.user_id "
                     "JOIN keywords k ON k.id = x.keyword_id ORDER BY k.word"),
            QString("log|blue|NULL\nlog|green|very"));
        QCOMPARE(names(user.proxiedObjects("keywords"), "word").split(',').size(), qsizetype(2));
        QVERIFY(user.proxied("words").size() == 2 && user.proxied("specials").size() == 2);
        QCOMPARE(session.query("User")
                     .filter(any("user_keywords", has("keyword", attr("word") == "blue")))
                     .count(),
            std::int64_t(1));
        user.removeProxied("words", Value("blue"));
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM user_keywords"), QString("1"));
        user.removeProxied("keywords", green);
        QVERIFY_EXCEPTION_THROWN(user.removeProxied("words", Value("blue")), DatabaseError);
        session.commit();
        QCOMPARE(
            database.rows("SELECT (SELECT count(*) FROM user_keywords), (SELECT count(*) FROM keywords)"),
            QString("0|2"));
        mappings.find("UserKeyword")->associationProxies = {{"word", "keyword", "text"}};
        auto wrong = MapperRegistry::configure(metadata, mappings);
        QVERIFY(!wrong && wrong.error().message.find("“text”") != std::string::npos);
    }

    void compositesAndSynonyms_data() { RELATA_EACH_DATABASE(); }
    void compositesAndSynonyms()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata =
            database.create({{"edges", {"id int key auto", "x1 int?", "y1 int?", "x2 int?", "y2 int?"}}});
        ModelMappings mappings = automapMappings(metadata);
        mappings.classes[0].composites = {{"start", "Point", {"x1", "y1"}}, {"end", "Point", {"x2", "y2"}}};
        mappings.classes[0].synonyms = {{"left", "x1"}};
        mappings.classes[0].hybrids = {{"width", "x2 - x1"}};
        mappings.classes[0].validators = {{"y2", "y2 >= 0", "No edge ends below."}};
        Session session(database.engine(), configured(metadata, mappings));
        Instance edge = session.create("Edge");
        edge.setComposite("start", {3, 4});
        edge.setComposite("end", {5, 6});
        session.add(edge);
        session.commit();
        QCOMPARE(database.rows("SELECT x1, y1, x2, y2 FROM edges"), QString("3|4|5|6"));
        QVERIFY((edge.composite("end") == std::vector<Value>{5, 6}));
        QCOMPARE(text(edge["left"]) + text(edge["width"]), QString("32"));
        QCOMPARE(session.query("Edge").filter(attr("start") == tuple_({3, 4})).count(), std::int64_t(1));
        QCOMPARE(session.query("Edge").filter(attr("start") == tuple_({3, 5})).count(), std::int64_t(0));
        QCOMPARE(
            session.query("Edge").filter(attr("left") == 3, attr("width") == 2).count(), std::int64_t(1));
        QVERIFY_EXCEPTION_THROWN(edge.set("y2", -1), DataError);
        QVERIFY_EXCEPTION_THROWN(edge.setComposite("end", {1}), DatabaseError);
        edge.setComposite("end", {});
        session.commit();
        QCOMPARE(database.rows("SELECT x2, y2 FROM edges"), QString("NULL|NULL"));
    }
};

QTEST_GUILESS_MAIN(TestOrmAssociations)
#include "tst_orm_associations.moc"
