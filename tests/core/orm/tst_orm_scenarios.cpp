// Scenarios of SQLAlchemy's manual that stand in no other file, on SQLite, PostgreSQL and MariaDB: sets,
// trees that load themselves, loaders for all relationships, deletes that many-to-many tables follow by
// themselves, versions that the program or the database makes, and defaults of the program.
#include "core/builtin/builtin.h"
#include "core/orm/automap.h"
#include "core/sql/functions.h"
#include "tests/core/orm/orm_database.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

namespace {

const std::vector<TableText> treeTable{
    {"nodes", {"id int key auto", "parent_id int? -> nodes.id", "name text"}}};

// n0 > n1 > ... > n5
void fillTree(Session& session)
{
    Instance root = session.create("Node", {{"name", "n0"}});
    Instance last = root;
    for (int depth = 1; depth < 6; ++depth) {
        Instance child = session.create("Node", {{"name", "n" + std::to_string(depth)}});
        last.collection("children").append(child);
        last = child;
    }
    session.add(root);
    session.commit();
    session.expungeAll();
}

// A model in which the database changes a column by itself.
MetaData withFetched(const MetaData& metadata, const char* tableName, Column column)
{
    MetaData changed = metadata;
    Table table = metadata.table(tableName);
    column.serverDefaultFetched = column.serverOnUpdateFetched = true;
    std::erase_if(table.columns, [&](const Column& known) { return known.name == column.name; });
    table.columns.push_back(std::move(column));
    changed.addTable(std::move(table));
    return changed;
}

} // namespace

class TestOrmScenarios : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void sets_data() { RELATA_EACH_DATABASE(); }
    // An object stands in a set once, one-to-many and many-to-many.
    void sets()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create(library);
        ModelMappings mappings = automapMappings(metadata);
        relationship(mappings, "Author", "books").collection = CollectionClass::Set;
        relationship(mappings, "Book", "tags").collection = CollectionClass::Set;
        Session session(database.engine(), configured(metadata, mappings));
        Instance author = session.create("Author", {{"name", "a"}});
        Instance book = session.create("Book", {{"title", "b"}});
        Instance tag = session.create("Tag", {{"word", "t"}});
        for (int i = 0; i < 2; ++i) {
            author.collection("books").append(book);
            book.collection("tags").append(tag);
        }
        QCOMPARE(author.collection("books").size() + book.collection("tags").size(), std::size_t(2));
        session.add(author);
        session.commit();
        book.collection("tags").append(tag); // loaded now
        QCOMPARE(book.collection("tags").size(), std::size_t(1));
        session.commit();
        QCOMPARE(database.rows("SELECT book_id, tag_id FROM book_tags"), QString("1|1"));
        book.collection("tags").remove(tag);
        author.collection("books").remove(book);
        session.commit();
        QCOMPARE(database.rows("SELECT (SELECT count(*) FROM book_tags), author_id FROM books"),
            QString("0|NULL"));
    }

    void treesThatLoadThemselves_data()
    {
        QTest::addColumn<QString>("dialectName");
        QTest::addColumn<QString>("strategy");
        QTest::addColumn<int>("depth");
        QTest::addColumn<int>("levels"); // below the root that come with one query
        QTest::addColumn<int>("statements");
        for (const char* name : {"sqlite", "postgresql", "mariadb"}) {
            QTest::addRow("%s joined", name) << name << "joined" << 0 << 0 << 1;
            QTest::addRow("%s joined 2", name) << name << "joined" << 2 << 2 << 1;
            QTest::addRow("%s joined 4", name) << name << "joined" << 4 << 4 << 1;
            QTest::addRow("%s selectin", name) << name << "selectin" << 0 << 1 << 2;
            QTest::addRow("%s selectin 3", name) << name << "selectin" << 3 << 3 << 4;
            QTest::addRow("%s subquery 2", name) << name << "subquery" << 2 << 2 << 3;
        }
    }
    void treesThatLoadThemselves()
    {
        RELATA_ORM_DATABASE();
        QFETCH(QString, strategy);
        QFETCH(int, depth);
        QFETCH(int, levels);
        QFETCH(int, statements);
        MetaData metadata = database.create(treeTable);
        ModelMappings mappings = automapMappings(metadata);
        RelationshipMapping& children = relationship(mappings, "Node", "children");
        children.lazy = *lazyStrategyFrom(strategy.toStdString());
        children.joinDepth = depth;
        Session session(database.engine(), configured(metadata, mappings));
        fillTree(session);
        session.resetStatistics();
        Instance node = session.query("Node").filter(attr("parent_id").is_(nullptr)).one();
        QCOMPARE(int(session.statistics().total), statements);
        int loaded = 0;
        for (; node.isLoaded("children") && node.collection("children").size() > 0; ++loaded)
            node = node.collection("children")[0];
        QCOMPARE(loaded, levels);
        QCOMPARE(int(session.statistics().total), statements);
        // The rest comes when it is asked for.
        for (; node.collection("children").size() > 0; ++loaded)
            node = node.collection("children")[0];
        QCOMPARE(loaded, 5);
    }

    void loadersForAll_data() { RELATA_EACH_DATABASE(); }
    void loadersForAll()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(library)));
        Instance author = session.create("Author", {{"name", "a"}});
        Instance book = session.create("Book", {{"title", "b"}});
        author.collection("books").append(book);
        book.collection("tags").append(session.create("Tag", {{"word", "t"}}));
        session.add(author);
        session.commit();
        session.expungeAll();
        // All but what is named is forbidden.
        book = session.query("Book").options(joinedload("author"), raiseload("*")).one();
        QCOMPARE(text(book.related("author")["name"]), QString("a"));
        QVERIFY_EXCEPTION_THROWN(book.collection("tags").size(), DatabaseError);
        session.expungeAll();
        // Below a path, and whichever is said first.
        author = session.query("Author").options(selectinload("books").raiseload("*")).one();
        QVERIFY_EXCEPTION_THROWN(author.collection("books")[0].collection("tags").size(), DatabaseError);
        session.expungeAll();
        session.resetStatistics();
        book = session.query("Book").options(selectinload("*"), noload("author")).one();
        QCOMPARE(session.statistics().total, std::size_t(2));
        QVERIFY(book.isLoaded("tags") && book.related("author").isNull());
        QCOMPARE(session.statistics().total, std::size_t(2));
        session.expungeAll();
        book = session.query("Book").options(raiseload("*"), lazyload("*")).one(); // the last word counts
        QCOMPARE(book.collection("tags").size(), std::size_t(1));
        QVERIFY_EXCEPTION_THROWN(session.query("Book").options(joinedload("*")), DatabaseError);
        QVERIFY_EXCEPTION_THROWN(session.query("Book").options(selectinload("*.tags")), DatabaseError);
    }

    void manyToManyDeletes_data() { RELATA_EACH_DATABASE(); }
    // ON DELETE CASCADE on the association table: with passive deletes nothing is loaded for its sake.
    void manyToManyDeletes()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create(
            {{"parents", {"id int key auto", "name text"}}, {"children", {"id int key auto", "name text"}},
                {"links",
                    {"parent_id int key -> parents.id cascade", "child_id int key -> children.id cascade"}}});
        ModelMappings mappings = automapMappings(metadata);
        relationship(mappings, "Parent", "children").passiveDeletes = PassiveDeletes::Yes;
        relationship(mappings, "Child", "parents").passiveDeletes = PassiveDeletes::Yes;
        Session session(database.engine(), configured(metadata, mappings));
        for (const char* name : {"p", "q"}) {
            Instance parent = session.create("Parent", {{"name", name}});
            for (const char* child : {"c", "d"})
                parent.collection("children").append(session.create("Child", {{"name", child}}));
            session.add(parent);
        }
        session.commit();
        session.expungeAll();
        Instance parent = session.query("Parent").filterBy({{"name", "p"}}).one();
        session.resetStatistics();
        session.delete_(parent);
        session.commit();
        QCOMPARE(session.statistics().byPurpose.count("lazy Parent.children"), std::size_t(0));
        QCOMPARE(session.statistics().byPurpose.at("delete parents"), std::size_t(1));
        QCOMPARE(database.rows("SELECT (SELECT count(*) FROM links), (SELECT count(*) FROM children)"),
            QString("2|4"));
        // What is loaded is deleted by hand, and finds its rows.
        parent = session.query("Parent").one();
        QCOMPARE(parent.collection("children").size(), std::size_t(2));
        session.delete_(parent);
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM links"), QString("0"));
    }

    void deletedButStillInCollections_data() { RELATA_EACH_DATABASE(); }
    // A deleted object stays in collections that are in memory until they are loaded again.
    void deletedButStillInCollections()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(library)));
        Instance author = session.create("Author", {{"name", "a"}});
        Instance book = session.create("Book", {{"title", "b"}});
        author.collection("books").append(book);
        session.add(author);
        session.commit();
        QCOMPARE(author.collection("books").size(), std::size_t(1));
        session.delete_(book);
        session.flush();
        QVERIFY(author.collection("books").contains(book));
        session.commit();
        QCOMPARE(author.collection("books").size(), std::size_t(0));
        // Deleting the one refers to takes the reference along.
        Instance second = session.create("Book", {{"title", "c"}});
        author.collection("books").append(second);
        session.commit();
        session.delete_(author);
        session.commit();
        QVERIFY(second.related("author").isNull());
        QCOMPARE(database.rows("SELECT title, author_id FROM books"), QString("c|NULL"));
    }

    void versionsOfTheProgram_data() { RELATA_EACH_DATABASE(); }
    void versionsOfTheProgram()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create({{"notes", {"id int key auto", "body text", "stamp text?"}}});
        ModelMappings mappings = automapMappings(metadata);
        mappings.classes[0].versionColumn = "stamp";
        QVERIFY(!MapperRegistry::configure(metadata, mappings)); // text does not count
        mappings.classes[0].versionGenerator = VersionGenerator::None;
        MapperRegistry models = configured(metadata, mappings);
        Session session(database.engine(), models);
        Instance note = session.create("Note", {{"body", "a"}, {"stamp", "v1"}});
        session.add(note);
        session.commit();
        // The program decides which changes count.
        note.set("body", "b").set("stamp", "v2");
        session.commit();
        note.set("body", "c");
        session.commit();
        QCOMPARE(database.rows("SELECT body, stamp FROM notes"), QString("c|v2"));
        // Somebody else was quicker: neither an update nor a delete finds the row.
        for (bool deletes : {false, true}) {
            note.get("stamp");
            session.connection().commit();
            database.run("UPDATE notes SET stamp = 'other'");
            if (deletes)
                session.delete_(note);
            else
                note.set("body", "mine");
            QVERIFY_EXCEPTION_THROWN(session.commit(), StaleDataError);
            session.rollback();
            QCOMPARE(database.rows("SELECT body, stamp FROM notes"), QString("c|other"));
            database.run("UPDATE notes SET stamp = 'v2'");
        }
        QCOMPARE(session.query("Note").update({{"body", "all"}}), std::int64_t(1));
        session.commit();
        QCOMPARE(database.rows("SELECT body, stamp FROM notes"), QString("all|v2"));
        session.delete_(note);
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM notes"), QString("0"));
    }

    void versionsOfTheDatabase_data() { RELATA_EACH_DATABASE(); }
    // A trigger counts on SQLite and MariaDB; PostgreSQL has xmin for every row.
    void versionsOfTheDatabase()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata =
            database.create({{"notes", {"id int key auto", "body text", "version int? default=1"}}});
        bool postgres = dialectName == "postgresql";
        if (dialectName == "sqlite")
            database.run("CREATE TRIGGER counts AFTER UPDATE OF body ON notes BEGIN "
                         "UPDATE notes SET version = OLD.version + 1 WHERE id = NEW.id; END");
        else if (!postgres)
            database.run("CREATE TRIGGER counts BEFORE UPDATE ON notes FOR EACH ROW SET NEW.version = "
                         "OLD.version + 1");
        Column column;
        column.name = postgres ? "xmin" : "version";
        column.type = SqlType::of(TypeKind::Integer);
        if (postgres) {
            column.type = SqlType();
            column.type.native = NativeType{"postgresql", "xid"};
        }
        MetaData model = withFetched(metadata, "notes", column);
        ModelMappings mappings = automapMappings(model);
        mappings.classes[0].versionColumn = column.name;
        mappings.classes[0].versionGenerator = VersionGenerator::None;
        Session session(database.engine(), configured(model, mappings));
        Instance note = session.create("Note", {{"body", "a"}});
        session.add(note);
        session.commit();
        QString first = text(note[column.name]);
        QVERIFY(first != "NULL");
        // Twice in one transaction: the new version is read before it is needed.
        note.set("body", "b");
        session.flush();
        QVERIFY(!note.isLoaded(column.name));
        note.set("body", "c");
        session.commit();
        QCOMPARE(database.rows("SELECT body FROM notes"), QString("c"));
        QVERIFY(text(note[column.name]) != first);
        note.get("body");
        session.connection().commit();
        database.run("UPDATE notes SET body = 'theirs'");
        note.set("body", "mine");
        QVERIFY_EXCEPTION_THROWN(session.commit(), StaleDataError);
        session.rollback();
        QCOMPARE(text(note["body"]), QString("theirs"));
        session.delete_(note);
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM notes"), QString("0"));
    }

    void defaultsOfTheProgram_data() { RELATA_EACH_DATABASE(); }
    void defaultsOfTheProgram()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata =
            database.create({{"notes", {"id int key auto", "body text", "slug text?", "mood text?"}}});
        registerDefault("slug of the body", [](const DefaultContext& context) {
            const Value* body = context.parameter ? context.parameter("body") : nullptr;
            return body
                ? Value(QString::fromStdString(body->bytes()).toLower().replace(' ', '-').toStdString())
                : Value();
        });
        Table table = metadata.table("notes");
        for (Column& column : table.columns) {
            if (column.name == "slug")
                column.clientDefault = ColumnDefault::call("slug of the body");
            if (column.name == "mood")
                column.clientDefault = ColumnDefault::of("fine");
        }
        metadata.addTable(table);
        Session session(database.engine(), automap(metadata));
        Instance first = session.create("Note", {{"body", "Good Day"}});
        session.addAll({first, session.create("Note", {{"body", "b"}, {"mood", "bad"}, {"slug", Value()}})});
        session.flush();
        QCOMPARE(text(first["slug"]) + text(first["mood"]), QString("good-dayfine"));
        session.commit();
        QCOMPARE(database.rows("SELECT body, slug, mood FROM notes ORDER BY id"),
            QString("Good Day|good-day|fine\nb|NULL|bad"));
        // A flush that is undone leaves the object as the program made it.
        Instance undone = session.create("Note", {{"body", "x"}});
        session.add(undone);
        session.flush();
        session.rollback();
        QCOMPARE(text(undone["mood"]), QString("NULL"));
    }
};

QTEST_GUILESS_MAIN(TestOrmScenarios)
#include "tst_orm_scenarios.moc"
