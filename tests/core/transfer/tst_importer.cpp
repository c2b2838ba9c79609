// Files into tables of SQLite, PostgreSQL and MariaDB: what was exported comes back as it was, bad rows are
// found and kept apart, and what stops an import leaves nothing behind.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/transfer/export_rows.h"
#include "core/transfer/importer.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QFile>
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

} // namespace

class ImporterTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string m_url;
    std::unique_ptr<Connection> m_connection;

    QString path(const QString& name) const { return m_folder.filePath(name); }

    QString write(const QString& name, const QByteArray& content) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? file.fileName()
                                                                                        : QString();
    }

    static void servers()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("SQLite") << "sqlite";
        QTest::newRow("PostgreSQL") << "postgresql";
        QTest::newRow("MariaDB") << "mariadb";
    }

    bool open(const std::string& script)
    {
        QFETCH_GLOBAL(QString, server);
        m_connection.reset();
        if (server == "sqlite") {
            const QString file = write("import.db", {});
            m_url = "sqlite:///" + file.toStdString();
        } else if (server == "postgresql") {
            if (!PostgresServer::shared() || !PostgresServer::shared()->createDatabase("import").isEmpty())
                return false;
            m_url = PostgresServer::shared()->url("import").toStdString();
        } else {
            if (!MariaDbServer::shared() || !MariaDbServer::shared()->createDatabase("import").isEmpty())
                return false;
            m_url = MariaDbServer::shared()->url("import").toStdString();
        }
        m_connection = Engine::create(m_url).value().connect();
        if (!script.empty())
            m_connection->executeScript(script);
        return true;
    }

    ImportPlan planFor(const QString& file, const std::string& table) const
    {
        auto metadata = std::make_shared<const MetaData>(reflect(Engine::create(m_url).value()));
        ImportPlan plan;
        plan.path = file.toStdString();
        plan.format = detectFileFormat(plan.path).value();
        plan.metadata = metadata;
        plan.table = metadata->tablePtr("", table);
        auto reader = openRecords(plan.path, plan.format).value();
        plan.columns = matchColumns(*plan.table, reader->columns());
        plan.rejectedPath = (file + ".rejected").toStdString();
        return plan;
    }

    ImportReport run(
        const ImportPlan& plan, std::stop_token stop = {}, const ImportProgressSink& progress = {})
    {
        return importFile(*m_connection, plan, progress, stop);
    }

    QString text(const std::string& sql) const
    {
        QStringList rows;
        for (const std::vector<Value>& row : m_connection->execute(sql).all()) {
            QStringList cells;
            for (const Value& value : row)
                cells << (value.isNull() ? QStringLiteral("NULL") : QString::fromStdString(value.toText()));
            rows << cells.join('|');
        }
        return rows.join('\n');
    }

private slots:
    void initTestCase_data() { servers(); }
    void initTestCase()
    {
        registerBuiltins();
        QVERIFY(m_folder.isValid());
    }
    void cleanup() { m_connection.reset(); }

    void everyValueComesBack()
    {
        QFETCH_GLOBAL(QString, server);
        const std::string columns = server == "postgresql"
            ? "id bigint PRIMARY KEY, n numeric(38,10), f double precision, flag boolean, d date, at "
              "timestamp, b "
              "bytea, note text"
            : server == "mariadb"
            ? "id bigint PRIMARY KEY, n decimal(38,10), f double, flag boolean, d date, at datetime(6), b "
              "blob, note text"
            : "id bigint PRIMARY KEY, n text, f real, flag boolean, d date, at timestamp, b blob, note text";
        if (!open("CREATE TABLE a (" + columns + "); CREATE TABLE c (" + columns + ")"))
            QSKIP("no server");
        const auto temporal = [](const char* text) { return Value::tagged(ValueTag::Temporal, text); };
        std::vector<std::vector<Value>> rows = {
            {Value(INT64_MAX), Value::tagged(ValueTag::Number, "1234567890123456789012345678.0123456789"),
                Value::real(0.1), Value::boolean(true), temporal("9999-12-31"),
                temporal("2024-02-29 12:34:56.789012"), Value::binary(std::string("\0\xff\n,\"", 5)),
                Value("a,\"b\"\r\nc\\.\n\\.\n\xF0\x9F\x98\x80")},
            {Value(INT64_MIN), Value(), Value(), Value(), Value(), Value(), Value(), Value("")},
            {Value(0), Value::tagged(ValueTag::Number, "-0.0000000001"), Value::real(-1.5e300),
                Value::boolean(false), temporal("1000-01-01"), temporal("1970-01-01 00:00:00"),
                Value::binary(""), Value()},
            {Value(1), Value(), Value(), Value(), Value(), Value(), Value(), Value("NULL")},
            {Value(2), Value(), Value(), Value(), Value(), Value(), Value(), Value(" \\N ")}};
        if (server == "postgresql") {
            rows[1][4] = temporal("0044-03-15 BC");
            rows[1][5] = temporal("infinity");
        }
        const char* marks =
            server == "postgresql" ? "($1, $2, $3, $4, $5, $6, $7, $8)" : "(?, ?, ?, ?, ?, ?, ?, ?)";
        m_connection->executeMany(std::string("INSERT INTO a VALUES ") + marks, rows);
        const std::string all = "SELECT * FROM ";
        for (const ExportFormat format :
            {ExportFormat::Csv, ExportFormat::TabSeparated, ExportFormat::Json, ExportFormat::JsonLines}) {
            m_connection->executeScript("DELETE FROM c");
            ExportOptions options;
            options.format = format;
            const QString file = path(QStringLiteral("all.") + QLatin1String(info(format).suffix));
            exportToFile(*m_connection, querySource(*m_connection, all + "a", {}), options,
                file.toStdString(), {}, {});
            const ImportReport report = run(planFor(file, "c"));
            QVERIFY2(!report.failure, report.failure ? report.failure->describe().c_str() : "");
            QVERIFY2(report.rejected == 0, report.reasons.empty() ? "" : report.reasons[0].c_str());
            QCOMPARE(report.stored, std::int64_t(5));
            QCOMPARE(text(all + "c ORDER BY id"), text(all + "a ORDER BY id"));
        }
    }

    void badRowsAreFoundAndKeptApart()
    {
        if (!open("CREATE TABLE t (id integer PRIMARY KEY, price decimal(10,2) CHECK (price >= 0), name "
                  "varchar(20) "
                  "NOT NULL)"))
            QSKIP("no server");
        QByteArray file = "id,price,name\n";
        for (int i = 1; i <= 5000; ++i)
            file += QByteArray::number(i) + ",1.5,n" + QByteArray::number(i) + "\n";
        file += "17,1,again\n5001,-1,check\n5002,x,number\n5003,1\n5004,2,\"unclosed\n5005,3,\n5006,4,good\n";
        const ImportPlan plan = planFor(write("bad.csv", file), "t");
        const ImportReport report = run(plan);
        QVERIFY2(!report.failure, report.failure ? report.failure->describe().c_str() : "");
        QCOMPARE(report.read, std::int64_t(5007));
        QCOMPARE(report.rejected, std::int64_t(6));
        QCOMPARE(report.stored, std::int64_t(5001));
        QCOMPARE(text("SELECT count(*), max(id) FROM t"), "5001|5006");
        const QByteArray rejected = contentOf(QString::fromStdString(report.rejectedPath));
        QVERIFY(rejected.startsWith("import_line,import_reason,id,price,name\n"));
        for (const char* row : {"17,1,again\n", "5001,-1,check\n", "5002,x,number\n", "5003,1\n", "5005,3,\n",
                 "\"5004,2,\"\"unclosed\"\n"})
            QVERIFY2(rejected.contains(row), rejected.constData());
        QVERIFY(rejected.contains("5002,\"") || rejected.contains("price: \"\"x\"\" is no number."));
    }

    void allOrNothingAndInPortions()
    {
        if (!open("CREATE TABLE t (id integer PRIMARY KEY)"))
            QSKIP("no server");
        QByteArray file = "id\n";
        for (int i = 1; i <= 9000; ++i)
            file += QByteArray::number(i == 8999 ? 1 : i) + "\n";
        ImportPlan plan = planFor(write("portions.csv", file), "t");
        plan.maxRejected = 0;
        ImportReport report = run(plan);
        QVERIFY(report.failure && report.failure->message.find("Line 9000") != std::string::npos);
        QCOMPARE(report.stored, std::int64_t(0));
        QCOMPARE(text("SELECT count(*) FROM t"), "0");
        plan.commitEvery = 2000;
        report = run(plan);
        QVERIFY(report.failure.has_value());
        QCOMPARE(report.stored, std::int64_t(8000));
        QCOMPARE(text("SELECT count(*) FROM t"), "8000");
        QVERIFY(report.failure->hint.find("8000 rows of earlier batches") != std::string::npos);
    }

    void duplicatesAreSkippedOrUpdated()
    {
        if (!open("CREATE TABLE t (id integer PRIMARY KEY, name varchar(20)); INSERT INTO t VALUES (1, "
                  "'old'), (2, "
                  "'kept')"))
            QSKIP("no server");
        ImportPlan plan = planFor(write("dup.csv", "id,name\n1,new\n3,three\n1,newest\n"), "t");
        plan.key = {"id"};
        plan.mode = ImportMode::SkipDuplicates;
        ImportReport report = run(plan);
        QVERIFY2(!report.failure, report.failure ? report.failure->describe().c_str() : "");
        QCOMPARE(report.stored, std::int64_t(1));
        QCOMPARE(report.skipped, std::int64_t(2));
        QCOMPARE(text("SELECT * FROM t ORDER BY id"), "1|old\n2|kept\n3|three");
        plan.mode = ImportMode::Update;
        report = run(plan);
        QVERIFY2(!report.failure, report.failure ? report.failure->describe().c_str() : "");
        QCOMPARE(text("SELECT * FROM t ORDER BY id"), "1|newest\n2|kept\n3|three");
    }

    void aTableIsMadeAndGoesWithAFailure()
    {
        if (!open(""))
            QSKIP("no server");
        const QString file = write("new.csv", "Id;Born;Price;Code\n1;29.02.2024;1.234,50;007\n2;;0,25;\n");
        ImportPlan plan;
        plan.path = file.toStdString();
        plan.format = detectFileFormat(plan.path).value();
        auto reader = openRecords(plan.path, plan.format).value();
        const FileSample sample = sampleRecords(*reader, "");
        Table table = tableForDialect(
            suggestedTable(sample, "", "made", m_connection->dialect()), m_connection->dialect());
        plan.table = std::make_shared<const Table>(table);
        plan.createTable = true;
        plan.columns = matchColumns(table, sample.columns);
        for (std::size_t i = 0; i < plan.columns.size(); ++i)
            plan.columns[i].reading = sample.types[i].reading;
        QVERIFY(createTableText(table, m_connection->dialect()).find("made") != std::string::npos);
        ImportReport report = run(plan);
        QVERIFY2(!report.failure, report.failure ? report.failure->describe().c_str() : "");
        QVERIFY2(report.rejected == 0, report.reasons.empty() ? "" : report.reasons[0].c_str());
        QVERIFY(report.tableCreated);
        const QString rows = text("SELECT * FROM made");
        QVERIFY2(
            rows.startsWith("1|2024-02-29|1234.5") && rows.contains("|007\n2|NULL|0.25"), qPrintable(rows));

        plan.path = write("newer.csv", "Id;Born;Price;Code\nx;;;\n").toStdString();
        Table other = table;
        other.name = "unmade";
        plan.table = std::make_shared<const Table>(other);
        plan.maxRejected = 0;
        report = run(plan);
        QVERIFY(report.failure && !report.tableCreated);
        QVERIFY(!reflect(Engine::create(m_url).value()).findTable("", "unmade"));
    }

    void aStopRollsBack()
    {
        if (!open("CREATE TABLE t (id integer PRIMARY KEY)"))
            QSKIP("no server");
        QByteArray file = "id\n";
        for (int i = 1; i <= 400000; ++i)
            file += QByteArray::number(i) + "\n";
        std::stop_source stop;
        std::int64_t seen = 0;
        const ImportReport report =
            run(planFor(write("stop.csv", file), "t"), stop.get_token(), [&](const ImportProgress& progress) {
                seen = progress.rows;
                stop.request_stop();
            });
        QVERIFY(seen > 0);
        QVERIFY(report.failure && report.failure->kind == ErrorKind::Cancelled);
        QCOMPARE(report.stored, std::int64_t(0));
        QCOMPARE(text("SELECT count(*) FROM t"), "0");
    }

    void aFullDiskForRefusedRowsIsSaid()
    {
        if (!open("CREATE TABLE t (id integer PRIMARY KEY)"))
            QSKIP("no server");
        ImportPlan plan = planFor(write("refused.csv", "id\n1\nx\n2\n"), "t");
        plan.rejectedPath = "/nonexistent-folder/rejected.csv";
        const ImportReport report = run(plan);
        QVERIFY(report.failure && report.failure->kind == ErrorKind::File);
        QCOMPARE(text("SELECT count(*) FROM t"), "0");
    }

    void plansAreChecked()
    {
        if (!open("CREATE TABLE t (id integer PRIMARY KEY, name varchar(20) NOT NULL, n integer)"))
            QSKIP("no server");
        ImportPlan plan = planFor(write("plan.csv", "ID,other\n1,x\n"), "t");
        QVERIFY(plan.columns[0].from == ImportColumn::From::Field);
        QStringList problems;
        for (const std::string& problem : planProblems(plan, 2))
            problems << QString::fromStdString(problem);
        QCOMPARE(problems.join(' '), "name may not be NULL and has no default: choose where it comes from.");
        plan.columns[1].from = ImportColumn::From::Constant;
        plan.columns[1].constant = "fixed";
        plan.columns[2].from = ImportColumn::From::Constant;
        plan.columns[2].constant = "x";
        QCOMPARE(planProblems(plan, 2).size(), std::size_t(1));
        plan.columns[2].isNull = true;
        QVERIFY(planProblems(plan, 2).empty());
        plan.mode = ImportMode::Update;
        QCOMPARE(planProblems(plan, 2).size(), std::size_t(1));
        plan.mode = ImportMode::Insert;
        const ImportReport report = run(plan);
        QCOMPARE(report.stored, std::int64_t(1));
        QCOMPARE(text("SELECT * FROM t"), "1|fixed|NULL");
    }
};

QTEST_GUILESS_MAIN(ImporterTest)
#include "tst_importer.moc"
