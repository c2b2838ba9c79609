// Models judged by SQLAlchemy: names by convention, the order of scripts, copies, overridden reflection.
#include "core/builtin/builtin.h"
#include "core/engine/registry.h"
#include "core/schema/table_merge.h"
#include "core/sql/ddl.h"
#include "core/util/strings.h"

#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

#include <nlohmann/json.hpp>

using namespace relata;
using Json = nlohmann::json;

namespace {

std::vector<std::string> textsOf(const Json& json, const char* key)
{
    return json.value(key, std::vector<std::string>());
}

std::vector<DdlElement> elementsOf(const Json& json)
{
    std::vector<DdlElement> elements;
    for (const Json& item : json.value("ddl", Json::array())) {
        std::string moment = item["moment"];
        DdlElement element;
        element.moment = moment == "before_create" ? DdlMoment::BeforeCreate
            : moment == "after_create"             ? DdlMoment::AfterCreate
            : moment == "before_drop"              ? DdlMoment::BeforeDrop
                                                   : DdlMoment::AfterDrop;
        element.statement = item["statement"];
        element.dialects = textsOf(item, "dialects");
        elements.push_back(element);
    }
    return elements;
}

Table tableOf(const Json& json)
{
    Table table;
    table.name = json["name"];
    table.schema = json.value("schema", "");
    table.primaryKey.columns = textsOf(json, "pk");
    for (const Json& item : json["columns"]) {
        Column column;
        column.name = item["name"];
        column.key = item.value("key", "");
        column.type = SqlType::of(TypeKind::Integer);
        column.nullable = item.value("nullable", true) && !table.isPrimaryKey(column.name);
        column.comment = item.value("comment", "");
        table.columns.push_back(column);
    }
    for (const Json& item : json.value("uniques", Json::array())) {
        UniqueConstraint unique;
        unique.name = item.value("name", "");
        unique.columns = textsOf(item, "columns");
        table.uniqueConstraints.push_back(unique);
    }
    for (const Json& item : json.value("checks", Json::array())) {
        CheckConstraint check;
        check.name = item.value("name", "");
        check.expression.text = item["text"];
        table.checkConstraints.push_back(check);
    }
    for (const Json& item : json.value("fks", Json::array())) {
        ForeignKeyConstraint key;
        key.name = item.value("name", "");
        key.columns = textsOf(item, "columns");
        key.referredSchema = item.value("schema", "");
        key.referredTable = item["table"];
        key.referredColumns = textsOf(item, "referred");
        key.useAlter = item.value("use_alter", false);
        table.foreignKeys.push_back(key);
    }
    for (const Json& item : json.value("indexes", Json::array())) {
        Index index;
        index.name = item.value("name", "");
        for (const std::string& column : textsOf(item, "columns")) {
            index.elements.emplace_back();
            index.elements.back().column = column;
        }
        table.indexes.push_back(index);
    }
    table.ddl = elementsOf(json);
    return table;
}

NamingConvention conventionOf(const Json& json, const char* key)
{
    NamingConvention convention;
    const Json templates = json.value(key, Json::object());
    for (const auto& [kind, text] : templates.items())
        convention.templates.emplace_back(kind, text);
    return convention;
}

MetaData modelOf(const Json& json)
{
    MetaData metadata;
    metadata.schemas = {""};
    metadata.namingConvention = conventionOf(json, "convention");
    for (const Json& table : json["tables"])
        metadata.addTable(tableOf(table));
    metadata.ddl = elementsOf(json);
    return metadata;
}

QStringList linesOf(const Table& table, const SqlDialect& dialect)
{
    QStringList lines;
    auto add = [&](const char* kind, const std::string& name, const std::vector<std::string>& columns,
                   const std::string& to = {}) {
        lines << QString::fromStdString(table.qualifiedName() + " " + kind + " "
            + (name.empty() ? "-" : dialect.identifiers().quote(name)) + "(" + join(columns, ",") + ")" + to);
    };
    if (!table.primaryKey.empty())
        add("pk", table.primaryKey.name, table.primaryKey.columns);
    for (const UniqueConstraint& unique : table.uniqueConstraints)
        add("uq", unique.name, unique.columns);
    for (const ForeignKeyConstraint& key : table.foreignKeys) {
        std::string schema = key.referredSchema.empty() ? table.schema : key.referredSchema;
        add("fk", key.name, key.columns,
            " -> " + (schema.empty() ? key.referredTable : schema + "." + key.referredTable));
    }
    for (const CheckConstraint& check : table.checkConstraints)
        add("ck", check.name, {});
    for (const Index& index : table.indexes) {
        std::vector<std::string> columns;
        for (const IndexElement& element : index.elements)
            columns.push_back(element.column);
        add("ix", index.name, columns);
    }
    return lines;
}

QStringList linesOf(const MetaData& metadata, const SqlDialect& dialect)
{
    QStringList lines;
    for (const TablePtr& table : metadata.tables())
        lines << linesOf(*table, dialect);
    lines.sort();
    return lines;
}

QStringList scriptLines(const DdlScript& script)
{
    static const QRegularExpression blanks("\\s+");
    static const QRegularExpression aroundSigns(" ?([(),]) ?");
    QStringList lines;
    for (const DdlStatement& statement : script.statements)
        lines << QString::fromStdString(statement.text)
                     .replace(blanks, " ")
                     .trimmed()
                     .replace(aroundSigns, "\\1");
    return lines;
}

// Every kind of name, long ones, other schemas, keys that are not names.
const char* const shop = R"({"tables": [
  {"name": "account", "pk": ["id"], "columns": [{"name": "id"}, {"name": "email"}, {"name": "created", "key": "created_at"}],
   "uniques": [{"columns": ["email"]}, {"columns": ["email", "created"]}, {"name": "given", "columns": ["created"]}],
   "checks": [{"name": "positive", "text": "id > 0"}], "indexes": [{"columns": ["created", "email"]}, {"name": "ix_given", "columns": ["id"]}]},
  {"name": "orders", "schema": "sales", "pk": ["id", "line"], "columns": [{"name": "id"}, {"name": "line"}, {"name": "account_id"}],
   "fks": [{"columns": ["account_id"], "schema": "", "table": "account", "referred": ["id"]}], "indexes": [{"columns": ["account_id"]}]},
  {"name": "a_table_whose_name_is_as_long_as_the_longest_that_postgresql", "pk": ["id"],
   "columns": [{"name": "id"}, {"name": "a_column_with_a_long_name_as_well"}],
   "uniques": [{"columns": ["a_column_with_a_long_name_as_well"]}],
   "fks": [{"columns": ["id", "a_column_with_a_long_name_as_well"], "schema": "sales", "table": "orders", "referred": ["id", "line"]}]}
]})";

const char* const conventions[] = {
    R"({"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s"})",
    R"({"ix": "%(column_0N_name)s_%%", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "fk": "fk_%(column_0_N_label)s_%(referred_column_0_N_name)s",
        "pk": "pk_%(column_0N_key)s_%(column_1_name)s"})",
    R"({"ix": "ix_%(column_0_N_key)s", "uq": "%(column_0_key)s_%(column_1_label)s",
        "fk": "fk_%(referred_table_name)s_%(referred_column_0_name)s_%(referred_column_0N_name)s"})",
};

} // namespace

class TestModelSqlAlchemy : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void names_data();
    void names();
    void order_data();
    void order();
    void copies_data();
    void copies();
    void overrides_data();
    void overrides();

private:
    QStringList theirs(const char* what, const char* dialect, const Json& model);
};

void TestModelSqlAlchemy::initTestCase()
{
    registerBuiltins();
    QProcess python;
    python.start("/usr/bin/python3", {"-c", "import sqlalchemy"});
    if (!python.waitForFinished(60000) || python.exitCode() != 0)
        QSKIP("SQLAlchemy is not installed for /usr/bin/python3");
}

QStringList TestModelSqlAlchemy::theirs(const char* what, const char* dialect, const Json& model)
{
    QProcess python;
    python.start("/usr/bin/python3",
        {QString(RELATA_SOURCE_DIR) + "/tests/core/schema/sqlalchemy_model.py", what, dialect});
    python.write(QByteArray::fromStdString(model.dump()));
    python.closeWriteChannel();
    if (!python.waitForFinished(60000) || python.exitCode() != 0)
        return {"FAILED: " + python.readAllStandardError().right(400)};
    return QString::fromUtf8(python.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
}

void TestModelSqlAlchemy::names_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<int>("convention");
    for (const char* dialect : {"postgresql", "mysql", "oracle", "mssql"}) {
        for (int i = 0; i < 3; ++i)
            QTest::addRow("%s %d", dialect, i) << QString(dialect) << i;
    }
}

void TestModelSqlAlchemy::names()
{
    QFETCH(QString, dialect);
    QFETCH(int, convention);
    Json model = Json::parse(shop);
    model["convention"] = Json::parse(conventions[convention]);
    MetaData metadata = modelOf(model);
    Table orders = *metadata.findTable("sales", "orders");
    orders.foreignKeys[0].referredSchema = "public";
    metadata.defaultSchema = "public";
    metadata.addTable(orders);
    const SqlDialect& target = relata::dialect(dialect.toStdString());
    MetaData named = preparedForDdl(metadata, target, {}, {});
    QStringList ours = linesOf(named, target).replaceInStrings("-> public.", "-> ");
    QCOMPARE(ours, theirs("names", qPrintable(dialect), model));
    QVERIFY(preparedForDdl(named, target, {}, {}) == named); // once is enough
}

void TestModelSqlAlchemy::order_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<QString>("model");
    const char* alter = R"j({"tables": [
      {"name": "staff", "pk": ["id"], "columns": [{"name": "id"}, {"name": "store_id"}],
       "fks": [{"name": "fk_staff_store", "columns": ["store_id"], "table": "store", "referred": ["id"], "use_alter": true}]},
      {"name": "store", "pk": ["id"], "columns": [{"name": "id"}, {"name": "manager"}],
       "fks": [{"name": "fk_store_staff", "columns": ["manager"], "table": "staff", "referred": ["id"]}],
       "indexes": [{"name": "ix_manager", "columns": ["manager"]}]}]})j";
    const char* events = R"j({"ddl": [{"moment": "before_create", "statement": "SELECT 1"},
        {"moment": "after_create", "statement": "SELECT 2"}, {"moment": "before_drop", "statement": "SELECT 3"},
        {"moment": "after_drop", "statement": "SELECT '100%%'"}],
      "tables": [{"name": "Odd name", "pk": ["id"], "columns": [{"name": "id"}], "ddl": [
        {"moment": "before_create", "statement": "SELECT 'before %(table)s'"},
        {"moment": "after_create", "statement": "SELECT 'after %(fullname)s'"},
        {"moment": "after_create", "statement": "ALTER TABLE %(fullname)s SET (fillfactor = 50)", "dialects": ["postgresql"]},
        {"moment": "after_drop", "statement": "SELECT 'gone %(table)s'"}]},
       {"name": "z", "pk": ["id"], "columns": [{"name": "id"}],
        "fks": [{"columns": ["id"], "table": "Odd name", "referred": ["id"]}]}]})j";
    const char* only =
        R"j({"only": ["b"], "tables": [{"name": "a", "pk": ["id"], "columns": [{"name": "id"}]},
      {"name": "b", "pk": ["id"], "columns": [{"name": "id"}], "fks": [{"columns": ["id"], "table": "a", "referred": ["id"]}],
       "indexes": [{"name": "ix_b", "columns": ["id"]}]}]})j";
    for (const char* dialect : {"postgresql", "sqlite"}) {
        QTest::addRow("use_alter %s", dialect) << QString(dialect) << QString(alter);
        QTest::addRow("events %s", dialect) << QString(dialect) << QString(events);
        QTest::addRow("only some %s", dialect) << QString(dialect) << QString(only);
    }
}

void TestModelSqlAlchemy::order()
{
    QFETCH(QString, dialect);
    QFETCH(QString, model);
    Json json = Json::parse(model.toStdString());
    MetaData metadata = modelOf(json);
    const SqlDialect& target = relata::dialect(dialect.toStdString());
    CreateOptions create;
    create.tables = textsOf(json, "only");
    DropOptions drop;
    drop.ifExists = false;
    drop.tables = create.tables;
    QStringList ours = scriptLines(createAll(metadata, target, create));
    ours << "--" << scriptLines(dropAll(metadata, target, drop));
    QStringList expected = theirs("order", qPrintable(dialect), json);
    ours.replaceInStrings("ALTER TABLE ONLY ", "ALTER TABLE "); // as pg_dump writes it
    expected.replaceInStrings("%%", "%"); // doubled for psycopg2's placeholders
    QCOMPARE(ours, expected);
}

void TestModelSqlAlchemy::copies_data()
{
    QTest::addColumn<QString>("schema");
    QTest::newRow("same schema") << QString();
    QTest::newRow("other schema") << "archive";
}

void TestModelSqlAlchemy::copies()
{
    QFETCH(QString, schema);
    Json model = Json::parse(R"({"tables": [
      {"name": "account", "schema": "sales", "pk": ["id"], "columns": [{"name": "id"}, {"name": "parent"}],
       "uniques": [{"columns": ["parent"]}], "fks": [{"columns": ["parent"], "table": "account", "referred": ["id"]}],
       "indexes": [{"name": "ix_given", "columns": ["id"]}]},
      {"name": "orders", "schema": "sales", "pk": ["id"], "columns": [{"name": "id"}],
       "fks": [{"columns": ["id"], "table": "account", "referred": ["id"]},
               {"name": "fk_far", "columns": ["id"], "schema": "far", "table": "thing", "referred": ["id"]}]},
      {"name": "thing", "schema": "far", "pk": ["id"], "columns": [{"name": "id"}]}],
      "convention": {"uq": "uq_%(table_name)s_%(column_0_name)s"}, "target_convention": {"uq": "other_%(column_0_name)s",
        "fk": "fk_%(table_name)s"}})");
    if (!schema.isEmpty())
        model["to_schema"] = schema.toStdString();
    const SqlDialect& target = relata::dialect("postgresql");
    MetaData original = preparedForDdl(modelOf(model), target, {}, {});
    MetaData copy;
    copy.namingConvention = conventionOf(model, "target_convention");
    CopyOptions options;
    if (!schema.isEmpty())
        options.schema = schema.toStdString();
    for (const TablePtr& table : original.tables())
        copyTable(*table, copy, options);
    QCOMPARE(linesOf(preparedForDdl(copy, target, {}, {}), target), theirs("copy", "postgresql", model));
}

void TestModelSqlAlchemy::overrides_data()
{
    QTest::addColumn<QString>("definition");
    QTest::newRow("new column") << R"({"name": "orders", "columns": [{"name": "extra"}]})";
    QTest::newRow("column replaced, its key gone")
        << R"({"name": "orders", "columns": [{"name": "account_id", "nullable": false}]})";
    QTest::newRow("column replaced, another key")
        << R"({"name": "orders", "columns": [{"name": "account_id"}], "fks": [{"columns": ["account_id"], "table": "other", "referred": ["id"]}]})";
    QTest::newRow("key column")
        << R"({"name": "orders", "pk": ["id"], "columns": [{"name": "id", "nullable": false}]})";
    QTest::newRow("key column that is none any more") << R"({"name": "orders", "columns": [{"name": "id"}]})";
    QTest::newRow("further key column")
        << R"({"name": "orders", "pk": ["note"], "columns": [{"name": "note", "nullable": false}]})";
}

void TestModelSqlAlchemy::overrides()
{
    QFETCH(QString, definition);
    Json model = Json::parse(R"({"tables": [
      {"name": "account", "pk": ["id"], "columns": [{"name": "id"}]}, {"name": "other", "pk": ["id"], "columns": [{"name": "id"}]},
      {"name": "orders", "pk": ["id"], "columns": [{"name": "id"}, {"name": "account_id"}, {"name": "note"}],
       "uniques": [{"name": "uq_note", "columns": ["note"]}],
       "fks": [{"name": "fk_account", "columns": ["account_id"], "table": "account", "referred": ["id"]}],
       "indexes": [{"name": "ix_account", "columns": ["account_id"]}]}]})");
    model["override"] = Json::parse(definition.toStdString());
    QStringList expected = theirs("override", "sqlite", model);
    MetaData reflected = modelOf(model);
    QStringList ours;
    try {
        defineTable(reflected, tableOf(model["override"]), ExistingTable::Extend);
        const Table& table = reflected.table("orders");
        std::vector<std::string> columns;
        for (const Column& column : table.columns)
            columns.push_back(
                column.name + (column.nullable ? "" : "!") + (table.isPrimaryKey(column.name) ? "*" : ""));
        ours = linesOf(table, relata::dialect("sqlite"));
        ours.sort();
        ours.prepend(QString::fromStdString(join(columns, ",")));
    } catch (const DatabaseError&) {
        ours << "refused: ArgumentError";
    }
    QCOMPARE(ours, expected);
}

QTEST_GUILESS_MAIN(TestModelSqlAlchemy)
#include "tst_model_sqlalchemy.moc"
