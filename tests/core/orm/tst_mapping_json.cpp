// Mapped classes in their JSON form: everything comes back, unknown fields stay, and what is wrong is told
// with its place.
#include "core/builtin/builtin.h"
#include "core/builtin/sample_database.h"
#include "core/engine/engine.h"
#include "core/orm/automap.h"
#include "core/orm/mapping_json.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace relata;

namespace {

QString written(const ModelMappings& mappings)
{
    auto text = mappingsToJson(mappings);
    return text ? QString::fromStdString(*text) : "error: " + QString::fromStdString(text.error().message);
}

QString errorOf(const std::string& text)
{
    auto read = mappingsFromJson(text);
    return read ? QString("none") : QString::fromStdString(read.error().message);
}

// Every field with another value than its usual one.
ModelMappings everything()
{
    RelationshipMapping books;
    books.name = "books";
    books.target = "Book";
    books.backPopulates = "author";
    books.backref = "writer";
    books.backrefCascade = "none";
    books.backrefLazy = LazyStrategy::Immediate;
    books.secondary = {"shop", "author_books"};
    books.primaryJoin = {{"id", "author_id"}};
    books.secondaryJoin = {{"book_id", "id"}};
    books.foreignKeys = {"author_id", "author_books.book_id"};
    books.remoteSide = {"id"};
    books.uselist = false;
    books.orderBy = {{"title"}, {"pages", true}};
    books.cascade = "all, delete-orphan";
    books.passiveDeletes = PassiveDeletes::All;
    books.passiveUpdates = false;
    books.collection = CollectionClass::Keyed;
    books.collectionKey = "title";
    books.lazy = LazyStrategy::RaiseOnSql;
    books.innerJoin = true;
    books.joinDepth = 3;
    books.viewOnly = true;
    books.postUpdate = true;
    books.singleParent = true;
    books.overlaps = {"novels"};
    ClassMapping author;
    author.className = "Author";
    author.table = {"shop", "authors"};
    author.inherits = "Person";
    author.inheritance = Inheritance::Concrete;
    author.discriminator = "kind";
    author.identity = Value("author");
    author.polymorphicLoad = PolymorphicLoad::Selectin;
    author.columns = {{"born", "born_on", true, "dates"}, {"id", "", false, ""}};
    author.excludedColumns = {"secret"};
    author.primaryKey = {"id", "shop_id"};
    author.columnProperties = {{"age", "2000 - born", true}};
    author.hybrids = {{"full_name", "given || ' ' || family"}};
    author.synonyms = {{"surname", "family"}};
    author.composites = {{"place", "Point", {"x", "y"}}};
    author.associationProxies = {{"titles", "books", "title"}};
    author.validators = {{"email", "email LIKE '%@%'", "An address has an @."}};
    author.relationships = {books};
    author.versionColumn = "version";
    author.versionGenerator = VersionGenerator::None;
    author.mixins = {"Dated"};
    author.confirmDeletedRows = false;
    MixinMapping mixin;
    mixin.name = "Dated";
    mixin.columns = {{"made", "made_at", false, ""}};
    mixin.columnProperties = author.columnProperties;
    mixin.hybrids = author.hybrids;
    mixin.synonyms = author.synonyms;
    mixin.composites = author.composites;
    mixin.associationProxies = author.associationProxies;
    mixin.validators = author.validators;
    mixin.relationships = {books};
    mixin.versionColumn = "v";
    return {{author}, {mixin}, {}};
}

} // namespace

class TestMappingJson : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void everythingComesBack()
    {
        ModelMappings mappings = everything();
        QString text = written(mappings);
        auto read = mappingsFromJson(text.toStdString());
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(written(*read), text);
        QVERIFY(*read == mappings);
        for (const char* field :
            {"\"back_populates\": \"author\"", "\"secondary_schema\": \"shop\"",
                "\"polymorphic_on\": \"kind\"", "\"lazy\": \"raise_on_sql\"", "\"passive_deletes\": \"all\""})
            QVERIFY2(text.contains(field), field);
    }

    void usualValuesAreLeftOut()
    {
        ModelMappings mappings;
        ClassMapping author;
        author.className = "Author";
        author.table.name = "authors";
        RelationshipMapping books;
        books.name = "books";
        books.target = "Book";
        author.relationships = {books};
        mappings.classes = {author};
        QCOMPARE(written(mappings),
            QString("{\n  \"classes\": [\n    {\n      \"name\": \"Author\",\n      \"table\": \"authors\",\n"
                    "      \"relationships\": [\n        {\n          \"name\": \"books\",\n"
                    "          \"target\": \"Book\"\n        }\n      ]\n    }\n  ]\n}\n"));
        QCOMPARE(written(ModelMappings()), QString("{}\n"));
        QVERIFY(mappingsFromJson("{}").value() == ModelMappings());
    }

    void words()
    {
        // Each word of each enumeration, through the text and back.
        for (int i = 0; i <= int(LazyStrategy::WriteOnly); ++i) {
            ModelMappings mappings = everything();
            RelationshipMapping& books = mappings.classes[0].relationships[0];
            books.lazy = LazyStrategy(i);
            books.backrefLazy = LazyStrategy(i);
            QVERIFY(mappingsFromJson(*mappingsToJson(mappings)).value() == mappings);
            if (books.lazy != LazyStrategy::Select)
                QVERIFY2(
                    written(mappings).contains(QString("\"lazy\": \"%1\"").arg(relata::toString(books.lazy))),
                    relata::toString(books.lazy));
        }
        for (int i = 0; i < 4; ++i) {
            ModelMappings mappings = everything();
            mappings.classes[0].inheritance = Inheritance(i);
            mappings.classes[0].polymorphicLoad = PolymorphicLoad(i % 3);
            mappings.classes[0].relationships[0].passiveDeletes = PassiveDeletes(i % 3);
            mappings.classes[0].relationships[0].collection = CollectionClass(i % 3);
            QVERIFY(mappingsFromJson(*mappingsToJson(mappings)).value() == mappings);
        }
    }

    void identities()
    {
        std::vector<Value> values{Value("manager"), Value(""), Value(7), Value(INT64_MIN), Value(INT64_MAX),
            Value::boolean(true), Value::boolean(false), Value::real(0.1), Value::real(2),
            Value::real(INFINITY), Value::tagged(ValueTag::Number, "12.50"),
            Value::tagged(ValueTag::Temporal, "2001-02-03"), Value::tagged(ValueTag::Other, "{1,2}"),
            Value::binary(std::string("\0\xff", 2)), Value(std::string("caf\xe9")), Value("naïve 🖋\n\""),
            Value()};
        for (const Value& value : values) {
            ModelMappings mappings = everything();
            mappings.classes[0].identity = value;
            auto read = mappingsFromJson(*mappingsToJson(mappings));
            QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
            QVERIFY2(
                read->classes[0].identity && *read->classes[0].identity == value, value.toText().c_str());
        }
        // As a person would write them.
        auto read = mappingsFromJson(R"({"classes": [{"name": "A", "polymorphic_identity": 1.5},
            {"name": "B", "polymorphic_identity": 18446744073709551615}]})");
        QVERIFY(read->classes[0].identity == Value::real(1.5));
        QVERIFY(read->classes[1].identity == Value::tagged(ValueTag::Number, "18446744073709551615"));
    }

    void unknownFieldsStay()
    {
        std::string text = R"({
  "classes": [
    {
      "name": "Author",
      "columns": [
        {
          "name": "born",
          "colour": null
        }
      ],
      "relationships": [
        {
          "name": "books",
          "target": "Book",
          "primaryjoin": [
            {
              "local": "id",
              "remote": "author_id",
              "op": "="
            }
          ],
          "order_by": [
            {
              "attribute": "title",
              "nulls": "last"
            }
          ],
          "lazy_later": {
            "deep": [
              1,
              2.5,
              {
                "ü": true
              }
            ]
          }
        }
      ],
      "notes": "kept"
    }
  ],
  "mixins": [
    {
      "name": "M",
      "hybrids": [
        {
          "name": "h",
          "expression": "a",
          "x": 1
        }
      ],
      "synonyms": [
        {
          "name": "s",
          "target": "a",
          "x": 2
        }
      ],
      "composites": [
        {
          "name": "c",
          "attributes": [
            "a"
          ],
          "x": 3
        }
      ],
      "association_proxies": [
        {
          "name": "p",
          "relationship": "r",
          "attribute": "a",
          "x": 4
        }
      ],
      "validators": [
        {
          "attribute": "a",
          "expression": "a > 0",
          "x": 5
        }
      ],
      "x": 6
    }
  ],
  "made_by": "a later version"
}
)";
        auto read = mappingsFromJson(text);
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(written(*read), QString::fromStdString(text));
        // A rename does not lose them.
        read->classes[0].className = "Writer";
        QVERIFY(written(*read).contains("\"notes\": \"kept\""));
    }

    void sampleDatabase()
    {
        QTemporaryDir folder;
        std::string file = folder.filePath("bookshop.db").toStdString();
        QVERIFY(ensureSampleDatabase(file).has_value());
        Engine engine = Engine::create("sqlite:///" + file).value();
        MetaData metadata = reflect(engine);
        ModelMappings mappings = automapMappings(metadata);
        auto read = mappingsFromJson(*mappingsToJson(mappings));
        QVERIFY(read.has_value() && *read == mappings && read->classes.size() > 10);
        MapperRegistry models = MapperRegistry::configure(metadata, *read).value();
        QVERIFY(models.mapper("Book").relationship("publisher").reverse);
    }

    void badInput_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        auto row = [](const char* name, const char* text, const char* says) {
            QTest::newRow(name) << QString(text) << QString(says);
        };
        row("empty", "", "line 1, column 1");
        row("cut off", "{\"classes\": [\n  {\"name\": ", "line 2, column");
        row("not JSON", "{\n\n classes: []}", "line 3, column 2");
        row("trailing", "{} {}", "line 1, column 4");
        row("a list", "[]", "The mappings: expected an object, found a list");
        row("no name", R"({"classes": [{"table": "a"}]})", "classes[0]: the field “name” is missing");
        row("no target", R"({"classes": [{"name": "A", "relationships": [{"name": "b"}]}]})",
            "classes[0].relationships[0]: the field “target” is missing");
        row("name is a number", R"({"classes": [{"name": 1}]})",
            "classes[0].name: expected a text, found a number");
        row("classes is an object", R"({"classes": {}})", "classes: expected a list, found an object");
        row("class is null", R"({"classes": [null]})", "classes[0]: expected an object, found null");
        row("flag is a text", R"({"classes": [{"name": "A", "confirm_deleted_rows": "no"}]})",
            "classes[0].confirm_deleted_rows: expected true or false, found a text");
        row("unknown word", R"({"classes": [{"name": "A", "inheritance": "multiple"}]})",
            "classes[0].inheritance: “multiple” is none of the words that are known here: none, joined, "
            "single, "
            "concrete");
        row("word is true", R"({"classes": [{"name": "A", "inheritance": true}]})",
            "classes[0].inheritance: expected a word, found true");
        row("list of numbers", R"({"classes": [{"name": "A", "mixins": [3]}]})",
            "classes[0].mixins[0]: expected a text, found a number");
        row("identity is a list", R"({"classes": [{"name": "A", "polymorphic_identity": []}]})",
            "classes[0].polymorphic_identity: expected a text, a number");
        row("identity without bytes",
            R"({"classes": [{"name": "A", "polymorphic_identity": {"tag": "binary"}}]})",
            "neither “text” nor “hex”");
        row("identity is no hex",
            R"({"classes": [{"name": "A", "polymorphic_identity": {"tag": "binary", "hex": "0g"}}]})",
            "polymorphic_identity.hex: “0g” is not hexadecimal");
        row("identity is no number",
            R"({"classes": [{"name": "A", "polymorphic_identity": {"tag": "real", "text": "x"}}]})",
            "“x” is no number");
        row("uselist is a number",
            R"({"classes": [{"name": "A", "relationships": [{"name": "b", "target": "B", "uselist": 1}]}]})",
            "classes[0].relationships[0].uselist: expected true or false");
        row("twice", R"({"classes": [{"name": "A", "name": "B"}]})", "“name” stands twice");
        row("a huge number", R"({"x": 1e999})", "too large");
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
        QVERIFY(errorOf("{\"a\":" + std::string(200000, '{')).startsWith("The mappings cannot be read."));
        QVERIFY(errorOf(std::string("{\"classes\": [{\"name\": \"\xff\"}]}")).contains("line 1"));
        ModelMappings mappings;
        mappings.classes.resize(1);
        mappings.classes[0].className = "caf\xe9";
        auto text = mappingsToJson(mappings);
        QVERIFY(!text && text.error().message.find("UTF-8") != std::string::npos);
        mappings.classes[0].className = "A";
        mappings.unknown = {{"x", "no json"}};
        QVERIFY(!mappingsToJson(mappings));
    }
};

QTEST_GUILESS_MAIN(TestMappingJson)
#include "tst_mapping_json.moc"
