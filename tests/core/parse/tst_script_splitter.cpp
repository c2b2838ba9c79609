#include "core/parse/script_splitter.h"

#include "tests/support/corpora.h"

#include <QTest>

#include <random>

using namespace relata;

namespace {

// One line a piece; line breaks inside are shown as ~, commands begin with #.
QStringList pieces(const QByteArray& script, const char* dialect)
{
    QStringList result;
    std::string text = script.toStdString();
    for (const ScriptPiece& piece : splitScript(text, dialect)) {
        QString line = QString::fromUtf8(piece.text.data(), int(piece.text.size())).replace('\n', '~');
        if (piece.kind == ScriptPiece::Kind::Command)
            line.prepend('#');
        if (!piece.data.empty())
            line +=
                " <" + QString::fromUtf8(piece.data.data(), int(piece.data.size())).replace('\n', '~') + ">";
        if (piece.repetitions != 1)
            line += QString(" x%1").arg(piece.repetitions);
        result << line;
    }
    return result;
}

} // namespace

class TestScriptSplitter : public QObject
{
    Q_OBJECT

private slots:
    void splits_data()
    {
        QTest::addColumn<QByteArray>("dialect");
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QStringList>("expected");
        auto row = [](const char* name, const char* dialect, const char* script, QStringList expected) {
            QTest::newRow(name) << QByteArray(dialect) << QByteArray(script) << expected;
        };
        row("empty", "", " ; -- nothing\n;/* at all */", {});
        row("plain", "", "SELECT 1; -- c\nSELECT ';' -- d;\n, \";\";x",
            {"SELECT 1", "SELECT ';' -- d;~, \";\"", "x"});
        row("unclosed", "", "a; 'b; c", {"a", "'b; c"});

        row("sqlite trigger", "sqlite",
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; UPDATE a SET b = 1; "
            "END; x; y",
            {"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; UPDATE a SET b = 1; "
             "END",
                "x", "y"});
        row("sqlite temp trigger", "sqlite", "create temp trigger t after insert on a begin select 1; end;x",
            {"create temp trigger t after insert on a begin select 1; end", "x"});
        row("sqlite transaction", "sqlite", "BEGIN; INSERT INTO a VALUES (1); END; x",
            {"BEGIN", "INSERT INTO a VALUES (1)", "END", "x"});
        row("sqlite table named trigger", "sqlite", "CREATE TABLE \"trigger\" (a); x",
            {"CREATE TABLE \"trigger\" (a)", "x"});

        row("pg dollar quotes", "postgresql",
            "CREATE FUNCTION f() RETURNS int AS $$ BEGIN; RETURN 1; END $$ LANGUAGE plpgsql; x",
            {"CREATE FUNCTION f() RETURNS int AS $$ BEGIN; RETURN 1; END $$ LANGUAGE plpgsql", "x"});
        row("pg atomic", "postgresql",
            "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN 1=1 THEN 2 END; SELECT "
            "3; END; "
            "BEGIN; x; END; y",
            {"CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN 1=1 THEN 2 END; "
             "SELECT 3; END",
                "BEGIN", "x", "END", "y"});
        row("pg rule", "postgresql", "CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2); x",
            {"CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2)", "x"});
        row("pg copy", "postgresql", "COPY a (b) FROM stdin;\n1;2\n'\n\\.\nSELECT 1;",
            {"COPY a (b) FROM stdin <1;2~'~>", "SELECT 1"});
        row("pg copy without an end", "postgresql", "COPY a FROM stdin;\n1", {"COPY a FROM stdin <1>"});
        row("pg copy to a file", "postgresql", "COPY a FROM 'stdin'; x", {"COPY a FROM 'stdin'", "x"});
        row("pg commands", "postgresql", "\\restrict abc\nSELECT 1;\n\\connect it's\nSELECT 2",
            {"#\\restrict abc", "SELECT 1", "#\\connect it's", "SELECT 2"});

        row("mysql delimiter", "mysql",
            "DELIMITER $$\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @x = 1; "
            "END$$\nDELIMITER ;\nx;y",
            {"#DELIMITER $$", "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @x = 1; END",
                "#DELIMITER ;", "x", "y"});
        row("mysql slashes", "mariadb", "delimiter //\nSELECT 1; SELECT '//' //\nx//\ndelimiter ;\n",
            {"#delimiter //", "SELECT 1; SELECT '//'", "x", "#delimiter ;"});
        row("mysql executable comments", "mysql", "/*!40101 SET NAMES utf8 */; /* c */; # d;\nx",
            {"/*!40101 SET NAMES utf8 */", "x"});
        row("mysql strings", "mysql", "SELECT 'a\\';', \"b;\", `c;`; x",
            {"SELECT 'a\\';', \"b;\", `c;`", "x"});

        row("oracle", "oracle",
            "SET DEFINE OFF;\nPROMPT it's\nCREATE TABLE a (b int);\nBEGIN\n x; y;\nEND;\n/\nSELECT 1 / 2 "
            "FROM dual;\n/\n",
            {"#SET DEFINE OFF;", "#PROMPT it's", "CREATE TABLE a (b int)", "BEGIN~ x; y;~END;",
                "SELECT 1 / 2 FROM dual"});
        row("oracle trigger", "oracle",
            "CREATE OR REPLACE TRIGGER t BEFORE INSERT ON a BEGIN :new.b := 1; END;\n/\nSET TRANSACTION READ "
            "ONLY;",
            {"CREATE OR REPLACE TRIGGER t BEFORE INSERT ON a BEGIN :new.b := 1; END;",
                "SET TRANSACTION READ ONLY"});

        row("mssql go", "mssql",
            "CREATE TABLE [GO] (a int); SELECT 1;\nGO\n go -- c\nSELECT 'x\nGO\n'\nGO 3\nLET GO",
            {"CREATE TABLE [GO] (a int); SELECT 1;", "SELECT 'x~GO~' x3", "LET GO"});
        row("mssql go with more", "mssql", "SELECT 1\nGO away\nGO", {"SELECT 1~GO away"});
    }

    void splits()
    {
        QFETCH(QByteArray, dialect);
        QFETCH(QByteArray, script);
        QFETCH(QStringList, expected);
        QCOMPARE(pieces(script, dialect.constData()), expected);
    }

    void offsetsAndLines()
    {
        std::string script = "\n-- a\nfirst;\n\n second\n;third";
        std::vector<ScriptPiece> all = splitScript(script, "sqlite");
        QCOMPARE(all.size(), std::size_t(3));
        QCOMPARE(all[0].line, std::size_t(3));
        QCOMPARE(all[1].line, std::size_t(5));
        QCOMPARE(all[2].line, std::size_t(6));
        for (const ScriptPiece& piece : all)
            QCOMPARE(script.substr(piece.offset, piece.text.size()), std::string(piece.text));
        QCOMPARE(script[all[0].end - 1], ';');
        QCOMPARE(all[2].end, script.size());
    }

    void corpora_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("dialect");
        QTest::addColumn<int>("atLeast");
        QTest::newRow("sakila sqlite") << "sakila/sqlite-sakila-schema.sql" << QByteArray("sqlite") << 60;
        QTest::newRow("sakila postgresql")
            << "sakila/postgres-sakila-schema.sql" << QByteArray("postgresql") << 150;
        QTest::newRow("sakila mysql") << "sakila/mysql-sakila-schema.sql" << QByteArray("mysql") << 40;
        QTest::newRow("sakila oracle") << "sakila/oracle-sakila-schema.sql" << QByteArray("oracle") << 50;
        QTest::newRow("sakila mssql") << "sakila/sql-server-sakila-schema.sql" << QByteArray("mssql") << 30;
    }

    // Every piece begins as a statement does: nothing was cut in the middle.
    void corpora()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, dialect);
        QFETCH(int, atLeast);
        RELATA_NEED_CORPUS(file);
        std::string script = test::corpusText(file).toStdString();
        std::vector<ScriptPiece> all = splitScript(script, dialect.toStdString());
        QVERIFY2(int(all.size()) >= atLeast, qPrintable(QString::number(all.size())));
        const QStringList openings = {"CREATE", "ALTER", "DROP", "SET", "SELECT", "INSERT", "COMMENT", "USE",
            "BEGIN", "COMMIT", "GRANT", "REVOKE", "EXEC", "DECLARE", "PRINT", "COPY", "IF", "DELIMITER"};
        for (const ScriptPiece& piece : all) {
            if (piece.kind == ScriptPiece::Kind::Command)
                continue;
            QString text =
                QString::fromUtf8(piece.text.data(), int(std::min<std::size_t>(piece.text.size(), 60)));
            bool known = std::any_of(openings.begin(), openings.end(),
                [&](const QString& word) { return text.startsWith(word, Qt::CaseInsensitive); });
            QVERIFY2(known || text.startsWith("/*!"), qPrintable(QString::number(piece.line) + ": " + text));
        }
    }

    void anyBytesAreSafe()
    {
        const std::string parts[] = {"CREATE ", "TRIGGER ", "FUNCTION ", "BEGIN ", "ATOMIC ", "END", ";",
            "CASE ", "$$", "'", "\n", "GO\n", "/\n", "/", "DELIMITER //\n", "DELIMITER ;\n", "\\.\n", "\\x\n",
            "COPY a FROM stdin", "(", ")", "/*!", "*/", "--", "SET ", std::string(1, '\0'), "a", "//"};
        std::mt19937 random(7);
        for (const char* dialect : {"", "sqlite", "postgresql", "mysql", "oracle", "mssql"}) {
            for (int round = 0; round < 2000; ++round) {
                std::string script;
                for (unsigned n = random() % 25; n > 0; --n)
                    script += parts[random() % std::size(parts)];
                std::size_t position = 0;
                for (const ScriptPiece& piece : splitScript(script, dialect)) {
                    QVERIFY(piece.offset >= position);
                    QVERIFY(!piece.text.empty());
                    QVERIFY(piece.end >= piece.offset + piece.text.size());
                    QVERIFY(piece.end <= script.size());
                    position = piece.end;
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestScriptSplitter)
#include "tst_script_splitter.moc"
