// What a model has beyond a database, in the JSON of `inspect`.
#include "app/relata-cli/inspect_json.h"
#include "core/builtin/builtin.h"
#include "core/engine/registry.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace relata;
using Json = nlohmann::json;

class TestInspectJson : public QObject
{
    Q_OBJECT

private slots:
    void modelParts();
    void variants();
    void identities();
};

namespace {

MetaData modelWith(const Column& column)
{
    Table table;
    table.name = "t";
    table.columns = {column};
    table.info.set("owner", "me");
    MetaData metadata;
    metadata.dialect = "sqlite";
    metadata.addTable(table);
    return metadata;
}

Json firstTable(const MetaData& metadata, const char* dialect)
{
    return Json::parse(cli::inspectJson(metadata, relata::dialect(dialect)))["schemas"][0]["tables"][0];
}

} // namespace

void TestInspectJson::modelParts()
{
    registerBuiltins();
    Column column;
    column.name = "a";
    column.type = SqlType::of(TypeKind::Integer);
    QVERIFY(!firstTable(modelWith(column), "sqlite")["columns"][0].contains("client_default"));
    column.key = "alpha";
    column.clientDefault = ColumnDefault::of(Value("x"));
    column.onUpdate = ColumnDefault::sql({"now()", ""});
    column.serverOnUpdateFetched = true;
    column.info.set("label", "A");
    Json table = firstTable(modelWith(column), "sqlite");
    Json json = table["columns"][0];
    QCOMPARE(json["key"].get<std::string>(), std::string("alpha"));
    QCOMPARE(json["client_default"]["constant"].get<std::string>(), std::string("x"));
    QCOMPARE(json["onupdate"]["sqltext"].get<std::string>(), std::string("now()"));
    QVERIFY(json["server_onupdate_fetched"].get<bool>());
    QVERIFY(!json.contains("server_default_fetched"));
    QCOMPARE(json["info"]["label"].get<std::string>(), std::string("A"));
    QCOMPARE(table["info"]["owner"].get<std::string>(), std::string("me"));
    column.clientDefault = ColumnDefault::sequence("s", "sales");
    column.onUpdate = ColumnDefault::call("touch");
    json = firstTable(modelWith(column), "sqlite")["columns"][0];
    QCOMPARE(json["client_default"]["sequence"].get<std::string>(), std::string("sales.s"));
    QCOMPARE(json["onupdate"]["callable"].get<std::string>(), std::string("touch"));
}

void TestInspectJson::variants()
{
    registerBuiltins();
    Column column;
    column.name = "a";
    column.type = SqlType::string(20).withVariant(SqlType::of(TypeKind::Text), "oracle");
    QCOMPARE(firstTable(modelWith(column), "oracle")["columns"][0]["type"].get<std::string>(),
        std::string("CLOB"));
    QCOMPARE(firstTable(modelWith(column), "mssql")["columns"][0]["type"].get<std::string>(),
        std::string("VARCHAR(20)"));
}

// What holds where nothing was said, as PostgreSQL's catalogue tells it.
void TestInspectJson::identities()
{
    registerBuiltins();
    Column column;
    column.name = "a";
    column.type = SqlType::of(TypeKind::SmallInteger);
    column.identity = Identity();
    Json json = firstTable(modelWith(column), "postgresql")["columns"][0]["identity"];
    QCOMPARE(json.dump(),
        std::string(R"({"always":false,"cache":1,"cycle":false,"increment":1,"maxvalue":32767,)"
                    R"("minvalue":1,"start":1})"));
    column.identity->increment = -2;
    column.identity->maxValue = 10;
    column.identity->cache = 5;
    json = firstTable(modelWith(column), "postgresql")["columns"][0]["identity"];
    QCOMPARE(json.dump(),
        std::string(R"({"always":false,"cache":5,"cycle":false,"increment":-2,"maxvalue":10,)"
                    R"("minvalue":-32768,"start":10})"));
    column.identity = Identity(); // Oracle's sequences have no type
    QVERIFY(firstTable(modelWith(column), "oracle")["columns"][0]["identity"]["maxvalue"].is_null());
}

QTEST_APPLESS_MAIN(TestInspectJson)
#include "tst_inspect_json.moc"
