// The same checks for every dialect that has a driver (SQLAlchemy's testing suite does this for its own).
#include "core/builtin/builtin.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/dialect_suite/suite_database.h"
#include "tests/support/metadata_diff.h"

#include <QElapsedTimer>
#include <QTest>

#include <limits>
#include <thread>

using namespace relata;
using namespace relata::test;

class DialectSuite : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }
    void aDesignReplays_data() { RELATA_EACH_DIALECT(); }
    void aDesignReplays();
    void dropAllEmpties_data() { RELATA_EACH_DIALECT(); }
    void dropAllEmpties();
    void hostileNames_data() { RELATA_EACH_DIALECT(); }
    void hostileNames();
    void valuesRoundTrip_data() { RELATA_EACH_DIALECT(); }
    void valuesRoundTrip();
    void literalsAreValues_data() { RELATA_EACH_DIALECT(); }
    void literalsAreValues();
    void transactions_data() { RELATA_EACH_DIALECT(); }
    void transactions();
    void errorsHaveTheirKinds_data() { RELATA_EACH_DIALECT(); }
    void errorsHaveTheirKinds();
    void rowCounts_data() { RELATA_EACH_DIALECT(); }
    void rowCounts();
    void chunks_data() { RELATA_EACH_DIALECT(); }
    void chunks();
    void statementsStop_data() { RELATA_EACH_DIALECT(); }
    void statementsStop();
    void emptyDatabase_data() { RELATA_EACH_DIALECT(); }
    void emptyDatabase();
};

namespace {

Column column(std::string name, SqlType type, bool nullable = true)
{
    Column result;
    result.name = std::move(name);
    result.type = std::move(type);
    result.nullable = nullable;
    return result;
}

// Plain tables as every dialect can hold them: keys of one and two columns, a unique, a check, foreign keys
// in a cycle and to itself, an index, a view.
MetaData design()
{
    MetaData metadata;
    metadata.schemas = {""};
    Table author;
    author.name = "author";
    author.columns = {column("id", SqlType::of(TypeKind::Integer), false),
        column("name", SqlType::string(40), false), column("best_book", SqlType::of(TypeKind::Integer)),
        column("born", SqlType::of(TypeKind::Date))};
    author.primaryKey.columns = {"id"};
    ForeignKeyConstraint best;
    best.name = "fk_best_book";
    best.columns = {"best_book"};
    best.referredTable = "book";
    best.referredColumns = {"id"};
    author.foreignKeys = {best};
    Table book;
    book.name = "book";
    book.columns = {column("id", SqlType::of(TypeKind::Integer), false),
        column("author_id", SqlType::of(TypeKind::Integer), false),
        column("title", SqlType::of(TypeKind::Text), false), column("price", SqlType::numeric(10, 2)),
        column("sequel_of", SqlType::of(TypeKind::Integer)),
        column("cover", SqlType::of(TypeKind::LargeBinary))};
    book.columns[3].serverDefault = SqlText{"0", ""};
    book.primaryKey.columns = {"id"};
    UniqueConstraint unique;
    unique.name = "uq_title";
    unique.columns = {"author_id", "title"};
    book.uniqueConstraints = {unique};
    CheckConstraint check;
    check.name = "ck_price";
    check.expression = {"price >= 0", ""};
    book.checkConstraints = {check};
    ForeignKeyConstraint by;
    by.name = "fk_author";
    by.columns = {"author_id"};
    by.referredTable = "author";
    by.referredColumns = {"id"};
    by.onDelete = ReferentialAction::Cascade;
    ForeignKeyConstraint sequel;
    sequel.name = "fk_sequel";
    sequel.columns = {"sequel_of"};
    sequel.referredTable = "book";
    sequel.referredColumns = {"id"};
    sequel.onDelete = ReferentialAction::SetNull;
    book.foreignKeys = {by, sequel};
    Index index;
    index.name = "ix_price";
    index.elements.resize(2);
    index.elements[0].column = "price";
    index.elements[0].descending = true;
    index.elements[1].column = "title";
    book.indexes = {index};
    Table part;
    part.name = "part";
    part.columns = {column("book_id", SqlType::of(TypeKind::Integer), false),
        column("number", SqlType::of(TypeKind::Integer), false), column("body", SqlType::of(TypeKind::Text))};
    part.primaryKey.columns = {"book_id", "number"};
    metadata.addTable(author);
    metadata.addTable(book);
    metadata.addTable(part);
    View cheap;
    cheap.name = "cheap";
    cheap.definition = {"SELECT id, title FROM book WHERE price < 10", ""};
    metadata.addView(cheap);
    return metadata;
}

QString run(Connection& connection, const DdlScript& script)
{
    for (const DdlStatement& statement : script.statements) {
        try {
            connection.execute(statement.text);
        } catch (const DatabaseError& error) {
            return QString::fromStdString(error.error().describe() + "\n" + statement.text);
        }
    }
    return {};
}

MetaData reflected(Connection& connection)
{
    return connection.dialect().inspector(connection)->reflect({});
}

// "?" or "$n", as the dialect has it.
std::string parameter(const Connection& connection, int number)
{
    return connection.dialect().traits().paramStyle == ParamStyle::Numbered ? "$" + std::to_string(number)
                                                                            : "?";
}

ErrorKind kindOf(Connection& connection, const std::string& sql)
{
    try {
        connection.execute(sql);
    } catch (const DatabaseError& error) {
        return error.error().kind;
    }
    return ErrorKind::Internal; // nothing failed
}

} // namespace

void DialectSuite::aDesignReplays()
{
    RELATA_SUITE_DATABASE();
    auto first = database.connect();
    QCOMPARE(run(*first, createAll(design(), first->dialect())), QString());
    MetaData once = reflected(*first);
    QVERIFY(once.notes.empty());
    const Table& book = once.table("book");
    QCOMPARE(book.columns.size(), std::size_t(6));
    QVERIFY(book.primaryKey.columns == std::vector<std::string>{"id"});
    QCOMPARE(book.foreignKeys.size(), std::size_t(2));
    QCOMPARE(book.uniqueConstraints.size(), std::size_t(1));
    QCOMPARE(book.checkConstraints.size(), std::size_t(1));
    QCOMPARE(book.indexes.size(), std::size_t(1));
    QVERIFY(book.indexes.front().elements.front().descending);
    QVERIFY(!book.c("title").nullable);
    QVERIFY(book.c("price").nullable);
    QVERIFY(book.c("price").serverDefault.has_value());
    QVERIFY(once.table("part").primaryKey.columns == (std::vector<std::string>{"book_id", "number"}));
    QVERIFY(once.referredTable(once.table("author"), once.table("author").foreignKeys.front()) == &book);
    QVERIFY(once.findView("", "cheap"));

    // What was reflected replays, and is the same again.
    DdlScript script = createAll(once, first->dialect());
    first.reset();
    auto second = database.connect();
    QCOMPARE(run(*second, script), QString());
    QCOMPARE(differences(once, reflected(*second)).join('\n'), QString());
}

void DialectSuite::dropAllEmpties()
{
    RELATA_SUITE_DATABASE();
    auto connection = database.connect();
    QCOMPARE(run(*connection, createAll(design(), connection->dialect())), QString());
    QCOMPARE(run(*connection, dropAll(reflected(*connection), connection->dialect())), QString());
    MetaData rest = reflected(*connection);
    QVERIFY(rest.tables().empty());
    QVERIFY(rest.views().empty());
    QCOMPARE(
        run(*connection, dropAll(design(), connection->dialect(), {.ifExists = true})).contains("syntax"),
        false);
}

void DialectSuite::hostileNames()
{
    RELATA_SUITE_DATABASE();
    auto connection = database.connect();
    MetaData metadata;
    metadata.schemas = {""};
    for (std::string name : {"a\"b", "a`b", "a]b", "a'b", "a?b", "a%b", "a;b", "a\nb", "😀", "select", "Table",
             "a.b", "$1", " lead", "1digit", "a\\b", "-- no", "/* no */", ":name"}) {
        Table table;
        table.name = name;
        table.columns = {
            column(name, SqlType::of(TypeKind::Integer), false), column("c " + name, SqlType::string(20))};
        table.primaryKey.columns = {name};
        Index index;
        index.name = "ix " + name;
        index.elements.resize(1);
        index.elements[0].column = "c " + name;
        table.indexes = {index};
        metadata.addTable(std::move(table));
    }
    QCOMPARE(run(*connection, createAll(metadata, connection->dialect())), QString());
    MetaData back = reflected(*connection);
    QCOMPARE(back.tables().size(), metadata.tables().size());
    IdentifierPreparer identifiers = connection->dialect().identifiers();
    for (const TablePtr& table : metadata.tables()) {
        const Table* same = back.findTable("", table->name);
        QVERIFY2(same, table->name.c_str());
        QVERIFY(same->columns[0].name == table->columns[0].name
            && same->columns[1].name == table->columns[1].name);
        QVERIFY(same->indexes.size() == 1 && same->indexes[0].name == table->indexes[0].name);
        connection->execute("INSERT INTO " + identifiers.qualified("", table->name) + " ("
            + identifiers.quote(table->name) + ") VALUES (1)");
        QCOMPARE(connection
                     ->execute("SELECT " + identifiers.quote(table->name) + " FROM "
                         + identifiers.quote(table->name))
                     .scalar()
                     .integer(),
            1);
    }
}

void DialectSuite::valuesRoundTrip()
{
    RELATA_SUITE_DATABASE();
    auto connection = database.connect();
    MetaData metadata;
    metadata.schemas = {""};
    Table table;
    table.name = "vals";
    table.columns = {column("id", SqlType::of(TypeKind::Integer), false),
        column("i", SqlType::of(TypeKind::BigInteger)), column("t", SqlType::of(TypeKind::Text)),
        column("b", SqlType::of(TypeKind::LargeBinary)), column("d", SqlType::of(TypeKind::Date))};
    table.primaryKey.columns = {"id"};
    metadata.addTable(std::move(table));
    QCOMPARE(run(*connection, createAll(metadata, connection->dialect())), QString());
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes += static_cast<char>(i);
    std::vector<std::vector<Value>> rows{{Value(1), Value(std::numeric_limits<std::int64_t>::max()),
                                             Value("plain"), Value::binary(bytes), Value("2024-02-29")},
        {Value(2), Value(std::numeric_limits<std::int64_t>::min()), Value(""), Value::binary(""),
            Value("0001-01-01")},
        {Value(3), Value(0), Value("it's \"q\" \\ 😀 é\n\t%s ? $1"), Value(), Value("9999-12-31")},
        {Value(4), Value(), Value(), Value(), Value()}};
    std::string insert = "INSERT INTO vals (id, i, t, b, d) VALUES (";
    for (int i = 1; i <= 5; ++i)
        insert += (i > 1 ? ", " : "") + parameter(*connection, i);
    for (const std::vector<Value>& row : rows)
        QCOMPARE(connection->execute(insert + ")", row).rowCount(), 1);
    auto back = connection->execute("SELECT id, i, t, b, d FROM vals ORDER BY id").all();
    QCOMPARE(back.size(), rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t c = 0; c < 4; ++c)
            QVERIFY2(back[r][c] == rows[r][c], qPrintable(QString("row %1, column %2").arg(r).arg(c)));
        QCOMPARE(QString::fromStdString(back[r][4].toText()), QString::fromStdString(rows[r][4].toText()));
        QCOMPARE(back[r][4].isNull(), rows[r][4].isNull());
    }
}

void DialectSuite::literalsAreValues()
{
    RELATA_SUITE_DATABASE();
    auto connection = database.connect();
    for (const Value& value : {Value(), Value(42), Value(std::numeric_limits<std::int64_t>::max()), Value(""),
             Value("it's \\ \"q\" 😀\n"), Value::binary(std::string("\x00\xff'", 3))}) {
        std::string sql = "SELECT " + connection->dialect().valueLiteral(value.view());
        QVERIFY2(connection->execute(sql).scalar() == value, sql.c_str());
    }
}

void DialectSuite::transactions()
{
    RELATA_SUITE_DATABASE();
    auto connection = database.connect();
    connection->execute("CREATE TABLE t (a INTEGER PRIMARY KEY)");
    QVERIFY(!connection->driverConnection().inTransaction());
    connection->begin();
    QVERIFY(connection->driverConnection().inTransaction());
    connection->execute("INSERT INTO t VALUES (1)");
    connection->rollback();
    QVERIFY(!connection->driverConnection().inTransaction());
    QCOMPARE(connection->execute("SELECT count(*) FROM t").scalar().integer(), 0);
    connection->begin();
    connection->execute("INSERT INTO t VALUES (2)");
    connection->commit();
    QCOMPARE(connection->execute("SELECT a FROM t").scalar().integer(), 2);
    QCOMPARE(connection->execute(connection->dialect().pingStatement()).scalar().integer(), 1);
}

void DialectSuite::errorsHaveTheirKinds()
{
    RELATA_SUITE_DATABASE();
    auto connection = database.connect();
    connection->execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER NOT NULL CHECK (b > 0))");
    connection->execute("INSERT INTO t VALUES (1, 1)");
    QVERIFY(kindOf(*connection, "INSERT INTO t VALUES (1, 1)") == ErrorKind::Integrity);
    QVERIFY(kindOf(*connection, "INSERT INTO t VALUES (2, 0)") == ErrorKind::Integrity);
    QVERIFY(kindOf(*connection, "INSERT INTO t VALUES (2, NULL)") == ErrorKind::Integrity);
    QVERIFY(kindOf(*connection, "SELEC 1") == ErrorKind::Programming);
    QVERIFY(kindOf(*connection, "SELECT * FROM nowhere") == ErrorKind::NoSuchTable);
    QVERIFY(connection->isUsable());
    QCOMPARE(connection->execute("SELECT count(*) FROM t").scalar().integer(), 1);
}

void DialectSuite::rowCounts()
{
    RELATA_SUITE_DATABASE();
    auto connection = database.connect();
    connection->execute("CREATE TABLE t (a INTEGER)");
    QCOMPARE(connection->execute("INSERT INTO t VALUES (1), (2), (3)").rowCount(), 3);
    // Rows that the WHERE found count, changed or not.
    QCOMPARE(connection->execute("UPDATE t SET a = a WHERE a > 1").rowCount(), 2);
    QCOMPARE(connection->execute("DELETE FROM t WHERE a > 100").rowCount(), 0);
}

void DialectSuite::chunks()
{
    RELATA_SUITE_DATABASE();
    auto connection = database.connect();
    connection->execute("CREATE TABLE t (a INTEGER)");
    std::string insert = "INSERT INTO t VALUES (0)";
    for (int i = 1; i < 1000; ++i)
        insert += ", (" + std::to_string(i) + ")";
    connection->execute(insert);
    CursorResult rows = connection->execute("SELECT a, 'text' AS b FROM t ORDER BY a");
    QCOMPARE(rows.columns().size(), std::size_t(2));
    QCOMPARE(QString::fromStdString(rows.columns()[1].name), QString("b"));
    std::int64_t next = 0;
    while (RowChunkPtr chunk = rows.fetch(300)) {
        QVERIFY(chunk->rowCount() > 0 && chunk->rowCount() <= 300);
        for (std::size_t r = 0; r < chunk->rowCount(); ++r)
            QCOMPARE(chunk->at(r, 0).integer, next++);
    }
    QCOMPARE(next, 1000);
    QVERIFY(!rows.fetch(1));
    QVERIFY(!connection->execute("SELECT a FROM t WHERE a < 0").fetch(10));
}

void DialectSuite::statementsStop()
{
    RELATA_SUITE_DATABASE();
    auto connection = database.connect();
    std::string slow = database.slowStatement().toStdString();
    for (bool byToken : {true, false}) {
        std::stop_source source;
        ExecutionOptions options;
        options.stop = source.get_token();
        std::thread other([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            if (byToken)
                source.request_stop();
            else
                connection->interrupt();
        });
        QElapsedTimer timer;
        timer.start();
        bool cancelled = false;
        try {
            connection->execute(slow, {}, options).all();
        } catch (const CancelledError&) {
            cancelled = true;
        }
        other.join();
        QVERIFY(cancelled);
        QVERIFY2(timer.elapsed() < 1500, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(connection->isUsable());
        QCOMPARE(connection->execute("SELECT 1").scalar().integer(), 1);
    }
}

void DialectSuite::emptyDatabase()
{
    RELATA_SUITE_DATABASE();
    auto connection = database.connect();
    MetaData metadata = reflected(*connection);
    QVERIFY(metadata.tables().empty());
    QVERIFY(metadata.notes.empty());
    QCOMPARE(QString::fromStdString(metadata.dialect), database.dialect());
    QVERIFY(!metadata.serverVersion.empty());
    QVERIFY(createAll(metadata, connection->dialect()).statements.empty());
}

QTEST_GUILESS_MAIN(DialectSuite)
#include "tst_dialect_suite.moc"
