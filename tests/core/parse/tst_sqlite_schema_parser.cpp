#include "core/parse/sqlite_schema_parser.h"
#include "tests/core/parse/sqlite_schema_property.h"

#include <QTest>

#include <random>

using namespace relata;

namespace {

Table table(const std::string& sql)
{
    Result<Table> result = parseSqliteTable(sql);
    if (!result) {
        QTest::qFail(result.error().describe().c_str(), __FILE__, __LINE__);
        return {};
    }
    return *result;
}

Table oneColumn(const std::string& definition)
{
    Table result = table("CREATE TABLE t (" + definition + ")");
    if (result.columns.empty())
        result.columns.emplace_back();
    return result;
}

std::string nativeType(const std::string& definition)
{
    Table parsed = oneColumn(definition);
    return parsed.columns[0].type.native ? parsed.columns[0].type.native->text : "none";
}

std::string defaultOf(const std::string& definition)
{
    Table parsed = oneColumn(definition);
    return parsed.columns[0].serverDefault ? parsed.columns[0].serverDefault->text : "none";
}

// Valid statements of every kind: what is mutated below.
const char* const samples[] = {
    "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b VARCHAR(10) NOT NULL DEFAULT 'x' COLLATE NOCASE)",
    "CREATE TABLE t(a,b,c,PRIMARY KEY(a COLLATE rtrim DESC,b),UNIQUE(b,c) ON CONFLICT IGNORE CHECK(a>(1)))"
    " WITHOUT ROWID, STRICT",
    "CREATE TABLE [t t] (\"a\"\"b\" 'my type'(10,-2) CONSTRAINT n CHECK (a IN (1,2)) REFERENCES p(q) ON "
    "DELETE SET "
    "NULL ON UPDATE CASCADE MATCH FULL NOT DEFERRABLE INITIALLY DEFERRED, c AS (a||b) STORED)",
    "CREATE TABLE t (a INT CONSTRAINT pk PRIMARY KEY DESC ON CONFLICT REPLACE, b DEFAULT (a + 1) /* c */, "
    "FOREIGN KEY (a, b) REFERENCES t (x, y) ON DELETE RESTRICT) -- end",
    "CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a COLLATE nocase DESC, lower(b), (c || d) COLLATE x, \"e\") "
    "WHERE a "
    "IS NOT NULL",
    "CREATE VIEW v (a, \"b c\") AS WITH x AS (SELECT 1) SELECT * FROM x, t",
    "CREATE TRIGGER r INSTEAD OF UPDATE OF a, b ON v FOR EACH ROW WHEN new.a > 1 BEGIN SELECT CASE 1 WHEN 1 "
    "THEN 2 "
    "END; DELETE FROM t; END",
    "CREATE VIRTUAL TABLE f USING fts5(a, b, tokenize = 'porter')",
};

} // namespace

class TestSqliteSchemaParser : public QObject
{
    Q_OBJECT

private slots:
    void declaredTypes_data()
    {
        QTest::addColumn<QByteArray>("definition");
        QTest::addColumn<QByteArray>("type");
        auto row = [](const char* definition, const char* type) {
            QTest::newRow(definition) << QByteArray(definition) << QByteArray(type);
        };
        row("a", "");
        row("a INTEGER", "INTEGER");
        row("a VARCHAR(10)", "VARCHAR(10)");
        row("a DECIMAL (10, 2) NOT NULL", "DECIMAL (10, 2)");
        row("a UNSIGNED BIG INT DEFAULT 1", "UNSIGNED BIG INT");
        row("a DOUBLE\n\tPRECISION/* c */ NULL", "DOUBLE PRECISION");
        row("a NUMERIC(+5, -3)", "NUMERIC(+5, -3)");
        row("a \"my type\"(3) PRIMARY KEY", "\"my type\"(3)");
        row("a 'text' [more]", "'text' [more]");
        row("a GENERATED", "GENERATED");
        row("a INT GENERATED ALWAYS AS (1)", "INT");
        row("a GENERATED ALWAYS AS (1)", "");
        row("a INT KEY", "INT KEY");
        row("a TEXT CONSTRAINT c", "TEXT");
        row("a varchar(max)", "varchar(max)");
    }

    void declaredTypes()
    {
        QFETCH(QByteArray, definition);
        QFETCH(QByteArray, type);
        QCOMPARE(QByteArray::fromStdString(nativeType(definition.toStdString())), type);
    }

    void defaults_data()
    {
        QTest::addColumn<QByteArray>("definition");
        QTest::addColumn<QByteArray>("value");
        auto row = [](const char* definition, const char* value) {
            QTest::newRow(definition) << QByteArray(definition) << QByteArray(value);
        };
        row("a", "none");
        row("a DEFAULT 1", "1");
        row("a DEFAULT -1.5e3 NOT NULL", "-1.5e3");
        row("a DEFAULT + 2", "+ 2");
        row("a DEFAULT 'it''s'", "'it''s'");
        row("a DEFAULT \"dq\"", "'dq'");
        row("a DEFAULT bare", "'bare'");
        row("a DEFAULT [it's]", "'it''s'");
        row("a DEFAULT TRUE", "TRUE");
        row("a DEFAULT null", "null");
        row("a DEFAULT CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP");
        row("a DEFAULT x'00ff'", "x'00ff'");
        row("a DEFAULT (datetime('now'))", "datetime('now')");
        row("a DEFAULT ((1) + (2)) UNIQUE", "(1) + (2)");
        row("a DEFAULT ( /* c */ 1 -- d\n)", "1");
        row("a DEFAULT 1 DEFAULT 2", "2");
    }

    void defaults()
    {
        QFETCH(QByteArray, definition);
        QFETCH(QByteArray, value);
        QCOMPARE(QByteArray::fromStdString(defaultOf(definition.toStdString())), value);
    }

    void namesInEveryQuote()
    {
        QVERIFY(!parseSqliteTable("CREATE TABLE [a]] (x)")); // a bracket cannot be doubled
        Table parsed = table("CREATE TEMP TABLE IF NOT EXISTS main.[a] (x)");
        QCOMPARE(parsed.name, std::string("a"));
        parsed =
            table("CREATE TABLE \"a\"\"b\" (`c``d`, [e\"f], 'g''h', größe, \"\", UNIQUE ('g''h', [C`D]))");
        QCOMPARE(parsed.name, std::string("a\"b"));
        QCOMPARE(parsed.columns[0].name, std::string("c`d"));
        QCOMPARE(parsed.columns[1].name, std::string("e\"f"));
        QCOMPARE(parsed.columns[2].name, std::string("g'h"));
        QCOMPARE(parsed.columns[3].name, std::string("größe"));
        QCOMPARE(parsed.columns[4].name, std::string());
        QCOMPARE(parsed.uniqueConstraints[0].columns, (std::vector<std::string>{"g'h", "c`d"}));
    }

    void columnConstraints()
    {
        Table parsed =
            table("CREATE TABLE t (id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT FAIL AUTOINCREMENT,"
                  " a INT CONSTRAINT nn NOT NULL ON CONFLICT ROLLBACK CONSTRAINT u UNIQUE ON CONFLICT ABORT"
                  "  CONSTRAINT ck CHECK (a <> ')' AND (a > 1)) CONSTRAINT d DEFAULT 5"
                  "  CONSTRAINT co COLLATE \"no case\" CONSTRAINT unused CONSTRAINT fk REFERENCES p"
                  "  ON UPDATE SET DEFAULT ON DELETE NO ACTION ON INSERT CASCADE MATCH simple"
                  "  DEFERRABLE INITIALLY DEFERRED,"
                  " b CONSTRAINT g AS (a + id), c NULL CONSTRAINT last)");
        QCOMPARE(parsed.primaryKey.name, std::string("pk"));
        QCOMPARE(parsed.primaryKey.options.value("sqlite.on_conflict"), std::string("FAIL"));
        QVERIFY(parsed.columns[0].autoincrement == Autoincrement::Yes);
        const Column& a = parsed.c("a");
        QVERIFY(!a.nullable);
        QCOMPARE(a.notNullName, std::string("nn"));
        QCOMPARE(a.options.value("sqlite.on_conflict_not_null"), std::string("ROLLBACK"));
        QCOMPARE(a.options.value("sqlite.default_name"), std::string("d"));
        QCOMPARE(a.collation, std::string("no case"));
        QCOMPARE(parsed.uniqueConstraints[0].name, std::string("u"));
        QVERIFY(parsed.uniqueConstraints[0].options.empty()); // ABORT is the default
        QCOMPARE(parsed.checkConstraints[0].expression.text, std::string("a <> ')' AND (a > 1)"));
        const ForeignKeyConstraint& key = parsed.foreignKeys[0];
        QCOMPARE(key.name, std::string("fk"));
        QVERIFY(key.onUpdate == ReferentialAction::SetDefault && key.onDelete == ReferentialAction::NoAction);
        QVERIFY(key.deferrable == true && key.initiallyDeferred && key.referredColumns.empty());
        QCOMPARE(parsed.c("b").computed->expression.text, std::string("a + id"));
        QVERIFY(!parsed.c("b").computed->persisted);
        QVERIFY(parsed.c("c").nullable);
    }

    void tableConstraints()
    {
        Table parsed =
            table("CREATE TABLE t (A, b, c, CONSTRAINT pk PRIMARY KEY (a COLLATE NOCASE DESC, b ASC) ON "
                  "CONFLICT IGNORE UNIQUE (c) CHECK (a) CONSTRAINT empty CONSTRAINT named CHECK (b), "
                  "CONSTRAINT lost, FOREIGN KEY (a, B) REFERENCES p (x, y) NOT DEFERRABLE, UNIQUE "
                  "((b) DESC, c)) WITHOUT ROWID, STRICT;");
        QCOMPARE(parsed.primaryKey.columns, (std::vector<std::string>{"A", "b"}));
        QCOMPARE(parsed.primaryKey.options.value("sqlite.desc"), std::string("0"));
        QCOMPARE(parsed.primaryKey.options.value("sqlite.collate.0"), std::string("NOCASE"));
        QCOMPARE(parsed.primaryKey.options.value("sqlite.on_conflict"), std::string("IGNORE"));
        QVERIFY(!parsed.primaryKey.options.find("sqlite.inline"));
        QCOMPARE(parsed.uniqueConstraints.size(), std::size_t(2));
        QCOMPARE(parsed.uniqueConstraints[1].options.value("sqlite.desc"), std::string("0"));
        QCOMPARE(parsed.checkConstraints[0].name, std::string());
        QCOMPARE(parsed.checkConstraints[1].name, std::string("named"));
        QCOMPARE(parsed.foreignKeys[0].name, std::string());
        QCOMPARE(parsed.foreignKeys[0].columns, (std::vector<std::string>{"A", "b"}));
        QVERIFY(parsed.foreignKeys[0].deferrable == false);
        QVERIFY(parsed.options.flag("sqlite.without_rowid") && parsed.options.flag("sqlite.strict"));
    }

    void descendingKeysAreNoRowid()
    {
        QVERIFY(
            table("CREATE TABLE t (a INTEGER PRIMARY KEY DESC)").primaryKey.options.flag("sqlite.inline"));
        QVERIFY(!table("CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC))")
                     .primaryKey.options.flag("sqlite.inline"));
        QVERIFY(table("CREATE TABLE t (a INTEGER, PRIMARY KEY (a AUTOINCREMENT))").columns[0].autoincrement
            == Autoincrement::Yes);
    }

    void commentsAnywhere()
    {
        Table parsed =
            table("CREATE/*a*/TABLE--b\nt/*c,)*/(a/*d*/INT--e,\n,/*(*/b TEXT CHECK/*f*/(b/*)*/>'--' -- )\n"
                  ")/*g*/)--h");
        QCOMPARE(parsed.columns.size(), std::size_t(2));
        QCOMPARE(parsed.checkConstraints[0].expression.text, std::string("b/*)*/>'--'"));
    }

    void indexes()
    {
        auto parsed = parseSqliteIndex("CREATE UNIQUE INDEX \"i i\" ON [t] (a, \"b\" COLLATE nocase DESC, "
                                       "lower(c) COLLATE \"x y\" ASC, (d), e || f "
                                       "COLLATE rtrim, (g) COLLATE p COLLATE q, 'h', NULL, 1 DESC, (i IN (1, "
                                       "2))) WHERE (a > 1) OR b IN (1, 2);");
        QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().describe().c_str());
        const std::vector<IndexElement>& e = parsed->index.elements;
        QCOMPARE(parsed->table, std::string("t"));
        QVERIFY(parsed->index.unique);
        QCOMPARE(e.size(), std::size_t(10));
        QCOMPARE(e[1].column, std::string("b"));
        QCOMPARE(e[1].collation, std::string("nocase"));
        QVERIFY(e[1].descending);
        QCOMPARE(e[2].expression.text, std::string("lower(c)"));
        QCOMPARE(e[2].collation, std::string("x y"));
        QCOMPARE(e[3].column, std::string("d"));
        QCOMPARE(e[4].expression.text, std::string("e || f COLLATE rtrim"));
        QVERIFY(e[4].collation.empty());
        QCOMPARE(e[5].column, std::string("g"));
        QCOMPARE(e[5].collation, std::string("q")); // the last one wins
        QCOMPARE(e[6].column, std::string("h"));
        QCOMPARE(e[7].expression.text, std::string("NULL"));
        QCOMPARE(e[8].expression.text, std::string("1"));
        QVERIFY(e[8].descending);
        QCOMPARE(e[9].expression.text, std::string("i IN (1, 2)"));
        QCOMPARE(parsed->index.where.text, std::string("(a > 1) OR b IN (1, 2)"));
    }

    void viewsAndTriggers()
    {
        auto view = parseSqliteView(
            "CREATE TEMPORARY VIEW IF NOT EXISTS x.[v w] (a, 'b') AS\n VALUES (1, ';'); -- end");
        QVERIFY(view.has_value());
        QCOMPARE(view->name, std::string("v w"));
        QVERIFY(view->namedColumns);
        QCOMPARE(view->columns[1].name, std::string("b"));
        QCOMPARE(view->definition.text, std::string("VALUES (1, ';')"));
        auto trigger =
            parseSqliteTrigger("CREATE TRIGGER \"r\" update of a , \"b c\" ON \"t\" begin SELECT 1; END ;");
        QVERIFY(trigger.has_value());
        QCOMPARE(trigger->trigger.timing, std::string("BEFORE"));
        QCOMPARE(trigger->trigger.events, std::string("UPDATE OF a , \"b c\""));
        QCOMPARE(trigger->table, std::string("t"));
        QVERIFY(trigger->trigger.definition.text.ends_with("END"));
        Table virtualTable =
            table("CREATE VIRTUAL TABLE IF NOT EXISTS v USING \"rtree\" (id, (a, b), \"c)\")");
        QVERIFY(virtualTable.kind == TableKind::Virtual);
        QCOMPARE(virtualTable.options.value("sqlite.module"), std::string("rtree"));
        QVERIFY(table("CREATE VIRTUAL TABLE v USING dbstat").kind == TableKind::Virtual);
    }

    void nonsenseIsRefused_data()
    {
        QTest::addColumn<QByteArray>("sql");
        for (const char* sql :
            {"", ";", "CREATE", "CREATE TABLE", "CREATE TABLE t", "CREATE TABLE t (", "CREATE TABLE t ()",
                "CREATE TABLE t (a", "CREATE TABLE t (a,", "CREATE TABLE t (a,)", "CREATE TABLE t (a) x",
                "CREATE TABLE t (a) WITHOUT", "CREATE TABLE t (a) STRICT,", "CREATE TABLE t (a CHECK)",
                "CREATE TABLE t (a CHECK ())", "CREATE TABLE t (a CHECK (1)", "CREATE TABLE t (a DEFAULT)",
                "CREATE TABLE t (a REFERENCES)", "CREATE TABLE t (a REFERENCES b ON DELETE EXPLODE)",
                "CREATE TABLE t (a VARCHAR(1,2,3))", "CREATE TABLE t (PRIMARY KEY (a))",
                "CREATE TABLE t (a, PRIMARY KEY (a), b)", "CREATE TABLE t (a PRIMARY KEY, PRIMARY KEY (a))",
                "CREATE TABLE t (a 'unclosed)", "CREATE TABLE t (a) ; SELECT 1", "CREATE TABLE 5 (a)",
                "CREATE TABLE t (a) /* c", "DROP TABLE t", "CREATE TABLE t AS SELECT 1"})
            QTest::newRow(sql) << QByteArray(sql);
    }

    void nonsenseIsRefused()
    {
        QFETCH(QByteArray, sql);
        std::string text = sql.toStdString();
        if (text == "CREATE TABLE t (a) /* c") { // SQLite takes an open comment at the end
            QVERIFY(parseSqliteTable(text).has_value());
            return;
        }
        Result<Table> result = parseSqliteTable(text);
        QVERIFY(!result);
        QCOMPARE(toString(result.error().kind), toString(ErrorKind::Data));
        QVERIFY(result.error().position >= 0 && std::size_t(result.error().position) <= text.size());
        QVERIFY(!parseSqliteIndex(text) && !parseSqliteView(text) && !parseSqliteTrigger(text));
    }

    void ourDdlMeansTheSame()
    {
        for (const char* sample : samples)
            QCOMPARE(QByteArray::fromStdString(test::brokenProperty(sample)), QByteArray());
    }

    void deepBracketsAreSafe()
    {
        std::string deep(200'000, '(');
        QVERIFY(!parseSqliteTable("CREATE TABLE t (a CHECK " + deep));
        QVERIFY(!parseSqliteTable("CREATE TABLE t (a, UNIQUE " + deep));
        std::string closed = deep + "a" + std::string(200'000, ')');
        QVERIFY(parseSqliteTable("CREATE TABLE t (a CHECK " + closed + ")").has_value());
        QVERIFY(parseSqliteTable("CREATE TABLE t (a DEFAULT " + closed + ")").has_value());
    }

    // Valid statements with bytes, tokens and halves of each other put in, left out and swapped.
    void mutationsAreSafe()
    {
        const std::string pieces[] = {"(", ")", ",", "'", "\"", "[", "]", "`", "--", "/*", "*/",
            " CONSTRAINT ", " PRIMARY KEY ", " UNIQUE ", " CHECK ", " DEFAULT ", " COLLATE ", " NOT ",
            " NULL ", " AS ", " GENERATED ALWAYS ", " REFERENCES ", " ON ", " CONFLICT ", " DESC ",
            " AUTOINCREMENT ", ";", "\n", "x", "1", "-", "+", ".", " DEFERRABLE ", " WITHOUT ROWID ",
            " 'a''b' ", std::string(1, '\0'), "\xff"};
        std::mt19937 random(20240711);
        int taken = 0;
        for (int round = 0; round < 6'000; ++round) {
            std::string sql = samples[random() % std::size(samples)];
            for (unsigned n = 1 + random() % 4; n > 0; --n) {
                std::size_t at = random() % (sql.size() + 1);
                switch (random() % 4) {
                case 0:
                    sql.insert(at, pieces[random() % std::size(pieces)]);
                    break;
                case 1:
                    sql.erase(at, random() % 12);
                    break;
                case 2: {
                    std::string other = samples[random() % std::size(samples)];
                    sql = sql.substr(0, at) + other.substr(random() % other.size());
                    break;
                }
                default:
                    if (at < sql.size())
                        sql[at] = static_cast<char>(random());
                }
            }
            std::string broken = test::brokenProperty(sql);
            QVERIFY2(broken.empty(), (broken + "\nof: " + sql).c_str());
            taken += parseSqliteTable(sql).has_value();
        }
        QVERIFY(taken > 200); // the mutations are gentle enough to mean something
    }
};

QTEST_APPLESS_MAIN(TestSqliteSchemaParser)
#include "tst_sqlite_schema_parser.moc"
