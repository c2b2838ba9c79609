// A server that goes away at each statement of a flush: the database holds all or nothing, the session says
// which, its work is still pending, and trying again succeeds.
#include "core/builtin/builtin.h"
#include "core/orm/automap.h"
#include "tests/core/orm/orm_database.h"
#include "tests/support/postgres_server.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

class TestOrmFaults : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void killedAtEveryStatement_data()
    {
        QTest::addColumn<QString>("dialectName");
        for (const char* name : {"postgresql", "mariadb"})
            QTest::newRow(name) << QString(name);
    }
    void killedAtEveryStatement()
    {
        RELATA_ORM_DATABASE();
        MapperRegistry models = automap(database.create(
            {{"nodes", {"id int key auto", "parent_id int? -> nodes.id", "name text", "weight int?"}}}));
        auto kill = [&] {
            if (dialectName == "postgresql") {
                database.run(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'orm' "
                    "AND pid <> pg_backend_pid()");
                return;
            }
            for (const QString& id :
                database
                    .rows("SELECT id FROM information_schema.processlist WHERE db = 'orm' "
                          "AND id <> connection_id()")
                    .split('\n', Qt::SkipEmptyParts))
                database.run("KILL CONNECTION " + id.toStdString());
        };
        int strikeAt = 0;
        int executed = 0;
        bool strike = false;
        database.engine().events().listen([&](const EngineEvent& event) {
            if (event.kind != EventKind::BeforeExecute || !strike)
                return;
            if (executed++ == strikeAt)
                kill();
        });
        // Nineteen levels of a tree are as many INSERTs, and one object that is there is updated.
        constexpr int levels = 19;
        for (strikeAt = 0; strikeAt < levels + 1; ++strikeAt) {
            database.run(dialectName == "postgresql" ? "TRUNCATE nodes RESTART IDENTITY"
                                                     : "SET foreign_key_checks = 0; TRUNCATE nodes");
            Session session(database.engine(), models);
            Instance old = session.create("Node", {{"name", "old"}});
            session.add(old);
            session.commit();
            QCOMPARE(QString::fromStdString(old.get("name").toText()), QString("old"));
            session.resetStatistics();
            old.set("weight", 7);
            std::vector<Instance> nodes;
            for (int i = 0; i < levels; ++i) {
                Instance node = session.create("Node", {{"name", "n" + std::to_string(i)}});
                if (i > 0)
                    node.setRelated("parent", nodes.back());
                nodes.push_back(node);
                session.add(node);
            }
            executed = 0;
            strike = true;
            bool failed = false;
            try {
                session.commit();
            } catch (const DatabaseError& failure) {
                failed = true;
                QVERIFY2(!failure.error().connectionUsable, failure.error().describe().c_str());
            }
            strike = false;
            QVERIFY2(failed, qPrintable(QString::number(strikeAt)));
            QVERIFY(session.outcome() == Outcome::RolledBack);
            QCOMPARE(database.rows("SELECT count(*), count(weight) FROM nodes"), QString("1|0"));
            QCOMPARE(session.newObjects().size(), std::size_t(levels));
            QVERIFY(old.isModified());
            for (const Instance& node : nodes)
                QVERIFY(node.get("id").isNull());
            session.commit();
            QVERIFY(session.outcome() == Outcome::Committed);
            QCOMPARE(database.rows("SELECT count(*), count(weight), count(parent_id) FROM nodes"),
                QString("%1|1|%2").arg(levels + 1).arg(levels - 1));
            QStringList chain;
            for (int i = 1; i < levels; ++i)
                chain << QString("n%1|n%2").arg(i - 1).arg(i);
            QCOMPARE(
                database.rows(
                    "SELECT p.name, c.name FROM nodes c JOIN nodes p ON c.parent_id = p.id ORDER BY c.id"),
                chain.join('\n'));
        }
        // That was the whole flush: one further strike would come after it.
        QVERIFY(executed >= levels + 1);
    }

    // Whether a COMMIT arrived that nobody answered cannot be known: the session says so.
    void lostWhileCommitting_data()
    {
        QTest::addColumn<QString>("dialectName");
        QTest::addColumn<bool>("duringCommit");
        QTest::newRow("postgresql, before COMMIT arrives") << "postgresql" << false;
        QTest::newRow("postgresql, while COMMIT runs") << "postgresql" << true;
        QTest::newRow("mariadb, before COMMIT arrives") << "mariadb" << false;
    }
    void lostWhileCommitting()
    {
        QFETCH(bool, duringCommit);
        RELATA_ORM_DATABASE();
        MapperRegistry models = automap(database.create({{"notes", {"id int key auto", "body text"}}}));
        if (duringCommit) {
            // A check at the end of the transaction ends the server's process.
            database.run(
                "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
                "CREATE CONSTRAINT TRIGGER dying AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED "
                "FOR EACH ROW WHEN (NEW.body = 'die') EXECUTE FUNCTION die()");
        }
        Session session(database.engine(), models);
        Instance note = session.create("Note", {{"body", "die"}});
        session.add(note);
        session.flush();
        QVERIFY(session.outcome() == Outcome::Open);
        if (!duringCommit && dialectName == "postgresql")
            database.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'orm' AND pid <> "
                "pg_backend_pid()");
        if (dialectName == "mariadb") {
            Value id = session.connection().execute("SELECT connection_id()").scalar();
            database.run("KILL CONNECTION " + id.toText());
        }
        bool lost = false;
        try {
            session.commit();
        } catch (const DatabaseError& failure) {
            lost = !failure.error().connectionUsable;
        }
        QVERIFY(lost);
        QVERIFY(session.outcome() == Outcome::Unknown);
        // Pending again, so that it can be stored once the caller has looked what is there.
        QVERIFY(note.state() == ObjectState::Pending && note.get("id").isNull());
        QCOMPARE(database.rows("SELECT count(*) FROM notes"), QString("0"));
        note.set("body", "live");
        session.commit();
        QVERIFY(session.outcome() == Outcome::Committed);
        QCOMPARE(database.rows("SELECT body FROM notes"), QString("live"));
    }
};

QTEST_GUILESS_MAIN(TestOrmFaults)
#include "tst_orm_faults.moc"
