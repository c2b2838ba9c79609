// Two branches of a model made one: what each added and changed is there, and what both changed is asked
// about.
#include "core/builtin/builtin.h"
#include "core/builtin/sample_database.h"
#include "core/engine/engine.h"
#include "core/migrations/apply_to_model.h"
#include "core/orm/automap.h"
#include "core/project/merge_models.h"
#include "core/project/object_ids.h"
#include "core/project/project_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace relata;

namespace {

std::string written(const Project& project)
{
    return projectToJson(project).value();
}

Project read(const std::string& text)
{
    Result<Project> project = projectFromJson(text);
    if (!project)
        qWarning("%s", project.error().describe().c_str());
    return project.value_or(Project());
}

// The model with one table changed.
Project with(Project project, const char* name, const std::function<void(Table&)>& change)
{
    Table table = project.metadata.table(name);
    const std::string former = table.name;
    change(table);
    if (table.name != former)
        project.metadata.removeTable(table.schema, former);
    project.metadata.addTable(table);
    return project;
}

Column& columnOf(Table& table, const char* name)
{
    return *std::find_if(table.columns.begin(), table.columns.end(),
        [name](const Column& column) { return column.name == name; });
}

Column newColumn(const char* name)
{
    Column column;
    column.name = name;
    column.type = SqlType::string(20);
    return column;
}

Table newTable(const char* name)
{
    Table table;
    table.name = name;
    table.columns = {newColumn("id"), newColumn("text")};
    table.primaryKey.columns = {"id"};
    return table;
}

Project withTable(Project project, const Table& table)
{
    project.metadata.addTable(table);
    project.metadata = withObjectIds(project.metadata);
    return project;
}

MergedModel merged(const Project& base, const Project& ours, const Project& theirs)
{
    Result<MergedModel> result = mergeModels(written(base), written(ours), written(theirs));
    if (!result)
        qWarning("%s", result.error().describe().c_str());
    return result.value_or(MergedModel());
}

QString joined(const std::vector<std::string>& list)
{
    QStringList texts;
    for (const std::string& text : list)
        texts << QString::fromStdString(text);
    return texts.join(", ");
}

} // namespace

class TestMergeModels : public QObject
{
    Q_OBJECT

private:
    Project m_base;

private slots:
    void initTestCase()
    {
        registerBuiltins();
        QTemporaryDir folder;
        const std::string file = folder.filePath("bookshop.db").toStdString();
        QVERIFY(ensureSampleDatabase(file).has_value());
        m_base.metadata = withObjectIds(reflect(Engine::create("sqlite:///" + file).value()));
        m_base.mappings = automap(m_base.metadata).mappings();
        QVERIFY(m_base.metadata.tables().size() > 15);
    }

    void bothSidesAdd()
    {
        Project ours = withTable(m_base, newTable("letters"));
        ours = with(ours, "books", [](Table& table) { table.columns.push_back(newColumn("binding")); });
        ours.metadata = withObjectIds(ours.metadata);
        Project theirs = withTable(m_base, newTable("notes"));
        theirs = with(theirs, "books", [](Table& table) {
            table.columns.insert(table.columns.begin() + 2, newColumn("weight"));
            columnOf(table, "title").comment = "As it stands on the cover";
        });
        theirs = with(theirs, "authors", [](Table& table) { table.comment = "Who writes"; });
        theirs.metadata = withObjectIds(theirs.metadata);
        for (bool turned : {false, true}) {
            const MergedModel result = turned ? merged(m_base, theirs, ours) : merged(m_base, ours, theirs);
            QCOMPARE(joined(result.conflicts), QString());
            const Project both = read(result.text);
            QVERIFY(both.metadata.findTable("letters") && both.metadata.findTable("notes"));
            const Table& books = both.metadata.table("books");
            QVERIFY(books.findColumn("binding") && books.findColumn("weight"));
            QCOMPARE(books.columns[2].name, std::string("weight"));
            QCOMPARE(books.findColumn("title")->comment, std::string("As it stands on the cover"));
            QCOMPARE(both.metadata.table("authors").comment, std::string("Who writes"));
            QCOMPARE(both.metadata.tables().size(), m_base.metadata.tables().size() + 2);
            // Merged is written as if it had been saved.
            QCOMPARE(written(both), result.text);
        }
    }

    // What one side renames is renamed in what the other side adds.
    void renamesReachTheOtherSide()
    {
        Project ours = m_base;
        applyTo(ours.metadata, RenameTable{{"", "authors"}, {"", "writers"}});
        applyTo(ours.metadata, RenameColumn{{"", "books"}, "title", "heading"});
        for (ClassMapping& mapping : ours.mappings.classes) {
            if (mapping.table.name == "authors")
                mapping.table.name = "writers";
        }
        Table letters = newTable("letters");
        ForeignKeyConstraint key;
        key.columns = {"id"};
        key.referredTable = "authors";
        key.referredColumns = {"id"};
        letters.foreignKeys = {key};
        Project theirs = withTable(m_base, letters);
        theirs = with(theirs, "books", [](Table& table) {
            Index index;
            index.name = "by_title";
            index.elements.emplace_back().column = "title";
            table.indexes.push_back(index);
        });
        theirs = with(theirs, "authors", [](Table& table) { table.comment = "Who writes"; });
        theirs.metadata = withObjectIds(theirs.metadata);
        for (bool turned : {false, true}) {
            const MergedModel result = turned ? merged(m_base, theirs, ours) : merged(m_base, ours, theirs);
            QCOMPARE(joined(result.conflicts), QString());
            const Project both = read(result.text);
            QVERIFY(!both.metadata.findTable("authors"));
            QCOMPARE(both.metadata.table("writers").comment, std::string("Who writes"));
            QCOMPARE(both.metadata.table("letters").foreignKeys[0].referredTable, std::string("writers"));
            const Table& books = both.metadata.table("books");
            QVERIFY(books.findColumn("heading") && !books.findColumn("title"));
            const auto index = std::find_if(books.indexes.begin(), books.indexes.end(),
                [](const Index& candidate) { return candidate.name == "by_title"; });
            QVERIFY(index != books.indexes.end());
            QCOMPARE(index->elements[0].column, std::string("heading"));
            QVERIFY(MapperRegistry::configure(both.metadata, both.mappings).has_value());
        }
        // Both give it another name: that is asked.
        Project renamed = m_base;
        applyTo(renamed.metadata, RenameTable{{"", "authors"}, {"", "poets"}});
        const MergedModel asked = merged(m_base, ours, renamed);
        QVERIFY2(
            joined(asked.conflicts).contains("tables[writers].name"), qPrintable(joined(asked.conflicts)));
        Project retitled = m_base;
        applyTo(retitled.metadata, RenameColumn{{"", "books"}, "title", "name"});
        const MergedModel askedOfColumn = merged(m_base, ours, retitled);
        QVERIFY2(joined(askedOfColumn.conflicts).contains("columns[heading].name"),
            qPrintable(joined(askedOfColumn.conflicts)));
    }

    void oneSideAlone()
    {
        const Project ours = with(m_base, "books", [](Table& table) { table.comment = "All of them"; });
        QCOMPARE(merged(m_base, ours, m_base).text, written(ours));
        QCOMPARE(merged(m_base, m_base, ours).text, written(ours));
        QCOMPARE(merged(m_base, ours, ours).text, written(ours));
    }

    void theSamePropertyIsAsked()
    {
        const auto typed = [&](int length) {
            return with(m_base, "books",
                [length](Table& table) { columnOf(table, "title").type = SqlType::string(length); });
        };
        const MergedModel result = merged(m_base, typed(200), typed(300));
        QCOMPARE(joined(result.conflicts), QString("metadata.tables[books].columns[title].type.length"));
        Result<Project> loaded = projectFromJson(result.text);
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().hint.find("<<<<<<<") != std::string::npos, loaded.error().describe().c_str());
        // Deciding is taking away the marks and one of the two.
        for (const bool mine : {true, false}) {
            QStringList lines;
            bool inOurs = false, inTheirs = false;
            for (const QString& line : QString::fromStdString(result.text).split('\n')) {
                if (line.startsWith("<<<<<<<"))
                    inOurs = true;
                else if (line.startsWith("=======") && inOurs)
                    inOurs = false, inTheirs = true;
                else if (line.startsWith(">>>>>>>"))
                    inTheirs = false;
                else if ((!inOurs && !inTheirs) || (mine ? inOurs : inTheirs))
                    lines << line;
            }
            QCOMPARE(lines.join('\n').toStdString(), written(mine ? typed(200) : typed(300)));
        }
    }

    void removedAndChanged()
    {
        Project ours = m_base;
        ours.metadata.removeTable("", "reviews");
        const Project theirs = with(m_base, "reviews", [](Table& table) { table.comment = "Kept"; });
        const MergedModel result = merged(m_base, ours, theirs);
        QCOMPARE(joined(result.conflicts), QString("metadata.tables[reviews]"));
        // Removed by one alone, it goes.
        QVERIFY(!read(merged(m_base, ours, m_base).text).metadata.findTable("reviews"));
        QVERIFY(!read(merged(m_base, m_base, ours).text).metadata.findTable("reviews"));
    }

    void orderOfColumns()
    {
        const auto reversed = [&](Project project) {
            return with(std::move(project), "authors",
                [](Table& table) { std::reverse(table.columns.begin(), table.columns.end()); });
        };
        Project theirs = reversed(m_base);
        Project ours =
            with(m_base, "authors", [](Table& table) { table.columns.push_back(newColumn("last")); });
        ours.metadata = withObjectIds(ours.metadata);
        for (bool turned : {false, true}) {
            const MergedModel result = turned ? merged(m_base, theirs, ours) : merged(m_base, ours, theirs);
            QCOMPARE(joined(result.conflicts), QString());
            const Table authors = read(result.text).metadata.table("authors");
            QCOMPARE(authors.columns.size(), m_base.metadata.table("authors").columns.size() + 1);
            std::vector<std::string> names;
            for (const Column& column : authors.columns) {
                if (column.name != "last")
                    names.push_back(column.name);
            }
            std::vector<std::string> expected;
            for (const Column& column : theirs.metadata.table("authors").columns)
                expected.push_back(column.name);
            QCOMPARE(joined(names), joined(expected));
        }
    }

    void schemasAreASet()
    {
        Project ours = m_base, theirs = m_base;
        ours.metadata.schemas.push_back("north");
        theirs.metadata.schemas.push_back("south");
        const MergedModel result = merged(m_base, ours, theirs);
        QCOMPARE(joined(result.conflicts), QString());
        const std::vector<std::string> schemas = read(result.text).metadata.schemas;
        QVERIFY(std::count(schemas.begin(), schemas.end(), "north") == 1
            && std::count(schemas.begin(), schemas.end(), "south") == 1);
    }

    void unknownFieldsStay()
    {
        Project ours = m_base, theirs = m_base;
        ours.unknown.emplace_back("later", R"({"a": 1})");
        theirs.unknown.emplace_back("later", R"({"b": 2})");
        const MergedModel result = merged(m_base, ours, theirs);
        QCOMPARE(joined(result.conflicts), QString());
        QVERIFY(result.text.find("\"a\": 1") != std::string::npos
            && result.text.find("\"b\": 2") != std::string::npos);
    }

    void filesThatBothMade()
    {
        const Project theirs = withTable(m_base, newTable("notes"));
        Result<MergedModel> result = mergeModels("", written(m_base), written(theirs));
        QVERIFY(result && result->conflicts.empty());
        QCOMPARE(result->text, written(theirs));
    }

    void whatLooksLikeAMark()
    {
        const auto commented = [&](const char* comment) {
            return with(m_base, "books", [comment](Table& table) { table.comment = comment; });
        };
        const MergedModel result =
            merged(m_base, commented("relata-conflict-0"), commented("relata-conflict-1"));
        QCOMPARE(result.conflicts.size(), std::size_t(1));
        QVERIFY(result.text.find("relata-conflict-0") != std::string::npos);
        QVERIFY(result.text.find("relata-conflict-1") != std::string::npos);
        Project ours = commented("relata-conflict-0");
        ours = with(ours, "authors", [](Table& table) { table.comment = "ours"; });
        const Project theirs = with(m_base, "authors", [](Table& table) { table.comment = "theirs"; });
        const MergedModel other = merged(m_base, ours, theirs);
        QCOMPARE(joined(other.conflicts), QString("metadata.tables[authors].comment"));
        QVERIFY(other.text.find("\"relata-conflict-0\"") != std::string::npos);
    }

    void filesThatAreNoModels()
    {
        const std::string good = written(m_base);
        const std::string cut = good.substr(0, good.size() / 2);
        const auto errorOf = [&](const std::string& base, const std::string& ours,
                                 const std::string& theirs) {
            Result<MergedModel> result = mergeModels(base, ours, theirs);
            return result ? QString("none") : QString::fromStdString(result.error().message);
        };
        QVERIFY(errorOf(cut, good, good).startsWith("The version that both branches come from"));
        QVERIFY(errorOf(good, cut, good).startsWith("The version of this branch"));
        QVERIFY(errorOf(good, good, cut).startsWith("The version of the other branch"));
        QVERIFY(errorOf(good, good, "").startsWith("The version of the other branch"));
        std::string newer = good;
        newer.replace(newer.find("\"version\": 1"), 12, "\"version\": 9");
        QVERIFY2(errorOf(good, good, newer).contains("newer Relata"), qPrintable(errorOf(good, good, newer)));
    }
};

QTEST_APPLESS_MAIN(TestMergeModels)
#include "tst_merge_models.moc"
