#include "core/dialects/mysql/mysql_dialect.h"
#include "core/dialects/mysql/mysql_type_reader.h"

#include <QtTest>

using namespace relata;
using mysql::MySqlDialect;
using mysql::Server;

namespace {

Column column(std::string name, SqlType type, bool nullable = true)
{
    Column result;
    result.name = std::move(name);
    result.type = std::move(type);
    result.nullable = nullable;
    return result;
}

SqlType enumOf(std::vector<std::string> values)
{
    SqlType type = SqlType::of(TypeKind::Enum);
    type.values = std::move(values);
    return type;
}

} // namespace

class TestMySqlDdl : public QObject
{
    Q_OBJECT

private slots:
    void types_data();
    void types();
    void table();
    void defaults_data();
    void defaults();
    void indexes();
    void foreignKeys();
    void scriptSeparatesBodies();
    void hostileNames();
    void offersToConnect();
    void longValuesAreCut();
};

void TestMySqlDdl::types_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("mysql");
    QTest::addColumn<QString>("mariadb");
    QTest::newRow("boolean") << "Boolean"
                             << "BOOL"
                             << "BOOL";
    QTest::newRow("text") << "Text"
                          << "TEXT"
                          << "TEXT";
    QTest::newRow("uuid") << "Uuid"
                          << "CHAR(36)"
                          << "UUID";
    QTest::newRow("json") << "JSON"
                          << "JSON"
                          << "JSON";
    QTest::newRow("double") << "Double"
                            << "DOUBLE"
                            << "DOUBLE";
    QTest::newRow("binary") << "LargeBinary"
                            << "BLOB"
                            << "BLOB";
}

void TestMySqlDdl::types()
{
    QFETCH(QString, written);
    QFETCH(QString, mysql);
    QFETCH(QString, mariadb);
    for (int kind = 0; kind <= static_cast<int>(TypeKind::Composite); ++kind) {
        SqlType type = SqlType::of(static_cast<TypeKind>(kind));
        QVERIFY(!MySqlDialect(Server::MySql).typeCompiler().compile(type).empty());
        if (written == toString(type.kind)) {
            QCOMPARE(MySqlDialect(Server::MySql).typeCompiler().compile(type), mysql.toStdString());
            QCOMPARE(MySqlDialect(Server::MariaDb).typeCompiler().compile(type), mariadb.toStdString());
        }
    }
    MySqlDialect dialect(Server::MySql);
    SqlType text = SqlType::of(TypeKind::Text);
    text.length = 70000;
    QCOMPARE(dialect.typeCompiler().compile(text), std::string("MEDIUMTEXT"));
    text.length = 2147483647;
    QCOMPARE(dialect.typeCompiler().compile(text), std::string("LONGTEXT"));
    SqlType big = SqlType::of(TypeKind::BigInteger);
    big.isUnsigned = true;
    QCOMPARE(dialect.typeCompiler().compile(big), std::string("BIGINT UNSIGNED"));
    QCOMPARE(
        dialect.typeCompiler().compile(enumOf({"it's", "a\\b"})), std::string("ENUM('it''s', 'a\\\\b')"));
    // A type that either of the two servers spelt is taken over by both.
    QCOMPARE(
        MySqlDialect(Server::MariaDb).typeCompiler().compile(big.withNative("mysql", "bigint(20) unsigned")),
        std::string("bigint(20) unsigned"));
}

void TestMySqlDdl::table()
{
    Table table;
    table.name = "order";
    table.columns.push_back(column("id", SqlType::of(TypeKind::Integer), false));
    table.columns.back().autoincrement = Autoincrement::Yes;
    table.columns.push_back(column("status", enumOf({"open", "closed"}), false));
    table.columns.back().serverDefault = SqlText{"'open'", "mysql"};
    table.columns.back().comment = "it's a \\ state";
    table.columns.push_back(column("total", SqlType::numeric(10, 2)));
    table.columns.push_back(column("gross", SqlType::numeric(12, 2), false));
    table.columns.back().computed = Computed{{"total * 1.2", "mysql"}, true};
    table.primaryKey.columns = {"id"};
    table.checkConstraints.push_back({{}, "positive", {"total >= 0", "mysql"}, true, "", {}});
    table.options.set("mysql.engine", "InnoDB");
    table.options.set("mysql.default_charset", "utf8mb4");
    table.comment = "orders";
    auto text = MySqlDialect(Server::MySql).ddlCompiler().createTable(table, {}, {}).front();
    QCOMPARE(QString::fromStdString(text),
        QString("CREATE TABLE `order` (\n"
                "    id INTEGER NOT NULL AUTO_INCREMENT,\n"
                "    status ENUM('open', 'closed') NOT NULL DEFAULT 'open' COMMENT 'it''s a \\\\ state',\n"
                "    total NUMERIC(10, 2),\n"
                "    gross NUMERIC(12, 2) GENERATED ALWAYS AS (total * 1.2) STORED NOT NULL,\n"
                "    PRIMARY KEY (id),\n"
                "    CONSTRAINT positive CHECK (total >= 0)\n"
                ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='orders'"));
    // MariaDB's grammar has no NOT NULL behind a generated column.
    text = MySqlDialect(Server::MariaDb).ddlCompiler().createTable(table, {true}, {}).front();
    QVERIFY(text.starts_with("CREATE TABLE IF NOT EXISTS `order`"));
    QVERIFY(text.find("STORED,") != std::string::npos);
}

void TestMySqlDdl::defaults_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("written");
    QTest::newRow("number") << "Integer"
                            << "-1.5"
                            << "DEFAULT -1.5";
    QTest::newRow("string") << "String"
                            << "'it''s'"
                            << "DEFAULT 'it''s'";
    QTest::newRow("concatenation") << "String"
                                   << "'a' || 'b'"
                                   << "DEFAULT ('a' || 'b')";
    QTest::newRow("two strings") << "String"
                                 << "'a' 'b'"
                                 << "DEFAULT ('a' 'b')";
    QTest::newRow("text") << "Text"
                          << "'x'"
                          << "DEFAULT ('x')";
    QTest::newRow("now") << "DateTime"
                         << "CURRENT_TIMESTAMP(6)"
                         << "DEFAULT CURRENT_TIMESTAMP(6)";
    QTest::newRow("function") << "String"
                              << "uuid()"
                              << "DEFAULT (uuid())";
    QTest::newRow("in parentheses") << "String"
                                    << "(uuid())"
                                    << "DEFAULT (uuid())";
    QTest::newRow("two pairs") << "Integer"
                               << "(1) + (2)"
                               << "DEFAULT ((1) + (2))";
    QTest::newRow("parenthesis in a string") << "String"
                                             << "(')')"
                                             << "DEFAULT (')')";
    QTest::newRow("null") << "Text"
                          << "NULL"
                          << "DEFAULT NULL";
}

void TestMySqlDdl::defaults()
{
    QFETCH(QString, type);
    QFETCH(QString, expression);
    QFETCH(QString, written);
    Column subject = column("c", SqlType::string(20));
    for (TypeKind kind : {TypeKind::Integer, TypeKind::Text, TypeKind::DateTime}) {
        if (type == toString(kind))
            subject.type = SqlType::of(kind);
    }
    subject.serverDefault = SqlText{expression.toStdString(), "mysql"};
    MySqlDialect dialect(Server::MySql);
    QString text = QString::fromStdString(dialect.ddlCompiler().columnSpecification({}, subject));
    QVERIFY2(text.endsWith(" " + written), qPrintable(text));
}

void TestMySqlDdl::indexes()
{
    Table table;
    table.name = "t";
    Index index;
    index.name = "ix";
    index.elements.resize(2);
    index.elements[0].column = "content";
    index.elements[0].prefixLength = 100;
    index.elements[1].expression = {"lower(name)", "mysql"};
    index.elements[1].descending = true;
    MySqlDialect mysql(Server::MySql);
    QCOMPARE(mysql.ddlCompiler().createIndex(table, index, {true}).front(),
        std::string("CREATE INDEX ix ON t (content(100), (lower(name)) DESC)"));
    index.elements.pop_back();
    index.options.set("mysql.prefix", "FULLTEXT");
    QCOMPARE(QString::fromStdString(
                 MySqlDialect(Server::MariaDb).ddlCompiler().createIndex(table, index, {true}).front()),
        QString("CREATE FULLTEXT INDEX IF NOT EXISTS ix ON t (content(100))"));
}

void TestMySqlDdl::foreignKeys()
{
    Table table;
    table.name = "t";
    ForeignKeyConstraint key;
    key.name = "fk";
    key.columns = {"a"};
    key.referredTable = "parent";
    key.referredColumns = {"id"};
    key.onDelete = ReferentialAction::Cascade;
    key.onUpdate = ReferentialAction::Restrict;
    MySqlDialect dialect(Server::MySql);
    QCOMPARE(dialect.ddlCompiler().addForeignKey(table, key).front(),
        std::string(
            "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES parent (id) ON UPDATE RESTRICT ON "
            "DELETE CASCADE"));
    QCOMPARE(dialect.ddlCompiler().dropForeignKey(table, key).front(),
        std::string("ALTER TABLE t DROP FOREIGN KEY fk"));
}

void TestMySqlDdl::scriptSeparatesBodies()
{
    MetaData metadata;
    metadata.dialect = "mysql";
    Table table;
    table.name = "t";
    table.columns.push_back(column("a", SqlType::of(TypeKind::Integer)));
    Trigger trigger;
    trigger.name = "tr";
    trigger.definition = {
        "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; END", "mysql"};
    table.triggers.push_back(trigger);
    metadata.addTable(table);
    MySqlDialect dialect(Server::MySql);
    QCOMPARE(createAll(metadata, dialect).script(),
        std::string(
            "SET NAMES utf8mb4;\n\nCREATE TABLE t (\n    a INTEGER\n);\n\nDELIMITER $$\nCREATE TRIGGER tr "
            "BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; END$$\nDELIMITER ;\n"));
}

void TestMySqlDdl::hostileNames()
{
    Table table;
    table.name = "a`b; DROP TABLE x";
    table.columns.push_back(column("select", SqlType::of(TypeKind::Integer)));
    MySqlDialect dialect(Server::MySql);
    QCOMPARE(dialect.ddlCompiler().createTable(table, {}, {}).front(),
        std::string("CREATE TABLE `a``b; DROP TABLE x` (\n    `select` INTEGER\n)"));
    QVERIFY(dialect.identifiers().needsQuotes("lateral"));
    QVERIFY(MySqlDialect(Server::MariaDb).identifiers().needsQuotes("returning"));
    QVERIFY(!dialect.identifiers().needsQuotes("returning"));
}

void TestMySqlDdl::offersToConnect()
{
    MySqlDialect dialect(Server::MariaDb);
    QVERIFY(dialect.connectionForm().supported);
    QCOMPARE(dialect.connectionForm().defaultPort, 3306);
    QVERIFY(dialect.connectArguments(Url::parse("mariadb://u@h/d").value()).has_value());
}

// What may be long is browsed as its beginning; what cannot be, as it is.
void TestMySqlDdl::longValuesAreCut()
{
    MySqlDialect dialect(Server::MariaDb);
    auto cut = [&](const char* type) {
        return dialect.cellPrefix(column("a`b", mysql::readColumnType(type)), 100).prefix;
    };
    for (const char* type : {"longtext", "text", "varchar(101)", "longblob", "varbinary(200)", "json"})
        QCOMPARE(cut(type), std::string("LEFT(`a``b`, 100)"));
    for (const char* type : {"varchar(100)", "char(3)", "binary(16)", "int", "date", "enum('x')", "uuid"})
        QCOMPARE(cut(type), std::string());
    QCOMPARE(dialect.cellPrefix(column("c", SqlType::of(TypeKind::Text)), 100).size,
        std::string("OCTET_LENGTH(c)"));
}

QTEST_APPLESS_MAIN(TestMySqlDdl)
#include "tst_mysql_ddl.moc"
