// reflect -> DDL -> empty database -> reflect gives the same MetaData.
#include "core/dialects/sqlite/sqlite_dialect.h"
#include "core/drivers/sqlite/sqlite_driver.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/support/corpora.h"
#include "tests/support/sqlalchemy_python.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;

namespace {

std::unique_ptr<Connection> memory()
{
    return Engine::create("sqlite://").value().connect();
}

MetaData reflected(Connection& connection)
{
    return connection.dialect().inspector(connection)->reflect({});
}

QString describe(const MetaData& metadata)
{
    DdlScript script = createAll(metadata, dialect("sqlite"));
    return QString::fromStdString(script.script());
}

std::string script(const char* name)
{
    QFile file(QString(RELATA_SOURCE_DIR) + "/tests/core/dialects/sqlite/" + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", name);
    return file.readAll().toStdString();
}

// Compares part by part, so that a failure says where.
void compare(const MetaData& a, const MetaData& b)
{
    for (const TablePtr& table : a.tables()) {
        const Table* other = b.findTable(table->schema, table->name);
        QVERIFY2(other, table->name.c_str());
        if (*table == *other)
            continue;
        for (const Column& column : table->columns) {
            const Column* otherColumn = other->findColumn(column.name);
            QVERIFY2(otherColumn && *otherColumn == column, (table->name + "." + column.name).c_str());
        }
        QVERIFY2(table->primaryKey == other->primaryKey, (table->name + ": primary key").c_str());
        QVERIFY2(table->uniqueConstraints == other->uniqueConstraints, (table->name + ": unique").c_str());
        QVERIFY2(table->foreignKeys == other->foreignKeys, (table->name + ": foreign keys").c_str());
        QVERIFY2(table->checkConstraints == other->checkConstraints, (table->name + ": checks").c_str());
        QVERIFY2(table->indexes == other->indexes, (table->name + ": indexes").c_str());
        QVERIFY2(table->triggers == other->triggers, (table->name + ": triggers").c_str());
        QVERIFY2(*table == *other, table->name.c_str());
    }
    QCOMPARE(b.tables().size(), a.tables().size());
    for (const ViewPtr& view : a.views()) {
        const View* other = b.findView(view->schema, view->name);
        QVERIFY2(other && *other == *view, view->name.c_str());
    }
    QCOMPARE(b.views().size(), a.views().size());
}

void verifyRoundTrip(Connection& original)
{
    MetaData first = reflected(original);
    for (const ReflectionNote& note : first.notes)
        QFAIL((note.object + ": " + note.message).c_str());
    DdlScript script = createAll(first, dialect("sqlite"));

    // Statement by statement, and as one script.
    auto copy = memory();
    for (const DdlStatement& statement : script.statements) {
        try {
            copy->execute(statement.text);
        } catch (const DatabaseError& error) {
            QFAIL((error.error().describe() + "\n" + statement.text).c_str());
        }
    }
    auto scriptCopy = memory();
    scriptCopy->executeScript(script.script());

    // Tables are created in dependency order, so compare by name.
    MetaData second = reflected(*copy);
    QVERIFY(second.notes.empty());
    compare(first, second);
    if (QTest::currentTestFailed())
        return;
    compare(second, reflected(*scriptCopy));
    QCOMPARE(describe(second), describe(first));
}

} // namespace

class TestSqliteRoundTrip : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        registerDriver(std::make_shared<sqlite::SqliteDriver>());
        registerDialect(std::make_shared<sqlite::SqliteDialect>());
    }

    void chinook()
    {
        RELATA_NEED_CORPUS("chinook/Chinook_Sqlite.sqlite");
        auto original = Engine::create(
            Url::forSqliteFile(test::corpusPath("chinook/Chinook_Sqlite.sqlite").toStdString()), {true})
                            .value()
                            .connect();
        MetaData metadata = reflected(*original);
        QCOMPARE(metadata.tables().size(), std::size_t(11));
        const Table& track = metadata.table("Track");
        QCOMPARE(track.foreignKeys.size(), std::size_t(3));
        QCOMPARE(track.foreignKeys[0].referredColumns, std::vector<std::string>{"AlbumId"});
        QCOMPARE(track.c("Name").type.length, std::optional<int>(200));
        QCOMPARE(track.c("Name").nullable, false);
        QCOMPARE(track.indexes.size(), std::size_t(3));
        verifyRoundTrip(*original);
    }

    void sakila()
    {
        RELATA_NEED_CORPUS("sakila/sqlite-sakila-schema.sql");
        auto original = memory();
        original->executeScript(test::corpusText("sakila/sqlite-sakila-schema.sql").toStdString());
        MetaData metadata = reflected(*original);
        QVERIFY(metadata.tables().size() >= 15);
        QVERIFY(metadata.views().size() >= 5);
        verifyRoundTrip(*original);
    }

    void torture()
    {
        auto original = memory();
        original->executeScript(script("torture.sql"));
        MetaData metadata = reflected(*original);
        QVERIFY(metadata.table("documents").kind == TableKind::Virtual);
        QVERIFY(metadata.table("documents_data").kind == TableKind::Shadow);
        QVERIFY(metadata.table("old docs_segdir").kind == TableKind::Shadow);
        QVERIFY(metadata.table("boxes_node").kind == TableKind::Shadow);
        QVERIFY(metadata.table("documents_notes").kind == TableKind::Base);
        QCOMPARE(metadata.table("documents").columns.size(), std::size_t(2));
        QVERIFY(!metadata.findTable("sqlite_sequence"));
        const Table& child = metadata.table("child");
        QCOMPARE(child.foreignKeys.size(), std::size_t(7));
        QCOMPARE(child.foreignKeys[0].referredTable, std::string("parent"));
        QCOMPARE(child.foreignKeys[0].referredColumns, std::vector<std::string>{"id"});
        QCOMPARE(child.foreignKeys[1].referredColumns, std::vector<std::string>{"id"});
        QVERIFY(child.foreignKeys[6].referredColumns.empty()); // its key has two columns
        QCOMPARE(metadata.table("conflicts").checkConstraints.size(), std::size_t(3));
        QVERIFY(metadata.table("rowid_alias").c("id").autoincrement == Autoincrement::Auto);
        QVERIFY(metadata.table("alias_below").c("id").autoincrement == Autoincrement::Auto);
        QVERIFY(metadata.table("no_alias").c("id").autoincrement == Autoincrement::No);
        QVERIFY(metadata.table("no_alias_int").c("id").autoincrement == Autoincrement::No);
        QVERIFY(!metadata.table("without_rowid").c("b").nullable);
        QCOMPARE(metadata.findView("", "named")->columns[1].name, std::string("y z"));
        QCOMPARE(metadata.findView("", "simple")->triggers.size(), std::size_t(1));
        QCOMPARE(metadata.findView("", "simple")->dependsOn, std::vector<std::string>{"plain"});
        QCOMPARE(metadata.table("plain").triggers.size(), std::size_t(3));
        QCOMPARE(metadata.table("plain").indexes.size(), std::size_t(4));
        verifyRoundTrip(*original);
    }

    // Names that have broken other tools, in every place that a name has.
    void hostileNames()
    {
        const std::string names[] = {"\"", "`", "]", "[", "'", "?", "%", ";", "a\nb", "\xF0\x9F\x90\x98",
            std::string(64, 'x'), "select", "-- x", "/* x", " a ", "a.b", "\\", "%s%n",
            "x'); DROP TABLE t; --", "", "\t", "größe", "1st", "$1", ":name", "@x", "CONSTRAINT", "rowid"};
        auto original = memory();
        IdentifierPreparer identifiers = original->dialect().identifiers();
        auto quote = [&](const std::string& name) { return identifiers.alwaysQuote(name); };
        original->execute("CREATE TABLE target (id INTEGER PRIMARY KEY)");
        int number = 0;
        for (const std::string& name : names) {
            std::string n = std::to_string(++number);
            original->execute("CREATE TABLE " + quote(name + "") + " (" + quote(name) + " TEXT CONSTRAINT "
                + quote(name + "nn") + " NOT NULL COLLATE NOCASE, id INTEGER, up TEXT REFERENCES "
                + quote(name) + "(" + quote(name) + "), CONSTRAINT " + quote(name + "pk") + " PRIMARY KEY ("
                + quote(name) + "), CONSTRAINT " + quote(name + "u") + " UNIQUE (id, " + quote(name)
                + "), CONSTRAINT " + quote(name + "c") + " CHECK (" + quote(name) + " <> id), CONSTRAINT "
                + quote(name + "f") + " FOREIGN KEY (id) REFERENCES target (id))");
            original->execute("CREATE INDEX " + quote(name + "i") + " ON " + quote(name) + " (" + quote(name)
                + " DESC, lower(" + quote(name) + ")) WHERE " + quote(name) + " > ''");
            original->execute("CREATE VIEW " + quote(name + "v") + " (" + quote(name) + ") AS SELECT "
                + quote(name) + " FROM " + quote(name));
            original->execute("CREATE TRIGGER " + quote(name + "t") + " AFTER UPDATE OF " + quote(name)
                + " ON " + quote(name) + " BEGIN SELECT " + quote(name) + " FROM " + quote(name) + "; END");
        }
        MetaData metadata = reflected(*original);
        QCOMPARE(metadata.tables().size(), std::size(names) + 1);
        for (const std::string& name : names) {
            const Table* table = metadata.findTable("", name);
            QVERIFY2(table, name.c_str());
            QCOMPARE(table->columns[0].name, name);
            QCOMPARE(table->indexes.size(), std::size_t(1));
            QCOMPARE(table->indexes[0].elements[0].column, name);
            QCOMPARE(table->triggers.size(), std::size_t(1));
            QCOMPARE(table->foreignKeys[0].referredTable, name);
            QCOMPARE(metadata.findView("", name + "v")->dependsOn, std::vector<std::string>{name});
        }
        verifyRoundTrip(*original);
    }

    void attachedDatabases()
    {
        auto original = memory();
        original->executeScript("ATTACH ':memory:' AS \"other one\"; CREATE TABLE t (a);"
                                "CREATE TABLE \"other one\".t (id INTEGER PRIMARY KEY, up REFERENCES t(id));"
                                "CREATE INDEX \"other one\".i ON t (up);"
                                "CREATE VIEW \"other one\".v AS SELECT id FROM t;"
                                "CREATE VIRTUAL TABLE \"other one\".f USING fts5(a);"
                                "CREATE TEMP TABLE hidden (a);"
                                "CREATE TRIGGER \"other one\".r AFTER INSERT ON t BEGIN SELECT 1; END");
        MetaData metadata = reflected(*original);
        QCOMPARE(metadata.schemas, (std::vector<std::string>{"", "other one"}));
        QVERIFY(!metadata.findTable("hidden"));
        QCOMPARE(metadata.findTable("other one", "t")->indexes.size(), std::size_t(1));
        QCOMPARE(metadata.findView("other one", "v")->columns.size(), std::size_t(1));
        ReflectOptions options;
        options.schemas = {"other one", "nothere"};
        MetaData one = original->dialect().inspector(*original)->reflect(options);
        QVERIFY(!one.findTable("", "t"));
        QVERIFY(one.findTable("other one", "t"));
        QCOMPARE(one.notes.size(), std::size_t(1));
        // The copy has a database of the same name attached.
        auto copy = memory();
        copy->execute("ATTACH ':memory:' AS \"other one\"");
        for (const DdlStatement& statement : createAll(metadata, dialect("sqlite")).statements)
            copy->execute(statement.text);
        compare(metadata, reflected(*copy));
    }

    void dropAllLeavesNothing()
    {
        auto connection = memory();
        connection->executeScript(script("torture.sql"));
        connection->execute("PRAGMA foreign_keys = OFF");
        for (const DdlStatement& statement : dropAll(reflected(*connection), dialect("sqlite")).statements)
            connection->execute(statement.text);
        MetaData metadata = reflected(*connection);
        QVERIFY(metadata.tables().empty() && metadata.views().empty());
    }

    // SQLAlchemy's Inspector sees the same in the original and in the copy.
    void sqlAlchemyAgrees_data()
    {
        QTest::addColumn<QString>("source");
        QTest::newRow("chinook") << "chinook/Chinook_Sqlite.sql";
        QTest::newRow("sakila") << "sakila/sqlite-sakila-schema.sql";
        QTest::newRow("torture") << QString();
    }

    void sqlAlchemyAgrees()
    {
        RELATA_NEED_SQLALCHEMY();
        QFETCH(QString, source);
        if (!source.isEmpty())
            RELATA_NEED_CORPUS(source);
        QTemporaryDir folder;
        std::string text = source.isEmpty() ? script("torture.sql") : test::corpusText(source).toStdString();
        if (text.starts_with("\xEF\xBB\xBF"))
            text.erase(0, 3);
        MetaData metadata;
        for (const char* name : {"original.db", "copy.db"}) {
            QString path = folder.filePath(name);
            {
                auto database =
                    Engine::create("sqlite:///" + path.toStdString() + "?mode=rwc").value().connect();
                database->execute("PRAGMA synchronous = OFF");
                database->begin();
                database->executeScript(
                    metadata.tables().empty() ? text : createAll(metadata, dialect("sqlite")).script());
                database->commit();
                metadata = reflected(*database);
            }
        }
        for (const QString& interpreter : test::sqlAlchemyPythons()) {
            QProcess python;
            python.start(interpreter,
                {QString(RELATA_SOURCE_DIR) + "/tests/core/dialects/sqlite/compare_with_sqlalchemy.py",
                    folder.filePath("original.db"), folder.filePath("copy.db")});
            QVERIFY(python.waitForFinished(60'000));
            QVERIFY2(python.exitCode() == 0,
                (python.readAllStandardOutput() + python.readAllStandardError()).constData());
        }
    }
};

QTEST_APPLESS_MAIN(TestSqliteRoundTrip)
#include "tst_sqlite_round_trip.moc"
