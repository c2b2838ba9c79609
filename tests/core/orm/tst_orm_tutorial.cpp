// The ORM from its first object on, as somebody learns it: readers of a library and their addresses, on
// SQLite, PostgreSQL and MariaDB; results in portions; a server that returns no rows from an INSERT.
#include "core/builtin/builtin.h"
#include "core/orm/automap.h"
#include "core/orm/session_impl.h"
#include "core/sql/dml.h"
#include "core/sql/functions.h"
#include "tests/core/orm/orm_database.h"
#include "tests/support/mariadb_server.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

namespace {

const std::vector<TableText> tables{{"readers", {"id int key auto", "name text", "full_name text?"}},
    {"addresses", {"id int key auto", "reader_id int? -> readers.id", "email text", "priority int?"}}};

MapperRegistry readerModels(const MetaData& metadata)
{
    ModelMappings mappings = automapMappings(metadata);
    RelationshipMapping& addresses = relationship(mappings, "Reader", "addresses");
    addresses.cascade = "all, delete-orphan";
    addresses.orderBy = {{"id"}};
    return configured(metadata, mappings);
}

void fill(Session& session)
{
    Instance sandy = session.create("Reader", {{"name", "sandy"}, {"full_name", "Sandy Cheeks"}});
    sandy.collection("addresses").append(session.create("Address", {{"email", "sandy@sea.example"}}));
    sandy.collection("addresses").append(session.create("Address", {{"email", "squirrel@power.example"}}));
    Instance bob = session.create("Reader", {{"name", "bob"}, {"full_name", "Bob Squarepants"}});
    bob.collection("addresses").append(session.create("Address", {{"email", "bob@sea.example"}}));
    session.addAll(
        {bob, sandy, session.create("Reader", {{"name", "patrick"}, {"full_name", "Patrick Star"}})});
    session.commit();
}

} // namespace

class TestOrmTutorial : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void firstSteps_data() { RELATA_EACH_DATABASE(); }
    void firstSteps()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), readerModels(database.create(tables)));
        fill(session);
        Query readers = session.query("Reader").orderBy(attr("name"));
        QCOMPARE(names(readers.filter(attr("name").in_({"bob", "sandy"})).all(), "full_name"),
            QString("Bob Squarepants,Sandy Cheeks"));
        Instance address = session.query("Address")
                               .join("reader")
                               .filter(attr("Reader.name") == "sandy", attr("email") == "sandy@sea.example")
                               .one();
        QCOMPARE(text(address["email"]), QString("sandy@sea.example"));
        // Changes: a new address, another text. They wait, and go together.
        Instance patrick = readers.filterBy({{"name", "patrick"}}).one();
        patrick.collection("addresses")
            .append(session.create("Address", {{"email", "patrick@star.example"}}));
        address.set("email", "cheeks@sea.example");
        QCOMPARE(session.dirtyObjects().size(), std::size_t(2));
        QCOMPARE(session.newObjects().size(), std::size_t(1));
        session.resetStatistics();
        session.commit();
        QCOMPARE(session.statistics().total, std::size_t(2));
        // Taken out of the collection it is an orphan; a deleted reader takes the addresses along.
        Instance sandy = readers.filterBy({{"name", "sandy"}}).one();
        sandy.collection("addresses").remove(address);
        session.flush();
        QVERIFY(address.state() == ObjectState::Deleted);
        session.delete_(patrick);
        session.commit();
        QCOMPARE(database.rows("SELECT email FROM addresses ORDER BY id"),
            QString("bob@sea.example\nsquirrel@power.example"));
        QCOMPARE(database.rows("SELECT count(*) FROM readers"), QString("2"));
        QVERIFY(patrick.state() == ObjectState::Detached);
    }

    void oneObjectARow_data() { RELATA_EACH_DATABASE(); }
    void oneObjectARow()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), readerModels(database.create(tables)));
        fill(session);
        Instance bob = session.query("Reader").filterBy({{"name", "bob"}}).one();
        session.resetStatistics();
        QCOMPARE(session.get("Reader", {bob["id"]}), bob); // in memory: nothing is sent
        QCOMPARE(session.statistics().total, std::size_t(0));
        QCOMPARE(session.query("Reader").filterBy({{"id", bob["id"]}}).one(), bob);
        // What is not written yet is seen by queries, and undone by a rollback.
        bob.set("full_name", "Robert");
        Instance fake = session.create("Reader", {{"name", "fake"}});
        session.add(fake);
        QCOMPARE(session.query("Reader").filter(attr("full_name") == "Robert").one(), bob);
        QCOMPARE(session.query("Reader").filter(attr("name").in_({"bob", "fake"})).count(), std::int64_t(2));
        session.rollback();
        QCOMPARE(text(bob["full_name"]), QString("Bob Squarepants"));
        QVERIFY(!session.contains(fake) && fake.state() == ObjectState::Transient);
        QVERIFY(session.query("Reader").filterBy({{"name", "fake"}}).oneOrNone().isNull());
        // Closed, the session lets go of its objects; what was loaded stays readable.
        bob.get("name");
        session.close();
        QVERIFY(bob.state() == ObjectState::Detached);
        QCOMPARE(text(bob["name"]), QString("bob"));
        QVERIFY_EXCEPTION_THROWN(bob.collection("addresses").size(), DatabaseError);
        session.add(bob);
        QCOMPARE(bob.collection("addresses").size(), std::size_t(1));
    }

    void askingForMore_data() { RELATA_EACH_DATABASE(); }
    void askingForMore()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), readerModels(database.create(tables)));
        fill(session);
        auto rows = session.query("Reader")
                        .outerJoin("addresses")
                        .columns({attr("name"), func::count(attr("Address.id")).label("n")})
                        .groupByAll({attr("name")})
                        .orderBy(attr("name"))
                        .rows();
        QStringList counted;
        for (const std::vector<Value>& row : rows)
            counted << text(row[0]) + text(row[1]);
        QCOMPARE(counted.join(','), QString("bob1,patrick0,sandy2"));
        // The same relationship twice, under two names.
        QCOMPARE(names(session.query("Reader")
                           .join("addresses", "a")
                           .join("addresses", "b")
                           .filter(attr("a.email") == "sandy@sea.example",
                               attr("b.email") == "squirrel@power.example")
                           .all(),
                     "name"),
            QString("sandy"));
        QCOMPARE(names(session.query("Reader").filter(!any("addresses")).all(), "name"), QString("patrick"));
        QCOMPARE(names(session.query("Reader")
                           .filter(any("addresses", attr("email").like("%power%")))
                           .options(selectinload("addresses"))
                           .all(),
                     "name"),
            QString("sandy"));
        Instance sandy = session.query("Reader").filterBy({{"name", "sandy"}}).one();
        QCOMPARE(session.query("Address").filter(isRelated("reader", sandy)).count(), std::int64_t(2));
        // Statements of the expression language, in the session's transaction.
        FromClause addresses = table(session.models().metadata(), "addresses");
        session.execute(update(addresses).set("priority", 7).where(addresses.c("email").like("bob%")));
        QCOMPARE(text(session.query("Address").filter(attr("priority") == 7).one()["email"]),
            QString("bob@sea.example"));
        QCOMPARE(session.query("Address").filter(attr("priority").is_(nullptr)).delete_(), std::int64_t(2));
        session.rollback();
        QCOMPARE(session.query("Address").count(), std::int64_t(3));
    }

    void versionsThatAreMerged_data() { RELATA_EACH_DATABASE(); }
    void versionsThatAreMerged()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create({{"notes", {"id int key auto", "body text", "version int"}}});
        ModelMappings mappings = automapMappings(metadata);
        mappings.classes[0].versionColumn = "version";
        MapperRegistry models = configured(metadata, mappings);
        Session session(database.engine(), models);
        Instance note = session.create("Note", {{"body", "a"}});
        session.add(note);
        session.add(session.create("Note", {{"body", "other"}}));
        session.commit();
        // What somebody took away an hour ago is merged only onto the version that it was.
        Instance old = Instance::make(models, "Note", {{"id", note["id"]}, {"body", "mine"}, {"version", 1}});
        session.merge(old);
        session.commit();
        QCOMPARE(database.rows("SELECT body, version FROM notes WHERE id = 1"), QString("mine|2"));
        QVERIFY_EXCEPTION_THROWN(session.merge(old), StaleDataError);
        session.rollback();
        // Without a change nothing is counted, a bulk statement counts each row.
        note.set("body", text(note["body"]).toStdString());
        session.commit();
        QCOMPARE(database.rows("SELECT version FROM notes ORDER BY id"), QString("2\n1"));
        session.query("Note").update({{"body", "all"}});
        session.commit();
        QCOMPARE(database.rows("SELECT version FROM notes ORDER BY id"), QString("3\n2"));
        note.set("body", "after");
        session.commit();
        QCOMPARE(database.rows("SELECT body, version FROM notes ORDER BY id"), QString("after|4\nall|2"));
        // Many at once: one stale row stops them all.
        std::vector<Instance> notes = session.query("Note").orderBy(attr("id")).all();
        session.connection().commit();
        database.run("UPDATE notes SET version = 9 WHERE id = 2");
        for (Instance& each : notes)
            each.set("body", "both");
        QVERIFY_EXCEPTION_THROWN(session.commit(), StaleDataError);
        QCOMPARE(database.rows("SELECT body, version FROM notes ORDER BY id"), QString("after|4\nall|9"));
        QVERIFY(notes[0].isModified() && notes[1].isModified());
    }

    void portions_data() { RELATA_EACH_DATABASE(); }
    void portions()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create(tables);
        Session session(database.engine(), readerModels(metadata));
        for (int i = 0; i < 2500; ++i) {
            Instance reader = session.create("Reader", {{"name", "reader " + std::to_string(i)}});
            reader.collection("addresses").append(session.create("Address", {{"email", std::to_string(i)}}));
            session.add(reader);
        }
        session.commit();
        session.expungeAll();
        session.resetStatistics();
        // Loaders and the function itself send statements while the rows are still coming.
        std::size_t seen = 0;
        std::size_t calls = 0;
        std::size_t mostOpen = 0;
        session.query("Reader")
            .orderBy(attr("id"))
            .options(selectinload("addresses"))
            .inPortions(400, [&](const std::vector<Instance>& portion) {
                ++calls;
                for (const Instance& reader : portion) {
                    QCOMPARE(text(reader["name"]), QString("reader %1").arg(seen));
                    QCOMPARE(text(reader.collection("addresses")[0]["email"]), QString::number(seen));
                    ++seen;
                }
                if (calls == 2) {
                    QCOMPARE(session.query("Address").count(), std::int64_t(2500));
                    // The rows stand on the server, or in the file, until they are asked for.
                    if (dialectName == "postgresql")
                        QCOMPARE(
                            text(session.connection()
                                     .execute("SELECT count(*) FROM pg_cursors WHERE name LIKE 'relata%'")
                                     .scalar()),
                            QString("1"));
                }
                session.internal().heap().sweep();
                mostOpen = std::max(mostOpen, session.identityCount());
            });
        QCOMPARE(seen, std::size_t(2500));
        QCOMPARE(calls, std::size_t(7));
        QVERIFY2(mostOpen <= 800, qPrintable(QString::number(mostOpen))); // a portion's readers and addresses
        if (dialectName == "sqlite") {
            // Not fetched ahead: rows that are deleted meanwhile do not come.
            std::size_t left = 0;
            session.query("Address")
                .orderBy(attr("id"))
                .inPortions(100, [&](const std::vector<Instance>& portion) {
                    left += portion.size();
                    FromClause addresses = table(metadata, "addresses");
                    session.execute(delete_(addresses).where(addresses.c("id") > 1000));
                });
            QVERIFY2(left < 1200, qPrintable(QString::number(left)));
            session.rollback();
        }
        QVERIFY_EXCEPTION_THROWN(session.query("Reader")
                                     .options(joinedload("addresses"))
                                     .inPortions(10, [](const std::vector<Instance>&) {}),
            DatabaseError);
        // A function that gives up leaves the session as it is.
        try {
            session.query("Reader").inPortions(10, [](const std::vector<Instance>&) { throw 7; });
            QFAIL("not thrown");
        } catch (int number) {
            QCOMPARE(number, 7);
        }
        QCOMPARE(session.query("Reader").count(), std::int64_t(2500));
    }

    // MySQL's dialect, which has no RETURNING, on a MariaDB server: keys are asked for.
    void withoutReturning()
    {
        MariaDbServer* server = MariaDbServer::shared();
        if (!server)
            QSKIP(qPrintable(MariaDbServer::whyMissing()));
        OrmDatabase database("mariadb");
        MetaData metadata = database.create(tables);
        std::string url = server->url("orm").toStdString();
        QVERIFY(url.starts_with("mariadb"));
        Engine engine = Engine::create("mysql" + url.substr(7)).value();
        QCOMPARE(QString::fromStdString(engine.dialect().traits().name), QString("mysql"));
        Session session(engine, readerModels(metadata));
        session.recordStatements(true);
        fill(session);
        for (const SentStatement& statement : session.sent())
            QVERIFY2(!QString::fromStdString(statement.sql).contains("RETURNING"), statement.sql.c_str());
        QCOMPARE(database.rows("SELECT r.name, a.email FROM readers r JOIN addresses a ON a.reader_id = r.id "
                               "ORDER BY a.id"),
            QString("bob|bob@sea.example\nsandy|sandy@sea.example\nsandy|squirrel@power.example"));
        Instance sandy = session.query("Reader").filterBy({{"name", "sandy"}}).one();
        sandy.collection("addresses").append(session.create("Address", {{"email", "third"}}));
        session.commit();
        QCOMPARE(sandy.collection("addresses").size(), std::size_t(3));
        QCOMPARE(text(sandy.collection("addresses")[2]["id"]), QString("4"));
        engine.dispose();
    }
};

QTEST_GUILESS_MAIN(TestOrmTutorial)
#include "tst_orm_tutorial.moc"
