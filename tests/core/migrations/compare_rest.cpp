// Sequences, types, views, triggers, routines, comments and options.
#include "core/migrations/apply_to_model.h"
#include "core/project/object_ids.h"
#include "tests/core/migrations/model_builder.h"
#include "tests/core/migrations/test_list.h"

#include <QTest>

using namespace relata;
using namespace relata::test;

class CompareRest final : public QObject
{
    Q_OBJECT

private slots:
    void sequences();
    void enums();
    void domains();
    void views();
    void triggers();
    void routines();
    void comments();
    void options();

private:
    // One operation each way, which leads there and back.
    static void verifyStep(const MetaData& from, const MetaData& to, const QString& words)
    {
        Operations found = compare(from, to);
        QCOMPARE(lines(found), QStringList({words}));
        QCOMPARE(differencesOf(applied(from, found), to), QStringList());
        QCOMPARE(differencesOf(applied(to, reversed(found)), from), QStringList());
    }
};

void CompareRest::sequences()
{
    MetaData from = withObjectIds(shop());
    MetaData to = from;
    Sequence sequence;
    sequence.id = {17};
    sequence.name = "numbers";
    to.sequences.push_back(sequence);
    verifyStep(from, to, "add sequence numbers");
    MetaData changed = to;
    changed.sequences[0].increment = 5;
    verifyStep(to, changed, "alter sequence numbers");
    changed = to;
    changed.sequences[0].increment = 1; // what silence means
    QCOMPARE(differencesOf(to, changed), QStringList());
    changed.sequences[0].name = "figures";
    verifyStep(to, changed, "rename sequence numbers to figures");
}

void CompareRest::enums()
{
    MetaData from = withObjectIds(shop());
    MetaData to = from;
    EnumType type;
    type.id = {18};
    type.name = "mood";
    type.values = {"good", "bad"};
    to.enums.push_back(type);
    verifyStep(from, to, "add enum mood");
    MetaData changed = to;
    changed.enums[0].values.push_back("none");
    verifyStep(to, changed, "alter enum mood: (good, bad) to (good, bad, none)");
    SqlType column = SqlType::of(TypeKind::Enum);
    column.name = "mood";
    to = with(to, "books", [&](Table& table) { table.columns.push_back(test::column("mood", column)); });
    changed = to;
    changed.enums[0].name = "temper";
    changed = with(changed, "books", [&](Table& table) { table.columns.back().type.name = "temper"; });
    verifyStep(to, changed, "rename enum mood to temper");
}

void CompareRest::domains()
{
    MetaData from = shop();
    MetaData to = from;
    Domain domain;
    domain.name = "price";
    domain.type = SqlType::numeric(10, 2);
    domain.checkConstraints.push_back(check("positive", "VALUE > 0", "postgresql"));
    to.domains.push_back(domain);
    verifyStep(from, to, "add domain price");
    MetaData changed = to;
    changed.domains[0].checkConstraints[0].expression.text = "(VALUE > (0)::numeric)";
    QCOMPARE(differencesOf(to, changed), QStringList());
    changed.domains[0].nullable = false;
    verifyStep(to, changed, "alter domain price");
}

void CompareRest::views()
{
    MetaData from = withObjectIds(shop());
    View view;
    view.id = {19};
    view.name = "titles";
    view.definition = {"SELECT title FROM books", "postgresql"};
    MetaData to = from;
    to.addView(view);
    verifyStep(from, to, "add view titles");
    MetaData changed = from;
    view.definition.text = "SELECT title, price FROM books";
    changed.addView(view);
    verifyStep(to, changed, "alter view titles");
    changed = from;
    view.name = "names";
    changed.addView(view);
    verifyStep(to, changed, "alter view titles, renamed to names");
}

void CompareRest::triggers()
{
    MetaData from = shop();
    Trigger trigger;
    trigger.name = "tr";
    trigger.timing = "AFTER";
    trigger.events = "INSERT";
    trigger.definition = {"CREATE TRIGGER tr AFTER INSERT ON books EXECUTE FUNCTION f()", "postgresql"};
    MetaData to = with(from, "books", [&](Table& table) { table.triggers.push_back(trigger); });
    verifyStep(from, to, "add trigger tr of books: AFTER INSERT");
    MetaData changed = with(to, "books", [](Table& table) { table.triggers[0].enabled = false; });
    verifyStep(to, changed, "alter trigger tr of books: AFTER INSERT to AFTER INSERT");
    changed = with(to, "books", [](Table& table) {
        table.triggers[0].definition.text = "create trigger tr\nafter insert on books execute function f()";
    });
    QCOMPARE(differencesOf(to, changed), QStringList());
}

void CompareRest::routines()
{
    MetaData from = shop();
    CarriedObject function;
    function.name = "f()";
    function.kind = "function";
    function.definition = {"CREATE FUNCTION f() RETURNS int AS 'SELECT 1' LANGUAGE sql", "postgresql"};
    MetaData to = from;
    to.carried.push_back(function);
    verifyStep(from, to, "add function f()");
    MetaData changed = to;
    changed.carried[0].definition.text = "CREATE FUNCTION f() RETURNS int AS 'SELECT 2' LANGUAGE sql";
    verifyStep(to, changed, "alter function f()");
    CompareOptions without;
    without.carried = false;
    QCOMPARE(lines(compare(to, changed, without)), QStringList());
    changed = to;
    changed.carried[0].definition.dialect = "mysql"; // cannot be there
    QCOMPARE(differencesOf(to, changed), QStringList({"drop function f()"}));
}

void CompareRest::comments()
{
    MetaData from = shop();
    MetaData to = with(from, "books", [](Table& table) { table.comment = "What is read"; });
    verifyStep(from, to, "comment on table books: “” to “What is read”");
    to = with(from, "books", [](Table& table) { columnOf(table, "price").comment = "net"; });
    verifyStep(from, to, "comment on column books.price: “” to “net”");
    to = with(from, "books", [](Table& table) { table.indexes[0].comment = "fast"; });
    verifyStep(from, to, "comment on index books.ix_books_title: “” to “fast”");
    CompareOptions without;
    without.comments = false;
    QCOMPARE(lines(compare(from, to, without)), QStringList());
    // SQLite keeps none.
    MetaData plain = shop("sqlite");
    to = with(plain, "books", [](Table& table) { table.comment = "What is read"; });
    QCOMPARE(differencesOf(plain, to), QStringList());
}

void CompareRest::options()
{
    MetaData from = shop();
    MetaData to = with(from, "books", [](Table& table) { table.options.set("postgresql.unlogged", "true"); });
    verifyStep(from, to, "alter table books: postgresql.unlogged nothing to true");
    to = with(from, "books", [](Table& table) { table.options.set("mysql.engine", "MyISAM"); });
    QCOMPARE(differencesOf(from, to), QStringList());
}

namespace {
const TestEntry<CompareRest> entry;
}

#include "compare_rest.moc"
