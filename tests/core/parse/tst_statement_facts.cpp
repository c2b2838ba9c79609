// What the console reads off statements, and what it offers while one is being typed.
#include "core/builtin/builtin.h"
#include "core/engine/registry.h"
#include "core/parse/sql_completion.h"
#include "core/parse/statement_facts.h"

#include <QTest>

using namespace relata;

namespace {

QString kindText(StatementKind kind)
{
    switch (kind) {
    case StatementKind::Query:
        return "query";
    case StatementKind::Change:
        return "change";
    case StatementKind::Transaction:
        return "transaction";
    case StatementKind::Session:
        return "session";
    }
    return {};
}

MetaData shop()
{
    MetaData metadata;
    metadata.dialect = "postgresql";
    metadata.defaultSchema = "public";
    metadata.schemas = {"", "sales"};
    const auto table = [&](const char* schema, const char* name, std::vector<std::string> columns) {
        Table made;
        made.schema = schema;
        made.name = name;
        for (const std::string& column : columns) {
            Column of;
            of.name = column;
            of.type.kind = TypeKind::Integer;
            made.columns.push_back(of);
        }
        metadata.addTable(std::move(made));
    };
    table("", "books", {"id", "title", "author_id"});
    table("", "authors", {"id", "name"});
    table("", "Order Lines", {"Order", "line"});
    table("sales", "order_items", {"order_id", "quantity"});
    return metadata;
}

// The text with | for the cursor; labels of what is offered.
QStringList offered(const std::string& marked, const MetaData& metadata, std::size_t most = 200)
{
    const std::size_t cursor = marked.find('|');
    std::string text = marked;
    text.erase(cursor, 1);
    const auto dialect = findDialect("postgresql");
    QStringList labels;
    for (const Completion& completion :
        completions(completionContext(text, cursor, "postgresql"), metadata, *dialect, most))
        labels << QString::fromStdString(completion.insert);
    return labels;
}

} // namespace

class StatementFactsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void kinds_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("kind");
        const std::pair<const char*, const char*> rows[] = {{"SELECT 1", "query"}, {"(SELECT 1)", "query"},
            {"-- a\nselect 1", "query"}, {"WITH a AS (SELECT 1) SELECT * FROM a", "query"},
            {"WITH a AS (DELETE FROM b RETURNING *) SELECT * FROM a", "change"},
            {"SELECT * INTO copy FROM a", "change"}, {"SELECT * FROM a FOR UPDATE", "query"},
            {"SELECT replace(a, 'x', 'y') FROM t", "query"}, {"EXPLAIN DELETE FROM a", "query"},
            {"EXPLAIN ANALYZE DELETE FROM a", "change"}, {"UPDATE a SET b = 1", "change"},
            {"BEGIN", "transaction"}, {"ROLLBACK TO s", "transaction"}, {"SET x = 1", "session"},
            {"PRAGMA foreign_keys", "session"}, {"nonsense", "change"}, {"", "change"}, {"'", "change"}};
        for (const auto& [sql, kind] : rows)
            QTest::newRow(sql) << sql << kind;
    }
    void kinds()
    {
        QFETCH(QString, sql);
        QTEST(kindText(statementFacts(sql.toStdString(), "postgresql").kind), "kind");
    }

    void facts()
    {
        QVERIFY(statementFacts("create temp table a (b int)", "postgresql").makesTemporary);
        QVERIFY(!statementFacts("create table temp (b int)", "sqlite").verb.empty());
        QVERIFY(statementFacts("VACUUM", "sqlite").standsAlone);
        QVERIFY(statementFacts("CREATE INDEX CONCURRENTLY i ON a (b)", "postgresql").standsAlone);
        QVERIFY(!statementFacts("CREATE INDEX i ON a (b)", "postgresql").standsAlone);
        QCOMPARE(statementFacts("  insert into a values (1)", "sqlite").verb, std::string("INSERT"));
    }

    void sources_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("name"); // "" = none
        const std::pair<const char*, const char*> rows[] = {{"SELECT * FROM books", "books"},
            {"SELECT id, (SELECT max(x) FROM b) FROM books b WHERE a IN (SELECT 1 FROM c, d) ORDER BY 1, 2",
                "books"},
            {"SELECT * FROM shop.\"Books\" AS b", "Books"}, {"SELECT * FROM a, b", ""},
            {"SELECT * FROM a JOIN b USING (c)", ""}, {"SELECT * FROM a UNION SELECT * FROM b", ""},
            {"SELECT DISTINCT a FROM b", ""}, {"SELECT a FROM b GROUP BY a", ""},
            {"SELECT * FROM generate_series(1, 3)", ""}, {"SELECT * FROM (SELECT 1) a", ""}, {"SELECT 1", ""},
            {"DELETE FROM a RETURNING *", ""}, {"SELECT * FROM", ""}, {"SELECT * FROM a b CROSS JOIN c", ""},
            {"WITH x AS (SELECT 1) SELECT * FROM x", ""}};
        for (const auto& [sql, name] : rows)
            QTest::newRow(sql) << sql << name;
    }
    void sources()
    {
        QFETCH(QString, sql);
        QFETCH(QString, name);
        const SingleSource source = singleSource(sql.toStdString(), "postgresql");
        QCOMPARE(QString::fromStdString(source.name), name);
        QCOMPARE(source.why.empty(), !name.isEmpty());
    }

    void statementsAtCursor_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("index");
        QTest::newRow("inside") << "SELECT 1;\nSEL|ECT 2;" << 1;
        QTest::newRow("behind its semicolon") << "SELECT 1;|\nSELECT 2;" << 0;
        QTest::newRow("blanks behind it") << "SELECT 1;  |\nSELECT 2;" << 0;
        QTest::newRow("at the start") << "|SELECT 1; SELECT 2" << 0;
        QTest::newRow("between two of a line") << "SELECT 1; |SELECT 2" << 1;
        QTest::newRow("blank line before") << "SELECT 1;\n\n|\nSELECT 2;" << 1;
        QTest::newRow("at the end") << "SELECT 1;\nSELECT 2\n\n|" << 1;
        QTest::newRow("in a string") << "SELECT 'a;|b'; SELECT 2" << 0;
        QTest::newRow("nothing") << "-- only a comment|" << -1;
    }
    void statementsAtCursor()
    {
        QFETCH(QString, script);
        std::string text = script.toStdString();
        const std::size_t cursor = text.find('|');
        text.erase(cursor, 1);
        QTEST(statementAt(text, splitScript(text, "sqlite"), cursor), "index");
    }

    void completionOfMembers()
    {
        const MetaData metadata = shop();
        QCOMPARE(offered("SELECT b.| FROM books b", metadata), (QStringList{"author_id", "id", "title"}));
        QCOMPARE(offered("SELECT b.ti| FROM books AS b WHERE 1", metadata).first(), QString("title"));
        QCOMPARE(offered("SELECT * FROM sales.|", metadata), QStringList{"order_items"});
        QCOMPARE(
            offered("SELECT sales.order_items.| FROM x", metadata), (QStringList{"order_id", "quantity"}));
        QCOMPARE(offered("SELECT * FROM public.bo|", metadata), QStringList{"books"});
        QCOMPARE(offered("UPDATE \"Order Lines\" o SET o.|", metadata), (QStringList{"\"Order\"", "line"}));
        QVERIFY(offered("SELECT q.| FROM books b", metadata).isEmpty());
    }

    void completionOfTables()
    {
        const MetaData metadata = shop();
        QCOMPARE(offered("SELECT * FROM bo|", metadata).first(), QString("books"));
        QCOMPARE(offered("SELECT * FROM books, au|", metadata).first(), QString("authors"));
        QVERIFY(offered("SELECT * FROM books JOIN |", metadata).contains("authors"));
        QVERIFY(offered("INSERT INTO |", metadata).contains("\"Order Lines\""));
        QVERIFY(offered("SELECT * FROM oi|", metadata).contains("sales.order_items")); // initials
        QCOMPARE(offered("SELECT * FROM \"Or|", metadata).first(), QString("\"Order Lines\""));
        QVERIFY(offered("WITH recent AS (SELECT 1) SELECT * FROM rec|", metadata).contains("recent"));
    }

    void completionOfColumnsAndWords()
    {
        const MetaData metadata = shop();
        QCOMPARE(offered("SELECT ti| FROM books", metadata).first(), QString("title"));
        QVERIFY(offered("SELECT * FROM books b WHERE aut|", metadata).contains("author_id"));
        QCOMPARE(offered("INSERT INTO authors (na|", metadata), QStringList{"name"});
        QVERIFY(offered("sel|", metadata).contains("select"));
        QVERIFY(offered("SEL|", metadata).contains("SELECT"));
        QVERIFY(offered("SELECT coa|", metadata).contains("coalesce"));
        QVERIFY(offered("SELECT 'bo|", metadata).isEmpty());
        QVERIFY(offered("SELECT 1 -- bo|", metadata).isEmpty());
        QVERIFY(offered("SELECT /* bo|", metadata).isEmpty());
        QVERIFY(offered("SELECT 1|", metadata).isEmpty());
        QVERIFY(offered("|", metadata, 5).size() <= 5);
    }

    // Nothing that may be typed ends it.
    void completionOfBrokenText()
    {
        const MetaData metadata = shop();
        const std::string whole =
            "WITH a AS (SELECT $$x$$, \"q FROM (b.c.d, e) , [f] WHERE 'g \xff ((( ,,, . .. INTO (";
        for (std::size_t end = 0; end <= whole.size(); ++end) {
            for (const char* dialect : {"postgresql", "sqlite", "mysql", "mssql", "oracle"}) {
                const CompletionContext context = completionContext(whole.substr(0, end), end, dialect);
                QVERIFY(context.start <= end);
                completions(context, metadata, *findDialect("postgresql"));
                singleSource(whole.substr(0, end), dialect);
                statementFacts(whole.substr(0, end), dialect);
            }
        }
    }

    void conditionsOfOneTable()
    {
        const MetaData metadata = shop();
        const auto dialect = findDialect("postgresql");
        const std::string text = "\u00e9 = 1 AND bo";
        const CompletionContext context =
            conditionContext(text, text.size(), {"shop", "books", ""}, "postgresql");
        QCOMPARE(context.start, text.size() - 2);
        QCOMPARE(context.end, text.size());
        QCOMPARE(context.tables.size(), std::size_t(1));
        QVERIFY(context.tables.front() == (TableReference{"shop", "books", ""}));
        // A subquery's table is in reach as well; the beginning of the text is no end of a statement of ours.
        const std::string inner = "id IN (SELECT x FROM orders o WHERE o.";
        const CompletionContext within =
            conditionContext(inner, inner.size(), {"", "books", ""}, "postgresql");
        QVERIFY(within.place == CompletionContext::Place::Member);
        QCOMPARE(within.tables.size(), std::size_t(2));
        QVERIFY(!completions(conditionContext("", 0, {"", "books", ""}, "postgresql"), metadata, *dialect)
                     .empty());
        for (std::size_t end = 0; end <= inner.size(); ++end) {
            const CompletionContext any =
                conditionContext(inner.substr(0, end), end, {"", "t", ""}, "sqlite");
            QVERIFY(any.start <= end && any.end <= end);
        }
    }

    void scores()
    {
        QVERIFY(completionScore("bo", "books") > completionScore("ok", "books"));
        QVERIFY(completionScore("oi", "order_items") > completionScore("oi", "coin"));
        QCOMPARE(completionScore("xz", "books"), 0);
        QVERIFY(completionScore("books", "books") > completionScore("books", "bookshop"));
    }
};

QTEST_GUILESS_MAIN(StatementFactsTest)
#include "tst_statement_facts.moc"
