// Types and DDL of models that no SQLite database was the source of.
#include "core/dialects/sqlite/sqlite_dialect.h"
#include "core/dialects/sqlite/sqlite_types.h"
#include "core/sql/ddl.h"
#include "core/sql/type_compiler.h"

#include <QTest>

using namespace relata;

class TestSqliteDialect : public QObject
{
    Q_OBJECT

private slots:
    void readsTypes_data()
    {
        QTest::addColumn<QByteArray>("declared");
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<int>("length"); // or precision; -1 = none
        auto row = [](const char* declared, const char* kind, int length) {
            QTest::newRow(declared) << QByteArray(declared) << QByteArray(kind) << length;
        };
        row("", "NullType", -1);
        row("INTEGER", "Integer", -1);
        row("int(11)", "Integer", -1);
        row("Unsigned Big Int", "BigInteger", -1);
        row("TINYINT", "SmallInteger", -1);
        row("VARCHAR(40)", "String", 40);
        row("nvarchar ( 160 )", "String", 160);
        row("CHARACTER VARYING(7)", "String", 7);
        row("varchar(max)", "String", -1);
        row("varchar(99999999999)", "String", -1);
        row("DECIMAL(10,2)", "Numeric", 10);
        row("NUMERIC(5,-2)", "Numeric", 5);
        row("REAL", "Double", -1);
        row("BOOLEAN", "Boolean", -1);
        row("DATETIME", "DateTime", -1);
        row("TIMESTAMP(3)", "DateTime", 3);
        row("JSON", "JSON", -1);
        row("BLOB", "LargeBinary", -1);
        row("BLOB SUB_TYPE TEXT", "Text", -1); // by affinity: TEXT is looked for before BLOB
        row("FLOATING POINT", "Integer", -1); // has INT in it, as SQLite's page warns
        row("CHARINT", "Integer", -1);
        row("STRING", "Numeric", -1);
        row("ANY", "NullType", -1);
        row("(", "Numeric", -1);
    }

    void readsTypes()
    {
        QFETCH(QByteArray, declared);
        QFETCH(QByteArray, kind);
        QFETCH(int, length);
        SqlType type = sqlite::readType(declared.toStdString());
        QCOMPARE(QByteArray(toString(type.kind)), kind);
        QCOMPARE(type.length.value_or(type.precision.value_or(-1)), length);
        QCOMPARE(type.native.has_value(), !declared.isEmpty());
        sqlite::SqliteDialect dialect;
        QCOMPARE(QByteArray::fromStdString(dialect.typeCompiler().compile(type)), declared);
    }

    void writesEveryKind()
    {
        sqlite::SqliteDialect dialect;
        for (int kind = int(TypeKind::Boolean); kind <= int(TypeKind::Composite); ++kind) {
            SqlType type = SqlType::of(static_cast<TypeKind>(kind));
            std::string text = dialect.typeCompiler().compile(type);
            QVERIFY2(!text.empty(), toString(type.kind));
            // A type that holds text must not convert what looks like a number.
            if (type.kind == TypeKind::Interval || type.kind == TypeKind::Bit
                || type.kind == TypeKind::Network)
                QVERIFY(sqlite::affinityOf(text) == sqlite::Affinity::Text);
        }
        SqlType colour = SqlType::of(TypeKind::Enum);
        colour.values = {"red", "grün"};
        QCOMPARE(dialect.typeCompiler().compile(colour), std::string("VARCHAR(4)"));
    }

    void numberedKeysAreTheRowid()
    {
        sqlite::SqliteDialect dialect;
        Table table;
        table.name = "orders";
        Column id;
        id.name = "id";
        id.type = SqlType::of(TypeKind::BigInteger);
        id.nullable = false;
        id.autoincrement = Autoincrement::Yes;
        Column status;
        status.name = "order";
        status.type = SqlType::string(10);
        status.serverDefault = SqlText{"upper('new')", "sqlite"};
        table.columns = {id, status};
        table.primaryKey.columns = {"id"};
        table.primaryKey.name = "pk_orders";
        QCOMPARE(createTable(table, {}, dialect).script(),
            std::string("CREATE TABLE orders (\n    id INTEGER NOT NULL CONSTRAINT pk_orders PRIMARY KEY "
                        "AUTOINCREMENT,\n    \"order\" VARCHAR(10) DEFAULT (upper('new'))\n);\n"));
        table.columns[0].autoincrement = Autoincrement::Auto;
        table.options.set("sqlite.strict", "true");
        table.schema = "other";
        CreateOptions options;
        options.ifNotExists = true;
        QCOMPARE(createTable(table, {}, dialect, options).script(),
            std::string("CREATE TABLE IF NOT EXISTS other.orders (\n    id INTEGER NOT NULL,\n    \"order\" "
                        "TEXT DEFAULT "
                        "(upper('new')),\n    CONSTRAINT pk_orders PRIMARY KEY (id)\n) STRICT;\n"));
    }

    void conflictClausesAreChecked()
    {
        sqlite::SqliteDialect dialect;
        Table table;
        table.name = "t";
        table.columns.emplace_back().name = "a";
        UniqueConstraint unique;
        unique.columns = {"a"};
        unique.options.set("sqlite.on_conflict", "ignore");
        table.uniqueConstraints = {unique};
        QVERIFY(createTable(table, {}, dialect).script().find("UNIQUE (a) ON CONFLICT IGNORE")
            != std::string::npos);
        table.uniqueConstraints[0].options.set("sqlite.on_conflict", "IGNORE); DROP TABLE t; --");
        QVERIFY(createTable(table, {}, dialect).script().find("DROP") == std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestSqliteDialect)
#include "tst_sqlite_dialect.moc"
