// What MySQL 8 and 9 tell differently from MariaDB. No MySQL server runs here: the rows are written after
// MySQL's manual ("INFORMATION_SCHEMA Tables", "SHOW CREATE TABLE"), and a driver of this test hands them
// out.
#include "core/dialects/mysql/mysql_dialect.h"
#include "core/dialects/mysql/show_create.h"
#include "core/engine/connection.h"
#include "core/engine/inspector.h"
#include "core/sql/ddl.h"

#include <QTest>

#include <map>

using namespace relata;

namespace {

// nullptr is NULL.
using Rows = std::vector<std::vector<const char*>>;

class RecordedCursor final : public DriverCursor
{
public:
    explicit RecordedCursor(const Rows& rows)
        : m_rows(rows), m_columns(rows.empty() ? 1 : rows.front().size())
    { }
    const std::vector<ResultColumn>& columns() const override { return m_columns; }
    RowChunkPtr fetch(std::size_t, std::size_t) override
    {
        if (m_done || m_rows.empty())
            return nullptr;
        m_done = true;
        RowChunkBuilder builder(m_columns.size());
        for (const auto& row : m_rows) {
            for (const char* cell : row) {
                bool isNumber = cell && *cell && QByteArray(cell).toLongLong() != 0;
                if (!cell)
                    builder.addNull();
                else if (isNumber && QByteArray::number(QByteArray(cell).toLongLong()) == cell)
                    builder.addInteger(QByteArray(cell).toLongLong());
                else
                    builder.addBytes(ValueTag::Text, cell);
            }
        }
        return builder.take();
    }
    std::int64_t rowCount() const override { return -1; }

private:
    const Rows& m_rows;
    std::vector<ResultColumn> m_columns;
    bool m_done = false;
};

class RecordedConnection final : public DriverConnection
{
public:
    explicit RecordedConnection(std::string version) : m_version(std::move(version)) { }
    std::unique_ptr<DriverCursor> execute(
        const std::string& sql, std::span<const Value>, const ExecutionOptions&) override
    {
        for (const auto& [part, rows] : answers()) {
            if (sql.find(part) != std::string::npos)
                return std::make_unique<RecordedCursor>(rows);
        }
        static const Rows nothing;
        return std::make_unique<RecordedCursor>(nothing);
    }
    void executeScript(const std::string&, const ExecutionOptions&) override { }
    void interrupt() noexcept override { }
    bool isUsable() const override { return true; }
    bool inTransaction() const override { return false; }
    std::string serverVersion() const override { return m_version; }

private:
    // By a part of the statement.
    static const std::map<std::string, Rows>& answers()
    {
        static const char* const utf8 = "utf8mb4_0900_ai_ci";
        static const std::map<std::string, Rows> all = {
            {"SELECT DATABASE()", {{"shop"}}},
            {"information_schema.SCHEMATA", {{"shop"}}},
            {"SHOW CREATE VIEW",
                {{"names", "CREATE ALGORITHM=MERGE DEFINER=`a`@`b` SQL SECURITY INVOKER VIEW"}}},
            {"sql_mode", {{"ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES"}}},
            {"information_schema.TABLES",
                {{"orders", "BASE TABLE", "InnoDB", "Compressed", "7", utf8,
                     "row_format=COMPRESSED KEY_BLOCK_SIZE=8 partitioned", "kept", "42"},
                    {"people", "BASE TABLE", "InnoDB", "Dynamic", nullptr, utf8, "", "", nullptr},
                    {"names", "VIEW", nullptr, nullptr, nullptr, nullptr, nullptr, "VIEW", nullptr}}},
            {"information_schema.COLUMNS",
                {{"orders", "id", "int unsigned", "NO", nullptr, "auto_increment", nullptr, nullptr, "", ""},
                    {"orders", "code", "varchar(36)", "NO", "uuid()", "DEFAULT_GENERATED", "utf8mb4", utf8,
                        "", ""},
                    {"orders", "said", "varchar(20)", "YES", "it's \\", "", "utf8mb4", "utf8mb4_bin", "", ""},
                    {"orders", "flags", "bit(3)", "YES", "b'101'", "", nullptr, nullptr, "", ""},
                    {"orders", "total", "decimal(10,2)", "NO", "0.00", "INVISIBLE", nullptr, nullptr, "", ""},
                    {"orders", "label", "varchar(40)", "YES", nullptr, "STORED GENERATED", "utf8mb4", utf8,
                        "", "concat(`code`,_utf8mb4\\'-\\')"},
                    {"orders", "changed", "timestamp(3)", "NO", "CURRENT_TIMESTAMP(3)",
                        "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)", nullptr, nullptr, "", ""},
                    {"people", "id", "int", "NO", nullptr, "", nullptr, nullptr, "", ""},
                    {"people", "order_id", "int unsigned", "YES", nullptr, "", nullptr, nullptr, "", ""},
                    {"people", "name", "varchar(40)", "YES", nullptr, "", "latin1", "latin1_swedish_ci", "",
                        ""},
                    {"names", "name", "varchar(40)", "YES", nullptr, "", "utf8mb4", utf8, "", ""}}},
            {"information_schema.STATISTICS",
                {{"orders", "PRIMARY", "0", "id", "A", nullptr, "BTREE", "", nullptr, "NO"},
                    {"orders", "by_label", "1", nullptr, "A", nullptr, "BTREE", "",
                        "lower(concat(`label`,_utf8mb4\\'x\\'))", "NO"},
                    {"orders", "hidden", "1", "total", "D", nullptr, "BTREE", "why", nullptr, "YES"},
                    {"people", "PRIMARY", "0", "id", "A", nullptr, "BTREE", "", nullptr, "NO"},
                    {"people", "fk_order", "1", "order_id", "A", nullptr, "BTREE", "", nullptr, "NO"},
                    {"people", "ft", "1", "name", nullptr, nullptr, "FULLTEXT", "", nullptr, "NO"}}},
            {"information_schema.KEY_COLUMN_USAGE",
                {{"people", "fk_order", "order_id", "shop", "orders", "id"}}},
            {"information_schema.REFERENTIAL_CONSTRAINTS", {{"people", "fk_order", "NO ACTION", "CASCADE"}}},
            {"information_schema.CHECK_CONSTRAINTS",
                {{"orders", "positive", "(`total` >= 0)", "Table", "NO"},
                    {"people", "named", "(`name` <> _utf8mb4\\'\\')", "Table", "YES"}}},
            {"SHOW CREATE TABLE shop.orders",
                {{"orders",
                    "CREATE TABLE `orders` (\n  `id` int unsigned NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY "
                    "(`id`) USING BTREE,\n  KEY `hidden` (`total` DESC) KEY_BLOCK_SIZE=4 COMMENT 'why' "
                    "/*!80000 INVISIBLE */\n) "
                    "ENGINE=InnoDB COMMENT='PARTITION BY nobody'\n/*!50100 PARTITION BY RANGE (`id`)\n"
                    "SUBPARTITION BY HASH (`id`)\nSUBPARTITIONS 2\n(PARTITION p0 VALUES LESS THAN (10) "
                    "COMMENT = "
                    "'ENGINE = x' ENGINE = InnoDB,\n PARTITION p1 VALUES LESS THAN MAXVALUE ENGINE = InnoDB) "
                    "*/"}}},
            {"SHOW CREATE TABLE shop.people",
                {{"people",
                    "CREATE TABLE `people` (\n  `id` int NOT NULL,\n  FULLTEXT KEY `ft` (`name`) /*!50100 "
                    "WITH PARSER `ngram` */\n) ENGINE=InnoDB"}}},
            {"information_schema.VIEWS",
                {{"names", "select `shop`.`people`.`name` AS `name` from `shop`.`people`", "NONE", "INVOKER",
                    "UNDEFINED"}}},
            {"information_schema.ROUTINES",
                {{"twice", "FUNCTION", "int", "RETURN n * 2", "YES", "NO SQL", "DEFINER", "", "twice",
                    nullptr, nullptr, utf8, "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES"}}},
            {"information_schema.PARAMETERS", {{"twice", "FUNCTION", "IN", "n", "int", nullptr, nullptr}}},
            {"information_schema.EVENTS",
                {{"sweep", "RECURRING", nullptr, "1", "DAY", "2030-01-01 00:00:00", nullptr,
                    "SLAVESIDE_DISABLED", "NOT PRESERVE", "", "DELETE FROM people", "ANSI_QUOTES"}}},
        };
        return all;
    }

    std::string m_version;
};

} // namespace

class TestMySqlCatalogue : public QObject
{
    Q_OBJECT

private slots:
    void ddlOfRecordedRows_data();
    void ddlOfRecordedRows();
    void keysInShowCreate();
    void showCreate();
};

void TestMySqlCatalogue::ddlOfRecordedRows_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::newRow("8.0") << QByteArray("8.0.36");
    QTest::newRow("9") << QByteArray("9.1.0-commercial");
}

void TestMySqlCatalogue::ddlOfRecordedRows()
{
    QFETCH(QByteArray, version);
    auto dialect = std::make_shared<mysql::MySqlDialect>(mysql::Server::MySql);
    Connection connection(dialect, std::make_unique<RecordedConnection>(version.toStdString()));
    MetaData metadata = dialect->inspector(connection)->reflect({});
    QCOMPARE(metadata.dialect, std::string("mysql"));
    QVERIFY(metadata.serverVersion == version.toStdString().substr(0, version.indexOf('-')));
    QVERIFY(metadata.notes.empty());
    QString ddl;
    for (const DdlStatement& statement : createAll(metadata, *dialect).statements)
        ddl += QString::fromStdString(statement.text) + "\n;\n";
    QFile golden(QString(RELATA_SOURCE_DIR) + "/tests/golden/mysql_recorded.sql");
    if (qEnvironmentVariable("RELATA_UPDATE_GOLDEN") == "1") {
        QVERIFY(golden.open(QIODevice::WriteOnly));
        golden.write(ddl.toUtf8());
        return;
    }
    QVERIFY(golden.open(QIODevice::ReadOnly));
    QCOMPARE(ddl, QString::fromUtf8(golden.readAll()));
}

void TestMySqlCatalogue::keysInShowCreate()
{
    auto facts = mysql::readShowCreate(
        "CREATE TABLE `t` (\n  `a\n  PRIMARY KEY (``x``) USING HASH` int DEFAULT 'it''s \\'\n  KEY `b` (`x`) "
        "USING "
        "HASH',\n  PRIMARY KEY (`a`) USING BTREE KEY_BLOCK_SIZE=4,\n  UNIQUE KEY `u``1` (`a`,`b`(3)) "
        "KEY_BLOCK_SIZE=2 "
        "COMMENT 'USING HASH',\n  KEY `plain` (`a`),\n  KEY `f` ((convert(`a` using utf8mb4))) USING BTREE,\n"
        "  FULLTEXT KEY `ft` (`b`) /*!50100 WITH PARSER `ngram` */\n) ENGINE=InnoDB");
    QCOMPARE(facts.keys.size(), std::size_t(5));
    QCOMPARE(facts.key("")->method, std::string("BTREE"));
    QCOMPARE(facts.key("")->blockSize, std::string("4"));
    QVERIFY(facts.key("u`1")->method.empty());
    QCOMPARE(facts.key("u`1")->blockSize, std::string("2"));
    QVERIFY(facts.key("plain")->method.empty());
    QVERIFY(!facts.key("b"));
    QCOMPARE(facts.key("f")->method, std::string("BTREE"));
    QCOMPARE(facts.key("ft")->parser, std::string("ngram"));
}

void TestMySqlCatalogue::showCreate()
{
    auto facts = mysql::readShowCreate(
        "CREATE TABLE `t` (\n  `a` int COMMENT 'PERIOD FOR x',\n  PERIOD FOR `p` (`a`, `b`),"
        "\n  UNIQUE KEY `u``1` (`k`,`p` WITHOUT OVERLAPS),\n  PRIMARY KEY (`a`)\n) "
        "ENGINE=Aria COMMENT='PARTITION BY'\n PARTITION BY KEY (`a`)\nPARTITIONS 2");
    QCOMPARE(facts.partitionBy, std::string("KEY (`a`)\nPARTITIONS 2"));
    QCOMPARE(facts.periods, std::vector<std::string>{"PERIOD FOR `p` (`a`, `b`)"});
    QCOMPARE(facts.keys.size(), std::size_t(2));
    QCOMPARE(facts.keys[0].name, std::string("u`1"));
    QCOMPARE(facts.keys[0].columns(), std::vector<std::string>{"k"});
    QCOMPARE(facts.keys[0].period, std::string("p"));
    for (const char* damaged : {"", "CREATE TABLE `t", ")", "))))", "\n/*!5", "\n/*!50100 PARTITION BY",
             "PARTITION BY", "PERIOD FOR ", "UNIQUE KEY ` WITHOUT OVERLAPS", "KEY ", "KEY ) USING",
             "KEY `a` (`b`) KEY_BLOCK_SIZE", "KEY /*!50100 ", "KEY `a` (`b`) USING",
             "\n/*!50100 PARTITION BY */ ENGINE ="})
        mysql::readShowCreate(damaged);
    QVERIFY(mysql::readShowCreate("CREATE TABLE `t` (`a` int)").partitionBy.empty());
}

QTEST_APPLESS_MAIN(TestMySqlCatalogue)
#include "tst_mysql_catalogue.moc"
