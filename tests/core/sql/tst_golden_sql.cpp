// Every statement of golden_statements.cpp as SQL: compared with the golden texts, with what SQLAlchemy's
// compilers write for the same statement, and executed on the servers that are here.
//
// tests/golden/sql/<dialect>.txt: ours; RELATA_WRITE_GOLDEN=1 writes them.
// tests/golden/sql/sqlalchemy_<dialect>.txt: the output of sqlalchemy_statements.py.
// tests/golden/sql/differences.txt: "dialects | names | reason": where ours differs on purpose. * stands for
// any; a line that nothing needs is an error too.
#include "core/builtin/builtin.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "tests/core/sql/golden_statements.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/postgres_server.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

#include <map>

using namespace relata;
using namespace relata::test;

namespace {

struct Text
{
    QString sql;
    QString values;
};
using Texts = std::map<QString, Text>;

QString folder()
{
    return QString(RELATA_SOURCE_DIR) + "/tests/golden/sql/";
}

Texts parsed(const QString& text)
{
    Texts texts;
    QString name;
    for (const QString& line : text.split('\n')) {
        if (line.startsWith("-- values: "))
            texts[name].values = line.mid(11);
        else if (line.startsWith("-- "))
            name = line.mid(3);
        else if (!line.isEmpty())
            texts[name].sql = line;
    }
    return texts;
}

QString fileText(const QString& name)
{
    QFile file(folder() + name);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

std::vector<GoldenStatement> everything()
{
    std::vector<GoldenStatement> all = goldenStatements();
    for (GoldenStatement& change : goldenChanges())
        all.push_back(std::move(change));
    return all;
}

Text compiledText(const Statement& statement, const SqlDialect& dialect)
{
    try {
        Compiled compiled = compile(statement, dialect);
        Text text;
        text.sql = QString::fromStdString(compiled.sql);
        QStringList values;
        for (const CompiledParameter& parameter : compiled.parameters)
            values << (parameter.value.isNull() ? "NULL" : QString::fromStdString(parameter.value.toText()));
        text.values = values.join(" | ");
        return text;
    } catch (const DatabaseError& error) {
        return {"REFUSED: " + QString::fromStdString(error.error().message), {}};
    }
}

// Both sides alike in what does not matter: blanks, placeholders, and PostgreSQL's casts behind these (its
// driver here binds on the server, where psycopg2 writes values into the text).
QString normalised(QString sql)
{
    static const QRegularExpression placeholder("\\$\\d+|(?<![\\w:]):p\\d+");
    static const QRegularExpression castBehind(
        "\\?::(DOUBLE PRECISION|[A-Z]+(\\[\\])?(\\(\\d+(, \\d+)?\\))?)");
    static const QRegularExpression blanks("\\s+");
    static const QRegularExpression aroundEquals(" ?(?<![<>!:])= ?");
    // Columns of subqueries have their own names already: SQLAlchemy says so once more.
    static const QRegularExpression ownName("((?:\\w+\\.)?(\\w+)) AS \\2(?!\\w)");
    sql.replace(placeholder, "?");
    sql.replace(castBehind, "?");
    sql.replace(blanks, " ");
    sql.replace(ownName, "\\1");
    sql.replace(aroundEquals, "=");
    if (sql.startsWith("REFUSED"))
        return "REFUSED";
    return sql.trimmed();
}

struct Difference
{
    QRegularExpression dialects;
    QRegularExpression names;
    QString line;
    int used = 0;
};

QRegularExpression wildcards(const QString& text)
{
    QStringList parts;
    for (const QString& part : text.split(' ', Qt::SkipEmptyParts))
        parts << QRegularExpression::escape(part).replace("\\*", ".*");
    return QRegularExpression("^(" + parts.join('|') + ")$");
}

} // namespace

class GoldenSqlTest : public QObject
{
    Q_OBJECT

private:
    void execute(const std::string& url, const char* dialectName, const QStringList& notExecuted);

private slots:
    void initTestCase() { registerBuiltins(); }

    void thereAreEnough() { QVERIFY(everything().size() >= 300); }

    void sameAsGolden_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"sqlite", "postgresql", "mysql", "mariadb", "oracle", "mssql"})
            QTest::newRow(name) << name;
    }
    void sameAsGolden()
    {
        QFETCH(QString, name);
        const Dialect& dialect = relata::dialect(name.toStdString());
        QString text;
        for (const auto& [key, statement] : everything()) {
            Text compiled = compiledText(statement, dialect);
            text += "-- " + QString::fromStdString(key) + "\n" + compiled.sql + "\n";
            if (!compiled.values.isEmpty())
                text += "-- values: " + compiled.values + "\n";
        }
        if (qEnvironmentVariableIsSet("RELATA_WRITE_GOLDEN")) {
            QFile file(folder() + name + ".txt");
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text.toUtf8());
        }
        Texts expected = parsed(fileText(name + ".txt"));
        for (const auto& [key, now] : parsed(text)) {
            QVERIFY2(
                now.sql == expected[key].sql, qPrintable(key + ":\n" + now.sql + "\n" + expected[key].sql));
            QCOMPARE(now.values, expected[key].values);
        }
        QCOMPARE(parsed(text).size(), expected.size());
    }

    void besideSqlAlchemy()
    {
        std::vector<Difference> differences;
        for (const QString& line : fileText("differences.txt").split('\n')) {
            QStringList parts = line.split('|');
            if (line.startsWith('#') || parts.size() < 3)
                continue;
            differences.push_back({wildcards(parts[0]), wildcards(parts[1]), line});
        }
        QStringList unexplained;
        for (const char* name : {"sqlite", "postgresql", "mysql", "oracle", "mssql"}) {
            Texts theirs = parsed(fileText(QString("sqlalchemy_%1.txt").arg(name)));
            for (const auto& [key, statement] : everything()) {
                QString statementName = QString::fromStdString(key);
                QVERIFY2(theirs.count(statementName), qPrintable(statementName));
                Text ours = compiledText(statement, dialect(name));
                const Text& other = theirs[statementName];
                if (normalised(ours.sql) == normalised(other.sql)
                    && (ours.values == other.values || normalised(ours.sql) == "REFUSED"))
                    continue;
                auto explained = std::find_if(differences.begin(), differences.end(), [&](Difference& d) {
                    return d.dialects.match(name).hasMatch() && d.names.match(statementName).hasMatch();
                });
                if (explained == differences.end())
                    unexplained << QString("%1 %2\n  ours:   %3 [%4]\n  theirs: %5 [%6]")
                                       .arg(name, statementName, ours.sql, ours.values, other.sql,
                                           other.values);
                else
                    ++explained->used;
            }
        }
        for (const Difference& difference : differences) {
            if (difference.used == 0)
                unexplained << "not needed: " + difference.line;
        }
        for (const QString& line : unexplained) // one by one: Qt Test cuts long messages
            qWarning().noquote() << line;
        QVERIFY(unexplained.isEmpty());
    }

    void theirTextsAreTheirs()
    {
        QString script = QString(RELATA_SOURCE_DIR) + "/tests/core/sql/sqlalchemy_statements.py";
        QProcess probe;
        probe.start("/usr/bin/python3", {"-c", "import sqlalchemy; print(sqlalchemy.__version__)"});
        bool there = probe.waitForFinished(120000) && probe.exitCode() == 0
            && probe.readAllStandardOutput().startsWith("1.4.46");
        if (!there)
            QSKIP("SQLAlchemy 1.4.46 is not installed.");
        for (const char* name : {"sqlite", "postgresql", "mysql", "oracle", "mssql"}) {
            QProcess python;
            python.start("/usr/bin/python3", {script, name});
            QVERIFY(python.waitForFinished(120000));
            QCOMPARE(python.exitCode(), 0);
            QCOMPARE(QString::fromUtf8(python.readAllStandardOutput()),
                fileText(QString("sqlalchemy_%1.txt").arg(name)));
        }
    }

    void theyRunOnSqlite()
    {
        QTemporaryDir temporary;
        execute("sqlite:///" + temporary.filePath("golden.db").toStdString() + "?mode=rwc", "sqlite",
            {"show_own_function", "show_package_function", // no such functions
                "where_regexp", "where_not_regexp", // the program brings the function
                "within_group"}); // no such function
    }
    void theyRunOnPostgresql()
    {
        PostgresServer* server = PostgresServer::shared();
        if (!server)
            QSKIP(qPrintable(PostgresServer::whyMissing()));
        QCOMPARE(server->createDatabase("golden"), QString());
        execute(server->url("golden").toStdString(), "postgresql",
            {"show_own_function", "show_package_function", "where_collate_eq"}); // names of elsewhere
    }
    void theyRunOnMariaDb()
    {
        MariaDbServer* server = MariaDbServer::shared();
        if (!server)
            QSKIP(qPrintable(MariaDbServer::whyMissing()));
        QCOMPARE(server->createDatabase("golden"), QStringList());
        execute(server->url("golden").toStdString(), "mariadb",
            {"show_own_function", "show_package_function", "where_collate_eq", // names of elsewhere
                "within_group"}); // wants OVER there
    }
};

// On empty tables, in a transaction that is rolled back: a wrong word would be refused all the same.
void GoldenSqlTest::execute(const std::string& url, const char* dialectName, const QStringList& notExecuted)
{
    Engine engine = Engine::create(url).value();
    auto connection = engine.connect();
    bool mariadb = std::string_view(dialectName) == "mariadb";
    bool postgresql = std::string_view(dialectName) == "postgresql";
    for (const char* sql : {"CREATE TABLE authors (id INTEGER PRIMARY KEY, name VARCHAR(50), country "
                            "VARCHAR(2), mentor_id INTEGER)",
             "CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(100), author_id INTEGER, price "
             "NUMERIC(10, 2), pages INTEGER, in_print BOOLEAN, published DATE, data JSON)",
             "CREATE TABLE sales (id INTEGER PRIMARY KEY, book_id INTEGER, quantity INTEGER, place "
             "VARCHAR(20))"})
        connection->execute(sql);
    if (postgresql || mariadb)
        connection->execute("CREATE SEQUENCE numbers");
    connection->execute(mariadb
            ? "CREATE TABLE `order` (id INTEGER PRIMARY KEY, `select` VARCHAR(10), `Mixed Case` INTEGER)"
            : "CREATE TABLE \"order\" (id INTEGER PRIMARY KEY, \"select\" VARCHAR(10), \"Mixed Case\" "
              "INTEGER)");
    if (postgresql)
        connection->execute("ALTER TABLE books ALTER COLUMN data TYPE jsonb");
    const Dialect& dialect = relata::dialect(dialectName);
    QStringList failures;
    int run = 0;
    int refused = 0;
    for (const auto& [key, statement] : everything()) {
        if (notExecuted.contains(QString::fromStdString(key)))
            continue;
        if (compiledText(statement, dialect).sql.startsWith("REFUSED")) {
            ++refused;
            continue;
        }
        connection->begin();
        try {
            SqlStatement bound = compile(statement, dialect).bind();
            connection->execute(bound.sql, bound.parameters).all();
            connection->rollback();
            connection->begin();
            // What previews show runs as well.
            connection->execute(compile(statement, dialect).literalSql()).all();
            ++run;
        } catch (const DatabaseError& error) {
            failures << QString::fromStdString(
                key + ": " + error.error().describe() + "\n    " + compile(statement, dialect).sql);
        }
        connection->rollback();
    }
    QVERIFY2(failures.isEmpty(), qPrintable("\n" + failures.join("\n")));
    QVERIFY(run > 250);
    QVERIFY(refused < 40);
}

QTEST_GUILESS_MAIN(GoldenSqlTest)
#include "tst_golden_sql.moc"
