#include "core/dialects/mssql/mssql_dialect.h"

#include <QtTest>

using namespace relata;
using mssql::MsSqlDialect;

namespace {

Column column(std::string name, SqlType type, bool nullable = true)
{
    Column result;
    result.name = std::move(name);
    result.type = std::move(type);
    result.nullable = nullable;
    return result;
}

SqlType national(int length)
{
    SqlType type = SqlType::string();
    if (length > 0)
        type.length = length;
    type.national = true;
    return type;
}

} // namespace

class TestMsSqlDdl : public QObject
{
    Q_OBJECT

private slots:
    void types();
    void table();
    void guards();
    void indexes();
    void comments();
    void batches();
    void foreignKeys();
};

void TestMsSqlDdl::types()
{
    MsSqlDialect dialect;
    const TypeCompiler& types = dialect.typeCompiler();
    for (int kind = 0; kind <= static_cast<int>(TypeKind::Composite); ++kind)
        QVERIFY(!types.compile(SqlType::of(static_cast<TypeKind>(kind))).empty());
    QCOMPARE(types.compile(national(40)), std::string("NVARCHAR(40)"));
    QCOMPARE(types.compile(national(4001)), std::string("NVARCHAR(max)"));
    QCOMPARE(types.compile(national(0)), std::string("NVARCHAR(max)"));
    QCOMPARE(types.compile(SqlType::string(8000)), std::string("VARCHAR(8000)"));
    QCOMPARE(types.compile(SqlType::of(TypeKind::Boolean)), std::string("BIT"));
    QCOMPARE(types.compile(SqlType::of(TypeKind::Uuid)), std::string("UNIQUEIDENTIFIER"));
    QCOMPARE(types.compile(SqlType::dateTime(false)), std::string("DATETIME2"));
    QCOMPARE(types.compile(SqlType::dateTime(true)), std::string("DATETIMEOFFSET"));
    QCOMPARE(types.compile(SqlType::of(TypeKind::LargeBinary)), std::string("VARBINARY(max)"));
}

void TestMsSqlDdl::table()
{
    Table table;
    table.name = "user";
    table.columns.push_back(column("id", SqlType::of(TypeKind::Integer), false));
    table.columns.back().identity = Identity{};
    table.columns.push_back(column("name", national(40)));
    table.columns.back().collation = "Latin1_General_CS_AS";
    table.columns.push_back(column("created", SqlType::dateTime(false), false));
    table.columns.back().serverDefault = SqlText{"CURRENT_TIMESTAMP", "mssql"};
    table.columns.push_back(column("caption", national(80), false));
    table.columns.back().computed = Computed{{"UPPER(name)", "mssql"}, true};
    table.primaryKey.name = "PRIMARY KEY (x";
    table.primaryKey.columns = {"id"};
    table.primaryKey.options.set("mssql.clustered", "false");
    QCOMPARE(QString::fromStdString(MsSqlDialect().ddlCompiler().createTable(table, {}, {}).front()),
        QString("CREATE TABLE [user] (\n"
                "    id INTEGER NOT NULL IDENTITY(1,1),\n"
                "    name NVARCHAR(40) COLLATE Latin1_General_CS_AS NULL,\n"
                "    created DATETIME2 NOT NULL DEFAULT CURRENT_TIMESTAMP,\n"
                "    caption AS (UPPER(name)) PERSISTED NOT NULL,\n"
                "    CONSTRAINT [PRIMARY KEY (x] PRIMARY KEY NONCLUSTERED (id)\n"
                ")"));
}

void TestMsSqlDdl::guards()
{
    MsSqlDialect dialect;
    Table table;
    table.name = "a]'b";
    table.columns.push_back(column("id", SqlType::of(TypeKind::Integer)));
    QVERIFY(dialect.ddlCompiler()
                .createTable(table, {true}, {})
                .front()
                .starts_with("IF OBJECT_ID(N'[a]]''b]', N'U') IS NULL\nCREATE TABLE [a]]'b] ("));
    QCOMPARE(dialect.ddlCompiler().createSchema("it's", {true}).front(),
        std::string("IF SCHEMA_ID(N'it''s') IS NULL\nEXEC(N'CREATE SCHEMA [it''s]')"));
    QVERIFY(dialect.ddlCompiler().createSchema("dbo", {}).empty());
}

void TestMsSqlDdl::indexes()
{
    Table table;
    table.name = "t";
    Index index;
    index.name = "ix";
    index.unique = true;
    index.elements.resize(1);
    index.elements[0].column = "a";
    index.elements[0].descending = true;
    index.includeColumns = {"b"};
    index.where = {"a IS NOT NULL", "mssql"};
    QCOMPARE(MsSqlDialect().ddlCompiler().createIndex(table, index, {}).front(),
        std::string("CREATE UNIQUE INDEX ix ON t (a DESC) INCLUDE (b) WHERE a IS NOT NULL"));
}

void TestMsSqlDdl::comments()
{
    Table table;
    table.name = "it's";
    table.columns.push_back(column("a", SqlType::of(TypeKind::Integer)));
    table.columns.back().comment = "d\xC3\xA9";
    QCOMPARE(MsSqlDialect().ddlCompiler().comments(table).front(),
        std::string("EXEC sp_addextendedproperty N'MS_Description', N'd\xC3\xA9', N'SCHEMA', N'dbo', "
                    "N'TABLE', N'it''s', "
                    "N'COLUMN', N'a'"));
}

void TestMsSqlDdl::batches()
{
    MetaData metadata;
    metadata.dialect = "mssql";
    metadata.schemas = {"", "sales"};
    Table table;
    table.schema = "sales";
    table.name = "t";
    table.columns.push_back(column("a", SqlType::of(TypeKind::Integer)));
    metadata.addTable(table);
    for (const char* name : {"v", "w"}) {
        View view;
        view.name = name;
        view.definition = {"SELECT 1 AS a", "mssql"};
        metadata.addView(view);
    }
    QCOMPARE(createAll(metadata, MsSqlDialect()).script(),
        std::string("SET ANSI_NULLS ON;\nSET QUOTED_IDENTIFIER ON;\nGO\n\nCREATE SCHEMA sales\nGO\n\nCREATE "
                    "TABLE sales.t "
                    "(\n    a INTEGER NULL\n);\n\nGO\nCREATE VIEW v AS\nSELECT 1 AS a\nGO\n\nCREATE VIEW w "
                    "AS\nSELECT 1 "
                    "AS a\nGO\n"));
    QVERIFY(dropAll(metadata, MsSqlDialect()).script().find("GO") == std::string::npos);
}

void TestMsSqlDdl::foreignKeys()
{
    Table table;
    table.name = "t";
    ForeignKeyConstraint key;
    key.name = "fk";
    key.columns = {"a"};
    key.referredTable = "p";
    key.referredColumns = {"id"};
    key.onDelete = ReferentialAction::Restrict;
    key.onUpdate = ReferentialAction::SetDefault;
    key.match = MatchType::Full;
    QCOMPARE(MsSqlDialect().ddlCompiler().foreignKey(table, key),
        std::string("CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id) ON UPDATE SET DEFAULT"));
}

QTEST_APPLESS_MAIN(TestMsSqlDdl)
#include "tst_mssql_ddl.moc"
