// reflect -> DDL -> empty database -> reflect gives the same MetaData.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/support/corpora.h"

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
    void initTestCase() { registerBuiltins(); }

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
};

QTEST_APPLESS_MAIN(TestSqliteRoundTrip)
#include "tst_sqlite_round_trip.moc"
