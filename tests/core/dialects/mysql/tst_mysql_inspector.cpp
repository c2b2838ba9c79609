// Reflect, write the DDL, replay it on an empty database, reflect again: the same, by our reflection and by
// SHOW CREATE.
#include "core/builtin/builtin.h"
#include "core/dialects/mysql/mysql_dialect.h"
#include "core/dialects/mysql/mysql_type_reader.h"
#include "core/engine/engine.h"
#include "core/sql/ddl.h"
#include "tests/support/corpora.h"
#include "tests/support/mariadb_server.h"

#include <QtTest>

using namespace relata;
using namespace relata::test;

namespace {

const char* const torture = R"sql(
CREATE TABLE `order` (
    `select` INT UNSIGNED NOT NULL AUTO_INCREMENT,
    `back``tick` VARCHAR(40) NOT NULL DEFAULT 'it''s \\ "so"' COMMENT 'a ''quoted'' comment \\ with a backslash',
    `two words` CHAR(3) CHARACTER SET latin1 COLLATE latin1_bin,
    emoji TEXT,
    price DECIMAL(12, 3) UNSIGNED DEFAULT 1.500,
    ratio DOUBLE, small FLOAT(7, 3), flag BOOL NOT NULL DEFAULT 1, tiny TINYINT UNSIGNED, medium MEDIUMINT ZEROFILL,
    big BIGINT DEFAULT -9223372036854775808,
    bits BIT(9) DEFAULT b'101', b BINARY(4), vb VARBINARY(20), bl LONGBLOB,
    kind ENUM('a', 'b,c', 'd''e') NOT NULL DEFAULT 'b,c', tags SET('x', 'y'),
    doc JSON, id UUID, ip INET6,
    created DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    changed TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    day DATE DEFAULT '2020-02-29', clock TIME(2), born YEAR,
    twice DECIMAL(12, 3) GENERATED ALWAYS AS (price * 2) STORED,
    lowered VARCHAR(50) GENERATED ALWAYS AS (lower(`back``tick`)) VIRTUAL,
    computed_default VARCHAR(36) DEFAULT (concat('a', 'b')),
    hidden INT INVISIBLE DEFAULT 3,
    place POINT NOT NULL,
    PRIMARY KEY (`select`),
    UNIQUE KEY uq_pair (price, big),
    UNIQUE KEY uq_prefix (emoji(20)),
    KEY ix_desc (price DESC, big),
    KEY ix_prefix (emoji(10)),
    FULLTEXT KEY ft (emoji, `back``tick`),
    SPATIAL KEY sp (place),
    KEY ix_hash (big) COMMENT 'with a comment',
    CONSTRAINT ck_price CHECK (price >= 0 AND kind <> 'z'),
    CHECK (ratio > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci ROW_FORMAT=DYNAMIC COMMENT='a table''s comment';

CREATE TABLE composite (a INT, b INT, c INT, PRIMARY KEY (a, b)) ENGINE=InnoDB;
CREATE TABLE child (
    id INT PRIMARY KEY, a INT, b INT, parent INT, o INT UNSIGNED,
    CONSTRAINT fk_pair FOREIGN KEY (a, b) REFERENCES composite (a, b) ON DELETE CASCADE ON UPDATE SET NULL,
    CONSTRAINT fk_self FOREIGN KEY (parent) REFERENCES child (id),
    CONSTRAINT fk_order FOREIGN KEY (o) REFERENCES `order` (`select`) ON DELETE SET NULL,
    KEY own_index (parent, a)
) ENGINE=InnoDB;
CREATE TABLE ring_a (id INT PRIMARY KEY, b INT) ENGINE=InnoDB;
CREATE TABLE ring_b (id INT PRIMARY KEY, a INT, CONSTRAINT fk_ring_a FOREIGN KEY (a) REFERENCES ring_a (id)) ENGINE=InnoDB;
ALTER TABLE ring_a ADD CONSTRAINT fk_ring_b FOREIGN KEY (b) REFERENCES ring_b (id);
CREATE TABLE memory_table (a INT, KEY h (a) USING HASH) ENGINE=MEMORY;
CREATE TABLE parted (id INT, at DATE) PARTITION BY RANGE (YEAR(at))
    (PARTITION p0 VALUES LESS THAN (2000) COMMENT = 'old', PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE listed (id INT, k INT) PARTITION BY LIST (k) (PARTITION a VALUES IN (1, 2), PARTITION b VALUES IN (3));
CREATE TABLE versioned (id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING;
CREATE SEQUENCE numbers START WITH 5 INCREMENT BY 3 MINVALUE 1 MAXVALUE 1000 CACHE 10 CYCLE;
CREATE VIEW a_view AS SELECT o.`select` AS id, concat(`back``tick`, '`torture`.x') AS t FROM `order` o WHERE price > 3;
CREATE VIEW z_view AS SELECT id FROM a_view;
CREATE VIEW b_view AS SELECT id FROM z_view WHERE id > 1 WITH CASCADED CHECK OPTION;
CREATE FUNCTION doubled(n INT) RETURNS INT DETERMINISTIC NO SQL COMMENT 'twice' RETURN n * 2;
CREATE TRIGGER keep_price BEFORE UPDATE ON `order` FOR EACH ROW SET NEW.price = abs(NEW.price);
)sql";

} // namespace

class MySqlInspectorTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void types_data();
    void types();
    void roundTrip_data();
    void roundTrip();
    void facts();
    void urls();
    void unknownSchemaIsANote();
    void unknownParameterIsRefused();

private:
    MetaData reflected(const QString& database)
    {
        return reflect(Engine::create(m_server->url(database).toStdString()).value());
    }
    // As a sorted list of lines: the catalogue tells keys by name, not in the order of their making.
    QStringList showCreate(const QString& table, const QString& database)
    {
        QString text = m_server->query("SHOW CREATE TABLE `" + table + "`", database);
        QStringList lines = text.split("\\n");
        for (QString& line : lines)
            line = line.trimmed().remove(QRegularExpression(",$"));
        lines.sort();
        return lines;
    }
    MariaDbServer* m_server = nullptr;
};

void MySqlInspectorTest::initTestCase()
{
    registerBuiltins();
    m_server = MariaDbServer::shared();
    if (!m_server)
        QSKIP(qPrintable(MariaDbServer::whyMissing()));
}

void MySqlInspectorTest::types_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind");
    QTest::newRow("boolean") << "tinyint(1)" << int(TypeKind::Boolean);
    QTest::newRow("unsigned tinyint(1) is a number") << "tinyint(1) unsigned" << int(TypeKind::SmallInteger);
    QTest::newRow("enum") << "enum('a','b''c')" << int(TypeKind::Enum);
    QTest::newRow("unknown") << "vector(3)" << int(TypeKind::Unknown);
    QTest::newRow("empty") << "" << int(TypeKind::Unknown);
}

void MySqlInspectorTest::types()
{
    QFETCH(QString, text);
    QFETCH(int, kind);
    SqlType type = mysql::readColumnType(text.toStdString());
    QCOMPARE(int(type.kind), kind);
    QCOMPARE(QString::fromStdString(type.native->text), text);
    if (type.kind == TypeKind::Enum)
        QCOMPARE(type.values, std::vector<std::string>({"a", "b'c"}));
}

void MySqlInspectorTest::roundTrip_data()
{
    QTest::addColumn<QString>("corpus");
    QTest::newRow("torture") << "";
    QTest::newRow("sakila") << "sakila/mysql-sakila-schema.sql";
    QTest::newRow("chinook") << "chinook/Chinook_MySql.sql";
}

void MySqlInspectorTest::roundTrip()
{
    QFETCH(QString, corpus);
    QByteArray script = torture;
    if (!corpus.isEmpty()) {
        RELATA_NEED_CORPUS(corpus);
        script = corpusText(corpus);
        // The corpora make and use databases of their own names.
        for (const char* word : {"CREATE SCHEMA", "DROP SCHEMA", "CREATE DATABASE", "DROP DATABASE", "USE "})
            script.replace("\n" + QByteArray(word), "\n-- " + QByteArray(word));
        script.replace("sakila.", "");
        // The rows are of no use here.
        script = script.left(script.indexOf("INSERT INTO `Genre`") > 0 ? script.indexOf("INSERT INTO `Genre`")
                                                                       : script.size());
    }
    QCOMPARE(m_server->createDatabase("original"), QStringList());
    QStringList problems = m_server->runScript(script, "original");
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
    MetaData original = reflected("original");
    QVERIFY2(original.notes.empty(), original.notes.empty() ? "" : original.notes[0].message.c_str());
    QVERIFY(original.tables().size() > 5);

    mysql::MySqlDialect dialect(mysql::Server::MariaDb);
    std::string ddl = createAll(original, dialect).script();
    QCOMPARE(m_server->createDatabase("copy"), QStringList());
    QStringList errors = m_server->runScript(QByteArray::fromStdString(ddl), "copy");
    QVERIFY2(errors.isEmpty(), qPrintable(errors.join('\n') + "\n" + QString::fromStdString(ddl)));
    MetaData copy = reflected("copy");
    copy.defaultSchema = original.defaultSchema;
    for (const TablePtr& table : original.tables()) {
        const Table* other = copy.findTable(table->schema, table->name);
        QVERIFY2(other, table->name.c_str());
        QVERIFY2(*other == *table, table->name.c_str());
        QString name = QString::fromStdString(table->name).replace("`", "``");
        QCOMPARE(showCreate(name, "copy"), showCreate(name, "original"));
    }
    for (const ViewPtr& view : original.views()) {
        const View* other = copy.findView(view->schema, view->name);
        QVERIFY2(other, view->name.c_str());
        QCOMPARE(
            QString::fromStdString(other->definition.text), QString::fromStdString(view->definition.text));
        QVERIFY2(*other == *view, view->name.c_str());
    }
    QVERIFY(copy.carried == original.carried);
    QVERIFY(copy.sequences == original.sequences);
    QVERIFY(copy == original);
}

void MySqlInspectorTest::facts()
{
    QCOMPARE(m_server->createDatabase("facts"), QStringList());
    QCOMPARE(m_server->runScript(torture, "facts"), QStringList());
    MetaData metadata = reflected("facts");
    QCOMPARE(metadata.dialect, std::string("mariadb"));
    QVERIFY(metadata.serverVersion.find_first_not_of("0123456789.") == std::string::npos);
    const Table& order = metadata.table("order");
    QCOMPARE(int(order.c("flag").type.kind), int(TypeKind::Boolean));
    QCOMPARE(int(order.c("doc").type.kind), int(TypeKind::Json));
    QCOMPARE(order.c("kind").type.values, std::vector<std::string>({"a", "b,c", "d'e"}));
    QCOMPARE(int(order.c("select").autoincrement), int(Autoincrement::Yes));
    QCOMPARE(order.c("back`tick").comment, std::string("a 'quoted' comment \\ with a backslash"));
    QVERIFY(order.c("twice").computed->persisted);
    QVERIFY(!order.c("lowered").computed->persisted);
    QCOMPARE(order.primaryKey.columns, std::vector<std::string>({"select"}));
    QCOMPARE(order.uniqueConstraints.size(), std::size_t(1));
    const Table& child = metadata.table("child");
    QCOMPARE(child.foreignKeys.size(), std::size_t(3));
    QCOMPARE(child.indexes.size(), std::size_t(1)); // own_index; those of the keys are the keys'
    QCOMPARE(metadata.sequences.at(0).start, std::optional<std::int64_t>(5));
    QCOMPARE(metadata.table("order").triggers.size(), std::size_t(1));
}

void MySqlInspectorTest::urls()
{
    mysql::MySqlDialect dialect(mysql::Server::MySql);
    auto arguments = dialect.connectArguments(
        Url::parse("mysql+pymysql://me:p%40w@db.example:3307/shop?charset=utf8mb4").value());
    QVERIFY(arguments.has_value());
    std::vector<std::pair<std::string, std::string>> expected = {
        {"host", "db.example"}, {"port", "3307"}, {"user", "me"}, {"password", "p@w"}, {"database", "shop"}};
    QVERIFY(arguments->parameters == expected);
}

void MySqlInspectorTest::unknownSchemaIsANote()
{
    ReflectOptions options;
    options.schemas = {"no_such_database"};
    MetaData metadata = reflect(Engine::create(m_server->url().toStdString()).value(), options);
    QCOMPARE(metadata.notes.size(), std::size_t(1));
    QCOMPARE(metadata.notes[0].object, std::string("no_such_database"));
}

void MySqlInspectorTest::unknownParameterIsRefused()
{
    mysql::MySqlDialect dialect(mysql::Server::MySql);
    auto refused = dialect.connectArguments(Url::parse("mysql://h/d?init_command=DROP+TABLE+x").value());
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().message.find("init_command") != std::string::npos);
}

QTEST_GUILESS_MAIN(MySqlInspectorTest)
#include "tst_mysql_inspector.moc"
