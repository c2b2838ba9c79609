// Translated views return what the original returns: each query runs where it comes from and, converted, on
// the two other servers, over the same rows. An error or another row is a failure; a query that is refused is
// none here (tst_convert_expressions.cpp has those), it must be translated.
#include "core/builtin/builtin.h"
#include "core/convert/convert.h"
#include "core/engine/engine.h"
#include "core/engine/inspector.h"
#include "core/engine/registry.h"
#include "core/sql/ddl.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QTest>

#include <set>

using namespace relata;
using test::MariaDbServer;
using test::PostgresServer;

namespace {

// The same tables in each dialect's words, and rows that tell translations apart: NULLs, both cases, accents,
// a trailing blank, numbers below zero.
const char* tablesFor(const QString& dialect)
{
    if (dialect == "sqlite")
        return "CREATE TABLE staff (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES staff (id),"
               " name VARCHAR(40) NOT NULL, team VARCHAR(20), pay NUMERIC(10, 2), born DATE, seen DATETIME,"
               " facts JSON);";
    if (dialect == "postgresql")
        return "CREATE TABLE staff (id integer PRIMARY KEY, boss integer REFERENCES staff (id),"
               " name varchar(40) NOT NULL, team varchar(20), pay numeric(10, 2), born date,"
               " seen timestamp(0), facts jsonb);";
    return "CREATE TABLE staff (id int PRIMARY KEY, boss int REFERENCES staff (id),"
           " name varchar(40) NOT NULL, team varchar(20), pay decimal(10, 2), born date, seen datetime,"
           " facts json) CHARACTER SET utf8mb4;";
}

const char* rows =
    "INSERT INTO staff VALUES (1, NULL, 'Ada', 'red', 900.50, '1990-02-28', '2024-01-31 10:00:00',"
    " '{\"city\": \"Rome\", \"tags\": [\"a\", \"b\"], \"ok\": true, \"n\": 5, \"none\": null}');"
    "INSERT INTO staff VALUES (2, 1, 'bob', 'Red', 500, '1991-12-31', '2024-02-28 23:30:00',"
    " '{\"city\": \"paris\", \"tags\": [\"c\"], \"ok\": false, \"deep\": {\"key one\": \"x\"}}');"
    "INSERT INTO staff VALUES (3, 1, 'Cleo', 'blue', 700, NULL, NULL, NULL);"
    "INSERT INTO staff VALUES (4, 2, 'd\xC3\xA9j\xC3\xA0', NULL, NULL, '2000-02-29', '2023-12-31 00:00:00', "
    "'{}');"
    "INSERT INTO staff VALUES (5, 2, 'Eve', 'blue', -700.75, '1980-06-15', '2024-03-01 12:34:56',"
    " '{\"city\": \"Rome\"}');"
    "INSERT INTO staff VALUES (6, 5, 'ada', 'RED', 500, '1990-03-01', '2024-01-31 10:00:00', '[\"p\", "
    "\"q\"]');";

// Numbers as numbers: 2.50 is 2.5.
QString plain(const Value& value)
{
    if (value.isNull())
        return "NULL";
    QString text = QString::fromStdString(value.toText());
    bool isNumber = false;
    double number = text.toDouble(&isNumber);
    if (isNumber)
        return QString::number(number, 'g', 9);
    if (text.endsWith(".000000"))
        text.chop(7);
    return text == "true" ? "1" : text == "false" ? "0" : text;
}

QStringList rowsOf(Connection& connection, const std::string& query)
{
    QStringList result;
    for (const Row& row : connection.execute(query).rows()) {
        QStringList values;
        for (std::size_t i = 0; i < row.size(); ++i)
            values << plain(row[i]);
        result << values.join(" | ");
    }
    return result;
}

} // namespace

class TestConvertRows : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sameRows_data();
    void sameRows();

private:
    std::unique_ptr<Connection> fresh(const QString& dialect, const QString& database);
    std::set<QString> m_databases;
};

void TestConvertRows::initTestCase()
{
    registerBuiltins();
}

std::unique_ptr<Connection> TestConvertRows::fresh(const QString& dialect, const QString& database)
{
    std::string url = "sqlite://";
    const bool isNew = m_databases.insert(dialect + " " + database).second; // making one takes a server long
    if (dialect == "postgresql") {
        PostgresServer* server = PostgresServer::shared();
        if (!server || (isNew && !server->createDatabase(database).isEmpty()))
            return nullptr;
        url = server->url(database).toStdString();
    } else if (dialect == "mariadb") {
        MariaDbServer* server = MariaDbServer::shared();
        if (!server || (isNew && !server->createDatabase(database).isEmpty()))
            return nullptr;
        url = server->url(database).toStdString();
    }
    auto connection = Engine::create(url).value().connect();
    if (!isNew)
        connection->executeScript("DROP VIEW IF EXISTS v; DROP TABLE IF EXISTS staff;");
    if (dialect == "sqlite") // its JSON functions do not count as harmless in views of files from elsewhere
        connection->execute("PRAGMA trusted_schema = ON");
    return connection;
}

void TestConvertRows::sameRows_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("query");
    QTest::addColumn<QStringList>("targets");
    auto row = [](const char* name, const char* sources, const QString& query, const char* targets) {
        for (const QString& source : QString(sources).split(' ')) {
            QStringList others = QString(targets).split(' ');
            others.removeAll(source);
            QTest::addRow("%s from %s", name, qPrintable(source)) << source << query << others;
        }
    };
    constexpr const char* all = "sqlite postgresql mariadb";
    row("common table", all,
        "WITH paid AS (SELECT id, name, pay FROM staff WHERE pay > 0), "
        "top (who, what) AS (SELECT name, pay FROM paid WHERE pay >= 700) SELECT who, what FROM top",
        all);
    row("recursion", all,
        "WITH RECURSIVE tree (id, depth, path) AS (SELECT id, 0, name FROM staff WHERE boss IS NULL "
        "UNION ALL SELECT staff.id, tree.depth + 1, staff.name FROM staff "
        "JOIN tree ON staff.boss = tree.id) SELECT id, depth, path FROM tree",
        all);
    row("recursion over numbers", all,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
        "SELECT i, i * i AS square FROM n",
        all);
    row("text that grows", "sqlite", // the others say its width themselves, in casts of their own
        "WITH RECURSIVE tree (id, path) AS (SELECT id, name FROM staff WHERE boss IS NULL "
        "UNION ALL SELECT staff.id, tree.path || '/' || staff.name FROM staff "
        "JOIN tree ON staff.boss = tree.id) SELECT id, path FROM tree",
        all);
    row("rows of VALUES", "sqlite postgresql",
        "WITH v (a, b) AS (VALUES (1, 'x'), (2, 'y')) SELECT a, b FROM v WHERE a > 1", all);
    row("table of WITH in a subquery", all,
        "SELECT name FROM staff WHERE id IN (WITH x AS (SELECT boss FROM staff WHERE boss IS NOT NULL) "
        "SELECT boss FROM x)",
        all);
    row("row numbers", all,
        "SELECT id, row_number() OVER (PARTITION BY boss ORDER BY born, id) AS n, "
        "rank() OVER (ORDER BY pay DESC) AS r, dense_rank() OVER (ORDER BY pay) AS d FROM staff",
        all);
    row("frames", all,
        "SELECT id, sum(pay) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s, "
        "count(*) OVER (PARTITION BY boss) AS c, "
        "avg(pay) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) AS a FROM staff WHERE pay IS NOT NULL",
        all);
    row("neighbours", all,
        "SELECT id, lag(name) OVER (ORDER BY id) AS prior_one, lead(name, 2) OVER w AS after_next, "
        "first_value(name) OVER w AS first FROM staff WINDOW w AS (ORDER BY id)",
        all);
    row("neighbours with a default", "sqlite postgresql",
        "SELECT id, lag(id, 1, 0) OVER (ORDER BY id) AS prior_one FROM staff", "sqlite postgresql");
    row("shares", all,
        "SELECT id, ntile(3) OVER (ORDER BY id) AS part, percent_rank() OVER (ORDER BY id) AS p, "
        "cume_dist() OVER (ORDER BY id) AS share FROM staff",
        all);
    row("groups", "sqlite postgresql",
        "SELECT id, count(*) OVER (ORDER BY pay GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW "
        "EXCLUDE CURRENT ROW) AS c FROM staff",
        "sqlite postgresql");
    row("windows over groups", all,
        "SELECT boss, count(*) AS c, rank() OVER (ORDER BY count(*) DESC, boss) AS r FROM staff GROUP BY "
        "boss",
        all);
    row("NULLs in an order", all, "SELECT id, name FROM staff ORDER BY pay, id LIMIT 3", all);
    row("NULLs in a descending order", all, "SELECT id, name FROM staff ORDER BY born DESC, id LIMIT 2", all);
    row("NOCASE", "sqlite",
        "SELECT id, name FROM staff WHERE team COLLATE NOCASE = 'red' AND name <> 'ADA' COLLATE NOCASE", all);
    row("NOCASE in a list", "sqlite", "SELECT id FROM staff WHERE team COLLATE NOCASE IN ('RED', 'Blue')",
        all);
    row("NOCASE in an order", "sqlite", "SELECT id FROM staff ORDER BY name COLLATE NOCASE DESC, id LIMIT 4",
        all);
    row("the collation C", "postgresql",
        "SELECT id FROM staff WHERE team = 'red' COLLATE \"C\" ORDER BY name COLLATE \"C\", id LIMIT 3", all);
    row("a binary collation", "mariadb",
        "SELECT id FROM staff WHERE team COLLATE utf8mb4_bin = 'Red' OR name COLLATE utf8mb4_bin = 'ada'",
        all);
    row("a collation that ignores case", "mariadb",
        "SELECT id FROM staff WHERE team COLLATE utf8mb4_general_ci = 'rED'", all);
    row("joined text", "postgresql",
        "SELECT boss, string_agg(name, '; ' ORDER BY name COLLATE \"C\" DESC) AS names FROM staff GROUP BY "
        "boss",
        "mariadb");
    row("joined text with NULLs in its order", "postgresql",
        "SELECT boss, string_agg(name, ',' ORDER BY pay, id) AS names FROM staff GROUP BY boss", "mariadb");
    row("joined numbers", "mariadb",
        "SELECT boss, group_concat(id ORDER BY id DESC SEPARATOR '-') AS ids, "
        "group_concat(DISTINCT team ORDER BY team) AS teams FROM staff WHERE id <> 2 GROUP BY boss",
        "postgresql");
    row("JSON", "postgresql",
        "SELECT id, facts ->> 'city' AS city, facts -> 'tags' ->> 0 AS tag, facts #>> '{deep,x}' AS none, "
        "facts -> 'deep' ->> 'key one' AS k, facts ->> 'ok' AS ok, facts ->> 'n' AS n, facts ->> 'none' AS "
        "nul, "
        "facts ->> 0 AS first FROM staff",
        all);
    row("JSON by paths", "sqlite",
        "SELECT id, json_extract(facts, '$.city') AS city, facts ->> '$.tags[1]' AS tag, "
        "facts ->> 'city' AS again, json_extract(facts, '$.deep.\"key one\"') AS k FROM staff "
        "WHERE json_extract(facts, '$.city') = 'Rome'",
        all);
    row("JSON by functions", "mariadb",
        "SELECT id, json_value(facts, '$.city') AS city, json_unquote(json_extract(facts, '$.tags[0]')) AS "
        "tag "
        "FROM staff WHERE json_value(facts, '$.city') IS NOT NULL",
        all);
    row("a regular expression", "postgresql",
        "SELECT id FROM staff WHERE name ~ '^[A-Z]' OR name ~* '^B.b$' OR name !~ '[a-z]'", "mariadb");
    row("a regular expression without letters", "mariadb",
        "SELECT id FROM staff WHERE name NOT REGEXP '^.{3}$'", "postgresql");
    row("a regular expression of a collation", "mariadb",
        "SELECT id FROM staff WHERE name REGEXP '^(a|b)' AND name REGEXP '^.{3}$'", "postgresql");
    row("characters of text", "sqlite", "SELECT id, length(name) AS l FROM staff", all);
    row("bytes of text", "postgresql mariadb", "SELECT id, octet_length(name) AS l FROM staff", all);
    row("cut numbers", "postgresql", "SELECT id, trunc(pay) AS t FROM staff", all);
    row("cut digits", "postgresql", "SELECT id, trunc(pay, 1) AS t FROM staff", "mariadb");
    row("cut digits", "mariadb", "SELECT id, truncate(pay, 1) AS t, truncate(pay, 0) AS u FROM staff",
        "postgresql");
    row("days", "postgresql",
        "SELECT id, born + 30 AS later, born - 1 AS prior_one, born - DATE '1990-01-01' AS days, "
        "seen + INTERVAL '2 days' AS s, seen - INTERVAL '90 minutes' AS m FROM staff",
        all);
    row("days", "mariadb",
        "SELECT id, born + INTERVAL 30 DAY AS later, DATEDIFF(born, '1990-01-01') AS days, "
        "DATE_SUB(seen, INTERVAL 1 HOUR) AS h FROM staff",
        all);
    row("days", "sqlite",
        "SELECT id, date(born, '+30 days') AS later, datetime(seen, '-1 hours') AS h FROM staff", all);
    row("dates and times", "postgresql", "SELECT id FROM staff WHERE seen >= DATE '2024-01-31' + 28", all);
    row("months", "postgresql", "SELECT id, seen + INTERVAL '1 month' AS m FROM staff", "mariadb");
    row("months", "mariadb", "SELECT id, born + INTERVAL 1 YEAR AS y FROM staff", "postgresql");
    row("midnight", "postgresql", "SELECT id, date_trunc('day', seen) AS day FROM staff", all);
}

void TestConvertRows::sameRows()
{
    QFETCH(QString, source);
    QFETCH(QString, query);
    QFETCH(QStringList, targets);
    for (const char* server : {"postgresql", "mariadb"}) {
        if (source != server && !targets.contains(server))
            continue;
        QString why = QString(server) == "mariadb"
            ? (MariaDbServer::shared() ? QString() : MariaDbServer::whyMissing())
            : (PostgresServer::shared() ? QString() : PostgresServer::whyMissing());
        if (!why.isEmpty())
            QSKIP(qPrintable(why));
    }
    auto original = fresh(source, "original");
    QVERIFY(original);
    try {
        original->executeScript(tablesFor(source));
        original->executeScript(rows);
        original->executeScript("CREATE VIEW v AS " + query.toStdString());
    } catch (const DatabaseError& error) {
        QFAIL(error.error().describe().c_str());
    }
    const MetaData metadata = original->dialect().inspector(*original)->reflect({});
    QStringList expected;
    try {
        expected = rowsOf(*original, "SELECT * FROM v");
    } catch (const DatabaseError& error) {
        QFAIL(error.error().describe().c_str());
    }
    const bool ordered = query.contains(" LIMIT ");
    if (!ordered)
        expected.sort();
    QVERIFY(!expected.isEmpty());
    for (const QString& target : targets) {
        const SqlDialect& dialect = relata::dialect(target.toStdString());
        Conversion conversion = convert(metadata, dialect);
        for (const PortabilityNote& note : conversion.notes)
            QVERIFY2(note.severity != NoteSeverity::Lost || note.object != "view v", note.toText().c_str());
        auto copy = fresh(target, "copy");
        QVERIFY(copy);
        const std::string script = createAll(conversion.metadata, dialect).script();
        try {
            copy->executeScript(script);
            copy->executeScript(rows);
            QStringList found = rowsOf(*copy, "SELECT * FROM v");
            if (!ordered)
                found.sort();
            if (found != expected)
                qInfo("%s", script.c_str());
            QCOMPARE(found, expected);
        } catch (const DatabaseError& error) {
            QFAIL((error.error().describe() + "\n" + script).c_str());
        }
    }
}

QTEST_GUILESS_MAIN(TestConvertRows)
#include "tst_convert_rows.moc"
