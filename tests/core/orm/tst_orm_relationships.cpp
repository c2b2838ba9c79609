// Relationships on SQLite, PostgreSQL and MariaDB: cascades, trees and cycles, natural and composite keys.
#include "core/builtin/builtin.h"
#include "core/orm/automap.h"
#include "core/orm/session_impl.h"
#include "tests/core/orm/orm_database.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

class TestOrmRelationships : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void saveUpdateGoesOneWay_data() { RELATA_EACH_DATABASE(); }
    void saveUpdateGoesOneWay()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create(library);
        Session session(database.engine(), automap(metadata));
        Instance author = session.create("Author", {{"name", "Ursula"}});
        session.add(author);
        session.commit();
        // A new book that names its author is not stored by that alone ...
        QCOMPARE(author.collection("books").size(), std::size_t(0));
        Instance book = session.create("Book", {{"title", "Lavinia"}});
        book.setRelated("author", author);
        QVERIFY(book.state() == ObjectState::Transient);
        QVERIFY(author.collection("books").contains(book));
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM books"), QString("0"));
        // ... but one that is put into the collection of an author is, and what hangs on it.
        Instance other = session.create("Book", {{"title", "Tehanu"}});
        other.collection("tags").append(session.create("Tag", {{"word", "sea"}}));
        author.collection("books").append(other);
        QVERIFY(other.state() == ObjectState::Pending);
        session.commit();
        QCOMPARE(database.rows("SELECT b.title, t.word FROM books b JOIN book_tags x ON x.book_id = b.id "
                               "JOIN tags t ON t.id = x.tag_id"),
            QString("Tehanu|sea"));
        // Without save-update it must be added by hand.
        ModelMappings mappings = automapMappings(metadata);
        relationship(mappings, "Author", "books").cascade = "none";
        Session careful(database.engine(), configured(metadata, mappings));
        Instance found = careful.query("Author").one();
        Instance third = careful.create("Book", {{"title", "Malafrena"}});
        found.collection("books").append(third);
        QVERIFY(third.state() == ObjectState::Transient);
        careful.add(third);
        careful.commit();
        QCOMPARE(database.rows("SELECT author_id FROM books ORDER BY id"), QString("1\n1"));
    }

    void deleteCascades_data() { RELATA_EACH_DATABASE(); }
    void deleteCascades()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create(library);
        ModelMappings mappings = automapMappings(metadata);
        relationship(mappings, "Author", "books").cascade = "all, delete-orphan";
        Session session(database.engine(), configured(metadata, mappings));
        Instance author = session.create("Author", {{"name", "Ursula"}});
        for (const char* title : {"a", "b", "c"})
            author.collection("books").append(session.create("Book", {{"title", title}}));
        author.collection("books")[0].collection("tags").append(session.create("Tag", {{"word", "x"}}));
        session.add(author);
        session.commit();
        // An orphan goes, its association rows with it; the tag stays.
        Instance first = author.collection("books")[0];
        author.collection("books").remove(first);
        session.commit();
        QCOMPARE(database.rows("SELECT title FROM books ORDER BY id"), QString("b\nc"));
        QCOMPARE(database.rows("SELECT (SELECT count(*) FROM book_tags), (SELECT count(*) FROM tags)"),
            QString("0|1"));
        // A pending orphan is never inserted.
        Instance never = session.create("Book", {{"title", "never"}});
        author.collection("books").append(never);
        QVERIFY(never.state() == ObjectState::Pending);
        author.collection("books").remove(never);
        QVERIFY(never.state() == ObjectState::Transient);
        // Moved to another parent it is none.
        Instance other = session.create("Author", {{"name", "Italo"}});
        session.add(other);
        Instance moved = author.collection("books")[0];
        author.collection("books").remove(moved);
        other.collection("books").append(moved);
        session.commit();
        QCOMPARE(database.rows("SELECT title, author_id FROM books ORDER BY id"), QString("b|2\nc|1"));
        session.delete_(author);
        session.commit();
        QCOMPARE(database.rows("SELECT title FROM books ORDER BY id"), QString("b"));
    }

    void deletesLeftToTheDatabase_data() { RELATA_EACH_DATABASE(); }
    void deletesLeftToTheDatabase()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create({{"authors", {"id int key auto", "name text"}},
            {"books", {"id int key auto", "author_id int? -> authors.id cascade", "title text"}}});
        ModelMappings mappings = automapMappings(metadata);
        for (PassiveDeletes passive : {PassiveDeletes::No, PassiveDeletes::Yes, PassiveDeletes::All}) {
            RelationshipMapping& books = relationship(mappings, "Author", "books");
            books.passiveDeletes = passive;
            books.cascade = passive == PassiveDeletes::All ? "" : "all, delete-orphan";
            Session session(database.engine(), configured(metadata, mappings));
            Instance author = session.create("Author", {{"name", "a"}});
            for (int i = 0; i < 3; ++i)
                author.collection("books").append(session.create("Book", {{"title", "b"}}));
            session.add(author);
            session.commit();
            session.expungeAll();
            author = session.query("Author").one();
            Instance loaded = session.query("Book").orderBy(attr("id")).first();
            session.resetStatistics();
            session.recordStatements(true);
            session.delete_(author);
            session.flush();
            QStringList purposes;
            for (const SentStatement& statement : session.sent())
                purposes << QString::fromStdString(statement.purpose);
            // Only what is asked for is loaded; the rest goes by ON DELETE CASCADE.
            QCOMPARE(purposes.contains("lazy Author.books"), passive == PassiveDeletes::No);
            QCOMPARE(purposes.contains("delete books"), passive == PassiveDeletes::No);
            QVERIFY(purposes.contains("delete authors"));
            QCOMPARE(loaded.state() == ObjectState::Deleted, passive == PassiveDeletes::No);
            session.commit();
            QCOMPARE(database.rows("SELECT count(*) FROM books"), QString("0"));
        }
        // With the collection loaded, its objects are deleted one by one.
        RelationshipMapping& books = relationship(mappings, "Author", "books");
        books.passiveDeletes = PassiveDeletes::Yes;
        books.cascade = "all, delete-orphan";
        Session session(database.engine(), configured(metadata, mappings));
        Instance author = session.create("Author", {{"name", "a"}});
        Instance book = session.create("Book", {{"title", "b"}});
        author.collection("books").append(book);
        session.add(author);
        session.commit();
        QCOMPARE(author.collection("books").size(), std::size_t(1));
        session.delete_(author);
        session.commit();
        QVERIFY(book.state() == ObjectState::Detached);
        QCOMPARE(session.statistics().byPurpose.at("delete books"), std::size_t(1));
    }

    void oneToOneAndSingleParents_data() { RELATA_EACH_DATABASE(); }
    void oneToOneAndSingleParents()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create({{"owners", {"id int key auto", "name text"}},
            {"cards", {"id int key auto", "owner_id int? -> owners.id", "number text"}},
            {"covers", {"id int key auto", "colour text"}},
            {"albums", {"id int key auto", "cover_id int? -> covers.id", "title text"}}});
        ClassMapping owner = classOf("Owner", "owners");
        owner.relationships = {relationshipTo("card", "Card", "owner")};
        owner.relationships[0].uselist = false;
        owner.relationships[0].cascade = "all, delete-orphan";
        ClassMapping card = classOf("Card", "cards");
        card.relationships = {relationshipTo("owner", "Owner", "card")};
        ClassMapping cover = classOf("Cover", "covers");
        cover.relationships = {relationshipTo("albums", "Album", "cover")};
        ClassMapping album = classOf("Album", "albums");
        album.relationships = {relationshipTo("cover", "Cover", "albums")};
        album.relationships[0].cascade = "all, delete-orphan";
        QVERIFY(
            !MapperRegistry::configure(metadata, {{owner, card, cover, album}, {}, {}})); // not singleParent
        album.relationships[0].singleParent = true;
        Session session(database.engine(), configured(metadata, {{owner, card, cover, album}, {}, {}}));
        Instance ann = session.create("Owner", {{"name", "Ann"}});
        Instance first = session.create("Card", {{"number", "1"}});
        ann.setRelated("card", first);
        QCOMPARE(first.related("owner"), ann);
        session.add(ann);
        session.commit();
        // Another one takes its place: the old one is an orphan.
        ann.setRelated("card", session.create("Card", {{"number", "2"}}));
        session.commit();
        QCOMPARE(database.rows("SELECT number, owner_id FROM cards"), QString("2|1"));
        ann.setRelated("card", Instance());
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM cards"), QString("0"));
        // An orphan on the many-to-one side goes when its only parent lets go of it.
        Instance record = session.create("Album", {{"title", "Blue"}});
        Instance blue = session.create("Cover", {{"colour", "blue"}});
        record.setRelated("cover", blue);
        session.add(record);
        session.commit();
        Instance second = session.create("Album", {{"title", "Bluer"}});
        QVERIFY_EXCEPTION_THROWN((record.related("cover"), blue.collection("albums").size(),
                                     second.setRelated("cover", blue), session.add(second), session.flush()),
            DatabaseError);
        session.rollback();
        record.setRelated("cover", Instance());
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM covers"), QString("0"));
        record.setRelated("cover", session.create("Cover", {{"colour", "red"}}));
        session.commit();
        session.delete_(record);
        session.commit();
        QCOMPARE(database.rows("SELECT (SELECT count(*) FROM covers), (SELECT count(*) FROM albums)"),
            QString("0|0"));
    }

    void otherCascades_data() { RELATA_EACH_DATABASE(); }
    void otherCascades()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create(library);
        ModelMappings mappings = automapMappings(metadata);
        relationship(mappings, "Author", "books").cascade = "save-update, merge, expunge, refresh-expire";
        MapperRegistry models = configured(metadata, mappings);
        Session session(database.engine(), models);
        Instance author = session.create("Author", {{"name", "a"}});
        Instance book = session.create("Book", {{"title", "b"}});
        author.collection("books").append(book);
        session.add(author);
        session.commit();
        author.collection("books").size();
        QCOMPARE(text(book["title"]), QString("b"));
        session.expire(author);
        QVERIFY(!book.isLoaded("title"));
        author.collection("books").size();
        session.expunge(author);
        QVERIFY(author.state() == ObjectState::Detached && book.state() == ObjectState::Detached);
        session.close();
        // merge() follows its cascade, and leaves out what has none.
        relationship(mappings, "Author", "books").cascade = "save-update";
        Session plain(database.engine(), configured(metadata, mappings));
        Instance given =
            Instance::make(plain.models(), "Author", {{"id", author.view(0).integer}, {"name", "merged"}});
        given.collection("books").append(Instance::make(plain.models(), "Book", {{"title", "left out"}}));
        plain.merge(given);
        plain.commit();
        QCOMPARE(database.rows("SELECT name FROM authors"), QString("merged"));
        QCOMPARE(database.rows("SELECT title FROM books"), QString("b"));
        plain.close();
        // A many-to-many delete takes the association rows; the far side only where the cascade says so.
        ModelMappings both = automapMappings(metadata);
        relationship(both, "Book", "tags").cascade = "all, delete";
        Session strict(database.engine(), configured(metadata, both));
        Instance doomed = strict.query("Book").one();
        doomed.collection("tags").append(strict.create("Tag", {{"word", "x"}}));
        strict.commit();
        strict.delete_(doomed);
        strict.commit();
        QCOMPARE(database.rows("SELECT (SELECT count(*) FROM tags), (SELECT count(*) FROM book_tags)"),
            QString("0|0"));
    }

    void trees_data() { RELATA_EACH_DATABASE(); }
    void trees()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata =
            database.create({{"nodes", {"id int key auto", "parent_id int? -> nodes.id", "name text"}}});
        ModelMappings mappings = automapMappings(metadata);
        relationship(mappings, "Node", "children").cascade = "all, delete-orphan";
        Session session(database.engine(), configured(metadata, mappings));
        Instance root = session.create("Node", {{"name", "root"}});
        Instance parent = root;
        for (int depth = 0; depth < 4; ++depth) {
            Instance first;
            for (int i = 0; i < 3; ++i) {
                Instance child =
                    session.create("Node", {{"name", "n" + std::to_string(depth) + std::to_string(i)}});
                parent.collection("children").append(child);
                if (i == 0)
                    first = child;
            }
            parent = first;
        }
        session.add(root);
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM nodes WHERE parent_id IS NULL"), QString("1"));
        QCOMPARE(
            database.rows("SELECT count(*) FROM nodes c JOIN nodes p ON c.parent_id = p.id"), QString("12"));
        QCOMPARE(text(root.collection("children")[0].collection("children")[1]["name"]), QString("n11"));
        session.delete_(root);
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM nodes"), QString("0"));
    }

    void cyclesByPostUpdate_data() { RELATA_EACH_DATABASE(); }
    void cyclesByPostUpdate()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata =
            database.create({{"entries", {"id int key auto", "twin_id int? -> entries.id", "name text"}}});
        ModelMappings mappings = automapMappings(metadata);
        RelationshipMapping twin;
        ClassMapping& entry = mappings.classes[0];
        entry.relationships.clear();
        twin.name = "twin";
        twin.target = "Entry";
        twin.remoteSide = {"id"};
        entry.relationships = {twin};
        {
            Session session(database.engine(), configured(metadata, mappings));
            Instance a = session.create("Entry", {{"name", "a"}});
            Instance b = session.create("Entry", {{"name", "b"}});
            a.setRelated("twin", b);
            b.setRelated("twin", a);
            session.add(a);
            QVERIFY_EXCEPTION_THROWN(session.flush(), DatabaseError);
        }
        entry.relationships[0].postUpdate = true;
        Session session(database.engine(), configured(metadata, mappings));
        Instance a = session.create("Entry", {{"name", "a"}});
        Instance b = session.create("Entry", {{"name", "b"}});
        a.setRelated("twin", b);
        b.setRelated("twin", a);
        session.add(a);
        session.commit();
        QCOMPARE(
            database.rows(
                "SELECT e.name, t.name FROM entries e JOIN entries t ON e.twin_id = t.id ORDER BY e.name"),
            QString("a|b\nb|a"));
        session.delete_(a);
        session.delete_(b);
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM entries"), QString("0"));
    }

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

QTEST_GUILESS_MAIN(TestOrmRelationships)
#include "tst_orm_relationships.moc"
