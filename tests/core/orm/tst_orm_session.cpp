// The Session on SQLite, PostgreSQL and MariaDB: states, unit of work, cascades, savepoints, versions.
#include "core/builtin/builtin.h"
#include "core/engine/registry.h"
#include "core/orm/automap.h"
#include "core/orm/session_impl.h"
#include "core/sql/dml.h"
#include "core/sql/functions.h"
#include "core/types/type_decorator.h"
#include "tests/core/orm/orm_database.h"
#include "tests/support/postgres_server.h"

#include <QTest>

#include <cmath>

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

    // One model, several schemas: the engine's options, the session's, and those of a connection.
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
