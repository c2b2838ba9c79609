// Rows through windows are the rows of a plain SELECT, whatever the key, the sort and the way of getting
// there. Every test runs on each database that there is.
#include "core/builtin/builtin.h"
#include "core/editing/row_cache.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "tests/support/postgres_server.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>

using namespace relata;
using namespace relata::test;

namespace {

using Rows = QStringList; // one string a row, values with their tags

QString rowText(const RowChunk& chunk, std::size_t row, std::size_t columns)
{
    QStringList values;
    for (std::size_t i = 0; i < columns; ++i) {
        ValueView value = chunk.at(row, i);
        values << (value.isNull() ? QStringLiteral("NULL")
                                  : QStringLiteral("<%1>").arg(QString::fromStdString(value.toText())));
    }
    return values.join(u'|');
}

Rows rowsOf(const RowBlock& block, std::size_t columns)
{
    Rows rows;
    for (qint64 row = 0; row < block.rowCount(); ++row)
        rows << rowText(*block.rows, static_cast<std::size_t>(row), columns);
    return rows;
}

Rows selectAll(Connection& connection, const std::string& sql)
{
    Rows rows;
    CursorResult result = connection.execute(sql);
    while (RowChunkPtr chunk = result.fetch()) {
        for (std::size_t row = 0; row < chunk->rowCount(); ++row)
            rows << rowText(*chunk, row, chunk->columnCount());
    }
    return rows;
}

Rows sorted(Rows rows)
{
    rows.sort();
    return rows;
}

} // namespace

class RowWindowTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::map<QString, std::unique_ptr<Connection>> m_connections;
    std::map<QString, std::shared_ptr<const MetaData>> m_metadata;

    // n rows of numbers; `%1` in the text is the number.
    static std::string series(bool postgres, int n)
    {
        if (postgres)
            return QStringLiteral("generate_series(1, %1) AS s(n)").arg(n).toStdString();
        return QStringLiteral("(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %1)"
                              " SELECT n FROM s)")
            .arg(n)
            .toStdString();
    }

    static void fill(Connection& connection, bool postgres)
    {
        std::string text = postgres ? "text" : "TEXT";
        auto run = [&](const std::string& sql) { connection.executeScript(sql); };
        auto mod = [](const char* a, const char* b) { return std::string("(") + a + " % " + b + ")"; };
        // Gaps in the key, duplicates and NULLs in the columns that are sorted by.
        run("CREATE TABLE plain (id INTEGER PRIMARY KEY, name VARCHAR(40), amount INTEGER)");
        run("INSERT INTO plain SELECT n * 3, 'name ' || " + mod("n * 7919", "50") + ", CASE WHEN "
            + mod("n", "4") + " = 0 THEN NULL ELSE " + mod("n * 31", "17") + " END FROM "
            + series(postgres, 3000));
        run("CREATE TABLE composite (a VARCHAR(20) NOT NULL, b INTEGER NOT NULL, c " + text
            + ", PRIMARY KEY (a, b))");
        run("INSERT INTO composite SELECT 'k' || " + mod("n", "40") + ", n, 'c' || n FROM "
            + series(postgres, 2000));
        run("CREATE TABLE keyless (a INTEGER, b " + text + ")");
        run("INSERT INTO keyless SELECT " + mod("n", "100") + ", 'x' || " + mod("n", "3") + " FROM "
            + series(postgres, 900));
        run("CREATE TABLE by_unique (code VARCHAR(20) NOT NULL, v INTEGER)");
        run("CREATE UNIQUE INDEX by_unique_code ON by_unique (code)");
        run("INSERT INTO by_unique SELECT 'c' || n, " + mod("n", "9") + " FROM " + series(postgres, 1500));
        run("CREATE VIEW some_rows AS SELECT id, name FROM plain WHERE id < 3001 ORDER BY id");
        run("CREATE TABLE \"we\"\"ird; DROP TABLE x; --\" (\"select\" INTEGER PRIMARY KEY, \"a b\" " + text
            + ", \"?$1:p\" INTEGER)");
        run("INSERT INTO \"we\"\"ird; DROP TABLE x; --\" SELECT n, 'v' || n, " + mod("n", "5") + " FROM "
            + series(postgres, 700));
        run("CREATE TABLE empty_table (id INTEGER PRIMARY KEY)");
        run("CREATE TABLE long_values (id INTEGER PRIMARY KEY, body " + text + ", small VARCHAR(10))");
        std::string repeat = postgres ? "repeat('ä', n * 400)" : "replace(hex(zeroblob(n * 200)), '0', 'ä')";
        run("INSERT INTO long_values SELECT n, " + repeat + ", 's' || n FROM " + series(postgres, 20));
        run("CREATE TABLE floats (id INTEGER PRIMARY KEY, f DOUBLE PRECISION)");
        run("INSERT INTO floats SELECT n, " + mod("n * 7", "13") + " / 3.0 FROM " + series(postgres, 1000));
        if (!postgres) {
            run("CREATE TABLE without_rowid (a TEXT, b INTEGER, c TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID");
            run("INSERT INTO without_rowid SELECT 'k' || (n % 30), n, 'c' || n FROM " + series(false, 1200));
            run("CREATE TABLE taken (rowid TEXT, oid INTEGER, _rowid_ INTEGER)");
            run("INSERT INTO taken SELECT 'r' || n, n, n FROM " + series(false, 600));
            run("CREATE TABLE half_taken (rowid TEXT, v INTEGER)");
            run("INSERT INTO half_taken SELECT 'same', n FROM " + series(false, 600));
            run("CREATE TABLE any_type (k PRIMARY KEY, v)"); // NULL keys, values of every type
            run("INSERT INTO any_type VALUES (NULL, 1), (NULL, 2), (3, 'x'), ('3', x'00ff'), (x'33', 2.5)");
            run("CREATE TABLE nocase (w TEXT COLLATE NOCASE NOT NULL, n INTEGER)");
            run("CREATE UNIQUE INDEX nocase_binary ON nocase (w COLLATE BINARY)");
            run("INSERT INTO nocase SELECT CASE n % 2 WHEN 0 THEN 'Word' ELSE 'wORD' END || (n / 2), n FROM "
                + series(false, 800));
        } else {
            run("CREATE TABLE typed (k timestamptz PRIMARY KEY, u uuid, n numeric(12,3), d date, b bytea,"
                " j jsonb, a integer[])");
            run("INSERT INTO typed SELECT timestamptz '2000-01-01 00:00:00.000001+00' + n * interval '1.5 "
                "hours', md5(n::text)::uuid, n / 7.0, CASE WHEN n % 5 = 0 THEN NULL ELSE date '1999-12-31' +"
                " n % 10 END, decode(md5(n::text), 'hex'), jsonb_build_object('n', n % 20), ARRAY[n % 6, n]"
                " FROM "
                + series(true, 1500));
            run("CREATE TABLE random_key (id uuid PRIMARY KEY, v integer)");
            run("INSERT INTO random_key SELECT md5(n::text)::uuid, n FROM " + series(true, 1200));
            run("CREATE SCHEMA \"other schema\"");
            run("CREATE TABLE \"other schema\".t (id bigint PRIMARY KEY)");
            run("INSERT INTO \"other schema\".t SELECT n FROM " + series(true, 300));
        }
    }

    static void backends()
    {
        QTest::addColumn<QString>("backend");
        QTest::addRow("sqlite") << "sqlite";
        QTest::addRow("postgresql") << "postgresql";
    }

    Connection* connection()
    {
        QFETCH(QString, backend);
        auto found = m_connections.find(backend);
        return found == m_connections.end() ? nullptr : found->second.get();
    }

    BrowseTarget target(const std::string& name, const std::string& schema = {})
    {
        QFETCH(QString, backend);
        const MetaData& metadata = *m_metadata.at(backend);
        if (const Table* table = metadata.findTable(schema, name))
            return browseTarget(*table, connection()->dialect());
        if (const View* view = metadata.findView(schema, name))
            return browseTarget(*view);
        qFatal("no table %s", name.c_str());
    }

    RowWindow window(BrowseTarget target, std::vector<RowSort> sort = {},
        std::vector<RowCondition> conditions = {}, std::size_t prefix = 0)
    {
        return RowWindow(BrowseSelect(
            std::move(target), {std::move(sort), std::move(conditions), prefix}, connection()->dialect()));
    }

    static Rows everything(RowWindow& window, Connection& connection, qint64 step)
    {
        Rows rows;
        std::size_t columns = window.select().columnCount();
        for (qint64 first = 0;; first += step) {
            RowBlock block = window.fetch(connection, first, step);
            rows += rowsOf(block, columns);
            if (block.rowCount() < step)
                return rows;
        }
    }

    static void completeSampling(RowWindow& window, Connection& connection)
    {
        while (window.sample(connection, std::chrono::milliseconds(5))) { }
    }

private slots:
    void initTestCase()
    {
        registerBuiltins();
        QVERIFY(m_folder.isValid());
        auto open = [&](const QString& backend, const std::string& url) {
            Engine engine = Engine::create(url).value();
            auto connection = engine.connect();
            fill(*connection, backend == "postgresql");
            m_metadata[backend] = std::make_shared<MetaData>(reflect(engine));
            m_connections[backend] = std::move(connection);
        };
        open("sqlite",
            Url::forSqliteFile(m_folder.filePath("rows.db").toStdString()).toString() + "?mode=rwc");
        if (findDialect("postgresql") && PostgresServer::shared()) {
            QCOMPARE(PostgresServer::shared()->createDatabase("rows"), QString());
            open("postgresql", PostgresServer::shared()->url("rows").toStdString());
        }
    }

    void allRowsOfEachTable_data() { backends(); }
    void allRowsOfEachTable()
    {
        if (!connection())
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        QFETCH(QString, backend);
        const MetaData& metadata = *m_metadata.at(backend);
        IdentifierPreparer identifiers = connection()->dialect().identifiers();
        int seen = 0;
        auto check = [&](const std::string& schema, const std::string& name) {
            Rows expected =
                sorted(selectAll(*connection(), "SELECT * FROM " + identifiers.qualified(schema, name)));
            for (qint64 step : {7, 256, 5000}) {
                RowWindow rows = window(target(name, schema));
                QCOMPARE(sorted(everything(rows, *connection(), step)), expected);
                QVERIFY(rows.totals().exact);
                QCOMPARE(rows.totals().rows, expected.size());
            }
            ++seen;
        };
        for (const TablePtr& table : metadata.tables())
            check(table->schema, table->name);
        for (const ViewPtr& view : metadata.views())
            check(view->schema, view->name);
        QVERIFY(seen >= 10);
    }

    void keysThatAreChosen_data() { backends(); }
    void keysThatAreChosen()
    {
        if (!connection())
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        QFETCH(QString, backend);
        if (backend == "sqlite") {
            QCOMPARE(target("plain").key, (RowKey{RowKeyKind::RowIdentity, {"rowid"}}));
            QCOMPARE(target("any_type").key.kind, RowKeyKind::RowIdentity);
            QCOMPARE(target("half_taken").key, (RowKey{RowKeyKind::RowIdentity, {"_rowid_"}}));
            QCOMPARE(target("taken").key.kind, RowKeyKind::None);
            QCOMPARE(target("without_rowid").key, (RowKey{RowKeyKind::PrimaryKey, {"a", "b"}}));
        } else {
            QCOMPARE(target("plain").key, (RowKey{RowKeyKind::PrimaryKey, {"id"}}));
            QCOMPARE(target("by_unique").key, (RowKey{RowKeyKind::Unique, {"code"}}));
            QCOMPARE(target("keyless").key.kind, RowKeyKind::None);
        }
        QCOMPARE(target("some_rows").key.kind, RowKeyKind::None);
    }

    // In any order, any position gives the row that a plain SELECT in that order has there.
    void sortedRowsAtAnyPosition_data()
    {
        QTest::addColumn<QString>("backend");
        QTest::addColumn<QString>("table");
        QTest::addColumn<QList<int>>("sort"); // columns counted from 1, negative: descending
        QTest::addColumn<int>("nulls"); // 0: the server's, 1: first, 2: last
        for (const char* backend : {"sqlite", "postgresql"}) {
            auto add = [&](const char* table, QList<int> sort, int nulls) {
                QString name = QStringLiteral("%1 %2").arg(backend, table);
                for (int column : sort)
                    name += QStringLiteral(" %1").arg(column);
                QTest::addRow("%s n%d", qPrintable(name), nulls) << backend << table << sort << nulls;
            };
            add("plain", {}, 0);
            add("plain", {-1}, 0);
            add("plain", {2}, 0);
            add("plain", {-2, 3}, 0);
            for (int nulls = 0; nulls < 3; ++nulls) {
                add("plain", {3}, nulls);
                add("plain", {-3}, nulls);
                add("plain", {3, -2}, nulls);
            }
            add("composite", {}, 0);
            add("composite", {-1, -2}, 0);
            add("composite", {-1}, 0);
            add("composite", {2, -1}, 0);
            add("composite", {3}, 0);
            add("floats", {2}, 0);
            add("floats", {-2}, 0);
            add("by_unique", {2}, 0);
        }
        QTest::addRow("without rowid") << "sqlite"
                                       << "without_rowid" << QList<int>{-3} << 0;
        QTest::addRow("nocase") << "sqlite"
                                << "nocase" << QList<int>{1} << 0;
        QTest::addRow("types of SQLite") << "sqlite"
                                         << "any_type" << QList<int>{-2} << 0;
        for (int column = 1; column <= 7; ++column) {
            QTest::addRow("types of PostgreSQL %d", column)
                << "postgresql"
                << "typed" << QList<int>{column % 2 ? column : -column} << 0;
        }
        QTest::addRow("uuid key") << "postgresql"
                                  << "random_key" << QList<int>{} << 0;
    }
    void sortedRowsAtAnyPosition()
    {
        if (!connection())
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        QFETCH(QString, backend);
        QFETCH(QString, table);
        QFETCH(QList<int>, sort);
        QFETCH(int, nulls);
        BrowseTarget browsed = target(table.toStdString());
        std::vector<RowSort> sorts;
        for (int column : sort) {
            RowSort entry{static_cast<std::size_t>(std::abs(column) - 1), column < 0, {}};
            if (nulls)
                entry.nullsFirst = nulls == 1;
            sorts.push_back(entry);
        }
        BrowseSelect plain(browsed, {sorts, {}, 0}, connection()->dialect());
        // The reference: written here, by position in the SELECT.
        std::string order;
        for (int column : sort) {
            std::string name = connection()->dialect().identifiers().quote(
                browsed.columns[static_cast<std::size_t>(std::abs(column) - 1)].name);
            if (nulls)
                order += "(" + name + " IS NULL)" + (nulls == 1 ? " DESC, " : ", ");
            order += name + (column < 0 ? " DESC, " : ", ");
        }
        bool reversed = plain.followsKey() && !sort.isEmpty() && sort.front() < 0;
        for (const std::string& name : browsed.key.columns)
            order += connection()->dialect().identifiers().quote(name) + (reversed ? " DESC, " : ", ");
        order.resize(order.size() - 2);
        Rows expected = selectAll(*connection(),
            "SELECT * FROM " + connection()->dialect().identifiers().quote(browsed.name) + " ORDER BY "
                + order);

        RowWindow forward = window(browsed, sorts);
        QCOMPARE(everything(forward, *connection(), 64), expected);

        // From nothing known, and from everything sampled: random jumps, and all of it backwards.
        for (bool sample : {false, true}) {
            RowWindow jumping = window(browsed, sorts);
            if (sample) {
                completeSampling(jumping, *connection());
                QVERIFY(jumping.totals().exact);
                QCOMPARE(jumping.totals().rows, expected.size());
            }
            std::size_t columns = jumping.select().columnCount();
            QRandomGenerator random(17);
            for (int i = 0; i < 12; ++i) {
                qint64 first = random.bounded(static_cast<int>(expected.size()));
                RowBlock block = jumping.fetch(*connection(), first, 50);
                QVERIFY(block.exact);
                QCOMPARE(block.first, first);
                QCOMPARE(rowsOf(block, columns), expected.mid(first, 50));
            }
            if (!sample)
                completeSampling(jumping, *connection());
            Rows backwards;
            for (qint64 end = expected.size(); end > 0; end -= 64) {
                qint64 first = std::max<qint64>(end - 64, 0);
                backwards = rowsOf(jumping.fetch(*connection(), first, end - first), columns) + backwards;
            }
            QCOMPARE(backwards, expected);
        }
    }

    void emptyTable_data() { backends(); }
    void emptyTable()
    {
        if (!connection())
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        RowWindow rows = window(target("empty_table"));
        RowBlock block = rows.fetch(*connection(), 0, 100);
        QCOMPARE(block.rowCount(), 0);
        QVERIFY(rows.totals().exact);
        QCOMPARE(rows.totals().rows, 0);
        completeSampling(rows, *connection());
        QCOMPARE(rows.totals().rows, 0);
        QCOMPARE(rows.fetch(*connection(), 500, 10).rowCount(), 0);
    }

    // Beyond the sampled part: the last rows are the last rows, and blocks hang together.
    void beforeSampling_data() { backends(); }
    void beforeSampling()
    {
        if (!connection())
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        QFETCH(QString, backend);
        bool postgres = backend == "postgresql";
        connection()->executeScript("DROP TABLE IF EXISTS big");
        connection()->executeScript("CREATE TABLE big (id INTEGER PRIMARY KEY, v INTEGER)");
        connection()->executeScript("INSERT INTO big SELECT n * 2, n FROM " + series(postgres, 120000));
        BrowseTarget big = target("plain");
        big.name = "big";
        big.columns.resize(2);
        big.columns[1].name = "v";
        big.columns[1].type = SqlType::of(TypeKind::Integer);
        big.estimatedRows = 100000; // statistics are never quite right
        RowWindow rows = window(big);
        rows.fetch(*connection(), 0, 100);
        QCOMPARE(rows.totals(), (RowTotals{100000, false, 99}));
        RowBlock last = rows.fetch(*connection(), 99900, 100);
        QVERIFY(!last.exact);
        QCOMPARE(last.rowCount(), 100);
        QCOMPARE(last.rows->at(99, 1).integer, 120000);
        RowBlock above = rows.fetch(*connection(), 99800, 100);
        QCOMPARE(above.rows->at(99, 1).integer, last.rows->at(0, 1).integer - 1);
        RowBlock middle = rows.fetch(*connection(), 50000, 100);
        QVERIFY(!middle.exact);
        qint64 value = middle.rows->at(0, 1).integer;
        QVERIFY2(value > 55000 && value < 65000, qPrintable(QString::number(value)));
        RowBlock next = rows.fetch(*connection(), 50100, 100);
        QCOMPARE(next.rows->at(0, 1).integer, value + 100);

        completeSampling(rows, *connection());
        QCOMPARE(rows.totals(), (RowTotals{120000, true, 120000}));
        QCOMPARE(rows.locate(*connection(), rows.placeOf(*middle.rows, 0)), value - 1);
        RowBlock exact = rows.fetch(*connection(), 50000, 1);
        QVERIFY(exact.exact);
        QCOMPARE(exact.rows->at(0, 1).integer, 50001);
        // Others delete rows: the end still shows the last ones, and a new window counts anew.
        connection()->executeScript("DELETE FROM big WHERE v > 119000");
        RowBlock end = rows.fetch(*connection(), 119900, 100);
        QCOMPARE(end.rowCount(), 100);
        QCOMPARE(end.rows->at(99, 1).integer, 119000);
        RowWindow anew = window(big);
        completeSampling(anew, *connection());
        QCOMPARE(anew.totals().rows, 119000);
        QCOMPARE(anew.fetch(*connection(), 119900, 100).rowCount(), 0);
        connection()->executeScript("DROP TABLE big");
    }

    void placesAreFoundAgain_data() { backends(); }
    void placesAreFoundAgain()
    {
        if (!connection())
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        for (const char* name : {"plain", "composite", "by_unique"}) {
            RowWindow rows = window(target(name), {{1, true, {}}});
            completeSampling(rows, *connection());
            for (qint64 position : {0, 1, 700, 1499}) {
                RowBlock block = rows.fetch(*connection(), position, 1);
                RowPlace place = rows.placeOf(*block.rows, 0);
                QCOMPARE(rows.locate(*connection(), place), position);
            }
        }
    }

    void conditions_data() { backends(); }
    void conditions()
    {
        if (!connection())
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        auto count = [&](std::vector<RowCondition> conditions) {
            RowWindow rows = window(target("plain"), {{2, true, {}}}, std::move(conditions));
            completeSampling(rows, *connection());
            Rows all = everything(rows, *connection(), 100);
            return rows.totals().rows == all.size() ? all.size() : -1;
        };
        auto expect = [&](const std::string& where) {
            return selectAll(*connection(), "SELECT * FROM plain WHERE " + where).size();
        };
        QCOMPARE(count({{2, RowOperator::IsNull, {}}}), expect("amount IS NULL"));
        QCOMPARE(count({{2, RowOperator::IsNotNull, {}}, {0, RowOperator::Greater, {Value("600")}}}),
            expect("amount IS NOT NULL AND id > 600"));
        QCOMPARE(count({{1, RowOperator::Contains, {Value("E 4")}}}), expect("name LIKE 'name 4%'"));
        QCOMPARE(count({{2, RowOperator::Contains, {Value("6")}}}), expect("amount IN (6, 16)"));
        QCOMPARE(count({{1, RowOperator::Contains, {Value("%")}}}), 0);
        QCOMPARE(count({{0, RowOperator::Between, {Value(30), Value(60)}}}), 11);
        QCOMPARE(count({{0, RowOperator::In, {Value(3), Value(9), Value(10)}}}), 2);
        QCOMPARE(count({{1, RowOperator::Equal, {Value("' OR 1=1 --")}}}), 0);
    }

    void longValuesArePrefixes_data() { backends(); }
    void longValuesArePrefixes()
    {
        if (!connection())
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        RowWindow rows = window(target("long_values"), {}, {}, 100);
        RowBlock block = rows.fetch(*connection(), 0, 20);
        QCOMPARE(block.rowCount(), 20);
        for (qint64 row = 0; row < 20; ++row) {
            ValueView body = block.rows->at(static_cast<std::size_t>(row), 1);
            QVERIFY(body.truncated);
            QVERIFY(body.bytes.size() <= 400);
            QCOMPARE(body.fullSize, static_cast<std::uint64_t>((row + 1) * 800));
            QVERIFY(!block.rows->at(static_cast<std::size_t>(row), 2).truncated);
            RowPlace place = rows.placeOf(*block.rows, static_cast<std::size_t>(row));
            CellContent whole = rows.cell(*connection(), 1, place, row, 0);
            QVERIFY(!whole.truncated);
            QCOMPARE(whole.value.bytes().size(), static_cast<std::size_t>((row + 1) * 800));
            CellContent part = rows.cell(*connection(), 1, place, row, 64);
            QVERIFY(part.truncated);
            QCOMPARE(part.fullSize, static_cast<std::uint64_t>((row + 1) * 800));
        }
        QVERIFY(block.rows->byteSize() < 40000);
        // Sorted by the long column itself, whose places are then not known from the prefixes.
        RowWindow byBody = window(target("long_values"), {{1, true, {}}}, {}, 100);
        QCOMPARE(everything(byBody, *connection(), 3).size(), 20);
        int streamed = 0;
        rows.stream(*connection(), 5, 10, {2, 1}, [&](const RowChunk& chunk) {
            for (std::size_t row = 0; row < chunk.rowCount(); ++row, ++streamed) {
                if (chunk.at(row, 1).bytes.size() != static_cast<std::size_t>((6 + streamed) * 800))
                    return false;
            }
            return true;
        });
        QCOMPARE(streamed, 10);
    }

    void aRowThatIsGone_data() { backends(); }
    void aRowThatIsGone()
    {
        if (!connection())
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        RowWindow rows = window(target("plain"));
        QVERIFY_EXCEPTION_THROWN(rows.cell(*connection(), 1, {Value(1)}, 0, 0), StaleDataError);
        QCOMPARE(rows.cell(*connection(), 0, {Value(3)}, 0, 0).value.toText(), std::string("3"));
        // By position, where there are no places.
        RowWindow view = window(target("some_rows"));
        QCOMPARE(view.cell(*connection(), 0, {}, 999, 0).value.toText(), std::string("3000"));
        QVERIFY_EXCEPTION_THROWN(view.cell(*connection(), 0, {}, 1000, 0), StaleDataError);
    }

    void stopsAtOnce_data() { backends(); }
    void stopsAtOnce()
    {
        if (!connection())
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        RowWindow rows = window(target("plain"));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(rows.fetch(*connection(), 0, 10, stop.get_token()), CancelledError);
        QVERIFY_EXCEPTION_THROWN(
            rows.sample(*connection(), std::chrono::milliseconds(5), stop.get_token()), CancelledError);
        // It goes on as if nothing had been.
        QCOMPARE(everything(rows, *connection(), 500).size(), 3000);
    }

    void aTableThatIsGone_data() { backends(); }
    void aTableThatIsGone()
    {
        if (!connection())
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        BrowseTarget missing = target("plain");
        missing.name = "no such table";
        RowWindow rows = window(missing);
        QVERIFY_EXCEPTION_THROWN(rows.fetch(*connection(), 0, 10), DatabaseError);
    }

    void cacheIsBounded()
    {
        auto block = [](qint64 first, int rows) {
            RowChunkBuilder builder(1);
            for (int row = 0; row < rows; ++row)
                builder.addBytes(ValueTag::Text, std::string(1000, 'x'));
            return RowBlock{first, builder.take(), first % 512 == 0};
        };
        RowCache cache(1u << 20);
        for (qint64 number = 0; number < 50; ++number) {
            cache.insert(block(number * RowCache::blockRows, RowCache::blockRows));
            QVERIFY(cache.byteSize() <= (1u << 20) + 300000u || cache.blockCount() <= 2);
        }
        QVERIFY(!cache.find(0).rows);
        QVERIFY(cache.find(49 * RowCache::blockRows).rows);
        QVERIFY(!cache.find(50 * RowCache::blockRows).rows);
        QVERIFY(!cache.find(-1).rows);
        cache.insert(block(60 * RowCache::blockRows, 3));
        QVERIFY(cache.find(60 * RowCache::blockRows + 2).rows);
        QVERIFY(!cache.find(60 * RowCache::blockRows + 3).rows);
        QVERIFY(cache.contains(60));
        cache.insert(block(61 * RowCache::blockRows, 3));
        cache.dropInexact();
        QVERIFY(cache.contains(60));
        QVERIFY(!cache.contains(61));
        cache.clear();
        QCOMPARE(cache.byteSize(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(RowWindowTest)
#include "tst_row_window.moc"
