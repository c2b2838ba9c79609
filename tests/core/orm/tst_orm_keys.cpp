// Keys of several columns, natural keys and keys that change, on SQLite, PostgreSQL and MariaDB.
#include "core/builtin/builtin.h"
#include "core/orm/automap.h"
#include "tests/core/orm/orm_database.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

class TestOrmKeys : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void treesWithCompositeKeys_data() { RELATA_EACH_DATABASE(); }
    void treesWithCompositeKeys()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create({{"folders",
            {"account int key", "id int key", "parent_id int?", "name text",
                "foreign account,parent_id -> folders.account,id"}}});
        ClassMapping folder = classOf("Folder", "folders");
        folder.relationships = {
            relationshipTo("parent", "Folder", "children"), relationshipTo("children", "Folder", "parent")};
        folder.relationships[0].remoteSide = {"account", "id"};
        folder.relationships[1].orderBy = {{"id"}};
        MapperRegistry models = configured(metadata, {{folder}, {}, {}});
        Session session(database.engine(), models);
        for (int account : {1, 2}) {
            Instance root = session.create("Folder", {{"account", account}, {"id", 1}, {"name", "root"}});
            for (int i = 2; i < 5; ++i) {
                Instance child = session.create("Folder",
                    {{"account", account}, {"id", i}, {"name", "f" + std::to_string(account * 10 + i)}});
                root.collection("children").append(child);
                if (i == 2)
                    child.collection("children")
                        .append(
                            session.create("Folder", {{"account", account}, {"id", 9}, {"name", "deep"}}));
            }
            session.add(root);
        }
        session.commit();
        QCOMPARE(database.rows(
                     "SELECT account, id, parent_id FROM folders WHERE parent_id IS NOT NULL ORDER BY 1, 2"),
            QString("1|2|1\n1|3|1\n1|4|1\n1|9|2\n2|2|1\n2|3|1\n2|4|1\n2|9|2"));
        // Loaded by every strategy; the account keeps the trees apart.
        for (const LoaderOption& option : {lazyload("children"), joinedload("children"),
                 selectinload("children"), subqueryload("children"), immediateload("children")}) {
            session.expungeAll();
            session.resetStatistics();
            std::vector<Instance> roots = session.query("Folder")
                                              .filter(attr("parent_id").is_(nullptr))
                                              .options(option)
                                              .orderBy(attr("account"))
                                              .all();
            QCOMPARE(roots.size(), std::size_t(2));
            QCOMPARE(names(roots[0].collection("children"), "name"), QString("f12,f13,f14"));
            QCOMPARE(names(roots[1].collection("children"), "name"), QString("f22,f23,f24"));
            QVERIFY(session.statistics().total <= 3);
            Instance deep = session.get("Folder", {2, 9});
            QCOMPARE(text(deep.related("parent")["name"]), QString("f22"));
        }
        session.expungeAll();
        session.resetStatistics();
        std::vector<Instance> all = session.query("Folder")
                                        .options(selectinload("parent"))
                                        .orderBy(attr("account"), attr("id"))
                                        .all();
        QCOMPARE(text(all[4].related("parent")["name"]), QString("f12"));
        QCOMPARE(text(all[9].related("parent")["name"]), QString("f22"));
        QVERIFY(session.statistics().total <= 2);
        // Out of its parent, the part of the foreign key that is no part of the primary key becomes NULL.
        Instance moved = session.get("Folder", {1, 3});
        moved.setRelated("parent", Instance());
        session.commit();
        QCOMPARE(database.rows("SELECT account, parent_id FROM folders WHERE account = 1 AND id = 3"),
            QString("1|NULL"));
        QCOMPARE(session.query("Folder").join("parent", "p").filter(attr("p.name") == "f12").count(),
            std::int64_t(1));
    }

    void compositeKeysInLoaders_data() { RELATA_EACH_DATABASE(); }
    void compositeKeysInLoaders()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create({{"rooms", {"building text key", "number int key", "name text"}},
            {"desks",
                {"id int key auto", "building text?", "room_number int?", "label text",
                    "foreign building,room_number -> rooms.building,number"}},
            {"people", {"id int key auto", "name text"}},
            {"keys",
                {"building text key", "number int key", "person_id int key -> people.id",
                    "foreign building,number -> rooms.building,number"}}});
        ClassMapping room = classOf("Room", "rooms");
        room.relationships = {
            relationshipTo("desks", "Desk", "room"), relationshipTo("people", "Person", "rooms")};
        room.relationships[0].orderBy = {{"id"}};
        room.relationships[1].secondary.name = "keys";
        room.relationships[1].orderBy = {{"name"}};
        ClassMapping desk = classOf("Desk", "desks");
        desk.relationships = {relationshipTo("room", "Room", "desks")};
        ClassMapping person = classOf("Person", "people");
        person.relationships = {relationshipTo("rooms", "Room", "people")};
        person.relationships[0].secondary.name = "keys";
        person.relationships[0].orderBy = {{"building"}, {"number"}};
        MapperRegistry models = configured(metadata, {{room, desk, person}, {}, {}});
        Session session(database.engine(), models);
        Instance ann = session.create("Person", {{"name", "Ann"}});
        for (const char* building : {"A", "B"}) {
            for (int number : {1, 2}) {
                Instance made =
                    session.create("Room", {{"building", building}, {"number", number}, {"name", "r"}});
                for (int i = 0; i < number; ++i)
                    made.collection("desks").append(session.create("Desk",
                        {{"label", std::string(building) + std::to_string(number) + std::to_string(i)}}));
                made.collection("people").append(ann);
                if (number == 2)
                    made.collection("people").append(
                        session.create("Person", {{"name", std::string("key ") + building}}));
                session.add(made);
            }
        }
        session.add(session.create("Desk", {{"label", "nowhere"}}));
        session.commit();
        QCOMPARE(database.rows("SELECT building, room_number FROM desks ORDER BY id LIMIT 3"),
            QString("A|1\nA|2\nA|2"));
        for (const char* strategy : {"select", "joined", "selectin", "subquery", "immediate"}) {
            LazyStrategy lazy = *lazyStrategyFrom(strategy);
            auto load = [&](const char* path) {
                LoaderOption option;
                return lazy == LazyStrategy::Select  ? option.lazyload(path)
                    : lazy == LazyStrategy::Joined   ? option.joinedload(path)
                    : lazy == LazyStrategy::Selectin ? option.selectinload(path)
                    : lazy == LazyStrategy::Subquery ? option.subqueryload(path)
                                                     : option.immediateload(path);
            };
            session.expungeAll();
            session.resetStatistics();
            std::vector<Instance> rooms = session.query("Room")
                                              .options(load("desks"), load("people"))
                                              .orderBy(attr("building"), attr("number"))
                                              .all();
            QCOMPARE(names(rooms[3].collection("desks"), "label"), QString("B20,B21"));
            QCOMPARE(names(rooms[0].collection("desks"), "label"), QString("A10"));
            QCOMPARE(names(rooms[1].collection("people"), "name"), QString("Ann,key A"));
            QCOMPARE(names(rooms[2].collection("people"), "name"), QString("Ann"));
            if (lazy == LazyStrategy::Joined)
                QCOMPARE(session.statistics().total, std::size_t(1));
            if (lazy == LazyStrategy::Selectin || lazy == LazyStrategy::Subquery)
                QCOMPARE(session.statistics().total, std::size_t(3));
            session.expungeAll();
            std::vector<Instance> desks =
                session.query("Desk").options(load("room")).orderBy(attr("id")).all();
            QCOMPARE(text(desks[4].related("room")["building"]), QString("B"));
            QVERIFY(desks.back().related("room").isNull());
            session.expungeAll();
            Instance found = session.query("Person").filterBy({{"name", "Ann"}}).options(load("rooms")).one();
            QCOMPARE(names(found.collection("rooms"), "building"), QString("A,A,B,B"));
        }
        QCOMPARE(session.query("Desk").filter(has("room", attr("building") == "B")).count(), std::int64_t(3));
        QCOMPARE(
            session.query("Room").filter(any("people", attr("name") == "key B")).count(), std::int64_t(1));
    }

    void naturalKeysWithoutCascade_data() { RELATA_EACH_DATABASE(); }
    void naturalKeysWithoutCascade()
    {
        RELATA_ORM_DATABASE();
        // No constraint carries a new key on: the session does, loading what it does not have.
        MetaData metadata = database.create({{"countries", {"code text key", "name text"}},
            {"cities", {"id int key auto", "country_code text?", "name text"}}});
        ClassMapping country = classOf("Country", "countries");
        country.relationships = {relationshipTo("cities", "City", "country")};
        country.relationships[0].primaryJoin = {{"code", "country_code"}};
        country.relationships[0].foreignKeys = {"country_code"};
        country.relationships[0].passiveUpdates = false;
        ClassMapping city = classOf("City", "cities");
        city.relationships = {relationshipTo("country", "Country", "cities")};
        city.relationships[0].primaryJoin = {{"country_code", "code"}};
        city.relationships[0].foreignKeys = {"country_code"};
        Session session(database.engine(), configured(metadata, {{country, city}, {}, {}}));
        Instance germany = session.create("Country", {{"code", "D"}, {"name", "Germany"}});
        for (const char* name : {"Bonn", "Köln"})
            germany.collection("cities").append(session.create("City", {{"name", name}}));
        session.add(germany);
        session.commit();
        session.expungeAll();
        germany = session.get("Country", {Value("D")});
        germany.set("code", "DE");
        session.commit();
        QCOMPARE(database.rows("SELECT code FROM countries"), QString("DE"));
        QCOMPARE(database.rows("SELECT country_code FROM cities"), QString("DE\nDE"));
        QCOMPARE(session.get("Country", {Value("DE")}), germany);
        QCOMPARE(germany.collection("cities").size(), std::size_t(2));
    }

    // passive_updates off, in every direction, with no constraint that would carry the key on.
    void newKeysAreCarriedOn_data() { RELATA_EACH_DATABASE(); }
    void newKeysAreCarriedOn()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create({{"users", {"name text key", "full_name text?"}},
            {"badges", {"id int key auto", "user_name text?", "colour text"}},
            {"addresses", {"id int key auto", "user_name text?", "email text"}},
            {"groups_", {"title text key", "kind text?"}},
            {"memberships", {"user_name text key", "group_title text key"}},
            {"shelves", {"room text key", "kind text?"}},
            {"boxes", {"room text key", "number int key", "kind text?"}},
            {"things", {"room text key", "number int key", "label text key"}}});
        auto by = [](RelationshipMapping mapping, std::vector<ColumnPair> join,
                      std::vector<std::string> foreignKeys, bool passive) {
            mapping.primaryJoin = std::move(join);
            mapping.foreignKeys = std::move(foreignKeys);
            mapping.passiveUpdates = passive;
            return mapping;
        };
        ClassMapping user = classOf("User", "users");
        RelationshipMapping badge =
            by(relationshipTo("badge", "Badge"), {{"name", "user_name"}}, {"user_name"}, false);
        badge.uselist = false; // one-to-one
        RelationshipMapping groups = relationshipTo("groups", "Group", "users");
        groups.secondary.name = "memberships";
        groups.primaryJoin = {{"name", "user_name"}};
        groups.secondaryJoin = {{"group_title", "title"}};
        groups.passiveUpdates = false;
        user.relationships = {badge, groups};
        ClassMapping group = classOf("Group", "groups_");
        RelationshipMapping users = relationshipTo("users", "User", "groups");
        users.secondary.name = "memberships";
        users.primaryJoin = {{"title", "group_title"}};
        users.secondaryJoin = {{"user_name", "name"}};
        users.passiveUpdates = false;
        group.relationships = {users};
        // Many-to-one alone: what is in memory follows.
        ClassMapping address = classOf("Address", "addresses");
        address.relationships = {
            by(relationshipTo("user", "User"), {{"user_name", "name"}}, {"user_name"}, false)};
        // Keys within keys: three levels.
        ClassMapping shelf = classOf("Shelf", "shelves");
        shelf.relationships = {by(relationshipTo("boxes", "Box"), {{"room", "room"}}, {"boxes.room"}, false)};
        ClassMapping box = classOf("Box", "boxes");
        box.relationships = {by(relationshipTo("things", "Thing"), {{"room", "room"}, {"number", "number"}},
            {"things.room", "things.number"}, false)};
        Session session(database.engine(),
            configured(metadata,
                {{user, classOf("Badge", "badges"), address, group, shelf, box, classOf("Thing", "things")},
                    {}, {}}));
        Instance ann = session.create("User", {{"name", "ann"}});
        Instance bob = session.create("User", {{"name", "bob"}});
        ann.setRelated("badge", session.create("Badge", {{"colour", "red"}}));
        Instance readers = session.create("Group", {{"title", "readers"}});
        Instance writers = session.create("Group", {{"title", "writers"}});
        ann.collection("groups").append(readers);
        ann.collection("groups").append(writers);
        bob.collection("groups").append(readers);
        Instance mail = session.create("Address", {{"email", "a@x"}});
        mail.setRelated("user", ann);
        Instance stand = session.create("Shelf", {{"room", "R1"}});
        for (int number : {1, 2}) {
            Instance made = session.create("Box", {{"number", number}});
            stand.collection("boxes").append(made);
            made.collection("things").append(session.create("Thing", {{"label", "t"}}));
        }
        session.addAll({ann, bob, mail, stand});
        session.commit();
        const char* rows = "SELECT user_name, group_title FROM memberships ORDER BY 1, 2";
        QCOMPARE(database.rows(rows), QString("ann|readers\nann|writers\nbob|readers"));

        // Nothing of it is loaded but the user herself, and her address.
        session.expungeAll();
        ann = session.get("User", {Value("ann")});
        mail = session.query("Address").one();
        ann.set("name", "anna");
        session.commit();
        QCOMPARE(database.rows(rows), QString("anna|readers\nanna|writers\nbob|readers"));
        QCOMPARE(database.rows("SELECT user_name FROM badges"), QString("anna"));
        QCOMPARE(database.rows("SELECT user_name FROM addresses"), QString("anna"));
        QCOMPARE(mail.related("user"), ann);
        QCOMPARE(names(ann.collection("groups"), "title").split(',').size(), qsizetype(2));
        // From the other side, with a membership that goes and one that comes in the same flush.
        readers = session.get("Group", {Value("readers")});
        readers.collection("users").remove(session.get("User", {Value("bob")}));
        readers.collection("users").append(session.create("User", {{"name", "cid"}}));
        readers.set("title", "lectors");
        session.commit();
        QCOMPARE(database.rows(rows), QString("anna|lectors\nanna|writers\ncid|lectors"));

        stand = session.get("Shelf", {Value("R1")});
        stand.set("room", "R2");
        session.commit();
        QCOMPARE(database.rows("SELECT room, number FROM boxes ORDER BY 2"), QString("R2|1\nR2|2"));
        QCOMPARE(
            database.rows("SELECT room, number, label FROM things ORDER BY 2"), QString("R2|1|t\nR2|2|t"));
        QVERIFY(!session.get("Thing", {Value("R2"), Value(1), Value("t")}).isNull());
        // A rollback brings the keys back.
        stand.get("kind");
        stand.set("room", "R3");
        session.flush();
        session.rollback();
        QCOMPARE(text(stand["room"]), QString("R2"));
        QVERIFY(!session.get("Box", {Value("R2"), Value(2)}).isNull());
    }

    void naturalKeys_data() { RELATA_EACH_DATABASE(); }
    void naturalKeys()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create({{"countries", {"code text key", "name text"}},
            {"cities", {"country_code text key -> countries.code follow", "name text key", "people int?"}}});
        MapperRegistry models = automap(metadata);
        Session session(database.engine(), models);
        Instance country = session.create("Country", {{"code", "xx"}, {"name", "Germany"}});
        Instance city = session.create("City", {{"name", "Bonn"}});
        city.setRelated("country", country);
        session.add(city);
        session.commit();
        QVERIFY(session.get("City", {Value("xx"), Value("Bonn")}) == city);
        // A key may change; ON UPDATE CASCADE carries it on.
        country.get("name");
        country.set("code", "DE");
        session.commit();
        session.expungeAll();
        QCOMPARE(database.rows("SELECT country_code, name FROM cities"), QString("DE|Bonn"));
        QVERIFY(session.get("Country", {Value("xx")}).isNull());
        QCOMPARE(text(session.get("City", {Value("DE"), Value("Bonn")}).related("country")["name"]),
            QString("Germany"));
        // Deleted and made anew in one flush: the row is taken over.
        Instance old = session.get("Country", {Value("DE")});
        session.delete_(session.get("City", {Value("DE"), Value("Bonn")}));
        session.flush();
        session.delete_(old);
        session.add(session.create("Country", {{"code", "DE"}, {"name", "Deutschland"}}));
        session.commit();
        QCOMPARE(database.rows("SELECT name FROM countries"), QString("Deutschland"));
    }
};

QTEST_GUILESS_MAIN(TestOrmKeys)
#include "tst_orm_keys.moc"
