// One expression or query at a time, from one dialect's words to another's: what is certain is translated,
// the rest is refused with a reason.
#include "core/builtin/builtin.h"
#include "core/convert/convert.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"

#include <QTest>

using namespace relata;

namespace {

Column column(const char* name, SqlType type)
{
    Column result;
    result.name = name;
    result.type = std::move(type);
    return result;
}

// Columns of every kind that expressions care about.
MetaData subject(const std::string& from)
{
    MetaData metadata;
    metadata.dialect = from;
    metadata.schemas = {""};
    EnumType mood;
    mood.name = "mood";
    mood.values = {"happy", "sad"};
    metadata.enums.push_back(mood);
    Table table;
    table.name = "t";
    table.columns = {column("id", SqlType::of(TypeKind::Integer)), column("a", SqlType::string(20)),
        column("b", SqlType::string(20)), column("n", SqlType::of(TypeKind::Integer)),
        column("m", SqlType::of(TypeKind::Integer)), column("p", SqlType::numeric(10, 2)),
        column("f", SqlType::of(TypeKind::Boolean)), column("d", SqlType::of(TypeKind::Date)),
        column("at", SqlType::dateTime(false)), column("x", SqlType::of(TypeKind::Double)),
        column("long_text", SqlType::of(TypeKind::Text))};
    metadata.addTable(table);
    return metadata;
}

QString converted(const std::string& from, const std::string& to, const QString& expression)
{
    MetaData metadata = subject(from);
    Table table = metadata.table("t");
    CheckConstraint check;
    check.name = "c";
    check.expression = {expression.toStdString(), from};
    table.checkConstraints.push_back(check);
    metadata.addTable(table);
    Conversion conversion = convert(metadata, dialect(to));
    for (const CheckConstraint& kept : conversion.metadata.table("t").checkConstraints) {
        if (kept.name == "c")
            return QString::fromStdString(kept.expression.text);
    }
    for (const PortabilityNote& note : conversion.notes) {
        if (note.severity == NoteSeverity::Lost && note.object == "t, check c")
            return "lost: " + QString::fromStdString(note.why);
    }
    return "gone without a note";
}

QString convertedView(const std::string& from, const std::string& to, const QString& query)
{
    MetaData metadata = subject(from);
    Table other = metadata.table("t");
    other.name = "u";
    metadata.addTable(other);
    View view;
    view.name = "v";
    view.definition = {query.toStdString(), from};
    metadata.addView(view);
    Conversion conversion = convert(metadata, dialect(to));
    if (const View* found = conversion.metadata.findView("", "v"))
        return QString::fromStdString(found->definition.text).replace('\n', ' ');
    for (const PortabilityNote& note : conversion.notes) {
        if (note.severity == NoteSeverity::Lost && note.object == "view v")
            return "lost: " + QString::fromStdString(note.why);
    }
    return "gone without a note";
}

} // namespace

class TestConvertExpressions : public QObject
{
    Q_OBJECT

private slots:
    void reservedWords_data();
    void reservedWords();
    void initTestCase() { registerBuiltins(); }
    void checks_data();
    void checks();
    void refused_data();
    void refused();
    void views_data();
    void views();
    void deepNestingIsRefused();
};

void TestConvertExpressions::checks_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    auto row = [](const char* from, const char* to, const char* text, const char* written) {
        QTest::addRow("%s to %s: %s", from, to, text) << from << to << text << written;
    };
    // Booleans.
    row("sqlite", "postgresql", "f IN (0, 1)", "f IN (FALSE, TRUE)");
    row("sqlite", "oracle", "f = TRUE", "f = 1");
    row("sqlite", "mssql", "f", "f = 1");
    row("postgresql", "mysql", "f", "f");
    row("postgresql", "mssql", "NOT f AND n > 0", "NOT f = 1 AND n > 0");
    row("sqlite", "postgresql", "n", "n <> 0");
    row("postgresql", "oracle", "f IS TRUE", "(f = 1 AND f IS NOT NULL)");
    // Text.
    row("sqlite", "mysql", "a || '-' || b <> 'x-y'", "CONCAT(a, '-', b) <> 'x-y'");
    row("sqlite", "mssql", "a || '-' || b <> 'x-y'", "a + '-' + b <> 'x-y'");
    row("sqlite", "postgresql", "length(a) = 2 AND a = upper(a)", "LENGTH(a) = 2 AND a = UPPER(a)");
    row("sqlite", "mysql", "length(a) = 2", "CHAR_LENGTH(a) = 2");
    row("mysql", "sqlite", "char_length(`a`) > locate('x', `a`)", "LENGTH(a) > INSTR(a, 'x')");
    row("sqlite", "postgresql", "a LIKE 'X%'", "a ILIKE 'X%'");
    row("sqlite", "oracle", "a LIKE 'X%'", "UPPER(a) LIKE UPPER('X%')");
    row("postgresql", "sqlite", "((a)::text ~~ 'x\\_%'::text)", "a LIKE 'x\\_%' ESCAPE '\\'");
    row("sqlite", "mysql", "a LIKE 'x\\%'", "a LIKE 'x\\\\\\\\%'");
    row("sqlite", "mssql", "a = 'd\xC3\xA9j\xC3\xA0'", "a = N'd\xC3\xA9j\xC3\xA0'");
    row("sqlite", "mysql", "a <> 'it''s \\'", "a <> 'it''s \\\\'");
    row("sqlite", "mysql", "a <> \"plain\"", "a <> 'plain'");
    row("sqlite", "postgresql", "[a] <> `b`", "a <> b");
    row("sqlite", "mssql", "substr(a, 2) <> b", "SUBSTRING(a, 2, LEN(a)) <> b");
    // PostgreSQL's own spelling.
    row("postgresql", "mysql",
        "((a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))",
        "a IN ('x', 'y')");
    row("postgresql", "sqlite", "((a)::text <> ALL (ARRAY['x'::text]))", "a NOT IN ('x')");
    row("postgresql", "oracle", "(d >= '2007-01-01'::date)", "d >= DATE '2007-01-01'");
    row("postgresql", "mssql", "(at < '2007-02-01 00:00:00'::timestamp without time zone)",
        "at < CAST('2007-02-01 00:00:00' AS DATETIME2)");
    row("postgresql", "mariadb", "((EXTRACT(year FROM d) > (1900)::numeric))", "EXTRACT(YEAR FROM d) > 1900");
    // Numbers.
    row("postgresql", "mysql", "n / m > 2", "n DIV m > 2");
    row("postgresql", "oracle", "n % 2 = 0", "MOD(n, 2) = 0");
    row("mysql", "postgresql", "n / m > 2", "n * 1.0 / m > 2");
    row("sqlite", "postgresql", "round(x, 2) > 0", "ROUND(CAST(x AS NUMERIC), 2) > 0");
    row("sqlite", "mysql", "n - (m - 1) > -1", "n - (m - 1) > -1");
    row("sqlite", "mysql", "n * (m + 1) BETWEEN 1 AND 10 OR p IS NULL",
        "n * (m + 1) BETWEEN 1 AND 10 OR p IS NULL");
    row("sqlite", "oracle", "(n IS NULL AND m IS NULL) OR (n IS NOT NULL AND m >= 1)",
        "n IS NULL AND m IS NULL OR n IS NOT NULL AND m >= 1");
    row("sqlite", "postgresql", "CASE WHEN n > 1 THEN 'x' ELSE a END <> b",
        "CASE WHEN n > 1 THEN 'x' ELSE a END <> b");
    row("sqlite", "mysql", "a IS b", "a <=> b");
    row("sqlite", "postgresql", "a IS NOT b", "a IS DISTINCT FROM b");
    row("sqlite", "postgresql", "d > '2020-01-01'", "d > DATE '2020-01-01'");
    row("mssql", "postgresql", "isnull(a + b, N'') <> ''", "COALESCE(a || b, '') <> ''");
    row("mysql", "sqlite", "if(n > 1, a, b) = 'x'", "CASE WHEN n > 1 THEN a ELSE b END = 'x'");
    // Collations, JSON, regular expressions, times.
    row("sqlite", "postgresql", "a COLLATE NOCASE = 'x'",
        "LOWER(a COLLATE \"C\") = LOWER('x' COLLATE \"C\")");
    row("sqlite", "oracle", "a COLLATE NOCASE = b", "LOWER(a) = LOWER(b)");
    row("sqlite", "mssql", "a COLLATE NOCASE = b", "a COLLATE Latin1_General_100_CI_AS = b");
    row("postgresql", "oracle", "(a COLLATE \"C\") < b", "a < b");
    row("mssql", "mysql", "a COLLATE Latin1_General_BIN2 = b",
        "CONVERT(a USING utf8mb4) COLLATE utf8mb4_0900_bin = b");
    row("mysql", "mssql", "json_unquote(json_extract(long_text, '$.a[0]')) = 'x'",
        "JSON_VALUE(long_text, '$.a[0]') = 'x'");
    row("mssql", "postgresql", "JSON_VALUE(long_text, '$.a.\"b c\"') = 'x'",
        "(CAST(long_text AS JSONB) -> 'a' ->> 'b c') = 'x'");
    row("postgresql", "mysql", "a !~* '^x.y$'", "NOT REGEXP_LIKE(a, '^x.y$', 'in')");
    row("postgresql", "mariadb", "a ~ '^x\\.y$'", "a REGEXP '(?-i)(?s)^x\\\\.y$'");
    row("oracle", "postgresql", "REGEXP_LIKE(a, '^[0-9]+$')", "a ~ '^[0-9]+$'");
    row("mysql", "oracle", "regexp_like(a, 'x', 'c')", "REGEXP_LIKE(a, 'x', 'c')");
    row("postgresql", "mssql", "(d + 7) > '2024-01-01'::date",
        "DATEADD(day, 7, d) > CAST('2024-01-01' AS DATE)");
    row("postgresql", "oracle", "(at - '2 hours'::interval) > at", "at + NUMTODSINTERVAL(-2, 'HOUR') > at");
    row("mssql", "mysql", "DATEADD(month, 1, d) > d", "d + INTERVAL 1 MONTH > d");
    row("mssql", "oracle", "DATEDIFF(day, d, at) > 1", "(TRUNC(at) - d) > 1");
    row("postgresql", "mssql", "octet_length(a) > 1 AND trunc(p, 1) > 0",
        "DATALENGTH(a) > 1 AND ROUND(p, 1, 1) > 0");
    row("postgresql", "oracle", "long_text ~~ 'x%'::text AND length(long_text) > 1",
        "long_text LIKE 'x%' AND LENGTH(long_text) > 1");
    row("", "mssql", "n > 0 AND a <> ''", "n > 0 AND a <> ''");
}

void TestConvertExpressions::checks()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, text);
    QFETCH(QString, written);
    QCOMPARE(converted(from.toStdString(), to.toStdString(), text), written);
}

void TestConvertExpressions::refused_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("text");
    auto row = [](const char* from, const char* to, const char* text) {
        QTest::addRow("%s to %s: %s", from, to, text) << from << to << text;
    };
    row("sqlite", "postgresql", "");
    row("sqlite", "postgresql", "n >");
    row("sqlite", "postgresql", "n > 1)");
    row("sqlite", "postgresql", "a = 'open");
    row("sqlite", "postgresql", "missing > 1");
    row("sqlite", "postgresql", "a > n"); // text with a number
    row("sqlite", "postgresql", "a GLOB 'x*'");
    row("sqlite", "postgresql", "a REGEXP 'x'");
    row("sqlite", "postgresql", "typeof(n) = 'integer'");
    row("sqlite", "postgresql", "json_valid(a)");
    row("sqlite", "postgresql", "n = ?1");
    row("sqlite", "postgresql", "n & 1");
    row("sqlite", "postgresql", "n = 1 = m");
    row("sqlite", "postgresql", "a COLLATE RTRIM = 'x'");
    row("sqlite", "postgresql", "max(a COLLATE NOCASE, b) = 'x'");
    row("mariadb", "postgresql", "a collate latin1_swedish_cs = 'x'");
    row("postgresql", "sqlite", "a ~ '^x'"); // a function of the application's
    row("postgresql", "mysql", "a ~ '\\mx'"); // PostgreSQL's own escape
    row("postgresql", "mssql", "a ~ 'x'");
    row("postgresql", "mssql", "long_text::jsonb -> 'a' IS NULL");
    row("mysql", "postgresql", "json_extract(long_text, '$.*') IS NULL");
    row("postgresql", "sqlite", "(at + '1 mon'::interval) > '2024-01-01'"); // the day after a 31st
    row("postgresql", "mysql", "(at + '1 day 02:00:00'::interval) > '2024-01-01'");
    row("postgresql", "mysql", "date_trunc('month', at) > '2024-01-01'");
    row("sqlite", "postgresql", "datetime(at, 'start of month') > '2024-01-01'");
    row("postgresql", "sqlite", "a ~ '^x'::text");
    row("postgresql", "sqlite", "my_function(a)");
    row("postgresql", "sqlite", "public.my_function(a)");
    row("postgresql", "sqlite", "a = ANY (string_to_array(b, ','))");
    row("postgresql", "sqlite", "length(a)::inet = b");
    row("postgresql", "oracle", "a <> ''::text"); // '' is NULL there
    row("postgresql", "mysql", "at < now()"); // checks read no clock there
    row("postgresql", "oracle", "lower(long_text) <> 'x'::text"); // a CLOB has no =
    row("mysql", "sqlite", "`a` REGEXP 'x'");
    row("mysql", "sqlite", "a && b");
    row("mssql", "postgresql", "a + n > 1");
    row("sqlite", "mssql", "a LIKE '[x]%'");
    row("sqlite", "postgresql", "n > 1; DROP TABLE t");
    row("sqlite", "postgresql", "(SELECT max(id) FROM nowhere) > 1");
}

void TestConvertExpressions::refused()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, text);
    QString result = converted(from.toStdString(), to.toStdString(), text);
    QVERIFY2(result.startsWith("lost: ") && result.size() > 10, qPrintable(result));
}

void TestConvertExpressions::views_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    auto row = [](const char* from, const char* to, const char* text, const char* written) {
        QTest::addRow("%s to %s: %s", from, to, text) << from << to << text << written;
    };
    row("sqlite", "postgresql", "SELECT id, a || b AS ab FROM t WHERE f = 1 ORDER BY ab DESC LIMIT 5;",
        "SELECT id, a || b AS ab FROM t WHERE f = TRUE ORDER BY ab DESC NULLS LAST LIMIT 5");
    row("sqlite", "mssql", "SELECT x.id, x.f FROM t AS x ORDER BY x.id", "SELECT x.id, x.f FROM t AS x");
    row("sqlite", "oracle", "SELECT x.id FROM t AS x LEFT JOIN u y ON x.id = y.id LIMIT 3",
        "SELECT x.id FROM t x LEFT JOIN u y ON x.id = y.id OFFSET 0 ROWS FETCH NEXT 3 ROWS ONLY");
    row("sqlite", "postgresql",
        "SELECT n, count(*) AS c, round(avg(m), 2) AS r FROM t GROUP BY n HAVING c > 1",
        "SELECT n, COUNT(*) AS c, ROUND(AVG(m), 2) AS r FROM t GROUP BY n HAVING COUNT(*) > 1");
    row("sqlite", "postgresql", "SELECT a, count(*) AS c FROM t",
        "lost: it selects values that it does not group by");
    row("sqlite", "mariadb", "SELECT t.* FROM t JOIN u ON t.id = u.id",
        "SELECT t.id, t.a, t.b, t.n, t.m, t.p, t.f, t.d, t.at, t.x, t.long_text FROM t JOIN u ON t.id = "
        "u.id");
    row("postgresql", "sqlite",
        " SELECT t.id,\n    (((t.a)::text || ' '::text) || (t.b)::text) AS name\n   FROM t\n  WHERE (t.n > "
        "0);",
        "SELECT t.id, t.a || ' ' || t.b AS name FROM t WHERE t.n > 0");
    row("postgresql", "oracle", "SELECT DISTINCT long_text FROM t",
        "lost: it compares unbounded text, which Oracle does not");
    row("mysql", "sqlite", "select t.a from (t right join u on((t.id = u.id)))",
        "SELECT t.a FROM u LEFT JOIN t ON t.id = u.id");
    row("postgresql", "mysql", "SELECT t.a FROM (t JOIN u ON ((t.id = u.id))) UNION ALL SELECT u.b FROM u",
        "SELECT t.a FROM t JOIN u ON t.id = u.id UNION ALL SELECT u.b FROM u");
    row("sqlite", "mssql",
        "SELECT id FROM t WHERE id IN (SELECT id FROM u WHERE u.n = t.n) AND EXISTS (SELECT 1 FROM u)",
        "SELECT id FROM t WHERE id IN (SELECT id FROM u WHERE u.n = t.n) AND EXISTS (SELECT 1 FROM u)");
    row("sqlite", "mssql", "SELECT id, n > 1 AS big FROM t",
        "SELECT id, CASE WHEN n > 1 THEN 1 WHEN NOT (n > 1) THEN 0 END AS big FROM t");
    row("sqlite", "postgresql", "SELECT count(*) FILTER (WHERE f) AS c FROM t",
        "SELECT COUNT(*) FILTER (WHERE f) AS c FROM t");
    row("postgresql", "mysql", "SELECT count(*) FILTER (WHERE f) AS c FROM t",
        "SELECT COUNT(CASE WHEN f THEN 1 END) AS c FROM t");
    row("sqlite", "postgresql", "SELECT group_concat(a, ', ') AS g FROM t",
        "SELECT STRING_AGG(a, ', ') AS g FROM t");
    row("sqlite", "postgresql", "WITH x AS (SELECT 1) SELECT * FROM x",
        "lost: a column of a query of WITH has no name");
    row("sqlite", "mssql",
        "WITH RECURSIVE x AS (SELECT id, a FROM t WHERE n IS NULL UNION ALL SELECT t.id, x.a || t.a FROM t, "
        "x "
        "WHERE t.n = x.id) SELECT * FROM x",
        "WITH x (id, a) AS ( SELECT CAST(id AS BIGINT), CAST(a AS NVARCHAR(max)) FROM t WHERE n IS NULL "
        "UNION ALL "
        "SELECT CAST(t.id AS BIGINT), CAST(x.a + t.a AS NVARCHAR(max)) FROM t, x WHERE t.n = x.id ) "
        "SELECT x.id, x.a FROM x");
    row("oracle", "postgresql",
        "WITH x (i) AS (SELECT id FROM t UNION ALL SELECT i + 1 FROM x WHERE i < 5) SELECT i FROM x",
        "WITH RECURSIVE x (i) AS ( SELECT CAST(id AS BIGINT) FROM t UNION ALL SELECT i + 1 FROM x WHERE i < "
        "5 ) "
        "SELECT i FROM x");
    row("postgresql", "oracle",
        "WITH RECURSIVE x (i) AS (SELECT 1 UNION SELECT i + 1 FROM x) SELECT i FROM x",
        "lost: a recursive query of WITH is no UNION ALL");
    row("postgresql", "sqlite", "WITH t AS (SELECT id FROM t) SELECT id FROM t",
        "lost: a query of WITH has the name of the table that it reads");
    row("sqlite", "mssql", "SELECT id FROM t WHERE id IN (WITH x AS (SELECT id FROM u) SELECT id FROM x)",
        "lost: SQL Server has WITH at the beginning of a view alone");
    row("postgresql", "mssql",
        "SELECT row_number() OVER () AS r, nth_value(a, 2) OVER (ORDER BY id) AS s FROM t",
        "lost: SQL Server has no function for nthValue");
    row("postgresql", "oracle", "SELECT row_number() OVER () AS r FROM t",
        "SELECT ROW_NUMBER() OVER (ORDER BY NULL) AS r FROM t");
    row("postgresql", "mysql", "SELECT rank() OVER w AS r FROM t WINDOW w AS (PARTITION BY f ORDER BY n)",
        "SELECT RANK() OVER (PARTITION BY f ORDER BY CASE WHEN n IS NULL THEN 1 ELSE 0 END, n) AS r FROM t");
    row("sqlite", "mysql", "SELECT sum(n) OVER (ORDER BY id GROUPS 1 PRECEDING) AS s FROM t",
        "lost: MySQL has no GROUPS and no EXCLUDE in a window");
    row("postgresql", "mariadb", "SELECT lag(n, 1, 0) OVER (ORDER BY id) AS s FROM t",
        "lost: MariaDB has no function for lag");
    row("postgresql", "mssql", "SELECT string_agg(a, ', ' ORDER BY b DESC NULLS LAST) AS g FROM t",
        "SELECT STRING_AGG(a, ', ') WITHIN GROUP (ORDER BY b DESC) AS g FROM t");
    row("oracle", "postgresql", "SELECT LISTAGG(a, ', ') WITHIN GROUP (ORDER BY b) AS g FROM t",
        "SELECT STRING_AGG(a, ', ' ORDER BY b) AS g FROM t");
    row("mysql", "sqlite", "SELECT group_concat(a order by b separator ',') AS g FROM t",
        "lost: it joins texts in an order, for which SQLite 3.44 has words");
    row("mysql", "sqlite", "SELECT group_concat(a, b) AS g FROM t",
        "lost: it joins several values in one GROUP_CONCAT()");
    row("sqlite", "postgresql", "SELECT id FROM nowhere",
        "lost: it reads nowhere, which is not in the script");
    row("sqlite", "postgresql", "SELECT id, n AS id FROM t", "lost: two of its columns have the same name");
    row("sqlite", "postgresql", "SELECT n FROM t UNION SELECT a FROM t",
        "lost: its parts return different types");
}

void TestConvertExpressions::views()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, text);
    QFETCH(QString, written);
    QCOMPARE(convertedView(from.toStdString(), to.toStdString(), text), written);
}

void TestConvertExpressions::deepNestingIsRefused()
{
    for (const char* open : {"(", "NOT ", "- ", "CASE WHEN "}) {
        QString text;
        for (int i = 0; i < 50000; ++i)
            text += open;
        QVERIFY(converted("sqlite", "postgresql", text + "n").startsWith("lost: "));
    }
}

void TestConvertExpressions::reservedWords_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    for (const char* from : {"sqlite", "postgresql", "mariadb"}) {
        for (const char* to : {"sqlite", "postgresql", "mysql", "mariadb", "oracle", "mssql"})
            QTest::addRow("%s to %s", from, to) << QByteArray(from) << QByteArray(to);
    }
}

// Each word that the target reserves, as a name of everything: the DDL is that of a name which has to be in
// quotes for another reason, with this name in its place.
void TestConvertExpressions::reservedWords()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    const Dialect& target = dialect(to.toStdString());
    const IdentifierPreparer sourceQuotes = dialect(from.toStdString()).identifiers();
    struct Written
    {
        std::string ddl, name;
    };
    const auto write = [&](const std::string& name) {
        const std::string quoted = sourceQuotes.alwaysQuote(name);
        MetaData metadata;
        metadata.dialect = from.toStdString();
        metadata.schemas = {""};
        Table table;
        table.name = name;
        table.columns = {column(name.c_str(), SqlType::of(TypeKind::Integer)),
            column("n", SqlType::of(TypeKind::Integer)), column("g", SqlType::of(TypeKind::Integer))};
        table.columns[0].nullable = false;
        table.columns[2].computed = Computed{{quoted + " + n", metadata.dialect}, true};
        table.primaryKey.columns = {name};
        CheckConstraint check;
        check.name = "ck";
        check.expression = {quoted + " > 0 AND n > " + quoted, metadata.dialect};
        table.checkConstraints.push_back(check);
        Index index;
        index.name = "ix";
        index.elements.resize(2);
        index.elements[0].column = name;
        index.elements[1].column = "n";
        table.indexes.push_back(index);
        Table child;
        child.name = "child_table";
        child.columns = {column(name.c_str(), SqlType::of(TypeKind::Integer))};
        ForeignKeyConstraint key;
        key.name = "fk";
        key.columns = key.referredColumns = {name};
        key.referredTable = name;
        child.foreignKeys.push_back(key);
        UniqueConstraint unique;
        unique.name = "uq";
        unique.columns = {name};
        child.uniqueConstraints.push_back(unique);
        metadata.addTable(table);
        metadata.addTable(child);
        View view;
        view.name = "v";
        view.definition = {
            "SELECT " + quoted + " AS " + quoted + " FROM " + quoted + " WHERE " + quoted + " > 1",
            metadata.dialect};
        metadata.addView(view);
        const Conversion conversion = convert(metadata, target);
        for (const PortabilityNote& note : conversion.notes) {
            if (note.severity == NoteSeverity::Lost)
                return Written{};
        }
        for (const TablePtr& kept : conversion.metadata.tables()) {
            if (kept->columns.size() == 3)
                return Written{createAll(conversion.metadata, target).script(), kept->name};
        }
        return Written{};
    };
    const Written control = write("two words");
    const std::string mark = target.identifiers().alwaysQuote(control.name);
    QVERIFY(QString::fromStdString(control.ddl).count(QString::fromStdString(mark)) > 12);
    QVERIFY(target.traits().reservedWords && target.traits().reservedWords->size() > 50);
    for (const std::string& word : *target.traits().reservedWords) {
        const Written written = write(word);
        const QString expected =
            QString::fromStdString(control.ddl)
                .replace(QString::fromStdString(mark),
                    QString::fromStdString(target.identifiers().alwaysQuote(written.name)));
        QCOMPARE(QString::fromStdString(written.ddl), expected);
    }
}

QTEST_APPLESS_MAIN(TestConvertExpressions)
#include "tst_convert_expressions.moc"
