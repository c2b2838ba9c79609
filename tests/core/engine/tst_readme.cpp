// Runs every line of C++ of core/README.md, and checks that these are the lines.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/engine/mock_connection.h"
#include "core/engine/registry.h"
#include "core/sql/dml.h"
#include "core/sql/functions.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace relata;

class ReadmeTest : public QObject
{
    Q_OBJECT

private slots:
    void itRuns()
    {
        QTemporaryDir folder;
        std::string path = folder.filePath("library.db").toStdString();
        std::vector<std::string> titles;
        std::size_t kept = 0;
        auto keep = [&](const RowChunk& chunk) {
            kept += chunk.rowCount();
            return true;
        };
        // clang-format off
registerBuiltins();
Engine engine = Engine::create("sqlite:///" + path + "?mode=rwc").value();
engine.begin([](Connection& connection) { // commits at its end, rolls back what throws
    connection.executeScript("CREATE TABLE authors (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL);"
                             "CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(100) NOT NULL,"
                             " price NUMERIC(10, 2), author_id INTEGER REFERENCES authors (id))");
});
MetaData metadata = reflect(engine);
auto connection = engine.checkout(); // from the pool; its first statement begins a transaction

auto authors = table(metadata, "authors"), books = table(metadata, "books");
connection->execute(insert(authors).values({{"id", 1}, {"name", "Ursula K. Le Guin"}}));
std::vector<std::vector<Value>> rows = {{"The Dispossessed", "9.50", 1}, {"Lavinia", "12.00", 1}};
connection->executeMany(insert(books).columns({"title", "price", "author_id"}), rows);
{
    Transaction savepoint = connection->savepoint();
    connection->execute(delete_(books));
} // rolled back
connection->commit();

auto query = select(books.c("title"), authors.c("name"))
                 .join(authors) // by the foreign key
                 .where(authors.c("name").like("Ursula%") && books.c("price") > 10)
                 .orderBy(books.c("title").desc())
                 .limit(10);
for (const Row& row : connection->execute(query).rows())
    titles.push_back(row["title"].toText());
Value title = connection->execute(query).one()["title"];
Value dear = connection->scalar(select(func::count()).where(books.c("price") > 10));

auto other = books.alias("other");
auto cheaper = select(func::count()).where(other.c("price") < books.c("price")).scalar();
auto ranked = select(books.c("title"), cheaper.label("rank"),
    over(func::rowNumber(), {{books.c("author_id")}, {books.c("price")}}).label("n"))
                  .cte("ranked");
auto best = select(ranked.c("title")).where(ranked.c("n") == 1);
auto all = best.unionAll(select(authors.c("name")));
auto chosen = select(books).where(books.c("id").in_(bindParam("ids", Expand::Yes)));
connection->execute(chosen, {{"ids", std::vector<Value>{1, 2}}}).partitions(1000, keep);

std::string oracle = compile(best, dialect("oracle")).sql;
auto upsert = insert(authors).values({{"id", 1}, {"name", "U. Le Guin"}});
upsert = upsert.onConflictDoUpdate({"id"}, {{"name", excluded("name")}});
std::string merge = compile(upsert, dialect("mssql")).literalSql();
connection->execute(upsert);

auto record = std::make_shared<MockRecord>();
auto mock = mockConnection(findDialect("postgresql"), record);
mock->execute(update(books).set("price", books.c("price") * 2).where(books.c("id") == 1));
std::string preview = record->literalStatements(mock->dialect()).front();
        // clang-format on

        QVERIFY((titles == std::vector<std::string>{"Lavinia"}));
        QVERIFY(title == Value("Lavinia"));
        QVERIFY(dear == Value(1));
        QCOMPARE(kept, std::size_t(2));
        QVERIFY((connection->execute(best).scalars() == std::vector<Value>{"The Dispossessed"}));
        QCOMPARE(connection->execute(all).all().size(), std::size_t(2));
        QVERIFY(oracle.find("WITH ranked AS (SELECT books.title") == 0);
        QVERIFY(merge.find("MERGE INTO authors WITH (HOLDLOCK)") == 0);
        QVERIFY(connection->scalar(select(authors.c("name"))) == Value("U. Le Guin"));
        QCOMPARE(QString::fromStdString(preview),
            QString("UPDATE books SET price = (books.price * 2) WHERE books.id = 1"));
    }

    void itIsThePage()
    {
        auto linesOf = [](const QString& path) {
            QFile file(QString(RELATA_SOURCE_DIR) + path);
            QStringList lines;
            if (file.open(QIODevice::ReadOnly)) {
                for (const QString& line : QString::fromUtf8(file.readAll()).split('\n'))
                    lines << line.trimmed();
            }
            return lines;
        };
        QStringList here = linesOf("/tests/core/engine/tst_readme.cpp");
        int found = 0;
        QString section;
        bool code = false;
        for (const QString& line : linesOf("/core/README.md")) {
            if (line.startsWith("## "))
                section = line;
            if (line.startsWith("```"))
                code = line == "```cpp";
            else if (code && !line.isEmpty()
                && (section.startsWith("## Engine") || section == "## Statements")) {
                QVERIFY2(here.contains(line), qPrintable(line));
                ++found;
            }
        }
        QVERIFY(found > 30);
    }
};

QTEST_APPLESS_MAIN(ReadmeTest)
#include "tst_readme.moc"
