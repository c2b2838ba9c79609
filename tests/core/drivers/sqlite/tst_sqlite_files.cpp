// Files as they come: missing, foreign, damaged, locked, read-only, hostile.
#include "core/dialects/sqlite/sqlite_dialect.h"
#include "core/drivers/sqlite/sqlite_driver.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace relata;

namespace {

void runSql(const QString& path, const char* sql)
{
    sqlite3* db = nullptr;
    char* message = nullptr;
    if (sqlite3_open(path.toUtf8().constData(), &db) != SQLITE_OK
        || sqlite3_exec(db, sql, nullptr, nullptr, &message) != SQLITE_OK)
        qFatal("%s", message ? message : sqlite3_errmsg(db));
    sqlite3_close(db);
}

// 200 rows of text over several pages.
QString makeDatabase(const QTemporaryDir& folder, const char* name = "good.db")
{
    QString path = folder.filePath(name);
    runSql(path,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
        "INSERT INTO t SELECT i, hex(zeroblob(100)) FROM n;");
    return path;
}

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("?");
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

struct Outcome
{
    std::unique_ptr<Connection> connection;
    Error error;
};

Outcome open(const std::string& url, bool readOnly = false)
{
    Outcome outcome;
    EngineOptions options;
    options.readOnly = readOnly;
    Result<Engine> engine = Engine::create(url, options);
    if (!engine) {
        outcome.error = engine.error();
        return outcome;
    }
    try {
        outcome.connection = engine->connect();
    } catch (const DatabaseError& error) {
        outcome.error = error.error();
    }
    return outcome;
}

Outcome openFile(const QString& path, bool readOnly = false)
{
    return open("sqlite:///" + path.toStdString(), readOnly);
}

Error failure(Connection& connection, const std::string& sql)
{
    try {
        connection.execute(sql).all();
    } catch (const DatabaseError& error) {
        return error.error();
    }
    Error none;
    none.message = "nothing was thrown";
    return none;
}

bool mentions(const Error& error, const char* words)
{
    return error.message.find(words) != std::string::npos;
}

} // namespace

class TestSqliteFiles : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        registerDriver(std::make_shared<sqlite::SqliteDriver>());
        registerDialect(std::make_shared<sqlite::SqliteDialect>());
    }

    void missingFileIsNotCreated()
    {
        QTemporaryDir folder;
        QString path = folder.filePath("none.db");
        Outcome outcome = openFile(path);
        QVERIFY(!outcome.connection);
        QCOMPARE(toString(outcome.error.kind), toString(ErrorKind::File));
        QVERIFY2(mentions(outcome.error, "There is no file"), outcome.error.message.c_str());
        QVERIFY(!outcome.error.hint.empty());
        QVERIFY(!QFile::exists(path));
        QVERIFY(!openFile(path, true).connection);
        QVERIFY(mentions(openFile(folder.filePath("no/where.db")).error, "There is no file"));
        // A path that only looks like an URI is a path.
        Outcome uri = open("sqlite:///file:" + path.toStdString() + "?mode=rwc");
        QVERIFY(!uri.connection);
        QVERIFY(!QFile::exists(path));
    }

    void modeCreates()
    {
        QTemporaryDir folder;
        QString path = folder.filePath("new.db");
        Outcome outcome = open("sqlite:///" + path.toStdString() + "?mode=rwc");
        QVERIFY2(outcome.connection.get(), outcome.error.message.c_str());
        outcome.connection->execute("CREATE TABLE t (a)");
        QVERIFY(QFile::exists(path));
        Outcome lost = open("sqlite:///" + folder.filePath("no/new.db").toStdString() + "?mode=rwc");
        QVERIFY2(mentions(lost.error, "There is no folder"), lost.error.message.c_str());
        QVERIFY(!open("sqlite:///" + folder.filePath("ro.db").toStdString() + "?mode=rwc", true).connection);
        QVERIFY(!QFile::exists(folder.filePath("ro.db")));
    }

    void urisAsInSqlAlchemy()
    {
        QTemporaryDir folder;
        QString path = makeDatabase(folder, "uri ?#%.db");
        std::string encoded = folder.path().toStdString() + "/uri%20%3f%23%25.db";
        Outcome outcome = open("sqlite:///file:" + encoded + "?mode=ro&uri=true");
        QVERIFY2(outcome.connection.get(), outcome.error.message.c_str());
        QCOMPARE(
            toString(failure(*outcome.connection, "DELETE FROM t").kind), toString(ErrorKind::Operational));
        QVERIFY(open("sqlite+pysqlite:///file:" + encoded + "?uri=true&timeout=2.5&check_same_thread=false")
                    .connection.get());
        QVERIFY(open("sqlite:///file:" + encoded + "?uri=true&mode=rwc", true).connection.get());
        // The same path as it stands, with parameters that only an URI can carry.
        Url url = Url::forSqliteFile(path.toStdString());
        url.query = {{"immutable", "1"}};
        auto engine = Engine::create(url);
        QVERIFY(engine.has_value());
        QVERIFY(engine->connect()->execute("SELECT count(*) FROM t").scalar() == Value(200));
        // Two connections to one database in memory.
        Outcome first = open("sqlite:///file:shared?mode=memory&cache=shared&uri=true");
        Outcome second = open("sqlite:///file:shared?mode=memory&cache=shared&uri=true");
        QVERIFY(first.connection && second.connection);
        first.connection->execute("CREATE TABLE t (a)");
        QVERIFY(second.connection->execute("SELECT count(*) FROM t").scalar() == Value(0));
    }

    void nonsenseUrls_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::newRow("host") << QByteArray("sqlite://host/file.db");
        QTest::newRow("user") << QByteArray("sqlite://me:secret@/file.db");
        QTest::newRow("unknown key") << QByteArray("sqlite:///file.db?key=secret");
        QTest::newRow("bad timeout") << QByteArray("sqlite:///file.db?timeout=soon");
        QTest::newRow("negative timeout") << QByteArray("sqlite:///file.db?timeout=-1");
        QTest::newRow("bad mode") << QByteArray("sqlite:///file.db?mode=write");
        QTest::newRow("bad vfs") << QByteArray("sqlite:///file.db?vfs=nothere");
    }

    void nonsenseUrls()
    {
        QFETCH(QByteArray, url);
        Outcome outcome = open(url.toStdString());
        QVERIFY(!outcome.connection);
        QCOMPARE(toString(outcome.error.kind), toString(ErrorKind::Argument));
        QVERIFY(outcome.error.message.find("secret") == std::string::npos);
    }

    void notADatabase()
    {
        QTemporaryDir folder;
        QString text = folder.filePath("text.db");
        write(text, QByteArray("Dear diary, ").repeated(500));
        QByteArray noise;
        for (int i = 0; i < 8192; ++i)
            noise += char((i * 7919 + i / 3) & 0xFF);
        QString encrypted = folder.filePath("encrypted.db");
        write(encrypted, noise);
        for (const QString& path : {text, encrypted}) {
            for (bool readOnly : {false, true}) {
                Outcome outcome = openFile(path, readOnly);
                QVERIFY(!outcome.connection);
                QCOMPARE(toString(outcome.error.kind), toString(ErrorKind::File));
                QVERIFY2(mentions(outcome.error, "encrypted or is not a SQLite database"),
                    outcome.error.message.c_str());
            }
        }
        QCOMPARE(content(encrypted), noise);
        QString folderPath = folder.path();
        QVERIFY2(mentions(openFile(folderPath).error, "folder"), openFile(folderPath).error.message.c_str());
        QString pipe = folder.filePath("pipe");
        QCOMPARE(mkfifo(pipe.toUtf8().constData(), 0600), 0);
        QVERIFY(mentions(openFile(pipe).error, "pipe"));
        // Empty is how a new database begins.
        QString empty = folder.filePath("empty.db");
        write(empty, "");
        QVERIFY(openFile(empty).connection.get());
    }

    void truncatedAtEveryPlace()
    {
        QTemporaryDir folder;
        QByteArray whole = content(makeDatabase(folder));
        QVERIFY(whole.size() > 5 * 4096);
        for (qsizetype length : {qsizetype(15), qsizetype(16), qsizetype(60), qsizetype(99), qsizetype(100),
                 qsizetype(600), qsizetype(4095), qsizetype(4096), qsizetype(9000), whole.size() - 4096}) {
            QString path = folder.filePath("cut.db");
            write(path, whole.left(length));
            Outcome outcome = openFile(path);
            Error error = outcome.error;
            if (outcome.connection)
                error = failure(*outcome.connection, "SELECT sum(length(text)) FROM t");
            QVERIFY2(error.kind == ErrorKind::File,
                qPrintable(QString("%1: %2").arg(length).arg(QString::fromStdString(error.describe()))));
            QVERIFY2(mentions(error, "truncated"),
                qPrintable(QString("%1: %2").arg(length).arg(QString::fromStdString(error.message))));
        }
    }

    void damagedPages()
    {
        QTemporaryDir folder;
        QString path = makeDatabase(folder);
        QByteArray bytes = content(path);
        bytes.replace(3 * 4096, 4096, QByteArray(4096, char(0xA5)));
        write(path, bytes);
        Outcome outcome = openFile(path);
        QVERIFY(outcome.connection.get());
        // The rows before the damage come, then the error.
        CursorResult cursor = outcome.connection->execute("SELECT id FROM t");
        std::size_t rows = 0;
        Error error;
        try {
            while (RowChunkPtr chunk = cursor.fetch(1000))
                rows += chunk->rowCount();
        } catch (const DatabaseError& caught) {
            error = caught.error();
        }
        QVERIFY(rows > 0);
        QCOMPARE(toString(error.kind), toString(ErrorKind::File));
        QVERIFY2(mentions(error, "damaged"), error.message.c_str());
    }

    void noPermission()
    {
        QTemporaryDir folder;
        QString path = makeDatabase(folder);
        bool root = geteuid() == 0;
        QCOMPARE(chmod(folder.path().toUtf8().constData(), 0755), 0);
        QCOMPARE(chmod(path.toUtf8().constData(), 0), 0);
        if (root)
            QCOMPARE(seteuid(65534), 0);
        Outcome unreadable = openFile(path);
        if (root)
            QCOMPARE(seteuid(0), 0);
        QCOMPARE(toString(unreadable.error.kind), toString(ErrorKind::File));
        QVERIFY2(mentions(unreadable.error, "may not read"), unreadable.error.message.c_str());

        QCOMPARE(chmod(path.toUtf8().constData(), 0444), 0);
        if (root)
            QCOMPARE(seteuid(65534), 0);
        Outcome readable = openFile(path);
        Error error = readable.connection ? failure(*readable.connection, "DELETE FROM t") : readable.error;
        readable.connection.reset();
        if (root)
            QCOMPARE(seteuid(0), 0);
        QCOMPARE(toString(error.kind), toString(ErrorKind::Operational));
        QVERIFY2(mentions(error, "read-only"), error.message.c_str());
    }

    void fullDisk()
    {
        QTemporaryDir folder;
        Outcome outcome = openFile(makeDatabase(folder));
        outcome.connection->execute("PRAGMA max_page_count = 20").all();
        Error error = failure(*outcome.connection, "INSERT INTO t(text) SELECT hex(zeroblob(1000)) FROM t");
        QCOMPARE(toString(error.kind), toString(ErrorKind::File));
        QVERIFY2(mentions(error, "full"), error.message.c_str());
        QVERIFY(outcome.connection->execute("SELECT count(*) FROM t").scalar() == Value(200));
    }

    // Another process writes while we look: neither disturbs the other.
    void readOnlyBrowsingBesideAWriter()
    {
        QTemporaryDir folder;
        for (const char* journal : {"delete", "wal"}) {
            QString path = makeDatabase(folder, journal);
            runSql(path, QByteArray("PRAGMA journal_mode = ").append(journal).constData());
            Outcome outcome = openFile(path, true);
            QVERIFY2(outcome.connection.get(), outcome.error.message.c_str());
            for (int i = 1; i <= 5; ++i) {
                CursorResult browsing = outcome.connection->execute("SELECT * FROM t");
                while (browsing.fetch(50)) { }
                QProcess writer;
                writer.start("sqlite3", {path, QString("INSERT INTO t VALUES (%1, 'new')").arg(1000 + i)});
                if (!writer.waitForStarted())
                    QSKIP("the sqlite3 shell is not installed");
                QVERIFY(writer.waitForFinished());
                QCOMPARE(writer.readAllStandardError(), QByteArray());
                QCOMPARE(writer.exitCode(), 0);
                QVERIFY(outcome.connection->execute("SELECT count(*) FROM t").scalar() == Value(200 + i));
            }
            QCOMPARE(toString(failure(*outcome.connection, "INSERT INTO t VALUES (1, '')").kind),
                toString(ErrorKind::Operational));
        }
    }

    void readOnlyLeavesNoTrace()
    {
        QTemporaryDir folder;
        QString path = makeDatabase(folder);
        QByteArray before = content(path);
        {
            Outcome outcome = openFile(path, true);
            outcome.connection->execute("SELECT * FROM t").all();
            outcome.connection->dialect().inspector(*outcome.connection)->reflect({});
        }
        QCOMPARE(content(path), before);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{"good.db"});
    }

    // Whatever a file's schema says, looking at it runs nothing and writes nothing.
    void hostileSchema()
    {
        QTemporaryDir folder;
        QString path = folder.filePath("hostile.db");
        runSql(path,
            "CREATE TABLE t (a, b DEFAULT (load_extension('evil.so')));"
            "CREATE TABLE log (x);"
            "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES (load_extension('evil.so')); "
            "END;"
            "CREATE VIEW v AS SELECT load_extension('evil.so');"
            "CREATE VIEW w AS SELECT readfile('/etc/passwd');"
            "CREATE VIEW fts AS SELECT fts3_tokenizer('simple', x'0000000000000000');");
        QByteArray before = content(path);
        Outcome outcome = openFile(path);
        QVERIFY2(outcome.connection.get(), outcome.error.message.c_str());
        MetaData metadata = outcome.connection->dialect().inspector(*outcome.connection)->reflect({});
        QCOMPARE(metadata.tables().size(), std::size_t(2));
        QVERIFY(failure(*outcome.connection, "SELECT * FROM v").kind == ErrorKind::Programming);
        QVERIFY(failure(*outcome.connection, "SELECT * FROM fts").kind == ErrorKind::Programming);
        QVERIFY(failure(*outcome.connection, "INSERT INTO t VALUES (1, 2)").kind == ErrorKind::Programming);
        outcome.connection.reset();
        QCOMPARE(content(path), before);
    }
};

QTEST_APPLESS_MAIN(TestSqliteFiles)
#include "tst_sqlite_files.moc"
