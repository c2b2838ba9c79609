// What must never happen to a database that is changed (rebuilds, renames, failures half way), and the way
// from a database to a model's file and back without a difference.
#include "core/builtin/builtin.h"
#include "core/migrations/apply.h"
#include "core/migrations/apply_to_model.h"
#include "core/project/object_ids.h"
#include "core/project/project_file.h"
#include "tests/core/migrations/bookshop_copies.h"
#include "tests/core/migrations/model_builder.h"
#include "tests/support/corpora.h"
#include "tests/support/scratch_database.h"

#include <QTemporaryDir>
#include <QTest>

using namespace relata;
using namespace relata::test;

class TestMigrate final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }
    void rebuildKeepsAllThatHangsOnTheTable();
    void brokenReferencesRollBack();
    void renamesKeepRows_data() { onServers(); }
    void renamesKeepRows();
    void failureAtEachStatement_data() { onServers(); }
    void failureAtEachStatement();
    void changedMeanwhileIsRefused();
    void roundTripThroughAModel_data();
    void roundTripThroughAModel();

private:
    QTemporaryDir m_folder;
    BookshopCopies m_copies{m_folder.path()};
};

namespace {

std::string text(Connection& connection, const std::string& query)
{
    Value value = connection.execute(query).scalar();
    return value.isNull() ? "NULL" : value.toText();
}

QString explained(const ApplyReport& report, const MigrationScript& script, const SqlDialect& dialect)
{
    return QString::fromStdString(report.summary() + script.text(dialect, {"BEGIN", "COMMIT"}));
}

} // namespace

void TestMigrate::rebuildKeepsAllThatHangsOnTheTable()
{
    ScratchDatabase scratch = scratchDatabase("sqlite", "rebuild",
        "CREATE TABLE parents (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(20), loose TEXT);"
        "CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parents (id) ON DELETE "
        "CASCADE);"
        "CREATE TABLE log (what TEXT);"
        "CREATE TABLE plain (a TEXT, b INTEGER CHECK (b > 0));"
        "CREATE INDEX ix_parents_name ON parents (name);"
        "CREATE VIEW names AS SELECT name FROM parents;"
        "CREATE TRIGGER tr AFTER INSERT ON parents BEGIN INSERT INTO log VALUES (NEW.name); END;"
        "CREATE TRIGGER tr_children AFTER DELETE ON children BEGIN UPDATE parents SET loose = 'x' WHERE id = "
        "OLD.parent_id; END;"
        "INSERT INTO parents (name, loose) VALUES ('a', '007'), ('b', NULL), ('c', x'00ff');"
        "DELETE FROM parents WHERE id = 3;"
        "INSERT INTO children VALUES (1, 1), (2, 1), (3, 2);"
        "INSERT INTO plain (rowid, a, b) VALUES (5, 'five', 5), (9, 'nine', 9);",
        m_folder.path());
    QVERIFY2(scratch.error.isEmpty(), qPrintable(scratch.error));
    auto connection = Engine::create(scratch.url.toStdString()).value().connect();
    MetaData from = withObjectIds(reflect(*connection));
    MetaData to = with(from, "parents", [](Table& table) {
        columnOf(table, "name").type = SqlType::string(40);
        columnOf(table, "name").nullable = false;
        table.checkConstraints.push_back(check("ck_name", "length(name) < 40", "sqlite"));
    });
    to = with(to, "plain", [](Table& table) { columnOf(table, "a").nullable = false; });
    MigrationScript script = migrationScript(from, to, connection->dialect());
    ApplyReport report = apply(*connection, from, to, script);
    QVERIFY2(report.isComplete(), qPrintable(explained(report, script, connection->dialect())));
    QCOMPARE(text(*connection, "SELECT count(*) FROM children"), std::string("3")); // no cascade
    QCOMPARE(text(*connection, "SELECT group_concat(id || name || hex(loose)) FROM parents"),
        std::string("1a303037,2b"));
    QCOMPARE(text(*connection, "SELECT group_concat(rowid || a) FROM plain"), std::string("5five,9nine"));
    QCOMPARE(text(*connection, "SELECT seq FROM sqlite_sequence WHERE name = 'parents'"), std::string("3"));
    QCOMPARE(text(*connection, "SELECT count(*) FROM sqlite_sequence"), std::string("1"));
    connection->execute("INSERT INTO parents (name) VALUES ('d')");
    QCOMPARE(text(*connection, "SELECT max(id) FROM parents"), std::string("4")); // not 3 again
    QCOMPARE(text(*connection, "SELECT group_concat(what) FROM log WHERE what = 'd'"), std::string("d"));
    QCOMPARE(text(*connection, "SELECT count(*) FROM names"), std::string("3"));
    QCOMPARE(text(*connection, "PRAGMA foreign_keys"), std::string("1"));
    QCOMPARE(text(*connection, "PRAGMA legacy_alter_table"), std::string("0"));
    connection->execute("DELETE FROM parents WHERE id = 2"); // the other table's key works
    QCOMPARE(text(*connection, "SELECT count(*) FROM children"), std::string("2"));
    QVERIFY_EXCEPTION_THROWN(connection->execute("INSERT INTO plain VALUES ('z', -1)"), DatabaseError);
}

void TestMigrate::brokenReferencesRollBack()
{
    ScratchDatabase scratch = scratchDatabase("sqlite", "broken",
        "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER);"
        "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1), (2, 77);",
        m_folder.path());
    auto connection = Engine::create(scratch.url.toStdString()).value().connect();
    MetaData from = withObjectIds(reflect(*connection));
    MetaData to = with(
        from, "b", [](Table& table) { table.foreignKeys.push_back(foreignKey("fk", "a_id", "a", "id")); });
    MigrationScript script = migrationScript(from, to, connection->dialect());
    ApplyReport report = apply(*connection, from, to, script);
    QVERIFY(report.outcome == ApplyReport::Outcome::NothingDone);
    QVERIFY(report.error && report.error->kind == ErrorKind::Integrity);
    QVERIFY(report.executed.empty());
    QCOMPARE(differencesOf(from, reflect(*connection)), QStringList());
    QCOMPARE(text(*connection, "PRAGMA foreign_keys"), std::string("1"));
}

// Every table and every column of the shop is renamed at once.
void TestMigrate::renamesKeepRows()
{
    QFETCH(QString, server);
    QString why;
    auto connection = m_copies.make(server, "renames", &why);
    if (!connection)
        QSKIP(qPrintable(why));
    MetaData from = withObjectIds(reflect(*connection));
    MetaData to = from;
    for (const char* name : {"books", "editions", "stock", "customers"}) {
        TableName renamed{"", std::string(name) + " \"`'"};
        if (server != "sqlite")
            renamed.name = std::string(name) + " 2";
        const std::vector<Column> columns = to.table(name).columns;
        applyTo(to, RenameTable{{"", name}, renamed});
        for (const Column& column : columns)
            applyTo(to, RenameColumn{renamed, column.name, column.name + " Ä"});
    }
    KeptRows before = keptRows(*connection, from, to);
    MigrationScript script = migrationScript(from, to, connection->dialect());
    for (const PlannedOperation& step : script.plan.steps) {
        QVERIFY(!std::holds_alternative<DropTable>(step.operation));
        QVERIFY(!std::holds_alternative<DropColumn>(step.operation));
    }
    ApplyReport report = apply(*connection, from, to, script);
    QVERIFY2(report.isComplete(), qPrintable(explained(report, script, connection->dialect())));
    QVERIFY(keptRows(*connection, report.target, from) == before);
}

// A plan of many kinds of statements, made to fail at each of them in turn: with transactions nothing is
// done, without them the report tells exactly what was, and what it says is left leads on to the target.
void TestMigrate::failureAtEachStatement()
{
    QFETCH(QString, server);
    QByteArray schema = "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL);"
                        "CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY, a_id INTEGER, old INTEGER,"
                        " CONSTRAINT fk_b_a FOREIGN KEY (a_id) REFERENCES a (id));"
                        "INSERT INTO a VALUES (1, 'x'); INSERT INTO b VALUES (1, 1, 2);";
    int statements = 1;
    for (int at = 0; at < statements; ++at) {
        ScratchDatabase scratch = scratchDatabase(server, "failing", schema, m_folder.path());
        if (!scratch.missing.isEmpty())
            QSKIP(qPrintable(scratch.missing));
        QVERIFY2(scratch.error.isEmpty(), qPrintable(scratch.error));
        auto connection = Engine::create(scratch.url.toStdString()).value().connect();
        const SqlDialect& dialect = connection->dialect();
        MetaData from = withObjectIds(reflect(*connection));
        MetaData to = applied(from,
            {RenameTable{{"", "a"}, {"", "c"}}, DropColumn{{"", "b"}, *from.table("b").findColumn("old"), 2},
                AddColumn{{"", "c"}, column("more", SqlType::string(10))},
                AddIndex{{"", "c"}, indexOf("ix_c_name", "name")}, AddTable{tableOf("d", {column("n")})}});
        MigrationScript script = migrationScript(from, to, dialect);
        statements = int(script.script.statements.size());
        QVERIFY(statements >= 5);
        MigrationScript failing = script;
        failing.script.statements[std::size_t(at)].text = "SELECT * FROM relata_nowhere";
        ApplyReport report = apply(*connection, from, to, failing);
        QVERIFY(report.error);
        QVERIFY(report.failed && report.failed->text == "SELECT * FROM relata_nowhere");
        QVERIFY(!report.summary().empty());
        QVERIFY(report.after);
        if (script.transactional) {
            QVERIFY(report.outcome == ApplyReport::Outcome::NothingDone);
            QCOMPARE(int(report.executed.size()), 0);
            QCOMPARE(differencesOf(from, *report.after), QStringList());
        } else {
            QVERIFY(report.outcome
                == (at == 0 ? ApplyReport::Outcome::NothingDone : ApplyReport::Outcome::PartlyDone));
            QCOMPARE(int(report.executed.size()), at);
            for (int i = 0; i < at; ++i)
                QCOMPARE(report.executed[std::size_t(i)].text, script.script.statements[std::size_t(i)].text);
        }
        // On from there; what was renamed already has no old name any more.
        MigrationScript rest = migrationScript(*report.after, to, dialect);
        bool renamesLeft = std::any_of(report.remaining.begin(), report.remaining.end(),
            [](const Operation& operation) { return std::holds_alternative<DropTable>(operation); });
        if (renamesLeft)
            continue; // without ids, a table that was not renamed yet is another one
        ApplyReport second = apply(*connection, *report.after, to, rest);
        QVERIFY2(second.isComplete(), qPrintable(explained(second, rest, dialect)));
        QCOMPARE(text(*connection, "SELECT name FROM c"), std::string("x"));
    }
}

void TestMigrate::changedMeanwhileIsRefused()
{
    ScratchDatabase scratch =
        scratchDatabase("sqlite", "stale", "CREATE TABLE a (id INTEGER PRIMARY KEY);", m_folder.path());
    auto connection = Engine::create(scratch.url.toStdString()).value().connect();
    MetaData from = withObjectIds(reflect(*connection));
    MetaData to = with(from, "a", [](Table& table) { table.columns.push_back(column("n")); });
    MigrationScript script = migrationScript(from, to, connection->dialect());
    connection->executeScript("CREATE TABLE someone_elses (id INTEGER)");
    ApplyReport report = apply(*connection, from, to, script);
    QVERIFY(report.outcome == ApplyReport::Outcome::NothingDone);
    QVERIFY(report.error && report.error->kind == ErrorKind::StaleData);
    QVERIFY(reflect(*connection).table("a").columns.size() == 1);
    connection->begin();
    QVERIFY_EXCEPTION_THROWN(apply(*connection, from, to, script), DatabaseError);
    connection->rollback();
}

void TestMigrate::roundTripThroughAModel_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("corpus");
    QTest::newRow("chinook sqlite") << "sqlite"
                                    << "chinook/Chinook_Sqlite.sql";
    QTest::newRow("chinook postgresql") << "postgresql"
                                        << "chinook/Chinook_PostgreSql.sql";
    QTest::newRow("chinook mariadb") << "mariadb"
                                     << "chinook/Chinook_MySql.sql";
    QTest::newRow("sakila sqlite") << "sqlite"
                                   << "sakila/sqlite-sakila-schema.sql";
    QTest::newRow("sakila postgresql") << "postgresql"
                                       << "sakila/postgres-sakila-schema.sql";
    QTest::newRow("sakila mariadb") << "mariadb"
                                    << "sakila/mysql-sakila-schema.sql";
}

void TestMigrate::roundTripThroughAModel()
{
    QFETCH(QString, server);
    QFETCH(QString, corpus);
    RELATA_NEED_CORPUS(corpus);
    QByteArray script = corpusText(corpus);
    const bool isChinook = corpus.startsWith("chinook");
    // The structure is what counts, in a database of ours.
    if (isChinook && script.contains("INSERT INTO"))
        script.truncate(script.indexOf("INSERT INTO"));
    QByteArrayList kept;
    for (const QByteArray& line : script.split('\n')) {
        bool ofDatabase = false;
        for (const char* words :
            {"DROP DATABASE", "CREATE DATABASE", "DROP SCHEMA", "CREATE SCHEMA sakila", "USE ", "\\c "})
            ofDatabase = ofDatabase || line.startsWith(words);
        if (!ofDatabase)
            kept << line;
    }
    script = kept.join('\n');
    QString name = isChinook ? "chinook" : "sakila";
    ScratchDatabase scratch = scratchDatabase(server, name, script, m_folder.path());
    if (!scratch.missing.isEmpty())
        QSKIP(qPrintable(scratch.missing));
    auto connection = Engine::create(scratch.url.toStdString()).value().connect();
    MetaData reflected = reflect(*connection);
    QVERIFY2(scratch.error.isEmpty() && reflected.tables().size() >= 11, qPrintable(scratch.error));
    Project project;
    project.metadata = withObjectIds(reflected);
    std::string path = m_folder.filePath(name + server + ".relata").toStdString();
    QVERIFY(saveProject(project, path).has_value());
    Project loaded = loadProject(path).value();
    QCOMPARE(differencesOf(reflect(*connection), loaded.metadata), QStringList());
    QCOMPARE(differencesOf(loaded.metadata, reflect(*connection)), QStringList());
    QVERIFY(migrationScript(reflect(*connection), loaded.metadata, connection->dialect()).empty());
}

QTEST_GUILESS_MAIN(TestMigrate)
#include "tst_migrate.moc"
