// Texts that say the same, and some that do not.
#include "core/migrations/compare/expressions.h"
#include "core/sql/dialect_registry.h"
#include "tests/core/migrations/test_list.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

class CompareExpressions final : public QObject
{
    Q_OBJECT

private slots:
    void expressions_data();
    void expressions();
    void defaults_data();
    void defaults();
    void queries_data();
    void queries();
};

namespace {

void addColumns()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("told");
    QTest::addColumn<bool>("same");
}

void row(const char* dialect, const char* written, const char* told, bool same)
{
    QTest::addRow("%s: %s / %s", dialect, written, told) << dialect << written << told << same;
}

SqlText textOf(const QString& text, const QString& dialect)
{
    return {text.toStdString(), dialect.toStdString()};
}

} // namespace

void CompareExpressions::expressions_data()
{
    addColumns();
    row("postgresql", "price >= 0", "(price >= (0)::numeric)", true);
    row("postgresql", "price >= 0", "(price > (0)::numeric)", false);
    row("postgresql", "status IN ('a', 'b')",
        "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))", true);
    row("postgresql", "status IN ('a', 'b')",
        "((status)::text = ANY ((ARRAY['a'::character varying, 'c'::character varying])::text[]))", false);
    row("postgresql", "pages BETWEEN 8 AND 5000", "((pages >= 8) AND (pages <= 5000))", true);
    row("postgresql", "a > 0 AND b > 0 AND c > 0", "((a > 0) AND (b > 0) AND (c > 0))", true);
    row("postgresql", "a > 0 AND (b > 0 OR c > 0)", "((a > 0) AND (b > 0) OR (c > 0))", false);
    row("postgresql", "email LIKE '%_@_%'", "((email)::text ~~ '%_@_%'::text)", true);
    row("postgresql", "LENGTH(isbn) = 13", "(length(isbn) = 13)", true);
    row("postgresql", "title || ' ' || name", "(((title)::text || ' '::text) || (name)::text)", true);
    row("postgresql", "died IS NULL OR died > born", "((died IS NULL) OR (died > born))", true);
    row("postgresql", "flag IN (FALSE, TRUE)", "(flag = ANY (ARRAY[false, true]))", true);
    row("postgresql", "a::integer > 1", "((a)::integer > 1)", true);
    row("postgresql", "a::integer > 1", "((a)::text > 1)", false);
    row("mariadb", "price >= 0", "`price` >= 0", true);
    row("mariadb", "price >= 0", "`prize` >= 0", false);
    row("mariadb", "pages BETWEEN 8 AND 5000", "`pages` between 8 and 5000", true);
    row("mariadb", "status IN ('a', 'b')", "`status` in ('a','b')", true);
    row("mariadb", "CHAR_LENGTH(isbn) = 13", "char_length(`isbn`) = 13", true);
    row("sqlite", "price >= 0", "( price>=0 )", true);
    row("sqlite", "name = 'A'", "name = 'a'", false);
    row("mssql", "[price]>=(0)", "price >= 0", true);
    row("oracle", "\"PRICE\" >= 0", "price >= 0", true);
}

void CompareExpressions::expressions()
{
    QFETCH(QString, dialect);
    QFETCH(QString, written);
    QFETCH(QString, told);
    QFETCH(bool, same);
    SqlText a = textOf(written, dialect);
    SqlText b = textOf(told, dialect);
    QVERIFY2(sameExpression(a, b, nullptr) == same,
        (canonicalExpression(a, nullptr) + "\n" + canonicalExpression(b, nullptr)).c_str());
    QCOMPARE(sameExpression(b, a, nullptr), same);
}

void CompareExpressions::defaults_data()
{
    addColumns();
    row("postgresql", "'home'", "'home'::character varying", true);
    row("postgresql", "-1", "'-1'::integer", true);
    row("postgresql", "-1", "'1'::integer", false);
    row("postgresql", "CURRENT_TIMESTAMP", "now()", true);
    row("mariadb", "CURRENT_TIMESTAMP", "current_timestamp()", true);
    row("mariadb", "0", "0.00", true);
    row("mariadb", "0.5", "0.50", true);
    row("mariadb", "FALSE", "0", true);
    row("mariadb", "1", "10", false);
    row("mssql", "((0))", "0", true);
    row("sqlite", "'x'", "'y'", false);
}

void CompareExpressions::defaults()
{
    QFETCH(QString, dialect);
    QFETCH(QString, written);
    QFETCH(QString, told);
    QFETCH(bool, same);
    SqlText a = textOf(written, dialect);
    SqlText b = textOf(told, dialect);
    QVERIFY2(sameDefault(a, b, nullptr) == same,
        (canonicalExpression(a, nullptr) + "\n" + canonicalExpression(b, nullptr)).c_str());
}

void CompareExpressions::queries_data()
{
    addColumns();
    row("postgresql", "SELECT title FROM books WHERE price > 5",
        " SELECT books.title\n   FROM books\n  WHERE (books.price > (5)::numeric)", true);
    row("postgresql", "SELECT title FROM books WHERE price > 5", "SELECT title FROM books WHERE price > 6",
        false);
    row("postgresql", "SELECT a.id FROM a JOIN b ON a.id = b.id",
        " SELECT a.id\n   FROM (a\n     JOIN b ON ((a.id = b.id)))", true);
    row("postgresql", "SELECT a.id FROM a JOIN b ON a.id = b.id", "SELECT b.id FROM a JOIN b ON a.id = b.id",
        false);
    row("mariadb", "SELECT title FROM books", "select `books`.`title` AS `title` from `books`", true);
    row("sqlite", "SELECT title FROM books", "SELECT  title\nFROM books", true);
}

void CompareExpressions::queries()
{
    QFETCH(QString, dialect);
    QFETCH(QString, written);
    QFETCH(QString, told);
    QFETCH(bool, same);
    QCOMPARE(sameQuery(textOf(written, dialect), textOf(told, dialect), nullptr), same);
}

namespace {
const TestEntry<CompareExpressions> entry;
}

#include "compare_expressions.moc"
