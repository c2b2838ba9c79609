// The Session on SQLite, PostgreSQL and MariaDB: states, unit of work, cascades, savepoints, versions.
#include "core/builtin/builtin.h"
#include "core/engine/registry.h"
#include "core/orm/automap.h"
#include "core/orm/session_impl.h"
#include "core/sql/functions.h"
#include "tests/core/orm/orm_database.h"
#include "tests/support/postgres_server.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

class TestOrmSession : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void states_data() { RELATA_EACH_DATABASE(); }
    void states()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(library)));
        Instance author = session.create("Author", {{"name", "Ursula"}});
        QVERIFY(author.state() == ObjectState::Transient);
        session.add(author);
        QVERIFY(author.state() == ObjectState::Pending);
        QCOMPARE(session.newObjects().size(), std::size_t(1));
        QVERIFY(author.get("id").isNull());
        session.flush();
        QVERIFY(author.state() == ObjectState::Persistent);
        QCOMPARE(text(author["id"]), QString("1"));
        QVERIFY(session.get("Author", {1}) == author);
        session.commit();
        QCOMPARE(database.rows("SELECT id, name FROM authors"), QString("1|Ursula"));
        QVERIFY(!author.isLoaded("name")); // expired by the commit
        QCOMPARE(text(author["name"]), QString("Ursula"));
        session.delete_(author);
        QCOMPARE(session.deletedObjects().size(), std::size_t(1));
        session.flush();
        QVERIFY(author.state() == ObjectState::Deleted);
        session.commit();
        QVERIFY(author.state() == ObjectState::Detached);
        QCOMPARE(database.rows("SELECT count(*) FROM authors"), QString("0"));
        QVERIFY(session.get("Author", {1}).isNull());
    }

    void unitOfWork_data() { RELATA_EACH_DATABASE(); }
    void unitOfWork()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(library)));
        Instance author = session.create("Author", {{"name", "Ursula"}});
        // Children and association rows are reached by save-update, keys are carried to them.
        Instance sea = session.create("Tag", {{"word", "sea"}});
        for (const char* title : {"Lavinia", "Tehanu", "Malafrena"}) {
            Instance book = session.create("Book", {{"title", title}});
            author.collection("books").append(book);
            QVERIFY(book.related("author") == author);
            book.collection("tags").append(sea);
        }
        session.add(author);
        QCOMPARE(session.newObjects().size(), std::size_t(5));
        session.commit();
        QCOMPARE(database.rows("SELECT author_id, title, language FROM books ORDER BY id"),
            QString("1|Lavinia|English\n1|Tehanu|English\n1|Malafrena|English"));
        QCOMPARE(database.rows("SELECT count(*) FROM book_tags"), QString("3"));
        // Changed columns alone.
        session.recordStatements(true);
        Instance lavinia = session.query("Book").filterBy({{"title", "Lavinia"}}).one();
        lavinia.set("pages", 279).set("title", "Lavinia");
        QVERIFY(lavinia.history("pages").changed && !lavinia.history("title").changed);
        session.clearSent();
        session.flush();
        QCOMPARE(session.sent().size(), std::size_t(1));
        QVERIFY2(
            !QString::fromStdString(session.sent()[0].sql).contains("title"), session.sent()[0].sql.c_str());
        // Out of one collection and into another: one UPDATE.
        Instance other = session.create("Author", {{"name", "Italo"}});
        session.add(other);
        other.collection("books").append(lavinia);
        QVERIFY(!author.collection("books").contains(lavinia));
        lavinia.collection("tags").remove(sea);
        session.commit();
        QCOMPARE(database.rows("SELECT author_id FROM books ORDER BY id"), QString("2\n1\n1"));
        QCOMPARE(database.rows("SELECT count(*) FROM book_tags"), QString("2"));
        // Without a cascade, children are let go of.
        session.delete_(author);
        session.commit();
        QCOMPARE(database.rows("SELECT author_id FROM books ORDER BY id"), QString("2\nNULL\nNULL"));
    }

    void rollbackRestores_data() { RELATA_EACH_DATABASE(); }
    void rollbackRestores()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(library)));
        Instance kept = session.create("Author", {{"name", "Ursula"}});
        session.add(kept);
        session.commit();
        kept.set("name", "changed");
        Instance added = session.create("Author", {{"name", "new"}});
        session.add(added);
        session.flush();
        session.rollback();
        QVERIFY(added.state() == ObjectState::Transient);
        QVERIFY(added.get("id").isNull());
        QCOMPARE(text(added["name"]), QString("new"));
        QCOMPARE(text(kept["name"]), QString("Ursula"));
        session.delete_(kept);
        session.flush();
        QVERIFY(kept.state() == ObjectState::Deleted);
        session.rollback();
        QVERIFY(kept.state() == ObjectState::Persistent);
        QCOMPARE(text(kept["name"]), QString("Ursula"));
        session.add(added);
        session.commit();
        QCOMPARE(database.rows("SELECT name FROM authors ORDER BY id"), QString("Ursula\nnew"));
    }

    void savepoints_data() { RELATA_EACH_DATABASE(); }
    void savepoints()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(library)));
        session.add(session.create("Author", {{"name", "outer"}}));
        {
            SessionSavepoint savepoint = session.beginNested();
            session.add(session.create("Author", {{"name", "kept"}}));
            savepoint.commit();
        }
        Instance lost = session.create("Tag", {{"word", "lost"}});
        Instance author = session.query("Author").filterBy({{"name", "outer"}}).one();
        {
            SessionSavepoint savepoint = session.beginNested();
            session.add(lost);
            author.set("name", "lost");
            session.flush();
        }
        QVERIFY(lost.state() == ObjectState::Transient);
        QCOMPARE(text(author["name"]), QString("outer"));
        // A failure inside of a savepoint leaves what stands outside alone.
        session.add(session.create("Tag", {{"word", "same"}}));
        session.flush();
        {
            SessionSavepoint savepoint = session.beginNested();
            session.add(session.create("Tag", {{"word", "same"}}));
            QVERIFY_EXCEPTION_THROWN(session.flush(), IntegrityError);
            savepoint.rollback();
        }
        session.commit();
        QCOMPARE(database.rows("SELECT name FROM authors ORDER BY name"), QString("kept\nouter"));
        QCOMPARE(database.rows("SELECT word FROM tags"), QString("same"));
    }

    void failedFlushKeepsWork_data() { RELATA_EACH_DATABASE(); }
    void failedFlushKeepsWork()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(library)));
        Instance author = session.create("Author", {{"name", "Ursula"}});
        session.add(author);
        session.flush(); // part of the transaction, and lost with it
        Instance first = session.create("Tag", {{"word", "twice"}});
        Instance second = session.create("Tag", {{"word", "twice"}});
        session.addAll({first, second});
        QVERIFY_EXCEPTION_THROWN(session.commit(), IntegrityError);
        QVERIFY(session.outcome() == Outcome::RolledBack);
        QVERIFY(author.state() == ObjectState::Pending);
        QVERIFY(author.get("id").isNull());
        QCOMPARE(session.newObjects().size(), std::size_t(3));
        QCOMPARE(database.rows("SELECT count(*) FROM authors"), QString("0"));
        second.set("word", "once");
        session.commit();
        QVERIFY(session.outcome() == Outcome::Committed);
        QCOMPARE(database.rows("SELECT word FROM tags ORDER BY word"), QString("once\ntwice"));
        QCOMPARE(database.rows("SELECT name FROM authors"), QString("Ursula"));
    }

    void versions_data() { RELATA_EACH_DATABASE(); }
    void versions()
    {
        RELATA_ORM_DATABASE();
        MetaData metadata = database.create({{"notes", {"id int key auto", "body text", "version int"}}});
        ModelMappings mappings = automapMappings(metadata);
        mappings.classes[0].versionColumn = "version";
        MapperRegistry models = configured(metadata, mappings);
        Session mine(database.engine(), models);
        Instance note = mine.create("Note", {{"body", "a"}});
        mine.add(note);
        mine.commit();
        QCOMPARE(text(note["version"]), QString("1"));
        note.set("body", "b");
        mine.commit();
        QCOMPARE(text(note["version"]), QString("2"));
        mine.commit();
        note.get("body");
        mine.commit();
        note.get("body");
        // Somebody else was quicker.
        mine.rollback();
        text(note["body"]);
        mine.connection().commit();
        database.run("UPDATE notes SET body = 'theirs', version = 3");
        note.set("body", "mine");
        QVERIFY_EXCEPTION_THROWN(mine.commit(), StaleDataError);
        QCOMPARE(database.rows("SELECT body, version FROM notes"), QString("theirs|3"));
        QCOMPARE(text(note["body"]), QString("mine")); // still pending
        mine.rollback();
        QCOMPARE(text(note["body"]), QString("theirs"));
        mine.delete_(note);
        mine.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM notes"), QString("0"));
    }

    void mergeAndDetached_data() { RELATA_EACH_DATABASE(); }
    void mergeAndDetached()
    {
        RELATA_ORM_DATABASE();
        MapperRegistry models = automap(database.create(library));
        Instance author;
        {
            Session session(database.engine(), models, {.expireOnCommit = false});
            author = session.create("Author", {{"name", "Ursula"}});
            author.collection("books").append(session.create("Book", {{"title", "Lavinia"}}));
            session.add(author);
            session.commit();
        }
        QVERIFY(author.state() == ObjectState::Detached);
        QCOMPARE(text(author["name"]), QString("Ursula"));
        author.set("name", "U. K.");
        author.collection("books")[0].set("pages", 279);
        Session session(database.engine(), models);
        Instance merged = session.merge(author);
        QVERIFY(merged != author && session.contains(merged));
        session.commit();
        QCOMPARE(database.rows("SELECT a.name, b.pages FROM authors a JOIN books b ON b.author_id = a.id"),
            QString("U. K.|279"));
        // A new one by merge, too.
        session.merge(Instance::make(models, "Author", {{"id", 40}, {"name", "forty"}}));
        session.commit();
        QCOMPARE(database.rows("SELECT name FROM authors WHERE id = 40"), QString("forty"));
        session.expunge(merged);
        QVERIFY(merged.state() == ObjectState::Detached);
        QVERIFY_EXCEPTION_THROWN(merged.collection("books").size(), DatabaseError);
        session.add(merged);
        QCOMPARE(merged.collection("books").size(), std::size_t(1));
    }

    void eventsAndMemory_data() { RELATA_EACH_DATABASE(); }
    void eventsAndMemory()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(library)));
        QStringList seen;
        session.on(SessionEvent::BeforeFlush, [&](Session&) { seen << "before flush"; });
        session.on(SessionEvent::AfterCommit, [&](Session&) { seen << "after commit"; });
        session.on(ObjectEvent::BeforeInsert, [&](Session&, const Instance& object) {
            if (object.className() == "Author")
                Instance(object).set("born", 1929);
            seen << QString::fromStdString(object.className());
        });
        session.on(
            ObjectEvent::PendingToPersistent, [&](Session&, const Instance&) { seen << "persistent"; });
        session.add(session.create("Author", {{"name", "Ursula"}}));
        session.commit();
        QCOMPARE(seen, QStringList({"before flush", "Author", "persistent", "after commit"}));
        QCOMPARE(database.rows("SELECT born FROM authors"), QString("1929"));
        // What nobody holds any more is let go of.
        QCOMPARE(session.query("Author").all().size(), std::size_t(1));
        session.internal().heap().sweep();
        QCOMPARE(session.identityCount(), std::size_t(0));
        Instance author = session.query("Author").one();
        author.collection("books").append(session.create("Book", {{"title", "held by unsaved work"}}));
        session.internal().heap().sweep();
        QCOMPARE(author.collection("books").size(), std::size_t(1));
        session.commit();
        QCOMPARE(database.rows("SELECT count(*) FROM books"), QString("1"));
    }

    void everyEvent_data() { RELATA_EACH_DATABASE(); }
    void everyEvent()
    {
        RELATA_ORM_DATABASE();
        Session session(database.engine(), automap(database.create(library)));
        QStringList seen;
        auto hear = [&](auto event, const char* name) {
            if constexpr (std::is_same_v<decltype(event), SessionEvent>)
                session.on(event, [&seen, name](Session&) { seen << name; });
            else
                session.on(event, [&seen, name](Session&, const Instance& object) {
                    seen << QString(name) + " " + QString::fromStdString(object.className());
                });
        };
        hear(SessionEvent::AfterBegin, "begin");
        hear(SessionEvent::BeforeFlush, "before flush");
        hear(SessionEvent::AfterFlush, "after flush");
        hear(SessionEvent::BeforeCommit, "before commit");
        hear(SessionEvent::AfterCommit, "after commit");
        hear(SessionEvent::AfterRollback, "rollback");
        hear(ObjectEvent::Init, "init");
        hear(ObjectEvent::TransientToPending, "pending");
        hear(ObjectEvent::PendingToPersistent, "persistent");
        hear(ObjectEvent::PendingToTransient, "not pending");
        hear(ObjectEvent::LoadedAsPersistent, "loaded");
        hear(ObjectEvent::PersistentToDeleted, "deleted");
        hear(ObjectEvent::DeletedToPersistent, "back");
        hear(ObjectEvent::PersistentToTransient, "undone");
        hear(ObjectEvent::PersistentToDetached, "detached");
        hear(ObjectEvent::BeforeInsert, "insert");
        hear(ObjectEvent::BeforeUpdate, "update");
        hear(ObjectEvent::BeforeDelete, "delete");
        auto heard = [&] { return std::exchange(seen, {}).join(", "); };
        Instance author = session.create("Author", {{"name", "a"}});
        session.add(author);
        QCOMPARE(heard(), QString("init Author, pending Author"));
        session.commit();
        QCOMPARE(heard(),
            QString("before commit, before flush, insert Author, begin, persistent Author, "
                    "after flush, after commit"));
        author.set("name", "b");
        session.flush();
        QCOMPARE(heard(), QString("before flush, update Author, begin, after flush"));
        session.delete_(author);
        session.flush();
        QCOMPARE(heard(), QString("before flush, delete Author, deleted Author, after flush"));
        Instance tag = session.create("Tag", {{"word", "t"}});
        session.add(tag);
        session.flush();
        Instance never = session.create("Tag", {{"word", "n"}});
        session.add(never);
        heard();
        session.rollback();
        QString undone = heard();
        for (const char* part : {"undone Tag", "not pending Tag", "back Author", "rollback"})
            QVERIFY2(undone.contains(part), qPrintable(undone));
        session.expungeAll();
        author = Instance();
        heard();
        author = session.query("Author").one();
        QCOMPARE(heard(), QString("begin, loaded Author"));
        session.expunge(author);
        QCOMPARE(heard(), QString("detached Author"));
        // A listener may stop what it does not like.
        session.on(ObjectEvent::BeforeInsert, [](Session&, const Instance& object) {
            Error error;
            error.kind = ErrorKind::Argument;
            error.message = "No such tags.";
            if (object.className() == "Tag" && object.get("word") == Value("bad"))
                raise(std::move(error));
        });
        session.add(session.create("Tag", {{"word", "bad"}}));
        QVERIFY_EXCEPTION_THROWN(session.commit(), DatabaseError);
        session.rollback();
        QCOMPARE(database.rows("SELECT count(*) FROM tags"), QString("0"));
    }

    // A type of the program's own: text that is kept in capitals, money that is kept in cents.
    // One model, several schemas: the engine's options, the session's, and those of a connection.
    void twoPhase()
    {
        // Elsewhere than on PostgreSQL it is refused.
        OrmDatabase database("sqlite");
        Session session(database.engine(), automap(database.create(library)), {.twoPhase = true});
        session.add(session.create("Author", {{"name", "x"}}));
        QVERIFY_EXCEPTION_THROWN(session.commit(), DatabaseError);
        QCOMPARE(database.rows("SELECT count(*) FROM authors"), QString("0"));
        QCOMPARE(session.newObjects().size(), std::size_t(1));
    }

    void twoPhaseOnPostgresql()
    {
        std::unique_ptr<PostgresServer> server = PostgresServer::create({"max_prepared_transactions=5"});
        if (!server)
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        server->execute("CREATE TABLE authors (id serial PRIMARY KEY, name text)");
        Engine engine = Engine::create(server->url().toStdString()).value();
        {
            Session session(engine, automap(reflect(engine)), {.twoPhase = true});
            Instance author = session.create("Author", {{"name", "prepared"}});
            session.add(author);
            session.prepare();
            QCOMPARE(server->scalar("SELECT count(*) FROM pg_prepared_xacts"), QString("1"));
            QCOMPARE(server->scalar("SELECT count(*) FROM authors"), QString("0"));
            session.commit();
            QCOMPARE(server->scalar("SELECT name FROM authors"), QString("prepared"));
            author.set("name", "taken back");
            session.prepare();
            session.rollback();
            QCOMPARE(text(author["name"]), QString("prepared"));
        }
        engine.dispose();
        QCOMPARE(server->scalar("SELECT count(*) FROM pg_prepared_xacts"), QString("0"));
    }

    void mockShowsTheStatements()
    {
        MetaData metadata = metadataOf(library);
        Session session = Session::mock(dialect("postgresql"), automap(metadata));
        Instance author = session.create("Author", {{"name", "Ursula"}});
        author.collection("books").append(session.create("Book", {{"title", "Lavinia"}}));
        session.add(author);
        session.flush();
        QCOMPARE(session.sent().size(), std::size_t(2));
        QCOMPARE(QString::fromStdString(session.sent()[0].sql),
            QString("INSERT INTO authors (name, born) VALUES ($1, $2) RETURNING authors.id"));
        QVERIFY(
            QString::fromStdString(session.sent()[1].sql).startsWith("INSERT INTO books (author_id, title"));
        QCOMPARE(text(session.sent()[1].parameters[0]), QString("<new Author 1>"));
    }
};

QTEST_GUILESS_MAIN(TestOrmSession)
#include "tst_orm_session.moc"
