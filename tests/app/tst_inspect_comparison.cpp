// `relata-cli inspect --json` beside SQLAlchemy's Inspector, over real schemas on three databases: the same
// on every shared key, but for the differences that compare_inspector.py lists with their reasons.
#include "tests/support/corpora.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"
#include "tests/support/sqlalchemy_python.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace relata::test;

namespace {

struct Outcome
{
    int exitCode = -1;
    QByteArray out;
};

Outcome run(const QString& program, const QStringList& arguments, const QByteArray& input = {})
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(120000))
        return {};
    return {process.exitCode(), process.readAll()};
}

// Without the lines that make and enter a database of the corpus's own.
QByteArray withoutDatabase(const QByteArray& script)
{
    QByteArray result;
    for (const QByteArray& line : script.split('\n')) {
        bool own = false;
        for (const char* word :
            {"CREATE SCHEMA", "DROP SCHEMA", "CREATE DATABASE", "DROP DATABASE", "USE ", "\\c "})
            own = own || line.startsWith(word);
        if (!own)
            result += line + '\n';
    }
    return result.replace("sakila.", "");
}

// The rows are of no use here.
QByteArray withoutRows(const QByteArray& script)
{
    qsizetype rows = script.indexOf("\nINSERT INTO");
    return script.contains("Chinook") && rows > 0 ? script.left(rows) : script;
}

} // namespace

class TestInspectComparison : public QObject
{
    Q_OBJECT

private slots:
    void sqlite_data();
    void sqlite();
    void postgresql_data();
    void postgresql();
    void mariadb_data();
    void mariadb();
    void theScriptFindsDifferences();

private:
    void compare(const QString& source, const QString& url);
    QString bookshop();
    QByteArray script(const QString& corpus, const QString& dialect);
    QTemporaryDir m_folder;
};

void TestInspectComparison::compare(const QString& source, const QString& url)
{
    QString script = QString(RELATA_SOURCE_DIR) + "/tests/app/compare_inspector.py";
    for (const QString& python : sqlAlchemyPythons()) {
        Outcome outcome = run(python, {script, RELATA_CLI, source, url, "--list"});
        QVERIFY2(outcome.exitCode != 77,
            "SQLAlchemy's driver of this database is missing (python3-psycopg2, python3-pymysql)");
        QVERIFY2(outcome.exitCode == 0, (python.toUtf8() + ": " + outcome.out).constData());
        QVERIFY2(outcome.out.contains(" columns compared"), outcome.out.constData());
        qInfo("%s", outcome.out.constData());
    }
}

// The file of the sample database.
QString TestInspectComparison::bookshop()
{
    QString file = m_folder.filePath("bookshop.db");
    QFile script(QString(RELATA_SOURCE_DIR) + "/resources/samples/bookshop.sql");
    if (QFile::exists(file) || !script.open(QIODevice::ReadOnly))
        return file;
    Outcome made = run("sqlite3", {file}, script.readAll());
    return made.exitCode == 0 ? file : QString();
}

// What fills a database with a corpus; the bookshop is converted from SQLite. "" with a failed check.
QByteArray TestInspectComparison::script(const QString& corpus, const QString& dialect)
{
    if (!corpus.isEmpty())
        return withoutRows(withoutDatabase(corpusText(corpus)));
    QString file = m_folder.filePath("bookshop." + dialect + ".sql");
    Outcome written = run(RELATA_CLI, {"ddl", bookshop(), "--dialect", dialect, "--out", file});
    QFile script(file);
    if (written.exitCode != 0 || !script.open(QIODevice::ReadOnly))
        qWarning("%s", written.out.constData());
    return script.readAll();
}

void TestInspectComparison::sqlite_data()
{
    QTest::addColumn<QString>("corpus");
    QTest::newRow("chinook") << "chinook/Chinook_Sqlite.sqlite";
    QTest::newRow("sakila") << "sakila/sqlite-sakila-schema.sql";
    QTest::newRow("bookshop") << "";
}

void TestInspectComparison::sqlite()
{
    RELATA_NEED_SQLALCHEMY();
    QFETCH(QString, corpus);
    QString file = m_folder.filePath(QString(QTest::currentDataTag()) + ".db");
    if (corpus.isEmpty()) {
        file = bookshop();
        QVERIFY(QFile::exists(file));
    } else {
        RELATA_NEED_CORPUS(corpus);
        if (corpus.endsWith(".sql")) {
            Outcome made = run("sqlite3", {file}, corpusText(corpus));
            QVERIFY2(made.exitCode == 0, made.out.constData());
        } else {
            QVERIFY(QFile::copy(corpusPath(corpus), file));
        }
    }
    compare(file, "sqlite:///" + file);
}

void TestInspectComparison::postgresql_data()
{
    QTest::addColumn<QString>("corpus");
    QTest::newRow("chinook") << "chinook/Chinook_PostgreSql.sql";
    QTest::newRow("sakila") << "sakila/postgres-sakila-schema.sql";
    QTest::newRow("bookshop") << "";
}

void TestInspectComparison::postgresql()
{
    RELATA_NEED_SQLALCHEMY();
    QFETCH(QString, corpus);
    if (!corpus.isEmpty())
        RELATA_NEED_CORPUS(corpus);
    PostgresServer* server = PostgresServer::shared();
    if (!server)
        QSKIP(qPrintable(PostgresServer::whyMissing()));
    QString database = QTest::currentDataTag();
    QCOMPARE(server->createDatabase(database), QString());
    QStringList errors = server->runScript(script(corpus, "postgresql"), database);
    QVERIFY2(errors.isEmpty(), qPrintable(errors.join('\n')));
    QString url = server->url(database);
    compare(url, url.replace("postgresql://", "postgresql+psycopg2://"));
}

void TestInspectComparison::mariadb_data()
{
    QTest::addColumn<QString>("corpus");
    QTest::newRow("chinook") << "chinook/Chinook_MySql.sql";
    QTest::newRow("sakila") << "sakila/mysql-sakila-schema.sql";
    QTest::newRow("bookshop") << "";
}

void TestInspectComparison::mariadb()
{
    RELATA_NEED_SQLALCHEMY();
    QFETCH(QString, corpus);
    if (!corpus.isEmpty())
        RELATA_NEED_CORPUS(corpus);
    MariaDbServer* server = MariaDbServer::shared();
    if (!server)
        QSKIP(qPrintable(MariaDbServer::whyMissing()));
    QString database = QTest::currentDataTag();
    QCOMPARE(server->createDatabase(database), QStringList());
    QStringList errors = server->runScript(script(corpus, "mariadb"), database);
    QVERIFY2(errors.isEmpty(), qPrintable(errors.join('\n')));
    QString url = server->url(database);
    compare(url, url.replace("mariadb://", "mariadb+pymysql://"));
}

// Two databases that differ in one thing each must not pass as the same.
void TestInspectComparison::theScriptFindsDifferences()
{
    RELATA_NEED_SQLALCHEMY();
    const QByteArray base = "CREATE TABLE a (id INTEGER PRIMARY KEY, n VARCHAR(10) DEFAULT 'x', UNIQUE (n));"
                            "CREATE TABLE b (id INTEGER REFERENCES a (id) ON DELETE CASCADE);"
                            "CREATE INDEX i ON a (n); CREATE VIEW v AS SELECT n FROM a;";
    QString script = QString(RELATA_SOURCE_DIR) + "/tests/app/compare_inspector.py";
    const std::pair<const char*, const char*> changes[] = {{"VARCHAR(10)", "VARCHAR(11)"}, {"'x'", "'y'"},
        {"UNIQUE (n)", "UNIQUE (n, id)"}, {"CASCADE", "SET NULL"}, {"CREATE INDEX", "CREATE UNIQUE INDEX"},
        {"SELECT n", "SELECT n || n AS n"}, {"DEFAULT 'x'", "NOT NULL DEFAULT 'x'"}, {"TABLE b", "TABLE c"}};
    QString original = m_folder.filePath("base.db");
    QCOMPARE(run("sqlite3", {original}, base).exitCode, 0);
    int number = 0;
    for (const auto& [before, after] : changes) {
        QString changed = m_folder.filePath(QString("changed%1.db").arg(++number));
        QCOMPARE(run("sqlite3", {changed}, QByteArray(base).replace(before, after)).exitCode, 0);
        Outcome outcome = run(sqlAlchemyPython(), {script, RELATA_CLI, original, "sqlite:///" + changed});
        QVERIFY2(outcome.exitCode == 1, after);
    }
}

QTEST_GUILESS_MAIN(TestInspectComparison)
#include "tst_inspect_comparison.moc"
