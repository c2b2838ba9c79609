// Model files: everything comes back, bytes are stable, unknown fields stay, and no failure costs the old
// file.
#include "core/builtin/builtin.h"
#include "core/builtin/sample_database.h"
#include "core/engine/engine.h"
#include "core/orm/automap.h"
#include "core/orm/mapping_json.h"
#include "core/project/object_ids.h"
#include "core/project/project_file.h"
#include "tests/support/corpora.h"
#include "tests/support/metadata_diff.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <set>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace relata;

namespace {

QString written(const Project& project)
{
    auto text = projectToJson(project);
    return text ? QString::fromStdString(*text) : "error: " + QString::fromStdString(text.error().message);
}

Project read(const QString& text)
{
    auto project = projectFromJson(text.toStdString());
    if (!project)
        qWarning("%s", project.error().describe().c_str());
    return project.value_or(Project());
}

QString errorOf(const std::string& text)
{
    auto project = projectFromJson(text);
    return project ? QString("none") : QString::fromStdString(project.error().describe());
}

// A file with this in its metadata.
std::string withTables(const std::string& tables)
{
    return R"({"format": "relata model", "version": 1, "metadata": {"tables": )" + tables + "}}";
}

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("missing");
}

Column column(const char* name, SqlType type)
{
    Column made;
    made.name = name;
    made.type = std::move(type);
    return made;
}

// Every field with another value than its usual one.
Table everyTable()
{
    Column id = column("id", SqlType::of(TypeKind::BigInteger));
    id.nullable = false;
    id.notNullName = "id_there";
    id.identity = Identity{true, 10, 5, INT64_MIN, INT64_MAX, 20, true, "ids"};
    id.autoincrement = Autoincrement::Yes;
    id.key = "number";
    id.serverDefaultFetched = true;
    id.serverOnUpdateFetched = true;
    id.info.set("colour", "red");
    Column price = column("price", SqlType::numeric(12, 2).withNative("mysql", "DECIMAL(12,2)"));
    price.type.isUnsigned = true;
    price.serverDefault = SqlText{"'0.00'::numeric", "postgresql"};
    price.clientDefault = ColumnDefault::of(Value::tagged(ValueTag::Number, "1.50"));
    price.onUpdate = ColumnDefault::call("today's price");
    price.collation = "C";
    price.comment = "in “€”\nsecond line";
    price.options.set("mysql.column_format", "FIXED");
    Column tax = column("tax", SqlType::of(TypeKind::Double));
    tax.computed = Computed{{"price * 0.2", ""}, true};
    tax.onUpdate = ColumnDefault::sql({"now()", "postgresql"});
    Column tags = column("tags", SqlType::arrayOf(SqlType::string(40), 2));
    tags.clientDefault = ColumnDefault::sequence("numbers", "shop");
    tags.onUpdate = ColumnDefault::of(Value());
    SqlType kind = SqlType::of(TypeKind::Enum);
    kind.name = "kind";
    kind.schema = "shop";
    kind.values = {"a", "b"};
    kind.decorator = "Kind";
    SqlType text = SqlType::dateTime(true);
    text.precision = 3;
    text.national = text.fixedLength = text.binary = true;
    Column mood = column("mood", kind.withVariant(text, "oracle"));

    Table table;
    table.schema = "shop";
    table.name = "goods";
    table.kind = TableKind::Partitioned;
    table.columns = {id, price, tax, tags, mood};
    table.primaryKey.name = "goods_key";
    table.primaryKey.columns = {"id"};
    table.primaryKey.deferrable = true;
    table.primaryKey.initiallyDeferred = true;
    table.primaryKey.nameIsFinal = true;
    UniqueConstraint unique;
    unique.name = "once";
    unique.columns = {"price", "tax"};
    unique.includeColumns = {"tags"};
    unique.nullsNotDistinct = true;
    unique.deferrable = false;
    table.uniqueConstraints = {unique};
    ForeignKeyConstraint key;
    key.columns = {"price"};
    key.referredSchema = "other";
    key.referredTable = "prices";
    key.referredColumns = {"amount"};
    key.onUpdate = ReferentialAction::Cascade;
    key.onDelete = ReferentialAction::SetNull;
    key.match = MatchType::Full;
    key.validated = false;
    key.useAlter = true;
    key.comment = "to prices";
    table.foreignKeys = {key, key};
    CheckConstraint check;
    check.name = "dear";
    check.expression = {"price > 0\n  AND price < 1000\n", "sqlite"};
    check.validated = false;
    table.checkConstraints = {check};
    OtherConstraint other;
    other.name = "apart";
    other.kind = "exclusion";
    other.definition = {"EXCLUDE USING gist (price WITH =)", "postgresql"};
    table.otherConstraints = {other};
    Index index;
    index.name = "by_price";
    IndexElement element;
    element.column = "price";
    element.descending = true;
    element.nullsFirst = true;
    element.collation = "C";
    element.operatorClass = "numeric_ops";
    element.prefixLength = 7;
    IndexElement expression;
    expression.expression = {"lower(mood)", ""};
    index.elements = {element, expression};
    index.includeColumns = {"tax"};
    index.unique = true;
    index.where = {"price > 3", ""};
    index.options.set("postgresql.using", "btree");
    table.indexes = {index};
    Trigger trigger;
    trigger.name = "watch";
    trigger.timing = "BEFORE";
    trigger.events = "INSERT OR UPDATE";
    trigger.definition = {"CREATE TRIGGER watch\r\nBEGIN\n\tSELECT 1;\nEND", "sqlite"};
    trigger.comment = "looks";
    trigger.enabled = false;
    table.triggers = {trigger};
    table.comment = "what is sold";
    table.definition = {"CREATE FOREIGN TABLE goods", "postgresql"};
    table.options.set("sqlite.strict", "true");
    table.info.set("note", "wide");
    table.ddl = {{DdlMoment::BeforeDrop, "ALTER TABLE %(fullname)s ...", {"mysql"}, "rarely", {{"a", "b"}}}};
    return table;
}

Project everything()
{
    Project project;
    MetaData& model = project.metadata;
    model.dialect = "postgresql";
    model.serverVersion = "15.4";
    model.defaultSchema = "public";
    model.schemas = {"", "shop"};
    model.namingConvention.templates = {{"pk", "pk_%(table_name)s"}, {"ix", "ix_%(column_0_label)s"}};
    model.options.set("sqlite.encoding", "UTF-8");
    model.info.set("author", "a person");
    model.enums.push_back({{}, "shop", "kind", {"a", "b", ""}, "kinds", {}});
    Domain domain;
    domain.name = "amount";
    domain.type = SqlType::numeric(10, 3);
    domain.nullable = false;
    domain.serverDefault = SqlText{"", ""}; // said, and empty
    domain.collation = "C";
    domain.checkConstraints.emplace_back();
    domain.checkConstraints[0].expression = {"VALUE > 0", "postgresql"};
    model.domains.push_back(domain);
    Sequence sequence;
    sequence.name = "numbers";
    sequence.dataType = "bigint";
    sequence.start = -1;
    sequence.increment = -2;
    sequence.minValue = INT64_MIN;
    sequence.maxValue = 0;
    sequence.cache = 3;
    sequence.cycle = true;
    sequence.ownedByTable = "goods";
    sequence.ownedByColumn = "id";
    model.sequences.push_back(sequence);
    model.addTable(everyTable());
    View view;
    view.name = "cheap";
    view.definition = {"SELECT *\nFROM shop.goods\nWHERE price < 3", "postgresql"};
    view.columns = {column("id", SqlType::of(TypeKind::Integer))};
    view.namedColumns = true;
    view.materialized = true;
    view.dependsOn = {"shop.goods"};
    view.options.set("postgresql.check_option", "local");
    model.addView(view);
    model.carried.push_back({{}, "shop", "f(integer)", "function", CarriedObject::Phase::BeforeTables,
        {"CREATE FUNCTION f(integer) ...", "postgresql"}, "DROP FUNCTION f", "one"});
    model.ddl = {{DdlMoment::AfterCreate, "ANALYZE", {}, "", {}}};
    model.notes = {{"shop.f", "could not be read"}};
    model = withObjectIds(model);
    ClassMapping goods;
    goods.className = "Goods";
    goods.table = {"shop", "goods"};
    project.mappings.classes = {goods};
    return project;
}

std::set<std::uint64_t> idsOf(const MetaData& metadata)
{
    std::set<std::uint64_t> ids;
    for (const TablePtr& table : metadata.tables()) {
        ids.insert(table->id.value);
        for (const Column& column : table->columns)
            ids.insert(column.id.value);
        for (const ForeignKeyConstraint& key : table->foreignKeys)
            ids.insert(key.id.value);
    }
    return ids;
}

class Limit
{
public:
    explicit Limit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit small = m_before;
        small.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~Limit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

} // namespace

class TestProjectFile : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    QString path(const char* name) const { return m_folder.filePath(name); }

private slots:
    void initTestCase() { registerBuiltins(); }

    void everythingComesBack()
    {
        Project project = everything();
        QString text = written(project);
        Project again = read(text);
        QCOMPARE(test::differences(again.metadata, project.metadata), QStringList());
        QVERIFY(again.metadata == project.metadata);
        QVERIFY(again.mappings == project.mappings);
        QCOMPARE(written(again), text);
        // What == leaves out.
        const Table& goods = again.metadata.table("shop.goods");
        const Table& original = project.metadata.table("shop.goods");
        QVERIFY(goods.ddl == original.ddl && goods.info.entries() == original.info.entries());
        QVERIFY(goods.primaryKey.nameIsFinal.value() && goods.foreignKeys[0].useAlter.value());
        for (std::size_t i = 0; i < goods.columns.size(); ++i) {
            QVERIFY(goods.columns[i].key == original.columns[i].key);
            QVERIFY(goods.columns[i].clientDefault == original.columns[i].clientDefault);
            QVERIFY(goods.columns[i].onUpdate == original.columns[i].onUpdate);
            QVERIFY(goods.columns[i].info.entries() == original.columns[i].info.entries());
            QVERIFY(goods.columns[i].type.decorator == original.columns[i].type.decorator);
            QVERIFY(goods.columns[i].type.variants == original.columns[i].type.variants);
        }
        QVERIFY(goods.columns[0].serverDefaultFetched && goods.columns[0].serverOnUpdateFetched);
        QVERIFY(again.metadata.namingConvention.templates == project.metadata.namingConvention.templates);
        QVERIFY(again.metadata.notes == project.metadata.notes && again.metadata.ddl == project.metadata.ddl);
        QVERIFY(again.metadata.serverVersion == "15.4");
        QVERIFY(again.metadata.info.entries() == project.metadata.info.entries());
    }

    void oneFieldALine()
    {
        QString text = written(everything());
        QVERIFY(
            text.startsWith("{\n  \"format\": \"relata model\",\n  \"version\": 1,\n  \"metadata\": {\n"));
        QVERIFY(text.endsWith("}\n"));
        QVERIFY(text.contains("\"FROM shop.goods\",\n")); // a line of the view's query
        QVERIFY(!text.contains("SELECT *\\n"));
    }

    void realSchemas_data()
    {
        QTest::addColumn<QString>("corpus");
        QTest::newRow("bookshop") << "";
        QTest::newRow("chinook") << "chinook/Chinook_Sqlite.sqlite";
        QTest::newRow("sakila") << "sakila/sqlite-sakila-schema.sql";
    }
    // Reflected, adopted, saved and loaded: what the database says, and the same bytes each time.
    void realSchemas()
    {
        QFETCH(QString, corpus);
        QString database = m_folder.filePath(QString(QTest::currentDataTag()) + ".db");
        if (corpus.isEmpty()) {
            QVERIFY(ensureSampleDatabase(database.toStdString()));
        } else {
            RELATA_NEED_CORPUS(corpus);
            if (corpus.endsWith(".sqlite")) {
                QVERIFY(QFile::copy(test::corpusPath(corpus), database));
            } else {
                Engine made = Engine::create("sqlite:///" + database.toStdString() + "?mode=rwc").value();
                made.connect()->executeScript(test::corpusText(corpus).toStdString());
            }
        }
        Engine engine = Engine::create("sqlite:///" + database.toStdString()).value();
        MetaData reflected = reflect(engine);
        Project project;
        project.metadata = withObjectIds(reflected);
        project.mappings = automapMappings(reflected);
        QVERIFY(!idsOf(project.metadata).contains(0));
        QString file = m_folder.filePath(QString(QTest::currentDataTag()) + ".relata");
        QVERIFY(saveProject(project, file.toStdString()));
        QByteArray bytes = content(file);
        Project loaded = loadProject(file.toStdString()).value();
        QCOMPARE(test::differences(loaded.metadata, withObjectIds(reflect(engine))), QStringList());
        QVERIFY(loaded.metadata == project.metadata && loaded.mappings == project.mappings);
        auto models = MapperRegistry::configure(loaded.metadata, loaded.mappings);
        QVERIFY2(models, models ? "" : models.error().describe().c_str());
        QVERIFY(saveProject(loaded, file.toStdString()));
        QCOMPARE(content(file), bytes);
    }

    void unknownFieldsStay()
    {
        QString text = R"({
  "format": "relata model",
  "version": 1,
  "metadata": {
    "tables": [
      {
        "id": 5,
        "name": "authors",
        "columns": [
          {
            "id": 6,
            "name": "id",
            "type": {
              "kind": "integer",
              "flavour": "sour"
            },
            "colour": {
              "r": 1.5
            }
          }
        ],
        "indexes": [
          {
            "id": 7,
            "name": "i",
            "elements": [
              {
                "column": "id",
                "weight": 12345678901234567890
              }
            ]
          }
        ],
        "shape": [
          1,
          null
        ]
      }
    ],
    "mood": "good"
  },
  "mappings": {
    "classes": [
      {
        "name": "Author",
        "table": "authors",
        "icon": "pen"
      }
    ]
  },
  "diagrams": [
    {
      "name": "all"
    }
  ]
}
)";
        Project project = read(text);
        QCOMPARE(written(project), text);
        // They belong to the object, whatever it is called.
        Table renamed = project.metadata.table("authors");
        project.metadata.removeTable("", "authors");
        renamed.name = "writers";
        project.metadata.addTable(renamed);
        QCOMPARE(written(project), QString(text).replace("\"name\": \"authors\"", "\"name\": \"writers\""));
    }

    void ids()
    {
        // A table without an id gets one, always the same and never one that stands further on.
        std::string tables =
            R"([{"name": "a", "columns": [{"name": "x"}, {"name": "y"}]}, {"name": "b", "id": )";
        auto first = projectFromJson(withTables(tables + "1}]"));
        QVERIFY(first.has_value());
        std::uint64_t given = first->metadata.table("a").id.value;
        QVERIFY(given > 1 && given < (std::uint64_t(1) << 53));
        QCOMPARE(idsOf(first->metadata).size(), std::size_t(4));
        QVERIFY(projectFromJson(withTables(tables + "1}]"))->metadata == first->metadata);
        auto second = projectFromJson(withTables(tables + std::to_string(given) + "}]"));
        QCOMPARE(second->metadata.table("b").id.value, given);
        QVERIFY(second->metadata.table("a").id.value != given);
        // A reflected model gets what a file without ids gets, and keeps what it has.
        MetaData model;
        Table a;
        a.name = "a";
        a.columns = {column("x", {}), column("y", {})};
        model.addTable(a);
        MetaData adopted = withObjectIds(model);
        QCOMPARE(adopted.table("a").id.value, given);
        QVERIFY(adopted.table("a").columns == first->metadata.table("a").columns);
        QVERIFY(withObjectIds(adopted) == adopted);
        Table grown = adopted.table("a");
        grown.name = "c";
        grown.columns.push_back(column("x", {}));
        adopted.addTable(grown);
        QCOMPARE(idsOf(withObjectIds(adopted)).contains(0), false);
        QCOMPARE(withObjectIds(adopted).table("c").id.value, given);
    }

    void badInput_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        auto row = [](const char* name, const std::string& text, const char* says) {
            QTest::newRow(name) << QString::fromStdString(text) << QString(says);
        };
        std::string start = R"({"format": "relata model", "version": )";
        row("empty", "", "The file is empty");
        row("cut off", start + "1, \"metadata\": {\n \"tables\": [", "line 2, column");
        row("no model", R"({"tables": []})", "something else");
        row("a list", "[]", "The file: expected an object, found a list");
        row("another format", R"({"format": "drawing"})", "something else");
        row("no version", R"({"format": "relata model"})", "version: expected a whole number above 0");
        row("version is a text", start + "\"1\"}", "version: expected a whole number above 0");
        row("newer", start + "2}", "newer Relata: its format has version 2");
        row("a version without end", start + "99999999999999999999}", "newer Relata");
        row("merge", "{\n<<<<<<< HEAD\n\"format\": 1,\n=======\n>>>>>>> other\n}",
            "merge that is not finished");
        row("metadata is a list", start + "1, \"metadata\": []}",
            "metadata: expected an object, found a list");
        row("mappings are wrong", start + R"(1, "mappings": {"classes": [{}]}})",
            "mappings.classes[0]: the field “name” is missing");
        row("tables", withTables("{}"), "metadata.tables: expected a list, found an object");
        row("no name", withTables(R"([{"schema": "a"}])"), "metadata.tables[0]: the field “name” is missing");
        row("the same name", withTables(R"([{"name": "a"}, {"name": "a"}])"),
            "metadata.tables[1]: there is another table named “a”");
        row("the same id", withTables(R"([{"name": "a", "id": 3}, {"name": "b", "id": 3}])"),
            "metadata.tables[1].id: another object has the id 3 already");
        row("id is negative", withTables(R"([{"name": "a", "id": -3}])"), "expected a whole number above 0");
        row("a kind that is none",
            withTables(R"([{"name": "a", "columns": [{"name": "b", "type": {"kind": "int"}}]}])"),
            "metadata.tables[0].columns[0].type.kind: “int” is none of the words");
        row("a long length",
            withTables(R"([{"name": "a", "columns": [{"name": "b", "type": {"length": 3000000000}}]}])"),
            "type.length: 3000000000 is too large a number here");
        row("half a length",
            withTables(R"([{"name": "a", "columns": [{"name": "b", "type": {"length": 3.5}}]}])"),
            "type.length: expected a whole number, found a number");
        row("nullable", withTables(R"([{"name": "a", "columns": [{"name": "b", "nullable": "no"}]}])"),
            "columns[0].nullable: expected true or false, found a text");
        row("a default without its text",
            withTables(
                R"([{"name": "a", "columns": [{"name": "b", "server_default": {"dialect": "mysql"}}]}])"),
            "columns[0].server_default: the field “text” is missing");
        row("a field of an expression",
            withTables(R"([{"name": "a", "definition": {"text": "x", "parsed": 3}}])"),
            "metadata.tables[0].definition: the field “parsed” is not known here");
        row("lines", withTables(R"([{"name": "a", "definition": ["x", 3]}])"),
            "metadata.tables[0].definition[1]: expected a text, found a number");
        row("options", withTables(R"([{"name": "a", "options": {"sqlite.strict": true}}])"),
            "metadata.tables[0].options.sqlite.strict: expected a text, found true");
        row("a default's kind", withTables(R"([{"name": "a", "columns": [{"name": "b", "default": {}}]}])"),
            "columns[0].default: the field “kind” is missing");
    }
    void badInput()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        QString error = errorOf(text.toStdString());
        QVERIFY2(error.contains(says), qPrintable(error));
    }

    void hostileInput()
    {
        QVERIFY(errorOf(std::string(200000, '[')).contains("nested"));
        std::string types;
        for (int i = 0; i < 1000; ++i)
            types += R"({"element": )";
        QVERIFY(errorOf(withTables(R"([{"name": "a", "columns": [{"name": "b", "type": )" + types))
                    .contains("nested"));
        QVERIFY(errorOf(withTables("[{\"name\": \"caf\xe9\"}]")).contains("line 1"));
    }

    void files()
    {
        auto error = [](const Result<Project>& project) {
            return project ? QString("none") : QString::fromStdString(project.error().message);
        };
        QVERIFY(error(loadProject(path("absent.relata").toStdString())).contains("There is no file"));
        QVERIFY(
            error(loadProject(m_folder.path().toStdString())).contains("is not a file that holds a model"));
        QFile broken(path("broken.relata"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("{\"format\": ");
        broken.close();
        QString said = error(loadProject(path("broken.relata").toStdString()));
        QVERIFY(said.startsWith(path("broken.relata")) && said.contains("line 1, column"));
        auto saved = saveProject(Project(), path("no-folder/a.relata").toStdString());
        QVERIFY(!saved && saved.error().message.find("no-folder/a.relata") != std::string::npos);
        // A link stays one.
        QVERIFY(saveProject(Project(), path("real.relata").toStdString()));
        QVERIFY(QFile::link(path("real.relata"), path("link.relata")));
        QVERIFY(saveProject(everything(), path("link.relata").toStdString()));
        QVERIFY(QFileInfo(path("link.relata")).isSymLink());
        QCOMPARE(QString(content(path("real.relata"))), written(everything()));
    }

    void whatCannotBeSavedCostsNothing()
    {
        std::string file = path("kept.relata").toStdString();
        QVERIFY(saveProject(everything(), file));
        QByteArray before = content(path("kept.relata"));
        Project wrong = everything();
        wrong.metadata.schemas = {"caf\xe9"};
        auto saved = saveProject(wrong, file);
        QVERIFY(!saved && saved.error().message.find("UTF-8") != std::string::npos);
        wrong = everything();
        wrong.metadata.enums.push_back(wrong.metadata.enums[0]); // with the same id
        saved = saveProject(wrong, file);
        QVERIFY(!saved && saved.error().message.find("could not be opened again") != std::string::npos);
        wrong = everything();
        wrong.unknown = {{"x", "no json"}};
        QVERIFY(!saveProject(wrong, file));
        QCOMPARE(content(path("kept.relata")), before);
    }

    // A limit on the size of files stands for a full disk.
    void fullDisk()
    {
        std::string file = path("full.relata").toStdString();
        QVERIFY(saveProject(Project(), file));
        QByteArray before = content(path("full.relata"));
        QStringList names = QDir(m_folder.path()).entryList(QDir::Files);
        {
            Limit limit(1000);
            auto saved = saveProject(everything(), file);
            QVERIFY(!saved && saved.error().kind == ErrorKind::File);
        }
        QCOMPARE(content(path("full.relata")), before);
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files), names);
        QVERIFY(saveProject(everything(), file));
        QVERIFY(loadProject(file)->metadata == everything().metadata);
    }

    void killedWhileSaving()
    {
        std::string file = path("killed.relata").toStdString();
        Project small, large = everything();
        QVERIFY(saveProject(small, file));
        QSet<QString> seen;
        for (int i = 0; i < 30; ++i) {
            int ready[2];
            QVERIFY(::pipe(ready) == 0);
            pid_t child = ::fork();
            if (child == 0) {
                for (bool first = true;; first = false) {
                    (void)saveProject(large, file);
                    if (first && ::write(ready[1], "x", 1) != 1)
                        ::_exit(1);
                    (void)saveProject(small, file);
                }
            }
            char byte = 0;
            QCOMPARE(::read(ready[0], &byte, 1), ssize_t(1)); // it is at work
            ::usleep(static_cast<useconds_t>(i * 97)); // another place of the work each time
            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
            ::close(ready[0]);
            ::close(ready[1]);
            Result<Project> loaded = loadProject(file);
            QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().message.c_str());
            QVERIFY(loaded->metadata == small.metadata || loaded->metadata == large.metadata);
        }
    }
};

QTEST_GUILESS_MAIN(TestProjectFile)
#include "tst_project_file.moc"
