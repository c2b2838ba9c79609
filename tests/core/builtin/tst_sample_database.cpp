#include "core/builtin/sample_database.h"

#include <sqlite3.h>

#include <QCryptographicHash>
#include <QFile>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <functional>

using namespace relata;

namespace {

// One connection for a test; every statement must succeed.
class Sample
{
public:
    explicit Sample(const std::filesystem::path& file)
    {
        if (sqlite3_open(file.c_str(), &m_handle) != SQLITE_OK)
            qFatal("cannot open %s", file.c_str());
    }
    ~Sample() { sqlite3_close(m_handle); }
    Sample(const Sample&) = delete;
    Sample& operator=(const Sample&) = delete;

    // SQLite's code of the statement's end: SQLITE_DONE, or what went wrong.
    int each(const char* sql, const std::function<void(sqlite3_stmt*)>& visit = {})
    {
        sqlite3_stmt* statement = nullptr;
        if (const int code = sqlite3_prepare_v2(m_handle, sql, -1, &statement, nullptr); code != SQLITE_OK)
            qFatal("%s: %s", sql, sqlite3_errmsg(m_handle));
        int code = SQLITE_ROW;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
            if (visit)
                visit(statement);
        }
        sqlite3_finalize(statement);
        return code;
    }

    qint64 number(const char* sql)
    {
        qint64 value = -1;
        each(sql, [&](sqlite3_stmt* row) { value = sqlite3_column_int64(row, 0); });
        return value;
    }

    QStringList texts(const char* sql)
    {
        QStringList values;
        each(sql, [&](sqlite3_stmt* row) {
            values << QString::fromUtf8(reinterpret_cast<const char*>(sqlite3_column_text(row, 0)));
        });
        return values;
    }

private:
    sqlite3* m_handle = nullptr;
};

QByteArray bytesOf(const std::filesystem::path& file)
{
    QFile f(QString::fromStdString(file.string()));
    return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
}

const char tinyScript[] = "BEGIN; CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1); COMMIT;";

} // namespace

class TestSampleDatabase final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void hasTheShapeThatTheToursNeed();
    void isConsistent_data();
    void isConsistent();
    void everyBookHasACoverThatCanBeDrawn();
    void triggersWork();
    void isTheSameEveryTime();

    void secondCallKeepsTheFile();
    void newScriptKeepsTheOldFileAside();
    void fileThatIsNoDatabaseIsKeptAside();
    void lockedFileIsLeftAlone();
    void stopLeavesNothing();
    void failingScriptLeavesNothing();
    void unusableFolderIsAnError();
    void pathFollowsTheEnvironment();

private:
    std::filesystem::path at(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    QStringList filesOf(const char* folder) const
    {
        return QDir(m_folder.filePath(QString::fromLatin1(folder))).entryList(QDir::Files, QDir::Name);
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_file;
};

void TestSampleDatabase::initTestCase()
{
    QVERIFY(m_folder.isValid());
    const auto built = ensureSampleDatabase(at("first/bookshop.db"));
    QVERIFY2(built.has_value(), built ? "" : built.error().describe().c_str());
    m_file = *built;
    QCOMPARE(filesOf("first"), QStringList{"bookshop.db"});
}

void TestSampleDatabase::hasTheShapeThatTheToursNeed()
{
    Sample sample(m_file);
    const QStringList tables =
        sample.texts("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    QVERIFY2(tables.size() >= 14, qPrintable(tables.join(' ')));
    QVERIFY2(tables.filter("seed_").isEmpty(), "the script leaves its own tables behind");

    qint64 rows = 0;
    for (const QString& table : tables) {
        const qint64 count = sample.number(qPrintable(QString("SELECT COUNT(*) FROM %1").arg(table)));
        QVERIFY2(count > 0, qPrintable(table));
        rows += count;
    }
    QVERIFY2(rows > 90'000 && rows < 130'000, qPrintable(QString::number(rows)));

    const auto count = [&](const char* condition) {
        return sample.number(qPrintable(QString("SELECT COUNT(*) FROM %1").arg(QLatin1String(condition))));
    };
    QVERIFY(count("sqlite_schema WHERE type = 'view'") >= 3);
    QVERIFY(count("sqlite_schema WHERE type = 'trigger'") >= 1);
    QVERIFY(count("sqlite_schema WHERE type = 'index' AND sql LIKE '% WHERE %'") >= 1);
    QVERIFY(count("sqlite_schema WHERE type = 'index' AND sql LIKE '%(lower(%'") >= 1);
    QVERIFY(count("pragma_foreign_key_list('genres') WHERE \"table\" = 'genres'") == 1); // refers to itself
    QVERIFY(count("pragma_table_info('order_lines') WHERE pk > 0") == 2); // composite key
    QVERIFY(count("pragma_foreign_key_list('stock_movements')") == 2); // one composite foreign key
    QVERIFY(count("pragma_table_xinfo('authors') WHERE hidden = 2") == 1); // virtual generated column
    QVERIFY(count("pragma_table_xinfo('order_lines') WHERE hidden = 3") == 1); // stored generated column
}

void TestSampleDatabase::isConsistent_data()
{
    QTest::addColumn<QByteArray>("violations");

    const auto row = [](const char* name, const char* sql) { QTest::newRow(name) << QByteArray(sql); };
    row("foreign keys", "SELECT COUNT(*) FROM pragma_foreign_key_check");
    row("integrity", "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'");
    row("authors are grown up when they publish",
        "SELECT COUNT(*) FROM book_authors AS w JOIN authors AS a ON a.id = w.author_id JOIN books AS b ON "
        "b.id = w.book_id"
        " WHERE substr(b.published_on, 1, 4) - substr(a.born_on, 1, 4) < 20");
    row("nobody publishes after death",
        "SELECT COUNT(*) FROM book_authors AS w JOIN authors AS a ON a.id = w.author_id JOIN books AS b ON "
        "b.id = w.book_id"
        " WHERE b.published_on > a.died_on");
    row("every book has an edition",
        "SELECT COUNT(*) FROM books WHERE id NOT IN (SELECT book_id FROM editions)");
    row("every book has one main genre",
        "SELECT COUNT(*) FROM books WHERE id NOT IN (SELECT book_id FROM book_genres WHERE is_main)");
    row("every book has an author",
        "SELECT COUNT(*) FROM books WHERE id NOT IN (SELECT book_id FROM book_authors WHERE contribution = "
        "'author')");
    row("every order has lines",
        "SELECT COUNT(*) FROM orders WHERE id NOT IN (SELECT order_id FROM order_lines)");
    row("customers join before they order",
        "SELECT COUNT(*) FROM orders AS o JOIN customers AS c ON c.id = o.customer_id WHERE o.ordered_at < "
        "c.joined_on");
    row("editions are sold after their release",
        "SELECT COUNT(*) FROM order_lines AS l JOIN orders AS o ON o.id = l.order_id JOIN editions AS e ON "
        "e.id = l.edition_id"
        " WHERE o.ordered_at < e.released_on");
    row("staff sell after they were hired",
        "SELECT COUNT(*) FROM orders AS o JOIN employees AS e ON e.id = o.employee_id WHERE o.ordered_at < "
        "e.hired_on");
    row("charges are the order's total",
        "SELECT COUNT(*) FROM payments AS p JOIN order_totals AS t ON t.order_id = p.order_id"
        " WHERE p.kind = 'charge' AND ABS(p.amount - t.order_total) > 0.001");
    row("stock is the sum of its movements",
        "SELECT COUNT(*) FROM (SELECT s.quantity, SUM(m.quantity) AS moved FROM stock AS s LEFT JOIN "
        "stock_movements AS m"
        " ON m.shop_id = s.shop_id AND m.edition_id = s.edition_id GROUP BY s.shop_id, s.edition_id)"
        " WHERE quantity IS NOT moved");
    row("price changes end in the list price",
        "SELECT COUNT(*) FROM editions AS e JOIN price_changes AS p ON p.edition_id = e.id WHERE "
        "p.changed_at ="
        " (SELECT MAX(changed_at) FROM price_changes WHERE edition_id = e.id) AND p.new_price <> "
        "e.list_price");
    row("no phrase was left unexpanded",
        "SELECT COUNT(*) FROM (SELECT title AS t FROM books UNION ALL SELECT summary FROM books UNION ALL "
        "SELECT body FROM reviews"
        " UNION ALL SELECT biography FROM author_profiles UNION ALL SELECT title FROM series) WHERE t LIKE "
        "'%{%' OR t LIKE '%|%'");
    row("addresses of mail are plain ASCII",
        "SELECT COUNT(*) FROM customers WHERE email GLOB '*[^a-z0-9.@]*'");
}

void TestSampleDatabase::isConsistent()
{
    QFETCH(QByteArray, violations);
    Sample sample(m_file);
    QCOMPARE(sample.number(violations.constData()), 0);
}

void TestSampleDatabase::everyBookHasACoverThatCanBeDrawn()
{
    Sample sample(m_file);
    QCOMPARE(
        sample.number("SELECT COUNT(*) FROM books WHERE id NOT IN (SELECT book_id FROM book_covers)"), 0);

    int drawn = 0;
    sample.each("SELECT c.book_id, c.image, c.width, c.height, b.title FROM book_covers AS c JOIN books AS b "
                "ON b.id = c.book_id",
        [&](sqlite3_stmt* row) {
            const QByteArray svg(
                static_cast<const char*>(sqlite3_column_blob(row, 1)), sqlite3_column_bytes(row, 1));
            const QString book = QString("book %1: ").arg(sqlite3_column_int(row, 0));
            QXmlStreamReader xml(svg);
            QString words;
            while (!xml.atEnd()) {
                if (xml.readNext() == QXmlStreamReader::Characters)
                    words += xml.text().toString() + ' ';
            }
            QVERIFY2(!xml.hasError(), qPrintable(book + xml.errorString()));
            const QString title =
                QString::fromUtf8(reinterpret_cast<const char*>(sqlite3_column_text(row, 4)));
            QVERIFY2(words.startsWith(title), qPrintable(book + words));

            QSvgRenderer renderer(svg);
            QVERIFY2(renderer.isValid(), qPrintable(book));
            QCOMPARE(renderer.defaultSize(), QSize(sqlite3_column_int(row, 2), sqlite3_column_int(row, 3)));
            ++drawn;
        });
    QCOMPARE(drawn, sample.number("SELECT COUNT(*) FROM books"));
    QVERIFY(sample.number("SELECT COUNT(DISTINCT image) FROM book_covers") > 1990); // not one for all
}

void TestSampleDatabase::triggersWork()
{
    const auto copy = at("triggers.db");
    std::filesystem::copy_file(m_file, copy);
    Sample sample(copy);
    const qint64 before =
        sample.number("SELECT quantity FROM stock WHERE shop_id = 1 ORDER BY edition_id LIMIT 1");
    QCOMPARE(sample.each("INSERT INTO stock_movements (shop_id, edition_id, reason, quantity)"
                         " SELECT 1, MIN(edition_id), 'delivery', 5 FROM stock WHERE shop_id = 1"),
        SQLITE_DONE);
    QCOMPARE(sample.number("SELECT quantity FROM stock WHERE shop_id = 1 ORDER BY edition_id LIMIT 1"),
        before + 5);

    const qint64 changes = sample.number("SELECT COUNT(*) FROM price_changes WHERE edition_id = 1");
    QCOMPARE(sample.each("UPDATE editions SET list_price = list_price + 1 WHERE id = 1"), SQLITE_DONE);
    QCOMPARE(sample.each("UPDATE editions SET list_price = list_price WHERE id = 1"), SQLITE_DONE);
    QCOMPARE(sample.number("SELECT COUNT(*) FROM price_changes WHERE edition_id = 1"), changes + 1);

    // A movement of the wrong sign is refused.
    QCOMPARE(sample.each("INSERT INTO stock_movements (shop_id, edition_id, reason, quantity)"
                         " SELECT 1, MIN(edition_id), 'delivery', -5 FROM stock WHERE shop_id = 1"),
        SQLITE_CONSTRAINT);
}

void TestSampleDatabase::isTheSameEveryTime()
{
    const auto again = ensureSampleDatabase(at("second/bookshop.db"));
    QVERIFY(again.has_value());
    const auto hash = [](const QByteArray& bytes) {
        return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    };
    QVERIFY(!bytesOf(m_file).isEmpty());
    QCOMPARE(hash(bytesOf(*again)), hash(bytesOf(m_file)));
}

void TestSampleDatabase::secondCallKeepsTheFile()
{
    const auto file = at("kept/bookshop.db");
    QVERIFY(ensureSampleDatabase(file, tinyScript).has_value());
    Sample(file).each("INSERT INTO t VALUES (2)"); // a user's own change
    const QByteArray before = bytesOf(file);
    QVERIFY(ensureSampleDatabase(file, tinyScript).has_value());
    QCOMPARE(bytesOf(file), before);
    QCOMPARE(filesOf("kept"), QStringList{"bookshop.db"});
}

void TestSampleDatabase::newScriptKeepsTheOldFileAside()
{
    const auto file = at("newer/bookshop.db");
    QVERIFY(ensureSampleDatabase(file, tinyScript).has_value());
    Sample(file).each("INSERT INTO t VALUES (2)");
    QVERIFY(ensureSampleDatabase(file, "CREATE TABLE u (a INTEGER);").has_value());
    QCOMPARE(Sample(file).texts("SELECT name FROM sqlite_schema"), QStringList{"u"});

    const QStringList files = filesOf("newer");
    QCOMPARE(files.size(), 2);
    const QString aside = files.filter("bookshop-before-").value(0);
    QCOMPARE(Sample(at("newer") / aside.toStdString()).number("SELECT COUNT(*) FROM t"), 2);
}

void TestSampleDatabase::fileThatIsNoDatabaseIsKeptAside()
{
    QVERIFY(QDir(m_folder.path()).mkpath("broken"));
    QFile broken(m_folder.filePath("broken/bookshop.db"));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write(
        "this was never a database, and it is longer than a header of one would have to be.............");
    broken.close();
    QVERIFY(ensureSampleDatabase(at("broken/bookshop.db"), tinyScript).has_value());
    QCOMPARE(Sample(at("broken/bookshop.db")).number("SELECT COUNT(*) FROM t"), 1);
    QCOMPARE(filesOf("broken").size(), 2);
}

void TestSampleDatabase::lockedFileIsLeftAlone()
{
    const auto file = at("locked/bookshop.db");
    QVERIFY(ensureSampleDatabase(file, tinyScript).has_value());
    Sample other(file);
    QCOMPARE(other.each("BEGIN EXCLUSIVE"), SQLITE_DONE);
    const auto result = ensureSampleDatabase(file, "CREATE TABLE u (a INTEGER);");
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().kind, ErrorKind::File);
    QCOMPARE(filesOf("locked").filter("before").size(), 0);
}

void TestSampleDatabase::stopLeavesNothing()
{
    std::stop_source stop;
    stop.request_stop();
    const auto result =
        ensureSampleDatabase(at("stopped/bookshop.db"), sampleDatabaseScript(), stop.get_token());
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    QCOMPARE(filesOf("stopped"), QStringList{});
}

void TestSampleDatabase::failingScriptLeavesNothing()
{
    const auto file = at("failing/bookshop.db");
    QVERIFY(ensureSampleDatabase(file, tinyScript).has_value());
    const QByteArray before = bytesOf(file);
    const auto result =
        ensureSampleDatabase(file, "CREATE TABLE u (a INTEGER); INSERT INTO nowhere VALUES (1);");
    QVERIFY(!result.has_value());
    QVERIFY2(result.error().detail.find("nowhere") != std::string::npos, result.error().describe().c_str());
    QCOMPARE(bytesOf(file), before);
    QCOMPARE(filesOf("failing"), QStringList{"bookshop.db"});
}

void TestSampleDatabase::unusableFolderIsAnError()
{
    QFile obstacle(m_folder.filePath("obstacle")); // a file where a folder should be
    QVERIFY(obstacle.open(QIODevice::WriteOnly));
    const auto result = ensureSampleDatabase(at("obstacle/bookshop.db"), tinyScript);
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().kind, ErrorKind::File);
    QVERIFY(!result.error().hint.empty());
}

void TestSampleDatabase::pathFollowsTheEnvironment()
{
    const QByteArray home = qgetenv("HOME");
    const QByteArray data = qgetenv("XDG_DATA_HOME");
    qputenv("HOME", "/home/reader");
    qputenv("XDG_DATA_HOME", "/data");
    QCOMPARE(sampleDatabasePath().value().string(), std::string("/data/relata/samples/bookshop.db"));
    qputenv("XDG_DATA_HOME", "not/absolute");
    QCOMPARE(sampleDatabasePath().value().string(),
        std::string("/home/reader/.local/share/relata/samples/bookshop.db"));
    qunsetenv("XDG_DATA_HOME");
    QCOMPARE(sampleDatabasePath().value().string(),
        std::string("/home/reader/.local/share/relata/samples/bookshop.db"));
    qunsetenv("HOME");
    QVERIFY(!sampleDatabasePath().has_value());
    qputenv("HOME", home);
    if (!data.isNull())
        qputenv("XDG_DATA_HOME", data);
}

QTEST_APPLESS_MAIN(TestSampleDatabase)
#include "tst_sample_database.moc"
