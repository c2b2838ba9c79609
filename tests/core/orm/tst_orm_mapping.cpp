// Configuration of mapped classes, names that automap gives, English plurals. Needs no database.
#include "core/builtin/builtin.h"
#include "core/orm/automap.h"
#include "core/orm/inflection.h"
#include "core/orm/instance.h"

#include <QTest>

using namespace relata;

namespace {

Column intColumn(std::string name, bool nullable = true)
{
    Column column;
    column.name = std::move(name);
    column.type = SqlType::of(TypeKind::Integer);
    column.nullable = nullable;
    return column;
}

Column textColumn(std::string name)
{
    Column column;
    column.name = std::move(name);
    column.type = SqlType::string(40);
    return column;
}

Table tableOf(std::string name, std::vector<Column> columns)
{
    Table table;
    table.name = std::move(name);
    table.columns = std::move(columns);
    table.primaryKey.columns = {table.columns.front().name};
    return table;
}

void refer(Table& table, std::string column, std::string target,
    ReferentialAction onDelete = ReferentialAction::NoAction)
{
    ForeignKeyConstraint key;
    key.name = "fk_" + table.name + "_" + column;
    key.columns = {std::move(column)};
    key.referredTable = std::move(target);
    key.referredColumns = {"id"};
    key.onDelete = onDelete;
    table.foreignKeys.push_back(std::move(key));
}

// authors 1-n books n-m tags; flights with two keys to airports; nodes.
MetaData library()
{
    MetaData metadata;
    metadata.addTable(
        tableOf("authors", {intColumn("id", false), textColumn("name"), textColumn("surname")}));
    Table books = tableOf("books", {intColumn("id", false), intColumn("author_id"), textColumn("title")});
    refer(books, "author_id", "authors");
    metadata.addTable(books);
    metadata.addTable(tableOf("tags", {intColumn("id", false), textColumn("word")}));
    Table bookTags = tableOf("book_tags", {intColumn("book_id", false), intColumn("tag_id", false)});
    bookTags.primaryKey.columns = {"book_id", "tag_id"};
    refer(bookTags, "book_id", "books");
    refer(bookTags, "tag_id", "tags");
    metadata.addTable(bookTags);
    metadata.addTable(tableOf("airports", {intColumn("id", false), textColumn("name")}));
    Table flights =
        tableOf("flights", {intColumn("id", false), intColumn("origin_id"), intColumn("destination_id")});
    refer(flights, "origin_id", "airports");
    refer(flights, "destination_id", "airports");
    metadata.addTable(flights);
    Table nodes = tableOf("nodes", {intColumn("id", false), intColumn("parent_id"), textColumn("name")});
    refer(nodes, "parent_id", "nodes");
    metadata.addTable(nodes);
    return metadata;
}

ModelMappings authorsAndBooks()
{
    ModelMappings mappings;
    ClassMapping author;
    author.className = "Author";
    author.table = {"", "authors"};
    ClassMapping book;
    book.className = "Book";
    book.table = {"", "books"};
    mappings.classes = {author, book};
    return mappings;
}

RelationshipMapping relationshipTo(std::string name, std::string target)
{
    RelationshipMapping mapping;
    mapping.name = std::move(name);
    mapping.target = std::move(target);
    return mapping;
}

QString errorOf(const ModelMappings& mappings, const MetaData& metadata = library())
{
    auto registry = MapperRegistry::configure(metadata, mappings);
    return registry ? QString("none") : QString::fromStdString(registry.error().describe());
}

} // namespace

class TestMapping : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void inflection_data()
    {
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("many");
        const char* pairs[][2] = {{"author", "authors"}, {"category", "categories"}, {"box", "boxes"},
            {"address", "addresses"}, {"person", "people"}, {"child", "children"}, {"bus", "buses"},
            {"status", "statuses"}, {"day", "days"}, {"leaf", "leaves"}, {"analysis", "analyses"},
            {"order_line", "order_lines"}, {"OrderLine", "OrderLines"}, {"series", "series"},
            {"house", "houses"}, {"movie", "movies"}, {"city", "cities"}, {"match", "matches"},
            {"company", "companies"}, {"index", "indices"}, {"staff", "staff"}, {"case", "cases"},
            {"hero", "heroes"}, {"class", "classes"}, {"invoice", "invoices"}, {"purchase", "purchases"},
            {"shelf", "shelves"}, {"campus", "campuses"}};
        for (auto& pair : pairs)
            QTest::newRow(pair[0]) << QString(pair[0]) << QString(pair[1]);
    }
    void inflection()
    {
        QFETCH(QString, one);
        QFETCH(QString, many);
        QCOMPARE(QString::fromStdString(plural(one.toStdString())), many);
        QCOMPARE(QString::fromStdString(singular(many.toStdString())), one);
        QCOMPARE(QString::fromStdString(plural(many.toStdString())), many);
        QCOMPARE(QString::fromStdString(singular(one.toStdString())), one);
    }

    void cases()
    {
        QCOMPARE(QString::fromStdString(toCamelCase("order_line")), QString("OrderLine"));
        QCOMPARE(QString::fromStdString(toCamelCase("ORDER_LINE")), QString("OrderLine"));
        QCOMPARE(QString::fromStdString(toCamelCase("2nd table")), QString("T2ndTable"));
        QCOMPARE(QString::fromStdString(toSnakeCase("HTTPHostName")), QString("http_host_name"));
        QCOMPARE(QString::fromStdString(toSnakeCase("authorId")), QString("author_id"));
    }

    void cascadeWords()
    {
        CascadeOptions all = CascadeOptions::parse("all, delete-orphan").value();
        QVERIFY(all.deletes && all.deleteOrphan && all.expunge && all.refreshExpire && all.merge
            && all.saveUpdate);
        CascadeOptions none = CascadeOptions::parse("none").value();
        QVERIFY(!none.saveUpdate && !none.merge);
        QCOMPARE(QString::fromStdString(none.toString()), QString("none"));
        for (const char* text : {"save-update, merge", "save-update, merge, delete, delete-orphan"})
            QCOMPARE(QString::fromStdString(CascadeOptions::parse(text)->toString()), QString(text));
        auto wrong = CascadeOptions::parse("all, remove");
        QVERIFY(!wrong);
        QVERIFY(QString::fromStdString(wrong.error().message).contains("remove"));
    }

    void automapNames()
    {
        MapperRegistry models = automap(library());
        const Mapper& author = models.mapper("Author");
        QVERIFY(author.relationship("books").uselist);
        QVERIFY(!models.mapper("Book").relationship("author").uselist);
        QVERIFY(models.mapper("Book").relationship("tags").direction == Direction::ManyToMany);
        QVERIFY(models.mapper("Tag").relationship("books").direction == Direction::ManyToMany);
        QVERIFY(!models.find("BookTag"));
        QCOMPARE(models.mapper("Flight").relationship("origin").target, &models.mapper("Airport"));
        models.mapper("Flight").relationship("destination");
        QVERIFY(models.mapper("Airport").relationship("flights_as_origin").uselist);
        models.mapper("Airport").relationship("flights_as_destination");
        QVERIFY(models.mapper("Node").relationship("children").direction == Direction::OneToMany);
        QVERIFY(models.mapper("Node").relationship("parent").direction == Direction::ManyToOne);
        QCOMPARE(models.mapper("Node").relationship("parent").reverse,
            &models.mapper("Node").relationship("children"));
        QVERIFY2(
            models.warnings().empty(), models.warnings().empty() ? "" : models.warnings().front().c_str());
    }

    // Two keys to a table whose own key has the name of one of the columns.
    void automapSameNames()
    {
        MetaData metadata;
        Table languages = tableOf("language", {intColumn("language_id")});
        languages.primaryKey.columns = {"language_id"};
        metadata.addTable(languages);
        Table films = tableOf("film", {intColumn("id"), intColumn("language_id"), intColumn("original_id")});
        refer(films, "language_id", "language");
        refer(films, "original_id", "language");
        for (ForeignKeyConstraint& key : films.foreignKeys)
            key.referredColumns = {"language_id"};
        metadata.addTable(films);
        MapperRegistry models = automap(metadata);
        QVERIFY(models.mapper("Film").relationship("language").direction == Direction::ManyToOne);
        const Relationship& films2 = models.mapper("Language").relationship("films_as_original");
        QVERIFY(films2.direction == Direction::OneToMany);
        QCOMPARE(films2.reverse, &models.mapper("Film").relationship("original"));
    }

    void automapCollisions()
    {
        MetaData metadata;
        metadata.addTable(tableOf("user", {intColumn("id"), textColumn("posts")}));
        metadata.addTable(tableOf("users", {intColumn("id")}));
        Table posts = tableOf("posts", {intColumn("id"), intColumn("user_id"), textColumn("user")});
        refer(posts, "user_id", "user");
        metadata.addTable(posts);
        Table profiles = tableOf("profiles", {intColumn("id")});
        refer(profiles, "id", "users");
        metadata.addTable(profiles);
        MapperRegistry models = automap(metadata);
        QVERIFY(models.find("User"));
        QVERIFY(models.find("Users"));
        // “user” and “posts” are columns already.
        const Mapper& post = models.mapper("Post");
        QCOMPARE(post.relationships.size(), std::size_t(1));
        QVERIFY(post.relationships.front()->name != "user");
        QCOMPARE(models.mapper("User").relationships.size(), std::size_t(1));
        QVERIFY(models.mapper("User").relationships.front()->name != "posts");
        QVERIFY(!models.mapper("Users").relationship("profile").uselist);
    }

    void ambiguousForeignKeys()
    {
        ModelMappings mappings;
        ClassMapping airport;
        airport.className = "Airport";
        airport.table = {"", "airports"};
        ClassMapping flight;
        flight.className = "Flight";
        flight.table = {"", "flights"};
        flight.relationships = {relationshipTo("origin", "Airport")};
        mappings.classes = {airport, flight};
        QString error = errorOf(mappings);
        QVERIFY2(
            error.contains("Flight.origin") && error.contains("ambiguous") && error.contains("foreignKeys"),
            qPrintable(error));
        mappings.classes[1].relationships[0].foreignKeys = {"origin_id"};
        QCOMPARE(errorOf(mappings), QString("none"));
    }

    void noForeignKeys()
    {
        ModelMappings mappings = authorsAndBooks();
        ClassMapping tag;
        tag.className = "Tag";
        tag.table = {"", "tags"};
        tag.relationships = {relationshipTo("author", "Author")};
        mappings.classes.push_back(tag);
        QString error = errorOf(mappings);
        QVERIFY2(
            error.contains("Tag.author") && error.contains("no foreign key") && error.contains("primaryJoin"),
            qPrintable(error));
        // A virtual key.
        mappings.classes[2].relationships[0].primaryJoin = {{"word", "name"}};
        error = errorOf(mappings);
        QVERIFY2(error.contains("foreignKeys"), qPrintable(error));
        mappings.classes[2].relationships[0].foreignKeys = {"word"};
        auto registry = MapperRegistry::configure(library(), mappings).value();
        QVERIFY(registry.mapper("Tag").relationship("author").direction == Direction::ManyToOne);
        QVERIFY(!registry.mapper("Tag").relationship("author").byPrimaryKey);
    }

    void backPopulates()
    {
        ModelMappings mappings = authorsAndBooks();
        mappings.classes[0].relationships = {relationshipTo("books", "Book")};
        mappings.classes[0].relationships[0].backPopulates = "writer";
        QString error = errorOf(mappings);
        QVERIFY2(error.contains("Author.books") && error.contains("writer"), qPrintable(error));
        mappings.classes[1].relationships = {relationshipTo("writer", "Author")};
        mappings.classes[1].relationships[0].backPopulates = "works";
        error = errorOf(mappings);
        QVERIFY2(error.contains("works"), qPrintable(error));
        mappings.classes[1].relationships[0].backPopulates = "books";
        QCOMPARE(errorOf(mappings), QString("none"));
        // Without knowing of each other, both write the same column.
        mappings.classes[0].relationships[0].backPopulates.clear();
        mappings.classes[1].relationships[0].backPopulates.clear();
        auto registry = MapperRegistry::configure(library(), mappings).value();
        QCOMPARE(registry.warnings().size(), std::size_t(1));
        QVERIFY(QString::fromStdString(registry.warnings()[0]).contains("books.author_id"));
        mappings.classes[0].relationships[0].overlaps = {"writer"};
        QVERIFY(MapperRegistry::configure(library(), mappings)->warnings().empty());
    }

    void selfReferenceWithoutRemoteSide()
    {
        ModelMappings mappings;
        ClassMapping node;
        node.className = "Node";
        node.table = {"", "nodes"};
        node.relationships = {relationshipTo("children", "Node"), relationshipTo("parent", "Node")};
        node.relationships[0].backPopulates = "parent";
        node.relationships[1].backPopulates = "children";
        mappings.classes = {node};
        QString error = errorOf(mappings);
        QVERIFY2(error.contains("remoteSide") && error.contains("one-to-many"), qPrintable(error));
        mappings.classes[0].relationships[1].remoteSide = {"id"};
        QCOMPARE(errorOf(mappings), QString("none"));
        mappings.classes[0].relationships[1].remoteSide = {"name"};
        QVERIFY(errorOf(mappings).contains("remote side"));
    }

    void backref()
    {
        ModelMappings mappings = authorsAndBooks();
        mappings.classes[1].relationships = {relationshipTo("author", "Author")};
        mappings.classes[1].relationships[0].backref = "books";
        auto registry = MapperRegistry::configure(library(), mappings).value();
        const Relationship& books = registry.mapper("Author").relationship("books");
        QVERIFY(books.direction == Direction::OneToMany && books.uselist);
        QCOMPARE(books.reverse, &registry.mapper("Book").relationship("author"));
        mappings.classes[1].relationships[0].backref = "name";
        QVERIFY(errorOf(mappings).contains("name"));
    }

    void wrongCascades()
    {
        ModelMappings mappings = authorsAndBooks();
        mappings.classes[1].relationships = {relationshipTo("author", "Author")};
        mappings.classes[1].relationships[0].cascade = "all, delete-orphan";
        QVERIFY(errorOf(mappings).contains("singleParent"));
        mappings.classes[1].relationships[0].singleParent = true;
        QCOMPARE(errorOf(mappings), QString("none"));
        mappings.classes[1].relationships[0].viewOnly = true;
        QVERIFY(errorOf(mappings).contains("viewOnly"));
        mappings.classes[1].relationships[0] = relationshipTo("author", "Author");
        mappings.classes[1].relationships[0].cascade = "all";
        mappings.classes[1].relationships[0].passiveDeletes = PassiveDeletes::All;
        QVERIFY(errorOf(mappings).contains("contradicts"));
        mappings.classes[1].relationships[0].cascade = "everything";
        QVERIFY(errorOf(mappings).contains("everything"));
        mappings.classes[1].relationships[0] = relationshipTo("author", "Author");
        mappings.classes[0].relationships = {relationshipTo("books", "Book")};
        mappings.classes[0].relationships[0].backPopulates = "author";
        mappings.classes[1].relationships[0].backPopulates = "books";
        mappings.classes[0].relationships[0].cascade = "save-update, delete-orphan";
        QVERIFY(QString::fromStdString(MapperRegistry::configure(library(), mappings)->warnings().at(0))
                    .contains("delete-orphan"));
    }

    void wrongNames_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("expected");
        QTest::newRow("no table") << 0 << "nowhere";
        QTest::newRow("no column") << 1 << "colour";
        QTest::newRow("no target") << 2 << "Reader";
        QTest::newRow("attribute and relationship") << 3 << "name";
        QTest::newRow("twice the class") << 4 << "Author";
        QTest::newRow("no base") << 5 << "Person";
        QTest::newRow("version") << 6 << "revision";
        QTest::newRow("text version") << 7 << "integer";
        QTest::newRow("no key") << 8 << "primary key";
        QTest::newRow("synonym") << 9 << "label";
        QTest::newRow("composite") << 10 << "y";
        QTest::newRow("proxy") << 11 << "words";
        QTest::newRow("mixin") << 12 << "Stamped";
        QTest::newRow("order") << 13 << "rank";
        QTest::newRow("identity without discriminator") << 14 << "discriminator";
        QTest::newRow("inheritance without a key") << 15 << "foreign key";
    }
    void wrongNames()
    {
        QFETCH(int, what);
        QFETCH(QString, expected);
        ModelMappings mappings = authorsAndBooks();
        MetaData metadata = library();
        ClassMapping& author = mappings.classes[0];
        ClassMapping& book = mappings.classes[1];
        switch (what) {
        case 0:
            author.table.name = "nowhere";
            break;
        case 1:
            author.columns = {{"colour", "", false, ""}};
            break;
        case 2:
            author.relationships = {relationshipTo("readers", "Reader")};
            break;
        case 3:
            author.relationships = {relationshipTo("name", "Book")};
            break;
        case 4:
            book.className = "Author";
            break;
        case 5:
            author.inherits = "Person";
            break;
        case 6:
            author.versionColumn = "revision";
            break;
        case 7:
            author.versionColumn = "name";
            break;
        case 8: {
            Table bare = metadata.table("authors");
            bare.primaryKey = {};
            metadata.addTable(bare);
            break;
        }
        case 9:
            author.synonyms = {{"title", "label"}};
            break;
        case 10:
            author.composites = {{"point", "Point", {"id", "y"}}};
            break;
        case 11:
            author.associationProxies = {{"titles", "words", "title"}};
            break;
        case 12:
            author.mixins = {"Stamped"};
            break;
        case 13:
            author.relationships = {relationshipTo("books", "Book")};
            author.relationships[0].orderBy = {{"rank", false}};
            break;
        case 14:
            author.identity = Value("a");
            break;
        default:
            book.inherits = "Author";
            break;
        }
        QString error = errorOf(mappings, metadata);
        if (what == 15)
            QVERIFY2(error == "none" || error.contains(expected), qPrintable(error));
        else
            QVERIFY2(error.contains(expected), qPrintable(error));
    }

    void mixinsAndOtherAttributes()
    {
        ModelMappings mappings = authorsAndBooks();
        MixinMapping named;
        named.name = "Named";
        named.hybrids = {{"full_name", "name || ' ' || surname", false}};
        named.synonyms = {{"label", "name"}};
        named.composites = {{"names", "Names", {"name", "surname"}}};
        named.validators = {{"name", "length(name) > 1", "A name has at least two letters."}};
        mappings.mixins = {named};
        mappings.classes[0].mixins = {"Named"};
        auto models = MapperRegistry::configure(library(), mappings);
        QVERIFY2(models.has_value(), models ? "" : models.error().message.c_str());
        Instance author = Instance::make(*models, "Author", {{"name", "Ursula"}, {"surname", "Le Guin"}});
        QCOMPARE(QString::fromStdString(author.get("full_name").toText()), QString("Ursula Le Guin"));
        QCOMPARE(QString::fromStdString(author.get("label").toText()), QString("Ursula"));
        QCOMPARE(author.composite("names").size(), std::size_t(2));
        author.setComposite("names", {Value("Italo"), Value("Calvino")});
        QCOMPARE(QString::fromStdString(author.get("full_name").toText()), QString("Italo Calvino"));
        author.set("surname", Value());
        QVERIFY(author.get("full_name").isNull());
        QVERIFY_EXCEPTION_THROWN(author.set("name", "X"), DatabaseError);
        author.set("name", Value()); // unknown passes
        QVERIFY_EXCEPTION_THROWN(author.get("nothing"), DatabaseError);
        QVERIFY_EXCEPTION_THROWN(author.set("full_name", "x"), DatabaseError);
    }

    void inheritance()
    {
        MetaData metadata;
        metadata.addTable(
            tableOf("people", {intColumn("id", false), textColumn("kind"), textColumn("name")}));
        Table engineers = tableOf("engineers", {intColumn("person_id", false), textColumn("language")});
        refer(engineers, "person_id", "people");
        metadata.addTable(engineers);
        ModelMappings mappings;
        ClassMapping person;
        person.className = "Person";
        person.table = {"", "people"};
        person.discriminator = "kind";
        person.identity = Value("person");
        ClassMapping engineer;
        engineer.className = "Engineer";
        engineer.inherits = "Person";
        engineer.table = {"", "engineers"};
        engineer.identity = Value("engineer");
        ClassMapping guest;
        guest.className = "Guest";
        guest.inherits = "Person";
        guest.identity = Value("guest");
        mappings.classes = {guest, engineer, person}; // any order
        auto models = MapperRegistry::configure(metadata, mappings).value();
        const Mapper& base = models.mapper("Person");
        const Mapper& joined = models.mapper("Engineer");
        QVERIFY(joined.inheritance == Inheritance::Joined
            && models.mapper("Guest").inheritance == Inheritance::Single);
        QVERIFY(joined.isA(base) && !base.isA(joined));
        QCOMPARE(joined.columnIndex("name"), base.columnIndex("name"));
        QCOMPARE(joined.columnIndex("person_id"), joined.columnIndex("id"));
        QCOMPARE(base.classOf(Value("engineer").view()), &joined);
        QVERIFY(!base.classOf(Value("robot").view()));
        mappings.classes[0].identity = Value("engineer");
        QVERIFY(errorOf(mappings, metadata).contains("engineer"));
    }

    void compactValues()
    {
        CompactValue value;
        QVERIFY(value.isAbsent() && value.isNull());
        for (const std::string& text : {std::string(), std::string("fourteen bytes"),
                 std::string("fifteen bytes!!"), std::string(100000, 'x'), std::string("\0nul", 4)}) {
            value.assign(Value(text).view());
            QVERIFY(value.view().bytes == text);
            CompactValue copy = value;
            value.assign(copy.view());
            QVERIFY(value.view().bytes == text && sameValue(copy.view(), value.view()));
            value.assign(value.view().tag == ValueTag::Text ? value.view() : ValueView());
            QVERIFY(value.view().bytes == text);
        }
        value.assign(Value(INT64_MIN).view());
        QVERIFY(value.view().integer == INT64_MIN);
        value.setNull();
        QVERIFY(!value.isAbsent() && value.isNull());
        QVERIFY(!sameValue(Value().view(), Value("").view()));
        QVERIFY(sameValue(Value(5).view(), Value::tagged(ValueTag::Number, "5").view()));
        QVERIFY(!sameValue(Value(5).view(), Value("5x").view()));
    }
};

QTEST_GUILESS_MAIN(TestMapping)
#include "tst_orm_mapping.moc"
