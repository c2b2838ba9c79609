// relata-cli diff: databases and models, as lines, SQL and JSON.
#include "core/builtin/builtin.h"
#include "core/engine/create_all.h"
#include "core/engine/engine.h"
#include "core/migrations/apply_to_model.h"
#include "core/project/object_ids.h"
#include "core/project/project_file.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;

namespace {

struct Run
{
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

Run run(const QStringList& arguments)
{
    QProcess process;
    process.start("setsid", QStringList({"--wait", RELATA_CLI, "diff"}) + arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(60000))
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

class CliDiffTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sameIsNothing();
    void databases();
    void modelWithRename();
    void sqlRuns();
    void json();
    void otherDialect();
    void badInput();

private:
    QString file(const QString& name) const { return m_folder.filePath(name); }
    static void make(const QString& path, const std::string& script)
    {
        Engine::create(Url::forSqliteFile(path.toStdString()).toString() + "?mode=rwc")
            .value()
            .connect()
            ->executeScript(script);
    }
    static MetaData model(const QString& path)
    {
        auto connection = Engine::create(Url::forSqliteFile(path.toStdString()).toString()).value().connect();
        return withObjectIds(reflect(*connection));
    }

    QTemporaryDir m_folder;
};

void CliDiffTest::initTestCase()
{
    registerBuiltins();
    make(file("a.db"),
        "CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(40) NOT NULL, price NUMERIC(8, 2));"
        "INSERT INTO books VALUES (1, 'Lavinia', 9.5);");
    make(file("b.db"), "CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(60) NOT NULL);");
    Project project;
    project.metadata = applied(model(file("a.db")),
        {RenameTable{{"", "books"}, {"", "volumes"}}, RenameColumn{{"", "volumes"}, "title", "name"}});
    QVERIFY(saveProject(project, file("renamed.relata").toStdString()).has_value());
}

void CliDiffTest::sameIsNothing()
{
    Run same = run({file("a.db"), file("a.db"), "--exit-code"});
    QCOMPARE(same.exitCode, 0);
    QCOMPARE(same.out, QByteArray());
    QCOMPARE(run({file("a.db"), file("a.db"), "--sql"}).out, QByteArray());
}

void CliDiffTest::databases()
{
    Run different = run({file("a.db"), file("b.db")});
    QCOMPARE(different.exitCode, 0);
    QCOMPARE(different.out,
        QByteArray("drop column books.price: NUMERIC(8, 2)\n"
                   "alter column books.title: type VARCHAR(40) to VARCHAR(60)\n"));
    QCOMPARE(run({file("a.db"), file("b.db"), "--exit-code"}).exitCode, 1);
}

void CliDiffTest::modelWithRename()
{
    Run renamed = run({file("a.db"), file("renamed.relata"), "--exit-code"});
    QCOMPARE(renamed.exitCode, 1);
    QCOMPARE(renamed.out, QByteArray("rename table books to volumes\nrename column volumes.title to name\n"));
}

void CliDiffTest::sqlRuns()
{
    Run script = run({file("a.db"), file("renamed.relata"), "--sql", "--out", file("change.sql")});
    QCOMPARE(script.exitCode, 0);
    QFile text(file("change.sql"));
    QVERIFY(text.open(QIODevice::ReadOnly));
    QVERIFY(QFile::copy(file("a.db"), file("copy.db")));
    auto connection =
        Engine::create(Url::forSqliteFile(file("copy.db").toStdString()).toString()).value().connect();
    connection->executeScript(text.readAll().toStdString());
    QCOMPARE(connection->execute("SELECT name FROM volumes").scalar().toText(), std::string("Lavinia"));
    QCOMPARE(run({file("copy.db"), file("renamed.relata"), "--exit-code"}).exitCode, 0);
    // The rebuild too.
    Run rebuild = run({file("a.db"), file("b.db"), "--sql"});
    QVERIFY(rebuild.out.startsWith("-- data can be lost: The values of books.price are deleted.\n"));
    QVERIFY(rebuild.out.contains("PRAGMA foreign_keys = OFF;"));
}

void CliDiffTest::json()
{
    Run told = run({file("a.db"), file("b.db"), "--json"});
    QJsonObject root = QJsonDocument::fromJson(told.out).object();
    QCOMPARE(root["dialect"].toString(), QString("sqlite"));
    QCOMPARE(root["differences"].toArray().size(), 2);
    QCOMPARE(root["differences"][0]["operation"].toString(), QString("drop_column"));
    QCOMPARE(root["differences"][0]["object"].toString(), QString("books.price"));
    QVERIFY(!root["plan"][0]["statements"].toArray().isEmpty());
    QCOMPARE(root["plan"][0]["warnings"][0]["kind"].toString(), QString("data can be lost"));
}

void CliDiffTest::otherDialect()
{
    Run postgres = run({file("a.db"), file("renamed.relata"), "--sql", "--dialect", "postgresql"});
    QCOMPARE(postgres.exitCode, 0);
    QVERIFY2(
        postgres.out.contains("ALTER TABLE volumes RENAME COLUMN title TO name;"), postgres.out.constData());
}

void CliDiffTest::badInput()
{
    QCOMPARE(run({file("a.db")}).exitCode, 2);
    QCOMPARE(run({file("a.db"), file("missing.relata")}).exitCode, 2);
    QCOMPARE(run({file("a.db"), file("b.db"), "--sql", "--json"}).exitCode, 2);
    QCOMPARE(run({file("a.db"), file("b.db"), "--dialect", "dbase"}).exitCode, 2);
    QVERIFY(run({file("a.db"), file("missing.relata")}).err.contains("missing.relata"));
}

QTEST_GUILESS_MAIN(CliDiffTest)
#include "tst_cli_diff.moc"
