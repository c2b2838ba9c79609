// The expression language: what operators build, how statements are put together, what the cache and bind()
// do. The texts of all constructs in all dialects are compared in tst_golden_sql.
#include "core/builtin/builtin.h"
#include "core/engine/registry.h"
#include "core/sql/compiler.h"
#include "core/sql/dml.h"
#include "core/sql/functions.h"
#include "core/util/error.h"

#include <QtTest>

using namespace relata;

namespace {

Column column(const char* name, TypeKind kind)
{
    Column made;
    made.name = name;
    made.type = SqlType::of(kind);
    return made;
}

FromClause authors()
{
    auto table = std::make_shared<Table>();
    table->name = "authors";
    table->columns = {column("id", TypeKind::Integer), column("name", TypeKind::String)};
    table->primaryKey.columns = {"id"};
    static const TablePtr shared = table;
    return FromClause(shared);
}

FromClause books()
{
    auto table = std::make_shared<Table>();
    table->name = "books";
    table->columns = {column("id", TypeKind::Integer), column("title", TypeKind::String),
        column("author_id", TypeKind::Integer), column("price", TypeKind::Numeric)};
    table->primaryKey.columns = {"id"};
    ForeignKeyConstraint key;
    key.columns = {"author_id"};
    key.referredTable = "authors";
    key.referredColumns = {"id"};
    table->foreignKeys = {key};
    static const TablePtr shared = table;
    return FromClause(shared);
}

std::string sql(const Statement& statement, const char* name = "sqlite")
{
    return compile(statement, dialect(name)).sql;
}

template <typename F>
Error errorOf(F function)
{
    try {
        function();
    } catch (const DatabaseError& failure) {
        return failure.error();
    }
    Error none;
    none.message = "nothing was thrown";
    return none;
}

} // namespace

#define COMPARE(statement, expected) QCOMPARE(QString::fromStdString(statement), QString(expected))

class ExpressionTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void readsLikeSql()
    {
        auto query = select(books().c("title"), authors().c("name"))
                         .join(authors())
                         .where(books().c("price") > 10 && authors().c("name").like("%a%"))
                         .orderBy(books().c("title").desc())
                         .limit(3);
        COMPARE(sql(query),
            "SELECT books.title, authors.name FROM books JOIN authors ON authors.id = books.author_id WHERE "
            "books.price > ? AND authors.name LIKE ? ORDER BY books.title DESC LIMIT ?");
        Compiled compiled = compile(query, dialect("postgresql"));
        COMPARE(compiled.sql,
            "SELECT books.title, authors.name FROM books JOIN authors ON authors.id = books.author_id WHERE "
            "books.price > $1 AND authors.name LIKE $2 ORDER BY books.title DESC LIMIT $3");
        QCOMPARE(compiled.parameters.size(), std::size_t(3));
        QVERIFY(compiled.parameters[0].value == Value(10));
        QVERIFY(compiled.parameters[2].value == Value(3));
        QCOMPARE(compiled.resultColumns.size(), std::size_t(2));
        COMPARE(compiled.resultColumns[1].name, "name");
        QVERIFY(compiled.resultColumns[1].table && compiled.resultColumns[1].table->name == "authors");
    }

    void nullIsAskedForByIs()
    {
        COMPARE(sql(select(books().c("id")).where(books().c("title") == nullptr)),
            "SELECT books.id FROM books WHERE books.title IS NULL");
        COMPARE(sql(select(books().c("id")).where(books().c("title") != Value())),
            "SELECT books.id FROM books WHERE books.title IS NOT NULL");
    }

    void aliasesAreDistinctTables()
    {
        FromClause other = books().alias("b2");
        COMPARE(sql(select(books().c("id"), other.c("id")).where(books().c("price") == other.c("price"))),
            "SELECT books.id, b2.id AS id_1 FROM books, books AS b2 WHERE books.price = b2.price");
        COMPARE(sql(select(books().alias().c("id"))), "SELECT books_1.id FROM books AS books_1");
    }

    void subqueriesCorrelate()
    {
        auto count = select(func::count()).where(books().c("author_id") == authors().c("id"));
        COMPARE(sql(select(authors().c("name"), count.scalar().label("n"))),
            "SELECT authors.name, (SELECT count(*) AS count_1 FROM books WHERE books.author_id = authors.id) "
            "AS n FROM authors");
        COMPARE(sql(select(authors().c("name"))
                        .where(exists(
                            select(books().c("id")).where(books().c("author_id") == authors().c("id"))))),
            "SELECT authors.name FROM authors WHERE EXISTS (SELECT books.id FROM books WHERE books.author_id "
            "= authors.id)");
    }

    void expandingListsTakeAnyLength()
    {
        auto query = [](std::vector<Value> ids) {
            return select(books().c("title")).where(books().c("id").in_(std::move(ids)));
        };
        Compiled three = compile(query({1, 2, 3}), dialect("postgresql"));
        COMPARE(three.sql, "SELECT books.title FROM books WHERE books.id IN ($1, $2, $3)");
        Compiled none = compile(query({}), dialect("postgresql"));
        COMPARE(none.sql, "SELECT books.title FROM books WHERE books.id IN (NULL) AND (1 != 1)");
        QVERIFY(three.structure == none.structure); // one compilation served both

        auto named = select(books().c("title")).where(books().c("id").in_(bindParam("ids", Expand::Yes)));
        SqlStatement bound = compile(named, dialect("sqlite")).bind({{"ids", std::vector<Value>{4, 5}}});
        COMPARE(bound.sql, "SELECT books.title FROM books WHERE books.id IN (?, ?)");
        QCOMPARE(bound.parameters.size(), std::size_t(2));
    }

    void theCacheLooksAtStructureAlone()
    {
        auto query = [](int price) { return select(books().c("title")).where(books().c("price") < price); };
        Compiled first = compile(query(1), dialect("sqlite"));
        Compiled second = compile(query(2), dialect("sqlite"));
        QVERIFY(first.structure == second.structure);
        QVERIFY(second.parameters[0].value == Value(2));
        QVERIFY(compile(query(1).limit(1), dialect("sqlite")).structure != first.structure);
        // One value twice is another structure than two values that happen to be equal.
        Expression one = literal(7);
        auto twice = select(books().c("id")).where(books().c("id") == one || books().c("price") == one);
        auto apart =
            select(books().c("id")).where(books().c("id") == literal(7) || books().c("price") == literal(8));
        compile(twice, dialect("sqlite"));
        Compiled both = compile(apart, dialect("sqlite"));
        QVERIFY(both.parameters[1].value == Value(8));
    }

    void insertUpdateDelete()
    {
        COMPARE(sql(insert(books()).values({{"title", "x"}, {"price", 3}}).returning(books().c("id"))),
            "INSERT INTO books (title, price) VALUES (?, ?) RETURNING id");
        Compiled many = compile(insert(books()).columns({"title", "price"}), dialect("postgresql"));
        COMPARE(many.sql, "INSERT INTO books (title, price) VALUES ($1, $2)");
        COMPARE(many.parameters[1].name, "price");
        COMPARE(sql(update(books()).set("price", books().c("price") * 2).where(books().c("id") == 3)),
            "UPDATE books SET price = (books.price * ?) WHERE books.id = ?");
        COMPARE(sql(delete_(books()).where(books().c("id") == 3)), "DELETE FROM books WHERE books.id = ?");
    }

    void previewsShowValues()
    {
        auto statement = update(books()).set("title", "it's").where(books().c("id") == 3);
        COMPARE(compile(statement, dialect("postgresql")).literalSql(),
            "UPDATE books SET title = 'it''s' WHERE books.id = 3");
        Compiled named = compile(insert(books()).columns({"title"}), dialect("mssql"));
        COMPARE(named.literalSql({{"title", Value("a")}}), "INSERT INTO books (title) VALUES ('a')");
        COMPARE(named.literalSql(), "INSERT INTO books (title) VALUES (:title)");
    }

    void textsHaveNamedParameters()
    {
        auto statement = textStatement(
            "SELECT ':no' || a::text, \"b:c\" /* :d */ FROM t WHERE a = :a AND b = \\:x", {{"a", Value(1)}});
        COMPARE(sql(statement, "postgresql"),
            "SELECT ':no' || a::text, \"b:c\" /* :d */ FROM t WHERE a = $1 AND b = :x");
        QVERIFY(errorOf([] { textStatement("SELECT 1", {{"a", Value(1)}}); }).kind == ErrorKind::Argument);
    }

    void refusesWhatADialectLacks()
    {
        Error error = errorOf([] { sql(select(books().c("id")).distinctOn({books().c("title")})); });
        QVERIFY(error.kind == ErrorKind::NotSupported);
        COMPARE(error.message, "SQLite has no DISTINCT ON.");
        error = errorOf([] { sql(update(books()).set("price", 1).returning(books().c("id")), "mariadb"); });
        COMPARE(error.message, "MariaDB has no RETURNING of UPDATE.");
    }

    void badUseIsToldEarly()
    {
        COMPARE(errorOf([] { books().c("nope"); }).message, "books has no column “nope”.");
        COMPARE(errorOf([] {
            insert(books()).values({{"nope", 1}});
        }).message,
            "Table books has no column nope.");
        COMPARE(errorOf([] {
            compile(select(books().c("id")).where(books().c("id") == bindParam("x")), dialect("sqlite"))
                .bind();
        }).message,
            "The parameter :x has no value.");
        COMPARE(errorOf([] { books().join(books().alias("b")); }).message,
            "There is no foreign key between “books” and “b”.");
        QVERIFY(errorOf([] { union_({select(books()), select(authors())}); }).kind == ErrorKind::Argument);
    }

    void hostileNamesStayNames()
    {
        FromClause table = lightTable("a\x01\"b",
            {column("c'd\x01"
                    "1\x02",
                TypeKind::Text)});
        COMPARE(sql(select(table)),
            "SELECT \"a\x01\"\"b\".\"c'd\x01"
            "1\x02\" FROM \"a\x01\"\"b\"");
    }
};

QTEST_APPLESS_MAIN(ExpressionTest)
#include "tst_expression.moc"
