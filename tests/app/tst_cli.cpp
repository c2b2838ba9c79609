// The program as a script sees it: arguments, streams, exit codes, files.
#include "tests/support/corpora.h"
#include "tests/support/postgres_server.h"
#include "tests/support/stalling_proxy.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sqlite3.h>

using namespace relata::test;

namespace {

struct Run
{
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

struct Surroundings
{
    QByteArray input;
    QStringList environment; // "NAME=value"
    QString standardOutput; // redirected to this file
};

Run run(const QStringList& arguments, const Surroundings& surroundings = {})
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"PGPASSWORD", "PGPASSFILE", "RELATA_PASSWORD"})
        environment.remove(name);
    for (const QString& entry : surroundings.environment)
        environment.insert(entry.section('=', 0, 0), entry.section('=', 1));
    process.setProcessEnvironment(environment);
    if (!surroundings.standardOutput.isEmpty())
        process.setStandardOutputFile(surroundings.standardOutput);
    // setsid keeps the terminal of whoever runs the tests out of reach of the password prompt.
    process.start("setsid", QStringList({"--wait", RELATA_CLI}) + arguments);
    process.write(surroundings.input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60000))
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("<unreadable>");
}

void put(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

} // namespace

class CliTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void helpEverywhere_data();
    void helpEverywhere();
    void badUsage_data();
    void badUsage();
    void inspectTree();
    void inspectJsonHasEveryKey();
    void inspectChinook();
    void ddlInEveryDialect_data();
    void ddlInEveryDialect();
    void ddlDropUndoesDdl();
    void queryFormats_data();
    void queryFormats();
    void queryFromStdin();
    void queryWrites();
    void readOnlyRefusesToWrite();
    void xlsxNeedsAFile();
    void failedStatementLeavesTheFile();
    void statementErrorsTellThePlace();
    void fullOutput();
    void badSources_data();
    void badSources();
    void odbcDriverIsMissing();
    void deadPort();
    void wrongPassword();
    void passwordFromTheEnvironment();
    void serverThatNeverAnswersIsStopped();
    void endlessStatementIsStopped();

private:
    QTemporaryDir m_folder;
    QString m_shop;
};

void CliTest::initTestCase()
{
    m_shop = m_folder.filePath("shop.db");
    sqlite3* database = nullptr;
    QCOMPARE(sqlite3_open(m_shop.toUtf8().constData(), &database), SQLITE_OK);
    char* error = nullptr;
    int code = sqlite3_exec(database,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL DEFAULT 'x', born DATE,"
        "  CONSTRAINT ck_name CHECK (length(name) > 0));"
        "CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, person_id INTEGER NOT NULL"
        "  REFERENCES people (id) ON DELETE CASCADE, total NUMERIC(10, 2), UNIQUE (person_id, total));"
        "CREATE INDEX ix_total ON orders (total DESC) WHERE total > 0;"
        "CREATE VIEW big_orders AS SELECT id, total FROM orders WHERE total > 100;"
        "INSERT INTO people VALUES (1, 'Ann', '2001-02-03'), (2, 'Bo''b', NULL);"
        "INSERT INTO orders VALUES (1, 1, 12.5), (2, 1, 120);",
        nullptr, nullptr, &error);
    QVERIFY2(code == SQLITE_OK, error);
    sqlite3_close(database);
}

void CliTest::helpEverywhere_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("program") << QStringList({"--help"});
    for (const char* command : {"inspect", "ddl", "query"})
        QTest::newRow(command) << QStringList({command, "--help"});
}

void CliTest::helpEverywhere()
{
    QFETCH(QStringList, arguments);
    Run help = run(arguments);
    QCOMPARE(help.exitCode, 0);
    QVERIFY(help.out.contains("Usage"));
    QVERIFY(help.err.isEmpty());
}

void CliTest::badUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList();
    QTest::newRow("unknown command") << QStringList({"dance"});
    QTest::newRow("unknown option") << QStringList({"inspect", m_shop, "--jsn"});
    QTest::newRow("no source") << QStringList({"inspect"});
    QTest::newRow("no dialect") << QStringList({"ddl", m_shop});
    QTest::newRow("unknown dialect") << QStringList({"ddl", m_shop, "--dialect", "cobol"});
    QTest::newRow("unknown format") << QStringList({"query", m_shop, "SELECT 1", "--format", "yaml"});
}

void CliTest::badUsage()
{
    QFETCH(QStringList, arguments);
    Run result = run(arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY(!result.err.isEmpty());
    QVERIFY(result.out.isEmpty());
}

void CliTest::inspectTree()
{
    Run result = run({"inspect", m_shop});
    QCOMPARE(result.exitCode, 0);
    for (const char* text : {"table people", "primary key", "foreign key (person_id) -> people (id)",
             "check length(name) > 0", "index ix_total (total)", "view big_orders", "default 'x'"})
        QVERIFY2(result.out.contains(text), text);
}

void CliTest::inspectJsonHasEveryKey()
{
    Run result = run({"inspect", m_shop, "--json"});
    QCOMPARE(result.exitCode, 0);
    QJsonObject root = QJsonDocument::fromJson(result.out).object();
    QCOMPARE(root["dialect"].toString(), QString("sqlite"));
    QJsonObject schema = root["schemas"].toArray()[0].toObject();
    QCOMPARE(schema["name"].toString(), QString("main"));
    for (const char* key : {"tables", "views", "sequences", "enums", "domains"})
        QVERIFY2(schema[key].isArray(), key);
    QCOMPARE(schema["tables"].toArray().size(), 2);
    QJsonObject orders;
    for (const QJsonValue& table : schema["tables"].toArray()) {
        for (const char* key : {"name", "comment", "options", "columns", "pk_constraint", "foreign_keys",
                 "unique_constraints", "check_constraints", "indexes"})
            QVERIFY2(table.toObject().contains(key), key);
        if (table.toObject()["name"].toString() == "orders")
            orders = table.toObject();
    }
    for (const QJsonValue& column : orders["columns"].toArray()) {
        for (const char* key : {"name", "type", "nullable", "default", "autoincrement", "comment"})
            QVERIFY2(column.toObject().contains(key), key);
    }
    QCOMPARE(orders["columns"].toArray()[2].toObject()["type"].toString(), QString("NUMERIC(10, 2)"));
    QJsonObject key = orders["foreign_keys"].toArray()[0].toObject();
    QCOMPARE(key["constrained_columns"].toArray(), QJsonArray({"person_id"}));
    QCOMPARE(key["referred_table"].toString(), QString("people"));
    QVERIFY(key.contains("referred_schema") && key["referred_schema"].isNull());
    QCOMPARE(key["options"].toObject()["ondelete"].toString(), QString("CASCADE"));
    QJsonObject index = orders["indexes"].toArray()[0].toObject();
    QCOMPARE(index["dialect_options"].toObject()["sqlite_where"].toString(), QString("total > 0"));
    QJsonObject view = schema["views"].toArray()[0].toObject();
    QVERIFY(view["definition"].toString().startsWith("SELECT"));
    QCOMPARE(view["columns"].toArray().size(), 2);
}

void CliTest::inspectChinook()
{
    RELATA_NEED_CORPUS("chinook/Chinook_Sqlite.sqlite");
    Run result = run({"inspect", corpusPath("chinook/Chinook_Sqlite.sqlite"), "--json"});
    QCOMPARE(result.exitCode, 0);
    QJsonArray tables =
        QJsonDocument::fromJson(result.out).object()["schemas"].toArray()[0].toObject()["tables"].toArray();
    QCOMPARE(tables.size(), 11);
}

void CliTest::ddlInEveryDialect_data()
{
    QTest::addColumn<QString>("dialect");
    for (const char* dialect : {"sqlite", "postgresql", "mysql", "mariadb", "oracle", "mssql"})
        QTest::newRow(dialect) << dialect;
}

void CliTest::ddlInEveryDialect()
{
    QFETCH(QString, dialect);
    QString file = m_folder.filePath(dialect + ".sql");
    Run toFile = run({"ddl", m_shop, "--dialect", dialect, "--out", file});
    QCOMPARE(toFile.exitCode, 0);
    QVERIFY(toFile.out.isEmpty());
    Run toStdout = run({"ddl", "sqlite:///" + m_shop, "--dialect", dialect});
    QCOMPARE(toStdout.exitCode, 0);
    QCOMPARE(content(file), toStdout.out);
    QVERIFY(toStdout.out.indexOf("CREATE TABLE people") >= 0);
    QVERIFY(toStdout.out.indexOf("CREATE TABLE people") < toStdout.out.indexOf("CREATE TABLE orders"));
    if (dialect == "mysql")
        QVERIFY(toStdout.err.contains("ix_total"));
    if (dialect == "sqlite")
        QVERIFY2(toStdout.err.isEmpty(), toStdout.err.constData());
}

void CliTest::ddlDropUndoesDdl()
{
    Run create = run({"ddl", m_shop, "--dialect", "sqlite"});
    Run drop = run({"ddl", m_shop, "--dialect", "sqlite", "--drop"});
    QCOMPARE(drop.exitCode, 0);
    sqlite3* database = nullptr;
    QCOMPARE(sqlite3_open(":memory:", &database), SQLITE_OK);
    QCOMPARE(sqlite3_exec(database, create.out.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
    int before = 0;
    auto count = [](void* target, int, char** values, char**) {
        *static_cast<int*>(target) = QByteArray(values[0]).toInt();
        return 0;
    };
    const char* objects = "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'";
    QCOMPARE(sqlite3_exec(database, objects, count, &before, nullptr), SQLITE_OK);
    QCOMPARE(before, 4);
    QCOMPARE(sqlite3_exec(database, drop.out.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
    int after = -1;
    QCOMPARE(sqlite3_exec(database, objects, count, &after, nullptr), SQLITE_OK);
    QCOMPARE(after, 0);
    sqlite3_close(database);
}

void CliTest::queryFormats_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("csv") << "csv" << QByteArray("id,name,born\n1,Ann,2001-02-03\n2,Bo'b,\n");
    QTest::newRow("json") << "json"
                          << QByteArray("[\n  {\"id\": 1, \"name\": \"Ann\", \"born\": \"2001-02-03\"},\n"
                                        "  {\"id\": 2, \"name\": \"Bo'b\", \"born\": null}\n]\n");
    QTest::newRow("sql") << "sql"
                         << QByteArray("INSERT INTO people (id, name, born) VALUES\n"
                                       "  (1, 'Ann', '2001-02-03'),\n  (2, 'Bo''b', NULL);\n");
    QTest::newRow("tsv") << "tsv" << QByteArray("id\tname\tborn\n1\tAnn\t2001-02-03\n2\tBo'b\t\n");
    QTest::newRow("jsonl") << "jsonl"
                           << QByteArray("{\"id\": 1, \"name\": \"Ann\", \"born\": \"2001-02-03\"}\n"
                                         "{\"id\": 2, \"name\": \"Bo'b\", \"born\": null}\n");
    QTest::newRow("markdown") << "markdown"
                              << QByteArray("| id | name | born |\n| ---: | --- | --- |\n"
                                            "| 1 | Ann | 2001-02-03 |\n| 2 | Bo'b | *null* |\n");
    QTest::newRow("table") << "table"
                           << QByteArray("id | name | born\n---+------+-----------\n 1 | Ann  | 2001-02-03\n"
                                         " 2 | Bo'b | NULL\n(2 rows)\n");
}

void CliTest::queryFormats()
{
    QFETCH(QString, format);
    QFETCH(QByteArray, expected);
    Run result = run({"query", m_shop, "SELECT id, name, born FROM people ORDER BY id", "--format", format});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, expected);
}

void CliTest::queryFromStdin()
{
    QCOMPARE(run({"query", m_shop, "SELECT id, born FROM people ORDER BY id", "--format", "csv",
                     "--separator", ";", "--null", "NULL", "--no-header"})
                 .out,
        QByteArray("1;2001-02-03\n2;NULL\n"));
    QCOMPARE(run({"query", m_shop, "SELECT 1", "--format", "csv", "--separator", "ab"}).exitCode, 2);
    Run result = run({"query", m_shop, "-", "--format", "csv"}, {"SELECT count(*) AS n FROM orders", {}, {}});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, QByteArray("n\n2\n"));
}

void CliTest::queryWrites()
{
    QString copy = m_folder.filePath("copy.db");
    QVERIFY(QFile::copy(m_shop, copy));
    Run result = run({"query", copy, "UPDATE people SET born = '1999-01-01'"});
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.err.contains("2 rows changed"));
    QCOMPARE(run({"query", copy, "SELECT DISTINCT born FROM people", "--format", "csv"}).out,
        QByteArray("born\n1999-01-01\n"));
}

void CliTest::readOnlyRefusesToWrite()
{
    Run result = run({"query", m_shop, "DELETE FROM people", "--read-only"});
    QCOMPARE(result.exitCode, 3);
    QCOMPARE(run({"query", m_shop, "SELECT count(*) AS n FROM people", "--format", "csv"}).out,
        QByteArray("n\n2\n"));
}

void CliTest::xlsxNeedsAFile()
{
    Run refused = run({"query", m_shop, "SELECT 1", "--format", "xlsx"});
    QCOMPARE(refused.exitCode, 2);
    QVERIFY(refused.err.contains("--out"));
    QString file = m_folder.filePath("rows.xlsx");
    QCOMPARE(run({"query", m_shop, "SELECT * FROM people", "--format", "xlsx", "--out", file}).exitCode, 0);
    QVERIFY(content(file).startsWith("PK"));
}

void CliTest::failedStatementLeavesTheFile()
{
    QString file = m_folder.filePath("kept.csv");
    put(file, "old");
    Run result = run({"query", m_shop, "SELECT nothing FROM people", "--format", "csv", "--out", file});
    QCOMPARE(result.exitCode, 3);
    QCOMPARE(content(file), QByteArray("old"));
    Run noFolder = run({"query", m_shop, "SELECT 1", "--out", m_folder.filePath("no/such/folder.csv")});
    QCOMPARE(noFolder.exitCode, 2);
    QVERIFY(noFolder.err.contains("folder"));
}

void CliTest::statementErrorsTellThePlace()
{
    Run result = run({"query", m_shop, "SELECT id\nFROM peeple"});
    QCOMPARE(result.exitCode, 3);
    QVERIFY2(result.err.contains("peeple"), result.err.constData());
}

void CliTest::fullOutput()
{
    if (!QFile::exists("/dev/full"))
        QSKIP("This system has no /dev/full.");
    Run result = run({"query", m_shop, "SELECT * FROM people", "--format", "csv"}, {{}, {}, "/dev/full"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY(!result.err.isEmpty());
}

void CliTest::badSources_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QByteArray>("word"); // that the message must have
    QString missing = m_folder.filePath("missing.db");
    QTest::newRow("missing file") << missing << QByteArray("missing.db");
    QTest::newRow("folder") << m_folder.path() << m_folder.path().toUtf8();
    QString text = m_folder.filePath("letter.db");
    put(text, QByteArray("Dear reader, this is not a database. ").repeated(200));
    QTest::newRow("not a database") << text << QByteArray("letter.db");
    QString truncated = m_folder.filePath("truncated.db");
    put(truncated, content(m_shop).left(3000));
    QTest::newRow("truncated") << truncated << QByteArray("truncated.db");
    QTest::newRow("unknown dialect") << "cobol://host/db" << QByteArray("cobol");
    QTest::newRow("no port") << "postgresql://host:port/db" << QByteArray("port");
    QTest::newRow("script") << "schema.sql" << QByteArray("schema.sql");
    QTest::newRow("no keyword") << "mssql://host/db?a%3Bb=c" << QByteArray("ODBC");
    QTest::newRow("two targets") << "oracle://host/db?service_name=x" << QByteArray("SID");
}

void CliTest::badSources()
{
    QFETCH(QString, source);
    QFETCH(QByteArray, word);
    Run result = run({"inspect", source});
    QVERIFY2(result.exitCode == 2 || (result.exitCode == 3 && source.endsWith("truncated.db")),
        result.err.constData());
    QVERIFY2(result.err.contains(word), result.err.constData());
    QVERIFY(result.out.isEmpty());
    QVERIFY(!QFile::exists(m_folder.filePath("missing.db")));
}

// Without an application object, as relata-cli runs: Qt Sql finds its plugin by itself.
void CliTest::odbcDriverIsMissing()
{
    for (const char* source : {"mssql://me:canary@host/db", "oracle://me:canary@host/db"}) {
        Run result = run({"inspect", QString(source) + "?driver=No+such+driver"});
        QCOMPARE(result.exitCode, 3);
        QVERIFY2(result.err.contains("ODBC"), result.err.constData());
        QVERIFY2(!result.err.contains("canary"), result.err.constData());
    }
}

void CliTest::deadPort()
{
    QTcpServer probe;
    QVERIFY(probe.listen(QHostAddress::LocalHost));
    quint16 port = probe.serverPort();
    probe.close();
    Run result = run({"inspect", QString("postgresql://me:canary@127.0.0.1:%1/db").arg(port)});
    QCOMPARE(result.exitCode, 3);
    QVERIFY2(result.err.contains(QByteArray::number(port)), result.err.constData());
    QVERIFY(!result.err.contains("canary"));
}

void CliTest::wrongPassword()
{
    PostgresServer* server = PostgresServer::shared();
    if (!server)
        QSKIP(qPrintable(PostgresServer::whyMissing()));
    QString url = QString("postgresql://%1:wrong-canary@127.0.0.1:%2/postgres")
                      .arg(PostgresServer::user())
                      .arg(server->port());
    Run result = run({"inspect", url});
    QCOMPARE(result.exitCode, 3);
    QVERIFY2(result.err.contains("password"), result.err.constData());
    QVERIFY(!result.err.contains("canary"));
}

void CliTest::passwordFromTheEnvironment()
{
    PostgresServer* server = PostgresServer::shared();
    if (!server)
        QSKIP(qPrintable(PostgresServer::whyMissing()));
    QString url =
        QString("postgresql://%1@127.0.0.1:%2/postgres").arg(PostgresServer::user()).arg(server->port());
    QCOMPARE(run({"query", url, "SELECT 1 AS one", "--format", "csv"}).exitCode, 3);
    for (const char* name : {"RELATA_PASSWORD", "PGPASSWORD"}) {
        Run result = run({"query", url, "SELECT 1 AS one", "--format", "csv"},
            {{}, {name + ("=" + PostgresServer::password())}, {}});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QCOMPARE(result.out, QByteArray("one\n1\n"));
    }
}

// The listener accepts (the kernel does) and never says a word.
void CliTest::serverThatNeverAnswersIsStopped()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    QProcess process;
    process.start(
        RELATA_CLI, {"inspect", QString("postgresql://me:x@127.0.0.1:%1/db").arg(silent.serverPort())});
    // Who speaks first is the program: others may knock while they look for a free port.
    bool spoke = false;
    while (!spoke) {
        QVERIFY(silent.hasPendingConnections() || silent.waitForNewConnection(10000));
        spoke = silent.nextPendingConnection()->waitForReadyRead(10000);
    }
    QElapsedTimer timer;
    timer.start();
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(5000));
    QVERIFY2(timer.elapsed() < 1000, QByteArray::number(timer.elapsed()).constData());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 3);
}

void CliTest::endlessStatementIsStopped()
{
    QProcess process;
    process.start(RELATA_CLI,
        {"query", m_shop, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
            "--format", "csv"});
    QVERIFY(process.waitForReadyRead(10000));
    ::kill(pid_t(process.processId()), SIGINT);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(process.waitForFinished(5000));
    QVERIFY2(timer.elapsed() < 1000, QByteArray::number(timer.elapsed()).constData());
    QCOMPARE(process.exitCode(), 3);
}

QTEST_GUILESS_MAIN(CliTest)
#include "tst_cli.moc"
