// Rows of real databases into files: every class of value, every format, and what must not happen to files.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "core/transfer/export_rows.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <csignal>

using namespace relata;
using namespace relata::test;

namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

std::vector<std::size_t> allColumns(const BrowseTarget& target)
{
    std::vector<std::size_t> columns(target.columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i)
        columns[i] = i;
    return columns;
}

ExportOptions optionsFor(ExportFormat format)
{
    ExportOptions options;
    options.format = format;
    options.table = "t";
    options.dialect = &dialect("sqlite");
    return options;
}

} // namespace

class ExportRowsTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    std::unique_ptr<Connection> sqlite(const std::string& script) const
    {
        auto connection = Engine::create("sqlite://").value().connect();
        connection->executeScript(script);
        return connection;
    }

    static ExportReport run(Connection& connection, const std::string& sql, const ExportOptions& options,
        const QString& file, std::stop_token stop = {}, const ExportProgressSink& progress = {})
    {
        return exportToFile(
            connection, querySource(connection, sql, stop), options, file.toStdString(), progress, stop);
    }

    // The file through the server's own CSV, then through our writer: the same bytes.
    static void compareBothWays(
        Connection& connection, const QString& table, const QString& first, const QString& second, bool tabs)
    {
        const MetaData metadata = reflect(Engine::create(connectionUrl).value());
        const Table& found = metadata.table(table.toStdString());
        BrowseTarget target = browseTarget(found, connection.dialect());
        const std::vector<std::size_t> columns = allColumns(target);
        BrowseSelect select(target, {}, connection.dialect());
        ExportOptions options = optionsFor(tabs ? ExportFormat::TabSeparated : ExportFormat::Csv);
        ExportSource source = browseSource(connection, select, columns, {});
        QVERIFY(source.copyStatement && !source.copyStatement(',').empty());
        const ExportReport copied = exportToFile(connection, source, options, first.toStdString(), {}, {});
        source.copyStatement = nullptr;
        const ExportReport written = exportToFile(connection, source, options, second.toStdString(), {}, {});
        QCOMPARE(contentOf(first), contentOf(second));
        QCOMPARE(copied.rows, written.rows);
        QCOMPARE(copied.bytes, written.bytes);
        QCOMPARE(QFile(first).size(), copied.bytes);
    }
    static inline std::string connectionUrl;

private slots:
    void initTestCase()
    {
        registerBuiltins();
        QVERIFY(m_folder.isValid());
    }

    void everyValueIsExact()
    {
        auto connection = sqlite("CREATE TABLE t (a, b);");
        const std::vector<std::vector<Value>> rows = {{Value(INT64_MAX), Value(INT64_MIN)},
            {Value::real(0.1), Value::real(1e300)}, {Value(""), Value()},
            {Value("a,\"b\"\r\nc"), Value(std::string("\0x", 2))},
            {Value(std::string("bad\xff")), Value::binary(std::string("\0\xff", 2))},
            {Value("0044-03-15 BC"), Value("infinity")}, {Value("\xF0\x9F\x98\x80"), Value("NULL")}};
        connection->executeMany("INSERT INTO t VALUES (?, ?)", rows);
        run(*connection, "SELECT a, b FROM t", optionsFor(ExportFormat::Csv), path("values.csv"));
        QByteArray wanted = "a,b\n9223372036854775807,-9223372036854775808\n0.1,1e+300\n\"\",\n"
                            "\"a,\"\"b\"\"\r\nc\",";
        wanted += QByteArray("\0x", 2) + "\nbad\xff,\\x00ff\n0044-03-15 BC,infinity\n\xF0\x9F\x98\x80,NULL\n";
        QCOMPARE(contentOf(path("values.csv")), wanted);

        ExportOptions words = optionsFor(ExportFormat::Csv);
        words.csv.nullText = "NULL";
        words.csv.separator = ';';
        words.csv.lineEnding = "\r\n";
        words.bytes = BytesText::Base64;
        words.csv.header = false;
        run(*connection, "SELECT a, b FROM t WHERE rowid IN (3, 5, 7)", words, path("words.csv"));
        QCOMPARE(contentOf(path("words.csv")),
            QByteArray("\"\";NULL\r\nbad\xff;AP8=\r\n\xF0\x9F\x98\x80;\"NULL\"\r\n"));

        run(*connection, "SELECT a, b FROM t", optionsFor(ExportFormat::JsonLines), path("values.jsonl"));
        const QList<QByteArray> lines = contentOf(path("values.jsonl")).trimmed().split('\n');
        QCOMPARE(lines.size(), 7);
        QCOMPARE(lines[0], QByteArray("{\"a\": 9223372036854775807, \"b\": -9223372036854775808}"));
        QCOMPARE(QJsonDocument::fromJson(lines[4]).object()["a"].toString(), QString("\\x626164ff"));
        QCOMPARE(QJsonDocument::fromJson(lines[3]).object()["a"].toString(), QString("a,\"b\"\r\nc"));
    }

    void base64IsTheStandardsOwn()
    {
        for (const QByteArray& bytes : {QByteArray(), QByteArray("f"), QByteArray("fo"), QByteArray("foo"),
                 QByteArray("foob"), QByteArray::fromHex("00ff10fe")})
            QCOMPARE(QByteArray::fromStdString(toBase64(bytes.toStdString())), bytes.toBase64());
    }

    void encodingsAreTheirOwn()
    {
        auto connection = sqlite("CREATE TABLE t (a); INSERT INTO t VALUES ('é€\xF0\x9F\x98\x80');");
        ExportOptions options = optionsFor(ExportFormat::Csv);
        options.encoding = TextEncoding::Utf16;
        run(*connection, "SELECT a FROM t", options, path("16.csv"));
        const QByteArray bytes = contentOf(path("16.csv"));
        QVERIFY(bytes.startsWith("\xff\xfe"));
        QCOMPARE(
            QString::fromUtf16(reinterpret_cast<const char16_t*>(bytes.data() + 2), bytes.size() / 2 - 1),
            QString::fromUtf8("a\né€\xF0\x9F\x98\x80\n"));

        options.encoding = TextEncoding::Latin1;
        const ExportReport report = run(*connection, "SELECT a FROM t", options, path("l1.csv"));
        QCOMPARE(contentOf(path("l1.csv")), QByteArray("a\n\xe9??\n"));
        QCOMPARE(report.warnings.size(), std::size_t(1));
        QVERIFY(report.warnings[0].starts_with("2 characters"));

        options.encoding = TextEncoding::Utf8;
        options.byteOrderMark = true;
        run(*connection, "SELECT a FROM t", options, path("bom.csv"));
        QVERIFY(contentOf(path("bom.csv"))
                    .startsWith("\xef\xbb\xbf"
                                "a\n"));
    }

    void scriptsRunAgain()
    {
        auto connection = sqlite("CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT NOT NULL, b BLOB);"
                                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 250)"
                                 " INSERT INTO t SELECT i, 'it''s ' || i, x'00ff' FROM n;");
        ExportOptions options = optionsFor(ExportFormat::Sql);
        options.table = "copy of t";
        options.sql.rowsPerStatement = 100;
        options.sql.prologue = "CREATE TABLE \"copy of t\" (id INTEGER PRIMARY KEY, note TEXT, b BLOB);\n";
        run(*connection, "SELECT * FROM t", options, path("t.sql"));
        const QByteArray script = contentOf(path("t.sql"));
        QCOMPARE(script.count("INSERT INTO"), 3);
        connection->executeScript(script.toStdString());
        QCOMPARE(
            connection->execute("SELECT count(*) FROM (SELECT * FROM t EXCEPT SELECT * FROM \"copy of t\")")
                .scalar()
                .integer(),
            0);
        QCOMPARE(connection->execute("SELECT count(*) FROM \"copy of t\"").scalar().integer(), 250);
    }

    void createTableIsWrittenForTheTarget()
    {
        Table table;
        table.name = "orders";
        Column id;
        id.name = "id";
        id.type = SqlType::of(TypeKind::BigInteger);
        id.nullable = false;
        Column price;
        price.name = "price";
        price.type = SqlType::numeric(10, 2);
        table.columns = {id, price};
        table.primaryKey.columns = {"id"};
        ForeignKeyConstraint key;
        key.columns = {"id"};
        key.referredTable = "elsewhere";
        key.referredColumns = {"id"};
        table.foreignKeys = {key};
        const std::string text =
            createTableForScript(table, MetaData(), dialect("postgresql"), "archive", "orders_2024");
        QVERIFY2(text.find("CREATE TABLE archive.orders_2024") != std::string::npos, text.c_str());
        QVERIFY2(text.find("NUMERIC(10, 2)") != std::string::npos, text.c_str());
        QVERIFY2(text.find("elsewhere") == std::string::npos, text.c_str());
    }

    void postgresqlsOwnCsvIsOurs()
    {
        PostgresServer* server = PostgresServer::shared();
        if (!server)
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        QCOMPARE(server->createDatabase("export_copy"), QString());
        connectionUrl = server->url("export_copy").toStdString();
        auto connection = Engine::create(connectionUrl).value().connect();
        connection->executeScript(
            "CREATE DOMAIN truth AS boolean;"
            "CREATE TABLE kinds (id bigint PRIMARY KEY, n numeric(38,10), f double precision, flag boolean,"
            " \"Flag \"\"2\"\"\" truth, d date, ts timestamptz, iv interval, b bytea, j jsonb, a text[],"
            " bools boolean[], note text, c char(4), u uuid);"
            "INSERT INTO kinds VALUES"
            " (9223372036854775807, 1234567890123456789012345678.0123456789, 0.1, true, false, '0044-03-15 "
            "BC',"
            "  'infinity', '1 year 2 days', '\\x00ff', '{\"a\": \"x,y\"}', '{a,NULL,\"q\"}', '{t,f}',"
            "  E'a,\"b\"\\r\\nc', 'ab', '7f8d1f6e-0000-4000-8000-0123456789ab'),"
            " (-9223372036854775808, 'NaN', '-Infinity', NULL, NULL, 'infinity', NULL, NULL, '', NULL, '{}',"
            "  NULL, '', NULL, NULL),"
            " (0, NULL, 1e300, false, true, '9999-12-31', '2024-02-29 12:34:56.789012+00', NULL, NULL, '[]',"
            "  NULL, NULL, E'\\\\.', NULL, NULL), (1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
            "  NULL, NULL, E'tab\\there', NULL, NULL);");
        compareBothWays(*connection, "kinds", path("copied.csv"), path("written.csv"), false);
        compareBothWays(*connection, "kinds", path("copied.tsv"), path("written.tsv"), true);
        QVERIFY(contentOf(path("copied.csv")).contains("true,false,0044-03-15 BC,infinity"));
        QVERIFY(contentOf(path("copied.csv")).startsWith("id,n,f,flag,\"Flag \"\"2\"\"\",d"));
    }

    void mariadbsValuesAreExact()
    {
        MariaDbServer* server = MariaDbServer::shared();
        if (!server)
            QSKIP(qPrintable(MariaDbServer::whyMissing()));
        QCOMPARE(server->createDatabase("export_rows"), QStringList());
        auto connection = Engine::create(server->url("export_rows").toStdString()).value().connect();
        connection->executeScript("CREATE TABLE kinds (id bigint PRIMARY KEY, u bigint unsigned,"
                                  " n decimal(38,10), at datetime(6), b varbinary(4), s varchar(20));"
                                  "INSERT INTO kinds VALUES (1, 18446744073709551615,"
                                  " 1234567890123456789012345678.0123456789, '2024-02-29 12:34:56.789012',"
                                  " x'00ff', ''), (2, NULL, NULL, NULL, NULL, NULL);");
        run(*connection, "SELECT * FROM kinds ORDER BY id", optionsFor(ExportFormat::Csv), path("maria.csv"));
        QCOMPARE(contentOf(path("maria.csv")),
            QByteArray("id,u,n,at,b,s\n1,18446744073709551615,1234567890123456789012345678.0123456789,"
                       "2024-02-29 12:34:56.789012,\\x00ff,\"\"\n2,,,,,\n"));
    }

    void aStopLeavesTheOldFile()
    {
        QFile old(path("kept.csv"));
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("old");
        old.close();
        auto connection = sqlite("");
        std::stop_source stop;
        bool cancelled = false;
        std::int64_t seen = 0;
        try {
            run(*connection,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000000) SELECT i "
                "FROM n",
                optionsFor(ExportFormat::Csv), path("kept.csv"), stop.get_token(),
                [&](const ExportProgress& progress) {
                    seen = progress.rows;
                    if (progress.bytes > 0)
                        stop.request_stop();
                });
        } catch (const DatabaseError& error) {
            cancelled = error.error().kind == ErrorKind::Cancelled;
        }
        QVERIFY(cancelled);
        QVERIFY(seen > 0);
        QCOMPARE(contentOf(path("kept.csv")), QByteArray("old"));
        QCOMPARE(QDir(m_folder.path()).entryList({"kept.csv*"}).size(), 1);
        // The connection is of use afterwards.
        QCOMPARE(connection->execute("SELECT 1").scalar().integer(), 1);
    }

    // A limit on the size of files stands for the full disk: write() fails in the middle.
    void aFullDiskIsSaid_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("csv") << int(ExportFormat::Csv);
        QTest::newRow("json") << int(ExportFormat::Json);
    }
    void aFullDiskIsSaid()
    {
        QFETCH(int, format);
        auto connection = sqlite("");
        const auto formerHandler = std::signal(SIGXFSZ, SIG_IGN);
        rlimit former{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &former), 0);
        rlimit limited = former;
        limited.rlim_cur = 1 << 20;
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &limited), 0);
        QString said;
        try {
            run(*connection,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) SELECT i FROM "
                "n",
                optionsFor(ExportFormat(format)), path("full.out"));
        } catch (const DatabaseError& error) {
            said = QString::fromStdString(error.error().message);
        }
        setrlimit(RLIMIT_FSIZE, &former);
        std::signal(SIGXFSZ, formerHandler);
        QVERIFY2(said.contains("full.out"), qPrintable(said));
        QVERIFY(QDir(m_folder.path()).entryList({"full.out*"}).isEmpty());
        // As little of a file in a folder that is not there.
        try {
            run(*connection, "SELECT 1", optionsFor(ExportFormat::Csv), "/nonexistent-folder/x.csv");
            QFAIL("it was written");
        } catch (const DatabaseError& error) {
            QCOMPARE(QString::fromStdString(error.error().hint), QString("The folder does not exist."));
        }
    }

    void whatReturnsNothingIsRefused()
    {
        auto connection = sqlite("");
        try {
            querySource(*connection, "CREATE TABLE x (a)", {});
            QFAIL("rows of nothing");
        } catch (const DatabaseError& error) {
            QVERIFY(error.error().kind == ErrorKind::Argument);
        }
    }

    void anErrorInTheMiddleLeavesNothing()
    {
        auto connection = sqlite("CREATE TABLE t (a); INSERT INTO t VALUES (1), (-9223372036854775808);");
        bool failed = false;
        try {
            run(*connection, "SELECT abs(a) FROM t", optionsFor(ExportFormat::Csv), path("half.csv"));
        } catch (const DatabaseError&) {
            failed = true;
        }
        QVERIFY(failed);
        QVERIFY(!QFile::exists(path("half.csv")));
    }
};

QTEST_GUILESS_MAIN(ExportRowsTest)
#include "tst_export_rows.moc"
