// Relationships on SQLite, PostgreSQL and MariaDB: cascades, trees and cycles.
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
};

QTEST_GUILESS_MAIN(TestOrmRelationships)
#include "tst_orm_relationships.moc"
