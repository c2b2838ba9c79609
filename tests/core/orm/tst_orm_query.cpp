// Queries for objects, eager and lazy loaders, bulk statements, on SQLite, PostgreSQL and MariaDB.
#include "core/builtin/builtin.h"
#include "core/engine/registry.h"
#include "core/orm/automap.h"
#include "core/sql/functions.h"
#include "tests/core/orm/orm_database.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

namespace {

const std::vector<TableText> shop{{"publishers", {"id int key auto", "name text"}},
    {"authors", {"id int key auto", "name text", "born int?"}},
    {"books",
        {"id int key auto", "author_id int? -> authors.id", "publisher_id int? -> publishers.id",
            "title text", "pages int?", "blurb long?"}},
    {"tags", {"id int key auto", "word text"}},
    {"book_tags", {"book_id int key -> books.id", "tag_id int key -> tags.id"}},
    {"nodes", {"id int key auto", "parent_id int? -> nodes.id", "name text"}}};

// Five authors, author n with n books a publisher by turns, each book with its author's tag and a common one.
void fill(Session& session)
{
    Instance first = session.create("Publisher", {{"name", "Tor"}});
    Instance second = session.create("Publisher", {{"name", "Ace"}});
    Instance common = session.create("Tag", {{"word", "common"}});
    for (int a = 0; a < 5; ++a) {
        Instance author =
            session.create("Author", {{"name", "author " + std::to_string(a)}, {"born", 1900 + a * 10}});
        Instance tag = session.create("Tag", {{"word", "tag " + std::to_string(a)}});
        for (int b = 0; b < a; ++b) {
            Instance book = session.create("Book",
                {{"title", "book " + std::to_string(a) + std::to_string(b)}, {"pages", a * 100 + b},
                    {"blurb", "long"}});
            author.collection("books").append(book);
            book.setRelated("publisher", b % 2 ? second : first);
            book.collection("tags").append(tag);
            book.collection("tags").append(common);
        }
        session.add(author);
    }
    session.commit();
}

} // namespace

class TestOrmQuery : public QObject
{
    Q_OBJECT

    // What the loader tests have in common: the same graph, read by another strategy in so many statements.
    void checkLoader(const QString& dialectName, const std::vector<LoaderOption>& options, int statements)
    {
        OrmDatabase database(dialectName);
        if (!database.whyMissing().isEmpty())
            QSKIP(qPrintable(database.whyMissing()));
        Session session(database.engine(), automap(database.create(shop)));
        fill(session);
        session.expungeAll();
        session.resetStatistics();
        std::vector<Instance> authors = session.query("Author").optionsAll(options).orderBy(attr("id")).all();
        QCOMPARE(authors.size(), std::size_t(5));
        int books = 0;
        for (int a = 0; a < 5; ++a) {
            Collection collection = authors[static_cast<std::size_t>(a)].collection("books");
            QCOMPARE(collection.size(), std::size_t(a));
            for (const Instance& book : collection) {
                QVERIFY(text(book["title"]).startsWith("book " + QString::number(a)));
                QVERIFY(book.related("author") == authors[static_cast<std::size_t>(a)]);
                QCOMPARE(book.collection("tags").size(), std::size_t(2));
                ++books;
            }
        }
        QCOMPARE(books, 10);
        if (statements >= 0)
            QCOMPARE(static_cast<int>(session.statistics().total), statements);
    }

private slots:
    void initTestCase() { registerBuiltins(); }

    void loaders_data()
    {
        QTest::addColumn<QString>("dialectName");
        QTest::addColumn<QString>("strategy");
        QTest::addColumn<int>("statements");
        for (const char* name : {"sqlite", "postgresql", "mariadb"}) {
            QTest::addRow("%s lazy", name) << name << "lazy" << 1 + 5 + 10;
            QTest::addRow("%s joined", name) << name << "joined" << 1;
            QTest::addRow("%s selectin", name) << name << "selectin" << 3;
            QTest::addRow("%s subquery", name) << name << "subquery" << 3;
            QTest::addRow("%s immediate", name) << name << "immediate" << 1 + 5 + 10;
            QTest::addRow("%s mixed", name) << name << "mixed" << 2;
        }
    }
    void loaders()
    {
        QFETCH(QString, dialectName);
        QFETCH(QString, strategy);
        QFETCH(int, statements);
        std::vector<LoaderOption> options;
        if (strategy == "joined")
            options = {joinedload("books").joinedload("tags")};
        else if (strategy == "selectin")
            options = {selectinload("books").selectinload("tags")};
        else if (strategy == "subquery")
            options = {subqueryload("books").subqueryload("tags")};
        else if (strategy == "immediate")
            options = {immediateload("books").immediateload("tags")};
        else if (strategy == "mixed")
            options = {joinedload("books"), selectinload("books.tags")};
        checkLoader(dialectName, options, statements);
    }

    void filters_data() { RELATA_EACH_DATABASE(); }
    void filters()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(shop)));
        fill(session);
        Query authors = session.query("Author").orderBy(attr("id"));
        QCOMPARE(
            names(authors.filter(attr("born") > 1910).all(), "name"), QString("author 2,author 3,author 4"));
        QCOMPARE(names(authors.filter(attr("name").like("%3") || attr("name").in_({"author 0", "x"})).all(),
                     "name"),
            QString("author 0,author 3"));
        QCOMPARE(names(authors.filterBy({{"born", Value()}}).all(), "name"), QString());
        QCOMPARE(names(authors.limit(2).offset(1).all(), "name"), QString("author 1,author 2"));
        QCOMPARE(text(authors.first()["name"]), QString("author 0"));
        QCOMPARE(authors.count(), std::int64_t(5));
        QCOMPARE(authors.limit(2).count(), std::int64_t(2));
        QVERIFY(authors.filter(attr("born") == 1920).exists());
        QVERIFY(!authors.filter(attr("born") == 1921).exists());
        QCOMPARE(text(session.query("Book").scalar(func::max(attr("pages")))), QString("403"));
        QVERIFY_EXCEPTION_THROWN(authors.one(), DatabaseError);
        QVERIFY_EXCEPTION_THROWN(authors.filter(attr("born") == 1).one(), DatabaseError);
        QVERIFY(authors.filter(attr("born") == 1).oneOrNone().isNull());
        QVERIFY_EXCEPTION_THROWN(authors.filter(attr("colour") == 1).all(), DatabaseError);
        QVERIFY_EXCEPTION_THROWN(authors.filter(attr("Book.title") == "x").all(), DatabaseError);
        auto rows = session.query("Book")
                        .join("author")
                        .columns({attr("Author.name"), func::count()})
                        .groupByAll({attr("Author.name")})
                        .having(func::count() > 2)
                        .orderBy(attr("Author.name"))
                        .rows();
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(text(rows[1][0]) + text(rows[1][1]), QString("author 44"));
    }

    void joins_data() { RELATA_EACH_DATABASE(); }
    void joins()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(shop)));
        fill(session);
        Query authors = session.query("Author").orderBy(attr("id"));
        QCOMPARE(names(authors.join("books").filter(attr("Book.pages") > 300).all(), "name"),
            QString("author 3,author 4"));
        QCOMPARE(names(authors.join("books.publisher").filter(attr("Publisher.name") == "Ace").all(), "name"),
            QString("author 2,author 3,author 4"));
        QCOMPARE(names(authors.join("books", "b").join("b.tags", "t").filter(attr("t.word") == "tag 2").all(),
                     "name"),
            QString("author 2"));
        QCOMPARE(names(authors.outerJoin("books").filter(attr("Book.id").is_(nullptr)).all(), "name"),
            QString("author 0"));
        QCOMPARE(
            names(authors.filter(any("books", attr("pages") >= 400)).all(), "name"), QString("author 4"));
        QCOMPARE(names(authors.filter(!any("books")).all(), "name"), QString("author 0"));
        QCOMPARE(session.query("Book").filter(has("author", attr("born") < 1930)).count(), std::int64_t(3));
        Instance fourth = authors.filterBy({{"name", "author 4"}}).one();
        QCOMPARE(session.query("Book").filter(isRelated("author", fourth)).count(), std::int64_t(4));
        QCOMPARE(names(authors.filter(isRelated("books", fourth.collection("books")[0])).all(), "name"),
            QString("author 4"));
        QCOMPARE(session.query("Book").filter(isRelated("author", Instance())).count(), std::int64_t(0));
        QCOMPARE(
            session.query("Book").filter(any("tags", attr("word") == "common")).count(), std::int64_t(10));
        // contains_eager: the join's rows become the collection.
        session.expungeAll();
        session.resetStatistics();
        std::vector<Instance> found =
            authors.join("books").filter(attr("Book.pages") == 301).options(containsEager("books")).all();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].collection("books").size(), std::size_t(1));
        QCOMPARE(session.statistics().total, std::size_t(1));
    }

    void limitedJoinedLoad_data() { RELATA_EACH_DATABASE(); }
    void limitedJoinedLoad()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(shop)));
        fill(session);
        session.expungeAll();
        session.resetStatistics();
        std::vector<Instance> found = session.query("Author")
                                          .options(joinedload("books").joinedload("publisher"))
                                          .orderBy(attr("born").desc())
                                          .limit(2)
                                          .all();
        QCOMPARE(names(found, "name"), QString("author 4,author 3"));
        QCOMPARE(found[0].collection("books").size(), std::size_t(4));
        QVERIFY(found[1].collection("books")[0].isLoaded("publisher"));
        QCOMPARE(session.statistics().total, std::size_t(1));
    }

    void strategiesThatForbid_data() { RELATA_EACH_DATABASE(); }
    void strategiesThatForbid()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create(shop);
        ModelMappings mappings = automapMappings(metadata);
        for (RelationshipMapping& mapping : mappings.find("Author")->relationships)
            mapping.lazy = LazyStrategy::WriteOnly;
        Session session(database.engine(), MapperRegistry::configure(metadata, mappings).value());
        Instance author = session.create("Author", {{"name", "x"}});
        author.collection("books").append(session.create("Book", {{"title", "y"}}));
        session.add(author);
        session.commit();
        QCOMPARE(database.rows("SELECT author_id FROM books"), QString("1"));
        QVERIFY_EXCEPTION_THROWN(author.collection("books").size(), DatabaseError);
        session.expungeAll();
        Instance book = session.query("Book").options(raiseload("author"), noload("tags")).one();
        QVERIFY_EXCEPTION_THROWN(book.related("author"), DatabaseError);
        QCOMPARE(book.collection("tags").size(), std::size_t(0));
        QVERIFY_EXCEPTION_THROWN(session.query("Book").options(selectinload("writer")), DatabaseError);
    }

    // What is shared by classes, and loaders that the mapping names: only writing, never asking.
    void mixinsAndCarefulLoaders_data() { RELATA_EACH_DATABASE(); }
    void mixinsAndCarefulLoaders()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create(shop);
        ModelMappings mappings = automapMappings(metadata);
        MixinMapping named;
        named.name = "Named";
        named.hybrids = {{"initial", "substr(name, 1, 1)"}};
        named.synonyms = {{"label", "name"}};
        named.validators = {{"name", "length(name) > 1", "A name has two letters."}};
        mappings.mixins = {named};
        mappings.find("Author")->mixins = {"Named"};
        mappings.find("Publisher")->mixins = {"Named"};
        relationship(mappings, "Book", "author").lazy = LazyStrategy::RaiseOnSql;
        relationship(mappings, "Publisher", "books").lazy = LazyStrategy::WriteOnly;
        relationship(mappings, "Author", "books").lazy = LazyStrategy::Immediate;
        Session session(database.engine(), configured(metadata, mappings));
        fill(session);
        QCOMPARE(session.query("Author").filter(attr("initial") == "a").count(), std::int64_t(5));
        Instance tor = session.query("Publisher").filter(attr("label") == "Tor").one();
        QCOMPARE(text(tor["initial"]) + text(tor["label"]), QString("TTor"));
        QVERIFY_EXCEPTION_THROWN(tor.set("name", "T"), DataError);
        // An author in memory is found, another would be asked for.
        Instance first = session.query("Author").filterBy({{"name", "author 1"}}).one();
        Instance his = session.query("Book").filterBy({{"author_id", first["id"]}}).one();
        QCOMPARE(his.related("author"), first);
        session.expungeAll();
        his = session.query("Book").first();
        QVERIFY_EXCEPTION_THROWN(his.related("author"), DatabaseError);
        QVERIFY(his.related("publisher"));
        session.resetStatistics();
        std::vector<Instance> authors = session.query("Author").orderBy(attr("id")).all();
        QVERIFY(authors[4].isLoaded("books"));
        QCOMPARE(session.statistics().byPurpose.at("lazy Author.books"), std::size_t(5));
        // Written without being read: put in, taken out, never counted.
        tor = session.query("Publisher").filterBy({{"name", "Tor"}}).one();
        Instance mine = session.create("Book", {{"title", "unread"}});
        tor.collection("books").append(mine);
        session.resetStatistics();
        session.commit();
        QCOMPARE(session.statistics().byPurpose.count("lazy Publisher.books"), std::size_t(0));
        QCOMPARE(database.rows("SELECT publisher_id FROM books WHERE title = 'unread'"), text(tor["id"]));
        tor.collection("books").remove(mine);
        session.commit();
        QCOMPARE(database.rows("SELECT publisher_id FROM books WHERE title = 'unread'"), QString("NULL"));
        QVERIFY_EXCEPTION_THROWN(tor.collection("books").all(), DatabaseError);
    }

    void locks_data() { RELATA_EACH_DATABASE(); }
    void locks()
    {
        RELATA_ORM_DATABASE();
        MapperRegistry models = automap(database.create(shop));
        Session session(database.engine(), models);
        session.add(session.create("Tag", {{"word", "mine"}}));
        session.commit();
        Query one = session.query("Tag").filterBy({{"word", "mine"}});
        QCOMPARE(one.withForUpdate().all().size(), std::size_t(1));
        if (dialectName == "sqlite")
            return; // has no locks of rows, and writes nothing of them
        Session other(database.engine(), models);
        ForUpdate impatient;
        impatient.noWait = true;
        QVERIFY_EXCEPTION_THROWN(other.query("Tag").withForUpdate(impatient).all(), OperationalError);
        other.rollback();
        ForUpdate skipping;
        skipping.skipLocked = true;
        QCOMPARE(other.query("Tag").withForUpdate(skipping).all().size(), std::size_t(0));
        session.rollback();
        QCOMPARE(other.query("Tag").withForUpdate(skipping).all().size(), std::size_t(1));
    }

    void deferredColumns_data() { RELATA_EACH_DATABASE(); }
    void deferredColumns()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create(shop);
        ModelMappings mappings = automapMappings(metadata);
        mappings.find("Book")->columns = {{"blurb", "", true, ""}};
        mappings.find("Author")->columnProperties = {{"age", "2000 - born", false}};
        mappings.find("Author")->hybrids = {{"is_old", "born < 1920", false}};
        Session session(database.engine(), MapperRegistry::configure(metadata, mappings).value());
        fill(session);
        session.expungeAll();
        session.resetStatistics();
        std::vector<Instance> books = session.query("Book").orderBy(attr("id")).all();
        QVERIFY(!books[0].isLoaded("blurb"));
        QCOMPARE(text(books[0]["blurb"]), QString("long"));
        QCOMPARE(session.statistics().total, std::size_t(2));
        session.expungeAll();
        books = session.query("Book").options(undefer("blurb"), defer("title")).all();
        QVERIFY(books[0].isLoaded("blurb") && !books[0].isLoaded("title"));
        session.expungeAll();
        books = session.query("Book").options(loadOnly({"pages"})).all();
        QVERIFY(books[0].isLoaded("pages") && !books[0].isLoaded("title") && books[0].isLoaded("id"));
        QCOMPARE(text(books[0]["title"]), QString("book 10"));
        Query authors = session.query("Author").orderBy(attr("id"));
        QCOMPARE(text(authors.first()["age"]), QString("100"));
        QCOMPARE(names(authors.filter(attr("is_old")).all(), "name"), QString("author 0,author 1"));
        QVERIFY(text(authors.first()["is_old"]) == "true");
        QCOMPARE(names(authors.filter(attr("age") < 80).all(), "name"), QString("author 3,author 4"));
    }

    void criteria_data() { RELATA_EACH_DATABASE(); }
    void criteria()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(shop)));
        fill(session);
        for (const LoaderOption& option :
            {selectinload("books"), joinedload("books"), subqueryload("books"), lazyload("books")}) {
            session.expungeAll();
            std::vector<Instance> authors =
                session.query("Author")
                    .options(option, withLoaderCriteria("Book", attr("pages") >= 402))
                    .orderBy(attr("id"))
                    .all();
            QCOMPARE(authors.size(), std::size_t(5));
            QCOMPARE(authors[4].collection("books").size(), std::size_t(2));
            QCOMPARE(authors[3].collection("books").size(), std::size_t(0));
        }
        session.expungeAll();
        std::vector<Instance> some = session.query("Author")
                                         .options(selectinload("books").where(attr("pages") == 403))
                                         .orderBy(attr("id"))
                                         .all();
        QCOMPARE(some[4].collection("books").size(), std::size_t(1));
    }

    void selfReference_data() { RELATA_EACH_DATABASE(); }
    void selfReference()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(shop)));
        Instance root = session.create("Node", {{"name", "r"}});
        for (int i = 0; i < 3; ++i) {
            Instance child = session.create("Node", {{"name", "c" + std::to_string(i)}});
            root.collection("children").append(child);
            child.collection("children").append(session.create("Node", {{"name", "g" + std::to_string(i)}}));
        }
        session.add(root);
        session.commit();
        session.expungeAll();
        session.resetStatistics();
        Instance found = session.query("Node")
                             .filter(attr("parent_id").is_(nullptr))
                             .options(joinedload("children").selectinload("children"))
                             .one();
        for (const Instance& child : found.collection("children"))
            QCOMPARE(child.collection("children").size(), std::size_t(1));
        QCOMPARE(session.statistics().total, std::size_t(2));
        QCOMPARE(
            names(session.query("Node").join("parent", "p").filter(attr("p.name") == "c1").all(), "name"),
            QString("g1"));
    }

    void bulkStatements_data() { RELATA_EACH_DATABASE(); }
    void bulkStatements()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(shop)));
        fill(session);
        std::vector<Instance> books = session.query("Book").orderBy(attr("id")).all();
        session.recordStatements(true);
        session.clearSent();
        QCOMPARE(session.query("Book").filter(attr("pages") >= 400).update({{"pages", attr("pages") + 1}}),
            std::int64_t(4));
        QCOMPARE(session.sent().size(), std::size_t(1));
        QCOMPARE(text(books[6]["pages"]), QString("401"));
        QCOMPARE(session.sent().size(), std::size_t(1)); // evaluated in memory
        QCOMPARE(session.query("Book")
                     .filter(attr("title").like("book 4%"))
                     .update({{"pages", 7}}, Synchronize::Fetch),
            std::int64_t(4));
        QCOMPARE(text(books[6]["pages"]), QString("7"));
        session.query("Book").filter(attr("pages") == 7).update({{"pages", 8}}, Synchronize::No);
        QCOMPARE(text(books[6]["pages"]), QString("7"));
        session.rollback();
        QCOMPARE(text(books[6]["pages"]), QString("400"));
        for (const Instance& book : books)
            book.collection("tags").clear();
        session.flush();
        session.query("Book").all();
        QCOMPARE(session.query("Book").filter(attr("pages") < 300).delete_(), std::int64_t(3));
        QVERIFY(books[0].state() == ObjectState::Deleted && books[5].state() == ObjectState::Persistent);
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM books"), QString("7"));
        QVERIFY_EXCEPTION_THROWN(session.query("Book").limit(1).delete_(), DatabaseError);
        QVERIFY_EXCEPTION_THROWN(
            session.query("Book").filter(any("tags")).update({{"pages", 1}}, Synchronize::Evaluate),
            DatabaseError);
    }

    void autoflushAndRefresh_data() { RELATA_EACH_DATABASE(); }
    void autoflushAndRefresh()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(shop)));
        session.add(session.create("Author", {{"name", "a"}}));
        QCOMPARE(session.query("Author").count(), std::int64_t(1)); // flushed first
        session.add(session.create("Author", {{"name", "b"}}));
        session.noAutoflush([&] { QCOMPARE(session.query("Author").count(), std::int64_t(1)); });
        session.commit();
        Instance a = session.query("Author").filterBy({{"name", "a"}}).one();
        session.rollback();
        a.get("name");
        session.rollback();
        database.run("UPDATE authors SET name = 'changed outside' WHERE id = 1");
        a.set("born", 5);
        session.refresh(a, {"name"});
        QCOMPARE(text(a["name"]), QString("changed outside"));
        QCOMPARE(text(a["born"]), QString("5"));
        a.set("name", "mine");
        session.noAutoflush([&] { session.query("Author").all(); });
        QCOMPARE(text(a["name"]), QString("mine")); // a query overwrites nothing
        session.noAutoflush([&] { session.query("Author").populateExisting().all(); });
        QCOMPARE(text(a["name"]), QString("changed outside"));
        session.commit();
        session.rollback();
        a.get("name");
        session.rollback();
        database.run("DELETE FROM authors WHERE id = 1");
        QVERIFY_EXCEPTION_THROWN(a.get("name"), StaleDataError);
        int seen = 0;
        session.query("Author").inPortions(
            1, [&](const std::vector<Instance>& portion) { seen += int(portion.size()); });
        QCOMPARE(seen, 1);
    }
};

QTEST_GUILESS_MAIN(TestOrmQuery)
#include "tst_orm_query.moc"
