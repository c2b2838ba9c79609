// Findings of a model and what mends them: each fix is applied, and the finding is gone.
#include "core/builtin/builtin.h"
#include "core/builtin/sample_database.h"
#include "core/engine/engine.h"
#include "core/engine/registry.h"
#include "core/migrations/apply_to_model.h"
#include "core/orm/automap.h"
#include "core/project/object_ids.h"
#include "core/project/validation.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace relata;

namespace {

Column columnOf(const char* name, SqlType type = SqlType::of(TypeKind::Integer))
{
    Column column;
    column.name = name;
    column.type = std::move(type);
    return column;
}

Table tableOf(const char* name, std::vector<Column> columns)
{
    Table table;
    table.name = name;
    table.columns = {columnOf("id")};
    table.columns.front().nullable = false;
    table.primaryKey.columns = {"id"};
    for (Column& column : columns)
        table.columns.push_back(std::move(column));
    return table;
}

ForeignKeyConstraint keyTo(const char* column, const char* table, const char* referred = "id")
{
    ForeignKeyConstraint key;
    key.columns = {column};
    key.referredTable = table;
    key.referredColumns = {referred};
    return key;
}

Project projectOf(std::vector<Table> tables)
{
    Project project;
    for (Table& table : tables)
        project.metadata.addTable(std::move(table));
    project.metadata = withObjectIds(project.metadata);
    return project;
}

std::vector<Finding> findingsOf(const Project& project)
{
    return validate(project, {&dialect("postgresql").traits(), &dialect("oracle").traits()});
}

QString rules(const std::vector<Finding>& findings)
{
    QStringList texts;
    for (const Finding& finding : findings)
        texts << QString::fromStdString(finding.rule + " " + finding.place);
    return texts.join("; ");
}

// One model for each rule: broken in one way.
struct Case
{
    const char* name;
    Project project;
    QString finding; // rule and place
    QString message;
};

std::vector<Case> cases()
{
    const Table authors = tableOf("authors", {columnOf("name", SqlType::string(40))});
    std::vector<Case> all;
    Table empty = tableOf("empty", {});
    empty.columns.clear();
    empty.primaryKey = {};
    all.push_back({"no columns", projectOf({empty}), "no-columns empty", "no columns"});
    Table keyless = tableOf("keyless", {columnOf("code")});
    keyless.primaryKey = {};
    keyless.columns.erase(keyless.columns.begin());
    all.push_back({"no key", projectOf({keyless}), "no-primary-key keyless", "no primary key"});
    keyless.columns.front().nullable = false;
    UniqueConstraint unique;
    unique.columns = {"code"};
    keyless.uniqueConstraints = {unique};
    all.push_back({"a unique key", projectOf({keyless}), "no-primary-key keyless", "no primary key"});
    all.push_back({"tables of one name", projectOf({authors, tableOf("Authors", {})}),
        "duplicate-name Authors", "has this name"});
    all.push_back({"columns of one name", projectOf({tableOf("books", {columnOf("ID")})}),
        "duplicate-name books.ID", "has this name"});
    Table indexed = tableOf("books", {columnOf("title"), columnOf("year")});
    for (const char* column : {"title", "year"}) {
        Index index;
        index.name = "by_it";
        index.elements.emplace_back().column = column;
        indexed.indexes.push_back(index);
    }
    all.push_back(
        {"indexes of one name", projectOf({indexed}), "duplicate-name books.by_it", "has this name"});
    all.push_back({"a reserved column", projectOf({tableOf("books", {columnOf("order")})}),
        "reserved-word books.order", "order is a reserved word in PostgreSQL, Oracle."});
    all.push_back(
        {"a reserved table", projectOf({tableOf("table", {})}), "reserved-word table", "reserved word"});
    const std::string longName(70, 'x');
    all.push_back({"a long name", projectOf({tableOf(longName.c_str(), {})}),
        QString::fromStdString("name-too-long " + longName), "has 70 bytes; PostgreSQL takes 63"});
    Table books = tableOf("books", {columnOf("author_id")});
    Index index;
    index.name = "ix";
    index.elements.emplace_back().column = "author_id";
    books.indexes = {index};
    books.foreignKeys = {keyTo("author_id", "nobody")};
    all.push_back({"a table that is not there", projectOf({authors, books}), "missing-table books.author_id",
        "refers to nobody"});
    books.foreignKeys = {keyTo("author_id", "authors", "number")};
    all.push_back({"a column that is not there", projectOf({authors, books}),
        "missing-column books.author_id", "authors.number, which is not there"});
    books.foreignKeys = {keyTo("author_id", "authors")};
    books.foreignKeys[0].columns = {"author_id", "id"};
    all.push_back({"keys of other widths", projectOf({authors, books}),
        "foreign-key-width books.author_id, id", "2 columns and refers to 1"});
    books.foreignKeys = {keyTo("author_id", "authors")};
    books.columns[1].type = SqlType::string(10);
    all.push_back({"another type", projectOf({authors, books}), "foreign-key-type books.author_id",
        "another type than authors.id"});
    books.columns[1].type = SqlType::of(TypeKind::BigInteger);
    all.push_back(
        {"another width", projectOf({authors, books}), "foreign-key-type books.author_id", "another type"});
    books.columns[1].type = SqlType::string(40);
    books.foreignKeys = {keyTo("author_id", "authors", "name")};
    all.push_back(
        {"no key there", projectOf({authors, books}), "foreign-key-target books.author_id", "is no key"});
    books.columns[1].type = SqlType::of(TypeKind::Integer);
    books.foreignKeys = {keyTo("author_id", "authors")};
    books.indexes.clear();
    all.push_back(
        {"no index", projectOf({authors, books}), "foreign-key-index books.author_id", "No index begins"});
    Table partial = books;
    partial.indexes = {index};
    partial.indexes[0].where = {"author_id > 3", ""};
    all.push_back({"a partial index", projectOf({authors, partial}), "foreign-key-index books.author_id",
        "No index begins"});
    Table broken = tableOf("books", {});
    broken.primaryKey.columns = {"number"};
    all.push_back({"a key over nothing", projectOf({broken}), "missing-column books.number",
        "names the column number"});
    return all;
}

} // namespace

class TestValidation : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { registerBuiltins(); }

    void rules_data()
    {
        QTest::addColumn<int>("number");
        const std::vector<Case> all = cases();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << int(i);
    }
    void rules()
    {
        QFETCH(int, number);
        const Case one = cases()[std::size_t(number)];
        const std::vector<Finding> findings = findingsOf(one.project);
        QCOMPARE(::rules(findings), one.finding);
        const Finding& finding = findings.front();
        QVERIFY2(QString::fromStdString(finding.message).contains(one.message), finding.message.c_str());
        QVERIFY(finding.object || finding.rule == "missing-column");
        // Each fix mends it, makes nothing else wrong, and can be taken back.
        for (const QuickFix& fix : finding.fixes) {
            Project mended = one.project;
            mended.metadata = applied(mended.metadata, fix.operations);
            const QString left = ::rules(findingsOf(mended));
            QVERIFY2(left.isEmpty() || left.startsWith("foreign-key-index"), qPrintable(left));
            const MetaData back = applied(mended.metadata, reversed(fix.operations));
            QCOMPARE(::rules(findingsOf({back, one.project.mappings, {}, {}})), one.finding);
        }
    }

    void classes()
    {
        Table books = tableOf("books", {columnOf("author_id")});
        Project project = projectOf({tableOf("authors", {}), books, tableOf("notes", {})});
        const auto classOf = [](const char* name, const char* table) {
            ClassMapping mapping;
            mapping.className = name;
            mapping.table = {"", table};
            return mapping;
        };
        project.mappings.classes = {classOf("Author", "authors"), classOf("Book", "books"),
            classOf("Note", "notes"), classOf("Ghost", "ghosts")};
        RelationshipMapping author;
        author.name = "author";
        author.target = "Author";
        RelationshipMapping editor = author;
        editor.name = "editor";
        editor.target = "Editor";
        RelationshipMapping tags = author;
        tags.name = "tags";
        tags.secondary = {"", "book_tags"};
        project.mappings.classes[1].relationships = {author, editor, tags};
        project.mappings.classes[2].inherits = "Nobody";
        QCOMPARE(::rules(findingsOf(project)),
            QString(
                "relationship-without-key Book.author; missing-class Book.editor; missing-table Book.tags; "
                "missing-class Note; missing-table Ghost"));
        project.mappings.classes[1].relationships = {author};
        project.mappings.classes[2].inherits.clear();
        project.mappings.classes.pop_back();
        books.foreignKeys = {keyTo("author_id", "authors")};
        project.metadata.addTable(books);
        QCOMPARE(::rules(findingsOf(project)),
            QString("foreign-key-index books.author_id; unreachable-class Note"));
        // A primaryjoin of one's own needs no key.
        project.metadata.addTable(tableOf("books", {columnOf("author_id")}));
        project.mappings.classes[1].relationships[0].primaryJoin = {{"author_id", "id"}};
        QCOMPARE(::rules(findingsOf(project)), QString("unreachable-class Note"));
    }

    void theSampleIsSound()
    {
        QTemporaryDir folder;
        const std::string file = folder.filePath("bookshop.db").toStdString();
        QVERIFY(ensureSampleDatabase(file).has_value());
        Project project;
        project.metadata = withObjectIds(reflect(Engine::create("sqlite:///" + file).value()));
        project.mappings = automap(project.metadata).mappings();
        for (const Finding& finding : findingsOf(project))
            QVERIFY2(finding.severity == Severity::Advice,
                (finding.rule + " " + finding.place + ": " + finding.message).c_str());
    }

    // A thousand tables are looked at while a person types.
    void manyTables()
    {
        Project project;
        for (int i = 0; i < 1000; ++i) {
            Table table = tableOf(("t" + std::to_string(i)).c_str(), {columnOf("other_id")});
            if (i > 0)
                table.foreignKeys = {keyTo("other_id", ("t" + std::to_string(i / 2)).c_str())};
            project.metadata.addTable(table);
        }
        QCOMPARE(findingsOf(project).size(), std::size_t(999));
    }
};

QTEST_APPLESS_MAIN(TestValidation)
#include "tst_validation.moc"
