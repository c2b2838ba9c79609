// What a model has beyond its database's structure, and what is made of it.
#include "core/schema/naming_convention.h"
#include "core/schema/reflection_filter.h"
#include "core/schema/schema_translate_map.h"
#include "core/schema/table_merge.h"
#include "core/types/type_decorator.h"
#include "core/util/error.h"
#include "core/util/md5.h"

#include <QtTest>

using namespace relata;

namespace {

Column column(const std::string& name, SqlType type = SqlType::of(TypeKind::Integer))
{
    Column made;
    made.name = name;
    made.type = std::move(type);
    return made;
}

Table tableNamed(const std::string& name, const std::string& refersTo = {}, const std::string& schema = {})
{
    Table table;
    table.schema = schema;
    table.name = name;
    table.columns = {column("id"), column("other")};
    table.primaryKey.columns = {"id"};
    if (!refersTo.empty()) {
        ForeignKeyConstraint key;
        key.columns = {"other"};
        key.referredTable = refersTo;
        key.referredColumns = {"id"};
        table.foreignKeys.push_back(key);
    }
    return table;
}

std::vector<std::string> namesOf(const MetaData& metadata)
{
    std::vector<std::string> names;
    for (const TablePtr& table : metadata.tables())
        names.push_back(table->qualifiedName());
    return names;
}

using Names = std::vector<std::string>;

} // namespace

class TestSchemaModel : public QObject
{
    Q_OBJECT

private slots:
    void md5();
    void equalityIsStructure();
    void columnsByKey();
    void conventionsRefuse();
    void customTokens();
    void defaults();
    void conditions();
    void translation();
    void filterByName();
    void filterByCallback();
    void definingTwice();
    void useAlterIsNoCycle();
    void cyclesAreNamed();
    void variants();
    void decorators();
};

void TestSchemaModel::md5()
{
    // RFC 1321, A.5.
    QCOMPARE(md5Hex(""), std::string("d41d8cd98f00b204e9800998ecf8427e"));
    QCOMPARE(md5Hex("message digest"), std::string("f96b697d7cb7938d525a2f31aaf161d0"));
    QCOMPARE(md5Hex("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
        std::string("57edf4a22be3c955ac49da2e2107b67a"));
    for (std::size_t size : {54, 55, 56, 63, 64, 65, 119, 120}) {
        QByteArray bytes(static_cast<qsizetype>(size), 'x');
        QCOMPARE(QByteArray::fromStdString(md5Hex(bytes.toStdString())),
            QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex());
    }
}

void TestSchemaModel::equalityIsStructure()
{
    MetaData a;
    a.addTable(tableNamed("t", "t"));
    MetaData b = a;
    Table changed = b.table("t");
    changed.info.set("owner", "me");
    changed.ddl.push_back({DdlMoment::AfterCreate, "SELECT 1", {}, {}, {}});
    changed.columns[0].key = "identifier";
    changed.columns[0].clientDefault = ColumnDefault::of(Value(7));
    changed.columns[0].onUpdate = ColumnDefault::call("now");
    changed.columns[0].serverDefaultFetched = true;
    changed.columns[0].info.set("label", "Number");
    changed.columns[0].type.decorator = "Money";
    changed.foreignKeys[0].useAlter = true;
    changed.foreignKeys[0].info.set("a", "b");
    changed.primaryKey.nameIsFinal = true;
    b.addTable(changed);
    b.namingConvention = NamingConvention::standard();
    b.info.set("x", "y");
    QVERIFY(a == b);
    QCOMPARE(*b.table("t").columns[0].info.find("label"), std::string("Number"));
    changed.columns[0].identity = Identity{};
    b.addTable(changed);
    QVERIFY(!(a == b));
    changed.columns[0].identity.reset();
    changed.columns[0].type =
        changed.columns[0].type.withVariant(SqlType::of(TypeKind::BigInteger), "oracle");
    b.addTable(changed);
    QVERIFY(!(a == b));
}

void TestSchemaModel::columnsByKey()
{
    Table table = tableNamed("t");
    table.columns[1].key = "far";
    QCOMPARE(table.c("far").name, std::string("other"));
    QVERIFY_EXCEPTION_THROWN(table.c("other"), DatabaseError); // SQLAlchemy's table.c knows keys alone
    QVERIFY(table.findColumn("other"));
    QVERIFY(!table.c("id").isFetchedOnInsert());
    table.columns[0].serverDefault = SqlText{"1", ""};
    QVERIFY(table.c("id").isFetchedOnInsert());
    table.columns[0].serverOnUpdateFetched = true;
    QVERIFY(table.c("id").isFetchedOnUpdate());
}

void TestSchemaModel::conventionsRefuse()
{
    MetaData metadata;
    Table table = tableNamed("t");
    CheckConstraint check;
    check.expression.text = "id > 0";
    table.checkConstraints.push_back(check);
    metadata.addTable(table);
    for (const char* text : {"ck_%(constraint_name)s", "%(nothing)s", "%(column_0_shape)s", "50%", "%(open",
             "%(column_x_name)s"}) {
        metadata.namingConvention.templates = {{"ck", text}};
        QVERIFY_EXCEPTION_THROWN(withConventionNames(metadata), DatabaseError);
    }
    metadata.namingConvention.templates = {{"ck", "ck_%(column_0_name)s_100%%"}};
    QCOMPARE(withConventionNames(metadata).table("t").checkConstraints[0].name, std::string("ck_id_100%"));
}

void TestSchemaModel::customTokens()
{
    MetaData metadata;
    metadata.addTable(tableNamed("child", "parent"));
    metadata.addTable(tableNamed("parent"));
    metadata.namingConvention.templates = {{"fk", "fk_%(twice)s"}, {"pk", "pk_%(column_5_name)s"}};
    metadata.namingConvention.tokens = {{"twice",
        [](const NamedConstraint& key, const Table& table) { return table.name + "_" + key.referredTable; }}};
    MetaData named = withConventionNames(metadata);
    QCOMPARE(named.table("child").foreignKeys[0].name, std::string("fk_child_parent"));
    QCOMPARE(named.table("child").primaryKey.name, std::string("pk_")); // no sixth column
    named.namingConvention.templates = {{"fk", "again_%(constraint_name)s"}};
    QCOMPARE(withConventionNames(named).table("child").foreignKeys[0].name, std::string("fk_child_parent"));
}

void TestSchemaModel::defaults()
{
    Table table = tableNamed("t");
    DefaultContext context{table, table.columns[0]};
    QCOMPARE(evaluateDefault(ColumnDefault::of(Value("x")), context)->bytes(), std::string("x"));
    QVERIFY(!evaluateDefault(ColumnDefault::sql({"now()", ""}), context));
    QVERIFY(!evaluateDefault(ColumnDefault::sequence("s"), context));
    QVERIFY_EXCEPTION_THROWN(evaluateDefault(ColumnDefault::call("nobody's"), context), DatabaseError);
    registerDefault("other plus one", [](const DefaultContext& row) {
        const Value* other = row.parameter("other");
        return other ? Value(other->integer() + 1) : Value();
    });
    Value other(41);
    context.parameter = [&](std::string_view name) { return name == "other" ? &other : nullptr; };
    QCOMPARE(evaluateDefault(ColumnDefault::call("other plus one"), context)->integer(), std::int64_t(42));
}

void TestSchemaModel::conditions()
{
    Table table = tableNamed("t");
    DdlElement element{DdlMoment::AfterCreate, "SELECT 1", {"postgresql", "sqlite"}, {}, {}};
    QVERIFY(applies(element, {"sqlite", DdlMoment::AfterCreate, &table}));
    QVERIFY(!applies(element, {"oracle", DdlMoment::AfterCreate, &table}));
    QVERIFY(!applies(element, {"sqlite", DdlMoment::BeforeDrop, &table}));
    element.condition = "only t";
    QVERIFY_EXCEPTION_THROWN(applies(element, {"sqlite", DdlMoment::AfterCreate, &table}), DatabaseError);
    registerDdlCondition("only t", [](const DdlContext& at) { return at.table && at.table->name == "t"; });
    QVERIFY(applies(element, {"sqlite", DdlMoment::AfterCreate, &table}));
    QVERIFY(!applies(element, {"sqlite", DdlMoment::AfterCreate, nullptr}));
}

void TestSchemaModel::translation()
{
    MetaData metadata;
    metadata.defaultSchema = "public";
    metadata.schemas = {"", "tenant", "shared"};
    SqlType mood = SqlType::of(TypeKind::Enum);
    mood.name = "mood";
    mood.schema = "tenant";
    Table orders = tableNamed("orders", "items", "tenant");
    orders.columns.push_back(column("mood", mood.withNative("postgresql", "tenant.mood")));
    orders.columns.push_back(column("moods", SqlType::arrayOf(mood)));
    orders.foreignKeys.push_back(orders.foreignKeys[0]);
    orders.foreignKeys[1].referredSchema = "shared";
    metadata.addTable(orders);
    metadata.addTable(tableNamed("items", {}, "tenant"));
    metadata.addTable(tableNamed("items", {}, "shared"));
    metadata.addTable(tableNamed("items"));
    metadata.enums.push_back({});
    metadata.enums[0].schema = "tenant";
    metadata.enums[0].name = "mood";
    View view;
    view.schema = "shared";
    view.name = "v";
    metadata.addView(view);

    SchemaTranslateMap map = {{"tenant", "tenant_7"}, {"shared", ""}, {"", "home"}};
    MetaData moved = translated(metadata, map);
    QCOMPARE(moved.schemas, (Names{"home", "tenant_7", ""}));
    const Table* table = moved.findTable("tenant_7", "orders");
    QVERIFY(table);
    QCOMPARE(table->c("mood").type.schema, std::string("tenant_7"));
    QVERIFY(!table->c("mood").type.native);
    QCOMPARE(table->c("moods").type.element->schema, std::string("tenant_7"));
    QVERIFY(moved.referredTable(*table, table->foreignKeys[0]) == moved.findTable("tenant_7", "items"));
    QVERIFY(moved.referredTable(*table, table->foreignKeys[1]) == moved.findTable("", "items"));
    QVERIFY(moved.findTable("home", "items"));
    QVERIFY(moved.findView("", "v"));
    QCOMPARE(moved.enums[0].schema, std::string("tenant_7"));
    QCOMPARE(translatedSchema(map, "tenant"), std::string("tenant_7"));
    QCOMPARE(translatedSchema(map, "unknown"), std::string("unknown"));
    QVERIFY(translated(metadata, {}) == metadata);
}

void TestSchemaModel::filterByName()
{
    MetaData metadata;
    metadata.schemas = {""};
    metadata.addTable(tableNamed("a", "b"));
    metadata.addTable(tableNamed("b", "c"));
    metadata.addTable(tableNamed("c", "a")); // around
    metadata.addTable(tableNamed("d", "a"));
    View view;
    view.name = "v";
    metadata.addView(view);
    ReflectionFilter filter;
    filter.tables = {"b"};
    QCOMPARE(namesOf(selected(metadata, filter)), (Names{"a", "b", "c"}));
    QVERIFY(selected(metadata, filter).views().empty());
    filter.resolveForeignKeys = false;
    QCOMPARE(namesOf(selected(metadata, filter)), (Names{"b"}));
    filter.tables = {"v", "missing"};
    MetaData viewOnly = selected(metadata, filter);
    QVERIFY(viewOnly.tables().empty());
    QCOMPARE(viewOnly.views().size(), std::size_t(1));
    QCOMPARE(viewOnly.notes[0].object, std::string("missing"));
    filter = {};
    filter.views = false;
    QCOMPARE(selected(metadata, filter).tables().size(), std::size_t(4));
    QVERIFY(selected(metadata, filter).views().empty());
    QVERIFY(selected(metadata, {}) == metadata);
}

void TestSchemaModel::filterByCallback()
{
    MetaData metadata;
    metadata.schemas = {"", "hidden"};
    Table table = tableNamed("a", "b");
    Index index;
    index.name = "ix_other";
    index.elements.resize(1);
    index.elements[0].column = "other";
    table.indexes = {index, index};
    table.indexes[1].name = "ix_id";
    table.indexes[1].elements[0].column = "id";
    table.indexes[1].includeColumns = {"other"};
    metadata.addTable(table);
    metadata.addTable(tableNamed("b"));
    metadata.addTable(tableNamed("h", {}, "hidden"));
    metadata.sequences.resize(1);
    metadata.sequences[0].schema = "hidden";
    metadata.sequences[0].name = "s";
    ReflectionFilter filter;
    filter.includeObject = [](const ReflectedObject& object) {
        return !(object.kind == "schema" && object.name == "hidden")
            && !(object.kind == "column" && object.table == "a" && object.name == "other");
    };
    MetaData kept = selected(metadata, filter);
    QCOMPARE(namesOf(kept), (Names{"a", "b"}));
    QCOMPARE(kept.schemas, (Names{""}));
    QVERIFY(kept.sequences.empty());
    QCOMPARE(kept.table("a").columns.size(), std::size_t(1));
    QVERIFY(kept.table("a").foreignKeys.empty());
    QVERIFY(kept.table("a").indexes.empty());
    filter.includeObject = [](const ReflectedObject& object) {
        return object.kind != "index" || object.name == "ix_id";
    };
    QCOMPARE(selected(metadata, filter).table("a").indexes.size(), std::size_t(1));
    QCOMPARE(selected(metadata, filter).tables().size(), std::size_t(3));
}

void TestSchemaModel::definingTwice()
{
    MetaData metadata;
    defineTable(metadata, tableNamed("t"));
    QVERIFY_EXCEPTION_THROWN(defineTable(metadata, tableNamed("t")), DatabaseError);
    Table more = tableNamed("t");
    more.columns.push_back(column("more"));
    more.comment = "changed";
    more.options.set("mysql.engine", "InnoDB");
    defineTable(metadata, more, ExistingTable::Keep);
    QVERIFY(!metadata.table("t").findColumn("more"));
    defineTable(metadata, more, ExistingTable::Extend);
    QCOMPARE(metadata.table("t").columns.size(), std::size_t(3));
    QCOMPARE(metadata.table("t").comment, std::string("changed"));
    QVERIFY(metadata.table("t").options.find("mysql.engine"));
}

void TestSchemaModel::useAlterIsNoCycle()
{
    MetaData metadata;
    Table staff = tableNamed("staff", "store");
    staff.foreignKeys[0].useAlter = true;
    metadata.addTable(staff);
    metadata.addTable(tableNamed("store", "staff"));
    SortedTables sorted = sortedTables(metadata);
    QVERIFY(sorted.cycles.empty());
    QCOMPARE(sorted.tables[0]->name, std::string("staff"));
    QCOMPARE(sorted.cut.size(), std::size_t(1));
    QCOMPARE(sorted.cut[0].first->name, std::string("staff"));
}

void TestSchemaModel::cyclesAreNamed()
{
    MetaData metadata;
    metadata.addTable(tableNamed("a", "b"));
    metadata.addTable(tableNamed("b", "c"));
    metadata.addTable(tableNamed("c", "b"));
    metadata.addTable(tableNamed("x", "y"));
    metadata.addTable(tableNamed("y", "x"));
    metadata.addTable(tableNamed("self", "self"));
    SortedTables sorted = sortedTables(metadata);
    QCOMPARE(sorted.cycles.size(), std::size_t(2));
    QCOMPARE(sorted.cycles[0].size(), std::size_t(2));
    QCOMPARE(sorted.cycles[0][0]->name, std::string("b"));
    QCOMPARE(sorted.cycles[0][1]->name, std::string("c"));
    QCOMPARE(sorted.cycles[1][0]->name, std::string("x"));
    // A long chain must not use the stack up.
    MetaData chain;
    for (int i = 0; i < 20000; ++i)
        chain.addTable(tableNamed("t" + std::to_string(i), "t" + std::to_string((i + 1) % 20000)));
    QCOMPARE(sortedTables(chain).cycles.at(0).size(), std::size_t(20000));
}

void TestSchemaModel::variants()
{
    SqlType type = SqlType::string(20)
                       .withVariant(SqlType::of(TypeKind::Text), "mysql")
                       .withVariant(SqlType::of(TypeKind::Json), "postgresql")
                       .withVariant(SqlType::of(TypeKind::LargeBinary), "postgresql");
    QCOMPARE(type.variants.size(), std::size_t(2)); // the later one replaced the earlier
    auto kind = [&](const char* dialect, const char* family) {
        return std::string(toString(dialectType(type, dialect, family).kind));
    };
    QCOMPARE(kind("postgresql", "postgresql"), std::string("LargeBinary"));
    QCOMPARE(kind("mariadb", "mysql"), std::string("Text"));
    QCOMPARE(kind("oracle", "oracle"), std::string("String"));
    QVERIFY(dialectType(type, "oracle").variants.empty());
}

void TestSchemaModel::decorators()
{
    QVERIFY_EXCEPTION_THROWN(decoratedType("Cents"), DatabaseError);
    TypeDecorator cents;
    cents.name = "Cents";
    cents.impl = SqlType::of(TypeKind::BigInteger);
    cents.dialectImpl = [](std::string_view dialect) -> std::optional<SqlType> {
        if (dialect == "oracle")
            return SqlType::numeric(19, 0);
        return std::nullopt;
    };
    cents.processBind = [](const Value& value, std::string_view) {
        return value.isNull() ? Value() : Value(value.integer() * 100);
    };
    cents.processResult = [](const Value& value, std::string_view) {
        return value.isNull() ? Value() : Value(value.integer() / 100);
    };
    registerTypeDecorator(cents);
    SqlType type = decoratedType("Cents");
    QVERIFY(type.kind == TypeKind::BigInteger);
    QVERIFY(dialectType(type, "oracle").kind == TypeKind::Numeric);
    QVERIFY(dialectType(type, "sqlite").kind == TypeKind::BigInteger);
    QCOMPARE(processBind(type, Value(5), "sqlite").integer(), std::int64_t(500));
    QCOMPARE(processResult(type, Value(500), "sqlite").integer(), std::int64_t(5));
    QVERIFY(processBind(type, Value(), "sqlite").isNull());
    QCOMPARE(processBind(SqlType::of(TypeKind::Integer), Value(5), "sqlite").integer(), std::int64_t(5));
    // The variant's own hooks count where there is a variant.
    SqlType variant = SqlType::of(TypeKind::Integer).withVariant(type, "mysql");
    QCOMPARE(processBind(variant, Value(5), "mysql").integer(), std::int64_t(500));
    QCOMPARE(processBind(variant, Value(5), "sqlite").integer(), std::int64_t(5));
}

QTEST_APPLESS_MAIN(TestSchemaModel)
#include "tst_schema_model.moc"
