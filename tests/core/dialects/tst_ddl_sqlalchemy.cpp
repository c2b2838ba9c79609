// DDL of SQL Server and Oracle beside what SQLAlchemy's compilers write for the same tables: every difference
// is in the lists here, with its reason.
#include "core/dialects/mssql/mssql_dialect.h"
#include "core/dialects/oracle/oracle_dialect.h"
#include "core/sql/ddl.h"
#include "core/sql/ddl_compiler.h"

#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

using namespace relata;

namespace {

struct Difference
{
    const char* theirs; // a regular expression
    const char* ours;
    const char* why;
};

const Difference ofMsSql[] = {
    {"INCREMENT BY 2 START WITH 5", "START WITH 5 INCREMENT BY 2", "the order of the standard's grammar"},
    {"born DATETIME", "born DATE", "without a connection SQLAlchemy writes for servers before 2008"},
    {"IMAGE ", "VARBINARY(max)", "the same"},
    {"ON DELETE CASCADE ON UPDATE SET NULL", "ON UPDATE SET NULL ON DELETE CASCADE", "any order is allowed"},
};

const Difference ofOracle[] = {
    {"INCREMENT BY (\\d) START WITH (\\d+)", "START WITH \\2 INCREMENT BY \\1", "the order of the grammar"},
    {"NUMERIC\\(10,2\\)", "NUMBER(10,2)", "the type's own name"},
    {"AS\\(total \\* 2\\),", "AS(total * 2)VIRTUAL,", "the word that may be left out"},
};

Column column(const std::string& name, SqlType type, bool nullable = true)
{
    Column made;
    made.name = name;
    made.type = std::move(type);
    made.nullable = nullable;
    return made;
}

Index index(const std::string& name, const std::vector<std::string>& columns)
{
    Index made;
    made.name = name;
    for (const std::string& columnName : columns) {
        made.elements.emplace_back();
        made.elements.back().column = columnName;
    }
    return made;
}

Table parentTable(bool isMsSql)
{
    Table table;
    table.name = "Parent Table";
    table.comment = "Those above";
    table.columns = {column("id", SqlType::of(TypeKind::Integer), false),
        column("code", SqlType::string(10), false), column("order", SqlType::of(TypeKind::SmallInteger))};
    table.columns[0].identity = Identity{};
    table.columns[0].identity->start = 10;
    table.columns[0].identity->increment = 5;
    table.columns[1].comment = "it's a code";
    table.columns[2].serverDefault = SqlText{"7", ""};
    table.primaryKey.name = "pk_parent";
    table.primaryKey.columns = {"id"};
    UniqueConstraint unique;
    unique.name = "uq_parent";
    unique.columns = {"code", "order"};
    if (isMsSql) {
        table.primaryKey.options.set("mssql.clustered", "false");
        unique.options.set("mssql.clustered", "true");
    }
    table.uniqueConstraints.push_back(unique);
    return table;
}

Table childTable(bool isMsSql)
{
    const std::string dialect = isMsSql ? "mssql" : "oracle";
    SqlType name = SqlType::string(40);
    name.national = isMsSql;
    Table table;
    table.name = "child";
    table.columns = {column("a", SqlType::of(TypeKind::Integer), false),
        column("b", SqlType::of(TypeKind::BigInteger), false), column("name", name, false),
        column("total", SqlType::numeric(10, 2)), column("gross", SqlType::numeric(10, 2)),
        column("born", SqlType::of(TypeKind::Date)), column("photo", SqlType::of(TypeKind::LargeBinary)),
        column("parent_id", SqlType::of(TypeKind::Integer))};
    table.columns[2].serverDefault = SqlText{"'x'", dialect};
    table.columns[4].computed = Computed{{"total * 2", dialect}, isMsSql};
    table.primaryKey.columns = {"a", "b"};
    ForeignKeyConstraint key;
    key.name = "fk_parent";
    key.columns = {"parent_id"};
    key.referredTable = "Parent Table";
    key.referredColumns = {"id"};
    key.onDelete = ReferentialAction::Cascade;
    CheckConstraint check;
    check.name = "ck_total";
    check.expression = {"total >= 0", dialect};
    table.checkConstraints.push_back(check);
    if (isMsSql) {
        key.onUpdate = ReferentialAction::SetNull;
        table.indexes = {index("ix_clustered", {"born"}), index("ix_total", {"total", "born"})};
        table.indexes[0].options.set("mssql.clustered", "true");
        table.indexes[1].elements[0].descending = true;
        table.indexes[1].includeColumns = {"name"};
        table.indexes[1].where = {"a > 5", dialect};
        table.indexes[1].unique = true;
    } else {
        key.deferrable = true;
        key.initiallyDeferred = true;
        table.options.set("oracle.temporary", "PRESERVE ROWS");
        table.indexes = {index("ix_bits", {"born"}), index("ix_lower", {"", "total"}),
            index("ix_unique", {"born", "total"})};
        table.indexes[0].options.set("oracle.bitmap", "true");
        table.indexes[1].elements[0].expression = {"lower(name)", dialect};
        table.indexes[1].options.set("oracle.compress", "1");
        table.indexes[2].unique = true;
        table.indexes[2].options.set("oracle.compress", "true");
    }
    table.foreignKeys.push_back(key);
    return table;
}

QStringList oursFor(const SqlDialect& dialect)
{
    const bool isMsSql = dialect.traits().name == "mssql";
    const DdlCompiler& ddl = dialect.ddlCompiler();
    std::vector<std::string> statements;
    auto add = [&](std::vector<std::string> more) {
        statements.insert(statements.end(), more.begin(), more.end());
    };
    Sequence sequence;
    sequence.name = "numbers";
    sequence.start = 5;
    sequence.increment = 2;
    sequence.minValue = 1;
    sequence.maxValue = 999;
    sequence.cycle = true;
    if (!isMsSql)
        sequence.cache = 7;
    const Table parent = parentTable(isMsSql);
    const Table child = childTable(isMsSql);
    add(ddl.createSequence(sequence, {}));
    for (const Table* table : {&parent, &child}) {
        add(ddl.createTable(*table, {}, {}));
        for (const Index& one : table->indexes)
            add(ddl.createIndex(*table, one, {}));
    }
    if (!isMsSql)
        add(ddl.comments(parent));
    DropOptions drop;
    drop.ifExists = false;
    add(ddl.addForeignKey(child, child.foreignKeys[0]));
    add(ddl.dropForeignKey(child, child.foreignKeys[0]));
    add(ddl.dropTable(child, drop));
    add(ddl.dropSequence(sequence, drop));

    static const QRegularExpression blanks("\\s+");
    static const QRegularExpression aroundSigns(" ?([(),]) ?");
    QStringList lines;
    for (const std::string& statement : statements)
        lines << QString::fromStdString(statement).replace(blanks, " ").trimmed().replace(aroundSigns, "\\1");
    return lines;
}

} // namespace

class TestDdlSqlAlchemy : public QObject
{
    Q_OBJECT

private slots:
    void sameStatements_data();
    void sameStatements();
};

void TestDdlSqlAlchemy::sameStatements_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::newRow("SQL Server") << "mssql";
    QTest::newRow("Oracle") << "oracle";
}

void TestDdlSqlAlchemy::sameStatements()
{
    QFETCH(QString, dialect);
    QProcess python;
    python.start("/usr/bin/python3",
        {QString(RELATA_SOURCE_DIR) + "/tests/core/dialects/sqlalchemy_features.py", dialect});
    if (!python.waitForFinished(60000) || python.exitCode() != 0)
        QSKIP(qPrintable("SQLAlchemy is not installed: " + python.readAllStandardError().right(200)));
    QString theirs = QString::fromUtf8(python.readAllStandardOutput()).trimmed();
    auto explain = [&](const auto& differences) {
        for (const Difference& difference : differences) {
            QString before = theirs;
            theirs.replace(QRegularExpression(difference.theirs), difference.ours);
            QVERIFY2(theirs != before, difference.why); // a difference that is none any more
        }
    };
    if (dialect == "mssql")
        explain(ofMsSql);
    else
        explain(ofOracle);
    mssql::MsSqlDialect msSql;
    oracle::OracleDialect oracle;
    const SqlDialect& own = dialect == "mssql" ? static_cast<const SqlDialect&>(msSql) : oracle;
    QCOMPARE(oursFor(own), theirs.split('\n'));
}

QTEST_GUILESS_MAIN(TestDdlSqlAlchemy)
#include "tst_ddl_sqlalchemy.moc"
